//! Why OAuth says no (RFC 6749 §4.1.2.1, §5.2), in its own words.
//!
//! Not here: how that becomes an answer (`api` for apps, `pages` for people).

use base::Error;

/// An error of OAuth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A parameter is missing, given twice or malformed.
    InvalidRequest,
    /// The application is unknown or did not prove who it is.
    InvalidClient,
    /// The code or password is wrong, expired, used, or somebody else's.
    InvalidGrant,
    /// A scope is unknown or beyond what the application registered.
    InvalidScope,
    /// The application may not do this.
    UnauthorizedClient,
    /// `grant_type` is none of ours.
    UnsupportedGrantType,
    /// `response_type` is not `code`.
    UnsupportedResponseType,
    /// The person said no.
    AccessDenied,
    /// The redirect URI is not one that the application registered. Never sent to it.
    InvalidRedirectUri,
}

impl Fault {
    /// The value of `error`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::AccessDenied => "access_denied",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
        }
    }

    /// The value of `error_description`.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::InvalidRequest => {
                "The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed."
            }
            Self::InvalidClient => {
                "Client authentication failed due to unknown client, no client authentication included, or unsupported \
                 authentication method."
            }
            Self::InvalidGrant => {
                "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in \
                 the authorization request, or was issued to another client."
            }
            Self::InvalidScope => "The requested scope is invalid, unknown, or malformed.",
            Self::UnauthorizedClient => "You are not authorized to revoke this token",
            Self::UnsupportedGrantType => {
                "The authorization grant type is not supported by the authorization server."
            }
            Self::UnsupportedResponseType => "The authorization server does not support this response type.",
            Self::AccessDenied => "The resource owner or authorization server denied the request.",
            Self::InvalidRedirectUri => {
                "The requested redirect URI is not one that the application registered."
            }
        }
    }
}

/// Why something of OAuth was not done.
#[derive(Debug)]
pub enum Refusal {
    /// An answer of OAuth.
    Fault(Fault),
    /// Anything else: the database is away, a bug.
    Error(Error),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
