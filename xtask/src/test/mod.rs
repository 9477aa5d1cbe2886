//! `cargo xtask test`: every test of the project, in order, with a table at the end.
//!
//! A part that cannot run for want of a program is named; with `CI=true` it counts as failed, so that a machine
//! which tests nothing is not taken for one where everything passes.

pub mod browser;
mod chaos;
mod clients;
mod deploy;
mod npm;
mod report;
mod unit;

use clap::ValueEnum;

use crate::cleanup::Cleanup;
use crate::clock::now;
use crate::failure::{Failure, Result};
use crate::host::{self, Tool};
use crate::process::run;
use crate::project::{BUILD, build_release, cargo};
use crate::services::{Cluster, Durability, start_redis};
use report::{Outcome, Report};

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The code is formatted.
    Fmt,
    /// The linter is content, with warnings as errors.
    Clippy,
    /// Every Rust test, on SQLite and PostgreSQL.
    Unit,
    /// People use the pages in a browser.
    Browser,
    /// Other people's clients use the API.
    Clients,
    /// A server is killed under load a few times and loses nothing.
    Chaos,
    /// What is shipped beside the program is understood by those who read it.
    Deploy,
}

/// What `cargo xtask test` takes.
#[derive(clap::Args)]
pub struct Options {
    /// Run only these parts.
    #[arg(long, value_delimiter = ',', value_name = "PART,…")]
    only: Vec<Part>,
    /// Install nothing by apt; name what is missing.
    #[arg(long)]
    no_install: bool,
}

/// What the parts share: services that were started for them.
pub struct Fixture {
    cleanup: Cleanup,
    cluster: Option<Cluster>,
    redis: Option<String>,
}

/// Runs the chosen parts and prints the report. Fails when a part failed.
pub fn test(cleanup: &Cleanup, options: &Options) -> Result<()> {
    let wanted = |part: Part| options.only.is_empty() || options.only.contains(&part);
    let tools: Vec<Tool> =
        Tool::ALL.into_iter().filter(|tool| needed_by(*tool).iter().any(|part| wanted(*part))).collect();
    let missing = host::ensure(&tools, !options.no_install);
    let mut report = Report::new(std::env::var("CI").is_ok_and(|value| value == "true"));
    for tool in &missing {
        report.add(tool.name(), Outcome::NotRun("it is not installed".to_owned()), 0.0);
    }
    let fixture = prepare(cleanup, &tools, &missing, &mut report);
    for part in Part::value_variants().iter().copied().filter(|part| wanted(*part)) {
        let absent = missing.iter().find(|tool| needs(part).contains(tool));
        run_part(part, absent.copied(), &fixture, &mut report);
    }
    report.finish()
}

/// Starts the services that the wanted parts use, as far as they are installed. The tests run without them too,
/// so a service that does not start is a failure of its own.
fn prepare(cleanup: &Cleanup, tools: &[Tool], missing: &[Tool], report: &mut Report) -> Fixture {
    let start = |tool: Tool| tools.contains(&tool) && !missing.contains(&tool);
    let mut fixture = Fixture { cleanup: cleanup.clone(), cluster: None, redis: None };
    if start(Tool::Postgres) {
        match Cluster::start(cleanup, Durability::Fast) {
            Ok(cluster) => fixture.cluster = Some(cluster),
            Err(failure) => report.add(Tool::Postgres.name(), Outcome::Failed(failure.to_string()), 0.0),
        }
    }
    if start(Tool::Redis) {
        match start_redis(cleanup) {
            Ok(url) => fixture.redis = Some(url),
            Err(failure) => report.add(Tool::Redis.name(), Outcome::Failed(failure.to_string()), 0.0),
        }
    }
    fixture
}

/// Runs one part with a line before and after, and adds it to the report.
fn run_part(part: Part, absent: Option<Tool>, fixture: &Fixture, report: &mut Report) {
    let (name, what) = describe(part);
    if let Some(tool) = absent {
        report.add(name, Outcome::NotRun(format!("{} is not installed", tool.name())), 0.0);
        return;
    }
    println!("\n== {name}: {what}");
    let began = now();
    let outcome = match perform(part, fixture) {
        Ok(detail) => Outcome::Passed(detail),
        Err(failure) => Outcome::Failed(failure.to_string()),
    };
    report.add(name, outcome, began.elapsed().as_secs_f64());
}

/// The part's name in the report and what it runs.
fn describe(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Fmt => ("fmt", "cargo fmt --check"),
        Part::Clippy => ("clippy", "cargo clippy --workspace --all-targets -- -D warnings"),
        Part::Unit => ("unit", "cargo test --workspace"),
        Part::Browser => ("browser", "people use the pages in Chromium"),
        Part::Clients => ("clients", "Mastodon.py, toot and masto use the API, and the quick start runs"),
        Part::Chaos => ("chaos", "a server is killed under load and loses nothing"),
        Part::Deploy => ("deploy", "linters read Dockerfile, compose file, unit and nginx's files"),
    }
}

/// Runs one part; the text tells how much it checked.
fn perform(part: Part, fixture: &Fixture) -> Result<String> {
    match part {
        Part::Fmt => plain(fixture, &["fmt", "--all", "--check"]),
        Part::Clippy => plain(fixture, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        Part::Unit => unit::run(fixture),
        Part::Browser => browser::run(fixture),
        Part::Clients => clients::run(fixture),
        Part::Chaos => chaos::run(fixture),
        Part::Deploy => deploy::run(fixture),
    }
}

fn plain(fixture: &Fixture, words: &[&str]) -> Result<String> {
    run(&fixture.cleanup, &mut cargo(words), BUILD).map(|()| String::new())
}

/// The release program that browser and clients talk to. The second call finds it built.
fn program(fixture: &Fixture) -> Result<std::path::PathBuf> {
    let program = build_release(&fixture.cleanup, &["kinfolk"])?.join("kinfolk");
    if program.exists() { Ok(program) } else { Err(Failure::new("the build made no program")) }
}

/// The tools without which a part cannot run at all.
fn needs(part: Part) -> &'static [Tool] {
    match part {
        Part::Fmt | Part::Clippy | Part::Unit | Part::Chaos => &[],
        Part::Browser => &[Tool::Chromium, Tool::Node],
        Part::Clients => &[Tool::Python, Tool::Node, Tool::Jq],
        Part::Deploy => &[Tool::Node, Tool::Compose, Tool::Systemd, Tool::Nginx],
    }
}

/// The parts that use a tool; those that do not need it skip only what does.
fn needed_by(tool: Tool) -> &'static [Part] {
    match tool {
        Tool::Postgres => &[Part::Unit, Part::Clients, Part::Chaos],
        Tool::Redis | Tool::Strace => &[Part::Unit],
        Tool::Chromium => &[Part::Browser],
        Tool::Node => &[Part::Browser, Part::Clients, Part::Deploy],
        Tool::Compose | Tool::Systemd | Tool::Nginx => &[Part::Deploy],
        Tool::Python | Tool::Jq => &[Part::Clients],
    }
}
