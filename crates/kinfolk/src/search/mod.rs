//! Finding people and tags by name. Statuses are not searched yet: their list is empty.
//!
//! **Tables:** none of its own; `accounts` and `tagged` answer by their indexes.
//! **URLs:** `GET /api/v2/search`, `GET /api/v1/accounts/search`, the page `/search`.
//! **Invariant:** what is found is judged like anything else. An exact name finds whom one blocks
//! (one must be able to unblock them); a beginning of a name does not.
//!
//! **Not here:** trends and suggestions.

mod api;
mod pages;
mod people;
mod tags;

use axum::routing::get;

use crate::http::Routes;

pub use people::{PeopleQuery, people};

/// This module's URLs.
pub fn routes() -> Routes {
    api::routes().route("/search", get(pages::search))
}
