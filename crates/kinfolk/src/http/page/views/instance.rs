//! The server about itself: the landing page for visitors and `/about`.
//!
//! *Not here*: the same facts as JSON (module `instance`).

use askama::Template;

use super::{AccountView, StatusView};
use crate::http::page::Layout;

/// How large the server is.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerCounts {
    /// Accounts on this server.
    pub people: u64,
    /// Statuses written on it.
    pub statuses: u64,
}

/// `GET /` for visitors.
#[derive(Template, Default)]
#[template(path = "instance/landing.html", whitespace = "minimize")]
pub struct LandingPage {
    /// The page's surroundings.
    pub page: Layout,
    /// How large the server is.
    pub counts: ServerCounts,
    /// A few public statuses, newest first.
    pub statuses: Vec<StatusView>,
}

/// `GET /about`.
#[derive(Template, Default)]
#[template(path = "instance/about.html", whitespace = "minimize")]
pub struct AboutPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The domain behind names here.
    pub domain: String,
    /// How large the server is.
    pub counts: ServerCounts,
    /// Who runs it, if they say so.
    pub contact: Option<AccountView>,
    /// An e-mail address for questions; may be empty.
    pub contact_email: String,
    /// The server's rules; may be empty.
    pub rules: Vec<String>,
}

/// A text of this server's own: its privacy policy, its terms.
#[derive(Template, Default)]
#[template(path = "instance/text.html", whitespace = "minimize")]
pub struct TextPage {
    /// The page's surroundings.
    pub page: Layout,
    /// What it is.
    pub title: String,
    /// The text.
    pub paragraphs: Vec<String>,
    /// Since when it is in force, as a date.
    pub written: String,
}
