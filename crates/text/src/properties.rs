//! What must hold for any text at all, tried on texts made of the pieces that the scanners care about.
//! Examples with their expected results are beside each function.

use std::borrow::Cow;
use std::time::Duration;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::{Hashtag, Links, Mention, clean, clean_line, escape, fold_tag, graphemes, length, scan, to_html};

/// Knows everybody, and has every character that needs care in its addresses.
struct Everybody;

impl Links for Everybody {
    fn mention(&self, mention: &Mention) -> Option<Cow<'_, str>> {
        Some(format!("https://kin.example/\"'<&>/@{}", mention.username).into())
    }

    fn hashtag(&self, hashtag: &Hashtag) -> Cow<'_, str> {
        format!("http://kin.example/?\"'<&>{}", hashtag.folded).into()
    }
}

fn html(text: &str) -> String {
    to_html(text, &scan(text), &Everybody)
}

/// Signs, addresses, words, markup, blanks, marks and controls, and letters that fold in odd ways.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "@", "#", "＃", "http://", "HTTPS://", "://", "javascript:", "a.example", "b.c", "/", "?", "=", ".", "-", "_",
    "ada", "Bo_1", "7", "é", "日本", "हि", "·", "\u{200c}", "(", ")", "「", "」",
    "<", ">", "\"", "'", "&", "&amp;", "<script>",
    "\n", "\n\n", "\r\n", "\0", "\t", " ", "\u{3000}", "\u{a0}", "\u{202e}",
    "\u{301}", "e\u{301}", "\u{fe0f}\u{20e3}", "👩‍👧", "🇩🇪",
    "\u{140}", "\u{ff9e}", "İ", "Σ", "ẞ", "\u{fdfa}", "①", "Ⓐ",
];

/// Texts in which the pieces meet in every order.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9]{1,40}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Every tag that may occur, with `*` for an address.
const TAGS: [&str; 13] = [
    "p",
    "/p",
    "br /",
    "/a",
    "/span",
    "span",
    "span class=\"\"",
    "span class=\"invisible\"",
    "span class=\"ellipsis\"",
    "span class=\"h-card\" translate=\"no\"",
    "a href=\"*\" class=\"u-url mention\"",
    "a href=\"*\" class=\"mention hashtag\" rel=\"tag\"",
    "a href=\"*\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\"",
];

/// Reads HTML strictly: fails on any tag, quote or ampersand that is not one of ours, on tags left open, and
/// on an address outside the web. Gives the text between the tags, unescaped.
fn visible_text(html: &str) -> Result<String, String> {
    let mut visible = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some((text, tag_and_rest)) = rest.split_once('<') {
        visible.push_str(&unescaped(text)?);
        let (tag, after) = tag_and_rest.split_once('>').ok_or("a tag without an end")?;
        check_tag(tag)?;
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return Err(format!("</{name}> closes nothing")),
            None if !tag.ends_with('/') => open.push(tag.split(' ').next().unwrap_or_default()),
            _ => {}
        }
        rest = after;
    }
    visible.push_str(&unescaped(rest)?);
    if open.is_empty() { Ok(visible) } else { Err(format!("left open: {open:?}")) }
}

fn check_tag(tag: &str) -> Result<(), String> {
    let fits = |pattern: &&str| match pattern.split_once('*') {
        None => tag == *pattern,
        Some((before, after)) => tag
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .and_then(|address| unescaped(address).ok())
            .is_some_and(|address| address.starts_with("http://") || address.starts_with("https://")),
    };
    if TAGS.iter().any(fits) { Ok(()) } else { Err(format!("unknown tag <{tag}>")) }
}

fn unescaped(text: &str) -> Result<String, String> {
    if text.contains(['<', '>', '"', '\'']) {
        return Err(format!("not escaped: {text}"));
    }
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, after) = piece.split_once(';').ok_or("an ampersand alone")?;
        plain.push_str(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#39" => "'",
            _ => return Err(format!("unknown entity {name}")),
        });
        plain.push_str(after);
    }
    Ok(plain)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn html_holds_only_our_tags(text in any_text()) {
        let html = html(&text);
        prop_assert!(!html.contains('\n'));
        prop_assert!(visible_text(&html).is_ok(), "{:?} in {}", visible_text(&html), html);
    }

    /// Mentions lose their domain, the only thing typed that is not shown.
    #[test]
    fn html_shows_all_that_was_typed(text in any_text()) {
        let mut typed = text.clone();
        for mention in scan(&text).mentions().collect::<Vec<_>>().into_iter().rev() {
            typed.replace_range(mention.span.start + 1 + mention.username.len()..mention.span.end, "");
        }
        let plain = |text: &str| text.replace('\n', "").replace('＃', "#").to_ascii_lowercase();
        let expected = if text.trim().is_empty() { String::new() } else { plain(&typed) };
        prop_assert_eq!(plain(&visible_text(&html(&text)).unwrap()), expected);
    }

    #[test]
    fn parts_are_in_order_and_are_what_they_say(text in any_text()) {
        let parsed = scan(&text);
        let mut free = 0;
        for part in &parsed.parts {
            prop_assert!(free <= part.span().start && part.span().start < part.span().end);
            prop_assert!(text.get(part.span().clone()).is_some());
            free = part.span().end;
        }
        for mention in parsed.mentions() {
            let domain = mention.domain.as_ref().map_or(String::new(), |domain| format!("@{domain}"));
            prop_assert_eq!(&text[mention.span.clone()], format!("@{}{domain}", mention.username));
        }
        for tag in parsed.hashtags() {
            prop_assert!(text[tag.span.clone()].ends_with(&tag.name));
            prop_assert!(!tag.folded.is_empty());
        }
        for link in parsed.links() {
            prop_assert!(text[link.span.clone()].eq_ignore_ascii_case(&link.url));
            prop_assert!(link.url.starts_with("http://") || link.url.starts_with("https://"));
        }
    }

    #[test]
    fn escaped_text_reads_back(text in any_text()) {
        prop_assert_eq!(unescaped(&escape(&text)), Ok(text));
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(text in any_text()) {
        let once = clean(&text);
        prop_assert_eq!(&clean(&once), &once);
        prop_assert_eq!(length(&clean(&once)), length(&once));
        prop_assert!(!once.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
        let line = clean_line(&text);
        prop_assert_eq!(&clean_line(&line), &line);
        prop_assert!(!line.contains(char::is_control));
    }

    #[test]
    fn composed_and_decomposed_text_is_the_same_text(text in any_text()) {
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(clean(&decomposed), clean(&text));
        prop_assert_eq!(graphemes(&clean(&decomposed)), graphemes(&clean(&text)));
    }

    #[test]
    fn folding_a_tag_twice_is_folding_it_once(text in any_text()) {
        let once = fold_tag(&text);
        prop_assert_eq!(&fold_tag(&once), &once);
    }

    /// A folded tag is what stands in an address of a tag's page; typed as a tag, it must lead there again.
    #[test]
    fn a_tag_typed_in_its_folded_form_is_the_same_tag(text in any_text()) {
        for tag in scan(&text).hashtags() {
            let again = scan(&format!("#{}", tag.folded));
            let folded: Vec<_> = again.hashtags().map(|found| (&found.name, &found.folded)).collect();
            prop_assert_eq!(folded, [(&tag.folded, &tag.folded)]);
        }
    }

    #[test]
    fn any_string_at_all_is_handled(text in any::<String>()) {
        prop_assert!(visible_text(&html(&text)).is_ok());
        let _ = (length(&text), clean(&text), clean_line(&text), fold_tag(&text));
    }
}

/// Texts without end of what makes a careless scanner start again and again.
const REPEATED: [&str; 20] = [
    "a",
    "é",
    "@",
    "@a",
    "@a.",
    "@a@",
    "@a@b.",
    "#",
    "#a",
    "#·",
    "＃",
    "://",
    "http://",
    "http://a.",
    "http://a.io/",
    "http://a.io/(",
    "http://a.io@",
    "a-.",
    "\n",
    "\u{301}",
];

#[test]
fn time_grows_with_the_length_and_not_with_its_square() {
    for piece in REPEATED {
        let (short, long) = (piece.repeat(16_000 / piece.len()), piece.repeat(512_000 / piece.len()));
        let ratio = fastest(1, &long).as_secs_f64() / fastest(5, &short).as_secs_f64();
        // The long text is 32 times as long: its square is 1024 times as much.
        assert!(ratio < 200.0, "{piece:?} repeated takes {ratio:.0} times as long");
    }
}

/// The shortest of a few runs, as other programs run on the machine. A slow run of the long text is less of a
/// risk.
#[expect(
    clippy::disallowed_methods,
    reason = "measures how the time grows; nothing depends on what time it is"
)]
fn fastest(runs: usize, text: &str) -> Duration {
    let run = || {
        let start = std::time::Instant::now();
        let _ = (html(text), length(text), clean(text), clean_line(text), fold_tag(text));
        start.elapsed()
    };
    (0..runs).map(|_| run()).min().unwrap()
}
