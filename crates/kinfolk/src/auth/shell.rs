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
use http::{HeaderMap, header};
use serde::Deserialize;

use super::extract::{MaybePageViewer, PageViewer, page_viewer};
use crate::core::config::Registrations;
use crate::core::words::AccountId;
use crate::core::{State, pictures};
use crate::http::page::{Flash, Language, Layout, Nav, ViewerView};
pub use crate::http::security::is_local;
use crate::http::{ApiError, Notice, Reader, ReaderPort};

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
        let preferred = Language::from_accept_language(accepted.unwrap_or(""));
        let chosen = viewer.as_ref().and_then(|viewer| viewer.appearance.language);
        Ok(Self {
            viewer,
            unread,
            language: chosen.unwrap_or(preferred),
            preferred,
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            notice: Notice::brought(state, &parts.headers).map(ToOwned::to_owned),
        })
    }
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
pub fn back(return_to: Option<&str>, otherwise: &str, notice: Option<&'static str>) -> Response {
    let path = return_to.filter(|path| is_local(path)).unwrap_or(otherwise);
    let answer = Redirect::to(path).into_response();
    match notice {
        Some(code) => Notice::beside(code, answer),
        None => answer,
    }
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
    fn a_form_leads_to_paths_of_this_server_alone() {
        let to = |path| back(Some(path), "/home", None).headers()[header::LOCATION].clone();
        assert_eq!(to("/@ann?max_id=3#top"), "/@ann?max_id=3#top");
        assert_eq!(to("//evil.example"), "/home");
    }
}
