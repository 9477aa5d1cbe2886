//! From where a timeline is read: whose statuses, in which order of places.
//!
//! One function for each direction: [`Sources::older`] and [`Sources::newer`] give the next
//! statuses of all sources together, exact and in order, from rings as far as those reach and
//! from the database below.
//!
//! Not here: how the database is asked for what lies below the rings ([`super::deep`]).

use std::collections::HashMap;
use std::sync::Arc;

use base::Result;

use super::deep;
use super::merge::{self, Stop, Wanted};
use super::ring::Ring;
use super::rings::{self, Home, Rings};
use super::tagged::WantedTags;
use crate::core::State;
use crate::core::words::{AccountId, TagName};
use crate::statuses::Entry;
use crate::statuses::skeleton::{self, Besides, Range};

/// More authors without a ring in memory than this are looked for in the database: filling all those rings would read
/// more than the page needs.
const FILLED: usize = 300;

/// Whose statuses a timeline shows.
#[derive(Clone)]
pub enum Sources {
    /// Those whom a reader follows, and the reader.
    Home(Arc<Home>),
    /// One account, for itself and its followers.
    Account(AccountId),
    /// One account, for somebody else: from the database comes only what they might see.
    Stranger(AccountId),
    /// The public timeline.
    Listed,
    /// Public statuses with any of some tags. What else is wanted of their tags is no more than heeded: whoever reads
    /// must ask again.
    Tags(Arc<WantedTags>),
    /// What one account wrote with a tag; read from the database, as few look there.
    AccountTag(AccountId, TagName),
}

/// The next statuses of a timeline, before anyone has judged them.
#[derive(Debug, Default)]
pub struct Batch {
    /// In the direction that was asked for.
    pub entries: Vec<Entry>,
    /// There is nothing more in this direction.
    pub ended: bool,
}

impl Sources {
    /// The newest statuses that are wanted, newest first; fewer only when history ends. From below the rings come
    /// also some that are not to be kept.
    ///
    /// # Errors
    /// From the engine.
    pub async fn older<K>(&self, state: &State, wanted: &Wanted<K>) -> Result<Batch>
    where
        K: Fn(&Entry) -> bool + Send + Sync,
    {
        let want = wanted.count;
        let (mut entries, stop) = match self {
            Self::Home(home) => newest_of_home(state, home, wanted).await?,
            Self::Account(account) | Self::Stranger(account) => {
                newest_of_one(rings::of_account(state, *account).await?, wanted)
            }
            Self::Listed => newest_of_one(rings::listed(state).await?, wanted),
            Self::Tags(tags) => newest_of_tags(state, &tags.any, wanted).await?,
            Self::AccountTag(..) => (Vec::new(), Stop::Floor(wanted.below - 1)),
        };
        match stop {
            Stop::Full | Stop::Rest | Stop::Missing => Ok(Batch { entries, ended: false }),
            Stop::End => Ok(Batch { entries, ended: true }),
            Stop::Floor(floor) => {
                // The ring that ends at an id may be another's than the one that has just yielded it.
                let yielded = entries.last().map_or(i64::MAX, |entry| entry.id.raw());
                let deep = self.below_rings(state, yielded.min(floor + 1), want - entries.len()).await?;
                entries.extend(deep.entries);
                Ok(Batch { entries, ended: deep.ended })
            }
        }
    }

    /// The `want` oldest statuses above `above`, oldest first; fewer only when there are no more.
    ///
    /// # Errors
    /// From the engine.
    pub async fn newer(&self, state: &State, above: i64, want: usize) -> Result<Batch> {
        let mut entries = Vec::new();
        let in_rings = match self {
            Self::Home(home) => oldest_of_home(state, home, above, want, &mut entries).await?,
            Self::Account(account) | Self::Stranger(account) => {
                rings::of_account(state, *account).await?.oldest_above(above, want, &mut entries)
            }
            Self::Listed => rings::listed(state).await?.oldest_above(above, want, &mut entries),
            Self::Tags(wanted) => {
                let mut reach = true;
                for tag in &wanted.any {
                    reach &= rings::of_tag(state, tag).await?.oldest_above(above, want, &mut entries);
                }
                reach
            }
            Self::AccountTag(..) => false,
        };
        if !in_rings {
            entries = self.above_from_database(state, above, want).await?;
        }
        entries.sort_unstable_by_key(|entry| entry.id);
        // One status can have several of the tags.
        entries.dedup_by_key(|entry| entry.id);
        let ended = entries.len() < want;
        entries.truncate(want);
        Ok(Batch { entries, ended })
    }

    async fn below_rings(&self, state: &State, below: i64, want: usize) -> Result<Batch> {
        let range = Range::below(below, want);
        let entries = match self {
            Self::Home(home) => return deep::below(state, home, below, want).await,
            Self::Account(account) => deep::seek(state, &[*account], below, range.order, want).await?,
            Self::Stranger(account) => told(state, *account, range).await?,
            Self::Listed => state.db().read(async move |r| skeleton::listed(r, range).await).await?,
            Self::Tags(_) | Self::AccountTag(..) => {
                let mut entries = self.with_tags(state, range).await?;
                entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.id));
                entries.dedup_by_key(|entry| entry.id);
                entries.truncate(want);
                entries
            }
        };
        Ok(Batch { ended: entries.len() < want, entries })
    }

    /// What lies in a range of each tag, in no particular order and with what has several of them more than once.
    async fn with_tags(&self, state: &State, range: Range) -> Result<Vec<Entry>> {
        match self {
            Self::Home(_) | Self::Account(_) | Self::Stranger(_) | Self::Listed => Ok(Vec::new()),
            Self::AccountTag(account, tag) => {
                let (account, tag) = (*account, tag.clone());
                let read = async move |r: &mut db::Reader| {
                    skeleton::of_account_and_tag(r, account, &tag, range).await
                };
                state.db().read(read).await
            }
            Self::Tags(wanted) => {
                let wanted = Arc::clone(wanted);
                let read = async move |r: &mut db::Reader| {
                    // Else a page of two tags that are rarely used together would be looked for in all of one.
                    let besides = Besides { with: wanted.all.first(), without: wanted.none.first() };
                    let mut all = Vec::new();
                    for tag in &wanted.any {
                        all.extend(skeleton::of_tag(r, tag, besides, range).await?);
                    }
                    Ok(all)
                };
                state.db().read(read).await
            }
        }
    }

    async fn above_from_database(&self, state: &State, above: i64, want: usize) -> Result<Vec<Entry>> {
        let range = Range::above(above, want);
        match self {
            Self::Home(home) => Ok(deep::above(state, home, above, want).await?.entries),
            Self::Account(account) => deep::seek(state, &[*account], above, range.order, want).await,
            Self::Stranger(account) => told(state, *account, range).await,
            Self::Listed => state.db().read(async move |r| skeleton::listed(r, range).await).await,
            Self::Tags(_) | Self::AccountTag(..) => self.with_tags(state, range).await,
        }
    }
}

/// What somebody else than a follower might see of an account.
async fn told(state: &State, account: AccountId, range: Range) -> Result<Vec<Entry>> {
    state.db().read(async move |r| skeleton::told_by_account(r, account, range).await).await
}

fn newest_of_one<K>(ring: Arc<Ring>, wanted: &Wanted<K>) -> (Vec<Entry>, Stop)
where
    K: Fn(&Entry) -> bool,
{
    let mut entries = Vec::with_capacity(wanted.count);
    let mut ring = Some(ring);
    let stop = merge::newest(&[(wanted.below - 1, 0)], 0, |_| ring.take(), wanted, &mut entries);
    (entries, stop)
}

/// What has several of the tags is in several rings and is yielded by each, one right after the other.
async fn newest_of_tags<K>(state: &State, tags: &[TagName], wanted: &Wanted<K>) -> Result<(Vec<Entry>, Stop)>
where
    K: Fn(&Entry) -> bool + Send + Sync,
{
    let (mut sources, mut opened) = (Vec::with_capacity(tags.len()), Vec::with_capacity(tags.len()));
    for (at, tag) in tags.iter().enumerate() {
        sources.push((wanted.below - 1, at as u32));
        opened.push(rings::of_tag(state, tag).await?);
    }
    let all = Wanted { below: wanted.below, count: wanted.count * tags.len(), keep: &wanted.keep };
    let mut entries = Vec::new();
    let ring = |at: u32| opened.get(at as usize).cloned();
    let stop = merge::newest(&sources, 0, ring, &all, &mut entries);
    entries.dedup_by_key(|entry| entry.id);
    if entries.len() > wanted.count || entries.len() == wanted.count && stop != Stop::End {
        entries.truncate(wanted.count);
        return Ok((entries, Stop::Full));
    }
    Ok((entries, stop))
}

/// Heads first: opens only the rings that can be on the page, more of them if that was not enough.
async fn newest_of_home<K>(state: &State, home: &Home, wanted: &Wanted<K>) -> Result<(Vec<Entry>, Stop)>
where
    K: Fn(&Entry) -> bool + Send + Sync,
{
    let rings: &Rings = state.part();
    // Before the heads are read: of one that is raised afterwards the ring changes afterwards, too. Once is enough.
    if wanted.below == i64::MAX {
        rings.watch(&home.accounts);
    }
    let (mut bounds, tied) = bounds_of(home, wanted.below);
    // As many as are wanted would do if all of them counted.
    let mut open = wanted.count + wanted.count / 2 + tied;
    let mut filled = HashMap::new();
    let mut entries = Vec::with_capacity(wanted.count);
    loop {
        let rest = split_highest(&mut bounds, open);
        let chosen = &bounds[..open.min(bounds.len())];
        let ring = |at: u32| {
            let account = home.accounts[at as usize];
            filled.get(&account).cloned().or_else(|| rings.watched(account))
        };
        entries.clear();
        match merge::newest(chosen, rest, ring, wanted, &mut entries) {
            Stop::Rest => open *= 4,
            Stop::Missing => {
                let authors: Vec<AccountId> =
                    chosen.iter().map(|(_, at)| home.accounts[*at as usize]).collect();
                if authors.len() > FILLED && rings.missing(authors.iter().copied()) > FILLED {
                    return Ok((Vec::new(), Stop::Floor(wanted.below - 1)));
                }
                filled = rings::fill(state, &authors).await?;
            }
            stop => return Ok((entries, stop)),
        }
    }
}

/// An upper bound for each source that has written anything, and how many of them reach up to the edge.
fn bounds_of(home: &Home, below: i64) -> (Vec<(i64, u32)>, usize) {
    let mut bounds: Vec<(i64, u32)> = Vec::with_capacity(home.slots.len());
    let mut tied = 0;
    for (at, slot) in home.slots.iter().enumerate() {
        // An unknown head cannot happen here; were it so, the ring would be opened.
        let head = home.heads.get(*slot).unwrap_or(i64::MAX);
        if head > 0 {
            tied += usize::from(head >= below - 1);
            bounds.push((head.min(below - 1), at as u32));
        }
    }
    (bounds, tied)
}

/// Moves the `count` highest bounds to the front and returns the highest of the others, 0 if there are none.
fn split_highest(bounds: &mut [(i64, u32)], count: usize) -> i64 {
    if count >= bounds.len() {
        return 0;
    }
    let (_, next, _) = bounds.select_nth_unstable_by(count, |a, b| b.cmp(a));
    next.0
}

/// `false` when a ring does not reach that far back.
async fn oldest_of_home(
    state: &State,
    home: &Home,
    above: i64,
    want: usize,
    out: &mut Vec<Entry>,
) -> Result<bool> {
    let has_news = |slot: &u32| home.heads.get(*slot).is_none_or(|head| head > above);
    let with_news = home.accounts.iter().zip(&home.slots).filter(|(_, slot)| has_news(slot));
    let authors: Vec<AccountId> = with_news.map(|(account, _)| *account).collect();
    let rings: &Rings = state.part();
    if authors.len() > FILLED && rings.missing(authors.iter().copied()) > FILLED {
        return Ok(false);
    }
    let rings = rings::fill(state, &authors).await?;
    Ok(rings.values().all(|ring| ring.oldest_above(above, want, out)))
}

impl Home {
    /// Whether this account's statuses belong into the home.
    #[must_use]
    pub fn is_source(&self, account: AccountId) -> bool {
        self.in_order().binary_search(&account).is_ok() || self.accounts.last() == Some(&account)
    }
}
