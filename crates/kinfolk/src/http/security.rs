//! Headers that every answer carries, CORS for the API, and the refusal of cross-site posts.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};

/// What the built-in pages may load: their own styles, scripts and images, and nothing inline.
pub const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What is no page loads nothing, should a browser ever show it.
const OTHER_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const EXPOSED: &str = "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id, Idempotency-Key, \
     Mastodon-Async-Refresh";

/// Whether a request came from a page of another origin that may read the answer, as Mastodon's API allows
/// any: without cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// No cross-origin request, or not to the API.
    Own,
    /// A cross-origin request.
    Other,
    /// A browser's question whether it may send one.
    Preflight,
}

impl Origin {
    pub(super) fn of(request: &Request<Body>) -> Self {
        let headers = request.headers();
        if !headers.contains_key(header::ORIGIN) || !is_open_to_all(request.uri().path()) {
            return Self::Own;
        }
        let asks = request.method() == Method::OPTIONS
            && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if asks { Self::Preflight } else { Self::Other }
    }

    pub(super) fn is_preflight(self) -> bool {
        self == Self::Preflight
    }
}

/// Paths that programs use, from anywhere and without cookies.
pub(super) fn is_open_to_all(path: &str) -> bool {
    path.starts_with("/api/")
        || path.starts_with("/.well-known/")
        || path.starts_with("/nodeinfo/")
        || path.starts_with("/media/")
        || matches!(path, "/oauth/token" | "/oauth/revoke" | "/oauth/userinfo")
}

/// A path of this server and of no other: `//host` and `/\host` lead elsewhere.
#[must_use]
pub fn is_local(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && !path.chars().any(|c| c.is_control() || c == '\\')
}

/// The origin of a URL as a policy names it; `None` where it would be no single source.
pub(super) fn origin_of(url: &str) -> Option<String> {
    let origin = url::Url::parse(url).ok()?.origin().ascii_serialization();
    (!origin.contains([';', ',', ' ', '\''])).then_some(origin)
}

/// Puts on the headers that every answer carries, and those for other origins. Pages may also load pictures from
/// `pictures_from`, an origin.
///
/// What says that nothing has changed (304) gets no policy: the browser would put it in place of the one that it keeps
/// with the page (RFC 9111 §3.2), and no kind is left here to tell a page by.
pub(super) fn finish(response: &mut Response, origin: Origin, pictures_from: Option<&str>) {
    let is_unchanged = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    if !is_unchanged && !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let is_page =
            headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        let policy = if is_page { PAGE_POLICY } else { OTHER_POLICY };
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if let Some(from) = pictures_from {
        allow_pictures(headers, from);
    }
    if origin != Origin::Own {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
}

/// Adds a source of pictures to the policy of a page, whoever made that.
fn allow_pictures(headers: &mut HeaderMap, from: &str) {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let wider = policy.map(|policy| policy.replacen("img-src 'self'", &format!("img-src 'self' {from}"), 1));
    if let Some(value) = wider.and_then(|policy| HeaderValue::try_from(policy).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// Says how to ask with a token, unless the answer has said how to ask otherwise (RFC 6750 §3). Of a token that was
/// sent it says that it is not valid; then an app that can renew it does.
pub(super) fn challenge(headers: &mut HeaderMap, has_token: bool) {
    let challenge = if has_token {
        "Bearer realm=\"Kinfolk\", error=\"invalid_token\", error_description=\"The access token is invalid\""
    } else {
        "Bearer realm=\"Kinfolk\""
    };
    if !headers.contains_key(header::WWW_AUTHENTICATE) {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
}

/// What a browser that asks is told it may send.
pub(super) fn preflight_answer(asked: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS"),
    );
    let allowed = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        allowed.unwrap_or(HeaderValue::from_static("Authorization")),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Whether a request may go on: posts to cookie pages that another site caused may not. Fetch metadata
/// decides, else `Origin`. A request with neither comes from no browser and carries no ambient cookie of a person.
///
/// API paths are left alone: they take no cookies, and other sites' apps are meant to use them.
pub(super) fn is_same_site(request: &Request<Body>, base_url: &str) -> bool {
    let harmless = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    harmless || is_open_to_all(request.uri().path()) || comes_from_us(request.headers(), base_url)
}

fn comes_from_us(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            origin == base_url.trim_end_matches('/')
                || text("host").is_some_and(|host| origin.split("://").nth(1) == Some(host))
        }
        (None, None) => true,
    }
}
