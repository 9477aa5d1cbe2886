//! The command line: `kinfolk [serve]` and the commands beside it.
//!
//! What a command was asked for goes to the standard output and nothing else does; logs, progress
//! and errors go to the error stream. A command that failed ends with a status other than 0 after one
//! sentence for each fault.
//!
//! **Not here:** what commands do to data: each calls the module that owns it.

mod account;
mod archive;
mod backup;
mod copy;
mod doctor;
mod healthcheck;
mod jobs;
mod large_pages;
mod open;
mod restore;
mod seed;
mod serve;
mod token;

use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use base::Error;
use clap::{Parser, Subcommand};
use futures_util::future::BoxFuture;

use crate::app;
use crate::core::config::{Faults, Sources};
use crate::core::{Config, State, telemetry};

use open::open;

/// A social network that people run themselves.
#[derive(Parser)]
#[command(
    name = "kinfolk",
    version,
    after_help = "Settings: kinfolk.toml or KINFOLK_… variables; see docs/config.md."
)]
struct Cli {
    /// Read settings from this file instead of kinfolk.toml in the current folder.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server (the default); migrates the database first.
    Serve,
    /// Make, list and look after accounts.
    #[command(subcommand)]
    Account(account::Command),
    /// Make access tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// Fill the database.
    #[command(subcommand)]
    Seed(seed::Command),
    /// Look at work in the background and try again what failed.
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Bring the database's schema up to date.
    Migrate,
    /// Write everything that the server knows into one file, also while it serves.
    Backup(backup::Asked),
    /// Put back what `backup` wrote; not while a server serves.
    Restore(restore::Asked),
    /// Look at everything the server needs and say what to do about faults.
    Doctor,
    /// Move databases.
    #[command(subcommand)]
    Db(copy::Command),
    /// Print the OpenAPI document of the API.
    Openapi,
    /// Succeed if the server of these settings answers; for containers.
    Healthcheck,
}

/// Why a command failed: sentences for the person at the terminal.
struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self(faults.to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// What a program built on this one adds to its server.
#[derive(Clone, Copy)]
pub struct Extra {
    /// One more module.
    pub install: app::Install,
    /// Done once the state is there, before anything is served.
    pub prepare: fn(State) -> BoxFuture<'static, base::Result<()>>,
}

impl Extra {
    /// Nothing.
    const NONE: Self = Self { install: |builder| builder, prepare: |_| Box::pin(async { Ok(()) }) };
}

/// Runs the program with this process's arguments and environment.
#[must_use]
pub fn main() -> ExitCode {
    main_with(Extra::NONE)
}

/// The same with a server that does more; the other commands are as they are.
#[must_use]
pub fn main_with(extra: Extra) -> ExitCode {
    match run(Cli::parse(), extra) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for sentence in failure.to_string().lines() {
                eprintln!("kinfolk: {sentence}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, extra: Extra) -> Result<(), Failure> {
    let command = cli.command.unwrap_or(Command::Serve);
    if matches!(command, Command::Openapi) {
        return print_openapi();
    }
    let config = Sources::of_process(cli.config.as_deref()).and_then(|sources| Config::load(&sources));
    let config = match (config, &command) {
        (Ok(config), _) => config,
        (Err(faults), Command::Doctor) => return doctor::told(faults),
        (Err(faults), _) => return Err(faults.into()),
    };
    telemetry::start(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(std::thread::available_parallelism().map_or(1, usize::from))
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            Command::Serve => serve::run(config, extra).await,
            Command::Account(command) => account::run(config, command).await,
            Command::Token(command) => token::run(config, command).await,
            Command::Seed(command) => seed::run(config, command).await,
            Command::Migrate => open::migrate(config).await,
            Command::Backup(asked) => backup::run(config, asked).await,
            Command::Restore(asked) => restore::run(config, asked).await,
            Command::Doctor => doctor::run(config).await,
            Command::Db(command) => copy::run(command).await,
            Command::Jobs(command) => jobs::run(config, command).await,
            Command::Healthcheck => healthcheck::run(config).await,
            Command::Openapi => print_openapi(),
        }
    })
}

/// Needs no settings and no database: the document is part of the program.
fn print_openapi() -> Result<(), Failure> {
    writeln!(std::io::stdout().lock(), "{}", app::openapi())?;
    Ok(())
}

/// 80 random bits as four groups of hexadecimal digits.
fn password() -> String {
    let hex = base::random::hex(10);
    let groups: Vec<&str> = (0..4).filter_map(|nth| hex.get(nth * 5..nth * 5 + 5)).collect();
    groups.join("-")
}

/// Unix milliseconds as `2026-01-31T12:00:00Z`.
fn rfc3339(ms: i64) -> String {
    time(ms, "%Y-%m-%dT%H:%M:%SZ")
}

/// Unix milliseconds as `20260131T120000Z`, for names of files.
fn compact_time(ms: i64) -> String {
    time(ms, "%Y%m%dT%H%M%SZ")
}

fn time(ms: i64, format: &str) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().strftime(format).to_string()
}
