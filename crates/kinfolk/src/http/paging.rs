//! `Page` from the query, and `Link` headers (RFC 8288) or links on a page back.
//!
//! `next` comes from the last id *examined*, not shown, so a page whose items were all filtered
//! still leads on; it is absent only at the end of history.

use axum::extract::FromRequestParts;
use axum::response::Response;
use base::{Page, PageLimits};
use http::request::Parts;
use http::{HeaderValue, Uri, header};

use super::ApiError;
use super::page::views::Paging as Links;
use crate::core::State;

/// The paging parameters of a request, and what is needed to write its `Link` header.
#[derive(Debug, Clone)]
pub struct Paging {
    pairs: Vec<(String, String)>,
    /// `https://host/path` without query.
    base: String,
}

/// Where the pages beside this one begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursors {
    /// `max_id` of the older page; `None` at the end of history.
    pub next: Option<i64>,
    /// `min_id` of the newer page; `None` when this page showed nothing.
    pub prev: Option<i64>,
}

impl Cursors {
    /// Of a page that was read with one item more than it shows, in the order of reading. Leaves what is shown, newest
    /// first.
    pub fn trim<T>(items: &mut Vec<T>, page: Page, id: impl Fn(&T) -> i64) -> Self {
        let more = items.len() > page.limit;
        items.truncate(page.limit);
        if page.min_id.is_some() {
            items.reverse();
        }
        // Read upwards, what lies below is where the reader comes from.
        let next = items.last().filter(|_| more || page.min_id.is_some()).map(&id);
        Self { next, prev: items.first().map(&id) }
    }
}

const OWN: [&str; 3] = ["max_id", "since_id", "min_id"];

impl FromRequestParts<State> for Paging {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        Ok(Self::new(&parts.uri, &state.config().base_url))
    }
}

impl Paging {
    /// From a request's URI and the server's public URL.
    #[must_use]
    pub fn new(uri: &Uri, base_url: &str) -> Self {
        let query = uri.query().unwrap_or("");
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { pairs, base: format!("{}{}", base_url.trim_end_matches('/'), uri.path()) }
    }

    /// The page that was asked for.
    ///
    /// # Errors
    /// `BadRequest` naming the parameter.
    pub fn page(&self, limits: PageLimits) -> Result<Page, ApiError> {
        let [max_id, since_id, min_id] = OWN.map(|name| self.get(name));
        Ok(Page::parse(limits, self.get("limit"), max_id, since_id, min_id)?)
    }

    /// A query parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether nothing was asked for but the beginning of the list.
    #[must_use]
    pub fn is_first(&self) -> bool {
        OWN.iter().all(|name| self.get(name).is_none())
    }

    /// Whether there is nothing on this page nor beside it, though it is not the first: it was once the last.
    #[must_use]
    pub fn is_beyond(&self, cursors: Cursors) -> bool {
        !self.is_first() && cursors.next.is_none() && cursors.prev.is_none()
    }

    /// Links to the neighbouring pages of the list at `path`, for people. The first page has nothing newer until it is
    /// loaded again.
    #[must_use]
    pub fn links(&self, path: &str, cursors: Cursors) -> Links {
        Links {
            newer: cursors.prev.filter(|_| !self.is_first()).map(|id| format!("{path}?min_id={id}")),
            older: cursors.next.map(|id| format!("{path}?max_id={id}")),
        }
    }

    /// The `Link` header, or nothing when there is no page on either side.
    #[must_use]
    pub fn link(&self, cursors: Cursors) -> Option<HeaderValue> {
        let sides = [(cursors.next, "max_id", "next"), (cursors.prev, "min_id", "prev")];
        let mut link = String::with_capacity(2 * (self.base.len() + 128));
        for (id, name, relation) in sides {
            let Some(id) = id else { continue };
            link.push_str(if link.is_empty() { "<" } else { ", <" });
            self.push_url(&mut link, name, id);
            link.push_str(">; rel=\"");
            link.push_str(relation);
            link.push('"');
        }
        if link.is_empty() { None } else { HeaderValue::try_from(link).ok() }
    }

    /// Puts the `Link` header on an answer.
    #[must_use]
    pub fn with_link(&self, mut response: Response, cursors: Cursors) -> Response {
        if let Some(link) = self.link(cursors) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }

    fn push_url(&self, link: &mut String, name: &str, id: i64) {
        link.push_str(&self.base);
        link.push('?');
        for (key, value) in self.pairs.iter().filter(|(key, _)| !OWN.contains(&key.as_str())) {
            push_encoded(link, key);
            link.push('=');
            push_encoded(link, value);
            link.push('&');
        }
        link.push_str(name);
        link.push('=');
        link.push_str(itoa::Buffer::new().format(id));
    }
}

fn push_encoded(link: &mut String, text: &str) {
    url::form_urlencoded::byte_serialize(text.as_bytes()).for_each(|part| link.push_str(part));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_leads_no_further_when_it_is_full() {
        let shown = |mut items: Vec<i64>, page: Page| {
            let cursors = Cursors::trim(&mut items, page, |id| *id);
            (items, cursors.next, cursors.prev)
        };
        let (down, up) = (Page::first(2), Page { min_id: Some(3), ..Page::first(2) });
        assert_eq!(shown(vec![9, 8, 7], down), (vec![9, 8], Some(8), Some(9)));
        assert_eq!(shown(vec![9, 8], down), (vec![9, 8], None, Some(9)));
        assert_eq!(shown(vec![], down), (vec![], None, None));
        assert_eq!(shown(vec![5, 7, 9], up), (vec![7, 5], Some(5), Some(7)));
    }

    #[test]
    fn links_keep_the_other_parameters_and_replace_the_bounds() {
        let uri: Uri = "/api/v1/timelines/home?limit=2&max_id=9&only_media=true".parse().unwrap();
        let link =
            Paging::new(&uri, "https://example.org").link(Cursors { next: Some(5), prev: Some(8) }).unwrap();
        assert_eq!(
            link.to_str().unwrap(),
            "<https://example.org/api/v1/timelines/home?limit=2&only_media=true&max_id=5>; rel=\"next\", \
             <https://example.org/api/v1/timelines/home?limit=2&only_media=true&min_id=8>; rel=\"prev\""
        );
    }
}
