//! Whoever asked to follow an account that is no longer locked follows it, as in Mastodon: a job, since that may be many.

use base::{Error, Page, Result};

use super::follow;
use crate::accounts;
use crate::core::jobs::{NewJob, Run};
use crate::core::words::AccountId;
use crate::core::{Event, State};
use crate::edges::{self, Listed};

/// The job's kind.
pub(super) const KIND: &str = "graph.let_in";
/// Requests that are looked at in one go.
const BATCH: usize = 100;

/// The job that follows up on an account that was unlocked.
pub(super) fn follow_up(event: &Event) -> Option<NewJob> {
    match event {
        Event::AccountUnlocked { account } => Some(NewJob::new(KIND, account.raw())),
        _ => None,
    }
}

/// Authorizes everybody who asks, the newest first, unless the account was locked again or is gone.
pub(super) async fn let_in(state: State, run: Run) -> Result<()> {
    let account = run.payload::<i64>().map(AccountId::new)?;
    let mut page = Page::first(BATCH);
    loop {
        let is_open = accounts::card(&state, account).await?.is_some_and(|card| !card.locked);
        let asking = edges::list(&state, Listed::Requesting, account, page).await?;
        let Some(last) = asking.last().filter(|_| is_open) else { return Ok(()) };
        page.max_id = last.edge.raw();
        for edge in &asking {
            match follow::answer_request(&state, account, edge.account, true).await {
                // Suspended, or taken back in between.
                Ok(()) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
