//! The fields of a profile as they are kept: what was typed, and since when a link is known to lead back.
//!
//! **Not here:** what may be typed (`profile`), finding out whether a link leads back (`verify`).

use base::{Error, Result};
use db::Row;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::entity::note_html;
use super::profile::Field;

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptField {
    /// As typed.
    pub name: String,
    /// As typed.
    pub value: String,
    /// Unix milliseconds at which the page behind the value was found to link to the profile.
    #[serde(default)]
    pub verified_at: Option<i64>,
}

/// From a column. Lists of pairs of name and value are understood as well.
pub(super) fn read(row: &Row<'_>, at: usize) -> Result<Vec<KeptField>> {
    serde_json::from_str(&row.get::<String>(at)?).map_err(Error::internal)
}

pub(super) fn to_json(list: &impl Serialize) -> Result<String> {
    serde_json::to_string(list).map_err(Error::internal)
}

/// What was typed, with what is known of values that were there before.
pub(super) fn renewed(before: &[KeptField], typed: Vec<Field>) -> Vec<KeptField> {
    let known = |value: &str| before.iter().find(|field| field.value == value)?.verified_at;
    let renew = |(name, value): Field| KeptField { verified_at: known(&value), name, value };
    typed.into_iter().map(renew).collect()
}

impl KeptField {
    /// The value if it is an address of the web.
    pub(super) fn link(&self) -> Option<Url> {
        let url = Url::parse(&self.value).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    }

    /// The value as safe HTML in one line. Its links say that they lead to the same person, for others to verify.
    pub fn html(&self, base_url: &str) -> String {
        let html = note_html(&self.value, base_url);
        let line = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).unwrap_or_default();
        match self.link() {
            Some(_) => line.replace(" rel=\"nofollow", " rel=\"me nofollow"),
            None => line.to_owned(),
        }
    }

    /// Field (<https://docs.joinmastodon.org/entities/Account/#Field>) with the value as typed, for its owner.
    pub(super) fn typed(&self) -> Value {
        self.entity(&self.value)
    }

    /// Field with the value as safe HTML.
    pub(super) fn shown(&self, base_url: &str) -> Value {
        self.entity(&self.html(base_url))
    }

    fn entity(&self, value: &str) -> Value {
        json!({ "name": self.name, "value": value, "verified_at": self.verified_at.map(base::rfc3339) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_fields_are_read() {
        let read = |text: &str| serde_json::from_str::<Vec<KeptField>>(text).unwrap();
        let field = |verified_at| KeptField { name: "a".to_owned(), value: "b".to_owned(), verified_at };
        assert_eq!(read(r#"[["a","b"]]"#), [field(None)]);
        let kept = vec![field(Some(7)), field(None)];
        assert_eq!(read(&to_json(&kept).unwrap()), kept);
    }

    #[test]
    fn what_is_known_goes_with_the_value() {
        let field = |name: &str, value: &str, verified_at| KeptField {
            name: name.to_owned(),
            value: value.to_owned(),
            verified_at,
        };
        let before = [field("Home", "https://a.example", Some(7)), field("Work", "https://b.example", None)];
        let typed =
            [("Here", "https://a.example"), ("Work", "https://b.example"), ("Home", "https://a.example/")];
        let now = renewed(&before, typed.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        assert_eq!(now.iter().map(|field| field.verified_at).collect::<Vec<_>>(), [Some(7), None, None]);
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let field =
            |value: &str| KeptField { name: String::new(), value: value.to_owned(), verified_at: None };
        assert!(
            field("https://example.org/~ann").link().is_some()
                && field("HTTP://example.org").link().is_some()
        );
        for no in
            ["example.org", "my https://example.org", "mailto:a@b.c", "javascript:alert(1)", "https://", ""]
        {
            assert!(field(no).link().is_none(), "{no}");
        }
    }
}
