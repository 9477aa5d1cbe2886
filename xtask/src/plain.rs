//! The database read past the server, by plain SQL: what is really in it, whatever the server has in its caches.
//!
//! What is asked stands where it is asked (`bench::plain`, `chaos`).

use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::failure::{Context as _, Result};
use crate::process::output;

/// Separators that no text of ours contains (ASCII unit and record separator).
const UNIT: &str = "\u{1f}";
const RECORD: &str = "\u{1e}";

/// A way to the rows.
#[derive(Clone)]
pub enum Plain {
    /// The SQLite file.
    Sqlite(PathBuf),
    /// PostgreSQL's own client program and the URL of the database.
    Postgres(PathBuf, String),
}

impl Plain {
    /// The rows of a query as text. The query holds its values itself.
    pub fn rows(&self, query: &str) -> Result<Vec<Vec<String>>> {
        match self {
            Self::Sqlite(file) => sqlite_rows(file, query).context(query),
            Self::Postgres(program, url) => {
                let mut command = Command::new(program);
                let text = output(command.args([url, "-At", "-F", UNIT, "-R", RECORD, "-c", query]))?;
                let records = text.split(RECORD).filter(|record| !record.is_empty());
                Ok(records.map(|record| record.split(UNIT).map(str::to_owned).collect()).collect())
            }
        }
    }
}

fn sqlite_rows(file: &Path, query: &str) -> rusqlite::Result<Vec<Vec<String>>> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = connection.prepare(query)?;
    let width = statement.column_count();
    let rows = statement
        .query_map([], |row| (0..width).map(|column| Ok(text_of(row.get_ref(column)?))).collect())?;
    rows.collect()
}

fn text_of(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}
