//! HTML in: the page that finds people and tags.

use axum::extract::RawQuery;
use base::FieldError;
use serde::Deserialize;

use super::people::{MOST_CHARS, PeopleQuery, is_too_long, people};
use super::tags::tags;
use crate::auth::shell::Shell;
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::{Field, SearchPage};
use crate::http::{ApiResult, html, input, refused_form};
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

/// `GET /search?q=`. What is too long to be searched for is shown again, with that.
pub(super) async fn search(state: State, shell: Shell, RawQuery(query): RawQuery) -> ApiResult {
    let Query { q } = input::query(&query.unwrap_or_default())?;
    let question = PeopleQuery { text: q.trim().to_owned(), limit: SHOWN, offset: 0, following: false };
    let page = shell.layout(&state, Nav::Search);
    if is_too_long(&question.text) {
        let text = format!("must be at most {MOST_CHARS} characters");
        let fault = FieldError { field: "q", code: "ERR_TOO_LONG", text };
        let query = Field::judged(shell.language, "q", question.text, &[fault]);
        let view = SearchPage { page, query, most: MOST_CHARS, tags: Vec::new(), people: Vec::new() };
        return refused_form(html(&view)?).await;
    }
    let found = people(&state, shell.account(), &question).await?;
    let tags = tags(&state, &question.text, 0, TAGS).await?;
    html(&SearchPage {
        page,
        query: Field::kept(question.text),
        most: MOST_CHARS,
        tags: tags.iter().map(|tag| (tag.to_string(), statuses::tag_path(tag.as_str()))).collect(),
        people: graph::person_views(&state, shell.account(), &found).await?,
    })
}
