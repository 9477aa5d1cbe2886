//! Read blocks on SQLite.
//!
//! A block is polled exactly once: everything it awaits is the database, which answers at once.
//! So a snapshot never lives across an outer await. Blocks run in line on the async worker, which
//! costs no thread hop; one that is still at it after 5 ms is interrupted by SQLite's progress
//! handler and run again, from its start, on a reader thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use base::{Error, Result};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::{Connection, awaited_something_foreign, connection::translate};
use crate::block::{Reader, Source};
use crate::fault::{Fault, panicked};
use crate::trace;

/// Longer than this and a block leaves the async worker.
const IN_LINE: Duration = Duration::from_millis(5);
/// No page of a product needs this long; a block that does is a bug, and is ended.
const ON_THREAD: Duration = Duration::from_secs(5);
/// Reader threads at work at once.
const THREADS: usize = 3;

/// The reading connections. At most as many exist as blocks ever ran at once.
pub(crate) struct Readers {
    path: PathBuf,
    /// Newest on top: the one in use most has the warmest page cache.
    #[expect(clippy::vec_box, reason = "a block holds its connection boxed, so it is boxed once")]
    idle: Arc<Mutex<Vec<Box<Connection>>>>,
    /// Closed when the database is.
    threads: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, idle: Arc::default(), threads: Arc::new(Semaphore::new(THREADS)) }
    }

    /// Runs a block here and now; `None` when it must go to a thread.
    pub(crate) fn in_line<T, F>(&self, block: &F) -> Option<Result<T>>
    where
        F: AsyncFn(&mut Reader) -> Result<T>,
    {
        match self.run(block, Some(IN_LINE), false) {
            (_, Some(Fault::Interrupted)) => None,
            (result, _) => Some(result),
        }
    }

    /// Runs a block on one of the reader threads.
    pub(crate) async fn on_thread<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Reader) -> Result<T> + Send + 'static,
    {
        let permit = Arc::clone(&self.threads).acquire_owned().await.map_err(|_| closed())?;
        let readers = Self {
            path: self.path.clone(),
            idle: Arc::clone(&self.idle),
            threads: Arc::clone(&self.threads),
        };
        let trace = trace::current();
        let work = move || {
            let _permit = permit;
            let run = || readers.run(&block, Some(ON_THREAD), true);
            let (result, fault) = trace::carry_here(trace, run);
            match fault {
                Some(Fault::Interrupted) => {
                    Err(Error::internal("a read block took more than 5 s and was ended"))
                }
                _ => result,
            }
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    pub(crate) fn close(&self) {
        self.threads.close();
        self.idle.lock().clear();
    }

    fn run<T, F>(&self, block: &F, limit: Option<Duration>, long_allowed: bool) -> (Result<T>, Option<Fault>)
    where
        F: AsyncFn(&mut Reader) -> Result<T>,
    {
        let connection = match self.take() {
            Ok(connection) => connection,
            Err(error) => return (Err(error), None),
        };
        if let Err(error) = connection.control("BEGIN") {
            return (Err(translate("BEGIN", &error)), None);
        }
        connection.limit(limit);
        let mut reader = Reader::new(Source::Sqlite(connection), long_allowed);
        let polled = catch_unwind(AssertUnwindSafe(|| std::pin::pin!(block(&mut reader)).poll_once()));
        let result = match polled {
            Ok(Poll::Ready(result)) => result,
            Ok(Poll::Pending) => Err(awaited_something_foreign()),
            Err(panic) => Err(panicked("a read block", &*panic)),
        };
        let fault = reader.fault.take();
        if let Source::Sqlite(connection) = reader.source {
            connection.limit(None);
            // A connection that cannot end its snapshot is not used again.
            if connection.control("COMMIT").is_ok() && !self.threads.is_closed() {
                self.idle.lock().push(connection);
            }
        }
        (result, fault)
    }

    fn take(&self) -> Result<Box<Connection>> {
        if self.threads.is_closed() {
            return Err(closed());
        }
        match self.idle.lock().pop() {
            Some(connection) => Ok(connection),
            None => Connection::open_reader(&self.path).map(Box::new),
        }
    }
}

fn closed() -> Error {
    Error::unavailable("The server is stopping", "the database was closed")
}

/// Polling exactly once.
pub(super) trait PollOnce {
    type Output;
    fn poll_once(self) -> Poll<Self::Output>;
}

impl<F: Future> PollOnce for std::pin::Pin<&mut F> {
    type Output = F::Output;

    fn poll_once(self) -> Poll<F::Output> {
        self.poll(&mut Context::from_waker(Waker::noop()))
    }
}
