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

    pub(crate) fn schemes(&self) -> [&'static str; 2] {
        ["light", "dark"]
    }

    pub(crate) fn scheme_key(&self, scheme: &str) -> String {
        format!("design-{scheme}")
    }

    pub(crate) fn colours(&self) -> [&'static str; 11] {
        ["bg", "surface", "sunk", "line", "edge", "text", "soft", "accent", "good", "danger", "heart"]
    }
}
