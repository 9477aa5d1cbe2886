//! The id of a request: in every answer's `X-Request-Id`, on error pages, and beside each failure in the log.

use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use db::trace::{self, Cause};
use http::HeaderValue;

/// Unique in this process; the start is random, so ids of two processes do not meet by plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(u64);

static START: LazyLock<u64> = LazyLock::new(|| base::random::number().unsigned_abs() << 1);
static COUNT: AtomicU64 = AtomicU64::new(0);

impl RequestId {
    /// A new id.
    pub(super) fn make() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed).wrapping_add(*START);
        // An odd factor and shifts only permute the numbers: ids look unordered and never repeat.
        let mixed = (count ^ (count >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(mixed ^ (mixed >> 29))
    }

    /// The id of the request that is being answered, in code that answers one.
    #[must_use]
    pub fn current() -> Option<Self> {
        match trace::cause() {
            Some(Cause::Request(id)) => Some(Self(id)),
            _ => None,
        }
    }

    /// Runs something as the answering of this request: its log lines carry the id, its statements are gathered.
    pub(super) fn scope<F: Future>(self, answering: F) -> impl Future<Output = F::Output> {
        Cause::Request(self.0).scope(answering)
    }

    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_bytes(&self.digits()).unwrap_or(HeaderValue::from_static("0"))
    }

    fn digits(self) -> [u8; 16] {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        std::array::from_fn(|place| HEX[(self.0 >> (60 - 4 * place)) as usize & 15])
    }
}

/// 16 hexadecimal digits.
impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Cause::Request(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_read_alike_in_header_and_text() {
        let (one, other) = (RequestId::make(), RequestId::make());
        assert_ne!(one, other);
        assert_eq!(one.header().to_str().unwrap(), one.to_string());
    }

    #[tokio::test]
    async fn code_that_answers_a_request_finds_its_id() {
        let id = RequestId::make();
        assert_eq!(RequestId::current(), None);
        assert_eq!(id.scope(async { RequestId::current() }).await, Some(id));
    }
}
