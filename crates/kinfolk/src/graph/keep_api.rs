//! HTTP in: notes, endorsements, familiar followers, blocked domains.

use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::routing::{get, post};
use base::{Error, PageLimits};
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{json as answer, list, own, parse_id};
use super::{familiar, keep, relationship};
use crate::accounts::IdList;
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::edges::{self, Listed};
use crate::http::paging::Cursors;
use crate::http::{ApiResult, Input, Paging, Routes, input, json_bytes};

pub(super) fn routes() -> Routes {
    let domain_blocks = get(domain_blocks).post(block_domain).delete(unblock_domain);
    Routes::new()
        .route("/api/v1/accounts/familiar_followers", get(familiar_followers))
        .route("/api/v1/accounts/{id}/note", post(note))
        .route("/api/v1/accounts/{id}/endorse", post(endorse))
        .route("/api/v1/accounts/{id}/unendorse", post(unendorse))
        .route("/api/v1/accounts/{id}/pin", post(endorse))
        .route("/api/v1/accounts/{id}/unpin", post(unendorse))
        .route("/api/v1/accounts/{id}/endorsements", get(endorsements_of))
        .route("/api/v1/endorsements", get(endorsements))
        .route("/api/v1/domain_blocks", domain_blocks)
        .route("/api/v1/domain_blocks/preview", get(preview))
}

/// The body of `note`.
#[derive(Deserialize)]
struct NoteInput {
    comment: Option<String>,
}

/// `POST /api/v1/accounts/{id}/note`.
async fn note(state: State, viewer: Viewer, Path(id): Path<String>, input: Input<NoteInput>) -> ApiResult {
    viewer.needs("write:accounts")?;
    let target = parse_id(&id)?;
    keep::note(&state, viewer.account, target, input.value.comment.as_deref().unwrap_or("")).await?;
    answer(&relationship::relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/endorse`, and `pin`, its old name.
async fn endorse(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    set_endorsed(state, viewer, id, true).await
}

/// `POST /api/v1/accounts/{id}/unendorse`, and `unpin`, its old name.
async fn unendorse(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    set_endorsed(state, viewer, id, false).await
}

async fn set_endorsed(state: State, viewer: Viewer, Path(id): Path<String>, yes: bool) -> ApiResult {
    viewer.needs("write:accounts")?;
    let target = parse_id(&id)?;
    keep::endorse(&state, viewer.account, target, yes).await?;
    answer(&relationship::relationship(&state, viewer.account, target).await?)
}

/// `GET /api/v1/endorsements`.
async fn endorsements(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:accounts")?;
    own(&state, &viewer, &paging, Listed::Endorsed).await
}

/// `GET /api/v1/accounts/{id}/endorsements`.
async fn endorsements_of(
    state: State,
    viewer: MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    list(state, viewer, &id, paging, [Listed::Endorsed; 2]).await
}

/// `GET /api/v1/accounts/familiar_followers?id[]=`.
async fn familiar_followers(state: State, viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:follows")?;
    let ids = input::query::<IdList>(&query.unwrap_or_default())?.parse()?;
    Ok(json_bytes(familiar::render(&state, viewer.account, &ids).await?))
}

/// `GET /api/v1/domain_blocks`.
async fn domain_blocks(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:blocks")?;
    let page = paging.page(PageLimits { default: 100, max: 200 })?;
    let mut blocks = edges::blocked_domains(&state, viewer.account, page).await?;
    let full = blocks.len() == page.limit;
    if page.min_id.is_some() {
        blocks.reverse();
    }
    let cursors = Cursors {
        next: blocks.last().filter(|_| full || page.min_id.is_some()).map(|(edge, _)| edge.raw()),
        prev: blocks.first().map(|(edge, _)| edge.raw()),
    };
    let domains: Vec<String> = blocks.into_iter().map(|(_, domain)| domain).collect();
    Ok(paging.with_link(answer(&domains)?, cursors))
}

/// A body or a query that names a domain.
#[derive(Deserialize)]
struct DomainInput {
    domain: Option<String>,
}

impl DomainInput {
    fn parse(self) -> Result<String, Error> {
        self.domain.ok_or_else(|| Error::bad_request("domain", "Parameter domain is missing"))
    }
}

/// The domain, from the query or, as apps send it too, from the body.
fn named(query: Option<String>, body: DomainInput) -> Result<String, Error> {
    let in_query: DomainInput = input::query(&query.unwrap_or_default())?;
    DomainInput { domain: in_query.domain.or(body.domain) }.parse()
}

/// `POST /api/v1/domain_blocks`.
async fn block_domain(
    state: State,
    viewer: Viewer,
    RawQuery(query): RawQuery,
    input: Input<DomainInput>,
) -> ApiResult<Json<Value>> {
    viewer.needs("write:blocks")?;
    keep::block_domain(&state, viewer.account, &named(query, input.value)?, true).await?;
    Ok(Json(json!({})))
}

/// `DELETE /api/v1/domain_blocks`.
async fn unblock_domain(
    state: State,
    viewer: Viewer,
    RawQuery(query): RawQuery,
    input: Input<DomainInput>,
) -> ApiResult<Json<Value>> {
    viewer.needs("write:blocks")?;
    keep::block_domain(&state, viewer.account, &named(query, input.value)?, false).await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/domain_blocks/preview`: how many follows a block of the domain would end. None, as nobody of
/// another server can be followed.
async fn preview(viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult<Json<Value>> {
    viewer.needs("read:blocks")?;
    keep::parse_domain(&input::query::<DomainInput>(&query.unwrap_or_default())?.parse()?)?;
    Ok(Json(json!({ "following_count": 0, "followers_count": 0 })))
}
