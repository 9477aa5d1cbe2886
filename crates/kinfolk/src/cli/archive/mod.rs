//! The file that `backup` writes and `restore` reads: a tar archive in gzip, for any engine.
//!
//! ```text
//! head.json                    what it is and the schema's steps: all that is known before the rows
//! tables/statuses/000000.jsonl rows, one JSON list a line, in the order of the table's key (`db::transfer`)
//! tables/statuses/000001.jsonl …
//! media/…                      every file below a `file:` media folder
//! manifest.json                head.json again, with columns, row counts and digests: the end, so that it can be true
//! ```
//!
//! - `manifest`: what stands in the two JSON files.
//! - `seal`: the digest of the whole file at its end, by which a file that was cut short or changed is known
//!   before anything is done with it.
//! - `write`, `read`: from and to the parts above. Memory is bounded by some chunks of rows.
//!
//! `tar xzf` opens it as well. **Not here:** databases (`db::transfer`); where the file and the media are put.

mod manifest;
mod read;
mod seal;
mod write;

pub(super) use manifest::{Head, Manifest, MediaMark, TableMark};
pub(super) use read::{Part, Reader, open};
pub(super) use write::Writer;

/// The format's number; raised when an older `restore` could not read it.
const FORMAT: u32 = 1;
/// The first part's name.
const HEAD: &str = "head.json";
/// The last part's name.
const MANIFEST: &str = "manifest.json";
/// Where rows are.
const TABLES: &str = "tables";
/// Where media are.
const MEDIA: &str = "media";
