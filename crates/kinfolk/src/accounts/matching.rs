//! Accounts whose names begin with what somebody typed; each look-up is a range of an index.

use base::Result;
use db::{Value, params};

use super::create::fold_display_name;
use super::store;
use crate::core::State;
use crate::core::words::AccountId;

/// The range of all texts that begin with another one: from it, up to before the second. Nothing that people
/// type sorts after U+10FFFF.
fn range(prefix: &str) -> (String, String) {
    (prefix.to_owned(), format!("{prefix}\u{10ffff}"))
}

/// Accounts whose username begins with `prefix`, by name, then those whose display name does; at
/// most `most` of each. One that matches both ways stands twice. Not judged. Two statements.
///
/// # Errors
/// From the engine.
pub async fn matching(state: &State, prefix: &str, most: usize) -> Result<Vec<AccountId>> {
    let (name, name_end) = range(&text::fold_name(prefix));
    let (shown, shown_end) = range(&fold_display_name(prefix));
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    state
        .db()
        .read(async move |r| {
            let mut ids =
                r.all(&store::BY_NAME_PREFIX, params![&name, &name_end, most], |row| row.get(0)).await?;
            let shown = params![&shown, &shown_end, most];
            let by_display: Vec<AccountId> =
                r.all(&store::BY_DISPLAY_PREFIX, shown, |row| row.get(0)).await?;
            ids.extend(by_display);
            Ok(ids)
        })
        .await
}

/// Those of `ids` whose username or display name begins with `prefix`, in the order of their
/// usernames. Not judged. One statement.
///
/// # Errors
/// From the engine.
pub async fn matching_among(state: &State, prefix: &str, ids: Vec<AccountId>) -> Result<Vec<AccountId>> {
    let (name, name_end) = range(&text::fold_name(prefix));
    let (shown, shown_end) = range(&fold_display_name(prefix));
    let mut found: Vec<(String, AccountId)> = state
        .db()
        .read(async move |r| {
            let ids = Value::ids(ids.iter().copied());
            let values = params![ids, &name, &name_end, &shown, &shown_end];
            r.all(&store::AMONG_BY_PREFIX, values, |row| Ok((row.get(0)?, row.get(1)?))).await
        })
        .await?;
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
