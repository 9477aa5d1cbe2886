//! Making and dropping whole databases on a PostgreSQL server.
//!
//! Used by tests, which give each its own database, and by commands. Needs a role that may create databases.

use std::time::Duration;

use base::{Error, Result};
use tokio_postgres::error::SqlState;

use super::failure::translate;
use super::workers::{Alone, server};
use crate::{Config, Engine};

/// A template that someone is connected to cannot be copied; it is tried this often.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);
/// How often a held lock is tried again.
const LOOKS: u32 = 20;

/// Creates the database `name` on the server at `admin_url` (any database of it), in UTF-8, as a
/// copy of `template` or of `template0`. Waits up to 5 s while others are connected to the template.
///
/// # Errors
/// `Unprocessable` for a malformed URL or name (lower-case letters, digits and `_`, up to 63);
/// `Unavailable` when the server cannot be reached; `Internal` when it refuses.
pub async fn create_database(admin_url: &str, name: &str, template: Option<&str>) -> Result<()> {
    let name = checked(name)?;
    let sql = match template {
        Some(template) => format!("CREATE DATABASE {name} TEMPLATE {}", checked(template)?),
        None => format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
    };
    let alone = Alone::connect(&server(admin_url)?).await?;
    for _ in 1..ATTEMPTS {
        match alone.client.batch_execute(&sql).await {
            Err(error) if error.code() == Some(&SqlState::OBJECT_IN_USE) => tokio::time::sleep(PAUSE).await,
            done => return done.map_err(|error| translate("CREATE DATABASE", &error)),
        }
    }
    Err(Error::unavailable("The database is busy", "others stayed connected to the template"))
}

/// Drops the database `name` if it exists, ending the connections to it.
///
/// # Errors
/// As [`create_database`].
pub async fn drop_database(admin_url: &str, name: &str) -> Result<()> {
    let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", checked(name)?);
    let alone = Alone::connect(&server(admin_url)?).await?;
    alone.client.batch_execute(&sql).await.map_err(|error| translate("DROP DATABASE", &error))
}

/// The advisory lock of whoever serves from a database: each server holds it shared, on a connection that it keeps, and
/// whoever replaces what is in the database takes it alone. The letters "serving" in ASCII.
pub const SERVING_LOCK: i64 = 0x0073_6572_7669_6e67;

/// Says that this process serves from a database, until it is dropped or its connection is lost.
pub struct Serving(Option<Alone>);

/// Says that this process serves from the database at `url`, so that `restore` refuses it. Nothing to do on
/// SQLite, where every open database holds a lock of its own.
///
/// # Errors
/// `Unprocessable` while somebody replaces what is in the database; `Unavailable` when it cannot be reached.
pub async fn serving(config: &Config) -> Result<Serving> {
    if config.engine()? == Engine::Sqlite {
        return Ok(Serving(None));
    }
    let alone = Alone::connect(&server(config.url.expose())?).await?;
    match lock_serving(&alone, false).await? {
        true => Ok(Serving(Some(alone))),
        false => Err(Error::unprocessable(
            "the database is being filled by `restore`, `db copy` or `seed graph`; wait for its end",
        )),
    }
}

/// Whether somebody serves from a PostgreSQL database, or has a SQLite database open.
///
/// # Errors
/// `Unavailable` when it cannot be reached.
pub async fn is_in_use(config: &Config) -> Result<bool> {
    if config.engine()? == Engine::Sqlite {
        return Ok(crate::sqlite::is_in_use(&config.path()));
    }
    const HELD: &str = "SELECT count(*) > 0 FROM pg_locks \
         WHERE locktype = 'advisory' AND objsubid = 1 \
         AND classid::bigint = $1::bigint >> 32 AND objid::bigint = $1::bigint & 4294967295 \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let alone = Alone::connect(&server(config.url.expose())?).await?;
    let broken = |error| translate("the lock of servers", &error);
    let row = alone.client.query_one(HELD, &[&SERVING_LOCK]).await.map_err(broken)?;
    row.try_get(0).map_err(broken)
}

impl Serving {
    /// Whether the lock is still held: it goes with its connection.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.0.as_ref().is_none_or(|alone| !alone.client.is_closed())
    }
}

/// Tries to take the lock for the connection's life; `false` when it is held the other way, and still is after a
/// second: the server notices a moment late that a process has ended.
pub(super) async fn lock_serving(alone: &Alone, by_itself: bool) -> Result<bool> {
    let sql = match by_itself {
        true => "SELECT pg_try_advisory_lock($1)",
        false => "SELECT pg_try_advisory_lock_shared($1)",
    };
    let broken = |error| translate("the lock of servers", &error);
    for _ in 0..LOOKS {
        let row = alone.client.query_one(sql, &[&SERVING_LOCK]).await.map_err(broken)?;
        if row.try_get(0).map_err(broken)? {
            return Ok(true);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(false)
}

/// Ends the sessions that call themselves `application`, of the database that the URL names; gives how many there
/// were. For tests of what happens then.
///
/// # Errors
/// As [`create_database`].
pub async fn end_sessions(url: &str, application: &str) -> Result<usize> {
    let alone = Alone::connect(&server(url)?).await?;
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = $1";
    let ended = alone.client.query(sql, &[&application]).await;
    Ok(ended.map_err(|error| translate("ending sessions", &error))?.len())
}

/// A name that needs no quoting.
fn checked(name: &str) -> Result<&str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty()
        || name.len() > 63
        || !name.chars().all(plain)
        || name.starts_with(|c: char| c.is_ascii_digit())
    {
        return Err(Error::unprocessable(
            "a database's name has lower-case letters, digits and underscores, 63 at most, and starts with no digit",
        ));
    }
    Ok(name)
}
