//! A ring: the newest statuses of one source, in memory, as candidates for timelines.
//!
//! **Complete above its floor.** Every committed status of the source with an id above
//! [`Ring::floor`] is in the ring; below it, nothing is. A ring whose floor is 0 holds the whole
//! history. So an entry too many is harmless (policy looks at it again), and a missing one is a bug.
//!
//! Entries come in any order: PostgreSQL commits in parallel, and ids are made before commits.

use parking_lot::RwLock;

use crate::core::cache::Weigh;
use crate::statuses::Entry;

/// A ring is weighed with room for so many more entries than it is made with.
const ROOM: usize = 16;

/// The newest statuses of one source.
#[derive(Debug)]
pub struct Ring {
    /// More than this and the oldest leave.
    capacity: usize,
    /// Bytes it may come to hold; fixed, as the cache demands.
    weight: usize,
    held: RwLock<Held>,
}

#[derive(Debug)]
struct Held {
    /// Newest first, each id once.
    entries: Vec<Entry>,
    /// Everything above is here.
    floor: i64,
}

/// What comes next in a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The entry with this id. It stands, or stood a moment ago, at this place.
    Entry(i64, u32),
    /// The ring ends here; what is at or below this id is only in the database.
    Floor(i64),
    /// History ends.
    End,
}

impl Held {
    /// What stands at a place, all above which have ids of at least `id`.
    fn next(&self, at: usize, id: i64) -> Next {
        match self.entries.get(at) {
            Some(entry) => Next::Entry(entry.id.raw(), at as u32),
            None if self.floor > 0 => Next::Floor(self.floor.min(id - 1)),
            None => Next::End,
        }
    }
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
        let room = capacity.min(entries.len() + ROOM);
        let weight = size_of::<Self>() + room * size_of::<Entry>();
        Self { capacity, weight, held: RwLock::new(Held { entries, floor }) }
    }

    /// Adds a status; one that is here already, or at or below the floor, changes nothing.
    pub fn insert(&self, entry: Entry) {
        let mut held = self.held.write();
        if entry.id.raw() <= held.floor {
            return;
        }
        let at = held.entries.partition_point(|other| other.id > entry.id);
        if held.entries.get(at).is_some_and(|other| other.id == entry.id) {
            return;
        }
        held.entries.insert(at, entry);
        if held.entries.len() > self.capacity
            && let Some(oldest) = held.entries.pop()
        {
            held.floor = oldest.id.raw();
        }
    }

    /// Takes a deleted status out.
    pub fn remove(&self, id: crate::core::words::StatusId) {
        let mut held = self.held.write();
        let at = held.entries.partition_point(|other| other.id > id);
        if held.entries.get(at).is_some_and(|other| other.id == id) {
            held.entries.remove(at);
        }
    }

    /// The newest entry below `id`, exclusive.
    #[must_use]
    pub fn next_below(&self, id: i64) -> Next {
        let held = self.held.read();
        let is_newest = held.entries.first().is_some_and(|newest| newest.id.raw() < id);
        let at = if is_newest { 0 } else { held.entries.partition_point(|entry| entry.id.raw() >= id) };
        held.next(at, id)
    }

    /// The entry that [`Next::Entry`] named, unless it was deleted since, and what comes after it.
    #[must_use]
    pub fn take(&self, id: i64, place: u32) -> (Option<Entry>, Next) {
        let held = self.held.read();
        let is = |at: usize| held.entries.get(at).filter(|entry| entry.id.raw() == id);
        let mut at = place as usize;
        if is(at).is_none() {
            at = held.entries.partition_point(|entry| entry.id.raw() > id);
        }
        match is(at) {
            Some(entry) => (Some(*entry), held.next(at + 1, id)),
            None => (None, held.next(at, id)),
        }
    }

    /// Appends the oldest `most` entries above `id`, exclusive, oldest first. `false`, and nothing
    /// appended, when the ring does not reach that far back.
    pub fn oldest_above(&self, id: i64, most: usize, out: &mut Vec<Entry>) -> bool {
        let held = self.held.read();
        if id < held.floor {
            return false;
        }
        let newer = held.entries.partition_point(|entry| entry.id.raw() > id);
        out.extend(held.entries[..newer].iter().rev().take(most));
        true
    }

    /// Everything above this id is in the ring.
    #[must_use]
    pub fn floor(&self) -> i64 {
        self.held.read().floor
    }
}

impl Weigh for std::sync::Arc<Ring> {
    fn weight(&self) -> usize {
        self.weight
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::words::{AccountId, StatusId, Visibility};

    /// A plain public status.
    pub fn entry(id: i64, author: i64) -> Entry {
        Entry {
            id: StatusId::new(id),
            author: AccountId::new(author),
            visibility: Visibility::Public,
            in_reply_to: false,
            in_reply_to_account: None,
            reblog_of: None,
            reblog_author: None,
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
        let ring = Ring::new(8, vec![]);
        for id in [5, 3, 9, 5, 7] {
            ring.insert(entry(id, 1));
        }
        assert_eq!(ids(&ring), [9, 7, 5, 3]);
        assert_eq!(ring.next_below(3), Next::End, "the whole history is here");
    }

    #[test]
    fn a_full_ring_forgets_its_oldest_and_says_where_it_ends() {
        let ring = Ring::new(3, vec![entry(3, 1), entry(2, 1), entry(1, 1)]);
        assert_eq!(ring.floor(), 0, "three of three at id 1: nothing can be below");
        ring.insert(entry(4, 1));
        assert_eq!((ids(&ring), ring.floor()), (vec![4, 3, 2], 1));
        ring.insert(entry(1, 1));
        assert_eq!(ids(&ring), [4, 3, 2], "what lies at the floor stays out");
        assert_eq!(ring.next_below(2), Next::Floor(1));
        let mut out = Vec::new();
        assert!(!ring.oldest_above(0, 9, &mut out), "it does not reach back to 0");
        assert!(ring.oldest_above(1, 2, &mut out));
        assert_eq!(out, [entry(2, 1), entry(3, 1)]);
    }

    #[test]
    fn an_entry_is_found_wherever_it_has_moved_and_not_when_it_is_gone() {
        let ring = Ring::new(4, vec![entry(9, 1), entry(7, 1), entry(5, 1)]);
        let Next::Entry(9, place) = ring.next_below(i64::MAX) else { panic!("9 is the newest") };
        ring.insert(entry(11, 1));
        assert_eq!(ring.take(9, place), (Some(entry(9, 1)), Next::Entry(7, 2)));
        ring.remove(StatusId::new(9));
        assert_eq!(ring.take(9, place), (None, Next::Entry(7, 1)));
        assert_eq!(ring.take(5, 2), (Some(entry(5, 1)), Next::End));
    }

    #[test]
    fn a_deleted_status_leaves_and_the_floor_stays() {
        let ring = Ring::new(3, vec![entry(9, 1), entry(8, 1), entry(7, 1)]);
        ring.remove(StatusId::new(8));
        ring.remove(StatusId::new(1));
        assert_eq!((ids(&ring), ring.floor()), (vec![9, 7], 6));
    }
}
