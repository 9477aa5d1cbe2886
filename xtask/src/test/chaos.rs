//! A short run of `cargo xtask chaos`, with the program that the unit tests have built anyway.

use super::Fixture;
use crate::chaos::{Engine, Options, build, kill_runs};
use crate::failure::Result;

/// How often the server is killed on each engine.
const KILLS: u32 = 8;

/// Kills the server on SQLite, and on PostgreSQL where that is installed.
pub fn run(fixture: &Fixture) -> Result<String> {
    let engine = if fixture.cluster.is_some() { Engine::Both } else { Engine::Sqlite };
    let program = build(&fixture.cleanup, false)?;
    let options =
        Options { kills: KILLS, outages: 1, engine, clients: 16, binary: None, no_probe: false, seed: None };
    kill_runs(&fixture.cleanup, &options, &program)
}
