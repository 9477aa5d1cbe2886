//! Pages of what one keeps, favourites and bookmarks, and the forms that bookmark a status.

use axum::extract::Path;
use base::PageLimits;

use super::kept::{self, Kept};
use super::pages::{ReturnTo, StatusPath, status_id};
use super::views::views;
use crate::auth::{PageViewer, Shell};
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::{KeptPage, KeptTab, Paging as Links};
use crate::http::{ApiResult, Input, Paging, html};

/// `GET /favourites`.
pub(super) async fn favourites(state: State, viewer: PageViewer, shell: Shell, paging: Paging) -> ApiResult {
    let kept = kept::favourites(&state, viewer.account, paging.page(PageLimits::STATUSES)?).await?;
    present(&state, &shell, KeptTab::Favourites, &paging, kept).await
}

/// `GET /bookmarks`.
pub(super) async fn bookmarks(state: State, viewer: PageViewer, shell: Shell, paging: Paging) -> ApiResult {
    let kept = kept::bookmarks(&state, viewer.account, paging.page(PageLimits::STATUSES)?).await?;
    present(&state, &shell, KeptTab::Bookmarks, &paging, kept).await
}

async fn present(state: &State, shell: &Shell, tab: KeptTab, paging: &Paging, kept: Kept) -> ApiResult {
    html(&KeptPage {
        page: shell.layout(state, Nav::Kept),
        tab,
        statuses: views(state, shell.account(), shell.language, &kept.statuses).await?,
        paging: links(&tab.path(), paging, &kept),
    })
}

/// Links to the neighbouring pages. The first page has nothing newer until it is loaded again.
fn links(path: &str, paging: &Paging, kept: &Kept) -> Links {
    let is_first = ["max_id", "min_id", "since_id"].iter().all(|name| paging.get(name).is_none());
    Links {
        newer: kept.cursors.prev.filter(|_| !is_first).map(|id| format!("{path}?min_id={id}")),
        older: kept.cursors.next.map(|id| format!("{path}?max_id={id}")),
    }
}

/// `POST /@NAME/ID/bookmark`.
pub(super) async fn bookmark(
    state: State,
    viewer: PageViewer,
    Path((_, id)): StatusPath,
    form: Input<ReturnTo>,
) -> ApiResult {
    let id = status_id(&id)?;
    super::bookmark(&state, viewer.account, id).await?;
    form.value.after(&state, &viewer, id).await
}

/// `POST /@NAME/ID/unbookmark`.
pub(super) async fn unbookmark(
    state: State,
    viewer: PageViewer,
    Path((_, id)): StatusPath,
    form: Input<ReturnTo>,
) -> ApiResult {
    let id = status_id(&id)?;
    super::unbookmark(&state, viewer.account, id).await?;
    form.value.after(&state, &viewer, id).await
}
