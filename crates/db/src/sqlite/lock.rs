//! Who uses a SQLite database: a lock on a file beside it.
//!
//! SQLite's own locks guard single transactions. This one says that a process has the database open at
//! all: each holds it shared, and whoever puts another file in the database's place holds it alone. The kernel
//! lets go of it when a process ends, however it ends. The file is empty and stays, because a file that comes and goes
//! could be locked by two under one name.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use base::{Error, Result};

use super::connection::beside;

/// A held lock; dropping it lets go.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// For a process among others.
    ///
    /// # Errors
    /// `Unprocessable` when somebody has the database alone; `Unavailable` when the file cannot be made.
    pub(crate) fn shared(path: &Path) -> Result<Self> {
        Self::take(
            path,
            File::try_lock_shared,
            "is being filled by `restore`, `db copy` or `seed graph`; wait for its end",
        )
    }

    /// For a process alone.
    ///
    /// # Errors
    /// `Unprocessable` when somebody else has the database open; `Unavailable` when the file cannot be made.
    pub(crate) fn alone(path: &Path) -> Result<Self> {
        Self::take(path, File::try_lock, "is in use by a server or another command; stop it first")
    }

    fn take(
        path: &Path,
        lock: impl FnOnce(&File) -> Result<(), TryLockError>,
        refusal: &str,
    ) -> Result<Self> {
        let name = beside(path, "-lock");
        let cannot = |error: &std::io::Error| {
            Error::unavailable("The database cannot be opened", format!("{}: {error}", name.display()))
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&name).map_err(|error| cannot(&error))?;
        match lock(&file) {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::unprocessable(format!("the database {} {refusal}", path.display())))
            }
            // A file system without such locks: SQLite's own are then all there is.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                Ok(Self { _file: None })
            }
            Err(TryLockError::Error(error)) => Err(cannot(&error)),
        }
    }
}
