//! HTML in: asking for a link to choose a new password, and choosing one.
//!
//! Not here: what a link is and when it holds (`recovery`).

use axum::extract::Query;
use base::{Error, FieldError, Secret};
use http::StatusCode;
use serde::Deserialize;

use super::recovery;
use super::shell::{self, Shell};
use super::users::{self, Email};
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::{Field, ForgottenPage, NewPasswordPage, NoticePage};
use crate::http::{ApiResult, Input, html, rate, refused_form, secret_html};

const FORGOTTEN: &str = "/auth/password/new";

/// `GET /auth/password/new`.
pub(super) async fn forgotten(state: State, shell: Shell) -> ApiResult {
    forgotten_page(&state, &shell, "", &[]).await
}

async fn forgotten_page(state: &State, shell: &Shell, typed: &str, faults: &[FieldError]) -> ApiResult {
    let sends_mail = state.config().smtp_url.is_some();
    let owner = match sends_mail {
        true => None,
        false => match users::owner(state).await? {
            Some(account) => users::by_account(state, account).await?.map(|user| user.username),
            None => None,
        },
    };
    let email = Field::judged(shell.language, "email", typed, faults);
    let page = html(&ForgottenPage { page: shell.layout(state, Nav::None), sends_mail, owner, email })?;
    if faults.is_empty() { Ok(page) } else { refused_form(page).await }
}

/// The form of `POST /auth/password/new`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ForgottenForm {
    email: String,
}

/// `POST /auth/password/new`: answers the same whether somebody has the address or not.
pub(super) async fn send_link(state: State, shell: Shell, input: Input<ForgottenForm>) -> ApiResult {
    if state.config().smtp_url.is_none() {
        return Err(Error::unprocessable("This site sends no mail").into());
    }
    match Email::parse(&input.value.email) {
        Ok(email) => {
            rate::count_mail(&state, &email.folded())?;
            recovery::ask(&state, &email, shell.language).await?;
            Ok(shell::back(None, "/auth/sign_in?force=true", Some("recovery-sent")))
        }
        Err(Error::Invalid(faults)) => forgotten_page(&state, &shell, &input.value.email, &faults).await,
        Err(error) => Err(error.into()),
    }
}

/// What stands in the link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Link {
    token: Secret,
}

/// `GET /auth/password/edit?token=…`: the link of the mail.
pub(super) async fn choose(state: State, shell: Shell, Query(link): Query<Link>) -> ApiResult {
    choose_page(&state, &shell, &link.token, &[]).await
}

async fn choose_page(state: &State, shell: &Shell, token: &Secret, faults: &[FieldError]) -> ApiResult {
    let Some(user) = recovery::whose(state, token).await? else { return void(state, shell) };
    let field = |name| Field::judged(shell.language, name, "", faults);
    let page = secret_html(&NewPasswordPage {
        page: shell.layout(state, Nav::None),
        username: user.username,
        token: token.expose().to_owned(),
        password: field("password"),
        password_confirmation: field("password_confirmation"),
    })?;
    if faults.is_empty() { Ok(page) } else { refused_form(page).await }
}

/// Says that a link is good no more.
fn void(state: &State, shell: &Shell) -> ApiResult {
    let mut page = html(&NoticePage {
        page: shell.layout(state, Nav::None),
        title: shell.language.text("recovery-void-title"),
        text: shell.language.text("recovery-void-text"),
        action: Some((shell.language.text("recovery-again"), FORGOTTEN.to_owned())),
    })?;
    *page.status_mut() = StatusCode::NOT_FOUND;
    Ok(page)
}

/// The form of `POST /auth/password/edit`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPasswordForm {
    token: Secret,
    password: Secret,
    password_confirmation: Secret,
}

/// `POST /auth/password/edit`.
pub(super) async fn set_password(state: State, shell: Shell, input: Input<NewPasswordForm>) -> ApiResult {
    let form = input.value;
    let done = match form.password == form.password_confirmation {
        true => recovery::set_password(&state, &form.token, form.password).await,
        false => Err(Error::invalid("password_confirmation", "ERR_CONFIRMATION", "doesn't match Password")),
    };
    match done {
        Ok(()) => Ok(shell::back(None, "/auth/sign_in?force=true", Some("password-recovered"))),
        Err(Error::Invalid(faults)) => choose_page(&state, &shell, &form.token, &faults).await,
        Err(Error::NotFound) => void(&state, &shell),
        Err(error) => Err(error.into()),
    }
}
