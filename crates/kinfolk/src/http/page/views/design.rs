//! The page that shows every component in every state, in both schemes.
//!
//! *Not here*: what components look like (`assets/css`).

use askama::Template;

use super::{AccountView, StatusRole, StatusView};
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

    /// The classes that show a colour.
    pub(crate) fn colours(&self) -> [&'static str; 6] {
        [
            "swatch swatch--sunk",
            "swatch swatch--text",
            "swatch swatch--soft",
            "swatch swatch--accent",
            "swatch swatch--danger",
            "swatch swatch--heart",
        ]
    }

    /// What a class is called by its end.
    pub(crate) fn word<'a>(&self, class: &'a str) -> &'a str {
        class.rsplit("--").next().unwrap_or(class)
    }
}
