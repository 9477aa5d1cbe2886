//! A module's routes: the framework's router, which does not tell its patterns, and beside it the patterns, each with
//! how large a body it takes.
//!
//! **Not here:** what is counted by them (`traffic`).

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::MethodRouter;

use crate::core::State;

/// Bytes of a body that has no limit of its own.
pub(super) const BODY_BYTES: usize = 1 << 20;
/// Bytes of a body with two pictures, each of them up to [`media::MAX_BYTES`] and perhaps in Base64, and a few fields.
const UPLOAD_BYTES: usize = 2 * (media::MAX_BYTES / 3 * 4) + 2 * BODY_BYTES;

/// A pattern, such as `/api/v1/accounts/{id}`.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) text: String,
    /// The largest body that is taken there, in bytes.
    pub(super) body_bytes: usize,
}

/// Routes by pattern, such as `/api/v1/accounts/{id}`.
#[derive(Default)]
pub struct Routes {
    router: Router<State>,
    patterns: Vec<Pattern>,
}

impl Routes {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a route.
    #[must_use]
    pub fn route(self, pattern: &str, methods: MethodRouter<State>) -> Self {
        self.taking(BODY_BYTES, pattern, methods)
    }

    /// Adds a route that takes pictures.
    #[must_use]
    pub fn upload(self, pattern: &str, methods: MethodRouter<State>) -> Self {
        self.taking(UPLOAD_BYTES, pattern, methods.layer(DefaultBodyLimit::max(UPLOAD_BYTES)))
    }

    fn taking(mut self, body_bytes: usize, pattern: &str, methods: MethodRouter<State>) -> Self {
        self.patterns.push(Pattern { text: pattern.to_owned(), body_bytes });
        Self { router: self.router.route(pattern, methods), patterns: self.patterns }
    }

    /// Adds another module's routes.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.patterns.extend(other.patterns);
        Self { router: self.router.merge(other.router), patterns: self.patterns }
    }

    /// The framework's router, and every pattern in it.
    pub(super) fn finish(self, state: State) -> (Router, Vec<Pattern>) {
        (self.router.with_state(state), self.patterns)
    }
}
