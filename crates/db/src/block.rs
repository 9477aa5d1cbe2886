//! `Reader` and `Tx`: what a block gets to work with.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use base::{Error, Result};

use crate::fault::{Fault, ended};
use crate::meters::Watch;
use crate::{Announcement, Class, Engine, Row, Statement, Value, postgres, sqlite, trace};

/// Rows changed by each of several statements; or the number of the one that failed, with what the block is told, and the fault.
pub(crate) type Changes = Result<Vec<u64>, (usize, Error, Option<Fault>)>;

/// The connection under a block.
pub(crate) enum Source {
    Sqlite(Box<sqlite::Connection>),
    Postgres(Box<postgres::Connection>),
}

/// Reads inside a block. Functions that only read take `&mut Reader`; a [`Tx`] gives one.
pub struct Reader {
    pub(crate) source: Source,
    /// Set by the first failed statement.
    pub(crate) fault: Option<Fault>,
    /// Whether statements of class `Long` may run here.
    pub(crate) long_allowed: bool,
}

impl Reader {
    pub(crate) fn new(source: Source, long_allowed: bool) -> Self {
        Self { source, fault: None, long_allowed }
    }

    /// All rows, in the statement's order; may be empty.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when the statement fails (the block is over then), or what `map` returns.
    pub async fn all<T>(
        &mut self,
        statement: &'static Statement,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.rows(statement, params, usize::MAX, map).await
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Reader::all`].
    pub async fn one<T>(
        &mut self,
        statement: &'static Statement,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(statement, params, 1, map).await?.pop())
    }

    /// All rows of the statement for each of several sets of parameters, in their order. They are all under way before the
    /// first answer comes, where the engine is another process.
    ///
    /// # Errors
    /// As [`Reader::all`]; the first, when several of them fail.
    pub async fn all_each<T>(
        &mut self,
        statement: &'static Statement,
        sets: &[Vec<Value<'_>>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<Vec<T>>> {
        self.may_run(statement)?;
        sets.iter().try_for_each(|params| refuse_nul(params))?;
        self.fault = Some(Fault::Abandoned);
        let watch = Watch::start();
        let (rows, fault) = match &mut self.source {
            Source::Sqlite(connection) => connection.query_each(statement, sets, map),
            Source::Postgres(connection) => connection.query_each(statement, sets, map).await,
        };
        self.ended_each(statement, watch, fault, sets.len());
        rows
    }

    async fn rows<T>(
        &mut self,
        statement: &'static Statement,
        params: &[Value<'_>],
        limit: usize,
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.may_run(statement)?;
        refuse_nul(params)?;
        // Stands when the block drops this future before the answer is here.
        self.fault = Some(Fault::Abandoned);
        let watch = Watch::start();
        let (rows, fault) = match &mut self.source {
            Source::Sqlite(connection) => connection.query(statement, params, limit, map),
            Source::Postgres(connection) => connection.query(statement, params, limit, map).await,
        };
        self.ended(statement, watch, fault);
        rows
    }
}

impl Reader {
    /// Refuses what comes after a failure, and what would keep an async worker for long.
    fn may_run(&mut self, statement: &'static Statement) -> Result<()> {
        if self.fault.is_none() && statement.class == Class::Long && !self.long_allowed {
            self.fault = Some(Fault::Interrupted);
        }
        if self.fault.is_some() { Err(ended()) } else { Ok(()) }
    }

    /// A statement has come to its end, whether well or not.
    fn ended(&mut self, statement: &'static Statement, watch: Watch, fault: Option<Fault>) {
        self.ended_each(statement, watch, fault, 1);
    }

    /// So many runs of a statement have come to their end, which took each an equal part of the time.
    fn ended_each(&mut self, statement: &'static Statement, watch: Watch, fault: Option<Fault>, runs: usize) {
        self.fault = fault;
        let time = watch.elapsed() / u32::try_from(runs.max(1)).unwrap_or(u32::MAX);
        for _ in 0..runs {
            self.ran(statement, time, fault);
        }
    }

    fn ran(&self, statement: &'static Statement, time: Duration, fault: Option<Fault>) {
        statement.meters(self.source.engine()).ran(time, fault);
        trace::note(statement.name, time);
        tracing::trace!(statement = statement.name, ?time, ?fault, "ran");
    }
}

impl Source {
    fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// PostgreSQL has no text with U+0000, so neither engine takes one. Nothing was sent: the block goes on.
fn refuse_nul(params: &[Value<'_>]) -> Result<()> {
    let has_nul = |value: &Value<'_>| match value {
        Value::Text(text) => text.contains('\0'),
        Value::Texts(list) => list.iter().any(|text| text.contains('\0')),
        _ => false,
    };
    if params.iter().any(has_nul) {
        return Err(Error::bad_request("text", "Text cannot contain the character U+0000"));
    }
    Ok(())
}

/// A transaction: everything in it is kept, or nothing.
pub struct Tx {
    reader: Reader,
    announced: Vec<Announcement>,
    kept: Vec<Announcement>,
}

impl Tx {
    pub(crate) fn new(source: Source) -> Self {
        Self { reader: Reader::new(source, true), announced: Vec::new(), kept: Vec::new() }
    }

    /// Runs a statement that gives no rows and returns how many rows it changed.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when the statement fails; the block is over then. Expected
    /// conflicts are `ON CONFLICT`, never a caught error.
    pub async fn run(&mut self, statement: &'static Statement, params: &[Value<'_>]) -> Result<u64> {
        if self.reader.fault.is_some() {
            return Err(ended());
        }
        refuse_nul(params)?;
        self.reader.fault = Some(Fault::Abandoned);
        let watch = Watch::start();
        let (changed, fault) = match &mut self.reader.source {
            Source::Sqlite(connection) => connection.execute(statement, params),
            Source::Postgres(connection) => connection.execute(statement, params).await,
        };
        self.reader.ended(statement, watch, fault);
        changed
    }

    /// Runs a statement that gives no rows for each of several sets of parameters, as [`Reader::all_each`] does, and returns
    /// how many rows each changed.
    ///
    /// # Errors
    /// As [`Tx::run`]; the first, when several of them fail.
    pub async fn run_each(
        &mut self,
        statement: &'static Statement,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<u64>> {
        self.reader.may_run(statement)?;
        sets.iter().try_for_each(|params| refuse_nul(params))?;
        self.reader.fault = Some(Fault::Abandoned);
        let watch = Watch::start();
        let (changed, fault) = match &mut self.reader.source {
            Source::Sqlite(connection) => connection.execute_each(statement, sets),
            Source::Postgres(connection) => connection.execute_each(statement, sets).await,
        };
        self.reader.ended_each(statement, watch, fault, sets.len());
        changed
    }

    /// Runs several statements that give no rows, in this order, and returns how many rows each changed. They are all under
    /// way before the first answer comes, where the engine is another process.
    ///
    /// # Errors
    /// As [`Tx::run`]; the first, when several of them fail.
    pub async fn run_all(&mut self, runs: &[(&'static Statement, &[Value<'_>])]) -> Result<Vec<u64>> {
        if self.reader.fault.is_some() {
            return Err(ended());
        }
        if runs.is_empty() {
            return Ok(Vec::new());
        }
        for (statement, params) in runs {
            self.reader.may_run(statement)?;
            refuse_nul(params)?;
        }
        self.reader.fault = Some(Fault::Abandoned);
        let watch = Watch::start();
        let changed = match &mut self.reader.source {
            Source::Sqlite(connection) => connection.execute_all(runs),
            Source::Postgres(connection) => connection.execute_all(runs).await,
        };
        let time = watch.elapsed() / u32::try_from(runs.len()).unwrap_or(u32::MAX);
        match changed {
            Ok(changed) => {
                self.reader.fault = None;
                runs.iter().for_each(|(statement, _)| self.reader.ran(statement, time, None));
                Ok(changed)
            }
            Err((number, error, fault)) => {
                self.reader.fault = fault;
                self.reader.ran(runs[number].0, time, fault);
                Err(error)
            }
        }
    }

    /// Hands something to the committer's hook after the commit and before the acknowledgement.
    /// Nothing is handed over when the transaction is rolled back.
    pub fn announce(&mut self, what: Announcement) {
        self.announced.push(what);
    }

    /// Keeps a guard until the transaction is committed *and* announced, or gone.
    pub fn keep(&mut self, guard: impl Send + 'static) {
        self.kept.push(Box::new(guard));
    }

    /// The engine in use.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.reader.source.engine()
    }

    pub(crate) fn take_fault(&mut self) -> Option<Fault> {
        self.reader.fault.take()
    }

    /// The connection, what was announced, and the guards that must outlive the announcing.
    pub(crate) fn into_parts(self) -> (Source, Vec<Announcement>, Vec<Announcement>) {
        (self.reader.source, self.announced, self.kept)
    }
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}
