//! The servers that tests lean on, PostgreSQL and Redis: our own, on free ports, in a temporary folder.
//!
//! Databases inside the cluster are made by who uses them. Kinfolk itself is started by `server.rs`.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::cleanup::{Cleanup, Group};
use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};
use crate::host;
use crate::process::{output, succeeds};

/// How long a service may take to answer after its start.
const START: Duration = Duration::from_secs(60);

/// Whether what PostgreSQL acknowledges is on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// `fsync` off: for tests, whose data nobody wants back.
    Fast,
    /// As an operator runs it: for measurements.
    Durable,
}

/// A running PostgreSQL of our own.
pub struct Cluster {
    programs: PathBuf,
    port: u16,
    folder: PathBuf,
    owner: Owner,
    durability: Durability,
    server: Mutex<Option<Group>>,
}

impl Cluster {
    /// Makes a cluster in a temporary folder and starts it. It ends with `cleanup`.
    pub fn start(cleanup: &Cleanup, durability: Durability) -> Result<Self> {
        let programs = host::postgres_programs().context("PostgreSQL is not installed")?;
        let folder = cleanup.folder("kinfolk-postgres-")?;
        let owner = Owner::find()?;
        owner.give(&folder)?;
        let server = Mutex::default();
        let cluster = Self { programs, port: free_port()?, folder, owner, durability, server };
        let mut initdb = cluster.owner.command(&cluster.programs.join("initdb"));
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"]);
        output(initdb.arg(cluster.folder.join("data")).current_dir(&cluster.folder))?;
        cluster.run(cleanup)?;
        Ok(cluster)
    }

    /// Starts the server on what its folder holds, for the first time or after it has ended, and waits until it
    /// answers.
    pub fn run(&self, cleanup: &Cleanup) -> Result<()> {
        let log = std::fs::File::create(self.folder.join("log"))?;
        let mut command = self.owner.command(&self.programs.join("postgres"));
        command.arg("-D").arg(self.folder.join("data")).arg("-k").arg(&self.folder);
        command.args(self.settings(self.durability));
        command.current_dir(&self.folder).stdout(Stdio::null()).stderr(log);
        // SIGINT asks PostgreSQL for a quick end; at SIGTERM it would wait for its clients.
        let group = cleanup.spawn(&mut command, "INT")?;
        let port = self.port.to_string();
        let ready = || {
            let program = self.programs.join("pg_isready");
            succeeds(Command::new(program).args(["-q", "-h", "127.0.0.1", "-p", &port]))
        };
        wait_until(&group, "PostgreSQL", ready).map_err(|failure| {
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            Failure::new(format!("{failure}\n{log}"))
        })?;
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(group);
        Ok(())
    }

    /// Ends the server as a loss of power would, but for the disk: it cuts everyone off and writes nothing more.
    pub fn crash(&self, cleanup: &Cleanup) {
        if let Some(group) = self.server.lock().unwrap_or_else(PoisonError::into_inner).take() {
            group.end_by("QUIT");
            cleanup.forget(&group);
        }
    }

    /// The URL of a database in it. `postgres` always exists, and its user may make others.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// The program `psql`.
    pub fn client(&self) -> PathBuf {
        self.programs.join("psql")
    }

    /// Makes an empty database and returns its URL.
    pub fn create(&self, database: &str) -> Result<String> {
        let port = self.port.to_string();
        let mut command = Command::new(self.programs.join("createdb"));
        output(command.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", database]))?;
        Ok(self.url(database))
    }

    /// Copies a database that nobody is connected to, and returns the copy's URL.
    pub fn copy(&self, from: &str, to: &str) -> Result<String> {
        let port = self.port.to_string();
        let mut command = Command::new(self.programs.join("createdb"));
        output(command.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-T", from, to]))?;
        Ok(self.url(to))
    }

    /// Removes a database that nobody is connected to.
    pub fn remove(&self, database: &str) -> Result<()> {
        let port = self.port.to_string();
        let mut command = Command::new(self.programs.join("dropdb"));
        output(command.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", database])).map(drop)
    }

    fn settings(&self, durability: Durability) -> Vec<String> {
        let mut settings = vec![
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.port),
            "max_connections=300".to_owned(),
        ];
        if durability == Durability::Fast {
            settings.extend(["fsync=off", "full_page_writes=off"].map(str::to_owned));
        }
        settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect()
    }
}

/// Starts a Redis that keeps nothing, and returns its URL. It ends with `cleanup`.
pub fn start_redis(cleanup: &Cleanup) -> Result<String> {
    let port = free_port()?;
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"]);
    command.arg(port.to_string()).arg("--dir").arg(cleanup.folder("kinfolk-redis-")?);
    let group = cleanup.spawn(command.stdout(Stdio::null()), "TERM")?;
    wait_until(&group, "Redis", || TcpStream::connect(("127.0.0.1", port)).is_ok())?;
    Ok(format!("redis://127.0.0.1:{port}"))
}

/// A TCP port of 127.0.0.1 that was free a moment ago. Fails when there is none.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// Waits until `ready`, at most a minute; fails at once when the process has ended.
pub fn wait_until(group: &Group, name: &str, ready: impl Fn() -> bool) -> Result<()> {
    let end = now() + START;
    while !ready() {
        if let Some(status) = group.ended() {
            return Err(Failure::new(format!("{name} ended at its start with {status}")));
        }
        if now() > end {
            return Err(Failure::new(format!("{name} did not answer within {} s", START.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// As whom PostgreSQL runs: as ourselves, or, as it refuses root, as the user of Debian's package.
enum Owner {
    Ourselves,
    User { uid: u32, gid: u32 },
}

impl Owner {
    fn find() -> Result<Self> {
        if !host::is_root() {
            return Ok(Self::Ourselves);
        }
        let id = |flag| {
            let text = output(Command::new("id").args([flag, "postgres"]))?;
            text.parse::<u32>().context("no user `postgres`")
        };
        Ok(Self::User { uid: id("-u")?, gid: id("-g")? })
    }

    /// Hands `folder` over; others may look in, to reach the socket.
    fn give(&self, folder: &Path) -> Result<()> {
        if let Self::User { uid, gid } = self {
            chown(folder, Some(*uid), Some(*gid))?;
        }
        Ok(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?)
    }

    /// `program` run as that user. `setpriv` becomes the program, so that its process id is the server's.
    fn command(&self, program: &Path) -> Command {
        match self {
            Self::Ourselves => Command::new(program),
            Self::User { uid, gid } => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups");
                command.arg(program);
                command
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_takes_a_new_database_and_ends_with_the_cleanup() {
        // A bare machine has no PostgreSQL; `cargo xtask test` says so in its report.
        if host::postgres_programs().is_none() {
            return;
        }
        let cleanup = Cleanup::default();
        let cluster = Cluster::start(&cleanup, Durability::Fast).unwrap();
        let url = cluster.create("people").unwrap();
        let answer = output(Command::new(cluster.client()).args([&url, "-Atc", "select 6*7"]));
        assert_eq!(answer.unwrap(), "42");
        cleanup.close();
        assert!(TcpStream::connect(("127.0.0.1", cluster.port)).is_err());
    }
}
