//! Leaving for good: what deleting an account does at once.
//!
//! In one transaction the user goes (so nobody logs in, and the e-mail address is free), all sessions end,
//! the texts of the profile and its pictures go, and the account is said to have left. From then on policy hides all that
//! was its own. What it owned goes piece by piece, in jobs of the modules that own the rows.
//!
//! **Nothing new comes while that lasts.** Whoever acts on an account looks at its presence inside the
//! transaction, under a lock that leaving waits for ([`super::hold`], and a status stays while somebody
//! builds on it); and nothing is counted up for who has left ([`super::count`]). So an act that runs at the
//! same moment is either done before, and what it wrote is removed with the rest, or finds nobody.
//!
//! The row with the name stays: a name is never given again.
//!
//! Not here: suspending (`standing`), who may delete whom (the caller).

use base::{Error, Result};
use db::{Row, Tx, params};

use super::own_picture::{self, Slot};
use super::store;
use crate::auth::manage;
use crate::core::words::AccountId;
use crate::core::{Event, State, events};

/// Deletes an account: gone at once for everybody, and what it owned soon after.
///
/// # Errors
/// `NotFound` when there is none or it was deleted before, `Unprocessable` about the last owner, or from
/// the engine.
pub async fn leave(state: &State, account: AccountId) -> Result<()> {
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        manage::keep_an_owner(tx, account).await?;
        // The account's row comes before its version, as in every act: else those who act on it and hold the one
        // would wait for the other, and this for them.
        let [avatar, header] = pictures(tx, account).await?;
        if tx.run(&store::LEAVE, params![account, within.now_ms()]).await? == 0 {
            return Err(Error::NotFound);
        }
        manage::remove(tx, &within, account).await?;
        tx.run(&store::CLOSE, params![account]).await?;
        events::emit(tx, &within, Event::AccountChanged { account }).await?;
        events::emit(tx, &within, Event::AccountLeft { account }).await?;
        own_picture::replaced(tx, &within, Slot::Avatar, avatar.as_deref()).await?;
        own_picture::replaced(tx, &within, Slot::Header, header.as_deref()).await
    };
    state.db().write(block).await
}

/// The files of its own pictures.
async fn pictures(tx: &mut Tx, account: AccountId) -> Result<[Option<String>; 2]> {
    let names = |row: &Row<'_>| Ok([row.get(0)?, row.get(1)?]);
    tx.one(&store::PICTURES, params![account], names).await?.ok_or(Error::NotFound)
}
