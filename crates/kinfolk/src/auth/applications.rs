//! OAuth applications: what apps register, and how they prove who they are.
//!
//! An application never changes once it is registered, so remembering one needs no event.
//!
//! Not here: which redirect URI fits a request (`redirect`), tokens (`sessions`).

use std::collections::HashMap;
use std::sync::Arc;

use base::{IdMaker, Result, Secret};
use db::{Row, Tx, Value, params};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Scopes, store};
use crate::core::State;
use crate::core::cache::{Cache, Room, Usage, Weigh};
use crate::core::words::ApplicationId;

/// A registered application.
#[derive(Debug)]
pub struct Application {
    /// Its id, as statuses carry it.
    pub id: ApplicationId,
    /// Its public name for itself in OAuth.
    pub client_id: String,
    /// Its name for people; nobody has checked it.
    pub name: String,
    /// Its website, an `http` or `https` URL.
    pub website: Option<String>,
    /// Where answers may go, at least one.
    pub redirect_uris: Vec<String>,
    /// The most it may ever ask for.
    pub scopes: Scopes,
    /// Unix milliseconds.
    pub created_at: i64,
    secret_hash: Vec<u8>,
}

/// What is needed to register an application.
#[derive(Debug, Clone)]
pub struct NewApplication {
    /// Its name for people.
    pub name: String,
    /// Its website.
    pub website: Option<String>,
    /// Where answers may go, at least one.
    pub redirect_uris: Vec<String>,
    /// The most it may ever ask for.
    pub scopes: Scopes,
}

/// Applications that were looked up.
pub(super) struct Known(Cache<ApplicationId, Arc<Application>>);

impl Known {
    pub(super) fn new(room: Room) -> Self {
        Self(Cache::new(room))
    }

    pub(super) fn clear(&self) {
        self.0.clear();
    }

    pub(super) fn usage(&self) -> Usage {
        self.0.usage()
    }
}

impl Weigh for Arc<Application> {
    fn weight(&self) -> usize {
        let uris: usize = self.redirect_uris.iter().map(|uri| uri.len() + size_of::<String>()).sum();
        size_of::<Application>() + self.client_id.len() + self.name.len() + uris + 64
    }
}

impl Application {
    /// Whether this is the application's secret; takes the same time for every wrong one.
    #[must_use]
    pub fn has_secret(&self, secret: &str) -> bool {
        bool::from(Sha256::digest(secret.as_bytes()).as_slice().ct_eq(&self.secret_hash))
    }
}

/// Registers an application; gives it and its secret, which is never seen again.
///
/// # Errors
/// From the engine.
pub async fn register(tx: &mut Tx, state: &State, new: &NewApplication) -> Result<(Application, Secret)> {
    let secret = super::random_token();
    let application = Application {
        id: ApplicationId::new(state.ids().make_quiet(IdMaker::random_bucket())),
        client_id: super::random_token(),
        name: new.name.clone(),
        website: new.website.clone(),
        redirect_uris: new.redirect_uris.clone(),
        scopes: new.scopes,
        created_at: state.now_ms(),
        secret_hash: Sha256::digest(secret.as_bytes()).to_vec(),
    };
    let a = &application;
    let (uris, scopes) = (a.redirect_uris.join("\n"), a.scopes.to_string());
    let values =
        params![a.id, &a.client_id, &a.secret_hash, &a.name, a.website.as_ref(), uris, scopes, a.created_at];
    tx.run(&store::APPLICATION_INSERT, values).await?;
    Ok((application, Secret::new(secret)))
}

/// The application with this client id.
///
/// # Errors
/// From the engine.
pub async fn by_client_id(state: &State, client_id: &str) -> Result<Option<Arc<Application>>> {
    if client_id.contains('\0') {
        return Ok(None);
    }
    let client_id = client_id.to_owned();
    let found =
        state.db().read(async move |r| r.one(&store::APPLICATION_BY_CLIENT, params![&client_id], read).await);
    Ok(found.await?.map(Arc::new))
}

/// The application with this id, from memory if it can be.
///
/// # Errors
/// From the engine.
pub async fn by_id(state: &State, id: ApplicationId) -> Result<Option<Arc<Application>>> {
    Ok(by_ids(state, [id]).await?.remove(&id))
}

/// The applications with these ids, from memory or in one statement. Those that are gone are absent.
///
/// # Errors
/// From the engine.
pub async fn by_ids(
    state: &State,
    ids: impl IntoIterator<Item = ApplicationId>,
) -> Result<HashMap<ApplicationId, Arc<Application>>> {
    state.part::<Known>().0.fill_many(ids, |ids| load(state, ids)).await
}

async fn load(state: &State, ids: Vec<ApplicationId>) -> Result<Vec<(ApplicationId, Arc<Application>)>> {
    let found = state
        .db()
        .read(async move |r| r.all(&store::APPLICATIONS, &[Value::ids(ids.iter().copied())], read).await);
    Ok(found.await?.into_iter().map(|application| (application.id, Arc::new(application))).collect())
}

fn read(row: &Row<'_>) -> Result<Application> {
    let uris: String = row.get(5)?;
    Ok(Application {
        id: row.get(0)?,
        client_id: row.get(1)?,
        secret_hash: row.get(2)?,
        name: row.get(3)?,
        website: row.get(4)?,
        redirect_uris: uris.split('\n').map(ToOwned::to_owned).collect(),
        scopes: Scopes::stored(&row.get::<String>(6)?),
        created_at: row.get(7)?,
    })
}
