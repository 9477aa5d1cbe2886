//! The rules as tables, so that a test can take each one out or turn it round.

use super::AccountFacts;
use crate::core::events::StatusFacts;
use crate::core::words::Visibility;
use crate::edges::Facts;

/// One rule: when it applies, it decides.
pub(super) struct Rule<T: 'static> {
    /// A sentence, for the tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "names a rule in a test's failure"))]
    pub name: &'static str,
    /// What it decides.
    pub allows: bool,
    /// When it applies.
    pub when: fn(&Facts, &T) -> bool,
}

/// The first rule that applies decides; when none does, the answer is no.
pub(super) fn decide<T>(rules: &[Rule<T>], facts: &Facts, thing: &T) -> bool {
    rules.iter().find(|rule| (rule.when)(facts, thing)).is_some_and(|rule| rule.allows)
}

/// Who may see a status.
pub(super) const STATUS: &[Rule<StatusFacts>] = &[
    Rule {
        name: "what I wrote I see",
        allows: true,
        when: |facts, status| facts.viewer() == Some(status.author),
    },
    Rule { name: "a block hides", allows: false, when: |facts, status| facts.parted(status.author) },
    Rule {
        name: "open statuses are for everyone",
        allows: true,
        when: |_, status| status.visibility.is_open(),
    },
    Rule { name: "who is mentioned may read", allows: true, when: is_mentioned },
    Rule { name: "followers may read private statuses", allows: true, when: is_for_followers },
];

fn is_mentioned(facts: &Facts, status: &StatusFacts) -> bool {
    facts.viewer().is_some_and(|viewer| status.mentions.binary_search(&viewer).is_ok())
}

fn is_for_followers(facts: &Facts, status: &StatusFacts) -> bool {
    status.visibility == Visibility::Private && facts.follows(status.author)
}

/// Who may see an account when asking for it by id or exact name.
pub(super) const ACCOUNT: &[Rule<AccountFacts>] = &[
    Rule { name: "a suspended account is gone", allows: false, when: |_, account| account.suspended },
    Rule {
        name: "a block hides the blocker",
        allows: false,
        when: |facts, account| facts.blocked_by(account.id),
    },
    Rule { name: "everyone else is shown", allows: true, when: |_, _| true },
];

/// Who may stand in a list.
pub(super) const LISTED_ACCOUNT: &[Rule<AccountFacts>] = &[
    Rule { name: "a suspended account is gone", allows: false, when: |_, account| account.suspended },
    Rule {
        name: "a block hides each from the other",
        allows: false,
        when: |facts, account| facts.parted(account.id),
    },
    Rule { name: "everyone else is listed", allows: true, when: |_, _| true },
];
