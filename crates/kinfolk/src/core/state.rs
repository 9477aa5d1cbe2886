//! What handlers, jobs and commands share: configuration, database, clock, ids, the modules' own
//! caches, and who listens to events.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, OnceLock, Weak};

use base::{Clock, IdMaker, Result};
use bus::Bus;
use db::Db;
use jobs::Registry;
use parking_lot::Mutex;

use super::Config;
use super::cache::Room;
use super::events::{Committed, Event};
use super::foreign::{Reviver, Reviving, Row};
use super::health::Health;
use super::jobs::FollowUp;
use super::metrics::Seen;
use super::trail::{self, Table};
use super::versions::SeenVersions;
use super::words::AccountId;

/// Shared by everything in the process; a clone is a reference.
#[derive(Clone)]
pub struct State(pub(super) Arc<Shared>, Lane);

/// Whose connections are used.
#[derive(Clone, Copy)]
enum Lane {
    Requests,
    Jobs,
}

pub(super) struct Shared {
    config: Config,
    db: Db,
    /// For jobs; made when they are first run.
    jobs_db: OnceLock<Db>,
    clock: Clock,
    ids: IdMaker,
    /// `None` in commands: their outbox rows are born unleased.
    instance: Option<i64>,
    parts: HashMap<TypeId, Box<dyn Any + Send + Sync>, BuildHasherDefault<OfType>>,
    listeners: Vec<Listener>,
    resets: Vec<Reset>,
    /// Of all caches that the builder makes room for.
    trails: Arc<Table>,
    pub(super) jobs: Registry<State>,
    pub(super) follow_ups: Vec<FollowUp>,
    revivers: Vec<Reviver>,
    observers: Vec<Observer>,
    /// Unix milliseconds at which this process began.
    started_ms: i64,
    bus: Bus,
    seen_versions: SeenVersions,
    /// Outbox rows that were dispatched and are not yet marked.
    dispatched: Mutex<Vec<i64>>,
    health: Health,
}

/// Takes the hash that a [`TypeId`] is: each request looks for a dozen parts.
#[derive(Default)]
struct OfType(u64);

impl Hasher for OfType {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type Listener = Box<dyn Fn(&State, &Event) + Send + Sync>;
type Reset = Box<dyn Fn(&State) + Send + Sync>;
type Observer = Box<dyn Fn(&State, &mut Seen) + Send + Sync>;

/// Puts a [`State`] together; only `app.rs` does that.
pub struct Builder(pub(super) Shared);

impl Builder {
    /// Starts with what everything needs. `instance` is a random number of this server process,
    /// or `None` for a command.
    #[must_use]
    pub fn new(config: Config, db: Db, clock: Clock, ids: IdMaker, instance: Option<i64>) -> Self {
        let started_ms = clock.now_ms();
        let bus = Bus::new(instance.unwrap_or(0), clock.clone());
        Self(Shared {
            config,
            db,
            jobs_db: OnceLock::new(),
            clock,
            ids,
            instance,
            parts: HashMap::default(),
            listeners: Vec::new(),
            resets: Vec::new(),
            trails: Arc::default(),
            jobs: Registry::default(),
            follow_ups: Vec::new(),
            revivers: Vec::new(),
            observers: Vec::new(),
            started_ms,
            bus,
            seen_versions: SeenVersions::default(),
            dispatched: Mutex::default(),
            health: Health::default(),
        })
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// A share of what all caches may use, in per cent. An eighth of the setting stays for what is no
    /// cache: the database's own pages, and requests that are under way.
    #[must_use]
    pub fn room(&self, percent: usize) -> Room {
        Room::new((self.0.config.cache_mb << 20) / 800 * 7 * percent, &self.0.trails)
    }

    /// Adds a module's own shared part, found again by its type.
    #[must_use]
    pub fn part<T: Send + Sync + 'static>(mut self, part: T) -> Self {
        self.0.parts.insert(TypeId::of::<T>(), Box::new(part));
        self
    }

    /// Adds a listener. It runs on the committer: in memory only, quick, never waiting.
    #[must_use]
    pub fn listen(mut self, listener: impl Fn(&State, &Event) + Send + Sync + 'static) -> Self {
        self.0.listeners.push(Box::new(listener));
        self
    }

    /// Adds who turns rows that another process wrote into full events, for rows of these kinds
    /// ([`kind`](super::events::kind)). It gets some hundred rows at a time, of which several may name the
    /// same thing, and reads in bulk: a fixed number of statements whatever the number of rows. What is
    /// gone by now gives no event. Several may revive the same kind.
    #[must_use]
    pub fn revive<F, Fut>(mut self, kinds: &'static [i64], revive: F) -> Self
    where
        F: Fn(State, Vec<Row>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Event>>> + Send + 'static,
    {
        let revive = Box::new(move |state, rows| -> Reviving { Box::pin(revive(state, rows)) });
        self.0.revivers.push(Reviver { kinds, revive });
        self
    }

    /// Adds what must happen when the database changed behind this process's back: drop caches.
    #[must_use]
    pub fn reset(mut self, reset: impl Fn(&State) + Send + Sync + 'static) -> Self {
        self.0.resets.push(Box::new(reset));
        self
    }

    /// Adds what is looked at when somebody asks for metrics: in memory only and quick.
    #[must_use]
    pub fn observe(mut self, observer: impl Fn(&State, &mut Seen) + Send + Sync + 'static) -> Self {
        self.0.observers.push(Box::new(observer));
        self
    }

    /// The finished state, with the database's hooks pointing at it.
    #[must_use]
    pub fn build(self) -> State {
        let state = State(Arc::new(self.0), Lane::Requests);
        let committed = Arc::downgrade(&state.0);
        state.db().on_commit(move |what| {
            let Some(state) = upgrade(&committed) else { return };
            match what.downcast::<Committed>() {
                Ok(committed) => state.dispatch(*committed),
                Err(what) => state.wake_job(what),
            }
        });
        let outside = Arc::downgrade(&state.0);
        state.db().on_change_outside(move || {
            if let Some(state) = upgrade(&outside) {
                state.reset();
            }
        });
        state
    }
}

fn upgrade(weak: &Weak<Shared>) -> Option<State> {
    weak.upgrade().map(|shared| State(shared, Lane::Requests))
}

impl State {
    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database; in a job, by connections that requests do not use.
    #[must_use]
    pub fn db(&self) -> &Db {
        trail::ask_database();
        match self.1 {
            Lane::Requests => &self.0.db,
            Lane::Jobs => self.0.jobs_db.get().unwrap_or(&self.0.db),
        }
    }

    /// The same state as jobs get it.
    ///
    /// # Errors
    /// `Internal` when threads cannot be started.
    pub(super) fn for_jobs(&self) -> Result<Self> {
        if self.0.jobs_db.get().is_none() {
            // Whoever comes second has made nothing that the first did not.
            let _ = self.0.jobs_db.set(self.0.db.background()?);
        }
        Ok(Self(Arc::clone(&self.0), Lane::Jobs))
    }

    /// The database as jobs use it, once they have.
    pub(super) fn jobs_db(&self) -> Option<&Db> {
        self.0.jobs_db.get()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Unix milliseconds by the clock.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    /// The id maker.
    #[must_use]
    pub fn ids(&self) -> &IdMaker {
        &self.0.ids
    }

    /// An id for something that `owner` owns; for anything that is not paged while it is written.
    #[must_use]
    pub fn owned_id<T>(&self, owner: AccountId) -> base::Id<T> {
        base::Id::new(self.0.ids.make_quiet(owner.bucket()))
    }

    /// This server process, or `None` in a command.
    #[must_use]
    pub fn instance(&self) -> Option<i64> {
        self.0.instance
    }

    /// A module's own part.
    ///
    /// # Panics
    /// When `app.rs` did not put it in: every test would notice.
    #[must_use]
    #[expect(clippy::expect_used, reason = "app.rs puts every part in; a missing one fails every test")]
    pub fn part<T: Send + Sync + 'static>(&self) -> &T {
        self.0
            .parts
            .get(&TypeId::of::<T>())
            .and_then(|part| part.downcast_ref())
            .expect("app.rs puts every module's part in")
    }

    /// Drops everything that was remembered from the database.
    pub fn reset(&self) {
        for reset in &self.0.resets {
            reset(self);
        }
    }

    /// Where the changes of all that caches remember are noted.
    #[must_use]
    pub fn trails(&self) -> &Arc<Table> {
        &self.0.trails
    }

    /// Unix milliseconds at which this process began.
    #[must_use]
    pub fn started_ms(&self) -> i64 {
        self.0.started_ms
    }

    /// Looks at what modules show of themselves.
    pub(super) fn observe(&self, seen: &mut Seen) {
        for observer in &self.0.observers {
            observer(self, seen);
        }
    }

    /// Tells every listener; for what another process did, or the committer.
    pub(super) fn tell(&self, event: &Event) {
        if matches!(event, Event::ManyChanged) {
            self.reset();
        }
        for listener in &self.0.listeners {
            listener(self, event);
        }
    }

    /// This server's end of the bus between servers.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.0.bus
    }

    pub(super) fn seen_versions(&self) -> &SeenVersions {
        &self.0.seen_versions
    }

    pub(super) fn revivers(&self) -> &[Reviver] {
        &self.0.revivers
    }

    fn dispatch(&self, committed: Committed) {
        self.tell(&committed.event);
        if let Some(row) = committed.row
            && !self.bus().publish(row)
        {
            self.0.dispatched.lock().push(row.id);
        }
    }

    /// What is known of whether this server can serve.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.0.health
    }

    pub(super) fn take_dispatched(&self, most: usize) -> Vec<i64> {
        let mut rows = self.0.dispatched.lock();
        let keep = rows.len().saturating_sub(most);
        rows.split_off(keep)
    }

    /// How many dispatched rows wait to be marked.
    pub(super) fn unmarked(&self) -> usize {
        self.0.dispatched.lock().len()
    }

    pub(super) fn put_back_dispatched(&self, rows: Vec<i64>) {
        self.0.dispatched.lock().extend(rows);
    }
}
