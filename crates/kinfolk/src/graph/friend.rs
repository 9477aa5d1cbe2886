//! Friends: two who follow each other. Asking for that, answering, and ending it.
//!
//! There is no edge of friendship that could drift apart from the follows.

use base::Result;

use super::{act, pair};
use crate::core::State;
use crate::core::words::AccountId;
use crate::policy;

/// Asks `target` to be friends, which makes `me` follow or ask to; or accepts, when `target` has asked.
/// Asking again, or asking a friend, changes nothing.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; `Forbidden` when either blocks the other; or from the engine.
pub async fn befriend(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    act::act(state, "befriend", me, target, |pair, locked| {
        policy::follow(pair)?;
        Ok(pair::befriend(pair, locked))
    })
    .await
}

/// Ends a friendship with both of its follows, or takes a request back, with the follow that came with it.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn unfriend(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    act::take_back(state, "unfriend", me, target, pair::unfriend).await
}

/// Becomes friends with `requester`, or not.
///
/// # Errors
/// `NotFound` when they have not asked, or are not here; or from the engine.
pub async fn answer_friend(state: &State, me: AccountId, requester: AccountId, yes: bool) -> Result<()> {
    let answer = if yes { pair::accept_friend } else { pair::reject_friend };
    act::act(state, "answer", me, requester, move |pair, _| answer(pair)).await
}
