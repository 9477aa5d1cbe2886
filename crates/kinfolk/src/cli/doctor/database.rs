//! The database and the clocks: whether it is there, sound, of this version, and whether times make sense.

use base::Clock;
use db::Engine;
use db::inspect::{self, Report};

use super::Finding;
use crate::cli;
use crate::core::{Config, STEPS};
use crate::statuses;

const ABOUT: &str = "database";
/// Clocks may differ by this much.
const APART_MS: i64 = 2_000;
/// 2026-01-01: no clock that is right shows less.
const NEVER_BEFORE_MS: i64 = 1_767_225_600_000;

pub(super) async fn look(config: &Config, clock: &Clock) -> Vec<Finding> {
    let now_ms = clock.now_ms();
    let mut findings = Vec::new();
    let database = db::Config::new(config.database_url.expose());
    let on_sqlite = matches!(database.engine(), Ok(Engine::Sqlite));
    if on_sqlite && let Some(path) = missing_file(config) {
        return vec![
            Finding::ok(ABOUT, format!("{path} does not exist; the server makes it when it first starts")),
            time(now_ms, None, 0),
        ];
    }
    let report = match inspect::look(&database, STEPS).await {
        Ok(report) => report,
        Err(error) => {
            let advice = if on_sqlite {
                "check KINFOLK_DATA_DIR and who owns its files"
            } else {
                "check KINFOLK_DATABASE_URL and that the server runs"
            };
            return vec![Finding::fault(ABOUT, format!("{error}; {advice}")), time(now_ms, None, 0)];
        }
    };
    if let Some(direct) = &config.database_direct_url
        && let Err(error) = inspect::look(&db::Config::new(direct.expose()), STEPS).await
    {
        findings.push(Finding::fault(
            ABOUT,
            format!("past the pooler: {error}; check KINFOLK_DATABASE_DIRECT_URL"),
        ));
    }
    let newest = newest(config, &report, &mut findings).await;
    findings.insert(0, Finding::ok(ABOUT, facts(&report)));
    findings.extend(steps(&report));
    findings.extend(report.faults.iter().map(|sentence| Finding::fault(ABOUT, sentence)));
    findings.extend(report.warnings.iter().map(|sentence| Finding::warning(ABOUT, sentence)));
    findings.push(time(now_ms, report.clock_ms, newest));
    findings
}

/// The file of a SQLite database that is not there.
fn missing_file(config: &Config) -> Option<String> {
    let path = cli::open::sqlite_file(config.database_url.expose())?;
    (!path.exists()).then(|| path.display().to_string())
}

fn facts(report: &Report) -> String {
    let step = report.steps.map(|steps| format!("schema step {steps} of {}", STEPS.len()));
    report.facts.iter().cloned().chain(step).collect::<Vec<_>>().join(", ")
}

fn steps(report: &Report) -> Option<Finding> {
    match report.steps {
        Some(steps) if steps < STEPS.len() => Some(Finding::warning(
            ABOUT,
            "its schema is older than this version; the next start of the server brings it up to date, or `kinfolk migrate` does",
        )),
        None if report.faults.is_empty() => {
            Some(Finding::ok(ABOUT, "it is empty; the server makes its tables when it first starts"))
        }
        _ => None,
    }
}

/// When the newest status was made, in Unix milliseconds; 0 if there is none or it cannot be asked for.
async fn newest(config: &Config, report: &Report, findings: &mut Vec<Finding>) -> i64 {
    if report.steps.is_none_or(|steps| steps < STEPS.len()) || !report.faults.is_empty() {
        return 0;
    }
    let asked = async {
        let db = db::Db::open(&db::Config::new(config.database_url.expose())).await?;
        let newest = statuses::newest_id(&db).await;
        db.close().await;
        newest
    };
    match asked.await {
        Ok(id) => id >> 20,
        Err(error) => {
            findings.push(Finding::fault(ABOUT, format!("{error}; see the server's log")));
            0
        }
    }
}

/// This machine's clock against the database's and the newest status'.
fn time(now_ms: i64, theirs: Option<i64>, newest: i64) -> Finding {
    let about = "clock";
    let shown = cli::rfc3339(now_ms);
    let fault = |why: String| {
        Finding::fault(
            about,
            format!("this machine says {shown}, {why}; set its clock, best by a time service (NTP)"),
        )
    };
    if now_ms < NEVER_BEFORE_MS {
        return fault("which cannot be".to_owned());
    }
    if let Some(theirs) = theirs.filter(|theirs| (theirs - now_ms).abs() > APART_MS) {
        return fault(format!("the database server {}", cli::rfc3339(theirs)));
    }
    if newest > now_ms + APART_MS {
        return fault(format!("but the newest post is of {}", cli::rfc3339(newest)));
    }
    Finding::ok(about, shown)
}
