//! `cargo xtask chaos`: a server under mixed load is killed with SIGKILL at random moments, again and again. After each
//! restart, what was acknowledged must be there, what was taken back must be gone, counters must equal a recount,
//! nothing may be half-written, and every status must have its job, waiting or done once.
//!
//! The server is the example `probed` of the application: the ordinary server plus a job for each status that writes
//! down that it ran. On PostgreSQL the database itself is killed as well, a few times, and the server has to recover
//! without a restart. The moments of a run cannot be had again, but its choices can, by its seed.

mod audit;
mod client;
mod ledger;
mod outage;
mod recount;
mod round;
mod table;
#[cfg(test)]
mod tests;
mod visit;

use std::hash::{BuildHasher as _, Hasher as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;
use crate::process::run;
use crate::project::{BUILD, cargo, target};
use crate::server::Site;
use crate::services::{Cluster, Durability};
use round::Run;

/// What `cargo xtask chaos` takes.
#[derive(clap::Args)]
pub struct Options {
    /// How often the server is killed, on each engine.
    #[arg(long, default_value_t = 100)]
    pub kills: u32,
    /// How often PostgreSQL itself is killed under the server.
    #[arg(long, default_value_t = 3)]
    pub outages: u32,
    /// The database under the server.
    #[arg(long, value_enum, default_value_t = Engine::Both)]
    pub engine: Engine,
    /// How many act at the same time.
    #[arg(long, default_value_t = 16)]
    pub clients: usize,
    /// Kill this program instead of one that is built for it.
    #[arg(long, value_name = "PATH")]
    pub binary: Option<PathBuf>,
    /// The program is the ordinary server, without the probe: jobs are not checked.
    #[arg(long, requires = "binary")]
    pub no_probe: bool,
    /// Choose as an earlier run did.
    #[arg(long)]
    pub seed: Option<u64>,
}

/// The database under the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
    Both,
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
            Engine::Both => "both",
        }
    }
}

/// Kills, checks and prints the counts. Fails when anything was violated, with the seed.
pub fn chaos(cleanup: &Cleanup, options: &Options) -> Result<()> {
    let program = match &options.binary {
        Some(program) => std::fs::canonicalize(program).context(program.display())?,
        None => build(cleanup, true)?,
    };
    kill_runs(cleanup, options, &program).map(drop)
}

/// Builds the server with the probe, as it is shipped or as the tests build it, and returns the program.
pub fn build(cleanup: &Cleanup, release: bool) -> Result<PathBuf> {
    let mut command = cargo(&["build", "-p", "kinfolk", "--example", "probed"]);
    if release {
        command.arg("--release");
    }
    run(cleanup, &mut command, BUILD)?;
    Ok(target()?.join(if release { "release" } else { "debug" }).join("examples/probed"))
}

/// The runs on each engine; returns a line that sums them up.
pub fn kill_runs(cleanup: &Cleanup, options: &Options, program: &Path) -> Result<String> {
    let seed = options.seed.unwrap_or_else(any_seed);
    println!("seed {seed}: {} clients, {} kills on each engine", options.clients, options.kills);
    let engines: &[Engine] = match options.engine {
        Engine::Both => &[Engine::Sqlite, Engine::Postgres],
        Engine::Sqlite => &[Engine::Sqlite],
        Engine::Postgres => &[Engine::Postgres],
    };
    let mut outcomes = Vec::new();
    for engine in engines {
        let mut run = prepare(cleanup, options, program, *engine, seed)?;
        let ended = run.whole(options.kills, options.outages);
        let outcome = run.outcome(engine.name());
        ended.map_err(|failure| Failure::new(format!("{} (seed {seed}): {failure}", engine.name())))?;
        outcomes.push(outcome);
    }
    println!("\n{}", table::table(&outcomes));
    let faults: usize = outcomes.iter().map(|outcome| outcome.faults.len()).sum();
    for outcome in &outcomes {
        outcome.faults.iter().for_each(|fault| println!("{}: {fault}", outcome.engine));
    }
    match faults {
        0 => Ok(table::line(&outcomes)),
        _ => Err(Failure::new(format!("{faults} violations; --seed {seed} chooses the same"))),
    }
}

/// An empty site on the build's disk (a temporary folder may be memory), with an account and a token for each client.
fn prepare(cleanup: &Cleanup, options: &Options, program: &Path, engine: Engine, seed: u64) -> Result<Run> {
    let target = target()?;
    std::fs::create_dir_all(&target)?;
    let data = cleanup.folder_in(&target, "chaos-")?;
    let (cluster, database, plain) = if engine == Engine::Postgres {
        let cluster = Cluster::start(cleanup, Durability::Durable)?;
        let url = cluster.create("kinfolk_chaos")?;
        let plain = Plain::Postgres(cluster.client(), url.clone());
        (Some(cluster), Some(url), plain)
    } else {
        (None, None, Plain::Sqlite(data.join("kinfolk.db")))
    };
    let site = Site::new(program.to_path_buf(), data, database)?;
    Run::prepare(cleanup, site, plain, cluster, options, seed)
}

/// A seed that nobody chose: the standard library draws one for every map.
fn any_seed() -> u64 {
    std::hash::RandomState::new().build_hasher().finish() % 1_000_000
}
