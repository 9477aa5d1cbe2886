//! The front: what happens to every request before a route is looked for and to every answer after.
//!
//! One function instead of a stack of layers: each layer of the router would cost several
//! allocations a request, for every route.
//!
//! - gives the request an id, which logs, error pages and the header `X-Request-Id` carry;
//! - counts it against rate limits, and tells what is left of them;
//! - leads to pages that are asked for with a slash at their end;
//! - answers CORS preflights, refuses posts that another site caused, and bodies that are too large;
//! - turns a panic into an error, and errors of the framework into ours: JSON for the API, a page for people;
//! - sends it in fewer bytes where the client takes that;
//! - takes a notice of what has just happened to the page that comes next;
//! - puts the headers on that every answer carries;
//! - counts it by its route;
//! - writes the request log, at level `debug`, and one line about a slow request with what it ran in the database:
//!   routes by their patterns, statements by their names; never a path, a query, a body, a name or a token.
//!
//! **Not here:** connections (`serve`), what the headers are (`security`), who is signed in (`auth`).

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::Limited;
use tower::Service as _;

use super::lean::Wishes;
use super::rate::{self, Left};
use super::traffic::{Route, Traffic, name_of};
use super::{ApiError, Notice, RequestId, Routes, notice, problem, security, unread};
use crate::core::State;
use crate::core::telemetry::Stopwatch;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A request that takes longer is told of. `KINFOLK_LOG=info,kinfolk::slow_request=off` silences that.
const SLOW: Duration = Duration::from_millis(500);
/// The log target of those lines.
const SLOW_TARGET: &str = "kinfolk::slow_request";
/// Statements told of one slow request, the slowest first.
const TOLD: usize = 20;

/// The whole application: one request in, one answer out. A clone is a reference.
#[derive(Clone)]
pub struct Front {
    router: Router,
    state: State,
    traffic: Arc<Traffic>,
    slow: Duration,
    /// Where else pages may load pictures from.
    pictures_from: Option<Arc<str>>,
}

impl Front {
    /// Puts the front before routes whose patterns are not known: they count as no route.
    #[must_use]
    pub fn new(router: Router, state: State) -> Self {
        let pictures_from = state.config().media_public_url.as_deref().and_then(security::origin_of);
        let traffic = Arc::new(Traffic::new(Vec::new()));
        Self { router, state, traffic, slow: SLOW, pictures_from: pictures_from.map(Into::into) }
    }

    /// Puts the front before all routes.
    #[must_use]
    pub fn of(routes: Routes, state: State) -> Self {
        let (router, patterns) = routes.finish(state.clone());
        Self { traffic: Arc::new(Traffic::new(patterns)), ..Self::new(router, state) }
    }

    /// The same, where a request counts as slow from this time on; half a second otherwise.
    #[must_use]
    pub fn slow_after(self, slow: Duration) -> Self {
        Self { slow, ..self }
    }

    /// Answers one request; never fails.
    pub async fn answer(&self, request: Request<Body>) -> Response {
        let id = RequestId::make();
        id.scope(self.answer_as(id, request)).await
    }

    async fn answer_as(&self, id: RequestId, request: Request<Body>) -> Response {
        let watch = Stopwatch::start();
        let route = self.traffic.route(request.uri().path());
        let method = request.method().clone();
        let audience = Audience::of(request.uri().path());
        let origin = security::Origin::of(&request);
        let has_token = request.headers().contains_key(header::AUTHORIZATION);
        // Only errors need these again.
        let about = (audience == Audience::People).then(|| problem::About::of(&request));
        let has_notice = about.is_some() && Notice::brought(&self.state, request.headers()).is_some();
        let wishes = Wishes::of(&request);
        let (left, refused) = self.count(&request, origin);
        let mut response = match refused.or_else(|| self.before(&request, origin, route)) {
            Some(response) if unread::is_there(request.headers()) => unread::and_close(response),
            Some(response) => response,
            None => {
                unread::answer(request, async |request| self.route(request, route.body_bytes()).await).await
            }
        };
        if response.status().as_u16() >= 400 {
            response = problem::present(response, &self.state, about.as_ref(), id).await;
        }
        notice::carry(&self.state, has_notice, &mut response);
        if let Some(wishes) = wishes {
            response = wishes.grant(response).await;
        }
        if response.status() == StatusCode::UNAUTHORIZED && audience == Audience::Programs {
            security::challenge(response.headers_mut(), has_token);
        }
        if let Some(left) = left {
            left.tell(&self.state, response.headers_mut());
        }
        security::finish(&mut response, origin, self.pictures_from.as_deref());
        response.headers_mut().insert(&REQUEST_ID, id.header());
        self.note(route, &method, response.status(), watch.elapsed());
        response
    }

    /// Counts a request that was answered, and tells of it.
    fn note(&self, route: &Route, method: &Method, status: StatusCode, time: Duration) {
        route.count(method, status, time);
        let (route, method, status) = (route.pattern(), name_of(method), status.as_u16());
        if time >= self.slow {
            let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            let ran = Ran(db::trace::ran());
            tracing::warn!(target: SLOW_TARGET, method, route, status, ms, statements = %ran, "a request was slow");
        }
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(method, route, status, micros, "answered");
    }

    /// Counts a request against its limits: what is left, and the answer when nothing was.
    fn count(&self, request: &Request<Body>, origin: security::Origin) -> (Option<Left>, Option<Response>) {
        if origin.is_preflight() {
            return (None, None);
        }
        match rate::count(&self.state, request) {
            None => (None, None),
            Some(Ok(left)) => (Some(left), None),
            Some(Err((left, error))) => (Some(left), Some(ApiError(error).into_response())),
        }
    }

    /// What is answered without looking for a route.
    fn before(&self, request: &Request<Body>, origin: security::Origin, route: &Route) -> Option<Response> {
        if origin.is_preflight() {
            return Some(security::preflight_answer(request.headers()));
        }
        if !security::is_same_site(request, &self.state.config().base_url) {
            let refusal = base::Error::forbidden("This form was sent from another site and was not accepted");
            return Some(ApiError(refusal).into_response());
        }
        if let Some(page) = without_slash(request).filter(|_| route.is_known()) {
            return Some(Redirect::permanent(&page).into_response());
        }
        let announced = content_length(request.headers());
        announced
            .is_some_and(|bytes| bytes > route.body_bytes() as u64)
            .then(|| StatusCode::PAYLOAD_TOO_LARGE.into_response())
    }

    async fn route(&self, mut request: Request<Body>, body_bytes: usize) -> Response {
        let has_body = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        if has_body && content_length(request.headers()).is_none() {
            // The length of a chunked body shows only while it is read.
            request = request.map(|body| Body::new(Limited::new(body, body_bytes)));
        }
        strip_trailing_slash(request.uri_mut());
        let mut router = self.router.clone();
        let answer = AssertUnwindSafe(async move { router.call(request).await });
        match answer.catch_unwind().await {
            Ok(Ok(response)) => response,
            Err(panic) => ApiError(base::Error::internal(panic_text(&*panic))).into_response(),
        }
    }
}

/// `/api/v2/instance/` is `/api/v2/instance`, as for Mastodon; `Mastodon.py` asks that way.
fn strip_trailing_slash(uri: &mut Uri) {
    let path = uri.path();
    if !path.ends_with('/') || !security::is_open_to_all(path) {
        return;
    }
    let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = format!("{}{query}", path.trim_end_matches('/')).parse().ok();
    if let Ok(stripped) = Uri::from_parts(parts) {
        *uri = stripped;
    }
}

/// Where a page is that is asked for with a slash at its end: people and other sites write such addresses.
fn without_slash(request: &Request<Body>) -> Option<String> {
    let (uri, is_read) = (request.uri(), matches!(*request.method(), Method::GET | Method::HEAD));
    let (path, page) = (uri.path(), uri.path().trim_end_matches('/'));
    let is_elsewhere = page.len() == path.len() || !security::is_local(page);
    let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
    (is_read && !is_elsewhere && Audience::of(path) == Audience::People).then(|| format!("{page}{query}"))
}

/// For tests and tools that expect a service.
impl tower::Service<Request<Body>> for Front {
    type Response = Response;
    type Error = std::convert::Infallible;
    type Future = futures_util::future::BoxFuture<'static, Result<Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let front = self.clone();
        Box::pin(async move { Ok(front.answer(request).await) })
    }
}

/// Who reads what a path answers; decides how errors look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Programs: JSON.
    Programs,
    /// People with a browser: pages.
    People,
}

impl Audience {
    pub(super) fn of(path: &str) -> Self {
        if security::is_open_to_all(path) || is_health(path) { Self::Programs } else { Self::People }
    }
}

/// `/health` and what is below it.
fn is_health(path: &str) -> bool {
    path.strip_prefix("/health").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The length that the sender announced.
fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH).and_then(|value: &HeaderValue| value.to_str().ok()?.parse().ok())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a handler panicked: {}", text.unwrap_or("without a text"))
}

/// What a request has run, as one text: `statuses::store::BY_IDS 2x 31 ms, (commit) 1x 4 ms`.
struct Ran(Vec<db::trace::Ran>);

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all: Vec<&db::trace::Ran> = self.0.iter().collect();
        all.sort_by_key(|ran| std::cmp::Reverse(ran.time));
        for (n, ran) in all.iter().take(TOLD).enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            let ms = ran.time.as_secs_f64() * 1_000.0;
            write!(f, "{comma}{} {}x {ms:.1} ms", ran.name, ran.count)?;
        }
        match all.len().saturating_sub(TOLD) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
