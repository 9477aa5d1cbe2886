//! Trails: what an answer was made of, so that it can be told later whether it would be made the same again.
//!
//! An answer that is made of nothing but what caches remember stays right until one of those values changes. So while it
//! is made ([`record`]), each look into a [`Cache`](super::cache::Cache) leaves the *place* of its key in a trail, and each
//! change of a value, by whatever event, raises the number at the place of its key. The answer holds as long as the
//! numbers at all its places are what they were.
//!
//! - A place is noted with its number *before* the value is looked up, and raised *after* the value has changed. So who
//!   read an old value, or had it loaded from before the change, has noted an old number.
//! - Numbers only grow, so instead of each of them their sum is kept: it is the same only if all are.
//! - Keys are spread over [`PLACES`] places. Those that share one cost each other an answer now and then, and nothing else:
//!   no index leads from a value to the answers that it stands in, and nothing is to be undone when one is dropped.
//! - What depends on anything else than caches leaves no trail ([`spoil`]): the database asked for other than by a cache,
//!   the clock, the horizon. Then the answer is made again each time.
//!
//! **Not here:** who keeps answers (`timelines::again`).

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

/// Places whose numbers stand together in memory.
const TOGETHER: usize = 1 << 10;
/// So many times these: 4 MB in all, of which there is only what something has changed in.
const BLOCKS: usize = 1 << 10;
/// Among how many places keys are spread.
const PLACES: usize = BLOCKS * TOGETHER;

tokio::task_local! {
    static RECORDING: RefCell<Recording>;
}

/// The place of a key of a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(u32);

impl Place {
    /// From a hash that no other cache shares.
    #[must_use]
    pub fn of(hash: u64) -> Self {
        Self((hash >> 32) as u32 & (PLACES as u32 - 1))
    }

    /// Its block, and where it stands in that.
    fn at(self) -> (usize, usize) {
        (self.0 as usize / TOGETHER, self.0 as usize % TOGETHER)
    }
}

/// The numbers of places that stand together.
type Block = Box<[AtomicU32; TOGETHER]>;

/// How often what caches remember has changed: one table for all the caches of a server.
pub struct Table {
    /// Of the keys of each place; none where there is no block.
    changes: Box<[OnceLock<Block>]>,
    /// How often everything was forgotten.
    resets: AtomicU32,
}

impl Default for Table {
    fn default() -> Self {
        Self { changes: (0..BLOCKS).map(|_| OnceLock::new()).collect(), resets: AtomicU32::new(0) }
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("resets", &self.resets).finish_non_exhaustive()
    }
}

impl Table {
    /// The value of a key has changed.
    pub fn changed(&self, place: Place) {
        let (block, at) = place.at();
        let block = self.changes[block].get_or_init(|| Box::new([const { AtomicU32::new(0) }; TOGETHER]));
        block[at].fetch_add(1, Ordering::Release);
    }

    /// Any value may have changed.
    pub fn all_changed(&self) {
        self.resets.fetch_add(1, Ordering::Release);
    }

    fn number(&self, place: Place) -> u64 {
        let (block, at) = place.at();
        self.changes[block].get().map_or(0, |block| block[at].load(Ordering::Acquire).into())
    }

    fn resets(&self) -> u32 {
        self.resets.load(Ordering::Acquire)
    }
}

/// What an answer was made of.
#[derive(Debug)]
pub struct Trail {
    table: Arc<Table>,
    places: Box<[Place]>,
    sum: u64,
    resets: u32,
}

impl Trail {
    /// Whether the answer would be made the same again.
    #[must_use]
    pub fn holds(&self) -> bool {
        let sum: u64 = self.places.iter().map(|place| self.table.number(*place)).sum();
        sum == self.sum && self.table.resets() == self.resets
    }

    /// The bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of_val(&*self.places)
    }
}

/// A trail that is being made.
struct Recording {
    table: Arc<Table>,
    places: Vec<Place>,
    sum: u64,
    resets: u32,
    /// The answer depends on something of which there is no trail.
    spoilt: bool,
    /// Caches that are loading: what they ask the database for is what they remember then.
    loading: u32,
}

/// Does some work, and tells what it was made of; `None` when that was not caches with this table alone.
pub async fn record<T>(table: &Arc<Table>, work: impl Future<Output = T>) -> (T, Option<Trail>) {
    let recording = Recording {
        table: Arc::clone(table),
        places: Vec::with_capacity(256),
        sum: 0,
        resets: table.resets(),
        spoilt: false,
        loading: 0,
    };
    let record = async {
        let done = work.await;
        let trail = RECORDING.with(|recording| recording.borrow_mut().finish());
        (done, trail)
    };
    RECORDING.scope(RefCell::new(recording), record).await
}

impl Recording {
    fn finish(&mut self) -> Option<Trail> {
        let places = std::mem::take(&mut self.places).into();
        let (table, sum, resets) = (Arc::clone(&self.table), self.sum, self.resets);
        (!self.spoilt).then_some(Trail { table, places, sum, resets })
    }
}

/// Whether a trail is being made, and is not spoilt.
#[must_use]
pub fn is_recorded() -> bool {
    RECORDING.try_with(|recording| !recording.borrow().spoilt).unwrap_or(false)
}

/// The value of a key is about to be looked up, in a cache with this table.
pub fn look(table: &Arc<Table>, place: impl FnOnce() -> Place) {
    with(|recording| {
        recording.spoilt |= !Arc::ptr_eq(table, &recording.table);
        if recording.spoilt {
            return;
        }
        let place = place();
        recording.sum += table.number(place);
        recording.places.push(place);
    });
}

/// The answer depends on something that leaves no trail.
pub fn spoil() {
    with(|recording| recording.spoilt = true);
}

/// The database is about to be asked.
pub fn ask_database() {
    with(|recording| recording.spoilt |= recording.loading == 0);
}

/// A cache asks the database for what it will remember, until this is dropped.
#[must_use]
pub struct Loading(());

impl Loading {
    /// Begins.
    pub fn begin() -> Self {
        with(|recording| recording.loading += 1);
        Self(())
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        with(|recording| recording.loading -= 1);
    }
}

/// Nothing, when nothing is recorded.
fn with(note: impl FnOnce(&mut Recording)) {
    let _ = RECORDING.try_with(|recording| note(&mut recording.borrow_mut()));
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn trail_of(table: &Arc<Table>, places: &[Place]) -> Option<Trail> {
        record(table, async { places.iter().for_each(|place| look(table, || *place)) }).await.1
    }

    fn place(number: u64) -> Place {
        Place::of(number << 32)
    }

    #[tokio::test]
    async fn a_trail_holds_until_something_on_it_changes() {
        let table = Arc::default();
        let trail = trail_of(&table, &[place(11), place(12), place(11)]).await.unwrap();
        table.changed(place(13));
        assert!(trail.holds());
        table.changed(place(12));
        assert!(!trail.holds());
    }

    #[tokio::test]
    async fn what_changes_while_an_answer_is_made_is_noticed() {
        let table = Arc::default();
        let work = async {
            look(&table, || place(21));
            table.changed(place(21));
            tokio::task::yield_now().await;
        };
        assert!(!record(&table, work).await.1.unwrap().holds());
    }

    #[tokio::test]
    async fn a_reset_ends_every_trail() {
        let table = Arc::default();
        let trail = trail_of(&table, &[]).await.unwrap();
        table.all_changed();
        assert!(!trail.holds());
    }

    #[tokio::test]
    async fn what_caches_of_another_server_remember_leaves_no_trail() {
        let (table, other) = (Arc::default(), Arc::default());
        let work = async { look(&other, || place(1)) };
        assert!(record(&table, work).await.1.is_none());
    }

    #[tokio::test]
    async fn what_the_database_says_leaves_no_trail_unless_a_cache_remembers_it() {
        let loads = async {
            let _loading = Loading::begin();
            ask_database();
        };
        let table = Arc::default();
        assert!(record(&table, loads).await.1.is_some());
        let asks = async {
            drop(Loading::begin());
            ask_database();
        };
        assert!(record(&table, asks).await.1.is_none());
        assert!(record(&table, async { spoil() }).await.1.is_none());
        spoil();
        ask_database();
        look(&table, || place(31));
    }
}
