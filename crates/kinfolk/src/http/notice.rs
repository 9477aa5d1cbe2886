//! A notice: what has just happened, told once by the page that comes next.
//!
//! A handler that leads on puts a [`Notice`] beside its answer ([`Notice::beside`]), the front makes a cookie of it, and
//! takes that away with the next page, which has shown it. So no link can make a page say something, and none says it
//! again when it is loaded anew.
//!
//! **Not here:** the words (`page::Flash`).

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use super::cookie::{self, Cookie};
use crate::core::State;

/// Whoever leads on and then asks for nothing is told nothing any more.
const SECONDS: i64 = 60;

const COOKIE: Cookie = Cookie { plain: "kinfolk_notice", host_only: "__Host-kinfolk_notice" };

/// The code of what has happened, for the page that an answer leads to.
#[derive(Debug, Clone, Copy)]
pub struct Notice(&'static str);

impl Notice {
    /// Puts the notice of this code beside an answer that leads to a page.
    #[must_use]
    pub fn beside(code: &'static str, mut response: Response) -> Response {
        response.extensions_mut().insert(Self(code));
        response
    }

    /// The code that a request has brought; whoever shows it looks it up.
    #[must_use]
    pub fn brought<'a>(state: &State, headers: &'a HeaderMap) -> Option<&'a str> {
        cookie::read(headers, COOKIE.name(state))
    }
}

/// Puts the cookie of a notice on the answer that has one, and takes it away with the page that has shown it.
pub(super) fn carry(state: &State, was_brought: bool, response: &mut Response) {
    let line = match response.extensions_mut().remove::<Notice>() {
        Some(Notice(code)) => COOKIE.line(state, code, Some(SECONDS)),
        None if was_brought && is_page(response) => COOKIE.line(state, "", Some(0)),
        None => None,
    };
    if let Some(line) = line {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    !response.status().is_redirection()
        && kind.map_or(&b""[..], HeaderValue::as_bytes).starts_with(b"text/html")
}
