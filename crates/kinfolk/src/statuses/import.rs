//! Writing statuses of other days: what a seed or an import brings.
//!
//! Their ids come from their dates, so they stand in timelines where they would have stood. They
//! mention nobody, answer nothing, and no one is told one by one.

use base::{Error, IdMaker, Result};
use db::Tx;

use super::compose;
use super::write::{self, Place};
use crate::accounts::{self, Change};
use crate::core::words::{AccountId, StatusId, Visibility};
use crate::core::{Event, State, events};

/// A status of another day.
#[derive(Debug, Clone)]
pub struct ImportedStatus {
    /// As typed.
    pub text: String,
    /// When it was written, Unix milliseconds; at most a minute in the future, as clocks differ.
    pub at_ms: i64,
    /// For whom.
    pub visibility: Visibility,
}

/// An id of the far future would draw all later ids after it.
const AHEAD_MS: i64 = 60_000;
/// Of one author and one millisecond, no more can be told apart.
const SEQUENCES: i64 = 1_024;

/// Writes statuses of one author, counts them, and returns their ids in the same order. With
/// `announce` each is announced like a new one, which timelines in memory need; without it whoever
/// imports sees to those.
///
/// # Errors
/// `Invalid` about `text`, `Unprocessable` about a date, or from the engine.
pub async fn import(
    tx: &mut Tx,
    state: &State,
    author: AccountId,
    statuses: &[ImportedStatus],
    announce: bool,
) -> Result<Vec<StatusId>> {
    let mut ids = Vec::with_capacity(statuses.len());
    let mut change = Change::default();
    for status in statuses {
        let id = write_one(tx, state, author, status, announce).await?;
        let one = write::one_more(id, status.visibility);
        change.statuses += one.statuses;
        change.posted = newest(change.posted, one.posted);
        ids.push(id);
    }
    accounts::count(tx, state, author, change).await?;
    Ok(ids)
}

/// Both halves by themselves: the newest direct status raises the head and not the date.
fn newest(a: Option<(StatusId, i64)>, b: Option<(StatusId, i64)>) -> Option<(StatusId, i64)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.max(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    }
}

async fn write_one(
    tx: &mut Tx,
    state: &State,
    author: AccountId,
    status: &ImportedStatus,
    announce: bool,
) -> Result<StatusId> {
    if !(0..=state.now_ms() + AHEAD_MS).contains(&status.at_ms) {
        return Err(Error::unprocessable("A status cannot be imported from the future"));
    }
    let draft = compose::plain(state, author, &status.text, status.visibility)?;
    for sequence in 0..SEQUENCES {
        let id = StatusId::new(IdMaker::at(status.at_ms, author.bucket(), sequence));
        let facts = Place::Alone.facts(id, &draft);
        if write::insert_row(tx, &facts, &draft, Place::Alone).await? {
            if announce {
                events::emit(tx, state, Event::StatusCreated { facts: facts.into() }).await?;
            }
            return Ok(id);
        }
    }
    Err(Error::unprocessable("Too many statuses of one moment"))
}
