//! `kinfolk db copy FROM_URL TO_URL`: a whole database from one place to an empty one, on whatever engines.
//!
//! Every table is read back from the new database and compared before that is kept. Media stay where they are.

use base::{Clock, Error};
use clap::Subcommand;
use db::transfer::{Snapshot, Summary, Target};

use super::Failure;
use crate::core::STEPS;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Copy a whole database into an empty one, on the same or the other engine, and compare them.
    Copy(Copy),
}

#[derive(clap::Args)]
pub(super) struct Copy {
    /// sqlite:PATH or postgres://…; it may be in use.
    #[arg(value_name = "FROM_URL")]
    from: String,
    /// sqlite:PATH or postgres://…; empty, and not in use.
    #[arg(value_name = "TO_URL")]
    to: String,
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    let Command::Copy(Copy { from, to }) = command;
    if from == to {
        return Err(Failure("FROM_URL and TO_URL are the same database".to_owned()));
    }
    let (from, to) = (db::Config::new(from), db::Config::new(to));
    for url in [&from, &to] {
        url.engine()?;
    }
    if db::admin::is_in_use(&from).await? {
        eprintln!("kinfolk: FROM_URL is in use; what is written there from now on is not copied");
    }
    let snapshot = Snapshot::open(&from, STEPS).await.map_err(|error| about("FROM_URL", &error))?;
    super::open::make_folder_of(to.url.expose(), "TO_URL")?;
    let now_ms = Clock::system().now_ms();
    let mut target = Target::open(&to, STEPS, None).await.map_err(|error| about("TO_URL", &error))?;
    target.begin(snapshot.steps(), now_ms).await?;
    let copied = tables(&snapshot, &mut target).await?;
    target.finish(now_ms).await?;
    print(&copied);
    Ok(())
}

fn about(which: &str, error: &Error) -> Failure {
    Failure(format!("{which}: {error}"))
}

/// Copies all tables, then reads all of them back.
async fn tables(snapshot: &Snapshot, target: &mut Target) -> Result<Vec<(String, Summary)>, Failure> {
    let mut copied = Vec::new();
    for table in &snapshot.schema().tables {
        let mut rows = snapshot.rows(table).await?;
        target.fill(table, async || rows.next().await).await?;
        copied.push((table.name.clone(), rows.summary()));
    }
    for (table, (name, read)) in snapshot.schema().tables.iter().zip(&copied) {
        let arrived = target.summary(table).await?;
        if arrived != *read {
            return Err(Failure(format!(
                "{name} is not equal: {} rows {} were read, {} rows {} arrived; nothing was kept",
                read.rows, read.digest, arrived.rows, arrived.digest
            )));
        }
    }
    Ok(copied)
}

/// One line a table, then one that says that both sides are equal.
fn print(copied: &[(String, Summary)]) {
    let width = copied.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, summary) in copied {
        println!("{name:width$} {:>12} {}", summary.rows, summary.digest);
    }
    let rows: u64 = copied.iter().map(|(_, summary)| summary.rows).sum();
    println!("{rows} rows in {} tables are equal in both databases", copied.len());
}
