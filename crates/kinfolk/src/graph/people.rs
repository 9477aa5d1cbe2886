//! Lists of people: skeleton (edges), hydrate (cards), policy, and the cursors to go on with.

use base::{Page, Result};

use crate::accounts::{self, Card, VisibleCard, Way};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{self, Listed, ListedEdge};
use crate::http::paging::Cursors;
use crate::policy;

/// A page of people, newest edge first.
#[derive(Debug, Default)]
pub struct PeoplePage {
    /// Those whom the viewer may see.
    pub people: Vec<VisibleCard>,
    /// Where to go on.
    pub cursors: Cursors,
}

/// How many pages of people are looked at when nobody on them may be shown.
const ROUNDS: usize = 50;

/// A page of the people of `owner`, whom `viewer` has been found to see. Blocked people stand only in lists that
/// ask for them. A hidden collection is empty for all but its owner.
///
/// # Errors
/// From the engine.
pub async fn people(
    state: &State,
    viewer: Option<AccountId>,
    owner: &Card,
    listed: Listed,
    page: Page,
) -> Result<PeoplePage> {
    if !policy::see_collections(viewer, owner.facts(), owner.hide_collections) {
        return Ok(PeoplePage::default());
    }
    let way = match listed {
        Listed::Following | Listed::Followers | Listed::Friends | Listed::Endorsed => Way::Listed,
        Listed::Muted | Listed::Requesting | Listed::Requested | Listed::Befriending | Listed::Befriended => {
            Way::Listed
        }
        Listed::Blocked
        | Listed::FollowingOrBlocked
        | Listed::FollowersEvenBlocked
        | Listed::FriendsEvenBlocked => Way::Own,
    };
    let mut round = page;
    let mut examined: Option<(i64, i64)> = None;
    for _ in 0..ROUNDS {
        // One more than is shown tells whether the list goes on.
        let read = Page { limit: round.limit + 1, ..round };
        let mut edges = edges::list(state, listed, owner.id, read).await?;
        let more = edges.len() > round.limit;
        edges.truncate(round.limit);
        let ids: Vec<AccountId> = edges.iter().map(|edge| edge.account).collect();
        let mut people = accounts::visible(state, viewer, &ids, way).await?;
        examined = span(examined, &edges);
        if !more || !people.is_empty() {
            if page.min_id.is_some() {
                people.reverse();
            }
            let cursors = cursors(state, (listed, owner.id), page, examined, more).await?;
            return Ok(PeoplePage { people, cursors });
        }
        round = beyond(round, &edges);
    }
    let cursors = cursors(state, (listed, owner.id), page, examined, true).await?;
    Ok(PeoplePage { people: Vec::new(), cursors })
}

/// The lowest and the highest edge that was looked at.
fn span(so_far: Option<(i64, i64)>, edges: &[ListedEdge]) -> Option<(i64, i64)> {
    let ids = edges.iter().map(|edge| edge.edge.raw());
    let all = ids.chain(so_far.into_iter().flat_map(|(low, high)| [low, high]));
    all.fold(None, |span, id| match span {
        None => Some((id, id)),
        Some((low, high)) => Some((low.min(id), high.max(id))),
    })
}

/// The page behind these edges, in the direction of reading.
fn beyond(page: Page, edges: &[ListedEdge]) -> Page {
    match (edges.last(), page.min_id) {
        (None, _) => page,
        (Some(last), None) => Page { max_id: last.edge.raw(), ..page },
        (Some(last), Some(_)) => Page { min_id: Some(last.edge.raw()), ..page },
    }
}

/// Where the neighbouring pages begin. `more` says that the list goes on in the direction of reading.
async fn cursors(
    state: &State,
    (listed, owner): (Listed, AccountId),
    page: Page,
    examined: Option<(i64, i64)>,
    more: bool,
) -> Result<Cursors> {
    let Some((low, high)) = examined else { return Ok(Cursors::default()) };
    let older = if page.min_id.is_some() {
        // Read upwards, what lies below has not been seen.
        let below = Page { max_id: low, ..Page::first(1) };
        !edges::list(state, listed, owner, below).await?.is_empty()
    } else {
        more
    };
    Ok(Cursors { next: older.then_some(low), prev: Some(high) })
}
