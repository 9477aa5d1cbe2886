//! What a viewer has done to statuses: favourited, reblogged, bookmarked them.
//!
//! Somebody's marks have no bound, but what is read is mostly new. So each viewer's newest
//! [`KEPT`] marks of each kind are remembered, with the *floor* below which more may exist. Only a
//! status below a floor is asked for, and all such of one page in one statement. Who has fewer
//! marks than that never causes one.

use std::sync::Arc;

use base::Result;
use db::{Value, params};

use super::listen::Caches;
use super::store;
use crate::core::State;
use crate::core::cache::Weigh;
use crate::core::words::{AccountId, StatusId};

/// How many marks of each kind are remembered.
const KEPT: usize = 500;

/// Somebody's newest marks.
#[derive(Debug, Default)]
pub struct Marks {
    favourites: Newest,
    reblogs: Newest,
    bookmarks: Newest,
}

/// The newest statuses that have one kind of mark.
#[derive(Debug)]
struct Newest {
    /// Ascending.
    ids: Box<[StatusId]>,
    /// The lowest id from which `ids` is complete.
    floor: StatusId,
}

impl Newest {
    /// From at most [`KEPT`] ids.
    fn new(mut ids: Vec<StatusId>) -> Self {
        ids.sort_unstable();
        let floor = if ids.len() < KEPT { StatusId::ZERO } else { ids[0] };
        Self { ids: ids.into(), floor }
    }

    /// Whether the status has the mark; `None` when it is too old to be known here.
    fn has(&self, status: StatusId) -> Option<bool> {
        (status >= self.floor).then(|| self.ids.binary_search(&status).is_ok())
    }
}

impl Default for Newest {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Weigh for Arc<Marks> {
    fn weight(&self) -> usize {
        let of = |kind: &Newest| size_of_val(&*kind.ids);
        size_of::<Marks>() + of(&self.favourites) + of(&self.reblogs) + of(&self.bookmarks)
    }
}

/// A viewer's marks on the statuses of one page.
#[derive(Debug, Default)]
pub struct Marked {
    newest: Arc<Marks>,
    /// Marked statuses below the floors; mostly empty.
    old_favourites: Vec<StatusId>,
    old_reblogs: Vec<StatusId>,
    old_bookmarks: Vec<StatusId>,
}

impl Marked {
    /// The viewer favourited the status.
    #[must_use]
    pub fn favourited(&self, status: StatusId) -> bool {
        self.newest.favourites.has(status).unwrap_or_else(|| self.old_favourites.contains(&status))
    }

    /// The viewer reblogged the status.
    #[must_use]
    pub fn reblogged(&self, status: StatusId) -> bool {
        self.newest.reblogs.has(status).unwrap_or_else(|| self.old_reblogs.contains(&status))
    }

    /// The viewer bookmarked the status.
    #[must_use]
    pub fn bookmarked(&self, status: StatusId) -> bool {
        self.newest.bookmarks.has(status).unwrap_or_else(|| self.old_bookmarks.contains(&status))
    }
}

/// Somebody's newest marks; from memory when it is warm.
///
/// # Errors
/// From the engine.
pub async fn marks(state: &State, viewer: AccountId) -> Result<Arc<Marks>> {
    let load = async |viewer: AccountId| {
        let rows: Vec<(i64, StatusId)> = state
            .db()
            .read(async move |r| {
                r.all(&store::MARKS_NEWEST, params![viewer, KEPT as i64], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .await
            })
            .await?;
        let of = |kind: i64| {
            Newest::new(rows.iter().filter(|(what, _)| *what == kind).map(|(_, status)| *status).collect())
        };
        let marks = Marks { favourites: of(0), reblogs: of(1), bookmarks: of(2) };
        Ok(Some(Arc::new(marks)))
    };
    Ok(state.part::<Caches>().marks.fill(viewer, load).await?.unwrap_or_default())
}

/// Somebody's marks on these statuses. No statement when their newest marks are remembered and
/// none of the statuses is older than those.
///
/// # Errors
/// From the engine.
pub async fn marked(state: &State, viewer: AccountId, statuses: &[StatusId]) -> Result<Marked> {
    let newest = marks(state, viewer).await?;
    let below = |kind: &Newest| -> Vec<StatusId> {
        statuses.iter().copied().filter(|id| kind.has(*id).is_none()).collect()
    };
    let old = [below(&newest.favourites), below(&newest.reblogs), below(&newest.bookmarks)];
    let mut marked = Marked { newest, ..Marked::default() };
    if old.iter().all(Vec::is_empty) {
        return Ok(marked);
    }
    for (what, status) in among(state, viewer, old).await? {
        match what {
            0 => marked.old_favourites.push(status),
            1 => marked.old_reblogs.push(status),
            _ => marked.old_bookmarks.push(status),
        }
    }
    Ok(marked)
}

async fn among(
    state: &State,
    viewer: AccountId,
    [favourites, reblogs, bookmarks]: [Vec<StatusId>; 3],
) -> Result<Vec<(i64, StatusId)>> {
    state
        .db()
        .read(async move |r| {
            let list = |ids: &[StatusId]| Value::ids(ids.iter().copied());
            let values = params![viewer, list(&favourites), list(&reblogs), list(&bookmarks)];
            r.all(&store::MARKS_AMONG, values, |row| Ok((row.get(0)?, row.get(1)?))).await
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_the_remembered_marks_is_not_known() {
        let few = Newest::new(vec![StatusId::new(9), StatusId::new(4)]);
        assert_eq!(few.has(StatusId::new(4)), Some(true));
        assert_eq!(few.has(StatusId::new(1)), Some(false), "there are no more than these");
        let many = Newest::new((0..KEPT as i64).map(|n| StatusId::new(10_000 - n)).collect());
        let floor = 10_001 - KEPT as i64;
        assert_eq!(many.has(StatusId::new(floor)), Some(true));
        assert_eq!(many.has(StatusId::new(10_001)), Some(false));
        assert_eq!(many.has(StatusId::new(floor - 1)), None);
    }
}
