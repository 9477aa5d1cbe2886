//! Homes that are sent again: whoever asks for the first page of a home of which nothing has changed gets what was made
//! before.
//!
//! A home is asked for far more often than it changes: apps ask whenever they are opened, and people who follow forty
//! others see a new post every few minutes. So what was found for an answer is kept: the statuses that the reader may see
//! with their authors, as references, with the trail of all that the answer was made of (`core::trail`). As long as the trail
//! holds, the plain path would find the same: no ring or head is looked at, nothing is looked up, and nobody is judged. The
//! bytes are written anew from memory, which costs less than keeping them for everybody would take.
//!
//! Only first pages are kept, one of each reader: other pages are asked for once. What leaves no trail is made each time:
//! a page that ends at the horizon or reaches below the rings, and those of readers with a mute that ends.
//!
//! While this server may have missed what others wrote, nothing that is kept is believed (`State::recheck` says of each
//! account whether what is remembered of it is).

use std::sync::Arc;

use base::{Page, Result};
use http::HeaderValue;

use super::page::Shelf;
use super::read;
use crate::core::State;
use crate::core::cache::{Cache, Room, Usage, Weigh};
use crate::core::trail::{self, Trail};
use crate::core::words::AccountId;
use crate::http::paging::Cursors;
use crate::http::tag_of;
use crate::policy::Visible;
use crate::statuses::{self, Shown};

/// The answers that are kept.
pub(super) struct Homes(Cache<AccountId, Arc<Made>>);

/// A home as it was made.
struct Made {
    limit: usize,
    trail: Trail,
    shelf: Shelf,
    tag: HeaderValue,
}

/// What a status that is kept here counts beside the reference to it: it stays in memory when the cache of statuses would
/// let it go, which happens to few.
const HELD: usize = 64;

impl Weigh for Arc<Made> {
    fn weight(&self) -> usize {
        let shown = self.shelf.shown.len() * (size_of::<Visible<Shown>>() + HELD);
        size_of::<Made>() + self.trail.size() + shown + self.tag.len()
    }
}

/// A home, ready to be sent.
pub(super) struct Answer {
    /// The JSON array of its statuses.
    pub body: Vec<u8>,
    /// The hash of the body, if it is known already.
    pub tag: Option<HeaderValue>,
    /// Where the pages beside it begin.
    pub cursors: Cursors,
}

impl Homes {
    /// None, within a bound in bytes.
    pub(super) fn new(room: Room) -> Self {
        Self(Cache::new(room))
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        self.0.clear();
    }

    /// How they are used.
    pub(super) fn usage(&self) -> Usage {
        self.0.usage()
    }

    fn find(&self, state: &State, reader: AccountId, limit: usize) -> Option<Arc<Made>> {
        let fits = |made: &Arc<Made>| made.limit == limit && state.bus().is_whole() && made.trail.holds();
        self.0.get_fitting(&reader, fits)
    }
}

/// A page of somebody's home as JSON.
///
/// # Errors
/// From the engine.
pub(super) async fn home(state: &State, reader: AccountId, page: Page) -> Result<Answer> {
    if page != Page::first(page.limit) {
        let shelf = read::home(state, reader, page).await?;
        let body = statuses::render(state, Some(reader), &shelf.shown).await?;
        return Ok(Answer { body, tag: None, cursors: shelf.cursors });
    }
    let homes: &Homes = state.part();
    if let Some(made) = homes.find(state, reader, page.limit) {
        let body = statuses::render(state, Some(reader), &made.shelf.shown).await?;
        return Ok(Answer { body, tag: Some(made.tag.clone()), cursors: made.shelf.cursors });
    }
    let (made, trail) = trail::record(state.trails(), make(state, reader, page)).await;
    let (mut shelf, body) = made?;
    let (tag, cursors) = (tag_of(&body), shelf.cursors);
    if let Some(trail) = trail {
        shelf.shown.shrink_to_fit();
        let made = Made { limit: page.limit, trail, shelf, tag: tag.clone() };
        homes.0.put(reader, Arc::new(made));
    }
    Ok(Answer { body, tag: Some(tag), cursors })
}

/// The answer, made of all that it depends on: what is written with it too, since its tag is kept.
async fn make(state: &State, reader: AccountId, page: Page) -> Result<(Shelf, Vec<u8>)> {
    let shelf = read::home(state, reader, page).await?;
    let body = statuses::render(state, Some(reader), &shelf.shown).await?;
    Ok((shelf, body))
}
