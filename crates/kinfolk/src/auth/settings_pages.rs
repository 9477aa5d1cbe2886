//! HTML in: the settings of one's own user: password, address, browsers, apps.
//!
//! Every form asks who is signed in; those that change how to get in ask for the password as well.
//!
//! Not here: the profile and deleting the account (`accounts`, which shows [`account_page`] again when that is refused).

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, FieldError, Result, Secret};
use serde::Deserialize;

use super::agent::Agent;
use super::credentials::{self, Proof};
use super::devices::{self, AllowedApp, BrowserSession};
use super::extract::PageViewer;
use super::shell::{self, Shell};
use super::users;
use crate::core::State;
use crate::core::words::{ApplicationId, SessionId};
use crate::http::page::views::{
    AccountSettingsPage, AppView, AppsPage, Field, SessionView, SessionsPage, SettingsPage,
};
use crate::http::page::{Language, Nav, When};
use crate::http::{ApiResult, Input, html, refused_form};

const ACCOUNT: &str = "/settings/account";
const SESSIONS: &str = "/settings/sessions";
const APPS: &str = "/settings/apps";

/// `GET /settings`.
pub(super) async fn index(state: State, shell: Shell, _viewer: PageViewer) -> ApiResult {
    html(&SettingsPage { page: shell.layout(&state, Nav::None) })
}

/// `GET /.well-known/change-password` (<https://w3c.github.io/webappsec-change-password-url/>).
pub(super) async fn where_to_change_password() -> Redirect {
    Redirect::to(ACCOUNT)
}

/// What is shown again of a form of the account page that was refused.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    /// What does not hold.
    pub faults: Vec<FieldError>,
    /// The address that was typed.
    pub email: String,
    /// The username that was typed.
    pub username: String,
    /// Why the account was not deleted, if that is about no field.
    pub delete_problem: Option<String>,
}

/// `GET /settings/account`.
pub(super) async fn account(state: State, shell: Shell, viewer: PageViewer) -> ApiResult {
    account_page(&state, &shell, &viewer, Refused::default()).await
}

/// The account page, after a refused form with what was wrong.
///
/// # Errors
/// From the engine.
pub async fn account_page(state: &State, shell: &Shell, viewer: &PageViewer, form: Refused) -> ApiResult {
    let user = users::by_account(state, viewer.account).await?.ok_or(Error::NotFound)?;
    let field = |name, typed: &str| Field::judged(shell.language, name, typed, &form.faults);
    let page = html(&AccountSettingsPage {
        page: shell.layout(state, Nav::None),
        username: viewer.name.to_string(),
        current_email: user.email,
        current_password: field("current_password", ""),
        password: field("password", ""),
        password_confirmation: field("password_confirmation", ""),
        email: field("email", &form.email),
        email_password: field("email_password", ""),
        delete_username: field("delete_username", &form.username),
        delete_password: field("delete_password", ""),
        delete_problem: form.delete_problem.clone(),
    })?;
    if form.faults.is_empty() && form.delete_problem.is_none() { Ok(page) } else { refused_form(page).await }
}

/// After a form: onwards, or the account page with what was wrong.
async fn answered(
    state: &State,
    shell: &Shell,
    viewer: &PageViewer,
    done: Result<()>,
    (notice, refused): (&'static str, Refused),
) -> ApiResult {
    match done {
        Ok(()) => Ok(shell::back(None, ACCOUNT, Some(notice))),
        Err(Error::Invalid(faults)) => {
            account_page(state, shell, viewer, Refused { faults, ..refused }).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form of `POST /settings/account/password`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PasswordForm {
    current_password: Secret,
    password: Secret,
    password_confirmation: Secret,
}

/// `POST /settings/account/password`.
pub(super) async fn change_password(
    state: State,
    shell: Shell,
    viewer: PageViewer,
    input: Input<PasswordForm>,
) -> ApiResult {
    let form = input.value;
    let done = match form.password == form.password_confirmation {
        true => {
            let proof = Proof { field: "current_password", password: form.current_password };
            let keep = Some(viewer.session);
            credentials::change_password(&state, viewer.account, keep, proof, form.password).await
        }
        false => Err(Error::invalid("password_confirmation", "ERR_CONFIRMATION", "doesn't match Password")),
    };
    answered(&state, &shell, &viewer, done, ("password-changed", Refused::default())).await
}

/// The form of `POST /settings/account/email`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct EmailForm {
    email: String,
    email_password: Secret,
}

/// `POST /settings/account/email`.
pub(super) async fn change_email(
    state: State,
    shell: Shell,
    viewer: PageViewer,
    input: Input<EmailForm>,
) -> ApiResult {
    let form = input.value;
    let proof = Proof { field: "email_password", password: form.email_password };
    let done = credentials::change_email(&state, viewer.account, proof, &form.email).await;
    let refused = Refused { email: form.email, ..Refused::default() };
    answered(&state, &shell, &viewer, done, ("email-changed", refused)).await
}

/// `GET /settings/sessions`.
pub(super) async fn sessions(state: State, shell: Shell, viewer: PageViewer) -> ApiResult {
    let all = devices::browsers(&state, viewer.account).await?;
    let view = |session| session_view(&state, shell.language, session, viewer.session);
    html(&SessionsPage {
        page: shell.layout(&state, Nav::None),
        sessions: all.into_iter().map(view).collect(),
    })
}

fn session_view(state: &State, language: Language, session: BrowserSession, this: SessionId) -> SessionView {
    let (agent, now) = (Agent::read(&session.agent), state.now_ms());
    SessionView {
        id: session.id.to_string(),
        device: in_words(language, agent),
        is_phone: matches!(agent.system, Some("iPhone" | "iPad" | "Android")),
        address: session.address,
        since: When::new(language, now, session.created_at),
        used: When::new(language, now, session.used_at),
        is_this: session.id == this,
    }
}

fn in_words(language: Language, agent: Agent) -> String {
    match (agent.browser, agent.system) {
        (Some(browser), Some(system)) => {
            language.text_with("session-on", [("browser", browser.into()), ("system", system.into())])
        }
        (Some(known), None) | (None, Some(known)) => known.to_owned(),
        (None, None) => language.text("session-unknown"),
    }
}

/// `POST /settings/sessions/{id}/end`.
pub(super) async fn end_session(state: State, viewer: PageViewer, Path(id): Path<String>) -> ApiResult {
    let id: SessionId = id.parse().map_err(|_| Error::NotFound)?;
    devices::end_browser(&state, viewer.account, id).await?;
    Ok(shell::back(None, SESSIONS, Some("session-ended")))
}

/// `POST /settings/sessions/end_others`.
pub(super) async fn end_other_sessions(state: State, viewer: PageViewer) -> ApiResult {
    let for_block = state.clone();
    let (account, keep) = (viewer.account, Some(viewer.session));
    let ended = state
        .db()
        .write(async move |tx| devices::end_browsers(tx, &for_block, account, keep).await.map(drop));
    ended.await?;
    Ok(shell::back(None, SESSIONS, Some("sessions-ended")))
}

/// `GET /settings/apps`.
pub(super) async fn apps(state: State, shell: Shell, viewer: PageViewer) -> ApiResult {
    let all = devices::apps(&state, viewer.account).await?;
    let now = state.now_ms();
    let apps = all.into_iter().map(|app| app_view(shell.language, now, app)).collect();
    html(&AppsPage { page: shell.layout(&state, Nav::None), apps })
}

fn app_view(language: Language, now: i64, app: AllowedApp) -> AppView {
    let known = app.application.as_deref();
    AppView {
        id: app.id.to_string(),
        name: known.map_or_else(|| language.text("apps-command-line"), |known| known.name.clone()),
        app_website: known.and_then(|known| known.website.clone()),
        scopes: app.scopes.names().map(ToOwned::to_owned).collect(),
        since: When::new(language, now, app.since),
        used: When::new(language, now, app.used_at),
    }
}

/// `POST /settings/apps/{id}/remove`.
pub(super) async fn remove_app(
    state: State,
    viewer: PageViewer,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    let id = match id.as_str() {
        // The command line is no application, so it has no id.
        "0" => ApplicationId::ZERO,
        id => id.parse().map_err(|_| Error::NotFound)?,
    };
    devices::disallow(&state, viewer.account, id).await?;
    Ok(shell::back(None, APPS, Some("app-removed")).into_response())
}
