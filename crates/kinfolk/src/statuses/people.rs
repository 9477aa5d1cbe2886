//! Who favourited a status, and who reblogged it.

use base::{Page, Result};

use super::read::{visible, visible_one};
use super::{paged, store};
use crate::accounts::{self, VisibleCard, Way};
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::http::paging::Cursors;

/// A page of people, newest mark first. It pages by the ids of marks.
#[derive(Debug)]
pub struct People {
    /// Those whom the viewer may see in a list.
    pub cards: Vec<VisibleCard>,
    /// Where the neighbouring pages begin.
    pub cursors: Cursors,
}

/// Who favourited a status that the viewer may see.
///
/// # Errors
/// `NotFound` when there is no such status, or from the engine.
pub async fn favourited_by(
    state: &State,
    viewer: Option<AccountId>,
    id: StatusId,
    page: Page,
) -> Result<People> {
    list(state, viewer, Kind::Favourites, id, page).await
}

/// Who reblogged a status that the viewer may see, as far as the viewer may see the reblogs.
///
/// # Errors
/// `NotFound` when there is no such status, or from the engine.
pub async fn reblogged_by(
    state: &State,
    viewer: Option<AccountId>,
    id: StatusId,
    page: Page,
) -> Result<People> {
    list(state, viewer, Kind::Reblogs, id, page).await
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Favourites,
    Reblogs,
}

/// A mark's id, and who made it.
type Mark = (i64, AccountId);

async fn list(
    state: &State,
    viewer: Option<AccountId>,
    kind: Kind,
    id: StatusId,
    page: Page,
) -> Result<People> {
    let status = visible_one(state, viewer, id).await?.proper().facts.id;
    let ways = match kind {
        Kind::Favourites => [&store::FAVOURITERS_DOWN, &store::FAVOURITERS_UP],
        Kind::Reblogs => [&store::REBLOGGERS_DOWN, &store::REBLOGGERS_UP],
    };
    let judge = |marks: Vec<Mark>| async move { judge(state, viewer, kind, &marks).await };
    let (cards, cursors) = paged::shown(state, ways, status.raw(), page, judge).await?;
    Ok(People { cards, cursors })
}

async fn judge(
    state: &State,
    viewer: Option<AccountId>,
    kind: Kind,
    marks: &[Mark],
) -> Result<Vec<VisibleCard>> {
    let people: Vec<AccountId> = match kind {
        Kind::Favourites => marks.iter().map(|(_, account)| *account).collect(),
        Kind::Reblogs => {
            let reblogs: Vec<StatusId> = marks.iter().map(|(id, _)| StatusId::new(*id)).collect();
            let seen = visible(state, viewer, &reblogs).await?;
            seen.iter().map(|reblog| reblog.outer.facts.author).collect()
        }
    };
    accounts::visible(state, viewer, &people, Way::Listed).await
}
