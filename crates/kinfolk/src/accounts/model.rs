//! What an account is called.

use base::{Error, Result};

/// A name of an account of this server: 1–30 characters of `a-z A-Z 0-9 _`, kept as typed. Names
/// that differ only in case are one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

/// Names that would pass for the server or those who run it.
const RESERVED: &[&str] = &[
    "abuse",
    "admin",
    "administrator",
    "help",
    "kinfolk",
    "mod",
    "moderator",
    "noreply",
    "official",
    "owner",
    "postmaster",
    "root",
    "security",
    "staff",
    "support",
    "system",
    "webmaster",
];

impl Username {
    /// The longest name, in characters.
    pub const MAX: usize = 30;

    /// Reads a name as somebody typed it who wants to sign up.
    ///
    /// # Errors
    /// `Invalid` about `username`: `ERR_BLANK`, `ERR_TOO_LONG`, `ERR_INVALID` or `ERR_RESERVED`.
    pub fn parse(text: &str) -> Result<Self> {
        let name = Self::parse_any(text)?;
        if RESERVED.contains(&name.folded().as_str()) {
            return Err(Error::invalid("username", "ERR_RESERVED", "is reserved"));
        }
        Ok(name)
    }

    /// Reads a name that somebody gives who runs the server: reserved names are theirs to give.
    ///
    /// # Errors
    /// As [`Username::parse`], without `ERR_RESERVED`.
    pub fn parse_any(text: &str) -> Result<Self> {
        let fault = |code, text: &str| Err(Error::invalid("username", code, text));
        if text.is_empty() {
            return fault("ERR_BLANK", "can't be blank");
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return fault("ERR_INVALID", "must contain only letters, numbers and underscores");
        }
        if text.len() > Self::MAX {
            return fault("ERR_TOO_LONG", "is too long (maximum is 30 characters)");
        }
        Ok(Self(text.to_owned()))
    }

    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key under which it is stored.
    #[must_use]
    pub fn folded(&self) -> String {
        text::fold_name(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        match Username::parse(text) {
            Ok(_) => "ok",
            Err(Error::Invalid(faults)) => faults[0].code,
            Err(_) => "other",
        }
    }

    #[test]
    fn names_are_short_and_plain() {
        assert_eq!(code("Ada_Lovelace1"), "ok");
        assert_eq!(code("a"), "ok");
        assert_eq!(code(&"a".repeat(30)), "ok");
        assert_eq!(code(&"a".repeat(31)), "ERR_TOO_LONG");
        assert_eq!(code(""), "ERR_BLANK");
        for bad in ["a b", "a-b", "a.b", "ä", "a@b", " a", "a\n", "ａ"] {
            assert_eq!(code(bad), "ERR_INVALID", "{bad:?}");
        }
    }

    #[test]
    fn reserved_names_are_refused_in_any_case() {
        assert_eq!(code("Admin"), "ERR_RESERVED");
        assert_eq!(code("admin1"), "ok");
        assert_eq!(Username::parse_any("Admin").unwrap().as_str(), "Admin");
        assert!(RESERVED.iter().all(|name| *name == text::fold_name(name)));
    }

    #[test]
    fn a_name_stays_as_typed_and_folds_for_comparison() {
        let name = Username::parse("AdA").unwrap();
        assert_eq!((name.as_str(), name.folded().as_str()), ("AdA", "ada"));
    }
}
