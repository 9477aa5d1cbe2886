//! A module's routes: the framework's router, which does not tell its patterns, and beside it the patterns, each with
//! how large a body it takes, and the descriptions of those that belong to the API.
//!
//! An address that only takes forms leads who merely visits it to the page above it: the forms of a page are sent to
//! addresses below its own, and those stay in the bar of a browser that shows a refused form, or come back after a log-in.
//!
//! **Not here:** what is counted by them (`traffic`), what is made of the descriptions (`openapi`).

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::response::Redirect;
use axum::routing::{MethodFilter, MethodRouter, get, on, post};
use http::{Method, Uri};

use super::operation::Operation;
use crate::core::State;

/// Bytes of a body that has no limit of its own.
pub(super) const BODY_BYTES: usize = 1 << 20;
/// Bytes of a body with two pictures, each of them up to [`media::MAX_BYTES`] and perhaps in Base64, and a few fields.
const UPLOAD_BYTES: usize = 2 * (media::MAX_BYTES / 3 * 4) + 2 * BODY_BYTES;

/// A pattern, such as `/api/v1/accounts/{id}`.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The pattern itself.
    pub text: String,
    /// The largest body that is taken there, in bytes.
    pub(super) body_bytes: usize,
}

/// Routes by pattern, such as `/api/v1/accounts/{id}`.
#[derive(Default)]
pub struct Routes {
    router: Router<State>,
    patterns: Vec<Pattern>,
    /// Patterns of what takes forms and is no page.
    forms: Vec<String>,
    operations: Vec<Operation>,
    tag: &'static str,
}

impl Routes {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// None; operations that are added belong to this group.
    #[must_use]
    pub fn of(tag: &'static str) -> Self {
        Self { tag, ..Self::default() }
    }

    /// Adds a route that is no part of the API: a page, a picture, a style.
    #[must_use]
    pub fn route(self, pattern: &str, methods: MethodRouter<State>) -> Self {
        self.taking(BODY_BYTES, pattern, methods)
    }

    /// Adds such a route that takes pictures.
    #[must_use]
    pub fn upload(self, pattern: &str, methods: MethodRouter<State>) -> Self {
        self.taking(UPLOAD_BYTES, pattern, methods.layer(DefaultBodyLimit::max(UPLOAD_BYTES)))
    }

    /// Adds an address that takes a form and is no page itself; `GET` leads to the page above it.
    #[must_use]
    pub fn form<T: 'static>(mut self, pattern: &str, handler: impl Handler<T, State>) -> Self {
        self.forms.push(pattern.to_owned());
        self.route(pattern, post(handler))
    }

    /// Adds such an address that takes pictures.
    #[must_use]
    pub fn upload_form<T: 'static>(mut self, pattern: &str, handler: impl Handler<T, State>) -> Self {
        self.forms.push(pattern.to_owned());
        self.upload(pattern, post(handler))
    }

    fn taking(mut self, body_bytes: usize, pattern: &str, methods: MethodRouter<State>) -> Self {
        // One that comes again is for another method; its body may be larger.
        match self.patterns.iter_mut().find(|known| known.text == pattern) {
            Some(known) => known.body_bytes = known.body_bytes.max(body_bytes),
            None => self.patterns.push(Pattern { text: pattern.to_owned(), body_bytes }),
        }
        Self { router: self.router.route(pattern, methods), ..self }
    }

    /// Adds `GET` of the API.
    #[must_use]
    pub fn get<T: 'static>(self, path: &str, handler: impl Handler<T, State>, about: Operation) -> Self {
        self.api(Method::GET, path, on(MethodFilter::GET, handler), about)
    }

    /// Adds `POST` of the API.
    #[must_use]
    pub fn post<T: 'static>(self, path: &str, handler: impl Handler<T, State>, about: Operation) -> Self {
        self.api(Method::POST, path, on(MethodFilter::POST, handler), about)
    }

    /// Adds `PUT` of the API.
    #[must_use]
    pub fn put<T: 'static>(self, path: &str, handler: impl Handler<T, State>, about: Operation) -> Self {
        self.api(Method::PUT, path, on(MethodFilter::PUT, handler), about)
    }

    /// Adds `PATCH` of the API.
    #[must_use]
    pub fn patch<T: 'static>(self, path: &str, handler: impl Handler<T, State>, about: Operation) -> Self {
        self.api(Method::PATCH, path, on(MethodFilter::PATCH, handler), about)
    }

    /// Adds `DELETE` of the API.
    #[must_use]
    pub fn delete<T: 'static>(self, path: &str, handler: impl Handler<T, State>, about: Operation) -> Self {
        self.api(Method::DELETE, path, on(MethodFilter::DELETE, handler), about)
    }

    fn api(mut self, method: Method, path: &str, handler: MethodRouter<State>, about: Operation) -> Self {
        let uploads = about.uploads;
        self.operations.push(Operation { method, path: path.to_owned(), tag: self.tag, ..about });
        if uploads { self.upload(path, handler) } else { self.route(path, handler) }
    }

    /// Adds another module's routes.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.patterns.extend(other.patterns);
        self.forms.extend(other.forms);
        self.operations.extend(other.operations);
        Self { router: self.router.merge(other.router), ..self }
    }

    /// The descriptions, in the order in which they were added.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Every pattern, pages among them.
    #[must_use]
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The patterns among them that take forms and are no pages.
    #[must_use]
    pub fn forms(&self) -> &[String] {
        &self.forms
    }

    /// The framework's router, and every pattern in it.
    pub(super) fn finish(self, state: State) -> (Router, Vec<Pattern>) {
        let router = self.forms.iter().fold(self.router, |router, form| {
            let segments = segments_of_page_above(form, &self.patterns);
            router.route(form, get(async move |asked: Uri| Redirect::to(&first(asked.path(), segments))))
        });
        (router.with_state(state), self.patterns)
    }
}

/// How many segments the address of the nearest page above a form has; 0 is the first page of all.
fn segments_of_page_above(form: &str, patterns: &[Pattern]) -> usize {
    let is_page = |path: &str| patterns.iter().any(|known| known.text == path) || path == "/@{name}";
    let mut above = form;
    while let Some((rest, _)) = above.rsplit_once('/') {
        if is_page(rest) {
            return rest.matches('/').count();
        }
        above = rest;
    }
    0
}

/// The first segments of a path, which begins with a slash as the path of every request does.
fn first(path: &str, segments: usize) -> String {
    let kept: Vec<&str> = path.split('/').skip(1).take(segments).collect();
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_above_a_form_is_the_nearest_that_there_is() {
        let patterns = ["/", "/settings", "/settings/apps", "/lists/{id}", "/{at_name}", "/@{name}/{id}"]
            .map(|text| Pattern { text: text.to_owned(), body_bytes: BODY_BYTES });
        let above = |form: &str, path: &str| first(path, segments_of_page_above(form, &patterns));
        assert_eq!(above("/settings/apps/{id}/remove", "/settings/apps/7/remove"), "/settings/apps");
        assert_eq!(above("/lists/{id}/add", "/lists/7/add"), "/lists/7");
        assert_eq!(above("/@{name}/follow", "/@ada/follow"), "/@ada");
        assert_eq!(above("/@{name}/{id}/reblog", "/@ada/7/reblog"), "/@ada/7");
        assert_eq!(above("/auth/sign_out", "/auth/sign_out"), "/");
    }
}
