//! What an archive says of itself.

use base::{Error, Result};
use db::migrate::Step;
use db::transfer::{Summary, Table};
use serde::{Deserialize, Serialize};

use super::FORMAT;

/// What is known before the first row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Head {
    /// Always [`FORMAT`] when written by this version.
    pub(in crate::cli) format: u32,
    /// The version of the program that wrote it.
    pub(in crate::cli) program: String,
    /// When the snapshot was taken, in RFC 3339.
    pub(in crate::cli) created_at: String,
    /// The engine that it came from; says nothing about where it may go.
    pub(in crate::cli) engine: String,
    /// The domain after which the accounts are named.
    pub(in crate::cli) domain: String,
    /// The schema's steps that the tables have, in order.
    pub(in crate::cli) steps: Vec<StepMark>,
}

/// One step of the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct StepMark {
    number: i64,
    name: String,
    digest: String,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Manifest {
    #[serde(flatten)]
    pub(in crate::cli) head: Head,
    /// Every table, empty ones too, in the order of the archive.
    pub(in crate::cli) tables: Vec<TableMark>,
    pub(in crate::cli) media: MediaMark,
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct TableMark {
    pub(in crate::cli) name: String,
    columns: Vec<ColumnMark>,
    rows: u64,
    digest: String,
}

/// One column, in the order of the rows' items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ColumnMark {
    name: String,
    kind: String,
}

/// How many media files the archive holds, and their bytes together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct MediaMark {
    pub(in crate::cli) files: u64,
    pub(in crate::cli) bytes: u64,
}

impl StepMark {
    pub(in crate::cli) fn of(step: &Step) -> Self {
        Self { number: step.number, name: step.name.to_owned(), digest: step.digest() }
    }
}

impl TableMark {
    pub(in crate::cli) fn of(table: &Table, summary: Summary) -> Self {
        let column = |column: &db::transfer::TableColumn| ColumnMark {
            name: column.name.clone(),
            kind: column.kind.word().to_owned(),
        };
        Self {
            name: table.name.clone(),
            columns: table.columns.iter().map(column).collect(),
            rows: summary.rows,
            digest: summary.digest.to_string(),
        }
    }

    pub(in crate::cli) fn rows(&self) -> u64 {
        self.rows
    }
}

impl Head {
    pub(in crate::cli) fn new(created_at: String, engine: &str, domain: &str, steps: &[Step]) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            created_at,
            engine: engine.to_owned(),
            domain: domain.to_owned(),
            steps: steps.iter().map(StepMark::of).collect(),
        }
    }

    /// How many of `known` the archive's tables have.
    ///
    /// # Errors
    /// `Unprocessable` when the archive has another step: a newer version wrote it.
    pub(in crate::cli) fn step_count(&self, known: &[Step]) -> Result<usize> {
        let count = self.steps.len();
        let ours: Vec<StepMark> = known.iter().take(count).map(StepMark::of).collect();
        if ours == self.steps {
            return Ok(count);
        }
        Err(Error::unprocessable(format!(
            "the backup was written by Kinfolk {} with a schema that this version, {}, does not know; restore it with that version",
            self.program,
            env!("CARGO_PKG_VERSION"),
        )))
    }
}
