//! Timelines over HTTP.

use axum::extract::Path;
use axum::response::Response;
use base::{Error, PageLimits};

use super::page::Shelf;
use super::read::{self, Only};
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::core::words::AccountId;
use crate::http::{ApiResult, Paging, json_bytes};
use crate::statuses;

/// `GET /api/v1/timelines/home`, scope `read:statuses`.
/// <https://docs.joinmastodon.org/methods/timelines/#home>
pub async fn home(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:statuses")?;
    let page = paging.page(PageLimits::STATUSES)?;
    let shelf = read::home(&state, viewer.account, page).await?;
    present(&state, Some(viewer.account), &paging, shelf).await
}

/// `GET /api/v1/timelines/public`, for everyone; `remote` and `only_media` find nothing yet.
/// <https://docs.joinmastodon.org/methods/timelines/#public>
pub async fn public(state: State, MaybeViewer(viewer): MaybeViewer, paging: Paging) -> ApiResult {
    if let Some(viewer) = &viewer {
        viewer.needs("read:statuses")?;
    }
    let reader = viewer.map(|viewer| viewer.account);
    let page = paging.page(PageLimits::STATUSES)?;
    if is_on(&paging, "remote") || is_on(&paging, "only_media") {
        return Ok(json_bytes("[]"));
    }
    let shelf = read::public(&state, reader, page).await?;
    present(&state, reader, &paging, shelf).await
}

/// `GET /api/v1/accounts/:id/statuses`, for everyone; scope `read:statuses` with a token.
/// <https://docs.joinmastodon.org/methods/accounts/#statuses>
pub async fn of_account(
    state: State,
    MaybeViewer(viewer): MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    if let Some(viewer) = &viewer {
        viewer.needs("read:statuses")?;
    }
    let reader = viewer.map(|viewer| viewer.account);
    let account: AccountId = id.parse().map_err(|_| Error::NotFound)?;
    if paging.get("tagged").is_some_and(|tag| !tag.is_empty()) {
        return Err(Error::bad_request("tagged", "tagged is not supported yet").into());
    }
    let page = paging.page(PageLimits::STATUSES)?;
    let only = Only {
        exclude_replies: is_on(&paging, "exclude_replies"),
        exclude_reblogs: is_on(&paging, "exclude_reblogs"),
        only_media: is_on(&paging, "only_media"),
        pinned: is_on(&paging, "pinned"),
    };
    let shelf = read::of_account(&state, reader, account, only, page).await?;
    present(&state, reader, &paging, shelf).await
}

fn is_on(paging: &Paging, name: &str) -> bool {
    paging.get(name).is_some_and(|value| matches!(value, "true" | "1" | "on" | "t"))
}

async fn present(
    state: &State,
    reader: Option<AccountId>,
    paging: &Paging,
    shelf: Shelf,
) -> ApiResult<Response> {
    let body = statuses::render(state, reader, &shelf.shown).await?;
    Ok(paging.with_link(json_bytes(body), shelf.cursors))
}
