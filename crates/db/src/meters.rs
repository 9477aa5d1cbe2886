//! What is measured here, by the facade `metrics`: handles are registered once and kept, so that
//! measuring allocates nothing and looks nothing up. Without a recorder all of it is silent.
//!
//! Not here: the names' meanings (`docs/metrics.md`, made from `kinfolk::core::metrics`), and statements' records of
//! one request (`trace`).

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use metrics::{Counter, Histogram, counter, histogram};

use crate::fault::Fault;
use crate::{Engine, trace};

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch(Instant);

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "what is measured takes real time")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

impl Engine {
    /// Its name in metrics and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// One statement's handles on one engine.
#[derive(Debug)]
pub(crate) struct OfStatement {
    time: Histogram,
    errors: Counter,
}

impl OfStatement {
    pub(crate) fn register(name: &'static str, engine: Engine) -> Self {
        let labels = [("statement", name), ("engine", engine.name())];
        Self {
            time: histogram!("kinfolk_statement_seconds", &labels),
            errors: counter!("kinfolk_statement_errors_total", &labels),
        }
    }

    /// One run. A read that was moved to a thread did not fail.
    pub(crate) fn ran(&self, time: Duration, fault: Option<Fault>) {
        self.time.record(time);
        if matches!(fault, Some(Fault::Broken | Fault::Conflict)) {
            self.errors.increment(1);
        }
    }
}

/// The SQLite writer's handles.
pub(crate) struct OfWriter {
    pub(crate) members: Histogram,
    pub(crate) bodies: Histogram,
    pub(crate) commit: Histogram,
    pub(crate) lost: Counter,
}

impl OfWriter {
    pub(crate) fn register() -> Self {
        Self {
            members: histogram!("kinfolk_writer_group_members"),
            bodies: histogram!("kinfolk_writer_bodies_seconds"),
            commit: histogram!("kinfolk_writer_commit_seconds"),
            lost: counter!("kinfolk_writer_lost_groups_total"),
        }
    }
}

/// The handles of the PostgreSQL engine, registered when it is first used.
pub(crate) static POOL: LazyLock<OfPool> = LazyLock::new(OfPool::register);

/// Handles of the PostgreSQL engine.
pub(crate) struct OfPool {
    wait: Histogram,
    refused: Counter,
    retries: Counter,
}

impl OfPool {
    fn register() -> Self {
        Self {
            wait: histogram!("kinfolk_pool_wait_seconds"),
            refused: counter!("kinfolk_pool_refused_total"),
            retries: counter!("kinfolk_transaction_retries_total"),
        }
    }

    /// A connection was asked for, and given or not.
    pub(crate) fn waited(&self, time: Duration, given: bool) {
        self.wait.record(time);
        trace::note(trace::QUEUE, time);
        if !given {
            self.refused.increment(1);
        }
    }

    /// A block is run again after a conflict.
    pub(crate) fn retried(&self) {
        self.retries.increment(1);
    }
}

/// How burdened a database's connections are just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Burden {
    /// SQLite: write blocks that wait for the writer or are in its group.
    Sqlite {
        /// So many.
        waiting: usize,
    },
    /// PostgreSQL: the pools of all worker threads together.
    Postgres {
        /// Connections in use.
        busy: usize,
        /// Connections open and free.
        idle: usize,
        /// Connections that there may be.
        most: usize,
    },
}
