//! Adding jobs, in the transaction that makes them necessary.

use base::{Error, Result};
use db::{Tx, params};

use crate::{Context, new_id, store};

/// A job to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What is to be done: a kind that a handler is registered for; that also says in which queue it waits.
    pub kind: &'static str,
    /// What the handler is told, as JSON. Ids rather than what they stand for: the handler goes and reads. It
    /// is kept in plain, so no secrets.
    pub payload: String,
    /// At most one job of a kind has the same key; the payload should follow from it.
    pub unique_key: Option<String>,
    /// Unix milliseconds before which it is not run; 0: as soon as possible.
    pub run_at: i64,
}

impl NewJob {
    /// A job without a key, to be run as soon as possible.
    pub fn new(kind: &'static str, payload: impl Into<serde_json::Value>) -> Self {
        Self { kind, payload: payload.into().to_string(), unique_key: None, run_at: 0 }
    }

    /// At most one job of its kind with this key.
    #[must_use]
    pub fn unique(self, key: impl Into<String>) -> Self {
        Self { unique_key: Some(key.into()), ..self }
    }

    /// Not before this time, in Unix milliseconds.
    #[must_use]
    pub fn at(self, run_at: i64) -> Self {
        Self { run_at, ..self }
    }
}

/// Adds a job in the caller's transaction; it exists if that is committed. Returns `false` when there was one with
/// its key already, which then takes this one's place: see the crate's promises.
///
/// One or two statements. On PostgreSQL the second waits for whoever is just adding or claiming a job with the
/// same key.
///
/// # Errors
/// `Internal` when no handler is registered for the kind, or from the engine.
pub async fn enqueue<C: Context>(tx: &mut Tx, context: &C, job: &NewJob) -> Result<bool> {
    let queue = context.registry().queue_of(job.kind).ok_or_else(|| {
        Error::internal(format!("there is no handler for jobs of kind {}: nobody would do it", job.kind))
    })?;
    let now = context.clock().now_ms();
    let due = if job.run_at == 0 { now } else { job.run_at };
    if due <= now {
        context.wake_after(tx, job.kind);
    }
    loop {
        let id = new_id(context);
        let row = params![id, queue, job.kind, job.unique_key.as_deref(), &job.payload, due, now];
        if tx.run(&store::INSERT, row).await? > 0 {
            return Ok(true);
        }
        // Either the key is taken or, between instances, the id; and who had the key may be gone by now.
        if let Some(key) = &job.unique_key
            && tx.run(&store::ASK_AGAIN, params![job.kind, key, due, &job.payload]).await? > 0
        {
            return Ok(false);
        }
    }
}
