//! Users, OAuth applications and tokens, sessions, passwords; the extractors `Viewer` and `MaybeViewer`.
//!
//! **Tables:** `users`, `applications`, `sessions`, `authorization_codes`, `secrets`.
//! **URLs:** `/oauth/*`, `/auth/sign_in`, `/auth/sign_out`, `/api/v1/apps*`, `/settings`, `/settings/account`,
//! `/settings/appearance`, `/settings/sessions`, `/settings/apps`, `/.well-known/oauth-authorization-server`, `/.well-known/jwks.json`,
//! `/.well-known/change-password`.
//! **Events:** emits `SessionsChanged`; listens to it and to `AccountChanged`.
//!
//! **Invariants:** no secret is stored but as a hash, the signing keys and the set-up code
//! excepted; a session decides what its token may do, whatever the token says; a code and a refresh token are used once;
//! once there is an owner, there is always one who can sign in ([`manage`]).
//!
//! **Not here:** sign-up and the first owner's page (`accounts`, which makes the account), what may be
//! seen (`policy`), rate limits (`http`).

mod agent;
mod api;
mod appearance;
mod appearance_pages;
pub mod applications;
pub mod authorize;
mod clean_up;
mod codes;
pub mod cookie;
pub mod credentials;
pub mod devices;
mod entity;
mod extract;
pub mod grants;
mod guessable;
mod jwt;
pub mod keys;
mod leave;
mod log_in;
pub mod manage;
pub mod oauth;
mod pages;
pub mod passwords;
pub mod recovery;
mod recovery_pages;
mod redirect;
pub mod refresh;
mod register;
mod role;
mod scopes;
pub mod sessions;
pub mod settings_pages;
pub mod setup;
pub mod shell;
mod store;
pub mod users;

use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::core::{Builder, Event, leaving};
use crate::http::Routes;

pub use applications::Application;
pub use entity::TokenEntity;
pub use extract::{AppToken, Browser, MaybePageViewer, MaybeViewer, PageViewer, Viewer};
pub use log_in::{is_still_right, log_in};
pub use pages::{log_in_again, open as open_browser};
pub use role::Role;
pub use scopes::{Scopes, UnknownScope};
pub use shell::Shell;

/// Per cent of the memory for caches.
const SESSIONS_SHARE: usize = 3;
const APPLICATIONS_SHARE: usize = 1;

/// Adds this module's shared parts and listeners.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    let sessions = sessions::Known::new(builder.room(SESSIONS_SHARE));
    let applications = applications::Known::new(builder.room(APPLICATIONS_SHARE));
    recovery::install(clean_up::install(builder))
        .part(sessions)
        .part(applications)
        .part(keys::Ring::default())
        .part(passwords::Pool::new())
        .part(shell::reader_port())
        .job(leave::KIND, leaving::QUEUE, leave::forget_sessions)
        .follow_up(|_, event| leaving::follow_up(event, leave::KIND))
        .listen(|state, event| match event {
            Event::SessionsChanged { account }
            | Event::AccountChanged { account }
            | Event::Doubted { account } => {
                state.part::<sessions::Known>().changed(*account);
            }
            _ => {}
        })
        .observe(|state, seen| {
            seen.cache("sessions", state.part::<sessions::Known>().usage());
            seen.cache("applications", state.part::<applications::Known>().usage());
        })
        .reset(|state| {
            state.part::<sessions::Known>().clear();
            state.part::<applications::Known>().clear();
            state.part::<keys::Ring>().clear();
        })
}

/// This module's URLs.
pub fn routes() -> Routes {
    api::routes()
        .route("/oauth/authorize", get(pages::authorize_form).post(pages::authorize))
        .route("/auth/sign_in", get(pages::sign_in_form).post(pages::sign_in))
        .form("/auth/sign_out", pages::sign_out)
        .route("/auth/password/new", get(recovery_pages::forgotten).post(recovery_pages::send_link))
        .route("/auth/password/edit", get(recovery_pages::choose).post(recovery_pages::set_password))
        .route("/settings", get(settings_pages::index))
        .route("/settings/account", get(settings_pages::account))
        .form("/settings/account/password", settings_pages::change_password)
        .form("/settings/account/email", settings_pages::change_email)
        .route("/settings/appearance", get(appearance_pages::show).post(appearance_pages::save))
        .route("/settings/sessions", get(settings_pages::sessions))
        .form("/settings/sessions/end_others", settings_pages::end_other_sessions)
        .form("/settings/sessions/{id}/end", settings_pages::end_session)
        .route("/settings/apps", get(settings_pages::apps))
        .form("/settings/apps/{id}/remove", settings_pages::remove_app)
        .route("/.well-known/change-password", get(settings_pages::where_to_change_password))
}

/// 256 random bits as 43 characters that need no escaping anywhere.
fn random_token() -> String {
    let mut bytes = [0; 32];
    base::random::fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The log-in page that leads back to `path`, which begins with `/`.
#[must_use]
pub fn sign_in_url(path: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", path).finish();
    format!("/auth/sign_in?{query}")
}
