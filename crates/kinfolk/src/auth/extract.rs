//! Who asks: extractors for handlers.
//!
//! The API takes access tokens and no cookies; pages take the cookie and no tokens. So a post
//! that another site causes in a browser never acts through the API, and pages refuse it
//! (`http::security`).

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Result};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, Method, Uri, header};

use super::sessions::{self, Device, Kind, Session};
use super::users::Role;
use super::{Scopes, cookie, shell};
use crate::core::State;
use crate::core::words::{AccountId, ApplicationId, SessionId};
use crate::http::page::Appearance;
use crate::http::{Address, ApiError, rate};

const INVALID: Error = Error::Unauthenticated("The access token is invalid");

/// A person behind an access token. Without a valid token: 401; an application's own token: 422.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub account: AccountId,
    /// By which session.
    pub session: SessionId,
    /// By way of which application; `None` for a token from the command line.
    pub application: Option<ApplicationId>,
    /// What the token may do.
    pub scopes: Scopes,
    /// The account's name.
    pub name: Arc<str>,
    /// The account's display name; may be empty.
    pub display_name: Arc<str>,
    /// The file of its own picture, if it has one (see [`pictures`](crate::core::pictures)).
    pub avatar: Option<Arc<str>>,
    /// What the user may do.
    pub role: Role,
}

impl Viewer {
    /// # Errors
    /// `Forbidden` unless the token may do this: `viewer.needs("read:statuses")?`.
    pub fn needs(&self, scope: &str) -> Result<()> {
        self.scopes.needs_any(&[scope])
    }

    /// # Errors
    /// `Forbidden` unless the token may do one of these.
    pub fn needs_any(&self, scopes: &[&str]) -> Result<()> {
        self.scopes.needs_any(scopes)
    }
}

/// A person behind an access token, or nobody: without a token, or with an application's own. A
/// token that is not valid is 401 here too.
#[derive(Debug, Clone)]
pub struct MaybeViewer(pub Option<Viewer>);

impl MaybeViewer {
    /// The account, if there is one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.0.as_ref().map(|viewer| viewer.account)
    }

    /// # Errors
    /// `Forbidden` when there is a token and it may not do this. Nobody needs no scope.
    pub fn needs(&self, scope: &str) -> Result<()> {
        self.0.as_ref().map_or(Ok(()), |viewer| viewer.needs(scope))
    }
}

/// Any valid token: a person's or an application's own.
#[derive(Debug, Clone)]
pub struct AppToken {
    /// The session behind it.
    pub session: Arc<Session>,
}

impl AppToken {
    /// # Errors
    /// `Forbidden` unless the token may do this.
    pub fn needs(&self, scope: &str) -> Result<()> {
        self.session.scopes.needs_any(&[scope])
    }
}

/// Somebody signed in with a browser. Nobody: a redirect to the log-in page and back.
#[derive(Debug, Clone)]
pub struct PageViewer {
    /// Who.
    pub account: AccountId,
    /// By which session.
    pub session: SessionId,
    /// The account's name.
    pub name: Arc<str>,
    /// The account's display name; may be empty.
    pub display_name: Arc<str>,
    /// The file of its own picture, if it has one (see [`pictures`](crate::core::pictures)).
    pub avatar: Option<Arc<str>>,
    /// What the user may do.
    pub role: Role,
    /// How they want pages to look.
    pub appearance: Appearance,
}

/// Somebody signed in with a browser, or nobody.
#[derive(Debug, Clone)]
pub struct MaybePageViewer(pub Option<PageViewer>);

impl MaybePageViewer {
    /// The account, if there is one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.0.as_ref().map(|viewer| viewer.account)
    }
}

/// The browser that a request comes from, for who logs in with it.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What it says of itself, and from where it asks.
    pub device: Device,
    /// The value of the cookie that it has.
    pub(super) cookie: Option<String>,
}

impl FromRequestParts<State> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let Address(address) = Address::from_request_parts(parts, state).await?;
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        let device = Device { agent: agent.to_owned(), address: address.to_string() };
        Ok(Self { device, cookie: cookie::read(state, &parts.headers).map(ToOwned::to_owned) })
    }
}

/// The token of an `Authorization` header; an error when the header holds something else.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, token) = value.to_str().ok().and_then(|text| text.trim().split_once(' ')).ok_or(INVALID)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(Some(token.trim())) } else { Err(INVALID) }
}

/// The session of the request's token; `None` without a token, an error with a bad one.
async fn token_session(parts: &Parts, state: &State) -> Result<Option<Arc<Session>>> {
    let Some(token) = bearer(&parts.headers)? else { return Ok(None) };
    let session = sessions::find(state, Kind::Token, token).await?.ok_or(INVALID)?;
    if let Some(person) = &session.person {
        rate::count_account(state, person.account)?;
        person.standing.check()?;
    }
    Ok(Some(session))
}

fn viewer(session: &Session) -> Option<Viewer> {
    session.person.as_ref().map(|person| Viewer {
        account: person.account,
        session: session.id,
        application: session.application,
        scopes: session.scopes,
        name: Arc::clone(&person.username),
        display_name: Arc::clone(&person.display_name),
        avatar: person.avatar.clone(),
        role: person.role,
    })
}

impl FromRequestParts<State> for Viewer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let session = token_session(parts, state).await?.ok_or(INVALID)?;
        let nobody = || Error::unprocessable("This method requires an authenticated user");
        Ok(viewer(&session).ok_or_else(nobody)?)
    }
}

impl FromRequestParts<State> for MaybeViewer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        Ok(Self(token_session(parts, state).await?.and_then(|session| viewer(&session))))
    }
}

impl FromRequestParts<State> for AppToken {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        Ok(Self { session: token_session(parts, state).await?.ok_or(INVALID)? })
    }
}

/// Whoever is signed in by the cookie among these headers.
pub(super) async fn page_viewer(headers: &HeaderMap, state: &State) -> Result<Option<PageViewer>> {
    let Some(value) = cookie::read(state, headers) else { return Ok(None) };
    let Some(session) = sessions::find(state, Kind::Browser, value).await? else { return Ok(None) };
    let person = session.person.as_ref().filter(|person| person.standing.check().is_ok());
    Ok(person.map(|person| PageViewer {
        account: person.account,
        session: session.id,
        name: Arc::clone(&person.username),
        display_name: Arc::clone(&person.display_name),
        avatar: person.avatar.clone(),
        role: person.role,
        appearance: person.appearance,
    }))
}

impl FromRequestParts<State> for PageViewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        match page_viewer(&parts.headers, state).await {
            Ok(Some(viewer)) => Ok(viewer),
            Ok(None) => Err(to_sign_in(parts).into_response()),
            Err(error) => Err(ApiError(error).into_response()),
        }
    }
}

impl FromRequestParts<State> for MaybePageViewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let found = page_viewer(&parts.headers, state).await;
        found.map(Self).map_err(|error| ApiError(error).into_response())
    }
}

/// To the log-in page, and back to this one if it can be asked for again, else to the one whose form this was: browsers
/// tell pages of this server which one that is (`Referrer-Policy`).
fn to_sign_in(parts: &Parts) -> Redirect {
    let here = match parts.method {
        Method::GET | Method::HEAD => Some(parts.uri.clone()),
        _ => parts.headers.get(header::REFERER).and_then(|page| page.to_str().ok()?.parse().ok()),
    };
    let path = here.as_ref().and_then(Uri::path_and_query).map(PathAndQuery::as_str);
    let path = path.filter(|path| shell::is_local(path));
    Redirect::to(&path.map_or_else(|| "/auth/sign_in".to_owned(), super::sign_in_url))
}
