//! From `base::Error` to HTTP: the only place that knows status codes.
//!
//! Bodies have Mastodon's shape `{"error": "…", "details": {…}}`
//! (<https://docs.joinmastodon.org/entities/Error/>). Private causes go to the log, never out.

use axum::response::{IntoResponse, Response};
use base::{Error, FieldError};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

/// What API handlers return.
pub type ApiResult<T = Response> = Result<T, ApiError>;

/// An error on its way to an API client.
#[derive(Debug)]
pub struct ApiError(pub Error);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

/// The status code for an error.
#[must_use]
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::BadRequest { .. } => StatusCode::BAD_REQUEST,
        Error::Invalid(_) | Error::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The sentence that a client or a person may see.
#[must_use]
pub fn public_text(error: &Error) -> String {
    match error {
        Error::NotFound => "Record not found".to_owned(),
        Error::BadRequest { text, .. } | Error::Unprocessable(text) | Error::Forbidden(text) => text.clone(),
        Error::Invalid(faults) => {
            let sentences: Vec<String> = faults.iter().map(sentence).collect();
            format!("Validation failed: {}", sentences.join(", "))
        }
        Error::Unauthenticated(text) => (*text).to_owned(),
        Error::TooMany { .. } => "Too many requests".to_owned(),
        Error::Unavailable { text, .. } => (*text).to_owned(),
        Error::Internal(_) => "Something went wrong on our side".to_owned(),
    }
}

/// `Username can't be blank`.
fn sentence(fault: &FieldError) -> String {
    let mut name = fault.field.replace('_', " ");
    if let Some(first) = name.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    format!("{name} {}", fault.text)
}

/// Writes what an operator needs to know and a client must not; once, where the error is handled.
pub fn log(error: &Error) {
    match error {
        Error::Internal(cause) => tracing::error!(%cause, "a request failed"),
        Error::Unavailable { text, cause } => {
            tracing::warn!(%cause, text, "a request could not be served");
        }
        _ => {}
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        log(&self.0);
        let mut response = (status(&self.0), axum::Json(body(&self.0))).into_response();
        if let Error::TooMany { retry_after_s } = self.0
            && let Ok(value) = HeaderValue::from_str(&retry_after_s.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

fn body(error: &Error) -> Value {
    let mut body = json!({ "error": public_text(error) });
    if let Error::Invalid(faults) = error {
        let mut details: Map<String, Value> = Map::new();
        for fault in faults {
            let entry = details.entry(fault.field).or_insert_with(|| json!([]));
            if let Value::Array(list) = entry {
                list.push(json!({ "error": fault.code, "description": fault.text }));
            }
        }
        body["details"] = Value::Object(details);
    }
    body
}
