//! Read and write blocks on PostgreSQL, from BEGIN to the acknowledgement.
//!
//! # What a write promises
//!
//! - The caller is answered after COMMIT has returned, after what was announced has been handed
//!   over, and after the guards are gone, in this order.
//! - A serialization failure or a deadlock rolls back and runs the whole block again.
//! - When COMMIT itself is lost with the connection, nobody knows whether it took effect. The
//!   caller is told `Unavailable`, and the block is *not* run again.
//! - A connection whose transaction is in doubt is closed, never pooled.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use base::{Error, Result};
use deadpool_postgres::Pool;
use futures_util::FutureExt;

use super::Connection;
use super::failure::{fault, is_certain, translate};
use crate::block::{Reader, Source, Tx};
use crate::fault::{Fault, panicked, went_on};
use crate::meters::{POOL, Watch};
use crate::{Announcement, Hooks, trace};

/// How often a block is run before its conflict is reported.
const ATTEMPTS: u32 = 10;
/// The pause before the second attempt; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// How one run of a block ended.
enum Attempt<T> {
    Done(Result<T>),
    /// A conflict with others; here is what to say when it was the last attempt.
    Again(Error),
}

/// A block's result after its transaction was committed.
struct Committed<T> {
    result: T,
    announced: Vec<Announcement>,
    kept: Vec<Announcement>,
}

type Panic = Box<dyn Any + Send>;

/// Runs a read block; as a snapshot, in one transaction.
pub(super) async fn read<T, F>(pool: &Pool, block: &F, snapshot: bool) -> Result<T>
where
    F: AsyncFn(&mut Reader) -> Result<T>,
{
    retry(async || {
        let connection = Connection::take(pool).await?;
        Ok(if snapshot {
            read_snapshot(connection, block).await
        } else {
            read_plain(connection, block).await
        })
    })
    .await
}

/// Runs a write block, announces, lets go of the guards.
pub(super) async fn write<T, F>(pool: &Pool, hooks: &Hooks, block: &F) -> Result<T>
where
    F: AsyncFn(&mut Tx) -> Result<T>,
{
    let committed = retry(async || Ok(write_once(Connection::take(pool).await?, hooks, block).await)).await?;
    for what in committed.announced {
        hooks.announce(what);
    }
    drop(committed.kept);
    Ok(committed.result)
}

async fn retry<T>(mut attempt: impl AsyncFnMut() -> Result<Attempt<T>>) -> Result<T> {
    let mut pause = FIRST_PAUSE;
    let mut count = 1;
    loop {
        match attempt().await? {
            Attempt::Done(result) => return result,
            Attempt::Again(error) if count >= ATTEMPTS => return Err(error),
            Attempt::Again(_) => {
                POOL.retried();
                tokio::time::sleep(jittered(pause)).await;
            }
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
        count += 1;
    }
}

/// Between a half and the whole of `pause`, so that two who collided do not meet again.
fn jittered(pause: Duration) -> Duration {
    let half = pause / 2;
    let micros = i64::try_from(half.as_micros()).unwrap_or(i64::MAX).max(1);
    half + Duration::from_micros(base::random::number().rem_euclid(micros).unsigned_abs())
}

async fn read_plain<T, F>(connection: Connection, block: &F) -> Attempt<T>
where
    F: AsyncFn(&mut Reader) -> Result<T>,
{
    let (connection, outcome, fault) = run_reader(connection, block).await;
    if outcome.is_err() || fault == Some(Fault::Abandoned) {
        connection.discard();
    }
    finished(outcome, fault)
}

async fn read_snapshot<T, F>(mut connection: Connection, block: &F) -> Attempt<T>
where
    F: AsyncFn(&mut Reader) -> Result<T>,
{
    connection.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    let (connection, outcome, fault) = run_reader(connection, block).await;
    if outcome.is_err() || fault == Some(Fault::Abandoned) {
        connection.discard();
    } else {
        // Nothing was written, so this serves after a failed statement as well.
        end(connection, "COMMIT").await;
    }
    finished(outcome, fault)
}

async fn run_reader<T, F>(
    connection: Connection,
    block: &F,
) -> (Connection, Result<Result<T>, Panic>, Option<Fault>)
where
    F: AsyncFn(&mut Reader) -> Result<T>,
{
    let mut reader = Reader::new(Source::Postgres(Box::new(connection)), true);
    let outcome = AssertUnwindSafe(async { block(&mut reader).await }).catch_unwind().await;
    let fault = reader.fault.take();
    (connection_of(reader.source), outcome, fault)
}

fn finished<T>(outcome: Result<Result<T>, Panic>, fault: Option<Fault>) -> Attempt<T> {
    match (outcome, fault) {
        (Err(panic), _) => Attempt::Done(Err(panicked("a read block", &*panic))),
        (Ok(Err(error)), Some(Fault::Conflict)) => Attempt::Again(error),
        (Ok(Ok(_)), Some(Fault::Conflict)) => Attempt::Again(went_on()),
        (Ok(result), _) => Attempt::Done(result),
    }
}

async fn write_once<T, F>(mut connection: Connection, hooks: &Hooks, block: &F) -> Attempt<Committed<T>>
where
    F: AsyncFn(&mut Tx) -> Result<T>,
{
    connection.begin("BEGIN");
    let mut tx = Tx::new(Source::Postgres(Box::new(connection)));
    let outcome = AssertUnwindSafe(async { block(&mut tx).await }).catch_unwind().await;
    let fault = tx.take_fault();
    let (source, announced, kept) = tx.into_parts();
    let connection = connection_of(source);
    let attempt = match (outcome, fault) {
        (Ok(Ok(result)), None) => {
            return commit(connection, hooks, Committed { result, announced, kept }).await;
        }
        (Err(panic), _) => {
            connection.discard();
            return Attempt::Done(Err(panicked("a write block", &*panic)));
        }
        (Ok(outcome), Some(Fault::Abandoned)) => {
            connection.discard();
            return Attempt::Done(Err(outcome.err().unwrap_or_else(went_on)));
        }
        (Ok(outcome), Some(Fault::Conflict)) => Attempt::Again(outcome.err().unwrap_or_else(went_on)),
        (Ok(outcome), _) => Attempt::Done(Err(outcome.err().unwrap_or_else(went_on))),
    };
    end(connection, "ROLLBACK").await;
    // The guards go when the transaction is gone.
    drop(kept);
    attempt
}

async fn commit<T>(
    mut connection: Connection,
    hooks: &Hooks,
    committed: Committed<T>,
) -> Attempt<Committed<T>> {
    let watch = Watch::start();
    let ended = connection.end("COMMIT").await;
    trace::note(trace::COMMIT, watch.elapsed());
    let Err(error) = ended else {
        return Attempt::Done(Ok(committed));
    };
    let told = translate("COMMIT", &error);
    if !is_certain(&error) {
        tracing::error!(%error, "a COMMIT was lost; whether it took effect is not known");
        connection.discard();
        // What it announced is not told, as it may not have happened; then nothing that is remembered is sure.
        hooks.changed_outside();
        return Attempt::Done(Err(told));
    }
    // A COMMIT that fails has rolled back.
    match fault(&error) {
        Fault::Conflict => Attempt::Again(told),
        _ => Attempt::Done(Err(told)),
    }
}

/// Ends a transaction that wrote nothing or shall not; a connection that cannot is closed.
async fn end(mut connection: Connection, how: &'static str) {
    if connection.end(how).await.is_err() {
        connection.discard();
    }
}

fn connection_of(source: Source) -> Connection {
    let Source::Postgres(connection) = source else {
        unreachable!("a PostgreSQL block keeps its connection")
    };
    *connection
}
