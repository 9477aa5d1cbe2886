//! What an account is called.

use base::{Error, Result};

/// A name of an account of this server: 1–30 characters of `a-z A-Z 0-9 _`, kept as typed. Names
/// that differ only in case are one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

/// Names that would pass for the server itself, or stand in the way of its pages.
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "accounts",
    "actor",
    "admin",
    "administrator",
    "api",
    "assets",
    "auth",
    "avatars",
    "explore",
    "headers",
    "health",
    "help",
    "home",
    "info",
    "inbox",
    "instance",
    "kinfolk",
    "login",
    "logout",
    "mail",
    "me",
    "media",
    "moderator",
    "nobody",
    "noreply",
    "notifications",
    "oauth",
    "official",
    "outbox",
    "owner",
    "postmaster",
    "privacy",
    "public",
    "root",
    "search",
    "security",
    "settings",
    "setup",
    "signup",
    "staff",
    "static",
    "support",
    "system",
    "tags",
    "terms",
    "webmaster",
    "www",
];

impl Username {
    /// The longest name, in characters.
    pub const MAX: usize = 30;

    /// Reads a name as a person typed it.
    ///
    /// # Errors
    /// `Invalid` about `username`: `ERR_BLANK`, `ERR_TOO_LONG`, `ERR_INVALID` or `ERR_RESERVED`.
    pub fn parse(text: &str) -> Result<Self> {
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
        if RESERVED.contains(&text::fold_name(text).as_str()) {
            return fault("ERR_RESERVED", "is reserved");
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
        assert!(RESERVED.iter().all(|name| *name == text::fold_name(name)));
    }

    #[test]
    fn a_name_stays_as_typed_and_folds_for_comparison() {
        let name = Username::parse("AdA").unwrap();
        assert_eq!((name.as_str(), name.folded().as_str()), ("AdA", "ada"));
    }
}
