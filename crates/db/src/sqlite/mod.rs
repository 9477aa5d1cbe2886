//! The SQLite engine: many readers, one writer thread.
//!
//! - `connection`: one connection and how statements run on it.
//! - `inspect`: looking a database over for an operator.
//! - `lock`: who has the database open.
//! - `log`: the write-ahead log and its checkpoints.
//! - `plans`: what EXPLAIN QUERY PLAN says.
//! - `readers`: read blocks, in line on the async worker or on a reader thread.
//! - `transfer`: whole databases read and filled.
//! - `trouble`: whether the file takes writes, as far as is known.
//! - `writer`: the writer thread with group commit; the hard part, with its own essay.

mod connection;
pub(crate) mod inspect;
mod lock;
mod log;
mod plans;
mod readers;
pub(crate) mod transfer;
mod trouble;
mod writer;

use std::sync::Arc;

use base::{Error, Result};

pub(crate) use connection::{Connection, column, translate};
pub(crate) use plans::bad_lines;

use crate::block::{Reader, Tx};
use crate::{Burden, Config, Hooks};

/// A SQLite database: its readers and its writer.
pub(crate) struct Sqlite {
    readers: readers::Readers,
    writer: writer::Writer,
    hooks: Arc<Hooks>,
    /// Held for as long as the database is open.
    lock: parking_lot::Mutex<Option<lock::Lock>>,
}

impl Sqlite {
    pub(crate) fn open(config: &Config) -> Result<Self> {
        config.check()?;
        let path = config.path();
        if path.is_dir() {
            let cause = format!("{} is a folder", path.display());
            return Err(Error::unavailable("The database cannot be opened", cause));
        }
        let lock = parking_lot::Mutex::new(Some(lock::Lock::shared(&path)?));
        let hooks = Arc::new(Hooks::default());
        // The writer comes first: it makes the file and switches it to WAL.
        let connection = Connection::open_writer(&path, config)?;
        let writer = writer::Writer::start(connection, path.clone(), Arc::clone(&hooks))?;
        Ok(Self { readers: readers::Readers::new(path), writer, hooks, lock })
    }

    /// `None` when the block must run on a thread of its own.
    pub(crate) fn read_in_line<T, F>(&self, block: &F) -> Option<Result<T>>
    where
        F: AsyncFn(&mut Reader) -> Result<T>,
    {
        self.readers.in_line(block)
    }

    pub(crate) async fn read_on_thread<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Reader) -> Result<T> + Send + 'static,
    {
        self.readers.on_thread(block).await
    }

    pub(crate) async fn write<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.writer.write(block).await
    }

    /// Whether writes are taken; tries one when one has failed.
    pub(crate) async fn check_writes(&self) -> Result<()> {
        self.writer.check().await
    }

    pub(crate) fn burden(&self) -> Burden {
        self.writer.burden()
    }

    pub(crate) fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    pub(crate) async fn close(&self) {
        self.writer.close().await;
        self.readers.close();
        *self.lock.lock() = None;
    }

    /// Runs a migration script on the writer thread, as one transaction.
    pub(crate) async fn script(
        &self,
        work: impl FnOnce(&mut rusqlite::Connection) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        self.writer.exclusive(work).await
    }
}

/// Whether a process has the database open.
pub(crate) fn is_in_use(path: &std::path::Path) -> bool {
    path.exists() && lock::Lock::alone(path).is_err()
}

/// What a block that awaited something foreign is told.
fn awaited_something_foreign() -> Error {
    Error::internal("a database block awaited something that is not the database; it was rolled back")
}
