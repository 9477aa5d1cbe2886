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
//! A session that is renewed (`refresh`) keeps its row: only what it is known by changes.
//!
//! Not here: passwords, what a scope allows, HTTP, showing people their sessions (`devices`).

use std::sync::Arc;

use std::time::Duration;

use base::{IdMaker, Result, Secret};
use db::{Row, Tx, params};
use sha2::{Digest, Sha256};

use super::refresh::{self, Renewal};
use super::users::{Role, Standing};
use super::{Application, Scopes, appearance, jwt, keys, store};
use crate::core::State;
use crate::core::cache::{Cache, Room, Usage, Weigh};
use crate::core::changes::Changes;
use crate::core::events::{self, Event};
use crate::core::words::{AccountId, ApplicationId, SessionId};
use crate::http::page::Appearance;

/// A session is read again after this long, whatever events say.
const BELIEVED_MS: i64 = 60_000;
/// A session's last use is written down again after this long.
const NOTED_MS: i64 = 3_600_000;
/// A request waits no longer than this for that to be written.
const NOTING: Duration = Duration::from_secs(1);
/// Mastodon's apps never refresh a token, so it lives until it is revoked; ten years stand for that.
const TOKEN_MS: i64 = 3_652 * DAY_MS;
/// An access token that can be renewed lives this long.
pub(super) const SHORT_TOKEN_MS: i64 = 900_000;
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

/// How long somebody who logs in with a browser wants to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// Until the browser is closed, and a day at most: some browsers never forget such a cookie.
    Briefly,
    /// Thirty days.
    Long,
}

impl Stay {
    const fn ms(self) -> i64 {
        match self {
            Self::Briefly => DAY_MS,
            Self::Long => 30 * DAY_MS,
        }
    }

    /// For how many seconds the browser is to keep the cookie; `None`: until it is closed.
    pub(super) const fn cookie_seconds(self) -> Option<i64> {
        match self {
            Self::Briefly => None,
            Self::Long => Some(self.ms() / 1_000),
        }
    }
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
    /// How they want pages to look.
    pub appearance: Appearance,
}

pub(super) type TokenHash = [u8; 32];

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
    pub(super) fn new(room: Room) -> Self {
        Self { cache: Cache::new(room), changes: Changes::new() }
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

/// The session of an access token, expired or not; `None` when it is unknown or revoked.
pub(super) async fn find_even_expired(state: &State, token: &str) -> Result<Option<Arc<Session>>> {
    load(state, hash(Kind::Token, token)).await
}

async fn load(state: &State, hash: TokenHash) -> Result<Option<Arc<Session>>> {
    let stamp = state.part::<Known>().changes.stamp();
    let read_at = state.now_ms();
    let found = state.db().read(async move |r| {
        r.one(&store::SESSION_BY_TOKEN, params![&hash[..]], |row| read(row, stamp, read_at)).await
    });
    let Some((session, noted_at)) = found.await?.flatten() else { return Ok(None) };
    if read_at - noted_at >= NOTED_MS && session.expires_at.is_none_or(|end| read_at < end) {
        note_use(state, session.id, read_at).await;
    }
    Ok(Some(Arc::new(session)))
}

/// Writes down that a session is used. Who asks something is not refused because that could not be written.
async fn note_use(state: &State, session: SessionId, now: i64) {
    let write =
        state.db().write(async move |tx| tx.run(&store::SESSION_USED, params![session, now]).await.map(drop));
    match tokio::time::timeout(NOTING, write).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "the use of a session was not noted"),
        Err(_) => tracing::debug!("the use of a session was not noted in time"),
    }
}

/// With the time of its last use, as far as that is noted. `None` where the account behind the session is gone.
fn read(row: &Row<'_>, stamp: u64, read_at: i64) -> Result<Option<(Session, i64)>> {
    let account: AccountId = row.get(1)?;
    let person = match (account == AccountId::ZERO, row.get::<Option<i64>>(5)?) {
        (true, _) => None,
        (false, Some(role)) => Some(read_person(row, account, role)?),
        (false, None) => return Ok(None),
    };
    let application: ApplicationId = row.get(2)?;
    let session = Session {
        id: row.get(0)?,
        person,
        application: (application != ApplicationId::ZERO).then_some(application),
        scopes: Scopes::stored(&row.get::<String>(3)?),
        expires_at: row.get(4)?,
        read_at,
        stamp,
    };
    Ok(Some((session, row.get(13)?)))
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
        appearance: appearance::read(row, 14)?,
    })
}

pub(super) fn hash(kind: Kind, presented: &str) -> TokenHash {
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
    /// What renews it; `None`: it lives until it is revoked.
    pub renewal: Option<Renewal>,
}

/// Issues an access token: for an account by way of an application, for an application itself
/// (no account), or from the command line (no application). With the scope `offline_access` a person's token of
/// an application is short and comes with what renews it.
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
    let created_at = state.now_ms();
    let renews = account.is_some() && application.is_some() && scopes.allows("offline_access");
    let said = Said {
        session,
        account: account.unwrap_or(AccountId::ZERO),
        client_id: application.map_or("", |application| &application.client_id),
        scopes,
        refreshes: 0,
        created_at,
        expires_at: created_at + if renews { SHORT_TOKEN_MS } else { TOKEN_MS },
    };
    let keys = keys::all_in(tx, state).await?;
    let token = said.sign(state, &keys)?;
    let (renewal, family) = match renews {
        true => refresh::begin(&keys, session).map(|(renewal, family)| (Some(renewal), Some(family)))?,
        false => (None, None),
    };
    let row = NewRow {
        session,
        account: said.account,
        application: application.map_or(ApplicationId::ZERO, |application| application.id),
        scopes,
        created_at,
        expires_at: said.expires_at,
        agent: "",
        address: None,
        family,
    };
    insert(tx, hash(Kind::Token, &token), &row).await?;
    Ok(AccessToken { token: Secret::new(token), session, scopes, created_at, renewal })
}

/// What an access token says. The same words give the same token.
pub(super) struct Said<'a> {
    pub session: SessionId,
    /// Zero for an application's own.
    pub account: AccountId,
    pub client_id: &'a str,
    pub scopes: Scopes,
    /// How often the session was renewed before.
    pub refreshes: i64,
    pub created_at: i64,
    pub expires_at: i64,
}

impl Said<'_> {
    pub(super) fn sign(&self, state: &State, keys: &keys::Keys) -> Result<String> {
        let sub = match self.account == AccountId::ZERO {
            true => self.client_id.to_owned(),
            false => self.account.to_string(),
        };
        let claims = jwt::Claims {
            iss: &state.config().base_url,
            aud: &state.config().base_url,
            sub,
            client_id: self.client_id,
            jti: match self.refreshes {
                0 => self.session.to_string(),
                nth => format!("{}-{nth}", self.session),
            },
            scope: self.scopes.to_string(),
            iat: self.created_at / 1_000,
            exp: self.expires_at / 1_000,
        };
        jwt::sign(keys::signing(keys)?, &claims)
    }
}

/// The browser that somebody logs in with, as it says itself.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// `User-Agent`; may be empty.
    pub agent: String,
    /// The address that it came from; may be empty.
    pub address: String,
}

/// Signs a browser in; gives the value of its cookie.
///
/// # Errors
/// From the engine.
pub async fn open_browser(
    tx: &mut Tx,
    state: &State,
    account: AccountId,
    device: &Device,
    stay: Stay,
) -> Result<Secret> {
    let (value, created_at) = (super::random_token(), state.now_ms());
    let row = NewRow {
        session: state.owned_id(account),
        account,
        application: ApplicationId::ZERO,
        scopes: Scopes::NONE,
        created_at,
        expires_at: created_at + stay.ms(),
        agent: cut(&device.agent),
        address: Some(&device.address),
        family: None,
    };
    insert(tx, hash(Kind::Browser, &value), &row).await?;
    Ok(Secret::new(value))
}

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
    address: Option<&'a str>,
    family: Option<refresh::FamilyHash>,
}

async fn insert(tx: &mut Tx, hash: TokenHash, row: &NewRow<'_>) -> Result<()> {
    let scopes = row.scopes.to_string();
    let renewed = row.family.is_some();
    let values = params![
        row.session,
        row.account,
        row.application,
        &hash[..],
        &scopes,
        row.created_at,
        row.expires_at,
        row.agent,
        row.address,
        row.family.as_ref().map(|family| &family[..]),
        renewed.then_some(&scopes),
        renewed.then_some(0),
        renewed.then_some(row.created_at)
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
