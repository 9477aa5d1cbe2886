//! `kinfolk seed …`: filling a database with people, for measurements and for looking around.
//!
//! - `graph`: what a graph is, and reading one from an edge list.
//! - `synthetic`: making one with a power law, the same for the same seed.
//! - `chance`: the random numbers for that. `words`: what seeded people write.
//! - `plan`: what is seeded for a graph, whichever way.
//! - `load`: writing it all, in blocks so small that a running server goes on answering.
//! - `bulk`: writing it into an empty database that nobody uses, many times faster.
//! - `demo`: a network to click through. `scenes`: who does what in it.

mod bulk;
mod chance;
mod demo;
mod graph;
mod load;
mod plan;
mod scenes;
mod synthetic;
mod words;

use std::path::PathBuf;

use base::Secret;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::core::Config;
use crate::core::telemetry::Stopwatch;
use graph::Graph;
use plan::Counts;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a small cast of people who follow, answer, favourite and block: a network to click through.
    Demo,
    /// Make accounts u<ID> that follow each other as a graph says, with statuses of the last 30 days.
    Graph(Options),
}

#[derive(clap::Args)]
pub(super) struct Options {
    #[command(flatten)]
    origin: Origin,
    /// "A B" means only that A follows B.
    #[arg(long)]
    directed: bool,
    /// How many accounts each account is joined to, on average.
    #[arg(long, value_name = "D", default_value_t = 40, requires = "synthetic")]
    mean_degree: u32,
    /// Another number makes another graph.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "synthetic")]
    seed: u64,
    /// Public top-level statuses of each account.
    #[arg(long, value_name = "N", default_value_t = 0)]
    statuses_per_account: u32,
}

/// Where the graph comes from.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Origin {
    /// An edge list: "A B" per line means that A and B follow each other.
    #[arg(long, value_name = "FILE")]
    edges: Option<PathBuf>,
    /// A made-up graph of N accounts with a power law.
    #[arg(long, value_name = "N")]
    synthetic: Option<u32>,
}

pub(super) async fn run(config: Config, command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo => run_demo(config).await,
        Command::Graph(options) => run_graph(config, &options).await,
    }
}

async fn run_demo(config: Config) -> Result<(), Failure> {
    let state = super::open(config, false).await?;
    let password = Secret::new(super::password());
    let played = demo::play(&state, &password).await;
    let url = state.config().base_url.clone();
    state.db().close().await;
    let demo::Counts { people, follows, blocks, statuses, favourites, reblogs } = played?;
    println!(
        "{people} people, {follows} follows, {blocks} block, {statuses} posts, {favourites} favourites, {reblogs} boosts"
    );
    let names: Vec<&str> = scenes::CAST.iter().map(|player| player.name).collect();
    println!("Log in at {url}/auth/sign_in as one of: {}", names.join(", "));
    println!("password: {}", password.expose());
    Ok(())
}

async fn run_graph(config: Config, options: &Options) -> Result<(), Failure> {
    let graph = read(options)?;
    let per_account = options.statuses_per_account;
    let counts = Counts::of(&graph, per_account);
    let watch = Stopwatch::start();
    super::open::make_folder(&config)?;
    let bar = progress(counts);
    match bulk::take(&config).await {
        Ok(target) => bulk::load(target, &config, (&graph, per_account), &bar).await?,
        // Whatever stands in the way of having it alone; what stands in the way altogether is told below.
        Err(error) => {
            tracing::info!(%error, "seeding in small blocks, as the database is not empty or not to be had alone");
            let state = super::open(config, false).await?;
            let loaded = load::load(&state, &graph, per_account, &bar).await;
            state.db().close().await;
            loaded?;
        }
    }
    bar.finish_and_clear();
    let Counts { accounts, follows, statuses } = counts;
    let seconds = watch.elapsed().as_secs_f64();
    println!("{accounts} accounts, {follows} follows, {statuses} statuses in {seconds:.1} s");
    if graph.loops > 0 {
        println!("{} edges from an account to itself were left out", graph.loops);
    }
    Ok(())
}

fn progress(counts: Counts) -> ProgressBar {
    let bar = ProgressBar::new((counts.accounts + counts.follows + counts.statuses) as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg:10} {wide_bar} {pos}/{len} rows, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// The graph that was asked for, before anything is written.
fn read(options: &Options) -> Result<Graph, Failure> {
    if let Some(accounts) = options.origin.synthetic {
        if accounts == 0 {
            return Err(Failure("--synthetic must be 1 or more".to_owned()));
        }
        let mut edges = synthetic::edges(accounts, options.mean_degree, options.seed);
        edges.sort_unstable();
        return Ok(Graph::new((1..=u64::from(accounts)).collect(), &edges, options.directed, 0));
    }
    let Some(file) = &options.origin.edges else {
        return Err(Failure("there is no graph to seed".to_owned()));
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure(format!("{} cannot be read: {error}", file.display())))?;
    graph::parse(&text, options.directed).map_err(|fault| Failure(format!("{}: {fault}", file.display())))
}
