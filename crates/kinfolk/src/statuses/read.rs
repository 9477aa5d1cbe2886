//! Loading statuses, and judging who may see them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Error, Result};
use db::{Db, Tx, Value, params};

use super::listen::Caches;
use super::model::{Cached, Shown};
use super::prepare::prepare;
use super::store;
use crate::accounts;
use crate::auth::applications;
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::edges::{self, Facts};
use crate::policy::{self, Visible};

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

/// The same in the order of `ids`, `None` for those that do not exist.
async fn each(state: &State, ids: &[StatusId]) -> Result<Vec<Option<Arc<Cached>>>> {
    state.part::<Caches>().statuses.fill_each(ids, async |ids| fetch(state, ids).await).await
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
    Ok(judged(state, viewer, ids).await?.0)
}

/// The same as a timeline or a thread shows it: without what is of people whom the viewer mutes, reblogs by or of
/// them, and what names them.
///
/// # Errors
/// From the engine.
pub async fn visible_unmuted(
    state: &State,
    viewer: Option<AccountId>,
    ids: &[StatusId],
) -> Result<Vec<Visible<Shown>>> {
    let (mut shown, facts) = judged(state, viewer, ids).await?;
    if !facts.mutes_nobody() {
        let muted = |status: &Cached| policy::is_muted(&facts, &status.facts);
        shown.retain(|item| !muted(&item.outer) && !item.inner.as_ref().is_some_and(|inner| muted(inner)));
    }
    Ok(shown)
}

async fn judged(
    state: &State,
    viewer: Option<AccountId>,
    ids: &[StatusId],
) -> Result<(Vec<Visible<Shown>>, Facts)> {
    let pairs = with_reblogged(state, ids).await?;
    let (authors, mentioned) = people_of(&pairs);
    let cards = accounts::each_card(state, &authors).await?;
    let card_of = |author: AccountId| {
        let at = authors.iter().position(|known| *known == author)?;
        cards.get(at)?.clone()
    };
    let mut shown = Vec::with_capacity(pairs.len());
    let facts = edges::facts(state, viewer, authors.iter().copied().chain(mentioned)).await?;
    for (outer, inner) in pairs {
        let Some(author) = card_of(outer.facts.author) else { continue };
        let inner_author = inner.as_ref().and_then(|inner| card_of(inner.facts.author));
        shown.extend(judge(&facts, Shown { outer, author, inner, inner_author }));
    }
    Ok((shown, facts))
}

/// A status, and what it reblogs.
type Pair = (Arc<Cached>, Option<Arc<Cached>>);

/// Who wrote these statuses and what they reblog, each once: a page of a profile is all of one author. And whom they
/// mention.
fn people_of(pairs: &[Pair]) -> (Vec<AccountId>, Vec<AccountId>) {
    let (mut authors, mut mentioned) = (Vec::with_capacity(pairs.len()), Vec::new());
    for (outer, inner) in pairs {
        for status in [Some(outer), inner.as_ref()].into_iter().flatten() {
            if !authors.contains(&status.facts.author) {
                authors.push(status.facts.author);
            }
            mentioned.extend_from_slice(&status.facts.mentions);
        }
    }
    (authors, mentioned)
}

/// Each status with what it reblogs; without those that are gone or whose original is.
async fn with_reblogged(state: &State, ids: &[StatusId]) -> Result<Vec<Pair>> {
    let outer = each(state, ids).await?;
    let reblogged = |status: &Arc<Cached>| status.facts.reblog_of.map(|(id, _)| id);
    let originals: Vec<StatusId> = outer.iter().flatten().filter_map(reblogged).collect();
    let mut inner = each(state, &originals).await?.into_iter();
    let pair = |outer: Arc<Cached>| match reblogged(&outer) {
        None => Some((outer, None)),
        Some(_) => Some((outer, Some(inner.next()??))),
    };
    Ok(outer.into_iter().flatten().filter_map(pair).collect())
}

fn judge(facts: &Facts, shown: Shown) -> Option<Visible<Shown>> {
    if let Some(inner) = &shown.inner {
        let author = shown.inner_author.as_ref()?;
        if !policy::status(facts, &inner.facts, author.presence) || policy::names_parted(facts, &inner.facts)
        {
            return None;
        }
    }
    if policy::names_parted(facts, &shown.outer.facts) {
        return None;
    }
    policy::see(facts, |shown| (&shown.outer.facts, shown.author.presence), shown)
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
    let shown = Shown { outer, author: card, inner: None, inner_author: None };
    policy::see(&facts, |shown| (&shown.outer.facts, shown.author.presence), shown).ok_or(Error::NotFound)
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

/// Those of the statuses that are there.
///
/// # Errors
/// From the engine.
pub async fn are_there(tx: &mut Tx, ids: &[StatusId]) -> Result<HashSet<StatusId>> {
    let there = tx.all(&store::ARE_THERE, params![Value::ids(ids.iter().copied())], |row| row.get(0)).await?;
    Ok(there.into_iter().collect())
}

/// For each account and status whether that favourites this.
///
/// # Errors
/// From the engine.
pub async fn are_favourited(tx: &mut Tx, marks: &[(AccountId, StatusId)]) -> Result<Vec<bool>> {
    let pairs: Vec<_> = marks.iter().map(|(account, id)| params![*account, *id].to_vec()).collect();
    let found = tx.all_each(&store::IS_FAVOURITED, &pairs, |row| row.get::<i64>(0)).await?;
    Ok(found.iter().map(|rows| !rows.is_empty()).collect())
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
