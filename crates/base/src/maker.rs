//! The id maker, and the horizon that makes paging by id exact.
//!
//! Commit order is not id order. Within one millisecond the bucket stands above the sequence,
//! the in-memory rings fill after the commit, and PostgreSQL commits in parallel. A client that
//! polls with `since_id` must nevertheless skip nobody. Two rules give that:
//!
//! 1. *The horizon lies below everything in flight.* An id is in flight from [`IdMaker::make`]
//!    until its [`InFlight`] is dropped, which the committer does after the commit *and* after
//!    the rings have been told. [`IdMaker::horizon`] is below every id in flight.
//! 2. *The maker never makes an id at or below a horizon that it has published.* It takes the
//!    next millisecond instead, logically, so this also holds when the clock stands still.
//!
//! A page ends at the horizon, so whatever a reader has seen the end of stays complete. Only
//! imports ([`IdMaker::at`]) go below, on purpose: their dates are old.

use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::Clock;
use crate::id::{SEQUENCE_BITS, TIME_SHIFT, bucket_of, millis_of};

const SEQUENCES: i64 = 1 << SEQUENCE_BITS;
/// Everything below the time part: bucket and sequence.
const LOW_MASK: i64 = (1 << TIME_SHIFT) - 1;

/// Makes ids of one instance. Clones share the state.
#[derive(Clone, Debug)]
pub struct IdMaker {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// Logical time of the newest id; never goes back.
    millis: i64,
    /// Next sequence within `millis`, over all buckets, so that one instance never collides with itself.
    sequence: i64,
    /// Highest horizon that a reader has been given.
    published: i64,
    in_flight: BTreeSet<i64>,
}

/// Keeps an id in flight until it is dropped. Drop it after the commit has been applied
/// everywhere in this process, or after the transaction is gone.
#[derive(Debug)]
pub struct InFlight {
    id: i64,
    state: Arc<Mutex<State>>,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.state.lock().in_flight.remove(&self.id);
    }
}

impl IdMaker {
    /// A maker that starts above `newest`, the largest id in the database (0 if there is none).
    #[must_use]
    pub fn new(clock: Clock, newest: i64) -> Self {
        let state = State {
            millis: millis_of(newest),
            sequence: SEQUENCES,
            published: newest | LOW_MASK,
            in_flight: BTreeSet::new(),
        };
        // An empty database has published nothing.
        let state = if newest == 0 { State { published: 0, ..state } } else { state };
        Self { clock, state: Arc::new(Mutex::new(state)) }
    }

    /// A new id in `bucket` (0–1023), in flight until the guard is dropped.
    #[must_use]
    pub fn make(&self, bucket: i64) -> (i64, InFlight) {
        let now = self.clock.now_ms();
        let mut state = self.state.lock();
        let id = state.next(now, bucket);
        state.in_flight.insert(id);
        drop(state);
        (id, InFlight { id, state: Arc::clone(&self.state) })
    }

    /// A new id whose place in any order matters to nobody who pages while it is written, such as
    /// an account's: made like the others, never in flight.
    #[must_use]
    pub fn make_quiet(&self, bucket: i64) -> i64 {
        let now = self.clock.now_ms();
        self.state.lock().next(now, bucket)
    }

    /// An id for something dated `unix_ms`, as an import needs: below the horizon on purpose.
    /// `sequence` tells things of one owner and millisecond apart; a collision is refused by the
    /// primary key and tried again with the next one.
    #[must_use]
    pub fn at(unix_ms: i64, bucket: i64, sequence: i64) -> i64 {
        (unix_ms << TIME_SHIFT) | ((bucket & 1023) << SEQUENCE_BITS) | (sequence & (SEQUENCES - 1))
    }

    /// A random bucket, for a new account.
    #[must_use]
    pub fn random_bucket() -> i64 {
        bucket_of(crate::random::number())
    }

    /// The highest id up to which everything that this instance made is committed and applied.
    /// Whoever asks may show everything up to it: nothing will be made at or below it any more.
    #[must_use]
    pub fn horizon(&self) -> i64 {
        let now = self.clock.now_ms();
        let mut state = self.state.lock();
        let horizon = match state.in_flight.first() {
            Some(oldest) => oldest - 1,
            // The clock counts as well: other instances make ids that this one only reads.
            None => (state.millis.max(now) << TIME_SHIFT) | LOW_MASK,
        };
        state.published = state.published.max(horizon);
        horizon
    }

    /// Raises the maker above an id that another instance or process made, and lets readers see it.
    /// What answers a thing is made after [`IdMaker::saw`] of it, so that it sorts behind it even in
    /// the same millisecond.
    pub fn saw(&self, id: i64) {
        let mut state = self.state.lock();
        if millis_of(id) >= state.millis {
            state.millis = millis_of(id);
            state.sequence = SEQUENCES;
        }
    }
}

impl State {
    fn next(&mut self, now: i64, bucket: i64) -> i64 {
        if now > self.millis {
            self.millis = now;
            self.sequence = 0;
        }
        if self.sequence >= SEQUENCES {
            self.millis += 1;
            self.sequence = 0;
        }
        let mut id = IdMaker::at(self.millis, bucket, self.sequence);
        if id <= self.published {
            self.millis = self.millis.max(millis_of(self.published)) + 1;
            self.sequence = 0;
            id = IdMaker::at(self.millis, bucket, 0);
        }
        self.sequence += 1;
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_stands_still_or_goes_back() {
        let maker = IdMaker::new(Clock::manual(1_000), 5_000 << TIME_SHIFT);
        let mut last = 5_000 << TIME_SHIFT;
        for _ in 0..5_000 {
            let (id, _guard) = maker.make(7);
            assert!(id > last);
            last = id;
        }
    }

    #[test]
    fn the_horizon_stays_below_what_is_in_flight() {
        let maker = IdMaker::new(Clock::manual(1_000), 0);
        let (first, first_guard) = maker.make(900);
        let (second, second_guard) = maker.make(1);
        assert!(maker.horizon() < first.min(second));
        drop(second_guard);
        assert!(maker.horizon() < first, "the first is still in flight");
        drop(first_guard);
        assert!(maker.horizon() >= first.max(second));
    }

    #[test]
    fn nothing_is_made_at_or_below_a_published_horizon() {
        let maker = IdMaker::new(Clock::manual(1_000), 0);
        let mut published = 0;
        for step in 0..2_000 {
            let (id, guard) = maker.make((step * 37) % 1024);
            assert!(id > published, "{id} is at or below {published}");
            if step % 3 == 0 {
                published = maker.horizon();
                assert!(published < id);
            }
            drop(guard);
            if step % 5 == 0 {
                published = maker.horizon();
                assert!(published >= id);
            }
        }
    }

    #[test]
    fn what_is_made_after_seeing_an_id_is_above_it_even_in_the_same_millisecond() {
        let maker = IdMaker::new(Clock::manual(1_000), 0);
        let (seen, _guard) = maker.make(1023);
        maker.saw(seen);
        assert!(maker.make_quiet(0) > seen);
        maker.saw(IdMaker::at(5_000, 7, 3));
        assert!(maker.make_quiet(0) > IdMaker::at(5_000, 7, 3));
        let newest = maker.make_quiet(9);
        maker.saw(IdMaker::at(2_000, 0, 0));
        assert!(maker.make_quiet(9) > newest, "an old id changes nothing");
    }

    #[test]
    fn one_instance_never_makes_the_same_id_twice() {
        let maker = IdMaker::new(Clock::manual(1_000), 0);
        let all: BTreeSet<i64> = (0..10_000).map(|n| maker.make_quiet(n % 3)).collect();
        assert_eq!(all.len(), 10_000);
    }
}
