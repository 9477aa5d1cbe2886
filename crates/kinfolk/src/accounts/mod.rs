//! Profiles: making accounts, finding them by name, showing them, counting what belongs to them.
//!
//! **Tables:** `accounts`, `account_stats`.
//! **URLs:** `GET` and `POST /api/v1/accounts`, `/api/v1/accounts/{id}`, `verify_credentials`,
//! `update_credentials`, `lookup`;
//! `GET` and `PATCH /api/v1/profile`, `DELETE /api/v1/profile/avatar` and `header`;
//! `/auth/sign_up`, `/setup`, `/settings/{profile,privacy}`; `/avatars/{id}.png`, `/headers/default.png`.
//! **Events:** emits `AccountChanged`, `AccountCounted` and `AccountLeft`; its caches follow the first two; revives the counters
//! of accounts from the rows of other processes.
//! **Invariants:** a name is unique without regard to case and never given to another account;
//! counters change only through [`count`], last in a transaction and in the order of account ids
//! (else two transactions wait for each other), and equal a recount; of who is suspended no text is in
//! memory, so none can be shown; a link is verified only while its value stays; a picture of one's own is in the store
//! (`media`) before the row names it, and stays until no row does.
//!
//! **Not here:** logins (`auth`), what people do to each other (`graph`), statuses.

mod api;
mod card;
mod count;
mod create;
mod entity;
mod fields;
mod find;
mod ids;
mod leave;
mod matching;
mod model;
mod own_picture;
mod pages;
mod part;
mod picture;
mod privacy_pages;
pub mod profile;
mod profile_api;
mod read;
mod revive;
mod settings_pages;
pub mod shape;
pub mod sign_up;
mod standing;
mod store;
mod verify;
mod view;

use axum::routing::get;
use outbound::Web;

use crate::core::{Builder, Event, leaving};
use crate::http::Routes;

pub use card::{Card, Defaults, card, cards, each_card, heads, heads_after};
pub use count::{Change, count, count_each};
pub use create::{NewAccount, create};
pub use fields::KeptField;
pub use find::{find, find_many};
pub use ids::IdList;
pub use leave::leave;
pub use matching::{matching, matching_among};
pub use model::Username;
pub use own_picture::{NewPicture, Slot, picture_of, sweep as sweep_pictures};
pub use read::{VisibleCard, Way, one, render, render_muted, render_one, show, visible};
pub use standing::{hold, hold_both, hold_even_suspended, hold_some, suspend, unsuspend};
pub use view::account_view;

/// Per cent of the memory for caches.
const CARDS_SHARE: usize = 26;
const NAMES_SHARE: usize = 1;

/// Adds this module's shared parts and listeners.
#[must_use]
pub fn install(builder: Builder) -> Builder {
    let cards = card::Cards::new(builder.room(CARDS_SHARE));
    let names = find::Names::new(builder.room(NAMES_SHARE));
    let web = Web::new(env!("CARGO_PKG_VERSION"), &builder.config().base_url);
    own_picture::install(builder)
        .part(cards)
        .part(names)
        .part(web)
        .queue(leaving::QUEUE, leaving::AT_ONCE)
        .queue(verify::QUEUE, verify::AT_ONCE)
        .job(verify::VERIFY, verify::QUEUE, verify::verify)
        .revive(revive::KINDS, revive::revive)
        .listen(|state, event| match event {
            Event::AccountChanged { account } | Event::Doubted { account } => {
                state.part::<card::Cards>().forget(*account);
            }
            Event::AccountCounted { account, counts } => {
                state.part::<card::Cards>().counted(*account, *counts);
            }
            _ => {}
        })
        .observe(|state, seen| {
            seen.cache("cards", state.part::<card::Cards>().usage());
            seen.cache("names", state.part::<find::Names>().usage());
        })
        .reset(|state| {
            state.part::<card::Cards>().clear();
            state.part::<find::Names>().clear();
        })
}

/// This module's URLs.
pub fn routes() -> Routes {
    api::routes()
        .merge(profile_api::routes())
        .route("/auth/sign_up", get(pages::sign_up_form).post(pages::sign_up))
        .form("/auth/sign_up/check", pages::check_sign_up)
        .route("/setup", get(pages::setup_form).post(pages::set_up))
        .upload("/settings/profile", get(settings_pages::profile).post(settings_pages::edit_profile))
        .route("/settings/privacy", get(privacy_pages::privacy).post(privacy_pages::edit_privacy))
        .form("/settings/account/delete", settings_pages::delete)
        .route("/avatars/{file}", get(api::avatar))
        .route("/headers/default.png", get(api::header))
}
