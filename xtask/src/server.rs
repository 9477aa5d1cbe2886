//! A Kinfolk server of our own: the release program on a free port, with its data in a temporary folder.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cleanup::{Cleanup, Group};
use crate::failure::{Failure, Result};
use crate::process::output;
use crate::services::{free_port, wait_until};

/// How to run the program: which one, on what data, with which settings.
#[derive(Clone)]
pub struct Site {
    program: PathBuf,
    data: PathBuf,
    database: Option<String>,
    port: u16,
    metrics: Option<u16>,
    cache: Option<u32>,
    mail: Option<u16>,
}

/// A running server. Clones are the same one. It is stopped by [`Server::stop`] or with the `Cleanup` it was started under.
#[derive(Clone)]
pub struct Server {
    group: Group,
    port: u16,
    log: PathBuf,
}

impl Site {
    /// A site with the given data folder, on SQLite or on the PostgreSQL database with this URL.
    pub fn new(program: PathBuf, data: PathBuf, database: Option<String>) -> Result<Self> {
        Ok(Self { program, data, database, port: free_port()?, metrics: None, cache: None, mail: None })
    }

    /// The same site over a copy of its data: a folder, and on PostgreSQL the URL of a database.
    pub fn moved(&self, data: PathBuf, database: Option<String>) -> Self {
        Self { data, database, ..self.clone() }
    }

    /// The same site with its metrics on this port of 127.0.0.1; without, there are none.
    pub fn with_metrics(self, port: u16) -> Self {
        Self { metrics: Some(port), ..self }
    }

    /// The same site with this limit for its caches, in MiB.
    pub fn with_cache(self, megabytes: u32) -> Self {
        Self { cache: Some(megabytes), ..self }
    }

    /// The same site, taking its mail to this port of 127.0.0.1; without, it sends none.
    pub fn with_mail(self, port: u16) -> Self {
        Self { mail: Some(port), ..self }
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The program with its settings and these words, for a command beside the server.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).current_dir(&self.data);
        // Settings of the person at the terminal must not reach the tests.
        for (name, _) in std::env::vars_os() {
            let name_text = name.to_string_lossy();
            if name_text.starts_with("KINFOLK_") || name_text == "DATABASE_URL" || name_text == "PORT" {
                command.env_remove(&name);
            }
        }
        command.env("KINFOLK_DATA_DIR", &self.data);
        command.env("KINFOLK_BIND", format!("127.0.0.1:{}", self.port));
        command.env("KINFOLK_BASE_URL", self.url());
        command.env("KINFOLK_RATE_LIMITS", "off");
        let metrics = self.metrics.map_or("off".to_owned(), |port| format!("127.0.0.1:{port}"));
        command.env("KINFOLK_METRICS_BIND", metrics);
        command.env("KINFOLK_LOG", "warn");
        if let Some(megabytes) = self.cache {
            command.env("KINFOLK_CACHE_MB", megabytes.to_string());
        }
        if let Some(port) = self.mail {
            command.env("KINFOLK_SMTP_URL", format!("smtp://127.0.0.1:{port}"));
            command.env("KINFOLK_MAIL_FROM", "Kinfolk <kinfolk@example.org>");
        }
        if let Some(url) = &self.database {
            command.env("KINFOLK_DATABASE_URL", url);
        }
        command
    }

    /// Runs a short command of the program and returns what it prints.
    pub fn ask(&self, words: &[&str]) -> Result<String> {
        output(&mut self.command(words))
    }

    /// The public address of the server.
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The folder of the data.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Starts the server and waits until it answers `GET /health`. What it logs goes to a file in the data
    /// folder and is told when it fails.
    pub fn serve(&self, cleanup: &Cleanup) -> Result<Server> {
        let server = self.spawn(cleanup)?;
        match wait_until(&server.group, "kinfolk", || answers(server.address(), "/health", "")) {
            Ok(()) => Ok(server),
            Err(failure) => Err(Failure::new(format!("{failure}\n{}", server.log()))),
        }
    }

    /// Starts the server and does not wait for it.
    pub fn spawn(&self, cleanup: &Cleanup) -> Result<Server> {
        let log = self.data.join("server.log");
        let file = std::fs::File::create(&log)?;
        let mut command = self.command(&["serve"]);
        command.stdout(Stdio::from(file.try_clone()?)).stderr(file);
        let group = cleanup.spawn(&mut command, "TERM")?;
        Ok(Server { group, port: self.port, log })
    }
}

impl Server {
    /// The socket address it listens on.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.group.pid()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The failure with the end of the log, where the reason often stands.
    pub fn explain(&self, failure: &Failure) -> Failure {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(30)..].join("\n");
        Failure::new(format!("{failure}\nthe server's log ends with:\n{last}"))
    }

    /// Kills it without asking (SIGKILL), waits until it is gone, and takes it off the list of what runs.
    pub fn kill(&self, cleanup: &Cleanup) {
        self.group.end_by("KILL");
        cleanup.forget(&self.group);
    }

    /// Asks it to end, and waits for that.
    pub fn stop(&self) {
        self.group.stop();
    }

    /// Asks it to end, waits for that, and takes it off the list of what runs.
    pub fn end(&self, cleanup: &Cleanup) {
        self.group.stop();
        cleanup.forget(&self.group);
    }

    /// Its exit code, once it has ended by itself.
    pub fn code(&self) -> Option<i32> {
        self.group.ended().and_then(|status| status.code())
    }
}

/// Whether this page, asked for with this token, is answered with 200.
pub fn answers(address: SocketAddr, path: &str, token: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        let bearer =
            if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{bearer}\r\n");
        stream.write_all(head.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
