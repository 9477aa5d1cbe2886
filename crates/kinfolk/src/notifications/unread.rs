//! How many notifications wait to be read, remembered: every page shows it.
//!
//! What is remembered is forgotten when rows or the marker change, here or by another server, and when edges of the account do,
//! which hide notifications. That somebody was suspended, or a mute has ended, is not heard of: until the next change the
//! number may be off by what they have told.
//!
//! **Not here:** the exact answer for apps (`api`).

use base::{Page, Result};

use super::model::Kind;
use super::read::{self, Wanted};
use crate::core::cache::{Cache, Room, Usage, Weigh};
use crate::core::words::AccountId;
use crate::core::{Event, State};
use crate::timelines;

/// So many are counted; whoever has more sees that there are more.
pub(super) const COUNTED: usize = 100;

/// The numbers in memory.
pub(super) struct Unread(Cache<AccountId, Count>);

#[derive(Clone, Copy)]
struct Count(usize);

impl Weigh for Count {
    fn weight(&self) -> usize {
        size_of::<Self>()
    }
}

impl Unread {
    pub(super) fn new(room: Room) -> Self {
        Self(Cache::new(room))
    }

    pub(super) fn on(&self, event: &Event) {
        match event {
            Event::NotificationsChanged { account } | Event::Doubted { account } => self.0.forget(account),
            Event::EdgeChanged { from, to } => {
                self.0.forget(from);
                self.0.forget(to);
            }
            _ => {}
        }
    }

    pub(super) fn clear(&self) {
        self.0.clear();
    }

    pub(super) fn usage(&self) -> Usage {
        self.0.usage()
    }
}

/// How many of an account's notifications are above its marker, [`COUNTED`] at most. No statement while it is remembered.
///
/// # Errors
/// From the engine.
pub(super) async fn unread(state: State, account: AccountId) -> Result<usize> {
    let load = async |account| count(&state, account).await.map(|count| Some(Count(count)));
    let count = state.part::<Unread>().0.fill(account, load).await?;
    Ok(count.map_or(0, |count| count.0))
}

async fn count(state: &State, account: AccountId) -> Result<usize> {
    let since_id = timelines::last_read(state, account, timelines::NOTIFICATIONS).await?;
    let page = Page { since_id, ..Page::first(COUNTED) };
    let wanted = Wanted { kinds: Kind::ALL.to_vec(), from: None };
    read::page(state, account, &wanted, page).await.map(|unread| unread.told.len())
}
