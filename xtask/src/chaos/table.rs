//! The counts of the runs, side by side.

use std::collections::BTreeSet;
use std::time::Duration;

use super::ledger::Tally;

/// What a run on one engine came to.
#[derive(Debug)]
pub struct Outcome {
    pub engine: &'static str,
    pub kills: u32,
    /// Of the kills, those that struck while the server started.
    pub kills_at_start: u32,
    pub outages: u32,
    /// From each time that the database was back to the next thing written.
    pub recoveries: Vec<Duration>,
    pub checks: u32,
    /// Statuses in the database at the end.
    pub statuses: usize,
    /// From each start to the first answer.
    pub starts: Vec<Duration>,
    pub tally: Tally,
    /// A sentence for each violation.
    pub faults: Vec<String>,
    pub seconds: f64,
}

/// One of some times, by its place among them from 0 (the shortest) to 1.
fn time(times: &[Duration], place: f64) -> String {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = (place * sorted.len().saturating_sub(1) as f64) as usize;
    sorted.get(at).map_or_else(|| "-".to_owned(), |time| format!("{} ms", time.as_millis()))
}

/// A column for each engine.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut lines = Vec::new();
    let mut row = |name: &str, value: &dyn Fn(&Outcome) -> String| {
        let values: Vec<String> = outcomes.iter().map(|outcome| format!("{:>14}", value(outcome))).collect();
        lines.push(format!("{name:<28}{}", values.concat()));
    };
    row("", &|outcome| outcome.engine.to_owned());
    row("kills", &|outcome| outcome.kills.to_string());
    row("  while starting", &|outcome| outcome.kills_at_start.to_string());
    row("outages of the database", &|outcome| outcome.outages.to_string());
    row("checks", &|outcome| outcome.checks.to_string());
    let names: BTreeSet<&str> = outcomes.iter().flat_map(|outcome| outcome.tally.keys().copied()).collect();
    for name in names {
        row(name, &|outcome| outcome.tally.get(name).copied().unwrap_or(0).to_string());
    }
    row("statuses at the end", &|outcome| outcome.statuses.to_string());
    row("start, median", &|outcome| time(&outcome.starts, 0.5));
    row("start, longest", &|outcome| time(&outcome.starts, 1.0));
    row("written after an outage in", &|outcome| time(&outcome.recoveries, 1.0));
    row("seconds", &|outcome| format!("{:.0}", outcome.seconds));
    row("violations", &|outcome| outcome.faults.len().to_string());
    lines.join("\n")
}

/// One line for a report.
pub fn line(outcomes: &[Outcome]) -> String {
    let each = outcomes.iter().map(|outcome| {
        let acts: u64 = outcome.tally.iter().filter(|(name, _)| is_act(name)).map(|(_, count)| count).sum();
        format!("{}: {} kills, {acts} acknowledged, none lost", outcome.engine, outcome.kills)
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Acts are one word; other things that are counted are more.
fn is_act(name: &str) -> bool {
    !name.contains(' ') && name != "unanswered"
}
