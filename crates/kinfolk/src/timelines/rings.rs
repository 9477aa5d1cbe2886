//! What timelines keep in memory: rings, heads, and whom each reader's home is made of.
//!
//! Rings are filled by `Cache::fill` and brought up to date by events, which the committer
//! dispatches before a writer is told "done".

use std::collections::HashMap;
use std::sync::Arc;

use base::Result;

use super::gaps::Gap;
use super::heads::{Heads, View};
use super::ring::Ring;
use crate::accounts;
use crate::core::cache::{Cache, Room, Weigh};
use crate::core::metrics::Seen;
use crate::core::words::{AccountId, TagName};
use crate::core::{Event, State, trail};
use crate::edges::{self, Following};
use crate::statuses::Entry;
use crate::statuses::skeleton::{self, Besides, Order, Range};

/// Newest statuses kept of each account.
const ACCOUNT_RING: usize = 64;
/// Newest public statuses kept of each tag.
const TAG_RING: usize = 200;
/// Newest statuses kept of the public timeline.
const LISTED_RING: usize = 800;
/// More accounts than this are not watched.
const WATCHED: usize = 1_000;
/// Room for that one ring.
const LISTED_BYTES: usize = 1 << 20;

/// The module's shared part.
pub struct Rings {
    accounts: Cache<AccountId, Arc<Ring>>,
    listed: Cache<(), Arc<Ring>>,
    tags: Cache<TagName, Arc<Ring>>,
    homes: Cache<AccountId, Arc<Home>>,
    pub(super) gaps: Cache<AccountId, Gap>,
    pub(super) heads: Heads,
    /// What the heads may take that nobody has asked for yet.
    pub(super) heads_bytes: usize,
}

/// How much of each is kept.
#[derive(Debug)]
pub struct Rooms {
    /// Rings of accounts.
    pub rings: Room,
    /// Rings of tags.
    pub tags: Room,
    /// Homes.
    pub homes: Room,
    /// Bytes of heads that nobody has asked for yet.
    pub heads_bytes: usize,
    /// Gaps of authors.
    pub gaps: Room,
}

/// The sources of one reader's home, whom they follow and themselves; or of a list.
pub struct Home {
    /// Whom the reader follows. A home is made anew when this is no longer what `edges` says.
    pub following: Arc<Following>,
    /// Those, ascending, and the reader last; of a list its members.
    pub accounts: Box<[AccountId]>,
    /// Where their heads stand, in the same order.
    pub slots: Box<[u32]>,
    /// The heads themselves.
    pub heads: View,
}

impl Home {
    /// All sources but the last, ascending.
    pub fn in_order(&self) -> &[AccountId] {
        self.accounts.split_last().map_or(&[], |(_, rest)| rest)
    }
}

impl Weigh for Arc<Home> {
    fn weight(&self) -> usize {
        size_of::<Home>() + self.accounts.len() * (size_of::<AccountId>() + size_of::<u32>())
    }
}

impl Rings {
    /// Empty rings within these bounds.
    #[must_use]
    pub fn new(rooms: Rooms) -> Self {
        Self {
            accounts: Cache::new(rooms.rings),
            listed: Cache::new(rooms.homes.of(LISTED_BYTES)),
            tags: Cache::new(rooms.tags),
            homes: Cache::new(rooms.homes),
            gaps: Cache::new(rooms.gaps),
            heads: Heads::default(),
            heads_bytes: rooms.heads_bytes,
        }
    }

    /// Brings rings and heads up to date after a commit.
    pub fn on(&self, event: &Event) {
        match event {
            Event::StatusCreated { facts } => {
                let entry = Entry::from(facts.as_ref());
                let with = |ring: &Arc<Ring>| ring.with(entry).map(Arc::new);
                // The head first: who notes the number of the ring (`watch`) then also finds the head.
                self.heads.raise(facts.author, facts.id.raw());
                self.accounts.replace(&facts.author, with);
                self.gaps.forget(&facts.author);
                if facts.is_listed() {
                    self.listed.replace(&(), with);
                }
                for tag in facts.tags.iter().filter(|_| facts.is_tagged()) {
                    self.tags.replace(tag, with);
                }
            }
            // What is deleted stays in the rings of its tags, which the event does not name, and is passed over.
            Event::StatusDeleted { status, author } => {
                let without = |ring: &Arc<Ring>| ring.without(*status).map(Arc::new);
                self.accounts.replace(author, without);
                self.gaps.forget(author);
                self.listed.replace(&(), without);
            }
            Event::AccountCounted { account, counts } => self.heads.raise(*account, counts.head),
            _ => {}
        }
    }

    /// Forgets everything. Heads go before homes: a home that is being made over the old heads is
    /// then refused and made again.
    pub fn clear(&self) {
        self.heads.clear();
        self.homes.clear();
        self.accounts.clear();
        self.listed.clear();
        self.tags.clear();
        self.gaps.clear();
    }

    /// Shows how the caches are used.
    pub fn show(&self, seen: &mut Seen) {
        seen.cache("rings", self.accounts.usage());
        seen.cache("public_ring", self.listed.usage());
        seen.cache("tag_rings", self.tags.usage());
        seen.cache("homes", self.homes.usage());
        seen.cache("gaps", self.gaps.usage());
    }

    /// How many of these accounts have no ring in memory.
    pub fn missing(&self, accounts: impl Iterator<Item = AccountId>) -> usize {
        accounts.filter(|account| !self.accounts.holds(account)).count()
    }

    /// Says that what is being made depends on what these accounts write, whether their rings are looked at or not. Of too
    /// many no trail is kept: most of the time one of them has written.
    pub fn watch(&self, accounts: &[AccountId]) {
        if accounts.len() > WATCHED {
            trail::spoil();
        } else if trail::is_recorded() {
            accounts.iter().for_each(|account| self.accounts.watch(account));
        }
    }

    /// The ring of one account, if it is in memory.
    pub fn ready(&self, account: AccountId) -> Option<Arc<Ring>> {
        self.accounts.get(&account)
    }

    /// The same of an account that is watched.
    pub fn watched(&self, account: AccountId) -> Option<Arc<Ring>> {
        self.accounts.get_watched(&account)
    }
}

/// The rings of accounts, in memory afterwards; those that were not are read in one statement.
///
/// # Errors
/// From the engine.
pub async fn fill(state: &State, accounts: &[AccountId]) -> Result<HashMap<AccountId, Arc<Ring>>> {
    let load = |missing: Vec<AccountId>| async move {
        let asked = missing.clone();
        let rows = state
            .db()
            .read(async move |r| {
                skeleton::of_accounts(r, &asked, i64::MAX, Order::NewestFirst, ACCOUNT_RING).await
            })
            .await?;
        let mut by_author: HashMap<AccountId, Vec<Entry>> =
            missing.iter().map(|account| (*account, Vec::new())).collect();
        for entry in rows {
            by_author.entry(entry.author).or_default().push(entry);
        }
        Ok(by_author
            .into_iter()
            .map(|(account, rows)| (account, Arc::new(Ring::new(ACCOUNT_RING, rows))))
            .collect())
    };
    let rings: &Rings = state.part();
    rings.accounts.fill_many(accounts.iter().copied(), load).await
}

/// The ring of one account.
///
/// # Errors
/// From the engine.
pub async fn of_account(state: &State, account: AccountId) -> Result<Arc<Ring>> {
    if let Some(ring) = state.part::<Rings>().ready(account) {
        return Ok(ring);
    }
    let ring = fill(state, &[account]).await?.remove(&account);
    ring.ok_or_else(|| base::Error::internal("the ring of an account is always loaded"))
}

/// The ring of the public timeline.
///
/// # Errors
/// From the engine.
pub async fn listed(state: &State) -> Result<Arc<Ring>> {
    let load = |()| async move {
        let rows =
            state.db().read(async |r| skeleton::listed(r, Range::below(i64::MAX, LISTED_RING)).await).await?;
        Ok(Some(Arc::new(Ring::new(LISTED_RING, rows))))
    };
    let rings: &Rings = state.part();
    let ring = rings.listed.fill((), load).await?;
    ring.ok_or_else(|| base::Error::internal("the public ring is always loaded"))
}

/// The ring of a tag.
///
/// # Errors
/// From the engine.
pub async fn of_tag(state: &State, tag: &TagName) -> Result<Arc<Ring>> {
    let load = |tag: TagName| async move {
        let newest = Range::below(i64::MAX, TAG_RING);
        let rows = state
            .db()
            .read(async move |r| skeleton::of_tag(r, &tag, Besides::default(), newest).await)
            .await?;
        Ok(Some(Arc::new(Ring::new(TAG_RING, rows))))
    };
    let rings: &Rings = state.part();
    let ring = rings.tags.fill(tag.clone(), load).await?;
    ring.ok_or_else(|| base::Error::internal("the ring of a tag is always loaded"))
}

/// What a reader's home is made of, with all heads loaded. No statement when it is warm.
///
/// # Errors
/// From the engine.
pub async fn home(state: &State, reader: AccountId) -> Result<Arc<Home>> {
    let following = edges::following(state, reader).await?;
    let rings: &Rings = state.part();
    let load = |readers: Vec<AccountId>| {
        let following = Arc::clone(&following);
        async move {
            let home = make_home(state, reader, following).await?;
            Ok(readers.into_iter().map(|reader| (reader, Arc::clone(&home))).collect())
        }
    };
    let is_of_now = |home: &Arc<Home>| Arc::ptr_eq(&home.following, &following);
    let home = rings.homes.fill_fitting(&[reader], is_of_now, load).await?.pop().flatten();
    home.ok_or_else(|| base::Error::internal("a home is always made"))
}

async fn make_home(state: &State, reader: AccountId, following: Arc<Following>) -> Result<Arc<Home>> {
    let accounts: Box<[AccountId]> = following.ids.iter().copied().chain([reader]).collect();
    gather(state, following, accounts).await
}

/// What a list of these members, ascending, is made of, for a reader who follows `following`. Not remembered; one
/// statement when some heads are unknown.
///
/// # Errors
/// From the engine.
pub async fn of_members(
    state: &State,
    following: Arc<Following>,
    members: Box<[AccountId]>,
) -> Result<Arc<Home>> {
    gather(state, following, members).await
}

async fn gather(state: &State, following: Arc<Following>, accounts: Box<[AccountId]>) -> Result<Arc<Home>> {
    let heads = &state.part::<Rings>().heads;
    // The slots are made before the heads are read, so that no event in between is lost.
    let slots = heads.slots(&accounts);
    let view = heads.view();
    let is_unknown = |at: &usize| view.get(slots[*at]).is_none();
    let unknown: Vec<usize> = (0..accounts.len()).filter(is_unknown).collect();
    if !unknown.is_empty() {
        let asked: Vec<AccountId> = unknown.iter().map(|at| accounts[*at]).collect();
        let found = accounts::heads(state, asked).await?;
        let found: HashMap<AccountId, i64> = found.into_iter().collect();
        for at in unknown {
            view.loaded(slots[at], found.get(&accounts[at]).copied().unwrap_or(0));
        }
    }
    Ok(Arc::new(Home { following, accounts, slots, heads: view }))
}
