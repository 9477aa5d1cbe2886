//! Posts, favourites, reblogs.

use axum::Router;

use crate::core::{Builder, State};

/// Adds this module's shared parts and listeners.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    builder
}

/// This module's URLs.
pub fn routes() -> Router<State> {
    Router::new()
}

/// The newest id in the database, for the id maker to start above; 0 if there is none.
///
/// # Errors
/// From the engine.
pub async fn newest_id(_db: &db::Db) -> base::Result<i64> {
    Ok(0)
}
