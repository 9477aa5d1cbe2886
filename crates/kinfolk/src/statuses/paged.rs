//! Paging through marks by their own ids, of whatever kind they are.
//!
//! **Not here:** who may see what is marked (`people`, `kept`).

use base::{Page, Result};
use db::{Row, Statement, params};

use crate::core::State;
use crate::http::paging::Cursors;

/// When nothing on a page may be shown, so many further pages are looked at.
const ROUNDS: usize = 4;

/// A page of what `judge` lets through of the marks, newest first, with where the neighbouring pages begin. Where
/// nothing on a page may be shown, some further pages are looked at. `ways` and `of` are as for [`read`].
///
/// # Errors
/// From the engine, or from `judge`.
pub(super) async fn shown<T, S, J, Judged>(
    state: &State,
    ways: [&'static Statement; 2],
    of: i64,
    mut page: Page,
    judge: J,
) -> Result<(Vec<S>, Cursors)>
where
    T: db::FromColumn + Copy + Send + 'static,
    J: Fn(Vec<(i64, T)>) -> Judged,
    Judged: Future<Output = Result<Vec<S>>> + Send,
{
    let mut examined = Vec::new();
    let mut round = 1;
    loop {
        let (marks, more) = read::<T>(state, ways, of, page).await?;
        examined.extend(marks.iter().map(|(id, _)| *id));
        let shown = judge(marks).await?;
        if !shown.is_empty() || !more || round == ROUNDS {
            return Ok((shown, cursors(&examined, more, page)));
        }
        page = further(page, &examined);
        round += 1;
    }
}

/// The marks of a page, newest first, each with the other thing in its row, and whether there are more in the
/// direction of reading. `ways` are the statements that read down and up the marks of the thing `of`.
///
/// # Errors
/// From the engine.
async fn read<T: db::FromColumn + Send + 'static>(
    state: &State,
    [down, up]: [&'static Statement; 2],
    of: i64,
    page: Page,
) -> Result<(Vec<(i64, T)>, bool)> {
    let statement = if page.min_id.is_some() { up } else { down };
    let block = async move |r: &mut db::Reader| {
        let values = params![of, page.max_id, page.lower(), page.limit as i64 + 1];
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

/// The page that goes on, in the same direction, where what was examined ends.
fn further(mut page: Page, examined: &[i64]) -> Page {
    match page.min_id {
        Some(_) => page.min_id = examined.iter().max().copied(),
        None => page.max_id = examined.iter().min().copied().unwrap_or(page.max_id),
    }
    page
}

/// Where the pages beside what was examined begin. Reading upwards began above something.
fn cursors(examined: &[i64], more: bool, page: Page) -> Cursors {
    let below = page.min_id.map_or(more, |id| id > 0);
    Cursors { next: examined.iter().min().copied().filter(|_| below), prev: examined.iter().max().copied() }
}
