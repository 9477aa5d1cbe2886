//! Bodies that nobody reads. An answer may be made before the body of its request has come, as when there is no token;
//! what comes then would be taken for the next request, so the connection ends. Whoever keeps connections, as proxies do,
//! has to be told that, or their next request is lost.
//!
//! So small bodies are read before anything is decided, and where a large one was left unread the answer says
//! `Connection: close` (RFC 9112 §9.6).
//!
//! **Not here:** how large a body may be (`routes`, `front`).

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use hyper::body::{Frame, SizeHint};

/// Bodies up to this are read at once.
const SMALL: usize = 64 << 10;

/// Whether a request announces a body.
pub(super) fn is_there(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING) || announced(headers).is_some_and(|bytes| bytes > 0)
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Says that the connection ends.
pub(super) fn and_close(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Answers a request; says that the connection ends unless its body was read.
pub(super) async fn answer(
    request: Request<Body>,
    make: impl AsyncFnOnce(Request<Body>) -> Response,
) -> Response {
    if !is_there(request.headers()) {
        return make(request).await;
    }
    let (parts, body) = request.into_parts();
    if announced(&parts.headers).is_some_and(|bytes| bytes <= SMALL) {
        return match axum::body::to_bytes(body, SMALL).await {
            Ok(bytes) => make(Request::from_parts(parts, Body::from(bytes))).await,
            Err(_) => and_close(StatusCode::BAD_REQUEST.into_response()),
        };
    }
    let ended = Arc::new(AtomicBool::new(false));
    let watched = Body::new(Watched { body, ended: Arc::clone(&ended) });
    let response = make(Request::from_parts(parts, watched)).await;
    if ended.load(Ordering::Relaxed) { response } else { and_close(response) }
}

/// A body that notes when it has been read to its end.
struct Watched {
    body: Body,
    ended: Arc<AtomicBool>,
}

impl hyper::body::Body for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if matches!(polled, Poll::Ready(None)) || self.body.is_end_stream() {
            self.ended.store(true, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
