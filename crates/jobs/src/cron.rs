//! The timetable: jobs that return, added once in each interval whatever the number of instances.
//!
//! The next time of each entry is a row. Who moves it on, comparing it with what they have read, adds the job
//! in the same transaction; everyone else finds it moved. What was missed while no server ran is done once.

use std::collections::HashMap;

use base::Result;
use db::{Tx, params};

use crate::registry::Cron;
use crate::{Context, enqueue, store};

/// When entries are next due, as far as this process knows: an idle server need not ask.
#[derive(Default)]
pub(crate) struct Timetable(HashMap<&'static str, i64>);

impl Timetable {
    /// Adds what is due. No statement when, as far as is known, nothing is.
    pub(crate) async fn look<C: Context>(&mut self, context: &C) -> Result<()> {
        let now = context.clock().now_ms();
        for (nth, cron) in context.registry().crons().iter().enumerate() {
            let next = match self.0.get(cron.name) {
                Some(next) => *next,
                None => register(context, nth).await?,
            };
            let next = if next > now { next } else { turn(context, nth, next).await? };
            self.0.insert(cron.name, next);
        }
        Ok(())
    }
}

/// The entry of this place in the registry; it does not change while the program runs.
fn nth_of<C: Context>(context: &C, nth: usize) -> &Cron {
    &context.registry().crons()[nth]
}

/// Makes the entry's row if there is none, and brings it forward when its interval was longer once.
async fn register<C: Context>(context: &C, nth: usize) -> Result<i64> {
    let context = context.clone();
    let db = context.db().clone();
    let block = async move |tx: &mut Tx| {
        let (cron, now) = (nth_of(&context, nth), context.clock().now_ms());
        tx.run(&store::CRON_INSERT, params![cron.name, now]).await?;
        tx.run(&store::CRON_ADVANCE, params![cron.name, now + cron.every_ms]).await?;
        next_of(tx, cron.name).await
    };
    db.write(block).await
}

/// Adds the entry's job, unless somebody else has done so since `planned` was read; gives its next time.
async fn turn<C: Context>(context: &C, nth: usize, planned: i64) -> Result<i64> {
    let context = context.clone();
    let db = context.db().clone();
    let block = async move |tx: &mut Tx| {
        let cron = nth_of(&context, nth);
        let next = after(planned, cron.every_ms, context.clock().now_ms());
        if tx.run(&store::CRON_MOVE, params![cron.name, planned, next]).await? == 0 {
            return next_of(tx, cron.name).await;
        }
        enqueue(tx, &context, &cron.job).await?;
        Ok(next)
    };
    db.write(block).await
}

async fn next_of(tx: &mut Tx, name: &str) -> Result<i64> {
    Ok(tx.one(&store::CRON_NEXT, params![name], |row| row.get(0)).await?.unwrap_or_default())
}

/// The first time after `now` that is whole intervals after `planned`.
fn after(planned: i64, every_ms: i64, now: i64) -> i64 {
    planned + ((now - planned).max(0) / every_ms + 1) * every_ms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_missed_is_done_once_and_the_beat_is_kept() {
        assert_eq!(after(1_000, 100, 1_000), 1_100);
        assert_eq!(after(1_000, 100, 1_050), 1_100);
        assert_eq!(after(1_000, 100, 9_999), 10_000);
        assert_eq!(after(1_000, 100, 500), 1_100, "a clock that went back changes nothing");
    }
}
