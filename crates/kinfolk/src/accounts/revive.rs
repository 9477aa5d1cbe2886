//! What other processes wrote, as far as it moves the counters of accounts.
//!
//! Only counters of remembered accounts are read: an account that nobody remembers is loaded with its
//! counters when somebody asks. Heads of timelines follow the statuses themselves.

use base::Result;
use db::{Value, params};

use super::card::Cards;
use super::{count, store};
use crate::core::events::kind;
use crate::core::foreign::Row;
use crate::core::words::AccountId;
use crate::core::{Event, State};

/// Rows that move counters.
pub(super) const KINDS: &[i64] = &[kind::EDGE_CHANGED, kind::STATUS_CREATED, kind::STATUS_DELETED];

/// The counters of the accounts that the rows name. One statement at most.
pub(super) async fn revive(state: State, rows: Vec<Row>) -> Result<Vec<Event>> {
    let cards = state.part::<Cards>();
    let named = |row: &Row| match row.kind {
        kind::EDGE_CHANGED => [row.subject, row.object],
        _ => [row.object, row.object],
    };
    let mut accounts: Vec<AccountId> = rows.iter().flat_map(named).map(AccountId::new).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.retain(|account| cards.follows(*account));
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let counted = |row: &db::Row<'_>| {
        Ok(Event::AccountCounted { account: row.get(0)?, counts: count::counts(row, 1)? })
    };
    let read = async move |r: &mut db::Reader| {
        r.all(&store::COUNTS, params![Value::ids(accounts.iter().copied())], counted).await
    };
    state.db().read(read).await
}
