//! Cookies: `HttpOnly; SameSite=Lax; Path=/`, and on an https server `Secure` under the name prefix `__Host-`, which keeps
//! other hosts of the domain from setting them (RFC 6265bis §4.1.3).

use http::{HeaderMap, HeaderValue, header};

use crate::core::State;

/// A cookie by its names.
#[derive(Debug)]
pub struct Cookie {
    /// On a plain server.
    pub plain: &'static str,
    /// On an https server.
    pub host_only: &'static str,
}

impl Cookie {
    /// Its name on this server.
    #[must_use]
    pub fn name(&self, state: &State) -> &'static str {
        if is_https(state) { self.host_only } else { self.plain }
    }

    /// A `Set-Cookie` for so many seconds; without any the browser forgets it when it is closed, with 0 at once.
    #[must_use]
    pub fn line(&self, state: &State, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
        let secure = if is_https(state) { "; Secure" } else { "" };
        let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        let line = format!("{}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}", self.name(state));
        HeaderValue::try_from(line).ok()
    }
}

fn is_https(state: &State) -> bool {
    state.config().base_url.starts_with("https://")
}

/// The value of a cookie, if the request has one of that name.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}
