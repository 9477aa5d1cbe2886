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

use base::{Error, Result};

use crate::{Db, Engine, Inner};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// From 1, without gaps.
    pub number: i64,
    /// The folder's name after the number.
    pub name: &'static str,
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
/// `Unprocessable` when the database is newer than `steps`, or a step was changed after it was
/// applied; `Unavailable`/`Internal` from the engine. Nothing of a failed step is kept.
pub async fn run(db: &Db, steps: &'static [Step], now_ms: i64) -> Result<usize> {
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

pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_steps (number bigint PRIMARY KEY, name text NOT NULL, \
     digest text NOT NULL, applied_at bigint NOT NULL)";

pub(crate) fn on_sqlite(connection: &mut rusqlite::Connection, steps: &[Step], now_ms: i64) -> Result<usize> {
    let broken = |what: &str| {
        let what = what.to_owned();
        move |error: rusqlite::Error| crate::sqlite::translate(&what, &error)
    };
    let tx = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(broken("beginning to migrate"))?;
    tx.execute_batch(TABLE).map_err(broken("the table of steps"))?;
    let applied = tx
        .prepare("SELECT number, digest FROM schema_steps ORDER BY number")
        .and_then(|mut all| {
            all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(i64, String)>>>()
        })
        .map_err(broken("reading the steps"))?;
    let missing = missing(steps, &applied)?;
    for step in missing {
        tx.execute_batch(&step.script(Engine::Sqlite)).map_err(broken(step.name))?;
        tx.execute(
            "INSERT INTO schema_steps (number, name, digest, applied_at) VALUES (?1, ?2, ?3, ?4)",
            (step.number, step.name, digest(step), now_ms),
        )
        .map_err(broken(step.name))?;
    }
    tx.commit().map_err(broken("committing the steps"))?;
    Ok(missing.len())
}

/// The steps still to be applied, after checking that those applied are ours and unchanged.
pub(crate) fn missing<'a>(steps: &'a [Step], applied: &[(i64, String)]) -> Result<&'a [Step]> {
    for (n, (number, digest_then)) in applied.iter().enumerate() {
        let Some(step) = steps.get(n).filter(|step| step.number == *number) else {
            return Err(Error::unprocessable(format!(
                "the database has schema step {number}, which this version does not know: it was migrated by a newer version"
            )));
        };
        if digest(step) != *digest_then {
            return Err(Error::unprocessable(format!(
                "schema step {number} ({}) was changed after it was applied",
                step.name
            )));
        }
    }
    Ok(&steps[applied.len()..])
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
