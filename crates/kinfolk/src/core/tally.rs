//! A counter that many threads raise at once without waiting for each other: each has a cache line of its own
//! (of a few; threads beyond that share). Reading adds them up.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// As many lines as this.
const LINES: usize = 8;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Tally([Line; LINES]);

#[derive(Debug, Default)]
#[repr(align(64))]
struct Line(AtomicU64);

static NEXT: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static MINE: Cell<usize> = Cell::new(NEXT.fetch_add(1, Ordering::Relaxed) % LINES);
}

impl Tally {
    /// Adds to it.
    pub fn add(&self, more: u64) {
        let mine = MINE.try_with(Cell::get).unwrap_or(0);
        self.0[mine % LINES].0.fetch_add(more, Ordering::Relaxed);
    }

    /// What it has come to.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.0.iter().map(|line| line.0.load(Ordering::Relaxed)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_when_many_threads_count() {
        let tally = Tally::default();
        std::thread::scope(|threads| {
            for _ in 0..20 {
                threads.spawn(|| (0..1_000).for_each(|_| tally.add(2)));
            }
        });
        assert_eq!(tally.sum(), 40_000);
    }
}
