//! Looking after the outbox: marking what was dispatched and deleting what is old.
//!
//! **Not here:** telling of what other processes have left (`adoption`) or write while they live (`tail`).

use std::time::Duration;

use base::{IdMaker, Result};
use db::params;

use super::jobs::{self, CLEAN_UP};
use super::{Builder, NewJob, State, store};

/// Done rows stay this long, for instances that read along.
pub(super) const KEEP_MS: i64 = 600_000;
/// Rows marked by one statement.
const BATCH: usize = 2_000;

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
        let done =
            async move |tx: &mut db::Tx| tx.run(&store::OUTBOX_DONE, params![now, marked.clone()]).await;
        if let Err(error) = state.db().write(done).await {
            state.put_back_dispatched(rows);
            return Err(error);
        }
    }
}

/// Adds the job that deletes old rows, once a minute whatever the number of servers.
pub(super) fn install(builder: Builder) -> Builder {
    builder.job("outbox.purge", CLEAN_UP, |state, _| async move { purge(&state).await }).cron(
        "outbox.purge",
        Duration::from_secs(60),
        NewJob::new("outbox.purge", ()),
    )
}

/// Deletes old rows that are done. One that is not done stays, however old: somebody has yet to be told of it.
async fn purge(state: &State) -> Result<()> {
    let before = IdMaker::at((state.now_ms() - KEEP_MS).max(0), 0, 0);
    jobs::clear(state, &store::OUTBOX_PURGE, before).await
}
