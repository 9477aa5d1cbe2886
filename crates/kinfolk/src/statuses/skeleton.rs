//! Skeletons: what timelines read of statuses before anything is loaded or judged.
//!
//! Each function runs one statement inside the caller's read block and returns entries by id,
//! newest first unless the name of its order says otherwise. Bounds are exclusive raw ids; 0 and
//! `i64::MAX` mean "none".
//!
//! Nothing here is judged: an entry is a candidate, and what is shown comes from [`super::visible`].

use base::Result;
use db::{Reader, params};

use super::model::Entry;
use super::store;
use crate::core::words::{AccountId, TagName};

/// Which end of the range between two ids is read first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// From the upper bound down.
    NewestFirst,
    /// From the lower bound up.
    OldestFirst,
}

/// What lies between two ids, and how much of it from which end.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Only ids below this.
    pub below: i64,
    /// Only ids above this.
    pub above: i64,
    /// At most so many.
    pub limit: usize,
    /// From which end.
    pub order: Order,
}

impl Range {
    /// The newest `limit` below an id.
    #[must_use]
    pub const fn below(below: i64, limit: usize) -> Self {
        Self { below, above: 0, limit, order: Order::NewestFirst }
    }

    /// The oldest `limit` above an id.
    #[must_use]
    pub const fn above(above: i64, limit: usize) -> Self {
        Self { below: i64::MAX, above, limit, order: Order::OldestFirst }
    }
}

/// Somebody's statuses of every visibility.
///
/// # Errors
/// From the engine.
pub async fn of_account(r: &mut Reader, account: AccountId, range: Range) -> Result<Vec<Entry>> {
    let statement = match range.order {
        Order::NewestFirst => &store::OF_ACCOUNT_DOWN,
        Order::OldestFirst => &store::OF_ACCOUNT_UP,
    };
    r.all(statement, params![account, range.below, range.above, sql_limit(range.limit)], store::entry).await
}

/// Somebody's statuses that a stranger might see: what is open, and what mentions anybody.
///
/// # Errors
/// From the engine.
pub async fn told_by_account(r: &mut Reader, account: AccountId, range: Range) -> Result<Vec<Entry>> {
    let statement = match range.order {
        Order::NewestFirst => &store::TOLD_BY_ACCOUNT_DOWN,
        Order::OldestFirst => &store::TOLD_BY_ACCOUNT_UP,
    };
    r.all(statement, params![account, range.below, range.above, sql_limit(range.limit)], store::entry).await
}

/// What else is asked of statuses with a tag.
#[derive(Debug, Clone, Copy, Default)]
pub struct Besides<'a> {
    /// They have this tag too.
    pub with: Option<&'a TagName>,
    /// They do not have this one.
    pub without: Option<&'a TagName>,
}

/// Public statuses with a tag.
///
/// # Errors
/// From the engine.
pub async fn of_tag(r: &mut Reader, tag: &TagName, besides: Besides<'_>, range: Range) -> Result<Vec<Entry>> {
    let statement = match range.order {
        Order::NewestFirst => &store::OF_TAG_DOWN,
        Order::OldestFirst => &store::OF_TAG_UP,
    };
    // What has a tag has it twice, and nothing has a tag without a name.
    let (with, without) = (besides.with.unwrap_or(tag).as_str(), besides.without.map_or("", TagName::as_str));
    let limit = sql_limit(range.limit);
    let values = params![tag.as_str(), range.below, range.above, limit, with, without];
    r.all(statement, values, store::entry).await
}

/// Somebody's statuses of every visibility with a tag.
///
/// # Errors
/// From the engine.
pub async fn of_account_and_tag(
    r: &mut Reader,
    account: AccountId,
    tag: &TagName,
    range: Range,
) -> Result<Vec<Entry>> {
    let statement = match range.order {
        Order::NewestFirst => &store::OF_ACCOUNT_TAG_DOWN,
        Order::OldestFirst => &store::OF_ACCOUNT_TAG_UP,
    };
    let values = params![account, tag.as_str(), range.below, range.above, sql_limit(range.limit)];
    r.all(statement, values, store::entry).await
}

/// The `limit` statuses of *each* account that are nearest to `edge`, exclusive, in no particular order: the newest below
/// it or the oldest above it. One seek per account.
///
/// # Errors
/// From the engine.
pub async fn of_accounts(
    r: &mut Reader,
    accounts: &[AccountId],
    edge: i64,
    order: Order,
    limit: usize,
) -> Result<Vec<Entry>> {
    let statement = match order {
        Order::NewestFirst => &store::OF_ACCOUNTS,
        Order::OldestFirst => &store::OF_ACCOUNTS_UP,
    };
    let values = params![db::Value::ids(accounts.iter().copied()), edge, sql_limit(limit)];
    r.all(statement, values, store::entry).await
}

/// For each account that has one, the id of its newest status below `edge`, or of its oldest above it; in no particular
/// order. One seek per account that reads no status.
///
/// # Errors
/// From the engine.
pub async fn nearest_of_accounts(
    r: &mut Reader,
    accounts: &[AccountId],
    edge: i64,
    order: Order,
) -> Result<Vec<(i64, AccountId)>> {
    let statement = match order {
        Order::NewestFirst => &store::NEWEST_OF_ACCOUNTS,
        Order::OldestFirst => &store::OLDEST_OF_ACCOUNTS,
    };
    let values = params![db::Value::ids(accounts.iter().copied()), edge];
    let found = r.all(statement, values, |row| Ok((row.get::<Option<i64>>(1)?, row.get(0)?))).await?;
    Ok(found.into_iter().filter_map(|(id, account)| Some((id?, account))).collect())
}

/// All statuses of everybody from an id on, exclusive: below it newest first, or above it oldest first.
///
/// # Errors
/// From the engine.
pub async fn walk(r: &mut Reader, edge: i64, order: Order, limit: usize) -> Result<Vec<Entry>> {
    let statement = match order {
        Order::NewestFirst => &store::WALK_DOWN,
        Order::OldestFirst => &store::WALK_UP,
    };
    r.all(statement, params![edge, sql_limit(limit)], store::entry).await
}

/// The statuses of public timelines.
///
/// # Errors
/// From the engine.
pub async fn listed(r: &mut Reader, range: Range) -> Result<Vec<Entry>> {
    let statement = match range.order {
        Order::NewestFirst => &store::LISTED_DOWN,
        Order::OldestFirst => &store::LISTED_UP,
    };
    r.all(statement, params![range.below, range.above, sql_limit(range.limit)], store::entry).await
}

fn sql_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
