//! The integration tests: one program, so that there is one link and one warm database template.
//!
//! Each test runs on SQLite and, when `KINFOLK_TEST_POSTGRES` names a server, on PostgreSQL; without
//! it the PostgreSQL half says that it was left out, and fails where `CI=true`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects by failing")]

#[macro_use]
mod support;
mod program;

mod accounts;
mod adoption;
mod api;
mod appearance;
mod auth;
mod backup;
mod backup_faults;
mod bus;
mod clean_up;
mod commands;
mod commands_account;
mod config;
mod deep_pages;
mod doctor;
mod documents;
mod faults;
mod friends;
mod front;
mod graph;
mod graph_model;
mod graph_races;
mod health;
mod homes_again;
mod homes_model;
mod instance;
mod jobs;
mod layout;
mod leaving;
mod links;
mod lists;
mod logs;
mod metrics;
mod mutes;
mod notifications;
mod own_pages;
mod own_postgres;
mod people_pages;
mod pictures;
mod plans;
mod platform;
mod policy;
mod privacy;
mod profile;
mod rates;
mod seeding;
mod serve;
mod standing;
mod starting;
mod statuses;
mod stopping;
mod tags;
mod tail;
mod timelines;
mod traps;
mod two_servers;
mod wrong_settings;
