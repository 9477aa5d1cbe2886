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
    let here = standings(tx, accounts).await?;
    let all = accounts
        .iter()
        .all(|account| here.iter().any(|held| held.id == *account && held.presence.can_be_related_to()));
    if all { Ok(()) } else { Err(Error::NotFound) }
}

/// The same of two different accounts; gives whether followers of the second need its consent.
///
/// # Errors
/// As [`hold`].
pub async fn hold_both(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<bool> {
    let mut here = standings(tx, &[one, other]).await?;
    here.retain(|held| held.presence.can_be_related_to());
    let other = here.iter().find(|held| held.id == other).ok_or(Error::NotFound)?;
    if here.len() == 2 { Ok(other.locked) } else { Err(Error::NotFound) }
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
    let here = standings(tx, accounts).await?.into_iter().filter(|held| held.presence.can_be_related_to());
    let here: BTreeSet<AccountId> = here.map(|held| held.id).collect();
    Ok(here.into_iter().collect())
}

/// The same for one account that may be suspended: what was begun towards it can still be ended.
///
/// # Errors
/// `NotFound` when there is none, or it has left; or from the engine.
pub async fn hold_even_suspended(tx: &mut Tx, account: AccountId) -> Result<()> {
    let there = standings(tx, &[account]).await?;
    if there.iter().any(|held| held.presence != Presence::Left) { Ok(()) } else { Err(Error::NotFound) }
}

/// An account that is held.
struct Held {
    id: AccountId,
    presence: Presence,
    /// Its followers need its consent.
    locked: bool,
}

async fn standings(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<Held>> {
    let held = |row: &Row<'_>| {
        let presence = Presence::of(row.get(1)?, row.get(2)?);
        Ok(Held { id: row.get(0)?, presence, locked: row.get(3)? })
    };
    match accounts {
        [account] => tx.all(&store::HOLD, params![*account], held).await,
        _ => tx.all(&store::HOLD_SOME, params![Value::ids(accounts.iter().copied())], held).await,
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
    match standings(tx, &[account]).await?.first().map(|held| held.presence) {
        None | Some(Presence::Left) => Err(Error::NotFound),
        Some(_) => Ok(false),
    }
}
