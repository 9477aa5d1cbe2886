//! What one keeps, over HTTP: bookmarks (<https://docs.joinmastodon.org/methods/bookmarks/>) and the list of
//! favourites (<https://docs.joinmastodon.org/methods/favourites/>).

use axum::extract::Path;
use base::PageLimits;

use super::api::{answer, status_id};
use super::kept::{self, Kept};
use super::render;
use super::shape::Status;
use crate::auth::Viewer;
use crate::core::State;
use crate::core::words::AccountId;
use crate::http::{ApiResult, Paging, Routes, json_bytes, op};

const BOOKMARK: &[&str] = &["write:bookmarks"];

/// This file's URLs.
pub(super) fn routes() -> Routes {
    let list = |summary, scopes| op(summary).person(scopes).pages::<Status>(PageLimits::STATUSES);
    let act = |summary| op(summary).person(BOOKMARK).gives::<Status>();
    Routes::of("Statuses")
        .get("/api/v1/favourites", favourites, list("Posts that you favourited", &["read:favourites"]))
        .get("/api/v1/bookmarks", bookmarks, list("Posts that you bookmarked", &["read:bookmarks"]))
        .post("/api/v1/statuses/{id}/bookmark", bookmark, act("Bookmark a post, which nobody else is told"))
        .post("/api/v1/statuses/{id}/unbookmark", unbookmark, act("Take a bookmark back"))
}

/// `GET /api/v1/favourites`. Pages by favourites, so clients must follow the links.
async fn favourites(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:favourites")?;
    let page = paging.page(PageLimits::STATUSES)?;
    let kept = kept::favourites(&state, viewer.account, page).await?;
    present(&state, viewer.account, &paging, &kept).await
}

/// `GET /api/v1/bookmarks`. Pages by bookmarks.
async fn bookmarks(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:bookmarks")?;
    let page = paging.page(PageLimits::STATUSES)?;
    let kept = kept::bookmarks(&state, viewer.account, page).await?;
    present(&state, viewer.account, &paging, &kept).await
}

async fn present(state: &State, viewer: AccountId, paging: &Paging, kept: &Kept) -> ApiResult {
    let body = render::render(state, Some(viewer), &kept.statuses).await?;
    Ok(paging.with_link(json_bytes(body), kept.cursors))
}

/// `POST /api/v1/statuses/:id/bookmark`.
async fn bookmark(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:bookmarks")?;
    let id = status_id(&id)?;
    super::bookmark(&state, viewer.account, id).await?;
    answer(&state, viewer.account, id).await
}

/// `POST /api/v1/statuses/:id/unbookmark`.
async fn unbookmark(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:bookmarks")?;
    let id = status_id(&id)?;
    super::unbookmark(&state, viewer.account, id).await?;
    answer(&state, viewer.account, id).await
}
