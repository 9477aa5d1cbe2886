//! The second program of a comparison: one that is there, or the server of another commit, which is built in a
//! worktree of its own below the target folder. A commit that was built once is not built again.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::options::Options;
use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Failure, Result};
use crate::process::{output, run};
use crate::project::{BUILD, cargo, root, target};

/// The label of the second program and where it is; `None` when only one is measured.
pub fn find(cleanup: &Cleanup, options: &Options) -> Result<Option<(String, PathBuf)>> {
    if let Some(program) = &options.program {
        // A relative name would be looked for in the site's folder.
        let program = std::fs::canonicalize(program).context(format!("--program {}", program.display()))?;
        if !program.is_file() {
            return Err(Failure::new(format!("--program {}: not a file", program.display())));
        }
        return Ok(Some(("other".to_owned(), program)));
    }
    let Some(rev) = &options.compare else { return Ok(None) };
    let folder = target()?.join("compare");
    build(cleanup, &folder, &commit(rev)?).map(Some)
}

/// The full name of a commit.
fn commit(rev: &str) -> Result<String> {
    let wanted = format!("{rev}^{{commit}}");
    let mut git = Command::new("git");
    git.args(["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]).current_dir(root());
    output(&mut git).map_err(|_| Failure::new(format!("--compare {rev}: there is no such commit")))
}

/// Builds the commit's server unless that was done before.
fn build(cleanup: &Cleanup, folder: &Path, commit: &str) -> Result<(String, PathBuf)> {
    let short = commit.get(..10).unwrap_or(commit);
    let (sources, program) = (folder.join("sources"), folder.join(format!("kinfolk-{short}")));
    if !program.exists() {
        println!("building {short}");
        remove(&sources)?;
        let mut add = Command::new("git");
        // By force, as git may still know the place from a run that was stopped.
        add.args(["worktree", "add", "--quiet", "--force", "--detach"]).arg(&sources).arg(commit);
        output(add.current_dir(root()))?;
        let mut build = cargo(&["build", "--release", "-p", "kinfolk"]);
        // A folder of its own, else the two would take turns at building everything anew.
        build.current_dir(&sources).env("CARGO_TARGET_DIR", folder.join("target"));
        let built = run(cleanup, &mut build, BUILD);
        if built.is_ok() {
            std::fs::copy(folder.join("target/release/kinfolk"), &program).context("the built program")?;
        }
        remove(&sources)?;
        built?;
    }
    Ok((short.to_owned(), program))
}

/// Removes the worktree, also one that a run left which was stopped.
fn remove(sources: &Path) -> Result<()> {
    if !sources.exists() {
        return Ok(());
    }
    let mut git = Command::new("git");
    git.args(["worktree", "remove", "--force"]).arg(sources).current_dir(root());
    if output(&mut git).is_err() && sources.exists() {
        // Git does not know it as a worktree (any more).
        std::fs::remove_dir_all(sources).context("the worktree")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_that_is_not_there_is_named() {
        for rev in ["no-such-branch", "--all", ""] {
            let error = commit(rev).unwrap_err().to_string();
            assert!(error.contains(&format!("--compare {rev}: there is no such commit")), "{error}");
        }
    }

    #[test]
    fn a_program_that_is_built_is_not_built_again() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("kinfolk-0123456789"), "").unwrap();
        let (label, program) = build(&Cleanup::default(), folder.path(), "0123456789abcdef").unwrap();
        assert_eq!((label.as_str(), program), ("0123456789", folder.path().join("kinfolk-0123456789")));
    }
}
