//! `cargo xtask bench growth`: whether pages and writes cost the same in a network of a thousand and of a million.
//!
//! For each size a network is seeded (`network`), and some of its accounts, spread over all, use it. Each scenario is
//! measured on a server that was just started on files that are not in memory (`cold`), and then, when everybody's
//! pages were read once, under the load of the other scenarios. There is no yardstick: sizes are compared with each
//! other.

mod cold;
mod network;

use std::path::Path;
use std::time::Duration;

use super::ground::cluster;
use super::options::{Engine, Options};
use super::procfs::memory;
use super::report::{Bars, aligned, figures, median};
use super::results::Sheet;
use super::scenario::{Load, Scenario};
use super::subject::{Beside, Subject};
use crate::cleanup::Cleanup;
use crate::failure::Result;
use cold::{Cold, first};
use network::Network;

/// The table in the file of results.
pub const SHEET: (&str, &[&str]) = (
    "Growth",
    &[
        "scenario",
        "engine",
        "accounts",
        "p50 ms",
        "p99 ms",
        "CPU µs/request",
        "statements/request",
        "cold p99 ms",
        "peak MB",
    ],
);

/// What is measured, in this order: what writes comes last.
const SCENARIOS: [Scenario; 4] = [Scenario::Home, Scenario::Profile, Scenario::Follow, Scenario::Post];
/// Turns of which the middle one by throughput counts.
const ROUNDS: usize = 3;
/// The first requests to a server whose caches and files are cold.
const COLD: u64 = 1_000;
/// How long those write who are measured then: until what each of them changes is in memory, theirs and the kernel's.
const WARM_UP: Duration = Duration::from_secs(8);
/// Profiles that each account reads in turn.
const PROFILES: u64 = 4;
/// Homes that are read to know what can be favourited.
const SAMPLE: usize = 200;
/// `KINFOLK_CACHE_MB`, and what the server's memory is held to.
pub const CACHE_MB: u32 = 512;
/// The warm middle of the largest network over that of the smallest.
const GROWTH_BAR: f64 = 1.5;
/// Milliseconds of a cold request, at 99 %; SQLite only.
const COLD_BAR: f64 = 20.0;
const MIB: f64 = 1_048_576.0;

/// What was found of one scenario in one network.
struct Found {
    scenario: Scenario,
    accounts: u32,
    /// Milliseconds at 50 and 99 %.
    warm: [f64; 2],
    /// Processor microseconds and statements by request.
    cost: [f64; 2],
    /// Milliseconds at 99 %.
    cold: f64,
    peak: u64,
}

/// Measures every size on one engine, and holds them to the bars.
pub fn measure(
    cleanup: &Cleanup,
    options: &Options,
    engine: Engine,
    program: &Path,
    bars: &mut Bars,
) -> Result<Sheet> {
    let cluster = cluster(cleanup, engine)?;
    let mut all = Vec::new();
    for accounts in &options.sizes {
        println!("\n== growth on {}: {accounts} accounts", engine.name());
        let network =
            Network::prepare(cleanup, *accounts, program, cluster.clone(), options.keep.as_deref())?;
        all.extend(measure_one(cleanup, options, engine, &network)?);
    }
    let rows: Vec<Vec<String>> = all.iter().map(|found| found.cells(engine)).collect();
    let titles = SHEET.1.iter().map(|title| (*title).to_owned()).collect();
    println!("\n{}\n", aligned(&[vec![titles], rows.clone()].concat()));
    for scenario in SCENARIOS {
        check(bars, engine, all.iter().filter(|found| found.scenario == scenario));
    }
    Ok(Sheet { of: SHEET, engine, rows })
}

/// All scenarios on one network.
fn measure_one(
    cleanup: &Cleanup,
    options: &Options,
    engine: Engine,
    network: &Network,
) -> Result<Vec<Found>> {
    let mut copy = network.lend(cleanup)?;
    copy.site = copy.site.with_cache(CACHE_MB);
    let mut subject = Subject::over(cleanup, &network.ground, copy, SAMPLE)?;
    let duration = Duration::from_secs(options.seconds);
    let mut found = Vec::new();
    for scenario in SCENARIOS {
        let load = scenario.load(&subject, options.connections.map(usize::from))?;
        let mut how = Cold::Kept;
        subject.restart(cleanup, || {
            how = cold::forget_files(engine)?;
            Ok(())
        })?;
        let cold = first(subject.address, &load, 0..COLD)?.millis(0.99);
        println!("{:<10} cold p99 {cold:.3} ms; {how}", scenario.name());
        let members = subject.members.len() as u64;
        let pages = match scenario {
            Scenario::Home => Some(members),
            Scenario::Profile => Some(members * PROFILES),
            _ => None,
        };
        match pages {
            Some(pages) => drop(first(subject.address, &load, COLD..pages.max(COLD))?),
            None => drop(subject.measure(&load, WARM_UP, false)?),
        }
        found.push(measure_warm(&subject, (scenario, network.accounts), &load, (duration, cold))?);
        // Plain SQL that judges a page takes minutes on PostgreSQL's large tables, whose keys begin with buckets.
        if scenario == Scenario::Profile && engine == Engine::Sqlite {
            subject.compare()?;
        }
    }
    subject.server.end(cleanup);
    network.remove(subject.site.data())?;
    Ok(found)
}

/// The middle of some turns under load.
fn measure_warm(
    subject: &Subject,
    (scenario, accounts): (Scenario, u32),
    load: &Load,
    (duration, cold): (Duration, f64),
) -> Result<Found> {
    let mut runs = Vec::new();
    for _ in 0..ROUNDS {
        let run = subject.measure(load, duration, scenario.only_reads())?;
        println!("{}", figures(scenario.name(), &run.measured));
        runs.push(run);
    }
    let beside = if scenario.only_reads() { subject.writers_alone(duration)? } else { Beside::default() };
    let run = median(runs, |run| run.measured.rate())?;
    let (cpu, statements) = run.net(&beside);
    let requests = run.measured.requests.max(1) as f64;
    println!(
        "statements {:.2}/request: {}",
        statements.total() / requests,
        statements.frequent(run.measured.requests)
    );
    Ok(Found {
        scenario,
        accounts,
        warm: [0.5, 0.99].map(|share| run.measured.latency.millis(share)),
        cost: [cpu / requests * 1e6, statements.total() / requests],
        cold,
        peak: memory(subject.server.pid())?.peak,
    })
}

impl Found {
    fn cells(&self, engine: Engine) -> Vec<String> {
        let [p50, p99] = self.warm.map(|millis| format!("{millis:.3}"));
        let [cpu, statements] = self.cost;
        vec![
            self.scenario.name().to_owned(),
            engine.name().to_owned(),
            self.accounts.to_string(),
            p50,
            p99,
            format!("{cpu:.1}"),
            format!("{statements:.2}"),
            format!("{:.3}", self.cold),
            format!("{:.0}", self.peak as f64 / MIB),
        ]
    }
}

/// Holds the sizes of one scenario to the bars.
fn check<'a>(bars: &mut Bars, engine: Engine, sizes: impl Iterator<Item = &'a Found>) {
    let sizes: Vec<&Found> = sizes.collect();
    let (Some(small), Some(large)) = (sizes.first(), sizes.last()) else { return };
    let name = large.scenario.name();
    if sizes.len() > 1 {
        let ratio = large.warm[0] / small.warm[0];
        let of = format!("p50 of {name} at {} over that at {}", large.accounts, small.accounts);
        bars.check(&format!("{of}: {ratio:.2} (bar {GROWTH_BAR})"), ratio <= GROWTH_BAR);
    }
    if engine == Engine::Sqlite {
        let text =
            format!("cold p99 of {name} at {}: {:.1} ms (bar {COLD_BAR} ms)", large.accounts, large.cold);
        bars.check(&text, large.cold <= COLD_BAR);
    }
    let peak = sizes.iter().map(|found| found.peak).max().unwrap_or(0) as f64 / MIB;
    bars.check(
        &format!("memory after {name}: at most {peak:.0} MB (bar {CACHE_MB} MB)"),
        peak <= f64::from(CACHE_MB),
    );
}
