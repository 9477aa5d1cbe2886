//! Hearing what other processes wrote.
//!
//! On SQLite the database itself says that another process wrote (`db::Db::on_change_outside`). On
//! PostgreSQL a server reads the outbox twice a second: [`Tail`]. Its rows become visible in the
//! order of commits, not of ids, so every look goes back ten seconds and remembers what it has seen.
//!
//! A foreign row says which thing changed. Where listeners can go and read the thing, they are told
//! as if it had happened here. A status and its counters are remembered in more places than a row
//! can name; then everything remembered is dropped. That is right and simple, and costs a server
//! that writes alone nothing.

use std::collections::BTreeSet;

use base::{IdMaker, Result};
use db::params;

use super::outbox::KEEP_MS;
use super::words::AccountId;
use super::{Event, State, store};

/// Rows read by one statement.
const BATCH: usize = 2_000;
/// A transaction that takes longer than this from making its id to its commit may be missed.
const OVERLAP_MS: i64 = 10_000;
/// Above this many changes at once it is cheaper to drop everything.
const MANY: usize = 200;

/// Reads along what other processes write on PostgreSQL.
#[derive(Debug)]
pub struct Tail {
    /// Rows of the overlap that were seen.
    seen: BTreeSet<i64>,
    /// Unix milliseconds of the last look that worked.
    looked_at: i64,
}

/// A row of the outbox.
#[derive(Debug, Clone, Copy)]
struct Row {
    id: i64,
    kind: i64,
    subject: i64,
    object: i64,
}

impl Tail {
    /// Begins now: what is remembered so far was read from the database anyway.
    #[must_use]
    pub fn new(state: &State) -> Self {
        Self { seen: BTreeSet::new(), looked_at: state.now_ms() }
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
        let fresh = self.fresh(state, from).await?;
        self.seen = self.seen.split_off(&from);
        self.looked_at = now;
        tell(state, &fresh);
        Ok(())
    }

    /// Rows above `from` that this tail has not seen; afterwards it has.
    async fn fresh(&mut self, state: &State, from: i64) -> Result<Vec<Row>> {
        let me = state.instance().unwrap_or(0);
        let (mut fresh, mut above) = (Vec::new(), from);
        loop {
            let rows = state
                .db()
                .read(async move |r| {
                    r.all(&store::OUTBOX_OF_OTHERS, params![above, me, BATCH as i64], |row| {
                        Ok(Row {
                            id: row.get(0)?,
                            kind: row.get(1)?,
                            subject: row.get(2)?,
                            object: row.get(3)?,
                        })
                    })
                    .await
                })
                .await?;
            let Some(last) = rows.last() else { return Ok(fresh) };
            above = last.id;
            let is_full = rows.len() == BATCH;
            fresh.extend(rows.into_iter().filter(|row| self.seen.insert(row.id)));
            if !is_full {
                return Ok(fresh);
            }
        }
    }
}

/// Tells the listeners what others did, or drops everything where that cannot be told.
fn tell(state: &State, rows: &[Row]) {
    let events: Option<Vec<Event>> =
        rows.iter().map(|row| row.events()).collect::<Option<Vec<_>>>().map(|all| all.concat());
    match events {
        Some(events) if events.len() <= MANY => events.iter().for_each(|event| state.tell(event)),
        _ => state.reset(),
    }
}

impl Row {
    /// What it says, as far as listeners can go and read: the codes of [`Event::row`]. An edge also moves the
    /// counters of both ends, so their accounts are named too.
    fn events(self) -> Option<Vec<Event>> {
        let (subject, object) = (AccountId::new(self.subject), AccountId::new(self.object));
        match self.kind {
            1 => Some(vec![Event::AccountChanged { account: subject }]),
            2 => Some(vec![
                Event::EdgeChanged { from: subject, to: object },
                Event::AccountChanged { account: subject },
                Event::AccountChanged { account: object },
            ]),
            6 => Some(vec![Event::SessionsChanged { account: subject }]),
            _ => None,
        }
    }
}
