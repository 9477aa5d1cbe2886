//! How somebody wants pages to look: kept in the row of their user, and read along with their sessions, so that a page
//! asks nothing more for it.
//!
//! Not here: what the choices mean (`http::page::Appearance`), the form (`appearance_pages`).

use base::{Error, Result};
use db::{Row, params};

use super::store;
use crate::core::State;
use crate::core::events::{self, Event};
use crate::core::words::AccountId;
use crate::http::page::{Appearance, Language, Scheme, TextSize};

/// Keeps a choice; every page shows it from then on. `spoken` is the language that mail is written in from then on: the
/// chosen one, or what the browser prefers while none is.
///
/// # Errors
/// `NotFound` when there is no such user, or from the engine.
pub(super) async fn save(
    state: &State,
    account: AccountId,
    chosen: Appearance,
    spoken: Language,
) -> Result<()> {
    let for_block = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let language = chosen.language.map(Language::tag);
        let (scheme, size) = (place(&Scheme::ALL, chosen.scheme), place(&TextSize::ALL, chosen.text_size));
        let values = params![account, language, scheme, size, chosen.less_motion, spoken.tag()];
        if tx.run(&store::USER_SET_APPEARANCE, values).await? == 0 {
            return Err(Error::NotFound);
        }
        events::emit(tx, &for_block, Event::SessionsChanged { account }).await
    };
    state.db().write(block).await
}

fn place<T: PartialEq>(all: &[T], one: T) -> i64 {
    all.iter().position(|other| *other == one).unwrap_or(0) as i64
}

fn at<T: Copy + Default>(all: &[T], place: Option<i64>) -> T {
    let place = place.and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| all.get(place)).copied().unwrap_or_default()
}

/// From four columns, the first of them the `first`. What this version does not know is left to the browser.
pub(super) fn read(row: &Row<'_>, first: usize) -> Result<Appearance> {
    Ok(Appearance {
        language: row.get::<Option<String>>(first)?.and_then(|tag| Language::from_tag(&tag)),
        scheme: at(&Scheme::ALL, row.get(first + 1)?),
        text_size: at(&TextSize::ALL, row.get(first + 2)?),
        less_motion: row.get::<Option<bool>>(first + 3)?.unwrap_or(false),
    })
}
