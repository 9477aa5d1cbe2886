//! Readiness: whether this server can do its work just now.
//!
//! [`look`] asks at most once a second, whoever asks, and gives a [`Report`] with one entry per check:
//!
//! | check | holds while |
//! |---|---|
//! | `serving` | the server was not asked to end |
//! | `database` | the database answers within a second |
//! | `schema` | the database has every schema step that this program knows |
//! | `writes` | SQLite: the last write was taken, or a trial write is; PostgreSQL: the server is not read-only |
//!
//! **Not here:** liveness, which is that the process answers at all; HTTP (`instance`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base::{Error, Result};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::{STEPS, State};

/// What was seen stays true for this long, in milliseconds.
const FRESH_MS: i64 = 1_000;
/// The database has this long to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a server knows of its own readiness.
#[derive(Default)]
pub struct Health {
    stopping: AtomicBool,
    /// When the last look was, in Unix milliseconds, and what it saw. Locked during a look, so that many who ask
    /// at once cause one.
    last: Mutex<Option<(i64, Report)>>,
}

/// What one look saw.
#[derive(Debug, Clone)]
pub struct Report {
    checks: Arc<[Check]>,
}

/// One thing that readiness depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// One of the names in the table above.
    pub name: &'static str,
    /// Why it does not hold, as a sentence that anyone may read.
    pub problem: Option<&'static str>,
}

impl Health {
    /// From now on the server is not ready: it was asked to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the server was asked to end.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Report {
    /// Whether every check holds.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.checks.iter().all(|check| check.problem.is_none())
    }

    /// One entry per check, always in the same order; `serving` alone once the server is stopping.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }
}

/// Whether this server is ready, as seen within the last second.
pub async fn look(state: &State) -> Report {
    let health = state.health();
    if health.is_stopping() {
        // No need to bother a database that may be closing.
        let checks = [Check { name: "serving", problem: Some("The server is stopping") }];
        return Report { checks: Arc::new(checks) };
    }
    let mut last = health.last.lock().await;
    let now = state.now_ms();
    if let Some((at, report)) = &*last
        && (now - at).abs() < FRESH_MS
    {
        return report.clone();
    }
    let report = look_now(state).await;
    *last = Some((now, report.clone()));
    report
}

async fn look_now(state: &State) -> Report {
    let step = within_patience(state.db().newest_step()).await;
    let schema = step.as_ref().ok().map(|newest| has_our_steps(*newest));
    let writes = match &step {
        Ok(_) => Some(within_patience(state.db().check_writes()).await),
        Err(_) => None,
    };
    let checks = [
        Check { name: "serving", problem: None },
        judge("database", Some(step.map(drop))),
        judge("schema", schema),
        judge("writes", writes),
    ];
    Report { checks: Arc::new(checks) }
}

/// The answer, or an error when it takes too long.
async fn within_patience<T>(asking: impl Future<Output = Result<T>>) -> Result<T> {
    let late = || Error::unavailable("The database does not answer within a second", "it is slow or away");
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| Err(late()))
}

/// A newer program may have applied more steps than we know; fewer means that somebody put back an old database.
fn has_our_steps(newest: i64) -> Result<()> {
    let ours = STEPS.last().map_or(0, |step| step.number);
    if newest < ours {
        return Err(Error::unavailable(
            "The database has an older schema",
            format!("step {newest} of {ours}"),
        ));
    }
    Ok(())
}

/// The entry for what was seen; `None` when it could not be looked at.
fn judge(name: &'static str, seen: Option<Result<()>>) -> Check {
    let problem = match seen {
        Some(Ok(())) => None,
        None => Some("Not known while the database does not answer"),
        Some(Err(error)) => {
            tracing::warn!(check = name, %error, "not ready");
            match error {
                Error::Unavailable { text, .. } => Some(text),
                _ => Some("The database has failed"),
            }
        }
    };
    Check { name, problem }
}
