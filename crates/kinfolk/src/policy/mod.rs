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

/// Whether an account is among people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    Here,
    /// Not for the time being: those who run the server have suspended it.
    Suspended,
    /// It was deleted and only its name is left.
    Left,
}

/// What policy needs to know of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountFacts {
    /// Which.
    pub id: AccountId,
    /// Whether it is there at all.
    pub presence: Presence,
}

impl Presence {
    /// From the moments (Unix milliseconds) at which an account was suspended and deleted.
    #[must_use]
    pub const fn of(suspended_at: Option<i64>, deleted_at: Option<i64>) -> Self {
        match (suspended_at, deleted_at) {
            (_, Some(_)) => Self::Left,
            (Some(_), None) => Self::Suspended,
            (None, None) => Self::Here,
        }
    }

    /// Whether others can relate to it: follow, block, mention, answer it.
    #[must_use]
    pub const fn can_be_related_to(self) -> bool {
        match self {
            Self::Here => true,
            Self::Suspended | Self::Left => false,
        }
    }
}

/// Whether the viewer may see a status of an author with this presence. A reblog's original is judged
/// by itself.
#[must_use]
pub fn status(facts: &Facts, status: &StatusFacts, author: Presence) -> bool {
    rules::decide(rules::STATUS, facts, status, author)
}

/// Seals a thing made of a status, if the viewer may see it. `judged` says of which status, and whether its author is
/// there.
#[must_use]
pub fn see<T>(
    facts: &Facts,
    judged: impl FnOnce(&T) -> (&StatusFacts, Presence),
    thing: T,
) -> Option<Visible<T>> {
    let (facts_of, author) = judged(&thing);
    status(facts, facts_of, author).then(|| visible::seal(thing))
}

/// Whether a status names somebody from whom the viewer is parted. It is hidden wherever statuses are read,
/// unless the viewer wrote it: it would tell of somebody who does not exist for them.
#[must_use]
pub fn names_parted(facts: &Facts, status: &StatusFacts) -> bool {
    facts.viewer() != Some(status.author) && status.mentions.iter().any(|named| facts.parted(*named))
}

/// Whether timelines and threads leave a status out that the viewer may see: it is of somebody whom they mute, or
/// names one. What one wrote oneself is never left out.
#[must_use]
pub fn is_muted(facts: &Facts, status: &StatusFacts) -> bool {
    facts.viewer() != Some(status.author)
        && (facts.mutes(status.author) || status.mentions.iter().any(|named| facts.mutes(*named)))
}

/// Seals what an app is told that asks for an account by id or exact name: also of somebody suspended,
/// as apps want to know why nothing is there. The thing must then hold no more than that.
#[must_use]
pub fn tell_account<T>(facts: &Facts, account: AccountFacts, thing: T) -> Option<Visible<T>> {
    judge(rules::ASKED_ACCOUNT, facts, account, thing)
}

/// Seals a thing made of an account, if the viewer may see its profile when asking for it by id or
/// exact name: whom I block I still see, to be able to unblock.
#[must_use]
pub fn see_account<T>(facts: &Facts, account: AccountFacts, thing: T) -> Option<Visible<T>> {
    judge(rules::ACCOUNT, facts, account, thing)
}

/// Seals a thing made of an account whose lists the viewer may ask for.
#[must_use]
pub fn see_owner<T>(facts: &Facts, account: AccountFacts, thing: T) -> Option<Visible<T>> {
    judge(rules::OWNER, facts, account, thing)
}

/// Seals a thing made of an account, if it may stand in a list that is shown to the viewer: whom
/// I block is not there.
#[must_use]
pub fn list_account<T>(facts: &Facts, account: AccountFacts, thing: T) -> Option<Visible<T>> {
    judge(rules::LISTED_ACCOUNT, facts, account, thing)
}

fn judge<T>(
    rules: &[rules::Rule<AccountId>],
    facts: &Facts,
    account: AccountFacts,
    thing: T,
) -> Option<Visible<T>> {
    rules::decide(rules, facts, &account.id, account.presence).then(|| visible::seal(thing))
}

/// Seals a thing made of an account for a list of one's own in which blocked people do stand:
/// the list of blocks, and one's lists with `include_blocked`.
#[must_use]
pub fn list_own<T>(account: AccountFacts, thing: T) -> Option<Visible<T>> {
    account.presence.can_be_related_to().then(|| visible::seal(thing))
}

/// Whether `viewer` sees whom an account follows, who follows it and what it wrote, or finds the lists
/// empty: they are where the owner is suspended, and for others where the owner hides them.
#[must_use]
pub fn see_collections(viewer: Option<AccountId>, owner: AccountFacts, hidden: bool) -> bool {
    match owner.presence {
        Presence::Here => !hidden || viewer == Some(owner.id),
        Presence::Suspended | Presence::Left => false,
    }
}

/// Whether the first may follow the second, given what is between them.
///
/// # Errors
/// `Forbidden` with a sentence that says which block stands in the way.
pub fn follow(between: Between) -> Result<()> {
    if between.a.blocks {
        Err(Error::forbidden("You block this account. Unblock it before you follow it"))
    } else if between.b.blocks {
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
