//! A PostgreSQL of a test's own, which it may stop. All other tests share the server that
//! `KINFOLK_TEST_POSTGRES` names.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A cluster in a temporary folder; stopped when dropped.
pub struct OwnPostgres {
    programs: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    /// Whom the server runs as where we are root, which it refuses to be.
    user: Option<(u32, u32)>,
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        self.control(&["stop", "-m", "immediate"]);
    }
}

impl OwnPostgres {
    /// A running one. `None` where PostgreSQL is not installed; a failure where `CI=true`.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(std::env::var("CI").is_err(), "PostgreSQL must be installed in CI");
            eprintln!("left out: PostgreSQL is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let user = (folder.path().metadata().unwrap().uid() == 0).then(postgres_user);
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let own = Self { programs, folder, port, user };
        let made = own
            .command("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        own.run();
        Some(own)
    }

    /// Starts the server, for the first time or again, and waits until it answers.
    pub fn run(&self) {
        let settings = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off",
            self.port,
            self.folder.path().display()
        );
        assert!(self.control(&["-o", &settings, "start"]), "PostgreSQL does not start");
    }

    /// Ends the server as a crash does: everyone is cut off and nothing more is written.
    pub fn crash(&self) {
        assert!(self.control(&["stop", "-m", "immediate"]), "PostgreSQL does not stop");
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn control(&self, words: &[&str]) -> bool {
        let log = self.folder.path().join("log");
        self.command("pg_ctl").args(["-w", "-s", "-l"]).arg(log).args(words).status().unwrap().success()
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(self.folder.path()).env("PGDATA", self.folder.path().join("data"));
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

/// The folder of the newest release's programs, where Debian puts them or in `PATH`.
fn programs() -> Option<PathBuf> {
    let releases = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<(u32, PathBuf)> = releases
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest = folders.into_iter().rev().map(|(_, folder)| folder);
    newest.chain(std::env::split_paths(&path)).find(|folder| Path::new(folder).join("initdb").is_file())
}

/// The numbers of Debian's user for it, or of nobody.
fn postgres_user() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = users.lines().find(|line| line.starts_with("postgres:")).unwrap_or("nobody:x:65534:65534");
    let mut words = line.split(':').skip(2).map(|number| number.parse().unwrap());
    (words.next().unwrap(), words.next().unwrap())
}
