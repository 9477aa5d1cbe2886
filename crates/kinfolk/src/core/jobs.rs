//! Durable work: how modules register what they do later, and how it is added and run.
//!
//! A module's `install` names its queues, the handlers of its kinds of jobs, what returns by the clock, and what
//! *follows up* on events. A follow-up is how a later module hangs durable work on what an earlier one does,
//! without the earlier one knowing: [`super::events::emit`] asks for it and adds the job in the same transaction.
//!
//! **Not here:** the queue itself and its promises (crate `jobs`), and any job.

use std::any::Any;
use std::time::Duration;

use base::{Clock, IdMaker, Result};
use db::{Db, Engine, Statement, Tx, params};
use jobs::{Context, Drained, Registry, Runner};

use super::{Builder, Event, State};

pub use jobs::{LEASE_MS, NewJob, Pace, Run, admin};

/// The queue of what clears away, one job at a time.
pub const CLEAN_UP: &str = "clean-up";
/// Rows that one transaction of [`clear`] deletes, and how many such transactions there are at a time.
const CLEARED: i64 = 2_000;
const CLEARED_BATCHES: usize = 100;

/// Says which job follows from an event.
pub(super) type FollowUp = Box<dyn Fn(&State, &Event) -> Option<NewJob> + Send + Sync>;

/// Announced by a transaction that added a job of this kind which is due.
struct Added(&'static str);

impl Builder {
    /// Adds a queue, of whose jobs so many run at a time in each instance.
    #[must_use]
    pub fn queue(mut self, name: &'static str, concurrency: usize) -> Self {
        self.0.jobs.add_queue(name, concurrency);
        self
    }

    /// Adds the handler of a kind of jobs, which wait in `queue`. It may run more than once for a job, unless it ends
    /// the job in the transaction of its effect: [`Run::finish`].
    #[must_use]
    pub fn job<F, W>(mut self, kind: &'static str, queue: &'static str, handler: F) -> Self
    where
        F: Fn(State, Run) -> W + Send + Sync + 'static,
        W: Future<Output = Result<()>> + Send + 'static,
    {
        self.0.jobs.add_job(kind, queue, handler);
        self
    }

    /// Adds the handler of a kind of jobs that are done together, up to `most` at a time, when so many wait. The handler
    /// ends them in the transaction of their effect: [`Run::finish_all`].
    #[must_use]
    pub fn jobs_together<F, W>(
        mut self,
        kind: &'static str,
        queue: &'static str,
        most: usize,
        handler: F,
    ) -> Self
    where
        F: Fn(State, Vec<Run>) -> W + Send + Sync + 'static,
        W: Future<Output = Result<()>> + Send + 'static,
    {
        self.0.jobs.add_jobs_together(kind, queue, most, handler);
        self
    }

    /// Has a job added once in each interval, whatever the number of servers. `name` is never used twice.
    #[must_use]
    pub fn cron(mut self, name: &'static str, every: Duration, job: NewJob) -> Self {
        self.0.jobs.add_cron(name, every, job);
        self
    }

    /// Adds a job in the transaction of each event that `follow_up` gives one for. It runs inside that transaction and
    /// perhaps more than once, so it only looks at the event.
    #[must_use]
    pub fn follow_up(
        mut self,
        follow_up: impl Fn(&State, &Event) -> Option<NewJob> + Send + Sync + 'static,
    ) -> Self {
        self.0.follow_ups.push(Box::new(follow_up));
        self
    }
}

impl State {
    /// Adds a job in the caller's transaction; `false` when one with its key was there, which then takes it along.
    /// Best done late in a transaction: a job with a key makes others wait who ask for the same.
    ///
    /// # Errors
    /// `Internal` when no handler is registered for its kind, or from the engine.
    pub async fn enqueue(&self, tx: &mut Tx, job: NewJob) -> Result<bool> {
        jobs::enqueue(tx, self, &job).await
    }

    /// The jobs that follow from an event.
    pub(super) fn follow_ups(&self, event: &Event) -> Vec<NewJob> {
        self.0.follow_ups.iter().filter_map(|follow_up| follow_up(self, event)).collect()
    }

    /// Takes what a transaction has announced and is no event.
    pub(super) fn wake_job(&self, announced: Box<dyn Any + Send>) {
        if let Ok(added) = announced.downcast::<Added>() {
            self.0.jobs.wake(added.0);
        }
    }
}

impl Context for State {
    fn db(&self) -> &Db {
        self.db()
    }

    fn clock(&self) -> &Clock {
        self.clock()
    }

    fn ids(&self) -> &IdMaker {
        self.ids()
    }

    fn instance(&self) -> i64 {
        self.instance().unwrap_or(0)
    }

    fn registry(&self) -> &Registry<Self> {
        &self.0.jobs
    }

    fn wake_after(&self, tx: &mut Tx, kind: &'static str) {
        tx.announce(Box::new(Added(kind)));
    }
}

/// Makes this server run jobs, until the runner is stopped.
///
/// # Errors
/// `Internal` when threads cannot be started.
pub fn start(state: &State, pace: Pace) -> Result<Runner<State>> {
    Ok(Runner::start(state.for_jobs()?, pace))
}

/// Ends the leases that an earlier server has left. Only for a server that has the database for itself, before
/// it starts: on PostgreSQL others may be at work, so there it does nothing and leases run out.
///
/// # Errors
/// From the engine.
pub async fn void_leases(state: &State) -> Result<()> {
    match state.db().engine() {
        Engine::Sqlite => jobs::void_leases(state.db(), state.now_ms()).await,
        Engine::Postgres => Ok(()),
    }
}

/// Deletes what is old, in transactions of a bounded size. `statement` deletes up to `$2` rows of before `$1`. After
/// many batches the rest is left to the next time, so that a job does not run for hours.
///
/// # Errors
/// From the engine; what was deleted by then stays deleted.
pub async fn clear(state: &State, statement: &'static Statement, before: i64) -> Result<()> {
    for _ in 0..CLEARED_BATCHES {
        let block = async move |tx: &mut Tx| tx.run(statement, params![before, CLEARED]).await;
        if state.db().write(block).await? < CLEARED as u64 {
            break;
        }
    }
    Ok(())
}

/// Runs everything that is due by the clock until nothing is left; for tests.
///
/// # Errors
/// From the engine.
pub async fn drain(state: &State) -> Result<Drained> {
    jobs::drain(&state.for_jobs()?).await
}
