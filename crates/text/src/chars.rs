//! The classes of characters that the scanners agree on. Nothing here looks at more than one character.

use unicode_normalization::char::is_combining_mark;

/// A character of a word: letter, mark, number or underscore (`[\p{L}\p{M}\p{N}_]`).
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        c.is_alphanumeric() || is_combining_mark(c)
    }
}

/// What may stand between the words of one hashtag but never at its ends: the middle dot (Catalan), the
/// katakana middle dot and the zero-width non-joiner (Persian). Mastodon's `Tag::HASHTAG_SEPARATORS` without
/// the underscore, which is a character of a word.
pub fn is_tag_separator(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{30fb}' | '\u{200c}')
}

/// A character that a hashtag's name may hold.
pub fn is_tag_char(c: char) -> bool {
    is_word(c) || is_tag_separator(c)
}

/// The characters of Unicode's property `Bidi_Control`: invisible, and able to show a text in another order
/// than it is stored (UAX #9).
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The accented Latin letters and combining accents that go on with a name begun in ASCII, as in "@josé":
/// such a word is not a mention of "jos". Letters of other scripts do end a name ("@aliceさん").
/// After twitter-text's `latin_accents`.
pub fn is_latin_accent(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
        && !matches!(c, '×' | '÷')
}
