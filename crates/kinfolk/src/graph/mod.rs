//! What people do with edges: follow, ask to, be friends, block, mute, note, endorse; and the lists of people
//! that come of it.
//!
//! **Tables:** `lists`; edges and list members are written by `edges::write`, counters by `accounts::count`.
//! **URLs:** `/api/v1/accounts/{relationships,familiar_followers}`, `/api/v1/accounts/{id}/…` for acts and lists,
//! `/api/v1/{blocks,mutes,endorsements,domain_blocks}`, `/api/v1/follow_requests`, `/api/v1/lists`, `/api/kinfolk/v1/accounts/{id}/…` and
//! `/api/kinfolk/v1/friend_requests` for friends; the pages `/@name/{followers,following,friends}`, `/@name/{card,lists}`, `/requests`,
//! `/lists`, `/lists/{id}/edit`, `/settings/{mutes,blocks,domain_blocks}`, `POST /@name/{follow,unfollow,…}`.
//! **Events:** by way of those two, `EdgeChanged` and `AccountCounted`; follows up on `AccountLeft`.
//! **Invariants:** every act holds both accounts, locks the pair, reads what is between the two, judges, makes of it
//! what is to be (`pair`, pure), writes the difference, and counts last, in the order of account ids (`act`). Repeating
//! an act changes nothing.
//!
//! **Not here:** who may (`policy`), the timelines of lists (`timelines`).

mod act;
mod api;
mod block;
mod entity;
mod familiar;
mod follow;
mod friend;
mod friend_api;
mod keep;
mod keep_api;
mod leave;
mod let_in;
mod list_api;
mod list_pages;
pub mod lists;
mod mute;
mod pages;
mod pair;
mod people;
mod relationship;
mod settings_pages;
mod store;
mod told;
mod views;

use std::time::Duration;

use axum::routing::get;

use crate::core::{Builder, NewJob, leaving};
use crate::http::Routes;

pub use block::{block, unblock};
pub use follow::{FollowChange, answer_request, follow, remove_follower, unfollow};
pub use friend::{answer_friend, befriend, unfriend};
pub use keep::{block_domain, endorse, note};
pub use mute::{mute, unmute};
pub use pair::change;
pub use people::{PeoplePage, people};
pub use relationship::relationships;
pub use views::{list_view, person_views, profile_view};

/// Nothing of its own is remembered here; edges of who has left are removed, and mutes whose time is over.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    builder
        .job(leave::KIND, leaving::QUEUE, leave::forget_edges)
        .job(mute::KIND, leaving::QUEUE, mute::forget)
        .job(let_in::KIND, leaving::QUEUE, let_in::let_in)
        .cron(mute::KIND, Duration::from_mins(10), NewJob::new(mute::KIND, ()))
        .follow_up(|_, event| leaving::follow_up(event, leave::KIND))
        .follow_up(|_, event| let_in::follow_up(event))
}

/// This module's URLs.
pub fn routes() -> Routes {
    Routes::new()
        .merge(api::routes())
        .merge(keep_api::routes())
        .merge(friend_api::routes())
        .merge(list_api::routes())
        .merge(list_pages::routes())
        .merge(settings_pages::routes())
        .route("/@{name}/followers", get(pages::followers))
        .route("/@{name}/following", get(pages::following))
        .route("/@{name}/friends", get(pages::friends))
        .route("/@{name}/card", get(pages::card))
        .form("/@{name}/follow", pages::follow)
        .form("/@{name}/unfollow", pages::unfollow)
        .form("/@{name}/block", pages::block)
        .form("/@{name}/unblock", pages::unblock)
        .form("/@{name}/mute", pages::mute)
        .form("/@{name}/unmute", pages::unmute)
        .form("/@{name}/friend", pages::befriend)
        .form("/@{name}/unfriend", pages::unfriend)
        .form("/@{name}/remove_follower", pages::remove_follower)
        .form("/@{name}/authorize", pages::authorize)
        .form("/@{name}/reject", pages::reject)
        .form("/@{name}/accept_friend", pages::accept_friend)
        .form("/@{name}/decline_friend", pages::decline_friend)
        .route("/requests", get(pages::requests))
}
