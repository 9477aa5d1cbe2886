//! Statuses over HTTP (<https://docs.joinmastodon.org/methods/statuses/>).

use axum::extract::{Path, RawQuery};
use base::{Error, PageLimits, Result};
use http::HeaderMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::model::{NewStatus, Shown};
use super::people::{self, People};
use super::shape::{self, Status};
use super::{read, render, thread};
use crate::accounts;
use crate::accounts::shape::Account;
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::http::input::{Flag, Input, Many, query};
use crate::http::{ApiResult, Paging, Routes, json_bytes, op};
use crate::policy::Visible;

/// This file's URLs.
pub(super) fn routes() -> Routes {
    posts().merge(marks())
}

fn posts() -> Routes {
    Routes::of("Statuses")
        .get(
            "/api/v1/statuses",
            list,
            op("Several posts at once").anyone(READ).asks::<Ids>().gives::<Vec<Status>>(),
        )
        .post(
            "/api/v1/statuses",
            create,
            op("Post something")
                .person(&["write:statuses"])
                .details("With an `Idempotency-Key` header, a second request within an hour gives the first one's post.")
                .takes::<Post>()
                .gives::<Status>()
                .fails(422, "A field is not valid, or is for something that does not exist here yet"),
        )
        .get("/api/v1/statuses/{id}", show, op("A post").anyone(READ).gives::<Status>())
        .delete(
            "/api/v1/statuses/{id}",
            delete,
            op("Delete a post; the answer holds what you typed")
                .person(&["write:statuses"])
                .gives::<Status>(),
        )
        .get(
            "/api/v1/statuses/{id}/context",
            context,
            op("What stands around a post in its thread").anyone(READ).gives::<shape::Context>(),
        )
        .get(
            "/api/v1/statuses/{id}/source",
            source,
            op("What you typed").person(READ).gives::<shape::StatusSource>(),
        )
}

fn marks() -> Routes {
    let act = |summary, scopes| op(summary).person(scopes).gives::<Status>();
    let people = |summary| op(summary).anyone(&["read:accounts"]).pages::<Account>(PageLimits::ACCOUNTS);
    Routes::of("Statuses")
        .post("/api/v1/statuses/{id}/favourite", favourite, act("Favourite a post", FAVOURITES))
        .post("/api/v1/statuses/{id}/unfavourite", unfavourite, act("Take a favourite back", FAVOURITES))
        .post(
            "/api/v1/statuses/{id}/reblog",
            reblog,
            act("Reblog a post; the answer is the reblog", &["write:statuses"])
                .takes::<Reblog>()
                .fails(422, "It may not be reblogged"),
        )
        .post(
            "/api/v1/statuses/{id}/unreblog",
            unreblog,
            act("Take a reblog back; the answer is the post", &["write:statuses"]),
        )
        .get("/api/v1/statuses/{id}/favourited_by", favourited_by, people("Who has favourited a post"))
        .get("/api/v1/statuses/{id}/reblogged_by", reblogged_by, people("Who has reblogged a post"))
}

const READ: &[&str] = &["read:statuses"];
const FAVOURITES: &[&str] = &["write:favourites"];

/// `POST /api/v1/statuses`.
async fn create(state: State, viewer: Viewer, headers: HeaderMap, input: Input<Post>) -> ApiResult {
    viewer.needs("write:statuses")?;
    let new = input.value.read(&viewer, &headers)?;
    let id = super::create(&state, new).await?;
    let status = read::just_written(&state, viewer.account, id).await?;
    Ok(json_bytes(render::render_one(&state, Some(viewer.account), &status).await?))
}

/// `GET /api/v1/statuses/:id`.
async fn show(state: State, viewer: MaybeViewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("read:statuses")?;
    let status = read::visible_one(&state, viewer.account(), status_id(&id)?).await?;
    Ok(json_bytes(render::render_one(&state, viewer.account(), &status).await?))
}

/// `GET /api/v1/statuses?id[]=`. What does not exist, or not for the viewer, is absent.
async fn list(state: State, viewer: MaybeViewer, RawQuery(asked): RawQuery) -> ApiResult {
    viewer.needs("read:statuses")?;
    let ids = query::<Ids>(&asked.unwrap_or_default())?.read()?;
    let statuses = read::visible(&state, viewer.account(), &ids).await?;
    Ok(json_bytes(render::render(&state, viewer.account(), &statuses).await?))
}

/// `DELETE /api/v1/statuses/:id`: answers with what was deleted and what its author typed.
async fn delete(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:statuses")?;
    let id = status_id(&id)?;
    let status = read::visible_one(&state, Some(viewer.account), id).await?;
    let shown = render::render_one(&state, Some(viewer.account), &status).await?;
    let text = super::delete(&state, viewer.account, id).await?;
    Ok(json_bytes(render::with_text(shown, &text)?))
}

/// `GET /api/v1/statuses/:id/context`.
async fn context(state: State, viewer: MaybeViewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("read:statuses")?;
    let around = thread::context(&state, viewer.account(), status_id(&id)?).await?;
    Ok(json_bytes(render::render_context(&state, viewer.account(), &around).await?))
}

/// `GET /api/v1/statuses/:id/source`.
async fn source(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("read:statuses")?;
    let id = status_id(&id)?;
    let source = read::source(&state, Some(viewer.account), id).await?;
    let body = json!({ "id": id, "text": source.text, "spoiler_text": source.spoiler_text });
    Ok(json_bytes(body.to_string()))
}

/// `POST /api/v1/statuses/:id/favourite`.
async fn favourite(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:favourites")?;
    let id = status_id(&id)?;
    super::favourite(&state, viewer.account, id).await?;
    answer(&state, viewer.account, id).await
}

/// `POST /api/v1/statuses/:id/unfavourite`.
async fn unfavourite(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:favourites")?;
    let id = status_id(&id)?;
    super::unfavourite(&state, viewer.account, id).await?;
    answer(&state, viewer.account, id).await
}

/// `POST /api/v1/statuses/:id/reblog`: answers with the reblog.
async fn reblog(state: State, viewer: Viewer, Path(id): Path<String>, input: Input<Reblog>) -> ApiResult {
    viewer.needs("write:statuses")?;
    let visibility = super::read_visibility(input.value.visibility.as_deref())?;
    let reblog = super::reblog(&state, viewer.account, status_id(&id)?, visibility).await?;
    answer(&state, viewer.account, reblog).await
}

/// `POST /api/v1/statuses/:id/unreblog`: answers with what was reblogged.
async fn unreblog(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:statuses")?;
    let original = super::unreblog(&state, viewer.account, status_id(&id)?).await?;
    answer(&state, viewer.account, original).await
}

/// `GET /api/v1/statuses/:id/favourited_by`. Pages by favourites, so clients must follow the links.
async fn favourited_by(
    state: State,
    viewer: MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    viewer.needs("read:accounts")?;
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let people = people::favourited_by(&state, viewer.account(), status_id(&id)?, page).await?;
    Ok(list_people(&paging, &people))
}

/// `GET /api/v1/statuses/:id/reblogged_by`. Pages by reblogs.
async fn reblogged_by(
    state: State,
    viewer: MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    viewer.needs("read:accounts")?;
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let people = people::reblogged_by(&state, viewer.account(), status_id(&id)?, page).await?;
    Ok(list_people(&paging, &people))
}

fn list_people(paging: &Paging, people: &People) -> axum::response::Response {
    paging.with_link(json_bytes(accounts::render(&people.cards)), people.cursors)
}

/// The status as the viewer sees it now.
pub(super) async fn answer(state: &State, viewer: AccountId, id: StatusId) -> ApiResult {
    let status: Visible<Shown> = read::visible_one(state, Some(viewer), id).await?;
    Ok(json_bytes(render::render_one(state, Some(viewer), &status).await?))
}

/// What is no id names no status.
pub(super) fn status_id(text: &str) -> Result<StatusId> {
    text.parse().map_err(|_| Error::NotFound)
}

/// A post to be.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Post {
    /// What it says.
    status: Option<String>,
    /// What it answers.
    in_reply_to_id: Option<Reference>,
    /// Whether its media are hidden until asked for.
    sensitive: Option<Flag>,
    /// A content warning.
    spoiler_text: Option<String>,
    /// `public`, `unlisted`, `private` or `direct`; without it, what your profile says.
    visibility: Option<String>,
    /// ISO 639; without it, what your profile says.
    language: Option<String>,
    #[schemars(skip)]
    media_ids: Option<Many<serde_json::Value>>,
    #[schemars(skip)]
    poll: Option<serde_json::Value>,
    #[schemars(skip)]
    scheduled_at: Option<String>,
    #[schemars(skip)]
    quoted_status_id: Option<Reference>,
}

impl Post {
    fn read(self, viewer: &Viewer, headers: &HeaderMap) -> Result<NewStatus> {
        self.refuse_what_is_not_here()?;
        Ok(NewStatus {
            author: viewer.account,
            text: self.status.unwrap_or_default(),
            spoiler_text: self.spoiler_text.unwrap_or_default(),
            visibility: super::read_visibility(self.visibility.as_deref())?,
            sensitive: self.sensitive.map(|flag| flag.0),
            language: self.language,
            in_reply_to: self.in_reply_to_id.as_ref().and_then(Reference::read).transpose()?,
            application: viewer.application,
            idempotency_key: idempotency_key(headers)?,
        })
    }

    /// To publish half of what somebody wrote would be worse than to refuse it.
    fn refuse_what_is_not_here(&self) -> Result<()> {
        let is_set = |word: &Option<String>| word.as_ref().is_some_and(|word| !word.is_empty());
        let refuse = |what: &str| Err(Error::unprocessable(format!("This server does not take {what} yet")));
        if self.media_ids.as_ref().is_some_and(|ids| !ids.0.is_empty()) {
            return refuse("media");
        }
        if self.poll.as_ref().is_some_and(|poll| !poll.is_null()) {
            return refuse("polls");
        }
        if is_set(&self.scheduled_at) {
            return refuse("scheduled posts");
        }
        match self.quoted_status_id.as_ref().and_then(Reference::read) {
            Some(_) => refuse("quotes"),
            None => Ok(()),
        }
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let fault = |_| Error::bad_request("Idempotency-Key", "Idempotency-Key must be plain text");
    value.to_str().map(|key| Some(key.to_owned())).map_err(fault)
}

/// The body of `POST /api/v1/statuses/:id/reblog`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Reblog {
    /// `public`, `unlisted` or `private`.
    visibility: Option<String>,
}

/// An id in a body, as text or as a number; empty text means none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
enum Reference {
    Text(String),
    Number(i64),
}

impl Reference {
    /// `None` when it is empty.
    fn read(&self) -> Option<Result<StatusId>> {
        match self {
            Self::Text(text) if text.is_empty() => None,
            Self::Text(text) => Some(status_id(text)),
            Self::Number(number) => Some(status_id(&number.to_string())),
        }
    }
}

/// The query of `GET /api/v1/statuses`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Ids {
    /// Posts; at most 20.
    id: Many<String>,
}

impl Ids {
    /// As many as Mastodon takes.
    const MAX: usize = 20;

    fn read(self) -> Result<Vec<StatusId>> {
        if self.id.0.len() > Self::MAX {
            return Err(Error::bad_request("id", format!("At most {} ids at once", Self::MAX)));
        }
        let mut ids: Vec<StatusId> = self.id.0.iter().filter_map(|text| text.parse().ok()).collect();
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(*id));
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_in_a_body_may_be_text_a_number_or_nothing() {
        let read = |json: &str| {
            let post: Post = serde_json::from_str(json).unwrap();
            post.in_reply_to_id.as_ref().and_then(Reference::read).map(|id| id.ok().map(StatusId::raw))
        };
        assert_eq!(read(r#"{"in_reply_to_id":"7"}"#), Some(Some(7)));
        assert_eq!(read(r#"{"in_reply_to_id":7}"#), Some(Some(7)));
        assert_eq!(read(r#"{"in_reply_to_id":"seven"}"#), Some(None), "which is not found");
        for none in ["{}", r#"{"in_reply_to_id":null}"#, r#"{"in_reply_to_id":""}"#] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
