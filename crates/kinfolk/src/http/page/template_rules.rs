//! Rules that templates and texts keep, checked by reading the files: every text exists in every language and is used,
//! every symbol and asset exists, and nothing needs more than the strict policy of the pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::language::REFUSALS;
use super::views::{EditListPage, HiddenTab, KeptTab, PeopleTab};
use super::{FLASHES, Language, assets};

/// Messages whose keys are made from data, by the beginning of the key.
const MADE_FROM_DATA: [&str; 18] = [
    "appearance-scheme-",
    "appearance-text-",
    "blocks-",
    "bookmarks-",
    "domain-blocks-",
    "fault-",
    "favourites-",
    "flash-",
    "followers-",
    "following-",
    "friends-",
    "list-replies-",
    "month-",
    "mutes-",
    "problem-",
    "refusal-",
    "scope-",
    "visibility-",
];

fn crate_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files below `dir` with this extension, by path.
fn files(dir: &Path, extension: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            let text = fs::read_to_string(&path).unwrap();
            found.insert(path, text);
        }
    }
    found
}

fn templates() -> BTreeMap<PathBuf, String> {
    let found = files(&crate_dir().join("templates"), "html");
    assert!(found.len() > 20, "the templates are elsewhere");
    found
}

/// The keys of a language's messages with the names of their variables.
fn messages(language_dir: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for (path, text) in files(language_dir, "ftl") {
        let mut key = String::new();
        for line in text.lines() {
            if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(char::is_alphabetic)) {
                key = name.to_owned();
                assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{key} is twice in {path:?}");
            }
            let variables = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            keys.entry(key.clone()).or_default().extend(variables.map(str::to_owned));
        }
    }
    keys.remove("");
    keys
}

fn english() -> BTreeMap<String, BTreeSet<String>> {
    messages(&crate_dir().join("locales/en"))
}

/// The string literals that directly follow one of `calls` in `text`.
fn literals<'a>(text: &'a str, calls: &[&str]) -> Vec<&'a str> {
    let after = calls.iter().flat_map(|call| text.split(call).skip(1));
    after.filter_map(|rest| rest.strip_prefix('"')?.split('"').next()).collect()
}

#[test]
fn every_text_that_a_template_asks_for_exists_in_english() {
    let known = english();
    for (path, text) in templates() {
        for key in literals(&text, &[".t(", ".t1(", ".t2("]) {
            assert!(known.contains_key(key), "{key} in {path:?} has no English text");
        }
    }
}

#[test]
fn every_variable_of_a_text_is_given_where_it_is_used() {
    let known = english();
    for (path, text) in templates() {
        for (call, given) in [(".t(", 0), (".t1(", 1), (".t2(", 2)] {
            for key in literals(&text, &[call]) {
                let wanted = known.get(key).map(BTreeSet::len);
                assert_eq!(wanted, Some(given), "{key} in {path:?} takes {:?}", known.get(key));
            }
        }
        for call in [".t1(\"", ".t2(\""] {
            for rest in text.split(call).skip(1) {
                let mut parts = rest.split('"');
                let (key, name) = (parts.next().unwrap(), parts.nth(1).unwrap());
                assert!(known[key].contains(name), "{key} in {path:?} has no ${name}");
            }
        }
    }
}

#[test]
fn every_english_text_is_used() {
    let mut sources: String = templates().into_values().collect();
    sources.extend(files(&crate_dir().join("src"), "rs").into_values());
    for key in english().keys() {
        let made = MADE_FROM_DATA.iter().any(|prefix| key.starts_with(prefix));
        assert!(made || sources.contains(&format!("\"{key}\"")), "nothing uses the text {key}");
    }
}

#[test]
fn every_language_has_the_texts_and_variables_of_english() {
    let expected = english();
    for entry in fs::read_dir(crate_dir().join("locales")).unwrap() {
        let dir = entry.unwrap().path();
        assert_eq!(messages(&dir), expected, "{dir:?} differs from English");
    }
}

#[test]
fn texts_made_from_data_exist_for_all_of_it() {
    let known = english();
    for key in FLASHES.map(|code| format!("flash-{code}")) {
        assert!(known.contains_key(&key), "{key}");
    }
    for tab in HiddenTab::ALL {
        for text in ["tab", "lead", "empty-title", "empty-text", "undo"] {
            assert!(known.contains_key(&tab.key(text)), "{tab:?} has no {text}");
        }
    }
    for tab in PeopleTab::ALL {
        for text in ["tab", "title", "empty-title", "empty-text"] {
            assert!(known.contains_key(&tab.key(text)), "{tab:?} has no {text}");
        }
    }
    for tab in KeptTab::ALL {
        for text in ["tab", "lead", "empty-title", "empty-text"] {
            assert!(known.contains_key(&tab.key(text)), "{tab:?} has no {text}");
        }
    }
    for policy in EditListPage::default().policies() {
        assert!(known.contains_key(&format!("list-replies-{policy}")), "{policy}");
    }
    for month in 1..=12 {
        assert!(
            known.contains_key(&format!("month-{month}"))
                && known.contains_key(&format!("month-short-{month}"))
        );
    }
    for key in known.keys().filter(|key| key.starts_with("flash-")) {
        assert!(FLASHES.iter().any(|code| *key == format!("flash-{code}")), "nothing shows {key}");
    }
}

#[test]
fn every_symbol_and_asset_that_a_template_names_exists() {
    let sprite = fs::read_to_string(crate_dir().join("templates/layout/sprite.html")).unwrap();
    for (path, text) in templates() {
        for name in literals(&text, &[".icon("]) {
            assert!(sprite.contains(&format!("id=\"i-{name}\"")), "{name} in {path:?} is not in the sprite");
        }
        for name in literals(&text, &[".asset("]) {
            assert!(!assets::url(name).is_empty(), "{name} in {path:?} is no asset");
        }
    }
}

#[test]
fn templates_need_nothing_that_the_policy_forbids() {
    let ours = "<script type=\"module\" src=\"{{ page.asset(\"app.js\") }}\"></script>";
    for (path, text) in templates() {
        let text = text.replace(ours, "").to_lowercase();
        for forbidden in
            ["<script", "<style", " style=", "javascript:", "<iframe", "<base", "<object", "<embed"]
        {
            assert!(!text.contains(forbidden), "{forbidden} in {path:?}");
        }
        for attribute in text.split(" on").skip(1) {
            let name: String = attribute.chars().take_while(char::is_ascii_lowercase).collect();
            assert!(!attribute[name.len()..].starts_with('='), "on{name} in {path:?}");
        }
        for address in ["\"http:", "\"https:", "\"//"] {
            assert!(!text.contains(address), "{path:?} refers to another host");
        }
    }
}

#[test]
fn only_fields_named_html_are_written_unescaped() {
    for (path, text) in templates() {
        for (end, _) in text.match_indices("|safe") {
            let before = text[..end].rsplit(['{', ' ']).next().unwrap_or_default();
            let known =
                before.ends_with("_html") || (before == "attributes" && path.ends_with("parts/forms.html"));
            assert!(known, "{before}|safe in {path:?}");
        }
    }
}

#[test]
fn every_class_that_a_template_names_has_a_style() {
    let css = std::str::from_utf8(&assets::all()[0].body).unwrap();
    let defined: BTreeSet<&str> = css
        .split('.')
        .skip(1)
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                .next()
                .unwrap_or_default()
        })
        .collect();
    for (path, text) in templates() {
        let classes = text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
        // A list with a condition or a value inside is read up to it, which is enough to find renamed styles.
        let fixed = classes.filter_map(|list| list.split(['{']).next());
        for class in fixed.flat_map(str::split_whitespace) {
            assert!(defined.contains(class), "{class} in {path:?} has no style");
        }
    }
}

#[test]
fn every_refusal_is_a_sentence_of_the_api() {
    let sources: String = files(&crate_dir().join("src"), "rs").into_values().collect();
    for key in REFUSALS {
        let sentence = Language::default().text(key);
        assert!(sources.contains(&format!("\"{sentence}\"")), "nothing says {sentence:?} of {key}");
        assert_eq!(Language::default().refusal(&sentence).as_deref(), Some(&*sentence));
    }
    let refusals = english().into_keys().filter(|key| key.starts_with("refusal-")).count();
    assert_eq!(refusals, REFUSALS.len());
}
