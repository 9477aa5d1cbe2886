//! How large this server is. Counted by walking users in small steps, remembered, and counted again
//! after a time that grows with what counting cost: a small network sees each change within seconds, a
//! large one is not busy counting itself.

use base::Result;
use db::{Value, params};
use parking_lot::Mutex;

use super::store;
use crate::core::State;
use crate::core::telemetry::Stopwatch;
use crate::core::words::AccountId;

/// How many people and statuses there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Accounts of this server.
    pub(super) people: i64,
    /// Statuses that they have written, direct ones left out.
    pub(super) statuses: i64,
    /// Those who wrote within 28 days.
    pub(super) active_month: i64,
    /// Those who wrote within 180 days.
    pub(super) active_half_year: i64,
}

/// The last count.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Option<Count>>);

#[derive(Debug, Clone, Copy)]
struct Count {
    size: Size,
    /// Unix milliseconds after which it is old.
    good_until: i64,
    /// It took long: an old one is better than waiting.
    slow: bool,
}

/// Users of one step.
const STEP: usize = 1_000;
const DAY_MS: i64 = 86_400_000;
/// A count is good for at least this long.
const GOOD_MS: i64 = 2_000;
/// And for this many times what it took.
const GOOD_TIMES: i64 = 500;
/// Above this, nobody waits for a count again.
const SLOW_MS: i64 = 20;

/// The size as it was a moment ago.
///
/// # Errors
/// From the engine.
pub(super) async fn of(state: &State) -> Result<Size> {
    let known = *state.part::<Counted>().0.lock();
    match known {
        Some(count) if state.now_ms() < count.good_until => Ok(count.size),
        Some(count) if count.slow => {
            // Good for a while even if counting fails, so that not every request tries again.
            remember(state, Count { good_until: state.now_ms() + GOOD_MS, ..count });
            tokio::spawn(recount(state.clone()));
            Ok(count.size)
        }
        _ => recount(state.clone()).await,
    }
}

fn remember(state: &State, count: Count) {
    *state.part::<Counted>().0.lock() = Some(count);
}

async fn recount(state: State) -> Result<Size> {
    let watch = Stopwatch::start();
    let size = count(&state).await?;
    let took = i64::try_from(watch.elapsed().as_millis()).unwrap_or(i64::MAX / GOOD_TIMES);
    let good_until = state.now_ms() + GOOD_MS.max(took * GOOD_TIMES);
    remember(&state, Count { size, good_until, slow: took > SLOW_MS });
    Ok(size)
}

/// Counts; one short block for each step.
async fn count(state: &State) -> Result<Size> {
    let now = state.now_ms();
    let (month, half_year) = (now - 28 * DAY_MS, now - 180 * DAY_MS);
    let (mut size, mut after) = (Size::default(), AccountId::ZERO);
    loop {
        let step = state.db().read(async move |r| {
            let ids: Vec<AccountId> =
                r.all(&store::USERS_AFTER, params![after, STEP as i64], |row| row.get(0)).await?;
            let values = params![Value::ids(ids.iter().copied()), month, half_year];
            let part = r
                .one(&store::SIZE_OF, values, |row| {
                    Ok(Size {
                        people: row.get(0)?,
                        statuses: row.get(1)?,
                        active_month: row.get(2)?,
                        active_half_year: row.get(3)?,
                    })
                })
                .await?;
            Ok((ids.last().copied(), part.unwrap_or_default()))
        });
        let (last, part) = step.await?;
        let Some(last) = last else { return Ok(size) };
        size.people += part.people;
        size.statuses += part.statuses;
        size.active_month += part.active_month;
        size.active_half_year += part.active_half_year;
        after = last;
    }
}
