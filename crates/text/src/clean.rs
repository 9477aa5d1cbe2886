//! Puts what people send into the form in which it is stored. It removes what nobody can see on purpose and
//! what the databases refuse (PostgreSQL stores no U+0000); it never rewords, and it does not escape.

use unicode_normalization::UnicodeNormalization;

use crate::chars::is_bidi_control;

/// A text of several lines as it is stored: NFC, lines ended by LF only, no control characters but line feed
/// and tab, and no blanks, tabs or line feeds around it. Empty if nothing but white space is left. Cleaning
/// twice gives the same as once.
///
/// Like Mastodon, which strips ASCII blanks, this keeps an ideographic space at the start: it indents a
/// paragraph.
pub fn clean(input: &str) -> String {
    if input.is_ascii()
        && !input.bytes().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t'))
    {
        return trim(input).to_owned();
    }
    let cleaned: String = with_line_feeds(input)
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .nfc()
        .collect();
    trim(&cleaned).to_owned()
}

/// A text of one line, such as a display name, as it is stored: like [`clean`], with line breaks and tabs as
/// single blanks, no white space around it, and none of the invisible controls that turn the direction of
/// what follows, through which a name could rearrange the text beside it.
pub fn clean_line(input: &str) -> String {
    let mut line = String::with_capacity(input.len());
    for c in input.chars() {
        match c {
            '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if c.is_control() || is_bidi_control(c) => {}
            c => line.push(c),
        }
    }
    line.trim().nfc().collect()
}

/// Turns CR LF and lone CR into LF.
fn with_line_feeds(input: &str) -> std::borrow::Cow<'_, str> {
    if input.contains('\r') { input.replace("\r\n", "\n").replace('\r', "\n").into() } else { input.into() }
}

fn trim(text: &str) -> &str {
    if text.trim().is_empty() { "" } else { text.trim_matches([' ', '\t', '\n']) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(clean("a\r\nb\rc\n\r\nd"), "a\nb\nc\n\nd");
    }

    #[test]
    fn control_characters_go_but_tabs_and_line_feeds_stay() {
        assert_eq!(clean("a\0b\u{7}c\u{1b}[0m\u{7f}\u{85}\u{9f}\td\ne"), "abc[0m\td\ne");
    }

    #[test]
    fn characters_are_composed_but_not_replaced_by_similar_ones() {
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("ﬁ ａ ½"), "ﬁ ａ ½");
        assert_eq!(clean("e\0\u{301}"), "é");
    }

    #[test]
    fn blanks_around_a_text_go() {
        assert_eq!(clean(" \n\t a  b \n\n"), "a  b");
        assert_eq!(clean("\u{3000}段落\n"), "\u{3000}段落");
        assert_eq!(clean("\0 é \0"), "é");
    }

    #[test]
    fn a_text_of_white_space_is_empty() {
        assert_eq!(clean(" \n\u{3000}\u{a0}\u{2003}\t"), "");
        assert_eq!(clean(""), "");
    }

    #[test]
    fn direction_marks_stay_in_texts_because_people_need_them() {
        assert_eq!(clean("a\u{200f}b"), "a\u{200f}b");
    }

    #[test]
    fn a_line_has_no_line_breaks_and_no_direction_controls() {
        assert_eq!(clean_line("  Ada\r\nLove\tlace\u{2028}\n"), "Ada Love lace");
        assert_eq!(clean_line("Ada \u{202e}drawkcab\u{2066}\u{200f}\u{61c}"), "Ada drawkcab");
        assert_eq!(clean_line("\u{3000}e\u{301}\0 "), "é");
        assert_eq!(clean_line("\u{202e}\n\0"), "");
    }

    #[test]
    fn a_line_keeps_joined_emoji() {
        assert_eq!(clean_line("👩‍👧 Ada"), "👩‍👧 Ada");
    }
}
