//! The graph as each account sees it, so that both sides of every edge can be written in the order of the tables.
//!
//! Half of the memory of a list of edges sorted the other way: each account has a list of its pairs, and pairs are
//! only numbered. **Not here:** rows.

use crate::cli::seed::graph::{Graph, Pair};

/// The pairs of each account.
pub(super) struct Neighbours<'a> {
    pairs: &'a [Pair],
    /// Where the list of the account at a place begins; one more at the end.
    starts: Vec<usize>,
    /// Numbers of pairs, list after list, each ascending by the account at the other end.
    lists: Vec<u32>,
}

/// What is between an account and another.
pub(super) struct Seen {
    /// The other's place.
    pub(super) other: u32,
    /// The number of the follow of the other, if the account follows it.
    pub(super) out: Option<usize>,
    /// The number of the follow by the other, if it follows the account.
    pub(super) back: Option<usize>,
}

impl<'a> Neighbours<'a> {
    /// Of a graph whose pairs are ascending.
    pub(super) fn of(graph: &'a Graph) -> Self {
        let pairs = &graph.pairs;
        let mut starts = vec![0; graph.names.len() + 1];
        for pair in pairs {
            starts[pair.lo as usize + 1] += 1;
            starts[pair.hi as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut ends = starts.clone();
        let mut lists = vec![0; pairs.len() * 2];
        // Pairs come by their lower place, then by their higher one. So an account meets all below it, ascending,
        // before it comes first itself and meets all above it, ascending.
        for (number, pair) in (0..).zip(pairs) {
            for place in [pair.lo as usize, pair.hi as usize] {
                lists[ends[place]] = number;
                ends[place] += 1;
            }
        }
        Self { pairs, starts, lists }
    }

    /// What is between the account at a place and others, ascending by their places.
    pub(super) fn around(&self, place: u32) -> impl Iterator<Item = Seen> {
        let range = self.starts[place as usize]..self.starts[place as usize + 1];
        self.lists[range].iter().map(move |number| {
            let pair = self.pairs[*number as usize];
            let (up, down) = (*number as usize * 2, *number as usize * 2 + 1);
            let (up, down) = (pair.up.then_some(up), pair.down.then_some(down));
            if pair.lo == place {
                Seen { other: pair.hi, out: up, back: down }
            } else {
                Seen { other: pair.lo, out: down, back: up }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::seed::graph::parse;

    #[test]
    fn everybody_sees_their_own_side_of_each_pair_in_order() {
        let graph = parse("5 1\n1 3\n3 1\n4 3\n2 9\n9 5\n", true).unwrap();
        let neighbours = Neighbours::of(&graph);
        let mut follows = Vec::new();
        for place in 0..6 {
            let around: Vec<Seen> = neighbours.around(place).collect();
            assert!(around.is_sorted_by_key(|seen| seen.other));
            for seen in around {
                let names = (graph.names[place as usize], graph.names[seen.other as usize]);
                follows.extend(seen.out.map(|number| (number, names)));
                follows.extend(seen.back.map(|number| (number, (names.1, names.0))));
            }
        }
        follows.sort_unstable();
        // Each follow is seen from both sides under one number.
        let (from, to): (Vec<_>, Vec<_>) = follows.chunks(2).map(|both| (both[0], both[1])).unzip();
        assert_eq!(from, to);
        let mut found: Vec<(u64, u64)> = from.into_iter().map(|(_, names)| names).collect();
        found.sort_unstable();
        assert_eq!(found, [(1, 3), (2, 9), (3, 1), (4, 3), (5, 1), (9, 5)]);
    }
}
