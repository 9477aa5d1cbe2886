//! Looking a database over for an operator: changes nothing, works beside a server.
//!
//! **Not here:** what a running server asks about its own readiness.

use base::Result;

use crate::migrate::Step;
use crate::{Config, Engine, postgres, sqlite};

/// What was seen.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The engine's name and version, then what is worth knowing: short phrases.
    pub facts: Vec<String>,
    /// What makes it unfit, one sentence each, with what to do.
    pub faults: Vec<String>,
    /// What should be looked at, one sentence each, with what to do.
    pub warnings: Vec<String>,
    /// How many of the known steps of the schema it has; `None` when there is no schema of ours.
    pub steps: Option<usize>,
    /// Unix milliseconds by the server's own clock, if it has one.
    pub clock_ms: Option<i64>,
}

/// Looks a database over. On SQLite every page is read, which takes its time on a large one.
///
/// # Errors
/// `Unavailable` when it cannot be reached or opened; `Unprocessable` when its file is not there or no database.
pub async fn look(config: &Config, steps: &[Step]) -> Result<Report> {
    let (mut report, applied) = match config.engine()? {
        Engine::Sqlite => {
            let config = config.clone();
            // It reads the whole file.
            tokio::task::spawn_blocking(move || sqlite::inspect::look(&config))
                .await
                .map_err(base::Error::internal)??
        }
        Engine::Postgres => postgres::inspect::look(config).await?,
    };
    let Some(applied) = applied else { return Ok(report) };
    let (known, newer) = applied.split_at(steps.len().min(applied.len()));
    let harmless = newer.iter().all(|(_, _, expands)| *expands);
    match crate::transfer::applied_count(steps, if harmless { known } else { &applied }) {
        Ok(count) => report.steps = Some(count),
        Err(error) => report.faults.push(format!("{error}; run that version")),
    }
    if harmless && let Some((number, _, _)) = newer.first() {
        report.warnings.push(format!(
            "it has schema step {number}, made by a newer version; this one can work beside it, but should soon be replaced"
        ));
    }
    Ok(report)
}
