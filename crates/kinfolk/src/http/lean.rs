//! Answers in fewer bytes: nothing at all where the client has the same already (`ETag`, RFC 9110 §8.8.3), else gzip
//! at a low level.
//!
//! Compressing each answer anew costs less than what a memory of compressed pages would save: a home of 31 kB takes
//! 50 µs, and whoever polls without news is told so after 1 µs (`docs/decisions/0025-answers-in-fewer-bytes.md` has
//! the measurements). The tag is a hash of the bytes, so it is the same on every server and needs no memory.
//!
//! **Not here:** how long an answer may be kept (`Cache-Control` is the handler's; what says nothing is private and
//! asked for again each time), media, which are compressed by themselves.

use std::io::Write;

use axum::body::{Body, HttpBody as _};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;

/// Less than this is as well sent as it is.
const WORTH_IT: usize = 1_024;
/// More than this is not held in memory twice.
const TOO_LARGE: u64 = 8 << 20;
/// Half the time of the usual 6, for some 7 % more bytes.
const LEVEL: u32 = 2;

/// What a client said it has and takes.
#[derive(Debug)]
pub(super) struct Wishes {
    takes_gzip: bool,
    has: Option<HeaderValue>,
}

impl Wishes {
    /// `None` for requests whose answers are sent as they are.
    pub(super) fn of(request: &Request<Body>) -> Option<Self> {
        let headers = request.headers();
        (*request.method() == Method::GET).then(|| Self {
            takes_gzip: headers.get(header::ACCEPT_ENCODING).is_some_and(takes_gzip),
            has: headers.get(header::IF_NONE_MATCH).cloned(),
        })
    }

    /// The same answer with as few bytes as may be.
    pub(super) async fn grant(self, response: Response) -> Response {
        let is_whole = response.body().size_hint().exact().is_some_and(|bytes| bytes <= TOO_LARGE);
        if response.status() != StatusCode::OK || !is_whole || !is_text(response.headers()) {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        // It stands in memory whole: nothing is waited for, and nothing can fail.
        let Ok(body) = body.collect().await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
        let body = body.to_bytes();
        parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        let keeps = header::CACHE_CONTROL;
        parts.headers.entry(keeps).or_insert(HeaderValue::from_static("private, no-cache"));
        if let Some(tag) = tag(&parts.headers, &body) {
            let is_known = self.has.is_some_and(|has| names(&has, &tag));
            parts.headers.insert(header::ETAG, tag);
            if is_known {
                parts.status = StatusCode::NOT_MODIFIED;
                parts.headers.remove(header::CONTENT_TYPE);
                parts.headers.remove(header::CONTENT_LENGTH);
                return Response::from_parts(parts, Body::empty());
            }
        }
        if !self.takes_gzip || body.len() < WORTH_IT {
            return Response::from_parts(parts, Body::from(body));
        }
        parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        parts.headers.remove(header::CONTENT_LENGTH);
        Response::from_parts(parts, Body::from(gzip(&body)))
    }
}

/// Whether an answer is text that nobody has compressed yet.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let texts = [&b"application/json"[..], b"application/jrd+json", b"text/", b"image/svg+xml"];
    !headers.contains_key(header::CONTENT_ENCODING) && texts.iter().any(|start| kind.starts_with(start))
}

/// The tag of an answer, which it may have already; `None` where it is not to be kept, or sets a cookie and so is not the
/// same twice.
fn tag(headers: &HeaderMap, body: &[u8]) -> Option<HeaderValue> {
    let is_kept = headers.get(header::CACHE_CONTROL).is_none_or(|how| how != "no-store");
    if !is_kept || headers.contains_key(header::SET_COOKIE) {
        return None;
    }
    Some(headers.get(header::ETAG).cloned().unwrap_or_else(|| tag_of(body)))
}

/// The tag of a body, for who keeps it beside an answer: all of the body is read for it.
pub fn tag_of(body: &[u8]) -> HeaderValue {
    let tag = format!("W/\"{:032x}\"", xxhash_rust::xxh3::xxh3_128(body));
    // Hexadecimal digits can stand in a header.
    HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// Whether `If-None-Match` names a tag, by weak comparison.
fn names(has: &HeaderValue, tag: &HeaderValue) -> bool {
    let opaque = |tag: &[u8]| tag.strip_prefix(b"W/").unwrap_or(tag).to_vec();
    let wanted = opaque(tag.as_bytes());
    has.as_bytes()
        .split(|byte| *byte == b',')
        .map(<[u8]>::trim_ascii)
        .any(|one| one == b"*" || opaque(one) == wanted)
}

/// Whether `Accept-Encoding` takes gzip (RFC 9110 §12.5.3).
fn takes_gzip(accepted: &HeaderValue) -> bool {
    let Ok(accepted) = accepted.to_str() else { return false };
    let weight_of = |wanted: &str| {
        accepted.split(',').find_map(|one| {
            let (name, parameters) = one.split_once(';').unwrap_or((one, ""));
            let weight =
                parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse().ok());
            name.trim().eq_ignore_ascii_case(wanted).then_some(weight.unwrap_or(0.0))
        })
    };
    weight_of("gzip").or_else(|| weight_of("*")).is_some_and(|weight: f32| weight > 0.0)
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(LEVEL));
    // Writing into memory does not fail.
    let written = encoder.write_all(body).and_then(|()| encoder.finish());
    written.map_or_else(|_| Bytes::new(), Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_when_it_is_named_or_anything_is_and_not_at_weight_zero() {
        let takes = |text: &'static str| takes_gzip(&HeaderValue::from_static(text));
        for yes in ["gzip", "br, GZIP;q=0.5", "*", "deflate, gzip; q=1.0", "identity;q=0, *;q=0.1"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip; q=0.0, *", "*;q=0", "gzipped", "gzip;q=much"] {
            assert!(!takes(no), "{no}");
        }
    }

    #[test]
    fn tags_are_compared_without_regard_to_weakness() {
        let names =
            |has: &'static str| names(&HeaderValue::from_static(has), &HeaderValue::from_static("W/\"a\""));
        for yes in ["W/\"a\"", "\"a\"", "*", "\"b\", W/\"a\""] {
            assert!(names(yes), "{yes}");
        }
        for no in ["", "\"b\"", "a", "W/\"aa\""] {
            assert!(!names(no), "{no}");
        }
    }
}
