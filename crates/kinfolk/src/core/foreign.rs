//! Telling this process's listeners what another process wrote.
//!
//! An outbox row says which thing changed. Much of it stands in the row itself: whose edge, whose
//! sessions. That is told first, and needs nothing. The rest says "go and read": the module that owns
//! the thing turns rows into full events ([`Builder::revive`](super::Builder::revive)), many rows with a
//! few statements. So two servers over one database keep what they remember when the other one writes.
//!
//! Rows may come late, twice, and in any order, and what they say may be old news by the time it is
//! read: then it is read as it is *now*. Between reading and telling something newer may have happened
//! here. Counters carry a version, the higher of which wins; a status that was deleted meanwhile stands
//! in a ring as a candidate that nobody gets to see; everything else is dropped from memory, which is
//! always right.
//!
//! **Not here:** how rows come here: `tail`, the bus, and the adoption of rows whose process ended.

use std::pin::Pin;

use base::Result;
pub use bus::Row;

use super::{Event, State};

/// Rows that are revived together.
const BATCH: usize = 500;

/// From the first four columns of the outbox, without when and whose.
pub(super) fn row(row: &db::Row<'_>) -> Result<Row> {
    Ok(Row { id: row.get(0)?, kind: row.get(1)?, subject: row.get(2)?, object: row.get(3)? })
}

/// Events on their way out of a [`Reviver`].
pub(super) type Reviving = Pin<Box<dyn Future<Output = Result<Vec<Event>>> + Send>>;

/// Who turns rows into events.
pub(super) struct Reviver {
    pub kinds: &'static [i64],
    pub revive: Box<dyn Fn(State, Vec<Row>) -> Reviving + Send + Sync>,
}

/// Tells the listeners what rows of another process say. Telling the same again changes nothing.
///
/// # Errors
/// From the engine. What the rows say by themselves has been told then, the rest perhaps not: the caller
/// keeps the rows and tells them again.
pub async fn tell(state: &State, rows: &[Row]) -> Result<()> {
    let mut is_foreign_tongue = false;
    for row in rows {
        match Event::of_row(row) {
            Some(event) => state.tell(&event),
            None => is_foreign_tongue |= !state.revivers().iter().any(|who| who.kinds.contains(&row.kind)),
        }
    }
    if is_foreign_tongue {
        // A newer release runs beside this one. What it means is unknown, so nothing is believed any more.
        state.reset();
    }
    for rows in rows.chunks(BATCH) {
        for who in state.revivers() {
            let theirs: Vec<Row> = rows.iter().copied().filter(|row| who.kinds.contains(&row.kind)).collect();
            if !theirs.is_empty() {
                (who.revive)(state.clone(), theirs).await?.iter().for_each(|event| state.tell(event));
            }
        }
    }
    Ok(())
}
