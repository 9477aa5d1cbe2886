//! Looking after the outbox: marking what was dispatched and deleting what is old.
//!
//! **Not here:** hearing what other processes wrote (`tail`).

use base::{IdMaker, Result};
use db::params;

use super::{State, store};

/// Done rows stay this long, for instances that read along.
pub(super) const KEEP_MS: i64 = 600_000;
/// Rows marked or deleted by one statement.
const BATCH: usize = 2_000;
/// Batches deleted at a time, so that other writes find their turn after a long sleep.
const BATCHES: usize = 100;

/// Marks dispatched rows as done; called twice a second by the server.
///
/// # Errors
/// From the engine; the rows are then marked in a later round.
pub async fn sweep(state: &State) -> Result<()> {
    loop {
        let rows = state.take_dispatched(BATCH);
        if rows.is_empty() {
            return Ok(());
        }
        let (now, marked) = (state.now_ms(), rows.clone());
        let done = state
            .db()
            .write(async move |tx| tx.run(&store::OUTBOX_DONE, params![now, marked.clone()]).await)
            .await;
        if let Err(error) = done {
            state.put_back_dispatched(rows);
            return Err(error);
        }
    }
}

/// Deletes old rows; called every few seconds by the server.
///
/// A row that nobody marked within ten minutes is deleted as well: it belonged to a process that has
/// ended and whose caches went with it, or to a command, whose rows servers have long read.
///
/// # Errors
/// From the engine; the rows are then deleted in a later round.
pub async fn purge(state: &State) -> Result<()> {
    let before = IdMaker::at((state.now_ms() - KEEP_MS).max(0), 0, 0);
    for _ in 0..BATCHES {
        let purge =
            async move |tx: &mut db::Tx| tx.run(&store::OUTBOX_PURGE, params![before, BATCH as i64]).await;
        if state.db().write(purge).await? < BATCH as u64 {
            break;
        }
    }
    Ok(())
}
