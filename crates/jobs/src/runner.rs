//! The runner: takes jobs out of the queues of one instance for as long as that serves.
//!
//! Each queue has a task of its own, which claims as many jobs as its free places take when a job was added in
//! this process, and when a place became free while more was waiting. One more looks soon after the start and then
//! once a second for what has fallen due in any queue: jobs with a date, failed ones, those that commands and other
//! instances have added. A look at idle queues is one read. What was claimed is dealt out to the places in groups that
//! are done together.
//!
//! At the stop nothing more is claimed, what runs gets its time, and the leases of the rest are given back, so
//! that another instance or the next start takes them at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::cron::Timetable;
use crate::run::Claimed;
use crate::settle::{group, perform};
use crate::{Context, claim};

/// Jobs that are done together are claimed at most this often, as long as not more wait than are done at a time. Under
/// load more of them are then done by one transaction, and what is taken back at once is never done.
const GATHER: Duration = Duration::from_millis(50);

/// The first look at what is due: what a server that has just begun is asked for comes first.
const BEGIN: Duration = Duration::from_millis(300);

/// How often a runner does what nobody asks it for.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Looking at the queues, and at the timetable.
    pub look: Duration,
    /// Renewing leases.
    pub renew: Duration,
}

impl Pace {
    /// Until the first look.
    fn first(&self) -> Duration {
        self.look.min(BEGIN)
    }
}

impl Default for Pace {
    fn default() -> Self {
        // Leases are renewed at a third of their length.
        Self { look: Duration::from_secs(1), renew: Duration::from_secs(10) }
    }
}

/// A runner at work; [`Runner::stop`] ends it.
pub struct Runner<C> {
    context: C,
    house: Arc<House>,
    /// Renews leases until everything has ended.
    renewing: AbortHandle,
}

/// What the runner's tasks share.
#[derive(Default)]
struct House {
    stopping: CancellationToken,
    tasks: TaskTracker,
    running: Mutex<HashMap<Key, Option<AbortHandle>>>,
}

/// A claim: the job's id and the attempt.
type Key = (i64, i64);

impl<C: Context> Runner<C> {
    /// Starts to run jobs of every queue in the context's registry, and its timetable.
    #[must_use]
    pub fn start(context: C, pace: Pace) -> Self {
        let house = Arc::new(House::default());
        let queues: Vec<&'static str> = context.registry().queues().map(|(name, _)| name).collect();
        for queue in queues {
            house.tasks.spawn(attend(context.clone(), Arc::clone(&house), queue));
        }
        house.tasks.spawn(watch(context.clone(), Arc::clone(&house), pace));
        house.tasks.spawn(keep_time(context.clone(), Arc::clone(&house), pace));
        let renewing = tokio::spawn(renew(context.clone(), Arc::clone(&house), pace)).abort_handle();
        Self { context, house, renewing }
    }

    /// A token that ends claiming when it is cancelled; [`Runner::stop`] does the rest.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.house.stopping.clone()
    }

    /// Claims nothing more, waits up to `drain` for what runs, and gives back what is not done by then.
    pub async fn stop(self, drain: Duration) {
        self.house.stopping.cancel();
        self.house.tasks.close();
        if timeout(drain, self.house.tasks.wait()).await.is_err() {
            let left: Vec<_> =
                self.house.running.lock().iter().map(|((id, _), task)| (*id, task.clone())).collect();
            left.iter().filter_map(|(_, task)| task.as_ref()).for_each(AbortHandle::abort);
            let left: Vec<i64> = left.into_iter().map(|(id, _)| id).collect();
            tracing::warn!(jobs = left.len(), "jobs were cut off: they were not done in time");
            if let Err(error) = claim::give_back(&self.context, left).await {
                tracing::warn!(%error, "the leases of jobs were left to run out");
            }
        }
        self.renewing.abort();
    }
}

/// Takes jobs out of one queue until the stop.
async fn attend<C: Context>(context: C, house: Arc<House>, name: &'static str) {
    let Some(queue) = context.registry().queue(name) else { return };
    let (wake, together) = (Arc::clone(&queue.wake), queue.together);
    let room = Arc::new(Semaphore::new(queue.concurrency));
    let (mut is_full, mut next) = (false, Instant::now());
    loop {
        if !is_full {
            tokio::select! {
                () = house.stopping.cancelled() => return,
                () = wake.notified() => {}
            }
        }
        let first = tokio::select! {
            () = house.stopping.cancelled() => return,
            place = Arc::clone(&room).acquire_owned() => place,
        };
        let Ok(first) = first else { return };
        let mut places = vec![first];
        while let Ok(place) = Arc::clone(&room).try_acquire_owned() {
            places.push(place);
        }
        if together > 1 && !is_full {
            sleep_until(next).await;
        }
        let most = places.len() * together;
        let found = take(&context, name, most).await;
        next = Instant::now() + GATHER;
        is_full = found.len() == most;
        let mut shares: Vec<Vec<Vec<Claimed>>> = places.iter().map(|_| Vec::new()).collect();
        for (nth, group) in group(&context, found).into_iter().enumerate() {
            shares[nth % places.len()].push(group);
        }
        for (share, place) in shares.into_iter().zip(places).filter(|(share, _)| !share.is_empty()) {
            spawn(&context, &house, share, place);
        }
    }
}

/// Wakes queues in which something has fallen due, until the stop.
async fn watch<C: Context>(context: C, house: Arc<House>, pace: Pace) {
    let mut pause = pace.first();
    loop {
        tokio::select! {
            () = house.stopping.cancelled() => return,
            () = sleep(pause) => {}
        }
        pause = pace.look;
        match claim::due(&context).await {
            Ok(queues) => {
                let due = queues.into_iter().filter_map(|name| context.registry().queue(name));
                due.for_each(|queue| queue.wake.notify_one());
            }
            Err(error) => tracing::warn!(%error, "the queues cannot be read"),
        }
    }
}

/// Claims what is due; after a fault, nothing.
async fn take<C: Context>(context: &C, queue: &'static str, most: usize) -> Vec<Claimed> {
    claim::claim(context, queue, most).await.unwrap_or_else(|error| {
        tracing::warn!(%error, queue, "no jobs can be claimed");
        Vec::new()
    })
}

/// Runs groups of claimed jobs one after the other, as a task of its own, which holds their place.
fn spawn<C: Context>(
    context: &C,
    house: &Arc<House>,
    groups: Vec<Vec<Claimed>>,
    place: OwnedSemaphorePermit,
) {
    // Before any can end.
    let work: Vec<_> = groups.into_iter().map(|group| (Listed::new(house, &group), group)).collect();
    let keys: Vec<Key> = work.iter().flat_map(|(listed, _)| listed.keys.clone()).collect();
    let context = context.clone();
    let work = async move {
        let _held = place;
        for (_listed, group) in work {
            let span = tracing::info_span!("job", kind = group[0].kind);
            // How they ended is in the log and in their rows.
            let _ = perform(&context, group).instrument(span).await;
        }
    };
    let task = house.tasks.spawn(work).abort_handle();
    let mut running = house.running.lock();
    for key in keys {
        if let Some(listed) = running.get_mut(&key) {
            *listed = Some(task.clone());
        }
    }
}

/// Jobs on the list of those that run, from which they are taken however they end.
struct Listed {
    house: Arc<House>,
    keys: Vec<Key>,
}

impl Listed {
    fn new(house: &Arc<House>, group: &[Claimed]) -> Self {
        let keys: Vec<Key> = group.iter().map(|job| (job.id, job.attempt)).collect();
        house.running.lock().extend(keys.iter().map(|key| (*key, None)));
        Self { house: Arc::clone(house), keys }
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        let mut running = self.house.running.lock();
        self.keys.iter().for_each(|key| drop(running.remove(key)));
    }
}

/// Adds what the timetable has due, until the stop.
async fn keep_time<C: Context>(context: C, house: Arc<House>, pace: Pace) {
    let mut timetable = Timetable::default();
    let mut pause = pace.first();
    loop {
        tokio::select! {
            () = house.stopping.cancelled() => return,
            () = sleep(pause) => {}
        }
        pause = pace.look;
        if let Err(error) = timetable.look(&context).await {
            tracing::warn!(%error, "the timetable cannot be read");
        }
    }
}

/// Renews the leases of what runs, all in one statement.
async fn renew<C: Context>(context: C, house: Arc<House>, pace: Pace) {
    loop {
        sleep(pace.renew).await;
        let jobs: Vec<i64> = house.running.lock().keys().map(|(id, _)| *id).collect();
        if jobs.is_empty() {
            continue;
        }
        if let Err(error) = claim::renew(&context, jobs).await {
            tracing::warn!(%error, "the leases of jobs could not be renewed");
        }
    }
}
