//! Web pages: what every page shares (layout, language, dates, assets, headers) and, in [`views`], one plain struct per
//! page that a handler fills and renders.
//!
//! A handler builds a [`Layout`], puts it with its own data into a view, calls `askama::Template::render` and answers
//! the string as `text/html; charset=utf-8`. The security headers of `http::security` stand on every answer; only the
//! consent page sets its own policy, from [`consent_policy`].
//!
//! *Not here*: routing, forms, cookies, database types. Nothing in this module reads a request or a clock; times and
//! header values come in as arguments, so a view renders the same bytes for the same fields.

mod appearance;
pub mod assets;
mod format;
mod language;
mod layout;
mod post_languages;
mod security;
#[cfg(test)]
mod template_rules;
pub mod views;

pub use appearance::{Appearance, Scheme, TextSize};
pub use format::{Tally, When, compact_count, day, shortened};
pub use language::Language;
pub use layout::{FLASHES, Flash, Layout, Nav, ViewerView};
pub use post_languages::post_languages;
pub use security::consent_policy;
