//! A module's routes: the framework's router, which does not tell its patterns, and beside it the patterns, each with
//! how large a body it takes, and the descriptions of those that belong to the API.
//!
//! **Not here:** what is counted by them (`traffic`), what is made of the descriptions (`openapi`).

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;

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

    /// The framework's router, and every pattern in it.
    pub(super) fn finish(self, state: State) -> (Router, Vec<Pattern>) {
        (self.router.with_state(state), self.patterns)
    }
}
