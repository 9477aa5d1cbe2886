//! Favouriting a status, and taking it back. Both act on what a reblog reblogs, and repeating
//! either changes nothing.

use base::Result;
use db::params;

use super::store;
use super::write::{self, Counter};
use crate::accounts;
use crate::core::words::{AccountId, EdgeId, StatusId};
use crate::core::{Event, State, events};

/// Favourites a status that the viewer may see.
///
/// # Errors
/// `NotFound` when there is none, or from the engine.
pub async fn favourite(state: &State, viewer: AccountId, id: StatusId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let status = write::target(tx, viewer, id).await?.facts.id;
        // Nothing is counted for who favourites, so nothing else would stop somebody who is just leaving.
        accounts::hold(tx, &[viewer]).await?;
        let edge: EdgeId = within.owned_id(viewer);
        if tx.run(&store::FAVOURITE, params![viewer, status, viewer.bucket(), edge]).await? == 0 {
            return Ok(());
        }
        tx.run(&store::FAVOURITED_BY, params![status, viewer, status.bucket(), edge]).await?;
        events::emit(tx, &within, Event::MarkChanged { account: viewer, status }).await?;
        write::count_up(tx, &within, status, Counter::Favourites).await
    };
    state.db().write(block).await
}

/// Takes a favourite back, also from a status that the viewer may no longer see.
///
/// # Errors
/// `NotFound` when there is no such status, or from the engine.
pub async fn unfavourite(state: &State, viewer: AccountId, id: StatusId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let status = write::original(tx, id).await?;
        if tx.run(&store::UNFAVOURITE, params![viewer, status]).await? == 0 {
            return Ok(());
        }
        tx.run(&store::UNFAVOURITED_BY, params![status, viewer]).await?;
        events::emit(tx, &within, Event::MarkChanged { account: viewer, status }).await?;
        write::count_down(tx, &within, status, Counter::Favourites).await
    };
    state.db().write(block).await
}
