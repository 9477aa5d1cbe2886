//! What somebody favourited, and what they bookmarked: for themselves alone.
//!
//! Both are listed by when they were marked, newest first, and page by the ids of marks. What is of somebody
//! muted is there, as one has marked it oneself; what may no longer be seen is not.

use base::{Page, Result};

use super::model::Shown;
use super::read::visible;
use super::{paged, store};
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::http::paging::Cursors;
use crate::policy::Visible;

/// A page of statuses that somebody marked, newest mark first.
#[derive(Debug)]
pub struct Kept {
    /// Those that they may still see.
    pub statuses: Vec<Visible<Shown>>,
    /// Where the neighbouring pages begin, by the ids of marks.
    pub cursors: Cursors,
}

/// What somebody favourited.
///
/// # Errors
/// From the engine.
pub async fn favourites(state: &State, viewer: AccountId, page: Page) -> Result<Kept> {
    list(state, [&store::FAVOURITES_DOWN, &store::FAVOURITES_UP], viewer, page).await
}

/// What somebody bookmarked.
///
/// # Errors
/// From the engine.
pub async fn bookmarks(state: &State, viewer: AccountId, page: Page) -> Result<Kept> {
    list(state, [&store::BOOKMARKS_DOWN, &store::BOOKMARKS_UP], viewer, page).await
}

async fn list(
    state: &State,
    ways: [&'static db::Statement; 2],
    viewer: AccountId,
    page: Page,
) -> Result<Kept> {
    let judge = |marks: Vec<(i64, StatusId)>| async move {
        let marked: Vec<StatusId> = marks.into_iter().map(|(_, status)| status).collect();
        visible(state, Some(viewer), &marked).await
    };
    let (statuses, cursors) = paged::shown(state, ways, viewer.raw(), page, judge).await?;
    Ok(Kept { statuses, cursors })
}
