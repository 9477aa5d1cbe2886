//! From a grant to an access token (RFC 6749 §4, §6): a code, an application's own secret, a
//! password, or a refresh token.
//!
//! Not here: how a code comes about (`authorize`, `codes`), HTTP.

use std::sync::Arc;

use base::{Result, Secret};

use super::codes::{self, Presented};
use super::log_in::{is_still_right, log_in};
use super::oauth::{Fault, Refusal};
use super::refresh::{self, RefreshToken};
use super::sessions::{self, AccessToken};
use super::users::User;
use super::{Application, Scopes, applications, keys};
use crate::core::State;
use crate::core::words::AccountId;

/// What an application presents to get a token.
#[derive(Debug, Clone)]
pub enum Grant {
    /// `authorization_code`.
    Code(Presented),
    /// `client_credentials`: a token of the application itself.
    Application {
        /// The scopes asked for.
        scope: Option<String>,
    },
    /// `password`: the oldest way, still used by command-line apps.
    Password {
        /// E-mail address or username.
        login: String,
        /// The password.
        password: Secret,
        /// The scopes asked for.
        scope: Option<String>,
    },
    /// `refresh_token`: the next access token of a session.
    Refresh {
        /// The refresh token.
        token: Secret,
        /// The scopes asked for, if less than before.
        scope: Option<String>,
    },
}

/// The application that proves who it is by its secret.
///
/// # Errors
/// `InvalidClient`, or from the engine.
pub async fn authenticate(
    state: &State,
    client_id: &str,
    secret: &Secret,
) -> Result<Arc<Application>, Refusal> {
    let application = applications::by_client_id(state, client_id).await?.ok_or(Fault::InvalidClient)?;
    if application.has_secret(secret.expose()) { Ok(application) } else { Err(Fault::InvalidClient.into()) }
}

/// The token for a grant.
///
/// # Errors
/// `InvalidGrant`, `InvalidScope`, or from the engine.
pub async fn exchange(
    state: &State,
    application: &Arc<Application>,
    grant: Grant,
) -> Result<AccessToken, Refusal> {
    match grant {
        Grant::Code(presented) => with_code(state, application, presented).await,
        Grant::Application { scope } => {
            // Nobody is away while an application stands for itself: it can ask again at any time (RFC 6749 §4.4.3).
            let scopes = wanted(application, scope.as_deref())?.without("offline_access");
            if scopes.is_empty() {
                return Err(Fault::InvalidScope.into());
            }
            Ok(issue(state, None, application, scopes).await?)
        }
        Grant::Password { login, password, scope } => {
            let scopes = wanted(application, scope.as_deref())?;
            let user = log_in(state, &login, password).await?.ok_or(Fault::InvalidGrant)?;
            user.standing.check().map_err(|_| Fault::InvalidGrant)?;
            with_password(state, application, user, scopes).await
        }
        Grant::Refresh { token, scope } => with_refresh_token(state, application, &token, scope).await,
    }
}

async fn with_refresh_token(
    state: &State,
    application: &Arc<Application>,
    token: &Secret,
    scope: Option<String>,
) -> Result<AccessToken, Refusal> {
    let keys = keys::all(state).await?;
    let token = RefreshToken::parse(&keys, token.expose()).ok_or(Fault::InvalidGrant)?;
    let (for_block, application) = (state.clone(), Arc::clone(application));
    let block = async move |tx: &mut db::Tx| {
        refresh::exchange(tx, &for_block, &application, &token, scope.as_deref()).await
    };
    Ok(state.db().write(block).await??)
}

async fn with_code(
    state: &State,
    application: &Arc<Application>,
    presented: Presented,
) -> Result<AccessToken, Refusal> {
    keys::all(state).await?;
    let (for_block, application) = (state.clone(), Arc::clone(application));
    let token = state
        .db()
        .write(async move |tx| codes::exchange(tx, &for_block, &application, &presented).await)
        .await?;
    Ok(token.ok_or(Fault::InvalidGrant)?)
}

async fn with_password(
    state: &State,
    application: &Arc<Application>,
    user: User,
    scopes: Scopes,
) -> Result<AccessToken, Refusal> {
    keys::all(state).await?;
    let (for_block, application) = (state.clone(), Arc::clone(application));
    let block = async move |tx: &mut db::Tx| {
        if !is_still_right(tx, &user).await? {
            return Ok(None);
        }
        let account = Some(user.account);
        sessions::issue_token(tx, &for_block, account, Some(&application), scopes).await.map(Some)
    };
    Ok(state.db().write(block).await?.ok_or(Fault::InvalidGrant)?)
}

/// Issues a token in a block of its own.
///
/// # Errors
/// From the engine.
pub async fn issue(
    state: &State,
    account: Option<AccountId>,
    application: &Arc<Application>,
    scopes: Scopes,
) -> Result<AccessToken> {
    keys::all(state).await?;
    let (for_block, application) = (state.clone(), Arc::clone(application));
    state
        .db()
        .write(async move |tx| {
            sessions::issue_token(tx, &for_block, account, Some(&application), scopes).await
        })
        .await
}

/// The scopes that a request asks for: never more than the application registered. Without any,
/// `read`, or all of an application that did not register that.
///
/// # Errors
/// `InvalidScope`.
pub fn wanted(application: &Application, scope: Option<&str>) -> Result<Scopes, Fault> {
    let scopes = match scope.map(str::trim).filter(|scope| !scope.is_empty()) {
        Some(scope) => Scopes::parse(scope).map_err(|_| Fault::InvalidScope)?,
        None => Scopes::parse("read")
            .ok()
            .filter(|read| read.is_within(application.scopes))
            .unwrap_or(application.scopes),
    };
    if scopes.is_within(application.scopes) && !scopes.is_empty() {
        Ok(scopes)
    } else {
        Err(Fault::InvalidScope)
    }
}
