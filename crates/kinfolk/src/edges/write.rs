//! Changing edges, inside the caller's transaction. Each function returns whether it changed
//! anything, writes both sides of the edge, and emits `EdgeChanged` when it did.
//!
//! The caller holds [`lock_pair`], has judged by [`between`], and counts.

use std::collections::BTreeSet;

use base::Result;
use db::{Tx, params};

use super::model::{Between, FollowSettings};
use super::{read, store};
use crate::core::versions;
use crate::core::words::{AccountId, EdgeId};
use crate::core::{Event, State, events};

/// Waits until nobody else changes edges between the two, and keeps them out until the
/// transaction ends. Without it a follow and a block that run at once both find nothing in their
/// way, and both edges remain.
///
/// # Errors
/// From the engine.
pub async fn lock_pair(tx: &mut Tx, a: AccountId, b: AccountId) -> Result<()> {
    tx.run(&store::PAIR_LOCK, params![a.min(b), a.max(b)]).await.map(drop)
}

/// The edges between `a` and `b`.
///
/// # Errors
/// From the engine.
pub async fn between(tx: &mut Tx, a: AccountId, b: AccountId) -> Result<Between> {
    let mut found = Between::default();
    for what in tx.all(&store::BETWEEN, params![a, b], |row| row.get::<i64>(0)).await? {
        match what {
            1 => found.a_follows = true,
            2 => found.b_follows = true,
            3 => found.a_blocks = true,
            _ => found.b_blocks = true,
        }
    }
    Ok(found)
}

/// How `from` follows `to`; `None` if they do not.
///
/// # Errors
/// From the engine.
pub async fn settings(tx: &mut Tx, from: AccountId, to: AccountId) -> Result<Option<FollowSettings>> {
    tx.one(&store::FOLLOW_SETTINGS, params![from, to], |row| read::settings(row, 0)).await
}

/// Makes `from` follow `to` by the edge `id`; `false` if they do already.
///
/// # Errors
/// From the engine.
pub async fn follow(
    tx: &mut Tx,
    state: &State,
    id: EdgeId,
    (from, to): (AccountId, AccountId),
    how: &FollowSettings,
) -> Result<bool> {
    let languages = languages(how);
    let made = tx
        .run(&store::FOLLOW_INSERT, params![from, to, from.bucket(), id, how.reblogs, how.notify, languages])
        .await?;
    if made == 0 {
        return Ok(false);
    }
    tx.run(&store::FOLLOWER_INSERT, params![to, from, to.bucket(), id]).await?;
    changed(tx, state, from, to, false).await
}

/// Changes how `from` follows `to`; `false` if they do not follow.
///
/// # Errors
/// From the engine.
pub async fn set_settings(
    tx: &mut Tx,
    state: &State,
    (from, to): (AccountId, AccountId),
    how: &FollowSettings,
) -> Result<bool> {
    let values = params![from, to, how.reblogs, how.notify, languages(how)];
    match tx.run(&store::FOLLOW_UPDATE, values).await? {
        0 => Ok(false),
        _ => changed(tx, state, from, to, false).await,
    }
}

/// Makes `from` follow `to` no more; `false` if they did not.
///
/// # Errors
/// From the engine.
pub async fn unfollow(tx: &mut Tx, state: &State, from: AccountId, to: AccountId) -> Result<bool> {
    if tx.run(&store::FOLLOW_DELETE, params![from, to]).await? == 0 {
        return Ok(false);
    }
    tx.run(&store::FOLLOWER_DELETE, params![to, from]).await?;
    changed(tx, state, from, to, false).await
}

/// Makes `from` block `to` by the edge `id`, remembering the follows of `were`, which the caller
/// removes; `false` if they do already. `were` is what was between `from` and `to`.
///
/// # Errors
/// From the engine.
pub async fn block(
    tx: &mut Tx,
    state: &State,
    id: EdgeId,
    (from, to): (AccountId, AccountId),
    were: Between,
) -> Result<bool> {
    let values = params![from, to, from.bucket(), id, were.a_follows, were.b_follows];
    if tx.run(&store::BLOCK_INSERT, values).await? == 0 {
        return Ok(false);
    }
    tx.run(&store::BLOCKED_BY_INSERT, params![to, from, to.bucket(), id]).await?;
    changed(tx, state, from, to, true).await
}

/// Makes `from` block `to` no more; `false` if they did not.
///
/// # Errors
/// From the engine.
pub async fn unblock(tx: &mut Tx, state: &State, from: AccountId, to: AccountId) -> Result<bool> {
    if tx.run(&store::BLOCK_DELETE, params![from, to]).await? == 0 {
        return Ok(false);
    }
    tx.run(&store::BLOCKED_BY_DELETE, params![to, from]).await?;
    changed(tx, state, from, to, true).await
}

/// Some accounts that `account` has an edge with, either way and of any kind: ascending, each once, at most
/// `most`. None when it has no edge left.
///
/// # Errors
/// From the engine.
pub async fn neighbours(tx: &mut Tx, account: AccountId, most: usize) -> Result<Vec<AccountId>> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found: BTreeSet<AccountId> = BTreeSet::new();
    for source in [&store::FOLLOWS_DOWN, &store::FOLLOWERS_DOWN, &store::BLOCKS_DOWN] {
        let values = params![account, i64::MAX, 0_i64, limit];
        found.extend(tx.all(source, values, |row| row.get::<AccountId>(1)).await?);
    }
    found.extend(tx.all(&store::BLOCKERS, params![account, limit], |row| row.get::<AccountId>(1)).await?);
    Ok(found.into_iter().take(most).collect())
}

/// What `from` sees changes with any edge of theirs, what `to` sees only with a block.
async fn changed(tx: &mut Tx, state: &State, from: AccountId, to: AccountId, hides: bool) -> Result<bool> {
    let concerned = [from, to];
    versions::raise(tx, if hides { &concerned } else { &concerned[..1] }).await?;
    events::emit(tx, state, Event::EdgeChanged { from, to }).await?;
    Ok(true)
}

/// As the database keeps them: separated by commas, NULL for all languages.
fn languages(how: &FollowSettings) -> Option<String> {
    (!how.languages.is_empty()).then(|| how.languages.join(","))
}
