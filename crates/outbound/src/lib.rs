//! What leaves the server for other machines: mail, so far only as far as the mail server's door.
//!
//! It knows nothing of the domain. **Not here yet:** messages; they will be sent from jobs alone.

#![warn(missing_docs)]

pub mod mail;
