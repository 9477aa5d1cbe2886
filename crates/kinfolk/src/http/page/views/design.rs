//! The page that shows every component in every state, in both schemes.
//!
//! *Not here*: what components look like (`assets/css`).

use askama::Template;

use super::{AccountView, Friendship, PersonView, Relation, StatusRole, StatusView};
use crate::http::page::{Language, Layout, When};

/// `GET /about/design`.
#[derive(Template)]
#[template(path = "instance/design.html", whitespace = "minimize")]
pub struct DesignPage {
    /// The page's surroundings.
    pub page: Layout,
    /// A status as an example.
    pub status: StatusView,
}

impl DesignPage {
    /// The page, with an example that nobody wrote.
    pub fn new(page: Layout) -> Self {
        let author = AccountView {
            username: "susan".to_owned(),
            acct: "susan".to_owned(),
            display_name: "Susan".to_owned(),
            avatar_url: page.asset("icon.svg").to_owned(),
            url: "/about".to_owned(),
            ..AccountView::default()
        };
        let status = StatusView {
            id: "1".to_owned(),
            url: "/about".to_owned(),
            author,
            created: When::new(Language::default(), 0, 0),
            content_html: format!("<p>{}</p>", page.t("design-sample")),
            ..StatusView::default()
        };
        Self { page, status }
    }

    /// The classes that show a part of the page in one scheme.
    pub(crate) fn schemes(&self) -> [&'static str; 2] {
        ["scheme-light", "scheme-dark"]
    }

    pub(crate) fn scheme_key(&self, scheme: &str) -> &'static str {
        if scheme == "scheme-light" { "design-light" } else { "design-dark" }
    }

    /// The colours that have a swatch, by their tokens.
    pub(crate) fn colours(&self) -> [&'static str; 22] {
        [
            "bg",
            "surface",
            "surface-hover",
            "surface-sunk",
            "line",
            "edge",
            "text",
            "text-soft",
            "accent",
            "accent-strong",
            "accent-soft",
            "on-accent",
            "good",
            "good-soft",
            "danger",
            "danger-strong",
            "danger-soft",
            "on-danger",
            "heart",
            "heart-soft",
            "shadow",
            "shadow-menu",
        ]
    }

    /// The distances, corners and durations, by their tokens.
    pub(crate) fn measures(&self) -> [(&'static str, &'static [&'static str]); 3] {
        [
            ("space", &["1", "2", "3", "4", "5", "6", "7", "8"]),
            ("radius", &["1", "2", "3", "full", "picture"]),
            ("motion", &["quick", "calm"]),
        ]
    }

    /// The class of a variant of a component.
    pub(crate) fn variant(&self, component: &str, name: &str) -> String {
        format!("{component}--{name}")
    }

    /// The looks of a button, by the ends of their classes.
    pub(crate) fn buttons(&self) -> [&'static str; 5] {
        ["primary", "quiet", "danger", "danger-solid", "bare"]
    }

    /// The states that a component can be forced into: each one's text and class.
    pub(crate) fn states(&self) -> [(&'static str, &'static str); 4] {
        [
            ("design-rest", ""),
            ("design-hover", "is-hover"),
            ("design-focus", "is-focus"),
            ("design-active", "is-active"),
        ]
    }

    /// Somebody in each way that they can stand to the reader.
    pub(crate) fn people(&self) -> Vec<PersonView> {
        let person = |relation, followed_by, friendship| PersonView {
            account: self.status.author.clone(),
            relation,
            followed_by,
            friendship,
            ..PersonView::default()
        };
        vec![
            person(Relation::None, false, Friendship::None),
            person(Relation::None, true, Friendship::None),
            person(Relation::Requested, false, Friendship::None),
            person(Relation::Following, false, Friendship::None),
            person(Relation::Following, false, Friendship::Asked),
            person(Relation::Following, true, Friendship::Friends),
            PersonView { muting: true, ..person(Relation::Following, false, Friendship::None) },
            person(Relation::Blocking, false, Friendship::None),
        ]
    }
}
