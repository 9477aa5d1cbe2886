//! Whole databases on SQLite: a snapshot on a thread of its own, and a new file in the old one's place.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use base::{Error, Result};
use rusqlite::{Connection as Raw, OpenFlags};
use tokio::sync::mpsc;

use super::connection::{beside, make_private};
use super::lock::Lock;
use super::{column, translate};
use crate::migrate::{Kind, Step, on_sqlite};
use crate::transfer::{Applied, Encoder, Schema, Summary, Table, decode, lines, quote};
use crate::{Config, Value};

/// Chunks that wait between the thread that reads and whoever uses them.
const WAITING: usize = 4;

/// What the reading thread is asked for.
struct Ask {
    table: Table,
    chunks: mpsc::Sender<Result<Sent>>,
}

/// What the reading thread sends. The end is said: a channel that closes without a word is a thread that died.
enum Sent {
    /// Lines, and what all rows up to them amount to.
    Chunk(Vec<u8>, Summary),
    End,
}

/// A snapshot; the thread that holds it ends when this is dropped.
pub(crate) struct Snapshot {
    asks: std::sync::mpsc::Sender<Ask>,
    _lock: Lock,
}

impl Snapshot {
    /// Opens the snapshot and reads which steps the database has.
    pub(crate) fn open(config: &Config) -> Result<(Self, Applied)> {
        let path = config.path();
        let (raw, lock) = open_for_reading(&path)?;
        // The first statement after BEGIN takes the snapshot.
        let applied = raw
            .execute_batch("BEGIN")
            .and_then(|()| steps_of(&raw))
            .map_err(|error| broken(&path, &error))?;
        let Some(applied) = applied else { return Err(not_ours(&path)) };
        let (asks, asked) = std::sync::mpsc::channel::<Ask>();
        let read = move || {
            for ask in asked {
                let send = |lines, summary| ask.chunks.blocking_send(Ok(Sent::Chunk(lines, summary))).is_ok();
                let end = read(&raw, &ask.table, send).map(|_| Sent::End);
                // Whoever asked may be gone.
                let _ = ask.chunks.blocking_send(end);
            }
        };
        std::thread::Builder::new()
            .name("sqlite-snapshot".to_owned())
            .spawn(read)
            .map_err(Error::internal)?;
        Ok((Self { asks, _lock: lock }, applied))
    }

    pub(crate) fn rows(&self, table: &Table) -> Result<Rows> {
        let (chunks, waiting) = mpsc::channel(WAITING);
        let ask = Ask { table: table.clone(), chunks };
        self.asks.send(ask).map_err(|_| Error::internal("the snapshot's thread has ended"))?;
        Ok(Rows { chunks: waiting, summary: Summary::default() })
    }
}

/// Rows on their way from the snapshot's thread.
pub(crate) struct Rows {
    chunks: mpsc::Receiver<Result<Sent>>,
    summary: Summary,
}

impl Rows {
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        match self.chunks.recv().await {
            Some(Ok(Sent::Chunk(lines, summary))) => {
                self.summary = summary;
                Ok(Some(lines))
            }
            Some(Ok(Sent::End)) => Ok(None),
            Some(Err(error)) => Err(error),
            None => Err(Error::internal("the snapshot's thread has ended")),
        }
    }

    pub(crate) fn summary(&self) -> Summary {
        self.summary
    }
}

/// Reads a table in chunks, each with what all rows so far amount to, for as long as `take` wants more.
fn read(raw: &Raw, table: &Table, mut take: impl FnMut(Vec<u8>, Summary) -> bool) -> Result<Summary> {
    let broken = |error| translate(&table.name, &error);
    let mut encoder = Encoder::new(table.clone());
    let mut select = raw.prepare(&table.select(&table.key)).map_err(broken)?;
    let mut rows = select.query([]).map_err(broken)?;
    loop {
        let row = rows.next().map_err(broken)?;
        if let Some(row) = row {
            encoder.push(|index| column(row, index))?;
        }
        let chunk = encoder.take(row.is_none());
        if chunk.is_some_and(|lines| !take(lines, encoder.summary())) || row.is_none() {
            return Ok(encoder.summary());
        }
    }
}

/// Opens a database that is there, for reading alone, among others who use it.
pub(super) fn open_for_reading(path: &Path) -> Result<(Raw, Lock)> {
    if !path.exists() {
        return Err(Error::unprocessable(format!("there is no database {}", path.display())));
    }
    let lock = Lock::shared(path)?;
    let raw = open_existing(path)?;
    raw.pragma_update(None, "query_only", true).map_err(|error| broken(path, &error))?;
    Ok((raw, lock))
}

fn open_existing(path: &Path) -> Result<Raw> {
    let raw = Raw::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| translate(&path.display().to_string(), &error))?;
    raw.busy_timeout(std::time::Duration::from_secs(5)).map_err(Error::internal)?;
    Ok(raw)
}

fn has_table(raw: &Raw, name: &str) -> rusqlite::Result<bool> {
    raw.prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?.exists([name])
}

/// The steps that the database has, if it is one of ours.
pub(super) fn steps_of(raw: &Raw) -> rusqlite::Result<Option<Applied>> {
    if !has_table(raw, "schema_steps")? {
        return Ok(None);
    }
    let has_kind = "SELECT 1 FROM pragma_table_info('schema_steps') WHERE name = 'kind'";
    let kind = if raw.prepare(has_kind)?.exists([])? { "kind" } else { "NULL" };
    let expands = format!("coalesce({kind} = '{}', false)", Kind::Expand.word());
    raw.prepare(&format!("SELECT number, digest, {expands} FROM schema_steps ORDER BY number"))?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()
        .map(Some)
}

pub(super) fn broken(path: &Path, error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => not_ours(path),
        _ => translate(&path.display().to_string(), error),
    }
}

fn not_ours(path: &Path) -> Error {
    Error::unprocessable(format!("{} holds no Kinfolk database", path.display()))
}

/// A new database that grows beside the place where it belongs.
pub(crate) struct Target {
    path: PathBuf,
    growing: Growing,
    max_pages: Option<u32>,
    /// Where the former file goes, if it is to be kept.
    kept: Option<PathBuf>,
    /// Indexes that are made at the end: each by its name with what makes it.
    indexes: Vec<(String, String)>,
    _lock: Lock,
}

/// The new file; removed when it is dropped before it has found its place.
struct Growing {
    path: PathBuf,
    raw: Option<Raw>,
}

impl Drop for Growing {
    fn drop(&mut self) {
        self.raw = None;
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&self.path, suffix));
        }
    }
}

impl Growing {
    fn raw(&mut self) -> Result<&mut Raw> {
        self.raw.as_mut().ok_or_else(|| Error::internal("the new database was not begun"))
    }
}

impl Target {
    pub(crate) fn open(config: &Config, all: &Schema, keep_as: Option<&str>) -> Result<Self> {
        let path = config.path();
        if path.as_os_str().is_empty() {
            return Err(Error::unprocessable("the database URL sqlite: names no file"));
        }
        let lock = Lock::alone(&path)?;
        match keep_as {
            None if path.exists() => check_empty(&path, all)?,
            // What cannot be folded, because it is damaged, is kept as it is.
            Some(_) if path.exists() => drop(open_existing(&path).map(|raw| fold(&raw))),
            _ => {}
        }
        let kept = keep_as.filter(|_| path.exists()).map(|suffix| beside(&path, suffix));
        if let Some(kept) = kept.as_ref().filter(|kept| kept.exists()) {
            return Err(Error::unprocessable(format!("{} exists already", kept.display())));
        }
        let growing = Growing { path: beside(&path, ".new"), raw: None };
        Ok(Self { path, growing, max_pages: config.max_pages, kept, indexes: Vec::new(), _lock: lock })
    }

    pub(crate) fn begin(&mut self, steps: &[Step], now_ms: i64) -> Result<()> {
        let path = &self.growing.path;
        let gone = fs::remove_file(path);
        if let Err(error) = gone
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(cannot_write(path, &error));
        }
        make_private(path);
        let mut raw = open_existing(path)?;
        let set = || -> rusqlite::Result<()> {
            // Until it is whole the file is nobody's: it is synced once, at the end.
            raw.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
            raw.pragma_update(None, "synchronous", "OFF")?;
            raw.pragma_update(None, "cache_size", -65_536)?;
            raw.pragma_update(None, "temp_store", "MEMORY")?;
            match self.max_pages {
                Some(pages) => raw.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())),
                None => Ok(()),
            }
        };
        set().map_err(|error| translate("beginning a database", &error))?;
        on_sqlite(&mut raw, steps, now_ms)?;
        self.indexes = take_indexes(&raw).map_err(|error| translate("putting indexes off", &error))?;
        self.growing.raw = Some(raw);
        Ok(())
    }

    pub(crate) async fn fill(
        &mut self,
        table: &Table,
        mut next: impl AsyncFnMut() -> Result<Option<Vec<u8>>>,
    ) -> Result<Summary> {
        let raw = self.growing.raw()?;
        let broken = |error| translate(&table.name, &error);
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let insert = insertion(&table.name, &columns);
        let mut summary = Summary::default();
        raw.execute_batch("BEGIN").map_err(broken)?;
        while let Some(chunk) = next().await? {
            let mut insert = raw.prepare_cached(&insert).map_err(broken)?;
            for line in lines(&chunk) {
                insert.execute(rusqlite::params_from_iter(decode(table, line)?)).map_err(broken)?;
                summary.add(line);
            }
        }
        raw.execute_batch("COMMIT").map_err(broken)?;
        Ok(summary)
    }

    pub(crate) fn insert<'v, const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        rows: impl Iterator<Item = Result<[Value<'v>; N]>>,
    ) -> Result<u64> {
        let raw = self.growing.raw()?;
        let broken = |error| translate(table, &error);
        raw.execute_batch("BEGIN").map_err(broken)?;
        let mut insert = raw.prepare(&insertion(table, columns)).map_err(broken)?;
        let mut count = 0;
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row?)).map_err(broken)?;
            count += 1;
        }
        drop(insert);
        raw.execute_batch("COMMIT").map_err(broken)?;
        Ok(count)
    }

    pub(crate) fn make_indexes(&mut self, names: &[&str]) -> Result<()> {
        for name in names {
            let Some(nth) = self.indexes.iter().position(|(known, _)| known == name) else {
                return Err(Error::internal(format!("no index {name} was put off")));
            };
            let (_, sql) = self.indexes.remove(nth);
            self.growing.raw()?.execute_batch(&sql).map_err(|error| translate(name, &error))?;
        }
        Ok(())
    }

    pub(crate) fn summary(&mut self, table: &Table) -> Result<Summary> {
        read(self.growing.raw()?, table, |_, _| true)
    }

    pub(crate) fn finish(mut self, steps: &[Step], now_ms: i64) -> Result<Option<PathBuf>> {
        let raw = self.growing.raw()?;
        for (name, index) in &self.indexes {
            raw.execute_batch(index).map_err(|error| translate(name, &error))?;
        }
        on_sqlite(raw, steps, now_ms)?;
        if let Some(raw) = self.growing.raw.take() {
            raw.close().map_err(|(_, error)| translate("closing the new database", &error))?;
        }
        self.swap().map_err(|error| cannot_write(&self.path, &error))?;
        Ok(self.kept)
    }

    /// Puts the new file in its place, with no moment in which there is none: a server that starts then would
    /// make an empty one. The former one's log goes with it: beside another file it would be taken for that file's.
    fn swap(&self) -> std::io::Result<()> {
        File::open(&self.growing.path)?.sync_all()?;
        if let Some(kept) = &self.kept
            && fs::hard_link(&self.path, kept).is_err()
        {
            // A file system without links.
            fs::rename(&self.path, kept)?;
        }
        for suffix in ["-wal", "-shm"] {
            let log = beside(&self.path, suffix);
            match &self.kept {
                Some(kept) if log.exists() => fs::rename(&log, beside(kept, suffix))?,
                None if log.exists() => fs::remove_file(&log)?,
                _ => {}
            }
        }
        if let Err(error) = fs::rename(&self.growing.path, &self.path) {
            // Does nothing where both are names of one file.
            let _ = self.kept.as_ref().map(|kept| fs::rename(kept, &self.path));
            return Err(error);
        }
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

/// Puts one row into some columns of a table.
fn insertion(table: &str, columns: &[&str]) -> String {
    let names = columns.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
    let places = (1..=columns.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    format!("INSERT INTO {} ({names}) VALUES ({places})", quote(table))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::unavailable("The database cannot be written", format!("{}: {error}", path.display()))
}

/// Folds what is in the log into the file, so that closing the last connection removes the log.
fn fold(raw: &Raw) -> rusqlite::Result<()> {
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// Folds the log, and refuses when there is a row in any table of ours.
fn check_empty(path: &Path, all: &Schema) -> Result<()> {
    let raw = open_existing(path)?;
    let filled = || -> rusqlite::Result<Vec<&str>> {
        fold(&raw)?;
        let mut filled = Vec::new();
        for table in &all.tables {
            let any = format!("SELECT 1 FROM {} LIMIT 1", quote(&table.name));
            if has_table(&raw, &table.name)? && raw.prepare(&any)?.exists([])? {
                filled.push(table.name.as_str());
            }
        }
        Ok(filled)
    };
    let filled = filled().map_err(|error| broken(path, &error))?;
    crate::transfer::check_empty(&filled)
}

/// Drops secondary indexes and gives, by their names, what makes them again.
fn take_indexes(raw: &Raw) -> rusqlite::Result<Vec<(String, String)>> {
    let found = raw
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    for (name, _) in &found {
        raw.execute_batch(&format!("DROP INDEX {}", quote(name)))?;
    }
    Ok(found)
}
