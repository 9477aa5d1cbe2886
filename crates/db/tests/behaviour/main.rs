//! What the data layer promises, tested from outside on both engines.
//!
//! - `place`: a fresh database per test, on each engine.
//! - `both`: what holds on either engine.
//! - `values`: parameters and columns, alike on either engine.
//! - `migrating`: schema steps.
//! - `postgres`: what only PostgreSQL can do wrong.
//! - `writer`: SQLite's group commit, member by member.
//! - `log`: SQLite's write-ahead log: made by one of many, and stays small.
//! - `model`: thousands of members with random ends, against a simple model.
//! - `health`: whether it answers and takes writes.
//! - `durability`: no acknowledgement before the sync, and none lost by a kill.
//! - `transfer`: whole databases read and filled.
//! - `readers`: SQLite's read blocks: where they run and what they see.
//!
//! PostgreSQL is tested when `KINFOLK_TEST_POSTGRES` holds the URL of a role that may create
//! databases; without it those tests say that they were skipped, and fail under `CI=true`.

#![expect(clippy::unwrap_used, reason = "a test fails by unwrapping; its helpers do as well")]
#![expect(clippy::disallowed_methods, reason = "what is tested here happens in real time")]

mod both;
mod durability;
mod health;
mod log;
mod migrating;
mod model;
mod place;
mod postgres;
mod readers;
mod transfer;
mod values;
mod writer;
