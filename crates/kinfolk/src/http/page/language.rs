//! The language of a page and its texts, kept as Fluent messages in `locales/<language>/*.ftl`.
//!
//! A new language is a new folder beside `locales/en` with the same messages; nothing else changes. A test compares
//! the keys of every folder with English. What a language lacks is shown in English, never left empty.
//!
//! *Not here*: numbers and dates, which are in `format`; the languages that posts are written in (`post_languages`).

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // Templates wrap names in <bdi>; the invisible marks would end up in what people copy and in tests.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// English first, the rest in alphabetical order, so that ties between regions are always decided alike.
static AVAILABLE: LazyLock<Vec<LanguageIdentifier>> = LazyLock::new(|| {
    let mut all: Vec<_> = LOCALES.locales().cloned().collect();
    all.sort_by_key(|id| (*id != ENGLISH, id.to_string()));
    all
});

const ENGLISH: LanguageIdentifier = langid!("en");

/// What people may read who use no app, of the sentences with which the API refuses something. A test reads the sources
/// for them.
pub(super) const REFUSALS: [&str; 5] = [
    "refusal-blocked-by",
    "refusal-blocking",
    "refusal-last-owner",
    "refusal-not-for-everyone",
    "refusal-other-site",
];

/// A language that the pages exist in. Copying it costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(&'static LanguageIdentifier);

impl Default for Language {
    fn default() -> Self {
        Self(LOCALES.fallback())
    }
}

impl Language {
    /// The best available match for an `Accept-Language` header (RFC 9110 §12.5.4), English when nothing matches.
    ///
    /// `pt-BR` is served by `pt` and the other way round: a neighbouring region is closer than another language.
    /// Malformed parts are skipped, never an error.
    pub fn from_accept_language(header: &str) -> Self {
        let mut wanted: Vec<(f32, LanguageIdentifier)> = header.split(',').filter_map(preference).collect();
        // The sort is stable: equal weights stay in the order in which the browser sent them.
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.iter().find_map(|(_, id)| Self::closest(id)).unwrap_or_default()
    }

    /// The language with this tag, as stored in a person's settings (`en`, `pt-BR`), if the pages exist in it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::closest(&tag.parse().ok()?)
    }

    /// All languages that the pages exist in, English first. Never empty.
    pub fn all() -> impl Iterator<Item = Self> {
        AVAILABLE.iter().map(Self)
    }

    fn closest(wanted: &LanguageIdentifier) -> Option<Self> {
        let exact = AVAILABLE.iter().find(|have| *have == wanted);
        exact.or_else(|| AVAILABLE.iter().find(|have| have.language == wanted.language)).map(Self)
    }

    /// The BCP 47 tag for the `lang` attribute.
    pub fn tag(self) -> String {
        self.0.to_string()
    }

    /// The writing direction for the `dir` attribute: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        match self.0.language.as_str() {
            "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
            _ => "ltr",
        }
    }

    /// The text of the message `key`. A key that no language has comes back as itself; a test keeps that from happening.
    pub fn text(self, key: &str) -> String {
        self.look_up(key, None).unwrap_or_else(|| key.to_owned())
    }

    /// Like [`Self::text`], filling the message's variables.
    pub fn text_with<const N: usize>(self, key: &str, args: [(&'static str, FluentValue<'_>); N]) -> String {
        let args = args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        self.look_up(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// What is wrong with a field by the API's code, such as `ERR_TAKEN`; `None` where no message says it.
    pub fn fault(self, field: &str, code: &str) -> Option<String> {
        let code = code.trim_start_matches("ERR_").to_lowercase().replace('_', "-");
        let words = self.try_text(&format!("fault-{field}-{code}"));
        words.or_else(|| self.try_text(&format!("fault-{code}")))
    }

    /// A sentence of the API in this language, where one of the messages [`REFUSALS`] has it in English.
    pub fn refusal(self, sentence: &str) -> Option<String> {
        let english = Self::default();
        let key = REFUSALS.into_iter().find(|key| english.text(key) == sentence)?;
        Some(self.text(key))
    }

    /// The text of `key` if there is such a message: for keys made from data, such as error codes.
    pub fn try_text(self, key: &str) -> Option<String> {
        self.look_up(key, None)
    }

    fn look_up(
        self,
        key: &str,
        args: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>,
    ) -> Option<String> {
        let in_this = LOCALES.lookup_single_language(self.0, key, args);
        in_this.or_else(|_| LOCALES.lookup_single_language(LOCALES.fallback(), key, args)).ok()
    }
}

/// One part of the header: its weight and language, unless it is malformed, refused (`q=0`) or the wildcard.
fn preference(part: &str) -> Option<(f32, LanguageIdentifier)> {
    let mut pieces = part.split(';');
    let tag = pieces.next()?.trim();
    let weight =
        pieces.find_map(|p| p.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.parse::<f32>().ok())?;
    (weight > 0.0 && tag != "*").then_some((weight, tag.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_or_malformed_header_means_english() {
        for header in ["", "*", "tlh", ";;;,,q=", "en;q=0", "\u{1F600}"] {
            assert_eq!(Language::from_accept_language(header).tag(), "en", "{header:?}");
        }
    }

    #[test]
    fn a_region_is_served_by_its_language() {
        assert_eq!(Language::from_accept_language("tlh, en-GB;q=0.3").tag(), "en");
        assert_eq!(Language::from_tag("en-GB").map(Language::tag).as_deref(), Some("en"));
        assert_eq!(Language::from_tag("tlh"), None);
    }

    #[test]
    fn refused_and_malformed_parts_of_the_header_are_left_out() {
        assert_eq!(preference("fr;q=0"), None);
        assert_eq!(preference("fr;q=much"), None);
        assert_eq!(preference(" fr ; q=0.5 "), Some((0.5, langid!("fr"))));
    }

    #[test]
    fn variables_are_filled_and_plurals_chosen() {
        let english = Language::default();
        assert_eq!(english.text_with("profile-posts", [("count", 1.into())]), "Post");
        assert_eq!(english.text_with("profile-posts", [("count", 2.into())]), "Posts");
        assert_eq!(english.text("no-such-key"), "no-such-key");
        assert_eq!(english.try_text("no-such-key"), None);
    }
}
