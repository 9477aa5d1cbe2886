//! Writes a scanned text as HTML in the shape of Mastodon's `TextFormatter` (`app/lib/text_formatter.rb`),
//! which clients parse to find mentions and tags. Nobody's HTML is let through: every character of the input
//! is escaped, and the tags and attributes are the fixed ones below.

use std::borrow::Cow;

use crate::link::Link;
use crate::scan::{Hashtag, Mention, Parsed, Part};

/// Where the parts of a text lead. An address that is not `http://` or `https://` is not used: the part stays
/// text.
pub trait Links {
    /// The page of the mentioned account, or `None` if there is no such account (or none that may be known).
    fn mention(&self, mention: &Mention) -> Option<Cow<'_, str>>;

    /// The page of the tag, percent-encoded.
    fn hashtag(&self, hashtag: &Hashtag) -> Cow<'_, str>;
}

/// How many characters of a link are shown behind its scheme.
const SHOWN_URL_CHARS: usize = 30;

/// The HTML of `text`, of which `parsed` must be the [`crate::scan`]. A text of blanks only gives an empty
/// string.
///
/// Lines separated by at least one empty line are paragraphs (`<p>`), a single line break is `<br />`, and no
/// line break is left in the result. What [`Links`] does not know stays as it was typed.
///
/// # Panics
/// If `parsed` belongs to another text whose spans do not fit this one.
pub fn to_html(text: &str, parsed: &Parsed, links: &dyn Links) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let mut html = String::with_capacity(text.len() + text.len() / 4 + 16 + 160 * parsed.parts.len());
    let end = text.trim_end_matches('\n').len();
    let mut from = text.len() - text.trim_start_matches('\n').len();
    html.push_str("<p>");
    for part in &parsed.parts {
        let span = part.span().clone();
        push_text(&mut html, &text[from..span.start]);
        if !push_part(&mut html, part, links) {
            push_escaped(&mut html, &text[span.clone()]);
        }
        from = span.end;
    }
    push_text(&mut html, &text[from..end]);
    html.push_str("</p>");
    html
}

/// `text` with `&`, `<`, `>`, `"` and `'` replaced, fit for element content and for quoted attribute values.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| entity(byte).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    push_escaped(&mut escaped, text);
    Cow::Owned(escaped)
}

/// Appends text outside of parts. It is cut where the parts are, and no part begins or ends with a line
/// break, so each run of line breaks is seen whole.
fn push_text(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('\n') {
        push_escaped(html, &rest[..at]);
        let next = rest[at..].trim_start_matches('\n');
        let breaks = rest.len() - at - next.len();
        html.push_str(if breaks == 1 { "<br />" } else { "</p><p>" });
        rest = next;
    }
    push_escaped(html, rest);
}

/// Appends a part; false, and nothing appended, if it leads nowhere.
fn push_part(html: &mut String, part: &Part, links: &dyn Links) -> bool {
    match part {
        Part::Mention(mention) => match links.mention(mention) {
            Some(url) if is_web_address(&url) => push_mention(html, &url, mention),
            _ => return false,
        },
        Part::Hashtag(hashtag) => match links.hashtag(hashtag) {
            url if is_web_address(&url) => push_hashtag(html, &url, hashtag),
            _ => return false,
        },
        Part::Link(link) if is_web_address(&link.url) => push_link(html, link),
        Part::Link(_) => return false,
    }
    true
}

fn push_mention(html: &mut String, url: &str, mention: &Mention) {
    html.push_str(r#"<span class="h-card" translate="no"><a href=""#);
    push_escaped(html, url);
    html.push_str(r#"" class="u-url mention">@<span>"#);
    push_escaped(html, &mention.username);
    html.push_str("</span></a></span>");
}

fn push_hashtag(html: &mut String, url: &str, hashtag: &Hashtag) {
    html.push_str(r#"<a href=""#);
    push_escaped(html, url);
    html.push_str(r#"" class="mention hashtag" rel="tag">#<span>"#);
    push_escaped(html, &hashtag.name);
    html.push_str("</span></a>");
}

/// Appends a link of which the scheme and everything after [`SHOWN_URL_CHARS`] is in spans that clients hide;
/// copying the text of the link still gives the whole address.
fn push_link(html: &mut String, link: &Link) {
    let (scheme, shown, rest) = shortened(&link.url);
    html.push_str(r#"<a href=""#);
    push_escaped(html, &link.url);
    html.push_str(r#"" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">"#);
    push_escaped(html, scheme);
    html.push_str(if rest.is_empty() {
        r#"</span><span class="">"#
    } else {
        r#"</span><span class="ellipsis">"#
    });
    push_escaped(html, shown);
    html.push_str(r#"</span><span class="invisible">"#);
    push_escaped(html, rest);
    html.push_str("</span></a>");
}

/// An address as scheme (with "www."), the part to show and the rest.
fn shortened(url: &str) -> (&str, &str, &str) {
    let after_scheme = url.find("://").map_or(0, |at| at + "://".len());
    let www = if url[after_scheme..].starts_with("www.") { "www.".len() } else { 0 };
    let (scheme, address) = url.split_at(after_scheme + www);
    let mut cut = address.char_indices().skip(SHOWN_URL_CHARS).map(|(at, _)| at);
    match (cut.next(), cut.next()) {
        // An ellipsis is no shorter than a single last character, which is therefore shown.
        (Some(at), Some(_)) => (scheme, &address[..at], &address[at..]),
        _ => (scheme, address, ""),
    }
}

/// The one guard of every `href`: schemes that run code, or leave the web, never pass.
fn is_web_address(url: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme))
}

fn push_escaped(html: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            html.push_str(&text[from..at]);
            html.push_str(entity);
            from = at + 1;
        }
    }
    html.push_str(&text[from..]);
}

fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    /// Knows ada here and everybody at remote.example.
    struct Village;

    impl Links for Village {
        fn mention(&self, mention: &Mention) -> Option<Cow<'_, str>> {
            match (&*mention.username, mention.domain.as_deref()) {
                (name, None) if name.eq_ignore_ascii_case("ada") => Some("https://kin.example/@ada".into()),
                (name, Some("remote.example")) => Some(format!("https://remote.example/@{name}").into()),
                ("evil", None) => Some("javascript:alert(1)".into()),
                ("quote", None) => Some("https://kin.example/\"><script>".into()),
                _ => None,
            }
        }

        fn hashtag(&self, hashtag: &Hashtag) -> Cow<'_, str> {
            if hashtag.folded == "evil" {
                return "javascript:alert(1)".into();
            }
            format!("https://kin.example/tags/{}", hashtag.folded).into()
        }
    }

    fn html(text: &str) -> String {
        to_html(text, &scan(text), &Village)
    }

    #[test]
    fn text_becomes_paragraphs_and_line_breaks() {
        assert_eq!(html("text"), "<p>text</p>");
        assert_eq!(html("one\ntwo"), "<p>one<br />two</p>");
        assert_eq!(html("one\n\ntwo\n\n\n\nthree"), "<p>one</p><p>two</p><p>three</p>");
        assert_eq!(html("one\n \ntwo"), "<p>one<br /> <br />two</p>");
        assert_eq!(html("\n\none\n"), "<p>one</p>");
        assert_eq!(html("#a\n\n#b\n#c").matches("</p><p>").count(), 1);
        assert_eq!(html("#a\n\n#b\n#c").matches("<br />").count(), 1);
    }

    #[test]
    fn a_blank_text_has_no_html() {
        assert_eq!(html(""), "");
        assert_eq!(html(" \n\n\u{3000}"), "");
    }

    #[test]
    fn markup_that_people_type_is_shown_as_typed() {
        assert_eq!(
            html("<script>alert(\"Hello\")</script>"),
            "<p>&lt;script&gt;alert(&quot;Hello&quot;)&lt;/script&gt;</p>"
        );
        assert_eq!(
            html("<img src=\"javascript:alert('XSS');\">"),
            "<p>&lt;img src=&quot;javascript:alert(&#39;XSS&#39;);&quot;&gt;</p>"
        );
        assert_eq!(html("&amp; & &lt;"), "<p>&amp;amp; &amp; &amp;lt;</p>");
    }

    #[test]
    fn a_mention_of_a_known_account_is_a_link() {
        assert_eq!(
            html("hi @Ada!"),
            "<p>hi <span class=\"h-card\" translate=\"no\"><a href=\"https://kin.example/@ada\" \
             class=\"u-url mention\">@<span>Ada</span></a></span>!</p>"
        );
        assert_eq!(
            html("@bo@remote.example"),
            "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://remote.example/@bo\" \
             class=\"u-url mention\">@<span>bo</span></a></span></p>"
        );
    }

    #[test]
    fn a_mention_of_nobody_stays_text() {
        assert_eq!(html("@nobody and @bo@nowhere.example"), "<p>@nobody and @bo@nowhere.example</p>");
    }

    #[test]
    fn a_hashtag_is_a_link_shown_as_typed() {
        assert_eq!(
            html("#RustLang's"),
            "<p><a href=\"https://kin.example/tags/rustlang\" class=\"mention hashtag\" \
             rel=\"tag\">#<span>RustLang</span></a>&#39;s</p>"
        );
    }

    #[test]
    fn a_short_link_is_shown_whole_without_its_scheme() {
        assert_eq!(
            html("https://nic.みんな/"),
            "<p><a href=\"https://nic.みんな/\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\">\
             <span class=\"invisible\">https://</span><span class=\"\">nic.みんな/</span>\
             <span class=\"invisible\"></span></a></p>"
        );
        assert!(
            html("http://www.example.com")
                .contains("<span class=\"invisible\">http://www.</span><span class=\"\">example.com</span>")
        );
    }

    #[test]
    fn a_long_link_is_cut_after_thirty_characters() {
        assert_eq!(
            html("https://hackernoon.com/the-power-to-build-communities"),
            "<p><a href=\"https://hackernoon.com/the-power-to-build-communities\" target=\"_blank\" \
             rel=\"nofollow noopener\" translate=\"no\"><span class=\"invisible\">https://</span>\
             <span class=\"ellipsis\">hackernoon.com/the-power-to-bu</span>\
             <span class=\"invisible\">ild-communities</span></a></p>"
        );
    }

    #[test]
    fn a_link_one_character_too_long_is_not_cut() {
        let address = |chars: usize| format!("example.com/{}", "é".repeat(chars - 12));
        for (chars, cut) in [(30, false), (31, false), (32, true)] {
            assert_eq!(
                html(&format!("https://{}", address(chars))).contains("ellipsis"),
                cut,
                "{chars} characters"
            );
        }
    }

    #[test]
    fn quotes_and_markup_in_addresses_are_escaped() {
        assert!(
            html("https://example.com/?a=1&b='c'd")
                .contains("href=\"https://example.com/?a=1&amp;b=&#39;c&#39;d\"")
        );
        assert_eq!(html("http://example.com/b<del>b</del>").matches("&lt;del&gt;b&lt;/del&gt;").count(), 1);
        assert!(html("https://example.com/\" onclick=\"x").contains("href=\"https://example.com/\" target="));
        assert!(html("@quote").contains("href=\"https://kin.example/&quot;&gt;&lt;script&gt;\""));
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(html("javascript:alert(1)"), "<p>javascript:alert(1)</p>");
        assert_eq!(html("javascript://example.com/%0a"), "<p>javascript://example.com/%0a</p>");
        assert_eq!(html("@evil #evil"), "<p>@evil #evil</p>");
        let parsed = Parsed { parts: vec![Part::Link(Link { url: "javascript://a.b".into(), span: 0..4 })] };
        assert_eq!(to_html("text", &parsed, &Village), "<p>text</p>");
    }

    #[test]
    fn escaping_borrows_what_needs_none() {
        assert!(matches!(escape("plain é"), Cow::Borrowed("plain é")));
        assert_eq!(escape("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    }
}
