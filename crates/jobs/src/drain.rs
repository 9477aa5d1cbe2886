//! Doing by hand everything that is due: for tests, which turn the clock themselves, and for commands.

use base::Result;

use crate::cron::Timetable;
use crate::settle::{group, perform};
use crate::{Context, claim};

/// What a drain did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// Jobs that ended well.
    pub done: usize,
    /// Why the others did not, one text for each run.
    pub failed: Vec<String>,
}

/// Adds what the timetable has due and runs everything that is due by the clock, one group after the other, until nothing is
/// left. What fails waits as it would otherwise.
///
/// # Errors
/// From the engine.
pub async fn drain<C: Context>(context: &C) -> Result<Drained> {
    Timetable::default().look(context).await?;
    let queues: Vec<(&'static str, usize)> =
        context.registry().queues().map(|(name, queue)| (name, queue.concurrency * queue.together)).collect();
    let mut drained = Drained::default();
    loop {
        let mut is_idle = true;
        for (queue, most) in &queues {
            for jobs in group(context, claim::claim(context, queue, *most).await?) {
                is_idle = false;
                for end in perform(context, jobs).await {
                    match end {
                        Ok(()) => drained.done += 1,
                        Err(why) => drained.failed.push(why),
                    }
                }
            }
        }
        if is_idle {
            return Ok(drained);
        }
    }
}
