//! Hashtags as rows: where each is used, written and erased with its status.
//!
//! Twice, as marks are: public statuses by the tag, which its timeline reads ([`super::skeleton::of_tag`]), and all
//! statuses by their author, for what somebody tagged on their profile. A tag itself has no row, so two posts never
//! wait for each other because of one: it is there while it is used.
//!
//! **Not here:** what a tag is in a text (crate `text`), how often it is used (`tag_uses`).

use base::{Error, Result};
use db::{Tx, params};

use super::store;
use crate::core::State;
use crate::core::events::StatusFacts;
use crate::core::words::{AccountId, StatusId, TagName};

/// Above everything that begins with the text before it: no name holds this character.
const LAST: char = '\u{10ffff}';

/// Writes the tags of a new status; none costs nothing.
///
/// # Errors
/// From the engine.
pub(super) async fn write(tx: &mut Tx, facts: &StatusFacts) -> Result<()> {
    if facts.tags.is_empty() {
        return Ok(());
    }
    let names = json(&facts.tags)?;
    let StatusFacts { id, author, .. } = facts;
    if facts.is_tagged() {
        tx.run(&store::TAGGED, params![*id, *author, &names]).await?;
    }
    tx.run(&store::ACCOUNT_TAGS, params![*id, *author, &names, author.bucket()]).await.map(drop)
}

/// Erases the tags of a status that was just deleted.
///
/// # Errors
/// From the engine.
pub(super) async fn erase(tx: &mut Tx, author: AccountId, status: StatusId, tags: &[TagName]) -> Result<()> {
    if tags.is_empty() {
        return Ok(());
    }
    let names = json(tags)?;
    tx.run(&store::UNTAG, params![status, &names]).await?;
    tx.run(&store::ACCOUNT_UNTAG, params![author, status, &names]).await.map(drop)
}

fn json(tags: &[TagName]) -> Result<String> {
    let names: Vec<&str> = tags.iter().map(TagName::as_str).collect();
    serde_json::to_string(&names).map_err(Error::internal)
}

/// Tags in use whose names begin with that of `beginning`, which comes first if it is one; then in their order.
/// At most `limit`, in one statement.
///
/// # Errors
/// From the engine.
pub async fn beginning_with(state: &State, beginning: &TagName, limit: usize) -> Result<Vec<TagName>> {
    let (from, to) = (beginning.to_string(), format!("{beginning}{LAST}"));
    let read = async move |r: &mut db::Reader| {
        let values = params![&from, &to, limit as i64];
        r.all(&store::TAGS_BETWEEN, values, |row| row.get::<String>(0)).await
    };
    Ok(state.db().read(read).await?.iter().filter_map(|name| TagName::from_folded(name)).collect())
}
