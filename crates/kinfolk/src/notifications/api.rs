//! HTTP in: notifications, version 1 (<https://docs.joinmastodon.org/methods/notifications/>).

use axum::Json;
use axum::extract::{Path, RawQuery};
use base::{Error, Page, PageLimits, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::{Kind, NotificationId};
use super::read::{self, Wanted};
use super::shape::{Notification, UnreadCount};
use super::{entity, write};
use crate::auth::Viewer;
use crate::core::State;
use crate::http::input::{Many, Number};
use crate::http::{ApiResult, Paging, Routes, input, json_bytes, op};
use crate::timelines;

/// As in Mastodon.
const LIMITS: PageLimits = PageLimits { default: 40, max: 80 };
/// What is counted at most, unless asked for otherwise.
const COUNTED: i64 = 100;
/// What is counted at most at all.
const MOST_COUNTED: i64 = 1_000;

/// This file's URLs.
pub(super) fn routes() -> Routes {
    let reads = |summary| op(summary).person(&["read:notifications"]);
    let writes = |summary| op(summary).person(&["write:notifications"]);
    Routes::of("Notifications")
        .get(
            "/api/v1/notifications",
            list,
            reads("What has happened to you").asks::<Query>().pages::<Notification>(LIMITS),
        )
        .get(
            "/api/v1/notifications/unread_count",
            unread_count,
            reads("How many notifications are above your marker").asks::<Query>().gives::<UnreadCount>(),
        )
        .post("/api/v1/notifications/clear", clear, writes("Dismiss all notifications"))
        .get("/api/v1/notifications/{id}", one, reads("A notification").gives::<Notification>())
        .post("/api/v1/notifications/{id}/dismiss", dismiss, writes("Dismiss a notification"))
}

/// Which notifications an app wants.
#[derive(Deserialize, JsonSchema)]
struct Query {
    /// Only these types.
    #[serde(default)]
    types: Many<String>,
    /// None of these types.
    #[serde(default)]
    exclude_types: Many<String>,
    /// Types beyond Mastodon's that the app knows, as Pleroma has it.
    #[serde(default)]
    include_types: Many<String>,
    /// Only what this account did.
    account_id: Option<String>,
    /// How many at most.
    limit: Option<Number>,
}

impl Query {
    fn wanted(&self) -> Wanted {
        let named = |list: &Many<String>, kind: Kind| list.0.iter().any(|word| word == kind.word());
        let wants = |kind: &Kind| {
            let by_default = self.types.0.is_empty() && kind.is_known_to_all();
            (by_default || named(&self.types, *kind) || named(&self.include_types, *kind))
                && !named(&self.exclude_types, *kind)
        };
        let (from, kinds) = match self.account_id.as_deref().filter(|id| !id.is_empty()).map(str::parse) {
            None => (None, &Kind::ALL[..]),
            Some(Ok(id)) => (Some(id), &Kind::ALL[..]),
            // What is no id names nobody, who did nothing.
            Some(Err(_)) => (None, &[][..]),
        };
        Wanted { kinds: kinds.iter().copied().filter(wants).collect(), from }
    }
}

/// What is no id names no notification.
fn parse(id: &str) -> Result<NotificationId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /api/v1/notifications`.
async fn list(state: State, viewer: Viewer, RawQuery(query): RawQuery, paging: Paging) -> ApiResult {
    viewer.needs("read:notifications")?;
    let wanted = input::query::<Query>(&query.unwrap_or_default())?.wanted();
    let page = paging.page(LIMITS)?;
    let shelf = read::page(&state, viewer.account, &wanted, page).await?;
    let body = entity::render(&state, viewer.account, &shelf.told).await?;
    Ok(paging.with_link(json_bytes(body), shelf.cursors))
}

/// `GET /api/v1/notifications/{id}`.
async fn one(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("read:notifications")?;
    let told = read::one(&state, viewer.account, parse(&id)?).await?;
    let mut out = Vec::new();
    entity::write(&state, viewer.account, &told, &mut out).await?;
    Ok(json_bytes(out))
}

/// `GET /api/v1/notifications/unread_count`: those above the marker, at most `limit`.
async fn unread_count(state: State, viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult<Json<Value>> {
    viewer.needs("read:notifications")?;
    let query = input::query::<Query>(&query.unwrap_or_default())?;
    let limit = query.limit.map_or(COUNTED, |limit| limit.0.clamp(1, MOST_COUNTED));
    let since_id = timelines::last_read(&state, viewer.account, "notifications").await?;
    let page = Page { since_id, ..Page::first(usize::try_from(limit).unwrap_or(1)) };
    let unread = read::page(&state, viewer.account, &query.wanted(), page).await?;
    Ok(Json(json!({ "count": unread.told.len() })))
}

/// `POST /api/v1/notifications/clear`.
async fn clear(state: State, viewer: Viewer) -> ApiResult<Json<Value>> {
    viewer.needs("write:notifications")?;
    write::clear(&state, viewer.account).await?;
    Ok(Json(json!({})))
}

/// `POST /api/v1/notifications/{id}/dismiss`.
async fn dismiss(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult<Json<Value>> {
    viewer.needs("write:notifications")?;
    write::dismiss(&state, viewer.account, parse(&id)?).await?;
    Ok(Json(json!({})))
}
