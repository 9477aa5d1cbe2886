//! Pages of what one keeps: favourites and bookmarks. The buttons that mark a status are in `pages`.

use base::PageLimits;

use super::kept::{self, Kept};
use super::views::views;
use crate::auth::{PageViewer, Shell};
use crate::core::State;
use crate::http::page::Nav;
use crate::http::page::views::{KeptPage, KeptTab};
use crate::http::{ApiResult, Paging, html};

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
        paging: paging.links(&tab.path(), kept.cursors),
    })
}
