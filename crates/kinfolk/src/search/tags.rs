//! Tags by name: those in use that begin with what was typed, the exact one first.

use base::Result;

use crate::core::State;
use crate::core::words::TagName;
use crate::statuses;

/// Nobody turns pages further than this; it bounds what one search reads.
const DEEPEST: usize = 400;

/// Which tags match, with or without the sign. One statement, and none for what can begin no tag.
///
/// # Errors
/// From the engine.
pub async fn tags(state: &State, typed: &str, offset: usize, limit: usize) -> Result<Vec<TagName>> {
    let wanted = offset.saturating_add(limit);
    let Some(beginning) = TagName::parse(typed).filter(|_| wanted <= DEEPEST) else { return Ok(Vec::new()) };
    let found = statuses::beginning_with(state, &beginning, wanted).await?;
    Ok(found.into_iter().skip(offset).collect())
}
