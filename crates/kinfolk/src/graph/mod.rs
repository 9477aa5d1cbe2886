//! What people do with edges: follow, unfollow, block, unblock; and the lists of people that come
//! of it.
//!
//! **Tables:** none of its own: rows are written by `edges::write`, counters by `accounts::count`.
//! **URLs:** `/api/v1/accounts/relationships`, `/api/v1/accounts/{id}/{followers,following}`,
//! `POST /api/v1/accounts/{id}/{follow,unfollow,block,unblock}`, `/api/v1/blocks`; the pages
//! `/@name/{followers,following}`, `POST /@name/{follow,unfollow,block,unblock}`.
//! **Events:** by way of those two, `EdgeChanged` and `AccountCounted`; follows up on `AccountLeft`.
//! **Invariants:** every act holds both accounts, locks the pair, reads what is between the two, judges, writes,
//! and counts last, in the order of account ids. Repeating an act changes nothing.
//!
//! **Not here:** who may (`policy`), requests to follow locked accounts, mutes and lists.

mod api;
mod block;
mod entity;
mod follow;
mod leave;
mod pages;
mod people;
mod relationship;
mod views;

use axum::routing::{get, post};

use crate::core::{Builder, leaving};
use crate::http::Routes;

pub use block::{block, unblock};
pub use follow::{FollowChange, follow, unfollow};
pub use people::{PeoplePage, people};
pub use relationship::relationships;
pub use views::{person_views, profile_view};

/// Nothing of its own is remembered here; edges of who has left are removed.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    builder
        .job(leave::KIND, leaving::QUEUE, leave::forget_edges)
        .follow_up(|_, event| leaving::follow_up(event, leave::KIND))
}

/// This module's URLs.
pub fn routes() -> Routes {
    Routes::new()
        .route("/api/v1/accounts/relationships", get(api::relationships))
        .route("/api/v1/accounts/{id}/followers", get(api::followers))
        .route("/api/v1/accounts/{id}/following", get(api::following))
        .route("/api/v1/accounts/{id}/follow", post(api::follow))
        .route("/api/v1/accounts/{id}/unfollow", post(api::unfollow))
        .route("/api/v1/accounts/{id}/block", post(api::block))
        .route("/api/v1/accounts/{id}/unblock", post(api::unblock))
        .route("/api/v1/blocks", get(api::blocks))
        .route("/@{name}/followers", get(pages::followers))
        .route("/@{name}/following", get(pages::following))
        .route("/@{name}/follow", post(pages::follow))
        .route("/@{name}/unfollow", post(pages::unfollow))
        .route("/@{name}/block", post(pages::block))
        .route("/@{name}/unblock", post(pages::unblock))
}
