//! Homes that are sent again: whoever asks for the first page of a home of which nothing has changed gets what was made
//! before.
//!
//! A home is asked for far more often than it changes: apps ask whenever they are opened, and people who follow forty
//! others see a new post every few minutes. So the answer is kept, as the row of tokens that it was put together of
//! (`core::kept`: a third of its bytes), with the trail of all that it was made of (`core::trail`). As long as the trail
//! holds, the plain path would make the same bytes again: no ring, head, status or card is looked at.
//!
//! Only first pages are kept, one of each reader: other pages are asked for once. What leaves no trail is made each time:
//! a page that ends at the horizon or reaches below the rings, and those of readers with a mute that ends.
//!
//! While this server may have missed what others wrote, nothing that is kept is believed (`State::recheck` says of each
//! account whether what is remembered of it is).

use std::sync::Arc;

use base::{Page, Result};
use http::HeaderValue;

use super::read;
use crate::core::State;
use crate::core::cache::{Cache, Usage, Weigh};
use crate::core::kept::Kept;
use crate::core::trail::{self, Trail};
use crate::core::words::AccountId;
use crate::http::paging::Cursors;
use crate::http::tag_of;
use crate::statuses;

/// The answers that are kept.
pub(super) struct Homes(Cache<AccountId, Arc<Made>>);

/// A home as it was made.
struct Made {
    limit: usize,
    trail: Trail,
    row: Kept,
    /// Bytes of the JSON.
    length: usize,
    tag: HeaderValue,
    cursors: Cursors,
}

impl Weigh for Arc<Made> {
    fn weight(&self) -> usize {
        size_of::<Made>() + self.trail.size() + self.row.size() + self.tag.len()
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
    pub(super) fn new(bytes: usize) -> Self {
        Self(Cache::new(bytes))
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        self.0.clear();
    }

    /// How they are used.
    pub(super) fn usage(&self) -> Usage {
        self.0.usage()
    }

    fn find(&self, state: &State, reader: AccountId, limit: usize) -> Option<Answer> {
        let fits = |made: &Arc<Made>| made.limit == limit && state.bus().is_whole() && made.trail.holds();
        self.0.get_fitting(&reader, fits).map(|made| made.answer())
    }
}

impl Made {
    fn answer(&self) -> Answer {
        let mut body = Vec::with_capacity(self.length);
        self.row.write(&mut body);
        Answer { body, tag: Some(self.tag.clone()), cursors: self.cursors }
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
    if let Some(answer) = homes.find(state, reader, page.limit) {
        return Ok(answer);
    }
    let (made, trail) = trail::record(make(state, reader, page)).await;
    let (row, body, cursors) = made?;
    let tag = tag_of(&body);
    if let Some(trail) = trail {
        let made = Made { limit: page.limit, trail, row, length: body.len(), tag: tag.clone(), cursors };
        homes.0.put(reader, Arc::new(made));
    }
    Ok(Answer { body, tag: Some(tag), cursors })
}

async fn make(state: &State, reader: AccountId, page: Page) -> Result<(Kept, Vec<u8>, Cursors)> {
    let shelf = read::home(state, reader, page).await?;
    let (row, body) = statuses::render_kept(state, Some(reader), &shelf.shown).await?;
    Ok((row, body, shelf.cursors))
}
