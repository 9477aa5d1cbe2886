//! Taking its reblogs, favourites and bookmarks off a status that is gone, by a job.
//!
//! A popular status has more of them than one transaction should touch, so they go in batches, oldest first.
//! Each batch also counts them off at those who reblogged, so at any moment counters equal a recount. No new ones
//! come: whoever reblogs, favourites or bookmarks holds the status, which is gone. The job asked for twice, or begun twice, finds
//! less to do.
//!
//! **Not here:** deleting the status itself (`delete`).

use base::Result;
use db::{Tx, params};

use super::{store, write};
use crate::accounts::{self, Change};
use crate::core::words::{AccountId, StatusId, Visibility};
use crate::core::{Builder, Event, JobRun, NewJob, State, events};

/// The job's kind.
const JOB: &str = "statuses.unmark";
/// The queue of what goes with something deleted.
const QUEUE: &str = "deletions";
/// Marks of each kind that one transaction takes off.
const BATCH: usize = 200;

pub(super) fn install(builder: Builder) -> Builder {
    builder.queue(QUEUE, 2).job(JOB, QUEUE, unmark)
}

/// The job for a status that was just deleted.
pub(super) fn job(status: StatusId) -> NewJob {
    NewJob::new(JOB, status.raw())
}

async fn unmark(state: State, run: JobRun) -> Result<()> {
    let status = StatusId::new(run.payload()?);
    loop {
        let (within, run) = (state.clone(), run.clone());
        let block = async move |tx: &mut Tx| {
            let is_done = remove_batch(tx, &within, status).await?;
            if is_done {
                run.finish(tx).await?;
            }
            Ok(is_done)
        };
        if state.db().write(block).await? {
            return Ok(());
        }
    }
}

/// Takes off some of each kind; whether those were all.
async fn remove_batch(tx: &mut Tx, state: &State, status: StatusId) -> Result<bool> {
    let range = params![status, i64::MAX, 0_i64, BATCH as i64];
    let favouriters: Vec<AccountId> = tx.all(&store::FAVOURITERS_UP, range, |row| row.get(1)).await?;
    for account in &favouriters {
        tx.run(&store::UNFAVOURITE, params![*account, status]).await?;
        tx.run(&store::UNFAVOURITED_BY, params![status, *account]).await?;
    }
    let bookmarkers: Vec<AccountId> =
        tx.all(&store::BOOKMARKERS, params![status, BATCH as i64], |row| row.get(0)).await?;
    for account in &bookmarkers {
        tx.run(&store::UNBOOKMARK, params![*account, status]).await?;
        tx.run(&store::UNBOOKMARKED_BY, params![status, *account]).await?;
    }
    let reblogs: Vec<(StatusId, AccountId)> =
        tx.all(&store::REBLOGGERS_UP, range, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let mut changes = Vec::with_capacity(reblogs.len());
    for (reblog, account) in &reblogs {
        if let Some(change) = remove_reblog(tx, state, status, *reblog, *account).await? {
            changes.push((*account, change));
        }
    }
    accounts::count_each(tx, state, changes).await?;
    Ok([favouriters.len(), bookmarkers.len(), reblogs.len()].iter().all(|found| *found < BATCH))
}

/// Deletes one reblog; gives what that changes for who made it, unless it was gone.
async fn remove_reblog(
    tx: &mut Tx,
    state: &State,
    original: StatusId,
    reblog: StatusId,
    account: AccountId,
) -> Result<Option<Change>> {
    let visibility = |row: &db::Row<'_>| row.get(0).map(Visibility::from_code);
    let gone = tx.one(&store::DELETE, params![reblog, account], visibility).await?;
    tx.run(&store::UNREBLOG, params![account, original]).await?;
    tx.run(&store::UNREBLOGGED_BY, params![original, account]).await?;
    if gone.is_some() {
        events::emit(tx, state, Event::StatusDeleted { status: reblog, author: account }).await?;
        events::emit(tx, state, Event::MarkChanged { account, status: original }).await?;
    }
    Ok(gone.map(write::one_less))
}
