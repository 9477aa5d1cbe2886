//! Publishing a status.

use base::Result;

use super::compose::compose;
use super::idempotency::{self, Key};
use super::model::NewStatus;
use super::write::{self, Counter, Place};
use crate::accounts;
use crate::core::State;
use crate::core::words::StatusId;

/// Publishes a status and returns its id. With an idempotency key that the author has used within
/// the hour it publishes nothing and returns what that made.
///
/// # Errors
/// `Invalid` about `text` or `language`, `BadRequest` about the key, `NotFound` when it answers
/// something that the author may not see, or from the engine.
pub async fn create(state: &State, new: NewStatus) -> Result<StatusId> {
    let key = new.idempotency_key.as_deref().map(|key| Key::parse(new.author, key)).transpose()?;
    let answers = new.in_reply_to;
    let draft = compose(state, new).await?;
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        if let Some(key) = &key
            && let Some(first) = idempotency::claim(tx, &within, key).await?
        {
            return Ok(first);
        }
        let parent = match answers {
            Some(id) => Some(write::target(tx, draft.author, id).await?),
            None => None,
        };
        let id = write::insert(tx, &within, &draft, Place::below(parent.as_ref())).await?;
        if let Some(key) = &key {
            idempotency::keep(tx, key, id).await?;
        }
        if let Some(parent) = parent {
            write::count_up(tx, &within, parent.facts.id, Counter::Replies).await?;
        }
        accounts::count(tx, &within, draft.author, write::one_more(id, draft.visibility)).await?;
        Ok(id)
    };
    state.db().write(block).await
}
