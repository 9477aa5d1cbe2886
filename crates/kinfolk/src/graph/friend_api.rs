//! HTTP in: friends, an extension (`docs/api-extensions.md`).

use axum::extract::Path;
use axum::routing::{get, post};
use base::Error;

use super::api::{json, list, own, parse_id};
use super::relationship::relationship;
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::edges::Listed;
use crate::http::{ApiResult, Paging, Routes};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/api/kinfolk/v1/accounts/{id}/friends", get(friends))
        .route("/api/kinfolk/v1/accounts/{id}/friend", post(befriend))
        .route("/api/kinfolk/v1/accounts/{id}/unfriend", post(unfriend))
        .route("/api/kinfolk/v1/friend_requests", get(requests))
        .route("/api/kinfolk/v1/friend_requests/{id}/authorize", post(authorize))
        .route("/api/kinfolk/v1/friend_requests/{id}/reject", post(reject))
}

/// `GET /api/kinfolk/v1/accounts/{id}/friends`.
async fn friends(state: State, viewer: MaybeViewer, Path(id): Path<String>, paging: Paging) -> ApiResult {
    list(state, viewer, &id, paging, [Listed::Friends, Listed::FriendsEvenBlocked]).await
}

/// `POST /api/kinfolk/v1/accounts/{id}/friend`: asks, or accepts when asked.
async fn befriend(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:follows")?;
    let target = parse_id(&id)?;
    super::befriend(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/kinfolk/v1/accounts/{id}/unfriend`: ends a friendship, or takes a request back.
async fn unfriend(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:follows")?;
    let target = parse_id(&id)?;
    super::unfriend(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `GET /api/kinfolk/v1/friend_requests?direction=incoming|outgoing`: who has asked, or who was asked.
async fn requests(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:follows")?;
    let listed = match paging.get("direction") {
        None | Some("" | "incoming") => Listed::Befriending,
        Some("outgoing") => Listed::Befriended,
        Some(_) => {
            return Err(Error::bad_request("direction", "direction must be incoming or outgoing").into());
        }
    };
    own(&state, &viewer, &paging, listed).await
}

/// `POST /api/kinfolk/v1/friend_requests/{id}/authorize`; the id is the account's.
async fn authorize(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    answer(state, viewer, id, true).await
}

/// `POST /api/kinfolk/v1/friend_requests/{id}/reject`; the id is the account's.
async fn reject(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    answer(state, viewer, id, false).await
}

async fn answer(state: State, viewer: Viewer, Path(id): Path<String>, yes: bool) -> ApiResult {
    viewer.needs("write:follows")?;
    let requester = parse_id(&id)?;
    super::answer_friend(&state, viewer.account, requester, yes).await?;
    json(&relationship(&state, viewer.account, requester).await?)
}
