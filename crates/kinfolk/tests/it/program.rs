//! The built program in the tests' hands: commands, and a server as a child process. What commands and
//! servers do is tested in the files that use this.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::TestApp;

/// The program with no settings but these, in a folder of its own.
pub fn program(folder: &std::path::Path, settings: &[(&str, &str)], words: &[&str]) -> Command {
    through(Command::new(env!("CARGO_BIN_EXE_kinfolk")), folder, settings, words)
}

/// The same, but a write beyond the process's limit for the size of a file fails, as on a full disk, where
/// otherwise a signal would end the process.
pub fn program_that_survives_a_full_disk(folder: &std::path::Path, settings: &[(&str, &str)]) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_kinfolk")]);
    through(shell, folder, settings, &["serve"])
}

fn through(
    mut command: Command,
    folder: &std::path::Path,
    settings: &[(&str, &str)],
    words: &[&str],
) -> Command {
    command.env_clear().current_dir(folder).args(words);
    command.env("KINFOLK_LOG", "warn").env("KINFOLK_METRICS_BIND", "off").env("KINFOLK_RATE_LIMITS", "off");
    command.envs(settings.iter().copied());
    command
}

/// Runs a command that ends by itself; one that has not after half a minute is killed.
#[expect(clippy::disallowed_methods, reason = "the command is another process with a clock of its own")]
pub fn ended(mut command: Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

/// Where commands and a server meet: the test's database.
pub struct Site {
    pub app: TestApp,
    pub folder: tempfile::TempDir,
}

impl Site {
    pub fn new(app: TestApp) -> Self {
        Self { app, folder: tempfile::tempdir().unwrap() }
    }

    pub fn run(&self, words: &[&str]) -> Output {
        let url = self.app.state.config().database_url.expose().to_owned();
        let settings = [("KINFOLK_DATABASE_URL", url.as_str()), ("KINFOLK_BIND", "127.0.0.1:0")];
        program(self.folder.path(), &settings, words).output().unwrap()
    }

    /// What a command prints; fails when the command does.
    pub fn ask(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What a command complains of; fails when it does not.
    pub fn complaint(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let complaint = text(&output.stderr);
        assert!(!output.status.success(), "{words:?} did not fail");
        assert!(output.stdout.is_empty() && !complaint.contains("panicked"), "{complaint}");
        complaint
    }

    pub fn serve(&self, settings: &[(&str, &str)]) -> Server {
        let url = self.app.state.config().database_url.expose().to_owned();
        let all =
            [&[("KINFOLK_DATABASE_URL", url.as_str()), ("KINFOLK_BIND", "127.0.0.1:0")], settings].concat();
        Server::start(program(self.folder.path(), &all, &[]))
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running server; killed when the test fails.
pub struct Server {
    child: Child,
    pub greeting: String,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        lines.read_line(&mut greeting).unwrap();
        let address =
            greeting.trim().rsplit("http://localhost:").next().map(|port| format!("127.0.0.1:{port}"));
        let server = Self { child, address: address.unwrap(), greeting: greeting.clone() };
        // The rest of the greeting comes before the first answer.
        server.get("/health", None);
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        server
    }

    pub fn get(&self, path: &str, token: Option<&str>) -> (u16, Value) {
        self.request("GET", path, token)
    }

    pub fn request(&self, method: &str, path: &str, token: Option<&str>) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n{bearer}\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// Asks again and again until the answer will do; fails after two seconds.
    #[expect(clippy::disallowed_methods, reason = "the server is another process with a clock of its own")]
    pub fn get_until(&self, path: &str, token: Option<&str>, will_do: impl Fn(u16, &Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let (status, body) = self.get(path, token);
            if will_do(status, &body) {
                return body;
            }
            assert!(start.elapsed() < Duration::from_secs(2), "{path} still answers {status} {body}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks it to end as a service manager does, and gives its exit code.
    pub fn stop(self) -> Option<i32> {
        self.terminate();
        self.ended()
    }

    /// Asks it to end as a service manager does.
    pub fn terminate(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.pid()]).status().unwrap().success());
    }

    /// Its exit code, once it has ended.
    pub fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    pub fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// A connection on which nothing was asked yet.
    pub fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        Ok(stream)
    }

    /// Waits until nobody is let in any more.
    #[expect(clippy::disallowed_methods, reason = "the server is another process with a clock of its own")]
    pub fn wait_until_closed(&self) {
        let start = Instant::now();
        while self.connect().is_ok() {
            assert!(start.elapsed() < Duration::from_secs(5), "the server still accepts connections");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
