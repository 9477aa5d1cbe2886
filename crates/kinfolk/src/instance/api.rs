//! HTTP in: the documents about this server.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use base::Error;
use http::{StatusCode, header};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::entity::{About, WithContact};
use super::{picture, shape, size};
use crate::accounts;
use crate::accounts::shape::CustomEmoji;
use crate::auth::users;
use crate::core::{State, health};
use crate::http::{ApiResult, Routes, op};

/// This file's URLs.
pub(super) fn routes() -> Routes {
    Routes::of("This server")
        .get("/health", health, op("Whether the process answers").gives::<shape::Health>())
        .get(
            "/health/ready",
            ready,
            op("Whether the server can do its work")
                .gives::<shape::Readiness>()
                .fails(503, "A check does not hold"),
        )
        .get("/api/v2/instance", v2, op("What this server is and allows").gives::<shape::Instance>())
        .get(
            "/api/v1/instance",
            v1,
            op("The same in the words of version 1").gives::<shape::InstanceV1>().deprecated(),
        )
        .get("/api/v1/instance/rules", nothing, op("Its rules").gives::<Vec<shape::Rule>>())
        .get("/api/v1/instance/peers", nothing, op("Servers that it knows; none yet").gives::<Vec<String>>())
        .get(
            "/api/v1/instance/domain_blocks",
            nothing,
            op("Servers that it blocks; none yet").gives::<Vec<()>>(),
        )
        .get("/api/v1/instance/activity", nothing, op("Its last weeks; not counted yet").gives::<Vec<()>>())
        .get(
            "/api/v1/instance/translation_languages",
            no_languages,
            op("What can be translated into what; nothing yet").gives::<BTreeMap<String, Vec<String>>>(),
        )
        .get("/api/v1/custom_emojis", nothing, op("Custom emoji; none yet").gives::<Vec<CustomEmoji>>())
        .get(
            "/.well-known/nodeinfo",
            nodeinfo_links,
            op("Where nodeinfo is (NodeInfo 2.1)").gives::<shape::NodeinfoLinks>(),
        )
        .get(
            "/nodeinfo/2.0",
            nodeinfo_2_0,
            op("What kind of server this is, for machines").gives::<shape::Nodeinfo>(),
        )
        .get(
            "/nodeinfo/2.1",
            nodeinfo_2_1,
            op("The same, with where its source is").gives::<shape::Nodeinfo>(),
        )
}

/// `GET /health`: the process answers (<https://docs.joinmastodon.org/methods/health/>).
async fn health() -> Json<Value> {
    Json(json!({ "status": "UP" }))
}

/// `GET /health/ready`: this server can do its work. 200 if every check holds, else 503; looks at most once a second.
async fn ready(state: State) -> Response {
    let report = health::look(&state).await;
    let code = if report.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(readiness(&report))).into_response()
}

/// `{"ready": false, "checks": {"database": {"ok": false, "problem": "…"}, …}}`
fn readiness(report: &health::Report) -> Value {
    let checks: serde_json::Map<String, Value> = report
        .checks()
        .iter()
        .map(|check| {
            let value = match check.problem {
                None => json!({ "ok": true }),
                Some(problem) => json!({ "ok": false, "problem": problem }),
            };
            (check.name.to_owned(), value)
        })
        .collect();
    json!({ "ready": report.is_ready(), "checks": checks })
}

/// `GET /api/v1/instance`.
async fn v1(state: State) -> ApiResult<Json<WithContact>> {
    Ok(Json(about(&state).await?.v1()))
}

/// `GET /api/v2/instance`.
async fn v2(state: State) -> ApiResult<Json<WithContact>> {
    Ok(Json(about(&state).await?.v2()))
}

/// `GET /nodeinfo/2.0`.
async fn nodeinfo_2_0(state: State) -> ApiResult<Json<Value>> {
    nodeinfo(&state, "2.0").await
}

/// `GET /nodeinfo/2.1`.
async fn nodeinfo_2_1(state: State) -> ApiResult<Json<Value>> {
    nodeinfo(&state, "2.1").await
}

async fn nodeinfo(state: &State, version: &str) -> ApiResult<Json<Value>> {
    let about = About { config: state.config(), size: size::of(state).await?, owner: None };
    Ok(Json(about.nodeinfo(version)))
}

/// `GET /.well-known/nodeinfo`: where nodeinfo is.
async fn nodeinfo_links(state: State) -> Json<Value> {
    let link = |version: &str| {
        json!({
            "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
            "href": format!("{}/nodeinfo/{version}", state.config().base_url),
        })
    };
    Json(json!({ "links": [link("2.0"), link("2.1")] }))
}

/// Lists of which there is nothing: rules, servers known, domains blocked, custom emoji; and weeks of activity, which
/// nobody counts.
async fn nothing() -> Json<[Value; 0]> {
    Json([])
}

/// `GET /api/v1/instance/translation_languages`: nothing is translated.
async fn no_languages() -> Json<Value> {
    Json(json!({}))
}

/// `GET /instance/:file`: this server's mark.
pub(super) async fn picture(Path(file): Path<String>) -> ApiResult<Response> {
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=86400")];
    Ok((headers, picture::find(&file)?).into_response())
}

/// `GET /favicon.ico`: the mark for whoever does not read pages to find it.
pub(super) async fn favicon() -> ApiResult<Response> {
    picture(Path("icon-48.png".to_owned())).await
}

/// What crawlers need not visit: what is one's own, what asks to log in, what is made for programs, pieces of pages. Whoever
/// wants to be left out altogether says so on their pages.
const ROBOTS: &str = "\
User-agent: *
Disallow: /api/
Disallow: /auth/
Disallow: /oauth/
Disallow: /setup
Disallow: /home
Disallow: /notifications
Disallow: /requests
Disallow: /bookmarks
Disallow: /favourites
Disallow: /lists
Disallow: /settings
Disallow: /search
Disallow: /*/card
";

/// `GET /robots.txt` (RFC 9309).
pub(super) async fn robots() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, ROBOTS)
}

async fn about(state: &State) -> ApiResult<About<'_>> {
    let size = size::of(state).await?;
    Ok(About { config: state.config(), size, owner: owner(state).await? })
}

/// The owner's account as anyone sees it.
async fn owner(state: &State) -> ApiResult<Option<Box<RawValue>>> {
    let Some(owner) = users::owner(state).await? else { return Ok(None) };
    let json = match accounts::show(state, None, owner).await {
        Ok(card) => accounts::render_one(&card),
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let text = String::from_utf8(json).map_err(Error::internal)?;
    Ok(Some(RawValue::from_string(text).map_err(Error::internal)?))
}
