//! The data layer: one SQL text on two engines, reads and writes as blocks.
//!
//! This is the only crate that names a database driver. It knows nothing of the domain: no table,
//! no account. What it offers:
//!
//! - [`statements!`]: every statement is a named `static`, written once with `$1…$n`.
//! - [`Db::read`]: a block of reads: one snapshot on SQLite, one connection on PostgreSQL.
//! - [`Db::write`]: a transaction. SQLite groups waiting blocks into one commit (its `writer` module tells how).
//! - [`migrate`]: numbered steps, safe when several processes start at once.
//! - [`transfer`]: whole databases on the move, from either engine to either engine.
//!
//! # Rules for blocks
//!
//! A block may be run more than once (an interrupted read starts again on another thread, a write
//! is tried again after a conflict or a lost group), so it has no effect outside the transaction.
//! On SQLite a block is polled exactly once: it may await nothing but its own `Reader` or `Tx`.
//! A failed statement ends the block: nothing more can be run in it and nothing of it is committed.

#![warn(missing_docs)]

mod block;
mod config;
mod fault;
mod health;
pub mod inspect;
mod meters;
pub mod migrate;
pub mod plans;
mod postgres;
mod row;
mod sqlite;
mod statement;
pub mod trace;
pub mod transfer;
mod value;

/// Whole databases on a PostgreSQL server: making and dropping them, and saying that one is served from.
pub mod admin {
    pub use crate::postgres::admin::{
        SERVING_LOCK, Serving, create_database, drop_database, end_sessions, is_in_use, serving,
    };
}

/// Messages between processes over one PostgreSQL database.
pub mod listen {
    pub use crate::postgres::listen::{Hearer, MAX_MESSAGE, NAME, Speaker, open};
}

use std::any::Any;
use std::sync::{Arc, OnceLock};

use base::Result;

pub use block::{Reader, Tx};
pub use config::{Config, Engine};
pub use meters::Burden;
pub use row::{Column, FromColumn, Row};
pub use statement::{Class, Registered, Statement, Text, all_statements};
pub use value::Value;

#[doc(hidden)]
pub use inventory;

/// What the drivers may log where nothing else is asked for: PostgreSQL's notices are for people at a prompt.
pub const LOG_FILTER: &str = "tokio_postgres=warn";

/// What a block announces with [`Tx::announce`]; handed to the committer's hook after the commit.
pub type Announcement = Box<dyn Any + Send>;

type Hook<T> = OnceLock<Box<dyn Fn(T) + Send + Sync>>;

/// What the committer calls; set once, before the first block.
#[derive(Default)]
pub(crate) struct Hooks {
    /// After a commit and before its acknowledgement, once per announcement, in order.
    committed: Hook<Announcement>,
    /// When another process has changed the database (SQLite), or a commit was lost of which nobody knows whether it took effect
    /// (PostgreSQL).
    changed_outside: Hook<()>,
}

/// A database. Clones share the connections.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

enum Inner {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens the database; makes the file if there is none. Runs no migration.
    ///
    /// # Errors
    /// `Unavailable` with a sentence for the operator when it cannot be reached or opened.
    pub async fn open(config: &Config) -> Result<Self> {
        Ok(Self(Arc::new(match config.engine()? {
            Engine::Sqlite => Inner::Sqlite(sqlite::Sqlite::open(config)?),
            Engine::Postgres => Inner::Postgres(postgres::Postgres::open(config).await?),
        })))
    }

    /// The same database for work that nobody waits for: on PostgreSQL by connections and threads of its own, so that
    /// it never takes those of requests. Closed together with this one. On SQLite there is one writer anyway.
    ///
    /// # Errors
    /// `Internal` when its threads cannot be started.
    pub fn background(&self) -> Result<Self> {
        match &*self.0 {
            Inner::Sqlite(_) => Ok(self.clone()),
            Inner::Postgres(engine) => Ok(Self(Arc::new(Inner::Postgres(engine.background()?)))),
        }
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a block of reads.
    ///
    /// On SQLite all statements see one snapshot. On PostgreSQL each sees what is committed when it
    /// starts; use [`Db::read_snapshot`] where several must agree.
    ///
    /// # Errors
    /// What the block returns, or `Unavailable`/`Internal` from the engine.
    pub async fn read<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Reader) -> Result<T> + Send + Sync + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(engine) => match engine.read_in_line(&block) {
                Some(result) => result,
                None => engine.read_on_thread(block).await,
            },
            Inner::Postgres(engine) => engine.read(block, false).await,
        }
    }

    /// Like [`Db::read`], with one snapshot on PostgreSQL too (REPEATABLE READ).
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_snapshot<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Reader) -> Result<T> + Send + Sync + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(_) => self.read(block).await,
            Inner::Postgres(engine) => engine.read(block, true).await,
        }
    }

    /// Runs a block as one transaction and returns after it is durable and announced.
    ///
    /// The block goes on when the caller goes away: a client that disconnects changes nothing.
    ///
    /// # Errors
    /// What the block returns (then nothing of it is kept), or `Unavailable`/`Internal` from the engine.
    pub async fn write<T, F>(&self, block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T> + Send + Sync + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(engine) => engine.write(block).await,
            Inner::Postgres(engine) => engine.write(block).await,
        }
    }

    /// Sets what is called after each commit, before it is acknowledged, once per announcement.
    /// It must be quick and must not wait for this database. Only the first call counts.
    pub fn on_commit(&self, hook: impl Fn(Announcement) + Send + Sync + 'static) {
        let _ = self.hooks().committed.set(Box::new(hook));
    }

    /// Sets what is called when another process has changed a SQLite database, within a second, and when a commit on PostgreSQL
    /// was lost of which nobody knows whether it took effect: whatever is remembered may be stale.
    /// Only the first call counts.
    pub fn on_change_outside(&self, hook: impl Fn() + Send + Sync + 'static) {
        let _ = self.hooks().changed_outside.set(Box::new(move |()| hook()));
    }

    /// How burdened the connections are just now; costs a look at counters.
    #[must_use]
    pub fn burden(&self) -> Burden {
        match &*self.0 {
            Inner::Sqlite(engine) => engine.burden(),
            Inner::Postgres(engine) => engine.burden(),
        }
    }

    /// Waits until what is queued is written, checkpoints, and closes the connections.
    pub async fn close(&self) {
        match &*self.0 {
            Inner::Sqlite(engine) => engine.close().await,
            Inner::Postgres(engine) => engine.close().await,
        }
    }

    fn hooks(&self) -> &Hooks {
        match &*self.0 {
            Inner::Sqlite(engine) => engine.hooks(),
            Inner::Postgres(engine) => engine.hooks(),
        }
    }
}

impl Hooks {
    /// Calls the committer's hook; its panic must not take the committer down.
    pub(crate) fn announce(&self, what: Announcement) {
        if let Some(hook) = self.committed.get()
            && std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| hook(what))).is_err()
        {
            tracing::error!("a listener panicked after a commit");
        }
    }

    pub(crate) fn changed_outside(&self) {
        if let Some(hook) = self.changed_outside.get()
            && std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| hook(()))).is_err()
        {
            tracing::error!("a listener panicked after another process wrote");
        }
    }
}
