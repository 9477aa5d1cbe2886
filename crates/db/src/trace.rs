//! For whom statements are run: the request or the job, and what it has run so far.
//!
//! Whoever answers a request does so inside [`Cause::scope`]. Blocks take the cause along to the threads
//! that they run on, so a log line written anywhere on the way finds it by [`cause`]. What was run, and how long
//! that took, is gathered by name; the record is made with the first statement, so that a request that runs
//! none pays nothing. Names and times only: parameters are never kept.
//!
//! Not here: what is done with it (the slow-request log and the shape of log lines are the application's).

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;

/// Waiting for the writer thread, or for a connection; stands among the statements of a record.
pub(crate) const QUEUE: &str = "(queue)";
/// The commit of a write block.
pub(crate) const COMMIT: &str = "(commit)";

/// What statements are run for and log lines are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A request, by the number behind its public id.
    Request(u64),
    /// A job, by its id in the database.
    Job(i64),
}

/// What was run under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran {
    /// The statement's name, `(queue)` or `(commit)`.
    pub name: &'static str,
    /// How often.
    pub count: u32,
    /// All of them together.
    pub time: Duration,
}

/// What goes along from one thread to another.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    cause: Cause,
    /// One entry per name; the program has so many statements and no more.
    ran: OnceLock<Arc<Mutex<Vec<Ran>>>>,
}

tokio::task_local! {
    static CURRENT: Option<Trace>;
}

impl Cause {
    /// Runs something for this cause.
    pub fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(Some(Trace { cause: self, ran: OnceLock::new() }), work)
    }

    /// The name of the field that log lines carry it in.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Request(_) => "request.id",
            Self::Job(_) => "job.id",
        }
    }
}

/// A request's id is 16 hexadecimal digits, a job's a decimal number.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(id) => write!(f, "{id:016x}"),
            Self::Job(id) => write!(f, "{id}"),
        }
    }
}

/// What the running code is for, if it is known.
#[must_use]
pub fn cause() -> Option<Cause> {
    with(|trace| trace.cause)
}

/// What was run in the current scope so far, in the order of the first run of each; empty outside of any.
#[must_use]
pub fn ran() -> Vec<Ran> {
    with(|trace| trace.ran.get().map(|ran| ran.lock().clone())).flatten().unwrap_or_default()
}

fn with<T>(look: impl FnOnce(&Trace) -> T) -> Option<T> {
    CURRENT.try_with(|current| current.as_ref().map(look)).ok().flatten()
}

/// To be taken along to another thread, with the record that both then share.
pub(crate) fn current() -> Option<Trace> {
    with(|trace| {
        trace.record();
        trace.clone()
    })
}

/// Runs `work` for what was taken along.
pub(crate) fn carry<F: Future>(trace: Option<Trace>, work: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(trace, work)
}

/// Runs `work` for what was taken along.
pub(crate) fn carry_here<T>(trace: Option<Trace>, work: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope(trace, work)
}

/// Adds to the current record.
pub(crate) fn note(name: &'static str, time: Duration) {
    with(|trace| trace.note(name, time));
}

impl Trace {
    fn record(&self) -> &Arc<Mutex<Vec<Ran>>> {
        self.ran.get_or_init(Arc::default)
    }

    /// Adds to its record.
    pub(crate) fn note(&self, name: &'static str, time: Duration) {
        let mut ran = self.record().lock();
        match ran.iter_mut().find(|ran| ran.name == name) {
            Some(ran) => {
                ran.count = ran.count.saturating_add(1);
                ran.time += time;
            }
            None => ran.push(Ran { name, count: 1, time }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn what_is_noted_on_another_thread_is_found_at_home() {
        let cause = Cause::Request(0xab);
        let ran = cause.scope(async {
            assert!(with(|trace| trace.ran.get().is_none()).unwrap(), "a record before there is anything");
            note("a", MS);
            let trace = super::current();
            std::thread::spawn(move || carry_here(trace, || (note("b", MS), note("a", MS), super::cause())))
                .join()
                .unwrap();
            super::ran()
        });
        let entry = |name, count| Ran { name, count, time: MS * count };
        assert_eq!(ran.await, [entry("a", 2), entry("b", 1)]);
    }

    #[tokio::test]
    async fn outside_of_any_scope_nothing_is_known_and_nothing_is_kept() {
        note("a", MS);
        assert_eq!((super::cause(), super::ran().len()), (None, 0));
        assert_eq!(
            Cause::Request(0xab).scope(async { super::cause().unwrap().to_string() }).await,
            "00000000000000ab"
        );
    }
}
