//! OAuth scopes: which exist, and which contains which.
//!
//! Source: <https://docs.joinmastodon.org/api/oauth-scopes/>. The scopes are a tree: `read` holds
//! `read:statuses`; `follow`, which apps still ask for, holds reading and writing of blocks,
//! follows and mutes. `offline_access` is no right but a wish: for short tokens that are renewed (`refresh`).
//!
//! Not here: what an endpoint needs (each names it with [`super::Viewer::needs`]).

use std::fmt;

use base::{Error, Result};

/// Every scope, in the order in which a set of them is written. Append only inside a group: sets
/// are stored as text, so the numbers may change.
static NAMES: [&str; 48] = [
    "profile",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
    "follow",
    "push",
    "offline_access",
    "admin:read",
    "admin:read:accounts",
    "admin:read:canonical_email_blocks",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:reports",
    "admin:write",
    "admin:write:accounts",
    "admin:write:canonical_email_blocks",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:reports",
];

/// A set of scopes. Copying it costs nothing.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes {
    /// What was asked for, a bit for each of [`NAMES`].
    named: u64,
    /// That and everything it holds.
    reach: u64,
}

impl Scopes {
    /// No scope: allows nothing that needs one.
    pub const NONE: Self = Self { named: 0, reach: 0 };

    /// From a list separated by blanks, or by `+` as some clients send it.
    ///
    /// # Errors
    /// The first word that is no scope.
    pub fn parse(text: &str) -> Result<Self, UnknownScope> {
        let mut named = 0;
        for word in words(text) {
            let at = index(word).ok_or_else(|| UnknownScope(word.to_owned()))?;
            named |= 1 << at;
        }
        Ok(Self::of(named))
    }

    /// From a list that was stored: a scope that no longer exists allows nothing.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self::of(words(text).filter_map(index).fold(0, |set, at| set | (1 << at)))
    }

    fn of(named: u64) -> Self {
        let reach = (0..NAMES.len()).filter(|at| named & (1 << at) != 0).fold(0, |set, at| set | held_by(at));
        Self { named, reach }
    }

    /// Whether the set holds the scope of this name, itself or by one above it.
    #[must_use]
    pub fn allows(self, name: &str) -> bool {
        index(name).is_some_and(|at| self.reach & (1 << at) != 0)
    }

    /// Whether everything in this set is held by the other.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        self.reach & !other.reach == 0
    }

    /// Both sets together.
    #[must_use]
    pub fn with(self, more: Self) -> Self {
        Self::of(self.named | more.named)
    }

    /// The set without a scope of this name; what else holds it stays.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        index(name).map_or(self, |at| Self::of(self.named & !(1 << at)))
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.named == 0
    }

    /// The names that were asked for, in order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        (0..NAMES.len()).filter(move |at| self.named & (1 << at) != 0).map(|at| NAMES[at])
    }

    /// The names of all scopes.
    #[must_use]
    pub fn all_names() -> &'static [&'static str] {
        &NAMES
    }

    /// # Errors
    /// `Forbidden` with Mastodon's sentence unless the set holds one of the scopes.
    pub fn needs_any(self, names: &[&str]) -> Result<()> {
        if names.iter().any(|name| self.allows(name)) {
            Ok(())
        } else {
            Err(Error::forbidden("This action is outside the authorized scopes"))
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '+', '\n', '\t', ',']).filter(|word| !word.is_empty())
}

fn index(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

/// The scope itself and what it holds, as bits.
fn held_by(at: usize) -> u64 {
    let above = NAMES[at];
    let holds = |name: &str| match name.strip_prefix(above) {
        Some(rest) => rest.is_empty() || rest.starts_with(':'),
        None => above == "follow" && name.split_once(':').is_some_and(|(verb, thing)| bundled(verb, thing)),
    };
    (0..NAMES.len()).filter(|other| holds(NAMES[*other])).fold(0, |set, other| set | (1 << other))
}

/// What the old scope `follow` holds.
fn bundled(verb: &str, thing: &str) -> bool {
    matches!(verb, "read" | "write") && matches!(thing, "blocks" | "follows" | "mutes")
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, name) in self.names().enumerate() {
            f.write_str(if nth == 0 { "" } else { " " })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

/// A word that is no scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownScope(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(set: &str, name: &str) -> bool {
        Scopes::parse(set).unwrap().allows(name)
    }

    #[test]
    fn a_scope_holds_what_is_below_it_and_nothing_beside_it() {
        assert!(allows("read", "read:statuses") && allows("read", "read"));
        assert!(!allows("read:statuses", "read") && !allows("read:statuses", "read:accounts"));
        assert!(!allows("read", "write:statuses") && !allows("read", "admin:read"));
        assert!(allows("admin:read", "admin:read:reports") && !allows("admin:read", "admin:write:reports"));
    }

    #[test]
    fn follow_holds_blocks_follows_and_mutes_only() {
        for name in
            ["read:blocks", "write:blocks", "read:follows", "write:follows", "read:mutes", "write:mutes"]
        {
            assert!(allows("follow", name), "{name}");
        }
        assert!(
            !allows("follow", "read:statuses") && !allows("follow", "write") && !allows("follow", "read")
        );
        assert!(!allows("read", "follow"), "only writing tells them apart");
    }

    #[test]
    fn a_set_is_within_another_by_what_it_reaches() {
        let set = |text| Scopes::parse(text).unwrap();
        assert!(set("read:statuses write:follows").is_within(set("read write")));
        assert!(set("follow").is_within(set("read write follow")));
        assert!(!set("read").is_within(set("read:statuses")));
        assert!(Scopes::NONE.is_within(set("read")));
        assert!(!set("read offline_access").is_within(set("read write follow push")));
        assert_eq!(set("read offline_access").without("offline_access"), set("read"));
    }

    #[test]
    fn a_set_is_written_as_apps_ask_for_it() {
        assert_eq!(Scopes::parse("push follow  write read").unwrap().to_string(), "read write follow push");
        assert_eq!(Scopes::parse("read+write").unwrap().to_string(), "read write");
        assert_eq!(Scopes::parse("read everything"), Err(UnknownScope("everything".to_owned())));
        assert_eq!(Scopes::stored("read everything").to_string(), "read");
    }
}
