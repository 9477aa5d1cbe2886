//! HTTP in: lists (<https://docs.joinmastodon.org/methods/lists/>).

use axum::Json;
use axum::extract::{Path, RawQuery};
use base::{Error, PageLimits, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{json as answer, parse_id};
use super::lists::{self, List, ListChange, RepliesPolicy};
use crate::accounts::shape::Account;
use crate::accounts::{self, IdList, Way};
use crate::auth::Viewer;
use crate::core::State;
use crate::core::words::{AccountId, ListId};
use crate::edges;
use crate::http::input::{Flag, Many};
use crate::http::{ApiResult, Input, Paging, Routes, input, json_bytes, op};

pub(super) fn routes() -> Routes {
    let reads = |summary| op(summary).person(&["read:lists"]);
    let writes = |summary| op(summary).person(&["write:lists"]);
    Routes::of("Lists")
        .get("/api/v1/lists", all, reads("Your lists").gives::<Vec<List>>())
        .post(
            "/api/v1/lists",
            create,
            writes("Make a list").takes::<ListInput>().gives::<List>().fails(422, "A field is not valid"),
        )
        .get("/api/v1/lists/{id}", one, reads("A list").gives::<List>())
        .put(
            "/api/v1/lists/{id}",
            update,
            writes("Change a list").takes::<ListInput>().gives::<List>().fails(422, "A field is not valid"),
        )
        .delete("/api/v1/lists/{id}", delete, writes("Delete a list"))
        .get(
            "/api/v1/lists/{id}/accounts",
            members,
            reads("Who is in a list")
                .details("With `limit=0`, all of them at once.")
                .pages::<Account>(PageLimits::ACCOUNTS),
        )
        .post(
            "/api/v1/lists/{id}/accounts",
            add,
            writes("Put people whom you follow into a list").takes::<MembersInput>(),
        )
        .delete(
            "/api/v1/lists/{id}/accounts",
            remove,
            writes("Take people out of a list").takes::<MembersInput>(),
        )
        .get(
            "/api/v1/accounts/{id}/lists",
            with,
            reads("Your lists in which somebody is").gives::<Vec<List>>(),
        )
}

/// What is no id names no list.
fn parse_list(id: &str) -> Result<ListId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// A list as it is to be; what is absent stays as it is.
#[derive(Deserialize, JsonSchema)]
struct ListInput {
    /// What you call it.
    title: Option<String>,
    /// Which answers it shows: to its members (`list`), to whom you follow (`followed`), or `none`.
    replies_policy: Option<String>,
    /// Whether its members no longer come home.
    exclusive: Option<Flag>,
}

impl ListInput {
    fn parse(self) -> Result<ListChange> {
        let replies_policy = self.replies_policy.as_deref().map(RepliesPolicy::parse).transpose()?;
        Ok(ListChange { title: self.title, replies_policy, exclusive: self.exclusive.map(|flag| flag.0) })
    }
}

/// `GET /api/v1/lists`.
async fn all(state: State, viewer: Viewer) -> ApiResult {
    viewer.needs("read:lists")?;
    answer(&lists::all(&state, viewer.account).await?)
}

/// `POST /api/v1/lists`.
async fn create(state: State, viewer: Viewer, input: Input<ListInput>) -> ApiResult {
    viewer.needs("write:lists")?;
    answer(&lists::create(&state, viewer.account, input.value.parse()?).await?)
}

/// `GET /api/v1/lists/{id}`.
async fn one(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("read:lists")?;
    answer(&lists::one(&state, viewer.account, parse_list(&id)?).await?)
}

/// `PUT /api/v1/lists/{id}`.
async fn update(state: State, viewer: Viewer, Path(id): Path<String>, input: Input<ListInput>) -> ApiResult {
    viewer.needs("write:lists")?;
    let id = parse_list(&id)?;
    answer(&lists::update(&state, viewer.account, id, input.value.parse()?).await?)
}

/// `DELETE /api/v1/lists/{id}`.
async fn delete(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult<Json<Value>> {
    viewer.needs("write:lists")?;
    lists::delete(&state, viewer.account, parse_list(&id)?).await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/accounts/{id}/lists`: the viewer's lists in which the account is.
async fn with(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("read:lists")?;
    let member = accounts::one(&state, Some(viewer.account), parse_id(&id)?, Way::Opened).await?;
    answer(&lists::with(&state, viewer.account, member.id).await?)
}

/// `GET /api/v1/lists/{id}/accounts`; `limit=0` gives all.
async fn members(state: State, viewer: Viewer, Path(id): Path<String>, paging: Paging) -> ApiResult {
    viewer.needs("read:lists")?;
    let list = lists::one(&state, viewer.account, parse_list(&id)?).await?;
    let me = Some(viewer.account);
    if paging.get("limit") == Some("0") {
        let members = edges::all_list_members(&state, list.id).await?;
        let people = accounts::visible(&state, me, &members, Way::Listed).await?;
        return Ok(json_bytes(accounts::render(&people)));
    }
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let (ids, cursors) = lists::members(&state, list.id, page).await?;
    let people = accounts::visible(&state, me, &ids, Way::Listed).await?;
    Ok(paging.with_link(json_bytes(accounts::render(&people)), cursors))
}

/// The body that names members.
#[derive(Deserialize, JsonSchema)]
struct MembersInput {
    /// Accounts; they may also stand in the query.
    #[serde(default)]
    account_ids: Many<String>,
}

/// The members, from the query or, as most apps send them, from the body.
fn named(query: Option<String>, body: MembersInput) -> Result<Vec<AccountId>> {
    let mut ids = body.account_ids;
    if ids.0.is_empty() {
        ids = input::query::<MembersInput>(&query.unwrap_or_default())?.account_ids;
    }
    if ids.0.is_empty() {
        return Err(Error::bad_request("account_ids", "Parameter account_ids is missing"));
    }
    if ids.0.len() > IdList::MAX {
        let why = format!("account_ids must be at most {}", IdList::MAX);
        return Err(Error::bad_request("account_ids", why));
    }
    ids.0.iter().map(|id| parse_id(id)).collect()
}

/// `POST /api/v1/lists/{id}/accounts`.
async fn add(
    state: State,
    viewer: Viewer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    input: Input<MembersInput>,
) -> ApiResult<Json<Value>> {
    viewer.needs("write:lists")?;
    let members = named(query, input.value)?;
    lists::add(&state, viewer.account, parse_list(&id)?, members).await?;
    Ok(Json(json!({})))
}

/// `DELETE /api/v1/lists/{id}/accounts`.
async fn remove(
    state: State,
    viewer: Viewer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    input: Input<MembersInput>,
) -> ApiResult<Json<Value>> {
    viewer.needs("write:lists")?;
    let members = named(query, input.value)?;
    lists::remove(&state, viewer.account, parse_list(&id)?, members).await?;
    Ok(Json(json!({})))
}
