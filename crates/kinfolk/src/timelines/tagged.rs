//! Timelines of tags: public statuses with some tags and without others
//! (<https://docs.joinmastodon.org/methods/timelines/#tag>).
//!
//! A tag is a source like an account, with a ring of its own. What is asked of further tags is asked of the statuses that
//! the sources give, as each is remembered with its tags.

use std::sync::Arc;

use base::{Page, Result};

use super::page::{Shelf, Timeline};
use super::sources::Sources;
use crate::core::State;
use crate::core::words::{AccountId, TagName};
use crate::statuses::Entry;

/// What the tags of a status must be.
#[derive(Debug, Clone)]
pub struct WantedTags {
    /// One of these, at least one.
    pub any: Vec<TagName>,
    /// Each of these.
    pub all: Vec<TagName>,
    /// None of these.
    pub none: Vec<TagName>,
}

impl WantedTags {
    /// One tag, whatever the others.
    #[must_use]
    pub fn one(tag: TagName) -> Self {
        Self { any: vec![tag], all: Vec::new(), none: Vec::new() }
    }

    /// Whether a status with these tags is wanted.
    #[must_use]
    pub fn passes(&self, tags: &[TagName]) -> bool {
        self.any.iter().any(|tag| tags.contains(tag))
            && self.all.iter().all(|tag| tags.contains(tag))
            && !self.none.iter().any(|tag| tags.contains(tag))
    }
}

/// Public statuses with the wanted tags, newest first, answers to others among them.
///
/// # Errors
/// From the engine.
pub async fn tagged(
    state: &State,
    reader: Option<AccountId>,
    wanted: WantedTags,
    page: Page,
) -> Result<Shelf> {
    let sources = Sources::Tags(Arc::new(wanted.clone()));
    let keep = |_: &Entry| true;
    Timeline { sources, reader, keep, tidy: true, languages: None, tags: Some(wanted) }
        .page(state, page)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_some_all_of_some_and_none_of_some() {
        let names =
            |list: &str| -> Vec<TagName> { list.split_whitespace().filter_map(TagName::parse).collect() };
        let wanted = WantedTags { any: names("sea ship"), all: names("north"), none: names("war") };
        let passes = |tags: &str| wanted.passes(&names(tags));
        assert!(passes("sea north") && passes("north x ship"));
        assert!(!passes("sea") && !passes("north") && !passes("sea north war") && !passes(""));
        assert!(WantedTags::one(names("sea").remove(0)).passes(&names("a sea")));
    }
}
