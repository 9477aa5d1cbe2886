//! Memory in large pages, once there is much of it.
//!
//! A processor remembers where some thousand pages of memory are. With pages of 4 KiB that is a dozen megabytes: where
//! caches hold hundreds, nearly every look into them first looks for the page, which costs a home a third of its time.
//! With pages of 2 MiB it is all of them. But a small server would then take half as much memory again. So a server
//! begins without large pages, and allows them when its memory has grown.

use std::time::Duration;

use rustix::thread::disable_transparent_huge_pages;

use super::serve::beat;
use crate::core::metrics;

/// A server of more memory than this takes large pages.
const SMALL_BYTES: u64 = 96 << 20;
/// How often its memory is looked at until then.
const LOOK: Duration = Duration::from_secs(2);

/// Has the process begin without large pages.
pub(super) fn forbid() {
    set(false);
}

/// Waits until the process has much memory, and allows them. What it has by then becomes large as the kernel comes to it.
pub(super) async fn allow_when_grown() {
    let mut clock = beat(LOOK);
    loop {
        clock.tick().await;
        if metrics::resident_bytes().is_none_or(|bytes| bytes > SMALL_BYTES) {
            return set(true);
        }
    }
}

/// A kernel that knows nothing of it goes on as it did.
fn set(allowed: bool) {
    if let Err(error) = disable_transparent_huge_pages(!allowed) {
        tracing::debug!(%error, allowed, "large pages are as the system has them");
    }
}
