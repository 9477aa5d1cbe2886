//! Sessions: one row for each signed-in browser and each access token, known by a hash.
//!
//! **The row decides, not the signature.** Who presents a token or a cookie is looked up by its
//! SHA-256 (the secrets are random or signed, so a slow hash would add nothing), and what was found
//! is remembered for a minute at most. Cookies and tokens are hashed under different prefixes, so
//! neither is ever taken for the other.
//!
//! **Revoking takes effect at once**: [`Event::SessionsChanged`] makes what was read before worthless
//! (`core::changes`), and while this server may have missed events of others, the account is rechecked first
//! (`core::versions`).
//!
//! Not here: passwords, what a scope allows, HTTP.

use std::sync::Arc;

use base::{IdMaker, Result, Secret};
use db::{Row, Tx, params};
use sha2::{Digest, Sha256};

use super::users::{Role, Standing};
use super::{Application, Scopes, jwt, keys, store};
use crate::core::State;
use crate::core::cache::{Cache, Usage, Weigh};
use crate::core::changes::Changes;
use crate::core::events::{self, Event};
use crate::core::words::{AccountId, ApplicationId, SessionId};

/// A session is read again after this long, whatever events say.
const BELIEVED_MS: i64 = 60_000;
/// How long a browser stays signed in.
const BROWSER_MS: i64 = 90 * DAY_MS;
/// Mastodon's apps never refresh a token, so it lives until it is revoked; ten years stand for that.
const TOKEN_MS: i64 = 3_652 * DAY_MS;
const DAY_MS: i64 = 86_400_000;
/// Longer secrets are not ours.
const MAX_SECRET: usize = 2_048;
/// Longer names of browsers are cut.
const MAX_AGENT: usize = 200;

/// What was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An access token, from an `Authorization` header.
    Token,
    /// A browser's cookie.
    Browser,
}

/// A session and who stands behind it, as it was at `read_at`.
#[derive(Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who is signed in; `None` for an application's own token.
    pub person: Option<Person>,
    /// For which application; `None` for a browser or a token from the command line.
    pub application: Option<ApplicationId>,
    /// What it may do; empty for a browser.
    pub scopes: Scopes,
    expires_at: Option<i64>,
    read_at: i64,
    /// Taken from the changes before this was read.
    stamp: u64,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The account's name.
    pub username: Arc<str>,
    /// The account's display name; may be empty.
    pub display_name: Arc<str>,
    /// The file of its own picture, if it has one.
    pub avatar: Option<Arc<str>>,
    /// What the user may do.
    pub role: Role,
    /// Whether the user may use the account.
    pub standing: Standing,
}

type TokenHash = [u8; 32];

/// Sessions that were looked up, and the changes since.
pub(super) struct Known {
    cache: Cache<TokenHash, Arc<Session>>,
    changes: Changes,
}

impl Weigh for Arc<Session> {
    fn weight(&self) -> usize {
        let names =
            self.person.as_ref().map_or(0, |person| person.username.len() + person.display_name.len());
        let picture =
            self.person.as_ref().and_then(|person| person.avatar.as_ref()).map_or(0, |name| name.len());
        size_of::<Session>() + names + picture + 48
    }
}

impl Known {
    pub(super) fn new(bytes: usize) -> Self {
        Self { cache: Cache::new(bytes), changes: Changes::new() }
    }

    /// Sessions of this account that were read before now are not believed any more.
    pub(super) fn changed(&self, account: AccountId) {
        self.changes.note(account);
    }

    pub(super) fn clear(&self) {
        self.cache.clear();
    }

    pub(super) fn usage(&self) -> Usage {
        self.cache.usage()
    }

    fn believes(&self, session: &Session, now: i64) -> bool {
        let fresh = (0..BELIEVED_MS).contains(&(now - session.read_at));
        fresh && !self.changes.since(session.stamp, session.account())
    }
}

impl Session {
    /// The account, or zero for an application's own token.
    fn account(&self) -> AccountId {
        self.person.as_ref().map_or(AccountId::ZERO, |person| person.account)
    }
}

/// The session of a token or cookie; `None` when it is unknown, revoked or expired.
///
/// # Errors
/// From the engine.
pub async fn find(state: &State, kind: Kind, presented: &str) -> Result<Option<Arc<Session>>> {
    if presented.is_empty() || presented.len() > MAX_SECRET {
        return Ok(None);
    }
    let (hash, known, now) = (hash(kind, presented), state.part::<Known>(), state.now_ms());
    if let Some(session) = known.cache.get(&hash) {
        state.recheck(&[session.account()]).await?;
        if known.believes(&session, now) {
            return Ok(unexpired(session, now));
        }
        known.cache.forget(&hash);
    }
    let found = known.cache.fill(hash, |hash| load(state, hash)).await?;
    if let Some(session) = &found {
        // The session is fresh; what else is remembered of the account may not be.
        state.recheck(&[session.account()]).await?;
    }
    Ok(found.and_then(|session| unexpired(session, now)))
}

fn unexpired(session: Arc<Session>, now: i64) -> Option<Arc<Session>> {
    session.expires_at.is_none_or(|end| now < end).then_some(session)
}

async fn load(state: &State, hash: TokenHash) -> Result<Option<Arc<Session>>> {
    let stamp = state.part::<Known>().changes.stamp();
    let read_at = state.now_ms();
    let found = state.db().read(async move |r| {
        r.one(&store::SESSION_BY_TOKEN, params![&hash[..]], |row| read(row, stamp, read_at)).await
    });
    Ok(found.await?.flatten().map(Arc::new))
}

/// `None` where the account behind the session is gone.
fn read(row: &Row<'_>, stamp: u64, read_at: i64) -> Result<Option<Session>> {
    let account: AccountId = row.get(1)?;
    let person = match (account == AccountId::ZERO, row.get::<Option<i64>>(5)?) {
        (true, _) => None,
        (false, Some(role)) => Some(read_person(row, account, role)?),
        (false, None) => return Ok(None),
    };
    let application: ApplicationId = row.get(2)?;
    Ok(Some(Session {
        id: row.get(0)?,
        person,
        application: (application != ApplicationId::ZERO).then_some(application),
        scopes: Scopes::stored(&row.get::<String>(3)?),
        expires_at: row.get(4)?,
        read_at,
        stamp,
    }))
}

fn read_person(row: &Row<'_>, account: AccountId, role: i64) -> Result<Person> {
    let approved = row.get::<Option<bool>>(7)?.unwrap_or(false);
    Ok(Person {
        account,
        username: row.get::<Option<String>>(9)?.unwrap_or_default().into(),
        display_name: row.get::<Option<String>>(10)?.unwrap_or_default().into(),
        avatar: row.get::<Option<String>>(12)?.map(Into::into),
        role: Role::from_code(role),
        standing: Standing::of(row.get(6)?, approved, row.get(8)?, row.get(11)?),
    })
}

fn hash(kind: Kind, presented: &str) -> TokenHash {
    let prefix = match kind {
        Kind::Token => "",
        // No token holds a colon, so nothing that is presented as one has this hash.
        Kind::Browser => "browser:",
    };
    Sha256::new().chain_update(prefix).chain_update(presented).finalize().into()
}

/// An access token that was just issued; seen only now.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token itself.
    pub token: Secret,
    /// Its session.
    pub session: SessionId,
    /// What it may do.
    pub scopes: Scopes,
    /// Unix milliseconds.
    pub created_at: i64,
}

/// Issues an access token: for an account by way of an application, for an application itself
/// (no account), or from the command line (no application).
///
/// # Errors
/// From the engine.
pub async fn issue_token(
    tx: &mut Tx,
    state: &State,
    account: Option<AccountId>,
    application: Option<&Application>,
    scopes: Scopes,
) -> Result<AccessToken> {
    // An application's own token belongs to no account, so its bucket is anybody's.
    let bucket = account.map_or_else(IdMaker::random_bucket, AccountId::bucket);
    let session = SessionId::new(state.ids().make_quiet(bucket));
    let (account, created_at) = (account.unwrap_or(AccountId::ZERO), state.now_ms());
    let expires_at = created_at + TOKEN_MS;
    let client_id = application.map_or("", |application| &application.client_id);
    let claims = jwt::Claims {
        iss: &state.config().base_url,
        aud: &state.config().base_url,
        sub: if account == AccountId::ZERO { client_id.to_owned() } else { account.to_string() },
        client_id,
        jti: session.to_string(),
        scope: scopes.to_string(),
        iat: created_at / 1_000,
        exp: expires_at / 1_000,
    };
    let keys = keys::all_in(tx, state).await?;
    let Some(key) = keys.last() else { return Err(base::Error::internal("there is no signing key")) };
    let token = jwt::sign(key, &claims)?;
    let application = application.map_or(ApplicationId::ZERO, |application| application.id);
    let row = NewRow { session, account, application, scopes, created_at, expires_at, agent: "" };
    insert(tx, hash(Kind::Token, &token), &row).await?;
    Ok(AccessToken { token: Secret::new(token), session, scopes, created_at })
}

/// Signs a browser in; gives the value of its cookie.
///
/// # Errors
/// From the engine.
pub async fn open_browser(tx: &mut Tx, state: &State, account: AccountId, agent: &str) -> Result<Secret> {
    let (value, created_at) = (super::random_token(), state.now_ms());
    let row = NewRow {
        session: state.owned_id(account),
        account,
        application: ApplicationId::ZERO,
        scopes: Scopes::NONE,
        created_at,
        expires_at: created_at + BROWSER_MS,
        agent: cut(agent),
    };
    insert(tx, hash(Kind::Browser, &value), &row).await?;
    Ok(Secret::new(value))
}

/// How long a browser's cookie lives, in seconds.
pub(super) const BROWSER_SECONDS: i64 = BROWSER_MS / 1_000;

fn cut(agent: &str) -> &str {
    agent.get(..agent.floor_char_boundary(MAX_AGENT)).unwrap_or("")
}

struct NewRow<'a> {
    session: SessionId,
    account: AccountId,
    application: ApplicationId,
    scopes: Scopes,
    created_at: i64,
    expires_at: i64,
    agent: &'a str,
}

async fn insert(tx: &mut Tx, hash: TokenHash, row: &NewRow<'_>) -> Result<()> {
    let scopes = row.scopes.to_string();
    let values = params![
        row.session,
        row.account,
        row.application,
        &hash[..],
        scopes,
        row.created_at,
        row.expires_at,
        row.agent
    ];
    tx.run(&store::SESSION_INSERT, values).await.map(drop)
}

/// Ends a session, at once and everywhere. Ending one that has ended changes nothing.
///
/// # Errors
/// From the engine.
pub async fn revoke(tx: &mut Tx, state: &State, session: SessionId) -> Result<()> {
    let account = tx.one(&store::SESSION_ACCOUNT, params![session], |row| row.get(0)).await?;
    let Some(account) = account else { return Ok(()) };
    if tx.run(&store::SESSION_REVOKE, params![session, state.now_ms()]).await? > 0 {
        events::emit(tx, state, Event::SessionsChanged { account }).await?;
    }
    Ok(())
}

/// Ends a session in a block of its own.
///
/// # Errors
/// From the engine.
pub async fn end(state: &State, session: SessionId) -> Result<()> {
    let for_block = state.clone();
    state.db().write(async move |tx| revoke(tx, &for_block, session).await).await
}

/// Ends all sessions of an account: browsers and tokens.
///
/// # Errors
/// From the engine.
pub async fn revoke_all(tx: &mut Tx, state: &State, account: AccountId) -> Result<()> {
    if tx.run(&store::SESSIONS_REVOKE, params![account, state.now_ms()]).await? > 0 {
        events::emit(tx, state, Event::SessionsChanged { account }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_never_taken_for_a_token() {
        assert_ne!(hash(Kind::Token, "abc"), hash(Kind::Browser, "abc"));
    }
}
