//! Making and dropping whole databases on a PostgreSQL server.
//!
//! Used by tests, which give each its own database, and by commands. Needs a role that may create databases.

use std::time::Duration;

use base::{Error, Result};
use tokio_postgres::error::SqlState;

use super::failure::translate;
use super::workers::{Alone, server};

/// A template that someone is connected to cannot be copied; it is tried this often.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

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
