//! The write-ahead log on disk, and when it is folded into the database.
//!
//! By hand, between groups: readers can starve SQLite's automatic checkpoint for ever. The file stays as long as it is and is
//! written over from its start: a sync of what was written over takes a third of one after which the file is longer, as the
//! file system has nothing to write down of its own. Only what grew far beyond that, while readers were in the way, is cut.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The log is folded into the database when it holds more than this.
const LOG_BYTES: u64 = 32 << 20;
/// Where readers refused that, they are asked again after as much more.
const MORE_BYTES: u64 = 16 << 20;
/// A file that is longer than this is cut as soon as readers let it.
const FILE_BYTES: u64 = 2 * LOG_BYTES;
/// What a page takes in the log: 4096 bytes and a head.
const FRAME_BYTES: u64 = 4096 + 24;

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

    /// Folds the log into the database when it has grown, so that the next write begins at its start again. Readers can
    /// refuse that; the next try then waits for a second or for some more.
    #[expect(clippy::disallowed_methods, reason = "the pause between two checkpoints is real time")]
    pub(super) fn checkpoint_if_large(&mut self, raw: &rusqlite::Connection) {
        let held = held(raw);
        let is_long = std::fs::metadata(&self.path).is_ok_and(|file| file.len() > FILE_BYTES);
        let too_soon =
            self.next_try.is_some_and(|at| Instant::now() < at) && held < self.refused_at + MORE_BYTES;
        if (held < LOG_BYTES && !is_long) || too_soon {
            return;
        }
        let folded = if is_long { Self::cut(raw) } else { fold(raw, "PRAGMA wal_checkpoint(RESTART)") };
        if folded {
            self.next_try = None;
        } else {
            self.next_try = Some(Instant::now() + Duration::from_secs(1));
            self.refused_at = held;
        }
    }

    /// Folds the whole log in and makes its file empty; `false` when readers were in the way.
    pub(super) fn cut(raw: &rusqlite::Connection) -> bool {
        fold(raw, "PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

/// The bytes that the log holds and the next write adds to: none when all of it stands in the database, as the next write
/// then begins at its start, unless a reader is still in the way. (A SQLite older than 3.51 takes NOOP for PASSIVE.)
fn held(raw: &rusqlite::Connection) -> u64 {
    let look = || {
        let mut look = raw.prepare_cached("PRAGMA wal_checkpoint(NOOP)")?;
        look.query_row([], |row| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))
    };
    match look() {
        Ok((frames, folded)) if frames != folded => u64::try_from(frames).unwrap_or(0) * FRAME_BYTES,
        _ => 0,
    }
}

fn fold(raw: &rusqlite::Connection, checkpoint: &str) -> bool {
    let _ = raw.busy_timeout(Duration::from_millis(100));
    let busy: rusqlite::Result<i64> = raw.query_row(checkpoint, [], |row| row.get(0));
    let _ = raw.busy_timeout(Duration::from_secs(5));
    matches!(busy, Ok(0))
}
