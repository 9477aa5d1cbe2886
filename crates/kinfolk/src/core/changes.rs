//! Which accounts changed since when: for memory that has no index by account, such as sessions, which are
//! found by their tokens.
//!
//! Every change gets the next number and leaves it at its account's place among [`PLACES`].
//! Whoever reads something first takes a *stamp*, the newest number, and believes what it read as
//! long as no higher number stands at the account's place. A read that raced with a change took
//! its stamp before the change's number, so it is never believed. Accounts that share a place cost
//! each other one more read, and no index from accounts to tokens is kept.

use std::sync::atomic::{AtomicU64, Ordering};

use super::words::AccountId;

/// Among how many places accounts are spread.
const PLACES: usize = 4_096;

/// Numbered changes.
#[derive(Debug)]
pub struct Changes {
    newest: AtomicU64,
    places: Box<[AtomicU64]>,
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

impl Changes {
    /// No changes yet.
    #[must_use]
    pub fn new() -> Self {
        let places = (0..PLACES).map(|_| AtomicU64::new(0)).collect();
        Self { newest: AtomicU64::new(0), places }
    }

    /// To be taken before a read.
    #[must_use]
    pub fn stamp(&self) -> u64 {
        self.newest.load(Ordering::SeqCst)
    }

    /// Something of this account changed; called after the commit.
    pub fn note(&self, account: AccountId) {
        let number = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
        self.place(account).fetch_max(number, Ordering::SeqCst);
    }

    /// Whether something of this account may have changed since the stamp was taken.
    #[must_use]
    pub fn since(&self, stamp: u64, account: AccountId) -> bool {
        self.place(account).load(Ordering::SeqCst) > stamp
    }

    /// A place for each account: the bucket alone would be few, the time alone uneven.
    fn place(&self, account: AccountId) -> &AtomicU64 {
        let mixed = (account.raw() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        &self.places[mixed as usize % PLACES]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_believed_and_what_was_read_after_is() {
        let (changes, ann, bob) = (Changes::new(), AccountId::new(7), AccountId::new(8));
        let before = changes.stamp();
        assert!(!changes.since(before, ann));
        changes.note(ann);
        assert!(changes.since(before, ann), "the read may have missed the change");
        assert!(!changes.since(changes.stamp(), ann));
        assert!(!changes.since(before, bob), "another account's change is no reason");
    }

    #[test]
    fn accounts_are_spread_over_the_places() {
        let changes = Changes::new();
        let hit = |n: i64| std::ptr::from_ref(changes.place(AccountId::new((n << 20) | ((n % 7) << 10))));
        let places: std::collections::HashSet<_> = (1..=4_096).map(hit).collect();
        assert!(places.len() > 2_000, "only {} places are in use", places.len());
    }
}
