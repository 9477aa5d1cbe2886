//! The JSON of accounts: Account and CredentialAccount
//! (<https://docs.joinmastodon.org/entities/Account/>).

use std::borrow::Cow;
use std::io::Write;

use base::{Error, Result};
use serde_json::json;
use text::{Hashtag, Links, Mention};

use super::Card;
use crate::auth::Role;

/// The object up to and with the name of the first counter; no closing brace.
pub(super) fn prefix(card: &Card) -> Result<Box<[u8]>> {
    // Mastodon gives the day, not the moment, at which somebody came.
    let day = card.created_at - card.created_at.rem_euclid(86_400_000);
    let object = json!({
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
        "note": card.note_html,
        "url": card.url,
        "uri": card.url,
        "avatar": card.avatar_url,
        "avatar_static": card.avatar_url,
        "header": card.header_url,
        "header_static": card.header_url,
        "hide_collections": card.hide_collections,
        "noindex": !card.indexable,
        "emojis": [],
        "roles": [],
        "fields": [],
    });
    let mut bytes = serde_json::to_vec(&object).map_err(Error::internal)?;
    bytes.pop();
    bytes.extend_from_slice(b",\"followers_count\":");
    Ok(bytes.into())
}

/// The whole object.
pub(super) fn write_account(card: &Card, out: &mut Vec<u8>) {
    write_open(card, out);
    out.extend_from_slice(b"}}");
}

/// The object without the two closing braces: further members of `kinfolk` may follow.
fn write_open(card: &Card, out: &mut Vec<u8>) {
    let counts = card.counts();
    let mut digits = itoa::Buffer::new();
    let mut number = |out: &mut Vec<u8>, value: i64| out.extend_from_slice(digits.format(value).as_bytes());
    out.extend_from_slice(&card.prefix);
    number(out, counts.followers);
    out.extend_from_slice(b",\"following_count\":");
    number(out, counts.following);
    out.extend_from_slice(b",\"statuses_count\":");
    number(out, counts.statuses);
    out.extend_from_slice(b",\"last_status_at\":");
    if counts.last_status_at == 0 {
        out.extend_from_slice(b"null");
    } else {
        write_date(counts.last_status_at, out);
    }
    out.extend_from_slice(b",\"kinfolk\":{\"friends_count\":");
    number(out, counts.friends);
}

/// `"2026-11-20"`. Written by hand since it stands on every status that is shown.
fn write_date(unix_ms: i64, out: &mut Vec<u8>) {
    let (year, month, day) = civil(unix_ms.div_euclid(86_400_000));
    // Writing into a vector cannot fail.
    let _ = write!(out, "\"{year:04}-{month:02}-{day:02}\"");
}

/// Days since 1970-01-01 as year, month and day (Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// CredentialAccount: the account with what only its owner sees
/// (<https://docs.joinmastodon.org/entities/Account/#CredentialAccount>), and `kinfolk.blocked_count`.
///
/// # Errors
/// `Internal` when it cannot be written as JSON.
pub(super) fn write_credentials(card: &Card, role: Role, out: &mut Vec<u8>) -> Result<()> {
    let source = json!({
        "privacy": "public",
        "sensitive": false,
        "language": null,
        "quote_policy": "public",
        "note": card.note,
        "fields": [],
        "follow_requests_count": 0,
        "hide_collections": card.hide_collections,
        "discoverable": card.discoverable,
        "indexable": card.indexable,
        "attribution_domains": [],
    });
    write_open(card, out);
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
    fn a_date_is_the_day_in_utc() {
        for at in [0, 1, 86_399_999, 86_400_000, 951_782_400_000, 1_709_164_800_000, 1_767_225_599_999] {
            let mut out = Vec::new();
            write_date(at, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{}\"", base::date(at)));
        }
    }

    #[test]
    fn a_note_becomes_html_and_harms_nobody() {
        let html = note_html("<b>hi</b> #Rust @ada", "http://x.org");
        assert!(html.contains("&lt;b&gt;hi"), "{html}");
        assert!(html.contains("href=\"http://x.org/tags/Rust\""), "{html}");
        assert!(html.contains("@ada") && !html.contains("/@ada"), "{html}");
        assert_eq!(note_html("", "http://x.org"), "");
    }
}
