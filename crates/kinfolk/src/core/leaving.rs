//! What the modules share that remove what a deleted account owned.
//!
//! Each removes its own, in a job of its own that follows up on `AccountLeft`: in transactions of a few
//! rows that count what they remove, so that counters are true between any two of them. One run of a job does
//! a bounded part and then asks for another one, so that one large account does not keep the others waiting.
//!
//! Nothing new comes while old things go: `accounts` says how.
//!
//! **Not here:** what is removed, and in what order.

use base::Result;
use serde_json::json;

use super::State;
use super::events::Event;
use super::jobs::{NewJob, Run};
use super::words::AccountId;

/// The queue of these jobs.
pub const QUEUE: &str = "leaving";
/// Jobs of it at a time, in each server: few, as nobody waits for them.
pub const AT_ONCE: usize = 2;
/// Transactions of one run.
pub const STEPS: usize = 50;

/// The job of a kind that follows up on an event: one for each account that has left.
#[must_use]
pub fn follow_up(event: &Event, kind: &'static str) -> Option<NewJob> {
    match event {
        Event::AccountLeft { account } => Some(job(kind, *account)),
        _ => None,
    }
}

fn job(kind: &'static str, account: AccountId) -> NewJob {
    NewJob::new(kind, json!(account.raw())).unique(account.to_string())
}

/// Who has left.
///
/// # Errors
/// `Internal` when the job was not made here.
pub fn who(run: &Run) -> Result<AccountId> {
    run.payload::<i64>().map(AccountId::new)
}

/// Asks for another run of this job, after those that wait already.
///
/// # Errors
/// From the engine.
pub async fn go_on(state: &State, run: &Run) -> Result<()> {
    let (within, next) = (state.clone(), job(run.kind(), who(run)?));
    let again = async move |tx: &mut db::Tx| within.enqueue(tx, next.clone()).await;
    state.db().write(again).await.map(drop)
}
