//! Packages of npm that tests use, installed below the target folder in the versions that a `package.json` names.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cleanup::Cleanup;
use crate::failure::Result;
use crate::process::run;
use crate::project::target;

/// How long fetching the packages may take.
const FETCH: Duration = Duration::from_secs(5 * 60);

/// The folder below the target folder where the packages that `wanted`, a `package.json`, names are installed; installs
/// them when they are not those.
pub fn packages(cleanup: &Cleanup, wanted: &Path, folder: &str) -> Result<PathBuf> {
    let place = target()?.join(folder);
    std::fs::create_dir_all(&place)?;
    let wanted = std::fs::read(wanted)?;
    let installed = place.join("installed.json");
    if std::fs::read(&installed).is_ok_and(|have| have == wanted) {
        return Ok(place);
    }
    std::fs::write(place.join("package.json"), &wanted)?;
    let mut command = Command::new("npm");
    command.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(cleanup, command.current_dir(&place), FETCH)?;
    // Written last: an install that was cut short is made again.
    std::fs::write(&installed, &wanted)?;
    Ok(place)
}
