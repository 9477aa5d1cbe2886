//! What is seeded for a graph: who its accounts are, and what they wrote when. Both ways of loading follow it.
//!
//! **Not here:** how it gets into the database (`load`, `bulk`), and the words (`words`).

use base::Result;

use super::chance::Chance;
use super::graph::Graph;
use super::words;
use crate::accounts::Username;
use crate::auth::users::Email;

/// Statuses are spread over this many milliseconds before the load: 30 days.
pub(super) const SPREAD_MS: i64 = 30 * 86_400_000;
/// The newest is at least this old, so that no clock finds one in the future.
const YOUNGEST_MS: i64 = 60_000;
/// The language of everybody's pages.
pub(super) const LOCALE: &str = "en";

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) accounts: usize,
    pub(super) follows: usize,
    pub(super) statuses: usize,
}

impl Counts {
    /// The accounts of a graph, their follows, and so many statuses of each.
    pub(super) fn of(graph: &Graph, per_account: u32) -> Self {
        Self {
            accounts: graph.names.len(),
            follows: graph.follows(),
            statuses: graph.names.len() * per_account as usize,
        }
    }
}

/// What the account of a number is called.
pub(super) fn username(name: u64) -> Result<Username> {
    Username::parse(&format!("u{name}"))
}

/// Where its mail would go.
pub(super) fn email(name: u64) -> Result<Email> {
    Email::parse(&format!("u{name}@seed.example"))
}

/// One status: the same in every load but for the moment it is counted from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Post {
    /// Where its author stands in the graph.
    pub(super) place: u32,
    nth: u32,
}

impl Post {
    /// What the account at a place in the graph writes, oldest first.
    pub(super) fn of(place: u32, per_account: u32) -> impl Iterator<Item = Self> {
        (0..per_account).map(move |nth| Self { place, nth })
    }

    /// When it was written, in Unix milliseconds, by somebody who writes so many statuses until `now`.
    pub(super) fn at_ms(self, per_account: u32, now: i64) -> i64 {
        let step = (SPREAD_MS - YOUNGEST_MS) / i64::from(per_account);
        let late = self.chance().below(usize::try_from(step.max(1)).unwrap_or(1));
        now - SPREAD_MS + i64::from(self.nth) * step + late as i64
    }

    /// What it says.
    pub(super) fn text(self) -> String {
        let mut chance = self.chance();
        // The first number was its time.
        chance.next();
        words::status(&mut chance)
    }

    fn chance(self) -> Chance {
        Chance::new(0x5eed ^ u64::from(self.place) << 32 ^ u64::from(self.nth) << 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_statuses_are_of_the_past_thirty_days_and_come_out_alike() {
        let now = 1_700_000_000_000;
        let write = |place| -> Vec<(i64, String)> {
            Post::of(place, 20).map(|post| (post.at_ms(20, now), post.text())).collect()
        };
        let statuses = write(3);
        let dates: Vec<i64> = statuses.iter().map(|(at, _)| *at).collect();
        assert!(dates.is_sorted() && dates[0] >= now - SPREAD_MS && dates[19] <= now - YOUNGEST_MS);
        assert_eq!(statuses, write(3));
        let texts = |place| write(place).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_ne!(texts(3), texts(4));
        let mut once = texts(3);
        once.sort_unstable();
        once.dedup();
        assert!(once.len() > 10, "one's own statuses are all alike: {once:?}");
    }
}
