//! Words that every module of Kinfolk uses: ids, clock, page, error, secret, randomness.
//!
//! Nothing here does input or output, and nothing here is asynchronous. The crate knows no
//! feature: an id is a number with a tag, not a row.

#![warn(missing_docs)]

mod clock;
mod error;
mod id;
mod maker;
mod page;
pub mod random;
mod secret;
mod time;

pub use clock::Clock;
pub use error::{Cause, Error, FieldError, Result};
pub use id::{Id, bucket_of, millis_of};
pub use maker::{IdMaker, InFlight};
pub use page::{Page, PageLimits};
pub use secret::Secret;
pub use time::{date, rfc3339};
