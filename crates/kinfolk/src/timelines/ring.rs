//! A ring: the newest statuses of one source, in memory, as candidates for timelines.
//!
//! **Complete above its floor.** Every committed status of the source with an id above
//! [`Ring::floor`] is in the ring; below it, nothing is. A ring whose floor is 0 holds the whole
//! history. So an entry too many is harmless (policy looks at it again), and a missing one is a bug.
//!
//! Entries come in any order: PostgreSQL commits in parallel, and ids are made before commits.
//!
//! **A ring never changes.** A new status makes a new ring of the old one's entries, some kilobytes at most, which takes
//! its place in the cache. So readers hold no lock, what they have opened stays as it was, and a ring weighs what it holds.

use std::sync::Arc;

use crate::core::cache::Weigh;
use crate::core::words::StatusId;
use crate::statuses::Entry;

/// The newest statuses of one source.
#[derive(Debug, PartialEq, Eq)]
pub struct Ring {
    /// More than this and the oldest leave.
    capacity: usize,
    /// Everything above is here.
    floor: i64,
    /// Newest first, each id once.
    entries: Box<[Entry]>,
}

/// What comes next in a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The entry with this id, at this place.
    Entry(i64, u32),
    /// The ring ends here; what is at or below this id is only in the database.
    Floor(i64),
    /// History ends.
    End,
}

impl Ring {
    /// A ring from what the database gave: the newest rows, newest first, of which at most
    /// `capacity` were asked for. Fewer than that is the whole history.
    #[must_use]
    pub fn new(capacity: usize, mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.id));
        entries.dedup_by_key(|entry| entry.id);
        let whole = entries.len() < capacity;
        entries.truncate(capacity);
        let floor = match entries.last() {
            // The last row itself is here, so everything above the id below it is.
            Some(oldest) if !whole => oldest.id.raw() - 1,
            _ => 0,
        };
        Self { capacity, floor, entries: entries.into() }
    }

    /// The ring with one more status; `None` if that changes nothing, as it is here already, or at or below the floor.
    #[must_use]
    pub fn with(&self, entry: Entry) -> Option<Self> {
        if entry.id.raw() <= self.floor {
            return None;
        }
        let at = self.place_at_most(entry.id.raw());
        if self.entries.get(at).is_some_and(|other| other.id == entry.id) {
            return None;
        }
        let (newer, older) = self.entries.split_at(at);
        let mut entries = Vec::with_capacity(self.entries.len() + 1);
        entries.extend_from_slice(newer);
        entries.push(entry);
        entries.extend_from_slice(older);
        let full = entries.len() > self.capacity;
        let fallen = if full { entries.pop() } else { None };
        let floor = fallen.map_or(self.floor, |oldest| oldest.id.raw());
        Some(Self { capacity: self.capacity, floor, entries: entries.into() })
    }

    /// The ring without a deleted status; `None` if it is not here.
    #[must_use]
    pub fn without(&self, id: StatusId) -> Option<Self> {
        let at = self.place_at_most(id.raw());
        self.entries.get(at).filter(|entry| entry.id == id)?;
        let (newer, from) = self.entries.split_at(at);
        Some(Self {
            capacity: self.capacity,
            floor: self.floor,
            entries: [newer, &from[1..]].concat().into(),
        })
    }

    /// The newest entry below `id`, exclusive.
    #[must_use]
    pub fn next_below(&self, id: i64) -> Next {
        self.next(self.place_at_most(id - 1), id)
    }

    /// The entry that [`Next::Entry`] named, and what comes after it.
    #[must_use]
    pub fn take(&self, place: u32) -> Option<(Entry, Next)> {
        let entry = *self.entries.get(place as usize)?;
        Some((entry, self.next(place as usize + 1, entry.id.raw())))
    }

    /// Appends the oldest `most` entries above `id`, exclusive, oldest first. `false`, and nothing
    /// appended, when the ring does not reach that far back.
    pub fn oldest_above(&self, id: i64, most: usize, out: &mut Vec<Entry>) -> bool {
        if id < self.floor {
            return false;
        }
        out.extend(self.entries[..self.place_at_most(id)].iter().rev().take(most));
        true
    }

    /// Everything above this id is in the ring.
    #[must_use]
    pub fn floor(&self) -> i64 {
        self.floor
    }

    /// What stands at a place, all above which have ids of at least `id`.
    fn next(&self, at: usize, id: i64) -> Next {
        match self.entries.get(at) {
            Some(entry) => Next::Entry(entry.id.raw(), at as u32),
            None if self.floor > 0 => Next::Floor(self.floor.min(id - 1)),
            None => Next::End,
        }
    }

    /// The place of the newest entry with at most this id.
    fn place_at_most(&self, id: i64) -> usize {
        match self.entries.first() {
            // Most ask for the newest.
            Some(newest) if newest.id.raw() <= id => 0,
            _ => self.entries.partition_point(|entry| entry.id.raw() > id),
        }
    }
}

impl Weigh for Arc<Ring> {
    fn weight(&self) -> usize {
        size_of::<Ring>() + size_of_val(&*self.entries)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::words::{AccountId, Visibility};

    /// A plain public status.
    pub fn entry(id: i64, author: i64) -> Entry {
        Entry {
            id: StatusId::new(id),
            author: AccountId::new(author),
            answered: AccountId::ZERO,
            visibility: Visibility::Public,
            is_reply: false,
            is_reblog: false,
        }
    }

    fn ids(ring: &Ring) -> Vec<i64> {
        let mut below = i64::MAX;
        let mut out = Vec::new();
        while let Next::Entry(id, _) = ring.next_below(below) {
            below = id;
            out.push(below);
        }
        out
    }

    #[test]
    fn entries_come_in_any_order_and_leave_in_order() {
        let mut ring = Ring::new(8, vec![]);
        for id in [5, 3, 9, 7] {
            ring = ring.with(entry(id, 1)).unwrap();
        }
        assert_eq!(ring.with(entry(5, 1)), None, "it is there already");
        assert_eq!(ids(&ring), [9, 7, 5, 3]);
        assert_eq!(ring.next_below(3), Next::End, "the whole history is here");
    }

    #[test]
    fn a_full_ring_forgets_its_oldest_and_says_where_it_ends() {
        let ring = Ring::new(3, vec![entry(3, 1), entry(2, 1), entry(1, 1)]);
        assert_eq!(ring.floor(), 0, "three of three at id 1: nothing can be below");
        let ring = ring.with(entry(4, 1)).unwrap();
        assert_eq!((ids(&ring), ring.floor()), (vec![4, 3, 2], 1));
        assert_eq!(ring.with(entry(1, 1)), None, "what lies at the floor stays out");
        assert_eq!(ring.next_below(2), Next::Floor(1));
        let mut out = Vec::new();
        assert!(!ring.oldest_above(0, 9, &mut out), "it does not reach back to 0");
        assert!(ring.oldest_above(1, 2, &mut out));
        assert_eq!(out, [entry(2, 1), entry(3, 1)]);
    }

    #[test]
    fn entries_are_taken_one_after_the_other() {
        let ring = Ring::new(4, vec![entry(9, 1), entry(7, 1), entry(5, 1)]);
        let Next::Entry(9, place) = ring.next_below(i64::MAX) else { panic!("9 is the newest") };
        assert_eq!(ring.take(place), Some((entry(9, 1), Next::Entry(7, 1))));
        assert_eq!(ring.take(2), Some((entry(5, 1), Next::End)));
        assert_eq!(ring.take(3), None);
    }

    #[test]
    fn a_deleted_status_leaves_and_the_floor_stays() {
        let ring = Ring::new(3, vec![entry(9, 1), entry(8, 1), entry(7, 1)]);
        let less = ring.without(StatusId::new(8)).unwrap();
        assert_eq!(less.without(StatusId::new(1)), None);
        assert_eq!((ids(&less), less.floor()), (vec![9, 7], 6));
        assert!(Arc::new(less).weight() < Arc::new(ring).weight());
    }
}
