//! The forms under which names are compared and stored as keys. What is shown stays as it was typed.

use unicode_normalization::UnicodeNormalization;

use crate::chars::{is_tag_char, is_tag_separator};

/// The key of a hashtag: NFKC, lower case, without any character that a hashtag cannot hold (so a leading `#`
/// goes as well), without separators at its ends. Folding twice gives the same as once. The result is empty
/// when nothing usable was given.
///
/// NFKC makes full-width letters and ligatures equal to plain ones. Some of its expansions contain spaces or
/// brackets, which is why unusable characters are dropped after it. Accents are kept, unlike in Mastodon.
pub fn fold_tag(tag: &str) -> String {
    if tag.is_ascii() {
        return tag.chars().filter(|c| is_tag_char(*c)).map(|c| c.to_ascii_lowercase()).collect();
    }
    let lower = tag.nfkc().collect::<String>().to_lowercase();
    // Dropping a character can bring a letter and an accent together, hence composing again.
    let folded: String = lower.chars().filter(|c| is_tag_char(*c)).nfkc().collect();
    folded.trim_matches(is_tag_separator).to_owned()
}

/// The key of a username, which is ASCII: its lower-case form.
pub fn fold_name(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Lower case and NFC: the key of words that differ by case and by how accents are written, and by nothing else.
pub fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_by_case_and_composition_only() {
        assert_eq!(fold_case("Ju\u{308}rgen"), "j\u{fc}rgen");
        assert_eq!(fold_case("ÅSA ａ"), "åsa ａ");
    }

    #[test]
    fn tags_that_differ_in_case_or_width_are_one() {
        assert_eq!(fold_tag("RubyOnRails"), "rubyonrails");
        assert_eq!(fold_tag("ａｅｓＴＨＥＴＩＣ"), "aesthetic");
        assert_eq!(fold_tag("STRAẞE"), "straße");
        assert_eq!(fold_tag("ΟΔΟΣ"), fold_tag("οδος"));
        assert_eq!(fold_tag("cafe\u{301}"), fold_tag("CAFÉ"));
    }

    #[test]
    fn a_folded_tag_holds_only_characters_of_tags() {
        assert_eq!(fold_tag("#Hello world."), "helloworld");
        // One letter that NFKC writes out as four words.
        assert!(fold_tag("\u{fdfa}").chars().all(|c| c.is_alphabetic()));
        assert_eq!(fold_tag("a⑴"), "a1");
        assert_eq!(fold_tag("?!"), "");
        // One letter that NFKC writes out with a middle dot behind it.
        assert_eq!(fold_tag("\u{140}"), "l");
    }

    #[test]
    fn separators_and_accents_survive_folding() {
        assert_eq!(fold_tag("One·Two"), "one·two");
        assert_eq!(fold_tag("ぼっち・ざ・ろっく"), "ぼっち・ざ・ろっく");
        assert_eq!(fold_tag("Café"), "café");
    }

    #[test]
    fn usernames_fold_in_ascii_only() {
        assert_eq!(fold_name("Ada_Lovelace1"), "ada_lovelace1");
        assert_eq!(fold_name("İ"), "İ");
    }
}
