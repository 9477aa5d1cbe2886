//! HTML in: signing up, and making the first owner.
//!
//! Not here: the profile page (`timelines`), logging in (`auth`).

use axum::extract::Query;
use base::{Error, FieldError, Secret};
use http::StatusCode;
use serde::Deserialize;

use super::sign_up::{self, Form};
use crate::auth::users::Role;
use crate::auth::{Browser, Shell, open_browser, setup, shell};
use crate::core::State;
use crate::core::config::Registrations;
use crate::http::input::Flag;
use crate::http::page::Nav;
use crate::http::page::views::{Field, NoticePage, SetupPage, SignUpPage};
use crate::http::{ApiResult, Input, html, refused_form};

/// Where new people land.
const HOME: &str = "/home";

/// Where to go after signing up: in the query of the page, and in its form.
#[derive(Default, Deserialize)]
pub(super) struct Onwards {
    #[serde(default)]
    return_to: String,
}

/// The form of `POST /auth/sign_up`.
#[derive(Deserialize)]
pub(super) struct SignUpForm {
    #[serde(flatten)]
    form: Form,
    #[serde(flatten)]
    onwards: Onwards,
}

/// `GET /auth/sign_up`.
pub(super) async fn sign_up_form(state: State, shell: Shell, Query(onwards): Query<Onwards>) -> ApiResult {
    if shell.viewer.is_some() {
        return Ok(shell::back(Some(&onwards.return_to), HOME, None));
    }
    match sign_up::admits(state.config().registrations) {
        Ok(()) => sign_up_page(&state, &shell, &Form::default(), &onwards, &[]),
        Err(_) => not_open(&state, &shell),
    }
}

/// `POST /auth/sign_up`.
pub(super) async fn sign_up(
    state: State,
    shell: Shell,
    browser: Browser,
    input: Input<SignUpForm>,
) -> ApiResult {
    if sign_up::admits(state.config().registrations).is_err() {
        return not_open(&state, &shell);
    }
    let SignUpForm { form, onwards } = input.value;
    let form = Form { locale: Some(shell.language.tag()), ..form };
    match join(&state, form.clone()).await {
        Ok(account) => {
            let answer = shell::back(Some(&onwards.return_to), HOME, Some("welcome"));
            open_browser(&state, account, &browser, answer).await
        }
        Err(Error::Invalid(faults)) => {
            refused_form(sign_up_page(&state, &shell, &form, &onwards, &faults)?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /auth/sign_up/check`: the form as it is so far, with what does not hold; makes nothing.
pub(super) async fn check_sign_up(state: State, shell: Shell, input: Input<SignUpForm>) -> ApiResult {
    if sign_up::admits(state.config().registrations).is_err() {
        return not_open(&state, &shell);
    }
    let SignUpForm { form, onwards } = input.value;
    let faults = sign_up::faults(&state, form.clone()).await?;
    sign_up_page(&state, &shell, &form, &onwards, &faults)
}

async fn join(state: &State, form: Form) -> base::Result<crate::core::words::AccountId> {
    let member = sign_up::prepare(state, form, Role::User).await?;
    let for_block = state.clone();
    state.db().write(async move |tx| sign_up::add(tx, &for_block, &member).await).await
}

fn sign_up_page(
    state: &State,
    shell: &Shell,
    form: &Form,
    onwards: &Onwards,
    faults: &[FieldError],
) -> ApiResult {
    let field = |name, value: &str| Field::judged(shell.language, name, value, faults);
    html(&SignUpPage {
        page: shell.layout(state, Nav::None),
        domain: state.config().domain.clone(),
        rules: Vec::new(),
        needs_approval: false,
        return_to: Some(&onwards.return_to).filter(|path| shell::is_local(path)).cloned().unwrap_or_default(),
        error: None,
        username: field("username", &form.username),
        email: field("email", &form.email),
        password: field("password", ""),
        reason: Field::default(),
        agreement: field("agreement", if form.agreement.0 { "true" } else { "" }),
    })
}

/// Says why nobody can sign up.
fn not_open(state: &State, shell: &Shell) -> ApiResult {
    let text = match state.config().registrations {
        Registrations::Invite => "sign-up-invite-text",
        Registrations::Approval => "sign-up-approval-text",
        Registrations::Open | Registrations::Closed => "sign-up-closed-text",
    };
    let mut page = html(&NoticePage {
        page: shell.layout(state, Nav::None),
        title: shell.language.text("sign-up-closed-title"),
        text: shell.language.text(text),
        action: Some((shell.language.text("nav-sign-in"), "/auth/sign_in".to_owned())),
    })?;
    *page.status_mut() = StatusCode::FORBIDDEN;
    Ok(page)
}

/// The form of `POST /setup`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SetupForm {
    code: Secret,
    username: String,
    email: String,
    password: Secret,
}

/// `GET /setup`: not there once the server has an owner.
pub(super) async fn setup_form(state: State, shell: Shell) -> ApiResult {
    setup::code(&state).await?.ok_or(Error::NotFound)?;
    setup_page(&state, &shell, &SetupForm::default(), &[])
}

/// `POST /setup`.
pub(super) async fn set_up(
    state: State,
    shell: Shell,
    browser: Browser,
    input: Input<SetupForm>,
) -> ApiResult {
    let code = setup::code(&state).await?.ok_or(Error::NotFound)?;
    let form = input.value;
    match make_owner(&state, &shell, &code, form.clone()).await {
        Ok(account) => {
            open_browser(&state, account, &browser, shell::back(None, HOME, Some("welcome"))).await
        }
        Err(Error::Invalid(faults)) => refused_form(setup_page(&state, &shell, &form, &faults)?).await,
        Err(error) => Err(error.into()),
    }
}

async fn make_owner(
    state: &State,
    shell: &Shell,
    code: &Secret,
    form: SetupForm,
) -> base::Result<crate::core::words::AccountId> {
    if !setup::is_code(code, &form.code) {
        return Err(Error::invalid("code", "ERR_INVALID", "is not the code that the server printed"));
    }
    let form = Form {
        username: form.username,
        email: form.email,
        password: form.password,
        agreement: Flag(true),
        locale: Some(shell.language.tag()),
    };
    let member = sign_up::prepare(state, form, Role::Owner).await?;
    let (for_block, code) = (state.clone(), code.clone());
    state
        .db()
        .write(async move |tx| {
            if !setup::take(tx, &code).await? {
                return Err(Error::NotFound);
            }
            sign_up::add(tx, &for_block, &member).await
        })
        .await
}

fn setup_page(state: &State, shell: &Shell, form: &SetupForm, faults: &[FieldError]) -> ApiResult {
    let field = |name, value: &str| Field::judged(shell.language, name, value, faults);
    html(&SetupPage {
        page: shell.layout(state, Nav::None),
        domain: state.config().domain.clone(),
        error: None,
        code: field("code", form.code.expose()),
        username: field("username", &form.username),
        email: field("email", &form.email),
        password: field("password", ""),
    })
}
