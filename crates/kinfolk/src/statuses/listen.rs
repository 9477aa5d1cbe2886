//! The module's caches, and the events that keep them true.

use std::sync::Arc;

use super::marks::Marks;
use super::model::Cached;
use super::revive;
use super::tag_uses::Uses;
use crate::core::cache::Cache;
use crate::core::metrics::Seen;
use crate::core::words::{AccountId, StatusId, TagName};
use crate::core::{Builder, Event, State};

/// Per cent of the memory for caches.
const STATUSES_SHARE: usize = 24;
const MARKS_SHARE: usize = 3;
const TAG_USES_SHARE: usize = 1;

/// What this module remembers.
pub(super) struct Caches {
    pub statuses: Cache<StatusId, Arc<Cached>>,
    pub marks: Cache<AccountId, Arc<Marks>>,
    pub tag_uses: Cache<TagName, Arc<Uses>>,
}

pub(super) fn install(builder: Builder) -> Builder {
    let caches = Caches {
        statuses: Cache::new(builder.room(STATUSES_SHARE)),
        marks: Cache::new(builder.room(MARKS_SHARE)),
        tag_uses: Cache::new(builder.room(TAG_USES_SHARE)),
    };
    let observe = |state: &State, seen: &mut Seen| {
        let caches = state.part::<Caches>();
        seen.cache("statuses", caches.statuses.usage());
        seen.cache("marks", caches.marks.usage());
        seen.cache("tag_uses", caches.tag_uses.usage());
    };
    builder.part(caches).revive(revive::KINDS, revive::revive).listen(hear).observe(observe).reset(|state| {
        let caches = state.part::<Caches>();
        caches.statuses.clear();
        caches.marks.clear();
        caches.tag_uses.clear();
    })
}

fn hear(state: &State, event: &Event) {
    let caches = state.part::<Caches>();
    match event {
        Event::StatusCounted { status, counts } => {
            caches.statuses.update(status, |known| known.recount(*counts));
        }
        Event::StatusDeleted { status, .. } => caches.statuses.forget(status),
        Event::MarkChanged { account, .. } | Event::BookmarkChanged { account, .. } => {
            caches.marks.forget(account);
        }
        _ => {}
    }
}
