//! Gaps: between which ids an author has written nothing.
//!
//! A page below the rings asks for the nearest status of each author. Whoever leafs through a long home asks for them
//! again with each page, and nearly all answers stay what they were, as most authors write much less often than a page
//! is long. So an answer is kept as the gap that it shows: from the status that was found to the edge from which it was
//! looked for. Any edge within a gap has the same nearest status, and gaps that overlap are one.
//!
//! Where a page took looks at thousands, the other direction is looked in as well once it is sent: a gap that is known from
//! end to end also answers whoever goes back.
//!
//! One gap is kept of each author, the one around the last edges. A new or deleted status of the author forgets it.

use std::collections::HashMap;

use base::Result;

use super::rings::Rings;
use crate::core::State;
use crate::core::cache::Weigh;
use crate::core::words::AccountId;
use crate::statuses::skeleton::Order;

/// No status of the author has an id between these two, exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    low: i64,
    high: i64,
    /// At `low` is a status; or it is 0, and there is none further down.
    ends_below: bool,
    /// At `high` is a status; or it is `i64::MAX`, and there is none further up.
    ends_above: bool,
}

impl Weigh for Gap {
    fn weight(&self) -> usize {
        size_of::<Self>()
    }
}

impl Gap {
    /// The gap that a look from `edge` has shown, which found this status, or none.
    fn seen(edge: i64, order: Order, found: Option<i64>) -> Self {
        match order {
            Order::NewestFirst => {
                Self { low: found.unwrap_or(0), high: edge, ends_below: true, ends_above: false }
            }
            Order::OldestFirst => {
                Self { low: edge, high: found.unwrap_or(i64::MAX), ends_below: false, ends_above: true }
            }
        }
    }

    /// The status nearest to `edge`, exclusive, if this gap says it; within, 0 or `i64::MAX` when there is none.
    fn nearest(&self, edge: i64, order: Order) -> Option<i64> {
        match order {
            Order::NewestFirst => {
                (self.ends_below && self.low < edge && edge <= self.high).then_some(self.low)
            }
            Order::OldestFirst => {
                (self.ends_above && self.low <= edge && edge < self.high).then_some(self.high)
            }
        }
    }

    /// This gap and an older one together where they overlap, else this one.
    fn joined(self, older: Self) -> Self {
        if self.low.max(older.low) >= self.high.min(older.high) {
            return self;
        }
        let (below, above) = (self.low.min(older.low), self.high.max(older.high));
        let ends = |gap: Self| (gap.ends_below && gap.low == below, gap.ends_above && gap.high == above);
        let (one, other) = (ends(self), ends(older));
        Self { low: below, high: above, ends_below: one.0 || other.0, ends_above: one.1 || other.1 }
    }
}

/// For each of these authors that has one, the id of its status nearest to `edge`, exclusive, in the direction given.
/// `probe` looks for those that no gap tells of.
///
/// # Errors
/// What `probe` returns.
pub async fn nearest<F, Fut>(
    state: &State,
    authors: &[AccountId],
    (edge, order): (i64, Order),
    probe: F,
) -> Result<Vec<(i64, AccountId)>>
where
    F: Fn(Vec<AccountId>) -> Fut,
    Fut: Future<Output = Result<Vec<(i64, AccountId)>>>,
{
    let gaps = &state.part::<Rings>().gaps;
    let load = |asked: Vec<AccountId>| async {
        let known: Vec<Option<Gap>> = asked.iter().map(|author| gaps.peek(author)).collect();
        let found: HashMap<AccountId, i64> =
            probe(asked.clone()).await?.into_iter().map(|(id, author)| (author, id)).collect();
        let gap = |(author, known): (AccountId, Option<Gap>)| {
            let seen = Gap::seen(edge, order, found.get(&author).copied());
            (author, known.map_or(seen, |known| seen.joined(known)))
        };
        Ok(asked.into_iter().zip(known).map(gap).collect())
    };
    let all = gaps.fill_fitting(authors, |gap| gap.nearest(edge, order).is_some(), load).await?;
    let found =
        authors.iter().zip(all).filter_map(|(author, gap)| Some((gap?.nearest(edge, order)?, *author)));
    Ok(found.filter(|(id, _)| (1..i64::MAX).contains(id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(ids: &std::collections::BTreeSet<i64>, edge: i64, order: Order) -> Option<i64> {
        match order {
            Order::NewestFirst => ids.range(..edge).next_back().copied(),
            Order::OldestFirst => ids.range(edge + 1..).next().copied(),
        }
    }

    proptest! {
        #[test]
        fn a_gap_says_nothing_but_what_is_true(
            ids in proptest::collection::btree_set(1..200i64, 0..12),
            asked in proptest::collection::vec((1..202i64, any::<bool>()), 1..40),
        ) {
            let mut kept: Option<Gap> = None;
            for (edge, downwards) in asked {
                let order = if downwards { Order::NewestFirst } else { Order::OldestFirst };
                let none = if downwards { 0 } else { i64::MAX };
                let truth = plain(&ids, edge, order);
                if let Some(said) = kept.and_then(|gap| gap.nearest(edge, order)) {
                    prop_assert_eq!(said, truth.unwrap_or(none));
                }
                let seen = Gap::seen(edge, order, truth);
                prop_assert_eq!(seen.nearest(edge, order), Some(truth.unwrap_or(none)));
                let joined = kept.map_or(seen, |older| seen.joined(older));
                prop_assert_eq!(joined.nearest(edge, order), Some(truth.unwrap_or(none)));
                prop_assert!(ids.range(joined.low + 1..).next().is_none_or(|next| *next >= joined.high));
                kept = Some(joined);
            }
        }
    }

    #[test]
    fn looks_in_both_directions_make_one_gap() {
        let down = Gap::seen(50, Order::NewestFirst, Some(10));
        let up = Gap::seen(40, Order::OldestFirst, Some(90)).joined(down);
        assert_eq!(up, Gap { low: 10, high: 90, ends_below: true, ends_above: true });
        assert_eq!(
            (up.nearest(90, Order::NewestFirst), up.nearest(10, Order::OldestFirst)),
            (Some(10), Some(90))
        );
        assert_eq!(up.nearest(91, Order::NewestFirst), None, "something may lie at 90");
        let elsewhere = Gap::seen(9, Order::NewestFirst, None);
        assert_eq!(elsewhere.joined(up), elsewhere, "what does not overlap is not one");
    }
}
