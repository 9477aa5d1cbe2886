//! What the data layer promises, tested from outside on both engines.
//!
//! - `place`: a fresh database per test, on each engine.
//! - `both`: what holds on either engine.
//! - `postgres`: what only PostgreSQL can do wrong.
//!
//! PostgreSQL is tested when `KINFOLK_TEST_POSTGRES` holds the URL of a role that may create
//! databases; without it those tests say that they were skipped, and fail under `CI=true`.

#![expect(clippy::unwrap_used, reason = "a test fails by unwrapping; its helpers do as well")]

mod both;
mod place;
mod postgres;
