//! How an error answer looks: JSON with one key for programs, a page for people.
//!
//! Handlers answer with `ApiError`. What the framework answers by itself (no such route, wrong
//! method, a body that does not parse) is empty or plain text and is put into the same shape here.

use askama::Template as _;
use axum::body::Body;
use axum::response::Response;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::{HeaderValue, Request, StatusCode, Uri, header};
use serde_json::{Value, json};

use super::RequestId;
use super::page::views::ErrorPage;
use super::page::{Appearance, Language, Layout, ViewerView};
use crate::core::State;
use crate::core::config::Registrations;

/// No error text is longer.
const TEXT_BYTES: usize = 64 << 10;

/// Who reads a page: asked for error pages, answered by the module that knows who is signed in and stands after this one.
pub struct ReaderPort(Box<Ask>);

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Reader {
    /// How they want pages to look.
    pub appearance: Appearance,
    /// What the surroundings of a page show of them.
    pub viewer: ViewerView,
}

type Ask = dyn Fn(State, Vec<HeaderValue>) -> BoxFuture<'static, Option<Reader>> + Send + Sync;

impl ReaderPort {
    /// From a function of the request's cookies.
    pub fn new<F, Fut>(ask: F) -> Self
    where
        F: Fn(State, Vec<HeaderValue>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Option<Reader>> + Send + 'static,
    {
        Self(Box::new(move |state, cookies| ask(state, cookies).boxed()))
    }
}

/// What an error page needs to know of the request; cheap to take along for nothing.
pub(super) struct About {
    uri: Uri,
    accepted_languages: Option<HeaderValue>,
    cookies: Vec<HeaderValue>,
}

impl About {
    pub(super) fn of(request: &Request<Body>) -> Self {
        let accepted_languages = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
        let cookies = request.headers().get_all(header::COOKIE).iter().cloned().collect();
        Self { uri: request.uri().clone(), accepted_languages, cookies }
    }

    /// Path and query, to come back to.
    fn path(&self) -> String {
        self.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned()
    }

    /// What the browser prefers of what there is.
    fn language(&self) -> Language {
        let header = self.accepted_languages.as_ref().and_then(|value| value.to_str().ok());
        Language::from_accept_language(header.unwrap_or(""))
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
    let body = String::from_utf8_lossy(&text);
    let (kind, body) = match about {
        None => {
            let text = error_text(parts.status, is_json, &body);
            ("application/json; charset=utf-8", json!({ "error": text }).to_string())
        }
        Some(about) => {
            let reader = (state.part::<ReaderPort>().0)(state.clone(), about.cookies.clone()).await;
            let page = page(state, parts.status, &body, (about, reader), id);
            ("text/html; charset=utf-8", page)
        }
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
        // There is no such route. Clients tell this from "Record not found", as Mastodon has it.
        StatusCode::NOT_FOUND => "Not Found".to_owned(),
        StatusCode::METHOD_NOT_ALLOWED => "This address does not take this kind of request".to_owned(),
        StatusCode::PAYLOAD_TOO_LARGE => "The request is too large".to_owned(),
        _ if !body.is_empty() => body.to_owned(),
        _ => status.canonical_reason().unwrap_or("The request failed").to_owned(),
    }
}

fn page(
    state: &State,
    status: StatusCode,
    body: &str,
    (about, reader): (&About, Option<Reader>),
    id: RequestId,
) -> String {
    let config = state.config();
    let (appearance, viewer) = reader.map(|reader| (reader.appearance, reader.viewer)).unzip();
    let appearance = appearance.unwrap_or_default();
    let language = appearance.language.unwrap_or_else(|| about.language());
    let page = Layout {
        language,
        appearance,
        viewer,
        site_name: config.site_name().to_owned(),
        path: about.path(),
        sign_up_open: config.registrations == Registrations::Open,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..Layout::default()
    };
    // The page has sentences of its own, in the reader's language, for what the status says by itself.
    let says_more =
        matches!(status, StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY);
    let view = ErrorPage {
        page,
        status: status.as_u16(),
        text: says_more.then(|| in_words(language, status, body)).flatten(),
        request_id: id.to_string(),
    };
    view.render().unwrap_or_else(|error| {
        tracing::error!(%error, "the error page could not be made");
        status.as_str().to_owned()
    })
}

/// What an error says in a language. A sentence that exists in English alone is shown to those who read English, unless
/// it is about a parameter of the API; others are told what the status says.
fn in_words(language: Language, status: StatusCode, body: &str) -> Option<String> {
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    if let Some(fields) = json["details"].as_object() {
        let codes = fields.iter().flat_map(|(field, faults)| {
            let faults = faults.as_array().into_iter().flatten();
            faults.filter_map(|fault| fault["error"].as_str()).map(move |code| (field, code))
        });
        let sentences: Option<Vec<String>> = codes.map(|(field, code)| language.fault(field, code)).collect();
        if let Some(sentences) = sentences {
            return Some(sentences.join(" "));
        }
    }
    let text = error_text(status, json.is_object(), body);
    let is_for_people = status != StatusCode::BAD_REQUEST && language == Language::default();
    language.refusal(&text).or_else(|| is_for_people.then_some(text))
}
