//! Edges as facts between ids: who follows, blocks or mutes whom, who has asked to follow or to be friends.
//!
//! **Tables:** `pairs`; `follows` and `followers`, `blocks` and `blocked_by`, `follow_requests` and
//! `follow_requested_by`, `friend_requests` and `friend_requested_by`: each edge stands twice, by its source and by its
//! target, written in one transaction. Once, as nobody asks from the other end: `mutes`, `endorsements`,
//! `account_notes`, `domain_blocks`, `list_members`.
//! **Events:** every changed edge emits `EdgeChanged`, from the function that changes it, so that
//! no caller can forget.
//! **Invariants:** edges between two accounts change only under [`write::lock_pair`]; there is
//! never a follow between two accounts of which one blocks the other. So one I follow cannot be
//! blocking me, which saves most look-ups.
//!
//! The sets that belong to a viewer (whom they follow, block, mute) are cached whole. The other
//! direction, who blocks the viewer, has no bound; it is asked only for the ids at hand and
//! cached by pair.
//!
//! **Not here:** URLs, counters (`accounts::count`), what an edge allows (`policy`), the acts of
//! following and blocking (`graph`).

mod model;
mod read;
mod store;
pub mod write;

pub use model::{Befriending, Between, Facts, FollowSettings, Following, ListedEdge, Mute, Relation, Side};
pub use read::{
    Listed, all_list_members, blocked_domains, facts, familiar, following, list, list_members, lists_with,
    own_facts, relations,
};

use crate::core::cache::Cache;
use crate::core::changes::Changes;
use crate::core::{Builder, Event};
use model::{Caches, KnownBlock};

/// Per cent of the memory for caches.
const SHARE: usize = 8;

/// Adds the caches and keeps them true.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    let room = builder.room(SHARE);
    let share = |part: usize, of: usize| room.of(room.bytes() / of * part);
    let caches = Caches {
        following: Cache::new(share(2, 3)),
        blocking: Cache::new(share(1, 12)),
        muting: Cache::new(share(1, 12)),
        blocked_by: Cache::<_, KnownBlock>::new(share(1, 6)),
        doubts: Changes::new(),
    };
    builder
        .part(caches)
        .listen(|state, event| match event {
            Event::EdgeChanged { from, to } => state.part::<Caches>().forget(*from, *to),
            Event::Doubted { account } => state.part::<Caches>().doubt(*account),
            _ => {}
        })
        .observe(|state, seen| {
            let caches = state.part::<Caches>();
            seen.cache("following", caches.following.usage());
            seen.cache("blocking", caches.blocking.usage());
            seen.cache("muting", caches.muting.usage());
            seen.cache("blocked_by", caches.blocked_by.usage());
        })
        .reset(|state| state.part::<Caches>().clear())
}
