//! The bell: who followed, asked, accepted, mentioned, favourited and boosted.
//!
//! **Tables:** `notifications`.
//! **URLs:** `/api/v1/notifications` and what is below it; the page `/notifications` with its forms.
//! **Events:** emits `NotificationsChanged`, which the number on every page's bell follows. Jobs follow up on `EdgeChanged`, `FriendAccepted`, `FriendsParted`, `StatusCreated` (where somebody is mentioned or boosted),
//! `StatusDeleted`, `MarkChanged` and `AccountLeft`.
//! **Invariants:** a job reads what *is* and makes the rows say it, so however often and late it runs, there is one row
//! for each thing that is still so and none for what was taken back. A request that was answered with yes is told, in its
//! place, as what came of it. Reading judges again, so that nobody sees whether the jobs were there yet: what is of people
//! whom one blocks or mutes, about what one may not see, or a request that does not wait any more, is left out.
//!
//! **Not here:** groups of notifications, filters, pushing them to devices, streams.

mod api;
mod entity;
mod model;
mod pages;
mod read;
pub mod shape;
mod store;
mod unread;
mod write;

use axum::routing::get;

use crate::auth::shell::UnreadPort;
use crate::core::{Builder, Event, leaving};
use crate::http::Routes;

/// The queue of these jobs.
const QUEUE: &str = "notifications";
/// Per cent of the memory for caches.
const UNREAD_SHARE: usize = 1;

/// Adds the jobs.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    let unread = unread::Unread::new(builder.room(UNREAD_SHARE));
    builder
        .part(unread)
        .part(UnreadPort::new(unread::unread))
        .listen(|state, event| state.part::<unread::Unread>().on(event))
        .observe(|state, seen| seen.cache("unread", state.part::<unread::Unread>().usage()))
        .reset(|state| state.part::<unread::Unread>().clear())
        .queue(QUEUE, 4)
        .jobs_together(write::EDGE, QUEUE, write::TOGETHER, write::edges)
        .jobs_together(write::STATUS, QUEUE, write::TOGETHER, write::statuses)
        .jobs_together(write::MARK, QUEUE, write::TOGETHER, write::marks)
        .job(write::ACCEPTED, QUEUE, write::accepted)
        .job(write::PARTED, QUEUE, write::parted)
        .job(write::GONE, QUEUE, write::gone)
        .job(write::LEAVE, leaving::QUEUE, write::leave)
        .follow_up(|_, event| match event {
            Event::EdgeChanged { from, to } if from != to => Some(write::edge_job(*from, *to)),
            Event::FriendAccepted { asker, by } => Some(write::accepted_job(*asker, *by)),
            Event::FriendsParted { one, other } => Some(write::parted_job(*one, *other)),
            Event::StatusCreated { facts } if write::tells_somebody(facts) => {
                Some(write::status_job(facts.id))
            }
            Event::StatusDeleted { status, .. } => Some(write::gone_job(*status)),
            Event::MarkChanged { account, status } => Some(write::mark_job(*account, *status)),
            event => leaving::follow_up(event, write::LEAVE),
        })
}

/// This module's URLs.
pub fn routes() -> Routes {
    api::routes()
        .route("/notifications", get(pages::list))
        .route("/notifications/unread", get(pages::unread))
        .form("/notifications/clear", pages::clear)
        .form("/notifications/{id}/dismiss", pages::dismiss)
}
