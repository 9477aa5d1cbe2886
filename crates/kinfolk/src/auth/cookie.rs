//! The cookie of a signed-in browser.

use http::{HeaderMap, HeaderValue};

use super::sessions::Stay;
use crate::core::State;
use crate::http::cookie::{self, Cookie};

const COOKIE: Cookie = Cookie { plain: "kinfolk_session", host_only: "__Host-kinfolk_session" };

/// The cookie's value, if the request has one.
#[must_use]
pub fn read<'a>(state: &State, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie::read(headers, COOKIE.name(state))
}

/// `Set-Cookie` that signs a browser in with this value.
#[must_use]
pub fn set(state: &State, value: &str, stay: Stay) -> Option<HeaderValue> {
    COOKIE.line(state, value, stay.cookie_seconds())
}

/// `Set-Cookie` that makes the browser forget.
#[must_use]
pub fn clear(state: &State) -> Option<HeaderValue> {
    COOKIE.line(state, "", Some(0))
}
