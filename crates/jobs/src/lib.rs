//! A durable queue in the database: work that must not be lost, and work that returns by the clock.
//!
//! A *job* is a row that is written in the transaction that makes the work necessary ([`enqueue`]), so
//! there is a job exactly if that was committed. Any instance that knows its kind takes it: a *claim* moves
//! the job's due time to the end of a *lease*, which is renewed while the handler runs. An instance that
//! dies renews nothing, so its jobs fall due by themselves.
//!
//! # What is promised
//!
//! - **At least once**: a job is gone only when its handler has returned well.
//! - **Exactly once in effect**, for a handler whose effect is in this database: it calls [`Run::finish`] in
//!   the transaction that has the effect. Each claim has a number of its own (`attempt`); whoever has lost
//!   the lease to a later claim is refused there, and the effect is rolled back with it.
//! - **One at a time for a key**: of jobs of one kind with the same unique key there is one row. Asked for
//!   while it waits, it waits on; while it runs, it runs once more afterwards; when it is dead, it
//!   lives again.
//! - **Together where that is cheaper**: jobs of a kind that says so are done several at a time, in one transaction; when
//!   that fails, one by one, so that a bad one spoils nothing for the others.
//! - **Failing is bounded**: after a failure a job waits, longer each time; after [`MOST_FAILURES`] it is *dead*: kept,
//!   shown to the admin, run again only when asked. A lease that ran out counts as a failure, so that a job
//!   that kills its process cannot do so for ever.
//! - **Nothing unknown is touched**: an instance claims only kinds that it has handlers for.
//!
//! # Tables
//!
//! `jobs` and `crons`, made by the application's schema steps. Times are Unix milliseconds.
//!
//! **Not here:** anything of the domain, and which jobs there are.

#![warn(missing_docs)]

pub mod admin;
mod claim;
mod cron;
mod drain;
mod enqueue;
mod registry;
mod run;
mod runner;
mod settle;
mod store;

use base::{Clock, IdMaker, Result};
use db::Db;

pub use claim::void_leases;
pub use drain::{Drained, drain};
pub use enqueue::{NewJob, enqueue};
pub use registry::Registry;
pub use run::Run;
pub use runner::{Pace, Runner};
pub use settle::MOST_FAILURES;

/// How long a claimed job belongs to its instance, unless it is renewed.
pub const LEASE_MS: i64 = 30_000;

/// What the queue stands on, and what handlers are given: the application's shared state.
pub trait Context: Clone + Send + Sync + 'static {
    /// The database.
    fn db(&self) -> &Db;
    /// The clock.
    fn clock(&self) -> &Clock;
    /// The id maker.
    fn ids(&self) -> &IdMaker;
    /// A number of this process, above 0 and like no other's.
    fn instance(&self) -> i64;
    /// Queues, handlers and timetable.
    fn registry(&self) -> &Registry<Self>;
    /// Has [`Registry::wake`] called with this kind after the transaction is committed, and only then.
    fn wake_after(&self, tx: &mut db::Tx, kind: &'static str);
}

/// The number of the next free row is somebody else's job: an id of this instance.
fn new_id<C: Context>(context: &C) -> i64 {
    context.ids().make_quiet(base::bucket_of(context.instance()))
}

/// The type of a handler's future.
type Work = futures_util::future::BoxFuture<'static, Result<()>>;
