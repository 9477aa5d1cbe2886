//! The PostgreSQL engine: blocks on worker threads, each with its own small pool.
//!
//! - `workers`: the threads that run blocks, and their connections.
//! - `connection`: one connection and how statements run on it.
//! - `blocks`: read and write blocks from BEGIN to the acknowledgement, with retries.
//! - `value`: parameters and columns on the wire.
//! - `failure`: what an error of PostgreSQL means to a block and to its caller.
//! - `inspect`: looking a database over for an operator.
//! - `migrate`: schema steps under an advisory lock.
//! - `plans`: what EXPLAIN says.
//! - `listen`: messages between processes, on a connection of their own.
//! - `transfer`: whole databases read and filled.
//! - `admin`: making and dropping whole databases, for tests and commands.
//!
//! Nothing on a request's path sets session state that an answer depends on, so a pooler in transaction mode may stand
//! between.

pub(crate) mod admin;
mod blocks;
mod connection;
mod failure;
pub(crate) mod inspect;
pub(crate) mod listen;
mod migrate;
mod plans;
pub(crate) mod transfer;
mod value;
mod workers;

use std::sync::{Arc, OnceLock};

use base::{Error, Result};

pub(crate) use connection::Connection;
pub(crate) use plans::bad_lines;
pub(crate) use value::column;

use crate::block::{Reader, Tx};
use crate::migrate::Step;
use crate::{Burden, Config, Hooks};

/// The oldest release that is tested.
const OLDEST: u32 = 150_000;

/// Connections for work in the background.
const BACKGROUND_CONNECTIONS: usize = 6;

/// A PostgreSQL database, and which of its workers run the blocks.
pub(crate) struct Postgres(Arc<Shared>, Lane);

#[derive(Clone, Copy)]
enum Lane {
    Requests,
    Background,
}

/// What running blocks hold on to, so that they end well after the last `Db` is gone.
struct Shared {
    server: tokio_postgres::Config,
    workers: workers::Workers,
    /// Started when they are first asked for.
    background: OnceLock<workers::Workers>,
    hooks: Hooks,
}

impl Postgres {
    /// Opens the pools and checks that the server answers and is new enough.
    pub(crate) async fn open(config: &Config) -> Result<Self> {
        let server = workers::server(config.url.expose())?;
        let workers = workers::Workers::start(&server, config.connections)?;
        let shared = Shared { server, workers, background: OnceLock::new(), hooks: Hooks::default() };
        let engine = Self(Arc::new(shared), Lane::Requests);
        engine.0.workers.run(|pool| async move { check_version(&pool).await }).await?;
        Ok(engine)
    }

    /// The same database with workers of its own.
    pub(crate) fn background(&self) -> Result<Self> {
        if self.0.background.get().is_none() {
            // Who comes second drops the threads that it has started.
            let _ = self.0.background.set(workers::Workers::start(&self.0.server, BACKGROUND_CONNECTIONS)?);
        }
        Ok(Self(Arc::clone(&self.0), Lane::Background))
    }

    fn workers(&self) -> &workers::Workers {
        match self.1 {
            Lane::Requests => &self.0.workers,
            Lane::Background => self.0.background.get().unwrap_or(&self.0.workers),
        }
    }

    /// Runs a read block to its end; a snapshot is one REPEATABLE READ transaction.
    pub(crate) async fn read<T, F>(&self, block: F, snapshot: bool) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Reader) -> Result<T> + Send + Sync + 'static,
    {
        self.workers().run(move |pool| async move { blocks::read(&pool, &block, snapshot).await }).await
    }

    /// Runs a write block to its end, whether or not the caller still waits.
    pub(crate) async fn write<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T> + Send + Sync + 'static,
    {
        let shared = Arc::clone(&self.0);
        self.workers().run(move |pool| async move { blocks::write(&pool, &shared.hooks, &block).await }).await
    }

    pub(crate) fn burden(&self) -> Burden {
        self.workers().burden()
    }

    pub(crate) fn hooks(&self) -> &Hooks {
        &self.0.hooks
    }

    /// Whether the server takes writes: a standby does not.
    pub(crate) async fn check_writes(&self) -> Result<()> {
        self.0.workers.run(|pool| async move { check_writes(&pool).await }).await
    }

    /// Refuses new blocks, waits for those that run, and closes the connections.
    pub(crate) async fn close(&self) {
        if let Some(workers) = self.0.background.get() {
            workers.close().await;
        }
        self.0.workers.close().await;
    }

    pub(crate) async fn migrate(&self, steps: &'static [Step], now_ms: i64) -> Result<Vec<Step>> {
        if self.0.workers.run(move |pool| async move { migrate::is_current(&pool, steps).await }).await? {
            return Ok(Vec::new());
        }
        migrate::run(&self.0.server, steps, now_ms).await
    }
}

/// Whether a URL is well-formed, without going there.
pub(crate) fn check_url(url: &str) -> Result<()> {
    workers::server(url).map(drop)
}

async fn check_version(pool: &deadpool_postgres::Pool) -> Result<()> {
    let connection = Connection::take(pool).await?;
    let version = connection.setting("server_version_num").await?;
    if version.parse::<u32>().unwrap_or(0) < OLDEST {
        return Err(Error::unprocessable(format!(
            "PostgreSQL {} or later is needed; the server's version number is {version}",
            OLDEST / 10_000
        )));
    }
    Ok(())
}

async fn check_writes(pool: &deadpool_postgres::Pool) -> Result<()> {
    let read_only = Connection::take(pool).await?.setting("transaction_read_only").await?;
    if read_only == "on" {
        return Err(Error::unavailable(
            "The database cannot be written",
            "the PostgreSQL server is read-only",
        ));
    }
    Ok(())
}
