//! Home, the public timeline, those of tags, and the form that writes a status.
//!
//! *Not here*: a profile's statuses (`account`), a thread (`status`).

use askama::Template;

use super::{StatusView, VisibilityView};
use crate::http::page::{Layout, post_languages};

/// Links to the neighbouring pages of a list, as paths with query; `None` at an end.
#[derive(Clone, Debug, Default)]
pub struct Paging {
    /// The page of newer things.
    pub newer: Option<String>,
    /// The page of older things.
    pub older: Option<String>,
}

/// The form that writes a status: `status`, `spoiler_text`, `visibility`, `language`, hidden `in_reply_to_id`,
/// `idempotency_key` and `return_to`.
#[derive(Clone, Debug, Default)]
pub struct Composer {
    /// Where it posts to; `/home` unless the handler says otherwise.
    pub action: String,
    /// The text as typed so far (or the mentions that an answer begins with).
    pub text: String,
    /// The content warning as typed so far.
    pub spoiler_text: String,
    /// The visibility that is selected.
    pub visibility: VisibilityView,
    /// The code of the language that is selected; empty when nothing says it.
    pub language: String,
    /// The status that is answered: its id and its author's `acct`.
    pub in_reply_to: Option<(String, String)>,
    /// A fresh random key, so that sending the form twice posts once.
    pub idempotency_key: String,
    /// Where to go afterwards: a path on this server.
    pub return_to: String,
    /// The longest text in characters as clients count them.
    pub max_characters: u64,
    /// What was wrong with the last attempt, in the page's language.
    pub error: Option<String>,
}

impl Composer {
    /// The `id` of its text, where links that lead to the form put the focus.
    pub(crate) fn anchor(&self) -> &'static str {
        if self.in_reply_to.is_some() { "reply" } else { "compose" }
    }

    /// The choices for `visibility`, narrowing.
    pub(crate) fn visibilities(&self) -> [VisibilityView; 4] {
        VisibilityView::ALL
    }

    /// Code and name of the choices for `language`, the one in force first.
    pub(crate) fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        post_languages(&self.language)
    }
}

/// `GET /home`, and `POST /home` when the post was refused.
#[derive(Template)]
#[template(path = "timelines/home.html", whitespace = "minimize")]
pub struct HomePage {
    /// The page's surroundings.
    pub page: Layout,
    /// The form at the top; `None` on older pages.
    pub composer: Option<Composer>,
    /// The timeline, newest first.
    pub statuses: Vec<StatusView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

/// `GET /public`.
#[derive(Template)]
#[template(path = "timelines/public.html", whitespace = "minimize")]
pub struct PublicPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The timeline, newest first.
    pub statuses: Vec<StatusView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

/// `GET /tags/NAME`.
#[derive(Template)]
#[template(path = "timelines/tag.html", whitespace = "minimize")]
pub struct TagPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The tag, folded, without its sign.
    pub name: String,
    /// Public statuses with it, newest first.
    pub statuses: Vec<StatusView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}
