//! The one error of the application: few variants, named for what the caller must do.
//!
//! The public text is apart from the private cause. Only `kinfolk::http::error` maps variants to
//! HTTP; nothing here knows a status code.

use std::fmt;

/// What functions of Kinfolk return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The private cause of a failure, for the log and never for the client.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// One field that did not hold, as Mastodon's `details` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The parameter's name.
    pub field: &'static str,
    /// One of Mastodon's codes: `ERR_BLANK`, `ERR_INVALID`, `ERR_TAKEN`, `ERR_TOO_LONG`, `ERR_TOO_SHORT`,
    /// `ERR_ACCEPTED`, `ERR_RESERVED`, `ERR_BLOCKED`, `ERR_INCLUSION`
    /// (<https://docs.joinmastodon.org/methods/accounts/#create>); or one of ours, such as `ERR_TOO_LARGE`.
    pub code: &'static str,
    /// A sentence about the field without its name, such as `can't be blank`.
    pub text: String,
}

/// Why something could not be done.
#[derive(Debug)]
pub enum Error {
    /// No such thing, or one that the viewer may not know of.
    NotFound,
    /// The request itself is malformed: a parameter is missing or of the wrong type.
    BadRequest {
        /// The parameter.
        field: &'static str,
        /// The whole sentence for the client.
        text: String,
    },
    /// The values do not hold together; one entry per fault, at least one.
    Invalid(Vec<FieldError>),
    /// Well-formed but not possible, such as following oneself; the whole sentence for the client.
    Unprocessable(String),
    /// Nobody is signed in, or the token is not valid; the sentence for the client.
    Unauthenticated(&'static str),
    /// Signed in but not allowed, about something the viewer may know of.
    Forbidden(String),
    /// Too many requests.
    TooMany {
        /// Seconds after which the client may try again.
        retry_after_s: u64,
    },
    /// Something that Kinfolk needs is not there just now; trying again may help.
    Unavailable {
        /// The sentence for the client.
        text: &'static str,
        /// For the log.
        cause: Cause,
    },
    /// A bug or a broken machine; the client sees only that something went wrong.
    Internal(Cause),
}

impl Error {
    /// A malformed parameter.
    pub fn bad_request(field: &'static str, text: impl Into<String>) -> Self {
        Self::BadRequest { field, text: text.into() }
    }

    /// One field that does not hold: name, Mastodon's code, and the sentence without the name.
    pub fn invalid(field: &'static str, code: &'static str, text: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field, code, text: text.into() }])
    }

    /// Possible in form, not in fact.
    pub fn unprocessable(text: impl Into<String>) -> Self {
        Self::Unprocessable(text.into())
    }

    /// Not allowed.
    pub fn forbidden(text: impl Into<String>) -> Self {
        Self::Forbidden(text.into())
    }

    /// A bug or a broken machine.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// Something is away for the moment.
    pub fn unavailable(text: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Unavailable { text, cause: cause.into() }
    }
}

/// For the log: includes the private cause.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::BadRequest { text, .. } | Self::Unprocessable(text) | Self::Forbidden(text) => {
                f.write_str(text)
            }
            Self::Invalid(faults) => {
                for (n, fault) in faults.iter().enumerate() {
                    let comma = if n == 0 { "" } else { ", " };
                    write!(f, "{comma}{} {}", fault.field, fault.text)?;
                }
                Ok(())
            }
            Self::Unauthenticated(text) => f.write_str(text),
            Self::TooMany { retry_after_s } => write!(f, "too many requests, again in {retry_after_s} s"),
            Self::Unavailable { text, cause } => write!(f, "{text}: {cause}"),
            Self::Internal(cause) => write!(f, "internal error: {cause}"),
        }
    }
}

impl std::error::Error for Error {}
