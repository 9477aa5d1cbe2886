//! The rules as tables, so that a test can take each one out or turn it round.

use super::Presence;
use crate::core::events::StatusFacts;
use crate::core::words::{AccountId, Visibility};
use crate::edges::Facts;

/// One rule: when it applies, it decides.
pub(super) struct Rule<T: 'static> {
    /// A sentence, for the tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "names a rule in a test's failure"))]
    pub name: &'static str,
    /// What it decides.
    pub allows: bool,
    /// When it applies, given the presence of the account itself, or of who wrote the status.
    pub when: fn(&Facts, &T, Presence) -> bool,
}

/// The first rule that applies decides; when none does, the answer is no.
pub(super) fn decide<T>(rules: &[Rule<T>], facts: &Facts, thing: &T, presence: Presence) -> bool {
    rules.iter().find(|rule| (rule.when)(facts, thing, presence)).is_some_and(|rule| rule.allows)
}

/// Who may see a status.
pub(super) const STATUS: &[Rule<StatusFacts>] = &[
    Rule {
        name: "who is suspended or has left has written nothing",
        allows: false,
        when: |_, _, author| author != Presence::Here,
    },
    Rule {
        name: "what I wrote I see",
        allows: true,
        when: |facts, status, _| facts.viewer() == Some(status.author),
    },
    Rule { name: "a block hides", allows: false, when: |facts, status, _| facts.parted(status.author) },
    Rule {
        name: "open statuses are for everyone",
        allows: true,
        when: |_, status, _| status.visibility.is_open(),
    },
    Rule { name: "who is mentioned may read", allows: true, when: is_mentioned },
    Rule { name: "followers may read private statuses", allows: true, when: is_for_followers },
];

fn is_mentioned(facts: &Facts, status: &StatusFacts, _: Presence) -> bool {
    facts.viewer().is_some_and(|viewer| status.mentions.binary_search(&viewer).is_ok())
}

fn is_for_followers(facts: &Facts, status: &StatusFacts, _: Presence) -> bool {
    status.visibility == Visibility::Private && facts.follows(status.author)
}

const GONE: Rule<AccountId> =
    Rule { name: "who has left is gone", allows: false, when: |_, _, presence| presence == Presence::Left };
const HIDDEN: Rule<AccountId> = Rule {
    name: "who is suspended or has left is not shown",
    allows: false,
    when: |_, _, presence| presence != Presence::Here,
};
const BLOCKER: Rule<AccountId> = Rule {
    name: "a block hides the blocker",
    allows: false,
    when: |facts, account, _| facts.blocked_by(*account),
};
const PARTED: Rule<AccountId> = Rule {
    name: "a block hides each from the other",
    allows: false,
    when: |facts, account, _| facts.parted(*account),
};
const EVERYONE: Rule<AccountId> = Rule { name: "everyone else is shown", allows: true, when: |_, _, _| true };

/// Whom apps are told about by id or exact name: of somebody suspended, that they are.
pub(super) const ASKED_ACCOUNT: &[Rule<AccountId>] = &[GONE, BLOCKER, EVERYONE];

/// Who may see an account's profile, by id or exact name.
pub(super) const ACCOUNT: &[Rule<AccountId>] = &[HIDDEN, BLOCKER, EVERYONE];

/// Whose lists may be asked for; those of somebody suspended are empty ([`super::see_collections`]).
pub(super) const OWNER: &[Rule<AccountId>] = &[GONE, PARTED, EVERYONE];

/// Who may stand in a list.
pub(super) const LISTED_ACCOUNT: &[Rule<AccountId>] = &[HIDDEN, PARTED, EVERYONE];
