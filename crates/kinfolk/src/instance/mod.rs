//! The documents about this server: what it is, what it allows, how large it is, whether it is up.
//!
//! **Tables:** none of its own; counts rows of `users` and `account_stats`.
//! **URLs:** `GET /api/v1/instance`, `/api/v2/instance` and parts of them, `/.well-known/nodeinfo`,
//! `/nodeinfo/{2.0,2.1}`, webfinger, host-meta, `/api/oembed`, `/health`, `/health/ready`, the pages `/`, `/about`,
//! `/privacy-policy`, `/terms-of-service`, `/docs`, `/instance/*.png`,
//! `/favicon.ico`, `/robots.txt`; `/api/openapi.json`; and the lists that clients ask
//! for at log-in and that are empty while their feature does not exist (`empty_api`).
//!
//! **Invariants:** what stands here is true: a limit is one that is enforced, a number was counted, and
//! a feature that does not exist is not promised. No request waits for a count of many rows.
//!
//! **Not here:** what an administrator changes (`settings`, later), metrics.

mod api;
mod discovery_api;
mod empty_api;
mod entity;
mod pages;
mod picture;
mod reference_api;
pub mod shape;
mod size;
mod store;
mod texts_api;

use axum::routing::get;

use crate::core::Builder;
use crate::http::Routes;

pub use reference_api::{described, document};

/// Adds this module's shared parts.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    builder.part(size::Counted::default())
}

/// This module's URLs.
pub fn routes() -> Routes {
    api::routes()
        .merge(discovery_api::routes())
        .merge(texts_api::routes())
        .merge(empty_api::routes())
        .route("/", get(pages::landing))
        .route("/about", get(pages::about))
        .route("/about/design", get(pages::design))
        .route("/instance/{file}", get(api::picture))
        .route("/favicon.ico", get(api::favicon))
        .route("/robots.txt", get(api::robots))
}
