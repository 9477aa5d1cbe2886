//! One SQLite connection: its settings, its statements, its interruption.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use base::{Error, Result};
use rusqlite::ErrorCode;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::block::Changes;
use crate::fault::{Fault, ended};
use crate::row::Source;
use crate::{Column, Config, Engine, Row, Statement, Value};

/// Virtual machine steps between two looks at the deadline, some 10 µs.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;
/// More than all statements of the program, so that none is ever prepared twice.
const PREPARED_STATEMENTS: usize = 1_024;

/// How long a connection waits for others' locks.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long after each other a file is opened that somebody else is opening.
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// A connection with its prepared statements.
pub(crate) struct Connection {
    pub(crate) raw: rusqlite::Connection,
    deadline: Arc<Deadline>,
}

/// The moment after which a read is interrupted; shared with SQLite's progress handler.
struct Deadline {
    start: Instant,
    /// Nanoseconds after `start`; `i64::MAX` means never.
    at: AtomicI64,
}

impl Deadline {
    fn passed(&self) -> bool {
        let at = self.at.load(Ordering::Relaxed);
        at != i64::MAX && nanos(self.start.elapsed()) > at
    }
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// Makes the file, if there is none, for this user alone: it holds keys and password hashes. SQLite
/// gives its log the same rights. What cannot be made here is reported when it is opened.
pub(super) fn make_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    let _ = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

/// The file beside `path` whose name has this suffix.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Does something again while the file is locked, for as long as locks are waited for. SQLite waits for them by itself, but
/// two that switch an empty file to WAL at once would wait for each other, so it refuses one of them at once.
#[expect(clippy::disallowed_methods, reason = "another process is waited for, in real time")]
fn patiently<T>(act: impl Fn() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let begun = Instant::now();
    loop {
        match act() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < PATIENCE =>
            {
                std::thread::sleep(BETWEEN_TRIES);
            }
            done => return done,
        }
    }
}

/// What the writer may keep of the file at least, in KiB.
const LEAST_WRITER_CACHE: i64 = 8 << 10;

impl Connection {
    /// The one connection that writes: WAL, every commit synced, checkpoints by hand.
    pub(crate) fn open_writer(path: &Path, config: &Config) -> Result<Self> {
        make_private(path);
        let raw = raw(path).map_err(|error| cannot_write(path, &error))?;
        let connection = Self::over(raw).map_err(|error| cannot_write(path, &error))?;
        // In KiB.
        let writer_cache = i64::try_from(config.writer_cache >> 10).unwrap_or(0).max(LEAST_WRITER_CACHE);
        let set = || -> rusqlite::Result<String> {
            let raw = &connection.raw;
            let mode = raw.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
            raw.pragma_update(None, "synchronous", "FULL")?;
            raw.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
            raw.pragma_update(None, "cache_size", -writer_cache)?;
            if let Some(pages) = config.max_pages {
                raw.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
            }
            Ok(mode)
        };
        let mode = patiently(set).map_err(|error| cannot_write(path, &error))?;
        if mode != "wal" {
            // SQLite says so only here: the file system has no shared memory, or no file was named.
            let cause = format!("{}: it cannot use a write-ahead log here, only {mode}", path.display());
            return Err(Error::unavailable("The database cannot be opened", cause));
        }
        Ok(connection)
    }

    /// A connection that only reads.
    pub(crate) fn open_reader(path: &Path) -> Result<Self> {
        let opened = raw(path).and_then(Self::over);
        let mut connection = opened.map_err(|error| cannot_open(path, &error))?;
        let deadline = Arc::clone(&connection.deadline);
        let set = || -> rusqlite::Result<()> {
            connection.raw.pragma_update(None, "query_only", true)?;
            connection.raw.pragma_update(None, "cache_size", -4_096)?;
            connection.raw.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || deadline.passed()))
        };
        set().map_err(|error| cannot_open(path, &error))?;
        Ok(connection)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "an interrupt is about real time, not about the application's clock"
    )]
    fn over(raw: rusqlite::Connection) -> rusqlite::Result<Self> {
        raw.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
        // Plans depend on statements alone. Otherwise SQLite looks at the values of some parameters, such as LIMIT's, and
        // prepares the statement again whenever they change, which takes longer than running it.
        raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        raw.busy_timeout(PATIENCE)?;
        raw.pragma_update(None, "temp_store", "MEMORY")?;
        let deadline = Arc::new(Deadline { start: Instant::now(), at: AtomicI64::new(i64::MAX) });
        Ok(Self { raw, deadline })
    }

    /// Interrupts statements that are still running after `limit` from now; `None` lets them run.
    pub(crate) fn limit(&self, limit: Option<Duration>) {
        let at = limit.map_or(i64::MAX, |limit| nanos(self.deadline.start.elapsed() + limit));
        self.deadline.at.store(at, Ordering::Relaxed);
    }

    /// Runs text that is no registered statement: BEGIN, COMMIT, SAVEPOINT and their like.
    pub(crate) fn control(&self, sql: &'static str) -> rusqlite::Result<()> {
        self.raw.prepare_cached(sql)?.execute([]).map(drop)
    }

    pub(crate) fn query<T>(
        &self,
        statement: &'static Statement,
        params: &[Value<'_>],
        limit: usize,
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> (Result<Vec<T>>, Option<Fault>) {
        // Short statements seldom meet the progress handler.
        if self.deadline.passed() {
            return (Err(ended()), Some(Fault::Interrupted));
        }
        let mut out = Vec::new();
        let read = || -> rusqlite::Result<Result<()>> {
            let mut prepared = self.raw.prepare_cached(statement.sql(Engine::Sqlite))?;
            let mut rows = prepared.query(rusqlite::params_from_iter(params))?;
            while out.len() < limit {
                let Some(row) = rows.next()? else { break };
                match map(&Row(Source::Sqlite(row))) {
                    Ok(item) => out.push(item),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(()))
        };
        match { read }() {
            Ok(Ok(())) => (Ok(out), None),
            Ok(Err(error)) => (Err(error), None),
            Err(error) => fail(statement, &error),
        }
    }

    /// One set of parameters after the other, up to the first that fails.
    pub(crate) fn query_each<T>(
        &self,
        statement: &'static Statement,
        sets: &[Vec<Value<'_>>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> (Result<Vec<Vec<T>>>, Option<Fault>) {
        let mut fault = None;
        let rows = sets.iter().map(|params| {
            let (rows, wrong) = self.query(statement, params, usize::MAX, &mut map);
            fault = wrong;
            rows
        });
        (rows.collect(), fault)
    }

    /// One set of parameters after the other, up to the first that fails.
    pub(crate) fn execute_each(
        &self,
        statement: &'static Statement,
        sets: &[Vec<Value<'_>>],
    ) -> (Result<Vec<u64>>, Option<Fault>) {
        let mut fault = None;
        let changed = sets.iter().map(|params| {
            let (changed, wrong) = self.execute(statement, params);
            fault = wrong;
            changed
        });
        (changed.collect(), fault)
    }

    /// One statement after the other, up to the first that fails.
    pub(crate) fn execute_all(&self, runs: &[(&'static Statement, &[Value<'_>])]) -> Changes {
        let one = |(number, (statement, params)): (usize, &(&'static Statement, &[Value<'_>]))| {
            let (changed, fault) = self.execute(statement, params);
            changed.map_err(|error| (number, error, fault))
        };
        runs.iter().enumerate().map(one).collect()
    }

    pub(crate) fn execute(
        &self,
        statement: &'static Statement,
        params: &[Value<'_>],
    ) -> (Result<u64>, Option<Fault>) {
        let run = || -> rusqlite::Result<usize> {
            self.raw
                .prepare_cached(statement.sql(Engine::Sqlite))?
                .execute(rusqlite::params_from_iter(params))
        };
        match run() {
            Ok(changed) => (Ok(changed as u64), None),
            Err(error) => fail(statement, &error),
        }
    }
}

fn fail<T>(statement: &Statement, error: &rusqlite::Error) -> (Result<T>, Option<Fault>) {
    let fault = match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Fault::Interrupted,
        _ => Fault::Broken,
    };
    (Err(translate(statement.name, error)), Some(fault))
}

/// The application's error for a failure of SQLite during `what`.
pub(crate) fn translate(what: &str, error: &rusqlite::Error) -> Error {
    let text = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "The server's disk is full",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "The database is busy",
        Some(ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            "The database cannot be written"
        }
        _ => return Error::internal(format!("{what}: {error}")),
    };
    Error::unavailable(text, format!("{what}: {error}"))
}

fn raw(path: &Path) -> rusqlite::Result<rusqlite::Connection> {
    rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::default())
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> Error {
    Error::unavailable("The database cannot be opened", format!("{}: {error}", path.display()))
}

/// SQLite says only that it cannot; the system knows why. Asked only now that nothing was opened: closing
/// a file gives up every lock that this process has on it.
fn cannot_write(path: &Path, error: &rusqlite::Error) -> Error {
    let code = error.sqlite_error_code();
    if !matches!(code, Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)) {
        return cannot_open(path, error);
    }
    let cause = match std::fs::File::options().write(true).create(true).truncate(false).open(path) {
        Err(cause) => cause.to_string(),
        Ok(_) => "its folder must be writable as well: the write-ahead log stands beside it".to_owned(),
    };
    Error::unavailable("The database cannot be opened", format!("{}: {cause}", path.display()))
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let borrowed = |value| Ok(ToSqlOutput::Borrowed(value));
        match self {
            Value::Null => borrowed(ValueRef::Null),
            Value::Int(value) => borrowed(ValueRef::Integer(*value)),
            Value::Float(value) => borrowed(ValueRef::Real(*value)),
            Value::Bool(value) => borrowed(ValueRef::Integer(i64::from(*value))),
            Value::Text(value) => borrowed(ValueRef::Text(value.as_bytes())),
            Value::Bytes(value) => borrowed(ValueRef::Blob(value)),
            Value::Ints(list) => Ok(ToSqlOutput::Owned(rusqlite::types::Value::Text(json_ints(list)))),
            Value::Texts(list) => Ok(ToSqlOutput::Owned(rusqlite::types::Value::Text(json_texts(list)))),
        }
    }
}

/// `[1,2,3]`, for `json_each`.
fn json_ints(list: &[i64]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(2 + list.len() * 20);
    out.push('[');
    for (n, value) in list.iter().enumerate() {
        let _ = write!(out, "{}{value}", if n == 0 { "" } else { "," });
    }
    out.push(']');
    out
}

/// `["a","b"]`, for `json_each`; everything but plain characters is escaped.
fn json_texts(list: &[String]) -> String {
    use std::fmt::Write;
    let mut out = String::from("[");
    for (n, text) in list.iter().enumerate() {
        out.push_str(if n == 0 { "\"" } else { ",\"" });
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                c if (c as u32) < 0x20 => {
                    let _ = write!(out, "\\u{:04x}", c as u32);
                }
                c => out.push(c),
            }
        }
        out.push('"');
    }
    out.push(']');
    out
}

pub(crate) fn column<'a>(row: &'a rusqlite::Row<'a>, index: usize) -> Result<Column<'a>> {
    let value = row.get_ref(index).map_err(|error| Error::internal(format!("column {index}: {error}")))?;
    Ok(match value {
        ValueRef::Null => Column::Null,
        ValueRef::Integer(value) => Column::Int(value),
        ValueRef::Real(value) => Column::Float(value),
        ValueRef::Text(bytes) => Column::Text(std::str::from_utf8(bytes).map_err(Error::internal)?),
        ValueRef::Blob(bytes) => Column::Bytes(bytes),
    })
}
