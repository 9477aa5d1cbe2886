//! HTML in: whom and what somebody has hidden from themselves, and taking it back.

use axum::routing::get;
use base::{Error, PageLimits};
use serde::Deserialize;

use super::keep;
use super::people::people;
use crate::accounts::{self, account_view};
use crate::auth::shell::{Shell, back};
use crate::auth::{PageViewer, log_in_again};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{self, Listed};
use crate::http::page::views::{Field, HiddenPage, HiddenPerson, HiddenTab};
use crate::http::page::{Nav, When};
use crate::http::{ApiResult, Input, Paging, Routes, html, refused_form};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/settings/mutes", get(mutes))
        .route("/settings/blocks", get(blocks))
        .route("/settings/domain_blocks", get(domains).post(block_domain))
        .form("/settings/domain_blocks/remove", unblock_domain)
}

/// `GET /settings/mutes`, with when each ends.
async fn mutes(state: State, viewer: PageViewer, shell: Shell, paging: Paging) -> ApiResult {
    hidden_people(&state, viewer.account, &shell, &paging, HiddenTab::Mutes).await
}

/// `GET /settings/blocks`.
async fn blocks(state: State, viewer: PageViewer, shell: Shell, paging: Paging) -> ApiResult {
    hidden_people(&state, viewer.account, &shell, &paging, HiddenTab::Blocks).await
}

async fn hidden_people(
    state: &State,
    me: AccountId,
    shell: &Shell,
    paging: &Paging,
    tab: HiddenTab,
) -> ApiResult {
    let listed = if tab == HiddenTab::Mutes { Listed::Muted } else { Listed::Blocked };
    let own = accounts::show(state, Some(me), me).await?;
    let page = people(state, Some(me), &own, listed, paging.page(PageLimits::ACCOUNTS)?).await?;
    if paging.is_beyond(page.cursors) {
        return Ok(back(None, &tab.path(), None));
    }
    let ids = page.people.iter().map(|card| card.id).collect();
    let relations = edges::relations(state, me, ids).await?;
    let until = |at: i64| When::new(shell.language, state.now_ms(), at);
    let person = |(card, relation): (&accounts::VisibleCard, edges::Relation)| HiddenPerson {
        account: account_view(card),
        until: relation.mute.filter(|_| tab == HiddenTab::Mutes).and_then(|mute| mute.until).map(until),
    };
    html(&HiddenPage {
        page: shell.layout(state, Nav::None),
        tab,
        people: page.people.iter().zip(relations).map(person).collect(),
        paging: paging.links(&tab.path(), page.cursors),
        ..HiddenPage::default()
    })
}

/// `GET /settings/domain_blocks`.
async fn domains(state: State, viewer: PageViewer, shell: Shell, paging: Paging) -> ApiResult {
    show_domains(&state, viewer.account, &shell, &paging, Field::default()).await
}

async fn show_domains(
    state: &State,
    me: AccountId,
    shell: &Shell,
    paging: &Paging,
    domain: Field,
) -> ApiResult {
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let (domains, cursors) = keep::blocked_domains(state, me, page).await?;
    if paging.is_beyond(cursors) {
        return Ok(back(None, &HiddenTab::Domains.path(), None));
    }
    html(&HiddenPage {
        page: shell.layout(state, Nav::None),
        tab: HiddenTab::Domains,
        domains,
        domain,
        paging: paging.links(&HiddenTab::Domains.path(), cursors),
        ..HiddenPage::default()
    })
}

#[derive(Debug, Deserialize)]
struct DomainForm {
    #[serde(default)]
    domain: String,
    return_to: Option<String>,
}

/// `POST /settings/domain_blocks`.
async fn block_domain(state: State, shell: Shell, paging: Paging, form: Input<DomainForm>) -> ApiResult {
    let domain = form.value.domain;
    let Some(viewer) = shell.viewer.clone() else {
        let unsent = [("domain-blocks-label", domain)];
        return log_in_again(&state, &shell, HiddenTab::Domains.path(), &unsent).await;
    };
    match keep::block_domain(&state, viewer.account, named(&domain), true).await {
        Ok(()) => Ok(back(None, &HiddenTab::Domains.path(), Some("domain-blocked"))),
        Err(Error::Invalid(faults)) => {
            let typed = Field::judged(shell.language, "domain", domain, &faults);
            refused_form(show_domains(&state, viewer.account, &shell, &paging, typed).await?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The domain in what people copy: a name of somebody there, or the address of a page.
fn named(typed: &str) -> &str {
    let page = typed.trim().rsplit_once("://").map_or(typed, |(_, rest)| rest);
    let host = page.split('/').next().unwrap_or_default();
    host.rsplit_once('@').map_or(host, |(_, domain)| domain)
}

/// `POST /settings/domain_blocks/remove`.
async fn unblock_domain(state: State, viewer: PageViewer, form: Input<DomainForm>) -> ApiResult {
    keep::block_domain(&state, viewer.account, &form.value.domain, false).await?;
    Ok(back(form.value.return_to.as_deref(), &HiddenTab::Domains.path(), Some("unblocked")))
}
