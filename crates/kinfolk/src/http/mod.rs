//! The web kit: what every handler uses and no feature shows in.
//!
//! - [`error`]: `base::Error` → status, JSON body or error page; the one place that maps.
//! - [`input`]: `Input<T>` reads JSON, forms and multipart alike.
//! - [`paging`]: query parameters → `Page`, and `Link` headers.
//! - [`security`]: headers on every answer, CORS for the API, refusal of cross-site posts for pages.
//! - [`page`]: templates, layout, texts and assets of the built-in pages.
//!
//! **Not here:** who is signed in (`auth`), what may be seen (`policy`).

pub mod error;
pub mod input;
pub mod page;
pub mod paging;
pub mod security;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::core::State;

pub use error::{ApiError, ApiResult};
pub use input::Input;
pub use paging::Paging;

/// `state: State` in a handler.
impl FromRequestParts<State> for State {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, state: &State) -> Result<Self, Self::Rejection> {
        Ok(state.clone())
    }
}

/// The id of this request, for logs and error pages; put in by the outermost layer.
#[derive(Debug, Clone)]
pub struct RequestId(pub std::sync::Arc<str>);

/// An answer whose JSON is already bytes.
#[must_use]
pub fn json_bytes(body: impl Into<bytes::Bytes>) -> axum::response::Response {
    let mut response = axum::response::Response::new(axum::body::Body::from(body.into()));
    response.headers_mut().insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json; charset=utf-8"),
    );
    response
}
