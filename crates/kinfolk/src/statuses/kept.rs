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
    mut page: Page,
) -> Result<Kept> {
    let mut examined = Vec::new();
    let mut round = 1;
    loop {
        let (marks, more) = paged::read::<StatusId>(state, ways, viewer.raw(), page).await?;
        let marked: Vec<StatusId> = marks.iter().map(|(_, status)| *status).collect();
        let statuses = visible(state, Some(viewer), &marked).await?;
        examined.extend(marks.iter().map(|(id, _)| *id));
        if !statuses.is_empty() || !more || round == paged::ROUNDS {
            return Ok(Kept { statuses, cursors: paged::cursors(&examined, more, page) });
        }
        page = paged::further(page, &examined);
        round += 1;
    }
}
