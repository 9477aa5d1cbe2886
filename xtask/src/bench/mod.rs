//! `cargo xtask bench`: how fast home pages and posts are, beside a limit measured in the same minutes on the same
//! machine. `bench/README.md` says what is measured, and how to read it.

mod background;
mod crowd;
mod histogram;
mod home;
mod load;
mod plain;
mod post;
mod procfs;
mod raw;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;

use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;
use crate::process::run;
use crate::project::{BUILD, build_release, target};
use crate::server::Site;
use crate::services::{Cluster, Durability};
use load::Measured;

/// The page that is measured.
const HOME: &str = "/api/v1/timelines/home?limit=20";
/// The server's memory after a run stays below this many bytes.
const MEMORY_BAR: u64 = 120 * 1024 * 1024;

/// What `cargo xtask bench` takes.
#[derive(clap::Args)]
pub struct Options {
    /// What to measure.
    #[arg(value_enum)]
    what: What,
    /// Seed from this edge list ("A B" per line: both follow each other) instead of a synthetic graph.
    #[arg(long, value_name = "FILE")]
    edges: Option<PathBuf>,
    /// Accounts of the synthetic graph.
    #[arg(long, default_value_t = 1000)]
    accounts: usize,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Connections that are busy at the same time: 32 for home, 64 for posts.
    #[arg(long)]
    connections: Option<usize>,
    /// The database under the server.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    engine: Engine,
    /// Fail when a bar is missed.
    #[arg(long)]
    enforce: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Reading home while people post, favourite and follow, against a constant.
    Home,
    /// Posting, against raw inserts of the same rows.
    Post,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

/// What both measurements start from.
struct Ground {
    cleanup: Cleanup,
    /// Where the release programs are.
    programs: PathBuf,
    site: Site,
    /// The accounts' names.
    names: Vec<String>,
    /// Their tokens, in the same order.
    tokens: Vec<String>,
    duration: Duration,
    connections: Option<usize>,
    /// The database past the server.
    plain: Plain,
}

/// Builds, seeds, measures and prints.
pub fn bench(cleanup: &Cleanup, options: &Options) -> Result<()> {
    let programs = build_release(cleanup, &["kinfolk"])?;
    build_release(cleanup, &["limit", "xtask"])?;
    if cfg!(debug_assertions) {
        // The load generator shares the machine with what it measures, so it is run optimised as well.
        let mut again = Command::new(programs.join("xtask"));
        return run(cleanup, again.args(std::env::args_os().skip(1)), BUILD);
    }
    let ground = prepare(cleanup, options, programs)?;
    let bars = match options.what {
        What::Home => home::measure(&ground)?,
        What::Post => post::measure(&ground)?,
    };
    bars.finish(options.enforce)
}

/// An empty site on the build's disk (a temporary folder may be memory, where a sync costs nothing), seeded, with
/// a token for each account.
fn prepare(cleanup: &Cleanup, options: &Options, programs: PathBuf) -> Result<Ground> {
    let data = cleanup.folder_in(&target()?, "bench-")?;
    let (database, plain) = match options.engine {
        Engine::Sqlite => (None, Plain::Sqlite(data.join("kinfolk.db"))),
        Engine::Postgres => {
            let cluster = Cluster::start(cleanup, Durability::Durable)?;
            let url = cluster.create("kinfolk_bench")?;
            (Some(url.clone()), Plain::Postgres(cluster.client(), url))
        }
    };
    // A relative name would be looked for in the site's folder.
    let edges = options.edges.as_ref().map(std::fs::canonicalize).transpose().context("the edge list")?;
    let site = Site::new(programs.join("kinfolk"), data, database)?;
    crowd::seed(&site, edges.as_deref(), options.accounts)?;
    let names = plain.seeded_names()?;
    println!("making {} tokens", names.len());
    let tokens = crowd::tokens(&site, &names)?;
    let duration = Duration::from_secs(options.seconds);
    let (connections, cleanup) = (options.connections, cleanup.clone());
    Ok(Ground { cleanup, programs, site, names, tokens, duration, connections, plain })
}

/// The limits that a run is held to.
#[derive(Default)]
struct Bars {
    missed: Vec<String>,
    last: String,
}

impl Bars {
    /// Prints whether a bar was kept.
    fn check(&mut self, text: &str, kept: bool) {
        println!("{:<7} {text}", if kept { "ok" } else { "MISSED" });
        if !kept {
            self.missed.push(text.to_owned());
        }
    }

    /// Checks the server's memory.
    fn check_memory(&mut self, pid: u32) -> Result<()> {
        let memory = procfs::memory(pid)?;
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let text = format!(
            "memory after the run {:.0} MB, at most {:.0} MB (bar 120 MB)",
            mib(memory.now),
            mib(memory.peak)
        );
        self.check(&text, memory.now <= MEMORY_BAR);
        Ok(())
    }

    /// Prints the last line. Fails when bars are enforced and one was missed.
    fn finish(self, enforce: bool) -> Result<()> {
        if !self.last.is_empty() {
            println!("{}", self.last);
        }
        if enforce && !self.missed.is_empty() {
            return Err(Failure::new(format!("missed: {}", self.missed.join("; "))));
        }
        Ok(())
    }
}

/// One line of figures.
fn figures(name: &str, measured: &Measured) -> String {
    let millis = |share| measured.latency.percentile(share).as_secs_f64() * 1e3;
    format!(
        "{name:<8} {:>9.0} requests/s   p50 {:>7.3} ms   p99 {:>7.3} ms   CPU {:>6.1} us/request",
        measured.rate(),
        millis(0.5),
        millis(0.99),
        measured.cpu / measured.requests as f64 * 1e6
    )
}

/// The measurement in the middle by throughput, so that p50 and p99 belong to one run.
fn median(mut runs: Vec<Measured>) -> Result<Measured> {
    runs.sort_by(|a, b| a.rate().total_cmp(&b.rate()));
    let middle = runs.len() / 2;
    runs.into_iter().nth(middle).ok_or_else(|| Failure::new("nothing was measured"))
}
