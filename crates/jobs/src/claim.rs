//! Taking jobs out of queues, keeping their leases, giving them back.

use base::Result;
use db::{Value, params};

use crate::run::Claimed;
use crate::{Context, LEASE_MS, store};

/// The queues that have something due. One round trip, which changes nothing.
pub(crate) async fn due<C: Context>(context: &C) -> Result<Vec<&'static str>> {
    let queues: Vec<&'static str> = context.registry().queues().map(|(name, _)| name).collect();
    let now = context.clock().now_ms();
    let kinds: Vec<Vec<String>> = queues.iter().map(|queue| kinds_of(context, queue)).collect();
    let asked = queues.clone();
    let block = async move |r: &mut db::Reader| {
        let each = asked.iter().zip(&kinds);
        let sets: Vec<_> = each.map(|(queue, kinds)| params![*queue, now, kinds.clone()].to_vec()).collect();
        r.all_each(&store::DUE, &sets, |row| row.get::<i64>(0)).await
    };
    let found = context.db().read(block).await?;
    Ok(queues
        .into_iter()
        .zip(found)
        .filter_map(|(queue, jobs)| (!jobs.is_empty()).then_some(queue))
        .collect())
}

/// Takes up to `most` due jobs out of a queue, oldest id first.
pub(crate) async fn claim<C: Context>(context: &C, queue: &'static str, most: usize) -> Result<Vec<Claimed>> {
    let (now, instance) = (context.clock().now_ms(), context.instance());
    let (kinds, most) = (kinds_of(context, queue), i64::try_from(most).unwrap_or(i64::MAX));
    let block = async move |tx: &mut db::Tx| {
        let values = params![queue, now, kinds.clone(), now + LEASE_MS, instance, most];
        let claimed = |row: &db::Row<'_>| {
            Ok(Claimed {
                id: row.get(0)?,
                kind: row.get(1)?,
                payload: row.get(2)?,
                attempt: row.get(3)?,
                failures: row.get(4)?,
            })
        };
        tx.all(&store::CLAIM, values, claimed).await
    };
    let mut claimed = context.db().write(block).await?;
    claimed.sort_unstable_by_key(|job| job.id);
    Ok(claimed)
}

fn kinds_of<C: Context>(context: &C, queue: &str) -> Vec<String> {
    let kinds = context.registry().queue(queue).map(|queue| queue.kinds.as_slice()).unwrap_or_default();
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

/// Prolongs the leases of these jobs, as far as this instance still holds them.
pub(crate) async fn renew<C: Context>(context: &C, jobs: Vec<i64>) -> Result<()> {
    let (until, instance) = (context.clock().now_ms() + LEASE_MS, context.instance());
    let values =
        async move |tx: &mut db::Tx| tx.run(&store::RENEW, params![until, jobs.clone(), instance]).await;
    context.db().write(values).await.map(drop)
}

/// Makes these jobs due for anyone, as far as this instance still holds them.
pub(crate) async fn give_back<C: Context>(context: &C, jobs: Vec<i64>) -> Result<()> {
    let (now, instance) = (context.clock().now_ms(), context.instance());
    let values =
        async move |tx: &mut db::Tx| tx.run(&store::GIVE_BACK, params![now, jobs.clone(), instance]).await;
    context.db().write(values).await.map(drop)
}

/// Ends every lease on a database that only one server uses, which has just started: whoever held one is gone. To
/// be called before the runner starts, by a server on SQLite and by nobody else.
///
/// # Errors
/// From the engine.
pub async fn void_leases(db: &db::Db, now_ms: i64) -> Result<()> {
    db.write(async move |tx| tx.run(&store::VOID, &[Value::Int(now_ms)]).await).await.map(drop)
}
