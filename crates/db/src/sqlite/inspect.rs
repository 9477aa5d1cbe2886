//! Looking a SQLite database over.

use std::os::unix::fs::PermissionsExt as _;

use base::Result;
use rusqlite::Connection as Raw;

use super::transfer::{broken, open_for_reading, steps_of};
use crate::Config;
use crate::inspect::Report;
use crate::transfer::Applied;

/// What the build must have been told, and why it matters.
const OPTION: &str = "DEFAULT_MEMSTATUS=0";
/// Faults of the file that are told; the first ones say enough.
const TOLD: usize = 3;

pub(crate) fn look(config: &Config) -> Result<(Report, Option<Applied>)> {
    let path = config.path();
    let (raw, _lock) = open_for_reading(&path)?;
    let mut report = Report { facts: vec![format!("SQLite {}", rusqlite::version())], ..Report::default() };
    let read = |report: &mut Report| -> rusqlite::Result<Option<Applied>> {
        let mode: String = raw.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        if mode != "wal" {
            report
                .warnings
                .push(format!("its journal mode is {mode}; the next start of the server makes it wal"));
        }
        report.facts.push(format!("journal mode {mode}"));
        if !texts(&raw, "PRAGMA compile_options")?.iter().any(|option| option == OPTION) {
            report.warnings.push(format!("SQLite was built without {OPTION}, which costs speed; build from the checkout, whose .cargo/config.toml says so"));
        } else {
            report.facts.push(format!("built with {OPTION}"));
        }
        let found = texts(&raw, "PRAGMA quick_check")?;
        match found.as_slice() {
            [ok] if ok == "ok" => report.facts.push("every page is sound".to_owned()),
            found => {
                let told = found.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join("; ");
                report.faults.push(damaged(&told));
            }
        }
        steps_of(&raw)
    };
    let applied = match read(&mut report) {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            if report.faults.is_empty() {
                report.faults.push(damaged(&error.to_string()));
            }
            None
        }
        read => read.map_err(|error| broken(&path, &error))?,
    };
    if let Ok(about) = std::fs::metadata(&path)
        && about.permissions().mode() & 0o077 != 0
    {
        let shown = path.display();
        report
            .warnings
            .push(format!("others on this machine may read {shown}, which holds keys; chmod 600 {shown}"));
    }
    Ok((report, applied))
}

fn damaged(how: &str) -> String {
    format!("the file is damaged ({}); restore the last backup", how.lines().collect::<Vec<_>>().join(", "))
}

fn texts(raw: &Raw, sql: &str) -> rusqlite::Result<Vec<String>> {
    raw.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}
