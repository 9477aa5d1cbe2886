//! Rendering: from what may be seen to the bytes of Mastodon's JSON.
//!
//! A home page is twenty statuses of about a kilobyte each, and nearly all of it is the same for
//! everybody and for ever. So that part is written once per status, when it is loaded, and kept
//! as bytes; what differs is spliced in while the answer is put together:
//!
//! ```text
//!   {"id":"1","created_at":…,"content":…,"tags":[…],"account":     kept with the status (`prepare`)
//!   {"id":"7","username":"ada",…,"followers_count":3,…}            kept with the author (`Card::write_json`)
//!   ,"replies_count":0,"reblogs_count":2,"favourites_count":5      the living counters
//!   ,"favourited":true,"reblogged":false,…                         the reader's own marks, if one is signed in
//!   ,"reblog":null}                                                or the same again for what is reblogged
//! ```
//!
//! The kept part can be one piece because the order of fields in a JSON object means nothing: all
//! that varies stands behind it. Nothing is parsed, escaped or looked up by name on the way; a
//! warm page is copied bytes and a few integers, and runs no statement. What a status *is* in JSON
//! stands in [`super::entity`] as plain structures. They make the kept part, and a test below
//! compares the spliced whole with them, field by field.
//!
//! A reblog is two such objects, one in the other. Favourites, reblogs and answers belong to the
//! inner one, so both show its counters and marks.
//!
//! Only what policy has judged comes in here: the argument is [`Visible`], and nothing else is taken.

use std::ops::Range;
use std::sync::Arc;

use base::{Error, Result};

use super::marks::{Marked, marked};
use super::model::{Cached, Shown};
use super::thread::Context;
use crate::accounts::Card;
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::policy::Visible;

/// What an answer reserves for each status; most need less, with author and marks.
const BYTES_PER_STATUS: usize = 2 << 10;

/// The JSON array of these statuses, for one reader.
///
/// # Errors
/// From the engine.
pub async fn render(
    state: &State,
    viewer: Option<AccountId>,
    statuses: &[Visible<Shown>],
) -> Result<Vec<u8>> {
    let mut page = Page::gather(state, viewer, statuses).await?;
    let mut out = Vec::with_capacity(2 + statuses.len() * BYTES_PER_STATUS);
    out.push(b'[');
    for status in statuses {
        if out.len() > 1 {
            out.push(b',');
        }
        page.write(&mut out, status);
    }
    out.push(b']');
    Ok(out)
}

/// The JSON object of one status, for one reader.
///
/// # Errors
/// From the engine.
pub async fn render_one(
    state: &State,
    viewer: Option<AccountId>,
    status: &Visible<Shown>,
) -> Result<Vec<u8>> {
    let mut page = Page::gather(state, viewer, std::slice::from_ref(status)).await?;
    let mut out = Vec::with_capacity(2 * BYTES_PER_STATUS);
    page.write(&mut out, status);
    Ok(out)
}

/// The JSON object of a thread (<https://docs.joinmastodon.org/entities/Context/>), for one reader.
///
/// # Errors
/// From the engine.
pub async fn render_context(state: &State, viewer: Option<AccountId>, around: &Context) -> Result<Vec<u8>> {
    let mut out = b"{\"ancestors\":".to_vec();
    out.append(&mut render(state, viewer, &around.ancestors).await?);
    out.extend_from_slice(b",\"descendants\":");
    out.append(&mut render(state, viewer, &around.descendants).await?);
    out.push(b'}');
    Ok(out)
}

/// Adds what the author typed to the JSON object of a status.
///
/// # Errors
/// `Internal`, which no text causes.
pub(super) fn with_text(mut status: Vec<u8>, text: &str) -> Result<Vec<u8>> {
    status.pop();
    status.extend_from_slice(b",\"text\":");
    status.append(&mut serde_json::to_vec(text).map_err(Error::internal)?);
    status.push(b'}');
    Ok(status)
}

/// What is spliced into the statuses of one answer, beside their authors, who come with them.
struct Page<'a> {
    /// `None` when nobody is signed in.
    marks: Option<Marked>,
    /// The authors that were written, and where in the answer: those of a profile are all one, and copying costs less than
    /// writing.
    authors: Vec<(&'a Arc<Card>, Range<usize>)>,
}

impl<'a> Page<'a> {
    async fn gather(state: &State, viewer: Option<AccountId>, statuses: &[Visible<Shown>]) -> Result<Self> {
        let proper: Vec<StatusId> = statuses.iter().map(|status| status.proper().facts.id).collect();
        let marks = match viewer {
            None => None,
            Some(viewer) => Some(marked(state, viewer, &proper).await?),
        };
        Ok(Self { marks, authors: Vec::new() })
    }

    fn write(&mut self, out: &mut Vec<u8>, status: &'a Shown) {
        let proper = status.proper();
        self.open(out, &status.outer, &status.author, proper);
        match &status.inner {
            None => out.extend_from_slice(b"null"),
            Some(inner) => {
                self.open(out, inner, status.proper_author(), proper);
                out.extend_from_slice(b"null}");
            }
        }
        out.push(b'}');
    }

    /// Everything of an object up to the value of `reblog`. `proper` is what counters and marks belong to.
    fn open(&mut self, out: &mut Vec<u8>, status: &Cached, author: &'a Arc<Card>, proper: &Cached) {
        status.body.write(out);
        self.write_author(out, author);
        let counts = proper.counts();
        write_count(out, b",\"replies_count\":", counts.replies);
        write_count(out, b",\"reblogs_count\":", counts.reblogs);
        write_count(out, b",\"favourites_count\":", counts.favourites);
        if let Some(marks) = &self.marks {
            write_flag(out, b",\"favourited\":", marks.favourited(proper.facts.id));
            write_flag(out, b",\"reblogged\":", marks.reblogged(proper.facts.id));
            write_flag(out, b",\"bookmarked\":", marks.bookmarked(proper.facts.id));
            out.extend_from_slice(b",\"muted\":false,\"pinned\":false,\"filtered\":[]");
        }
        out.extend_from_slice(b",\"reblog\":");
    }

    fn write_author(&mut self, out: &mut Vec<u8>, author: &'a Arc<Card>) {
        if let Some((_, written)) = self.authors.iter().find(|(known, _)| Arc::ptr_eq(known, author)) {
            return out.extend_from_within(written.clone());
        }
        let begin = out.len();
        author.write_json(out);
        self.authors.push((author, begin..out.len()));
    }
}

fn write_count(out: &mut Vec<u8>, name: &[u8], count: i64) {
    out.extend_from_slice(name);
    out.extend_from_slice(itoa::Buffer::new().format(count).as_bytes());
}

fn write_flag(out: &mut Vec<u8>, name: &[u8], flag: bool) {
    out.extend_from_slice(name);
    out.extend_from_slice(if flag { b"true" } else { b"false" });
}
