//! Files that people sent: kept, served and removed. What becomes of the bytes, and how they are kept, is in crate
//! `media`.
//!
//! **URLs:** `GET /media/{shelf}/{ab}/{cd}/{name}`.
//! **Invariants:** what is served was encoded here (JPEG without transparency, PNG with it; of an animation its first
//! picture, so that `avatar` and `avatar_static` are one); what has a name never changes; at most two pictures are
//! decoded at a time, on threads of their own and never while the database waits; a file is there before the row that
//! names it, and is removed only when no row does.
//!
//! A shelf belongs to a module that knows what is in use there: `avatars` and `headers` to `accounts`. A file that no
//! row came to name, as a server was killed in between, harms nobody; the shelf's owner looks for such once a week.
//!
//! **Not here:** addresses (`core::pictures`), whose picture it is (`accounts`), parts of files (`Range`).

mod api;
mod keep;

use axum::routing::get;

use crate::core::Builder;
use crate::http::Routes;

pub use keep::{forget, keep, keep_if_gone, names, prepare};

/// Adds the store.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    let store = keep::Store::new(builder.config());
    builder.part(store)
}

/// This module's URLs.
pub fn routes() -> Routes {
    Routes::new().route("/media/{shelf}/{first}/{second}/{name}", get(api::file))
}
