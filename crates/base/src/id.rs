//! Ids: `milliseconds << 20 | bucket << 10 | sequence`.
//!
//! 43 bits of Unix time, 10 bits of the *owner's* bucket (an account's own is random; everything
//! it owns inherits it), 10 bits of sequence. Ids sort by time, are positive, and are sent to
//! clients as decimal strings.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

/// Bits of the sequence, and of the bucket.
pub(crate) const SEQUENCE_BITS: u32 = 10;
pub(crate) const TIME_SHIFT: u32 = 20;
const BUCKETS: i64 = 1 << 10;

/// The bucket (0–1023) that a raw id carries.
#[must_use]
pub const fn bucket_of(id: i64) -> i64 {
    (id >> SEQUENCE_BITS) & (BUCKETS - 1)
}

/// The Unix time in milliseconds at which a raw id was made.
#[must_use]
pub const fn millis_of(id: i64) -> i64 {
    id >> TIME_SHIFT
}

/// An id of one kind of thing. `T` is only a tag: `Id<Account>` and `Id<Status>` do not mix.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Below every real id: the sentinel for "no lower bound" and "no such thing yet".
    pub const ZERO: Self = Self(0, PhantomData);

    /// Wraps a raw id.
    #[must_use]
    pub const fn new(raw: i64) -> Self {
        Self(raw, PhantomData)
    }

    /// The raw 64-bit number.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// The owner's bucket, 0–1023.
    #[must_use]
    pub const fn bucket(self) -> i64 {
        bucket_of(self.0)
    }

    /// Unix milliseconds of creation.
    #[must_use]
    pub const fn millis(self) -> i64 {
        millis_of(self.0)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads the decimal form: digits only, positive, at most 63 bits.
impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<i64>() {
            Ok(raw) if digits && raw > 0 => Ok(Self::new(raw)),
            _ => Err(NotAnId),
        }
    }
}

/// The text is not the decimal form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<fn() -> T>);
        impl<T> serde::de::Visitor<'_> for Visitor<T> {
            type Value = Id<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id as a decimal string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id<T>, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: serde::de::Error>(self, raw: u64) -> Result<Id<T>, E> {
                i64::try_from(raw).map(Id::new).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

/// In schemas an id is text.
impl<T> schemars::JsonSchema for Id<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[1-9][0-9]*$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Thing;

    #[test]
    fn an_id_carries_its_time_and_its_bucket() {
        let id = Id::<Thing>::new((1_700_000_000_123 << TIME_SHIFT) | (77 << SEQUENCE_BITS) | 5);
        assert_eq!((id.millis(), id.bucket()), (1_700_000_000_123, 77));
    }

    #[test]
    fn only_plain_positive_decimals_are_ids() {
        for bad in ["", "0", "-1", "+1", " 1", "1x", "9223372036854775808", "１"] {
            assert!(bad.parse::<Id<Thing>>().is_err(), "{bad:?} was taken");
        }
        assert_eq!("12".parse::<Id<Thing>>().unwrap().raw(), 12);
    }
}
