//! Whether the file takes writes, as far as the last ones have shown.
//!
//! Asking costs nothing while writes succeed. After one that failed for want of disk or rights, whoever asks causes
//! a trial write; it or any write that is committed ends the trouble.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base::{Error, Result};

use super::connection::translate;

/// What the writer has learnt.
#[derive(Default)]
pub(super) struct Trouble {
    /// The engine has failed a write since the last one that was committed.
    failed: AtomicBool,
    /// A trial is on its way; another would only queue up behind it on a disk that hangs.
    trying: AtomicBool,
}

/// A trial write, to be run on the writer's connection outside any transaction.
pub(super) struct Trial(Arc<Trouble>);

impl Trouble {
    /// What became of the members of a group: `true` for one that was committed, `false` for one that the engine failed.
    pub(super) fn learn(&self, mut committed: impl Iterator<Item = bool>) {
        let Some(first) = committed.next() else { return };
        let failed = !first || committed.any(|member| !member);
        if failed || self.failed.load(Ordering::Relaxed) {
            self.failed.store(failed, Ordering::Relaxed);
        }
    }

    /// `None` when nothing is suspected; else a trial to be run, or an error while another is.
    pub(super) fn suspected(self: &Arc<Self>) -> Option<Result<Trial>> {
        if !self.failed.load(Ordering::Relaxed) {
            return None;
        }
        if self.trying.swap(true, Ordering::Relaxed) {
            let error = Error::unavailable("The database cannot be written", "a trial write has not ended");
            return Some(Err(error));
        }
        Some(Ok(Trial(Arc::clone(self))))
    }
}

impl Trial {
    /// Tries, and remembers how it went.
    pub(super) fn run(self, connection: &mut rusqlite::Connection) -> Result<()> {
        let tried = try_write(connection);
        self.0.failed.store(tried.is_err(), Ordering::Relaxed);
        tried.map_err(|error| translate("a trial write", &error))
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.0.trying.store(false, Ordering::Relaxed);
    }
}

/// Writes a row that needs pages of its own and deletes it, in one transaction: nobody sees it, but the
/// log grows and is synced, and so would the file.
fn try_write(connection: &mut rusqlite::Connection) -> rusqlite::Result<()> {
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    tx.execute(
        "INSERT INTO schema_steps (number, name, digest, applied_at) VALUES (-1, hex(zeroblob(8192)), '', 0)",
        [],
    )?;
    tx.execute("DELETE FROM schema_steps WHERE number = -1", [])?;
    tx.commit()
}
