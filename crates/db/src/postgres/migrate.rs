//! Schema steps on PostgreSQL.
//!
//! Each step is one transaction that first *tries* an advisory lock and comes back later when
//! another process has it. Waiting inside `pg_advisory_lock` would hold a transaction open, which
//! deadlocks with `CREATE INDEX CONCURRENTLY`. The lock goes with the transaction, so a pooler in
//! transaction mode does no harm.

use std::time::Duration;

use base::{Error, Result};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Transaction};

use super::failure::translate;
use super::workers::Alone;
use crate::Engine;
use crate::migrate::{Step, TABLE, digest, missing};

/// The advisory lock's number: the letters "schema" in ASCII.
const LOCK: i64 = 0x7363_6865_6d61;
const PAUSE: Duration = Duration::from_millis(50);

/// What one look at the steps found to do.
enum Look {
    Applied,
    NothingMissing,
    SomeoneElseMigrates,
}

/// Applies what is missing and returns how many steps this process has applied.
pub(super) async fn run(server: &tokio_postgres::Config, steps: &[Step], now_ms: i64) -> Result<usize> {
    let mut alone = Alone::connect(server).await?;
    let mut count = 0;
    let mut told = false;
    loop {
        match look(&mut alone.client, steps, now_ms).await? {
            Look::Applied => count += 1,
            Look::NothingMissing => return Ok(count),
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
    let Some(step) = missing(steps, &applied(&tx).await?)?.first() else {
        return Ok(Look::NothingMissing);
    };
    apply(tx.client(), step, now_ms).await?;
    tx.commit().await.map_err(broken)?;
    Ok(Look::Applied)
}

/// Takes the lock on migrating until the open transaction ends, unless somebody has it.
pub(super) async fn try_lock(client: &Client) -> Result<bool> {
    let broken = |error| translate("migrating", &error);
    let locked = client.query_one("SELECT pg_try_advisory_xact_lock($1)", &[&LOCK]).await.map_err(broken)?;
    locked.try_get(0).map_err(broken)
}

/// Makes the table of steps in the open transaction.
pub(super) async fn make_table(client: &Client) -> Result<()> {
    client.batch_execute(TABLE).await.map_err(|error| translate("the table of steps", &error))
}

/// Applies one step in the open transaction.
pub(super) async fn apply(client: &Client, step: &Step, now_ms: i64) -> Result<()> {
    let broken = |error| translate(&format!("schema step {} ({})", step.number, step.name), &error);
    client.batch_execute(&step.script(Engine::Postgres)).await.map_err(broken)?;
    let insert = "INSERT INTO schema_steps (number, name, digest, applied_at) VALUES ($1, $2, $3, $4)";
    let values: [&(dyn ToSql + Sync); 4] = [&step.number, &step.name, &digest(step), &now_ms];
    client.execute(insert, &values).await.map(drop).map_err(broken)
}

/// The numbers and digests of the steps that the database has, in order.
async fn applied(tx: &Transaction<'_>) -> Result<Vec<(i64, String)>> {
    let broken = |error| translate("the table of steps", &error);
    make_table(tx.client()).await?;
    let rows =
        tx.query("SELECT number, digest FROM schema_steps ORDER BY number", &[]).await.map_err(broken)?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, tokio_postgres::Error>>()
        .map_err(Error::internal)
}
