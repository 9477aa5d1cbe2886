//! Timelines over HTTP.

use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use base::{Error, PageLimits};
use http::header;
use schemars::JsonSchema;
use serde::Deserialize;

use super::again;
use super::markers::{self, Marker, Markers};
use super::page::Shelf;
use super::read::{self, Only, Tagged};
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::core::words::{AccountId, ListId, TagName};
use crate::http::input::{Many, Number};
use crate::http::{ApiResult, Input, Operation, Paging, Routes, input, json_bytes, op};
use crate::statuses;
use crate::statuses::shape::Status;

/// This file's URLs.
pub(super) fn routes() -> Routes {
    let timeline = |about: Operation| about.pages::<Status>(PageLimits::STATUSES);
    Routes::of("Timelines")
        .get(
            "/api/v1/timelines/home",
            home,
            timeline(op("Posts of those whom you follow, and your own").person(STATUSES)),
        )
        .get(
            "/api/v1/timelines/public",
            public,
            timeline(op("Public posts of everybody").anyone(STATUSES).asks::<PublicQuery>()),
        )
        .get(
            "/api/v1/timelines/list/{id}",
            list,
            timeline(op("Posts of who is in a list").person(&["read:lists"])),
        )
        .get(
            "/api/v1/accounts/{id}/statuses",
            of_account,
            timeline(op("Somebody's posts").anyone(STATUSES).asks::<AccountQuery>()),
        )
        .get(
            "/api/v1/markers",
            markers,
            op("How far you have read").person(STATUSES).asks::<MarkersQuery>().gives::<MarkersShape>(),
        )
        .post(
            "/api/v1/markers",
            set_markers,
            op("Say how far you have read; the answer holds what has moved")
                .person(&["write:statuses"])
                .takes::<MarkersInput>()
                .gives::<MarkersShape>(),
        )
}

pub(super) const STATUSES: &[&str] = &["read:statuses"];

/// The query of the public timeline, for its description.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "paging reads it")]
struct PublicQuery {
    /// Only posts of this server, which all are.
    #[serde(default)]
    local: bool,
    /// Only posts of other servers, of which there are none yet.
    #[serde(default)]
    remote: bool,
    /// Only posts with media, of which there are none yet.
    #[serde(default)]
    only_media: bool,
}

/// The query of somebody's posts, for its description.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "paging reads it")]
struct AccountQuery {
    /// Without answers to others.
    #[serde(default)]
    exclude_replies: bool,
    /// Without reblogs.
    #[serde(default)]
    exclude_reblogs: bool,
    /// Only posts with media, of which there are none yet.
    #[serde(default)]
    only_media: bool,
    /// Only pinned posts, of which there are none yet.
    #[serde(default)]
    pinned: bool,
    /// Only posts with this hashtag.
    #[serde(default)]
    tagged: String,
}

/// By timeline; what was never set is absent.
#[derive(JsonSchema)]
#[schemars(rename = "Markers")]
#[expect(dead_code, reason = "a map holds what this names")]
struct MarkersShape {
    /// Of the home timeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<Marker>,
    /// Of notifications.
    #[serde(skip_serializing_if = "Option::is_none")]
    notifications: Option<Marker>,
}

/// `GET /api/v1/timelines/home`, scope `read:statuses`.
/// <https://docs.joinmastodon.org/methods/timelines/#home>
async fn home(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:statuses")?;
    let page = paging.page(PageLimits::STATUSES)?;
    let again::Answer { body, tag, cursors } = again::home(&state, viewer.account, page).await?;
    let mut response = json_bytes(body);
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(paging.with_link(response, cursors))
}

/// `GET /api/v1/timelines/list/:id`, scope `read:lists`.
/// <https://docs.joinmastodon.org/methods/timelines/#list>
async fn list(state: State, viewer: Viewer, Path(id): Path<String>, paging: Paging) -> ApiResult {
    viewer.needs("read:lists")?;
    let page = paging.page(PageLimits::STATUSES)?;
    let id: ListId = id.parse().map_err(|_| Error::NotFound)?;
    let shelf = read::list(&state, viewer.account, id, page).await?;
    present(&state, Some(viewer.account), &paging, shelf).await
}

/// `GET /api/v1/timelines/public`, for everyone; `remote` and `only_media` find nothing yet.
/// <https://docs.joinmastodon.org/methods/timelines/#public>
async fn public(state: State, MaybeViewer(viewer): MaybeViewer, paging: Paging) -> ApiResult {
    if let Some(viewer) = &viewer {
        viewer.needs("read:statuses")?;
    }
    let reader = viewer.map(|viewer| viewer.account);
    let page = paging.page(PageLimits::STATUSES)?;
    if is_on(&paging, "remote") || is_on(&paging, "only_media") {
        return Ok(json_bytes("[]"));
    }
    let shelf = read::public(&state, reader, page).await?;
    present(&state, reader, &paging, shelf).await
}

/// `GET /api/v1/accounts/:id/statuses`, for everyone; scope `read:statuses` with a token.
/// <https://docs.joinmastodon.org/methods/accounts/#statuses>
async fn of_account(
    state: State,
    MaybeViewer(viewer): MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    if let Some(viewer) = &viewer {
        viewer.needs("read:statuses")?;
    }
    let reader = viewer.map(|viewer| viewer.account);
    let account: AccountId = id.parse().map_err(|_| Error::NotFound)?;
    let page = paging.page(PageLimits::STATUSES)?;
    let only = Only {
        exclude_replies: is_on(&paging, "exclude_replies"),
        exclude_reblogs: is_on(&paging, "exclude_reblogs"),
        only_media: is_on(&paging, "only_media"),
        pinned: is_on(&paging, "pinned"),
        tagged: match paging.get("tagged").filter(|typed| !typed.is_empty()) {
            None => Tagged::Whatever,
            Some(typed) => TagName::parse(typed).map_or(Tagged::Impossible, Tagged::With),
        },
    };
    let shelf = read::of_account(&state, reader, account, only, page).await?;
    present(&state, reader, &paging, shelf).await
}

fn is_on(paging: &Paging, name: &str) -> bool {
    paging.get(name).is_some_and(|value| matches!(value, "true" | "1" | "on" | "t"))
}

pub(super) async fn present(
    state: &State,
    reader: Option<AccountId>,
    paging: &Paging,
    shelf: Shelf,
) -> ApiResult<Response> {
    let body = statuses::render(state, reader, &shelf.shown).await?;
    Ok(paging.with_link(json_bytes(body), shelf.cursors))
}

/// Which markers are asked for.
#[derive(Deserialize, JsonSchema)]
struct MarkersQuery {
    /// `home`, `notifications`.
    #[serde(default)]
    timeline: Many<String>,
}

/// `GET /api/v1/markers?timeline[]=`.
/// <https://docs.joinmastodon.org/methods/markers/#get>
async fn markers(state: State, viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult<Json<Markers>> {
    viewer.needs("read:statuses")?;
    let MarkersQuery { timeline } = input::query(&query.unwrap_or_default())?;
    Ok(Json(markers::read(&state, viewer.account, &timeline.0).await?))
}

/// Where markers are to stand; what is absent stays.
#[derive(Deserialize, JsonSchema)]
struct MarkersInput {
    /// Of the home timeline.
    home: Option<MarkerInput>,
    /// Of notifications.
    notifications: Option<MarkerInput>,
}

/// Where one marker is to stand.
#[derive(Deserialize, JsonSchema)]
struct MarkerInput {
    /// The newest that was read.
    last_read_id: Option<Number>,
}

/// `POST /api/v1/markers`.
/// <https://docs.joinmastodon.org/methods/markers/#create>
async fn set_markers(state: State, viewer: Viewer, input: Input<MarkersInput>) -> ApiResult<Json<Markers>> {
    viewer.needs("write:statuses")?;
    let MarkersInput { home, notifications } = input.value;
    let moved = [("home", home), ("notifications", notifications)]
        .into_iter()
        .filter_map(|(name, marker)| Some((name, marker?.last_read_id?.0)))
        .collect();
    Ok(Json(markers::set(&state, viewer.account, moved).await?))
}
