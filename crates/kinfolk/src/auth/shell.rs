//! What surrounds a page: who reads it, in which language, where they are, and what just happened.
//!
//! A page's handler takes a [`Shell`], puts [`Shell::layout`] into its view and answers
//! [`html`](crate::http::html). After a form, [`Shell::back`] leads where `return_to` says.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use base::Result;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::request::Parts;
use http::{HeaderMap, Uri, header};
use serde::Deserialize;

use super::extract::{MaybePageViewer, PageViewer, page_viewer};
use crate::core::config::Registrations;
use crate::core::words::AccountId;
use crate::core::{State, pictures};
use crate::http::page::{Flash, Language, Layout, Nav, ViewerView};
pub use crate::http::security::is_local;
use crate::http::{ApiError, Reader, ReaderPort};

/// How many notifications wait to be read: asked by every page, answered by the module that has them and stands after
/// this one.
pub struct UnreadPort(Box<Count>);

type Count = dyn Fn(State, AccountId) -> BoxFuture<'static, Result<usize>> + Send + Sync;

impl UnreadPort {
    /// From a function that counts up to a limit of its own and mostly remembers what it has counted.
    pub fn new<F, Fut>(count: F) -> Self
    where
        F: Fn(State, AccountId) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<usize>> + Send + 'static,
    {
        Self(Box::new(move |state, account| count(state, account).boxed()))
    }

    async fn count(state: &State, viewer: Option<&PageViewer>) -> Result<usize> {
        match viewer {
            None => Ok(0),
            Some(viewer) => (state.part::<Self>().0)(state.clone(), viewer.account).await,
        }
    }
}

/// The surroundings of a page, from its request.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Who is signed in.
    pub viewer: Option<PageViewer>,
    /// What the reader has chosen, else what the browser prefers of what there is.
    pub language: Language,
    /// What the browser prefers of what there is.
    pub preferred: Language,
    /// Path and query, beginning with `/`.
    pub path: String,
    /// How many notifications wait to be read, as far as they are counted.
    pub unread: usize,
    notice: Option<String>,
}

impl FromRequestParts<State> for Shell {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let MaybePageViewer(viewer) = MaybePageViewer::from_request_parts(parts, state).await?;
        let unread = UnreadPort::count(state, viewer.as_ref());
        let unread = unread.await.map_err(|error| ApiError(error).into_response())?;
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let query = parts.uri.query().unwrap_or("").as_bytes();
        let notice = url::form_urlencoded::parse(query).find(|(key, _)| key == "notice");
        let preferred = Language::from_accept_language(accepted.unwrap_or(""));
        let chosen = viewer.as_ref().and_then(|viewer| viewer.appearance.language);
        Ok(Self {
            viewer,
            unread,
            language: chosen.unwrap_or(preferred),
            preferred,
            path: path_without_notice(&parts.uri),
            notice: notice.map(|(_, code)| code.into_owned()),
        })
    }
}

/// Where the actions of this page lead back to: a notice is shown once.
pub(super) fn path_without_notice(uri: &Uri) -> String {
    let query = uri.query().unwrap_or("");
    if !query.contains("notice=") {
        return uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    }
    let kept = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key != "notice");
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    if query.is_empty() { uri.path().to_owned() } else { format!("{}?{query}", uri.path()) }
}

impl Shell {
    /// The reader's account.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.viewer.as_ref().map(|viewer| viewer.account)
    }

    /// For a page that answers a form which was sent elsewhere: what is done on it leads back to `path`.
    #[must_use]
    pub fn at(self, path: String) -> Self {
        Self { path, ..self }
    }

    /// What the page's template needs of its surroundings.
    #[must_use]
    pub fn layout(&self, state: &State, nav: Nav) -> Layout {
        let viewer = self.viewer.as_ref().map(|viewer| view_of(state, viewer, self.unread));
        Layout {
            language: self.language,
            appearance: self.viewer.as_ref().map(|viewer| viewer.appearance).unwrap_or_default(),
            site_name: state.config().site_name().to_owned(),
            site_description: String::new(),
            viewer,
            nav,
            flash: self.notice.as_deref().and_then(|code| Flash::from_code(self.language, code)),
            path: self.path.clone(),
            sign_up_open: state.config().registrations == Registrations::Open,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Tells error pages who is signed in.
pub(super) fn reader_port() -> ReaderPort {
    ReaderPort::new(async |state: State, cookies| {
        let headers = HeaderMap::from_iter(cookies.into_iter().map(|line| (header::COOKIE, line)));
        // A page about an error is shown even where the session cannot be read.
        let viewer = page_viewer(&headers, &state).await.ok()??;
        let unread = UnreadPort::count(&state, Some(&viewer)).await.unwrap_or_default();
        Some(Reader { appearance: viewer.appearance, viewer: view_of(&state, &viewer, unread) })
    })
}

fn view_of(state: &State, viewer: &PageViewer, unread: usize) -> ViewerView {
    ViewerView {
        username: viewer.name.to_string(),
        display_name: viewer.display_name.to_string(),
        avatar_url: avatar_of(state, viewer),
        unread: unread as u64,
    }
}

/// The query of a piece of a page: the path of the page that it stands on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct On {
    at: String,
}

impl Layout {
    /// For a piece of another page; what is no path of this server is home.
    #[must_use]
    pub fn on(self, page: &On) -> Self {
        let path = if is_local(&page.at) { &page.at } else { "/home" };
        Self { path: path.to_owned(), ..self }
    }
}

/// After a form: to `return_to` if that is a path on this server, else to `otherwise`. With a
/// notice, the page says what happened.
#[must_use]
pub fn back(return_to: Option<&str>, otherwise: &str, notice: Option<&str>) -> Response {
    let path = return_to.filter(|path| is_local(path)).unwrap_or(otherwise);
    let Some(notice) = notice else { return Redirect::to(path).into_response() };
    let (path, fragment) = path.split_once('#').map_or((path, ""), |(path, fragment)| (path, fragment));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    kept.extend_pairs(url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key != "notice"));
    kept.append_pair("notice", notice);
    let hash = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    Redirect::to(&format!("{path}?{}{hash}", kept.finish())).into_response()
}

/// Where the picture of somebody who is signed in is.
#[must_use]
pub fn avatar_of(state: &State, viewer: &PageViewer) -> String {
    let url = pictures::avatar_url(state.config(), viewer.account, viewer.avatar.as_deref());
    pictures::on_pages(state.config(), &url).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_not_carried_on() {
        let path = |uri: &str| path_without_notice(&uri.parse().unwrap());
        assert_eq!(path("/home?max_id=3&notice=posted"), "/home?max_id=3");
        assert_eq!(path("/home?notice=posted"), "/home");
        assert_eq!(path("/home?max_id=3"), "/home?max_id=3");
    }

    #[test]
    fn a_notice_joins_the_query() {
        let response = back(Some("/@ann?max_id=3#top"), "/home", Some("posted"));
        assert_eq!(response.headers()[header::LOCATION], "/@ann?max_id=3&notice=posted#top");
        let response = back(Some("//evil.example"), "/home", None);
        assert_eq!(response.headers()[header::LOCATION], "/home");
    }
}
