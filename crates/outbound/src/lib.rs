//! What leaves the server for other machines: pages are fetched from strangers' servers, and mail goes as far as the mail
//! server's door.
//!
//! It knows nothing of the domain, and is used by jobs alone. **Not here yet:** messages.

#![warn(missing_docs)]

mod addresses;
mod html;
pub mod mail;
mod web;

pub use addresses::is_public;
pub use html::rel_links;
pub use web::{MAX_BYTES, MAX_REDIRECTS, Page, Web};
