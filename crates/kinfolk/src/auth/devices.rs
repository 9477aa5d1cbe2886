//! What somebody is logged in with: browsers, and the apps that they allowed. Listed and ended by themselves.
//!
//! Not here: how a session is found and what it may do (`sessions`), pages (`settings`).

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Error, Result};
use db::{Reader, Row, Tx, params};

use super::{Application, Scopes, applications, refresh, store};
use crate::core::words::{AccountId, ApplicationId, SessionId};
use crate::core::{Event, State, events};

/// Sessions that are looked at, the newest; nobody reads through more.
const MOST: i64 = 1_000;

/// A browser that somebody is logged in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// Its session.
    pub id: SessionId,
    /// `User-Agent`; may be empty.
    pub agent: String,
    /// From where they logged in, if that was noted.
    pub address: Option<String>,
    /// Unix milliseconds.
    pub created_at: i64,
    /// The last use, within the hour, in Unix milliseconds.
    pub used_at: i64,
}

/// An app that somebody allowed to act for them.
#[derive(Debug, Clone)]
pub struct AllowedApp {
    /// The app's id; zero: the command line.
    pub id: ApplicationId,
    /// The app; `None`: tokens from the command line, or of an app that is gone.
    pub application: Option<Arc<Application>>,
    /// All that its tokens may do together.
    pub scopes: Scopes,
    /// When the first of its tokens was made, in Unix milliseconds.
    pub since: i64,
    /// The last use, within the hour, in Unix milliseconds.
    pub used_at: i64,
}

/// A session in force.
struct Live {
    id: SessionId,
    application: ApplicationId,
    scopes: Scopes,
    created_at: i64,
    used_at: i64,
    agent: String,
    address: Option<String>,
}

impl Live {
    fn is_browser(&self) -> bool {
        self.scopes.is_empty()
    }
}

/// The browsers of an account, the one used last first.
///
/// # Errors
/// From the engine.
pub async fn browsers(state: &State, account: AccountId) -> Result<Vec<BrowserSession>> {
    let mut all: Vec<BrowserSession> = live(state, account)
        .await?
        .into_iter()
        .filter(Live::is_browser)
        .map(|live| BrowserSession {
            id: live.id,
            agent: live.agent,
            address: live.address.filter(|address| !address.is_empty()),
            created_at: live.created_at,
            used_at: live.used_at,
        })
        .collect();
    all.sort_by_key(|session| std::cmp::Reverse((session.used_at, session.id)));
    Ok(all)
}

/// The apps that act for an account, the one allowed last first. One statement, and one for apps not remembered.
///
/// # Errors
/// From the engine.
pub async fn apps(state: &State, account: AccountId) -> Result<Vec<AllowedApp>> {
    let mut by_app: BTreeMap<ApplicationId, AllowedApp> = BTreeMap::new();
    for live in live(state, account).await?.into_iter().filter(|live| !live.is_browser()) {
        let seen = by_app.entry(live.application).or_insert(AllowedApp {
            id: live.application,
            application: None,
            scopes: Scopes::NONE,
            since: live.created_at,
            used_at: live.used_at,
        });
        seen.scopes = seen.scopes.with(live.scopes);
        seen.since = seen.since.min(live.created_at);
        seen.used_at = seen.used_at.max(live.used_at);
    }
    let named = by_app.keys().copied().filter(|id| *id != ApplicationId::ZERO);
    let mut known = applications::by_ids(state, named).await?;
    let mut all: Vec<AllowedApp> =
        by_app.into_iter().map(|(id, app)| AllowedApp { application: known.remove(&id), ..app }).collect();
    all.sort_by_key(|app| std::cmp::Reverse((app.since, app.id)));
    Ok(all)
}

async fn live(state: &State, account: AccountId) -> Result<Vec<Live>> {
    let now = state.now_ms();
    let block = async move |r: &mut Reader| {
        r.all(&store::SESSIONS_LIVE, params![account, now, now - refresh::LIFE_MS, MOST], read).await
    };
    state.db().read(block).await
}

fn read(row: &Row<'_>) -> Result<Live> {
    Ok(Live {
        id: row.get(0)?,
        application: row.get(1)?,
        scopes: Scopes::stored(&row.get::<String>(2)?),
        created_at: row.get(3)?,
        used_at: row.get(4)?,
        agent: row.get(5)?,
        address: row.get(6)?,
    })
}

/// Ends one browser's session of an account.
///
/// # Errors
/// `NotFound` when the account has no such session, or it has ended; or from the engine.
pub async fn end_browser(state: &State, account: AccountId, session: SessionId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let values = params![session, account, within.now_ms()];
        match tx.run(&store::SESSION_REVOKE_BROWSER, values).await? {
            0 => Err(Error::NotFound),
            _ => events::emit(tx, &within, Event::SessionsChanged { account }).await,
        }
    };
    state.db().write(block).await
}

/// Ends the sessions of an account's browsers but one; says how many those were.
///
/// # Errors
/// From the engine.
pub async fn end_browsers(
    tx: &mut Tx,
    state: &State,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<u64> {
    let values = params![account, state.now_ms(), keep.unwrap_or(SessionId::ZERO)];
    let ended = tx.run(&store::SESSIONS_REVOKE_BROWSERS, values).await?;
    if ended > 0 {
        events::emit(tx, state, Event::SessionsChanged { account }).await?;
    }
    Ok(ended)
}

/// Takes back what an account allowed an app: its tokens are worth nothing from now on, and neither are codes on
/// their way to becoming tokens. Zero stands for tokens from the command line.
///
/// # Errors
/// `NotFound` when nothing was allowed; or from the engine.
pub async fn disallow(state: &State, account: AccountId, application: ApplicationId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        // Codes first: one that is just being exchanged has become a session by the time that it is waited for.
        let codes = tx.run(&store::CODES_OF_APP_DELETE, params![account, application]).await?;
        let values = params![account, application, within.now_ms()];
        if codes + tx.run(&store::SESSIONS_REVOKE_APP, values).await? == 0 {
            return Err(Error::NotFound);
        }
        events::emit(tx, &within, Event::SessionsChanged { account }).await
    };
    state.db().write(block).await
}
