//! How often tags are used: the seven last days of each, counted from rows and remembered for a while.
//!
//! A counter that every post moves would make posts with one tag wait for each other. So uses are counted when somebody
//! asks, by reading the rows of the week, and not again within [`FRESH_MS`]. Of a tag that everybody uses only the newest
//! [`MOST`] uses are counted: what one look costs must not grow with the network. What is counted is every public status,
//! whoever looks; it says nothing of who wrote them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::Result;
use db::params;

use super::listen::Caches;
use super::store;
use crate::core::State;
use crate::core::cache::Weigh;
use crate::core::words::{AccountId, StatusId, TagName};

/// Days that are counted, today among them.
pub(super) const DAYS: usize = 7;
const DAY_MS: i64 = 86_400_000;
/// How long counts are good.
const FRESH_MS: i64 = 300_000;
/// Uses of one tag that are counted, the newest.
const MOST: usize = 2_000;

/// Uses of a tag on one day of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// When it began, Unix milliseconds.
    pub start_ms: i64,
    /// Statuses.
    pub uses: u64,
    /// Who wrote them, each once.
    pub accounts: u64,
}

/// Uses of a tag on the last days, today first.
#[derive(Debug)]
pub struct Uses {
    counted_ms: i64,
    /// Each day, also those without a use.
    pub days: [Day; DAYS],
}

impl Uses {
    fn is_fresh(&self, now_ms: i64) -> bool {
        now_ms - self.counted_ms < FRESH_MS && self.days[0].start_ms == start_of_day(now_ms)
    }
}

impl Weigh for Arc<Uses> {
    fn weight(&self) -> usize {
        size_of::<Uses>()
    }
}

fn start_of_day(ms: i64) -> i64 {
    ms - ms.rem_euclid(DAY_MS)
}

/// How often each of these tags was used on each of the last days, in the same order; from memory while that is fresh, else
/// one statement for all of them.
///
/// # Errors
/// From the engine.
pub async fn uses(state: &State, tags: &[TagName]) -> Result<Vec<Arc<Uses>>> {
    let (cache, now) = (&state.part::<Caches>().tag_uses, state.now_ms());
    for tag in tags {
        if cache.get(tag).is_some_and(|known| !known.is_fresh(now)) {
            cache.forget(tag);
        }
    }
    let load = async |tags: Vec<TagName>| count(state, tags, now).await;
    Ok(cache.fill_each(tags, load).await?.into_iter().flatten().collect())
}

/// Of each tag, also of one that was never used.
async fn count(state: &State, tags: Vec<TagName>, now: i64) -> Result<Vec<(TagName, Arc<Uses>)>> {
    // Ids of the first moment of the first day are above the lowest of them less one.
    let above = base::IdMaker::at(start_of_day(now) - (DAYS as i64 - 1) * DAY_MS, 0, 0) - 1;
    let mut counts: HashMap<String, Count> = HashMap::new();
    for (tag, status, account) in read(state, &tags, above).await? {
        counts.entry(tag).or_default().add(status, account, now);
    }
    let counted = |tag: TagName| {
        let count = counts.remove(tag.as_str()).unwrap_or_default();
        (tag, Arc::new(count.done(now)))
    };
    Ok(tags.into_iter().map(counted).collect())
}

/// Uses of one tag while they are counted, today first.
#[derive(Default)]
struct Count {
    uses: [u64; DAYS],
    people: [HashSet<AccountId>; DAYS],
}

impl Count {
    fn add(&mut self, status: StatusId, account: AccountId, now: i64) {
        // What clocks that run ahead wrote counts as of today.
        let ago = ((start_of_day(now) + DAY_MS - 1 - status.millis()) / DAY_MS).max(0) as usize;
        if let (Some(uses), Some(people)) = (self.uses.get_mut(ago), self.people.get_mut(ago)) {
            *uses += 1;
            people.insert(account);
        }
    }

    fn done(&self, now: i64) -> Uses {
        let day = |ago: usize| Day {
            start_ms: start_of_day(now) - ago as i64 * DAY_MS,
            uses: self.uses[ago],
            accounts: self.people[ago].len() as u64,
        };
        Uses { counted_ms: now, days: std::array::from_fn(day) }
    }
}

async fn read(state: &State, tags: &[TagName], above: i64) -> Result<Vec<(String, StatusId, AccountId)>> {
    let names: Vec<&str> = tags.iter().map(TagName::as_str).collect();
    let names = serde_json::to_string(&names).map_err(base::Error::internal)?;
    let block = async move |r: &mut db::Reader| {
        let values = params![names.as_str(), above, MOST as i64];
        r.all(&store::TAG_USES, values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await
    };
    state.db().read(block).await
}
