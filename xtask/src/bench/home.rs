//! Reading home: the server while people write, then the same bytes from the limit, turn by turn.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::background::{Done, Writers};
use super::crowd::{Member, Page, homes, members};
use super::load::{Measured, Plan, drive};
use super::procfs::cpu_seconds;
use super::{Bars, Ground, HOME, figures, median};
use crate::cleanup::Group;
use crate::failure::{Context as _, Result};
use crate::http::request;
use crate::services::{free_port, wait_until};

/// Turns of limit and server; the figures are those of the middle one.
const ROUNDS: usize = 3;
/// Requests/s of home over those of the limit.
const RATIO_BAR: f64 = 0.25;
/// How long writers run before a measurement begins.
const RUN_UP: Duration = Duration::from_millis(500);

/// Homes that are compared with plain SQL.
const COMPARED: usize = 50;
/// How long counters may lag behind (2 s by promise).
const SETTLE: Duration = Duration::from_secs(3);

/// The server with what is needed to load it.
struct Subject {
    address: SocketAddr,
    pid: u32,
    members: Arc<Vec<Member>>,
    statuses: Arc<Mutex<Vec<String>>>,
}

/// Measures and prints; the bars come back with the last line in them.
pub fn measure(ground: &Ground) -> Result<Bars> {
    let server = ground.site.serve(&ground.cleanup)?;
    let members = Arc::new(members(server.address(), ground.names.clone(), ground.tokens.clone())?);
    let pages = homes(server.address(), members.iter())?;
    let mut statuses = pages.iter().map(Page::ids).collect::<Result<Vec<_>>>()?.concat();
    statuses.sort_unstable();
    statuses.dedup();
    let sample = typical(&pages).context("no home pages")?;
    println!("{} homes of {} accounts, typically {} bytes", pages.len(), members.len(), sample.body.len());
    let (limit, limit_address) = start_limit(ground, sample)?;
    let statuses = Arc::new(Mutex::new(statuses));
    let subject = Subject { address: server.address(), pid: server.pid(), members, statuses };

    let (mut limits, mut home_runs, mut done) = (Vec::new(), Vec::new(), Done::default());
    for _ in 0..ROUNDS {
        limits.push(run(ground, "limit", (limit_address, limit.pid()), &subject.members)?);
        let (measured, written) = run_with_writers(ground, &subject)?;
        home_runs.push(measured);
        done.add(written);
    }
    limit.stop();
    let idle = writers_alone(ground, &subject)?;
    let mut bars = Bars::default();
    report(&mut bars, &median(home_runs)?, &median(limits)?, done, idle);
    bars.check_memory(subject.pid)?;
    compare(ground, &subject)?;
    server.stop();
    Ok(bars)
}

/// Compares the homes of some accounts with plain SQL, once nobody writes any more.
fn compare(ground: &Ground, subject: &Subject) -> Result<()> {
    std::thread::sleep(SETTLE);
    ground.plain.assert_simple()?;
    let step = (subject.members.len() / COMPARED).max(1);
    let sample: Vec<_> = subject.members.iter().step_by(step).collect();
    let pages = homes(subject.address, sample.iter().copied())?;
    sample.iter().zip(&pages).try_for_each(|(member, page)| ground.plain.compare(member, page))?;
    println!("ok      {} homes are what plain SQL says", pages.len());
    Ok(())
}

/// Prints the figures of the middle runs and sets the last line.
fn report(bars: &mut Bars, home: &Measured, limit: &Measured, done: Done, idle: f64) {
    println!("\nGET {HOME}, the middle of {ROUNDS} runs each; only home is read while others write");
    println!("{}", figures("home", home));
    let net = (home.cpu - idle * home.seconds) / home.requests as f64 * 1e6;
    println!(
        "{:<8} of its CPU {net:.1} us/request without that of the writes, which alone use {:.0} ms/s",
        "",
        idle * 1e3
    );
    println!("{}", figures("limit", limit));
    let size = |measured: &Measured| measured.bytes / measured.requests.max(1);
    println!("bytes of a body: home {}, limit {}", size(home), size(limit));
    println!("written meanwhile: {done}");
    let ratio = home.rate() / limit.rate();
    bars.check(&format!("home/limit {ratio:.2} (bar {RATIO_BAR})"), ratio >= RATIO_BAR);
    bars.last = format!("ratio home/limit = {ratio:.2}");
}

/// One measurement over all accounts of the server that listens there with that process id, and its line.
fn run(
    ground: &Ground,
    name: &str,
    (address, pid): (SocketAddr, u32),
    members: &[Member],
) -> Result<Measured> {
    let connections = ground.connections.unwrap_or(32);
    let requests: Vec<_> =
        members.iter().map(|member| request("GET", HOME, address, &member.token)).collect();
    let count = requests.len();
    let plan = Plan { address, pid, connections, duration: ground.duration };
    let measured = drive(plan, move |connection, turn, out| {
        // Each connection walks all accounts, from a place of its own.
        let at = (connection * count / connections + turn as usize) % count;
        out.extend_from_slice(&requests[at]);
    })?;
    println!("{}", figures(name, &measured));
    Ok(measured)
}

fn run_with_writers(ground: &Ground, subject: &Subject) -> Result<(Measured, Done)> {
    let writers = start_writers(subject);
    std::thread::sleep(RUN_UP);
    let measured = run(ground, "home", (subject.address, subject.pid), &subject.members);
    let done = writers.finish()?;
    Ok((measured?, done))
}

fn start_writers(subject: &Subject) -> Writers {
    Writers::start(subject.address, Arc::clone(&subject.members), Arc::clone(&subject.statuses))
}

/// The processor seconds that the server uses in a second of writes while nobody reads.
fn writers_alone(ground: &Ground, subject: &Subject) -> Result<f64> {
    let writers = start_writers(subject);
    std::thread::sleep(RUN_UP);
    let before = cpu_seconds(subject.pid)?;
    let seconds = ground.duration.min(Duration::from_secs(5));
    std::thread::sleep(seconds);
    let used = cpu_seconds(subject.pid)? - before;
    writers.finish()?;
    Ok(used / seconds.as_secs_f64())
}

/// The page whose length is nearest to the mean.
fn typical(pages: &[Page]) -> Option<&Page> {
    let mean = pages.iter().map(|page| page.body.len()).sum::<usize>() / pages.len().max(1);
    pages.iter().min_by_key(|page| page.body.len().abs_diff(mean))
}

/// Starts the bare server on the bytes and headers of `page`.
fn start_limit(ground: &Ground, page: &Page) -> Result<(Group, SocketAddr)> {
    let (body, headers) = (ground.site.data().join("limit.body"), ground.site.data().join("limit.headers"));
    std::fs::write(&body, &page.body)?;
    std::fs::write(&headers, page.constant_headers())?;
    let port = free_port()?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut command = Command::new(ground.programs.join("limit"));
    let group = ground.cleanup.spawn(command.arg(port.to_string()).arg(body).arg(headers), "TERM")?;
    wait_until(&group, "the limit", || std::net::TcpStream::connect(address).is_ok())?;
    Ok((group, address))
}
