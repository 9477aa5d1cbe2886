//! The SQLite writer: one thread, group commit.
//!
//! # What it does
//!
//! Write blocks queue up for one thread. It takes what is waiting, opens one transaction with
//! `BEGIN IMMEDIATE`, runs each block (a *member*) in a savepoint of it, and commits once. The
//! commit syncs the file, so one sync serves the whole group; while it runs, the next group
//! gathers by itself. A group closes at 64 members, after 2 ms of bodies, or when nobody waits:
//! a lone write is never delayed.
//!
//! # What it promises
//!
//! - **Acknowledged means durable.** No member learns its result, good or bad, before the outer
//!   COMMIT has returned. (A member's *error* may rest on what an earlier member of the group
//!   wrote, so it counts no sooner than that.)
//! - **A member fails alone.** One that returns an error, panics or awaits something foreign is
//!   rolled back to its savepoint; the others stay.
//! - **A lost group is run again, member by member.** `SQLITE_FULL`, `IOERR`, `NOMEM` and
//!   `INTERRUPT` roll back the *whole* outer transaction, silently: the next savepoint would open
//!   a new one, and members would be lost while told "done". So after every member the writer
//!   asks `is_autocommit()`. If the outer transaction is gone, or COMMIT fails, nobody is
//!   acknowledged, and each member is run again in a transaction of its own, where the guilty one
//!   fails for itself.
//! - **What was announced is dispatched here**, after the commit and before the acknowledgement,
//!   never by the request's future. A client that goes away changes nothing.
//!
//! # What else it does
//!
//! Between groups it checkpoints the write-ahead log by hand, since readers can starve the
//! automatic one for ever, and looks at `PRAGMA data_version`, which moves when another process
//! has written.
//!
//! # What it does not do
//!
//! It never interrupts a write, and never retries a member that failed for itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::task::Poll;
use std::time::{Duration, Instant};

use base::{Error, Result};
use tokio::sync::oneshot;

use super::log::Log;
use super::readers::PollOnce;
use super::trouble::Trouble;
use super::{Connection, awaited_something_foreign, connection::translate};
use crate::block::{Source, Tx};
use crate::fault::{panicked, went_on};
use crate::meters::{OfWriter, Watch};
use crate::trace::{self, Trace};
use crate::{Announcement, Burden, Hooks};

/// A group is full at this many members.
const GROUP: usize = 64;
/// No member joins a group whose bodies have run for this long.
const GROUP_TIME: Duration = Duration::from_millis(2);
/// More waiting blocks than this are refused: the disk does not keep up.
const QUEUE: usize = 20_000;
/// How often an idle writer looks whether another process wrote.
const LOOK: Duration = Duration::from_secs(1);

/// The door to the writer thread.
pub(crate) struct Writer {
    queue: Sender<Work>,
    waiting: Arc<AtomicUsize>,
    trouble: Arc<Trouble>,
}

enum Work {
    Member(Box<dyn Member>),
    /// Work that owns the connection, outside any group: migrations.
    Exclusive(Box<dyn FnOnce(&mut rusqlite::Connection) + Send>),
    Close(oneshot::Sender<()>),
}

/// How a member's run ended.
enum Ran {
    /// Keep what it wrote.
    Keep,
    /// Roll it back to its savepoint.
    Undo,
}

/// A write block in the queue.
trait Member: Send {
    /// Runs the block once, from its start; forgets what an earlier run left.
    fn run(&mut self, connection: Box<Connection>) -> (Box<Connection>, Ran);
    /// Its transaction took this long to commit.
    fn was_committed(&self, time: Duration);
    /// Replaces the outcome: the engine failed, not the block.
    fn fail(&mut self, error: Error);
    /// Whether it was committed: `None` when it failed for itself, which says nothing of the engine.
    fn committed(&self) -> Option<bool>;
    /// After the commit: what to announce.
    fn announced(&mut self) -> Vec<Announcement>;
    /// Tells the caller, and lets go of the guards.
    fn acknowledge(self: Box<Self>);
}

struct Block<T, F> {
    block: F,
    outcome: Option<Result<T>>,
    announced: Vec<Announcement>,
    /// Guards that live until the acknowledgement.
    kept: Vec<Announcement>,
    caller: oneshot::Sender<Result<T>>,
    waiting: Arc<AtomicUsize>,
    /// Since when it has waited; gone once it has run.
    queued: Option<Watch>,
    trace: Option<Trace>,
}

impl<T, F> Member for Block<T, F>
where
    T: Send + 'static,
    F: AsyncFn(&mut Tx) -> Result<T> + Send,
{
    fn run(&mut self, connection: Box<Connection>) -> (Box<Connection>, Ran) {
        self.kept.clear();
        self.announced.clear();
        let mut tx = Tx::new(Source::Sqlite(connection));
        if let (Some(trace), Some(queued)) = (&self.trace, self.queued.take()) {
            trace.note(trace::QUEUE, queued.elapsed());
        }
        let trace = self.trace.clone();
        let run = || trace::carry_here(trace, || std::pin::pin!((self.block)(&mut tx)).poll_once());
        let polled = catch_unwind(AssertUnwindSafe(run));
        let outcome = match polled {
            Ok(Poll::Ready(Ok(_))) if tx.fault.is_some() => Err(went_on()),
            Ok(Poll::Ready(result)) => result,
            Ok(Poll::Pending) => Err(awaited_something_foreign()),
            Err(panic) => Err(panicked("a write block", &*panic)),
        };
        let (source, announced, kept) = tx.into_parts();
        let Source::Sqlite(connection) = source else { unreachable!("a SQLite block keeps its connection") };
        let ran = if outcome.is_ok() { Ran::Keep } else { Ran::Undo };
        if outcome.is_ok() {
            self.announced = announced;
        }
        self.kept = kept;
        self.outcome = Some(outcome);
        (connection, ran)
    }

    fn was_committed(&self, time: Duration) {
        if let Some(trace) = &self.trace {
            trace.note(trace::COMMIT, time);
        }
    }

    fn fail(&mut self, error: Error) {
        self.announced.clear();
        self.outcome = Some(Err(error));
    }

    fn committed(&self) -> Option<bool> {
        match &self.outcome {
            Some(Ok(_)) => Some(true),
            Some(Err(Error::Unavailable { .. })) => Some(false),
            _ => None,
        }
    }

    fn announced(&mut self) -> Vec<Announcement> {
        std::mem::take(&mut self.announced)
    }

    fn acknowledge(self: Box<Self>) {
        let Self { outcome, caller, kept, waiting, .. } = *self;
        // Readers may pass the new ids before the writer of them is told, never after.
        drop(kept);
        waiting.fetch_sub(1, Ordering::Relaxed);
        let outcome = outcome.unwrap_or_else(|| Err(Error::internal("a write block was never run")));
        // The caller may be gone; what was written stays.
        let _ = caller.send(outcome);
    }
}

impl Writer {
    pub(crate) fn start(connection: Connection, path: PathBuf, hooks: Arc<Hooks>) -> Result<Self> {
        let (queue, work) = channel();
        let log = Log::of(path);
        let trouble = Arc::<Trouble>::default();
        let mut thread = Thread {
            connection: Some(Box::new(connection)),
            hooks,
            log,
            seen_version: 0,
            trouble: Arc::clone(&trouble),
            meters: OfWriter::register(),
        };
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || thread.serve(&work))
            .map_err(Error::internal)?;
        Ok(Self { queue, waiting: Arc::default(), trouble })
    }

    pub(crate) async fn write<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T> + Send + 'static,
    {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= QUEUE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::unavailable("The server is too busy to write", "the writer's queue is full"));
        }
        let (caller, answer) = oneshot::channel();
        let member = Block {
            block,
            outcome: None,
            announced: Vec::new(),
            kept: Vec::new(),
            caller,
            waiting: Arc::clone(&self.waiting),
            queued: Some(Watch::start()),
            trace: trace::current(),
        };
        self.queue.send(Work::Member(Box::new(member))).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Runs `work` with the connection for itself, outside any transaction.
    pub(crate) async fn exclusive(
        &self,
        work: impl FnOnce(&mut rusqlite::Connection) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let (caller, answer) = oneshot::channel();
        let run = Box::new(move |connection: &mut rusqlite::Connection| {
            let _ = caller.send(work(connection));
        });
        self.queue.send(Work::Exclusive(run)).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Whether writes are taken; tries one after one has failed.
    pub(crate) async fn check(&self) -> Result<()> {
        match self.trouble.suspected() {
            None => Ok(()),
            Some(Err(error)) => Err(error),
            Some(Ok(trial)) => self.exclusive(move |connection| trial.run(connection)).await,
        }
    }

    pub(crate) fn burden(&self) -> Burden {
        Burden::Sqlite { waiting: self.waiting.load(Ordering::Relaxed) }
    }

    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Work::Close(done)).is_ok() {
            let _ = closed.await;
        }
    }
}

fn closed() -> Error {
    Error::unavailable("The server is stopping", "the writer thread has ended")
}

/// What the writer thread owns.
struct Thread {
    /// `None` only while a member holds it.
    connection: Option<Box<Connection>>,
    hooks: Arc<Hooks>,
    log: Log,
    seen_version: i64,
    trouble: Arc<Trouble>,
    meters: OfWriter,
}

impl Thread {
    fn serve(&mut self, queue: &Receiver<Work>) {
        self.seen_version = self.version();
        loop {
            match queue.recv_timeout(LOOK) {
                Ok(Work::Member(first)) => {
                    self.look_outside();
                    let next = self.group(first, queue);
                    if let Some(connection) = &self.connection {
                        self.log.checkpoint_if_large(&connection.raw);
                    }
                    match next {
                        Some(Work::Exclusive(work)) => self.exclusive(work),
                        Some(Work::Close(done)) => return self.close(done),
                        Some(Work::Member(_)) | None => {}
                    }
                }
                Ok(Work::Exclusive(work)) => self.exclusive(work),
                Ok(Work::Close(done)) => return self.close(done),
                Err(RecvTimeoutError::Timeout) => self.look_outside(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn raw(&mut self) -> &mut rusqlite::Connection {
        match &mut self.connection {
            Some(connection) => &mut connection.raw,
            None => unreachable!("a member always gives the connection back"),
        }
    }

    fn control(&mut self, sql: &'static str) -> rusqlite::Result<()> {
        self.raw().prepare_cached(sql)?.execute([]).map(drop)
    }

    /// Runs one group; returns work that is no member and ended the gathering.
    #[expect(clippy::disallowed_methods, reason = "a group's length is real time")]
    fn group(&mut self, mut first: Box<dyn Member>, queue: &Receiver<Work>) -> Option<Work> {
        if let Err(error) = self.control("BEGIN IMMEDIATE") {
            // Another process has held the file for longer than the busy timeout.
            first.fail(translate("BEGIN IMMEDIATE", &error));
            self.finish(vec![first]);
            return None;
        }
        let started = Instant::now();
        let mut members = Vec::with_capacity(8);
        let mut member = first;
        let (mut whole, next) = loop {
            let whole = self.member(&mut *member);
            members.push(member);
            if !whole || members.len() >= GROUP || started.elapsed() > GROUP_TIME {
                break (whole, None);
            }
            match queue.try_recv() {
                Ok(Work::Member(another)) => member = another,
                Ok(other) => break (whole, Some(other)),
                Err(_) => break (whole, None),
            }
        };
        self.meters.members.record(members.len() as f64);
        self.meters.bodies.record(started.elapsed());
        if whole {
            whole = self.commit_group(&members);
        }
        if whole {
            self.finish(members);
        } else {
            self.meters.lost.increment(1);
            self.alone(members);
        }
        next
    }

    /// Runs one member in a savepoint; `false` when the outer transaction is gone.
    fn member(&mut self, member: &mut dyn Member) -> bool {
        let ran = (|| -> rusqlite::Result<()> {
            self.control("SAVEPOINT member")?;
            if let Ran::Undo = self.run(member) {
                if self.raw().is_autocommit() {
                    return Ok(());
                }
                self.control("ROLLBACK TO member")?;
            }
            self.control("RELEASE member")
        })();
        let lost = self.raw().is_autocommit();
        if let Err(error) = &ran {
            tracing::warn!(%error, lost, "a savepoint failed; the group is run again one by one");
        }
        if ran.is_err() && !lost {
            let _ = self.control("ROLLBACK");
        }
        ran.is_ok() && !lost
    }

    fn run(&mut self, member: &mut dyn Member) -> Ran {
        let Some(connection) = self.connection.take() else {
            unreachable!("a member always gives the connection back")
        };
        let (connection, ran) = member.run(connection);
        self.connection = Some(connection);
        ran
    }

    fn commit_group(&mut self, members: &[Box<dyn Member>]) -> bool {
        let watch = Watch::start();
        let committed = self.commit();
        let time = watch.elapsed();
        self.meters.commit.record(time);
        members.iter().for_each(|member| member.was_committed(time));
        committed
    }

    fn commit(&mut self) -> bool {
        match self.control("COMMIT") {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "a group's commit failed; it is run again one by one");
                if !self.raw().is_autocommit() {
                    let _ = self.control("ROLLBACK");
                }
                false
            }
        }
    }

    /// Runs each member in a transaction of its own.
    fn alone(&mut self, members: Vec<Box<dyn Member>>) {
        for mut member in members {
            if let Err(error) = self.alone_once(&mut *member) {
                member.fail(translate("a transaction", &error));
                if !self.raw().is_autocommit() {
                    let _ = self.control("ROLLBACK");
                }
            }
            self.finish(vec![member]);
        }
    }

    fn alone_once(&mut self, member: &mut dyn Member) -> rusqlite::Result<()> {
        self.control("BEGIN IMMEDIATE")?;
        match self.run(member) {
            Ran::Keep => self.control("COMMIT"),
            // The member's own error stands; the engine may have rolled back already.
            Ran::Undo if self.raw().is_autocommit() => Ok(()),
            Ran::Undo => self.control("ROLLBACK"),
        }
    }

    /// After the commit: announce, then acknowledge.
    fn finish(&mut self, members: Vec<Box<dyn Member>>) {
        let mut members = members;
        self.trouble.learn(members.iter().filter_map(|member| member.committed()));
        for what in members.iter_mut().flat_map(|member| member.announced()) {
            self.hooks.announce(what);
        }
        for member in members {
            // What it captured and kept is dropped here, and a destructor may panic.
            if catch_unwind(AssertUnwindSafe(|| member.acknowledge())).is_err() {
                tracing::error!("dropping what a write block held panicked");
            }
        }
    }

    fn exclusive(&mut self, work: Box<dyn FnOnce(&mut rusqlite::Connection) + Send>) {
        work(self.raw());
        self.seen_version = self.version();
    }

    fn close(&mut self, done: oneshot::Sender<()>) {
        Log::cut(self.raw());
        self.connection = None;
        let _ = done.send(());
    }

    /// `PRAGMA data_version` moves when another connection has committed; this one's own commits do not move it.
    fn version(&mut self) -> i64 {
        let read = |raw: &rusqlite::Connection| {
            raw.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
        };
        read(self.raw()).unwrap_or(self.seen_version)
    }

    fn look_outside(&mut self) {
        let version = self.version();
        if version != self.seen_version {
            self.seen_version = version;
            self.hooks.changed_outside();
        }
    }
}
