//! From what somebody typed to a status that can be written: the text is cleaned and measured, and
//! what it mentions is looked up. All of it happens before a write block begins.

use std::borrow::Cow;
use std::collections::HashMap;

use base::{Error, Result};
use text::{Hashtag, Links, Mention, Parsed};

use super::model::{MAX_CHARACTERS, NewStatus};
use super::store::Mentions;
use crate::accounts::{self, Defaults};
use crate::core::State;
use crate::core::words::{AccountId, ApplicationId, Visibility};
use crate::edges;

/// A status that was found good and only has to be written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub author: AccountId,
    pub visibility: Visibility,
    /// As typed and cleaned.
    pub text: String,
    /// The same as safe HTML.
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub language: Option<String>,
    /// Ascending by id, each once.
    pub mentions: Mentions,
    /// Each folded and as typed, each once.
    pub tags: Vec<(String, String)>,
    pub application: Option<ApplicationId>,
}

impl Draft {
    /// Nothing but an author: a reblog has no text of its own.
    pub fn empty(author: AccountId, visibility: Visibility) -> Self {
        Self {
            author,
            visibility,
            text: String::new(),
            content: String::new(),
            spoiler_text: String::new(),
            sensitive: false,
            language: None,
            mentions: Vec::new(),
            tags: Vec::new(),
            application: None,
        }
    }
}

/// Reads a new status.
///
/// # Errors
/// `Invalid` about `text` or `language`, `NotFound` when the author is gone, or from the engine.
pub(super) async fn compose(state: &State, new: NewStatus) -> Result<Draft> {
    let (text, spoiler_text) = read_text(&new.text, &new.spoiler_text)?;
    let language = new
        .language
        .as_deref()
        .map(|code| accounts::profile::read_language("language", code))
        .transpose()?
        .flatten();
    let parsed = text::scan(&text);
    let people = People::find(state, new.author, &parsed).await?;
    Ok(Draft {
        author: new.author,
        visibility: new.visibility.unwrap_or(people.defaults.visibility),
        content: text::to_html(&text, &parsed, &people),
        text,
        sensitive: new.sensitive.unwrap_or(people.defaults.sensitive) || !spoiler_text.is_empty(),
        spoiler_text,
        language: language.or_else(|| people.defaults.language.as_deref().map(ToOwned::to_owned)),
        mentions: people.mentions(),
        tags: tags(&parsed),
        application: new.application,
    })
}

/// Reads a status that mentions nobody: what looks like a mention stays text.
///
/// # Errors
/// `Invalid` about `text`.
pub(super) fn plain(state: &State, author: AccountId, text: &str, visibility: Visibility) -> Result<Draft> {
    let (text, _) = read_text(text, "")?;
    let parsed = text::scan(&text);
    let nobody = People {
        base_url: &state.config().base_url,
        domain: &state.config().domain,
        found: HashMap::new(),
        defaults: Defaults { visibility, sensitive: false, language: None, quote_policy: "public".into() },
    };
    let content = text::to_html(&text, &parsed, &nobody);
    Ok(Draft { text, content, tags: tags(&parsed), ..Draft::empty(author, visibility) })
}

/// For whom somebody writes unless they say so: everybody, or the followers of a locked account.
///
/// # Errors
/// `NotFound` when there is no such account, or from the engine.
pub(super) async fn default_visibility(state: &State, author: AccountId) -> Result<Visibility> {
    let cards = accounts::cards(state, [author]).await?;
    cards.get(&author).map(|card| card.defaults.visibility).ok_or(Error::NotFound)
}

/// Cleans a text and its content warning. A warning without a text is the text, as in Mastodon.
fn read_text(text: &str, spoiler_text: &str) -> Result<(String, String)> {
    let (text, spoiler_text) = match (text::clean(text), text::clean_line(spoiler_text)) {
        (text, warning) if text.is_empty() => (warning, String::new()),
        both => both,
    };
    if text.is_empty() {
        return Err(Error::invalid("text", "ERR_BLANK", "can't be blank"));
    }
    if text::length(&text) + text::graphemes(&spoiler_text) > MAX_CHARACTERS {
        let sentence = format!("character limit of {MAX_CHARACTERS} exceeded");
        return Err(Error::invalid("text", "ERR_TOO_LONG", sentence));
    }
    Ok((text, spoiler_text))
}

/// The visibility that a client names; nothing or an empty word leaves it to the author's default.
///
/// # Errors
/// `Invalid` about `visibility` when there is no such visibility.
pub fn read_visibility(word: Option<&str>) -> Result<Option<Visibility>> {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return Ok(None) };
    let fault = || Error::invalid("visibility", "ERR_INCLUSION", "is not included in the list");
    Visibility::parse(word).map(Some).ok_or_else(fault)
}

/// The tags of a text, each once and as first typed.
fn tags(parsed: &Parsed) -> Vec<(String, String)> {
    let mut tags: Vec<(String, String)> = Vec::new();
    for tag in parsed.hashtags() {
        if tags.iter().all(|(folded, _)| *folded != tag.folded) {
            tags.push((tag.folded.clone(), tag.name.clone()));
        }
    }
    tags
}

/// Whom a text mentions: accounts of this server that are not parted from the author.
struct People<'a> {
    base_url: &'a str,
    domain: &'a str,
    /// By folded name.
    found: HashMap<String, (AccountId, String)>,
    /// The author's.
    defaults: Defaults,
}

impl<'a> People<'a> {
    async fn find(state: &'a State, author: AccountId, parsed: &Parsed) -> Result<Self> {
        let (base_url, domain) = (&*state.config().base_url, &*state.config().domain);
        let mut names: Vec<String> =
            parsed.mentions().filter_map(|mention| local_name(mention, domain)).collect();
        names.sort_unstable();
        names.dedup();
        let mut ids = HashMap::new();
        if !names.is_empty() {
            ids = accounts::find_many(state, &names).await?;
            let facts = edges::facts(state, Some(author), ids.values().copied()).await?;
            ids.retain(|_, id| !facts.parted(*id));
        }
        let cards = accounts::cards(state, ids.values().copied().chain([author])).await?;
        let named = |(name, id): (String, AccountId)| {
            let card = cards.get(&id).filter(|card| card.presence.can_be_related_to())?;
            Some((name, (id, card.username.to_string())))
        };
        let defaults = cards.get(&author).ok_or(Error::NotFound)?.defaults.clone();
        Ok(Self { base_url, domain, found: ids.into_iter().filter_map(named).collect(), defaults })
    }

    fn mentions(&self) -> Mentions {
        let mut mentions: Mentions = self.found.values().cloned().collect();
        mentions.sort_unstable();
        mentions
    }
}

/// The folded name of an account of this server that is mentioned, with or without the domain.
fn local_name(mention: &Mention, domain: &str) -> Option<String> {
    let host = domain.split(':').next().unwrap_or(domain);
    let local = mention
        .domain
        .as_deref()
        .is_none_or(|named| named.eq_ignore_ascii_case(domain) || named.eq_ignore_ascii_case(host));
    local.then(|| text::fold_name(&mention.username))
}

impl Links for People<'_> {
    fn mention(&self, mention: &Mention) -> Option<Cow<'_, str>> {
        let (_, username) = self.found.get(&local_name(mention, self.domain)?)?;
        Some(super::profile_url(self.base_url, username).into())
    }

    fn hashtag(&self, hashtag: &Hashtag) -> Cow<'_, str> {
        super::tag_url(self.base_url, &hashtag.folded).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault<T: std::fmt::Debug>(result: Result<T>) -> (&'static str, String) {
        match result.unwrap_err() {
            Error::Invalid(faults) => (faults[0].code, faults[0].text.clone()),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_text_must_say_something() {
        assert_eq!(fault(read_text(" \n\u{3000}", " ")).0, "ERR_BLANK");
        assert_eq!(read_text(" hi \r\n", " a\nb ").unwrap(), ("hi".to_owned(), "a b".to_owned()));
        assert_eq!(read_text("", "warning").unwrap(), ("warning".to_owned(), String::new()));
    }

    #[test]
    fn a_text_and_its_warning_together_have_five_hundred_characters() {
        assert!(read_text(&"é".repeat(500), "").is_ok());
        assert!(read_text(&"é".repeat(490), &"w".repeat(10)).is_ok());
        let (code, text) = fault(read_text(&"é".repeat(490), &"w".repeat(11)));
        assert_eq!((code, &*text), ("ERR_TOO_LONG", "character limit of 500 exceeded"));
        let link = format!("https://example.com/{}", "a".repeat(900));
        assert!(read_text(&link, "").is_ok(), "a link counts 23 characters");
    }

    #[test]
    fn a_tag_that_is_typed_twice_is_one_tag() {
        let found = tags(&text::scan("#Rust and #rust, #Sea"));
        let pair = |folded: &str, typed: &str| (folded.to_owned(), typed.to_owned());
        assert_eq!(found, [pair("rust", "Rust"), pair("sea", "Sea")]);
    }

    #[test]
    fn a_mention_may_name_this_server() {
        let name = |text: &str| local_name(text::scan(text).mentions().next().unwrap(), "kin.example:3000");
        assert_eq!(name("@Ada").as_deref(), Some("ada"));
        assert_eq!(name("@Ada@KIN.example").as_deref(), Some("ada"));
        assert_eq!(name("@ada@other.example"), None);
    }
}
