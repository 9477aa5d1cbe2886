//! Statuses: posts, answers, favourites, reblogs, bookmarks. The pattern for the other modules.
//!
//! **Tables:** `statuses`, `status_stats` (counters, only where there is something to count),
//! `favourites` and `favourited_by`, `reblogs` and `reblogged_by`, `bookmarks` and `bookmarked_by` (each mark
//! stands twice: by who made it and by what it marks), `idempotency_keys`;
//! `tagged` and `account_tags` (where a tag is used: by the tag, and by who wrote it).
//! **Events:** emits `StatusCreated`, `StatusDeleted`, `StatusCounted`, `MarkChanged`, `BookmarkChanged`; its caches
//! follow the last four. Follows up on `AccountLeft`. Revives new statuses and counters from the rows of other processes.
//!
//! **Invariants**
//! - A status never changes but for its counters, so everything else of it is remembered as
//!   prepared bytes ([`render`]).
//! - A mark exists once, by its key; repeating it changes nothing. Counters equal a recount of rows.
//! - Nothing is rendered that [`visible`] has not judged. A reblog is judged together with what it
//!   reblogs; one whose original is gone or hidden is not shown, so deleting need not chase them.
//! - Every check that decides a write is made inside its transaction ([`create`], [`write`]).
//!
//! **Reading is four beats:** [`skeleton`] (ids) → [`load`] and [`visible`] (a fixed number of
//! statements, then policy) → [`render`] (bytes).
//!
//! **Not here:** which statuses make up a timeline (`timelines`), who may see one (`policy`),
//! what a text means (crate `text`), telling people about it (`notifications`).

mod api;
mod bookmark;
mod compose;
mod create;
mod delete;
pub mod entity;
mod favourite;
mod idempotency;
mod import;
mod kept;
mod kept_api;
mod kept_pages;
mod leave;
mod listen;
mod marks;
mod model;
mod paged;
mod pages;
mod people;
mod prepare;
mod read;
mod reblog;
mod render;
mod revive;
pub mod shape;
pub mod skeleton;
mod store;
mod tag_api;
mod tag_entity;
mod tag_uses;
mod tags;
#[cfg(test)]
mod tests;
mod thread;
mod unmark;
mod views;
mod write;

use axum::routing::get;

use crate::core::Builder;
use crate::core::words::StatusId;
use crate::http::Routes;

pub use bookmark::{bookmark, unbookmark};
pub use compose::read_visibility;
pub use create::create;
pub use delete::delete;
pub use favourite::{favourite, unfavourite};
pub use import::{ImportedStatus, import};
pub use kept::{Kept, bookmarks, favourites};
pub use marks::{Marked, Marks, marked, marks};
pub use model::{Cached, Entry, MAX_CHARACTERS, NewStatus, Shown};
pub use pages::{ComposerForm, answered, compose_from_form, new_composer};
pub use people::{People, favourited_by, reblogged_by};
pub use read::{
    Source, are_favourited, are_there, load, newest_id, source, visible, visible_one, visible_unmuted,
};
pub use reblog::{reblog, unreblog};
pub use render::{render, render_context, render_one};
pub use tag_entity::{Tag, tag_entities};
pub use tags::beginning_with;
pub use thread::{Context, context};
pub use views::views;

/// Adds this module's caches and keeps them true.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    unmark::install(idempotency::install(leave::install(listen::install(builder))))
}

/// This module's URLs.
pub fn routes() -> Routes {
    api::routes()
        .merge(kept_api::routes())
        .merge(tag_api::routes())
        .route("/favourites", get(kept_pages::favourites))
        .route("/bookmarks", get(kept_pages::bookmarks))
        .route("/@{name}/{id}", get(pages::show))
        .route("/@{name}/{id}/card", get(pages::card))
        .form("/@{name}/{id}/favourite", pages::favourite)
        .form("/@{name}/{id}/unfavourite", pages::unfavourite)
        .form("/@{name}/{id}/reblog", pages::reblog)
        .form("/@{name}/{id}/unreblog", pages::unreblog)
        .form("/@{name}/{id}/bookmark", pages::bookmark)
        .form("/@{name}/{id}/unbookmark", pages::unbookmark)
        .route("/@{name}/{id}/delete", get(pages::ask_to_delete).post(pages::delete))
}

/// The page of a status.
fn url_of(base_url: &str, username: &str, id: StatusId) -> String {
    format!("{base_url}/@{username}/{id}")
}

/// The page of an account.
fn profile_url(base_url: &str, username: &str) -> String {
    format!("{base_url}/@{username}")
}

/// The page of a tag, by its folded name.
fn tag_url(base_url: &str, folded: &str) -> String {
    format!("{base_url}{}", tag_path(folded))
}

/// The path of a tag's page, by its folded name.
#[must_use]
pub fn tag_path(folded: &str) -> String {
    let name: String = url::form_urlencoded::byte_serialize(folded.as_bytes()).collect();
    format!("/tags/{name}")
}
