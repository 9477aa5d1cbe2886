//! A database that is filled from nothing: all of it is kept, or nothing.
//!
//! On SQLite the new database grows in a file beside, which takes the old one's place at the end; on
//! PostgreSQL everything happens in one transaction. Either way nobody sees it half-filled, and a fault or a
//! kill leaves what was there before. Secondary indexes are made after the rows, which is several times faster.

use std::path::PathBuf;

use base::Result;

use super::Summary;
use super::schema::{Schema, Table};
use crate::migrate::Step;
use crate::{Config, Engine, Value, postgres, sqlite};

/// A database that is being filled. Dropped before [`Target::finish`], it leaves nothing behind.
pub struct Target {
    steps: &'static [Step],
    into: Into,
}

enum Into {
    Sqlite(sqlite::transfer::Target),
    Postgres(postgres::transfer::Target),
}

impl Target {
    /// Takes the database for itself: nobody may serve from it meanwhile. Nothing is changed yet.
    ///
    /// With `keep_as`, what is in it is replaced: a SQLite file is kept beside under its name with this
    /// suffix, tables on PostgreSQL go at the end. Without it the database must be empty.
    ///
    /// # Errors
    /// `Unprocessable` with a sentence when somebody uses the database, when it is not empty, or when a newer
    /// version made it; `Unavailable` when it cannot be reached.
    pub async fn open(config: &Config, steps: &'static [Step], keep_as: Option<&str>) -> Result<Self> {
        let all = Schema::of(steps)?;
        let into = match config.engine()? {
            Engine::Sqlite => Into::Sqlite(sqlite::transfer::Target::open(config, &all, keep_as)?),
            Engine::Postgres => {
                let replace = keep_as.is_some();
                Into::Postgres(postgres::transfer::Target::open(config, steps, &all, replace).await?)
            }
        };
        Ok(Self { steps, into })
    }

    /// Makes the schema as the first `count` steps leave it, without secondary indexes.
    ///
    /// # Errors
    /// From the engine.
    pub async fn begin(&mut self, count: usize, now_ms: i64) -> Result<()> {
        let steps = &self.steps[..count];
        match &mut self.into {
            Into::Sqlite(target) => target.begin(steps, now_ms),
            Into::Postgres(target) => target.begin(steps, &Schema::of(steps)?, now_ms).await,
        }
    }

    /// Puts rows into a table of those steps, lines as [`super::Rows`] gives them, until `next` has no
    /// more; gives what was put in.
    ///
    /// # Errors
    /// What `next` returns; `Unprocessable` for a line that is no row of this table; from the engine.
    pub async fn fill(
        &mut self,
        table: &Table,
        next: impl AsyncFnMut() -> Result<Option<Vec<u8>>>,
    ) -> Result<Summary> {
        match &mut self.into {
            Into::Sqlite(target) => target.fill(table, next).await,
            Into::Postgres(target) => target.fill(table, next).await,
        }
    }

    /// Puts rows of values into some columns of a table of those steps; the others hold what the schema says.
    /// Gives how many. Rows that come in the order of the primary key are several times faster.
    ///
    /// # Errors
    /// What `rows` gives; from the engine.
    pub async fn insert<'v, const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        rows: impl Iterator<Item = Result<[Value<'v>; N]>>,
    ) -> Result<u64> {
        match &mut self.into {
            Into::Sqlite(target) => target.insert(table, columns, rows),
            Into::Postgres(target) => target.insert(table, columns, rows).await,
        }
    }

    /// Makes some of the secondary indexes now instead of at the end. For rows that come in an index's order as well,
    /// that spares SQLite a sorting of all of them in memory; PostgreSQL makes every index faster at the end, so
    /// nothing is done there.
    ///
    /// # Errors
    /// From the engine.
    pub fn make_indexes(&mut self, names: &[&str]) -> Result<()> {
        match &mut self.into {
            Into::Sqlite(target) => target.make_indexes(names),
            Into::Postgres(_) => Ok(()),
        }
    }

    /// Reads back what a table now holds.
    ///
    /// # Errors
    /// From the engine.
    pub async fn summary(&mut self, table: &Table) -> Result<Summary> {
        match &mut self.into {
            Into::Sqlite(target) => target.summary(table),
            Into::Postgres(target) => target.summary(table).await,
        }
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &self.into {
            Into::Sqlite(_) => Engine::Sqlite,
            Into::Postgres(_) => Engine::Postgres,
        }
    }

    /// Makes the indexes, applies the steps that are left, and puts the database in its place; gives
    /// the file in which SQLite's former database is kept.
    ///
    /// # Errors
    /// From the engine; then nothing has changed.
    pub async fn finish(self, now_ms: i64) -> Result<Option<PathBuf>> {
        match self.into {
            Into::Sqlite(target) => target.finish(self.steps, now_ms),
            Into::Postgres(target) => target.finish(self.steps, now_ms).await.map(|()| None),
        }
    }
}
