//! Deleting a status.
//!
//! The transaction is bounded whatever the status has become: its own row and counters go, and what it counted
//! for is counted less. Its reblogs, favourites and bookmarks go within seconds, by a job ([`super::unmark`]); until then
//! nobody sees them, since [`super::visible`] judges a reblog together with what it reblogs.

use base::{Error, Result};
use db::{Tx, params};

use super::write::{self, Counter};
use super::{store, tags, unmark};
use crate::accounts;
use crate::core::words::{AccountId, StatusId, TagName, Visibility};
use crate::core::{Event, State, events};

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
            tags: store::tags(&row.get::<String>(4)?)?,
        })
    };
    let Some(gone) = tx.one(&store::DELETE, params![id, author], row).await? else { return Ok(None) };
    // Only what was marked or answered has counters; bookmarks are not counted.
    let is_counted = tx.run(&store::DELETE_COUNTS, params![id]).await? > 0;
    let bookmarker = tx.one(&store::BOOKMARKERS, params![id, 1_i64], |row| row.get::<i64>(0)).await?;
    events::emit(tx, state, Event::StatusDeleted { status: id, author }).await?;
    tags::erase(tx, author, id, &gone.tags).await?;
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
    accounts::count(tx, state, author, write::one_less(gone.visibility)).await?;
    if is_counted || bookmarker.is_some() {
        state.enqueue(tx, unmark::job(id)).await?;
    }
    Ok(Some(gone.text))
}

/// What is left to know of a deleted status.
struct Gone {
    visibility: Visibility,
    in_reply_to: Option<StatusId>,
    reblog_of: Option<StatusId>,
    text: String,
    tags: Box<[TagName]>,
}
