//! Deleting a status.
//!
//! The work is bounded whatever the status has become: its own row and counters go, what it counted
//! for is counted less, and so do the oldest [`REBLOGS`] reblogs of it. Favourites and further
//! reblogs are left; nobody sees them any more, since [`super::visible`] judges a reblog together
//! with what it reblogs.

use base::{Error, Result};
use db::{Tx, params};

use super::store;
use super::write::{self, Counter};
use crate::accounts::{self, Change};
use crate::core::words::{AccountId, StatusId, Visibility};
use crate::core::{Event, State, events};

/// So many reblogs go with what they reblog, in the same transaction.
const REBLOGS: i64 = 200;

/// Deletes a status of `author` and returns what they typed, so that they can write it anew.
///
/// # Errors
/// `NotFound` when there is none or it is somebody else's, or from the engine.
pub async fn delete(state: &State, author: AccountId, id: StatusId) -> Result<String> {
    let within = state.clone();
    let gone = state.db().write(async move |tx| remove(tx, &within, author, id).await).await?;
    gone.ok_or(Error::NotFound)
}

/// Deletes a status of `author` with all that goes with it, and returns its text; `None` if there
/// is no such status of theirs.
///
/// # Errors
/// From the engine.
pub(super) async fn remove(
    tx: &mut Tx,
    state: &State,
    author: AccountId,
    id: StatusId,
) -> Result<Option<String>> {
    let row = |row: &db::Row<'_>| {
        Ok(Gone {
            visibility: Visibility::from_code(row.get(0)?),
            in_reply_to: row.get(1)?,
            reblog_of: row.get(2)?,
            text: row.get(3)?,
        })
    };
    let Some(gone) = tx.one(&store::DELETE, params![id, author], row).await? else { return Ok(None) };
    tx.run(&store::DELETE_COUNTS, params![id]).await?;
    events::emit(tx, state, Event::StatusDeleted { status: id, author }).await?;
    if let Some(original) = gone.reblog_of {
        tx.run(&store::UNREBLOG, params![author, original]).await?;
        tx.run(&store::UNREBLOGGED_BY, params![original, author]).await?;
        events::emit(tx, state, Event::MarkChanged { account: author, status: original }).await?;
        write::count_down(tx, state, original, Counter::Reblogs).await?;
    }
    if let Some(parent) = gone.in_reply_to {
        write::count_down(tx, state, parent, Counter::Replies).await?;
        // The deleted status's own row does not lead there any more.
        events::emit(tx, state, Event::StatusRecounted { status: parent }).await?;
    }
    let mut changes = vec![(author, write::one_less(gone.visibility))];
    if gone.reblog_of.is_none() {
        remove_reblogs(tx, state, id, &mut changes).await?;
    }
    changes.sort_unstable_by_key(|(account, _)| *account);
    for (account, change) in changes {
        accounts::count(tx, state, account, change).await?;
    }
    Ok(Some(gone.text))
}

/// Deletes the oldest reblogs of a status that is gone, and adds what that changes for who made them.
async fn remove_reblogs(
    tx: &mut Tx,
    state: &State,
    original: StatusId,
    changes: &mut Vec<(AccountId, Change)>,
) -> Result<()> {
    let range = params![original, i64::MAX, 0_i64, REBLOGS];
    let reblogs: Vec<(StatusId, AccountId)> =
        tx.all(&store::REBLOGGERS_UP, range, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    for (reblog, account) in reblogs {
        let visibility = |row: &db::Row<'_>| row.get(0).map(Visibility::from_code);
        let gone = tx.one(&store::DELETE, params![reblog, account], visibility).await?;
        tx.run(&store::UNREBLOG, params![account, original]).await?;
        tx.run(&store::UNREBLOGGED_BY, params![original, account]).await?;
        events::emit(tx, state, Event::StatusDeleted { status: reblog, author: account }).await?;
        events::emit(tx, state, Event::MarkChanged { account, status: original }).await?;
        if let Some(visibility) = gone {
            match changes.iter_mut().find(|(known, _)| *known == account) {
                Some((_, change)) => change.statuses += write::one_less(visibility).statuses,
                None => changes.push((account, write::one_less(visibility))),
            }
        }
    }
    Ok(())
}

/// What is left to know of a deleted status.
struct Gone {
    visibility: Visibility,
    in_reply_to: Option<StatusId>,
    reblog_of: Option<StatusId>,
    text: String,
}
