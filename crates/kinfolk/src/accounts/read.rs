//! Judged accounts: hydrate, policy, and the JSON of what is left.

use std::sync::Arc;

use base::{Error, Result};

use super::card::cards;
use super::{Card, entity};
use crate::auth::Role;
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges;
use crate::policy::{self, Visible};

/// An account that somebody may see.
pub type VisibleCard = Visible<Arc<Card>>;

/// By what way accounts are shown; decides which rules hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Asked for by an app, by id or exact name; who is suspended stands there blank.
    Asked,
    /// Opened as a profile, by id or exact name.
    Opened,
    /// For the lists that belong to it.
    Owner,
    /// In a list.
    Listed,
    /// In a list of one's own in which blocked people stand.
    Own,
}

/// Those of `ids` that the viewer may see, in their order. Four statements at most, none when all is remembered.
///
/// # Errors
/// From the engine.
pub async fn visible(
    state: &State,
    viewer: Option<AccountId>,
    ids: &[AccountId],
    way: Way,
) -> Result<Vec<VisibleCard>> {
    let cards = cards(state, ids.iter().copied()).await?;
    if way == Way::Own {
        let seal = |card: &Arc<Card>| policy::list_own(card.facts(), Arc::clone(card));
        return Ok(ids.iter().filter_map(|id| cards.get(id)).filter_map(seal).collect());
    }
    let facts = edges::facts(state, viewer, ids.iter().copied()).await?;
    let judge = match way {
        Way::Asked => policy::tell_account,
        Way::Opened => policy::see_account,
        Way::Owner => policy::see_owner,
        Way::Listed | Way::Own => policy::list_account,
    };
    let seal = |card: &Arc<Card>| judge(&facts, card.facts(), Arc::clone(card));
    Ok(ids.iter().filter_map(|id| cards.get(id)).filter_map(seal).collect())
}

/// One account, opened by its id.
///
/// # Errors
/// `NotFound` when there is none that the viewer may see, or from the engine.
pub async fn show(state: &State, viewer: Option<AccountId>, id: AccountId) -> Result<VisibleCard> {
    one(state, viewer, id, Way::Opened).await
}

/// One account, by one way.
///
/// # Errors
/// As [`show`].
pub async fn one(state: &State, viewer: Option<AccountId>, id: AccountId, way: Way) -> Result<VisibleCard> {
    visible(state, viewer, &[id], way).await?.pop().ok_or(Error::NotFound)
}

/// One account as an app asks for it, by its name (see [`super::find`]).
///
/// # Errors
/// As [`show`].
pub async fn ask_named(state: &State, viewer: Option<AccountId>, acct: &str) -> Result<VisibleCard> {
    let id = super::find(state, acct).await?.ok_or(Error::NotFound)?;
    one(state, viewer, id, Way::Asked).await
}

/// The JSON array of accounts.
#[must_use]
pub fn render(accounts: &[VisibleCard]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 + accounts.len() * 1_200);
    out.push(b'[');
    for (n, account) in accounts.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        account.write_json(&mut out);
    }
    out.push(b']');
    out
}

/// The JSON array of accounts that somebody mutes, each with when that ends, in Unix milliseconds
/// (<https://docs.joinmastodon.org/entities/Account/#MutedAccount>).
#[must_use]
pub fn render_muted<'a>(accounts: impl Iterator<Item = (&'a VisibleCard, Option<i64>)>) -> Vec<u8> {
    let mut out = vec![b'['];
    for (n, (account, end)) in accounts.enumerate() {
        if n > 0 {
            out.push(b',');
        }
        account.write_json(&mut out);
        out.pop();
        let end = end.map_or("null".to_owned(), |end| format!("\"{}\"", base::rfc3339(end)));
        out.extend_from_slice(format!(",\"mute_expires_at\":{end}}}").as_bytes());
    }
    out.push(b']');
    out
}

/// The JSON of one account.
#[must_use]
pub fn render_one(account: &VisibleCard) -> Vec<u8> {
    let mut out = Vec::with_capacity(1_200);
    account.write_json(&mut out);
    out
}

/// The JSON of one's own account, with what only its owner sees.
///
/// # Errors
/// `NotFound` when the account is gone, or from the engine.
pub async fn render_own(state: &State, account: AccountId, role: Role) -> Result<Vec<u8>> {
    let own = show(state, Some(account), account).await?;
    let mut out = Vec::with_capacity(2_000);
    entity::write_credentials(&own, role, &mut out)?;
    Ok(out)
}
