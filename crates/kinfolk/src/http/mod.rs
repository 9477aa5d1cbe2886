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

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::Error;
use http::header;
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

/// A rendered page.
///
/// # Errors
/// `Internal` when the template fails, which is a bug.
pub fn html(view: &impl askama::Template) -> ApiResult {
    let body = view.render().map_err(Error::internal)?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], body)
        .into_response())
}

/// What the web kit itself serves: styles and icons.
pub fn routes() -> Router<State> {
    Router::new().route("/assets/{name}", get(asset))
}

/// `GET /assets/:name`: a style or an icon under a name that changes with its bytes.
async fn asset(Path(name): Path<String>) -> ApiResult<Response> {
    let asset = page::assets::find(&name).ok_or(Error::NotFound)?;
    let headers =
        [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, page::assets::CACHE_CONTROL)];
    Ok((headers, asset.body.as_slice()).into_response())
}
