//! Making an account. Who may, and its login, is for the caller.

use base::{Error, IdMaker, Result};
use db::{Tx, params};

use super::Username;
use super::store;
use crate::core::words::AccountId;
use crate::core::{Event, State, events};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What it is called.
    pub username: Username,
    /// Shown name, cleaned (`text::clean_line`), up to 65 characters; may be empty.
    pub display_name: String,
    /// What it says about itself, cleaned (`text::clean`); may be empty.
    pub note: String,
    /// Its followers need its consent.
    pub locked: bool,
    /// It is run by a program.
    pub bot: bool,
    /// Unix milliseconds.
    pub created_at: i64,
}

impl NewAccount {
    /// An ordinary account with this name.
    #[must_use]
    pub fn named(username: Username, created_at: i64) -> Self {
        let (display_name, note) = (String::new(), String::new());
        Self { username, display_name, note, locked: false, bot: false, created_at }
    }
}

/// Makes an account in a random bucket, with its counters at 0.
///
/// # Errors
/// `Invalid` about `username` with `ERR_TAKEN`, or from the engine.
pub async fn create(tx: &mut Tx, state: &State, new: &NewAccount) -> Result<AccountId> {
    let id = AccountId::new(state.ids().make_quiet(IdMaker::random_bucket()));
    let (name, folded) = (new.username.as_str(), new.username.folded());
    let shown_folded = fold_display_name(&new.display_name);
    let values = params![
        id,
        id.bucket(),
        name,
        folded,
        &new.display_name,
        shown_folded,
        new.locked,
        new.bot,
        true,
        true,
        false,
        new.created_at,
        &new.note,
    ];
    if tx.run(&store::INSERT, values).await? == 0 {
        return Err(taken());
    }
    tx.run(&store::INSERT_STATS, params![id, id.bucket()]).await?;
    events::emit(tx, state, Event::AccountChanged { account: id }).await?;
    Ok(id)
}

pub(super) fn taken() -> Error {
    Error::invalid("username", "ERR_TAKEN", "has already been taken")
}

/// The form in which display names are compared: lower case.
pub(super) fn fold_display_name(name: &str) -> String {
    name.to_lowercase()
}
