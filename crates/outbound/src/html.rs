//! What stands in pages that strangers wrote: links by their relation.
//!
//! The text is cut into tags much as browsers do it (<https://html.spec.whatwg.org/multipage/parsing.html>), and no tree is
//! built, so that time and room are linear in its length whatever stands in it. That is why no general parser is used: those
//! that were tried compare each attribute of a tag with all before it, and one tag of a megabyte keeps them busy for minutes.
//!
//! **Not here:** cleaning HTML to show it; names of characters but `&amp;`, which addresses do not need.

/// Elements in which everything up to their end is text, even if it looks like a tag.
const TEXT_ONLY: [&str; 8] = ["title", "textarea", "style", "script", "xmp", "iframe", "noembed", "noframes"];

/// Bytes of a reference to a character.
const LONGEST_REFERENCE: usize = 16;

/// The targets, as written, of all `<a>` and `<link>` of a page that have this relation among theirs.
#[must_use]
pub fn rel_links(html: &str, relation: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = after(comment, "-->");
        } else if rest.starts_with(['!', '?', '/']) {
            rest = after(rest, ">");
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, behind) = Tag::read(rest);
            rest = behind;
            if tag.is("plaintext") {
                break;
            }
            if let Some(name) = TEXT_ONLY.iter().find(|name| tag.is(name)) {
                rest = after_text(rest, name);
            } else if (tag.is("a") || tag.is("link")) && tag.ends && tag.has_relation(relation) {
                found.extend(tag.href.map(|target| decode(target).trim().to_owned()));
            }
        }
    }
    found
}

/// What follows the first `end`; nothing where there is none.
fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}

/// What follows the text of an element, beginning with the name in its closing tag.
fn after_text<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return rest;
        }
    }
    ""
}

/// The start of an element, as far as it matters.
#[derive(Default)]
struct Tag<'a> {
    name: &'a str,
    rel: Option<&'a str>,
    href: Option<&'a str>,
    /// Whether its `>` was there.
    ends: bool,
}

impl<'a> Tag<'a> {
    /// From behind the `<`; and what follows the tag.
    fn read(text: &'a str) -> (Self, &'a str) {
        let (name, mut rest) = split(text, |c| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        let mut tag = Self { name, ..Self::default() };
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(behind) = rest.strip_prefix('>') {
                return (Self { ends: true, ..tag }, behind);
            }
            if rest.is_empty() {
                return (tag, rest);
            }
            let (attribute, value, behind) = attribute(rest);
            rest = behind;
            // The first of a name counts.
            if attribute.eq_ignore_ascii_case("rel") {
                tag.rel = tag.rel.or(Some(value));
            } else if attribute.eq_ignore_ascii_case("href") {
                tag.href = tag.href.or(Some(value));
            }
        }
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn has_relation(&self, relation: &str) -> bool {
        let relations = decode(self.rel.unwrap_or_default());
        relations.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(relation))
    }
}

/// Cuts a text before the first character that ends something.
fn split(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

/// Name and value of the attribute with which a text begins, and what follows. Takes one character at least.
fn attribute(text: &str) -> (&str, &str, &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    // An equals sign at the very start is a part of the name.
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    let end = text[first..].find(ends).map_or(text.len(), |at| first + at);
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_ascii_start().strip_prefix('=') else { return (name, "", rest) };
    let value = value.trim_ascii_start();
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let value = &value[1..];
            let (value, rest) = split(value, |c| c == quote);
            (name, value, rest.get(1..).unwrap_or_default())
        }
        _ => {
            let (value, rest) = split(value, |c| c.is_ascii_whitespace() || c == '>');
            (name, value, rest)
        }
    }
}

/// Puts characters in the place of references to them.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        // None is longer, and looking further for each would take time without measure.
        let end = rest.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((referred(&rest[1..end])?, end)));
        let (character, length) = known.map_or(('&', 1), |(character, end)| (character, end + 1));
        decoded.push(character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}

/// The character that a reference stands for.
fn referred(name: &str) -> Option<char> {
    if name.eq_ignore_ascii_case("amp") {
        return Some('&');
    }
    let digits = name.strip_prefix('#')?;
    let (digits, base) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |digits| (digits, 16));
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(base)) {
        return None;
    }
    let code = u32::from_str_radix(digits, base).ok().filter(|code| *code > 0);
    Some(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_by_their_relation() {
        let html = r#"<!doctype html><meta charset="utf-8"><link REL="ME" href="a"><p><A class=x rel='nofollow
            me noopener' href=' https://b.example/?x=1&amp;y=2 '>b</A><a href="c">no</a><a rel="me">no</a><a rel="home" href="d">
            <a rel="mee" href="e"><area rel=me href=f></p><a rel=me href=g"#;
        assert_eq!(rel_links(html, "me"), ["a", "https://b.example/?x=1&y=2"]);
    }

    #[test]
    fn what_is_no_tag_is_no_link() {
        let link = r#"<a rel="me" href="x">x</a>"#;
        for (open, close) in [
            ("<!--", "-->"),
            ("<script>let s = '", "'</script>"),
            ("<style>", "</style>"),
            ("<title>", "</title>"),
            ("<textarea>", "</textarea>"),
            ("<plaintext>", ""),
            ("<p title='", "'>"),
        ] {
            let html = format!("{open}{link}{close}<a rel=me href=after></a>");
            let expected: &[&str] = if close.is_empty() { &[] } else { &["after"] };
            assert_eq!(rel_links(&html, "me"), expected, "{open}");
        }
    }

    #[test]
    fn a_huge_or_broken_page_ends() {
        assert!(rel_links(&"<a ".repeat(300_000), "me").is_empty());
        assert!(rel_links(&"<div>".repeat(200_000), "me").is_empty());
        assert!(rel_links(&"&<!--\0".repeat(100_000), "me").is_empty());
        // One tag with very many attributes: parsers that compare each with all before it take minutes.
        let many: String = (0..150_000).map(|n| format!(" {n:x}")).collect();
        assert!(rel_links(&format!("<a{many}>"), "me").is_empty());
        assert_eq!(rel_links(&"<a rel=me href=x>".repeat(1_000), "me").len(), 1_000);
        let joined = format!("<a rel=me href='{}'>", "&".repeat(1 << 20));
        assert_eq!(rel_links(&joined, "me")[0].len(), 1 << 20);
        for broken in [
            "<",
            "<a",
            "<a ",
            "<a href",
            "<a href=",
            "<a rel=me href='x",
            "<!",
            "<!--",
            "<script",
            "</",
            "&",
            "é<é",
        ] {
            assert!(rel_links(broken, "me").is_empty(), "{broken}");
        }
    }

    #[test]
    fn references_stand_for_characters() {
        let decoded =
            ["&amp;&AMP;", "&#64;a&#x40;", "&#x2F;", "&#0;&#xd800;&#9999999999;", "&lt;&;&#;&#x;& b"]
                .map(decode);
        assert_eq!(decoded, ["&&", "@a@", "/", "\u{fffd}\u{fffd}\u{fffd}", "&lt;&;&#;&#x;& b"]);
    }
}
