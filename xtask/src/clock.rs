//! The stopwatch. The server takes its time from a clock that tests turn; measuring how long something takes is
//! what this program is for, so it reads the machine's clock, in this one place.

use std::time::Instant;

/// Now, for measuring durations and for giving up on time.
#[expect(clippy::disallowed_methods, reason = "measuring durations is this program's work")]
pub fn now() -> Instant {
    Instant::now()
}
