//! Clearing away sessions, codes and links that ended long ago, every hour.
//!
//! **Not here:** ending them.

use std::time::Duration;

use base::Result;

use super::store;
use crate::core::jobs::{self, CLEAN_UP};
use crate::core::{Builder, NewJob, State};

/// The job's kind and its name in the timetable.
const JOB: &str = "auth.clean-up";
/// How long an ended session is kept, for whoever wants to know who was signed in.
const SESSIONS_KEPT_MS: i64 = 30 * 86_400_000;
/// How long after its end a second use of a code is still recognised.
const CODES_KEPT_MS: i64 = 86_400_000;

pub(super) fn install(builder: Builder) -> Builder {
    builder.job(JOB, CLEAN_UP, |state, _| async move { clean_up(&state).await }).cron(
        JOB,
        Duration::from_secs(3_600),
        NewJob::new(JOB, ()),
    )
}

async fn clean_up(state: &State) -> Result<()> {
    let now = state.now_ms();
    jobs::clear(state, &store::SESSIONS_CLEAR_EXPIRED, now - SESSIONS_KEPT_MS).await?;
    jobs::clear(state, &store::SESSIONS_CLEAR_REVOKED, now - SESSIONS_KEPT_MS).await?;
    jobs::clear(state, &store::RESETS_CLEAR, now).await?;
    jobs::clear(state, &store::CODES_CLEAR, now - CODES_KEPT_MS).await
}
