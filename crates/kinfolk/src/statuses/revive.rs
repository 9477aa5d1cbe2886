//! What other processes wrote, as far as it is about statuses: new ones, and counters.

use std::sync::Arc;

use base::Result;
use db::{Value, params};

use super::listen::Caches;
use super::store;
use crate::core::events::{StatusFacts, kind};
use crate::core::foreign::Row;
use crate::core::words::StatusId;
use crate::core::{Event, State};

/// Rows that this module turns into events.
pub(super) const KINDS: &[i64] = &[kind::STATUS_CREATED, kind::MARK_CHANGED, kind::STATUS_RECOUNTED];

/// New statuses, and the counters of those that the rows or the new ones name. Two statements at most.
pub(super) async fn revive(state: State, rows: Vec<Row>) -> Result<Vec<Event>> {
    let of = |wanted: i64| rows.iter().filter(move |row| row.kind == wanted);
    let created = of(kind::STATUS_CREATED).map(|row| row.subject);
    let marked = of(kind::MARK_CHANGED).map(|row| row.object);
    let recounted = of(kind::STATUS_RECOUNTED).map(|row| row.subject);
    let new = facts(&state, sorted(created.map(StatusId::new).collect())).await?;
    let built_on = new.iter().flat_map(|facts| [facts.in_reply_to, facts.reblog_of.map(|(id, _)| id)]);
    let counted = built_on.flatten().chain(marked.chain(recounted).map(StatusId::new)).collect();
    let mut events = counts(&state, sorted(counted)).await?;
    events.extend(new.into_iter().map(|facts| Event::StatusCreated { facts: Arc::new(facts) }));
    Ok(events)
}

fn sorted(mut ids: Vec<StatusId>) -> Vec<StatusId> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

async fn facts(state: &State, ids: Vec<StatusId>) -> Result<Vec<StatusFacts>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let read = async move |r: &mut db::Reader| {
        let values = params![Value::ids(ids.iter().copied())];
        r.all(&store::FACTS, values, |row| store::facts(row).map(|(facts, _)| facts)).await
    };
    state.db().read(read).await
}

/// Counters of those that somebody here remembers; the others are loaded with theirs when they are asked for.
async fn counts(state: &State, mut ids: Vec<StatusId>) -> Result<Vec<Event>> {
    let known = state.part::<Caches>();
    ids.retain(|id| known.statuses.follows(id));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let read = async move |r: &mut db::Reader| {
        let counted = |row: &db::Row<'_>| {
            Ok(Event::StatusCounted { status: row.get(0)?, counts: store::counts(row, 1)? })
        };
        r.all(&store::COUNTS, params![Value::ids(ids.iter().copied())], counted).await
    };
    state.db().read(read).await
}
