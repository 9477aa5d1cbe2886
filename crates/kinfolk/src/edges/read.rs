//! Reading edges: the viewer's cached sets, the facts that policy needs, relations, and lists.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Page, Result};
use db::{Reader, Row, Statement, Value, params};

use super::model::{
    Blocking, Caches, Facts, FollowSettings, Following, KnownBlock, ListedEdge, Mute, Muting, Relation,
};
use super::store;
use crate::core::words::{AccountId, EdgeId, ListId};
use crate::core::{State, trail};

/// Whom an account follows; from memory when it is warm.
///
/// # Errors
/// From the engine.
pub async fn following(state: &State, account: AccountId) -> Result<Arc<Following>> {
    let load = async |account: AccountId| {
        let rows = state
            .db()
            .read(async move |r| {
                let follow = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                let follows = r.all(&store::FOLLOWING, params![account], follow).await?;
                let elsewhere = r.all(&store::EXCLUSIVE, params![account], |row| row.get(0)).await?;
                Ok((follows, elsewhere))
            })
            .await?;
        Ok(Some(Arc::new(followed(rows.0, rows.1))))
    };
    Ok(state.part::<Caches>().following.fill(account, load).await?.unwrap_or_default())
}

/// The set of whom somebody follows: ascending ids, whether with reblogs, and in which languages; and who of them is
/// read elsewhere, in no order.
fn followed(rows: Vec<(AccountId, bool, Option<String>)>, mut elsewhere: Vec<AccountId>) -> Following {
    elsewhere.sort_unstable();
    elsewhere.dedup();
    Following {
        elsewhere: elsewhere.into(),
        ids: rows.iter().map(|(id, ..)| *id).collect(),
        without_reblogs: rows.iter().filter(|(_, reblogs, _)| !reblogs).map(|(id, ..)| *id).collect(),
        in_languages: rows
            .into_iter()
            .filter_map(|(id, _, languages)| languages.map(|codes| (id, codes.into_boxed_str())))
            .collect(),
    }
}

/// Whom an account mutes; from memory when it is warm.
///
/// # Errors
/// From the engine.
async fn muting(state: &State, account: AccountId) -> Result<Arc<Muting>> {
    let load = async |account: AccountId| {
        let mutes = state
            .db()
            .read(async move |r| {
                let mute = |row: &Row<'_>| Ok((row.get(0)?, mute(row, 1)?));
                r.all(&store::MUTING, params![account], mute).await
            })
            .await?;
        let last_end = mutes.iter().filter_map(|(_, mute): &(AccountId, Mute)| mute.until).max().unwrap_or(0);
        Ok(Some(Arc::new(Muting { mutes: mutes.into(), last_end })))
    };
    Ok(state.part::<Caches>().muting.fill(account, load).await?.unwrap_or_default())
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

/// What the viewer and `accounts` are to each other. At most four statements, none when it is
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
    let muting = muting(state, me).await?;
    let now_ms = state.now_ms();
    if muting.ends_after(now_ms) {
        trail::spoil();
    }
    let mut strangers: Vec<AccountId> =
        accounts.into_iter().filter(|id| *id != me && !following.contains(*id)).collect();
    strangers.sort_unstable();
    strangers.dedup();
    let strangers = blockers(state, me, &strangers).await?;
    Ok(Facts { viewer, following, blocking, muting, now_ms, strangers })
}

/// What the viewer's own edges say: whom they follow, block and mute. Nothing is known of who blocks them.
///
/// # Errors
/// From the engine.
pub async fn own_facts(state: &State, viewer: Option<AccountId>) -> Result<Facts> {
    facts(state, viewer, []).await
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
    let pairs: Vec<(AccountId, AccountId)> = strangers.iter().map(|id| (me, *id)).collect();
    let mut known = caches.blocked_by.fill_each(&pairs, load).await?;
    let is_doubted = |block: &KnownBlock| caches.doubts.since(block.stamp, me);
    if known.iter().flatten().any(is_doubted) {
        pairs.iter().for_each(|pair| caches.blocked_by.forget(pair));
        known = caches.blocked_by.fill_each(&pairs, load).await?;
    }
    // What could not be learned counts as a block.
    let judge = |(id, known): (&AccountId, Option<KnownBlock>)| (*id, known.is_none_or(|block| block.blocks));
    Ok(strangers.iter().zip(known).map(judge).collect())
}

/// What `viewer` is to each of `accounts`, in their order, with the settings of follows. One statement.
///
/// # Errors
/// From the engine.
pub async fn relations(state: &State, viewer: AccountId, accounts: Vec<AccountId>) -> Result<Vec<Relation>> {
    let now_ms = state.now_ms();
    state.db().read(async move |r| read_relations(r, (viewer, now_ms), &accounts).await).await
}

async fn read_relations(
    r: &mut Reader,
    (viewer, now_ms): (AccountId, i64),
    accounts: &[AccountId],
) -> Result<Vec<Relation>> {
    let mut relations: HashMap<AccountId, Relation> =
        accounts.iter().map(|account| (*account, Relation::none(*account))).collect();
    let change =
        |row: &Row<'_>| relations.get_mut(&row.get(1)?).map_or(Ok(()), |one| relate(one, row, now_ms));
    match accounts {
        // Most are about one, right after a change.
        [other] => r.all(&store::RELATED_TO, params![viewer, *other], change).await?,
        _ => {
            let values = params![viewer, Value::ids(accounts.iter().copied())];
            r.all(&store::RELATED_AMONG, values, change).await?
        }
    };
    Ok(accounts.iter().filter_map(|account| relations.remove(account)).collect())
}

/// Notes what a row of [`store::RELATED_TO`] says.
fn relate(relation: &mut Relation, row: &Row<'_>, now_ms: i64) -> Result<()> {
    match row.get::<i64>(0)? {
        1 => relation.followed_by = true,
        2 => relation.blocking = true,
        3 => relation.blocked_by = true,
        4 => relation.requested = true,
        5 => relation.requested_by = true,
        6 => relation.friend_requested = true,
        7 => relation.friend_requested_by = true,
        8 => relation.endorsed = true,
        9 => relation.follow = Some(settings(row, 2)?),
        10 => {
            let mute = Mute { notifications: row.get(2)?, until: row.get(5)? };
            relation.mute = Some(mute).filter(|mute| mute.holds(now_ms));
        }
        _ => relation.note = row.get(4)?,
    }
    Ok(())
}

/// How somebody is muted, from two columns.
fn mute(row: &Row<'_>, at: usize) -> Result<Mute> {
    Ok(Mute { notifications: row.get(at)?, until: row.get(at + 1)? })
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
    /// With whom it has follows both ways.
    Friends,
    /// Whom it blocks.
    Blocked,
    /// Whom it mutes.
    Muted,
    /// Whom it shows on its profile.
    Endorsed,
    /// Who has asked to follow it.
    Requesting,
    /// Whom it has asked to follow.
    Requested,
    /// Who has asked it to be friends.
    Befriending,
    /// Whom it has asked to be friends.
    Befriended,
    /// Whom it follows or blocks.
    FollowingOrBlocked,
    /// Who follows it, or did until it blocked them.
    FollowersEvenBlocked,
    /// Its friends, and who was one until it blocked them.
    FriendsEvenBlocked,
}

impl Listed {
    /// The statements, newest first and oldest first, whose rows make up the list.
    fn sources(self) -> &'static [[&'static Statement; 2]] {
        const FOLLOWS: [&Statement; 2] = [&store::FOLLOWS_DOWN, &store::FOLLOWS_UP];
        const FOLLOWERS: [&Statement; 2] = [&store::FOLLOWERS_DOWN, &store::FOLLOWERS_UP];
        const FRIENDS: [&Statement; 2] = [&store::FRIENDS_DOWN, &store::FRIENDS_UP];
        const BLOCKS: [&Statement; 2] = [&store::BLOCKS_DOWN, &store::BLOCKS_UP];
        const MUTES: [&Statement; 2] = [&store::MUTES_DOWN, &store::MUTES_UP];
        const ENDORSEMENTS: [&Statement; 2] = [&store::ENDORSEMENTS_DOWN, &store::ENDORSEMENTS_UP];
        const REQUESTED_BY: [&Statement; 2] = [&store::REQUESTED_BY_DOWN, &store::REQUESTED_BY_UP];
        const REQUESTS: [&Statement; 2] = [&store::REQUESTS_DOWN, &store::REQUESTS_UP];
        const FRIEND_REQUESTED_BY: [&Statement; 2] =
            [&store::FRIEND_REQUESTED_BY_DOWN, &store::FRIEND_REQUESTED_BY_UP];
        const FRIEND_REQUESTS: [&Statement; 2] = [&store::FRIEND_REQUESTS_DOWN, &store::FRIEND_REQUESTS_UP];
        const LOST: [&Statement; 2] = [&store::LOST_FOLLOWERS_DOWN, &store::LOST_FOLLOWERS_UP];
        match self {
            Self::Following => &[FOLLOWS],
            Self::Followers => &[FOLLOWERS],
            Self::Friends => &[FRIENDS],
            Self::Blocked => &[BLOCKS],
            Self::Muted => &[MUTES],
            Self::Endorsed => &[ENDORSEMENTS],
            Self::Requesting => &[REQUESTED_BY],
            Self::Requested => &[REQUESTS],
            Self::Befriending => &[FRIEND_REQUESTED_BY],
            Self::Befriended => &[FRIEND_REQUESTS],
            Self::FollowingOrBlocked => &[FOLLOWS, BLOCKS],
            Self::FollowersEvenBlocked => &[FOLLOWERS, LOST],
            Self::FriendsEvenBlocked => &[FRIENDS, LOST],
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
    let now_ms = state.now_ms();
    let mut edges = state
        .db()
        .read(async move |r| {
            // Only mutes end by the clock.
            let used = if listed == Listed::Muted { 5 } else { 4 };
            let values = params![account, page.max_id, page.lower(), limit, now_ms];
            let values = &values[..used];
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

/// For each of `accounts` some of those who follow it among whom `viewer` follows; at most `most` in all. One
/// statement.
///
/// # Errors
/// From the engine.
pub async fn familiar(
    state: &State,
    viewer: AccountId,
    accounts: Vec<AccountId>,
    most: usize,
) -> Result<HashMap<AccountId, Vec<AccountId>>> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<(AccountId, AccountId)> = state
        .db()
        .read(async move |r| {
            let values = params![viewer, Value::ids(accounts.iter().copied()), limit];
            r.all(&store::FAMILIAR, values, |row| Ok((row.get(0)?, row.get(1)?))).await
        })
        .await?;
    let mut familiar: HashMap<AccountId, Vec<AccountId>> = HashMap::new();
    for (account, follower) in rows {
        familiar.entry(account).or_default().push(follower);
    }
    familiar.values_mut().for_each(|followers| followers.sort_unstable());
    Ok(familiar)
}

/// A page of the members of a list, in the order in which it was read.
///
/// # Errors
/// From the engine.
pub async fn list_members(state: &State, list: ListId, page: Page) -> Result<Vec<ListedEdge>> {
    let statement = if page.min_id.is_some() { &store::MEMBERS_UP } else { &store::MEMBERS_DOWN };
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let read = async move |r: &mut Reader| {
        let values = params![list, page.max_id, page.lower(), limit];
        r.all(statement, values, |row| Ok(ListedEdge { edge: row.get(0)?, account: row.get(1)? })).await
    };
    state.db().read(read).await
}

/// All members of a list, ascending; at most as many as its owner follows.
///
/// # Errors
/// From the engine.
pub async fn all_list_members(state: &State, list: ListId) -> Result<Box<[AccountId]>> {
    let read = async move |r: &mut Reader| r.all(&store::MEMBERS, params![list], |row| row.get(0)).await;
    state.db().read(read).await.map(Into::into)
}

/// The lists of `owner` in which `member` is, ascending.
///
/// # Errors
/// From the engine.
pub async fn lists_with(state: &State, owner: AccountId, member: AccountId) -> Result<Vec<ListId>> {
    let read =
        async move |r: &mut Reader| r.all(&store::LISTS_WITH, params![owner, member], |row| row.get(0)).await;
    state.db().read(read).await
}

/// A page of the domains that an account blocks, each with its edge, in the order in which it was read.
///
/// # Errors
/// From the engine.
pub async fn blocked_domains(state: &State, account: AccountId, page: Page) -> Result<Vec<(EdgeId, String)>> {
    let statement = if page.min_id.is_some() { &store::DOMAIN_BLOCKS_UP } else { &store::DOMAIN_BLOCKS_DOWN };
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let read = async move |r: &mut Reader| {
        let values = params![account, page.max_id, page.lower(), limit];
        r.all(statement, values, |row| Ok((row.get(0)?, row.get(1)?))).await
    };
    state.db().read(read).await
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
