//! The length of a text as Mastodon's server and clients count it
//! (`app/validators/status_length_validator.rb`), so that the counter in an app and our limit agree. The
//! limits themselves are not here.

use unicode_segmentation::UnicodeSegmentation;

use crate::scan::{Parsed, Part, scan};

/// What every link counts, however long it is. Apps read it as `characters_reserved_per_url`.
pub const URL_LENGTH: usize = 23;

/// The length of a post: grapheme clusters, where a link counts [`URL_LENGTH`] and a mention counts without
/// its domain. For a content warning, a display name or a poll option take [`graphemes`].
pub fn length(text: &str) -> usize {
    let parsed = scan(text);
    if parsed.parts.iter().any(counts_differently) {
        graphemes(&countable(text, &parsed))
    } else {
        graphemes(text)
    }
}

/// The number of grapheme clusters, which is what people see as characters (UAX #29).
pub fn graphemes(text: &str) -> usize {
    // In ASCII only CR LF is a cluster of two.
    if text.is_ascii() { text.len() - text.matches("\r\n").count() } else { text.graphemes(true).count() }
}

fn counts_differently(part: &Part) -> bool {
    match part {
        Part::Link(_) => true,
        Part::Mention(mention) => mention.domain.is_some(),
        Part::Hashtag(_) => false,
    }
}

/// The text with each link replaced by a placeholder and each mention by its local part. The replacement is
/// counted as a whole because a combining character behind a link joins its last character.
fn countable(text: &str, parsed: &Parsed) -> String {
    let mut countable = String::with_capacity(text.len());
    let mut from = 0;
    for part in parsed.parts.iter().filter(|part| counts_differently(part)) {
        let span = part.span();
        countable.push_str(&text[from..span.start]);
        match part {
            Part::Mention(mention) => {
                countable.push('@');
                countable.push_str(&mention.username);
            }
            Part::Hashtag(_) | Part::Link(_) => countable.extend(std::iter::repeat_n('x', URL_LENGTH)),
        }
        from = span.end;
    }
    countable.push_str(&text[from..]);
    countable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_as_people_see_them() {
        assert_eq!(length(""), 0);
        assert_eq!(length("hello\nyou"), 9);
        assert_eq!(length("日本語"), 3);
        assert_eq!(length("é"), 1);
        assert_eq!(length("e\u{301}"), 1);
        assert_eq!(length("👨‍👩‍👧‍👦🇩🇪👍🏽"), 3);
        assert_eq!(graphemes("a\r\nb"), 3);
        assert_eq!(graphemes("é\r\nb"), 3);
    }

    #[test]
    fn a_link_counts_twenty_three_characters_short_or_long() {
        assert_eq!(length("http://a.example"), 23);
        assert_eq!(length(&format!("https://example.com/{}", "a".repeat(200))), 23);
        assert_eq!(length("é http://a.example, http://b.example."), 2 + 23 + 2 + 23 + 1);
        assert_eq!(length(&format!("{} http://{}.com/example", "a".repeat(476), "b".repeat(30))), 500);
    }

    #[test]
    fn what_is_no_link_counts_in_full() {
        assert_eq!(length("www.example.com"), 15);
        assert_eq!(length("ftp://example.com"), 17);
        assert_eq!(length(&format!("http://a.example/{}", "a".repeat(5000))), 5017);
    }

    #[test]
    fn a_mention_counts_without_its_domain() {
        assert_eq!(length("@alice"), 6);
        assert_eq!(length("@alice@example.com"), 6);
        assert_eq!(length(&format!("{} @alice@{}.com", "a".repeat(475), "b".repeat(30))), 482);
        assert_eq!(length("alice@example.com"), 17);
    }

    #[test]
    fn a_hashtag_counts_as_typed() {
        assert_eq!(length("#日本語 @a@b.c"), 7);
    }
}
