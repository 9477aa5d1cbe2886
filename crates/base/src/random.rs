//! Randomness from the operating system.

use std::fmt::Write;

/// Fills `bytes` from the operating system's generator.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done without it.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for randomness")]
#[expect(clippy::expect_used, reason = "a system without randomness cannot run a server safely")]
pub fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness");
}

/// A random non-negative number.
#[must_use]
pub fn number() -> i64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    i64::from_le_bytes(bytes) & i64::MAX
}

/// `bytes` random bytes as lower-case hexadecimal text of twice that length.
#[must_use]
pub fn hex(bytes: usize) -> String {
    let mut raw = vec![0; bytes];
    fill(&mut raw);
    let mut text = String::with_capacity(bytes * 2);
    for byte in raw {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
