//! HTTP in: search by the API.

use axum::extract::RawQuery;
use base::Error;
use bytes::Bytes;
use schemars::JsonSchema;
use serde::Deserialize;

use super::people::{PeopleQuery, people};
use super::tags::tags;
use crate::accounts;
use crate::accounts::shape::Account;
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::core::words::AccountId;
use crate::http::input::{self, Flag, Number};
use crate::http::{ApiResult, Routes, json_bytes, op};
use crate::statuses::shape::Status;
use crate::statuses::{self, Tag};

/// This file's URLs.
pub(super) fn routes() -> Routes {
    Routes::of("Search")
        .get(
            "/api/v2/search",
            search,
            op("Find people and hashtags; posts are not found yet")
                .anyone(&["read:search"])
                .asks::<Query>()
                .gives::<Search>(),
        )
        .get(
            "/api/v1/accounts/search",
            accounts,
            op("Find people by their names")
                .person(&["read:accounts"])
                .asks::<Query>()
                .gives::<Vec<Account>>(),
        )
}

/// What was found.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used; it is written as bytes")]
struct Search {
    /// People.
    accounts: Vec<Account>,
    /// Posts.
    statuses: Vec<Status>,
    /// Hashtags.
    hashtags: Vec<Tag>,
}

/// The query of both endpoints. `resolve` is understood and means nothing while there are no
/// other servers.
#[derive(Debug, Deserialize, JsonSchema)]
struct Query {
    /// What to look for.
    q: Option<String>,
    /// `accounts`, `statuses` or `hashtags`; without it, all.
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "resolve")]
    #[schemars(skip)]
    _resolve: Option<Flag>,
    /// How many at most: 40, at most 80, of people; 20, at most 40, of everything.
    limit: Option<Number>,
    /// How many to pass over.
    offset: Option<Number>,
    /// Only people whom you follow.
    following: Option<Flag>,
}

/// What of everything is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    All,
    Accounts,
    Hashtags,
    /// Nothing is found yet.
    Statuses,
}

impl Query {
    fn parse(text: Option<String>) -> Result<Self, Error> {
        input::query(&text.unwrap_or_default())
    }

    fn kind(&self) -> Result<Kind, Error> {
        match self.kind.as_deref() {
            None | Some("") => Ok(Kind::All),
            Some("accounts") => Ok(Kind::Accounts),
            Some("hashtags") => Ok(Kind::Hashtags),
            Some("statuses") => Ok(Kind::Statuses),
            Some(_) => Err(Error::bad_request("type", "type must be accounts, statuses or hashtags")),
        }
    }

    /// The question about people; without a limit `usual`, at most twice that.
    fn people(&self, usual: i64) -> Result<PeopleQuery, Error> {
        let text = self.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| Error::bad_request("q", "q is missing"))?.to_owned();
        let limit = self.limit.map_or(usual, |number| number.0);
        let offset = self.offset.map_or(0, |number| number.0);
        if limit < 1 {
            return Err(Error::bad_request("limit", "limit must be a number of 1 or more"));
        }
        let offset = usize::try_from(offset)
            .map_err(|_| Error::bad_request("offset", "offset must be a number of 0 or more"))?;
        let limit = usize::try_from(limit.min(usual * 2)).map_err(Error::internal)?;
        Ok(PeopleQuery { text, limit, offset, following: self.following.is_some_and(|flag| flag.0) })
    }
}

/// `GET /api/v2/search`.
async fn search(state: State, viewer: MaybeViewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:search")?;
    let query = Query::parse(query)?;
    let (kind, question) = (query.kind()?, query.people(20)?);
    let accounts = match kind {
        Kind::All | Kind::Accounts => find(&state, viewer.account(), &question).await?,
        Kind::Hashtags | Kind::Statuses => Bytes::from_static(b"[]"),
    };
    let hashtags = match kind {
        Kind::All | Kind::Hashtags => find_tags(&state, viewer.account(), &question).await?,
        Kind::Accounts | Kind::Statuses => b"[]".to_vec(),
    };
    let body = [b"{\"accounts\":", &*accounts, b",\"statuses\":[],\"hashtags\":", &*hashtags, b"}"].concat();
    Ok(json_bytes(body))
}

/// `GET /api/v1/accounts/search`.
async fn accounts(state: State, viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:accounts")?;
    let question = Query::parse(query)?.people(40)?;
    Ok(json_bytes(find(&state, Some(viewer.account), &question).await?))
}

async fn find(state: &State, viewer: Option<AccountId>, question: &PeopleQuery) -> Result<Bytes, Error> {
    Ok(accounts::render(&people(state, viewer, question).await?).into())
}

async fn find_tags(
    state: &State,
    viewer: Option<AccountId>,
    question: &PeopleQuery,
) -> Result<Vec<u8>, Error> {
    let names = tags(state, &question.text, question.offset, question.limit).await?;
    let found = statuses::tag_entities(state, viewer.is_some(), &names).await?;
    serde_json::to_vec(&found).map_err(Error::internal)
}
