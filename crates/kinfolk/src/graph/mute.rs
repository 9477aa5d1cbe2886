//! Muting: hiding somebody from oneself, of which they never learn.

use base::{Error, Result};
use db::Tx;

use crate::accounts;
use crate::core::State;
use crate::core::jobs::Run;
use crate::core::words::AccountId;
use crate::edges::{Mute, write};
use crate::policy;

/// The job that deletes mutes whose time is over.
pub(super) const KIND: &str = "graph.forget_mutes";
/// Mutes that go in one transaction.
const BATCH: usize = 200;
/// The longest mute that has an end, in seconds: a hundred years.
const LONGEST_S: i64 = 3_153_600_000;

/// Mutes `target` for so many seconds, 0 for good. Muting again changes how.
///
/// # Errors
/// `Unprocessable` about oneself; `Invalid` about `duration`; `NotFound`; or from the engine.
pub async fn mute(
    state: &State,
    me: AccountId,
    target: AccountId,
    notifications: bool,
    duration_s: i64,
) -> Result<()> {
    policy::relate("mute", me, target)?;
    if !(0..=LONGEST_S).contains(&duration_s) {
        return Err(Error::invalid("duration", "ERR_INVALID", "must be seconds, or 0 for no end"));
    }
    let until = (duration_s > 0).then(|| state.now_ms() + duration_s * 1_000);
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[me]).await?;
        accounts::hold_even_suspended(tx, target).await?;
        write::lock_pair(tx, me, target).await?;
        write::mute(tx, &shared, (me, target), Mute { notifications, until }).await
    };
    state.db().write(block).await
}

/// Mutes `target` no more.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn unmute(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    policy::relate("unmute", me, target)?;
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[me]).await?;
        accounts::hold_even_suspended(tx, target).await?;
        write::lock_pair(tx, me, target).await?;
        write::unmute(tx, &shared, me, target).await.map(drop)
    };
    state.db().write(block).await
}

/// Deletes mutes whose time is over. They hide nothing from that moment on, so this may come late.
pub(super) async fn forget(state: State, _: Run) -> Result<()> {
    let now_ms = state.now_ms();
    while state.db().write(async move |tx: &mut Tx| write::forget_mutes(tx, now_ms, BATCH).await).await?
        == BATCH
    {}
    Ok(())
}
