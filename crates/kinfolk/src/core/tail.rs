//! Hearing what other processes wrote.
//!
//! On SQLite the database itself says that another process wrote (`db::Db::on_change_outside`). On
//! PostgreSQL a server reads the outbox twice a second: [`Tail`]. Its rows become visible in the
//! order of commits, not of ids, so every look goes back ten seconds and remembers what it has seen.
//!
//! **Not here:** what a foreign row means (`foreign`).

use std::collections::BTreeSet;

use base::{IdMaker, Result};
use db::params;

use super::foreign::{self, Row};
use super::outbox::KEEP_MS;
use super::{State, store};

/// Rows read by one statement.
const BATCH: usize = 2_000;
/// A transaction that takes longer than this from making its id to its commit may be missed.
const OVERLAP_MS: i64 = 10_000;

/// Reads along what other processes write on PostgreSQL.
#[derive(Debug)]
pub struct Tail {
    /// Rows of the overlap that were seen.
    seen: BTreeSet<i64>,
    /// Unix milliseconds of the last look that worked.
    looked_at: i64,
}

impl Tail {
    /// Begins now: what is remembered so far was read from the database anyway.
    #[must_use]
    pub fn new(state: &State) -> Self {
        Self::since(state.now_ms())
    }

    /// Begins with what was committed after a moment, in Unix milliseconds.
    #[must_use]
    pub fn since(looked_at: i64) -> Self {
        Self { seen: BTreeSet::new(), looked_at }
    }

    /// Reads what others have written since the last look and tells the listeners.
    ///
    /// # Errors
    /// From the engine; the next look then reads what this one missed.
    pub async fn look(&mut self, state: &State) -> Result<()> {
        let now = state.now_ms();
        if now - self.looked_at > KEEP_MS - OVERLAP_MS {
            // Rows may have been deleted unread.
            state.reset();
            *self = Self { looked_at: now, ..Self::new(state) };
            return Ok(());
        }
        let from = IdMaker::at((self.looked_at.min(now) - OVERLAP_MS).max(0), 0, 0);
        self.read_on(state, from).await?;
        self.seen = self.seen.split_off(&from);
        self.looked_at = now;
        Ok(())
    }

    /// Tells of the rows above `from` that this tail has not seen. A row counts as seen once it was told.
    async fn read_on(&mut self, state: &State, from: i64) -> Result<()> {
        let me = state.instance().unwrap_or(0);
        let mut above = from;
        loop {
            let rows = state
                .db()
                .read(async move |r| {
                    r.all(&store::OUTBOX_OF_OTHERS, params![above, me, BATCH as i64], foreign::row).await
                })
                .await?;
            let Some(last) = rows.last() else { return Ok(()) };
            above = last.id;
            let is_full = rows.len() == BATCH;
            let fresh: Vec<Row> = rows.into_iter().filter(|row| !self.seen.contains(&row.id)).collect();
            foreign::tell(state, &fresh).await?;
            self.seen.extend(fresh.iter().map(|row| row.id));
            if !is_full {
                return Ok(());
            }
        }
    }
}
