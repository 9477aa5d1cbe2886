//! How an error answer looks: JSON with one key for programs, a page for people.
//!
//! Handlers answer with `ApiError`. What the framework answers by itself (no such route, wrong
//! method, a body that does not parse) is empty or plain text and is put into the same shape here.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, Request, StatusCode, header};
use serde_json::{Value, json};

use super::RequestId;
use crate::core::State;

/// No error text is longer.
const TEXT_BYTES: usize = 64 << 10;

/// What an error page needs to know of the request.
pub(super) struct About {
    /// Path and query, to come back to.
    path: String,
}

impl About {
    pub(super) fn of(request: &Request<Body>) -> Self {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        Self { path: path.to_owned() }
    }
}

/// Puts an error answer into its shape: a page when `about` is given, else JSON. What has its shape stays.
pub(super) async fn present(
    response: Response,
    state: &State,
    about: Option<&About>,
    id: RequestId,
) -> Response {
    let kind =
        response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_json = kind.starts_with("application/json");
    let is_ready = if about.is_some() {
        !(kind.is_empty() || kind.starts_with("text/plain") || is_json)
    } else {
        is_json
    };
    if is_ready {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = axum::body::to_bytes(body, TEXT_BYTES).await.unwrap_or_default();
    let text = error_text(parts.status, is_json, &String::from_utf8_lossy(&text));
    let (kind, body) = match about {
        None => ("application/json; charset=utf-8", json!({ "error": text }).to_string()),
        Some(about) => ("text/html; charset=utf-8", page(state, parts.status, &text, about, id)),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Response::from_parts(parts, Body::from(body))
}

/// The sentence for the client.
fn error_text(status: StatusCode, is_json: bool, body: &str) -> String {
    if is_json && let Ok(Value::Object(object)) = serde_json::from_str(body) {
        return object.get("error").and_then(Value::as_str).unwrap_or_default().to_owned();
    }
    match status {
        StatusCode::NOT_FOUND => "Record not found".to_owned(),
        StatusCode::METHOD_NOT_ALLOWED => "This address does not take this kind of request".to_owned(),
        StatusCode::PAYLOAD_TOO_LARGE => "The request is too large".to_owned(),
        _ if !body.is_empty() => body.to_owned(),
        _ => status.canonical_reason().unwrap_or("The request failed").to_owned(),
    }
}

fn page(_state: &State, status: StatusCode, text: &str, about: &About, id: RequestId) -> String {
    let _ = about;
    format!("<!doctype html><title>{status}</title><p>{}</p><p>{id}</p>", text.replace('<', "&lt;"))
}
