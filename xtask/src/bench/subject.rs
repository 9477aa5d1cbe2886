//! A server under measurement, with its people.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::background::{Done, Writers};
use super::crowd::{self, Member, Page, members};
use super::ground::{Ground, SiteCopy};
use super::load::{Measured, Plan, drive};
use super::meter::Statements;
use super::plain::{home_query, profile_query};
use super::procfs::cpu_seconds;
use super::scenario::{HOME, Load, Scenario, homes, profile_path};
use crate::cleanup::Cleanup;
use crate::clock::now;
use crate::failure::Result;
use crate::http::request;
use crate::plain::Plain;
use crate::server::{Server, Site};

/// How long writers run before a measurement begins.
const RUN_UP: Duration = Duration::from_millis(500);
/// Pages that are compared with plain SQL.
const COMPARED: usize = 50;
/// How long counters may lag behind (2 s by promise).
const SETTLE: Duration = Duration::from_secs(3);

/// The server with what is needed to load it.
pub struct Subject {
    /// Which program it is.
    pub label: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub server: Server,
    /// Who uses it.
    pub members: Arc<Vec<Member>>,
    /// Ids of statuses that somebody sees at home.
    pub statuses: Arc<Mutex<Vec<String>>>,
    /// The first home of each account.
    pub homes: Vec<Page>,
    /// Its database past the server.
    pub plain: Plain,
    /// Its data.
    pub site: Site,
    metrics: SocketAddr,
}

/// One measurement of the server.
pub struct Run {
    /// Requests, times, processor.
    pub measured: Measured,
    /// Statements that were run meanwhile, whoever caused them.
    pub statements: Statements,
    /// What others wrote meanwhile.
    pub written: Option<Done>,
}

/// What one write of those who write beside costs the server while nobody else asks.
#[derive(Default)]
pub struct Beside {
    /// Seconds of processor time.
    pub cpu: f64,
    /// Statements.
    pub statements: Statements,
    /// Seconds of processor time in a second of such writes.
    pub cpu_per_second: f64,
}

impl Subject {
    /// Starts the server on a copy of the seeded site and reads the home of everybody once.
    pub fn start(cleanup: &Cleanup, ground: &Ground, scenario: Scenario) -> Result<Self> {
        Self::over(cleanup, ground, ground.copy(cleanup, scenario.name())?, usize::MAX)
    }

    /// The same over a copy that is there, and reads the homes of at most so many.
    pub fn over(cleanup: &Cleanup, ground: &Ground, copy: SiteCopy, homes_read: usize) -> Result<Self> {
        let SiteCopy { site, plain, metrics } = copy;
        let server = site.serve(cleanup)?;
        let address = server.address();
        let members = Arc::new(members(address, ground.names.clone(), ground.tokens.clone())?);
        let mut subject = Self {
            label: ground.label.clone(),
            address,
            server,
            members,
            statuses: Arc::default(),
            homes: Vec::new(),
            plain,
            site,
            metrics: SocketAddr::from(([127, 0, 0, 1], metrics)),
        };
        let mut pages = homes(&subject);
        pages.truncate(homes_read);
        subject.homes = crowd::read(address, &pages)?;
        let mut statuses = subject.homes.iter().map(Page::ids).collect::<Result<Vec<_>>>()?.concat();
        statuses.sort_unstable();
        statuses.dedup();
        subject.statuses = Arc::new(Mutex::new(statuses));
        Ok(subject)
    }

    /// Ends the server and, after `meanwhile`, starts it again.
    pub fn restart(&mut self, cleanup: &Cleanup, meanwhile: impl FnOnce() -> Result<()>) -> Result<()> {
        self.server.end(cleanup);
        meanwhile()?;
        self.server = self.site.serve(cleanup)?;
        Ok(())
    }

    /// Measures once, with others who write or without.
    pub fn measure(&self, load: &Load, duration: Duration, with_writers: bool) -> Result<Run> {
        let writers = with_writers.then(|| self.start_writers());
        let run = self.drive(load, duration);
        let written = writers.map(Writers::finish).transpose()?;
        Ok(Run { written, ..run? })
    }

    /// Measures another server once, while others write to this one as they do beside [`Self::measure`].
    pub fn measure_other(&self, plan: Plan, load: &Load) -> Result<Run> {
        let writers = self.start_writers();
        let measured = drive(plan, &load.write);
        let written = Some(writers.finish()?);
        Ok(Run { measured: measured?, statements: Statements::default(), written })
    }

    fn drive(&self, load: &Load, duration: Duration) -> Result<Run> {
        let before = Statements::read(self.metrics)?;
        let Load { connections, step, .. } = *load;
        let plan = Plan { address: self.address, pid: self.server.pid(), connections, duration, step };
        let measured = drive(plan, &load.write)?;
        let statements = Statements::read(self.metrics)?.without(&before, 1.0);
        Ok(Run { measured, statements, written: None })
    }

    fn start_writers(&self) -> Writers {
        let writers = Writers::start(self.address, Arc::clone(&self.members), Arc::clone(&self.statuses));
        std::thread::sleep(RUN_UP);
        writers
    }

    /// What the writers cost alone.
    pub fn writers_alone(&self, duration: Duration) -> Result<Beside> {
        let writers = self.start_writers();
        let (cpu_before, before) = self.spent()?;
        let began = now();
        std::thread::sleep(duration);
        let (cpu_after, after) = self.spent()?;
        let seconds = began.elapsed().as_secs_f64();
        let writes = writers.finish()?.rate() * seconds;
        let (cpu, statements) = (cpu_after - cpu_before, after.without(&before, 1.0));
        Ok(Beside {
            cpu: cpu / writes,
            statements: statements.scaled(1.0 / writes),
            cpu_per_second: cpu / seconds,
        })
    }

    /// Processor seconds and statements of the server since its start.
    pub fn spent(&self) -> Result<(f64, Statements)> {
        Ok((cpu_seconds(self.server.pid())?, Statements::read(self.metrics)?))
    }

    /// Compares homes and profiles of some accounts with plain SQL, once nobody writes any more.
    pub fn compare(&self) -> Result<()> {
        std::thread::sleep(SETTLE);
        self.plain.assert_simple()?;
        let step = (self.members.len() / COMPARED).max(1);
        let mut pages = 0;
        for (at, member) in self.members.iter().enumerate().step_by(step) {
            let author = &self.members[(at * 7 + 1) % self.members.len()];
            let asks = [
                (HOME.to_owned(), home_query(&member.id)),
                (profile_path(&author.id), profile_query(&member.id, &author.id)),
            ];
            for (path, query) in asks {
                let answers =
                    crowd::read(self.address, &[request("GET", &path, self.address, &member.token)])?;
                for page in &answers {
                    self.plain.compare(&format!("{path} of {}", member.name), &query, page)?;
                    pages += 1;
                }
            }
        }
        println!("ok      {pages} homes and profiles are what plain SQL says");
        Ok(())
    }
}

impl Run {
    /// Processor seconds and statements without those of the writers beside.
    pub fn net(&self, beside: &Beside) -> (f64, Statements) {
        let writes = self.written.map_or(0.0, |done| done.rate() * self.measured.seconds);
        (self.measured.cpu - writes * beside.cpu, self.statements.beyond(&beside.statements, writes))
    }
}
