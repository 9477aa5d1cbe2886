//! Reading edges: the viewer's cached sets, the facts that policy needs, relations, and lists.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Page, Result};
use db::{Reader, Row, Statement, Value, params};

use super::model::{Blocking, Caches, Facts, FollowSettings, Following, KnownBlock, ListedEdge, Relation};
use super::store;
use crate::core::State;
use crate::core::words::AccountId;

/// Whom an account follows; from memory when it is warm.
///
/// # Errors
/// From the engine.
pub async fn following(state: &State, account: AccountId) -> Result<Arc<Following>> {
    let load = async |account: AccountId| {
        let rows = state
            .db()
            .read(async move |r| {
                r.all(&store::FOLLOWING, params![account], |row| Ok((row.get(0)?, row.get::<bool>(1)?))).await
            })
            .await?;
        let without_reblogs = rows.iter().filter(|(_, reblogs)| !reblogs).map(|(id, _)| *id).collect();
        let ids = rows.iter().map(|(id, _)| *id).collect();
        Ok(Some(Arc::new(Following { ids, without_reblogs })))
    };
    Ok(state.part::<Caches>().following.fill(account, load).await?.unwrap_or_default())
}

/// Whom an account blocks; from memory when it is warm.
///
/// # Errors
/// From the engine.
async fn blocking(state: &State, account: AccountId) -> Result<Arc<Blocking>> {
    let load = async |account: AccountId| {
        let ids = state
            .db()
            .read(async move |r| r.all(&store::BLOCKING, params![account], |row| row.get(0)).await)
            .await?;
        Ok(Some(Arc::new(Blocking { ids: ids.into() })))
    };
    Ok(state.part::<Caches>().blocking.fill(account, load).await?.unwrap_or_default())
}

/// What the viewer and `accounts` are to each other. At most three statements, none when it is
/// all remembered.
///
/// # Errors
/// From the engine.
pub async fn facts(
    state: &State,
    viewer: Option<AccountId>,
    accounts: impl IntoIterator<Item = AccountId>,
) -> Result<Facts> {
    let Some(me) = viewer else { return Ok(Facts::nobody()) };
    let following = following(state, me).await?;
    let blocking = blocking(state, me).await?;
    let mut strangers: Vec<AccountId> =
        accounts.into_iter().filter(|id| *id != me && !following.contains(*id)).collect();
    strangers.sort_unstable();
    strangers.dedup();
    let strangers = blockers(state, me, &strangers).await?;
    Ok(Facts { viewer, following, blocking, strangers })
}

/// For each of `strangers`, in order, whether they block `me`.
async fn blockers(state: &State, me: AccountId, strangers: &[AccountId]) -> Result<Arc<[(AccountId, bool)]>> {
    if strangers.is_empty() {
        return Ok(Arc::default());
    }
    let caches: &Caches = state.part();
    let load = async |pairs: Vec<(AccountId, AccountId)>| {
        let stamp = caches.doubts.stamp();
        let asked: Vec<AccountId> = pairs.iter().map(|(_, other)| *other).collect();
        let blockers: HashSet<AccountId> = state
            .db()
            .read(async move |r| {
                r.all(&store::BLOCKED_BY, params![me, Value::ids(asked.iter().copied())], |row| row.get(0))
                    .await
            })
            .await?
            .into_iter()
            .collect();
        let known =
            |pair: (AccountId, AccountId)| (pair, KnownBlock { blocks: blockers.contains(&pair.1), stamp });
        Ok(pairs.into_iter().map(known).collect())
    };
    let pairs = || strangers.iter().map(|id| (me, *id));
    let mut known = caches.blocked_by.fill_many(pairs(), load).await?;
    let is_doubted = |block: &KnownBlock| caches.doubts.since(block.stamp, me);
    if known.values().any(is_doubted) {
        pairs().for_each(|pair| caches.blocked_by.forget(&pair));
        known = caches.blocked_by.fill_many(pairs(), load).await?;
    }
    // What could not be learned counts as a block.
    let judge = |id: &AccountId| (*id, known.get(&(me, *id)).is_none_or(|block| block.blocks));
    Ok(strangers.iter().map(judge).collect())
}

/// What `viewer` is to each of `accounts`, in their order, with the settings of follows. Four statements.
///
/// # Errors
/// From the engine.
pub async fn relations(state: &State, viewer: AccountId, accounts: Vec<AccountId>) -> Result<Vec<Relation>> {
    state.db().read(async move |r| read_relations(r, viewer, &accounts).await).await
}

async fn read_relations(r: &mut Reader, viewer: AccountId, accounts: &[AccountId]) -> Result<Vec<Relation>> {
    let values = params![viewer, Value::ids(accounts.iter().copied())];
    let follow = |row: &Row<'_>| Ok((row.get(0)?, settings(row, 1)?));
    let mut follows: HashMap<AccountId, FollowSettings> =
        r.all(&store::FOLLOWS_AMONG, values, follow).await?.into_iter().collect();
    let [followers, blocks, blockers] = [&store::FOLLOWERS_AMONG, &store::BLOCKS_AMONG, &store::BLOCKED_BY];
    let followers = ids_among(r, followers, values).await?;
    let blocks = ids_among(r, blocks, values).await?;
    let blockers = ids_among(r, blockers, values).await?;
    let relation = |account: &AccountId| Relation {
        account: *account,
        follow: follows.remove(account),
        followed_by: followers.contains(account),
        blocking: blocks.contains(account),
        blocked_by: blockers.contains(account),
    };
    Ok(accounts.iter().map(relation).collect())
}

async fn ids_among(
    r: &mut Reader,
    statement: &'static Statement,
    values: &[Value<'_>],
) -> Result<HashSet<AccountId>> {
    Ok(r.all(statement, values, |row| row.get(0)).await?.into_iter().collect())
}

/// The settings of a follow from three columns.
pub(super) fn settings(row: &Row<'_>, at: usize) -> Result<FollowSettings> {
    let languages: Option<String> = row.get(at + 2)?;
    Ok(FollowSettings {
        reblogs: row.get(at)?,
        notify: row.get(at + 1)?,
        languages: languages.iter().flat_map(|list| list.split(',')).map(ToOwned::to_owned).collect(),
    })
}

/// A list of people that belongs to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Whom it follows.
    Following,
    /// Who follows it.
    Followers,
    /// Whom it blocks.
    Blocked,
    /// Whom it follows or blocks.
    FollowingOrBlocked,
    /// Who follows it, or did until it blocked them.
    FollowersEvenBlocked,
}

impl Listed {
    /// The statements, newest first and oldest first, whose rows make up the list.
    fn sources(self) -> &'static [[&'static Statement; 2]] {
        const FOLLOWS: [&Statement; 2] = [&store::FOLLOWS_DOWN, &store::FOLLOWS_UP];
        const FOLLOWERS: [&Statement; 2] = [&store::FOLLOWERS_DOWN, &store::FOLLOWERS_UP];
        const BLOCKS: [&Statement; 2] = [&store::BLOCKS_DOWN, &store::BLOCKS_UP];
        const LOST: [&Statement; 2] = [&store::LOST_FOLLOWERS_DOWN, &store::LOST_FOLLOWERS_UP];
        match self {
            Self::Following => &[FOLLOWS],
            Self::Followers => &[FOLLOWERS],
            Self::Blocked => &[BLOCKS],
            Self::FollowingOrBlocked => &[FOLLOWS, BLOCKS],
            Self::FollowersEvenBlocked => &[FOLLOWERS, LOST],
        }
    }
}

/// A page of a list, in the order in which it was read: newest edge first, or oldest first when
/// the page asks for what stands just above `min_id`. At most `page.limit` entries; fewer only at the end.
///
/// # Errors
/// From the engine.
pub async fn list(state: &State, listed: Listed, account: AccountId, page: Page) -> Result<Vec<ListedEdge>> {
    let upwards = page.min_id.is_some();
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let mut edges = state
        .db()
        .read(async move |r| {
            let values = params![account, page.max_id, page.lower(), limit];
            let mut edges = Vec::new();
            for source in listed.sources() {
                let entry = |row: &Row<'_>| Ok(ListedEdge { edge: row.get(0)?, account: row.get(1)? });
                edges.extend(r.all(source[usize::from(upwards)], values, entry).await?);
            }
            Ok(edges)
        })
        .await?;
    edges.sort_unstable_by_key(|entry| if upwards { entry.edge.raw() } else { -entry.edge.raw() });
    edges.truncate(page.limit);
    Ok(edges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        dead_code,
        reason = "that it compiles is the test: handlers need futures that can move between threads"
    )]
    fn futures_can_be_sent(state: &State, id: AccountId) -> impl Send + use<'_> {
        let page = Page::first(1);
        (
            following(state, id),
            facts(state, None, [id]),
            relations(state, id, vec![]),
            list(state, Listed::Blocked, id, page),
        )
    }
}
