//! Other people's clients use the API: the scripts of `crates/kinfolk/tests/clients` run in a Python environment
//! of their own, against the release program on SQLite and on PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{Fixture, program};
use crate::cleanup::Cleanup;
use crate::failure::Result;
use crate::process::run as run_command;
use crate::project::{root, target};
use crate::server::Site;

/// How long one script may take.
const LIMIT: Duration = Duration::from_secs(5 * 60);
/// How long fetching the packages may take.
const FETCH: Duration = Duration::from_secs(10 * 60);
/// The scripts, one for each client.
const SCRIPTS: [&str; 2] = ["mastodon_py.py", "toot_cli.py"];

/// Runs each script on each engine and returns what ran.
pub fn run(fixture: &Fixture) -> Result<String> {
    let python = environment(&fixture.cleanup)?;
    let program = program(fixture)?;
    let mut databases = vec![("SQLite", None)];
    if let Some(cluster) = &fixture.cluster {
        databases.push(("PostgreSQL", Some(cluster.create("kinfolk_clients")?)));
    }
    let engines = databases.iter().map(|(engine, _)| *engine).collect::<Vec<_>>().join(" and ");
    for (engine, database) in databases {
        let site = Site::new(program.clone(), fixture.cleanup.folder("kinfolk-clients-")?, database)?;
        let server = site.serve(&fixture.cleanup)?;
        let ended = SCRIPTS.iter().try_for_each(|script| {
            println!("-- {script} on {engine}");
            run_script(fixture, &python, script, &site)
        });
        server.stop();
        ended.map_err(|failure| server.explain(&failure))?;
    }
    Ok(format!("Mastodon.py and toot on {engines}"))
}

/// Runs one script with a home folder of its own, so that no client meets a person's settings.
fn run_script(fixture: &Fixture, python: &Path, script: &str, site: &Site) -> Result<()> {
    let home = fixture.cleanup.folder("kinfolk-client-home-")?;
    let mut command = Command::new(python);
    command.arg(folder().join(script)).current_dir(&home);
    command.env("HOME", &home).env("XDG_CONFIG_HOME", home.join("config")).env("BASE_URL", site.url());
    run_command(&fixture.cleanup, &mut command, LIMIT)
}

fn folder() -> PathBuf {
    root().join("crates/kinfolk/tests/clients")
}

/// The Python program of an environment with the packages of `requirements.txt`, made when it is not there.
fn environment(cleanup: &Cleanup) -> Result<PathBuf> {
    let place = target()?.join("clients");
    let python = place.join("bin/python");
    let wanted = folder().join("requirements.txt");
    let installed = place.join("installed.txt");
    let content = std::fs::read(&wanted)?;
    if python.exists() && std::fs::read(&installed).is_ok_and(|have| have == content) {
        return Ok(python);
    }
    run_command(cleanup, Command::new("python3").args(["-m", "venv", "--clear"]).arg(&place), FETCH)?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"]).arg(&wanted);
    run_command(cleanup, &mut pip, FETCH)?;
    // Written last: an install that was cut short is made again.
    std::fs::write(&installed, content)?;
    Ok(python)
}
