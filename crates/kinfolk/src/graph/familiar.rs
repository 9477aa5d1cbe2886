//! Familiar followers: those who follow an account among those whom the viewer follows
//! (<https://docs.joinmastodon.org/methods/accounts/#familiar_followers>).

use base::Result;
use std::collections::HashMap;

use crate::accounts::{self, VisibleCard, Way};
use crate::core::State;
use crate::core::words::AccountId;
use crate::{edges, policy};

/// Familiar followers that are looked for, of all accounts together.
const MOST: usize = 400;

/// The JSON array of FamiliarFollowers, one for each of `ids` that the viewer may see, in their order. Of accounts that
/// hide their lists none are told. Seven statements at most.
///
/// # Errors
/// From the engine.
pub(super) async fn render(state: &State, viewer: AccountId, ids: &[AccountId]) -> Result<Vec<u8>> {
    let owners = accounts::visible(state, Some(viewer), ids, Way::Listed).await?;
    let open =
        |card: &VisibleCard| policy::see_collections(Some(viewer), card.facts(), card.hide_collections);
    let asked = owners.iter().filter(|card| open(card)).map(|card| card.id).collect();
    let familiar = edges::familiar(state, viewer, asked, MOST).await?;
    let mut people: Vec<AccountId> = familiar.values().flatten().copied().collect();
    people.sort_unstable();
    people.dedup();
    // Whoever hides whom they follow is not told to follow somebody.
    let shown: HashMap<AccountId, VisibleCard> = accounts::visible(state, Some(viewer), &people, Way::Listed)
        .await?
        .into_iter()
        .filter(open)
        .map(|card| (card.id, card))
        .collect();
    let mut out = vec![b'['];
    for (n, owner) in owners.iter().enumerate() {
        let followers = familiar.get(&owner.id).into_iter().flatten();
        let cards: Vec<VisibleCard> = followers.filter_map(|id| shown.get(id).cloned()).collect();
        if n > 0 {
            out.push(b',');
        }
        out.extend_from_slice(format!("{{\"id\":\"{}\",\"accounts\":", owner.id).as_bytes());
        out.extend_from_slice(&accounts::render(&cards));
        out.push(b'}');
    }
    out.push(b']');
    Ok(out)
}
