//! Kinfolk: a social network that people run themselves.
//!
//! The modules stand in one total order, and a module uses only modules before it; a test reads
//! the sources and says where that is not so. `app` puts them together.

pub mod accounts;
pub mod auth;
pub mod core;
pub mod edges;
pub mod graph;
pub mod http;
pub mod instance;
pub mod media;
pub mod notifications;
pub mod policy;
pub mod search;
pub mod statuses;
pub mod timelines;

pub mod app;
pub mod cli;
