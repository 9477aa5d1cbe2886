//! Posting: as many statuses as the server takes, then as many as the database takes without it.

use std::sync::Arc;

use super::crowd::members;
use super::load::{Plan, drive};
use super::{Bars, Ground, figures, raw};
use crate::failure::Result;
use crate::http::form;
use crate::plain::Plain;

/// Posts in a second that 64 clients get through on SQLite.
const RATE_BAR: f64 = 5_000.0;

/// Measures and prints; the bars come back with the last line in them.
pub fn measure(ground: &Ground) -> Result<Bars> {
    let connections = ground.connections.unwrap_or(64);
    let server = ground.site.serve(&ground.cleanup)?;
    let address = server.address();
    let members = Arc::new(members(address, ground.names.clone(), ground.tokens.clone())?);
    let before = match &ground.plain {
        Plain::Sqlite(file) => raw::counts(file)?,
        Plain::Postgres(..) => raw::Counts::new(),
    };
    let plan = Plan { address, pid: server.pid(), connections, duration: ground.duration };
    let measured = drive(plan, move |connection, turn, out| {
        let member = &members[(connection + turn as usize * connections) % members.len()];
        let text =
            format!("status=Post+{turn}+of+connection+{connection},+written+to+see+how+many+there+can+be");
        form(out, "/api/v1/statuses", address, &member.token, &text);
    })?;
    println!("\nPOST /api/v1/statuses with {connections} clients");
    println!("{}", figures("post", &measured));
    let mut bars = Bars::default();
    bars.check_memory(server.pid())?;
    server.stop();
    if let Plain::Sqlite(file) = &ground.plain {
        let rate = measured.rate();
        bars.check(&format!("{rate:.0} posts/s (bar {RATE_BAR:.0})"), rate >= RATE_BAR);
        for table in raw::unmatched(&before, &raw::counts(file)?, measured.requests) {
            println!("note: rows that a post adds and the raw inserts do not: {table}");
        }
        let limit = raw::insert(file, ground.duration)?;
        println!("raw      {limit:>9.0} posts/s, the same rows in groups of 64");
        bars.last = format!("ratio post/raw = {:.2}", rate / limit);
    }
    Ok(bars)
}
