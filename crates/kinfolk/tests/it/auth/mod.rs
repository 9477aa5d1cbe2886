//! Signing up, logging in, OAuth: what gets in, and what does not.
//!
//! - [`oauth`]: applications, grants, tokens, revoking.
//! - [`consent`]: the authorization code flow with its pages.
//! - [`sign_up`]: making accounts by API, by page and by `/setup`.
//! - [`recovery`]: a link by mail for who forgot their password.
//! - [`refresh`]: short tokens and what renews them.
//! - [`settings`]: pages for password, address, browsers, apps and the profile.
//! - [`browser`]: logging in and out by page, cookies, cross-site posts.

mod browser;
mod consent;
mod oauth;
mod recovery;
mod refresh;
mod settings;
mod sign_up;
