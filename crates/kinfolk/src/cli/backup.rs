//! `kinfolk backup FILE`: everything that the server knows, as it stood at one moment, in one file.
//!
//! It reads one snapshot of the database while others write, then copies the media. A file of media that is deleted
//! in between is missing in the backup. The schema is taken as it is: nothing is migrated.
//!
//! **Not here:** the archive's form (`archive`), reading databases (`db::transfer`).

use std::path::{Path, PathBuf};

use base::Clock;
use db::Engine;
use db::transfer::Snapshot;

use super::archive::{Head, Manifest, MediaMark, TableMark, Writer};
use super::{Failure, open};
use crate::core::{Config, STEPS};

#[derive(clap::Args)]
pub(super) struct Asked {
    /// Where to; `.tar.gz` suits it. A file that exists is not overwritten.
    file: PathBuf,
}

pub(super) async fn run(config: Config, asked: Asked) -> Result<(), Failure> {
    let clock = Clock::system();
    let database = open::database(&config);
    let snapshot = Snapshot::open(&database, STEPS)
        .await
        .map_err(|error| open::refused(error, &open::migrated_by(&config)))?;
    let now_ms = clock.now_ms();
    let engine = match database.engine()? {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let head = Head::new(super::rfc3339(now_ms), engine, &config.domain, &STEPS[..snapshot.steps()]);
    let mut writer = Writer::create(&asked.file, &head, now_ms)?;
    let tables = tables(&snapshot, &mut writer).await?;
    let media = media(&config, &mut writer)?;
    let manifest = Manifest { head, tables, media };
    let bytes = writer.finish(&manifest)?;
    println!("{}: {}", asked.file.display(), told(&manifest, bytes));
    Ok(())
}

async fn tables(snapshot: &Snapshot, writer: &mut Writer) -> Result<Vec<TableMark>, Failure> {
    let mut marks = Vec::new();
    for table in &snapshot.schema().tables {
        let mut rows = snapshot.rows(table).await?;
        let mut nth = 0;
        while let Some(lines) = rows.next().await? {
            writer.rows(table, nth, &lines)?;
            nth += 1;
        }
        marks.push(TableMark::of(table, rows.summary()));
    }
    Ok(marks)
}

fn media(config: &Config, writer: &mut Writer) -> Result<MediaMark, Failure> {
    match config.media_url.strip_prefix("file:") {
        Some(folder) => Ok(writer.media(Path::new(folder))?),
        None => {
            eprintln!("kinfolk: the media are in an object store and not in the backup");
            Ok(MediaMark::default())
        }
    }
}

/// One line for the person who asked.
fn told(manifest: &Manifest, bytes: u64) -> String {
    let rows: u64 = manifest.tables.iter().map(TableMark::rows).sum();
    let tables = manifest.tables.len();
    let files = match manifest.media.files {
        1 => "1 media file".to_owned(),
        files => format!("{files} media files"),
    };
    format!("{rows} rows in {tables} tables, {files}, {bytes} bytes")
}
