//! What an application can do: its queues, the handlers of its kinds of jobs, and its timetable.

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use base::{Error, Result};
use futures_util::FutureExt as _;
use tokio::sync::Notify;

use crate::{NewJob, Run, Work};

/// The queues, kinds and timetable of an application; filled while it is put together.
pub struct Registry<C> {
    queues: BTreeMap<&'static str, Queue>,
    kinds: BTreeMap<&'static str, Kind<C>>,
    crons: Vec<Cron>,
}

/// A queue: kinds of jobs that share places to run.
pub(crate) struct Queue {
    /// Places in each instance: a place runs one job, or several together.
    pub concurrency: usize,
    /// Jobs that a place takes at most.
    pub together: usize,
    pub kinds: Vec<&'static str>,
    /// Told when a job was added here.
    pub wake: Arc<Notify>,
}

struct Kind<C> {
    queue: &'static str,
    /// Runs that the handler takes at a time.
    together: usize,
    handler: Handler<C>,
}

/// Never called without runs, nor with more than its kind takes together.
pub(crate) type Handler<C> = Arc<dyn Fn(C, Vec<Run>) -> Work + Send + Sync>;

/// A job that returns.
pub(crate) struct Cron {
    pub name: &'static str,
    pub every_ms: i64,
    pub job: NewJob,
}

impl<C> Default for Registry<C> {
    fn default() -> Self {
        Self { queues: BTreeMap::new(), kinds: BTreeMap::new(), crons: Vec::new() }
    }
}

impl<C> Registry<C> {
    /// The names of the queues, ascending.
    pub fn queue_names(&self) -> impl Iterator<Item = &'static str> {
        self.queues.keys().copied()
    }

    /// Adds a queue, or changes how many of its jobs run at a time in each instance (at least one).
    pub fn add_queue(&mut self, name: &'static str, concurrency: usize) {
        let queue = self.queues.entry(name).or_insert_with(|| Queue {
            concurrency: 1,
            together: 1,
            kinds: Vec::new(),
            wake: Arc::default(),
        });
        queue.concurrency = concurrency.max(1);
    }

    /// Adds the handler of a kind of jobs, which wait in `queue`; a queue that was not added has one place.
    pub fn add_job<F, W>(&mut self, kind: &'static str, queue: &'static str, handler: F)
    where
        F: Fn(C, Run) -> W + Send + Sync + 'static,
        W: Future<Output = Result<()>> + Send + 'static,
    {
        let handler: Handler<C> = Arc::new(move |context, mut runs| match (runs.pop(), runs.is_empty()) {
            (Some(run), true) => handler(context, run).boxed(),
            _ => ready(Err(Error::internal("jobs of this kind are run one by one"))).boxed(),
        });
        self.add(kind, queue, 1, handler);
    }

    /// Adds the handler of a kind of jobs that are done together, up to `most` at a time, when so many wait: what a
    /// transaction costs is then paid once for them all. If that fails, each is done by itself, and so is each that has
    /// failed before.
    pub fn add_jobs_together<F, W>(
        &mut self,
        kind: &'static str,
        queue: &'static str,
        most: usize,
        handler: F,
    ) where
        F: Fn(C, Vec<Run>) -> W + Send + Sync + 'static,
        W: Future<Output = Result<()>> + Send + 'static,
    {
        self.add(kind, queue, most.max(1), Arc::new(move |context, runs| handler(context, runs).boxed()));
    }

    fn add(&mut self, kind: &'static str, queue: &'static str, together: usize, handler: Handler<C>) {
        if !self.queues.contains_key(queue) {
            self.add_queue(queue, 1);
        }
        if let Some(queue) = self.queues.get_mut(queue) {
            queue.kinds.push(kind);
            queue.together = queue.together.max(together);
        }
        self.kinds.insert(kind, Kind { queue, together, handler });
    }

    /// Adds an entry of the timetable: `job` is added once in each interval, whatever the number of instances, and
    /// for the first time at once. An entry that is still at work has its name as the job's key, so that it does
    /// not pile up, unless the job has a key of its own.
    pub fn add_cron(&mut self, name: &'static str, every: Duration, job: NewJob) {
        let every_ms = i64::try_from(every.as_millis()).unwrap_or(i64::MAX).max(1_000);
        let job = if job.unique_key.is_none() { job.unique(name) } else { job };
        self.crons.push(Cron { name, every_ms, job });
    }

    /// Has the queue of this kind looked at now; called after a job was added and committed.
    pub fn wake(&self, kind: &str) {
        if let Some(queue) = self.kinds.get(kind).and_then(|kind| self.queues.get(kind.queue)) {
            queue.wake.notify_one();
        }
    }

    /// The queue that jobs of a kind wait in.
    pub(crate) fn queue_of(&self, kind: &str) -> Option<&'static str> {
        self.kinds.get(kind).map(|kind| kind.queue)
    }

    pub(crate) fn handler(&self, kind: &str) -> Option<(&'static str, Handler<C>)> {
        let (name, kind) = self.kinds.get_key_value(kind)?;
        Some((name, Arc::clone(&kind.handler)))
    }

    /// How many runs the handler of a kind takes at a time.
    pub(crate) fn together(&self, kind: &str) -> usize {
        self.kinds.get(kind).map_or(1, |kind| kind.together)
    }

    /// By name, those without kinds left out.
    pub(crate) fn queues(&self) -> impl Iterator<Item = (&'static str, &Queue)> {
        self.queues.iter().map(|(name, queue)| (*name, queue)).filter(|(_, queue)| !queue.kinds.is_empty())
    }

    pub(crate) fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.get(name)
    }

    pub(crate) fn crons(&self) -> &[Cron] {
        &self.crons
    }
}
