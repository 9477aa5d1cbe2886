//! The recorder behind the facade: every series is an atomic number, or a row of them.
//!
//! Exporters that exist keep samples until somebody asks, in memory that grows with traffic. Here a histogram has
//! the bounds of its row in the table from the start, so that counting touches two numbers and allocates nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use parking_lot::Mutex;

use super::render::{Seen, escape};
use super::table::{self, Kind};

/// More series than this are not taken: labels would have got out of hand.
const MOST: usize = 20_000;
/// For a histogram that the table does not know.
const UNKNOWN: &[f64] = &[0.001, 0.01, 0.1, 1.0, 10.0];

/// All series by name and, within a name, by labels as they are shown.
#[derive(Default)]
pub(super) struct Registry(Mutex<BTreeMap<String, BTreeMap<String, Series>>>);

enum Series {
    Counter(Arc<AtomicU64>),
    Gauge(Arc<AtomicU64>),
    Histogram(Arc<Histogram>),
}

/// Counts of values by size.
pub(super) struct Histogram {
    bounds: &'static [f64],
    /// One count for each bound and one for what is above all.
    counts: Box<[AtomicU64]>,
    /// The bits of an `f64`.
    sum: AtomicU64,
}

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            counts: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::new(0),
        }
    }

    /// The cumulated counts by upper bound, then the sum of the values and how many there were.
    pub(super) fn read(&self) -> (Vec<(f64, u64)>, f64, u64) {
        let mut all = 0;
        let mut cumulated = Vec::with_capacity(self.counts.len());
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        for (bound, count) in bounds.zip(&self.counts) {
            all += count.load(Ordering::Relaxed);
            cumulated.push((bound, all));
        }
        (cumulated, f64::from_bits(self.sum.load(Ordering::Relaxed)), all)
    }
}

impl HistogramFn for Histogram {
    fn record(&self, value: f64) {
        let at = self.bounds.iter().position(|bound| value <= *bound).unwrap_or(self.bounds.len());
        self.counts[at].fetch_add(1, Ordering::Relaxed);
        GaugeFn::increment(&self.sum, value);
    }
}

impl Registry {
    /// The series of a key, made if there is none; `None` when it is of another kind or there are too many.
    fn series<T>(
        &self,
        key: &Key,
        make: impl FnOnce() -> Series,
        take: impl Fn(&Series) -> Option<Arc<T>>,
    ) -> Option<Arc<T>> {
        let mut all = self.0.lock();
        let count: usize = all.values().map(BTreeMap::len).sum();
        let family = match all.get_mut(key.name()) {
            Some(family) => family,
            None => all.entry(key.name().to_owned()).or_default(),
        };
        let labels = shown(key);
        if count >= MOST && !family.contains_key(&labels) {
            return None;
        }
        take(family.entry(labels).or_insert_with(make))
    }

    /// Adds everything to what was seen.
    pub(super) fn show(&self, seen: &mut Seen) {
        for (name, family) in &*self.0.lock() {
            for (labels, series) in family {
                match series {
                    Series::Counter(count) => seen.raw_counter(name, labels, count.load(Ordering::Relaxed)),
                    Series::Gauge(bits) => {
                        seen.raw_gauge(name, labels, f64::from_bits(bits.load(Ordering::Relaxed)));
                    }
                    Series::Histogram(histogram) => seen.raw_histogram(name, labels, histogram),
                }
            }
        }
    }
}

/// `route="/home",method="GET"`, in the order in which they were given.
fn shown(key: &Key) -> String {
    key.labels().fold(String::new(), |mut out, label| {
        let comma = if out.is_empty() { "" } else { "," };
        let _ = write!(out, "{comma}{}=\"{}\"", label.key(), escape(label.value()));
        out
    })
}

impl Recorder for Registry {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let take = |series: &Series| match series {
            Series::Counter(count) => Some(Arc::clone(count)),
            _ => None,
        };
        let count = self.series(key, || Series::Counter(Arc::default()), take);
        count.map_or(Counter::noop(), |count| Counter::from_arc(Arc::new(Relaxed(count))))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        let take = |series: &Series| match series {
            Series::Gauge(bits) => Some(Arc::clone(bits)),
            _ => None,
        };
        self.series(key, || Series::Gauge(Arc::default()), take).map_or(Gauge::noop(), Gauge::from_arc)
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> metrics::Histogram {
        let bounds = match table::find(key.name()).map(|metric| metric.kind) {
            Some(Kind::Histogram(bounds)) => bounds,
            _ => UNKNOWN,
        };
        let take = |series: &Series| match series {
            Series::Histogram(histogram) => Some(Arc::clone(histogram)),
            _ => None,
        };
        self.series(key, || Series::Histogram(Arc::new(Histogram::new(bounds))), take)
            .map_or(metrics::Histogram::noop(), metrics::Histogram::from_arc)
    }
}

/// A counter whose order among other things that happen is of no interest.
struct Relaxed(Arc<AtomicU64>);

impl CounterFn for Relaxed {
    fn increment(&self, value: u64) {
        self.0.fetch_add(value, Ordering::Relaxed);
    }

    fn absolute(&self, value: u64) {
        self.0.fetch_max(value, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_for_its_bound_and_all_above() {
        let histogram = Histogram::new(&[1.0, 2.0]);
        for value in [0.5, 1.0, 1.5, 7.0] {
            histogram.record(value);
        }
        assert_eq!(histogram.read(), (vec![(1.0, 2), (2.0, 3), (f64::INFINITY, 4)], 10.0, 4));
    }

    #[test]
    fn the_same_name_and_labels_are_the_same_series() {
        let registry = Registry::default();
        metrics::with_local_recorder(&registry, || {
            for _ in 0..2 {
                metrics::counter!("kinfolk_cache_hits_total", "cache" => "a").increment(2);
            }
            metrics::counter!("kinfolk_cache_hits_total", "cache" => "b").increment(1);
            // A name that is taken by another kind is refused, not mixed up.
            metrics::gauge!("kinfolk_cache_hits_total", "cache" => "b").set(9.0);
        });
        let mut seen = Seen::default();
        registry.show(&mut seen);
        let text = seen.text();
        assert!(text.contains("kinfolk_cache_hits_total{cache=\"a\"} 4\n"), "{text}");
        assert!(text.contains("kinfolk_cache_hits_total{cache=\"b\"} 1\n"), "{text}");
    }
}
