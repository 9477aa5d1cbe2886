//! Networks of different sizes: seeded, or taken from the folder where they are kept.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::bench::crowd;
use crate::bench::ground::{Ground, SiteCopy, empty};
use crate::bench::procfs::memory;
use crate::cleanup::Cleanup;
use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;
use crate::process::output;
use crate::project::target;
use crate::server::Site;
use crate::services::Cluster;

/// Statuses of each account.
const STATUSES: u32 = 5;
/// Accounts that use the network, fewer in a smaller one.
const ACTIVE: usize = 10_000;
/// The file of a kept network that says who uses it: a name and a token a line. It is written last.
const PEOPLE: &str = "people";

/// A seeded network.
pub struct Network {
    /// Its accounts.
    pub accounts: u32,
    /// The program over it, with the names and tokens of who uses it.
    pub ground: Ground,
    kept: bool,
}

impl Network {
    /// One that is kept, or a new one; that is kept if there is a folder for it. `cluster` is there for PostgreSQL.
    pub fn prepare(
        cleanup: &Cleanup,
        accounts: u32,
        program: &Path,
        cluster: Option<Arc<Cluster>>,
        keep: Option<&Path>,
    ) -> Result<Self> {
        let keep = keep.filter(|_| cluster.is_none()).map(|folder| folder.join(format!("sqlite-{accounts}")));
        let data = match &keep {
            Some(folder) => {
                // Without its people it is what a run left that was stopped.
                if folder.exists() && !folder.join(PEOPLE).exists() {
                    std::fs::remove_dir_all(folder)?;
                }
                std::fs::create_dir_all(folder)?;
                std::fs::canonicalize(folder)?
            }
            None => cleanup.folder_in(&target()?, "bench-")?,
        };
        let people = data.join(PEOPLE);
        let name = format!("kinfolk_{accounts}");
        let (site, plain, seeded) = empty(program.to_owned(), data.clone(), cluster, &name)?;
        let (names, tokens) = if people.exists() {
            println!("taking {} as it was kept", data.display());
            read(&people)?
        } else {
            seed(cleanup, &site, accounts)?;
            let found = choose(&site, &plain)?;
            write(&people, &found)?;
            found
        };
        let ground = Ground { label: format!("{accounts}"), site, names, tokens, seeded };
        Ok(Self { accounts, ground, kept: keep.is_some() })
    }

    /// What is measured: a copy of what is kept, else the network itself, as a large one is not copied in passing.
    pub fn lend(&self, cleanup: &Cleanup) -> Result<SiteCopy> {
        if self.kept { self.ground.copy(cleanup, "growth") } else { self.ground.itself() }
    }

    /// Removes what was measured, so that the next one has room.
    pub fn remove(&self, measured: &Path) -> Result<()> {
        std::fs::remove_dir_all(measured)?;
        let Some((cluster, name)) = &self.ground.seeded else { return Ok(()) };
        cluster.remove(name)
    }
}

/// Seeds a site, and says how long that took and what it needed.
fn seed(cleanup: &Cleanup, site: &Site, accounts: u32) -> Result<()> {
    let words = crowd::seeding(None, accounts, STATUSES)?;
    let mut command = site.command(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let began = now();
    let group = cleanup.spawn(&mut command, "TERM")?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = group.ended() {
            break status;
        }
        // The last look is a fifth of a second before the end at worst.
        peak = memory(group.pid()).map_or(peak, |memory| memory.peak);
        std::thread::sleep(Duration::from_millis(200));
    };
    cleanup.forget(&group);
    if !status.success() {
        return Err(Failure::new(format!("seeding ended with {status}")));
    }
    let disk = output(std::process::Command::new("du").arg("-sm").arg(site.data()))?;
    let disk = disk.split_whitespace().next().unwrap_or_default().to_owned();
    let (seconds, peak) = (began.elapsed().as_secs_f64(), peak as f64 / f64::from(1 << 20));
    println!("seeded in {seconds:.1} s with at most {peak:.0} MB of memory; its folder has {disk} MB");
    Ok(())
}

/// Accounts spread evenly over all, so that those whom many follow have their share, with tokens.
fn choose(site: &Site, plain: &Plain) -> Result<(Vec<String>, Vec<String>)> {
    let all = plain.seeded_names()?;
    let step = (all.len() / ACTIVE).max(1);
    let names: Vec<String> = all.into_iter().step_by(step).take(ACTIVE).collect();
    println!("making {} tokens", names.len());
    let tokens = crowd::tokens(site, &names)?;
    Ok((names, tokens))
}

fn write(file: &Path, (names, tokens): &(Vec<String>, Vec<String>)) -> Result<()> {
    let lines: String = names.iter().zip(tokens).map(|(name, token)| format!("{name} {token}\n")).collect();
    std::fs::write(file, lines).context("the people of a network")
}

fn read(file: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let text = std::fs::read_to_string(file).context("the people of a network")?;
    let pair = |line: &str| {
        let (name, token) = line.split_once(' ')?;
        Some((name.to_owned(), token.to_owned()))
    };
    Ok(text.lines().filter_map(pair).unzip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_uses_a_kept_network_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(PEOPLE);
        let people = (vec!["u1".to_owned(), "u9".to_owned()], vec!["abc".to_owned(), "x-y_z".to_owned()]);
        write(&file, &people).unwrap();
        assert_eq!(read(&file).unwrap(), people);
    }
}
