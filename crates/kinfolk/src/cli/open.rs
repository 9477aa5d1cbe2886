//! Opening the database, for the server and for every command, and `kinfolk migrate`. A failure names the
//! setting that says where the database is.
//!
//! **Not here:** what is done with it; the schema's steps.

use std::path::Path;

use base::{Clock, Error};

use super::Failure;
use crate::app;
use crate::core::{Config, State};

/// The state, for a command beside a server or alone.
pub(super) async fn open(config: Config, server: bool) -> Result<State, Failure> {
    open_with(config, server, |builder| builder).await
}

/// The state with one more module, for a server. Makes the folder of a SQLite file.
pub(super) async fn open_with(config: Config, server: bool, more: app::Install) -> Result<State, Failure> {
    make_folder(&config)?;
    let clock = Clock::system();
    if config.database_direct_url.is_some() {
        app::migrate(&config, &clock).await.map_err(|error| refused(error, &migrated_by(&config)))?;
    }
    let setting = opened_by(&config);
    app::connect(config, clock, server, more).await.map_err(|error| refused(error, &setting))
}

/// Keeps others from replacing what is in the database while the server runs. The lock belongs to a session,
/// so it is taken past a pooler where one is known.
pub(super) async fn serving(config: &Config) -> Result<db::admin::Serving, Failure> {
    let url = config.database_direct_url.as_ref().unwrap_or(&config.database_url);
    let held = db::admin::serving(&db::Config::new(url.expose())).await;
    held.map_err(|error| refused(error, &migrated_by(config)))
}

/// `kinfolk migrate`.
pub(super) async fn migrate(config: Config) -> Result<(), Failure> {
    make_folder(&config)?;
    let applied = app::migrate(&config, &Clock::system()).await;
    match applied.map_err(|error| refused(error, &migrated_by(&config)))? {
        0 => println!("the schema is up to date"),
        1 => println!("1 step was applied"),
        applied => println!("{applied} steps were applied"),
    }
    Ok(())
}

fn make_folder(config: &Config) -> Result<(), Failure> {
    let url = config.database_url.expose();
    let file = url.strip_prefix("sqlite:").map(|rest| Path::new(rest.strip_prefix("//").unwrap_or(rest)));
    let Some(folder) = file.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "there is a file of that name".to_owned(),
            _ => error.to_string(),
        };
        let setting = opened_by(config);
        Failure(format!("the folder {} cannot be made: {why}; {setting} names it", folder.display()))
    })
}

/// The setting that says where the database is: without a URL of its own it lies in the data folder.
fn opened_by(config: &Config) -> String {
    let own = config.names.contains_key("DATABASE_URL");
    config.name_of(if own { "DATABASE_URL" } else { "DATA_DIR" })
}

/// The setting that says where migrations go.
fn migrated_by(config: &Config) -> String {
    match config.database_direct_url {
        Some(_) => config.name_of("DATABASE_DIRECT_URL"),
        None => opened_by(config),
    }
}

fn refused(error: Error, setting: &str) -> Failure {
    match error {
        Error::Unavailable { text, cause } => {
            let text = text.strip_prefix("The ").unwrap_or(text);
            Failure(format!("the {text}: {cause}; {setting} says where it is"))
        }
        other => other.into(),
    }
}
