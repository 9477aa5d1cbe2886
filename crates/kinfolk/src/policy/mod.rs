//! Who may see and do what: the one place that decides. Pure functions of (viewer, thing, facts).
//!
//! What depends on edges comes in as [`edges::Facts`](crate::edges::Facts), what depends on a
//! status as [`StatusFacts`]. Each question is a table of rules, read from above; the first that
//! applies decides. The tests take each rule out and turn each round, and fail if nothing notices.
//!
//! **Invariant:** [`Visible`] is made only here, and entities are only made of what is `Visible`.
//!
//! **Not here:** scopes of tokens (`auth`), reading facts (`edges`).

mod rules;
mod visible;

#[cfg(test)]
mod tests;

use base::{Error, Result};

use crate::core::events::StatusFacts;
use crate::core::words::{AccountId, Visibility};
use crate::edges::{Between, Facts};

pub use visible::Visible;

/// What policy needs to know of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountFacts {
    /// Which.
    pub id: AccountId,
    /// It was suspended.
    pub suspended: bool,
}

/// Whether the viewer may see a status. A reblog's original is judged by itself.
#[must_use]
pub fn status(facts: &Facts, status: &StatusFacts) -> bool {
    rules::decide(rules::STATUS, facts, status)
}

/// Seals a thing made of a status, if the viewer may see it.
#[must_use]
pub fn see<T>(facts: &Facts, facts_of: &StatusFacts, thing: T) -> Option<Visible<T>> {
    status(facts, facts_of).then(|| visible::seal(thing))
}

/// Whether a status names somebody from whom the viewer is parted; timelines leave it out then.
#[must_use]
pub fn mentions_parted(facts: &Facts, status: &StatusFacts) -> bool {
    status.mentions.iter().any(|mentioned| facts.parted(*mentioned))
}

/// Seals a thing made of an account, if the viewer may see it when asking for it by id or exact
/// name: whom I block I still see, to be able to unblock.
#[must_use]
pub fn see_account<T>(facts: &Facts, account: AccountFacts, thing: T) -> Option<Visible<T>> {
    rules::decide(rules::ACCOUNT, facts, &account).then(|| visible::seal(thing))
}

/// Seals a thing made of an account, if it may stand in a list that is shown to the viewer: whom
/// I block is not there.
#[must_use]
pub fn list_account<T>(facts: &Facts, account: AccountFacts, thing: T) -> Option<Visible<T>> {
    rules::decide(rules::LISTED_ACCOUNT, facts, &account).then(|| visible::seal(thing))
}

/// Seals a thing made of an account for a list of one's own in which blocked people do stand:
/// the list of blocks, and one's lists with `include_blocked`.
#[must_use]
pub fn list_own<T>(account: AccountFacts, thing: T) -> Option<Visible<T>> {
    (!account.suspended).then(|| visible::seal(thing))
}

/// Whether `viewer` sees whom an account follows and who follows it, or finds the lists empty.
#[must_use]
pub fn see_collections(viewer: Option<AccountId>, owner: AccountId, hidden: bool) -> bool {
    !hidden || viewer == Some(owner)
}

/// Whether the first may follow the second, given what is between them.
///
/// # Errors
/// `Forbidden` with a sentence that says which block stands in the way.
pub fn follow(between: Between) -> Result<()> {
    if between.a_blocks {
        Err(Error::forbidden("You block this account. Unblock it before you follow it"))
    } else if between.b_blocks {
        Err(Error::forbidden("This account blocks you, so you cannot follow it"))
    } else {
        Ok(())
    }
}

/// For whom a reblog of a status that the viewer may see is: as `wanted` for what is for everyone,
/// for one's followers for what one wrote for them. Nothing else can be reblogged, so a reblog
/// never reaches further than its original.
///
/// # Errors
/// `Unprocessable` with a sentence that says why.
pub fn reblog(viewer: AccountId, original: &StatusFacts, wanted: Visibility) -> Result<Visibility> {
    match original.visibility {
        Visibility::Public | Visibility::Unlisted if wanted != Visibility::Direct => Ok(wanted),
        Visibility::Public | Visibility::Unlisted => Err(Error::unprocessable("A reblog cannot be direct")),
        Visibility::Private if original.author == viewer => Ok(Visibility::Private),
        Visibility::Private | Visibility::Direct => {
            Err(Error::unprocessable("This status is not for everyone and cannot be reblogged"))
        }
    }
}

/// Whether two are different accounts; nobody relates to themselves.
///
/// # Errors
/// `Unprocessable` with a sentence that names the act.
pub fn relate(act: &str, viewer: AccountId, other: AccountId) -> Result<()> {
    if viewer == other { Err(Error::unprocessable(format!("You cannot {act} yourself"))) } else { Ok(()) }
}
