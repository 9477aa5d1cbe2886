//! Puts the modules together: the parts of the state, who listens to which events, and the routes.
//!
//! This is the only place that knows every module.

use base::{Clock, IdMaker, Result};
use db::Db;
use db::migrate::Step;

use crate::core::{self, Builder, Config, State};
use crate::{
    accounts, auth, edges, graph, http, instance, media, notifications, search, statuses, timelines,
};

/// A module that is put in behind all others.
pub type Install = fn(Builder) -> Builder;

/// Opens the database, migrates it and builds the state. `server` is false for commands, whose
/// outbox rows are born unleased.
///
/// # Errors
/// `Unavailable` or `Unprocessable` with a sentence for the operator.
pub async fn open(config: Config, clock: Clock, server: bool) -> Result<State> {
    if config.database_direct_url.is_some() {
        migrate(&config, &clock).await?;
    }
    connect(config, clock, server, |builder| builder).await
}

/// The same with one more module, where a database with a direct URL was migrated by that already.
///
/// # Errors
/// As [`open`].
pub async fn connect(config: Config, clock: Clock, server: bool, more: Install) -> Result<State> {
    // A quarter of the eighth that stays for what is no cache (`Builder::room`).
    let writer_cache = (config.cache_mb << 20) / 32;
    let database = db::Config { writer_cache, ..db::Config::new(config.database_url.expose()) };
    let db = Db::open(&database).await?;
    if config.database_direct_url.is_none() {
        db::migrate::run(&db, core::STEPS, clock.now_ms()).await?;
    }
    build_with(config, db, clock, server, more).await
}

/// Brings the schema up to date, past a pooler if one is in the way; gives the steps that this took.
///
/// # Errors
/// As [`open`].
pub async fn migrate(config: &Config, clock: &Clock) -> Result<Vec<Step>> {
    let url = config.database_direct_url.as_ref().unwrap_or(&config.database_url);
    let db = Db::open(&db::Config::new(url.expose())).await?;
    let applied = db::migrate::apply(&db, core::STEPS, clock.now_ms()).await;
    db.close().await;
    applied
}

/// Builds the state over a database that is migrated already.
///
/// # Errors
/// From the engine.
pub async fn build(config: Config, db: Db, clock: Clock, server: bool) -> Result<State> {
    build_with(config, db, clock, server, |builder| builder).await
}

async fn build_with(config: Config, db: Db, clock: Clock, server: bool, more: Install) -> Result<State> {
    let ids = IdMaker::new(clock.clone(), statuses::newest_id(&db).await?);
    let instance = server.then(base::random::number);
    let builder = Builder::new(config, db, clock, ids, instance);
    let builder = [
        core::install,
        http::rate::install,
        auth::install,
        edges::install,
        media::install,
        accounts::install,
        graph::install,
        statuses::install,
        timelines::install,
        notifications::install,
        instance::install,
        more,
    ]
    .into_iter()
    .fold(builder, |builder, install| install(builder));
    Ok(builder.build())
}

/// The whole application as one service: all routes behind the front.
#[must_use]
pub fn front(state: State) -> http::Front {
    http::Front::of(routes(), state)
}

/// The OpenAPI document of the whole API.
#[must_use]
pub fn openapi() -> serde_json::Value {
    instance::document(routes().operations())
}

/// All routes: those of the modules, and those that describe them.
#[must_use]
pub fn routes() -> http::Routes {
    let modules = [
        http::routes(),
        auth::routes(),
        media::routes(),
        accounts::routes(),
        graph::routes(),
        statuses::routes(),
        timelines::routes(),
        notifications::routes(),
        search::routes(),
        instance::routes(),
    ];
    instance::described(modules.into_iter().fold(http::Routes::new(), http::Routes::merge))
}
