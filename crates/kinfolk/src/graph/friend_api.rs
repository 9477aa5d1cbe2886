//! HTTP in: friends, an extension (`docs/api-extensions.md`).

use axum::extract::Path;
use base::{Error, PageLimits};
use schemars::JsonSchema;

use super::api::{json, list, own, parse_id};
use super::entity::Relationship;
use super::relationship::relationship;
use crate::accounts::shape::Account;
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::edges::Listed;
use crate::http::{ApiResult, Paging, Routes, op};

pub(super) fn routes() -> Routes {
    let act = |summary| op(summary).person(&["write:follows"]).gives::<Relationship>();
    Routes::of("Friends")
        .get(
            "/api/kinfolk/v1/accounts/{id}/friends",
            friends,
            op("With whom somebody follows each other")
                .anyone(&["read:accounts"])
                .asks::<FriendsQuery>()
                .pages::<Account>(PageLimits::ACCOUNTS),
        )
        .post(
            "/api/kinfolk/v1/accounts/{id}/friend",
            befriend,
            act("Ask somebody to be friends, or accept when they have asked")
                .details("Follows them, or asks to, and asks them to follow back.")
                .fails(403, "They block you, or you block them")
                .fails(422, "It is your own account"),
        )
        .post(
            "/api/kinfolk/v1/accounts/{id}/unfriend",
            unfriend,
            act("End a friendship, or take a request back").details("Neither follows the other afterwards."),
        )
        .get(
            "/api/kinfolk/v1/friend_requests",
            requests,
            op("Who has asked you to be friends, or whom you have asked")
                .person(&["read:follows"])
                .asks::<RequestsQuery>()
                .pages::<Account>(PageLimits::ACCOUNTS),
        )
        .post(
            "/api/kinfolk/v1/friend_requests/{id}/authorize",
            authorize,
            act("Be friends with who has asked"),
        )
        .post(
            "/api/kinfolk/v1/friend_requests/{id}/reject",
            reject,
            act("Refuse who has asked to be friends"),
        )
}

/// The query of `friends`, for its description.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "paging reads it")]
struct FriendsQuery {
    /// On one's own list: with those who are blocked and followed when they were.
    #[serde(default)]
    include_blocked: bool,
}

/// The query of `requests`, for its description.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "paging reads it")]
struct RequestsQuery {
    /// `incoming`, which holds without it, or `outgoing`.
    direction: Option<String>,
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
