//! The jobs that make the rows say what is so. Each reads, and writes in one transaction with its own end; those that
//! wait at the same time do so together.

use std::collections::BTreeSet;

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
pub(super) const ACCEPTED: &str = "notifications.accepted";
pub(super) const PARTED: &str = "notifications.parted";
pub(super) const STATUS: &str = "notifications.status";
pub(super) const GONE: &str = "notifications.gone";
pub(super) const MARK: &str = "notifications.mark";
pub(super) const LEAVE: &str = "notifications.leave";

/// Jobs of a kind that are done in one transaction.
pub(super) const TOGETHER: usize = 64;
/// Rows that go in one transaction.
const BATCH: i64 = 200;

/// The job for an edge that changed.
pub(super) fn edge_job(from: AccountId, to: AccountId) -> NewJob {
    NewJob::new(EDGE, json!([from.raw(), to.raw()])).unique(format!("{from} {to}"))
}

/// The job for somebody who was asked to be friends, and is one now.
pub(super) fn accepted_job(asker: AccountId, by: AccountId) -> NewJob {
    NewJob::new(ACCEPTED, json!([asker.raw(), by.raw()])).unique(format!("{asker} {by}"))
}

/// The job for two who were friends.
pub(super) fn parted_job(one: AccountId, other: AccountId) -> NewJob {
    let (one, other) = (one.min(other), one.max(other));
    NewJob::new(PARTED, json!([one.raw(), other.raw()])).unique(format!("{one} {other}"))
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

/// What one receiver is told.
#[derive(Debug, Clone, Copy)]
struct Telling {
    receiver: AccountId,
    kind: Kind,
    from: AccountId,
    /// `StatusId::ZERO` where it is about none.
    status: StatusId,
}

/// What several jobs of a transaction make true.
#[derive(Debug, Default)]
struct Tellings {
    so: Vec<Telling>,
    no_more: Vec<Telling>,
    /// Requests that were answered with yes.
    granted: Vec<Telling>,
}

impl Tellings {
    fn add(&mut self, telling: Telling, is_so: bool) {
        if is_so { &mut self.so } else { &mut self.no_more }.push(telling);
    }

    /// Writes the rows that are to be there, takes away those that are not, and says whose changed.
    async fn write(mut self, tx: &mut Tx, state: &State) -> Result<()> {
        let receivers: BTreeSet<AccountId> = self.so.iter().map(|telling| telling.receiver).collect();
        let receivers: Vec<AccountId> = receivers.into_iter().collect();
        // Nobody is told who has left meanwhile.
        let here = accounts::hold_some(tx, &receivers).await?;
        self.so.retain(|telling| here.binary_search(&telling.receiver).is_ok());
        // In the order in which any other transaction does it.
        self.so.sort_unstable_by_key(|telling| telling.receiver);
        self.no_more.sort_unstable_by_key(|telling| telling.receiver);
        self.granted.sort_unstable_by_key(|telling| telling.receiver);
        let granted = self.granted.iter().filter_map(|Telling { receiver, kind, from, .. }| {
            Some(params![*receiver, kind.code(), kind.granted()?.code(), *from].to_vec())
        });
        let granted = tx.run_each(&store::GRANT, &granted.collect::<Vec<_>>()).await?;
        let new = self.so.iter().map(|Telling { receiver, kind, from, status }| {
            let id: NotificationId = state.owned_id(*receiver);
            params![id, *receiver, receiver.bucket(), kind.code(), *from, *status].to_vec()
        });
        let new = tx.run_each(&store::INSERT, &new.collect::<Vec<_>>()).await?;
        let gone = self.no_more.iter().map(|Telling { receiver, kind, from, status }| {
            params![*receiver, kind.code(), *from, *status].to_vec()
        });
        let gone = tx.run_each(&store::RETRACT, &gone.collect::<Vec<_>>()).await?;
        let touched = self.so.iter().zip(new).chain(self.no_more.iter().zip(gone));
        let touched = touched.chain(self.granted.iter().zip(granted));
        let touched: BTreeSet<AccountId> =
            touched.filter(|(_, rows)| *rows > 0).map(|(telling, _)| telling.receiver).collect();
        let events = touched.into_iter().map(|account| Event::NotificationsChanged { account });
        events::emit_each(tx, state, events).await
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
pub(super) async fn edges(state: State, runs: Vec<JobRun>) -> Result<()> {
    let mut pairs = Vec::with_capacity(runs.len());
    for run in &runs {
        let (from, to): (i64, i64) = run.payload()?;
        let (from, to) = (AccountId::new(from), AccountId::new(to));
        pairs.push((from, to, is_welcome(&state, to, from, None).await?));
    }
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let of: Vec<_> = pairs.iter().map(|(from, to, _)| (*from, *to)).collect();
        let mut tellings = Tellings::default();
        for (between, (from, to, welcome)) in edges_write::between_each(tx, &of).await?.iter().zip(&pairs) {
            let side = between.a;
            let granted = [(Kind::FollowRequest, side.follows), (Kind::FriendRequest, between.friends())];
            for (kind, _) in granted.into_iter().filter(|(_, is_granted)| *is_granted) {
                tellings.granted.push(Telling { receiver: *to, kind, from: *from, status: StatusId::ZERO });
            }
            let kinds = [
                (Kind::Follow, side.follows),
                (Kind::FollowRequest, side.requests),
                (Kind::FriendRequest, side.befriends.is_some()),
            ];
            // A mute keeps new ones away and takes none back.
            for (kind, is_so) in kinds.into_iter().filter(|(_, is_so)| !is_so || *welcome) {
                tellings.add(Telling { receiver: *to, kind, from: *from, status: StatusId::ZERO }, is_so);
            }
        }
        tellings.write(tx, &within).await?;
        JobRun::finish_all(&runs, tx).await
    };
    state.db().write(block).await
}

/// Somebody who was asked to be friends is one now.
pub(super) async fn accepted(state: State, run: JobRun) -> Result<()> {
    let (asker, by): (i64, i64) = run.payload()?;
    let (asker, by) = (AccountId::new(asker), AccountId::new(by));
    let welcome = is_welcome(&state, asker, by, None).await?;
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let mut tellings = Tellings::default();
        if welcome && edges_write::between(tx, asker, by).await?.friends() {
            let kind = Kind::FriendAccepted;
            tellings.add(Telling { receiver: asker, kind, from: by, status: StatusId::ZERO }, true);
        }
        tellings.write(tx, &within).await?;
        run.finish(tx).await
    };
    state.db().write(block).await
}

/// Two were friends and may be no more: then neither is told any longer that they are.
pub(super) async fn parted(state: State, run: JobRun) -> Result<()> {
    let (one, other): (i64, i64) = run.payload()?;
    let (one, other) = (AccountId::new(one), AccountId::new(other));
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let mut tellings = Tellings::default();
        if !edges_write::between(tx, one, other).await?.friends() {
            for kind in [Kind::FriendAccepted, Kind::Befriended] {
                for (receiver, from) in [(one, other), (other, one)] {
                    tellings.add(Telling { receiver, kind, from, status: StatusId::ZERO }, false);
                }
            }
        }
        tellings.write(tx, &within).await?;
        run.finish(tx).await
    };
    state.db().write(block).await
}

/// Somebody wrote a status that mentions people, or boosts one.
pub(super) async fn statuses(state: State, runs: Vec<JobRun>) -> Result<()> {
    let ids: Vec<StatusId> =
        runs.iter().map(|run| run.payload().map(StatusId::new)).collect::<Result<_>>()?;
    let known = statuses::load(&state, ids.iter().copied()).await?;
    let mut welcome = Vec::new();
    // In the order of the jobs, so that one hears of things in the order in which they happened.
    for (id, status) in ids.iter().filter_map(|id| Some((*id, known.get(id)?))) {
        let from = status.facts.author;
        let boosted = status.facts.reblog_of.map(|(_, author)| (author, Kind::Reblog));
        let mentioned = status.facts.mentions.iter().map(|mentioned| (*mentioned, Kind::Mention));
        for (receiver, kind) in boosted.into_iter().chain(mentioned) {
            if is_welcome(&state, receiver, from, Some(id)).await? {
                welcome.push(Telling { receiver, kind, from, status: id });
            }
        }
    }
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        // One that was deleted meanwhile has its own job behind this one.
        let there = statuses::are_there(tx, &ids).await?;
        let so = welcome.iter().filter(|telling| there.contains(&telling.status)).copied().collect();
        Tellings { so, ..Tellings::default() }.write(tx, &within).await?;
        JobRun::finish_all(&runs, tx).await
    };
    state.db().write(block).await
}

/// Somebody favourited a status, or does so no more.
pub(super) async fn marks(state: State, runs: Vec<JobRun>) -> Result<()> {
    let mut marks = Vec::with_capacity(runs.len());
    for run in &runs {
        let (from, status): (i64, i64) = run.payload()?;
        marks.push((AccountId::new(from), StatusId::new(status)));
    }
    let known = statuses::load(&state, marks.iter().map(|(_, status)| *status)).await?;
    let mut welcome = Vec::with_capacity(marks.len());
    for (from, status) in &marks {
        let author = known.get(status).map(|status| status.facts.author);
        let is_welcome = match author {
            Some(author) => is_welcome(&state, author, *from, Some(*status)).await?,
            None => false,
        };
        welcome.push((author, is_welcome));
    }
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let so = statuses::are_favourited(tx, &marks).await?;
        let mut tellings = Tellings::default();
        for (((from, status), (author, welcome)), is_so) in marks.iter().zip(&welcome).zip(so) {
            if let Some(receiver) = author.filter(|_| !is_so || *welcome) {
                let telling = Telling { receiver, kind: Kind::Favourite, from: *from, status: *status };
                tellings.add(telling, is_so);
            }
        }
        tellings.write(tx, &within).await?;
        JobRun::finish_all(&runs, tx).await
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
