//! The `Status` entity (<https://docs.joinmastodon.org/entities/Status/>) as plain serde structures.
//!
//! [`Body`] is what a status is prepared from, once; [`Status`] is the whole of it, as a client gets it,
//! and what the tests compare with the bytes that [`super::render`] puts together.

use serde::Serialize;

use crate::core::words::{AccountId, StatusId};

/// The fields that are the same for every reader and never change.
#[derive(Debug, Clone, Serialize)]
pub struct Body<'a> {
    /// Which.
    pub id: StatusId,
    /// RFC 3339.
    pub created_at: String,
    /// What it answers.
    pub in_reply_to_id: Option<StatusId>,
    /// Whom it answers.
    pub in_reply_to_account_id: Option<AccountId>,
    /// Its media are to be hidden until asked for.
    pub sensitive: bool,
    /// The content warning, plain text.
    pub spoiler_text: &'a str,
    /// `public`, `unlisted`, `private` or `direct`.
    pub visibility: &'static str,
    /// ISO 639 code.
    pub language: Option<&'a str>,
    /// Identifies it among all servers.
    pub uri: &'a str,
    /// Its page.
    pub url: &'a str,
    /// Safe HTML; empty for a reblog.
    pub content: &'a str,
    /// RFC 3339; statuses are not edited yet.
    pub edited_at: Option<String>,
    /// None yet.
    pub media_attachments: [(); 0],
    /// Who is mentioned.
    pub mentions: Vec<Mention<'a>>,
    /// Its hashtags.
    pub tags: Vec<Tag<'a>>,
    /// None yet.
    pub emojis: [(); 0],
    /// Always null yet.
    pub card: (),
    /// Always null yet.
    pub poll: (),
    /// Always null yet.
    pub quote: (),
    /// Always 0 yet.
    pub quotes_count: i64,
    /// Nobody can quote yet.
    pub quote_approval: QuoteApproval,
    /// The app that it was written with, if it is known.
    pub application: Option<Application<'a>>,
}

/// Somebody who is mentioned (<https://docs.joinmastodon.org/entities/Status/#Mention>).
#[derive(Debug, Clone, Serialize)]
pub struct Mention<'a> {
    /// Who.
    pub id: AccountId,
    /// Their name.
    pub username: &'a str,
    /// Their page.
    pub url: String,
    /// Their name, with the domain if they are of another server.
    pub acct: &'a str,
}

/// A hashtag (<https://docs.joinmastodon.org/entities/Status/#Tag>).
#[derive(Debug, Clone, Serialize)]
pub struct Tag<'a> {
    /// Folded, without the sign.
    pub name: &'a str,
    /// Its page.
    pub url: String,
}

/// An app (<https://docs.joinmastodon.org/entities/Status/#application>).
#[derive(Debug, Clone, Serialize)]
pub struct Application<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its web site.
    pub website: Option<&'a str>,
}

/// Who may quote (<https://docs.joinmastodon.org/entities/QuoteApproval/>).
#[derive(Debug, Clone, Serialize)]
pub struct QuoteApproval {
    /// Whose quotes are accepted at once.
    pub automatic: [(); 0],
    /// Whose quotes are asked about.
    pub manual: [(); 0],
    /// What holds for the reader.
    pub current_user: &'static str,
}

/// A status as one reader gets it.
#[derive(Debug, Clone, Serialize)]
pub struct Status<'a> {
    /// What never changes.
    #[serde(flatten)]
    pub body: Body<'a>,
    /// The author, as `accounts` writes them.
    pub account: serde_json::Value,
    /// Direct answers.
    pub replies_count: i64,
    /// Reblogs.
    pub reblogs_count: i64,
    /// Favourites.
    pub favourites_count: i64,
    /// Only for a reader who is signed in.
    #[serde(flatten)]
    pub marks: Option<Marks>,
    /// What it reblogs.
    pub reblog: Option<Box<Status<'a>>>,
}

/// What the reader has done to a status.
#[derive(Debug, Clone, Serialize)]
pub struct Marks {
    /// Favourited it.
    pub favourited: bool,
    /// Reblogged it.
    pub reblogged: bool,
    /// Muted its conversation; not yet.
    pub muted: bool,
    /// Bookmarked it.
    pub bookmarked: bool,
    /// Pinned it to their profile; not yet.
    pub pinned: bool,
    /// Their filters that it matches; none yet.
    pub filtered: [(); 0],
}
