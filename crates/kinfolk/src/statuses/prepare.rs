//! The part of a status's JSON that is the same for everybody: written once, when a status is
//! loaded. How it is completed stands in [`super::render`].

use base::{Error, Result, rfc3339};

use super::entity::{self, Body, Mention, QuoteApproval, Tag};
use super::model::{Cached, Counters};
use super::store::StatusRow;
use crate::accounts::Card;
use crate::auth::Application;
use crate::core::kept::Kept;
use crate::core::words::{AccountId, TagName};

/// Turns a row into what is remembered of it.
///
/// # Errors
/// `Internal`, which no row causes.
pub(super) fn prepare(
    base_url: &str,
    author: &Card,
    app: Option<&Application>,
    row: StatusRow,
) -> Result<Cached> {
    let url = super::url_of(base_url, &author.username, row.facts.id);
    let mut json = serde_json::to_vec(&body(base_url, &url, app, &row)).map_err(Error::internal)?;
    json.pop();
    json.extend_from_slice(b",\"account\":");
    Ok(Cached {
        facts: row.facts,
        sensitive: row.sensitive,
        body: Kept::new(&json),
        counts: Counters::new(row.counts),
    })
}

/// The fields that are the same for every reader.
pub(super) fn body<'a>(
    base_url: &str,
    url: &'a str,
    app: Option<&'a Application>,
    row: &'a StatusRow,
) -> Body<'a> {
    let mention = |(id, name): &'a (AccountId, String)| Mention {
        id: *id,
        username: name,
        url: super::profile_url(base_url, name),
        acct: name,
    };
    let tag = |name: &'a TagName| Tag { name: name.as_str(), url: super::tag_url(base_url, name.as_str()) };
    Body {
        id: row.facts.id,
        created_at: rfc3339(row.facts.id.millis()),
        in_reply_to_id: row.facts.in_reply_to,
        in_reply_to_account_id: row.facts.in_reply_to_account,
        sensitive: row.sensitive,
        spoiler_text: &row.spoiler_text,
        visibility: row.facts.visibility.as_str(),
        language: row.facts.language.as_deref(),
        uri: url,
        url,
        content: &row.content,
        edited_at: None,
        media_attachments: [],
        mentions: row.mentions.iter().map(mention).collect(),
        tags: row.facts.tags.iter().map(tag).collect(),
        emojis: [],
        card: (),
        poll: (),
        quote: (),
        quotes_count: 0,
        quote_approval: QuoteApproval { automatic: [], manual: [], current_user: "denied" },
        application: app.map(|app| entity::Application { name: &app.name, website: app.website.as_deref() }),
    }
}
