//! Whether accounts are there, and changing that: suspending somebody and letting them back in.
//!
//! Suspending writes one row. What is theirs stays where it is and is hidden by policy, so nothing has
//! to be put back afterwards, and counters go on as they are.
//!
//! Not here: leaving for good (`leave`), what is hidden from whom (`policy`), log-in (`auth`).

use std::collections::BTreeSet;

use base::{Error, Result};
use db::{Row, Tx, Value, params};

use super::store;
use crate::auth::manage;
use crate::core::words::AccountId;
use crate::core::{Event, State, events};
use crate::policy::Presence;

/// Makes sure that these accounts can act on each other, and that nobody suspends or deletes one of them
/// before the transaction ends. Whether a block is in the way is for the act to say.
///
/// # Errors
/// `NotFound` when one of them is not there, or from the engine.
pub async fn hold(tx: &mut Tx, accounts: &[AccountId]) -> Result<()> {
    let here = presences(tx, accounts).await?;
    let all = accounts
        .iter()
        .all(|account| here.iter().any(|(id, presence)| id == account && presence.can_be_related_to()));
    if all { Ok(()) } else { Err(Error::NotFound) }
}

/// Those of the accounts that can be acted on, ascending, each once; nobody suspends or deletes one of them before the
/// transaction ends.
///
/// # Errors
/// From the engine.
pub async fn hold_some(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<AccountId>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let here =
        presences(tx, accounts).await?.into_iter().filter(|(_, presence)| presence.can_be_related_to());
    let here: BTreeSet<AccountId> = here.map(|(account, _)| account).collect();
    Ok(here.into_iter().collect())
}

/// The same for one account that may be suspended: what was begun towards it can still be ended.
///
/// # Errors
/// `NotFound` when there is none, or it has left; or from the engine.
pub async fn hold_even_suspended(tx: &mut Tx, account: AccountId) -> Result<()> {
    let there = presences(tx, &[account]).await?;
    if there.iter().any(|(_, presence)| *presence != Presence::Left) { Ok(()) } else { Err(Error::NotFound) }
}

/// Whether followers of an account need its consent.
///
/// # Errors
/// `NotFound`, or from the engine.
pub async fn is_locked(tx: &mut Tx, account: AccountId) -> Result<bool> {
    tx.one(&store::LOCKED, params![account], |row| row.get(0)).await?.ok_or(Error::NotFound)
}

async fn presences(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<(AccountId, Presence)>> {
    let presence = |row: &Row<'_>| Ok((row.get(0)?, Presence::of(row.get(1)?, row.get(2)?)));
    match accounts {
        [account] => tx.all(&store::HOLD, params![*account], presence).await,
        _ => tx.all(&store::HOLD_SOME, params![Value::ids(accounts.iter().copied())], presence).await,
    }
}

/// Suspends an account: nobody can log in to it, its sessions stop, and all that is its own is hidden.
/// `false` if it was suspended before.
///
/// # Errors
/// `NotFound`, `Unprocessable` about the last owner, or from the engine.
pub async fn suspend(state: &State, account: AccountId) -> Result<bool> {
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        manage::keep_an_owner(tx, account).await?;
        let changed = tx.run(&store::SUSPEND, params![account, within.now_ms()]).await? > 0;
        told(tx, &within, account, changed).await
    };
    state.db().write(block).await
}

/// Lets an account back in. `false` if it was not suspended.
///
/// # Errors
/// `NotFound`, or from the engine.
pub async fn unsuspend(state: &State, account: AccountId) -> Result<bool> {
    let within = state.clone();
    let block = async move |tx: &mut Tx| {
        let changed = tx.run(&store::UNSUSPEND, params![account]).await? > 0;
        told(tx, &within, account, changed).await
    };
    state.db().write(block).await
}

/// Says so to everyone if something changed; else finds out whether there was anybody.
async fn told(tx: &mut Tx, state: &State, account: AccountId, changed: bool) -> Result<bool> {
    if changed {
        events::emit(tx, state, Event::AccountChanged { account }).await?;
        return Ok(true);
    }
    match presences(tx, &[account]).await?.first() {
        None | Some((_, Presence::Left)) => Err(Error::NotFound),
        Some(_) => Ok(false),
    }
}
