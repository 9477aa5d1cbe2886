//! What a viewer is to others.

use base::{Error, Result};

use super::entity::Relationship;
use crate::core::State;
use crate::core::words::AccountId;
use crate::policy::Presence;
use crate::{accounts, edges};

/// What `viewer` is to each of `ids`, in their order; accounts that do not exist are absent, and suspended ones
/// unless `with_suspended`. That somebody blocks the viewer is told here (`blocked_by`). Five statements at most.
///
/// # Errors
/// From the engine.
pub async fn relationships(
    state: &State,
    viewer: AccountId,
    ids: &[AccountId],
    with_suspended: bool,
) -> Result<Vec<Relationship>> {
    let cards = accounts::cards(state, ids.iter().copied()).await?;
    let stands = |id: &AccountId| {
        cards.get(id).is_some_and(|card| match card.presence {
            Presence::Here => true,
            Presence::Suspended => with_suspended,
            Presence::Left => false,
        })
    };
    let known = ids.iter().copied().filter(stands).collect();
    let relations = edges::relations(state, viewer, known).await?;
    Ok(relations.into_iter().map(Relationship::from).collect())
}

/// What `viewer` is to one account, also to a suspended one.
///
/// # Errors
/// `NotFound`, or from the engine.
pub async fn relationship(state: &State, viewer: AccountId, id: AccountId) -> Result<Relationship> {
    relationships(state, viewer, &[id], true).await?.pop().ok_or(Error::NotFound)
}
