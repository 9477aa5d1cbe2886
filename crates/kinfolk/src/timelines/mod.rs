//! Home, public, tag and account timelines: read paths.
//!
//! Home is not copied into followers' inboxes. Each source (an account, a tag, the public timeline) has a
//! *ring*, its newest statuses in memory, and a timeline is *sources × filter × page*, merged when
//! it is read. So posting costs the same for ten followers and for ten million, and follow,
//! unfollow, block and delete act at once.
//!
//! - `ring`: the newest statuses of one source. `heads`: who has posted last, by account.
//! - `rings`: both for everyone, filled from the database and kept up to date by events.
//! - `merge`: the newest statuses over many rings; the hard part, with its own essay.
//! - `sources`: rings first. `deep`: the database below. `gaps`: what that has said. `page`: one page, judged and tidied.
//! - `again`: what was found for homes, used again until it changes.
//! - `read`: home, public, list and account timelines by name. `tagged`: those of tags. `markers`: how far somebody has read.
//!
//! **Tables:** `markers`. **URLs:** `/api/v1/timelines/{home,public,list/:id,tag/:hashtag}`, `/api/v1/markers`,
//! `/api/v1/accounts/:id/statuses`, pages `/home`, `/public`, `/tags/{name}`, `/lists/{id}`, `/@name`, `/@name/with_replies`, `POST /@name/note`.
//! **Events:** emits `NotificationsChanged` where their marker moves. **Hears:** `StatusCreated`, `StatusDeleted`, `AccountCounted`.
//! **Invariants:** a ring entry is a candidate: an extra one is harmless, a missing one is a bug;
//! nothing is shown that `policy` has not seen; a page ends at the horizon.
//! **Not here:** what a status looks like (`statuses`), who may see it (`policy`).

mod again;
mod api;
mod deep;
mod gaps;
mod heads;
mod markers;
mod merge;
mod page;
mod pages;
pub mod read;
mod ring;
mod rings;
mod sources;
mod store;
mod tag_api;
mod tagged;

use axum::routing::get;

use crate::core::{Builder, State, leaving};
use crate::http::Routes;

pub use markers::{NOTIFICATIONS, last_read, read_notifications};
pub use page::Shelf;
pub use rings::Rings;
use rings::Rooms;

/// Per cent of the memory for caches.
const RINGS_SHARE: usize = 12;
const TAGS_SHARE: usize = 2;
const HOMES_SHARE: usize = 3;
const HEADS_SHARE: usize = 6;
const GAPS_SHARE: usize = 1;
const AGAIN_SHARE: usize = 7;

/// Adds the rings, and has them follow events.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    let share = |percent| builder.room(percent);
    let made = again::Homes::new(share(AGAIN_SHARE));
    let rings = Rings::new(Rooms {
        rings: share(RINGS_SHARE),
        tags: share(TAGS_SHARE),
        homes: share(HOMES_SHARE),
        heads_bytes: share(HEADS_SHARE).bytes(),
        gaps: share(GAPS_SHARE),
    });
    builder
        .part(rings)
        .part(made)
        .job(markers::KIND, leaving::QUEUE, markers::forget)
        .follow_up(|_, event| leaving::follow_up(event, markers::KIND))
        .listen(|state, event| state.part::<Rings>().on(event))
        .observe(|state, seen| {
            state.part::<Rings>().show(seen);
            seen.cache("made_homes", state.part::<again::Homes>().usage());
        })
        .reset(|state| {
            state.part::<Rings>().clear();
            state.part::<again::Homes>().clear();
        })
}

/// Reads what most requests need and nothing keeps ready; beside the work of a server that has just started. What it has
/// not come to is read when it is asked for.
///
/// # Errors
/// From the engine.
pub async fn warm_up(state: &State) -> base::Result<()> {
    heads::warm_up(state).await
}

/// This module's URLs.
pub fn routes() -> Routes {
    api::routes()
        .route("/home", get(pages::home).post(pages::publish))
        .route("/public", get(pages::public))
        .merge(tag_api::routes())
        .route("/tags/{name}", get(pages::tag))
        .route("/lists/{id}", get(pages::list))
        .route("/{at_name}", get(pages::profile))
        .route("/@{name}/with_replies", get(pages::profile_with_replies))
        .form("/@{name}/note", pages::note)
}
