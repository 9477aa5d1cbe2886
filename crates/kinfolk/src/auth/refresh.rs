//! Refresh tokens: how an app with the scope `offline_access` exchanges a short access token for the next (RFC 6749 §6).
//!
//! Each exchange gives a new refresh token, and the one before is worth nothing. Whoever presents one that was
//! exchanged already holds a copy, or somebody else does; nobody can tell which of the two, so the session ends
//! (RFC 9700 §4.14.2). An app whose answer was lost on the way asks again within seconds and gets the same answer:
//! all of it follows from what the row and the token say (`docs/decisions/0023-refresh-tokens-are-derived.md`).
//!
//! A refresh token is `session | exchanges before | secret | seal`, 80 bytes. The secret belongs to the session and is
//! kept as a hash; the seal is made by the server's own key, so that the next token cannot be guessed from this one,
//! and old ones need not be kept to be known again.
//!
//! Not here: who the app is (`grants`), the access token (`sessions`).

use base::{Result, Secret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Row, Tx, params};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::keys::{self, Key, Keys};
use super::oauth::Fault;
use super::sessions::{self, AccessToken, Kind, SHORT_TOKEN_MS, Said, TokenHash};
use super::users::{self, Standing};
use super::{Application, Scopes, store};
use crate::core::words::{AccountId, ApplicationId, SessionId};
use crate::core::{Event, State, events};

/// A session that is not renewed for this long has ended.
pub(super) const LIFE_MS: i64 = 30 * 86_400_000;
/// For this long after an exchange, the token that was exchanged gets the same answer again.
const RETRY_MS: i64 = 30_000;
/// Nothing else that the server signs begins like this: a JWT begins with base64url.
const PURPOSE: &[u8] = b"kinfolk refresh token\0";

/// What renews an access token; seen only by whoever asked.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The refresh token.
    pub token: Secret,
    /// How many seconds the access token lives.
    pub expires_in_s: i64,
}

/// The hash of a session's secret.
pub(super) type FamilyHash = [u8; 32];

/// A refresh token that this server made.
#[derive(Clone)]
pub struct RefreshToken {
    session: SessionId,
    /// How many exchanges came before this token.
    refreshes: i64,
    secret: [u8; 32],
}

impl RefreshToken {
    /// `None` when it was not made here.
    #[must_use]
    pub fn parse(keys: &Keys, text: &str) -> Option<Self> {
        let bytes: [u8; 80] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (session, rest) = bytes.split_first_chunk::<8>()?;
        let (refreshes, rest) = rest.split_first_chunk::<8>()?;
        let (secret, seal) = rest.split_first_chunk::<32>()?;
        let token = Self {
            session: SessionId::new(i64::from_be_bytes(*session)),
            refreshes: i64::from_be_bytes(*refreshes),
            secret: *secret,
        };
        keys.iter().any(|key| bool::from(token.seal(key).ct_eq(seal))).then_some(token)
    }

    fn write(&self, key: &Key) -> Secret {
        let bytes = [&self.open()[..], &self.seal(key)[..]].concat();
        Secret::new(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn open(&self) -> Vec<u8> {
        let session = self.session.raw().to_be_bytes();
        [&session[..], &self.refreshes.to_be_bytes()[..], &self.secret[..]].concat()
    }

    /// Signatures of Ed25519 are the same for the same bytes.
    fn seal(&self, key: &Key) -> [u8; 32] {
        let signature = key.sign(&[PURPOSE, &self.open()[..]].concat());
        Sha256::digest(signature.as_bytes()).into()
    }

    fn family(&self) -> FamilyHash {
        Sha256::digest(self.secret).into()
    }
}

/// The first refresh token of a session, and what is kept of it.
pub(super) fn begin(keys: &Keys, session: SessionId) -> Result<(Renewal, FamilyHash)> {
    let mut secret = [0; 32];
    base::random::fill(&mut secret);
    let token = RefreshToken { session, refreshes: 0, secret };
    Ok((renewal(&token, keys::signing(keys)?), token.family()))
}

fn renewal(token: &RefreshToken, key: &Key) -> Renewal {
    Renewal { token: token.write(key), expires_in_s: SHORT_TOKEN_MS / 1_000 }
}

/// A session as far as renewing goes.
struct Renewed {
    account: AccountId,
    application: ApplicationId,
    family: Vec<u8>,
    granted: Scopes,
    refreshes: i64,
    refreshed_at: i64,
    scopes: Scopes,
    token_hash: Vec<u8>,
}

/// Exchanges a refresh token. Without `scope` the access token may do all that the person allowed, else less.
///
/// # Errors
/// From the engine. The inner one: `InvalidGrant`; the session has ended if the token was exchanged before.
/// `InvalidScope` changes nothing.
pub async fn exchange(
    tx: &mut Tx,
    state: &State,
    application: &Application,
    token: &RefreshToken,
    scope: Option<&str>,
) -> Result<Result<AccessToken, Fault>> {
    let Some(row) = find(tx, token).await? else { return Ok(Err(Fault::InvalidGrant)) };
    let now = state.now_ms();
    if row.application != application.id || now - row.refreshed_at >= LIFE_MS {
        return Ok(Err(Fault::InvalidGrant));
    }
    if users::standing_in(tx, row.account).await? == Some(Standing::Disabled) {
        return Ok(Err(Fault::InvalidGrant));
    }
    let Some(scopes) = narrowed(row.granted, scope) else { return Ok(Err(Fault::InvalidScope)) };
    if token.refreshes == row.refreshes {
        return renew(tx, state, application, token, (row.account, scopes)).await.map(Ok);
    }
    if token.refreshes + 1 == row.refreshes && now - row.refreshed_at < RETRY_MS {
        let again = told_again(tx, state, application, token, &row).await?;
        return Ok(again.filter(|_| scopes == row.scopes).ok_or(Fault::InvalidGrant));
    }
    sessions::revoke(tx, state, token.session).await?;
    Ok(Err(Fault::InvalidGrant))
}

async fn renew(
    tx: &mut Tx,
    state: &State,
    application: &Application,
    token: &RefreshToken,
    (account, scopes): (AccountId, Scopes),
) -> Result<AccessToken> {
    let next = RefreshToken { refreshes: token.refreshes + 1, ..token.clone() };
    let (issued, hash) = issued(tx, state, application, &next, (account, scopes, state.now_ms())).await?;
    let values = params![
        next.session,
        &hash[..],
        scopes.to_string(),
        issued.created_at + SHORT_TOKEN_MS,
        next.refreshes,
        issued.created_at
    ];
    tx.run(&store::SESSION_REFRESH, values).await?;
    // The access token before is remembered under its own hash.
    events::emit(tx, state, Event::SessionsChanged { account }).await?;
    Ok(issued)
}

/// What the exchange of this token was answered with; `None` when that cannot be told any more, as after a new key.
async fn told_again(
    tx: &mut Tx,
    state: &State,
    application: &Application,
    token: &RefreshToken,
    row: &Renewed,
) -> Result<Option<AccessToken>> {
    let next = RefreshToken { refreshes: row.refreshes, ..token.clone() };
    let was = (row.account, row.scopes, row.refreshed_at);
    let (issued, hash) = issued(tx, state, application, &next, was).await?;
    Ok((hash[..] == row.token_hash).then_some(issued))
}

/// The access token that belongs to a refresh token, and its hash.
async fn issued(
    tx: &mut Tx,
    state: &State,
    application: &Application,
    next: &RefreshToken,
    (account, scopes, created_at): (AccountId, Scopes, i64),
) -> Result<(AccessToken, TokenHash)> {
    let said = Said {
        session: next.session,
        account,
        client_id: &application.client_id,
        scopes,
        refreshes: next.refreshes,
        created_at,
        expires_at: created_at + SHORT_TOKEN_MS,
    };
    let keys = keys::all_in(tx, state).await?;
    let token = said.sign(state, &keys)?;
    let hash = sessions::hash(Kind::Token, &token);
    let renewal = Some(renewal(next, keys::signing(&keys)?));
    Ok((AccessToken { token: Secret::new(token), session: next.session, scopes, created_at, renewal }, hash))
}

/// The scopes asked for, if they are among those given.
fn narrowed(granted: Scopes, scope: Option<&str>) -> Option<Scopes> {
    match scope.map(str::trim).filter(|scope| !scope.is_empty()) {
        None => Some(granted),
        Some(scope) => {
            Scopes::parse(scope).ok().filter(|asked| !asked.is_empty() && asked.is_within(granted))
        }
    }
}

/// Ends the session of a refresh token, exchanged or not. `false` when it belongs to another application.
///
/// # Errors
/// From the engine.
pub async fn end(
    tx: &mut Tx,
    state: &State,
    application: &Application,
    token: &RefreshToken,
) -> Result<bool> {
    let Some(row) = find(tx, token).await? else { return Ok(true) };
    if row.application != application.id {
        return Ok(false);
    }
    sessions::revoke(tx, state, token.session).await.map(|()| true)
}

async fn find(tx: &mut Tx, token: &RefreshToken) -> Result<Option<Renewed>> {
    let row = tx.one(&store::SESSION_TO_REFRESH, params![token.session], read).await?;
    Ok(row.filter(|row| bool::from(row.family.ct_eq(&token.family()[..]))))
}

fn read(row: &Row<'_>) -> Result<Renewed> {
    Ok(Renewed {
        account: row.get(0)?,
        application: row.get(1)?,
        family: row.get(2)?,
        granted: Scopes::stored(&row.get::<String>(3)?),
        refreshes: row.get(4)?,
        refreshed_at: row.get(5)?,
        scopes: Scopes::stored(&row.get::<String>(6)?),
        token_hash: row.get(7)?,
    })
}
