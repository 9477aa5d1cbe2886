//! Times as clients need them: RFC 3339 with exactly three decimals and `Z`
//! (Apple's parser fails on anything else).

use jiff::Timestamp;

/// `2026-11-20T14:51:47.000Z` for Unix milliseconds. Times outside years 1–9999 are clamped.
#[must_use]
pub fn rfc3339(unix_ms: i64) -> String {
    let time = timestamp(unix_ms);
    format!("{}", time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ"))
}

/// `2026-11-20`, the UTC day of Unix milliseconds (Mastodon's `last_status_at`).
#[must_use]
pub fn date(unix_ms: i64) -> String {
    format!("{}", timestamp(unix_ms).strftime("%Y-%m-%d"))
}

fn timestamp(unix_ms: i64) -> Timestamp {
    let clamped = unix_ms.clamp(-62_000_000_000_000, 253_000_000_000_000);
    Timestamp::from_millisecond(clamped).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_decimals_and_a_z() {
        assert_eq!(rfc3339(1_763_650_307_000), "2025-11-20T14:51:47.000Z");
        assert_eq!(rfc3339(7), "1970-01-01T00:00:00.007Z");
        assert_eq!(date(1_763_650_307_000), "2025-11-20");
        assert_eq!(rfc3339(i64::MAX).len(), 24);
    }
}
