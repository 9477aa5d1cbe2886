//! Bookmarking a status, and taking it back. Both act on what a reblog reblogs, and repeating either changes
//! nothing. Nobody is told and nothing is counted: a bookmark is for who made it alone.

use base::Result;
use db::params;

use super::{store, write};
use crate::accounts;
use crate::core::words::{AccountId, EdgeId, StatusId};
use crate::core::{Event, State, events};

/// Bookmarks a status that the viewer may see.
///
/// # Errors
/// `NotFound` when there is none, or from the engine.
pub async fn bookmark(state: &State, viewer: AccountId, id: StatusId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let status = write::target(tx, viewer, id).await?.facts.id;
        // Nothing is counted for who bookmarks, so nothing else would stop somebody who is just leaving.
        accounts::hold(tx, &[viewer]).await?;
        let edge: EdgeId = within.owned_id(viewer);
        if tx.run(&store::BOOKMARK, params![viewer, status, viewer.bucket(), edge]).await? == 0 {
            return Ok(());
        }
        tx.run(&store::BOOKMARKED_BY, params![status, viewer, status.bucket()]).await?;
        events::emit(tx, &within, Event::BookmarkChanged { account: viewer, status }).await
    };
    state.db().write(block).await
}

/// Takes a bookmark back, also from a status that the viewer may no longer see.
///
/// # Errors
/// `NotFound` when there is no such status, or from the engine.
pub async fn unbookmark(state: &State, viewer: AccountId, id: StatusId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let status = write::original(tx, id).await?;
        if tx.run(&store::UNBOOKMARK, params![viewer, status]).await? == 0 {
            return Ok(());
        }
        tx.run(&store::UNBOOKMARKED_BY, params![status, viewer]).await?;
        events::emit(tx, &within, Event::BookmarkChanged { account: viewer, status }).await
    };
    state.db().write(block).await
}
