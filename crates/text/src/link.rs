//! Finds the links in a text: `http://` and `https://` followed by a host that looks real. Other schemes, and
//! addresses without a scheme, are never links.
//!
//! The rules are Mastodon's (twitter-text as changed by its `config/initializers/twitter_regex.rb`) with
//! three differences. There is no list of top-level domains to grow old: a top-level domain is two or more
//! letters, either all ASCII or all not, which is enough to end "https://example.comを見て" in the right place.
//! Brackets and quotation marks of other scripts are balanced like parentheses. A fragment may follow the
//! host at once.
//!
//! The crate linkify was considered: it ends no link at an ideographic space, swallows text that
//! follows a host without a space, refuses top-level domains outside ASCII, and accepts a user name before
//! the host, which is how `https://bank.example@evil.example` deceives.

use std::net::Ipv4Addr;
use std::ops::Range;

use crate::chars::{is_bidi_control, is_word};

/// A link as found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as typed, but for its scheme, which is lower case. Not escaped.
    pub url: String,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

/// The longest address that becomes a link, in characters (twitter-text's `MAX_URL_LENGTH`). As every link
/// counts 23 characters, a link without a limit would carry any amount of text.
const MAX_URL_CHARS: usize = 4096;

/// The longest host in bytes, and the longest part of it between dots (RFC 1035 §2.3.4).
const MAX_HOST_BYTES: usize = 253;
const MAX_LABEL_BYTES: usize = 63;

/// Brackets that may stand in an address in pairs; a closing one without its opening one ends the address.
const BRACKETS: [(char, char); 12] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('（', '）'),
    ('［', '］'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〈', '〉'),
    ('《', '》'),
    ('“', '”'),
    ('«', '»'),
];

/// The links of `text` in order; they do not overlap.
pub fn find(text: &str) -> impl Iterator<Item = Link> {
    let mut free = 0;
    text.match_indices("://").filter_map(move |(colon, _)| {
        let start = scheme_start(text, free, colon)?;
        let end = address_end(text, colon + "://".len())?;
        // Also after an address too long to be a link, the search goes on behind it: starting again inside it
        // would take quadratic time.
        free = end;
        let typed = &text[start..end];
        (typed.chars().count() <= MAX_URL_CHARS)
            .then(|| Link { url: lower_scheme(typed, colon - start), span: start..end })
    })
}

fn lower_scheme(typed: &str, scheme_bytes: usize) -> String {
    let mut url = typed.to_owned();
    url[..scheme_bytes].make_ascii_lowercase();
    url
}

/// The start of "http" or "https" right before `colon`, not before `free`.
/// A scheme in the middle of a word, or behind a sign that begins something else, is none.
fn scheme_start(text: &str, free: usize, colon: usize) -> Option<usize> {
    let head = text.as_bytes().get(free..colon)?;
    let ends_with = |scheme: &[u8]| {
        head.len().checked_sub(scheme.len()).is_some_and(|from| head[from..].eq_ignore_ascii_case(scheme))
    };
    let length = ["https", "http"].into_iter().find(|scheme| ends_with(scheme.as_bytes()))?.len();
    let start = colon - length;
    let before = text[..start].chars().next_back();
    let inside_a_word =
        before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '#' | '$' | '＠' | '＃'));
    (!inside_a_word).then_some(start)
}

/// The end of the address whose host begins at `from`.
fn address_end(text: &str, from: usize) -> Option<usize> {
    let host_end = from + host_length(&text[from..])?;
    let authority_end = host_end + port_length(&text[host_end..]);
    let rest = &text[authority_end..];
    // What looked like the host is a user name.
    if rest.starts_with('@') {
        return None;
    }
    Some(authority_end + tail_length(rest))
}

/// The length in bytes of the host that `rest` begins with.
fn host_length(rest: &str) -> Option<usize> {
    let run = rest.find(|c| !is_word(c) && !matches!(c, '-' | '.')).unwrap_or(rest.len());
    let run = &rest[..run];
    let host = run.find("..").map_or(run, |dots| &run[..dots]).trim_end_matches(['.', '-', '_']);
    if host.parse::<Ipv4Addr>().is_ok() {
        return Some(host.len());
    }
    let (labels, last) = host.rsplit_once('.')?;
    let length = labels.len() + 1 + top_level_length(last)?;
    (length <= MAX_HOST_BYTES && labels.split('.').all(is_label)).then_some(length)
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.len() <= MAX_LABEL_BYTES && !label.starts_with('-') && !label.ends_with('-')
}

/// How much of a host's last label is a top-level domain; what follows it is text that touches the address.
fn top_level_length(label: &str) -> Option<usize> {
    let ascii = label.chars().next()?.is_ascii();
    let run = label.find(|c: char| c.is_ascii() != ascii || c == '_').unwrap_or(label.len());
    let top = label[..run].trim_end_matches('-');
    let letters = top.chars().take_while(|c| c.is_alphabetic()).count();
    // A mark or a digit may follow, as in "xn--p1ai" and in scripts that write vowels as marks.
    (letters >= 1 && top.chars().nth(1).is_some()).then_some(top.len())
}

/// The length in bytes of ":" and a port, if `rest` begins so, else 0.
fn port_length(rest: &str) -> usize {
    let Some(digits) = rest.strip_prefix(':') else { return 0 };
    match digits.bytes().take_while(u8::is_ascii_digit).count() {
        count @ 1..=5 => 1 + count,
        _ => 0,
    }
}

/// The length in bytes of the path, query and fragment that `rest` begins with, without the punctuation of
/// the sentence around it; 0 if there is none.
fn tail_length(rest: &str) -> usize {
    if !rest.starts_with(['/', '?', '#']) {
        return 0;
    }
    let mut length = 0;
    let mut open = [0_u32; BRACKETS.len()];
    for (at, c) in rest.char_indices() {
        if ends_address(c) {
            break;
        }
        let may_be_last = match bracket(c) {
            Some((kind, true)) => {
                open[kind] += 1;
                false
            }
            Some((kind, false)) if open[kind] == 0 => break,
            Some((kind, false)) => {
                open[kind] -= 1;
                true
            }
            None => !is_sentence_mark(c),
        };
        if may_be_last {
            length = at + c.len_utf8();
        }
    }
    length
}

/// The kind of a bracket, and whether it opens.
fn bracket(c: char) -> Option<(usize, bool)> {
    if c.is_ascii_alphanumeric() {
        return None;
    }
    let kind = BRACKETS.iter().position(|&(open, close)| c == open || c == close)?;
    Some((kind, c == BRACKETS[kind].0))
}

/// Characters that no address contains, or that would let an address look like something it is not.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_bidi_control(c)
        || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '\u{200b}' | '\u{feff}')
}

/// Characters that an address may contain, but that belong to the sentence when they are last.
fn is_sentence_mark(c: char) -> bool {
    matches!(c, '?' | '!' | '.' | ',' | ':' | ';' | '*' | '\'' | '‘' | '’' | '…' | '、')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<String> {
        find(text).map(|link| link.url).collect()
    }

    /// Asserts that `text` holds exactly one link, to `url`.
    fn one(text: &str, url: &str) {
        assert_eq!(urls(text), [url], "in {text:?}");
    }

    fn none(text: &str) {
        assert_eq!(urls(text), [""; 0], "in {text:?}");
    }

    #[test]
    fn plain_addresses_are_links() {
        one("http://google.com", "http://google.com");
        one("http://example.gay", "http://example.gay");
        one("see https://example.com:8080/a?b=c#d now", "https://example.com:8080/a?b=c#d");
        one("https://example.com#part", "https://example.com#part");
        one("https://192.168.0.1/x", "https://192.168.0.1/x");
        one("https://a_b.example.com/", "https://a_b.example.com/");
        one("https://xn--r9j5b5b.xn--p1ai/", "https://xn--r9j5b5b.xn--p1ai/");
    }

    #[test]
    fn punctuation_after_a_link_belongs_to_the_sentence() {
        for mark in
            [".", ",", "!", "?", ":", ";", "'", "\"", ">", ")", "]", "*", "…", "...", "?!", "」", "”", "’"]
        {
            one(&format!("http://www.example.com{mark}"), "http://www.example.com");
            one(&format!("http://example.com/a{mark} b"), "http://example.com/a");
        }
    }

    #[test]
    fn links_in_brackets_and_quotes_end_before_the_closing_one() {
        one("(http://google.com/)", "http://google.com/");
        one("\"https://example.com/\"", "https://example.com/");
        one("<https://example.com/>", "https://example.com/");
        one("「[https://example.org/」", "https://example.org/");
        one("「https://example.org」です", "https://example.org");
        one("“https://example.org/a”", "https://example.org/a");
        one("[a](https://example.org/a)", "https://example.org/a");
    }

    #[test]
    fn balanced_parentheses_are_part_of_a_link() {
        let wikipedia = "https://en.wikipedia.org/wiki/Diaspora_(software)";
        one(wikipedia, wikipedia);
        one(&format!("({wikipedia})"), wikipedia);
        one("https://example.com/a(b(c)d)e)f", "https://example.com/a(b(c)d)e");
    }

    #[test]
    fn addresses_in_other_scripts_are_links() {
        one("https://nic.みんな/", "https://nic.みんな/");
        one("https://ja.wikipedia.org/wiki/日本", "https://ja.wikipedia.org/wiki/日本");
        one("https://пример.рф/а", "https://пример.рф/а");
        one("https://bücher.example/ü", "https://bücher.example/ü");
        one("https://हिन्दी.भारत", "https://हिन्दी.भारत");
        one("https://example.com/search?utf8=✓&q=autolink", "https://example.com/search?utf8=✓&q=autolink");
    }

    #[test]
    fn text_without_spaces_around_a_link_stays_text() {
        one("日本語https://example.com/a です", "https://example.com/a");
        one("https://example.comを見て", "https://example.com");
        one("https://example.com/　abc123", "https://example.com/");
        one("https://example.com　abc123", "https://example.com");
        one("https://example.com/a\u{a0}b", "https://example.com/a");
    }

    #[test]
    fn only_http_and_https_are_links() {
        none("javascript:alert(1)");
        none("javascript://example.com/%0aalert(1)");
        none("data:text/html,<script>");
        none("ftp://example.com/ xmpp:a@example.com magnet:?xt=urn:btih:c12f");
        none("example.com www.example.com //example.com");
        none("hhttp://example.com xhttps://example.com");
        none("@http://example.com #https://example.com");
    }

    #[test]
    fn what_has_no_real_host_is_no_link() {
        none("http:// https:///etc/passwd http://.com http://-a.com http://a");
        none("http://www\\.google\\.com");
        none("https://1.2 https://v1.1 https://example.c");
        none(&format!("https://{}.com", "a".repeat(64)));
        none(&format!("https://{}com", "a.".repeat(126)));
    }

    #[test]
    fn an_address_with_a_user_name_is_no_link() {
        none("https://bank.example@evil.example/");
        none("https://bank.example:80@evil.example/");
        none("https://user:password@example.com/");
    }

    #[test]
    fn nothing_invisible_gets_into_a_link() {
        one("https://example.com/a\u{202e}b", "https://example.com/a");
        one("https://example.com/a\u{0}b", "https://example.com/a");
        one("https://example.com/a\u{200b}b", "https://example.com/a");
    }

    #[test]
    fn the_scheme_may_be_typed_in_capitals() {
        one("Https://Example.com/A", "https://Example.com/A");
        one("HTTP://EXAMPLE.COM", "http://EXAMPLE.COM");
    }

    #[test]
    fn an_address_inside_another_is_part_of_it() {
        let archive = "https://web.archive.org/web/2020/https://example.com/";
        one(archive, archive);
    }

    #[test]
    fn an_address_that_is_too_long_is_text_as_a_whole() {
        let longest = format!("https://example.com/{}", "a".repeat(MAX_URL_CHARS - 20));
        one(&longest, &longest);
        none(&format!("{longest}a"));
        none(&"https://example.com/".repeat(1000));
        one(&format!("{longest}a http://a.example"), "http://a.example");
    }

    #[test]
    fn spans_point_at_what_was_typed() {
        let text = "é http://a.example, HTTPS://b.example/.";
        let typed: Vec<_> = find(text).map(|link| &text[link.span]).collect();
        assert_eq!(typed, ["http://a.example", "HTTPS://b.example/"]);
    }
}
