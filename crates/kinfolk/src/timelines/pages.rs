//! Timelines as web pages: home with its composer, the public timeline, profiles with the note of the reader.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use base::{Error, FieldError, PageLimits};
use http::StatusCode;
use serde::Deserialize;

use super::page::Shelf;
use super::read::{self, Only};
use super::tagged::{self, WantedTags};
use crate::accounts;
use crate::auth::shell::{Shell, back};
use crate::auth::{PageViewer, log_in_again, sign_in_url};
use crate::core::State;
use crate::core::words::{AccountId, ListId, TagName};
use crate::graph;
use crate::http::page::Nav;
use crate::http::page::views::{
    Composer, Field, HomePage, ListPage, ProfilePage, ProfileTab, PublicPage, StatusView, TagPage,
    VisibilityView,
};
use crate::http::{ApiResult, Input, Paging, html, refused_form, secret_html};
use crate::statuses::{self, ComposerForm};

/// `GET /home`: the reader's timeline under the composer.
pub async fn home(state: State, shell: Shell, paging: Paging) -> ApiResult {
    show_home(&state, shell, &paging, None).await
}

async fn show_home(state: &State, shell: Shell, paging: &Paging, again: Option<Composer>) -> ApiResult {
    let Some(reader) = shell.account() else {
        return Ok(Redirect::to(&sign_in_url(&shell.path)).into_response());
    };
    let shelf = read::home(state, reader, paging.page(PageLimits::STATUSES)?).await?;
    let statuses = views(state, &shell, &shelf).await?;
    let composer = match again {
        None if paging.is_first() => Some(statuses::new_composer(state, reader).await?),
        again => again,
    };
    let is_kept = composer.is_none();
    let view = HomePage {
        page: shell.layout(state, Nav::Home),
        composer,
        statuses,
        paging: paging.links("/home", shelf.cursors),
    };
    if is_kept { html(&view) } else { secret_html(&view) }
}

/// `POST /home`: publishes, and leads back to where the form stood, to the new status there. What was refused is shown
/// again as it was typed, with the reason.
pub async fn publish(state: State, shell: Shell, paging: Paging, form: Input<ComposerForm>) -> ApiResult {
    let form = form.value;
    let Some(author) = shell.account() else {
        let unsent = [("composer-warning", form.spoiler_text), ("sign-in-unsent-post", form.status)];
        return log_in_again(&state, &shell, form.return_to, &unsent).await;
    };
    match statuses::compose_from_form(&state, author, &form).await {
        Ok(id) => {
            let notice = if form.in_reply_to_id.is_empty() { "posted" } else { "replied" };
            let page = form.return_to.split('#').next().unwrap_or_default();
            Ok(back(Some(&format!("{page}#status-{id}")), "/home", Some(notice)))
        }
        Err(Error::NotFound) if !form.in_reply_to_id.is_empty() => {
            let gone = shell.language.text("composer-reply-gone");
            let composer = Composer { error: Some(gone), ..refused(&state, author, form).await? };
            let mut response = show_home(&state, shell, &paging, Some(composer)).await?;
            *response.status_mut() = StatusCode::NOT_FOUND;
            Ok(response)
        }
        Err(Error::Invalid(faults)) => {
            let words = |fault: &FieldError| {
                shell.language.fault(fault.field, fault.code).unwrap_or_else(|| fault.text.clone())
            };
            let why: Vec<String> = faults.iter().map(words).collect();
            // What is sent again still answers what it answered.
            let in_reply_to = statuses::answered(&state, author, &form.in_reply_to_id).await?;
            let again = refused(&state, author, form).await?;
            let composer = Composer { error: Some(why.join(" ")), in_reply_to, ..again };
            let mut response = show_home(&state, shell, &paging, Some(composer)).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// The composer with what was typed.
async fn refused(state: &State, author: AccountId, form: ComposerForm) -> Result<Composer, Error> {
    Ok(Composer {
        visibility: VisibilityView::from_name(&form.visibility),
        language: form.language,
        text: form.status,
        spoiler_text: form.spoiler_text,
        return_to: form.return_to,
        ..statuses::new_composer(state, author).await?
    })
}

/// `GET /public`: everybody's public statuses.
pub async fn public(state: State, shell: Shell, paging: Paging) -> ApiResult {
    let shelf = read::public(&state, shell.account(), paging.page(PageLimits::STATUSES)?).await?;
    let statuses = views(&state, &shell, &shelf).await?;
    html(&PublicPage {
        page: shell.layout(&state, Nav::Public),
        statuses,
        paging: paging.links("/public", shelf.cursors),
    })
}

/// `GET /tags/{name}`: public statuses with a tag.
pub async fn tag(state: State, shell: Shell, Path(name): Path<String>, paging: Paging) -> ApiResult {
    let tag = TagName::parse(&name).ok_or(Error::NotFound)?;
    let page = paging.page(PageLimits::STATUSES)?;
    let shelf = tagged::tagged(&state, shell.account(), WantedTags::one(tag.clone()), page).await?;
    html(&TagPage {
        page: shell.layout(&state, Nav::None),
        statuses: views(&state, &shell, &shelf).await?,
        paging: paging.links(&statuses::tag_path(tag.as_str()), shelf.cursors),
        name: tag.to_string(),
    })
}

/// `GET /@name`: a profile and its statuses. Other paths of one segment are not found.
pub async fn profile(state: State, shell: Shell, Path(at_name): Path<String>, paging: Paging) -> ApiResult {
    let name = at_name.strip_prefix('@').ok_or(Error::NotFound)?;
    show_profile(&state, shell, name, &paging, ProfileTab::Posts, None).await
}

/// `GET /@name/with_replies`: the same with answers to others.
pub async fn profile_with_replies(
    state: State,
    shell: Shell,
    Path(name): Path<String>,
    paging: Paging,
) -> ApiResult {
    show_profile(&state, shell, &name, &paging, ProfileTab::WithReplies, None).await
}

async fn show_profile(
    state: &State,
    shell: Shell,
    name: &str,
    paging: &Paging,
    tab: ProfileTab,
    note: Option<Field>,
) -> ApiResult {
    let account = accounts::find(state, name).await?.ok_or(Error::NotFound)?;
    let reader = shell.account();
    let mut profile = graph::profile_view(state, reader, shell.language, account).await?;
    profile.note = note.unwrap_or(profile.note);
    let only = Only { exclude_replies: tab == ProfileTab::Posts, ..Only::default() };
    let shelf = read::of_account(state, reader, account, only, paging.page(PageLimits::STATUSES)?).await?;
    let statuses = views(state, &shell, &shelf).await?;
    let nav = if reader == Some(account) { Nav::Profile } else { Nav::None };
    let path = match tab {
        ProfileTab::Posts => profile.person.account.url.clone(),
        ProfileTab::WithReplies => format!("{}/with_replies", profile.person.account.url),
    };
    let paging = paging.links(&path, shelf.cursors);
    html(&ProfilePage { page: shell.layout(state, nav), profile, tab, statuses, paging })
}

/// The form of a note: `comment`.
#[derive(Debug, Deserialize)]
pub(super) struct NoteForm {
    #[serde(default)]
    comment: String,
    return_to: Option<String>,
}

/// `POST /@name/note`: keeps it, or forgets it when it is empty. What was refused is shown again on the profile.
pub(super) async fn note(
    state: State,
    shell: Shell,
    Path(name): Path<String>,
    paging: Paging,
    form: Input<NoteForm>,
) -> ApiResult {
    let (NoteForm { comment, return_to }, profile) = (form.value, format!("/@{name}"));
    let Some(viewer) = shell.viewer.clone() else {
        return log_in_again(&state, &shell, profile, &[("profile-note-private", comment)]).await;
    };
    let target = accounts::find(&state, &name).await?.ok_or(Error::NotFound)?;
    match graph::note(&state, viewer.account, target, &comment).await {
        Ok(()) => Ok(back(return_to.as_deref(), &profile, Some("saved"))),
        Err(Error::Invalid(faults)) => {
            let typed = Field::judged(shell.language, "comment", comment, &faults);
            let page =
                show_profile(&state, shell.at(profile), &name, &paging, ProfileTab::Posts, Some(typed))
                    .await?;
            refused_form(page).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /lists/{id}`: the timeline of a list.
pub async fn list(
    state: State,
    viewer: PageViewer,
    shell: Shell,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    let id: ListId = id.parse().map_err(|_| Error::NotFound)?;
    let list = graph::lists::one(&state, viewer.account, id).await?;
    let shelf = read::list(&state, viewer.account, id, paging.page(PageLimits::STATUSES)?).await?;
    html(&ListPage {
        page: shell.layout(&state, Nav::Lists),
        statuses: views(&state, &shell, &shelf).await?,
        paging: paging.links(&format!("/lists/{id}"), shelf.cursors),
        list: graph::list_view(&list),
    })
}

async fn views(state: &State, shell: &Shell, shelf: &Shelf) -> Result<Vec<StatusView>, Error> {
    let reader: Option<AccountId> = shell.account();
    statuses::views(state, reader, shell.language, &shelf.shown).await
}
