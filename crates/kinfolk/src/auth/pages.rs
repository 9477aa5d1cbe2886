//! HTML in: logging in and out, and consenting to an app.
//!
//! Not here: signing up and the first owner (`accounts`); refusing cross-site posts
//! (`http::security`, for every page).

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Result, Secret};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::authorize::{Answer, Asked, Request, Unasked};
use super::extract::{Browser, MaybePageViewer, PageViewer};
use super::sessions::Stay;
use super::shell::{self, Shell};
use super::users::{Standing, User};
use super::{applications, cookie, is_still_right, log_in, oauth, redirect, sessions, sign_in_url};
use crate::core::State;
use crate::core::words::AccountId;
use crate::http::input::Flag;
use crate::http::page::views::{AccountView, ConsentPage, NoticePage, OutOfBandPage, SignInPage};
use crate::http::page::{Language, Nav, consent_policy};
use crate::http::{ApiError, ApiResult, Input, html, refused_form, secret_html};

/// Where people land who came from nowhere.
const HOME: &str = "/home";

/// The query of `GET /auth/sign_in`.
#[derive(Deserialize)]
pub(super) struct SignInQuery {
    return_to: Option<String>,
    /// Ask even who is signed in: an app wants another account.
    #[serde(default)]
    force: Flag,
}

/// `GET /auth/sign_in`.
pub(super) async fn sign_in_form(
    state: State,
    shell: Shell,
    browser: Browser,
    Query(query): Query<SignInQuery>,
) -> ApiResult {
    if shell.viewer.is_some() && !query.force.0 {
        return Ok(shell::back(query.return_to.as_deref(), HOME, None));
    }
    let form = SignInForm { return_to: query.return_to, remember: Flag(true), ..SignInForm::default() };
    let ended = shell.viewer.is_none() && browser.cookie.is_some();
    html(&SignInPage { ended, ..sign_in_view(&state, &shell, form, None).await? })
}

/// For a form that came from somebody who is not logged in any more: the log-in page, which leads to `return_to`, with
/// what was written in the form, so that it is not lost: the keys of its labels, and the texts.
///
/// # Errors
/// From the engine.
pub async fn log_in_again(
    state: &State,
    shell: &Shell,
    return_to: String,
    unsent: &[(&str, String)],
) -> ApiResult {
    let form = SignInForm { return_to: Some(return_to), remember: Flag(true), ..SignInForm::default() };
    let view = sign_in_view(state, shell, form, None).await?;
    let written = unsent.iter().filter(|(_, text)| !text.trim().is_empty());
    let unsent = written.map(|(key, text)| (shell.language.text(key), text.clone())).collect();
    let mut page = html(&SignInPage { ended: true, unsent, ..view })?;
    *page.status_mut() = StatusCode::UNAUTHORIZED;
    Ok(page)
}

/// The form of `POST /auth/sign_in`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SignInForm {
    username: String,
    password: Secret,
    return_to: Option<String>,
    /// Stay logged in when the browser is closed.
    remember: Flag,
}

/// `POST /auth/sign_in`.
pub(super) async fn sign_in(
    state: State,
    shell: Shell,
    browser: Browser,
    input: Input<SignInForm>,
) -> ApiResult {
    let form = input.value;
    let stay = if form.remember.0 { Stay::Long } else { Stay::Briefly };
    let user = log_in(&state, &form.username, form.password.clone()).await?;
    let why = match user.as_ref().map(|user| user.standing) {
        Some(Standing::Good) | None => "sign-in-wrong",
        Some(Standing::Unconfirmed) => "sign-in-unconfirmed",
        Some(Standing::Pending) => "sign-in-pending",
        Some(Standing::Disabled) => "sign-in-disabled",
    };
    if let Some(user) = user.filter(|user| user.standing == Standing::Good)
        && let Some(value) = begin(&state, user.account, Some(user), &browser, stay).await?
    {
        let mut answer = shell::back(form.return_to.as_deref(), HOME, None);
        put(&mut answer, cookie::set(&state, value.expose(), stay));
        return Ok(answer);
    }
    let view = sign_in_view(&state, &shell, form, Some(shell.language.text(why))).await?;
    refused_form(html(&view)?).await
}

async fn sign_in_view(
    state: &State,
    shell: &Shell,
    form: SignInForm,
    error: Option<String>,
) -> Result<SignInPage> {
    let return_to = form.return_to.filter(|path| shell::is_local(path)).unwrap_or_default();
    Ok(SignInPage {
        ended: false,
        unsent: Vec::new(),
        page: shell.layout(state, Nav::None),
        error,
        username: form.username,
        app_name: app_behind(state, &return_to).await?,
        remember: form.remember.0,
        return_to,
    })
}

/// The name of the app whose request is waiting behind the log-in.
async fn app_behind(state: &State, return_to: &str) -> Result<Option<String>> {
    let Some(query) = return_to.strip_prefix("/oauth/authorize?") else { return Ok(None) };
    let client = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "client_id");
    let Some((_, client_id)) = client else { return Ok(None) };
    let application = applications::by_client_id(state, &client_id).await?;
    Ok(application.map(|application| application.name.clone()))
}

/// Signs the browser in: puts a new session's cookie on the answer. A session that the browser had
/// ends, so that nobody goes on in it.
///
/// # Errors
/// From the engine.
pub async fn open(state: &State, account: AccountId, browser: &Browser, mut answer: Response) -> ApiResult {
    if let Some(value) = begin(state, account, None, browser, Stay::Long).await? {
        put(&mut answer, cookie::set(state, value.expose(), Stay::Long));
    }
    Ok(answer)
}

/// Begins a browser's session and ends the one that it had. `None` when `user`, who has just logged in, has
/// another password by now.
async fn begin(
    state: &State,
    account: AccountId,
    user: Option<User>,
    browser: &Browser,
    stay: Stay,
) -> Result<Option<Secret>> {
    let before = match &browser.cookie {
        Some(value) => sessions::find(state, sessions::Kind::Browser, value).await?.map(|session| session.id),
        None => None,
    };
    let (for_block, device) = (state.clone(), browser.device.clone());
    let block = async move |tx: &mut db::Tx| {
        if let Some(user) = &user
            && !is_still_right(tx, user).await?
        {
            return Ok(None);
        }
        if let Some(session) = before {
            sessions::revoke(tx, &for_block, session).await?;
        }
        sessions::open_browser(tx, &for_block, account, &device, stay).await.map(Some)
    };
    state.db().write(block).await
}

pub(super) fn put(answer: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// The form of `POST /auth/sign_out`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SignOutForm {
    /// Where somebody else is to go on after logging in; nowhere for nobody.
    return_to: String,
}

/// `POST /auth/sign_out`.
pub(super) async fn sign_out(
    state: State,
    MaybePageViewer(viewer): MaybePageViewer,
    form: Input<SignOutForm>,
) -> ApiResult {
    if let Some(viewer) = viewer {
        sessions::end(&state, viewer.session).await?;
    }
    let return_to = form.value.return_to;
    let next = shell::is_local(&return_to).then(|| super::sign_in_url(&return_to));
    let mut answer = shell::back(next.as_deref(), "/", Some("signed-out"));
    put(&mut answer, cookie::clear(&state));
    Ok(answer)
}

/// What stands beside the OAuth parameters of `GET /oauth/authorize`.
#[derive(Deserialize)]
pub(super) struct AuthorizeQuery {
    #[serde(default)]
    force_login: Flag,
    lang: Option<String>,
    #[serde(flatten)]
    asked: Asked,
}

/// `GET /oauth/authorize`: always asks, also for an app that was allowed before: whoever can make
/// a browser open this page is not thereby the person's choice.
pub(super) async fn authorize_form(
    state: State,
    mut shell: Shell,
    Query(query): Query<AuthorizeQuery>,
) -> ApiResult {
    if let Some(language) = query.lang.as_deref().and_then(Language::from_tag) {
        shell.language = language;
    }
    let (path, parameters) = (query.asked.path(), query.asked.parameters());
    let request = match query.asked.check(&state).await {
        Ok(request) => request,
        Err(unasked) => return refused(&state, &shell, unasked),
    };
    match shell.viewer.clone() {
        Some(viewer) if !query.force_login.0 => consent_page(&state, &shell, &viewer, &request, parameters),
        Some(_) => Ok(Redirect::to(&format!("{}&force=true", sign_in_url(&path))).into_response()),
        None => Ok(Redirect::to(&sign_in_url(&path)).into_response()),
    }
}

fn consent_page(
    state: &State,
    shell: &Shell,
    viewer: &PageViewer,
    request: &Request,
    parameters: Vec<(String, String)>,
) -> ApiResult {
    let account = AccountView {
        id: viewer.account.to_string(),
        username: viewer.name.to_string(),
        acct: viewer.name.to_string(),
        display_name: viewer.display_name.to_string(),
        avatar_url: shell::avatar_of(state, viewer),
        url: format!("/@{}", viewer.name),
        ..AccountView::default()
    };
    let mut page = html(&ConsentPage {
        page: shell.layout(state, Nav::None),
        account,
        app_name: request.application.name.clone(),
        app_website: request.application.website.clone(),
        scopes: request.scopes.names().map(ToOwned::to_owned).collect(),
        redirect_host: redirect::host(&request.redirect_uri),
        parameters,
    })?;
    let policy = HeaderValue::try_from(consent_policy(&request.redirect_uri)).map_err(Error::internal)?;
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(page)
}

/// The form of `POST /oauth/authorize`.
#[derive(Deserialize)]
pub(super) struct Decision {
    decision: Option<String>,
    #[serde(flatten)]
    asked: Asked,
}

/// `POST /oauth/authorize`: the person's answer. Everything is checked again.
pub(super) async fn authorize(
    state: State,
    shell: Shell,
    viewer: PageViewer,
    input: Input<Decision>,
) -> ApiResult {
    let request = match input.value.asked.check(&state).await {
        Ok(request) => request,
        Err(unasked) => return refused(&state, &shell, unasked),
    };
    if input.value.decision.as_deref() != Some("allow") {
        return refused(&state, &shell, request.deny());
    }
    match request.allow(&state, viewer.account).await? {
        Answer::Redirect(uri) => Ok(Redirect::to(&uri).into_response()),
        Answer::Show(code) => secret_html(&OutOfBandPage {
            page: shell.layout(&state, Nav::None),
            app_name: request.application.name.clone(),
            code: code.expose().to_owned(),
        }),
    }
}

fn refused(state: &State, shell: &Shell, unasked: Unasked) -> ApiResult {
    match unasked {
        Unasked::There(uri) => Ok(Redirect::to(&uri).into_response()),
        Unasked::Error(error) => Err(ApiError(error)),
        Unasked::Here(oauth::Fault::AccessDenied) => html(&NoticePage {
            page: shell.layout(state, Nav::None),
            title: shell.language.text("consent-denied-title"),
            text: shell.language.text("consent-denied-text"),
            action: None,
        }),
        Unasked::Here(fault) => Err(Error::bad_request("client_id", fault.text()).into()),
    }
}
