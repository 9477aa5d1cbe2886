//! The JSON of accounts: Account and CredentialAccount
//! (<https://docs.joinmastodon.org/entities/Account/>).

use std::borrow::Cow;
use std::io::Write;

use base::{Error, Result};
use serde_json::json;
use text::{Hashtag, Links, Mention};

use super::Card;
use super::fields::KeptField;
use crate::auth::Role;
use crate::core::events::AccountCounts;
use crate::policy::Presence;

/// What only the JSON of an account holds; a card reads it from there.
pub(super) struct Face {
    /// `https://host/@username`.
    pub url: String,
    /// Where its picture is.
    pub avatar: String,
    /// Where its wide picture is.
    pub header: String,
    /// What it says about itself, as safe HTML.
    pub note: String,
}

/// The object up to and with the name of the first counter; no closing brace. `suspended` stands there only
/// when it is true, as in Mastodon.
pub(super) fn prefix(card: &Card, face: &Face, base_url: &str) -> Result<Vec<u8>> {
    // Mastodon gives the day, not the moment, at which somebody came.
    let day = card.created_at - card.created_at.rem_euclid(86_400_000);
    let mut object = json!({
        "id": card.id,
        "username": card.username,
        "acct": card.username,
        "display_name": card.display_name,
        "locked": card.locked,
        "bot": card.bot,
        "discoverable": card.discoverable,
        "indexable": card.indexable,
        "group": false,
        "created_at": base::rfc3339(day),
        "note": face.note,
        "url": face.url,
        "uri": face.url,
        "avatar": face.avatar,
        "avatar_static": face.avatar,
        "header": face.header,
        "header_static": face.header,
        "hide_collections": card.hide_collections,
        "noindex": !card.indexable,
        "emojis": [],
        "roles": [],
        "fields": card.fields.iter().map(|field| field.shown(base_url)).collect::<Vec<_>>(),
    });
    if card.presence != Presence::Here {
        object["suspended"] = true.into();
    }
    let mut bytes = serde_json::to_vec(&object).map_err(Error::internal)?;
    bytes.pop();
    bytes.extend_from_slice(b",\"followers_count\":");
    Ok(bytes)
}

/// What follows the prefix: the counters, and the open object `kinfolk` with the first of its members.
pub(super) fn counters(counts: &AccountCounts) -> Vec<u8> {
    let AccountCounts { followers, following, statuses, friends, last_status_at, .. } = *counts;
    let day = match last_status_at {
        0 => "null".to_owned(),
        at => format!("\"{}\"", base::date(at)),
    };
    format!(
        "{followers},\"following_count\":{following},\"statuses_count\":{statuses},\"last_status_at\":{day},\
         \"kinfolk\":{{\"friends_count\":{friends}"
    )
    .into_bytes()
}

/// CredentialAccount: the account with what only its owner sees
/// (<https://docs.joinmastodon.org/entities/Account/#CredentialAccount>), and `kinfolk.blocked_count`.
///
/// # Errors
/// `Internal` when it cannot be written as JSON.
pub(super) fn write_credentials(card: &Card, role: Role, out: &mut Vec<u8>) -> Result<()> {
    let source = json!({
        "privacy": card.defaults.visibility.as_str(),
        "sensitive": card.defaults.sensitive,
        "language": card.defaults.language,
        "quote_policy": card.defaults.quote_policy,
        "note": card.note,
        "fields": card.fields.iter().map(KeptField::typed).collect::<Vec<_>>(),
        "follow_requests_count": card.counts().requests,
        "hide_collections": card.hide_collections,
        "discoverable": card.discoverable,
        "indexable": card.indexable,
        "attribution_domains": card.attribution_domains,
    });
    card.write_open(out);
    write!(
        out,
        ",\"blocked_count\":{}}},\"source\":{source},\"role\":{}}}",
        card.counts().blocked,
        role_json(role)
    )
    .map_err(Error::internal)
}

/// Role (<https://docs.joinmastodon.org/entities/Role/>). The bits of `permissions` stand for parts
/// of an administration API that is not there, so none is set.
fn role_json(role: Role) -> serde_json::Value {
    let (id, name) = match role {
        Role::User => ("-99", ""),
        Role::Moderator => ("1", "Moderator"),
        Role::Admin => ("2", "Admin"),
        Role::Owner => ("3", "Owner"),
    };
    json!({"id": id, "name": name, "color": "", "permissions": "0", "highlighted": role != Role::User})
}

/// What an account says about itself, as safe HTML. Mentions stay text: whom they name is not
/// looked up for a profile.
pub(super) fn note_html(note: &str, base_url: &str) -> String {
    text::to_html(note, &text::scan(note), &NoteLinks { base_url })
}

struct NoteLinks<'a> {
    base_url: &'a str,
}

impl Links for NoteLinks<'_> {
    fn mention(&self, _: &Mention) -> Option<Cow<'_, str>> {
        None
    }

    fn hashtag(&self, hashtag: &Hashtag) -> Cow<'_, str> {
        let name: String = url::form_urlencoded::byte_serialize(hashtag.name.as_bytes()).collect();
        Cow::Owned(format!("{}/tags/{name}", self.base_url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_becomes_html_and_harms_nobody() {
        let html = note_html("<b>hi</b> #Rust @ada", "http://x.org");
        assert!(html.contains("&lt;b&gt;hi"), "{html}");
        assert!(html.contains("href=\"http://x.org/tags/Rust\""), "{html}");
        assert!(html.contains("@ada") && !html.contains("/@ada"), "{html}");
        assert_eq!(note_html("", "http://x.org"), "");
    }
}
