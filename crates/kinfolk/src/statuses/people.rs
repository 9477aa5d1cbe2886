//! Who favourited a status, and who reblogged it.

use base::{Page, Result};
use db::{Statement, params};

use super::read::{visible, visible_one};
use super::store;
use crate::accounts::{self, VisibleCard, Way};
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::http::paging::Cursors;

/// A page of people, newest mark first. It pages by the marks' ids.
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
    let status = visible_one(state, viewer, id).await?.proper().facts.id;
    let marks = list(state, [&store::FAVOURITERS_DOWN, &store::FAVOURITERS_UP], status, page).await?;
    let people: Vec<AccountId> = marks.iter().map(|(_, account)| *account).collect();
    Ok(People {
        cards: accounts::visible(state, viewer, &people, Way::Listed).await?,
        cursors: cursors(&marks, page),
    })
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
    let status = visible_one(state, viewer, id).await?.proper().facts.id;
    let marks = list(state, [&store::REBLOGGERS_DOWN, &store::REBLOGGERS_UP], status, page).await?;
    let reblogs: Vec<StatusId> = marks.iter().map(|(id, _)| StatusId::new(*id)).collect();
    let seen = visible(state, viewer, &reblogs).await?;
    let people: Vec<AccountId> = seen.iter().map(|reblog| reblog.outer.facts.author).collect();
    Ok(People {
        cards: accounts::visible(state, viewer, &people, Way::Listed).await?,
        cursors: cursors(&marks, page),
    })
}

/// A page of marks with who made them, newest first.
async fn list(
    state: &State,
    [down, up]: [&'static Statement; 2],
    status: StatusId,
    page: Page,
) -> Result<Vec<(i64, AccountId)>> {
    let upwards = page.min_id.is_some();
    let statement = if upwards { up } else { down };
    let read = async move |r: &mut db::Reader| {
        let values = params![status, page.max_id, page.lower(), page.limit as i64];
        r.all(statement, values, |row| Ok((row.get(0)?, row.get(1)?))).await
    };
    let mut marks = state.db().read(read).await?;
    if upwards {
        marks.reverse();
    }
    Ok(marks)
}

fn cursors(marks: &[(i64, AccountId)], page: Page) -> Cursors {
    // A page read upwards always has something below it: what `min_id` names.
    let more = marks.len() == page.limit || page.min_id.is_some();
    Cursors { next: marks.last().filter(|_| more).map(|(id, _)| *id), prev: marks.first().map(|(id, _)| *id) }
}
