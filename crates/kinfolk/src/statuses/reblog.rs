//! Reblogging a status, and taking it back. A reblog is a status without a text that points at
//! another; who reblogs a reblog reblogs what that points at. Repeating either changes nothing.

use base::{Error, Result};
use db::params;

use super::compose::{Draft, default_visibility};
use super::write::{self, Counter, Place};
use super::{delete, store};
use crate::accounts;
use crate::core::words::{AccountId, StatusId, Visibility};
use crate::core::{Event, State, events};
use crate::policy;

/// Reblogs a status that the viewer may see, and returns the reblog: the earlier one, if there is one.
///
/// # Errors
/// `NotFound` when there is no such status, `Unprocessable` when it cannot be reblogged, or from the engine.
pub async fn reblog(
    state: &State,
    viewer: AccountId,
    id: StatusId,
    visibility: Option<Visibility>,
) -> Result<StatusId> {
    let wanted = match visibility {
        Some(visibility) => visibility,
        None => default_visibility(state, viewer).await?,
    };
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let original = write::target(tx, viewer, id).await?.facts;
        let draft = Draft::empty(viewer, policy::reblog(viewer, &original, wanted)?);
        let (status, author) = (original.id, original.author);
        if tx.run(&store::REBLOG, params![viewer, status, viewer.bucket(), StatusId::ZERO]).await? == 0 {
            let earlier = tx.one(&store::REBLOG_ID, params![viewer, status], |row| row.get(0)).await?;
            return earlier.ok_or(Error::NotFound);
        }
        let id = write::insert(tx, &within, &draft, Place::Reblogs { status, author }).await?;
        tx.run(&store::REBLOG_SET, params![viewer, status, id]).await?;
        tx.run(&store::REBLOGGED_BY, params![status, viewer, status.bucket(), id]).await?;
        events::emit(tx, &within, Event::MarkChanged { account: viewer, status }).await?;
        write::count_up(tx, &within, status, Counter::Reblogs).await?;
        accounts::count(tx, &within, viewer, write::one_more(id, draft.visibility)).await?;
        Ok(id)
    };
    state.db().write(block).await
}

/// Takes a reblog back and returns what was reblogged. `id` names that, or the reblog.
///
/// # Errors
/// `NotFound` when there is no such status, or from the engine.
pub async fn unreblog(state: &State, viewer: AccountId, id: StatusId) -> Result<StatusId> {
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let status = write::original(tx, id).await?;
        if let Some(reblog) = tx.one(&store::REBLOG_ID, params![viewer, status], |row| row.get(0)).await? {
            delete::remove(tx, &within, viewer, reblog).await?;
        }
        Ok(status)
    };
    state.db().write(block).await
}
