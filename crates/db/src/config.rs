//! Where the database is and how much of the machine it may use.

use std::path::PathBuf;

use base::{Error, Result, Secret};

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    pub url: Secret,
    /// Connections for requests on PostgreSQL.
    pub connections: usize,
    /// An upper bound for the SQLite file in pages of 4 KiB; tests use it to fill the disk.
    pub max_pages: Option<u32>,
    /// Bytes of the SQLite file that its writer keeps in memory, at most; never less than 8 MiB. What a write changes lies
    /// all over a large file, and each place is found through pages that all writes need.
    pub writer_cache: usize,
}

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, bundled; one process writes at a time.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

impl Config {
    /// A configuration with the usual bounds.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: Secret::new(url), connections: 16, max_pages: None, writer_cache: 0 }
    }

    /// The engine that the URL names.
    ///
    /// # Errors
    /// `Unprocessable` with a sentence when it names neither.
    pub fn engine(&self) -> Result<Engine> {
        let url = self.url.expose();
        if url.starts_with("sqlite:") {
            Ok(Engine::Sqlite)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Engine::Postgres)
        } else {
            Err(Error::unprocessable("the database URL must start with sqlite: or postgres://"))
        }
    }

    /// Whether the URL is one that this program can use, without going there.
    ///
    /// # Errors
    /// `Unprocessable` with a sentence that begins with "the database URL".
    pub fn check(&self) -> Result<()> {
        match self.engine()? {
            Engine::Postgres => crate::postgres::check_url(self.url.expose()),
            Engine::Sqlite => match self.path().to_str() {
                Some("") => Err(Error::unprocessable("the database URL names no file")),
                Some(path) if path.contains('?') => Err(Error::unprocessable(
                    "the database URL has a `?`, but a SQLite database takes no options, only the path of its file",
                )),
                _ => Ok(()),
            },
        }
    }

    /// The file of a SQLite database.
    pub(crate) fn path(&self) -> PathBuf {
        let path = self.url.expose().strip_prefix("sqlite:").unwrap_or_default();
        PathBuf::from(path.strip_prefix("//").unwrap_or(path))
    }
}
