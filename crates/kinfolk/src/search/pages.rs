//! HTML in: the page that finds people and tags.

use axum::extract::RawQuery;
use serde::Deserialize;

use super::people::{PeopleQuery, people};
use super::tags::tags;
use crate::auth::shell::Shell;
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::SearchPage;
use crate::http::{ApiResult, html, input};
use crate::{graph, statuses};

/// How many people the page shows; whoever is not among them is found by typing more.
const SHOWN: usize = 40;
/// How many tags it shows.
const TAGS: usize = 5;

#[derive(Deserialize)]
struct Query {
    #[serde(default)]
    q: String,
}

/// `GET /search?q=`.
pub(super) async fn search(state: State, shell: Shell, RawQuery(query): RawQuery) -> ApiResult {
    let Query { q } = input::query(&query.unwrap_or_default())?;
    let question = PeopleQuery { text: q.trim().to_owned(), limit: SHOWN, offset: 0, following: false };
    let found = people(&state, shell.account(), &question).await?;
    let tags = tags(&state, &question.text, 0, TAGS).await?;
    html(&SearchPage {
        page: shell.layout(&state, Nav::Search),
        query: question.text,
        tags: tags.iter().map(|tag| (tag.to_string(), statuses::tag_path(tag.as_str()))).collect(),
        people: graph::person_views(&state, shell.account(), &found).await?,
    })
}
