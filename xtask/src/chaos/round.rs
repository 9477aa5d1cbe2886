//! The rounds of one engine: start, check, load, kill.

use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::Options;
use super::audit::{Depth, Rows, audit};
use super::client::{Client, Shared};
use super::ledger::{Ledger, sum};
use super::recount::recount;
use super::table::Outcome;
use super::visit::visit;
use crate::cleanup::Cleanup;
use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;
use crate::random::Random;
use crate::server::{Server, Site};
use crate::services::Cluster;

/// What the tokens may do.
const SCOPES: &str = "read write follow";
/// Every so many kills one strikes while the server starts.
const AT_START: u32 = 8;
/// How long jobs and events of killed servers may take in the end. Their leases last 30 s.
const SETTLE: Duration = Duration::from_secs(90);
/// A run with more violations than this has shown enough.
const ENOUGH: usize = 20;

/// One engine's run.
pub struct Run {
    pub(super) cleanup: Cleanup,
    pub(super) site: Site,
    pub(super) plain: Plain,
    pub(super) cluster: Option<Cluster>,
    pub(super) runtime: Runtime,
    pub(super) clients: Vec<Client>,
    pub(super) random: Random,
    pub(super) faults: Vec<String>,
    pub(super) outages: u32,
    pub(super) recoveries: Vec<Duration>,
    /// Open statuses, kept over restarts.
    board: Vec<i64>,
    pub(super) probe: bool,
    kills: u32,
    kills_at_start: u32,
    checks: u32,
    starts: Vec<Duration>,
    statuses: usize,
    began: std::time::Instant,
}

impl Run {
    /// Makes the accounts and their tokens on an empty site.
    pub fn prepare(
        cleanup: &Cleanup,
        site: Site,
        plain: Plain,
        cluster: Option<Cluster>,
        options: &Options,
        seed: u64,
    ) -> Result<Self> {
        site.ask(&["migrate"])?;
        let mut clients = Vec::new();
        for number in 0..options.clients {
            let (name, email) = (format!("c{number}"), format!("c{number}@example.org"));
            site.ask(&["account", "create", &name, "--email", &email, "--password", "of no consequence"])?;
            let token = site.ask(&["token", "create", &name, "--scopes", SCOPES])?;
            let rows = plain.rows(&format!("SELECT id FROM accounts WHERE username = '{name}'"))?;
            let id = rows.concat().first().and_then(|id| id.parse().ok());
            clients.push(Client::new(number, token, id.context("an account was not made")?, seed));
        }
        Ok(Self {
            cleanup: cleanup.clone(),
            site,
            plain,
            cluster,
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()?,
            clients,
            random: Random::new(seed),
            faults: Vec::new(),
            outages: 0,
            recoveries: Vec::new(),
            board: Vec::new(),
            probe: !options.no_probe,
            kills: 0,
            kills_at_start: 0,
            checks: 0,
            starts: Vec::new(),
            statuses: 0,
            began: now(),
        })
    }

    /// All rounds, the outages of the database, and the end.
    pub fn whole(&mut self, kills: u32, outages: u32) -> Result<()> {
        while self.kills < kills && self.faults.len() < ENOUGH {
            self.round()?;
            if self.kills.is_multiple_of(20) {
                println!(
                    "{} kills, {} statuses, {} violations",
                    self.kills,
                    self.statuses,
                    self.faults.len()
                );
            }
        }
        if self.cluster.is_some() {
            for _ in 0..outages {
                self.outage()?;
            }
        }
        self.end()
    }

    /// Starts, checks, loads and kills.
    fn round(&mut self) -> Result<()> {
        if self.kills % AT_START == AT_START - 1 {
            let server = self.site.spawn(&self.cleanup)?;
            thread::sleep(Duration::from_millis(self.random.below(200) as u64));
            server.kill(&self.cleanup);
            self.kills_at_start += 1;
            self.kills += 1;
            return Ok(());
        }
        let server = self.start()?;
        self.examine(&server, Depth { probe: self.probe, settled: false })?;
        let moment = Duration::from_millis(50 + self.random.below(1450) as u64);
        let (victim, cleanup) = (server.clone(), self.cleanup.clone());
        self.load(&server, false, async move |_| {
            tokio::time::sleep(moment).await;
            // On a thread of its own, so that clients go on to the last moment.
            tokio::task::spawn_blocking(move || victim.kill(&cleanup)).await.context("the killer failed")
        })?;
        self.kills += 1;
        self.look_for_panic(&server);
        Ok(())
    }

    /// Starts the server and notes how long it took to answer.
    pub(super) fn start(&mut self) -> Result<Server> {
        let began = now();
        let server = self.site.serve(&self.cleanup)?;
        self.starts.push(began.elapsed());
        Ok(server)
    }

    /// Sets all clients to work until they are done, while `meanwhile` happens.
    pub(super) fn load(
        &mut self,
        server: &Server,
        patient: bool,
        meanwhile: impl AsyncFnOnce(Arc<Shared>) -> Result<()>,
    ) -> Result<()> {
        let shared = Arc::new(Shared {
            address: server.address(),
            accounts: self.clients.iter().map(|client| client.ledger.account).collect(),
            board: Mutex::new(std::mem::take(&mut self.board)),
            done: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            patient,
        });
        let clients = std::mem::take(&mut self.clients);
        self.clients = self.runtime.block_on(async {
            let mut work = JoinSet::new();
            for client in clients {
                work.spawn(client.work(Arc::clone(&shared)));
            }
            meanwhile(Arc::clone(&shared)).await?;
            let mut clients = Vec::new();
            while let Some(client) = work.join_next().await {
                clients.push(client.context("a client failed")?);
            }
            clients.sort_by_key(|client| client.number);
            Ok::<_, Failure>(clients)
        })?;
        self.board = std::mem::take(&mut shared.board.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }

    /// Checks everything by SQL and through the API, and settles what was open.
    pub(super) fn examine(&mut self, server: &Server, depth: Depth) -> Result<()> {
        let rows = Rows::read(&self.plain, depth.probe)?;
        let mut found = recount(&self.plain)?;
        let mut ledgers: Vec<Ledger> =
            self.clients.iter_mut().map(|client| std::mem::take(&mut client.ledger)).collect();
        found.extend(audit(&mut ledgers, &rows, depth));
        for (client, ledger) in self.clients.iter_mut().zip(ledgers) {
            client.ledger = ledger;
        }
        found.extend(self.runtime.block_on(visit(server.address(), &self.plain, &self.clients, &rows))?);
        self.checks += 1;
        self.statuses = rows.statuses.len();
        let when = format!("after kill {}, outage {}", self.kills, self.outages);
        self.faults.extend(found.into_iter().map(|fault| format!("{when}: {fault}")));
        Ok(())
    }

    /// A panic is a fault even if nothing was lost by it.
    pub(super) fn look_for_panic(&mut self, server: &Server) {
        if let Some(line) = server.log().lines().find(|line| line.contains("panicked")) {
            self.faults.push(format!("after kill {}: the server's log says: {line}", self.kills));
        }
    }

    /// The last check, after all jobs and events of killed servers were taken over, and an orderly end.
    fn end(&mut self) -> Result<()> {
        let server = self.start()?;
        if self.probe {
            self.settle()?;
        }
        self.examine(&server, Depth { probe: self.probe, settled: self.probe })?;
        server.stop();
        self.look_for_panic(&server);
        if server.code() != Some(0) {
            self.faults
                .push(format!("at the end the server was asked to stop, and ended with {:?}", server.code()));
        }
        Ok(())
    }

    /// Waits until no job of ours and no event is left; what stays is a violation.
    fn settle(&mut self) -> Result<()> {
        let left = [
            ("jobs that wait", "SELECT count(*) FROM jobs WHERE dead_at IS NULL"),
            ("events that nobody told", "SELECT count(*) FROM outbox WHERE done_at IS NULL"),
        ];
        let end = now() + SETTLE;
        for (name, query) in left {
            loop {
                let count = self.plain.rows(query)?.concat().concat();
                if count == "0" {
                    break;
                }
                if now() > end {
                    self.faults.push(format!("at the end there are {count} {name}"));
                    break;
                }
                thread::sleep(Duration::from_millis(200));
            }
        }
        let dead = self.plain.rows("SELECT kind, last_error FROM jobs WHERE dead_at IS NOT NULL LIMIT 3")?;
        self.faults.extend(dead.into_iter().map(|job| format!("a job died: {job:?}")));
        Ok(())
    }

    /// What there is to tell.
    pub fn outcome(&mut self, engine: &'static str) -> Outcome {
        let ledgers: Vec<Ledger> =
            self.clients.iter_mut().map(|client| std::mem::take(&mut client.ledger)).collect();
        Outcome {
            engine,
            kills: self.kills,
            kills_at_start: self.kills_at_start,
            outages: self.outages,
            recoveries: std::mem::take(&mut self.recoveries),
            checks: self.checks,
            statuses: self.statuses,
            starts: std::mem::take(&mut self.starts),
            tally: sum(&ledgers),
            faults: std::mem::take(&mut self.faults),
            seconds: self.began.elapsed().as_secs_f64(),
        }
    }
}
