//! The thread around a status: what it answers, and what answers it.

use std::collections::HashMap;

use base::Result;
use db::{Reader, params};

use super::model::Shown;
use super::read::{visible_one, visible_unmuted};
use super::store;
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::policy::Visible;

/// What a status stands between.
#[derive(Debug)]
pub struct Context {
    /// What it answers, what that answers and so on, the oldest first.
    pub ancestors: Vec<Visible<Shown>>,
    /// What answers it, each followed by what answers that; siblings by age, but who continues
    /// their own status comes first.
    pub descendants: Vec<Visible<Shown>>,
}

/// How much of a thread is shown.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    ancestors: usize,
    descendants: usize,
    /// How many answers deep.
    depth: usize,
}

impl Bounds {
    /// As in Mastodon, whoever is signed in sees whole threads in all but name.
    const SIGNED_IN: Self = Self { ancestors: 1_000, descendants: 1_000, depth: usize::MAX };
    /// As in Mastodon.
    const NOBODY: Self = Self { ancestors: 40, descendants: 60, depth: 20 };
}

/// How many statuses of a thread are looked at in search of descendants.
const EXAMINED: i64 = 4_096;

/// The thread around a status that the viewer may see, of a reblog around what it reblogs. What
/// the viewer may not see is left out of it; what answers that stays.
///
/// # Errors
/// `NotFound` when there is no such status, or from the engine.
pub async fn context(state: &State, viewer: Option<AccountId>, id: StatusId) -> Result<Context> {
    let focus = visible_one(state, viewer, id).await?.proper().facts.id;
    let bounds = if viewer.is_some() { Bounds::SIGNED_IN } else { Bounds::NOBODY };
    let read = async move |r: &mut Reader| {
        Ok((ancestors(r, focus, bounds).await?, descendants(r, focus, bounds).await?))
    };
    let (above, below) = state.db().read(read).await?;
    Ok(Context {
        ancestors: visible_unmuted(state, viewer, &above).await?,
        descendants: visible_unmuted(state, viewer, &below).await?,
    })
}

async fn ancestors(r: &mut Reader, focus: StatusId, bounds: Bounds) -> Result<Vec<StatusId>> {
    let values = params![focus, bounds.ancestors as i64];
    let mut found: Vec<(i64, StatusId)> =
        r.all(&store::ANCESTORS, values, |row| Ok((row.get(1)?, row.get(0)?))).await?;
    found.sort_unstable_by_key(|(distance, _)| -distance);
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

async fn descendants(r: &mut Reader, focus: StatusId, bounds: Bounds) -> Result<Vec<StatusId>> {
    let thread: Option<StatusId> = r.one(&store::THREAD, params![focus], |row| row.get(0)).await?;
    let Some(thread) = thread else { return Ok(Vec::new()) };
    let answer = |row: &db::Row<'_>| {
        let (author, answered): (Option<AccountId>, Option<AccountId>) = (row.get(2)?, row.get(3)?);
        Ok(Answer { id: row.get(0)?, to: row.get(1)?, continues: author == answered })
    };
    let later = r.all(&store::LATER_IN_THREAD, params![thread, focus, EXAMINED], answer).await?;
    Ok(depth_first(focus, &later, bounds))
}

/// A status in a thread.
#[derive(Debug, Clone, Copy)]
struct Answer {
    id: StatusId,
    to: Option<StatusId>,
    /// Its author answers themselves.
    continues: bool,
}

/// The answers below `focus` as a conversation is read. `later` is ascending by id.
fn depth_first(focus: StatusId, later: &[Answer], bounds: Bounds) -> Vec<StatusId> {
    let mut below: HashMap<StatusId, Vec<&Answer>> = HashMap::new();
    for answer in later {
        if let Some(parent) = answer.to {
            below.entry(parent).or_default().push(answer);
        }
    }
    let mut found = Vec::new();
    let mut waiting = vec![(focus, 0)];
    while let Some((id, depth)) = waiting.pop() {
        if depth > 0 {
            found.push(id);
        }
        if found.len() == bounds.descendants {
            break;
        }
        if depth < bounds.depth {
            // What was put in last comes out first, hence the reverse order. Each is taken out of
            // the map, so nothing comes twice, whatever the rows say.
            let mut next = below.remove(&id).unwrap_or_default();
            next.sort_by_key(|answer| !answer.continues);
            waiting.extend(next.iter().rev().map(|answer| (answer.id, depth + 1)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(answers: &[(i64, i64, bool)], bounds: Bounds) -> Vec<i64> {
        let answer = |(id, to, continues): &(i64, i64, bool)| Answer {
            id: StatusId::new(*id),
            to: Some(StatusId::new(*to)),
            continues: *continues,
        };
        let later: Vec<Answer> = answers.iter().map(answer).collect();
        depth_first(StatusId::new(1), &later, bounds).into_iter().map(StatusId::raw).collect()
    }

    #[test]
    fn answers_follow_what_they_answer() {
        let thread =
            [(2, 1, false), (3, 1, false), (4, 2, false), (5, 4, false), (6, 2, false), (7, 99, false)];
        assert_eq!(order(&thread, Bounds::SIGNED_IN), [2, 4, 5, 6, 3]);
    }

    #[test]
    fn who_continues_their_own_status_comes_before_the_others() {
        let thread = [(2, 1, false), (3, 1, true), (4, 3, true), (5, 1, false)];
        assert_eq!(order(&thread, Bounds::SIGNED_IN), [3, 4, 2, 5]);
    }

    #[test]
    fn a_thread_is_cut_at_its_bounds() {
        let chain: Vec<_> = (2..200).map(|id| (id, id - 1, false)).collect();
        assert_eq!(order(&chain, Bounds::NOBODY), (2..22).collect::<Vec<_>>(), "20 answers deep");
        let fan: Vec<_> = (2..200).map(|id| (id, 1, false)).collect();
        assert_eq!(order(&fan, Bounds::NOBODY), (2..62).collect::<Vec<_>>(), "60 answers");
    }

    #[test]
    fn answers_in_a_circle_come_to_an_end() {
        assert_eq!(order(&[(2, 1, false), (2, 2, false), (1, 2, false)], Bounds::SIGNED_IN), [2, 2, 1]);
    }
}
