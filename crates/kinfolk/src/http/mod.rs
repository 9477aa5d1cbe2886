//! The web kit: what every handler uses and no feature shows in.
//!
//! - [`serve`]: the server's loop; [`front`]: what happens to every request and answer.
//! - [`error`]: `base::Error` → status and JSON body; the one place that maps. `problem` makes pages of errors.
//! - [`input`]: `Input<T>` reads JSON, forms and multipart alike.
//! - [`paging`]: query parameters → `Page`, and `Link` headers.
//! - `lean`: answers in fewer bytes, by `ETag` and gzip.
//! - [`security`]: headers on every answer, CORS for the API, refusal of cross-site posts for pages.
//! - [`address`]: where a request comes from.
//! - [`Routes`]: a router that knows its patterns; `traffic` counts requests by them.
//! - [`Operation`]: what stands beside a route of the API; [`openapi`] makes the document of them.
//! - [`metrics`]: the address that metrics are served on.
//! - [`cookie`]; [`Notice`]: what has just happened, told by the page that comes next.
//! - [`refused`]: the page of a form that was refused.
//! - [`page`]: templates, layout, texts and assets of the built-in pages.
//!
//! **Not here:** who is signed in (`auth`), what may be seen (`policy`).

pub mod address;
pub mod cookie;
mod counted;
pub mod error;
pub mod front;
pub mod input;
mod lean;
pub mod metrics;
mod notice;
pub mod openapi;
mod operation;
pub mod page;
pub mod paging;
mod problem;
pub mod rate;
mod refused;
mod request_id;
mod routes;
pub mod security;
pub mod serve;
mod traffic;
mod unread;

use axum::extract::{FromRequestParts, Path};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::Error;
use http::header;
use http::request::Parts;

use crate::core::State;

pub use address::Address;
pub use error::{ApiError, ApiResult};
pub use front::Front;
pub use input::Input;
pub use lean::tag_of;
pub use notice::Notice;
pub use operation::{Access, Operation, op};
pub use paging::Paging;
pub use problem::{Reader, ReaderPort};
pub use refused::refused_form;
pub use request_id::RequestId;
pub use routes::Routes;

/// `state: State` in a handler.
impl FromRequestParts<State> for State {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, state: &State) -> Result<Self, Self::Rejection> {
        Ok(state.clone())
    }
}

/// An answer whose JSON is already bytes.
#[must_use]
pub fn json_bytes(body: impl Into<bytes::Bytes>) -> axum::response::Response {
    let mut response = axum::response::Response::new(axum::body::Body::from(body.into()));
    // So many stand on an answer in the end.
    response.headers_mut().reserve(HEADERS);
    response.headers_mut().insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json; charset=utf-8"),
    );
    response
}

/// Room for the headers of an answer to a program.
const HEADERS: usize = 16;

/// A rendered page. A browser keeps it, as going back shows it again at once, and asks each time whether it still holds.
///
/// # Errors
/// `Internal` when the template fails, which is a bug.
pub fn html(view: &impl askama::Template) -> ApiResult {
    page_kept(view, "private, no-cache")
}

/// The same of a page that shows a secret, or holds a form with a key that is good once: nobody keeps it. Of what a
/// browser shows again when somebody goes back, the key is used up, and what they then write would be lost.
///
/// # Errors
/// As [`html`].
pub fn secret_html(view: &impl askama::Template) -> ApiResult {
    page_kept(view, "no-store")
}

fn page_kept(view: &impl askama::Template, how: &'static str) -> ApiResult {
    let body = view.render().map_err(Error::internal)?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, how)], body)
        .into_response())
}

/// What the web kit itself serves: styles and icons.
pub fn routes() -> Routes {
    Routes::new().route("/assets/{name}", get(asset))
}

/// `GET /assets/:name`: a style or an icon under a name that changes with its bytes.
async fn asset(Path(name): Path<String>) -> ApiResult<Response> {
    let asset = page::assets::find(&name).ok_or(Error::NotFound)?;
    let headers =
        [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, page::assets::CACHE_CONTROL)];
    Ok((headers, asset.body.as_slice()).into_response())
}
