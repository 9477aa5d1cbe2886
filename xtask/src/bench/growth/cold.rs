//! The first requests to a server that was just started, with files that the kernel does not have in memory either.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;
use std::process::Command;

use crate::bench::histogram::Histogram;
use crate::bench::load::in_turn;
use crate::bench::options::Engine;
use crate::bench::scenario::Load;
use crate::failure::Result;
use crate::process::output;

/// Where the kernel is told to forget files (man 5 proc).
const DROP_CACHES: &str = "/proc/sys/vm/drop_caches";

/// Whether the files are out of memory.
#[derive(Clone, Copy)]
pub enum Cold {
    /// The kernel was told to forget them.
    Forgotten,
    /// We may not tell it.
    Kept,
    /// PostgreSQL has a cache of its own, which stays.
    Served,
}

impl fmt::Display for Cold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forgotten => "the server was restarted and the page cache dropped",
            Self::Kept => "the server was restarted; the page cache was NOT dropped, which only root may do",
            Self::Served => "the server was restarted; PostgreSQL and the page cache were not",
        })
    }
}

/// Tells the kernel to forget all files, once they are written.
pub fn forget_files(engine: Engine) -> Result<Cold> {
    if engine == Engine::Postgres {
        return Ok(Cold::Served);
    }
    output(&mut Command::new("sync"))?;
    Ok(if std::fs::write(DROP_CACHES, "3").is_ok() { Cold::Forgotten } else { Cold::Kept })
}

/// Sends these requests of the first connection, one after the other, and says how long they took.
pub fn first(address: SocketAddr, load: &Load, turns: Range<u64>) -> Result<Histogram> {
    let write = |turn| {
        let mut request = Vec::new();
        (load.write)(0, turn, &mut request);
        request
    };
    let requests: Vec<Vec<u8>> = turns.map(write).collect();
    in_turn(address, requests.iter().map(Vec::as_slice))
}
