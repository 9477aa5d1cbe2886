//! Looking at the plan of every statement of the program, so that none walks a whole table.
//!
//! For a test on each engine, with an empty but migrated database. What counts as a fault:
//!
//! | | SQLite (`EXPLAIN QUERY PLAN`) | PostgreSQL (`EXPLAIN EXECUTE` of the generic plan) |
//! |---|---|---|
//! | a walk | `SCAN` of a table | `Seq Scan`, or an index scan without `Index Cond` |
//! | a sort | `USE TEMP B-TREE` | `Sort` |
//! | an index made on the fly | `AUTOMATIC` index | (is a `Hash` over a walk) |
//!
//! Lists (`json_each`), CTEs, subqueries in FROM and constant rows may be walked. Statements that
//! change rows have plans as well; `INSERT … VALUES` has none. PostgreSQL is told
//! `enable_seqscan=off`, so that it walks only where it has nothing better.

use std::collections::BTreeMap;

use base::Result;

use crate::{Db, Engine, Inner, Statement, all_statements, postgres, sqlite};

/// Prepares every statement on the engine of `db` and returns one sentence per fault, in the order
/// of the statements' names; empty when all is well.
///
/// `exceptions` are pairs of a statement's name (`module::NAME`) and the reason why its plan may
/// have faults on this engine. One whose statement is unknown or has no fault is a fault itself. A
/// statement that cannot be prepared is a fault that no exception excuses.
///
/// # Errors
/// `Unavailable`/`Internal` when the database itself fails.
pub async fn faults(db: &Db, exceptions: &[(&str, &str)]) -> Result<Vec<String>> {
    let mut statements: Vec<_> = all_statements().collect();
    statements.sort_by_key(|statement| statement.name);
    let plans = match &*db.0 {
        Inner::Sqlite(engine) => engine.plans(statements).await?,
        Inner::Postgres(engine) => engine.plans(statements).await?,
    };
    Ok(judge(db.engine(), plans, exceptions))
}

/// What an engine says about one statement.
pub(crate) struct Plan {
    pub(crate) statement: &'static Statement,
    /// The plan's lines in the engine's own words, or why the statement cannot be prepared.
    pub(crate) lines: std::result::Result<Vec<String>, String>,
}

fn judge(engine: Engine, plans: Vec<Plan>, exceptions: &[(&str, &str)]) -> Vec<String> {
    let mut unused: BTreeMap<&str, &str> = exceptions.iter().copied().collect();
    let mut faults = Vec::new();
    for Plan { statement, lines } in plans {
        let name = statement.name;
        let lines = match lines {
            Ok(lines) => lines,
            Err(error) => {
                faults.push(format!("{name} cannot be prepared: {error}"));
                continue;
            }
        };
        let bad = match engine {
            Engine::Sqlite => sqlite::bad_lines(statement.sql(engine), &lines),
            Engine::Postgres => postgres::bad_lines(&lines),
        };
        let excused = exceptions.iter().any(|(excused, _)| *excused == name);
        if !bad.is_empty() && excused {
            unused.remove(name);
        } else if !bad.is_empty() {
            faults.push(format!("{name}: {}", bad.join("; ")));
        }
    }
    faults.extend(unused.iter().map(|(name, reason)| {
        format!("{name} is excepted ({reason}), but has no fault on this engine: take it off the list")
    }));
    faults
}
