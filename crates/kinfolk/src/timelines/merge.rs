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
//! - The heap holds, for each source given, either its bound (unopened) or the id of its next entry.
//! - Popping an unopened source opens its ring and pushes its first entry.
//! - Popping an entry takes it from its ring, yields it if the caller keeps such, and pushes the next one of
//!   the same ring.
//!
//! What is in the heap is small: an id and two places. A ring that no page reaches is never looked up.
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
//! - At [`Stop::Missing`] the ring of a source is not in memory. What was yielded is to be thrown away.
//! - At [`Stop::End`] all history of the sources given was yielded, and there is no rest.
//!
//! In each other case what was yielded is exact and complete down to where it stopped.

use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

use super::ring::{Next, Ring};
use crate::statuses::Entry;

/// What is asked of a merge.
pub struct Wanted<K> {
    /// Only statuses below this id.
    pub below: i64,
    /// So many of them.
    pub count: usize,
    /// Which of them count.
    pub keep: K,
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
    /// The ring of this source must be filled first.
    Missing,
    /// There is nothing more.
    End,
}

/// What a source has next. Of two places with the same id the entry comes first: it *is* that id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Its number among the sources given.
    Unopened(u32),
    /// Which of the opened rings.
    Floor(u32),
    /// Which of the opened rings, and where in it.
    At(u32, u32),
}

/// Appends the statuses that are wanted to `out`, newest first, and says why it stopped.
///
/// `sources` are an upper bound each (no status of the source below `wanted.below` has a higher id) and what `ring`
/// knows the source by; `rest` is the highest bound of any source that was not given, 0 when all were.
pub fn newest<K: Fn(&Entry) -> bool>(
    sources: &[(i64, u32)],
    rest: i64,
    mut ring: impl FnMut(u32) -> Option<Arc<Ring>>,
    wanted: &Wanted<K>,
    out: &mut Vec<Entry>,
) -> Stop {
    let mut opened: Vec<Arc<Ring>> = Vec::with_capacity(wanted.count.min(sources.len()));
    let unopened = |(number, (bound, _)): (usize, &(i64, u32))| (*bound, Place::Unopened(number as u32));
    let mut heap: BinaryHeap<(i64, Place)> = sources.iter().enumerate().map(unopened).collect();
    while let Some(mut top) = heap.peek_mut() {
        let (id, place) = *top;
        // No status has an id below 1.
        if id <= rest.max(0) {
            break;
        }
        let (number, next) = match place {
            Place::Unopened(number) => {
                let Some(ring) = ring(sources[number as usize].1) else { return Stop::Missing };
                let next = ring.next_below(wanted.below);
                opened.push(ring);
                (opened.len() as u32 - 1, next)
            }
            Place::At(..) | Place::Floor(_) if out.len() >= wanted.count => return Stop::Full,
            Place::Floor(_) => return Stop::Floor(id),
            Place::At(number, at) => match opened[number as usize].take(at) {
                Some((entry, next)) => {
                    out.extend(Some(entry).filter(&wanted.keep));
                    (number, next)
                }
                None => (number, Next::End),
            },
        };
        match next {
            Next::Entry(id, at) => *top = (id, Place::At(number, at)),
            Next::Floor(floor) => *top = (floor, Place::Floor(number)),
            Next::End => drop(PeekMut::pop(top)),
        }
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

    type Rings = Vec<Arc<Ring>>;

    /// Sources by falling bound, and their rings.
    fn sources(world: &[(Vec<i64>, i64)], below: i64, capacity: usize) -> (Vec<(i64, u32)>, Rings) {
        let one = |(author, (ids, slack)): (usize, &(Vec<i64>, i64))| {
            let mut newest: Vec<i64> = ids.clone();
            newest.sort_unstable_by(|a, b| b.cmp(a));
            newest.truncate(capacity);
            let ring =
                Ring::new(capacity, newest.into_iter().map(|id| entry(id, author as i64 + 1)).collect());
            let head = ids.iter().max().map_or(0, |head| head + slack);
            ((head.min(below - 1), author as u32), Arc::new(ring))
        };
        let (mut all, rings): (Vec<_>, Rings) = world.iter().enumerate().map(one).unzip();
        all.sort_by_key(|(bound, _)| std::cmp::Reverse(*bound));
        (all, rings)
    }

    proptest! {
        #[test]
        fn what_is_yielded_is_a_prefix_of_the_plain_sort(
            world in world(), below in 1..450i64, want in 1..30usize, capacity in 1..40usize, given in 0..40usize,
            divisor in 1..4i64,
        ) {
            let (all, rings) = sources(&world, below, capacity);
            let given = given.min(all.len());
            let rest = all.get(given).map_or(0, |(bound, _)| *bound);
            let mut expected = plain(&world, below);
            expected.retain(|id| id % divisor == 0);
            let mut out = Vec::new();
            let ring = |author: u32| Some(Arc::clone(&rings[author as usize]));
            let wanted = Wanted { below, count: want, keep: |entry: &Entry| entry.id.raw() % divisor == 0 };
            let stop = newest(&all[..given], rest, ring, &wanted, &mut out);
            let got: Vec<i64> = out.iter().map(|entry| entry.id.raw()).collect();
            prop_assert!(expected.starts_with(&got), "{got:?} is no prefix of {expected:?}");
            match stop {
                Stop::Full => prop_assert_eq!(got.len(), want),
                Stop::End => prop_assert_eq!(&got, &expected),
                // Nothing above the place where it stopped was left out.
                Stop::Rest => prop_assert!(rest > 0 && expected.get(got.len()).is_none_or(|next| *next <= rest)),
                Stop::Floor(floor) => prop_assert!(expected.get(got.len()).is_none_or(|next| *next <= floor)),
                Stop::Missing => prop_assert!(false, "all rings are there"),
            }
        }

        #[test]
        fn only_sources_that_can_matter_are_opened(heads in proptest::collection::btree_set(1..10_000i64, 60..200)) {
            // Whole rings with one status each: the page of 20 comes from the 20 highest heads alone.
            let world: Vec<(Vec<i64>, i64)> = heads.iter().map(|head| (vec![*head], 0)).collect();
            let (all, rings) = sources(&world, i64::MAX, 8);
            let (mut out, mut opened) = (Vec::new(), 0);
            let ring = |author: u32| {
                opened += 1;
                Some(Arc::clone(&rings[author as usize]))
            };
            let wanted = Wanted { below: i64::MAX, count: 20, keep: |_: &Entry| true };
            let stop = newest(&all, 0, ring, &wanted, &mut out);
            prop_assert_eq!(opened, 21);
            prop_assert_eq!((stop, out.len()), (Stop::Full, 20));
        }
    }
}
