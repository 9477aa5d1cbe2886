//! The timeline merge: the newest statuses over many sources, without looking at most of them.
//!
//! # The problem
//!
//! A reader follows many accounts, and wants the `want` newest statuses below some id. Each
//! account's newest statuses are in its [`Ring`], newest first. Merging all rings with a heap costs
//! time in the number followed, most of it for accounts that have nothing on the page.
//!
//! # Heads first
//!
//! Each source comes with a *bound*: no status of it below the page's edge has a higher id. (Its
//! head, or the edge itself when the head lies above.) Sources are opened in the order of their
//! bounds and only while that can matter:
//!
//! - The heap holds, for each source given, either its bound (unopened) or its next entry.
//! - Popping an unopened source opens its ring and pushes its first entry.
//! - Popping an entry yields it and pushes the next one of the same ring.
//!
//! An entry is yielded only when it is the highest of everything in the heap, so the order is
//! exact: an unopened source with a higher bound would have been popped before.
//!
//! # Where it stops
//!
//! - At [`Stop::Full`] there is enough.
//! - At [`Stop::Rest`] what was not given to the merge might come next. The caller gives only the
//!   sources with the highest bounds, and the highest bound of the others as `rest`.
//! - At [`Stop::Floor`] a ring ends here, and what comes next may be only in the database. Another
//!   source may have yielded that very id.
//! - At [`Stop::End`] all history of the sources given was yielded, and there is no rest.
//!
//! In each case what was yielded is exact and complete down to where it stopped.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::ring::{Next, Ring};
use crate::statuses::Entry;

/// One source given to the merge.
#[derive(Debug, Clone)]
pub struct Source {
    /// No status of this source below `below` has a higher id.
    pub bound: i64,
    /// The newest statuses.
    pub ring: Arc<Ring>,
}

/// Why the merge stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// As many as wanted.
    Full,
    /// A source that was not given might come next.
    Rest,
    /// What is at or below this id may be only in the database.
    Floor(i64),
    /// There is nothing more.
    End,
}

/// What a source has next.
enum Place {
    Unopened,
    At(Entry),
    Floor,
}

struct Candidate {
    id: i64,
    source: usize,
    place: Place,
}

impl Candidate {
    /// At the same id an entry comes before a bound: it *is* that id.
    fn rank(&self) -> (i64, bool) {
        (self.id, matches!(self.place, Place::At(_)))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// Appends the statuses below `below` to `out`, newest first, until it holds `want`, and says why it
/// stopped.
/// `rest` is the highest bound of any source that was not given; 0 when all were.
pub fn newest(sources: &[Source], below: i64, rest: i64, want: usize, out: &mut Vec<Entry>) -> Stop {
    let unopened =
        |(source, given): (usize, &Source)| Candidate { id: given.bound, source, place: Place::Unopened };
    let mut heap: BinaryHeap<Candidate> = sources.iter().enumerate().map(unopened).collect();
    while let Some(top) = heap.pop() {
        if top.id <= rest {
            return Stop::Rest;
        }
        let from = match top.place {
            Place::Unopened => below,
            Place::Floor => return Stop::Floor(top.id),
            Place::At(_) if out.len() >= want => return Stop::Full,
            Place::At(entry) => {
                out.push(entry);
                top.id
            }
        };
        let (id, place) = match sources[top.source].ring.next_below(from) {
            Next::Entry(entry) => (entry.id.raw(), Place::At(entry)),
            Next::Floor(floor) => (floor, Place::Floor),
            Next::End => continue,
        };
        heap.push(Candidate { id, source: top.source, place });
    }
    if rest > 0 { Stop::Rest } else { Stop::End }
}

#[cfg(test)]
mod tests {
    use super::super::ring::tests::entry;
    use super::*;
    use proptest::prelude::*;

    /// Sources as a person might follow them: some full, some short, some with a head too high.
    fn world() -> impl Strategy<Value = Vec<(Vec<i64>, i64)>> {
        let source = (proptest::collection::btree_set(1..400i64, 0..30), 0..50i64);
        proptest::collection::vec(source, 0..40).prop_map(|sources| {
            let mut taken = std::collections::BTreeSet::new();
            let keep = |ids: std::collections::BTreeSet<i64>, taken: &mut std::collections::BTreeSet<i64>| {
                ids.into_iter().filter(|id| taken.insert(*id)).collect::<Vec<i64>>()
            };
            sources.into_iter().map(|(ids, slack)| (keep(ids, &mut taken), slack)).collect()
        })
    }

    fn plain(world: &[(Vec<i64>, i64)], below: i64) -> Vec<i64> {
        let mut all: Vec<i64> =
            world.iter().flat_map(|(ids, _)| ids.iter().copied()).filter(|id| *id < below).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }

    fn sources(world: &[(Vec<i64>, i64)], below: i64, capacity: usize) -> Vec<Source> {
        let one = |(author, (ids, slack)): (usize, &(Vec<i64>, i64))| {
            let mut newest: Vec<i64> = ids.clone();
            newest.sort_unstable_by(|a, b| b.cmp(a));
            newest.truncate(capacity);
            let ring =
                Ring::new(capacity, newest.into_iter().map(|id| entry(id, author as i64 + 1)).collect());
            let head = ids.iter().max().map_or(0, |head| head + slack);
            Source { bound: head.min(below - 1), ring: Arc::new(ring) }
        };
        let mut all: Vec<Source> = world.iter().enumerate().map(one).collect();
        all.sort_by_key(|source| std::cmp::Reverse(source.bound));
        all
    }

    proptest! {
        #[test]
        fn what_is_yielded_is_a_prefix_of_the_plain_sort(
            world in world(), below in 1..450i64, want in 1..30usize, capacity in 1..40usize, given in 0..40usize,
        ) {
            let all = sources(&world, below, capacity);
            let given = given.min(all.len());
            let rest = all.get(given).map_or(0, |source| source.bound);
            let expected = plain(&world, below);
            let mut out = Vec::new();
            let stop = newest(&all[..given], below, rest, want, &mut out);
            let got: Vec<i64> = out.iter().map(|entry| entry.id.raw()).collect();
            prop_assert!(expected.starts_with(&got), "{got:?} is no prefix of {expected:?}");
            match stop {
                Stop::Full => prop_assert_eq!(got.len(), want),
                Stop::End => prop_assert_eq!(&got, &expected),
                // Nothing above the place where it stopped was left out.
                Stop::Rest => prop_assert!(expected.get(got.len()).is_none_or(|next| *next <= rest)),
                Stop::Floor(floor) => prop_assert!(expected.get(got.len()).is_none_or(|next| *next <= floor)),
            }
        }

        #[test]
        fn only_sources_that_can_matter_are_opened(heads in proptest::collection::btree_set(1..10_000i64, 60..200)) {
            // Whole rings with one status each: the page of 20 comes from the 20 highest heads alone.
            let world: Vec<(Vec<i64>, i64)> = heads.iter().map(|head| (vec![*head], 0)).collect();
            let all = sources(&world, i64::MAX, 8);
            let mut out = Vec::new();
            let stop = newest(&all[..21], i64::MAX, all[21].bound, 20, &mut out);
            prop_assert_eq!((stop, out.len()), (Stop::Full, 20));
        }
    }
}
