//! Pictures that people send: what they are, cut and encoded anew, and the files they become.
//!
//! - [`prepare`]: from bytes of a stranger to a picture of ours. What it is, its bytes say and nothing else; its size is
//!   looked at before it is decoded; what comes out was encoded here, so nothing of what came in is left but the
//!   pixels: no place, no camera, no comment, nothing behind the end.
//! - [`Name`], [`Key`]: what a file is called: by the SHA-256 of its bytes, so that what has a name never changes.
//! - [`Folder`]: files in a folder, written so that a name is there with all its bytes or not at all.
//!
//! Everything here blocks its thread, for up to some seconds. **Not here:** who may send what, how many are decoded at
//! a time, addresses, and HTTP; stores other than a folder; moving pictures (of an animation its first one is taken),
//! video and sound.

#![warn(missing_docs)]

mod folder;
mod name;
mod picture;

pub use folder::Folder;
pub use name::{Format, Key, Name};
pub use picture::{Fault, MAX_BYTES, MAX_PIXELS, MAX_SIDE, MAX_ZOOM, Part, Picture, Shape, TYPES, prepare};
