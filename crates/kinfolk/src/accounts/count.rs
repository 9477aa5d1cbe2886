//! Counting what belongs to an account.

use std::ops::AddAssign;

use base::{Error, Result};
use db::{Row, Tx, Value, params};

use super::store;
use crate::core::events::AccountCounts;
use crate::core::words::{AccountId, StatusId};
use crate::core::{Event, State, events};

/// By how much the counters of an account change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Statuses of any visibility but direct.
    pub statuses: i64,
    /// Accounts that follow it.
    pub followers: i64,
    /// Accounts that it follows.
    pub following: i64,
    /// Accounts with edges both ways.
    pub friends: i64,
    /// Accounts that it blocks.
    pub blocked: i64,
    /// Accounts that have asked to follow it.
    pub requests: i64,
    /// A status that it wrote: raises the head, and the time (Unix milliseconds) of its newest.
    pub posted: Option<(StatusId, i64)>,
}

impl Change {
    /// Nothing changes.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Something is more than before.
    fn adds(&self) -> bool {
        let Self { statuses, followers, following, friends, blocked, requests, posted } = *self;
        let counters = [statuses, followers, following, friends, blocked, requests];
        posted.is_some() || counters.iter().any(|moved| *moved > 0)
    }

    /// Parameters of the statement that counts this for an account.
    fn values(&self, account: AccountId) -> Vec<Value<'static>> {
        let Self { statuses, followers, following, friends, blocked, requests, posted } = *self;
        let mut values =
            params![account, statuses, followers, following, friends, blocked, requests].to_vec();
        if self.adds() {
            let (status, at) = posted.unwrap_or((StatusId::ZERO, 0));
            values.extend_from_slice(params![at, status]);
        }
        values
    }
}

impl AddAssign for Change {
    /// Both changes together; of two statuses the newer one.
    fn add_assign(&mut self, other: Self) {
        self.statuses += other.statuses;
        self.followers += other.followers;
        self.following += other.following;
        self.friends += other.friends;
        self.blocked += other.blocked;
        self.requests += other.requests;
        self.posted = self.posted.max(other.posted);
    }
}

/// Changes the counters of an account. Callers count last in their block, and several accounts
/// together ([`count_each`]).
///
/// Nothing is counted up for somebody who has left: the block fails, and with it whatever was to be
/// counted. So an act that began before they left and would end after it leaves nothing behind.
///
/// # Errors
/// `NotFound` when there is no such account, or it has left and would be counted up; or from the engine.
pub async fn count(tx: &mut Tx, state: &State, account: AccountId, change: Change) -> Result<()> {
    count_each(tx, state, [(account, change)]).await
}

/// The same for several accounts, in ascending order of their ids: else two transactions that count for the same two in
/// opposite orders wait for each other.
///
/// # Errors
/// As [`count`].
pub async fn count_each(
    tx: &mut Tx,
    state: &State,
    changes: impl IntoIterator<Item = (AccountId, Change)>,
) -> Result<()> {
    let mut changes: Vec<_> = changes.into_iter().filter(|(_, change)| !change.is_nothing()).collect();
    changes.sort_unstable_by_key(|(account, _)| *account);
    let mut counted = Vec::with_capacity(changes.len());
    for alike in changes.chunk_by(|(_, one), (_, next)| one.adds() == next.adds()) {
        let statement = if alike[0].1.adds() { &store::COUNT } else { &store::COUNT_LESS };
        let values: Vec<_> = alike.iter().map(|(account, change)| change.values(*account)).collect();
        let rows = tx.all_each(statement, &values, |row| counts(row, 0)).await?;
        for ((account, _), mut row) in alike.iter().zip(rows) {
            let counts = row.pop().ok_or(Error::NotFound)?;
            counted.push(Event::AccountCounted { account: *account, counts });
        }
    }
    events::emit_each(tx, state, counted).await
}

/// Counters from nine columns in the order of the table.
pub(super) fn counts(row: &Row<'_>, at: usize) -> Result<AccountCounts> {
    Ok(AccountCounts {
        version: row.get(at)?,
        statuses: row.get(at + 1)?,
        followers: row.get(at + 2)?,
        following: row.get(at + 3)?,
        friends: row.get(at + 4)?,
        blocked: row.get(at + 5)?,
        requests: row.get(at + 6)?,
        last_status_at: row.get(at + 7)?,
        head: row.get(at + 8)?,
    })
}
