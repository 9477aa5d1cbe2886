//! The threads that run blocks, and their connections.
//!
//! A block's future cannot be shown to be `Send`, so blocks run on threads of their own, each with
//! a single-threaded runtime. Each thread has its own pool: a connection lives on the thread that
//! uses it, so a statement wakes no other thread on its way to the socket and back.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base::{Error, Result};
use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod, Runtime};
use tokio::sync::oneshot;
use tokio_postgres::NoTls;
use tokio_postgres::config::SslMode;
use tokio_util::task::{LocalPoolHandle, TaskTracker};

use super::failure::unreachable;
use crate::{Burden, trace};

/// A block that has waited this long for a connection is refused.
const WAIT: Duration = Duration::from_secs(5);
/// A server that takes longer to accept a connection counts as away.
const CONNECT: Duration = Duration::from_secs(5);
/// A silent connection is probed after this long, so that a vanished server is noticed.
const PROBE: Duration = Duration::from_secs(30);
/// Every statement is planned once per connection, for any parameters, and by an index wherever there is one: the plan
/// that the tests look at is the plan that runs. Left to itself, the server plans statements with lists anew each
/// time, which costs more than running them, and keeps walks through tables that were empty when it planned. These
/// are hints, not state that an answer depends on: behind a pooler, a connection that has missed them is only slower.
pub(super) const PLANNING: &str = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; \
     SET max_parallel_workers_per_gather = 0; SET jit = off";
/// More threads than this gain nothing: the blocks' work is done by the server.
const MOST_THREADS: usize = 8;

/// Worker threads with their pools.
pub(super) struct Workers {
    threads: LocalPoolHandle,
    each: Vec<Worker>,
    /// What is running; closed when the engine is.
    running: TaskTracker,
}

struct Worker {
    pool: Pool,
    /// Blocks that were sent here and have not ended.
    load: Arc<AtomicUsize>,
}

/// Counts a block on its worker for as long as it lives.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How to reach the server that the URL names.
///
/// # Errors
/// `Unprocessable` when the URL is malformed or asks for TLS.
pub(super) fn server(url: &str) -> Result<tokio_postgres::Config> {
    let mut server: tokio_postgres::Config = url.parse().map_err(|error: tokio_postgres::Error| {
        let cause = std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
        Error::unprocessable(format!("the database URL is not valid{cause}"))
    })?;
    if server.get_ssl_mode() == SslMode::Require {
        return Err(Error::unprocessable(
            "the database URL says sslmode=require, but connections to PostgreSQL are made without TLS; \
             use sslmode=prefer or sslmode=disable over a trusted network",
        ));
    }
    if server.get_connect_timeout().is_none() {
        server.connect_timeout(CONNECT);
    }
    if !url.contains("keepalives_idle") {
        server.keepalives_idle(PROBE);
    }
    Ok(server)
}

impl Workers {
    /// Starts the threads; connections are made when they are first needed.
    pub(super) fn start(server: &tokio_postgres::Config, connections: usize) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let count = cores.min(MOST_THREADS).min(connections).max(1);
        let each = (0..count)
            .map(|_| {
                let pool = pool(server, connections.div_ceil(count).max(1))?;
                Ok(Worker { pool, load: Arc::default() })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Self { threads: LocalPoolHandle::new(count), each, running: TaskTracker::new() })
    }

    /// Runs `job` on the least burdened thread, with that thread's pool. The job runs to its end
    /// even when this future is dropped.
    ///
    /// # Errors
    /// What the job returns; `Unavailable` after [`Workers::close`].
    pub(super) async fn run<T, J>(&self, job: impl FnOnce(Pool) -> J + Send + 'static) -> Result<T>
    where
        T: Send + 'static,
        J: Future<Output = Result<T>> + 'static,
    {
        if self.running.is_closed() {
            return Err(Error::unavailable("The server is stopping", "the database was closed"));
        }
        let least =
            self.each.iter().enumerate().min_by_key(|(_, worker)| worker.load.load(Ordering::Relaxed));
        let Some((index, worker)) = least else {
            return Err(Error::internal("there is no worker thread"));
        };
        worker.load.fetch_add(1, Ordering::Relaxed);
        let counted = Counted(Arc::clone(&worker.load));
        let running = self.running.token();
        let pool = worker.pool.clone();
        let trace = trace::current();
        let (tell, told) = oneshot::channel();
        let job = move || -> Pin<Box<dyn Future<Output = ()>>> {
            Box::pin(async move {
                let _held = (counted, running);
                // Nobody may be waiting any more.
                let _unheard = tell.send(trace::carry(trace, job(pool)).await);
            })
        };
        // Of one type for all jobs: what a runtime makes of each type of task is many times the job itself. Dropping the
        // handle does not stop the task.
        let job: Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>> + Send> = Box::new(job);
        self.threads.spawn_pinned_by_idx(job, index).await.map_err(Error::internal)?;
        told.await.map_err(Error::internal)?
    }

    /// The connections of all threads.
    pub(super) fn burden(&self) -> Burden {
        let pools = self.each.iter().map(|worker| worker.pool.status());
        let (busy, idle, most) = pools.fold((0, 0, 0), |(busy, idle, most), pool| {
            let in_use = pool.size.saturating_sub(pool.available);
            (busy + in_use, idle + pool.available, most + pool.max_size)
        });
        Burden::Postgres { busy, idle, most }
    }

    /// Waits for what runs, then closes the connections.
    pub(super) async fn close(&self) {
        self.running.close();
        self.running.wait().await;
        for worker in &self.each {
            worker.pool.close();
        }
    }
}

fn pool(server: &tokio_postgres::Config, size: usize) -> Result<Pool> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    Pool::builder(Manager::from_config(server.clone(), NoTls, recycling))
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(CONNECT))
        .recycle_timeout(Some(CONNECT))
        // The connection that was used last: its server process has its plans and tables at hand.
        .queue_mode(QueueMode::Lifo)
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(PLANNING).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(Error::internal)
}

/// A connection outside any pool, for administration; closed when dropped.
pub(super) struct Alone {
    pub(super) client: tokio_postgres::Client,
    task: tokio::task::JoinHandle<()>,
}

impl Alone {
    /// # Errors
    /// `Unavailable` when the server cannot be reached or refuses.
    pub(super) async fn connect(server: &tokio_postgres::Config) -> Result<Self> {
        let (client, connection) = server.connect(NoTls).await.map_err(|error| unreachable(&error))?;
        let task = tokio::spawn(async move {
            // The statement that was running reports the failure.
            let _ = connection.await;
        });
        Ok(Self { client, task })
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.task.abort();
    }
}
