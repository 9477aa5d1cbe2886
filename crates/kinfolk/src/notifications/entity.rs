//! The JSON of notifications (<https://docs.joinmastodon.org/entities/Notification/>).

use base::{Error, Result};

use super::read::Told;
use crate::core::State;
use crate::core::words::AccountId;
use crate::statuses;

/// The JSON array of notifications.
///
/// # Errors
/// From the engine, for the viewer's marks on statuses.
pub(super) async fn render(state: &State, viewer: AccountId, told: &[Told]) -> Result<Vec<u8>> {
    let mut out = vec![b'['];
    for (n, told) in told.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        write(state, viewer, told, &mut out).await?;
    }
    out.push(b']');
    Ok(out)
}

/// One notification. Each stands in a group of its own: groups are not made yet.
pub(super) async fn write(state: &State, viewer: AccountId, told: &Told, out: &mut Vec<u8>) -> Result<()> {
    let (id, word) = (told.row.id, told.row.kind.word());
    let at = base::rfc3339(id.raw() >> 20);
    let head = format!(
        "{{\"id\":\"{id}\",\"type\":\"{word}\",\"created_at\":\"{at}\",\"group_key\":\"ungrouped-{id}\",\"account\":"
    );
    out.extend_from_slice(head.as_bytes());
    told.from.write_json(out);
    if let Some(status) = &told.status {
        out.extend_from_slice(b",\"status\":");
        let body = statuses::render(state, Some(viewer), std::slice::from_ref(status)).await?;
        let one = body.strip_prefix(b"[").and_then(|body| body.strip_suffix(b"]"));
        out.extend_from_slice(one.ok_or_else(|| Error::internal("a list of statuses is an array"))?);
    }
    out.push(b'}');
    Ok(())
}
