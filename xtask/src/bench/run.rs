//! One scenario: yardstick and servers in turn, then what they cost and whether what they said was right.

use std::path::PathBuf;
use std::time::Duration;

use super::ground::Ground;
use super::limit::{self, Limit};
use super::load::{Measured, Plan, drive};
use super::meter::Statements;
use super::options::Engine;
use super::report::{Bars, Row, figures, median};
use super::scenario::{Load, Scenario};
use super::subject::{Beside, Run, Subject};
use super::{procfs, raw};
use crate::cleanup::Cleanup;
use crate::failure::Result;

/// Turns of yardstick and server; the figures are those of the middle one.
const ROUNDS: usize = 3;
/// Requests/s over those of the yardstick.
const RATIO_BAR: f64 = 0.5;
/// Posts in a second that 64 clients get through on SQLite; where half of raw is less, that will do.
const RATE_BAR: f64 = 8_000.0;
/// The server's memory after home and posts stays below this many bytes.
const MEMORY_BAR: u64 = 120 * 1024 * 1024;
const MIB: f64 = 1_048_576.0;

/// What all scenarios on one database share.
pub struct Bench<'a> {
    /// What is started goes here.
    pub cleanup: &'a Cleanup,
    /// Where the release programs are.
    pub programs: PathBuf,
    /// The database.
    pub engine: Engine,
    /// The programs with their sites: the one that is here first.
    pub grounds: Vec<Ground>,
    /// Of each measurement.
    pub duration: Duration,
    /// As the person at the terminal wishes.
    pub connections: Option<usize>,
}

/// A server, what it is sent, and what was measured.
struct Turns {
    subject: Subject,
    load: Load,
    rows_before: raw::Counts,
    runs: Vec<Run>,
}

/// Measures a scenario and prints; a row for each program comes back.
pub fn measure(bench: &Bench<'_>, scenario: Scenario, bars: &mut Bars) -> Result<Vec<Row>> {
    println!("\n== {} on {}: {}", scenario.name(), bench.engine.name(), scenario.asks());
    let start = |ground: &Ground| {
        let subject = Subject::start(bench.cleanup, ground, scenario)?;
        let load = scenario.load(&subject, bench.connections)?;
        let rows_before = rows(scenario, &subject)?;
        Ok(Turns { subject, load, rows_before, runs: Vec::new() })
    };
    let mut all = bench.grounds.iter().map(start).collect::<Result<Vec<Turns>>>()?;
    let limit_rate = take_turns(bench, scenario, &mut all)?;
    let mut found = Vec::new();
    for turns in all {
        let (row, memory) = judge(bench, scenario, turns, limit_rate)?;
        if found.is_empty() {
            check(bars, &row, memory);
        }
        found.push(row);
    }
    tell_ratios(scenario, &found);
    Ok(found)
}

/// Prints the ratio of each program to the yardstick, and of two to each other.
fn tell_ratios(scenario: Scenario, found: &[Row]) {
    for row in found {
        let of = if found.len() > 1 { format!(" ({})", row.label) } else { String::new() };
        if let Some(ratio) = row.ratio {
            println!("ratio {}/{} = {ratio:.2}{of}", scenario.name(), row.yardstick());
        }
    }
    if let [here, other] = found {
        println!("ratio {}: {}/{} = {:.2}", scenario.name(), here.label, other.label, here.rate / other.rate);
    }
}

/// The limit, then each server, again and again. Returns the limit's requests in a second.
fn take_turns(bench: &Bench<'_>, scenario: Scenario, all: &mut [Turns]) -> Result<Option<f64>> {
    let limit = match all.first() {
        Some(first) if scenario.has_limit() => {
            Some(limit::start(bench.cleanup, &bench.programs, scenario, &first.subject)?)
        }
        _ => None,
    };
    let mut limits = Vec::new();
    for _ in 0..ROUNDS {
        for turns in all.iter_mut() {
            // The limit goes before each server, so that all have had the same before them.
            if let Some(limit) = &limit {
                limits.push(measure_limit(bench, limit, &turns.load)?);
            }
            let run = turns.subject.measure(&turns.load, bench.duration, scenario.only_reads())?;
            println!("{}", figures(&turns.subject.label, &run.measured));
            turns.runs.push(run);
        }
    }
    let Some(limit) = limit else { return Ok(None) };
    limit.group.stop();
    bench.cleanup.forget(&limit.group);
    Ok(Some(median(limits, Measured::rate)?.rate()))
}

fn measure_limit(bench: &Bench<'_>, limit: &Limit, load: &Load) -> Result<Measured> {
    let plan = Plan {
        address: limit.address,
        pid: limit.group.pid(),
        connections: load.connections,
        duration: bench.duration,
        step: load.step,
    };
    let measured = drive(plan, &load.write)?;
    println!("{}", figures("limit", &measured));
    Ok(measured)
}

/// What the middle run of a server was, once everything else about it is known: costs without the writers beside,
/// right answers, memory, and the raw loop on the database it leaves. Stops the server. Gives its memory as well.
fn judge(
    bench: &Bench<'_>,
    scenario: Scenario,
    turns: Turns,
    limit_rate: Option<f64>,
) -> Result<(Row, procfs::Memory)> {
    let Turns { subject, load, rows_before, runs } = turns;
    println!("\n{} with {} connections, the middle of {ROUNDS} runs", subject.label, load.connections);
    let beside =
        if scenario.only_reads() { subject.writers_alone(bench.duration)? } else { Beside::default() };
    let requests = runs.iter().map(|run| run.measured.requests).sum::<u64>();
    let run = median(runs, |run| run.measured.rate())?;
    let memory = procfs::memory(subject.server.pid())?;
    let (cpu, statements) = run.net(&beside);
    let name = (scenario, bench.engine, subject.label.as_str());
    let mut row = Row::new(name, &run.measured, (cpu, &statements), memory.peak);
    tell(&row, &run, &beside, &statements);
    println!("memory {:.0} MB, at most {:.0} MB", memory.now as f64 / MIB, memory.peak as f64 / MIB);
    if scenario.has_limit() {
        subject.compare()?;
    }
    subject.server.end(bench.cleanup);
    let yardstick = match limit_rate {
        Some(rate) => rate,
        None => raw_rate(bench, scenario, &subject, (&rows_before, requests, load.connections))?,
    };
    row.ratio = Some(row.rate / yardstick);
    std::fs::remove_dir_all(subject.site.data())?;
    Ok((row, memory))
}

/// Prints the middle run in full; `statements` are those without the writers beside.
fn tell(row: &Row, run: &Run, beside: &Beside, statements: &Statements) {
    println!("{}", figures(row.scenario.name(), &run.measured));
    println!("bytes of a body: {}", run.measured.bytes / run.measured.requests.max(1));
    if let Some(written) = run.written {
        println!(
            "written meanwhile: {written}; alone that uses {:.0} ms of CPU a second",
            beside.cpu_per_second * 1e3
        );
        println!("without it: CPU {:.1} us/request, statements {:.2}/request", row.cpu, row.statements);
    }
    println!("statements {:.2}/request: {}", row.statements, statements.frequent(run.measured.requests));
}

/// How many requests in a second are written raw into the database that the server has left.
fn raw_rate(
    bench: &Bench<'_>,
    scenario: Scenario,
    subject: &Subject,
    (before, requests, connections): (&raw::Counts, u64, usize),
) -> Result<f64> {
    for table in raw::unmatched(scenario, before, &raw::counts(&subject.plain)?, requests) {
        println!("note: rows that a request left and the raw writer does not: {table}");
    }
    let write = |_| raw::write(bench.duration, scenario, subject, connections);
    let rate = median((0..ROUNDS).map(write).collect::<Result<Vec<f64>>>()?, |rate| *rate)?;
    let how = match bench.engine {
        Engine::Sqlite => "in groups of 64".to_owned(),
        Engine::Postgres => format!("by pgbench with {connections} clients"),
    };
    println!("{:<10} {rate:>9.0} requests/s, the same rows {how}", "raw");
    Ok(rate)
}

/// The rows of each table, where they are compared later.
fn rows(scenario: Scenario, subject: &Subject) -> Result<raw::Counts> {
    if scenario.has_limit() { Ok(raw::Counts::new()) } else { raw::counts(&subject.plain) }
}

/// Holds a scenario to its bars.
fn check(bars: &mut Bars, row: &Row, memory: procfs::Memory) {
    let (name, ratio) = (row.scenario.name(), row.ratio.unwrap_or_default());
    let is_fast = row.scenario == Scenario::Post && row.engine == Engine::Sqlite && row.rate >= RATE_BAR;
    if row.scenario != Scenario::Mixed {
        let or = if is_fast { format!(" or {RATE_BAR:.0} requests/s") } else { String::new() };
        let text = format!("{name}/{} {ratio:.2} (bar {RATIO_BAR}{or})", row.yardstick());
        bars.check(&text, ratio >= RATIO_BAR || is_fast);
    }
    if matches!(row.scenario, Scenario::Home | Scenario::Post) {
        let now = memory.now as f64 / MIB;
        bars.check(&format!("memory after the run {now:.0} MB (bar 120 MB)"), memory.now <= MEMORY_BAR);
    }
}
