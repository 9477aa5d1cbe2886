//! Looking at the queues from outside, and asking for another try.

use base::{Error, Result};
use db::{Db, Reader, Row, params};

use crate::store;

/// No more jobs of a queue are counted than this.
pub const MOST_COUNTED: i64 = 100_000;
/// Rows read at a time.
const BATCH: i64 = 500;

/// How many jobs a queue has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// The queue.
    pub queue: String,
    /// Those that wait, up to [`MOST_COUNTED`].
    pub waiting: i64,
    /// Those that some instance runs.
    pub running: i64,
    /// Those that were given up, up to [`MOST_COUNTED`] in all queues.
    pub dead: i64,
    /// For how many milliseconds the first of those that wait has been due; 0 if none is.
    pub late_ms: i64,
}

/// A job that has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Its id.
    pub id: i64,
    /// Where it waits.
    pub queue: String,
    /// What is to be done.
    pub kind: String,
    /// How often it failed.
    pub failures: i64,
    /// Unix milliseconds when it is next looked at.
    pub due_at: i64,
    /// Some instance has it.
    pub is_leased: bool,
    /// Why it failed last; none when only leases ran out.
    pub last_error: Option<String>,
    /// It was given up.
    pub is_dead: bool,
}

fn failed(row: &Row<'_>) -> Result<Failed> {
    Ok(Failed {
        id: row.get(0)?,
        queue: row.get(1)?,
        kind: row.get(2)?,
        failures: row.get(3)?,
        due_at: row.get(4)?,
        is_leased: row.get::<i64>(5)? > 0,
        last_error: row.get(6)?,
        is_dead: row.get::<Option<i64>>(7)?.is_some(),
    })
}

/// Every queue that has jobs, by name. A fixed number of statements for each.
///
/// # Errors
/// From the engine.
pub async fn counts(db: &Db, now_ms: i64) -> Result<Vec<Count>> {
    let mut counts = db.read(async move |r| living(r, now_ms).await).await?;
    let (mut above, mut seen) = (0, 0);
    while seen < MOST_COUNTED {
        let page = dead(db, above).await?;
        page.iter().for_each(|(_, queue)| of(&mut counts, queue).dead += 1);
        seen += page.len() as i64;
        match page.last() {
            Some((last, _)) if page.len() == BATCH as usize => above = *last,
            _ => break,
        }
    }
    counts.sort_by(|a, b| a.queue.cmp(&b.queue));
    Ok(counts)
}

/// Ids and queues of some jobs that were given up, above an id.
async fn dead(db: &Db, above: i64) -> Result<Vec<(i64, String)>> {
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    db.read(async move |r| r.all(&store::DEAD, params![above, BATCH], row).await).await
}

async fn living(r: &mut Reader, now: i64) -> Result<Vec<Count>> {
    let mut counts = Vec::new();
    let mut last = String::new();
    while let Some(queue) = r.one(&store::NEXT_QUEUE, params![&last], |row| row.get::<String>(0)).await? {
        let living = r.one(&store::LIVING, params![&queue, MOST_COUNTED], |row| row.get(0)).await?;
        let due: Option<i64> = r.one(&store::LONGEST_DUE, params![&queue, now], |row| row.get(0)).await?;
        let (waiting, late_ms) = (living.unwrap_or(0), due.map_or(0, |due| now - due));
        counts.push(Count { queue: queue.clone(), waiting, late_ms, ..Count::default() });
        last = queue;
    }
    let running = r.all(&store::RUNNING, params![now, MOST_COUNTED], |row| row.get::<String>(0)).await?;
    for queue in running {
        let count = of(&mut counts, &queue);
        count.running += 1;
        count.waiting = (count.waiting - 1).max(0);
    }
    Ok(counts)
}

fn of<'a>(counts: &'a mut Vec<Count>, queue: &str) -> &'a mut Count {
    let at = counts.iter().position(|count| count.queue == queue).unwrap_or_else(|| {
        counts.push(Count { queue: queue.to_owned(), ..Count::default() });
        counts.len() - 1
    });
    &mut counts[at]
}

/// Jobs that have failed since they last were new, dead or not: by id, above one, at most so many.
///
/// # Errors
/// From the engine.
pub async fn failures(db: &Db, above: i64, most: i64) -> Result<Vec<Failed>> {
    db.read(async move |r| r.all(&store::FAILED, params![above, most], failed).await).await
}

/// Makes a job due now, as if it had never failed. What does not run wakes up within a second.
///
/// # Errors
/// `NotFound` when there is no such job, `Unprocessable` when it is running, or from the engine.
pub async fn retry(db: &Db, id: i64, now_ms: i64) -> Result<()> {
    db.write(async move |tx| {
        if tx.run(&store::RETRY, params![id, now_ms]).await? > 0 {
            return Ok(());
        }
        match tx.one(&store::BY_ID, params![id], failed).await? {
            Some(_) => Err(Error::unprocessable("the job is running")),
            None => Err(Error::NotFound),
        }
    })
    .await
}
