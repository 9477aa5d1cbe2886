//! Running claimed jobs, and what becomes of them.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use base::{Error, Result};
use db::params;
use db::trace::Cause;
use futures_util::FutureExt as _;
use metrics::{counter, histogram};

use crate::registry::Handler;
use crate::run::Claimed;
use crate::{Context, Run, store};

/// A job that has failed this often is dead; by then about 15 hours have passed.
pub const MOST_FAILURES: i64 = 25;
/// The pause after the first failure; it doubles with each up to [`LONGEST_PAUSE_MS`].
const FIRST_PAUSE_MS: i64 = 5_000;
const LONGEST_PAUSE_MS: i64 = 3_600_000;
/// No more of an error than this is kept, in bytes.
const ERROR_BYTES: usize = 1_000;

/// Sorts what was claimed into what is done together: jobs of one kind, as many as its handler takes, in their order.
/// One that has failed before stands alone.
pub(crate) fn group<C: Context>(context: &C, claimed: Vec<Claimed>) -> Vec<Vec<Claimed>> {
    let mut groups: Vec<Vec<Claimed>> = Vec::new();
    for job in claimed {
        let most = if job.failures > 0 { 1 } else { context.registry().together(&job.kind) };
        let fits =
            |group: &[Claimed]| group.len() < most && group[0].kind == job.kind && group[0].failures == 0;
        match groups.iter_mut().find(|group| fits(group)) {
            Some(group) => group.push(job),
            None => groups.push(vec![job]),
        }
    }
    groups
}

/// Runs a group of jobs to their ends, good or bad, and says why for each that was bad: together, and one by one when
/// that fails. Log lines on the way carry the id of the job, or of the first of them.
pub(crate) async fn perform<C: Context>(context: &C, group: Vec<Claimed>) -> Vec<Result<(), String>> {
    if let [first, _, ..] = group.as_slice()
        && Cause::Job(first.id).scope(perform_together(context, &group)).await
    {
        return group.iter().map(|_| Ok(())).collect();
    }
    let mut ends = Vec::with_capacity(group.len());
    for claimed in group {
        ends.push(Cause::Job(claimed.id).scope(perform_it(context, claimed)).await);
    }
    ends
}

/// Whether the handler did them all.
async fn perform_together<C: Context>(context: &C, group: &[Claimed]) -> bool {
    let Some((kind, handler)) = context.registry().handler(&group[0].kind) else { return false };
    let runs: Vec<Run> = group.iter().map(|claimed| Run::new(context, kind, claimed.clone())).collect();
    let watch = Watch::start();
    let done = call(context, &handler, runs.clone()).await;
    histogram!("kinfolk_job_seconds", "kind" => kind).record(watch.elapsed());
    if let Err(error) = &done {
        tracing::warn!(kind, jobs = runs.len(), %error, "jobs failed together and are done one by one");
        return false;
    }
    let left: Vec<Run> = runs.iter().filter(|run| !run.says_finished()).cloned().collect();
    if !left.is_empty()
        && let Err(error) = context.db().write(async move |tx| Run::finish_all(&left, tx).await).await
    {
        // The leases run out by themselves, and the jobs are run again.
        tracing::warn!(kind, %error, "the end of jobs could not be written");
        return true;
    }
    counter!("kinfolk_jobs_done_total", "kind" => kind).increment(runs.len() as u64);
    true
}

/// What the handler says, also when it panics.
async fn call<C: Context>(context: &C, handler: &Handler<C>, runs: Vec<Run>) -> Result<()> {
    let work = AssertUnwindSafe(async { handler(context.clone(), runs).await });
    work.catch_unwind().await.unwrap_or_else(|panic| Err(Error::internal(words_of(&*panic))))
}

async fn perform_it<C: Context>(context: &C, claimed: Claimed) -> Result<(), String> {
    let Some((kind, handler)) = context.registry().handler(&claimed.kind) else {
        // Only kinds with handlers are claimed.
        return Err(format!("there is no handler for {}", claimed.kind));
    };
    let run = Run::new(context, kind, claimed);
    let watch = Watch::start();
    // A lease that ran out was counted as a failure by the claim.
    let done = if run.failures() >= MOST_FAILURES {
        Err(Error::internal("its lease ran out too often: it may be ending the process that runs it"))
    } else {
        call(context, &handler, vec![run.clone()]).await
    };
    histogram!("kinfolk_job_seconds", "kind" => kind).record(watch.elapsed());
    let settled = match &done {
        Ok(()) if run.says_finished() => Ok(()),
        Ok(()) => finish(context, run.clone()).await,
        Err(error) => fail(context, &run, error).await,
    };
    if let Err(error) = &settled {
        // The lease runs out by itself, and the job is run again.
        tracing::warn!(kind, %error, "the end of a job could not be written");
    }
    if done.is_ok() && settled.is_ok() {
        counter!("kinfolk_jobs_done_total", "kind" => kind).increment(1);
    }
    done.and(settled).map_err(|error| error.to_string())
}

async fn finish<C: Context>(context: &C, run: Run) -> Result<()> {
    context.db().write(async move |tx| run.finish(tx).await).await
}

async fn fail<C: Context>(context: &C, run: &Run, error: &Error) -> Result<()> {
    let failures = run.failures() + 1;
    let now = context.clock().now_ms();
    let dead = failures >= MOST_FAILURES;
    let (due, dead_at) = (now + pause_ms(failures, base::random::number()), dead.then_some(now));
    let text = shortened(error.to_string());
    let (id, attempt, instance) = (run.id(), run.attempt(), context.instance());
    let kind = run.kind();
    counter!("kinfolk_jobs_failed_total", "kind" => kind).increment(1);
    if dead {
        counter!("kinfolk_jobs_given_up_total", "kind" => kind).increment(1);
        tracing::error!(kind, failures, %error, "a job is given up");
    } else {
        tracing::warn!(kind, failures, %error, "a job failed and will be tried again");
    }
    let block = async move |tx: &mut db::Tx| {
        let values = params![id, attempt, instance, due, failures, &text, dead_at];
        tx.run(&store::FAIL, values).await
    };
    // No row: the lease was lost, and whoever has it now settles the job.
    context.db().write(block).await.map(drop)
}

/// Measures how long a handler takes.
struct Watch(Instant);

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "what is measured takes real time")]
    fn start() -> Self {
        Self(Instant::now())
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How long a job waits after its nth failure: a quarter more or less than the plan, so that jobs that failed
/// together do not return together.
fn pause_ms(failures: i64, random: i64) -> i64 {
    let doublings = u32::try_from(failures.clamp(1, 20) - 1).unwrap_or(0);
    let planned = (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS);
    planned * 3 / 4 + random.rem_euclid(planned / 2 + 1)
}

fn shortened(mut text: String) -> String {
    let end = (0..=ERROR_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.truncate(end);
    // PostgreSQL has no text with it.
    text.replace('\0', " ")
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    format!("the handler panicked: {text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_around_five_seconds_up_to_an_hour() {
        let range = |failures| {
            (pause_ms(failures, 0), (0..20_000_000).step_by(997).map(|n| pause_ms(failures, n)).max())
        };
        for (failures, planned) in
            [(1, 5_000), (2, 10_000), (5, 80_000), (11, 3_600_000), (25, 3_600_000), (i64::MAX, 3_600_000)]
        {
            let (least, most) = range(failures);
            assert_eq!(least, planned * 3 / 4, "{failures}");
            assert!(
                most.unwrap() <= planned * 5 / 4 && most.unwrap() > planned * 6 / 5,
                "{failures}: {most:?}"
            );
        }
    }

    #[test]
    fn an_error_is_cut_between_letters() {
        let text = shortened("é".repeat(2_000));
        assert!(text.len() <= ERROR_BYTES && text.len() > ERROR_BYTES - 2);
        assert_eq!(shortened("a\0b".to_owned()), "a b");
    }
}
