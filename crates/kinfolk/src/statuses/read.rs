//! Loading statuses, and judging who may see them.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Error, Result};
use db::{Db, Tx, Value, params};

use super::listen::Caches;
use super::model::{Cached, Shown};
use super::prepare::prepare;
use super::store;
use crate::auth::applications;
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::policy::{self, Visible};
use crate::{accounts, edges};

/// Statuses by id, from memory as far as they are remembered and the others in one statement;
/// those that do not exist are absent. Nothing here is judged.
///
/// # Errors
/// From the engine.
pub async fn load(
    state: &State,
    ids: impl IntoIterator<Item = StatusId>,
) -> Result<HashMap<StatusId, Arc<Cached>>> {
    state.part::<Caches>().statuses.fill_many(ids, async |ids| fetch(state, ids).await).await
}

async fn fetch(state: &State, ids: Vec<StatusId>) -> Result<Vec<(StatusId, Arc<Cached>)>> {
    let rows = state
        .db()
        .read(async move |r| {
            r.all(&store::BY_IDS, params![Value::ids(ids.iter().copied())], store::status).await
        })
        .await?;
    let authors = accounts::cards(state, rows.iter().map(|row| row.facts.author)).await?;
    let apps = applications::by_ids(state, rows.iter().filter_map(|row| row.application)).await?;
    let prepared = |row: store::StatusRow| {
        let author = authors.get(&row.facts.author)?;
        let app = row.application.and_then(|id| apps.get(&id)).map(|app| &**app);
        Some(
            prepare(&state.config().base_url, author, app, row)
                .map(|status| (status.facts.id, Arc::new(status))),
        )
    };
    rows.into_iter().filter_map(prepared).collect()
}

/// The statuses among `ids` that the viewer may see, in the order of `ids`. A reblog is judged
/// twice, with what it reblogs, and is dropped when that may not be seen or is gone.
///
/// The authors' cards come with them: their presence is judged here, and what is shown is written with them.
///
/// A fixed number of statements whatever the number of ids, and none when everything is remembered.
///
/// # Errors
/// From the engine.
pub async fn visible(
    state: &State,
    viewer: Option<AccountId>,
    ids: &[StatusId],
) -> Result<Vec<Visible<Shown>>> {
    let outer = load(state, ids.iter().copied()).await?;
    let reblogged = |status: &Arc<Cached>| status.facts.reblog_of.map(|(id, _)| id);
    let inner = load(state, outer.values().filter_map(reblogged)).await?;
    let all = || outer.values().chain(inner.values());
    let authors = || all().map(|status| status.facts.author);
    let cards = accounts::cards(state, authors()).await?;
    let mentioned = all().flat_map(|status| status.facts.mentions.iter().copied());
    let facts = edges::facts(state, viewer, authors().chain(mentioned)).await?;
    let judge = |id: &StatusId| {
        let outer = outer.get(id)?;
        let (inner, inner_author) = match reblogged(outer) {
            None => (None, None),
            Some(id) => {
                let inner = inner.get(&id)?;
                let author = cards.get(&inner.facts.author)?;
                let seen = policy::status(&facts, &inner.facts, author.presence)
                    && !policy::names_parted(&facts, &inner.facts);
                seen.then(|| (Some(Arc::clone(inner)), Some(Arc::clone(author))))?
            }
        };
        if policy::names_parted(&facts, &outer.facts) {
            return None;
        }
        let author = Arc::clone(cards.get(&outer.facts.author)?);
        let presence = author.presence;
        let shown = Shown { outer: Arc::clone(outer), author, inner, inner_author };
        policy::see(&facts, &outer.facts, presence, shown)
    };
    Ok(ids.iter().filter_map(judge).collect())
}

/// Those of `shown` that a timeline or a thread shows: without what is of people whom the viewer mutes, reblogs by
/// or of them, and what names them. No statement when the viewer's mutes are remembered.
///
/// # Errors
/// From the engine.
pub async fn without_muted(
    state: &State,
    viewer: Option<AccountId>,
    shown: Vec<Visible<Shown>>,
) -> Result<Vec<Visible<Shown>>> {
    let facts = edges::own_facts(state, viewer).await?;
    let muted = |status: &Cached| policy::is_muted(&facts, &status.facts);
    let keep =
        |item: &Visible<Shown>| !muted(&item.outer) && !item.inner.as_ref().is_some_and(|inner| muted(inner));
    Ok(if facts.mutes_nobody() { shown } else { shown.into_iter().filter(keep).collect() })
}

/// The status with this id.
///
/// # Errors
/// `NotFound` when there is none that the viewer may see, or from the engine.
pub async fn visible_one(state: &State, viewer: Option<AccountId>, id: StatusId) -> Result<Visible<Shown>> {
    visible(state, viewer, &[id]).await?.pop().ok_or(Error::NotFound)
}

/// A status that its author has just written. It is not remembered for that: perhaps nobody ever
/// reads it, and memory would fill at the pace of writing.
///
/// # Errors
/// `NotFound` when it is gone already, or from the engine.
pub(super) async fn just_written(state: &State, author: AccountId, id: StatusId) -> Result<Visible<Shown>> {
    let outer = match state.part::<Caches>().statuses.get(&id) {
        Some(known) => known,
        None => fetch(state, vec![id]).await?.pop().ok_or(Error::NotFound)?.1,
    };
    let facts = edges::facts(state, Some(author), [outer.facts.author]).await?;
    let card = accounts::card(state, outer.facts.author).await?.ok_or(Error::NotFound)?;
    let (judged, presence) = (Arc::clone(&outer.facts), card.presence);
    let shown = Shown { outer, author: card, inner: None, inner_author: None };
    policy::see(&facts, &judged, presence, shown).ok_or(Error::NotFound)
}

/// What the author of a status typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The text.
    pub text: String,
    /// The content warning; empty if there is none.
    pub spoiler_text: String,
}

/// What the author of a status typed, for whoever may see the status.
///
/// # Errors
/// `NotFound` when there is no such status that the viewer may see, or from the engine.
pub async fn source(state: &State, viewer: Option<AccountId>, id: StatusId) -> Result<Source> {
    let id = visible_one(state, viewer, id).await?.proper().facts.id;
    let source = state
        .db()
        .read(async move |r| {
            r.one(&store::SOURCE, params![id], |row| {
                Ok(Source { text: row.get(0)?, spoiler_text: row.get(1)? })
            })
            .await
        })
        .await?;
    source.ok_or(Error::NotFound)
}

/// Whether there is such a status, whoever may see it.
///
/// # Errors
/// From the engine.
pub async fn is_there(tx: &mut Tx, id: StatusId) -> Result<bool> {
    Ok(tx.one(&store::IS_THERE, params![id], |row| row.get::<i64>(0)).await?.is_some())
}

/// Whether somebody favourites a status.
///
/// # Errors
/// From the engine.
pub async fn is_favourited(tx: &mut Tx, account: AccountId, id: StatusId) -> Result<bool> {
    let found = tx.one(&store::IS_FAVOURITED, params![account, id], |row| row.get::<i64>(0)).await?;
    Ok(found.is_some())
}

/// The newest id in the database, for the id maker to start above; 0 if there is none.
///
/// # Errors
/// From the engine.
pub async fn newest_id(db: &Db) -> Result<i64> {
    let newest =
        db.read(async |r| r.one(&store::NEWEST_ID, params![], |row| row.get::<Option<i64>>(0)).await);
    Ok(newest.await?.flatten().unwrap_or(0))
}
