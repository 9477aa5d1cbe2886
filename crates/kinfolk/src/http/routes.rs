//! A module's routes: the framework's router, which does not tell its patterns, and beside it the patterns.
//!
//! **Not here:** what is counted by them (`traffic`).

use axum::Router;
use axum::routing::MethodRouter;

use crate::core::State;

/// Routes by pattern, such as `/api/v1/accounts/{id}`.
#[derive(Default)]
pub struct Routes {
    router: Router<State>,
    patterns: Vec<String>,
}

impl Routes {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a route.
    #[must_use]
    pub fn route(mut self, pattern: &str, methods: MethodRouter<State>) -> Self {
        self.patterns.push(pattern.to_owned());
        Self { router: self.router.route(pattern, methods), patterns: self.patterns }
    }

    /// Adds another module's routes.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.patterns.extend(other.patterns);
        Self { router: self.router.merge(other.router), patterns: self.patterns }
    }

    /// The framework's router, and every pattern in it.
    pub(super) fn finish(self, state: State) -> (Router, Vec<String>) {
        (self.router.with_state(state), self.patterns)
    }
}
