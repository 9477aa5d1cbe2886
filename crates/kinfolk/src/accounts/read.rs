//! Judged accounts: hydrate, policy, and the JSON of what is left.

use std::sync::Arc;

use base::{Error, Result};

use super::card::{card, cards};
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
    /// Asked for by id or exact name.
    Asked,
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
    let judge = if way == Way::Listed { policy::list_account } else { policy::see_account };
    let seal = |card: &Arc<Card>| judge(&facts, card.facts(), Arc::clone(card));
    Ok(ids.iter().filter_map(|id| cards.get(id)).filter_map(seal).collect())
}

/// One account, asked for by its id.
///
/// # Errors
/// `NotFound` when there is none that the viewer may see, or from the engine.
pub async fn show(state: &State, viewer: Option<AccountId>, id: AccountId) -> Result<VisibleCard> {
    visible(state, viewer, &[id], Way::Asked).await?.pop().ok_or(Error::NotFound)
}

/// One account, for what belongs to it, such as its lists: who is parted from it finds none of that.
///
/// # Errors
/// As [`show`].
pub async fn show_listed(state: &State, viewer: Option<AccountId>, id: AccountId) -> Result<VisibleCard> {
    visible(state, viewer, &[id], Way::Listed).await?.pop().ok_or(Error::NotFound)
}

/// One account, asked for by its name (see [`super::find`]).
///
/// # Errors
/// As [`show`].
pub async fn show_named(state: &State, viewer: Option<AccountId>, acct: &str) -> Result<VisibleCard> {
    let id = super::find(state, acct).await?.ok_or(Error::NotFound)?;
    show(state, viewer, id).await
}

/// Makes sure that somebody can be related to: the account exists and stands. Whether a block is
/// in the way is for the act to say.
///
/// # Errors
/// `NotFound`, or from the engine.
pub async fn standing(state: &State, id: AccountId) -> Result<()> {
    match card(state, id).await? {
        Some(card) if !card.suspended => Ok(()),
        _ => Err(Error::NotFound),
    }
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
