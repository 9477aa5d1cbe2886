//! What is shipped beside the program, read by the programs that will read it: the Dockerfile by a linter, the
//! compose file by docker-compose, the unit by systemd, nginx's files by nginx.
//!
//! Nothing is started and no image is built: that needs a container engine, which a machine for tests may lack.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Fixture;
use crate::failure::{Failure, Result};
use crate::process::{output, run as run_command};
use crate::project::{root, target};

/// How long fetching the linter may take.
const FETCH: Duration = Duration::from_secs(2 * 60);
/// The linter of Dockerfiles, by npm.
const LINTER: &str = "dockerfile-utils@0.16.3";

/// Lints everything and returns what was looked at.
pub fn run(fixture: &Fixture) -> Result<String> {
    dockerfile(fixture)?;
    compose(fixture)?;
    unit(fixture)?;
    nginx(fixture)?;
    Ok("Dockerfile, compose.yaml, kinfolk.service and nginx's files are understood".to_owned())
}

fn dockerfile(fixture: &Fixture) -> Result<()> {
    let place = target()?.join("lint");
    let linter = place.join("node_modules/.bin/dockerfile-utils");
    if !linter.exists() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", LINTER]);
        std::fs::create_dir_all(&place)?;
        run_command(&fixture.cleanup, npm.arg("--prefix").arg(&place), FETCH)?;
    }
    quiet(Command::new(linter).arg("lint").arg(root().join("Dockerfile")))
}

/// The secrets that it names need not exist to be understood.
fn compose(fixture: &Fixture) -> Result<()> {
    let folder = copy(fixture)?;
    quiet(Command::new("docker-compose").args(["-f", "compose.yaml", "config", "-q"]).current_dir(folder))
}

/// systemd also wants the program of a unit to exist, so another stands in for it.
fn unit(fixture: &Fixture) -> Result<()> {
    let file = copy(fixture)?.join("systemd/kinfolk.service");
    let text = std::fs::read_to_string(&file)?;
    std::fs::write(&file, text.replace("/usr/local/bin/kinfolk", "/bin/true"))?;
    quiet(Command::new("systemd-analyze").arg("verify").arg(file))
}

/// Each file inside a frame of nginx's own, with names and certificates that exist here.
fn nginx(fixture: &Fixture) -> Result<()> {
    let folder = copy(fixture)?.join("nginx");
    let certificate = folder.join("certificate");
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=social.example.org",
        "-keyout",
    ]);
    output(openssl.arg(&certificate).arg("-out").arg(folder.join("chain")))?;
    for name in ["compose.conf", "kinfolk.conf"] {
        let text = std::fs::read_to_string(folder.join(name))?;
        let text = text
            .replace("/etc/nginx/kinfolk-proxy.conf", &path(&folder.join("kinfolk-proxy.conf")))
            .replace("/etc/letsencrypt/live/social.example.org/fullchain.pem", &path(&folder.join("chain")))
            .replace("/etc/letsencrypt/live/social.example.org/privkey.pem", &path(&certificate))
            .replace("kinfolk1:", "127.0.0.1:")
            .replace("kinfolk2:", "127.0.0.2:");
        let frame = format!("pid {}; events {{}} http {{ {text} }}", path(&folder.join("pid")));
        let file = folder.join(format!("whole-{name}"));
        std::fs::write(&file, frame)?;
        // Debian keeps it where only root looks for programs.
        let search = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        quiet(Command::new("nginx").env("PATH", search).args(["-t", "-q", "-e", "stderr", "-c"]).arg(file))?;
    }
    Ok(())
}

/// A copy of the folder `deploy` that may be written to, removed at the end.
fn copy(fixture: &Fixture) -> Result<std::path::PathBuf> {
    let folder = fixture.cleanup.folder("kinfolk-deploy-")?;
    output(Command::new("cp").arg("-r").arg(root().join("deploy")).arg(&folder))?;
    Ok(folder.join("deploy"))
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// Runs a linter that has nothing to say when all is well. systemd's succeeds at a key that it does not know, and
/// the one of Dockerfiles complains on the standard output.
fn quiet(command: &mut Command) -> Result<()> {
    let ended = command.stdin(Stdio::null()).output()?;
    let said =
        [ended.stdout, ended.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if ended.status.success() && said.trim().is_empty() { Ok(()) } else { Err(Failure::new(said.trim())) }
}
