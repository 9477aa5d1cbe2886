//! All rows of a database as they stood at one moment, while others go on writing.
//!
//! A snapshot may be held for as long as reading takes; it is the one thing that may. Meanwhile SQLite's
//! log cannot be folded into the database, and PostgreSQL keeps old rows.

use base::Result;

use super::Summary;
use super::schema::{Schema, Table};
use crate::migrate::Step;
use crate::{Config, Engine, postgres, sqlite};

/// A database at one moment.
pub struct Snapshot {
    schema: Schema,
    steps: usize,
    source: Source,
}

enum Source {
    Sqlite(sqlite::transfer::Snapshot),
    Postgres(postgres::transfer::Snapshot),
}

impl Snapshot {
    /// Opens a snapshot of the database, which must have been migrated by some of `steps`, in order.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be reached; `Unprocessable` when it is none of ours, or a newer
    /// version's, whose tables this version does not know.
    pub async fn open(config: &Config, steps: &[Step]) -> Result<Self> {
        let (source, applied) = match config.engine()? {
            Engine::Sqlite => {
                let (source, applied) = sqlite::transfer::Snapshot::open(config)?;
                (Source::Sqlite(source), applied)
            }
            Engine::Postgres => {
                let (source, applied) = postgres::transfer::Snapshot::open(config).await?;
                (Source::Postgres(source), applied)
            }
        };
        let count = super::schema::applied_count(steps, &applied)?;
        Ok(Self { schema: Schema::of(&steps[..count])?, steps: count, source })
    }

    /// The tables that the database has, as far as they are ours.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How many steps of the schema it has.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// All rows of a table, in the order of its primary key. One table at a time.
    ///
    /// # Errors
    /// From the engine.
    pub async fn rows(&self, table: &Table) -> Result<Rows> {
        Ok(Rows(match &self.source {
            Source::Sqlite(source) => Stream::Sqlite(source.rows(table)?),
            Source::Postgres(source) => Stream::Postgres(source.rows(table).await?),
        }))
    }
}

/// The rows of one table on their way.
pub struct Rows(Stream);

enum Stream {
    Sqlite(sqlite::transfer::Rows),
    Postgres(postgres::transfer::Rows),
}

impl Rows {
    /// The next lines, each with its line feed; `None` at the end.
    ///
    /// # Errors
    /// From the engine; `Unprocessable` when a value is not what its column holds.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        match &mut self.0 {
            Stream::Sqlite(rows) => rows.next().await,
            Stream::Postgres(rows) => rows.next().await,
        }
    }

    /// What the rows so far amount to; of the whole table after the end.
    #[must_use]
    pub fn summary(&self) -> Summary {
        match &self.0 {
            Stream::Sqlite(rows) => rows.summary(),
            Stream::Postgres(rows) => rows.summary(),
        }
    }
}
