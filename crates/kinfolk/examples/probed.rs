//! The ordinary server with a *probe*: every new status is followed by a job that counts, in one transaction with
//! its own end, how often it ran for that status. `cargo xtask chaos` kills this program again and again and
//! then looks whether each status was probed exactly once.
//!
//! What it counts is in the table `probes (status_id, runs)`, which it makes at its start.
//!
//! **Not here:** anything that a server needs to be one.

use std::process::ExitCode;

use base::Result;
use db::{Tx, params};
use futures_util::future::BoxFuture;
use kinfolk::cli::Extra;
use kinfolk::core::{Builder, Event, JobRun, NewJob, State};

db::statements! {
    /// The table of this program.
    TABLE: Point = "CREATE TABLE IF NOT EXISTS probes (status_id bigint PRIMARY KEY, runs bigint NOT NULL)";
    /// One run more for a status.
    COUNT: Point = "
        INSERT INTO probes (status_id, runs) VALUES ($1, 1)
        ON CONFLICT (status_id) DO UPDATE SET runs = probes.runs + 1";
}

fn main() -> ExitCode {
    kinfolk::cli::main_with(Extra { install, prepare })
}

fn install(builder: Builder) -> Builder {
    builder.queue("probes", 8).job("probe", "probes", probe).follow_up(|_, event| match event {
        Event::StatusCreated { facts } => Some(NewJob::new("probe", facts.id.raw())),
        _ => None,
    })
}

fn prepare(state: State) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move { state.db().write(async |tx| tx.run(&TABLE, params![]).await).await.map(drop) })
}

async fn probe(state: State, run: JobRun) -> Result<()> {
    let status: i64 = run.payload()?;
    let block = async move |tx: &mut Tx| {
        tx.run(&COUNT, params![status]).await?;
        run.finish(tx).await
    };
    state.db().write(block).await
}
