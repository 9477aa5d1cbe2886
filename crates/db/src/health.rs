//! Whether a database does what it is there for: it answers, it has its schema, it takes writes.
//!
//! Not here: what is made of that (`kinfolk::core::health`), and how often somebody asks.

use base::Result;

use crate::{Db, Inner, params};

crate::statements! {
    /// The newest step of the schema that was applied, above a number.
    NEWEST_STEP: Point = "SELECT number FROM schema_steps WHERE number > $1 ORDER BY number DESC LIMIT 1";
}

impl Db {
    /// The number of the newest schema step that the database has, 0 if there is none. One statement
    /// that reads the file or asks the server, so it says as well whether the database answers.
    ///
    /// # Errors
    /// `Unavailable`/`Internal` when it does not.
    pub async fn newest_step(&self) -> Result<i64> {
        let newest = self.read(async |r| r.one(&NEWEST_STEP, params![0], |row| row.get(0)).await).await?;
        Ok(newest.unwrap_or(0))
    }

    /// Whether writes are taken. On SQLite this costs nothing as long as no write has failed for want
    /// of disk or rights; after one it writes a page for real. On PostgreSQL it asks whether the
    /// server is read-only, as a standby is.
    ///
    /// # Errors
    /// `Unavailable`/`Internal` with the reason.
    pub async fn check_writes(&self) -> Result<()> {
        match &*self.0 {
            Inner::Sqlite(engine) => engine.check_writes().await,
            Inner::Postgres(engine) => engine.check_writes().await,
        }
    }
}
