//! The jobs that make the rows say what is so. Each reads, and writes in one transaction with its own end.

use base::{Error, Result};
use db::{Tx, params};
use serde_json::json;

use super::model::{Kind, NotificationId};
use super::store;
use crate::accounts;
use crate::core::events::StatusFacts;
use crate::core::words::{AccountId, StatusId};
use crate::core::{Event, JobRun, NewJob, State, events, leaving};
use crate::edges::{self, write as edges_write};
use crate::statuses;

pub(super) const EDGE: &str = "notifications.edge";
pub(super) const STATUS: &str = "notifications.status";
pub(super) const GONE: &str = "notifications.gone";
pub(super) const MARK: &str = "notifications.mark";
pub(super) const LEAVE: &str = "notifications.leave";

/// Rows that go in one transaction.
const BATCH: i64 = 200;

/// The job for an edge that changed.
pub(super) fn edge_job(from: AccountId, to: AccountId) -> NewJob {
    NewJob::new(EDGE, json!([from.raw(), to.raw()])).unique(format!("{from} {to}"))
}

/// The job for a status that was written.
pub(super) fn status_job(status: StatusId) -> NewJob {
    NewJob::new(STATUS, status.raw())
}

/// The job for a status that is gone.
pub(super) fn gone_job(status: StatusId) -> NewJob {
    NewJob::new(GONE, status.raw())
}

/// The job for a status that was favourited, or no more.
pub(super) fn mark_job(account: AccountId, status: StatusId) -> NewJob {
    NewJob::new(MARK, json!([account.raw(), status.raw()])).unique(format!("{account} {status}"))
}

/// Whether anybody is told of a status.
pub(super) fn tells_somebody(facts: &StatusFacts) -> bool {
    facts.reblog_of.is_some() || facts.mentions.iter().any(|mentioned| *mentioned != facts.author)
}

/// Whether `receiver` wants to be told of what `from` does, and about this status, if about any.
async fn is_welcome(
    state: &State,
    receiver: AccountId,
    from: AccountId,
    status: Option<StatusId>,
) -> Result<bool> {
    let facts = edges::facts(state, Some(receiver), [from]).await?;
    if receiver == from || facts.parted(from) || facts.mutes_notifications(from) {
        return Ok(false);
    }
    match status {
        None => Ok(true),
        Some(status) => match statuses::visible_one(state, Some(receiver), status).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        },
    }
}

/// What is to be so of one receiver.
#[derive(Debug, Clone, Copy)]
struct Telling {
    receiver: AccountId,
    kind: Kind,
    from: AccountId,
    status: Option<StatusId>,
}

impl Telling {
    async fn write(self, tx: &mut Tx, state: &State, is_so: bool) -> Result<()> {
        let Self { receiver, kind, from, status } = self;
        let status = status.unwrap_or(StatusId::ZERO);
        if !is_so {
            let values = params![receiver, kind.code(), from, status];
            let gone = tx.run(&store::RETRACT, values).await?;
            return tell(tx, state, receiver, gone).await;
        }
        // Nobody is told who has left meanwhile.
        match accounts::hold(tx, &[receiver]).await {
            Err(Error::NotFound) => return Ok(()),
            held => held?,
        }
        let id: NotificationId = state.owned_id(receiver);
        let values = params![id, receiver, receiver.bucket(), kind.code(), from, status];
        let new = tx.run(&store::INSERT, values).await?;
        tell(tx, state, receiver, new).await
    }
}

/// Says that so many rows of somebody changed.
async fn tell(tx: &mut Tx, state: &State, account: AccountId, rows: u64) -> Result<()> {
    if rows == 0 {
        return Ok(());
    }
    events::emit(tx, state, Event::NotificationsChanged { account }).await
}

/// Somebody follows, or asks to, or asks to be friends; or does so no more.
pub(super) async fn edge(state: State, run: JobRun) -> Result<()> {
    let (from, to): (i64, i64) = run.payload()?;
    let (from, to) = (AccountId::new(from), AccountId::new(to));
    let welcome = is_welcome(&state, to, from, None).await?;
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let side = edges_write::between(tx, from, to).await?.a;
        let kinds = [
            (Kind::Follow, side.follows),
            (Kind::FollowRequest, side.requests),
            (Kind::FriendRequest, side.befriends.is_some()),
        ];
        for (kind, is_so) in kinds {
            let telling = Telling { receiver: to, kind, from, status: None };
            // A mute keeps new ones away and takes none back.
            if !is_so || welcome {
                telling.write(tx, &within, is_so).await?;
            }
        }
        run.finish(tx).await
    };
    state.db().write(block).await
}

/// Somebody wrote a status that mentions people, or boosts one.
pub(super) async fn status(state: State, run: JobRun) -> Result<()> {
    let id = StatusId::new(run.payload()?);
    let mut tellings = Vec::new();
    if let Some(status) = statuses::load(&state, [id]).await?.remove(&id) {
        let from = status.facts.author;
        let boosted = status.facts.reblog_of.map(|(_, author)| (author, Kind::Reblog));
        let mentioned = status.facts.mentions.iter().map(|mentioned| (*mentioned, Kind::Mention));
        for (receiver, kind) in boosted.into_iter().chain(mentioned) {
            if is_welcome(&state, receiver, from, Some(id)).await? {
                tellings.push(Telling { receiver, kind, from, status: Some(id) });
            }
        }
    }
    tellings.sort_unstable_by_key(|telling| telling.receiver);
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        // One that was deleted meanwhile has its own job behind this one.
        let there = statuses::is_there(tx, id).await?;
        for telling in tellings.iter().filter(|_| there) {
            telling.write(tx, &within, true).await?;
        }
        run.finish(tx).await
    };
    state.db().write(block).await
}

/// Somebody favourited a status, or does so no more.
pub(super) async fn mark(state: State, run: JobRun) -> Result<()> {
    let (from, status): (i64, i64) = run.payload()?;
    let (from, status) = (AccountId::new(from), StatusId::new(status));
    let author = statuses::load(&state, [status]).await?.remove(&status).map(|status| status.facts.author);
    let welcome = match author {
        Some(author) => is_welcome(&state, author, from, Some(status)).await?,
        None => false,
    };
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let is_so = statuses::is_favourited(tx, from, status).await?;
        if let Some(receiver) = author.filter(|_| !is_so || welcome) {
            let telling = Telling { receiver, kind: Kind::Favourite, from, status: Some(status) };
            telling.write(tx, &within, is_so).await?;
        }
        run.finish(tx).await
    };
    state.db().write(block).await
}

/// A status is gone, and with it all that was told of it.
pub(super) async fn gone(state: State, run: JobRun) -> Result<()> {
    let status = StatusId::new(run.payload()?);
    loop {
        let (run, within) = (run.clone(), state.clone());
        let block = async move |tx: &mut Tx| {
            let about: Vec<(NotificationId, AccountId)> =
                tx.all(&store::ABOUT, params![status, BATCH], |row| Ok((row.get(0)?, row.get(1)?))).await?;
            for (id, account) in &about {
                let gone = tx.run(&store::DELETE, params![*id, *account]).await?;
                tell(tx, &within, *account, gone).await?;
            }
            let done = (about.len() as i64) < BATCH;
            if done {
                run.finish(tx).await?;
            }
            Ok(done)
        };
        if state.db().write(block).await? {
            return Ok(());
        }
    }
}

/// Somebody has left, and with them all that they were told.
pub(super) async fn leave(state: State, run: JobRun) -> Result<()> {
    clear(&state, leaving::who(&run)?).await
}

/// Deletes all of an account's notifications that are there now, some at a time.
///
/// # Errors
/// From the engine.
pub(super) async fn clear(state: &State, account: AccountId) -> Result<()> {
    let newest: NotificationId = state.owned_id(account);
    loop {
        let within = state.clone();
        let block = async move |tx: &mut Tx| {
            let some: Vec<NotificationId> =
                tx.all(&store::SOME, params![account, newest, BATCH], |row| row.get(0)).await?;
            for id in &some {
                tx.run(&store::DELETE, params![*id, account]).await?;
            }
            tell(tx, &within, account, some.len() as u64).await?;
            Ok((some.len() as i64) < BATCH)
        };
        if state.db().write(block).await? {
            return Ok(());
        }
    }
}

/// Deletes one notification.
///
/// # Errors
/// `NotFound`, or from the engine.
pub(super) async fn dismiss(state: &State, account: AccountId, id: NotificationId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let gone = tx.run(&store::DELETE, params![id, account]).await?;
        tell(tx, &within, account, gone).await?;
        Ok(gone)
    };
    if state.db().write(block).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
}
