//! From where a timeline is read: whose statuses, in which order of places.
//!
//! One function for each direction: [`Sources::older`] and [`Sources::newer`] give the next
//! statuses of all sources together, exact and in order, from rings as far as those reach and
//! from the database below.
//!
//! Below the rings there are two ways. A *seek* reads a bounded number of rows of each author by
//! the index; a *walk* reads everybody's statuses by id and keeps those of the sources. The seek
//! is for up to some hundred authors, the walk for more; a walk that finds too little within its
//! row budget gives way to the seek, in parts.

use std::sync::Arc;

use base::Result;

use super::merge::{self, Source, Stop};
use super::rings::{self, Home, Rings};
use crate::core::State;
use crate::core::words::AccountId;
use crate::statuses::Entry;
use crate::statuses::skeleton::{self, Range};

/// More authors than this and a walk is tried before a seek.
const SEEK_AUTHORS: usize = 300;
/// Rows of one step of a walk, and steps before it gives up.
const WALK_ROWS: usize = 500;
const WALK_STEPS: usize = 8;

/// Whose statuses a timeline shows.
#[derive(Clone)]
pub enum Sources {
    /// Those whom a reader follows, and the reader.
    Home(Arc<Home>),
    /// One account.
    Account(AccountId),
    /// The public timeline.
    Listed,
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
    /// The `want` newest statuses below `below`, newest first; fewer only when history ends.
    ///
    /// # Errors
    /// From the engine.
    pub async fn older(&self, state: &State, below: i64, want: usize) -> Result<Batch> {
        let (mut entries, stop) = match self {
            Self::Home(home) => newest_of_home(state, home, below, want).await?,
            Self::Account(account) => {
                newest_of_one(rings::fill(state, &[*account]).await?.remove(account), below, want)
            }
            Self::Listed => newest_of_one(Some(rings::listed(state).await?), below, want),
        };
        match stop {
            Stop::Full | Stop::Rest => Ok(Batch { entries, ended: false }),
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
            Self::Account(account) => {
                let rings = rings::fill(state, &[*account]).await?;
                rings.get(account).is_some_and(|ring| ring.oldest_above(above, want, &mut entries))
            }
            Self::Listed => rings::listed(state).await?.oldest_above(above, want, &mut entries),
        };
        if !in_rings {
            entries = self.above_from_database(state, above, want).await?;
        }
        entries.sort_unstable_by_key(|entry| entry.id);
        let ended = entries.len() < want;
        entries.truncate(want);
        Ok(Batch { entries, ended })
    }

    async fn below_rings(&self, state: &State, below: i64, want: usize) -> Result<Batch> {
        match self {
            Self::Home(home) => deep_home(state, home, below, want).await,
            Self::Account(account) => seek(state, vec![*account], below, want).await,
            Self::Listed => {
                let entries = state
                    .db()
                    .read(async move |r| skeleton::listed(r, Range::below(below, want)).await)
                    .await?;
                let ended = entries.len() < want;
                Ok(Batch { entries, ended })
            }
        }
    }

    async fn above_from_database(&self, state: &State, above: i64, want: usize) -> Result<Vec<Entry>> {
        let authors: Vec<AccountId> = match self {
            Self::Home(home) => home.accounts.to_vec(),
            Self::Account(account) => vec![*account],
            Self::Listed => {
                return state
                    .db()
                    .read(async move |r| skeleton::listed(r, Range::above(above, want)).await)
                    .await;
            }
        };
        let mut all = Vec::new();
        for part in authors.chunks(SEEK_AUTHORS) {
            let part = part.to_vec();
            all.extend(
                state
                    .db()
                    .read(async move |r| skeleton::of_accounts_above(r, &part, above, want).await)
                    .await?,
            );
        }
        Ok(all)
    }
}

fn newest_of_one(ring: Option<Arc<super::ring::Ring>>, below: i64, want: usize) -> (Vec<Entry>, Stop) {
    let mut entries = Vec::new();
    let sources: Vec<Source> = ring.map(|ring| Source { bound: below - 1, ring }).into_iter().collect();
    let stop = merge::newest(&sources, below, 0, want, &mut entries);
    (entries, stop)
}

/// Heads first: opens only the rings that can be on the page, more of them if that was not enough.
async fn newest_of_home(state: &State, home: &Home, below: i64, want: usize) -> Result<(Vec<Entry>, Stop)> {
    let mut bounds: Vec<(i64, u32)> = Vec::with_capacity(home.slots.len());
    for (at, slot) in home.slots.iter().enumerate() {
        // An unknown head cannot happen here; were it so, the ring would be opened.
        let head = home.heads.get(*slot).unwrap_or(i64::MAX);
        if head > 0 {
            bounds.push((head.min(below - 1), at as u32));
        }
    }
    let tied = bounds.iter().filter(|(bound, _)| *bound == below - 1).count();
    let mut open = want + tied;
    loop {
        let rest = split_highest(&mut bounds, open);
        let chosen = &bounds[..open.min(bounds.len())];
        let authors = || chosen.iter().map(|(_, at)| home.accounts[*at as usize]);
        let rings: &Rings = state.part();
        if chosen.len() > SEEK_AUTHORS && rings.missing(authors()) > SEEK_AUTHORS {
            // Far back with many followed: filling all those rings would read more than the page needs.
            return Ok((Vec::new(), Stop::Floor(below - 1)));
        }
        let sources = open_rings(state, home, chosen).await?;
        let mut entries = Vec::with_capacity(want);
        let stop = merge::newest(&sources, below, rest, want, &mut entries);
        if stop != Stop::Rest {
            return Ok((entries, stop));
        }
        open *= 4;
    }
}

/// Moves the `count` highest bounds to the front and returns the highest of the others, 0 if there are none.
fn split_highest(bounds: &mut [(i64, u32)], count: usize) -> i64 {
    if count >= bounds.len() {
        return 0;
    }
    let (_, next, _) = bounds.select_nth_unstable_by(count, |a, b| b.cmp(a));
    next.0
}

async fn open_rings(state: &State, home: &Home, chosen: &[(i64, u32)]) -> Result<Vec<Source>> {
    let rings: &Rings = state.part();
    let account = |at: u32| home.accounts[at as usize];
    let mut sources = Vec::with_capacity(chosen.len());
    let mut missing = Vec::new();
    for (bound, at) in chosen {
        match rings.ready(account(*at)) {
            Some(ring) => sources.push(Source { bound: *bound, ring }),
            None => missing.push((*bound, account(*at))),
        }
    }
    if !missing.is_empty() {
        let accounts: Vec<AccountId> = missing.iter().map(|(_, account)| *account).collect();
        let filled = rings::fill(state, &accounts).await?;
        sources.extend(
            missing
                .into_iter()
                .filter_map(|(bound, account)| Some(Source { bound, ring: filled.get(&account)?.clone() })),
        );
    }
    Ok(sources)
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
    let chosen: Vec<(i64, u32)> = home
        .slots
        .iter()
        .enumerate()
        .filter(|(_, slot)| has_news(slot))
        .map(|(at, _)| (0, at as u32))
        .collect();
    let authors = chosen.iter().map(|(_, at)| home.accounts[*at as usize]);
    if chosen.len() > SEEK_AUTHORS && state.part::<Rings>().missing(authors) > SEEK_AUTHORS {
        return Ok(false);
    }
    let sources = open_rings(state, home, &chosen).await?;
    Ok(sources.iter().all(|source| source.ring.oldest_above(above, want, out)))
}

async fn deep_home(state: &State, home: &Home, below: i64, want: usize) -> Result<Batch> {
    if home.accounts.len() <= SEEK_AUTHORS {
        return seek(state, home.accounts.to_vec(), below, want).await;
    }
    let mut found = Vec::new();
    let mut cursor = below;
    for _ in 0..WALK_STEPS {
        let from = cursor;
        let rows = state.db().read(async move |r| skeleton::walk(r, from, WALK_ROWS).await).await?;
        let ended = rows.len() < WALK_ROWS;
        cursor = rows.last().map_or(cursor, |row| row.id.raw());
        found.extend(rows.into_iter().filter(|row| home.is_source(row.author)));
        if found.len() >= want || ended {
            let ended = ended && found.len() <= want;
            found.truncate(want);
            return Ok(Batch { entries: found, ended });
        }
    }
    let rest = seek(state, home.accounts.to_vec(), cursor, want - found.len()).await?;
    found.extend(rest.entries);
    Ok(Batch { entries: found, ended: rest.ended })
}

/// The newest `want` below `below` of all these authors together, newest first.
async fn seek(state: &State, authors: Vec<AccountId>, below: i64, want: usize) -> Result<Batch> {
    let mut all = Vec::new();
    for part in authors.chunks(SEEK_AUTHORS) {
        let part = part.to_vec();
        all.extend(state.db().read(async move |r| skeleton::of_accounts(r, &part, below, want).await).await?);
    }
    all.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.id));
    let ended = all.len() < want;
    all.truncate(want);
    Ok(Batch { entries: all, ended })
}

impl Home {
    /// Whether this account's statuses belong into the home.
    #[must_use]
    pub fn is_source(&self, account: AccountId) -> bool {
        self.in_order().binary_search(&account).is_ok() || self.accounts.last() == Some(&account)
    }
}
