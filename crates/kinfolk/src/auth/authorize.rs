//! What an app asks a person for, at `/oauth/authorize` (RFC 6749 §4.1.1).
//!
//! **An answer goes to a redirect URI only after that URI was found to be the application's own.**
//! Until then errors are shown to the person: an open redirect would hand them to anybody.
//!
//! Not here: the pages (`pages`), the code itself (`codes`).

use std::sync::Arc;

use base::{Result, Secret};
use serde::Deserialize;

use super::codes::{self, Consent};
use super::oauth::Fault;
use super::{Application, Scopes, applications, grants, redirect};
use crate::core::State;
use crate::core::words::AccountId;

/// The parameters of a request, as they came.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    response_type: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

/// A request that may be put before a person.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asks.
    pub application: Arc<Application>,
    /// For what.
    pub scopes: Scopes,
    /// Where the answer goes.
    pub redirect_uri: String,
    state: Option<String>,
    challenge: String,
}

/// Why a request is not put before a person.
#[derive(Debug)]
pub enum Unasked {
    /// Told to the person, as there is nowhere safe to send them.
    Here(Fault),
    /// Told to the app: where to send the browser.
    There(String),
    /// The database is away, or a bug.
    Error(base::Error),
}

impl From<base::Error> for Unasked {
    fn from(error: base::Error) -> Self {
        Self::Error(error)
    }
}

/// What became of a request.
#[derive(Debug)]
pub enum Answer {
    /// Send the browser there.
    Redirect(String),
    /// Show the code, for an app without a redirect.
    Show(Secret),
}

impl Asked {
    /// The same parameters, for the form that sends them again.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        let all = [
            ("response_type", &self.response_type),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        let given = all.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value)));
        given.map(|(name, value)| (name.to_owned(), value.clone())).collect()
    }

    /// The page that asks, as a path with query.
    #[must_use]
    pub fn path(&self) -> String {
        let parameters = self.parameters();
        let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        redirect::with_parameters("/oauth/authorize", pairs)
    }

    /// Checks everything that can be checked without knowing who is asked.
    ///
    /// # Errors
    /// Why the request is not put before a person.
    pub async fn check(self, state: &State) -> Result<Request, Unasked> {
        let client_id = self.client_id.as_deref().unwrap_or("");
        let application = applications::by_client_id(state, client_id).await?;
        let application = application.ok_or(Unasked::Here(Fault::InvalidClient))?;
        let redirect_uri = redirect::chosen(&application.redirect_uris, self.redirect_uri.as_deref())
            .ok_or(Unasked::Here(Fault::InvalidRedirectUri))?;
        match self.rest(&application) {
            Ok((scopes, challenge)) => {
                Ok(Request { application, scopes, redirect_uri, state: self.state, challenge })
            }
            Err(fault) => Err(refusal(&redirect_uri, self.state.as_deref(), fault)),
        }
    }

    fn rest(&self, application: &Application) -> Result<(Scopes, String), Fault> {
        if self.response_type.as_deref() != Some("code") {
            return Err(Fault::UnsupportedResponseType);
        }
        let scopes = grants::wanted(application, self.scope.as_deref())?;
        let challenge = self.code_challenge.clone().unwrap_or_default();
        let s256 = self.code_challenge_method.as_deref() == Some("S256");
        let plausible = |text: &str| {
            text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        if challenge.is_empty() || (s256 && plausible(&challenge)) {
            Ok((scopes, challenge))
        } else {
            Err(Fault::InvalidRequest)
        }
    }
}

fn refusal(redirect_uri: &str, state: Option<&str>, fault: Fault) -> Unasked {
    if redirect_uri == redirect::OUT_OF_BAND {
        return Unasked::Here(fault);
    }
    let mut parameters = vec![("error", fault.code()), ("error_description", fault.text())];
    parameters.extend(state.map(|state| ("state", state)));
    Unasked::There(redirect::with_parameters(redirect_uri, parameters))
}

impl Request {
    /// The person consents.
    ///
    /// # Errors
    /// From the engine.
    pub async fn allow(&self, state: &State, account: AccountId) -> Result<Answer> {
        let consent = Consent {
            account,
            application: self.application.id,
            redirect_uri: self.redirect_uri.clone(),
            scopes: self.scopes,
            challenge: self.challenge.clone(),
        };
        let for_block = state.clone();
        let code = state.db().write(async move |tx| codes::issue(tx, &for_block, &consent).await).await?;
        if self.redirect_uri == redirect::OUT_OF_BAND {
            return Ok(Answer::Show(code));
        }
        let mut parameters = vec![("code", code.expose())];
        parameters.extend(self.state.as_deref().map(|state| ("state", state)));
        Ok(Answer::Redirect(redirect::with_parameters(&self.redirect_uri, parameters)))
    }

    /// The person says no.
    #[must_use]
    pub fn deny(&self) -> Unasked {
        refusal(&self.redirect_uri, self.state.as_deref(), Fault::AccessDenied)
    }
}
