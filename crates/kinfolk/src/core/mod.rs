//! What every module stands on and no feature shows in: configuration, shared state, domain
//! events with their outbox, caches, schema steps, telemetry, readiness, metrics.
//!
//! **Tables:** `outbox`, and by crate `jobs` `jobs` and `crons`. **Invariant:** nothing here names a module of the application.

mod adoption;
pub mod bus;
pub mod cache;
pub mod changes;
pub mod config;
pub mod events;
pub mod foreign;
pub mod health;
pub mod jobs;
pub mod kept;
pub mod leaving;
pub mod metrics;
mod outbox;
pub mod pictures;
mod schema;
mod state;
mod store;
mod tail;
mod tally;
pub mod telemetry;
pub mod trail;
pub mod versions;
pub mod words;

/// Adds this module's jobs.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    outbox::install(builder)
}

pub use config::Config;
pub use events::Event;
pub use jobs::{NewJob, Run as JobRun};
pub use schema::STEPS;
pub use state::{Builder, State};
