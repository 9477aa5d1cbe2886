//! What an access token says: a JWT of RFC 9068, signed as in RFC 7515 with EdDSA (RFC 8037).
//!
//! The token names its session, its subject and its scopes, so that another service can read it
//! with nothing but our published keys. Our own door never does: see `sessions`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::keys::Key;

/// The claims of an access token (RFC 9068 §2.2). Times are Unix seconds.
#[derive(Debug, Serialize)]
pub struct Claims<'a> {
    /// Who issued it: the base URL.
    pub iss: &'a str,
    /// For whom it is: the base URL as well.
    pub aud: &'a str,
    /// The account's id, or the client id where an application stands for itself.
    pub sub: String,
    /// The application; empty for a token made on the command line.
    pub client_id: &'a str,
    /// The session's id.
    pub jti: String,
    /// Scopes separated by blanks.
    pub scope: String,
    /// When it was issued.
    pub iat: i64,
    /// When others stop believing it.
    pub exp: i64,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    kid: &'a str,
}

/// The signed token.
///
/// # Errors
/// `Internal` never happens: the claims are plain text and numbers.
pub fn sign(key: &Key, claims: &Claims<'_>) -> base::Result<String> {
    let header = part(&Header { alg: "EdDSA", typ: "at+jwt", kid: &key.id })?;
    let message = format!("{header}.{}", part(claims)?);
    let signature = key.sign(message.as_bytes());
    Ok(format!("{message}.{signature}"))
}

fn part(value: &impl Serialize) -> base::Result<String> {
    serde_json::to_vec(value).map(|json| URL_SAFE_NO_PAD.encode(json)).map_err(base::Error::internal)
}
