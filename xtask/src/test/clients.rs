//! Other people's clients use the API: the scripts of `crates/kinfolk/tests/clients` run in a Python environment
//! of their own, or beside packages of npm, against the release program on SQLite and on PostgreSQL. One of them follows
//! `docs/quick-start.md`.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::npm::packages;
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
const SCRIPTS: [&str; 5] = ["mastodon_py.py", "toot_cli.py", "masto.mjs", "quick_start.py", "openapi.py"];

/// Runs each script on each engine and returns what ran.
pub fn run(fixture: &Fixture) -> Result<String> {
    let runtime = Runtime {
        python: environment(&fixture.cleanup)?,
        packages: packages(&fixture.cleanup, &folder().join("package.json"), "clients-npm")?,
    };
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
            run_script(fixture, &runtime, script, &site)
        });
        server.stop();
        ended.map_err(|failure| server.explain(&failure))?;
    }
    Ok(format!("Mastodon.py, toot, masto and the quick start on {engines}"))
}

/// What runs the scripts.
struct Runtime {
    /// The Python program of the environment.
    python: PathBuf,
    /// Where packages of npm are installed.
    packages: PathBuf,
}

/// Runs one script with a home folder of its own, so that no client meets a person's settings.
fn run_script(fixture: &Fixture, runtime: &Runtime, script: &str, site: &Site) -> Result<()> {
    let home = fixture.cleanup.folder("kinfolk-client-home-")?;
    let mut command = if script.ends_with(".mjs") {
        // Modules find packages beside themselves.
        let beside = runtime.packages.join(script);
        std::fs::copy(folder().join(script), &beside)?;
        let mut node = Command::new("node");
        node.arg(beside);
        node
    } else {
        let mut python = Command::new(&runtime.python);
        python.arg(folder().join(script));
        python
    };
    command.current_dir(&home).env("DOCS", root().join("docs")).env("PACKAGES", &runtime.packages);
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
