//! What an application can do: its queues, the handlers of its kinds of jobs, and its timetable.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base::Result;
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
    /// Jobs at a time, in each instance.
    pub concurrency: usize,
    pub kinds: Vec<&'static str>,
    /// Told when a job was added here.
    pub wake: Arc<Notify>,
}

struct Kind<C> {
    queue: &'static str,
    handler: Handler<C>,
}

pub(crate) type Handler<C> = Arc<dyn Fn(C, Run) -> Work + Send + Sync>;

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
        if !self.queues.contains_key(queue) {
            self.add_queue(queue, 1);
        }
        if let Some(queue) = self.queues.get_mut(queue) {
            queue.kinds.push(kind);
        }
        let handler: Handler<C> = Arc::new(move |context, run| handler(context, run).boxed());
        self.kinds.insert(kind, Kind { queue, handler });
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
