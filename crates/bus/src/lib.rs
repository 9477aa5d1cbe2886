//! How the servers over one PostgreSQL database tell each other what they wrote: a hint, never the truth.
//!
//! The log is the outbox, a table. The bus only makes it unnecessary to read that all the time: each server
//! sends the rows that it has committed ([`Bus::publish`]), and says every second that it is there. What has
//! to be right is one thing: to *know* when something may have been missed.
//!
//! # When a server is whole
//!
//! [`Bus::is_whole`] says that everything that others committed until three seconds ago is known here. It
//! holds when
//!
//! 1. the listening connection is up and brought this server's own heartbeat within three seconds: messages
//!    come in one order, so all that were sent before it have come too;
//! 2. every server that was ever heard and did not say goodbye was heard within three seconds;
//! 3. no number was left out in what any of them sent;
//! 4. *after all of this came true*, the log was read once from before the trouble ([`Bus::ticket`],
//!    [`Bus::caught_up`]).
//!
//! What counts is when a message was *applied*, not when it came. And the answer is a comparison with the clock, so a
//! process that was stopped for a minute knows at its first request that it knows nothing, before any task ran.
//!
//! While it is not whole, the owner reads the log every half second and rechecks what must not be stale. A server that
//! dies makes all others do that until it is forgotten, after forty seconds: by then the leases of
//! its rows have run out, and whatever it committed is in the log.
//!
//! # What is promised of messages
//!
//! Nothing. They may be lost, doubled or late; rows say "go and read", so hearing one twice changes nothing. Each
//! process has a random number of its own, so a server that was started again is another one, with numbers from 1.
//!
//! - `message`: messages as text. `watch`: who was heard when; whether this server is whole. `outgoing`: what
//!   waits to be sent. `line`: the tasks that send and hear.
//!
//! **Not here:** what rows mean, reading the log, SQLite (where one server serves and commands are noticed otherwise).

#![warn(missing_docs)]

mod line;
mod message;
mod outgoing;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use base::{Clock, Result};
use parking_lot::Mutex;
use tokio::sync::Notify;

use outgoing::Outgoing;
pub use watch::Ticket;
use watch::Watch;

/// Whoever was not heard for so many milliseconds may be cut off.
pub const SILENCE_MS: i64 = 3_000;
/// A server that was silent for so many milliseconds is gone; longer than the leases of its rows.
pub const FORGET_MS: i64 = 40_000;

/// A row of the log: something changed, go and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its own id; 0 in a row that came by the bus, and in one whose sending nobody needs to know of.
    pub id: i64,
    /// What happened.
    pub kind: i64,
    /// To what.
    pub subject: i64,
    /// And to what else, or 0.
    pub object: i64,
}

/// What the bus needs of its owner.
pub trait Owner: Send + Sync + 'static {
    /// Applies rows that others wrote. When it fails they count as missed.
    fn hear(&self, rows: Vec<Row>) -> impl Future<Output = Result<()>> + Send;
    /// These rows were sent, so whoever is whole will hear them.
    fn sent(&self, ids: Vec<i64>);
    /// Perhaps it is another database by now: drops everything remembered.
    fn forget(&self);
}

/// How the bus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Nothing can have been missed. Always so without a bus.
    pub healthy: bool,
    /// Since when that is so or not, in Unix milliseconds.
    pub since: i64,
    /// Rows that were sent.
    pub sent: u64,
    /// Rows of others that were applied.
    pub received: u64,
    /// How often something was missed for certain: a number left out, a message that could not be read or applied.
    pub gaps: u64,
    /// Other servers that are there.
    pub peers: usize,
}

/// This process's end of the bus; clones share it.
#[derive(Clone)]
pub struct Bus(Arc<Shared>);

struct Shared {
    instance: i64,
    clock: Clock,
    /// Whether there is anybody to hear at all; without that everything is whole.
    running: AtomicBool,
    watch: Mutex<Watch>,
    /// Two facts of `watch`, for [`Bus::is_whole`], which every request asks.
    whole: AtomicBool,
    known_until: AtomicI64,
    /// When the own heartbeat came, for [`Bus::is_heard`].
    own_heard_at: AtomicI64,
    /// Raised whenever `whole` changes.
    period: AtomicU64,
    outgoing: Mutex<Outgoing>,
    /// There is something to send, or nothing more will come.
    wake: Notify,
    stopping: AtomicBool,
    stopped: Notify,
    silenced: AtomicBool,
    sent: AtomicU64,
    received: AtomicU64,
}

impl Bus {
    /// The end of a process with this number, which is not running: with nobody to hear it is whole.
    #[must_use]
    pub fn new(instance: i64, clock: Clock) -> Self {
        let now = clock.now_ms();
        Self(Arc::new(Shared {
            instance,
            clock,
            running: AtomicBool::new(false),
            watch: Mutex::new(Watch::new(instance, now)),
            whole: AtomicBool::new(true),
            known_until: AtomicI64::new(now),
            own_heard_at: AtomicI64::new(i64::MIN / 2),
            period: AtomicU64::new(0),
            outgoing: Mutex::default(),
            wake: Notify::new(),
            stopping: AtomicBool::new(false),
            stopped: Notify::new(),
            silenced: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
        }))
    }

    /// Begins to send and to hear in tasks of its own, and to be whole only as long as that is known.
    /// `config` names the database past any pooler. Only the first call counts.
    pub fn start(&self, config: db::Config, owner: impl Owner) {
        if !self.0.running.swap(true, Ordering::SeqCst) {
            self.watched(|watch, now| watch.begin(now));
            tokio::spawn(line::run(self.clone(), config, owner));
        }
    }

    /// Whether there is a bus.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.0.running.load(Ordering::SeqCst)
    }

    /// Sends what waits, says goodbye and ends the tasks; takes seconds at most.
    pub async fn stop(&self) {
        if self.is_running() && !self.0.stopping.swap(true, Ordering::SeqCst) {
            let stopped = self.0.stopped.notified();
            self.0.wake.notify_one();
            let _ = tokio::time::timeout(line::GOODBYE, stopped).await;
        }
    }

    /// Has a row sent that was committed; called by the committer, so it only queues. `false` without a bus: then the
    /// row needs no sending.
    #[must_use]
    pub fn publish(&self, row: Row) -> bool {
        if !self.is_running() {
            return false;
        }
        if self.0.outgoing.lock().push(row) {
            self.0.wake.notify_one();
        }
        true
    }

    /// Whether all that others committed until three seconds ago is known here.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.is_running() || self.0.whole.load(Ordering::SeqCst) && self.is_fresh(&self.0.known_until)
    }

    /// Whether others who listen hear what this process sends. If not, its rows are better left to others.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        !self.is_running() || self.is_fresh(&self.0.own_heard_at)
    }

    fn is_fresh(&self, at: &AtomicI64) -> bool {
        self.0.clock.now_ms() - at.load(Ordering::SeqCst) <= SILENCE_MS
    }

    /// The number of the present period of being whole, or not. What was rechecked counts within one.
    #[must_use]
    pub fn period(&self) -> u64 {
        self.0.period.load(Ordering::SeqCst)
    }

    /// Something may have been missed for a reason that the bus cannot see.
    pub fn doubt(&self) {
        self.watched(Watch::doubt);
    }

    /// Whether [`Bus::stop`] was called.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::SeqCst)
    }

    /// From when on the log must be read, in Unix milliseconds: everything before is known. `None` while this server
    /// is whole. Asked before each reading of the log.
    #[must_use]
    pub fn unknown_since(&self) -> Option<i64> {
        if !self.is_running() {
            return None;
        }
        self.watched(|watch, now| {
            watch.look(now);
            (!watch.is_whole()).then(|| watch.known_until())
        })
    }

    /// Taken before the log is read, for [`Bus::caught_up`]. `None` while reading it cannot make this server whole.
    #[must_use]
    pub fn ticket(&self) -> Option<Ticket> {
        self.watched(|watch, now| watch.ticket(now))
    }

    /// The log was read and applied, all of it from [`Bus::unknown_since`] on, and the reading began after the ticket
    /// was taken. This server is whole again unless something happened since.
    pub fn caught_up(&self, ticket: Ticket) {
        self.watched(|watch, now| watch.caught_up(ticket, now));
    }

    /// How the bus is.
    #[must_use]
    pub fn health(&self) -> Health {
        let healthy = self.is_whole();
        let watch = self.0.watch.lock();
        Health {
            healthy,
            since: watch.since(),
            sent: self.0.sent.load(Ordering::Relaxed),
            received: self.0.received.load(Ordering::Relaxed),
            gaps: watch.gaps(),
            peers: watch.peers(),
        }
    }

    /// Cuts this process off, or ends that: it neither sends nor hears, and nothing says so. For tests.
    #[doc(hidden)]
    pub fn silence(&self, silenced: bool) {
        self.0.silenced.store(silenced, Ordering::SeqCst);
    }

    /// Does something with the watch, and publishes what every request asks of it.
    fn watched<T>(&self, act: impl FnOnce(&mut Watch, i64) -> T) -> T {
        let mut watch = self.0.watch.lock();
        let done = act(&mut watch, self.0.clock.now_ms());
        // First the time, then whether it counts: who reads in between sees less than is true.
        self.0.own_heard_at.store(watch.own_heard_at().unwrap_or(i64::MIN / 2), Ordering::SeqCst);
        if watch.is_whole() {
            self.0.known_until.store(watch.known_until(), Ordering::SeqCst);
        }
        if self.0.whole.swap(watch.is_whole(), Ordering::SeqCst) != watch.is_whole() {
            self.0.period.fetch_add(1, Ordering::SeqCst);
            tracing::info!(whole = watch.is_whole(), "hearing of other servers changed");
        }
        done
    }
}
