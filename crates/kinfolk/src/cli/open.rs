//! Opening the database, for the server and for every command, and `kinfolk migrate`. A failure names the
//! setting that says where the database is.
//!
//! **Not here:** what is done with it; the schema's steps.

use std::path::{Path, PathBuf};

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
    let held = db::admin::serving(&database(config)).await;
    held.map_err(|error| refused(error, &migrated_by(config)))
}

/// `kinfolk migrate`.
pub(super) async fn migrate(config: Config) -> Result<(), Failure> {
    make_folder(&config)?;
    let applied = app::migrate(&config, &Clock::system()).await;
    let applied = applied.map_err(|error| refused(error, &migrated_by(&config)))?;
    for step in &applied {
        println!("step {} ({}) was applied", step.number, step.name);
    }
    if applied.is_empty() {
        println!("the schema is up to date");
    }
    Ok(())
}

/// Where a command that needs a session of its own finds the database: past a pooler where one is in the way.
pub(super) fn database(config: &Config) -> db::Config {
    db::Config::new(config.database_direct_url.as_ref().unwrap_or(&config.database_url).expose())
}

/// Makes the folder of a SQLite file.
pub(super) fn make_folder(config: &Config) -> Result<(), Failure> {
    make_folder_of(config.database_url.expose(), &opened_by(config))
}

/// Makes the folder of the SQLite file at a URL that was given by `origin`, a setting or a word of the command.
pub(super) fn make_folder_of(url: &str, origin: &str) -> Result<(), Failure> {
    let file = sqlite_file(url);
    let Some(folder) = file.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "there is a file of that name".to_owned(),
            _ => error.to_string(),
        };
        Failure(format!("the folder {} cannot be made: {why}; {origin} names it", folder.display()))
    })
}

/// The file of a SQLite database.
pub(super) fn sqlite_file(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite:").map(|rest| PathBuf::from(rest.strip_prefix("//").unwrap_or(rest)))
}

/// The setting that says where the database is: without a URL of its own it lies in the data folder.
pub(super) fn opened_by(config: &Config) -> String {
    let own = config.names.contains_key("DATABASE_URL");
    config.name_of(if own { "DATABASE_URL" } else { "DATA_DIR" })
}

/// The setting that says where migrations and what needs a session go.
pub(super) fn migrated_by(config: &Config) -> String {
    match config.database_direct_url {
        Some(_) => config.name_of("DATABASE_DIRECT_URL"),
        None => opened_by(config),
    }
}

/// A failure that names the setting, where the database itself could not be had.
pub(super) fn refused(error: Error, setting: &str) -> Failure {
    match error {
        Error::Unavailable { text, cause } => {
            let text = text.strip_prefix("The ").unwrap_or(text);
            Failure(format!("the {text}: {cause}; {setting} says where it is"))
        }
        other => other.into(),
    }
}
