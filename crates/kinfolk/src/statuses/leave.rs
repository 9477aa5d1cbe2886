//! What goes here when an account was deleted: its favourites and bookmarks, and its statuses with all that goes with
//! each ([`super::delete`]), its reblogs among them.
//!
//! What others answered stays and answers nothing; what they favourited or reblogged goes as whenever a
//! status is deleted.

use base::{Error, Result};
use db::{Tx, params};
use futures_util::{StreamExt, stream};

use super::skeleton::{self, Range};
use super::write::{self, Counter};
use super::{delete, store};
use crate::core::jobs::Run;
use crate::core::words::{AccountId, StatusId};
use crate::core::{Builder, Event, State, events, leaving};

/// The job that removes statuses.
const STATUSES: &str = "statuses.forget_statuses";
/// The job that removes favourites.
const FAVOURITES: &str = "statuses.forget_favourites";
/// The job that removes bookmarks.
const BOOKMARKS: &str = "statuses.forget_bookmarks";
/// Favourites or bookmarks of one transaction, statuses of one step.
const BATCH: usize = 50;
/// Each status goes in a transaction of its own; so many at a time, as they share a sync of the disk.
const AT_ONCE: usize = 8;

pub(super) fn install(builder: Builder) -> Builder {
    builder
        .job(STATUSES, leaving::QUEUE, forget_statuses)
        .job(FAVOURITES, leaving::QUEUE, forget_favourites)
        .job(BOOKMARKS, leaving::QUEUE, forget_bookmarks)
        .follow_up(|_, event| leaving::follow_up(event, STATUSES))
        .follow_up(|_, event| leaving::follow_up(event, FAVOURITES))
        .follow_up(|_, event| leaving::follow_up(event, BOOKMARKS))
}

async fn forget_statuses(state: State, run: Run) -> Result<()> {
    let account = leaving::who(&run)?;
    for _ in 0..leaving::STEPS {
        let read = async move |r: &mut db::Reader| {
            skeleton::of_account(r, account, Range::below(i64::MAX, BATCH)).await
        };
        let statuses = state.db().read(read).await?;
        if statuses.is_empty() {
            return Ok(());
        }
        let deleting = statuses.into_iter().map(|entry| forget_status(state.clone(), account, entry.id));
        let mut done = stream::iter(deleting).buffer_unordered(AT_ONCE);
        while let Some(done) = done.next().await {
            done?;
        }
    }
    leaving::go_on(&state, &run).await
}

/// One that is gone already is no fault.
async fn forget_status(state: State, account: AccountId, status: StatusId) -> Result<()> {
    match delete::delete(&state, account, status).await {
        Ok(_) | Err(Error::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn forget_favourites(state: State, run: Run) -> Result<()> {
    let account = leaving::who(&run)?;
    for _ in 0..leaving::STEPS {
        let within = state.clone();
        let step = async move |tx: &mut Tx| forget_some(tx, &within, account).await;
        if state.db().write(step).await? == 0 {
            return Ok(());
        }
    }
    leaving::go_on(&state, &run).await
}

/// Takes some favourites back; gives how many.
async fn forget_some(tx: &mut Tx, state: &State, account: AccountId) -> Result<usize> {
    let values = params![account, BATCH as i64];
    let mut statuses: Vec<StatusId> = tx.all(&store::FAVOURITES_NEWEST, values, |row| row.get(0)).await?;
    // Counters come last and in order, so that two who leave at once do not wait for each other.
    statuses.sort_unstable();
    for status in &statuses {
        tx.run(&store::UNFAVOURITE, params![account, *status]).await?;
        tx.run(&store::UNFAVOURITED_BY, params![*status, account]).await?;
        events::emit(tx, state, Event::MarkChanged { account, status: *status }).await?;
    }
    for status in &statuses {
        write::count_down(tx, state, *status, Counter::Favourites).await?;
    }
    Ok(statuses.len())
}

async fn forget_bookmarks(state: State, run: Run) -> Result<()> {
    let account = leaving::who(&run)?;
    for _ in 0..leaving::STEPS {
        let step = async move |tx: &mut Tx| {
            let values = params![account, BATCH as i64];
            let statuses: Vec<StatusId> = tx.all(&store::BOOKMARKS_NEWEST, values, |row| row.get(0)).await?;
            for status in &statuses {
                tx.run(&store::UNBOOKMARK, params![account, *status]).await?;
                tx.run(&store::UNBOOKMARKED_BY, params![*status, account]).await?;
            }
            Ok(statuses.len())
        };
        if state.db().write(step).await? == 0 {
            return Ok(());
        }
    }
    leaving::go_on(&state, &run).await
}
