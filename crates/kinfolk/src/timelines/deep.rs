//! Below the rings: pages that only the database has.
//!
//! There are two ways, downwards and upwards alike. A *seek* asks the index for the nearest status of each author first,
//! which reads no status; as a page of `want` can only come from the `want` authors whose nearest are nearest, it then reads
//! those authors' alone. That is what heads do in memory, at any depth. It costs a few microseconds per author, whatever lies
//! between. A *walk* reads everybody's statuses by id and keeps those of the sources: for a reader of many, as long as enough
//! of what it meets belongs to them. A walk that is too slow gives way to the seek.

use std::sync::atomic::{AtomicBool, Ordering};

use base::{Error, Result};
use db::Reader;

use super::gaps;
use super::rings::Home;
use super::sources::Batch;
use crate::core::State;
use crate::core::words::AccountId;
use crate::statuses::Entry;
use crate::statuses::skeleton::{self, Order};

/// More authors than this and a walk is tried before a seek.
const SEEK_AUTHORS: usize = 300;
/// Authors whose nearest status one block looks for: one or two milliseconds on a reader thread, as requests that need no
/// such block shall not wait behind it.
const PROBES: usize = 500;
/// Rows of one step of a walk, and its steps at most.
const WALK_ROWS: usize = 500;
const WALK_STEPS: usize = 8;

/// The newest `want` of a home below an id.
///
/// # Errors
/// From the engine.
pub async fn below(state: &State, home: &Home, below: i64, want: usize) -> Result<Batch> {
    of_home(state, home, below, Order::NewestFirst, want).await
}

/// The oldest `want` of a home above an id, oldest first.
///
/// # Errors
/// From the engine.
pub async fn above(state: &State, home: &Home, above: i64, want: usize) -> Result<Batch> {
    of_home(state, home, above, Order::OldestFirst, want).await
}

/// The `want` statuses of a home nearest to `edge`, in the order given: by a walk for a reader of many, and by a seek
/// for the rest.
async fn of_home(state: &State, home: &Home, edge: i64, order: Order, want: usize) -> Result<Batch> {
    let steps = if home.accounts.len() > SEEK_AUTHORS { WALK_STEPS } else { 0 };
    let (mut found, mut cursor) = (Vec::new(), edge);
    for step in 1..=steps {
        let from = cursor;
        let rows = state.db().read(async move |r| skeleton::walk(r, from, order, WALK_ROWS).await).await?;
        let ended = rows.len() < WALK_ROWS;
        cursor = rows.last().map_or(cursor, |row| row.id.raw());
        found.extend(rows.into_iter().filter(|row| home.is_source(row.author)));
        if found.len() >= want || ended {
            let ended = ended && found.len() <= want;
            found.truncate(want);
            return Ok(Batch { entries: found, ended });
        }
        if found.len() * WALK_STEPS < want * step {
            break;
        }
    }
    let rest = want - found.len();
    let deep = seek(state, &home.accounts, cursor, order, rest).await?;
    let ended = deep.len() < rest;
    found.extend(deep);
    Ok(Batch { entries: found, ended })
}

/// The `want` statuses of all these authors together that are nearest to `edge`, exclusive, in the order given; fewer only
/// when there are no more.
///
/// # Errors
/// From the engine.
pub async fn seek(
    state: &State,
    authors: &[AccountId],
    edge: i64,
    order: Order,
    want: usize,
) -> Result<Vec<Entry>> {
    let authors = if authors.len() > want {
        nearest(state, authors, edge, order, want).await?
    } else {
        authors.to_vec()
    };
    let read = async move |r: &mut Reader| skeleton::of_accounts(r, &authors, edge, order, want).await;
    let mut entries = state.db().read(read).await?;
    entries.sort_unstable_by_key(|entry| entry.id);
    if order == Order::NewestFirst {
        entries.reverse();
    }
    entries.truncate(want);
    Ok(entries)
}

/// The `count` authors whose nearest statuses are nearest to the edge.
async fn nearest(
    state: &State,
    authors: &[AccountId],
    edge: i64,
    order: Order,
    count: usize,
) -> Result<Vec<AccountId>> {
    let many = AtomicBool::new(false);
    let looked = |authors: Vec<AccountId>| {
        many.fetch_or(authors.len() > SEEK_AUTHORS, Ordering::Relaxed);
        look(state, authors, edge, order)
    };
    let mut found = gaps::nearest(state, authors, (edge, order), looked).await?;
    if many.load(Ordering::Relaxed) {
        tokio::spawn(widen(state.clone(), authors.to_vec(), edge, order));
    }
    if found.len() > count {
        match order {
            Order::NewestFirst => found.select_nth_unstable_by(count, |a, b| b.cmp(a)),
            Order::OldestFirst => found.select_nth_unstable(count),
        };
        found.truncate(count);
    }
    Ok(found.into_iter().map(|(_, author)| author).collect())
}

/// Looks from the same place in the other direction, once somebody has got a page that took thousands of looks: then the
/// gaps of these authors are known from end to end, and the next page may lie on either side.
async fn widen(state: State, authors: Vec<AccountId>, edge: i64, order: Order) {
    // At the edge itself may be a status.
    let (edge, order) = match order {
        Order::NewestFirst => (edge.saturating_sub(1), Order::OldestFirst),
        Order::OldestFirst => (edge.saturating_add(1), Order::NewestFirst),
    };
    let looked = |authors: Vec<AccountId>| {
        let state = &state;
        async move { probe(state, &authors, edge, order).await }
    };
    if let Err(error) = gaps::nearest(&state, &authors, (edge, order), looked).await {
        tracing::debug!(%error, "gaps stay as they are");
    }
}

/// The nearest status of each of these authors that has one, from the database.
async fn look(
    state: &State,
    authors: Vec<AccountId>,
    edge: i64,
    order: Order,
) -> Result<Vec<(i64, AccountId)>> {
    if authors.len() <= PROBES {
        return probe(state, &authors, edge, order).await;
    }
    // Two at once: who follows thousands waits half as long where a second core is free.
    let (some, others) = authors.split_at(authors.len() / 2);
    let (within, others) = (state.clone(), others.to_vec());
    let others = tokio::spawn(async move { probe(&within, &others, edge, order).await });
    let mut found = probe(state, some, edge, order).await?;
    found.extend(others.await.map_err(Error::internal)??);
    Ok(found)
}

/// The same, one block after the other.
async fn probe(
    state: &State,
    authors: &[AccountId],
    edge: i64,
    order: Order,
) -> Result<Vec<(i64, AccountId)>> {
    let mut found = Vec::with_capacity(authors.len());
    for part in authors.chunks(PROBES) {
        let part = part.to_vec();
        let read = async move |r: &mut Reader| skeleton::nearest_of_accounts(r, &part, edge, order).await;
        found.extend(state.db().read(read).await?);
    }
    Ok(found)
}
