//! Counting requests by the pattern of their route, method and class of status.
//!
//! Patterns come from the program, never from a request, so their number is known. A route's handles are made
//! at its first request of a kind and kept: counting is a look-up of the path and three numbers raised.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use http::{Method, StatusCode};
use metrics::{Counter, Histogram, counter, histogram};

use super::routes::{BODY_BYTES, Pattern};

/// How requests to no route are called.
const NONE: &str = "none";
const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "other"];
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// All routes with what was counted of each.
pub(super) struct Traffic {
    /// Patterns without parameters: found at once and without memory, as the busiest are.
    exact: HashMap<String, usize>,
    by_path: matchit::Router<usize>,
    /// The last one stands for requests to no route.
    routes: Box<[Route]>,
}

/// One route.
pub(super) struct Route {
    pattern: Pattern,
    methods: [OfMethod; METHODS.len()],
}

#[derive(Default)]
struct OfMethod {
    time: OnceLock<Histogram>,
    answers: [OnceLock<Counter>; CLASSES.len()],
}

impl Traffic {
    /// Nothing counted yet.
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        let (mut exact, mut by_path, mut routes) = (HashMap::new(), matchit::Router::new(), Vec::new());
        for pattern in patterns {
            // A pattern that comes twice, for two methods, is one route.
            if by_path.insert(pattern.text.as_str(), routes.len()).is_ok() {
                if !pattern.text.contains('{') {
                    exact.insert(pattern.text.clone(), routes.len());
                }
                routes.push(Route::new(pattern));
            }
        }
        routes.push(Route::new(Pattern { text: NONE.to_owned(), body_bytes: BODY_BYTES }));
        Self { exact, by_path, routes: routes.into() }
    }

    /// The route that a path leads to, with or without a slash at its end. The framework takes no slash: programs are
    /// answered as if there were none, people are led to the page.
    pub(super) fn route(&self, path: &str) -> &Route {
        let search = || {
            let found = self.by_path.at(path).or_else(|_| self.by_path.at(path.trim_end_matches('/')));
            found.map_or(self.routes.len() - 1, |found| *found.value)
        };
        &self.routes[self.exact.get(path).copied().unwrap_or_else(search)]
    }
}

impl Route {
    fn new(pattern: Pattern) -> Self {
        Self { pattern, methods: Default::default() }
    }

    /// As in the sources, or `none`.
    pub(super) fn pattern(&self) -> &str {
        &self.pattern.text
    }

    /// It is a route, and does not stand for none.
    pub(super) fn is_known(&self) -> bool {
        self.pattern.text != NONE
    }

    /// The largest body that is taken here, in bytes.
    pub(super) fn body_bytes(&self) -> usize {
        self.pattern.body_bytes
    }

    /// A request was answered.
    pub(super) fn count(&self, method: &Method, status: StatusCode, time: Duration) {
        let at = place_of(method);
        let class = usize::from(status.as_u16() / 100).clamp(1, CLASSES.len()) - 1;
        let of_method = &self.methods[at];
        of_method.time.get_or_init(|| self.histogram(METHODS[at])).record(time);
        of_method.answers[class].get_or_init(|| self.counter(METHODS[at], CLASSES[class])).increment(1);
    }

    fn histogram(&self, method: &'static str) -> Histogram {
        histogram!("kinfolk_http_request_seconds", "route" => self.pattern.text.clone(), "method" => method)
    }

    fn counter(&self, method: &'static str, class: &'static str) -> Counter {
        counter!("kinfolk_http_requests_total", "route" => self.pattern.text.clone(), "method" => method, "status" => class)
    }
}

/// A method as metrics and logs call it: a client may send any word.
pub(super) fn name_of(method: &Method) -> &'static str {
    METHODS[place_of(method)]
}

fn place_of(method: &Method) -> usize {
    METHODS.iter().position(|known| method == *known).unwrap_or(METHODS.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_counts_for_its_pattern_and_an_unknown_one_for_none() {
        let patterns = ["/home", "/api/v1/accounts/{id}", "/{at_name}", "/home"]
            .map(|text| Pattern { text: text.to_owned(), body_bytes: BODY_BYTES });
        let traffic = Traffic::new(patterns.into());
        let pattern = |path: &str| traffic.route(path).pattern().to_owned();
        assert_eq!(pattern("/home"), "/home");
        assert_eq!(pattern("/@secret"), "/{at_name}");
        assert_eq!(pattern("/api/v1/accounts/7/"), "/api/v1/accounts/{id}");
        assert_eq!(pattern("/api/v1/accounts/7/8"), "none");
    }
}
