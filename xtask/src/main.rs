//! `cargo xtask`: the project's own commands, for people who work on it.
//!
//! What operators run is the program `kinfolk`; nothing here is shipped. `bench/README.md` says what the
//! benchmark measures.

mod bench;
mod chaos;
mod cleanup;
mod clock;
mod failure;
mod host;
mod http;
mod plain;
mod process;
mod project;
mod random;
mod server;
mod services;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use cleanup::Cleanup;
use failure::Result;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every test of the project; install by apt what is missing for it.
    Test(test::Options),
    /// Measure how fast pages and writes are, beside limits.
    Bench(bench::Options),
    /// Kill a server again and again under load, and check after each restart that nothing acknowledged is lost.
    Chaos(chaos::Options),
    /// Take pictures of every page, on a phone and on a desk, light and dark, into the folder `screenshots`.
    Screenshots,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command and undoes what it started, however it ends.
fn run(command: &Command) -> Result<()> {
    let cleanup = Cleanup::with_signals()?;
    let ended = match command {
        Command::Test(options) => test::test(&cleanup, options),
        Command::Bench(options) => bench::bench(&cleanup, options),
        Command::Chaos(options) => chaos::chaos(&cleanup, options),
        Command::Screenshots => test::browser::screenshots(&cleanup),
    };
    cleanup.close();
    ended
}
