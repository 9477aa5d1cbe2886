//! HTML in: making lists, changing them, and who is in them.
//!
//! **Not here:** their timelines (`timelines`).

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use axum::routing::get;
use base::{Error, FieldError, PageLimits, Result};
use serde::Deserialize;

use super::lists::{self, List, ListChange, RepliesPolicy};
use super::pages::named;
use super::views;
use crate::accounts::{self, Way};
use crate::auth::shell::{Shell, back};
use crate::auth::{PageViewer, log_in_again};
use crate::core::State;
use crate::core::words::{AccountId, ListId};
use crate::edges;
use crate::http::input::Flag;
use crate::http::page::Nav;
use crate::http::page::views::{EditListPage, Field, ListView, ListsPage, PersonListsPage, PersonView};
use crate::http::paging::Cursors;
use crate::http::{ApiResult, Input, Paging, Routes, html, input, refused_form};

/// How many people a search shows; whoever is not among them is found by typing more.
const FOUND: usize = 20;

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/lists", get(all).post(create))
        .route("/lists/{id}/edit", get(edit).post(update))
        .form("/lists/{id}/delete", delete)
        .form("/lists/{id}/add", add)
        .form("/lists/{id}/remove", remove)
        .route("/@{name}/lists", get(of_person))
}

/// What is no id names no list.
fn parse(id: &str) -> Result<ListId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// The form of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ListForm {
    title: String,
    replies_policy: String,
    exclusive: Flag,
}

impl ListForm {
    fn parse(&self) -> Result<ListChange> {
        let policy = Some(&self.replies_policy).filter(|word| !word.is_empty());
        Ok(ListChange {
            title: Some(self.title.clone()),
            replies_policy: policy.map(|word| RepliesPolicy::parse(word)).transpose()?,
            exclusive: Some(self.exclusive.0),
        })
    }
}

/// `GET /lists`.
async fn all(state: State, viewer: PageViewer, shell: Shell) -> ApiResult {
    show_all(&state, &viewer, &shell, Field::default()).await
}

async fn show_all(state: &State, viewer: &PageViewer, shell: &Shell, title: Field) -> ApiResult {
    let lists = lists::all(state, viewer.account).await?;
    html(&ListsPage {
        page: shell.layout(state, Nav::Lists),
        lists: lists.iter().map(views::list_view).collect(),
        title,
    })
}

/// `POST /lists`: makes one, and leads to where people are added.
async fn create(state: State, shell: Shell, form: Input<ListForm>) -> ApiResult {
    let form = form.value;
    let Some(viewer) = shell.viewer.clone() else {
        return log_in_again(&state, &shell, "/lists".to_owned(), &[("lists-name", form.title)]).await;
    };
    match lists::create(&state, viewer.account, form.parse()?).await {
        Ok(list) => Ok(back(None, &format!("/lists/{}/edit", list.id), Some("list-made"))),
        Err(Error::Invalid(faults)) => {
            let title = Field::judged(shell.language, "title", form.title, &faults);
            refused_form(show_all(&state, &viewer, &shell, title).await?).await
        }
        Err(Error::Unprocessable(why)) => {
            let title = Field::kept(form.title).with_error(why);
            refused_form(show_all(&state, &viewer, &shell, title).await?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The beginning of a name.
#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /lists/{id}/edit?q=`: what a list is like and who is in it; and of those whom the reader follows, who has such a
/// name.
async fn edit(
    state: State,
    viewer: PageViewer,
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    paging: Paging,
) -> ApiResult {
    let list = lists::one(&state, viewer.account, parse(&id)?).await?;
    let Search { q } = input::query(&query.unwrap_or_default())?;
    show(&state, viewer.account, &shell, (&list, &[]), (q.trim(), &paging)).await
}

async fn show(
    state: &State,
    me: AccountId,
    shell: &Shell,
    (list, faults): (&List, &[FieldError]),
    (query, paging): (&str, &Paging),
) -> ApiResult {
    let (members, cursors) = members(state, me, list.id, paging).await?;
    let path = format!("/lists/{}/edit", list.id);
    if paging.is_beyond(cursors) {
        return Ok(back(None, &path, None));
    }
    html(&EditListPage {
        page: shell.layout(state, Nav::Lists),
        title: Field::judged(shell.language, "title", list.title.as_str(), faults),
        list: views::list_view(list),
        members,
        paging: paging.links(&path, cursors),
        query: query.to_owned(),
        found: found(state, me, list.id, query).await?,
    })
}

/// A page of the people in a list, newest first.
async fn members(
    state: &State,
    me: AccountId,
    id: ListId,
    paging: &Paging,
) -> Result<(Vec<PersonView>, Cursors), crate::http::ApiError> {
    let (ids, cursors) = lists::members(state, id, paging.page(PageLimits::ACCOUNTS)?).await?;
    let people = accounts::visible(state, Some(me), &ids, Way::Listed).await?;
    let people = views::person_views(state, Some(me), &people).await?;
    Ok((people, cursors))
}

/// Those whom the reader follows and whose names begin so, each with whether they are in the list.
async fn found(state: &State, me: AccountId, id: ListId, query: &str) -> Result<Vec<(PersonView, bool)>> {
    let query = query.trim_start_matches('@');
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let following = edges::following(state, me).await?;
    let mut ids = accounts::matching_among(state, query, following.ids.to_vec()).await?;
    ids.truncate(FOUND);
    let people = accounts::visible(state, Some(me), &ids, Way::Listed).await?;
    let inside = edges::all_list_members(state, id).await?;
    let inside: Vec<bool> = people.iter().map(|person| inside.contains(&person.id)).collect();
    let people = views::person_views(state, Some(me), &people).await?;
    Ok(people.into_iter().zip(inside).collect())
}

/// `POST /lists/{id}/edit`.
async fn update(
    state: State,
    viewer: PageViewer,
    shell: Shell,
    Path(id): Path<String>,
    paging: Paging,
    form: Input<ListForm>,
) -> ApiResult {
    let (id, form) = (parse(&id)?, form.value);
    match lists::update(&state, viewer.account, id, form.parse()?).await {
        Ok(list) => Ok(back(None, &format!("/lists/{}/edit", list.id), Some("saved"))),
        Err(Error::Invalid(faults)) => {
            let list = List { title: form.title, ..lists::one(&state, viewer.account, id).await? };
            refused_form(show(&state, viewer.account, &shell, (&list, &faults), ("", &paging)).await?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /lists/{id}/delete`.
async fn delete(state: State, viewer: PageViewer, Path(id): Path<String>) -> ApiResult {
    lists::delete(&state, viewer.account, parse(&id)?).await?;
    Ok(back(None, "/lists", Some("list-deleted")))
}

/// Who is put into a list or taken out.
#[derive(Debug, Deserialize)]
struct MemberForm {
    account: String,
    return_to: Option<String>,
}

impl MemberForm {
    fn account(&self) -> Result<AccountId> {
        self.account.parse().map_err(|_| Error::NotFound)
    }

    fn back(&self, id: &str, notice: &'static str) -> Response {
        back(self.return_to.as_deref(), &format!("/lists/{id}/edit"), Some(notice))
    }
}

/// `POST /lists/{id}/add`.
async fn add(state: State, viewer: PageViewer, Path(id): Path<String>, form: Input<MemberForm>) -> ApiResult {
    lists::add(&state, viewer.account, parse(&id)?, vec![form.value.account()?]).await?;
    Ok(form.value.back(&id, "list-added"))
}

/// `POST /lists/{id}/remove`.
async fn remove(
    state: State,
    viewer: PageViewer,
    Path(id): Path<String>,
    form: Input<MemberForm>,
) -> ApiResult {
    lists::remove(&state, viewer.account, parse(&id)?, vec![form.value.account()?]).await?;
    Ok(form.value.back(&id, "list-removed"))
}

/// `GET /@name/lists`: in which of the reader's lists somebody is.
async fn of_person(state: State, viewer: PageViewer, shell: Shell, Path(name): Path<String>) -> ApiResult {
    let me = viewer.account;
    let person = accounts::show(&state, Some(me), named(&state, &name).await?).await?;
    let lists = lists::all(&state, me).await?;
    let inside: Vec<ListId> =
        lists::with(&state, me, person.id).await?.into_iter().map(|list| list.id).collect();
    let lists: Vec<(ListView, bool)> =
        lists.iter().map(|list| (views::list_view(list), inside.contains(&list.id))).collect();
    html(&PersonListsPage {
        page: shell.layout(&state, Nav::Lists),
        account: accounts::account_view(&person),
        is_followed: person.id == me || edges::following(&state, me).await?.contains(person.id),
        lists,
    })
}
