//! Where this project's things are, and its build by cargo.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Result};
use crate::process::{output, run};

/// How long a build from nothing may take on a slow machine.
pub const BUILD: Duration = Duration::from_secs(40 * 60);

/// The folder of the workspace.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo with these words, in the workspace: the cargo that runs us, else the one on `PATH`.
pub fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo has told this program about itself is for no other: build scripts that look at it would run again, and
    // with them half of all packages be built anew after a build at the terminal.
    let own = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(own)) {
        command.env_remove(name);
    }
    command.args(words).current_dir(root());
    command
}

/// The folder that builds go to. What tests install from registries goes there too, never into the sources.
pub fn target() -> Result<PathBuf> {
    let text = output(&mut cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let value: serde_json::Value = serde_json::from_str(&text)?;
    let target = value["target_directory"].as_str().context("cargo names no target directory")?;
    Ok(PathBuf::from(target))
}

/// Builds these packages as they are shipped, and returns the folder of the programs.
pub fn build_release(cleanup: &Cleanup, packages: &[&str]) -> Result<PathBuf> {
    let mut command = cargo(&["build", "--release"]);
    for package in packages {
        command.args(["-p", package]);
    }
    run(cleanup, &mut command, BUILD)?;
    Ok(target()?.join("release"))
}
