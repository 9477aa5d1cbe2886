//! What an error of PostgreSQL means to a block and to its caller.
//!
//! Only the SQLSTATE and the primary message are kept: DETAIL, CONTEXT and the messages of class 22
//! (data exceptions) can hold a parameter, and parameters are never logged.
//! Codes: <https://www.postgresql.org/docs/15/errcodes-appendix.html>.

use base::Error;
use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::fault::Fault;

/// What the runner of a block must do about a failed statement.
pub(super) fn fault(error: &tokio_postgres::Error) -> Fault {
    match error.as_db_error() {
        Some(db) if is_conflict(db) => Fault::Conflict,
        _ => Fault::Broken,
    }
}

fn is_conflict(db: &DbError) -> bool {
    [&SqlState::T_R_SERIALIZATION_FAILURE, &SqlState::T_R_DEADLOCK_DETECTED].contains(&db.code())
        || is_stale(db)
}

/// Whether a prepared statement no longer stands: its tables were changed by a migration, or a
/// pooler has handed us another server connection.
fn is_stale(db: &DbError) -> bool {
    *db.code() == SqlState::INVALID_SQL_STATEMENT_NAME
        || *db.code() == SqlState::FEATURE_NOT_SUPPORTED && db.routine() == Some("RevalidateCachedQuery")
}

/// Whether all statements must be prepared again.
pub(super) fn must_prepare_again(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(is_stale)
}

/// Whether the server answered that the command failed and the session goes on. Otherwise nobody
/// knows what became of the command.
pub(super) fn is_certain(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|db| db.parsed_severity() == Some(Severity::Error))
}

/// The application's error for a failure during `what`: a statement's name, or BEGIN and its like.
pub(super) fn translate(what: &str, error: &tokio_postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        let cause = std::error::Error::source(error);
        if error.is_closed() || cause.is_some_and(|cause| cause.is::<std::io::Error>()) {
            return Error::unavailable("The database cannot be reached", format!("{what}: {error}"));
        }
        let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
        return Error::internal(format!("{what}: {error}{cause}"));
    };
    let code = db.code().code();
    let cause = if code.starts_with("22") {
        format!("{what}: SQLSTATE {code}")
    } else {
        format!("{what}: {} (SQLSTATE {code})", db.message())
    };
    match text(db) {
        Some(text) => Error::unavailable(text, cause),
        None => Error::internal(cause),
    }
}

/// The sentence for the client where trying again may help.
fn text(db: &DbError) -> Option<&'static str> {
    match db.code().code() {
        "53100" => Some("The server's disk is full"),
        // Serialization failure, deadlock, lock not available, query cancelled by a timeout.
        "40001" | "40P01" | "55P03" | "57014" => Some("The database is busy"),
        // Read-only transaction: a standby, or a server that is being replaced.
        "25006" => Some("The database cannot be written"),
        // Connection exceptions, insufficient resources, operator intervention.
        code if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) => {
            Some("The database cannot be reached")
        }
        _ => None,
    }
}

/// A connection could not be made: the server is away, or it refuses us.
pub(super) fn unreachable(error: &tokio_postgres::Error) -> Error {
    let cause = match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(db), _) => format!("{} (SQLSTATE {})", db.message(), db.code().code()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    };
    Error::unavailable("The database cannot be reached", cause)
}

/// No connection could be had from the pool.
pub(super) fn no_connection(error: &PoolError) -> Error {
    match error {
        PoolError::Backend(error) => unreachable(error),
        PoolError::Timeout(TimeoutType::Wait) => {
            Error::unavailable("The database is busy", "no connection became free in time")
        }
        PoolError::Closed => Error::unavailable("The server is stopping", "the database was closed"),
        other => Error::unavailable("The database cannot be reached", other.to_string()),
    }
}
