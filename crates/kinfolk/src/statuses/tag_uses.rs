//! How often tags are used: the seven last days of each, counted from rows and remembered for a while.
//!
//! A counter that every post moves would make posts with one tag wait for each other. So uses are counted when somebody
//! asks, by reading the rows of the week, and not again within [`FRESH_MS`]. What is counted is every public status,
//! whoever looks; it says nothing of who wrote them.

use std::collections::HashSet;
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
pub const FRESH_MS: i64 = 300_000;
/// Rows that are read at a time.
const ROWS: usize = 1_000;

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

/// How often a tag was used on each of the last days; from memory while that is fresh, else one statement for each
/// thousand uses.
///
/// # Errors
/// From the engine.
pub async fn uses(state: &State, tag: &TagName) -> Result<Arc<Uses>> {
    let (cache, now) = (&state.part::<Caches>().tag_uses, state.now_ms());
    if let Some(known) = cache.get(tag) {
        if known.is_fresh(now) {
            return Ok(known);
        }
        cache.forget(tag);
    }
    let load = async |tag: TagName| count(state, &tag, now).await.map(|uses| Some(Arc::new(uses)));
    match cache.fill(tag.clone(), load).await? {
        Some(uses) => Ok(uses),
        None => Err(base::Error::internal("uses are always counted")),
    }
}

async fn count(state: &State, tag: &TagName, now: i64) -> Result<Uses> {
    let today = start_of_day(now);
    let mut people: [HashSet<AccountId>; DAYS] = Default::default();
    let mut uses = [0; DAYS];
    // Ids of the first moment of the first day are above the lowest of them less one.
    let mut above = base::IdMaker::at(today - (DAYS as i64 - 1) * DAY_MS, 0, 0) - 1;
    loop {
        let rows = read(state, tag, above).await?;
        for (status, account) in &rows {
            // What clocks that run ahead wrote counts as of today.
            let ago = ((today + DAY_MS - 1 - status.millis()) / DAY_MS).max(0) as usize;
            if let (Some(uses), Some(people)) = (uses.get_mut(ago), people.get_mut(ago)) {
                *uses += 1;
                people.insert(*account);
            }
        }
        match rows.last() {
            Some((last, _)) if rows.len() == ROWS => above = last.raw(),
            _ => break,
        }
    }
    let day = |ago: usize| Day {
        start_ms: today - ago as i64 * DAY_MS,
        uses: uses[ago],
        accounts: people[ago].len() as u64,
    };
    Ok(Uses { counted_ms: now, days: std::array::from_fn(day) })
}

async fn read(state: &State, tag: &TagName, above: i64) -> Result<Vec<(StatusId, AccountId)>> {
    let tag = tag.clone();
    let block = async move |r: &mut db::Reader| {
        let values = params![tag.as_str(), above, ROWS as i64];
        r.all(&store::TAG_USES, values, |row| Ok((row.get(0)?, row.get(1)?))).await
    };
    state.db().read(block).await
}
