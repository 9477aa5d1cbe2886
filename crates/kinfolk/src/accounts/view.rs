//! An account as the built-in pages show it beside what it wrote.

use super::Card;
use crate::http::page::views::AccountView;

/// Somebody as they stand beside what they wrote.
#[must_use]
pub fn account_view(card: &Card) -> AccountView {
    AccountView {
        id: card.id.to_string(),
        username: card.username.to_string(),
        acct: card.username.to_string(),
        display_name: card.display_name.to_string(),
        avatar_url: card.avatar_url(),
        url: card.path(),
        bot: card.bot,
        locked: card.locked,
        indexable: card.indexable,
    }
}
