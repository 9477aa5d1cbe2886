//! The shapes of this module's JSON, which is written as bytes: for the API's description, and for the tests that
//! compare every answer with it (<https://docs.joinmastodon.org/entities/Status/>).

use schemars::JsonSchema;

use crate::accounts::shape::{Account, CustomEmoji};

/// A post.
#[derive(JsonSchema)]
pub struct Status {
    /// Which.
    pub id: String,
    /// When, as RFC 3339.
    pub created_at: String,
    /// What it answers.
    pub in_reply_to_id: Option<String>,
    /// Whom it answers.
    pub in_reply_to_account_id: Option<String>,
    /// Whether its media are hidden until asked for.
    pub sensitive: bool,
    /// The content warning, plain text; may be empty.
    pub spoiler_text: String,
    /// `public`, `unlisted`, `private` or `direct`.
    pub visibility: String,
    /// ISO 639.
    pub language: Option<String>,
    /// Identifies it among all servers.
    pub uri: String,
    /// Its page.
    pub url: Option<String>,
    /// Safe HTML; empty for a reblog.
    pub content: String,
    /// When it was edited, as RFC 3339.
    pub edited_at: Option<String>,
    /// Pictures, films and sounds; none can be sent yet.
    pub media_attachments: Vec<()>,
    /// Who is mentioned.
    pub mentions: Vec<Mention>,
    /// Its hashtags.
    pub tags: Vec<StatusTag>,
    /// Custom emoji in its text.
    pub emojis: Vec<CustomEmoji>,
    /// A preview of what it links to; none is made yet.
    pub card: Option<()>,
    /// A poll; none can be held yet.
    pub poll: Option<()>,
    /// What it quotes; nothing can be quoted yet.
    pub quote: Option<()>,
    /// How often it is quoted.
    pub quotes_count: i64,
    /// Who may quote it.
    pub quote_approval: QuoteApproval,
    /// The app that it was written with, if that is known.
    pub application: Option<StatusApplication>,
    /// Who wrote it.
    pub account: Account,
    /// Direct answers.
    pub replies_count: i64,
    /// Reblogs.
    pub reblogs_count: i64,
    /// Favourites.
    pub favourites_count: i64,
    /// Whether the viewer favourited it; absent without a token, as all that is the viewer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favourited: Option<bool>,
    /// Whether the viewer reblogged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reblogged: Option<bool>,
    /// Whether the viewer muted its conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted: Option<bool>,
    /// Whether the viewer bookmarked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bookmarked: Option<bool>,
    /// Whether the viewer pinned it to their profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// The viewer's filters that it matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered: Option<Vec<()>>,
    /// What the author typed; only in the answer to a deletion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What it reblogs.
    pub reblog: Option<Box<Status>>,
}

/// Somebody who is mentioned.
#[derive(JsonSchema)]
pub struct Mention {
    /// Who.
    pub id: String,
    /// Their name.
    pub username: String,
    /// Their page.
    pub url: String,
    /// Their name, with the domain if they are of another server.
    pub acct: String,
}

/// A hashtag of a post.
#[derive(JsonSchema)]
pub struct StatusTag {
    /// Folded, without the sign.
    pub name: String,
    /// Its page.
    pub url: String,
}

/// The app that a post was written with.
#[derive(JsonSchema)]
pub struct StatusApplication {
    /// Its name.
    pub name: String,
    /// Its web site.
    pub website: Option<String>,
}

/// Who may quote a post.
#[derive(JsonSchema)]
pub struct QuoteApproval {
    /// Whose quotes are accepted at once.
    pub automatic: Vec<String>,
    /// Whose quotes are asked about.
    pub manual: Vec<String>,
    /// What holds for the viewer.
    pub current_user: String,
}

/// What stands around a post in its thread.
#[derive(JsonSchema)]
pub struct Context {
    /// From the first of the thread down to what the post answers.
    pub ancestors: Vec<Status>,
    /// Answers, and answers to those.
    pub descendants: Vec<Status>,
}

/// What the author of a post typed.
#[derive(JsonSchema)]
pub struct StatusSource {
    /// Which post.
    pub id: String,
    /// The text.
    pub text: String,
    /// The content warning.
    pub spoiler_text: String,
}
