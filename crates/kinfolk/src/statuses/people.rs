//! Who favourited a status, and who reblogged it.

use base::{Page, Result};
use db::{Row, params};

use super::read::{visible, visible_one};
use super::store;
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

/// When nobody on a page may be shown, so many further pages are looked at.
const ROUNDS: usize = 4;

async fn list(
    state: &State,
    viewer: Option<AccountId>,
    kind: Kind,
    id: StatusId,
    mut page: Page,
) -> Result<People> {
    let status = visible_one(state, viewer, id).await?.proper().facts.id;
    let mut examined = Vec::new();
    let mut round = 1;
    loop {
        let (marks, more) = read(state, kind, status, page).await?;
        let cards = judge(state, viewer, kind, &marks).await?;
        examined.extend(marks.iter().map(|(id, _)| *id));
        if !cards.is_empty() || !more || round == ROUNDS {
            return Ok(People { cards, cursors: cursors(&examined, more, page) });
        }
        match page.min_id {
            Some(_) => page.min_id = examined.iter().max().copied(),
            None => page.max_id = examined.iter().min().copied().unwrap_or(page.max_id),
        }
        round += 1;
    }
}

/// The marks of a page, newest first, and whether there are more in the direction of reading.
async fn read(state: &State, kind: Kind, status: StatusId, page: Page) -> Result<(Vec<Mark>, bool)> {
    let statement = match (kind, page.min_id) {
        (Kind::Favourites, None) => &store::FAVOURITERS_DOWN,
        (Kind::Favourites, Some(_)) => &store::FAVOURITERS_UP,
        (Kind::Reblogs, None) => &store::REBLOGGERS_DOWN,
        (Kind::Reblogs, Some(_)) => &store::REBLOGGERS_UP,
    };
    let block = async move |r: &mut db::Reader| {
        let values = params![status, page.max_id, page.lower(), page.limit as i64 + 1];
        r.all(statement, values, |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?))).await
    };
    let mut marks = state.db().read(block).await?;
    let more = marks.len() > page.limit;
    marks.truncate(page.limit);
    if page.min_id.is_some() {
        marks.reverse();
    }
    Ok((marks, more))
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

/// Where the pages beside what was examined begin. Reading upwards began above something.
fn cursors(examined: &[i64], more: bool, page: Page) -> Cursors {
    let below = page.min_id.map_or(more, |id| id > 0);
    Cursors { next: examined.iter().min().copied().filter(|_| below), prev: examined.iter().max().copied() }
}
