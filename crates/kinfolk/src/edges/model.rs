//! What the rest of the application thinks with: sets of ids, and facts about a viewer.

use std::sync::Arc;

use crate::core::cache::{Cache, Weigh};
use crate::core::changes::Changes;
use crate::core::words::{AccountId, EdgeId};

/// Whom an account follows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Ascending.
    pub ids: Box<[AccountId]>,
    /// Those whose reblogs the follower does not want, ascending; mostly empty.
    pub(super) without_reblogs: Box<[AccountId]>,
}

impl Following {
    /// Whether `id` is followed.
    #[must_use]
    pub fn contains(&self, id: AccountId) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    /// Whether the reblogs of `id`, who is followed, are wanted.
    #[must_use]
    pub fn shows_reblogs(&self, id: AccountId) -> bool {
        self.without_reblogs.binary_search(&id).is_err()
    }
}

/// Whom an account blocks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Blocking {
    /// Ascending.
    pub ids: Box<[AccountId]>,
}

impl Blocking {
    /// Whether `id` is blocked.
    #[must_use]
    pub fn contains(&self, id: AccountId) -> bool {
        self.ids.binary_search(&id).is_ok()
    }
}

/// What a viewer and some accounts are to each other; made by [`super::facts`] for the accounts
/// that were given to it.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(super) viewer: Option<AccountId>,
    pub(super) following: Arc<Following>,
    pub(super) blocking: Arc<Blocking>,
    /// Those that were given and that the viewer does not follow, ascending, and whether each blocks the viewer.
    pub(super) strangers: Arc<[(AccountId, bool)]>,
}

impl Facts {
    /// The facts of somebody who is not signed in: none.
    #[must_use]
    pub fn nobody() -> Self {
        Self::default()
    }

    /// What `viewer` and `other` are to each other, from what [`super::write::between`] read of
    /// the two, in this order, inside a transaction.
    #[must_use]
    pub fn of_pair(viewer: AccountId, other: AccountId, between: Between) -> Self {
        let if_so = |so: bool| if so { [other].into() } else { Box::default() };
        Self {
            viewer: Some(viewer),
            following: Arc::new(Following { ids: if_so(between.a_follows), without_reblogs: Box::default() }),
            blocking: Arc::new(Blocking { ids: if_so(between.a_blocks) }),
            strangers: Arc::new([(other, between.b_blocks)]),
        }
    }

    /// Facts made up by a test, about the accounts named in it.
    #[cfg(test)]
    pub(crate) fn made_up(viewer: i64, follows: &[i64], blocks: &[i64], strangers: &[(i64, bool)]) -> Self {
        let ids = |raw: &[i64]| raw.iter().map(|id| AccountId::new(*id)).collect();
        Self {
            viewer: Some(AccountId::new(viewer)),
            following: Arc::new(Following { ids: ids(follows), without_reblogs: Box::default() }),
            blocking: Arc::new(Blocking { ids: ids(blocks) }),
            strangers: strangers.iter().map(|(id, blocks)| (AccountId::new(*id), *blocks)).collect(),
        }
    }

    /// Who is looking, if anyone is signed in.
    #[must_use]
    pub fn viewer(&self) -> Option<AccountId> {
        self.viewer
    }

    /// The viewer follows `account`.
    #[must_use]
    pub fn follows(&self, account: AccountId) -> bool {
        self.following.contains(account)
    }

    /// The viewer blocks `account`.
    #[must_use]
    pub fn blocks(&self, account: AccountId) -> bool {
        self.blocking.contains(account)
    }

    /// `account` blocks the viewer. About an account that was not given to [`super::facts`] nothing
    /// is known, and it counts as blocking.
    #[must_use]
    pub fn blocked_by(&self, account: AccountId) -> bool {
        let Some(viewer) = self.viewer else { return false };
        if viewer == account || self.follows(account) {
            return false;
        }
        match self.strangers.binary_search_by_key(&account, |(id, _)| *id) {
            Ok(at) => self.strangers[at].1,
            Err(_) => {
                debug_assert!(false, "facts were not asked about {account}");
                true
            }
        }
    }

    /// One of the two blocks the other.
    #[must_use]
    pub fn parted(&self, account: AccountId) -> bool {
        self.blocks(account) || self.blocked_by(account)
    }
}

/// The edges between `a` and `b`, read under their lock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Between {
    /// `a` follows `b`.
    pub a_follows: bool,
    /// `b` follows `a`.
    pub b_follows: bool,
    /// `a` blocks `b`.
    pub a_blocks: bool,
    /// `b` blocks `a`.
    pub b_blocks: bool,
}

impl Between {
    /// They follow each other.
    #[must_use]
    pub fn friends(&self) -> bool {
        self.a_follows && self.b_follows
    }
}

/// What a viewer is to one account, with the settings of the follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The account.
    pub account: AccountId,
    /// The viewer's follow, if there is one.
    pub follow: Option<FollowSettings>,
    /// The account follows the viewer.
    pub followed_by: bool,
    /// The viewer blocks the account.
    pub blocking: bool,
    /// The account blocks the viewer.
    pub blocked_by: bool,
}

impl Relation {
    /// Nothing between a viewer and `account`.
    #[must_use]
    pub fn none(account: AccountId) -> Self {
        Self { account, follow: None, followed_by: false, blocking: false, blocked_by: false }
    }
}

/// How somebody follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowSettings {
    /// Reblogs are shown at home.
    pub reblogs: bool,
    /// New statuses are notified.
    pub notify: bool,
    /// Only statuses in these languages (ISO 639) are shown at home; empty: all.
    pub languages: Vec<String>,
}

impl Default for FollowSettings {
    fn default() -> Self {
        Self { reblogs: true, notify: false, languages: Vec::new() }
    }
}

/// One entry of a list of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedEdge {
    /// The edge; lists page by it.
    pub edge: EdgeId,
    /// The account at its other end.
    pub account: AccountId,
}

/// Whether one account blocks another.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownBlock {
    pub blocks: bool,
    /// Taken from [`Caches::doubts`] before it was read.
    pub stamp: u64,
}

/// This module's caches.
pub(super) struct Caches {
    pub following: Cache<AccountId, Arc<Following>>,
    pub blocking: Cache<AccountId, Arc<Blocking>>,
    /// By (viewer, other): whether the other blocks the viewer.
    pub blocked_by: Cache<(AccountId, AccountId), KnownBlock>,
    /// Viewers of whom everything remembered was doubted: pairs have no index by viewer.
    pub doubts: Changes,
}

impl Caches {
    /// An edge between the two changed.
    pub fn forget(&self, from: AccountId, to: AccountId) {
        self.blocked_by.forget(&(to, from));
        self.blocking.forget(&from);
        self.following.forget(&from);
    }

    /// All that is remembered of what an account sees may be stale.
    pub fn doubt(&self, account: AccountId) {
        self.doubts.note(account);
        self.blocking.forget(&account);
        self.following.forget(&account);
    }

    pub fn clear(&self) {
        self.blocked_by.clear();
        self.blocking.clear();
        self.following.clear();
    }
}

impl Weigh for Arc<Following> {
    fn weight(&self) -> usize {
        size_of::<Following>() + size_of_val(&*self.ids) + size_of_val(&*self.without_reblogs)
    }
}

impl Weigh for Arc<Blocking> {
    fn weight(&self) -> usize {
        size_of::<Blocking>() + size_of_val(&*self.ids)
    }
}

impl Weigh for KnownBlock {
    fn weight(&self) -> usize {
        size_of::<Self>()
    }
}
