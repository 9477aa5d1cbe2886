//! What the writing verbs share: the status that a write builds on, the row of a new one, and counters.
//!
//! Everything here runs inside the caller's transaction. Counters come last in it: first the
//! status's, then the account's, so that two transactions never wait for each other.

use std::sync::Arc;

use base::{Error, Result};
use db::{Tx, params};

use super::compose::Draft;
use super::{store, tags};
use crate::accounts::Change;
use crate::core::events::StatusFacts;
use crate::core::words::{AccountId, StatusId, TagName, Visibility};
use crate::core::{Event, State, events};
use crate::edges::{self, Facts};
use crate::policy::{self, Presence};

/// A status that a write builds on: answers, favourites or reblogs it. It cannot go away before
/// the transaction ends.
#[derive(Debug)]
pub(super) struct Target {
    pub facts: StatusFacts,
    pub thread: StatusId,
    /// Whether its author is there.
    pub author: Presence,
}

/// Finds the status that `id` names and `viewer` may see; of a reblog, what it reblogs.
///
/// # Errors
/// `NotFound` when there is none, or from the engine.
pub(super) async fn target(tx: &mut Tx, viewer: AccountId, id: StatusId) -> Result<Target> {
    let named = judged(tx, viewer, id).await?;
    match named.facts.reblog_of {
        None => Ok(named),
        Some((original, _)) => judged(tx, viewer, original).await,
    }
}

/// What `id` names, or what that reblogs, whoever may see it: for taking one's own marks back.
///
/// # Errors
/// `NotFound` when there is none, or from the engine.
pub(super) async fn original(tx: &mut Tx, id: StatusId) -> Result<StatusId> {
    let named = find(tx, id).await?.facts;
    Ok(named.reblog_of.map_or(named.id, |(original, _)| original))
}

async fn find(tx: &mut Tx, id: StatusId) -> Result<Target> {
    let row = |row: &db::Row<'_>| {
        let author = Presence::of(row.get(11)?, row.get(12)?);
        Ok(Target { facts: store::facts(row)?.0, thread: row.get(10)?, author })
    };
    tx.one(&store::TARGET, params![id], row).await?.ok_or(Error::NotFound)
}

async fn judged(tx: &mut Tx, viewer: AccountId, id: StatusId) -> Result<Target> {
    let found = find(tx, id).await?;
    let author = found.facts.author;
    let between = edges::write::between(tx, viewer, author).await?;
    let seen = policy::status(&Facts::of_pair(viewer, author, between), &found.facts, found.author);
    if seen { Ok(found) } else { Err(Error::NotFound) }
}

/// Where a new status stands among others.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// It begins a thread.
    Alone,
    /// It answers a status.
    Answers { status: StatusId, author: AccountId, thread: StatusId },
    /// It reblogs a status.
    Reblogs { status: StatusId, author: AccountId },
}

impl Place {
    /// An answer to `parent`, if there is one.
    pub fn below(parent: Option<&Target>) -> Self {
        parent.map_or(Self::Alone, |parent| Self::Answers {
            status: parent.facts.id,
            author: parent.facts.author,
            thread: parent.thread,
        })
    }

    /// What the rest of the application must know of a status that is written here.
    pub fn facts(self, id: StatusId, draft: &Draft) -> StatusFacts {
        let (reply, reblog_of) = match self {
            Self::Alone => (None, None),
            Self::Answers { status, author, .. } => (Some((status, author)), None),
            Self::Reblogs { status, author } => (None, Some((status, author))),
        };
        StatusFacts {
            id,
            author: draft.author,
            visibility: draft.visibility,
            in_reply_to: reply.map(|(status, _)| status),
            in_reply_to_account: reply.map(|(_, author)| author),
            reblog_of,
            mentions: draft.mentions.iter().map(|(id, _)| *id).collect(),
            language: draft.language.as_deref().map(Into::into),
            tags: draft.tags.iter().filter_map(|(folded, _)| TagName::from_folded(folded)).collect(),
        }
    }

    /// The thread that a status written here belongs to.
    fn thread(self, id: StatusId) -> StatusId {
        if let Self::Answers { thread, .. } = self { thread } else { id }
    }
}

/// How often an id that another instance has made at the same moment is replaced by the next one.
const TRIES: usize = 8;

/// Writes a new status under an id of its own and says so to everyone. The id is above that of what
/// it answers or reblogs, and stays in flight until the commit has been applied.
///
/// # Errors
/// From the engine.
pub(super) async fn insert(tx: &mut Tx, state: &State, draft: &Draft, place: Place) -> Result<StatusId> {
    if let Place::Answers { status, .. } | Place::Reblogs { status, .. } = place {
        state.ids().saw(status.raw());
    }
    for _ in 0..TRIES {
        let (id, in_flight) = state.ids().make(draft.author.bucket());
        tx.keep(in_flight);
        let facts = place.facts(StatusId::new(id), draft);
        if insert_row(tx, &facts, draft, place).await? {
            let id = facts.id;
            events::emit(tx, state, Event::StatusCreated { facts: Arc::new(facts) }).await?;
            return Ok(id);
        }
    }
    Err(Error::unavailable("The server is busy", "every new id was taken"))
}

/// Writes a new status under the id in `facts`; `false` if that is taken.
///
/// # Errors
/// From the engine.
pub(super) async fn insert_row(
    tx: &mut Tx,
    facts: &StatusFacts,
    draft: &Draft,
    place: Place,
) -> Result<bool> {
    let mentions: Vec<(i64, &str)> = draft.mentions.iter().map(|(id, name)| (id.raw(), &**name)).collect();
    let values = params![
        facts.id,
        facts.id.bucket(),
        facts.author,
        facts.visibility.code(),
        facts.is_listed(),
        &draft.text,
        &draft.content,
        &draft.spoiler_text,
        draft.sensitive,
        draft.language.as_deref(),
        facts.in_reply_to,
        facts.in_reply_to_account,
        place.thread(facts.id),
        facts.reblog_of.map(|(status, _)| status),
        facts.reblog_of.map(|(_, author)| author),
        serde_json::to_string(&mentions).map_err(Error::internal)?,
        serde_json::to_string(&draft.tags).map_err(Error::internal)?,
        draft.application.map_or(0, |application| application.raw()),
    ];
    let is_new = tx.run(&store::INSERT, values).await? == 1;
    if is_new {
        tags::write(tx, facts).await?;
    }
    Ok(is_new)
}

/// What is counted of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counter {
    Replies,
    Reblogs,
    Favourites,
}

impl Counter {
    /// One in its own column: replies, reblogs, favourites.
    fn one(self) -> [i64; 3] {
        [Self::Replies, Self::Reblogs, Self::Favourites].map(|column| i64::from(column == self))
    }
}

/// Counts one more.
///
/// # Errors
/// From the engine.
pub(super) async fn count_up(tx: &mut Tx, state: &State, status: StatusId, counter: Counter) -> Result<()> {
    let [replies, reblogs, favourites] = counter.one();
    let values = params![status, status.bucket(), replies, reblogs, favourites];
    counted(tx, state, status, &store::COUNT_UP, values).await
}

/// Counts one less, but never less than none.
///
/// # Errors
/// From the engine.
pub(super) async fn count_down(tx: &mut Tx, state: &State, status: StatusId, counter: Counter) -> Result<()> {
    let [replies, reblogs, favourites] = counter.one();
    counted(tx, state, status, &store::COUNT_DOWN, params![status, replies, reblogs, favourites]).await
}

async fn counted(
    tx: &mut Tx,
    state: &State,
    status: StatusId,
    statement: &'static db::Statement,
    values: &[db::Value<'_>],
) -> Result<()> {
    match tx.one(statement, values, |row| store::counts(row, 0)).await? {
        Some(counts) => events::emit(tx, state, Event::StatusCounted { status, counts }).await,
        None => Ok(()),
    }
}

/// What writing a status changes at its author. Direct ones are not counted and do not show when
/// somebody last wrote, but timelines must find them.
pub(super) fn one_more(id: StatusId, visibility: Visibility) -> Change {
    match visibility {
        Visibility::Direct => Change { posted: Some((id, 0)), ..Change::default() },
        _ => Change { posted: Some((id, id.millis())), statuses: 1, ..Change::default() },
    }
}

/// What deleting a status changes at its author.
pub(super) fn one_less(visibility: Visibility) -> Change {
    match visibility {
        Visibility::Direct => Change::default(),
        _ => Change { statuses: -1, ..Change::default() },
    }
}
