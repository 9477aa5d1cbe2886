//! This server's end of the bus between servers, and reading the log while the bus cannot be relied on.
//!
//! On PostgreSQL each server tells the others which outbox rows it has committed (crate `bus`), and they
//! revive them (`foreign`). As long as [`bus::Bus::is_whole`] says that nothing can have been missed, nothing is
//! read but that. Otherwise the log is read twice a second (`tail`), and what must not be stale is rechecked by
//! whoever asks for it (`versions`). On SQLite one server serves, and is always whole.
//!
//! **Not here:** what others' rows mean; rows whose process died or never had a bus, as commands: they are
//! adopted (`outbox`), and the adopter sends them on.

use std::time::Duration;

use base::Result;
use bus::{Bus, Owner, Row};
use db::Engine;
use tokio::time::{MissedTickBehavior, interval};

use super::metrics::Seen;
use super::tail::Tail;
use super::{State, foreign};

/// How often the log is read while something may have been missed.
const LOOK: Duration = Duration::from_millis(500);

/// Begins to tell other servers and to hear them. Only for a server, once.
pub fn start(state: &State) {
    if state.db().engine() == Engine::Sqlite || state.instance().is_none() {
        return;
    }
    let config = state.config();
    let url = config.database_direct_url.as_ref().unwrap_or(&config.database_url);
    state.bus().start(db::Config::new(url.expose()), Ears(state.clone()));
    tokio::spawn(read_along(state.clone()));
}

/// Shows how the bus is, where there can be one.
pub(super) fn show(state: &State, seen: &mut Seen) {
    if state.db().engine() == Engine::Sqlite {
        return;
    }
    let health = state.bus().health();
    seen.gauge("kinfolk_bus_whole", &[], f64::from(u8::from(health.healthy)));
    seen.gauge("kinfolk_bus_peers", &[], health.peers as f64);
    seen.counter("kinfolk_bus_sent_total", &[], health.sent);
    seen.counter("kinfolk_bus_received_total", &[], health.received);
    seen.counter("kinfolk_bus_gaps_total", &[], health.gaps);
}

/// What the bus tells.
struct Ears(State);

impl Owner for Ears {
    async fn hear(&self, rows: Vec<Row>) -> Result<()> {
        foreign::tell(&self.0, &rows).await
    }

    fn sent(&self, ids: Vec<i64>) {
        self.0.put_back_dispatched(ids);
    }

    fn forget(&self) {
        self.0.reset();
    }
}

/// Reads the log whenever something may have been missed, until the bus is stopped.
async fn read_along(state: State) {
    let mut clock = interval(LOOK);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut tail = None;
    while !state.bus().is_stopping() {
        clock.tick().await;
        if let Err(error) = catch_up(&state, &mut tail).await {
            tracing::warn!(%error, "reading the outbox failed");
        }
    }
}

/// One look at the log, unless nothing can have been missed.
async fn catch_up(state: &State, tail: &mut Option<Tail>) -> Result<()> {
    let bus: &Bus = state.bus();
    let Some(since) = bus.unknown_since() else {
        *tail = None;
        return Ok(());
    };
    // The ticket comes first: a doubt that arises while we read needs another reading.
    let ticket = bus.ticket();
    tail.get_or_insert_with(|| Tail::since(since)).look(state).await?;
    if let Some(ticket) = ticket {
        bus.caught_up(ticket);
    }
    Ok(())
}
