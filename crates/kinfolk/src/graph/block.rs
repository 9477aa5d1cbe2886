//! Blocking and unblocking.

use base::Result;

use super::follow::{count_both, remove_follow};
use crate::accounts::{self, Change};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{Between, write};
use crate::policy;

/// Makes `me` block `target`, and removes the follows between the two; the block remembers them.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn block(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    policy::relate("block", me, target)?;
    let shared = state.clone();
    state
        .db()
        .write(async move |tx| {
            accounts::hold(tx, &[me, target]).await?;
            write::lock_pair(tx, me, target).await?;
            let were = write::between(tx, me, target).await?;
            if were.a_blocks {
                return Ok(());
            }
            write::block(tx, &shared, shared.owned_id(me), (me, target), were).await?;
            let [mine, theirs] = remove_follow(tx, &shared, (me, target), were).await?;
            let turned = Between { a_follows: were.b_follows, b_follows: false, ..Between::default() };
            let [their_follow, my_follower] = remove_follow(tx, &shared, (target, me), turned).await?;
            let mine = Change { followers: my_follower.followers, blocked: 1, ..mine };
            let theirs = Change { following: their_follow.following, ..theirs };
            count_both(tx, &shared, (me, mine), (target, theirs)).await
        })
        .await
}

/// Makes `me` block `target` no more. The follows that the block removed do not come back.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn unblock(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    policy::relate("unblock", me, target)?;
    let shared = state.clone();
    state
        .db()
        .write(async move |tx| {
            accounts::hold(tx, &[me, target]).await?;
            write::lock_pair(tx, me, target).await?;
            if !write::unblock(tx, &shared, me, target).await? {
                return Ok(());
            }
            accounts::count(tx, &shared, me, Change { blocked: -1, ..Change::default() }).await
        })
        .await
}
