//! Signing up: an account and its user, in one block, so that there is never one without the other.
//!
//! Two people who want the same name at the same moment both get as far as the block; the names'
//! unique index lets one of them through.
//!
//! Not here: what follows (a token in `api`, a cookie in `pages`), logging in (`auth`).

use base::{Error, FieldError, Result, Secret};
use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NewAccount, Username, create, find_many};
use crate::auth::passwords::{self, NewPassword};
use crate::auth::users::{self, Email, NewUser, Role};
use crate::core::State;
use crate::core::config::Registrations;
use crate::core::words::AccountId;
use crate::http::input::Flag;
use crate::http::page::Language;

/// What somebody filled in: the form of the page, and the body of `POST /api/v1/accounts`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "NewAccount")]
pub struct Form {
    /// The name of the account.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// Whether the rules were agreed to.
    pub agreement: Flag,
    /// The language that the person prefers, as a BCP 47 tag.
    pub locale: Option<String>,
}

/// An account and its user, to be made by [`add`].
#[derive(Debug, Clone)]
pub struct NewMember {
    /// The name of the account.
    pub username: Username,
    /// Where mail goes.
    pub email: Email,
    /// From [`passwords::hash`].
    pub password_hash: Option<String>,
    /// What the user may do.
    pub role: Role,
    /// BCP 47 tag of a language that the pages exist in.
    pub locale: String,
}

/// Whether anybody may sign up here.
///
/// # Errors
/// `Forbidden` with the reason.
pub fn admits(registrations: Registrations) -> Result<()> {
    match registrations {
        Registrations::Open => Ok(()),
        Registrations::Approval => Err(Error::forbidden(
            "Sign-ups need the consent of a moderator, which cannot be asked for here yet",
        )),
        Registrations::Invite => Err(Error::forbidden("Sign-ups need an invitation")),
        Registrations::Closed => Err(Error::forbidden("Sign-ups are closed on this server")),
    }
}

/// What somebody filled in, once all of it holds.
struct Parsed {
    username: Username,
    email: Email,
    password: NewPassword,
}

/// Checks a form and hashes the password; everything that is slow.
///
/// # Errors
/// `Invalid` with every field that does not hold; where one does not, also with those that are taken. Whether all others
/// are free, [`add`] finds out.
pub async fn prepare(state: &State, form: Form, role: Role) -> Result<NewMember> {
    let language = form.locale.as_deref().and_then(Language::from_tag).unwrap_or_default();
    let Parsed { username, email, password } = match parse(form.clone()) {
        Err(Error::Invalid(mut faults)) => {
            name_taken(state, &form, &mut faults).await?;
            address_taken(state, &form, &mut faults).await?;
            return Err(Error::Invalid(faults));
        }
        parsed => parsed?,
    };
    let password_hash = Some(passwords::hash(state, &password).await?);
    Ok(NewMember { username, email, password_hash, role, locale: language.tag() })
}

/// What does not hold of a form that is still being filled in; nothing is made or kept. Whether somebody has the address
/// is not said: anybody may ask this far more often than they may sign up.
///
/// # Errors
/// From the engine.
pub async fn faults(state: &State, form: Form) -> Result<Vec<FieldError>> {
    let mut faults = Vec::new();
    keep(&mut faults, parse(form.clone()))?;
    name_taken(state, &form, &mut faults).await?;
    Ok(faults)
}

async fn name_taken(state: &State, form: &Form, faults: &mut Vec<FieldError>) -> Result<()> {
    if let Ok(name) = Username::parse(form.username.trim())
        && find_many(state, &[name.folded()]).await?.contains_key(&name.folded())
    {
        keep::<()>(faults, Err(create::taken()))?;
    }
    Ok(())
}

async fn address_taken(state: &State, form: &Form, faults: &mut Vec<FieldError>) -> Result<()> {
    if let Ok(email) = Email::parse(&form.email) {
        let free = state.db().read(async move |reader| users::check_free(reader, &email).await).await;
        keep(faults, free)?;
    }
    Ok(())
}

fn parse(form: Form) -> Result<Parsed> {
    let mut faults = Vec::new();
    let names = [form.username.trim(), form.email.trim()];
    let username = keep(&mut faults, Username::parse(names[0]))?;
    let email = keep(&mut faults, Email::parse(&form.email))?;
    let password = keep(&mut faults, NewPassword::parse(form.password, &names))?;
    if !form.agreement.0 {
        faults.push(FieldError {
            field: "agreement",
            code: "ERR_ACCEPTED",
            text: "must be accepted".to_owned(),
        });
    }
    match (username, email, password) {
        (Some(username), Some(email), Some(password)) if faults.is_empty() => {
            Ok(Parsed { username, email, password })
        }
        _ => Err(Error::Invalid(faults)),
    }
}

/// Collects what is wrong with a field, so that all faults are told at once.
fn keep<T>(faults: &mut Vec<FieldError>, parsed: Result<T>) -> Result<Option<T>> {
    match parsed {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Makes the account and its user, confirmed and approved.
///
/// # Errors
/// `Invalid` about `username`, `email` or both when they are taken, or from the engine.
pub async fn add(tx: &mut Tx, state: &State, member: &NewMember) -> Result<AccountId> {
    let mut faults = Vec::new();
    let new = NewAccount::named(member.username.clone(), state.now_ms());
    // Neither of these fails as a statement when something is taken, so the block goes on.
    let account = keep(&mut faults, create(tx, state, &new).await)?;
    let Some(account) = account else {
        keep(&mut faults, users::check_free(tx, &member.email).await)?;
        return Err(Error::Invalid(faults));
    };
    let user = NewUser {
        account,
        email: member.email.clone(),
        password_hash: member.password_hash.clone(),
        role: member.role,
        locale: member.locale.clone(),
    };
    users::insert(tx, state, &user).await?;
    Ok(account)
}
