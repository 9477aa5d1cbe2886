//! Profiles: making accounts, finding them by name, showing them, counting what belongs to them.
//!
//! **Tables:** `accounts`, `account_stats`.
//! **URLs:** `GET /api/v1/accounts` and `/api/v1/accounts/{id}`, `verify_credentials`, `lookup`;
//! `/avatars/{id}.png`, `/headers/default.png`.
//! **Events:** emits `AccountChanged` and `AccountCounted`; its caches follow both.
//! **Invariants:** a name is unique without regard to case and never given to another account;
//! counters change only through [`count`], last in a transaction and in the order of account ids
//! (else two transactions wait for each other), and equal a recount.
//!
//! **Not here:** logins (`auth`), what people do to each other (`graph`), statuses.

mod count;
mod create;
mod find;
mod model;
mod store;

use axum::Router;

use crate::core::{Builder, State};

pub use count::{Change, count};
pub use create::{NewAccount, create};
pub use find::{find, find_many};
pub use model::Username;

/// Adds this module's shared parts and listeners.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    let names = find::Names::new(builder.cache_bytes(3));
    builder.part(names).reset(|state| state.part::<find::Names>().clear())
}

/// This module's URLs.
pub fn routes() -> Router<State> {
    Router::new()
}
