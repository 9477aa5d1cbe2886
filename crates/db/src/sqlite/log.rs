//! The write-ahead log on disk, and when it is folded into the database.
//!
//! By hand, between groups: readers can starve SQLite's automatic checkpoint for ever.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The log is folded into the database above this size.
const LOG_BYTES: u64 = 16 << 20;

/// The write-ahead log on disk.
pub(super) struct Log {
    path: PathBuf,
    next_try: Option<Instant>,
    refused_at: u64,
}

impl Log {
    /// The log of the database at `path`.
    pub(super) fn of(path: PathBuf) -> Self {
        let mut name = path.into_os_string();
        name.push("-wal");
        Self { path: PathBuf::from(name), next_try: None, refused_at: 0 }
    }

    /// Folds the log into the database when it has grown, and truncates it. Readers can refuse
    /// that; the next try then waits for a second or for as much again.
    #[expect(clippy::disallowed_methods, reason = "the pause between two checkpoints is real time")]
    pub(super) fn checkpoint_if_large(&mut self, raw: &rusqlite::Connection) {
        let size = std::fs::metadata(&self.path).map_or(0, |file| file.len());
        let too_soon =
            self.next_try.is_some_and(|at| Instant::now() < at) && size < self.refused_at + LOG_BYTES;
        if size < LOG_BYTES || too_soon {
            return;
        }
        if Self::checkpoint(raw) {
            self.next_try = None;
        } else {
            self.next_try = Some(Instant::now() + Duration::from_secs(1));
            self.refused_at = size;
        }
    }

    /// Whether the whole log was folded in and truncated.
    pub(super) fn checkpoint(raw: &rusqlite::Connection) -> bool {
        let _ = raw.busy_timeout(Duration::from_millis(100));
        let busy: rusqlite::Result<i64> =
            raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        let _ = raw.busy_timeout(Duration::from_secs(5));
        matches!(busy, Ok(0))
    }
}
