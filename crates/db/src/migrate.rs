//! Schema steps: numbered, in one folder each, applied once, safe when several processes start together.
//!
//! A step has three texts: `common` for both engines and one more for each. Types that the engines
//! write differently are tokens:
//!
//! | token | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{bool}` | `INTEGER` | `boolean` |
//! | `{int}` | `INTEGER` | `bigint` |
//! | `{text}` | `TEXT` | `text COLLATE "C"` |
//! | `{bytes}` | `BLOB` | `bytea` |
//! | `{false}`, `{true}` | `0`, `1` | `false`, `true` |
//! | `{bucket}` | nothing | `bucket, ` (first in a primary key) |
//! | `{no_rowid}` | `WITHOUT ROWID` | nothing |
//! | `{big_id}` | `INTEGER PRIMARY KEY` | `bigint NOT NULL` |
//! | `{big_key}` | nothing | `, PRIMARY KEY (bucket, id)` |
//!
//! # Expand and contract
//!
//! A step says what it does to versions that do not know it. One that *expands* leaves all that they use as it
//! was; one that *contracts* takes something away, and comes one release after the last version that used
//! it. The database remembers which is which, so that a version from before an expand step still runs, as in
//! a rolling restart or after going back, and one from before a contract step is refused.

use base::{Error, Result};

use crate::{Db, Engine, Inner};

/// What a step does to versions that do not know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only adds: tables, indexes, columns that may be left out of an INSERT.
    Expand,
    /// It takes away or changes what earlier versions use.
    Contract,
}

impl Kind {
    /// As it stands in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Expand => "expand",
            Self::Contract => "contract",
        }
    }
}

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// From 1, without gaps.
    pub number: i64,
    /// The folder's name after the number.
    pub name: &'static str,
    /// What it does to versions that do not know it.
    pub kind: Kind,
    /// SQL with tokens, for both engines; runs first.
    pub common: &'static str,
    /// SQL for SQLite alone.
    pub sqlite: &'static str,
    /// SQL for PostgreSQL alone.
    pub postgres: &'static str,
}

impl Step {
    /// The whole text for one engine.
    #[must_use]
    pub fn script(&self, engine: Engine) -> String {
        let own = match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        };
        format!("{}\n{own}", types(self.common, engine))
    }

    /// SHA-256 over all three texts, in hexadecimal: what a database remembers of a step.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(self)
    }

    /// The text for a SQLite database that is only looked at: there truth values are told from integers.
    pub(crate) fn with_truth_values(&self) -> String {
        let common = self.common.replace("{bool}", "BOOLEAN");
        format!("{}\n{}", types(&common, Engine::Sqlite), self.sqlite)
    }
}

fn types(text: &str, engine: Engine) -> String {
    let pairs: &[(&str, &str, &str)] = &[
        ("{bool}", "INTEGER", "boolean"),
        ("{int}", "INTEGER", "bigint"),
        ("{text}", "TEXT", "text COLLATE \"C\""),
        ("{bytes}", "BLOB", "bytea"),
        ("{false}", "0", "false"),
        ("{true}", "1", "true"),
        ("{no_rowid}", "WITHOUT ROWID", ""),
        ("{big_id}", "INTEGER PRIMARY KEY", "bigint NOT NULL"),
        ("{big_key}", "", ", PRIMARY KEY (bucket, id)"),
        ("{bucket}", "", "bucket, "),
    ];
    pairs.iter().fold(text.to_owned(), |text, (token, sqlite, postgres)| {
        text.replace(token, if engine == Engine::Sqlite { sqlite } else { postgres })
    })
}

/// Applies the steps that are missing, in order, and returns how many that were.
///
/// # Errors
/// As [`apply`].
pub async fn run(db: &Db, steps: &'static [Step], now_ms: i64) -> Result<usize> {
    apply(db, steps, now_ms).await.map(|applied| applied.len())
}

/// Applies the steps that are missing, in order, and returns those that this process has applied. Steps
/// that `steps` does not have are fine as long as they only expand.
///
/// # Errors
/// `Unprocessable` when the database has a step that `steps` lacks and that contracts, or a step was changed
/// after it was applied; `Unavailable`/`Internal` from the engine. Nothing of a failed step is kept.
pub async fn apply(db: &Db, steps: &'static [Step], now_ms: i64) -> Result<Vec<Step>> {
    match &*db.0 {
        Inner::Sqlite(engine) => {
            let (count, counted) = tokio::sync::oneshot::channel();
            engine
                .script(move |connection| {
                    let applied = on_sqlite(connection, steps, now_ms)?;
                    let _ = count.send(applied);
                    Ok(())
                })
                .await?;
            counted.await.map_err(Error::internal)
        }
        Inner::Postgres(engine) => engine.migrate(steps, now_ms).await,
    }
}

/// The table of steps. `kind` is NULL for what was applied before steps had one.
pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_steps (number bigint PRIMARY KEY, name text NOT NULL, \
     digest text NOT NULL, applied_at bigint NOT NULL, kind text)";
/// For a table from that time.
pub(crate) const ADD_KIND: &str = "ALTER TABLE schema_steps ADD COLUMN kind text";
/// Parameters in the order of their numbers: SQLite counts them as they come.
pub(crate) const SET_KIND: &str = "UPDATE schema_steps SET kind = $1 WHERE number = $2 AND kind IS NULL";
pub(crate) const READ: &str = "SELECT number, name, digest, kind FROM schema_steps ORDER BY number";
pub(crate) const NOTE: &str =
    "INSERT INTO schema_steps (number, name, digest, applied_at, kind) VALUES ($1, $2, $3, $4, $5)";

/// A step that the database has.
pub(crate) struct Applied {
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) digest: String,
    pub(crate) kind: Option<String>,
}

pub(crate) fn on_sqlite(
    connection: &mut rusqlite::Connection,
    steps: &[Step],
    now_ms: i64,
) -> Result<Vec<Step>> {
    let broken = |what: &str| {
        let what = what.to_owned();
        move |error: rusqlite::Error| crate::sqlite::translate(&what, &error)
    };
    let tx = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(broken("beginning to migrate"))?;
    make_table(&tx, steps).map_err(broken("the table of steps"))?;
    let applied = tx
        .prepare(READ)
        .and_then(|mut all| {
            let read = |row: &rusqlite::Row<'_>| {
                let (number, name) = (row.get(0)?, row.get(1)?);
                Ok(Applied { number, name, digest: row.get(2)?, kind: row.get(3)? })
            };
            all.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()
        })
        .map_err(broken("reading the steps"))?;
    let missing = missing(steps, &applied)?;
    for step in missing {
        tx.execute_batch(&step.script(Engine::Sqlite)).map_err(broken(step.name))?;
        let values = (step.number, step.name, digest(step), now_ms, step.kind.word());
        tx.execute(NOTE, values).map_err(broken(step.name))?;
    }
    tx.commit().map_err(broken("committing the steps"))?;
    Ok(missing.to_vec())
}

fn make_table(tx: &rusqlite::Transaction<'_>, steps: &[Step]) -> rusqlite::Result<()> {
    tx.execute_batch(TABLE)?;
    let has_kind = "SELECT count(*) FROM pragma_table_info('schema_steps') WHERE name = 'kind'";
    if tx.query_row(has_kind, [], |row| row.get::<_, i64>(0))? == 0 {
        tx.execute_batch(ADD_KIND)?;
        for step in steps {
            tx.execute(SET_KIND, (step.kind.word(), step.number))?;
        }
    }
    Ok(())
}

/// The steps still to be applied, after checking that those applied are ours and unchanged, or newer and harmless.
pub(crate) fn missing<'a>(steps: &'a [Step], applied: &[Applied]) -> Result<&'a [Step]> {
    for (n, then) in applied.iter().enumerate() {
        let number = then.number;
        match steps.get(n) {
            Some(step) if step.number == number && digest(step) == then.digest => {}
            Some(step) if step.number == number => {
                return Err(Error::unprocessable(format!(
                    "schema step {number} ({}) was changed after it was applied",
                    step.name
                )));
            }
            // Made by a version that is newer than this one.
            None if then.kind.as_deref() == Some(Kind::Expand.word()) => {}
            _ => {
                return Err(Error::unprocessable(format!(
                    "the database has schema step {number} ({}), which this version does not know and cannot work \
                     with: it was migrated by a newer version, which must be used from now on",
                    then.name
                )));
            }
        }
    }
    Ok(steps.get(applied.len()..).unwrap_or_default())
}

/// SHA-256 over all three texts, in hexadecimal.
pub(crate) fn digest(step: &Step) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;
    let mut hash = Sha256::new();
    for text in [step.common, "\0", step.sqlite, "\0", step.postgres] {
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
