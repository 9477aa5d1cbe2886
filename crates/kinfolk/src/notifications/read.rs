//! Reading: a page of what somebody is told of, judged once more.

use std::collections::{BTreeSet, HashMap};

use base::{Error, Page, Result};
use db::{Reader, Row, params};

use super::model::{Kind, Notification, NotificationId};
use super::store;
use crate::accounts::{self, VisibleCard, Way};
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::edges::{self, Relation};
use crate::http::paging::Cursors;
use crate::policy::Visible;
use crate::statuses::{self, Shown};

/// Rounds after which a page is handed out although it is not full.
const ROUNDS: usize = 10;

/// Which notifications are wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of these kinds.
    pub kinds: Vec<Kind>,
    /// Only by this account.
    pub from: Option<AccountId>,
}

/// A notification that may be shown.
pub struct Told {
    /// The row; of a request that was answered with yes, as what came of it.
    pub row: Notification,
    /// Who did it.
    pub from: VisibleCard,
    /// The status that it is about.
    pub status: Option<Visible<Shown>>,
}

/// A page.
#[derive(Default)]
pub struct Shelf {
    /// Newest first.
    pub told: Vec<Told>,
    /// Where the pages beside it begin.
    pub cursors: Cursors,
}

fn notification(row: &Row<'_>) -> Result<Option<Notification>> {
    let (kind, status): (i64, StatusId) = (row.get(1)?, row.get(3)?);
    let Some(kind) = Kind::from_code(kind) else { return Ok(None) };
    let status = Some(status).filter(|status| *status != StatusId::ZERO);
    Ok(Some(Notification { id: row.get(0)?, kind, from: row.get(2)?, status }))
}

/// A page of what `account` is told of. A fixed number of statements a round.
///
/// # Errors
/// From the engine.
pub async fn page(state: &State, account: AccountId, wanted: &Wanted, page: Page) -> Result<Shelf> {
    let upwards = page.min_id.is_some();
    let statement = if upwards { &store::UP } else { &store::DOWN };
    let (mut shelf, mut round) = (Shelf::default(), page);
    let (mut examined, mut more) = (None, true);
    for _ in 0..ROUNDS {
        let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
        let read = async move |r: &mut Reader| {
            let values = params![account, round.max_id, round.lower(), limit];
            r.all(statement, values, |row| Ok((row.get::<i64>(0)?, notification(row)?))).await
        };
        let rows: Vec<(i64, Option<Notification>)> = state.db().read(read).await?;
        more = rows.len() == page.limit;
        let Some((last, _)) = rows.last() else { break };
        let is_wanted = |row: &Notification| {
            wanted.kinds.contains(&row.kind) && wanted.from.is_none_or(|from| from == row.from)
        };
        let candidates: Vec<Notification> =
            rows.iter().filter_map(|(_, row)| *row).filter(is_wanted).collect();
        for told in judged(state, account, candidates).await?.into_iter().filter(|told| is_wanted(&told.row))
        {
            if shelf.told.len() == page.limit {
                more = true;
                break;
            }
            examined = Some(told.row.id.raw());
            shelf.told.push(told);
        }
        if shelf.told.len() == page.limit {
            break;
        }
        examined = Some(*last);
        round = if upwards { Page { min_id: Some(*last), ..round } } else { Page { max_id: *last, ..round } };
        if !more {
            break;
        }
    }
    if upwards {
        shelf.told.reverse();
    }
    let newest = shelf.told.first().map(|told| told.row.id.raw());
    let oldest = shelf.told.last().map(|told| told.row.id.raw());
    let next = if upwards { oldest } else { examined.filter(|_| more) };
    shelf.cursors = Cursors { next, prev: newest };
    Ok(shelf)
}

/// Those that may be shown, in their order.
async fn judged(state: &State, account: AccountId, rows: Vec<Notification>) -> Result<Vec<Told>> {
    let me = Some(account);
    let people: Vec<AccountId> = rows.iter().map(|row| row.from).collect();
    let facts = edges::own_facts(state, me).await?;
    let cards = accounts::visible(state, me, &people, Way::Listed).await?;
    let cards: HashMap<AccountId, VisibleCard> = cards.into_iter().map(|card| (card.id, card)).collect();
    let shown = by_id(state, account, rows.iter().filter_map(|row| row.status)).await?;
    // Of a boost what was boosted is shown, as in Mastodon.
    let boosted = |status: &Visible<Shown>| status.outer.facts.reblog_of.map(|(original, _)| original);
    let originals = by_id(state, account, shown.values().filter_map(boosted)).await?;
    let status_of = |id: StatusId| match boosted(shown.get(&id)?) {
        Some(original) => originals.get(&original).cloned(),
        None => shown.get(&id).cloned(),
    };
    let standing = standing(state, account, &rows).await?;
    let told = |row: Notification| {
        let row = Notification { kind: standing_kind(row, &standing)?, ..row };
        let from = cards.get(&row.from)?.clone();
        let status = match row.status {
            Some(id) => Some(status_of(id)?),
            None => None,
        };
        (!facts.mutes_notifications(row.from)).then_some(Told { row, from, status })
    };
    Ok(rows.into_iter().filter_map(told).collect())
}

/// What is between `account` and those who have asked it for something. No statement where nobody has.
async fn standing(
    state: &State,
    account: AccountId,
    rows: &[Notification],
) -> Result<HashMap<AccountId, Relation>> {
    let askers = rows.iter().filter(|row| row.kind.granted().is_some()).map(|row| row.from);
    let askers: BTreeSet<AccountId> = askers.collect();
    if askers.is_empty() {
        return Ok(HashMap::new());
    }
    let relations = edges::relations(state, account, askers.into_iter().collect()).await?;
    Ok(relations.into_iter().map(|relation| (relation.account, relation)).collect())
}

/// What a row is told as: the jobs that follow up on an answer may not have been there yet. `None` for a request that does
/// not wait any more and was not granted.
fn standing_kind(row: Notification, standing: &HashMap<AccountId, Relation>) -> Option<Kind> {
    let Some(granted) = row.kind.granted() else { return Some(row.kind) };
    let relation = standing.get(&row.from)?;
    let (waits, is_granted) = match row.kind {
        Kind::FollowRequest => (relation.requested_by, relation.followed_by),
        _ => (relation.friend_requested_by, relation.friends()),
    };
    if waits { Some(row.kind) } else { is_granted.then_some(granted) }
}

/// Statuses that `account` may see, by id.
async fn by_id(
    state: &State,
    account: AccountId,
    ids: impl Iterator<Item = StatusId>,
) -> Result<HashMap<StatusId, Visible<Shown>>> {
    let ids: Vec<StatusId> = ids.collect();
    let shown = statuses::visible(state, Some(account), &ids).await?;
    Ok(shown.into_iter().map(|status| (status.outer.facts.id, status)).collect())
}

/// One notification.
///
/// # Errors
/// `NotFound` when there is none that may be shown, or from the engine.
pub async fn one(state: &State, account: AccountId, id: NotificationId) -> Result<Told> {
    let read = async move |r: &mut Reader| r.one(&store::ONE, params![id, account], notification).await;
    let row = state.db().read(read).await?.flatten().ok_or(Error::NotFound)?;
    judged(state, account, vec![row]).await?.pop().ok_or(Error::NotFound)
}
