//! Which tables and columns there are: found by making the schema in memory and looking at it.
//!
//! A database may hold tables that are not ours (an extension's, somebody else's); those that no step
//! makes are not looked at.

use base::{Error, Result};

use crate::migrate::{Step, digest};

/// What some steps make, without rows.
#[derive(Debug, Clone)]
pub struct Schema {
    /// By name, ascending.
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// In the order in which they were made; at least one.
    pub columns: Vec<TableColumn>,
    /// The columns of the primary key on SQLite, in their order.
    pub(crate) key: Vec<String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// What it holds, NULL aside.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A 64-bit integer.
    Int,
    /// A double.
    Float,
    /// A truth value.
    Bool,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl Kind {
    /// One word, as archives name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::Text => "text",
            Self::Bytes => "bytes",
        }
    }

    fn of(declared: &str) -> Option<Self> {
        Some(match declared.to_ascii_uppercase().as_str() {
            "BOOLEAN" => Self::Bool,
            "INTEGER" | "BIGINT" => Self::Int,
            "TEXT" => Self::Text,
            "BLOB" => Self::Bytes,
            "DOUBLE PRECISION" | "REAL" => Self::Float,
            _ => return None,
        })
    }
}

impl Schema {
    /// What `steps` make.
    ///
    /// # Errors
    /// `Internal` when a step fails or a column is of a type that is not carried over: a bug in the step.
    pub fn of(steps: &[Step]) -> Result<Self> {
        let found = || -> rusqlite::Result<Vec<(String, Vec<Found>)>> {
            let scratch = rusqlite::Connection::open_in_memory()?;
            for step in steps {
                scratch.execute_batch(&step.with_truth_values())?;
            }
            let mut names = scratch.prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name",
            )?;
            let names = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            names.into_iter().map(|name| Ok((name.clone(), columns(&scratch, &name)?))).collect()
        };
        let found = found().map_err(|error| Error::internal(format!("the schema in memory: {error}")))?;
        let tables = found.into_iter().map(|(name, columns)| table(name, columns)).collect::<Result<_>>()?;
        Ok(Self { tables })
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// A column as SQLite describes it.
struct Found {
    name: String,
    declared: String,
    /// Its place in the primary key, from 1; 0 if it has none.
    key: i64,
}

fn columns(scratch: &rusqlite::Connection, table: &str) -> rusqlite::Result<Vec<Found>> {
    scratch
        .prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid")?
        .query_map([table], |row| Ok(Found { name: row.get(0)?, declared: row.get(1)?, key: row.get(2)? }))?
        .collect()
}

fn table(name: String, found: Vec<Found>) -> Result<Table> {
    let mut key: Vec<(i64, String)> = found
        .iter()
        .filter(|column| column.key > 0)
        .map(|column| (column.key, column.name.clone()))
        .collect();
    key.sort();
    let columns = found
        .into_iter()
        .map(|column| match Kind::of(&column.declared) {
            Some(kind) => Ok(TableColumn { name: column.name, kind }),
            None => Err(Error::internal(format!(
                "{name}.{} is of type {}, which is not carried from database to database",
                column.name, column.declared
            ))),
        })
        .collect::<Result<_>>()?;
    Ok(Table { name, columns, key: key.into_iter().map(|(_, name)| name).collect() })
}

impl Table {
    /// `"a", "b"`: all columns in their order.
    pub(crate) fn column_list(&self) -> String {
        quoted(self.columns.iter().map(|column| column.name.as_str()))
    }

    /// Reads all rows in the order of `key`, or in any where there is none.
    pub(crate) fn select(&self, key: &[String]) -> String {
        let order = match key {
            [] => String::new(),
            key => format!(" ORDER BY {}", quoted(key.iter().map(String::as_str))),
        };
        format!("SELECT {} FROM {}{order}", self.column_list(), quote(&self.name))
    }
}

/// A name as both engines take it, whatever it is.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(quote).collect::<Vec<_>>().join(", ")
}

/// The steps that a database has, in order: each with its digest, and whether it says of itself that it expands.
pub(crate) type Applied = Vec<(i64, String, bool)>;

/// How many of `steps` a database has whose steps and their digests are `applied`.
///
/// # Errors
/// `Unprocessable` when it has one that is not among them, or another in its place.
pub(crate) fn applied_count(steps: &[Step], applied: &[(i64, String, bool)]) -> Result<usize> {
    for (nth, (number, digest_then, _)) in applied.iter().enumerate() {
        let Some(step) = steps.get(nth).filter(|step| step.number == *number) else {
            return Err(Error::unprocessable(format!(
                "schema step {number} is not known to this version, which knows {}: a newer version made it",
                steps.len()
            )));
        };
        if digest(step) != *digest_then {
            return Err(Error::unprocessable(format!(
                "schema step {number} ({}) is not the one that this version knows",
                step.name
            )));
        }
    }
    Ok(applied.len())
}
