//! HTTP in: files. A name is read and written anew, so no path leads out of the store; what has a name never changes,
//! so whoever has it keeps it; and should a browser ever take it for a page, that page may do nothing.

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use base::Error;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use media::{Key, Name};
use tokio_util::io::ReaderStream;

use super::keep;
use crate::core::State;
use crate::core::pictures::{AVATARS, HEADERS};
use crate::http::ApiResult;

/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;

/// What every answer says of itself. Any site may show a picture.
const ABOUT: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// `GET /media/{shelf}/{ab}/{cd}/{name}`.
pub(super) async fn file(
    state: State,
    Path((shelf, first, second, name)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> ApiResult {
    let key = key(&shelf, &first, &second, &name).ok_or(Error::NotFound)?;
    let (file, length) = keep::open(&state, key).await?.ok_or(Error::NotFound)?;
    let tag = format!("\"{name}\"");
    let mut response = if knows(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK);
        let mut response = Response::new(Body::from_stream(body));
        let about = response.headers_mut();
        about.insert(header::CONTENT_TYPE, HeaderValue::from_static(key.name.format().content_type()));
        about.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        response
    };
    let about = response.headers_mut();
    about.insert(header::ETAG, HeaderValue::try_from(tag).map_err(Error::internal)?);
    about.extend(ABOUT.map(|(name, value)| (name, HeaderValue::from_static(value))));
    Ok(response)
}

/// The file at a path; `None` where none can be.
fn key(shelf: &str, first: &str, second: &str, name: &str) -> Option<Key> {
    let shelf = [AVATARS, HEADERS].into_iter().find(|known| *known == shelf)?;
    let key = Key { shelf, name: Name::parse(name)? };
    (key.to_string() == format!("{shelf}/{first}/{second}/{name}")).then_some(key)
}

/// Whether whoever asks has it already (RFC 9110 §13.1.2).
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|list| {
        list.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    })
}
