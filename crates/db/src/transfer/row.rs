//! One row as a line of JSON, and back.

use base::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Summary;
use super::schema::{Kind, Table, TableColumn};
use crate::{Column, Value};

/// Lines are handed on when they fill this many bytes.
const CHUNK: usize = 1 << 20;

/// Turns rows of one table into lines.
pub(crate) struct Encoder {
    table: Table,
    lines: Vec<u8>,
    summary: Summary,
}

impl Encoder {
    pub(crate) fn new(table: Table) -> Self {
        Self { table, lines: Vec::with_capacity(CHUNK + (CHUNK >> 3)), summary: Summary::default() }
    }

    /// Adds a row; `column` gives the value at an index.
    ///
    /// # Errors
    /// `Unprocessable` when a value is not what the column holds, which SQLite allows.
    pub(crate) fn push<'a>(&mut self, mut column: impl FnMut(usize) -> Result<Column<'a>>) -> Result<()> {
        let start = self.lines.len();
        for (nth, described) in self.table.columns.iter().enumerate() {
            self.lines.push(if nth == 0 { b'[' } else { b',' });
            column(nth)
                .and_then(|value| put(&mut self.lines, described.kind, value))
                .map_err(|error| of_row(&self.table, described, &self.lines[start..], &error))?;
        }
        self.lines.push(b']');
        self.summary.add(&self.lines[start..]);
        self.lines.push(b'\n');
        Ok(())
    }

    /// The lines so far, once they are enough, or at the end if there are any.
    pub(crate) fn take(&mut self, at_end: bool) -> Option<Vec<u8>> {
        let is_due = self.lines.len() >= CHUNK || at_end && !self.lines.is_empty();
        is_due.then(|| std::mem::replace(&mut self.lines, Vec::with_capacity(CHUNK + (CHUNK >> 3))))
    }

    /// What all rows so far amount to.
    pub(crate) fn summary(&self) -> Summary {
        self.summary
    }
}

/// Says where it happened: the table, the column, and the row by its first column if that is a number.
fn of_row(table: &Table, column: &TableColumn, line: &[u8], error: &Error) -> Error {
    let first = line.get(1..).unwrap_or_default().split(|byte| *byte == b',').next().unwrap_or_default();
    let number = std::str::from_utf8(first).ok().filter(|text| text.parse::<i64>().is_ok());
    let row = number.map_or_else(String::new, |number| {
        format!(" of the row with {} {number}", table.columns.first().map_or("", |column| &column.name))
    });
    Error::unprocessable(format!("{}.{}{row} cannot be read: {error}", table.name, column.name))
}

fn put(out: &mut Vec<u8>, kind: Kind, value: Column<'_>) -> Result<()> {
    use std::io::Write as _;
    let written = match (kind, value) {
        (_, Column::Null) => write!(out, "null"),
        (Kind::Int, Column::Int(value)) => write!(out, "{value}"),
        (Kind::Bool, Column::Bool(value)) => write!(out, "{value}"),
        (Kind::Bool, Column::Int(value @ (0 | 1))) => write!(out, "{}", value == 1),
        (Kind::Float, Column::Float(value)) => write!(out, "\"{value}\""),
        (Kind::Text, Column::Text(text)) => serde_json::to_writer(&mut *out, text).map_err(Into::into),
        (Kind::Bytes, Column::Bytes(bytes)) => write!(out, "\"{}\"", STANDARD.encode(bytes)),
        (kind, value) => {
            let found = match value {
                Column::Null => "NULL",
                Column::Int(_) => "another integer",
                Column::Float(_) => "a double",
                Column::Bool(_) => "a truth value",
                Column::Text(_) => "text",
                Column::Bytes(_) => "bytes",
            };
            return Err(Error::unprocessable(format!("it holds {found} where {} belongs", kind.word())));
        }
    };
    written.map_err(Error::internal)
}

/// The lines of a chunk, without their ends.
pub(crate) fn lines(chunk: &[u8]) -> impl Iterator<Item = &[u8]> {
    chunk.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

/// The values of one line, in the order of the table's columns.
///
/// # Errors
/// `Unprocessable` when it is not a line of this table.
pub(crate) fn decode(table: &Table, line: &[u8]) -> Result<Vec<Value<'static>>> {
    let wrong = || Error::unprocessable(format!("a row of {} is not readable", table.name));
    let cells: Vec<serde_json::Value> = serde_json::from_slice(line).map_err(|_| wrong())?;
    if cells.len() != table.columns.len() {
        return Err(wrong());
    }
    cells
        .into_iter()
        .zip(&table.columns)
        .map(|(cell, column)| value(column.kind, cell).ok_or_else(wrong))
        .collect()
}

fn value(kind: Kind, cell: serde_json::Value) -> Option<Value<'static>> {
    use serde_json::Value as Json;
    Some(match (kind, cell) {
        (_, Json::Null) => Value::Null,
        (Kind::Int, Json::Number(number)) => Value::Int(number.as_i64()?),
        (Kind::Bool, Json::Bool(value)) => Value::Bool(value),
        (Kind::Float, Json::String(text)) => Value::Float(text.parse().ok()?),
        (Kind::Text, Json::String(text)) => Value::Text(text.into()),
        (Kind::Bytes, Json::String(text)) => Value::Bytes(STANDARD.decode(text).ok()?.into()),
        _ => return None,
    })
}
