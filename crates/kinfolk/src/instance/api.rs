//! HTTP in: the documents about this server.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use base::Error;
use http::{StatusCode, header};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::entity::{About, WithContact};
use super::{picture, size};
use crate::accounts;
use crate::auth::users;
use crate::core::{State, health};
use crate::http::ApiResult;

/// `GET /health`: the process answers (<https://docs.joinmastodon.org/methods/health/>).
pub(super) async fn health() -> Json<Value> {
    Json(json!({ "status": "UP" }))
}

/// `GET /health/ready`: this server can do its work. 200 if every check holds, else 503; looks at most once a second.
pub(super) async fn ready(state: State) -> Response {
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
pub(super) async fn v1(state: State) -> ApiResult<Json<WithContact>> {
    Ok(Json(about(&state).await?.v1()))
}

/// `GET /api/v2/instance`.
pub(super) async fn v2(state: State) -> ApiResult<Json<WithContact>> {
    Ok(Json(about(&state).await?.v2()))
}

/// `GET /nodeinfo/2.0`.
pub(super) async fn nodeinfo_2_0(state: State) -> ApiResult<Json<Value>> {
    nodeinfo(&state, "2.0").await
}

/// `GET /nodeinfo/2.1`.
pub(super) async fn nodeinfo_2_1(state: State) -> ApiResult<Json<Value>> {
    nodeinfo(&state, "2.1").await
}

async fn nodeinfo(state: &State, version: &str) -> ApiResult<Json<Value>> {
    let about = About { config: state.config(), size: size::of(state).await?, owner: None };
    Ok(Json(about.nodeinfo(version)))
}

/// `GET /.well-known/nodeinfo`: where nodeinfo is.
pub(super) async fn nodeinfo_links(state: State) -> Json<Value> {
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
pub(super) async fn nothing() -> Json<[Value; 0]> {
    Json([])
}

/// `GET /api/v1/instance/translation_languages`: nothing is translated.
pub(super) async fn no_languages() -> Json<Value> {
    Json(json!({}))
}

/// `GET /instance/:file`: this server's mark.
pub(super) async fn picture(Path(file): Path<String>) -> ApiResult<Response> {
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=86400")];
    Ok((headers, picture::find(&file)?).into_response())
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
