//! HTML in: the landing page for visitors, and the page about this server.

use axum::response::{IntoResponse, Redirect};
use base::{Error, Page};

use super::{entity, size};
use crate::accounts;
use crate::auth::{Shell, users};
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::{AboutPage, AccountView, DesignPage, LandingPage, ServerCounts};
use crate::http::{ApiResult, html};
use crate::{statuses, timelines};

/// Statuses on the landing page.
const LANDING: usize = 5;

/// `GET /`: what this server is, for visitors; people who are signed in go home.
pub(super) async fn landing(state: State, shell: Shell) -> ApiResult {
    if shell.viewer.is_some() {
        return Ok(Redirect::to("/home").into_response());
    }
    let newest = timelines::read::public(&state, None, Page::first(LANDING)).await?;
    let statuses = statuses::views(&state, None, shell.language, &newest.shown).await?;
    let counts = counts(&state).await?;
    html(&LandingPage { page: shell.layout(&state, Nav::None), counts, statuses })
}

/// `GET /about`.
pub(super) async fn about(state: State, shell: Shell) -> ApiResult {
    html(&AboutPage {
        page: shell.layout(&state, Nav::About),
        domain: state.config().domain.clone(),
        counts: counts(&state).await?,
        contact: owner(&state, &shell).await?,
        contact_email: state
            .config()
            .mail_from
            .as_ref()
            .map(|_| entity::contact_email(state.config()))
            .unwrap_or_default(),
        rules: Vec::new(),
    })
}

/// `GET /about/design`: every component in every state.
pub(super) async fn design(state: State, shell: Shell) -> ApiResult {
    html(&DesignPage::new(shell.layout(&state, Nav::About)))
}

async fn counts(state: &State) -> Result<ServerCounts, Error> {
    let size = size::of(state).await?;
    Ok(ServerCounts { people: size.people.unsigned_abs(), statuses: size.statuses.unsigned_abs() })
}

/// The owner, unless the reader may not see them.
async fn owner(state: &State, shell: &Shell) -> ApiResult<Option<AccountView>> {
    let Some(owner) = users::owner(state).await? else { return Ok(None) };
    let card = match accounts::show(state, shell.account(), owner).await {
        Ok(card) => card,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(accounts::account_view(&card)))
}
