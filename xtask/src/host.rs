//! What the machine must have beside Rust, and getting it from Debian when it is missing.
//!
//! Only Debian packages by `apt-get`: packages of npm and PyPI belong to the tests that use them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{output, succeeds};

/// A program of the machine that a part of the tests needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The database server, at least version 15.
    Postgres,
    /// The optional bus between instances.
    Redis,
    /// Sees in which order the server writes, syncs and answers.
    Strace,
    /// The browser of the page tests.
    Chromium,
    /// Runs the script that drives the browser, with its package manager.
    Node,
    /// Runs the tests of other people's clients, in an environment of their own.
    Python,
    /// Reads JSON in the quick start, with curl.
    Jq,
    /// Reads compose files.
    Compose,
    /// Reads units of services.
    Systemd,
    /// The proxy whose settings are shipped.
    Nginx,
}

impl Tool {
    /// Every tool, in the order of the report.
    pub const ALL: [Tool; 10] = [
        Tool::Postgres,
        Tool::Redis,
        Tool::Strace,
        Tool::Chromium,
        Tool::Node,
        Tool::Python,
        Tool::Jq,
        Tool::Compose,
        Tool::Systemd,
        Tool::Nginx,
    ];

    /// The word for it in the report.
    pub fn name(self) -> &'static str {
        match self {
            Tool::Postgres => "postgresql",
            Tool::Redis => "redis-server",
            Tool::Strace => "strace",
            Tool::Chromium => "chromium",
            Tool::Node => "nodejs and npm",
            Tool::Python => "python3-venv",
            Tool::Jq => "curl and jq",
            Tool::Compose => "docker-compose",
            Tool::Systemd => "systemd",
            Tool::Nginx => "nginx and openssl",
        }
    }

    /// The Debian packages that bring it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Tool::Postgres => &["postgresql"],
            Tool::Redis => &["redis-server"],
            Tool::Strace => &["strace"],
            Tool::Chromium => &["chromium"],
            Tool::Node => &["nodejs", "npm"],
            Tool::Python => &["python3", "python3-venv"],
            Tool::Jq => &["curl", "jq"],
            Tool::Compose => &["docker-compose"],
            Tool::Systemd => &["systemd"],
            Tool::Nginx => &["nginx-light", "openssl"],
        }
    }

    /// Whether the machine has it.
    pub fn is_present(self) -> bool {
        match self {
            Tool::Postgres => postgres_programs().is_some(),
            Tool::Redis => in_path("redis-server"),
            Tool::Strace => in_path("strace"),
            Tool::Chromium => chromium().is_some(),
            Tool::Node => in_path("node") && in_path("npm"),
            Tool::Jq => in_path("curl") && in_path("jq"),
            Tool::Compose => in_path("docker-compose"),
            Tool::Systemd => in_path("systemd-analyze"),
            Tool::Nginx => (in_path("nginx") || Path::new("/usr/sbin/nginx").exists()) && in_path("openssl"),
            // Debian's python3 comes without what makes an environment.
            Tool::Python => succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"])),
        }
    }
}

/// Installs by apt what is missing of `tools`, and returns what is missing still. Without `may_install`, and
/// where there is no apt-get or no right to use it, only looks.
pub fn ensure(tools: &[Tool], may_install: bool) -> Vec<Tool> {
    let missing =
        |tools: &[Tool]| tools.iter().copied().filter(|tool| !tool.is_present()).collect::<Vec<_>>();
    let absent = missing(tools);
    if absent.is_empty() || !may_install {
        return absent;
    }
    let Some(prefix) = apt_prefix() else {
        println!("cannot install: there is no apt-get, or no right to use it");
        return absent;
    };
    println!("apt-get update");
    apt(prefix, &["update", "-q"]);
    let packages: Vec<_> = absent.iter().flat_map(|tool| tool.packages()).copied().collect();
    if !install(prefix, &packages) {
        // One package that cannot be had must not cost the others.
        for tool in &absent {
            install(prefix, tool.packages());
        }
    }
    missing(&absent)
}

/// The folder of PostgreSQL's server programs: the newest that Debian's packages put aside, else the one that
/// `pg_config` knows.
pub fn postgres_programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = debian.map(|entry| entry.path()).filter(|path| version(path).is_some()).max_by_key(version);
    let known = output(Command::new("pg_config").arg("--bindir")).ok().map(PathBuf::from);
    newest.map(|path| path.join("bin")).into_iter().chain(known).find(|path| path.join("initdb").exists())
}

/// The browser program.
pub fn chromium() -> Option<PathBuf> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())
}

/// Whether this program runs as root, whom PostgreSQL refuses to serve.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// Whether `program` is found on `PATH`.
fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).exists())
}

/// The words that stand before `apt-get`: none for root, `sudo` for whom it does not ask.
fn apt_prefix() -> Option<&'static [&'static str]> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return None;
    }
    if is_root() {
        return Some(&["env"]);
    }
    succeeds(Command::new("sudo").args(["-n", "true"])).then_some(&["sudo", "-n", "env"])
}

fn install(prefix: &[&str], packages: &[&str]) -> bool {
    println!("apt-get install {}", packages.join(" "));
    let mut words = vec!["install", "-y", "-q", "--no-install-recommends"];
    words.extend(packages);
    apt(prefix, &words)
}

/// Runs apt-get; its talk is shown, since it can take minutes.
fn apt(prefix: &[&str], words: &[&str]) -> bool {
    let mut command = Command::new(prefix[0]);
    command.args(&prefix[1..]).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(words);
    command.stdin(std::process::Stdio::null()).status().is_ok_and(|status| status.success())
}
