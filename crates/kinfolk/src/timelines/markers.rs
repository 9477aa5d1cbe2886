//! Markers: how far somebody has read a timeline (<https://docs.joinmastodon.org/methods/markers/>).

use std::collections::BTreeMap;

use base::{Error, Result};
use db::{Row, Tx, params};
use schemars::JsonSchema;
use serde::Serialize;

use super::store;
use crate::accounts;
use crate::core::jobs::Run;
use crate::core::words::AccountId;
use crate::core::{Event, State, events, leaving};

/// The job that removes markers of who has left.
pub(super) const KIND: &str = "timelines.forget_markers";

/// The timelines that have one.
pub(super) const TIMELINES: [&str; 2] = ["home", NOTIFICATIONS];
/// The one whose marker says which notifications are unread.
pub const NOTIFICATIONS: &str = "notifications";

/// A marker, as apps see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Marker {
    /// The newest that was read.
    last_read_id: String,
    /// Grows with each change.
    version: i64,
    /// RFC 3339.
    updated_at: String,
}

/// By timeline.
pub(super) type Markers = BTreeMap<&'static str, Marker>;

fn known(name: &str) -> Option<&'static str> {
    TIMELINES.into_iter().find(|timeline| *timeline == name)
}

/// How far somebody has read these timelines; where they have not said, it is absent. One statement.
///
/// # Errors
/// From the engine.
pub(super) async fn read(state: &State, account: AccountId, timelines: &[String]) -> Result<Markers> {
    if !timelines.iter().any(|name| known(name).is_some()) {
        return Ok(Markers::new());
    }
    let marker = |row: &Row<'_>| {
        let (name, last, version, at): (String, i64, i64, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((name, Marker { last_read_id: last.to_string(), version, updated_at: base::rfc3339(at) }))
    };
    let rows = state.db().read(async move |r| r.all(&store::MARKERS, params![account], marker).await).await?;
    let asked = |(name, marker): (String, Marker)| {
        timelines.contains(&name).then(|| known(&name).map(|name| (name, marker))).flatten()
    };
    Ok(rows.into_iter().filter_map(asked).collect())
}

/// The id up to which somebody has read a timeline; 0 if they have not said.
///
/// # Errors
/// From the engine.
pub async fn last_read(state: &State, account: AccountId, timeline: &str) -> Result<i64> {
    let marker = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<i64>(1)?));
    let rows = state.db().read(async move |r| r.all(&store::MARKERS, params![account], marker).await).await?;
    Ok(rows.into_iter().find(|(name, _)| name == timeline).map_or(0, |(_, last)| last))
}

/// Moves markers; gives those that were moved. Backwards too: an app may want to read again.
///
/// # Errors
/// `NotFound` when the account is gone, or from the engine.
pub(super) async fn set(
    state: &State,
    account: AccountId,
    moved: BTreeMap<&'static str, i64>,
) -> Result<Markers> {
    let (now, shared) = (state.now_ms(), state.clone());
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[account]).await?;
        let mut markers = Markers::new();
        for (timeline, last) in &moved {
            let version = step(tx, account, timeline, (*last, now)).await?;
            let marker = Marker { last_read_id: last.to_string(), version, updated_at: base::rfc3339(now) };
            markers.insert(timeline, marker);
        }
        if moved.contains_key(NOTIFICATIONS) {
            events::emit(tx, &shared, Event::NotificationsChanged { account }).await?;
        }
        Ok(markers)
    };
    state.db().write(block).await
}

/// Says that somebody has read their notifications up to this id, unless they have said more.
///
/// # Errors
/// As [`set`].
pub async fn read_notifications(state: &State, account: AccountId, up_to: i64) -> Result<()> {
    if last_read(state, account, NOTIFICATIONS).await? >= up_to {
        return Ok(());
    }
    set(state, account, BTreeMap::from([(NOTIFICATIONS, up_to)])).await.map(drop)
}

/// Moves one marker and gives its version. Of two first ones at once the second moves the first.
async fn step(tx: &mut Tx, account: AccountId, timeline: &str, (last, now): (i64, i64)) -> Result<i64> {
    let update = params![account, timeline, last, now];
    if let Some(version) = tx.one(&store::MARKER_UPDATE, update, |row| row.get(0)).await? {
        return Ok(version);
    }
    let values = params![account, timeline, account.bucket(), last, now];
    if tx.run(&store::MARKER_INSERT, values).await? > 0 {
        return Ok(1);
    }
    let version = tx.one(&store::MARKER_UPDATE, update, |row| row.get(0)).await?;
    version.ok_or_else(|| Error::internal("a marker is neither there nor not"))
}

/// Removes the markers of who has left.
pub(super) async fn forget(state: State, run: Run) -> Result<()> {
    let account = leaving::who(&run)?;
    state
        .db()
        .write(async move |tx: &mut Tx| tx.run(&store::MARKERS_DELETE, params![account]).await.map(drop))
        .await
}
