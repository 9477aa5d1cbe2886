//! What the program costs before anybody uses it: its size, its start, and a server that nobody asks for anything.
//! The server stands on a seeded database, with its settings as they are by default.

use std::time::Duration;

use super::ground::Ground;
use super::options::Engine;
use super::procfs::{cpu_seconds, memory};
use super::report::{Bars, median};
use super::results::Sheet;
use crate::cleanup::Cleanup;
use crate::clock::now;
use crate::failure::{Failure, Result};
use crate::server::{Site, answers};

/// The table in the file of results.
pub const SHEET: (&str, &[&str]) = ("Lean", &["figure", "engine", "value", "bar"]);

/// Starts of which the middle one counts.
const STARTS: usize = 9;
/// How long nobody asks for anything.
const IDLE: Duration = Duration::from_secs(20);
/// How long a server has for what it does once after its start.
const SETTLE: Duration = Duration::from_secs(2);
/// A server that takes longer to answer has failed.
const PATIENCE: Duration = Duration::from_secs(10);

const START_BAR: f64 = 50.0;
const MEMORY_BAR: f64 = 30.0;
const SIZE_BAR: f64 = 60.0;
const CPU_BAR: f64 = 0.2;
const MIB: f64 = 1_048_576.0;

/// Measures all of it, and prints each figure against its bar.
pub fn measure(cleanup: &Cleanup, ground: &Ground, engine: Engine, bars: &mut Bars) -> Result<Sheet> {
    println!("\n== lean on {}", engine.name());
    let copy = ground.copy(cleanup, "lean")?;
    let token = ground.tokens.first().map_or("", String::as_str);
    let starts = (0..STARTS).map(|_| start(cleanup, &copy.site, token)).collect::<Result<Vec<f64>>>()?;
    let (used, cpu) = idle(cleanup, &copy.site)?;
    let size = std::fs::metadata(copy.site.program())?.len() as f64 / MIB;
    let figures = [
        ("start to the first home page", median(starts, |start| *start)?, START_BAR, "ms"),
        ("memory in use when idle", used, MEMORY_BAR, "MB"),
        ("size of the program", size, SIZE_BAR, "MB"),
        ("CPU when idle", cpu, CPU_BAR, "%"),
    ];
    let mut rows = Vec::new();
    for (name, value, bar, unit) in figures {
        let text = format!("{name} {value:.2} {unit} (bar {bar} {unit})");
        bars.check(&text, value <= bar);
        let cells = [name.to_owned(), engine.name().to_owned(), format!("{value:.2} {unit}")];
        rows.push(cells.into_iter().chain([format!("{bar} {unit}")]).collect());
    }
    Ok(Sheet { of: SHEET, engine, rows })
}

/// Milliseconds from the start of the program to the whole first home page of somebody.
fn start(cleanup: &Cleanup, site: &Site, token: &str) -> Result<f64> {
    let began = now();
    let server = site.spawn(cleanup)?;
    while !answers(server.address(), "/api/v1/timelines/home", token) {
        if began.elapsed() > PATIENCE || server.code().is_some() {
            return Err(server.explain(&Failure::new("the server did not answer")));
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    let took = began.elapsed();
    server.end(cleanup);
    Ok(took.as_secs_f64() * 1e3)
}

/// Memory (MB) and processor time (percent of one core) of a server that nobody asks for anything.
fn idle(cleanup: &Cleanup, site: &Site) -> Result<(f64, f64)> {
    let server = site.serve(cleanup)?;
    std::thread::sleep(SETTLE);
    let before = cpu_seconds(server.pid())?;
    std::thread::sleep(IDLE);
    let cpu = cpu_seconds(server.pid())? - before;
    let used = memory(server.pid())?.now as f64 / MIB;
    server.end(cleanup);
    Ok((used, cpu / IDLE.as_secs_f64() * 100.0))
}
