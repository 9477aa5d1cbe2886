//! The documents about this server: what it is, what it allows, how large it is, whether it is up.
//!
//! **Tables:** none of its own; counts rows of `users` and `account_stats`.
//! **URLs:** `GET /api/v1/instance`, `/api/v2/instance` and parts of them, `/.well-known/nodeinfo`,
//! `/nodeinfo/{2.0,2.1}`, webfinger, host-meta, `/api/oembed`, `/health`, `/health/ready`, the pages `/`, `/about`,
//! `/privacy-policy`, `/terms-of-service`, `/instance/*.png`; and the lists that clients ask
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
mod size;
mod store;
mod texts_api;

use axum::routing::get;

use crate::core::Builder;
use crate::http::Routes;

/// Adds this module's shared parts.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    builder.part(size::Counted::default())
}

/// This module's URLs.
pub fn routes() -> Routes {
    Routes::new()
        .route("/health", get(api::health))
        .route("/health/ready", get(api::ready))
        .route("/", get(pages::landing))
        .route("/about", get(pages::about))
        .route("/instance/{file}", get(api::picture))
        .route("/api/v1/instance", get(api::v1))
        .route("/api/v2/instance", get(api::v2))
        .route("/api/v1/instance/rules", get(api::nothing))
        .route("/api/v1/instance/peers", get(api::nothing))
        .route("/api/v1/instance/domain_blocks", get(api::nothing))
        .route("/api/v1/instance/translation_languages", get(api::no_languages))
        .route("/api/v1/custom_emojis", get(api::nothing))
        .route("/.well-known/nodeinfo", get(api::nodeinfo_links))
        .route("/nodeinfo/2.0", get(api::nodeinfo_2_0))
        .route("/nodeinfo/2.1", get(api::nodeinfo_2_1))
        .route("/.well-known/webfinger", get(discovery_api::webfinger))
        .route("/.well-known/host-meta", get(discovery_api::host_meta))
        .route("/api/oembed", get(discovery_api::oembed))
        .route("/api/v1/instance/activity", get(api::nothing))
        .route("/api/v1/instance/extended_description", get(texts_api::description))
        .route("/api/v1/instance/privacy_policy", get(texts_api::privacy))
        .route("/api/v1/instance/terms_of_service", get(texts_api::terms))
        .route("/api/v1/instance/terms_of_service/{date}", get(texts_api::terms_of))
        .route("/privacy-policy", get(texts_api::privacy_page))
        .route("/terms-of-service", get(texts_api::terms_page))
        .merge(empty_api::routes())
}
