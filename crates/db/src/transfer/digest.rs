//! How many rows a table has, and a digest of them.
//!
//! The digest is the sum of the rows' SHA-256, as 256-bit numbers without carry out: it is the same in
//! whatever order rows come, so each engine reads a table in the order that it keeps it in. It tells
//! apart what went wrong on the way, not what somebody made to deceive.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// A digest of rows that does not depend on their order; 64 hexadecimal digits when shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest([u64; 4]);

/// What one table holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// The number of rows.
    pub rows: u64,
    /// The digest of all rows.
    pub digest: Digest,
}

impl Summary {
    /// Counts one more row, given as its line without the line feed.
    pub(crate) fn add(&mut self, line: &[u8]) {
        self.rows += 1;
        self.digest.add(line);
    }
}

impl Digest {
    fn add(&mut self, line: &[u8]) {
        let hash = Sha256::digest(line);
        let mut carry = false;
        for (sum, bytes) in self.0.iter_mut().zip(hash.chunks_exact(8)) {
            let word = bytes.iter().rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
            let (partial, over) = sum.overflowing_add(word);
            let (total, over_again) = partial.overflowing_add(u64::from(carry));
            (*sum, carry) = (total, over || over_again);
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().rev().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDigest;

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoDigest);
        }
        let mut words = [0; 4];
        for (nth, word) in words.iter_mut().rev().enumerate() {
            *word = u64::from_str_radix(&text[nth * 16..nth * 16 + 16], 16).map_err(|_| NoDigest)?;
        }
        Ok(Self(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Summary {
        lines.iter().fold(Summary::default(), |mut summary, line| {
            summary.add(line.as_bytes());
            summary
        })
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_everything_else_does() {
        let rows = ["[1]", "[2]", "[3]", "[3]"];
        assert_eq!(of(&rows), of(&["[3]", "[1]", "[3]", "[2]"]));
        for other in
            [&["[1]", "[2]", "[3]"][..], &["[1]", "[2]", "[2]", "[3]"], &["[1]", "[2]", "[3]", "[4]"]]
        {
            assert_ne!(of(&rows).digest, of(other).digest, "{other:?}");
        }
    }

    #[test]
    fn a_digest_is_read_back_from_its_digits_and_the_sum_carries() {
        // One row's digest is its SHA-256 as a number, lowest byte first.
        let one = of(&["[1]"]).digest;
        let hash = Sha256::digest("[1]").iter().rev().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(one.to_string(), hash);
        let many: Vec<String> = (0..500).map(|n| format!("[{n}]")).collect();
        let many = of(&many.iter().map(String::as_str).collect::<Vec<_>>()).digest;
        assert_eq!(many.to_string().parse(), Ok(many));
        for wrong in ["", "12", &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(wrong.parse::<Digest>(), Err(NoDigest));
        }
    }
}
