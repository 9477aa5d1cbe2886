//! A status's page with its thread, and the forms on statuses. Writing one is `POST /home` in
//! `timelines`, by way of [`compose_from_form`].

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Result};
use serde::Deserialize;

use super::model::{Cached, MAX_CHARACTERS, NewStatus, Shown};
use super::views::{path_of, views, visibility_view};
use super::{read, thread};
use crate::accounts;
use crate::auth::shell::{On, back, is_local};
use crate::auth::{PageViewer, Shell};
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::http::page::Nav;
use crate::http::page::views::{Composer, DeleteStatusPage, StatusPage, StatusView, ThreadItem};
use crate::http::{ApiResult, Input, html, secret_html};
use crate::policy::Visible;

/// The form that writes a status.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ComposerForm {
    /// The text.
    pub status: String,
    /// The content warning.
    pub spoiler_text: String,
    /// For whom.
    pub visibility: String,
    /// In which language, as ISO 639; empty for what the author's profile says.
    pub language: String,
    /// What it answers; empty for nothing.
    pub in_reply_to_id: String,
    /// Made with the form, so that sending it twice posts once.
    pub idempotency_key: String,
    /// Where to go afterwards.
    pub return_to: String,
}

/// Publishes what somebody wrote in the form.
///
/// # Errors
/// As [`super::create`], and `Invalid` about `visibility`.
pub async fn compose_from_form(state: &State, author: AccountId, form: &ComposerForm) -> Result<StatusId> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let in_reply_to = some(&form.in_reply_to_id).map(|id| status_id(&id)).transpose()?;
    let new = NewStatus {
        spoiler_text: form.spoiler_text.clone(),
        visibility: super::read_visibility(Some(&form.visibility))?,
        in_reply_to,
        language: some(&form.language),
        idempotency_key: some(&form.idempotency_key),
        ..NewStatus::new(author, form.status.clone())
    };
    super::create(state, new).await
}

/// `GET /@NAME/ID`: a status with its thread. A reblog leads to what it reblogs, and a name that
/// is not the author's to the page with the author's.
pub(super) async fn show(state: State, shell: Shell, Path((name, id)): Path<(String, String)>) -> ApiResult {
    let reader = shell.account();
    let status = read::visible_one(&state, reader, status_id(&id)?).await?;
    let author = author_name(&state, status.proper()).await?;
    if status.inner.is_some() || name != author {
        return Ok(Redirect::to(&path_of(&author, status.proper().facts.id)).into_response());
    }
    let around = thread::context(&state, reader, status.outer.facts.id).await?;
    let focus = one_view(&state, &shell, &status).await?;
    let replies = views(&state, reader, shell.language, &around.descendants).await?;
    let view = StatusPage {
        page: shell.layout(&state, Nav::None),
        ancestors: views(&state, reader, shell.language, &around.ancestors).await?,
        replies: ThreadItem::thread(&focus.id, replies),
        composer: match &shell.viewer {
            None => None,
            Some(viewer) => Some(answer_form(&state, viewer, &shell, &status.outer, &focus).await?),
        },
        focus,
    };
    if view.composer.is_none() { html(&view) } else { secret_html(&view) }
}

/// `GET /@NAME/ID/card?at=PATH`: the status by itself, as it stands on the page at that path.
pub(super) async fn card(
    state: State,
    shell: Shell,
    Path((_, id)): Path<(String, String)>,
    Query(on): Query<On>,
) -> ApiResult {
    let status = read::visible_one(&state, shell.account(), status_id(&id)?).await?;
    let view = one_view(&state, &shell, &status).await?;
    html(&shell.layout(&state, Nav::None).on(&on).status(&view))
}

/// The form for an answer: it begins with everybody who takes part, but for the one who answers, and is for no more people
/// than what it answers, and than its writer's posts mostly are.
async fn answer_form(
    state: &State,
    viewer: &PageViewer,
    shell: &Shell,
    status: &Cached,
    focus: &StatusView,
) -> Result<Composer> {
    let mentioned = accounts::cards(state, status.facts.mentions.iter().copied()).await?;
    let mut names = vec![&*focus.author.acct];
    names.extend(
        status
            .facts
            .mentions
            .iter()
            .filter_map(|id| mentioned.get(id))
            .filter(|card| card.presence.can_be_related_to())
            .map(|card| &*card.username),
    );
    let mut text = String::new();
    for (nth, name) in names.iter().enumerate() {
        if *name != &*viewer.name && !names[..nth].contains(name) {
            text.push_str(&format!("@{name} "));
        }
    }
    let new = new_composer(state, viewer.account).await?;
    Ok(Composer {
        text,
        spoiler_text: focus.spoiler_text.clone(),
        visibility: new.visibility.max(visibility_view(status.facts.visibility)),
        in_reply_to: Some((focus.id.clone(), focus.author.acct.clone())),
        return_to: shell.path.clone(),
        ..new
    })
}

/// The empty form, with what holds of somebody's posts unless they say otherwise.
///
/// # Errors
/// `NotFound` when there is no such account, or from the engine.
pub async fn new_composer(state: &State, author: AccountId) -> Result<Composer> {
    let card = accounts::card(state, author).await?.ok_or(Error::NotFound)?;
    Ok(Composer {
        action: "/home".to_owned(),
        visibility: visibility_view(card.defaults.visibility),
        language: card.defaults.language.as_deref().unwrap_or_default().to_owned(),
        idempotency_key: base::random::hex(16),
        return_to: "/home".to_owned(),
        max_characters: MAX_CHARACTERS as u64,
        ..Composer::default()
    })
}

/// The id and the author's name of the status that a form answers, for the form to be shown again; `None` when it
/// answers nothing, or nothing that `reader` may see.
///
/// # Errors
/// From the engine.
pub async fn answered(state: &State, reader: AccountId, id: &str) -> Result<Option<(String, String)>> {
    let Ok(id) = status_id(id) else { return Ok(None) };
    match read::visible_one(state, Some(reader), id).await {
        Ok(status) => Ok(Some((id.to_string(), author_name(state, status.proper()).await?))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a form leads when it is done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReturnTo {
    return_to: Option<String>,
}

impl ReturnTo {
    /// Back to where the form was, or to the page of the status.
    async fn after(self, state: &State, viewer: &PageViewer, id: StatusId) -> ApiResult {
        if self.return_to.as_deref().is_some_and(is_local) {
            return Ok(back(self.return_to.as_deref(), "/home", None));
        }
        let status = read::visible_one(state, Some(viewer.account), id).await?;
        let author = author_name(state, status.proper()).await?;
        Ok(back(None, &path_of(&author, status.proper().facts.id), None))
    }
}

type StatusPath = Path<(String, String)>;

/// Defines the handler of a button on a status: the act, which gives the status to show where the form does not say.
macro_rules! button {
    ($(#[$doc:meta])* $name:ident, |$state:ident, $me:ident, $id:ident| $act:expr) => {
        $(#[$doc])*
        pub(super) async fn $name(
            $state: State,
            viewer: PageViewer,
            Path((_, id)): StatusPath,
            form: Input<ReturnTo>,
        ) -> ApiResult {
            let ($me, $id) = (viewer.account, status_id(&id)?);
            let shown: StatusId = $act;
            form.value.after(&$state, &viewer, shown).await
        }
    };
}

button!(
    /// `POST /@NAME/ID/favourite`.
    favourite, |state, me, id| super::favourite(&state, me, id).await.map(|_| id)?
);
button!(
    /// `POST /@NAME/ID/unfavourite`.
    unfavourite, |state, me, id| super::unfavourite(&state, me, id).await.map(|_| id)?
);
button!(
    /// `POST /@NAME/ID/reblog`.
    reblog, |state, me, id| super::reblog(&state, me, id, None).await.map(|_| id)?
);
button!(
    /// `POST /@NAME/ID/unreblog`: of the reblog or of what it reblogs, which is shown afterwards.
    unreblog, |state, me, id| super::unreblog(&state, me, id).await?
);
button!(
    /// `POST /@NAME/ID/bookmark`.
    bookmark, |state, me, id| super::bookmark(&state, me, id).await.map(|_| id)?
);
button!(
    /// `POST /@NAME/ID/unbookmark`.
    unbookmark, |state, me, id| super::unbookmark(&state, me, id).await.map(|_| id)?
);

/// `GET /@NAME/ID/delete`: asks first.
pub(super) async fn ask_to_delete(
    state: State,
    viewer: PageViewer,
    shell: Shell,
    Path((_, id)): StatusPath,
    Query(asked): Query<ReturnTo>,
) -> ApiResult {
    let status = read::visible_one(&state, Some(viewer.account), status_id(&id)?).await?;
    if status.outer.facts.author != viewer.account {
        return Err(Error::NotFound.into());
    }
    html(&DeleteStatusPage {
        status: one_view(&state, &shell, &status).await?,
        page: shell.layout(&state, Nav::None),
        return_to: asked.return_to.filter(|path| is_local(path)).unwrap_or_else(|| "/home".to_owned()),
    })
}

/// `POST /@NAME/ID/delete`.
pub(super) async fn delete(
    state: State,
    viewer: PageViewer,
    Path((_, id)): StatusPath,
    form: Input<ReturnTo>,
) -> ApiResult<Response> {
    super::delete(&state, viewer.account, status_id(&id)?).await?;
    Ok(back(form.value.return_to.as_deref(), "/home", Some("deleted")))
}

async fn one_view(state: &State, shell: &Shell, status: &Visible<Shown>) -> Result<StatusView> {
    let mut views = views(state, shell.account(), shell.language, std::slice::from_ref(status)).await?;
    views.pop().ok_or(Error::NotFound)
}

async fn author_name(state: &State, status: &Cached) -> Result<String> {
    let card = accounts::card(state, status.facts.author).await?;
    Ok(card.ok_or(Error::NotFound)?.username.to_string())
}

fn status_id(text: &str) -> Result<StatusId> {
    text.parse().map_err(|_| Error::NotFound)
}
