//! Posting: as many statuses as the server takes.

use std::sync::Arc;

use super::crowd::members;
use super::http::form;
use super::load::{Plan, drive};
use super::{Bars, Engine, Ground, figures};
use crate::failure::Result;

/// Posts in a second that 64 clients get through on SQLite.
const RATE_BAR: f64 = 5_000.0;

/// Measures and prints; the bars come back with the last line in them.
pub fn measure(ground: &Ground) -> Result<Bars> {
    let connections = ground.connections.unwrap_or(64);
    let server = ground.site.serve(&ground.cleanup)?;
    let address = server.address();
    let members = Arc::new(members(address, ground.names.clone(), ground.tokens.clone())?);
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
    if ground.engine == Engine::Sqlite {
        bars.check(
            &format!("{:.0} posts/s (bar {RATE_BAR:.0})", measured.rate()),
            measured.rate() >= RATE_BAR,
        );
    }
    bars.check_memory(server.pid())?;
    server.stop();
    Ok(bars)
}
