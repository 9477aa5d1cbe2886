//! HTML in: the page about this server.

use base::Error;

use super::{entity, size};
use crate::accounts;
use crate::auth::{Shell, users};
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::{AboutPage, AccountView, ServerCounts};
use crate::http::{ApiResult, html};

/// `GET /about`.
pub(super) async fn about(state: State, shell: Shell) -> ApiResult {
    let size = size::of(&state).await?;
    html(&AboutPage {
        page: shell.layout(&state, Nav::About),
        domain: state.config().domain.clone(),
        counts: ServerCounts { people: size.people.unsigned_abs(), statuses: size.statuses.unsigned_abs() },
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

/// The owner, unless the reader may not see them.
async fn owner(state: &State, shell: &Shell) -> ApiResult<Option<AccountView>> {
    let Some(owner) = users::owner(state).await? else { return Ok(None) };
    let card = match accounts::show(state, shell.account(), owner).await {
        Ok(card) => card,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(AccountView {
        id: card.id.to_string(),
        username: card.username.to_string(),
        acct: card.username.to_string(),
        display_name: card.display_name.to_string(),
        avatar_url: card.avatar_url.to_string(),
        url: card.path(),
        bot: card.bot,
        locked: card.locked,
    }))
}
