//! `Cache::fill`: remembering what the database says without ever remembering something stale.
//!
//! A naive fill loses updates: it reads the database, then a commit's event finds nothing in the
//! cache to update, then the old value is installed, for good. Here
//!
//! 1. a filler first leaves a *loading mark* on its keys,
//! 2. then reads in a snapshot that starts after the mark was left,
//! 3. then publishes; but a key whose mark an event has touched meanwhile is not published: it is
//!    read again.
//!
//! An event ([`Cache::update`], [`Cache::forget`]) touches the mark, if there is one, *and* the
//! value, if there is one, under the same lock under which a filler publishes. So for each key,
//! either the event comes first and the publishing fails, or the publishing comes first and the
//! event finds the value. The test at the bottom walks through every order of these steps.
//!
//! Never fill from a write transaction, an older snapshot or a replica: the loader must start its
//! own read on the primary.
//!
//! Not here: time to live (callers put a time into the value), and single flight (two requests may
//! read the same row at once; both answers are right).

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::hash::Hash;
use std::sync::Arc;

use base::Result;
use parking_lot::Mutex;
use quick_cache::DefaultHashBuilder;

use super::tally::Tally;
use super::trail::{self, Place, Table};

/// Marks are spread over this many locks.
const SHARDS: usize = 64;
/// A key that events touch again and again is handed out unpublished after this many reads.
const TRIES: usize = 4;

/// What a value takes besides, in bytes: its place in the map, the heads of its allocations. That those are rounded up
/// costs another eighth. So counted, 340 MB of values came within a tenth of the memory that a server grew by.
const AROUND: usize = 96;

/// How many bytes a value keeps in memory, roughly; the cache's limit counts these.
pub trait Weigh {
    /// Bytes, including what is behind pointers. Always the same for one value, whatever happens to it.
    fn weight(&self) -> usize;
}

/// A bounded map from keys to values in the database. Values are cheap to clone (an `Arc`).
pub struct Cache<K, V> {
    values: quick_cache::sync::Cache<K, V, ByWeight>,
    marks: Box<[Mutex<HashMap<K, Mark>>]>,
    /// Seeded at random: no two caches have the same.
    hasher: DefaultHashBuilder,
    /// Where changes are noted.
    table: Arc<Table>,
    hits: Tally,
    misses: Tally,
}

/// Room for a cache: the memory that it may take, and where its changes are noted.
#[derive(Debug, Clone)]
pub struct Room {
    bytes: usize,
    table: Arc<Table>,
}

impl Room {
    /// So many bytes; all the caches of a server share one table.
    #[must_use]
    pub fn new(bytes: usize, table: &Arc<Table>) -> Self {
        Self { bytes, table: Arc::clone(table) }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Room of another size beside this.
    #[must_use]
    pub fn of(&self, bytes: usize) -> Self {
        Self::new(bytes, &self.table)
    }
}

/// How a cache is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Values found since the start.
    pub hits: u64,
    /// Values that had to be read since the start.
    pub misses: u64,
    /// Values in memory.
    pub entries: usize,
    /// Bytes in use.
    pub bytes: u64,
    /// Bytes that may be in use.
    pub limit: u64,
}

#[derive(Clone)]
struct ByWeight;

impl<K, V: Weigh> quick_cache::Weighter<K, V> for ByWeight {
    fn weight(&self, _key: &K, value: &V) -> u64 {
        let held = value.weight() + size_of::<K>();
        (held + held / 8 + AROUND) as u64
    }
}

/// On a key that somebody is loading.
#[derive(Default)]
struct Mark {
    loaders: usize,
    /// Raised by each event on the key.
    touched: u64,
}

/// Keys that one filler has marked, with what the marks said then.
struct Loading<'a, K: Eq + Hash + Clone, V: Clone + Weigh> {
    cache: &'a Cache<K, V>,
    keys: Vec<(K, u64)>,
}

impl<K: Eq + Hash + Clone, V: Clone + Weigh> Cache<K, V> {
    /// A cache that keeps at most about as many bytes as there is room for.
    #[must_use]
    pub fn new(room: Room) -> Self {
        let Room { bytes, table } = room;
        let items = (bytes / 512).max(64);
        Self {
            values: quick_cache::sync::Cache::with_weighter(items, bytes.max(1) as u64, ByWeight),
            marks: (0..SHARDS).map(|_| Mutex::default()).collect(),
            hasher: DefaultHashBuilder::default(),
            table,
            hits: Tally::default(),
            misses: Tally::default(),
        }
    }

    /// The value, if it is remembered. That one is not is no miss yet: it is one for who then fills.
    pub fn get(&self, key: &K) -> Option<V> {
        self.watch(key);
        self.get_watched(key)
    }

    /// The same of a key that is watched already.
    pub fn get_watched(&self, key: &K) -> Option<V> {
        let found = self.values.get(key);
        if found.is_some() {
            self.hits.add(1);
        }
        found
    }

    /// The value, if it is remembered and fits. A miss is counted when not, as the caller makes it anew.
    pub fn get_fitting(&self, key: &K, fits: impl FnOnce(&V) -> bool) -> Option<V> {
        let found = self.values.get(key).filter(fits);
        if found.is_some() { &self.hits } else { &self.misses }.add(1);
        found
    }

    /// Says that what is being made depends on the value of a key, without looking it up.
    pub fn watch(&self, key: &K) {
        trail::look(&self.table, || self.place(key));
    }

    /// Whether the value is remembered; counts as no use of it.
    pub fn holds(&self, key: &K) -> bool {
        self.values.get(key).is_some()
    }

    /// The value, if it is remembered, for a loader that adds to it: what is read after the key was marked is published
    /// only if no event has changed it since. Counts as no use of it.
    pub fn peek(&self, key: &K) -> Option<V> {
        self.values.peek(key)
    }

    /// The value of one key, loaded if need be. `load` gives `None` when there is no such thing,
    /// which is not remembered.
    ///
    /// # Errors
    /// What `load` returns.
    pub async fn fill<F, Fut>(&self, key: K, load: F) -> Result<Option<V>>
    where
        F: Fn(K) -> Fut,
        Fut: Future<Output = Result<Option<V>>>,
    {
        if let Some(value) = self.get(&key) {
            return Ok(Some(value));
        }
        self.misses.add(1);
        let mut tries = 0;
        loop {
            tries += 1;
            let loading = self.mark(vec![key.clone()]);
            let value = {
                let _traced = trail::Loading::begin();
                load(key.clone()).await?
            };
            let Some(value) = value else { return Ok(None) };
            let refused = loading.publish(vec![(key.clone(), value.clone())]);
            if refused.is_empty() || tries >= TRIES {
                return Ok(Some(value));
            }
        }
    }

    /// The values of many keys; those that are not remembered are loaded together. Keys that do
    /// not exist are absent from the answer.
    ///
    /// # Errors
    /// What `load` returns.
    pub async fn fill_many<F, Fut>(&self, keys: impl IntoIterator<Item = K>, load: F) -> Result<HashMap<K, V>>
    where
        F: Fn(Vec<K>) -> Fut,
        Fut: Future<Output = Result<Vec<(K, V)>>>,
    {
        let keys: Vec<K> = keys.into_iter().collect();
        let values = self.fill_each(&keys, load).await?;
        Ok(keys.into_iter().zip(values).filter_map(|(key, value)| Some((key, value?))).collect())
    }

    /// The same in the order of `keys`, `None` for what does not exist: for pages, where a map would cost more than
    /// what it finds.
    ///
    /// # Errors
    /// What `load` returns.
    pub async fn fill_each<F, Fut>(&self, keys: &[K], load: F) -> Result<Vec<Option<V>>>
    where
        F: Fn(Vec<K>) -> Fut,
        Fut: Future<Output = Result<Vec<(K, V)>>>,
    {
        self.fill_fitting(keys, |_| true, load).await
    }

    /// The same where not every value that is remembered answers the question: those that do not fit are loaded as if
    /// they were missing, and replaced.
    ///
    /// # Errors
    /// What `load` returns.
    pub async fn fill_fitting<F, Fut>(
        &self,
        keys: &[K],
        fits: impl Fn(&V) -> bool,
        load: F,
    ) -> Result<Vec<Option<V>>>
    where
        F: Fn(Vec<K>) -> Fut,
        Fut: Future<Output = Result<Vec<(K, V)>>>,
    {
        let look = |key: &K| {
            self.watch(key);
            self.values.get(key).filter(&fits)
        };
        let mut values: Vec<Option<V>> = keys.iter().map(look).collect();
        let missing: Vec<K> = keys
            .iter()
            .zip(&values)
            .filter(|(_, value)| value.is_none())
            .map(|(key, _)| key.clone())
            .collect();
        // Once for all of them: a page has many.
        self.hits.add((keys.len() - missing.len()) as u64);
        if !missing.is_empty() {
            self.misses.add(missing.len() as u64);
            let loaded = self.load(missing, load).await?;
            let gaps = keys.iter().zip(&mut values).filter(|(_, value)| value.is_none());
            gaps.for_each(|(key, value)| *value = loaded.get(key).cloned());
        }
        Ok(values)
    }

    async fn load<F, Fut>(&self, mut missing: Vec<K>, load: F) -> Result<HashMap<K, V>>
    where
        F: Fn(Vec<K>) -> Fut,
        Fut: Future<Output = Result<Vec<(K, V)>>>,
    {
        let mut found = HashMap::with_capacity(missing.len());
        let mut tries = 0;
        while !missing.is_empty() {
            tries += 1;
            let loading = self.mark(std::mem::take(&mut missing));
            let loaded = {
                let _traced = trail::Loading::begin();
                load(loading.keys.iter().map(|(key, _)| key.clone()).collect()).await?
            };
            let refused = loading.publish(loaded.clone());
            found.extend(loaded);
            if tries < TRIES {
                missing = refused;
            }
        }
        Ok(found)
    }

    /// An event changed what the value mirrors: `change` brings a remembered value up to date, and
    /// whoever is loading it reads again.
    pub fn update(&self, key: &K, change: impl FnOnce(&V)) {
        let mut marks = self.shard(key).lock();
        if let Some(mark) = marks.get_mut(key) {
            mark.touched += 1;
        }
        if let Some(value) = self.values.peek(key) {
            change(&value);
        }
        self.table.changed(self.place(key));
    }

    /// The same for values that do not change: `change` gives what takes the place of a remembered value, `None` when it
    /// can stay.
    pub fn replace(&self, key: &K, change: impl FnOnce(&V) -> Option<V>) {
        let mut marks = self.shard(key).lock();
        if let Some(mark) = marks.get_mut(key) {
            mark.touched += 1;
        }
        if let Some(new) = self.values.peek(key).and_then(|value| change(&value)) {
            // Refused when it was evicted or cleared meanwhile, and then nobody needs it.
            let _refused = self.values.replace(key.clone(), new, true);
        }
        self.table.changed(self.place(key));
    }

    /// An event changed what the value mirrors: it is forgotten, and whoever is loading it reads again.
    pub fn forget(&self, key: &K) {
        let mut marks = self.shard(key).lock();
        if let Some(mark) = marks.get_mut(key) {
            mark.touched += 1;
        }
        self.values.remove(key);
        self.table.changed(self.place(key));
    }

    /// Whether an event on this key would change anything: the value is remembered, or somebody is loading
    /// it. When it is neither, whoever loads it later reads what is committed by now, so no event need come: answers that
    /// were made of it count as old from now on.
    #[must_use]
    pub fn follows(&self, key: &K) -> bool {
        let marks = self.shard(key).lock();
        let is_followed = marks.contains_key(key) || self.values.contains_key(key);
        if !is_followed {
            self.table.changed(self.place(key));
        }
        is_followed
    }

    /// Remembers a value that can tell by itself whether it is still true: no event brings it up to date.
    pub fn put(&self, key: K, value: V) {
        self.values.insert(key, value);
    }

    /// Forgets everything, what is being loaded included.
    pub fn clear(&self) {
        for shard in &self.marks {
            shard.lock().values_mut().for_each(|mark| mark.touched += 1);
        }
        self.values.clear();
        self.table.all_changed();
    }

    /// How it is used.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Usage {
            hits: self.hits.sum(),
            misses: self.misses.sum(),
            entries: self.values.len(),
            bytes: self.values.weight(),
            limit: self.values.capacity(),
        }
    }

    fn shard(&self, key: &K) -> &Mutex<HashMap<K, Mark>> {
        let hash = self.hasher.hash_one(key);
        &self.marks[(hash % SHARDS as u64) as usize]
    }

    fn place(&self, key: &K) -> Place {
        Place::of(self.hasher.hash_one(key))
    }

    fn mark(&self, keys: Vec<K>) -> Loading<'_, K, V> {
        let mark_one = |key: K| {
            let mut marks = self.shard(&key).lock();
            let mark = marks.entry(key.clone()).or_default();
            mark.loaders += 1;
            (key, mark.touched)
        };
        Loading { cache: self, keys: keys.into_iter().map(mark_one).collect() }
    }
}

impl<K: Eq + Hash + Clone, V: Clone + Weigh> Loading<'_, K, V> {
    /// Remembers what was loaded, and returns the keys that an event has touched meanwhile.
    fn publish(self, loaded: Vec<(K, V)>) -> Vec<K> {
        let seen: HashMap<&K, u64> = self.keys.iter().map(|(key, touched)| (key, *touched)).collect();
        let mut refused = Vec::new();
        for (key, value) in loaded {
            let marks = self.cache.shard(&key).lock();
            let untouched = marks.get(&key).map(|mark| mark.touched) == seen.get(&key).copied();
            if untouched {
                self.cache.values.insert(key, value);
            } else {
                refused.push(key);
            }
            drop(marks);
        }
        refused
    }
}

impl<K: Eq + Hash + Clone, V: Clone + Weigh> Drop for Loading<'_, K, V> {
    fn drop(&mut self) {
        for (key, _) in &self.keys {
            let mut marks = self.cache.shard(key).lock();
            if let Some(mark) = marks.get_mut(key) {
                mark.loaders -= 1;
                if mark.loaders == 0 {
                    marks.remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weigh for i64 {
        fn weight(&self) -> usize {
            8
        }
    }

    fn room() -> Room {
        Room::new(10_000, &Arc::default())
    }

    /// What can happen, in the order in which each of the three does it.
    #[derive(Clone, Copy, PartialEq, Debug)]
    enum Step {
        Filler(usize),
        Writer(usize),
    }

    /// All interleavings of three steps of a filler (mark, read, publish) with two of each of two
    /// writers (commit, event), as sequences of actors.
    fn interleavings(left: [usize; 3]) -> Vec<Vec<usize>> {
        if left == [0; 3] {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for actor in 0..3 {
            if left[actor] > 0 {
                let mut rest = left;
                rest[actor] -= 1;
                all.extend(interleavings(rest).into_iter().map(|tail| [vec![actor], tail].concat()));
            }
        }
        all
    }

    /// Plays one order of steps; returns (what the cache holds at the end, what the database holds).
    fn play(order: &[usize], guarded: bool) -> (Option<i64>, i64) {
        let cache: Cache<u8, i64> = Cache::new(room());
        let mut database = 0;
        let mut done = [0; 3];
        let mut loading = None;
        let mut read = 0;
        for &actor in order {
            let step = if actor == 0 { Step::Filler(done[0]) } else { Step::Writer(done[actor]) };
            done[actor] += 1;
            match step {
                Step::Filler(0) => loading = Some(cache.mark(vec![1])),
                Step::Filler(1) => read = database,
                Step::Filler(_) if guarded => drop(loading.take().unwrap().publish(vec![(1, read)])),
                Step::Filler(_) => cache.values.insert(1, read),
                Step::Writer(0) => database += 1,
                Step::Writer(_) => cache.forget(&1),
            }
        }
        drop(loading);
        assert!(cache.marks.iter().all(|shard| shard.lock().is_empty()), "a mark was left behind");
        (cache.get(&1), database)
    }

    #[test]
    fn no_order_of_steps_leaves_a_stale_value() {
        let orders = interleavings([3, 2, 2]);
        assert_eq!(orders.len(), 210);
        for order in &orders {
            let (cached, database) = play(order, true);
            assert!(
                cached.is_none_or(|value| value == database),
                "{order:?} left {cached:?}, not {database}"
            );
        }
        let kept = orders.iter().filter(|order| play(order, true).0.is_some()).count();
        assert!(kept > 0, "nothing was ever remembered");
    }

    #[test]
    fn without_the_mark_the_same_orders_do_leave_stale_values() {
        let stale = interleavings([3, 2, 2])
            .iter()
            .filter(|order| {
                let (cached, database) = play(order, false);
                cached.is_some_and(|value| value != database)
            })
            .count();
        assert!(stale > 0, "the model cannot see the fault that it is there to see");
    }

    #[tokio::test]
    async fn a_value_touched_while_it_is_loaded_is_loaded_again() {
        let cache: Cache<u8, i64> = Cache::new(room());
        let loads = std::sync::atomic::AtomicI64::new(0);
        let value = cache
            .fill(1, |_| async {
                let nth = loads.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                if nth == 0 {
                    cache.forget(&1);
                }
                Ok(Some(nth))
            })
            .await
            .unwrap();
        assert_eq!((value, cache.get(&1)), (Some(1), Some(1)));
    }

    #[tokio::test]
    async fn many_keys_are_loaded_together_and_absent_ones_stay_absent() {
        let cache: Cache<u8, i64> = Cache::new(room());
        let loads = std::sync::atomic::AtomicI64::new(0);
        let load = |keys: Vec<u8>| {
            loads.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            async move { Ok(keys.into_iter().filter(|key| *key != 3).map(|key| (key, i64::from(key))).collect()) }
        };
        let first = cache.fill_many([1, 2, 3], load).await.unwrap();
        assert_eq!((first.len(), first.get(&2)), (2, Some(&2)));
        cache.fill_many([1, 2], load).await.unwrap();
        assert_eq!(loads.load(std::sync::atomic::Ordering::SeqCst), 1, "the second time nothing is loaded");
    }
}
