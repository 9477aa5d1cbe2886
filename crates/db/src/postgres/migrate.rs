//! Schema steps on PostgreSQL.
//!
//! Each step is one transaction that first *tries* an advisory lock and comes back later when
//! another process has it. Waiting inside `pg_advisory_lock` would hold a transaction open, which
//! deadlocks with `CREATE INDEX CONCURRENTLY`. The lock goes with the transaction, so a pooler in
//! transaction mode does no harm.

use std::time::Duration;

use base::{Error, Result};
use deadpool_postgres::Pool;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Transaction};

use super::Connection;
use super::failure::translate;
use super::workers::Alone;
use crate::Engine;
use crate::migrate::{ADD_KIND, Applied, NOTE, READ, SET_KIND, Step, TABLE, digest, missing};

/// The advisory lock's number: the letters "schema" in ASCII.
const LOCK: i64 = 0x7363_6865_6d61;
const PAUSE: Duration = Duration::from_millis(50);

/// What one look at the steps found to do.
enum Look {
    Applied(Step),
    NothingMissing,
    SomeoneElseMigrates,
}

/// Whether a pool's database has exactly these steps: then there is nothing to lock, and no connection of its own to make.
/// `false` also when that cannot be told.
pub(super) async fn is_current(pool: &Pool, steps: &[Step]) -> Result<bool> {
    let applied = Connection::take(pool).await?.rows(READ).await;
    let applied = applied.and_then(|rows| rows.iter().map(step).collect::<Result<Vec<_>, _>>());
    Ok(applied.is_ok_and(|applied| {
        applied.len() == steps.len() && missing(steps, &applied).is_ok_and(<[Step]>::is_empty)
    }))
}

/// Applies what is missing and returns the steps that this process has applied.
pub(super) async fn run(server: &tokio_postgres::Config, steps: &[Step], now_ms: i64) -> Result<Vec<Step>> {
    let mut alone = Alone::connect(server).await?;
    let mut done = Vec::new();
    let mut told = false;
    loop {
        match look(&mut alone.client, steps, now_ms).await? {
            Look::Applied(step) => done.push(step),
            Look::NothingMissing => return Ok(done),
            Look::SomeoneElseMigrates => {
                if !told {
                    tracing::info!("another process is migrating the database; waiting for it");
                    told = true;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn look(client: &mut tokio_postgres::Client, steps: &[Step], now_ms: i64) -> Result<Look> {
    let broken = |error| translate("migrating", &error);
    let tx = client.transaction().await.map_err(broken)?;
    if !try_lock(tx.client()).await? {
        return Ok(Look::SomeoneElseMigrates);
    }
    make_table(tx.client(), steps).await?;
    let Some(step) = missing(steps, &applied(&tx).await?)?.first() else {
        // The table of steps itself may be new.
        tx.commit().await.map_err(broken)?;
        return Ok(Look::NothingMissing);
    };
    apply(tx.client(), step, now_ms).await?;
    tx.commit().await.map_err(broken)?;
    Ok(Look::Applied(*step))
}

/// Takes the lock on migrating until the open transaction ends, unless somebody has it.
pub(super) async fn try_lock(client: &Client) -> Result<bool> {
    let broken = |error| translate("migrating", &error);
    let locked = client.query_one("SELECT pg_try_advisory_xact_lock($1)", &[&LOCK]).await.map_err(broken)?;
    locked.try_get(0).map_err(broken)
}

/// Makes the table of steps in the open transaction. One that is whole is not touched: that would take a lock
/// that waits for everybody who reads it.
pub(super) async fn make_table(client: &Client, steps: &[Step]) -> Result<()> {
    let broken = |error| translate("the table of steps", &error);
    let columns = "SELECT attname = 'kind' FROM pg_attribute \
                   WHERE attrelid = to_regclass('schema_steps') AND attnum > 0 AND NOT attisdropped";
    let columns = client.query(columns, &[]).await.map_err(broken)?;
    let kinds = columns.iter().map(|row| row.try_get(0)).collect::<Result<Vec<bool>, _>>().map_err(broken)?;
    if kinds.is_empty() {
        return client.batch_execute(TABLE).await.map_err(broken);
    }
    if !kinds.contains(&true) {
        client.batch_execute(ADD_KIND).await.map_err(broken)?;
        for step in steps {
            client.execute(SET_KIND, &[&step.kind.word(), &step.number]).await.map_err(broken)?;
        }
    }
    Ok(())
}

/// Applies one step in the open transaction.
pub(super) async fn apply(client: &Client, step: &Step, now_ms: i64) -> Result<()> {
    let broken = |error| translate(&format!("schema step {} ({})", step.number, step.name), &error);
    client.batch_execute(&step.script(Engine::Postgres)).await.map_err(broken)?;
    let values: [&(dyn ToSql + Sync); 5] =
        [&step.number, &step.name, &digest(step), &now_ms, &step.kind.word()];
    client.execute(NOTE, &values).await.map(drop).map_err(broken)
}

/// The steps that the database has, in order.
async fn applied(tx: &Transaction<'_>) -> Result<Vec<Applied>> {
    let rows = tx.query(READ, &[]).await.map_err(|error| translate("the table of steps", &error))?;
    rows.iter().map(step).collect::<Result<_, _>>().map_err(Error::internal)
}

fn step(row: &tokio_postgres::Row) -> Result<Applied, tokio_postgres::Error> {
    let (number, name) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Applied { number, name, digest: row.try_get(2)?, kind: row.try_get(3)? })
}
