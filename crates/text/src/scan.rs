//! Finds what has a meaning in a text: mentions, hashtags and links. Whether a mentioned account exists is
//! not known here.
//!
//! Links are found first, and mentions and hashtags only between them, so that the `@` and `#` of an address
//! start nothing. The rules for the two are Mastodon's `Account::MENTION_RE` and `Tag::HASHTAG_RE`
//! (`app/models/account.rb`, `app/models/tag.rb`).

use std::ops::Range;

use crate::chars::{is_latin_accent, is_tag_char, is_tag_separator, is_word};
use crate::fold::fold_tag;
use crate::link::{self, Link};

/// What was found in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// In the order of the text, without overlaps. The same name can occur many times.
    pub parts: Vec<Part>,
}

impl Parsed {
    /// The mentions, in the order of the text, repeated ones included.
    pub fn mentions(&self) -> impl Iterator<Item = &Mention> {
        self.parts
            .iter()
            .filter_map(|part| if let Part::Mention(mention) = part { Some(mention) } else { None })
    }

    /// The hashtags, in the order of the text, repeated ones included.
    pub fn hashtags(&self) -> impl Iterator<Item = &Hashtag> {
        self.parts
            .iter()
            .filter_map(|part| if let Part::Hashtag(hashtag) = part { Some(hashtag) } else { None })
    }

    /// The links, in the order of the text, repeated ones included.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.parts.iter().filter_map(|part| if let Part::Link(link) = part { Some(link) } else { None })
    }
}

/// A piece of a text that is more than text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Mention(Mention),
    Hashtag(Hashtag),
    Link(Link),
}

impl Part {
    /// Where the part stands in the text, in bytes, its sign included.
    pub fn span(&self) -> &Range<usize> {
        match self {
            Part::Mention(mention) => &mention.span,
            Part::Hashtag(hashtag) => &hashtag.span,
            Part::Link(link) => &link.span,
        }
    }
}

/// `@username` or `@username@domain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// As typed, without the sign: ASCII letters, digits and underscores, with dots and hyphens inside.
    pub username: String,
    /// As typed; absent for an account of this server. It may name this server.
    pub domain: Option<String>,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

/// `#name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashtag {
    /// As typed, without the sign.
    pub name: String,
    /// The key of the tag, see [`fold_tag`]. Typed behind a `#` it is the same tag.
    pub folded: String,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

/// The longest domain of a mention, in characters (Mastodon's `Extractor::MAX_DOMAIN_LENGTH`). A mention's
/// domain does not count towards the length of a post, so it must not be endless.
const MAX_DOMAIN_CHARS: usize = 253;

/// The first byte of `＃`, the full-width number sign of Japanese keyboards.
const FULL_WIDTH_FIRST_BYTE: u8 = 0xef;

/// Finds the mentions, hashtags and links of `text`. Give it the text that [`crate::clean`] made, because the
/// spans are valid for exactly the text given.
pub fn scan(text: &str) -> Parsed {
    let mut parts = Vec::new();
    // Most texts hold none of the signs.
    if !text.bytes().any(|byte| byte == b':' || is_sign(byte)) {
        return Parsed { parts };
    }
    let mut from = 0;
    for link in link::find(text) {
        scan_between(text, from..link.span.start, &mut parts);
        from = link.span.end;
        parts.push(Part::Link(link));
    }
    scan_between(text, from..text.len(), &mut parts);
    Parsed { parts }
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'@' | b'#' | FULL_WIDTH_FIRST_BYTE)
}

/// Adds the mentions and hashtags of `gap`, a range of `text` without links.
fn scan_between(text: &str, gap: Range<usize>, parts: &mut Vec<Part>) {
    let mut from = gap.start;
    while let Some(step) = text.as_bytes()[from..gap.end].iter().position(|byte| is_sign(*byte)) {
        let sign = from + step;
        if let Some(part) = part_at(text, sign, gap.end) {
            from = part.span().end;
            parts.push(part);
        } else {
            from = sign + 1;
        }
    }
}

fn part_at(text: &str, sign: usize, end: usize) -> Option<Part> {
    let before = text[..sign].chars().next_back();
    match text[sign..end].chars().next()? {
        '@' if !before.is_some_and(|c| is_word(c) || matches!(c, '/' | '=')) => {
            mention_at(text, sign, end).map(Part::Mention)
        }
        c @ ('#' | '＃') if !before.is_some_and(|c| is_word(c) || matches!(c, '/' | ')' | '=' | '&')) => {
            hashtag_at(text, sign, c.len_utf8(), end).map(Part::Hashtag)
        }
        _ => None,
    }
}

fn mention_at(text: &str, sign: usize, end: usize) -> Option<Mention> {
    let name_start = sign + 1;
    let name_end = dotted_end(text, name_start..end, |c| c.is_ascii_alphanumeric() || c == '_')?;
    let domain = text[name_end..end]
        .strip_prefix('@')
        .and_then(|_| dotted_end(text, name_end + 1..end, is_word))
        .map(|domain_end| name_end + 1..domain_end + port(&text[domain_end..end]));
    let span = sign..domain.as_ref().map_or(name_end, |domain| domain.end);
    // Something longer that only begins like a mention.
    let rest = &text[span.end..];
    if rest.starts_with(is_latin_accent) || rest.starts_with('@') || rest.starts_with("://") {
        return None;
    }
    let domain = domain.map(|range| text[range].to_owned());
    if domain.as_ref().is_some_and(|domain| domain.chars().nth(MAX_DOMAIN_CHARS).is_some()) {
        return None;
    }
    Some(Mention { username: text[name_start..name_end].to_owned(), domain, span })
}

/// The length of the port that may stand behind a domain, `:3000`; 0 if none does.
fn port(rest: &str) -> usize {
    let Some(behind) = rest.strip_prefix(':') else { return 0 };
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let goes_on = behind[digits..].starts_with(is_word);
    if (2..=5).contains(&digits) && !goes_on { 1 + digits } else { 0 }
}

/// The end of the words, joined by dots and hyphens, that `range` begins with; the joints cannot be last.
fn dotted_end(text: &str, range: Range<usize>, is_part: impl Fn(char) -> bool) -> Option<usize> {
    let mut end = None;
    for (at, c) in text[range.clone()].char_indices() {
        if is_part(c) {
            end = Some(range.start + at + c.len_utf8());
        } else if end.is_none() || !matches!(c, '.' | '-') {
            break;
        }
    }
    end
}

fn hashtag_at(text: &str, sign: usize, sign_bytes: usize, end: usize) -> Option<Hashtag> {
    let start = sign + sign_bytes;
    let rest = &text[start..end];
    let run = rest.find(|c| !is_tag_char(c)).unwrap_or(rest.len());
    let name = rest[..run].trim_end_matches(is_tag_separator);
    if !is_tag_name(name) {
        return None;
    }
    let folded = fold_tag(name);
    // Half-width voicing marks, for one, are letters of which folding makes marks.
    is_tag_name(&folded).then(|| Hashtag { name: name.to_owned(), folded, span: sign..start + name.len() })
}

/// Whether characters of a tag make a tag: they begin with a letter, a number or an underscore, and hold a
/// letter or, between others, a separator. So "3d" and "1_1" are tags; "2024", "_" and "·a" are none, nor is
/// what follows the sign in the keycap emoji, which is only marks.
fn is_tag_name(name: &str) -> bool {
    let mut inner = name.chars();
    let Some(first) = inner.next() else { return false };
    inner.next_back();
    (first.is_alphanumeric() || first == '_')
        && (name.contains(char::is_alphabetic) || inner.any(|c| c == '_' || is_tag_separator(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(text: &str) -> Vec<String> {
        scan(text)
            .mentions()
            .map(|m| {
                m.domain.as_ref().map_or(m.username.clone(), |domain| format!("{}@{domain}", m.username))
            })
            .collect()
    }

    fn hashtags(text: &str) -> Vec<String> {
        scan(text).hashtags().map(|tag| tag.name.clone()).collect()
    }

    #[test]
    fn mentions_are_found_anywhere_in_a_sentence() {
        assert_eq!(mentions("Hello to @alice from me"), ["alice"]);
        assert_eq!(mentions("@alice Hey how are you?"), ["alice"]);
        assert_eq!(
            mentions("(@alice), \"@bob\"; @carol: @dan! @eve?"),
            ["alice", "bob", "carol", "dan", "eve"]
        );
        assert_eq!(mentions(".@alice I want everybody to see this"), ["alice"]);
        assert_eq!(mentions("@Alice's cat, @bob_1…"), ["Alice", "bob_1"]);
        assert_eq!(mentions("hi\n@alice\n@bob"), ["alice", "bob"]);
        assert_eq!(mentions("@aliceさん、@bobです"), ["alice", "bob"]);
        assert_eq!(mentions("@@alice"), ["alice"]);
    }

    #[test]
    fn a_domain_may_have_a_port() {
        let domain = |text: &str| scan(text).mentions().next().unwrap().domain.clone().unwrap();
        assert_eq!(domain("hi @al@localhost:3000, there"), "localhost:3000");
        assert_eq!(domain("@al@localhost: 3000"), "localhost");
        assert_eq!(domain("@al@localhost:3000x"), "localhost");
        assert_eq!(domain("@al@example.org:7"), "example.org");
    }

    #[test]
    fn a_mention_may_name_a_domain() {
        assert_eq!(mentions("@a@b.c"), ["a@b.c"]);
        assert_eq!(mentions("Hello @alice@example.com."), ["alice@example.com"]);
        assert_eq!(
            mentions("@alice@example.com, @bob@sub.example-1.org!"),
            ["alice@example.com", "bob@sub.example-1.org"]
        );
        assert_eq!(mentions("@alice@にゃん.jp"), ["alice@にゃん.jp"]);
        assert_eq!(mentions(&format!("@a@{}", "b".repeat(254))), [""; 0]);
    }

    #[test]
    fn dots_and_hyphens_are_inside_a_name_but_not_at_its_end() {
        assert_eq!(
            mentions("@bob.smith, @the-doctor. @eve-- @dan..."),
            ["bob.smith", "the-doctor", "eve", "dan"]
        );
        assert_eq!(mentions("@.alice @-bob @"), [""; 0]);
    }

    #[test]
    fn mail_addresses_and_paths_are_not_mentions() {
        assert_eq!(mentions("Drop me an e-mail at alice@example.com"), [""; 0]);
        assert_eq!(mentions("é@alice 日@alice _@alice"), [""; 0]);
        assert_eq!(mentions("/@alice =@alice"), [""; 0]);
        assert_eq!(mentions("https://medium.com/@alice/some-article#.abcdef123"), [""; 0]);
        assert_eq!(mentions("https://example.com/?x=@alice"), [""; 0]);
    }

    #[test]
    fn what_only_begins_like_a_mention_is_none() {
        assert_eq!(mentions("@alice@ @a@b@c @josé @nguye\u{302}n @http://example.com"), [""; 0]);
    }

    #[test]
    fn hashtags_are_words_after_a_number_sign() {
        assert_eq!(
            hashtags("Hello #rubyOnRails and #3d, #l33t #world2016."),
            ["rubyOnRails", "3d", "l33t", "world2016"]
        );
        assert_eq!(hashtags("#_test #test_ #one_two_three #1_1"), ["_test", "test_", "one_two_three", "1_1"]);
        assert_eq!(hashtags("#tag's (#rust) \"#a\",#b;#c\n#d"), ["tag", "rust", "a", "b", "c", "d"]);
        assert_eq!(hashtags("Hello toß #ruby test\u{a0}#foo"), ["ruby", "foo"]);
        assert_eq!(hashtags("#a#b ##c"), ["a", "c"]);
    }

    #[test]
    fn hashtags_are_found_in_all_scripts() {
        assert_eq!(
            hashtags("#hashtagタグ #ａｅｓｔｈｅｔｉｃ ＃ｆｏｏ"),
            ["hashtagタグ", "ａｅｓｔｈｅｔｉｃ", "ｆｏｏ"]
        );
        assert_eq!(hashtags("#हिन्दी #ไทย #café #cafe\u{301}"), ["हिन्दी", "ไทย", "café", "cafe\u{301}"]);
        assert_eq!(hashtags("#نرم\u{200c}افزار"), ["نرم\u{200c}افزار"]);
    }

    #[test]
    fn separators_are_inside_a_hashtag_but_not_at_its_ends() {
        assert_eq!(hashtags("#one·two·three· #ぼっち・ざ・ろっく"), ["one·two·three", "ぼっち・ざ・ろっく"]);
        assert_eq!(hashtags("#·one #・a #\u{200c}b"), [""; 0]);
    }

    #[test]
    fn numbers_alone_are_not_hashtags() {
        assert_eq!(hashtags("#1 #0123456 #_ #__ # #. #１２ #½"), [""; 0]);
        assert_eq!(hashtags("#\u{ff9e} #\u{fe0f}\u{20e3} #\u{fe0f}\u{20e3}abc #1\u{fe0f}\u{20e3}"), [""; 0]);
    }

    #[test]
    fn a_number_sign_inside_a_word_or_an_address_starts_nothing() {
        assert_eq!(hashtags("a#b é#b 日#b _#b c/#b (song)#b foo=#b &#x27;"), [""; 0]);
        assert_eq!(hashtags("https://en.wikipedia.org/wiki/Ghostbusters_(song)#Lawsuit"), [""; 0]);
        assert_eq!(hashtags("https://example.com#part https://example.org/testé#foo"), [""; 0]);
    }

    #[test]
    fn a_link_ends_the_hashtag_before_it() {
        let parsed = scan("#日本語https://example.com/ #a");
        assert_eq!(parsed.hashtags().map(|tag| &*tag.name).collect::<Vec<_>>(), ["日本語", "a"]);
        assert_eq!(parsed.links().count(), 1);
    }

    #[test]
    fn parts_come_in_order_with_spans_into_the_text() {
        let text = "é @ada@example.org: #Tag https://example.com/@x#y ＃ｔ";
        let parsed = scan(text);
        let typed: Vec<_> = parsed.parts.iter().map(|part| &text[part.span().clone()]).collect();
        assert_eq!(typed, ["@ada@example.org", "#Tag", "https://example.com/@x#y", "＃ｔ"]);
        assert_eq!(parsed.hashtags().map(|tag| &*tag.folded).collect::<Vec<_>>(), ["tag", "t"]);
    }

    #[test]
    fn a_text_without_signs_has_no_parts() {
        assert_eq!(scan(""), Parsed::default());
        assert_eq!(scan("nothing to see here: http example.com"), Parsed::default());
    }
}
