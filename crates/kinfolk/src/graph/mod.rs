//! What people do with edges: follow, block.

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
