//! The languages that forms offer for posts, each by its own name.
//!
//! Apps may send any code of ISO 639; a form offers what many people write in, and what was chosen before.
//!
//! *Not here*: the languages that the pages exist in (`language`), what is a code at all (`accounts::profile`).

/// Code (ISO 639-1, or 639-3 where that has none) and name, in the order of the names.
const OFFERED: [(&str, &str); 94] = [
    ("af", "Afrikaans"),
    ("az", "Azərbaycanca"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
    ("jv", "Basa Jawa"),
    ("bs", "Bosanski"),
    ("br", "Brezhoneg"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("et", "Eesti"),
    ("en", "English"),
    ("es", "Español"),
    ("eo", "Esperanto"),
    ("eu", "Euskara"),
    ("fil", "Filipino"),
    ("fo", "Føroyskt"),
    ("fr", "Français"),
    ("fy", "Frysk"),
    ("ga", "Gaeilge"),
    ("gd", "Gàidhlig"),
    ("gl", "Galego"),
    ("ha", "Hausa"),
    ("hr", "Hrvatski"),
    ("ig", "Igbo"),
    ("zu", "isiZulu"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("sw", "Kiswahili"),
    ("ht", "Kreyòl ayisyen"),
    ("ku", "Kurdî"),
    ("la", "Latina"),
    ("lv", "Latviešu"),
    ("lb", "Lëtzebuergesch"),
    ("lt", "Lietuvių"),
    ("hu", "Magyar"),
    ("mt", "Malti"),
    ("nl", "Nederlands"),
    ("nb", "Norsk bokmål"),
    ("nn", "Norsk nynorsk"),
    ("oc", "Occitan"),
    ("uz", "Oʻzbekcha"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("sq", "Shqip"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("so", "Soomaaliga"),
    ("fi", "Suomi"),
    ("sv", "Svenska"),
    ("vi", "Tiếng Việt"),
    ("tr", "Türkçe"),
    ("yo", "Yorùbá"),
    ("el", "Ελληνικά"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("kk", "Қазақша"),
    ("mk", "Македонски"),
    ("mn", "Монгол"),
    ("ru", "Русский"),
    ("sr", "Српски"),
    ("tt", "Татарча"),
    ("uk", "Українська"),
    ("ka", "ქართული"),
    ("hy", "Հայերեն"),
    ("yi", "ייִדיש"),
    ("he", "עברית"),
    ("ur", "اردو"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("ps", "پښتو"),
    ("ckb", "کوردیی ناوەندی"),
    ("am", "አማርኛ"),
    ("ne", "नेपाली"),
    ("mr", "मराठी"),
    ("hi", "हिन्दी"),
    ("bn", "বাংলা"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("gu", "ગુજરાતી"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("kn", "ಕನ್ನಡ"),
    ("ml", "മലയാളം"),
    ("si", "සිංහල"),
    ("th", "ไทย"),
    ("lo", "ລາວ"),
    ("my", "မြန်မာ"),
    ("km", "ខ្មែរ"),
    ("ko", "한국어"),
    ("ja", "日本語"),
    ("zh", "中文"),
];

/// The choices of a form, each with its code and name: first the one in force, which may be none of those offered and is
/// left out when it is empty.
pub fn post_languages(chosen: &str) -> impl Iterator<Item = (&str, &str)> {
    let name = OFFERED.iter().find(|(code, _)| *code == chosen).map_or(chosen, |(_, name)| name);
    let first = (!chosen.is_empty()).then_some((chosen, name));
    first.into_iter().chain(OFFERED.into_iter().filter(move |(code, _)| *code != chosen))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::Language;
    use super::*;

    #[test]
    fn the_choice_in_force_stands_first_and_once() {
        for (chosen, first) in [("de", ("de", "Deutsch")), ("tlh", ("tlh", "tlh")), ("", ("af", "Afrikaans"))]
        {
            let all: Vec<_> = post_languages(chosen).collect();
            assert_eq!(all[0], first);
            let codes: BTreeSet<_> = all.iter().map(|(code, _)| code).collect();
            assert_eq!(codes.len(), all.len(), "{chosen:?}");
        }
    }

    #[test]
    fn the_languages_of_the_pages_are_among_them() {
        for language in Language::all() {
            let tag = language.tag();
            assert!(OFFERED.iter().any(|(code, _)| *code == tag), "{tag}");
        }
    }
}
