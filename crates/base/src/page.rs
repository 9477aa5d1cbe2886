//! One page of a list, by id: Mastodon's `limit`, `max_id`, `since_id`, `min_id`.
//!
//! Source: <https://docs.joinmastodon.org/api/guidelines/#pagination>.

use crate::{Error, Result};

/// What a client asked of a list. Bounds are exclusive raw ids; 0 and `i64::MAX` mean "none", so
/// that SQL never needs an optional bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many items at most, 1 or more.
    pub limit: usize,
    /// Only older than this; `i64::MAX` if not given.
    pub max_id: i64,
    /// Only newer than this, the newest ones; 0 if not given.
    pub since_id: i64,
    /// Only newer than this, the ones *just above* it; `None` if not given. Wins over `since_id`.
    pub min_id: Option<i64>,
}

/// Default and maximum number of items of one kind of list.
#[derive(Debug, Clone, Copy)]
pub struct PageLimits {
    /// Without `limit`.
    pub default: usize,
    /// A larger `limit` is lowered to this.
    pub max: usize,
}

impl PageLimits {
    /// Lists of statuses: 20, at most 40.
    pub const STATUSES: Self = Self { default: 20, max: 40 };
    /// Lists of accounts: 40, at most 80.
    pub const ACCOUNTS: Self = Self { default: 40, max: 80 };
}

impl Page {
    /// The first page of `limit` items.
    #[must_use]
    pub const fn first(limit: usize) -> Self {
        Self { limit, max_id: i64::MAX, since_id: 0, min_id: None }
    }

    /// Parses the four query parameters.
    ///
    /// # Errors
    /// [`Error::BadRequest`] naming the parameter when it is not a number, or a limit is below 1.
    pub fn parse(
        limits: PageLimits,
        limit: Option<&str>,
        max_id: Option<&str>,
        since_id: Option<&str>,
        min_id: Option<&str>,
    ) -> Result<Self> {
        Ok(Self {
            limit: parse_limit(limits, limit)?,
            max_id: bound("max_id", max_id)?.unwrap_or(i64::MAX),
            since_id: bound("since_id", since_id)?.unwrap_or(0),
            min_id: bound("min_id", min_id)?,
        })
    }

    /// The lower bound in force, exclusive: `min_id` or `since_id`.
    #[must_use]
    pub fn lower(&self) -> i64 {
        self.min_id.unwrap_or(self.since_id)
    }
}

fn parse_limit(limits: PageLimits, text: Option<&str>) -> Result<usize> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Ok(limits.default) };
    match text.parse::<i64>() {
        Ok(n) if n >= 1 => Ok(usize::try_from(n).unwrap_or(usize::MAX).min(limits.max)),
        _ => Err(Error::bad_request("limit", "limit must be a number of 1 or more")),
    }
}

fn bound(name: &'static str, text: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Ok(None) };
    match text.parse::<i64>() {
        Ok(n) if n >= 0 => Ok(Some(n)),
        // A number of more than 63 bits is above every id.
        Err(_) if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Some(i64::MAX)),
        _ => Err(Error::bad_request(name, format!("{name} must be an id"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_parameters_mean_the_first_page() {
        let page = Page::parse(PageLimits::STATUSES, None, Some(""), None, None).unwrap();
        assert_eq!(page, Page::first(20));
    }

    #[test]
    fn a_large_limit_is_lowered_and_a_bad_one_is_named() {
        let page = Page::parse(PageLimits::STATUSES, Some("900"), None, None, None).unwrap();
        assert_eq!(page.limit, 40);
        for bad in ["0", "-1", "ten"] {
            let error = Page::parse(PageLimits::STATUSES, Some(bad), None, None, None).unwrap_err();
            assert!(error.to_string().contains("limit"), "{error}");
        }
    }
}
