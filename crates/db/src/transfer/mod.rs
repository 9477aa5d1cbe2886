//! Whole databases on the move: reading one as it stood at one moment, filling another.
//!
//! - [`Schema`]: which tables and columns there are. It is read from the schema's steps themselves, so
//!   a table that a later step makes is never forgotten.
//! - [`Snapshot`]: all rows of a database as they stood at one moment, while others write.
//! - [`Target`]: a database that is filled from nothing: all of it is kept, or nothing.
//! - [`Summary`]: how many rows a table has and a digest of them that does not depend on their order,
//!   because the engines keep rows in different orders.
//!
//! Between the two, rows travel as text: one JSON list a line, one item a column, in the order of
//! [`Table::columns`]. Integers are exact to 64 bits, bytes are base64, truth values are `true` and
//! `false` on either engine, a double is a string that reads back to the same double.
//!
//! Memory is bounded by some chunks of about a mebibyte, or by the longest row. **Not here:** archives and
//! files of media, and what rows mean.

mod digest;
mod row;
mod schema;
mod snapshot;
mod target;

use base::{Error, Result};

pub use digest::{Digest, Summary};
pub(crate) use row::{Encoder, decode, lines};
pub(crate) use schema::{Applied, applied_count, quote};
pub use schema::{Kind, Schema, Table, TableColumn};
pub use snapshot::{Rows, Snapshot};
pub use target::Target;

/// Refuses a database that holds rows in these tables.
pub(crate) fn check_empty(filled: &[&str]) -> Result<()> {
    match filled {
        [] => Ok(()),
        filled => {
            Err(Error::unprocessable(format!("the database is not empty: it holds {}", filled.join(", "))))
        }
    }
}
