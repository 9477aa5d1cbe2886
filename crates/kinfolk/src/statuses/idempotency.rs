//! `Idempotency-Key`: sending the same post twice publishes it once
//! (<https://docs.joinmastodon.org/methods/statuses/#create>).
//!
//! A key belongs to its author and is kept for an hour. It is claimed by its row before anything is
//! written, so of two that come at once the second waits for the first and then finds what it made.

use std::time::Duration;

use base::{Error, Result};
use db::{Tx, params};

use super::store;
use crate::core::jobs::{self, CLEAN_UP};
use crate::core::words::{AccountId, StatusId};
use crate::core::{Builder, NewJob, State};

/// How long a key is kept.
const KEPT_MS: i64 = 3_600_000;
/// The longest key, in bytes. Clients send a UUID or a hash.
const MAX_BYTES: usize = 255;
/// When a key that is no longer kept is cleared away: later, so that clocks may differ.
const CLEARED_MS: i64 = 86_400_000;
/// The job that does so, and its name in the timetable.
const JOB: &str = "statuses.clear-keys";

/// A key of one author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    author: AccountId,
    key: String,
}

impl Key {
    /// # Errors
    /// `BadRequest` when it is empty, too long or has control characters.
    pub fn parse(author: AccountId, key: &str) -> Result<Self> {
        if key.is_empty() || key.len() > MAX_BYTES || key.contains(char::is_control) {
            let text = format!("Idempotency-Key must have 1 to {MAX_BYTES} characters");
            return Err(Error::bad_request("Idempotency-Key", text));
        }
        Ok(Self { author, key: key.to_owned() })
    }
}

/// Takes the key for this transaction, or says which status it has made within the hour.
///
/// # Errors
/// From the engine.
pub(super) async fn claim(tx: &mut Tx, state: &State, key: &Key) -> Result<Option<StatusId>> {
    let now = state.now_ms();
    let kept_since = now - KEPT_MS;
    let Key { author, key } = key;
    let mine = params![*author, key, author.bucket(), StatusId::ZERO, now];
    if tx.run(&store::KEY_CLAIM, mine).await? == 1 {
        return Ok(None);
    }
    let first = tx.one(&store::KEY, params![*author, key, kept_since], |row| row.get(0)).await?;
    if first.is_none() {
        tx.run(&store::KEY_RENEW, params![*author, key, now]).await?;
    }
    Ok(first)
}

/// Adds the job that clears old keys away, every hour.
pub(super) fn install(builder: Builder) -> Builder {
    let clear = |state: State, _| async move {
        jobs::clear(&state, &store::KEYS_CLEAR, state.now_ms() - CLEARED_MS).await
    };
    builder.job(JOB, CLEAN_UP, clear).cron(JOB, Duration::from_secs(3_600), NewJob::new(JOB, ()))
}

/// Says what the claimed key made.
///
/// # Errors
/// From the engine.
pub(super) async fn keep(tx: &mut Tx, key: &Key, made: StatusId) -> Result<()> {
    tx.run(&store::KEY_SET, params![key.author, &key.key, made]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_and_plain() {
        let parse = |key: &str| Key::parse(AccountId::new(1), key).is_ok();
        assert!(parse("b7a5c1e2-0d5c-4d6c-9c0b-0d3f0a6e8a11") && parse(&"k".repeat(255)));
        assert!(!parse("") && !parse(&"k".repeat(256)) && !parse("a\nb"));
    }
}
