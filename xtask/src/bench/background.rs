//! What goes on while pages are measured: people post, favourite and follow at a steady rate.
//!
//! The writers keep their own time: one that was held up sends the next requests at once, so that the rate holds
//! as long as the server can. What was reached is reported, not what was wished.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::crowd::Member;
use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};
use crate::http::{Connection, form, request};
use crate::random::Random;

/// Writes in a second, of each kind.
const POSTS: u32 = 200;
const FAVOURITES: u32 = 200;
const FOLLOWS: u32 = 50;
/// Connections for each kind.
const POSTING: u32 = 8;
const FAVOURING: u32 = 8;
const FOLLOWING: u32 = 4;

/// Writers at work on a thread of their own.
pub struct Writers {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<Done>>,
}

/// How much was written.
#[derive(Clone, Copy, Default)]
pub struct Done {
    posts: u64,
    favourites: u64,
    follows: u64,
    seconds: f64,
}

/// What one connection needs for its work.
struct Writer {
    connection: Connection,
    address: SocketAddr,
    members: Arc<Vec<Member>>,
    statuses: Arc<Mutex<Vec<String>>>,
    random: Random,
    request: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Kind {
    Post,
    Favourite,
    Follow,
}

impl Writers {
    /// Starts to write. `statuses` are the ids to favourite; new posts are added to them.
    pub fn start(address: SocketAddr, members: Arc<Vec<Member>>, statuses: Arc<Mutex<Vec<String>>>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(write_all(address, &members, &statuses, &flag))
        });
        Self { stop, thread }
    }

    /// Stops, and says how much was written. Fails when a write was refused.
    pub fn finish(self) -> Result<Done> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| Failure::new("the writers' thread failed"))?
    }
}

impl Done {
    /// Requests in a second, of all kinds; a follow is two, as it is taken back.
    pub fn rate(&self) -> f64 {
        (self.posts + self.favourites + 2 * self.follows) as f64 / self.seconds
    }
}

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = |count: u64| count as f64 / self.seconds;
        write!(
            f,
            "{:.0} of {POSTS} posts/s, {:.0} of {FAVOURITES} favourites/s, {:.0} of {FOLLOWS} follows/s with as many unfollows",
            rate(self.posts),
            rate(self.favourites),
            rate(self.follows)
        )
    }
}

/// Runs every connection until `stop` and counts what they did.
async fn write_all(
    address: SocketAddr,
    members: &Arc<Vec<Member>>,
    statuses: &Arc<Mutex<Vec<String>>>,
    stop: &Arc<AtomicBool>,
) -> Result<Done> {
    let began = now();
    let mut tasks = JoinSet::new();
    let kinds = [
        (Kind::Post, POSTS, POSTING),
        (Kind::Favourite, FAVOURITES, FAVOURING),
        (Kind::Follow, FOLLOWS, FOLLOWING),
    ];
    for (kind, rate, connections) in kinds {
        for _ in 0..connections {
            let writer = Writer {
                connection: Connection::open(address).await?,
                address,
                members: Arc::clone(members),
                statuses: Arc::clone(statuses),
                random: Random::new(tasks.len() as u64),
                request: Vec::new(),
            };
            let period = Duration::from_secs(1) * connections / rate;
            tasks.spawn(writer.work(kind, period, Arc::clone(stop)));
        }
    }
    let mut done = Done::default();
    while let Some(ended) = tasks.join_next().await {
        let (kind, count) = ended.context("a writer's task failed")??;
        match kind {
            Kind::Post => done.posts += count,
            Kind::Favourite => done.favourites += count,
            Kind::Follow => done.follows += count,
        }
    }
    done.seconds = began.elapsed().as_secs_f64();
    Ok(done)
}

impl Writer {
    /// Writes once a period until `stop`, and says how often.
    async fn work(mut self, kind: Kind, period: Duration, stop: Arc<AtomicBool>) -> Result<(Kind, u64)> {
        let mut ticks = interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut count = 0;
        while !stop.load(Ordering::Relaxed) {
            ticks.tick().await;
            match kind {
                Kind::Post => self.post(count).await?,
                Kind::Favourite => self.favourite().await?,
                Kind::Follow => self.follow().await?,
            }
            count += 1;
        }
        Ok((kind, count))
    }

    async fn post(&mut self, count: u64) -> Result<()> {
        let member = self.random.below(self.members.len());
        let text = format!("status=Post+{count}+while+pages+are+read,+by+{}", self.members[member].name);
        form(&mut self.request, "/api/v1/statuses", self.address, &self.members[member].token, &text);
        let answer = self.connection.call(&self.request).await?;
        judge("post", answer.status)?;
        let value: serde_json::Value = serde_json::from_slice(answer.body)?;
        let id = value["id"].as_str().context("a status without an id")?.to_owned();
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner).push(id);
        Ok(())
    }

    async fn favourite(&mut self) -> Result<()> {
        let member = self.random.below(self.members.len());
        let status = {
            let statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
            statuses[self.random.below(statuses.len())].clone()
        };
        self.tell(member, &format!("/api/v1/statuses/{status}/favourite")).await
    }

    /// Follows and unfollows a random pair, which keeps the graph what it was but for the few who followed before.
    async fn follow(&mut self) -> Result<()> {
        let source = self.random.below(self.members.len());
        let other = (source + 1 + self.random.below(self.members.len() - 1)) % self.members.len();
        let target = self.members[other].id.clone();
        self.tell(source, &format!("/api/v1/accounts/{target}/follow")).await?;
        self.tell(source, &format!("/api/v1/accounts/{target}/unfollow")).await
    }

    async fn tell(&mut self, member: usize, path: &str) -> Result<()> {
        let bytes = request("POST", path, self.address, &self.members[member].token);
        let answer = self.connection.call(&bytes).await?;
        judge(path, answer.status)
    }
}

fn judge(what: &str, status: u16) -> Result<()> {
    if status == 200 { Ok(()) } else { Err(Failure::new(format!("{what} in the background: {status}"))) }
}
