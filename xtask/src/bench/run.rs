//! One scenario: yardstick and servers in turn, then what they cost and whether what they said was right.
//!
//! Writers share the machine with what they write beside, so whoever is compared has the same ones beside it: the limit
//! as well as the server.

use std::path::PathBuf;
use std::time::Duration;

use super::ground::Ground;
use super::limit::{self, Limit};
use super::load::{Plan, drive};
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
/// Writes in a second beside the server over those beside the limit; with fewer, the ratio would flatter the server.
const BESIDE_BAR: f64 = 0.95;
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
    limits: Limits,
}

/// What the limit server did in a program's turns. Of requests that only read, `beside` is beside the same writes
/// as the program had; those of the mix write themselves, and their limit is `alone`.
#[derive(Default)]
struct Limits {
    alone: Vec<Run>,
    beside: Vec<Run>,
}

/// Measures a scenario and prints; a row for each program comes back.
pub fn measure(bench: &Bench<'_>, scenario: Scenario, bars: &mut Bars) -> Result<Vec<Row>> {
    println!("\n== {} on {}: {}", scenario.name(), bench.engine.name(), scenario.asks());
    let start = |ground: &Ground| {
        let subject = Subject::start(bench.cleanup, ground, scenario)?;
        let load = scenario.load(&subject, bench.connections)?;
        let rows_before = rows(scenario, &subject)?;
        Ok(Turns { subject, load, rows_before, runs: Vec::new(), limits: Limits::default() })
    };
    let mut all = bench.grounds.iter().map(start).collect::<Result<Vec<Turns>>>()?;
    take_turns(bench, scenario, &mut all)?;
    let mut found = Vec::new();
    for turns in all {
        let (row, memory) = judge(bench, scenario, turns, bars)?;
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
        if let Some(ratio) = row.ratio_alone {
            println!("ratio {}/{} alone = {ratio:.2}{of}", scenario.name(), row.yardstick());
        }
    }
    if let [here, other] = found {
        println!("ratio {}: {}/{} = {:.2}", scenario.name(), here.label, other.label, here.rate / other.rate);
    }
}

/// The limit, then the server, for each program in turn, again and again. Where the server is measured beside writers,
/// so is the limit, and once more without them.
fn take_turns(bench: &Bench<'_>, scenario: Scenario, all: &mut [Turns]) -> Result<()> {
    let limit = match all.first() {
        Some(first) if scenario.has_limit() => {
            Some(limit::start(bench.cleanup, &bench.programs, scenario, &first.subject)?)
        }
        _ => None,
    };
    for _ in 0..ROUNDS {
        for turns in all.iter_mut() {
            // The limit goes before each server, so that all have had the same before them.
            if let Some(limit) = &limit {
                measure_limit(bench, scenario, limit, turns)?;
            }
            let run = turns.subject.measure(&turns.load, bench.duration, scenario.only_reads())?;
            println!("{}{}", figures(&turns.subject.label, &run.measured), beside(&run));
            turns.runs.push(run);
        }
    }
    if let Some(limit) = limit {
        limit.group.stop();
        bench.cleanup.forget(&limit.group);
    }
    Ok(())
}

/// The limit in a program's turn: alone, and where the program has writers beside it, beside the same ones, who write
/// to the program's server.
fn measure_limit(bench: &Bench<'_>, scenario: Scenario, limit: &Limit, turns: &mut Turns) -> Result<()> {
    let plan = Plan {
        address: limit.address,
        pid: limit.group.pid(),
        connections: turns.load.connections,
        duration: bench.duration,
        step: turns.load.step,
    };
    let measured = drive(plan, &turns.load.write)?;
    println!("{}", figures("limit", &measured));
    turns.limits.alone.push(Run { measured, statements: Statements::default(), written: None });
    if scenario.only_reads() {
        let run = turns.subject.measure_other(plan, &turns.load)?;
        println!("{}{}", figures("limit", &run.measured), beside(&run));
        turns.limits.beside.push(run);
    }
    Ok(())
}

/// The end of a line of figures: how much others wrote meanwhile.
fn beside(run: &Run) -> String {
    run.written.map_or_else(String::new, |done| format!("   beside {:.0} writes/s", done.rate()))
}

/// Requests in a second over those of the limit that went before in the same turn; the middle of all turns. `None`
/// when there are no such limits.
fn paired(runs: &[Run], limits: &[Run]) -> Option<f64> {
    let ratios = runs.iter().zip(limits).map(|(run, limit)| run.measured.rate() / limit.measured.rate());
    median(ratios.collect(), |ratio| *ratio).ok()
}

/// Writes in a second beside the middle one of these runs.
fn writes(runs: &[Run]) -> f64 {
    let rates = runs.iter().filter_map(|run| run.written).map(|done| done.rate());
    median(rates.collect(), |rate| *rate).unwrap_or_default()
}

/// What the middle run of a server was, once everything else about it is known: costs without the writers beside,
/// right answers, memory, and the raw loop on the database it leaves. Stops the server. Gives its memory as well.
fn judge(
    bench: &Bench<'_>,
    scenario: Scenario,
    turns: Turns,
    bars: &mut Bars,
) -> Result<(Row, procfs::Memory)> {
    let Turns { subject, load, rows_before, runs, limits } = turns;
    println!("\n{} with {} connections, the middle of {ROUNDS} runs", subject.label, load.connections);
    let beside =
        if scenario.only_reads() { subject.writers_alone(bench.duration)? } else { Beside::default() };
    let requests = runs.iter().map(|run| run.measured.requests).sum::<u64>();
    let alone = paired(&runs, &limits.alone);
    let beside_writes = paired(&runs, &limits.beside);
    if beside_writes.is_some() {
        check_writes(bars, (&subject.label, scenario), writes(&runs), writes(&limits.beside));
    }
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
    row.ratio = match beside_writes.or(alone) {
        None => {
            let raw = raw_rate(bench, scenario, &subject, (&rows_before, requests, load.connections))?;
            Some(row.rate / raw)
        }
        found => found,
    };
    row.ratio_alone = beside_writes.and(alone);
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

/// Holds the writes beside a server to those beside its limit.
fn check_writes(bars: &mut Bars, (label, scenario): (&str, Scenario), server: f64, limit: f64) {
    let text =
        format!("writes/s beside {} of {label}: {server:.0}, beside its limit: {limit:.0}", scenario.name());
    bars.check(&format!("{text} (bar {BESIDE_BAR} of it)"), server >= limit * BESIDE_BAR);
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

#[cfg(test)]
mod tests {
    use super::super::histogram::Histogram;
    use super::super::load::Measured;
    use super::*;

    fn run(requests: u64) -> Run {
        let measured = Measured { requests, seconds: 1.0, latency: Histogram::default(), bytes: 0, cpu: 0.0 };
        Run { measured, statements: Statements::default(), written: None }
    }

    #[test]
    fn a_run_is_compared_with_the_limit_of_its_own_turn() {
        let runs = [run(10), run(30), run(40)];
        // Of the middle runs alone it would be 30 of 50.
        assert_eq!(paired(&runs, &[run(20), run(50), run(200)]), Some(0.5));
        assert_eq!(paired(&runs, &[]), None);
    }
}
