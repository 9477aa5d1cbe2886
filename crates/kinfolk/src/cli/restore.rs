//! `kinfolk restore FILE`: what a backup holds, in the place of an empty database or, if asked, of a filled one.
//!
//! The archive is checked as a whole before anything is touched, and what arrived is read back and compared before
//! it is kept. A database that was there is kept beside (SQLite) or goes in the same transaction (PostgreSQL);
//! former media are kept beside. What a fault or a kill leaves behind is what was there before.
//!
//! Leases on jobs and events need nothing done: their owners are gone, and they end by themselves within seconds.

use std::fs;
use std::path::{Path, PathBuf};

use base::{Clock, Error};
use db::transfer::{Schema, Summary, Target};

use super::archive::{self, Head, Manifest, Part, Reader, TableMark};
use super::{Failure, open};
use crate::core::{Config, STEPS};

#[derive(clap::Args)]
pub(super) struct Asked {
    /// What `backup` wrote, from either engine.
    file: PathBuf,
    /// Replace what the database and the media folder hold; SQLite's file and the folder are kept beside.
    #[arg(long)]
    replace: bool,
}

pub(super) async fn run(config: Config, asked: Asked) -> Result<(), Failure> {
    let now_ms = Clock::system().now_ms();
    let mut archive = archive::open(&asked.file)?;
    let suffix = format!(".before-{}", super::compact_time(now_ms));
    let media = MediaPlace::of(&config, &suffix, asked.replace)?;
    let (mut reader, head) = Reader::start(&mut archive, media.as_ref().map(|place| place.new.clone()))?;
    let count = head.step_count(STEPS)?;
    open::make_folder(&config)?;
    let keep_as = asked.replace.then_some(suffix.as_str());
    let mut target = Target::open(&open::database(&config), STEPS, keep_as)
        .await
        .map_err(|error| open::refused(error, &open::migrated_by(&config)))?;
    target.begin(count, now_ms).await?;
    let manifest = fill(&mut target, &mut reader, &head, count).await?;
    let kept = target.finish(now_ms).await?;
    let kept_media = media.map_or(Ok(None), MediaPlace::swap)?;
    tell(&config, &asked.file, &manifest);
    for kept in [kept, kept_media].into_iter().flatten() {
        println!("what was there before is kept as {}", kept.display());
    }
    Ok(())
}

/// Puts all tables in, reads them back, and compares both with what the archive says.
async fn fill(
    target: &mut Target,
    reader: &mut Reader<'_>,
    head: &Head,
    count: usize,
) -> Result<Manifest, Failure> {
    let schema = Schema::of(&STEPS[..count])?;
    let mut filled = Vec::new();
    for table in &schema.tables {
        let summary = match reader.rows_of(&table.name)? {
            Some(lines) => {
                let mut first = Some(lines);
                let next = async || match first.take() {
                    Some(lines) => Ok(Some(lines)),
                    None => reader.rows_of(&table.name),
                };
                target.fill(table, next).await?
            }
            None => Summary::default(),
        };
        filled.push(TableMark::of(table, summary));
    }
    let manifest = media_and_end(reader)?;
    if manifest.head != *head || manifest.tables != filled {
        return Err(
            Error::unprocessable("the rows in the backup are not those that its manifest tells of").into()
        );
    }
    for (table, mark) in schema.tables.iter().zip(&filled) {
        if TableMark::of(table, target.summary(table).await?) != *mark {
            return Err(Failure(format!("what was put into {} is not what can be read from it", table.name)));
        }
    }
    Ok(manifest)
}

/// Goes on to the manifest, putting media where they belong on the way.
fn media_and_end(reader: &mut Reader<'_>) -> Result<Manifest, Failure> {
    let mut files = 0;
    loop {
        match reader.take()? {
            Part::Medium => files += 1,
            Part::Rows { table, .. } => {
                return Err(Failure(format!("the backup holds rows of {table} where none belong")));
            }
            Part::Manifest(manifest) if manifest.media.files == files => return Ok(*manifest),
            Part::Manifest(_) => {
                return Err(Failure("the backup holds other media than its manifest tells of".to_owned()));
            }
        }
    }
}

fn tell(config: &Config, file: &Path, manifest: &Manifest) {
    let rows: u64 = manifest.tables.iter().map(TableMark::rows).sum();
    let Head { created_at, domain, .. } = &manifest.head;
    println!(
        "{} is restored as of {created_at}: {rows} rows, {} media files",
        file.display(),
        manifest.media.files
    );
    if config.base_url_given && *domain != config.domain {
        eprintln!(
            "kinfolk: the accounts are of {domain}, but KINFOLK_BASE_URL says {}; accounts keep the name they were made with",
            config.domain
        );
    }
}

/// Where media go: into a folder beside, which takes the media folder's place at the end.
struct MediaPlace {
    folder: PathBuf,
    new: PathBuf,
    kept: PathBuf,
}

impl MediaPlace {
    /// `None` when media are in an object store.
    fn of(config: &Config, suffix: &str, replace: bool) -> Result<Option<Self>, Failure> {
        let Some(folder) = config.media_url.strip_prefix("file:") else { return Ok(None) };
        let folder = PathBuf::from(folder.trim_end_matches('/'));
        let beside = |suffix: &str| {
            let mut name = folder.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        if !replace && !is_empty(&folder)? {
            return Err(Failure(format!(
                "the media folder {} is not empty; --replace keeps it beside and restores into a new one",
                folder.display()
            )));
        }
        let place = Self { new: beside(".new"), kept: beside(suffix), folder };
        place.clear()?;
        Ok(Some(place))
    }

    /// Removes what a killed restore has left.
    fn clear(&self) -> Result<(), Failure> {
        match fs::remove_dir_all(&self.new) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure(format!("{} cannot be removed: {error}", self.new.display())))
            }
            _ => Ok(()),
        }
    }

    /// Puts the new folder in its place; gives where the former one is kept, if it held anything.
    fn swap(self) -> Result<Option<PathBuf>, Failure> {
        let put = || -> std::io::Result<bool> {
            let keep = !is_empty(&self.folder)?;
            if keep {
                fs::rename(&self.folder, &self.kept)?;
            }
            if !self.new.exists() {
                return Ok(keep);
            }
            // An empty folder may be in the way; a rename goes over it.
            fs::rename(&self.new, &self.folder)?;
            if let Some(parent) = self.folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                fs::File::open(parent)?.sync_all()?;
            }
            Ok(keep)
        };
        match put() {
            Ok(kept) => Ok(kept.then(|| self.kept.clone())),
            Err(error) => {
                let sentence = format!(
                    "the database is restored, but the media are still in {}: {error}; rename it to {}",
                    self.new.display(),
                    self.folder.display()
                );
                // The only copy of them in place: not to be removed.
                std::mem::forget(self);
                Err(Failure(sentence))
            }
        }
    }
}

impl Drop for MediaPlace {
    fn drop(&mut self) {
        let _ = self.clear();
    }
}

fn is_empty(folder: &Path) -> std::io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut inside) => Ok(inside.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}
