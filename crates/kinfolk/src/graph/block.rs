//! Blocking and unblocking.

use base::Result;

use super::{act, pair};
use crate::core::State;
use crate::core::words::AccountId;

/// Makes `me` block `target`, and ends everything else between the two; the block remembers the follows.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn block(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    act::take_back(state, "block", me, target, pair::block).await
}

/// Makes `me` block `target` no more. The follows that the block removed do not come back.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn unblock(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    act::take_back(state, "unblock", me, target, pair::unblock).await
}
