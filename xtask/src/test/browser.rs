//! People use the pages: node runs the scripts of `crates/kinfolk/tests/browser` in Debian's Chromium, through
//! playwright-core, against the release program on SQLite. Before that, TypeScript checks the types of the pages' scripts.
//!
//! The packages are installed below the target folder, in the version that the scripts' `package.json` names. They are tools of the
//! tests alone: nothing of them is built in.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::npm::packages;
use super::{Fixture, program};
use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Result};
use crate::host;
use crate::process::run as run_command;
use crate::project::{build_release, root};
use crate::server::Site;
use crate::services::free_port;

/// How long a script may take.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// What is run against one server: everything that people do, with and without scripts; where the focus is then; what
/// scripts add; what every page keeps.
const SCRIPTS: [&str; 4] = ["first_steps.mjs", "focus.mjs", "live.mjs", "bars.mjs"];

/// Checks the scripts of the pages, and uses the pages.
pub fn run(fixture: &Fixture) -> Result<String> {
    check_types(&fixture.cleanup)?;
    let mail = free_port()?;
    let folder = fixture.cleanup.folder("kinfolk-browser-")?;
    let site = Site::new(program(fixture)?, folder, None)?.with_mail(mail);
    let server = site.serve(&fixture.cleanup)?;
    let ended = SCRIPTS.iter().try_for_each(|name| {
        println!("-- {name}");
        script(&fixture.cleanup, name, &site.url(), mail, None)
    });
    server.stop();
    ended.map_err(|failure| server.explain(&failure))?;
    Ok("people use the pages with and without scripts, on a phone and on a desk; axe finds nothing"
        .to_owned())
}

/// Has TypeScript read the modules in `assets/js` and their comments.
fn check_types(cleanup: &Cleanup) -> Result<()> {
    println!("-- tsc");
    let packages = packages(cleanup, &folder().join("package.json"), "browser")?;
    let mut command = Command::new("node");
    command
        .arg(packages.join("node_modules/typescript/bin/tsc"))
        .arg("-p")
        .arg(folder().join("tsconfig.json"));
    run_command(cleanup, &mut command, LIMIT)
}

/// Takes pictures of every page into the folder `screenshots` of the workspace.
pub fn screenshots(cleanup: &Cleanup) -> Result<()> {
    let pictures = root().join("screenshots");
    std::fs::create_dir_all(&pictures)?;
    let program = build_release(cleanup, &["kinfolk"])?.join("kinfolk");
    let mail = free_port()?;
    let site = Site::new(program, cleanup.folder("kinfolk-screenshots-")?, None)?.with_mail(mail);
    let server = site.serve(cleanup)?;
    let ended = script(cleanup, "screenshots.mjs", &site.url(), mail, Some(&pictures));
    server.stop();
    ended.map_err(|failure| server.explain(&failure))
}

/// Runs one of the scripts against the server at `url`, whose mail it takes at the port `mail`; pictures go to `pictures`
/// when given.
fn script(cleanup: &Cleanup, name: &str, url: &str, mail: u16, pictures: Option<&Path>) -> Result<()> {
    let packages = packages(cleanup, &folder().join("package.json"), "browser")?;
    let mut command = Command::new("node");
    command.arg(folder().join(name)).env("BASE_URL", url).env("PACKAGES", packages);
    command.env("MAIL_PORT", mail.to_string());
    command.env("CHROMIUM", host::chromium().context("chromium is not installed")?);
    if let Some(pictures) = pictures {
        command.env("SCREENSHOTS", pictures);
    }
    run_command(cleanup, &mut command, LIMIT)
}

fn folder() -> PathBuf {
    root().join("crates/kinfolk/tests/browser")
}
