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
    /// Those of whom only some languages are wanted, ascending, with the codes separated by commas; mostly empty.
    pub(super) in_languages: Box<[(AccountId, Box<str>)]>,
    /// Those who stand in a list that keeps them out of home, ascending; mostly empty.
    pub(super) elsewhere: Box<[AccountId]>,
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

    /// Whether statuses of `id`, who is followed, are wanted in this language (ISO 639). What has no
    /// language is.
    #[must_use]
    pub fn wants_language(&self, id: AccountId, language: Option<&str>) -> bool {
        let Some(language) = language else { return true };
        match self.in_languages.binary_search_by_key(&id, |(account, _)| *account) {
            Ok(at) => self.in_languages[at].1.split(',').any(|wanted| wanted == language),
            Err(_) => true,
        }
    }

    /// Whether `id`, who is followed, is read in a list and not at home.
    #[must_use]
    pub fn is_read_elsewhere(&self, id: AccountId) -> bool {
        self.elsewhere.binary_search(&id).is_ok()
    }

    /// Whether statuses of all who are followed are wanted in every language.
    #[must_use]
    pub fn wants_every_language(&self) -> bool {
        self.in_languages.is_empty()
    }
}

/// How somebody is muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mute {
    /// Nothing that they do is notified either.
    pub notifications: bool,
    /// When it ends, in Unix milliseconds; `None` for never.
    pub until: Option<i64>,
}

impl Mute {
    /// Whether it holds at a moment.
    #[must_use]
    pub fn holds(self, now_ms: i64) -> bool {
        self.until.is_none_or(|end| end > now_ms)
    }
}

/// Whom an account mutes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Muting {
    /// Ascending; among them mutes whose time is over.
    pub(super) mutes: Box<[(AccountId, Mute)]>,
    /// When the last that ends does, in Unix milliseconds; 0 if none does.
    pub(super) last_end: i64,
}

impl Muting {
    /// Whether a mute that holds at a moment ends some day.
    pub(super) fn ends_after(&self, now_ms: i64) -> bool {
        self.last_end > now_ms
    }

    fn of(&self, id: AccountId, now_ms: i64) -> Option<Mute> {
        let at = self.mutes.binary_search_by_key(&id, |(account, _)| *account).ok()?;
        Some(self.mutes[at].1).filter(|mute| mute.holds(now_ms))
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
    pub(super) muting: Arc<Muting>,
    /// When they were asked for, in Unix milliseconds: mutes end.
    pub(super) now_ms: i64,
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
            following: Arc::new(Following { ids: if_so(between.a.follows), ..Following::default() }),
            blocking: Arc::new(Blocking { ids: if_so(between.a.blocks) }),
            strangers: Arc::new([(other, between.b.blocks)]),
            ..Self::default()
        }
    }

    /// Facts made up by a test, about the accounts named in it.
    #[cfg(test)]
    pub(crate) fn made_up(viewer: i64, follows: &[i64], blocks: &[i64], strangers: &[(i64, bool)]) -> Self {
        let ids = |raw: &[i64]| raw.iter().map(|id| AccountId::new(*id)).collect();
        Self {
            viewer: Some(AccountId::new(viewer)),
            following: Arc::new(Following { ids: ids(follows), ..Following::default() }),
            blocking: Arc::new(Blocking { ids: ids(blocks) }),
            strangers: strangers.iter().map(|(id, blocks)| (AccountId::new(*id), *blocks)).collect(),
            ..Self::default()
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

    /// The viewer mutes `account`: it is left out of timelines.
    #[must_use]
    pub fn mutes(&self, account: AccountId) -> bool {
        self.muting.of(account, self.now_ms).is_some()
    }

    /// The viewer has muted nobody.
    #[must_use]
    pub fn mutes_nobody(&self) -> bool {
        self.muting.mutes.is_empty()
    }

    /// The viewer mutes `account` and wants no notifications of what it does.
    #[must_use]
    pub fn mutes_notifications(&self, account: AccountId) -> bool {
        self.muting.of(account, self.now_ms).is_some_and(|mute| mute.notifications)
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

/// What one account does towards another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Side {
    /// It follows the other.
    pub follows: bool,
    /// It has asked to follow the other.
    pub requests: bool,
    /// It has asked the other to be friends.
    pub befriends: Option<Befriending>,
    /// It blocks the other.
    pub blocks: bool,
}

/// A request to be friends that is not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Befriending {
    /// Who asks followed, or had asked to, before that; so taking the request back leaves the follow.
    pub followed: bool,
}

/// Everything between `a` and `b`, read under their lock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Between {
    /// What `a` does towards `b`.
    pub a: Side,
    /// What `b` does towards `a`.
    pub b: Side,
}

impl Between {
    /// They follow each other.
    #[must_use]
    pub fn friends(&self) -> bool {
        self.a.follows && self.b.follows
    }

    /// The same seen from `b`.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self { a: self.b, b: self.a }
    }
}

/// What a viewer is to one account, with the settings of the follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The account.
    pub account: AccountId,
    /// The viewer's follow, if there is one.
    pub follow: Option<FollowSettings>,
    /// The viewer has asked to follow.
    pub requested: bool,
    /// The viewer has asked the account to be friends.
    pub friend_requested: bool,
    /// The viewer blocks the account.
    pub blocking: bool,
    /// How the viewer mutes the account.
    pub mute: Option<Mute>,
    /// The viewer shows the account on their profile.
    pub endorsed: bool,
    /// What the viewer has noted about the account; empty for nothing.
    pub note: String,
    /// The account follows the viewer.
    pub followed_by: bool,
    /// The account has asked to follow the viewer.
    pub requested_by: bool,
    /// The account has asked the viewer to be friends.
    pub friend_requested_by: bool,
    /// The account blocks the viewer.
    pub blocked_by: bool,
}

impl Relation {
    /// Nothing between a viewer and `account`.
    #[must_use]
    pub fn none(account: AccountId) -> Self {
        Self {
            account,
            follow: None,
            requested: false,
            friend_requested: false,
            blocking: false,
            mute: None,
            endorsed: false,
            note: String::new(),
            followed_by: false,
            requested_by: false,
            friend_requested_by: false,
            blocked_by: false,
        }
    }

    /// They follow each other.
    #[must_use]
    pub fn friends(&self) -> bool {
        self.follow.is_some() && self.followed_by
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
    pub muting: Cache<AccountId, Arc<Muting>>,
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
        self.muting.forget(&from);
        self.following.forget(&from);
    }

    /// All that is remembered of what an account sees may be stale.
    pub fn doubt(&self, account: AccountId) {
        self.doubts.note(account);
        self.blocking.forget(&account);
        self.muting.forget(&account);
        self.following.forget(&account);
    }

    pub fn clear(&self) {
        self.blocked_by.clear();
        self.blocking.clear();
        self.muting.clear();
        self.following.clear();
    }
}

impl Weigh for Arc<Following> {
    fn weight(&self) -> usize {
        let languages: usize = self.in_languages.iter().map(|(_, codes)| codes.len()).sum();
        size_of::<Following>()
            + size_of_val(&*self.ids)
            + size_of_val(&*self.without_reblogs)
            + size_of_val(&*self.in_languages)
            + size_of_val(&*self.elsewhere)
            + languages
    }
}

impl Weigh for Arc<Muting> {
    fn weight(&self) -> usize {
        size_of::<Muting>() + size_of_val(&*self.mutes)
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
