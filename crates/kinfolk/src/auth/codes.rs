//! Authorization codes: made when a person consents, exchanged once for a token (RFC 6749 §4.1),
//! bound to whoever can prove the challenge (PKCE, RFC 7636).
//!
//! A code is a random secret, kept as a hash. One that is presented again by whoever can prove all that was asked for
//! is a retry, and is refused; by anybody else it has been stolen, so the token that it gave is revoked as well
//! (`docs/decisions/0019-codes-used-again.md`).

use base::{Result, Secret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Row, Tx, params};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::sessions::{self, AccessToken};
use super::users::{self, Standing};
use super::{Application, Scopes, store};
use crate::core::State;
use crate::core::words::{AccountId, ApplicationId, SessionId};

/// How long a code can be exchanged.
const LIFE_MS: i64 = 600_000;

/// What a person consented to.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Who.
    pub account: AccountId,
    /// To which application.
    pub application: ApplicationId,
    /// The redirect URI of the request.
    pub redirect_uri: String,
    /// What the application may do.
    pub scopes: Scopes,
    /// PKCE's S256 challenge; empty if the request had none.
    pub challenge: String,
}

/// What comes with a code to be exchanged.
#[derive(Debug, Clone)]
pub struct Presented {
    /// The code.
    pub code: Secret,
    /// The redirect URI, the same as in the request.
    pub redirect_uri: String,
    /// PKCE's verifier.
    pub verifier: Option<Secret>,
}

/// A code, good for ten minutes and one use.
///
/// # Errors
/// From the engine.
pub async fn issue(tx: &mut Tx, state: &State, consent: &Consent) -> Result<Secret> {
    let (code, now) = (super::random_token(), state.now_ms());
    let (hash, scopes) = (hash(&code), consent.scopes.to_string());
    let values = params![
        &hash[..],
        consent.application,
        consent.account,
        &consent.redirect_uri,
        scopes,
        &consent.challenge,
        now + LIFE_MS
    ];
    tx.run(&store::CODE_INSERT, values).await?;
    Ok(Secret::new(code))
}

/// Uses a code up and issues its token. `None` when it does not hold; if it had been used before and this is no
/// retry, the token that it gave then is revoked.
///
/// # Errors
/// From the engine.
pub async fn exchange(
    tx: &mut Tx,
    state: &State,
    application: &Application,
    presented: &Presented,
) -> Result<Option<AccessToken>> {
    let hash = hash(presented.code.expose());
    let code = tx.one(&store::CODE, params![&hash[..]], read).await?;
    let Some((consent, expires_at, used_by)) = code else { return Ok(None) };
    if consent.application != application.id {
        return Ok(None);
    }
    if let Some(session) = used_by {
        if !fits(&consent, presented) {
            sessions::revoke(tx, state, session).await?;
        }
        return Ok(None);
    }
    if expires_at <= state.now_ms() || !fits(&consent, presented) {
        return Ok(None);
    }
    if users::standing_in(tx, consent.account).await? != Some(Standing::Good) {
        return Ok(None);
    }
    let token =
        sessions::issue_token(tx, state, Some(consent.account), Some(application), consent.scopes).await?;
    if tx.run(&store::CODE_USE, params![&hash[..], token.session]).await? > 0 {
        return Ok(Some(token));
    }
    // The same client was quicker since the code was read: this is the second use.
    sessions::revoke(tx, state, token.session).await?;
    Ok(None)
}

fn fits(consent: &Consent, presented: &Presented) -> bool {
    let same_uri = presented.redirect_uri == consent.redirect_uri;
    let proven = match (consent.challenge.as_str(), &presented.verifier) {
        ("", None) => true,
        // A verifier without a challenge: somebody took the challenge out of the request (RFC 9700 §2.1.1).
        ("", Some(_)) | (_, None) => false,
        (challenge, Some(verifier)) => {
            challenge_of(verifier).is_some_and(|of| bool::from(of.as_bytes().ct_eq(challenge.as_bytes())))
        }
    };
    same_uri && proven
}

/// PKCE's S256 of a verifier of 43 to 128 unreserved characters.
fn challenge_of(verifier: &Secret) -> Option<String> {
    let text = verifier.expose();
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    let plausible = (43..=128).contains(&text.len()) && text.bytes().all(unreserved);
    plausible.then(|| URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes())))
}

fn hash(code: &str) -> [u8; 32] {
    Sha256::digest(code.as_bytes()).into()
}

fn read(row: &Row<'_>) -> Result<(Consent, i64, Option<SessionId>)> {
    let consent = Consent {
        application: row.get(0)?,
        account: row.get(1)?,
        redirect_uri: row.get(2)?,
        scopes: Scopes::stored(&row.get::<String>(3)?),
        challenge: row.get(4)?,
    };
    Ok((consent, row.get(5)?, row.get(6)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn check(challenge: &str, verifier: Option<&str>, redirect_uri: &str) -> bool {
        let consent = Consent {
            account: AccountId::new(1),
            application: ApplicationId::new(2),
            redirect_uri: "app:/cb".to_owned(),
            scopes: Scopes::NONE,
            challenge: challenge.to_owned(),
        };
        let presented = Presented {
            code: Secret::new("c"),
            redirect_uri: redirect_uri.to_owned(),
            verifier: verifier.map(Secret::new),
        };
        fits(&consent, &presented)
    }

    #[test]
    fn a_challenge_asks_for_its_verifier_and_no_challenge_for_none() {
        assert!(check(CHALLENGE, Some(VERIFIER), "app:/cb"));
        assert!(!check(CHALLENGE, None, "app:/cb"));
        assert!(!check(CHALLENGE, Some(&VERIFIER.replace('k', "l")), "app:/cb"));
        assert!(!check(CHALLENGE, Some(CHALLENGE), "app:/cb"), "plain is not taken");
        assert!(check("", None, "app:/cb"));
        assert!(!check("", Some(VERIFIER), "app:/cb"));
    }

    #[test]
    fn the_redirect_uri_must_be_the_one_of_the_request() {
        assert!(!check("", None, "app:/other"));
    }
}
