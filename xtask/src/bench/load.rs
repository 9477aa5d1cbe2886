//! The load generator: so many kept-alive connections, each sending its next request when its last was answered.
//!
//! It runs on one thread of its own, as it shares the machine with the server it measures. Any answer but 200 is
//! an error, and an error fails the run: a server that refuses is fast.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::crowd::judge;
use super::histogram::Histogram;
use super::procfs::cpu_seconds;
use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};
use crate::http::Connection;

/// Puts the bytes of a connection's n-th request into the empty buffer.
pub type Write = Arc<dyn Fn(usize, u64, &mut Vec<u8>) + Send + Sync>;

/// Where to send how much for how long.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Where the server listens.
    pub address: SocketAddr,
    /// Its process id.
    pub pid: u32,
    /// Connections that are busy at the same time.
    pub connections: usize,
    /// How long to send.
    pub duration: Duration,
    /// A connection ends after a multiple of so many requests, so that what one does the next can undo.
    pub step: u64,
}

/// What was measured.
pub struct Measured {
    /// Requests that were answered.
    pub requests: u64,
    /// Seconds from the first request to the last answer.
    pub seconds: f64,
    /// How long the requests took.
    pub latency: Histogram,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// Seconds of processor time that the server used meanwhile.
    pub cpu: f64,
}

impl Measured {
    /// Answered requests in a second.
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }
}

/// Sends requests until the time is over. Fails at the first answer that is not 200.
pub fn drive(plan: Plan, write: &Write) -> Result<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut opened = Vec::with_capacity(plan.connections);
        for _ in 0..plan.connections {
            opened.push(Connection::open(plan.address).await?);
        }
        let cpu_before = cpu_seconds(plan.pid)?;
        let began = now();
        let end = began + plan.duration;
        let mut tasks = JoinSet::new();
        for (index, connection) in opened.into_iter().enumerate() {
            tasks.spawn(busy(connection, index, (end, plan.step), Arc::clone(write)));
        }
        let mut all =
            Measured { requests: 0, seconds: 0.0, latency: Histogram::default(), bytes: 0, cpu: 0.0 };
        while let Some(ended) = tasks.join_next().await {
            let (latency, bytes) = ended.context("a connection's task ended badly")??;
            all.latency.merge(&latency);
            all.bytes += bytes;
        }
        all.requests = all.latency.total();
        all.seconds = began.elapsed().as_secs_f64();
        all.cpu = cpu_seconds(plan.pid)? - cpu_before;
        Ok(all)
    })
}

/// Sends these requests over one connection, one after the other, and says how long they took. Fails at the first answer
/// that is not 200.
pub fn in_turn<'a>(address: SocketAddr, requests: impl Iterator<Item = &'a [u8]>) -> Result<Histogram> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        let mut latency = Histogram::default();
        for request in requests {
            let began = now();
            let answer = connection.call(request).await?;
            latency.record(began.elapsed());
            judge(request, answer.status)?;
        }
        Ok(latency)
    })
}

/// One connection's work: request after request until `end`, and on to a multiple of `step`.
async fn busy(
    mut connection: Connection,
    index: usize,
    (end, step): (Instant, u64),
    write: Write,
) -> Result<(Histogram, u64)> {
    let mut latency = Histogram::default();
    let mut request = Vec::with_capacity(1024);
    let mut bytes = 0;
    let mut before = now();
    let mut turn = 0;
    while before < end || turn % step != 0 {
        request.clear();
        write(index, turn, &mut request);
        let answer = connection.call(&request).await?;
        if answer.status != 200 {
            let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]).into_owned();
            return Err(Failure::new(format!("answer {}: {body}", answer.status)));
        }
        bytes += answer.body.len() as u64;
        let after = now();
        latency.record(after - before);
        before = after;
        turn += 1;
    }
    Ok((latency, bytes))
}
