//! Changing edges, inside the caller's transaction.
//!
//! What is between two accounts changes as a whole: the caller reads it by [`between`], makes of it what is to be,
//! and [`turn`] writes the difference, both sides of each edge. Functions that change one thing return whether
//! they changed it. Each emits `EdgeChanged` when something did, and [`turn`] `FriendAccepted` when somebody became friends
//! who had asked for that, `FriendsParted` when two are friends no more.
//!
//! The caller holds [`lock_pair`] where others could act at the same time, and counts.

use std::collections::BTreeSet;

use base::Result;
use db::{Tx, Value, params};

use super::model::{Befriending, Between, FollowSettings, Mute, Side};
use super::{read, store};
use crate::core::versions;
use crate::core::words::{AccountId, EdgeId, ListId};
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

/// Everything between `a` and `b`.
///
/// # Errors
/// From the engine.
pub async fn between(tx: &mut Tx, a: AccountId, b: AccountId) -> Result<Between> {
    Ok(between_of(tx.all(&store::BETWEEN, params![a, b], |row| row.get(0)).await?))
}

/// The same for several pairs, in their order.
///
/// # Errors
/// From the engine.
pub async fn between_each(tx: &mut Tx, pairs: &[(AccountId, AccountId)]) -> Result<Vec<Between>> {
    let sets: Vec<_> = pairs.iter().map(|(a, b)| params![*a, *b].to_vec()).collect();
    let found = tx.all_each(&store::BETWEEN, &sets, |row| row.get(0)).await?;
    Ok(found.into_iter().map(between_of).collect())
}

fn between_of(edges: Vec<i64>) -> Between {
    let mut found = Between::default();
    for what in edges {
        let side = if what < 10 { &mut found.a } else { &mut found.b };
        match what % 10 {
            1 => side.follows = true,
            2 => side.blocks = true,
            3 => side.requests = true,
            before => side.befriends = Some(Befriending { followed: before == 5 }),
        }
    }
    found
}

/// How `from` follows `to`, or asks to; `None` if they do neither.
///
/// # Errors
/// From the engine.
pub async fn settings(tx: &mut Tx, from: AccountId, to: AccountId) -> Result<Option<FollowSettings>> {
    for statement in [&store::FOLLOW_SETTINGS, &store::REQUEST_SETTINGS] {
        if let Some(how) = tx.one(statement, params![from, to], |row| read::settings(row, 0)).await? {
            return Ok(Some(how));
        }
    }
    Ok(None)
}

/// Changes how `from` follows `to`, or asks to; `false` if they do neither.
///
/// # Errors
/// From the engine.
pub async fn set_settings(
    tx: &mut Tx,
    state: &State,
    (from, to): (AccountId, AccountId),
    how: &FollowSettings,
) -> Result<bool> {
    let languages = languages(how);
    let values = params![from, to, how.reblogs, how.notify, languages];
    let changed =
        tx.run(&store::FOLLOW_UPDATE, values).await? + tx.run(&store::REQUEST_UPDATE, values).await?;
    if changed > 0 {
        versions::raise(tx, &[from]).await?;
        tell(tx, state, from, to).await?;
    }
    Ok(changed > 0)
}

/// Makes of what is between `a` and `b` what is to be; `how` says how those follow, or ask to, who
/// did not before.
///
/// # Errors
/// From the engine.
pub async fn turn(
    tx: &mut Tx,
    state: &State,
    (a, b): (AccountId, AccountId),
    (old, new): (Between, Between),
    how: &FollowSettings,
) -> Result<()> {
    if old == new {
        return Ok(());
    }
    // What `a` sees changes with any edge of theirs, what `b` sees only with a block.
    let hides = old.a.blocks != new.a.blocks || old.b.blocks != new.b.blocks;
    let concerned: Vec<AccountId> = [(a, old.a != new.a), (b, old.b != new.b)]
        .into_iter()
        .filter_map(|(account, moved)| (moved || hides).then_some(account))
        .collect();
    versions::raise(tx, &concerned).await?;
    for ((from, to), (old, new)) in [((a, b), (old, new)), ((b, a), (old.turned(), new.turned()))] {
        if old.a != new.a {
            turn_side(tx, state, (from, to), (old, new), how).await?;
            tell(tx, state, from, to).await?;
        }
        if old.a.befriends.is_some() && new.friends() {
            events::emit(tx, state, Event::FriendAccepted { asker: from, by: to }).await?;
        }
    }
    if old.friends() && !new.friends() {
        events::emit(tx, state, Event::FriendsParted { one: a, other: b }).await?;
    }
    Ok(())
}

/// Makes two accounts that nothing is between what they are to be, and tells nobody: for bulk loads, which say once
/// that much has changed.
///
/// # Errors
/// From the engine.
pub async fn load(tx: &mut Tx, state: &State, (a, b): (AccountId, AccountId), new: Between) -> Result<()> {
    let (nothing, how) = (Between::default(), FollowSettings::default());
    turn_side(tx, state, (a, b), (nothing, new), &how).await?;
    turn_side(tx, state, (b, a), (nothing, new.turned()), &how).await
}

/// Writes what `from`, who stands first in both, does towards `to`.
async fn turn_side(
    tx: &mut Tx,
    state: &State,
    (from, to): (AccountId, AccountId),
    (old, new): (Between, Between),
    how: &FollowSettings,
) -> Result<()> {
    let (Side { follows, requests, befriends, blocks }, now) = (old.a, new.a);
    let pair = (from, to);
    // A request that is granted becomes a follow of the kind that was asked for.
    let asked = if requests && now.follows { settings(tx, from, to).await? } else { None };
    match (requests, now.requests) {
        (true, false) => delete(tx, pair, [&store::REQUEST_DELETE, &store::REQUESTED_BY_DELETE]).await?,
        (false, true) => request(tx, state.owned_id(from), pair, how).await?,
        _ => {}
    }
    match (follows, now.follows) {
        (true, false) => {
            let forth = params![from, to];
            tx.run_all(&[
                (&store::FOLLOW_DELETE, forth),
                (&store::FOLLOWER_DELETE, params![to, from]),
                (&store::UNENDORSE, forth),
                (&store::MEMBER_FORGET, forth),
            ])
            .await?;
        }
        (false, true) => add_follow(tx, state.owned_id(from), pair, asked.as_ref().unwrap_or(how)).await?,
        _ => {}
    }
    match (befriends, now.befriends) {
        (Some(_), None) => {
            delete(tx, pair, [&store::FRIEND_REQUEST_DELETE, &store::FRIEND_REQUESTED_BY_DELETE]).await?;
        }
        (None, Some(Befriending { followed })) => {
            let id: EdgeId = state.owned_id(from);
            let (asks, turned) =
                (params![from, to, from.bucket(), id, followed], params![to, from, to.bucket(), id]);
            tx.run_all(&[
                (&store::FRIEND_REQUEST_INSERT, asks),
                (&store::FRIEND_REQUESTED_BY_INSERT, turned),
            ])
            .await?;
        }
        _ => {}
    }
    match (blocks, now.blocks) {
        (true, false) => delete(tx, pair, [&store::BLOCK_DELETE, &store::BLOCKED_BY_DELETE]).await?,
        (false, true) => add_block(tx, state.owned_id(from), pair, old).await?,
        _ => {}
    }
    Ok(())
}

/// Deletes both rows of an edge.
async fn delete(
    tx: &mut Tx,
    (from, to): (AccountId, AccountId),
    [by_source, by_target]: [&'static db::Statement; 2],
) -> Result<()> {
    tx.run_all(&[(by_source, params![from, to]), (by_target, params![to, from])]).await.map(drop)
}

async fn request(
    tx: &mut Tx,
    id: EdgeId,
    (from, to): (AccountId, AccountId),
    how: &FollowSettings,
) -> Result<()> {
    let languages = languages(how);
    let values = params![from, to, from.bucket(), id, how.reblogs, how.notify, languages];
    let turned = params![to, from, to.bucket(), id];
    tx.run_all(&[(&store::REQUEST_INSERT, values), (&store::REQUESTED_BY_INSERT, turned)]).await.map(drop)
}

async fn add_follow(
    tx: &mut Tx,
    id: EdgeId,
    (from, to): (AccountId, AccountId),
    how: &FollowSettings,
) -> Result<()> {
    let languages = languages(how);
    let values = params![from, to, from.bucket(), id, how.reblogs, how.notify, languages];
    let turned = params![to, from, to.bucket(), id];
    tx.run_all(&[(&store::FOLLOW_INSERT, values), (&store::FOLLOWER_INSERT, turned)]).await.map(drop)
}

/// A block remembers the follows that it removes.
async fn add_block(tx: &mut Tx, id: EdgeId, (from, to): (AccountId, AccountId), were: Between) -> Result<()> {
    let values = params![from, to, from.bucket(), id, were.a.follows, were.b.follows];
    let turned = params![to, from, to.bucket(), id];
    tx.run_all(&[(&store::BLOCK_INSERT, values), (&store::BLOCKED_BY_INSERT, turned)]).await.map(drop)
}

/// Mutes `to`, or changes how they are muted.
///
/// # Errors
/// From the engine.
pub async fn mute(tx: &mut Tx, state: &State, (from, to): (AccountId, AccountId), how: Mute) -> Result<()> {
    if tx.run(&store::MUTE_UPDATE, params![from, to, how.notifications, how.until]).await? == 0 {
        let id: EdgeId = state.owned_id(from);
        let values = params![from, to, from.bucket(), id, how.notifications, how.until];
        tx.run(&store::MUTE_INSERT, values).await?;
    }
    changed(tx, state, from, to).await
}

/// Mutes `to` no more; `false` if they were not.
///
/// # Errors
/// From the engine.
pub async fn unmute(tx: &mut Tx, state: &State, from: AccountId, to: AccountId) -> Result<bool> {
    let ended = tx.run(&store::UNMUTE, params![from, to]).await? > 0;
    if ended {
        changed(tx, state, from, to).await?;
    }
    Ok(ended)
}

/// Deletes some mutes, at most `most`, whose time was over at `now_ms`; gives how many. They hide
/// nothing any more, so nobody has to be told.
///
/// # Errors
/// From the engine.
pub async fn forget_mutes(tx: &mut Tx, now_ms: i64, most: usize) -> Result<usize> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let over: Vec<(AccountId, AccountId)> =
        tx.all(&store::MUTES_OVER, params![now_ms, limit], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    for (account, target) in &over {
        tx.run(&store::UNMUTE_OVER, params![*account, *target, now_ms]).await?;
    }
    Ok(over.len())
}

/// Notes something about `to` for `from` alone; an empty note is none.
///
/// # Errors
/// From the engine.
pub async fn note(tx: &mut Tx, from: AccountId, to: AccountId, note: &str) -> Result<()> {
    if note.is_empty() {
        return tx.run(&store::NOTE_DELETE, params![from, to]).await.map(drop);
    }
    if tx.run(&store::NOTE_UPDATE, params![from, to, note]).await? == 0 {
        tx.run(&store::NOTE_INSERT, params![from, to, from.bucket(), note]).await?;
    }
    Ok(())
}

/// Shows `to`, whom `from` follows, on the profile of `from`, or no more.
///
/// # Errors
/// From the engine.
pub async fn endorse(tx: &mut Tx, id: EdgeId, from: AccountId, to: AccountId, yes: bool) -> Result<()> {
    if yes {
        tx.run(&store::ENDORSE, params![from, to, from.bucket(), id]).await.map(drop)
    } else {
        tx.run(&store::UNENDORSE, params![from, to]).await.map(drop)
    }
}

/// Blocks a domain for somebody, or no more.
///
/// # Errors
/// From the engine.
pub async fn block_domain(
    tx: &mut Tx,
    id: EdgeId,
    account: AccountId,
    domain: &str,
    yes: bool,
) -> Result<()> {
    if yes {
        tx.run(&store::DOMAIN_BLOCK, params![account, domain, account.bucket(), id]).await.map(drop)
    } else {
        tx.run(&store::DOMAIN_UNBLOCK, params![account, domain]).await.map(drop)
    }
}

/// Puts `member`, whom `owner` follows, into a list, or takes them out; `false` if nothing changed.
///
/// # Errors
/// From the engine.
pub async fn set_member(
    tx: &mut Tx,
    state: &State,
    (owner, list): (AccountId, ListId),
    member: AccountId,
    yes: bool,
) -> Result<bool> {
    let rows = if yes {
        let id: EdgeId = state.owned_id(owner);
        tx.run(&store::MEMBER_INSERT, params![list, member, owner.bucket(), owner, id]).await?
    } else {
        tx.run(&store::MEMBER_DELETE, params![list, member]).await?
    };
    if rows > 0 {
        changed(tx, state, owner, member).await?;
    }
    Ok(rows > 0)
}

/// Takes some members out of a list, at most `most`; gives how many.
///
/// # Errors
/// From the engine.
pub async fn empty_list(tx: &mut Tx, list: ListId, most: usize) -> Result<usize> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let members: Vec<AccountId> =
        tx.all(&store::MEMBERS_SOME, params![list, limit], |row| row.get(1)).await?;
    for member in &members {
        tx.run(&store::MEMBER_DELETE, params![list, *member]).await?;
    }
    Ok(members.len())
}

/// Says that what `owner` sees at home may have changed by a list of theirs.
///
/// # Errors
/// From the engine.
pub async fn list_changed(tx: &mut Tx, state: &State, owner: AccountId) -> Result<()> {
    changed(tx, state, owner, owner).await
}

/// Some accounts that `account` has an edge with, either way and of any kind: ascending, each once, at most
/// `most`. None when it has no edge left. Whom others mute or noted something about is theirs and no edge of it.
///
/// # Errors
/// From the engine.
pub async fn neighbours(tx: &mut Tx, account: AccountId, most: usize) -> Result<Vec<AccountId>> {
    const BOTH: [&db::Statement; 8] = [
        &store::FOLLOWS_DOWN,
        &store::FOLLOWERS_DOWN,
        &store::BLOCKS_DOWN,
        &store::REQUESTS_DOWN,
        &store::REQUESTED_BY_DOWN,
        &store::FRIEND_REQUESTS_DOWN,
        &store::FRIEND_REQUESTED_BY_DOWN,
        &store::ENDORSEMENTS_DOWN,
    ];
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found: BTreeSet<AccountId> = BTreeSet::new();
    for source in BOTH {
        let values = params![account, i64::MAX, 0_i64, limit];
        found.extend(tx.all(source, values, |row| row.get::<AccountId>(1)).await?);
    }
    for source in [&store::BLOCKERS, &store::NOTES_OF, &store::MUTES_OF] {
        found.extend(tx.all(source, params![account, limit], |row| row.get::<AccountId>(1)).await?);
    }
    Ok(found.into_iter().take(most).collect())
}

/// Removes what `account` keeps about others for itself.
///
/// # Errors
/// From the engine.
pub async fn forget_own(tx: &mut Tx, account: AccountId, others: &[AccountId]) -> Result<()> {
    for statement in [&store::MUTES_FORGET, &store::NOTES_FORGET, &store::ENDORSEMENTS_FORGET] {
        tx.run(statement, params![account, Value::ids(others.iter().copied())]).await?;
    }
    tx.run(&store::DOMAIN_BLOCKS_FORGET, params![account]).await.map(drop)
}

/// What `from` sees has changed by an edge of theirs to `to`.
async fn changed(tx: &mut Tx, state: &State, from: AccountId, to: AccountId) -> Result<()> {
    versions::raise(tx, &[from]).await?;
    tell(tx, state, from, to).await
}

async fn tell(tx: &mut Tx, state: &State, from: AccountId, to: AccountId) -> Result<()> {
    events::emit(tx, state, Event::EdgeChanged { from, to }).await
}

/// As the database keeps them: separated by commas, NULL for all languages.
fn languages(how: &FollowSettings) -> Option<String> {
    (!how.languages.is_empty()).then(|| how.languages.join(","))
}
