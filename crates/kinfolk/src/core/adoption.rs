//! Adopting what other processes wrote and did not tell.
//!
//! A row of the outbox is born leased to the process that writes it, which marks it done once everybody there was
//! told, and other servers by the bus. Of a server that is killed in between, the lease runs out. A command tells nobody: its rows are born
//! without a lease. Either way any server *adopts* the row: tells of it as of any foreign row, and marks it. So of every
//! committed row somebody tells at least once; telling twice, also by two servers, changes nothing.
//!
//! Rows without a lease have an index of their own, in which no other row ever stands. Rows whose lease ran out have
//! none, because all rows would pay for it: each server walks once over the rows that are old enough for that.
//! On SQLite a server has the database for itself, so every lease that it finds at its start is void, and later there is
//! nothing to walk for.
//!
//! **Not here:** what a row means (`foreign`), and what other servers write while they live (`tail`).

use base::{IdMaker, Result};
use db::{Engine, Reader, params};

use super::events::LEASE_MS;
use super::foreign::{self, Row};
use super::{State, store};

/// Rows told of at a time.
const BATCH: usize = 500;
/// A row is walked over when it is this old: its lease, and as much again for clocks that differ and for transactions that
/// were long in coming.
const WALKED_MS: i64 = 2 * LEASE_MS;
/// Rows are walked over when so much time has gone by since the last ones: nobody waits for what a server left that was
/// killed a minute ago.
const WALK_EVERY_MS: i64 = 5_000;
/// So many rows one statement walks over.
const STRIDE: i64 = 2_000;

/// A server's place in the outbox.
#[derive(Debug)]
pub struct Adoption {
    /// All rows up to this id are done or have been told of.
    walked: i64,
}

impl Default for Adoption {
    fn default() -> Self {
        Self::new()
    }
}

impl Adoption {
    /// Begins at the oldest row.
    #[must_use]
    pub const fn new() -> Self {
        Self { walked: 0 }
    }

    /// Tells the listeners of what others have left, as much as there is, and gives those rows. When there is nothing, one
    /// or two statements.
    ///
    /// # Errors
    /// From the engine; what was not marked is told of in a later look.
    pub async fn look(&mut self, state: &State) -> Result<Vec<Row>> {
        let mut adopted = Vec::new();
        if !state.bus().is_heard() {
            // We read the whole log now anyway, and could not tell others.
            return Ok(adopted);
        }
        loop {
            let rows = unleased(state).await?;
            let is_full = rows.len() == BATCH;
            adopt(state, &rows).await?;
            adopted.extend(rows);
            if !is_full {
                break;
            }
        }
        self.walk(state, &mut adopted).await?;
        metrics::counter!("kinfolk_outbox_adopted_total").increment(adopted.len() as u64);
        Ok(adopted)
    }

    /// Goes over the rows that have become old enough since the last time.
    async fn walk(&mut self, state: &State, adopted: &mut Vec<Row>) -> Result<()> {
        let now = state.now_ms();
        // Whoever held a lease on a database that is this server's alone is gone.
        let (end, lapsed) = match state.db().engine() {
            Engine::Sqlite => (i64::MAX, i64::MAX),
            Engine::Postgres => (IdMaker::at((now - WALKED_MS).max(0), 0, 0), now),
        };
        if self.walked > 0 && end < self.walked.saturating_add(IdMaker::at(WALK_EVERY_MS, 0, 0)) {
            return Ok(());
        }
        while self.walked < end {
            let Some(next) = stride(state, self.walked).await? else {
                self.walked = end;
                return Ok(());
            };
            let rows = left(state, self.walked, next.min(end), lapsed).await?;
            adopt(state, &rows).await?;
            self.walked = next.min(end);
            adopted.extend(rows);
        }
        Ok(())
    }
}

/// The last of the next rows; `None` when there are none.
async fn stride(state: &State, above: i64) -> Result<Option<i64>> {
    let last = async move |r: &mut Reader| {
        r.one(&store::OUTBOX_STRIDE, params![above, STRIDE], |row| row.get::<Option<i64>>(0)).await
    };
    Ok(state.db().read(last).await?.flatten())
}

async fn unleased(state: &State) -> Result<Vec<Row>> {
    let rows = async |r: &mut Reader| {
        r.all(&store::OUTBOX_UNLEASED, params![0_i64, BATCH as i64], foreign::row).await
    };
    state.db().read(rows).await
}

async fn left(state: &State, above: i64, end: i64, lapsed: i64) -> Result<Vec<Row>> {
    let me = state.instance().unwrap_or(0);
    let rows = async move |r: &mut Reader| {
        r.all(&store::OUTBOX_LEFT, params![above, end, me, lapsed], foreign::row).await
    };
    let mut rows = state.db().read(rows).await?;
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows)
}

/// Tells of rows, here and to other servers, and marks them, in this order: what is not marked is told of again.
/// Should the message to others be lost, they notice that one is missing and read the log.
async fn adopt(state: &State, rows: &[Row]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    foreign::tell(state, rows).await?;
    for row in rows {
        // Without its id: it is marked here.
        let _ = state.bus().publish(Row { id: 0, ..*row });
    }
    let (now, ids) = (state.now_ms(), rows.iter().map(|row| row.id).collect::<Vec<_>>());
    let mark = async move |tx: &mut db::Tx| tx.run(&store::OUTBOX_ADOPTED, params![now, ids.clone()]).await;
    state.db().write(mark).await.map(drop)
}
