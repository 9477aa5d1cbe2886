//! The cookie of a signed-in browser.
//!
//! `HttpOnly; SameSite=Lax; Path=/`, and on an https server `Secure` under the name prefix
//! `__Host-`, which keeps other hosts of the domain from setting it (RFC 6265bis §4.1.3).

use http::{HeaderMap, HeaderValue, header};

use super::sessions::Stay;
use crate::core::State;

const PLAIN: &str = "kinfolk_session";
const HOST_ONLY: &str = "__Host-kinfolk_session";

fn is_https(state: &State) -> bool {
    state.config().base_url.starts_with("https://")
}

fn name(state: &State) -> &'static str {
    if is_https(state) { HOST_ONLY } else { PLAIN }
}

/// The cookie's value, if the request has one.
#[must_use]
pub fn read<'a>(state: &State, headers: &'a HeaderMap) -> Option<&'a str> {
    let wanted = name(state);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// `Set-Cookie` that signs a browser in with this value.
#[must_use]
pub fn set(state: &State, value: &str, stay: Stay) -> Option<HeaderValue> {
    write(state, value, stay.cookie_seconds())
}

/// `Set-Cookie` that makes the browser forget.
#[must_use]
pub fn clear(state: &State) -> Option<HeaderValue> {
    write(state, "", Some(0))
}

/// Without seconds the browser forgets the cookie when it is closed.
fn write(state: &State, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
    let secure = if is_https(state) { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let line = format!("{}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}", name(state));
    HeaderValue::try_from(line).ok()
}
