//! One run of a job, as its handler sees it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base::{Error, Result};
use db::{Tx, Value, params};
use serde::de::DeserializeOwned;

use crate::{Context, store};

/// One run of a job. Clones are the same run.
#[derive(Debug, Clone)]
pub struct Run(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: i64,
    kind: &'static str,
    payload: String,
    attempt: i64,
    failures: i64,
    instance: i64,
    now: base::Clock,
    finished: AtomicBool,
}

impl Run {
    pub(crate) fn new<C: Context>(context: &C, kind: &'static str, claimed: Claimed) -> Self {
        let Claimed { id, payload, attempt, failures, .. } = claimed;
        let (instance, now) = (context.instance(), context.clock().clone());
        Self(Arc::new(Inner {
            id,
            kind,
            payload,
            attempt,
            failures,
            instance,
            now,
            finished: AtomicBool::new(false),
        }))
    }

    /// The job's id, the same in all its runs.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.0.id
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.0.kind
    }

    /// How often it has failed so far.
    #[must_use]
    pub fn failures(&self) -> i64 {
        self.0.failures
    }

    /// The number of this claim.
    pub(crate) fn attempt(&self) -> i64 {
        self.0.attempt
    }

    /// What the job was told.
    ///
    /// # Errors
    /// `Internal` when the payload is not of that shape.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.0.payload).map_err(Error::internal)
    }

    /// Ends the job in the transaction that has its effect: both are committed, or neither. So the effect happens
    /// exactly once. The handler returns `Ok` after that commit.
    ///
    /// # Errors
    /// `Unavailable` when this run has lost its lease: somebody else has run or is running the job, and the
    /// transaction must be given up, which returning the error does. Or from the engine.
    pub async fn finish(&self, tx: &mut Tx) -> Result<()> {
        let Inner { id, attempt, instance, .. } = *self.0;
        if tx.run(&store::FINISH, params![id, attempt, instance]).await? == 0 {
            // Nothing changes between the two: the job is asked for again, or it is not this run's.
            let now = self.0.now.now_ms();
            if tx.run(&store::REPEAT, params![id, attempt, instance, now]).await? == 0 {
                return Err(lost());
            }
        }
        self.0.finished.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Ends several runs of one instance as [`Run::finish`] ends one, in two statements where that has two for each.
    ///
    /// # Errors
    /// As [`Run::finish`]: when one of them has lost its lease, the transaction must be given up for all.
    pub async fn finish_all(runs: &[Self], tx: &mut Tx) -> Result<()> {
        let (first, rest) = match runs {
            [] => return Ok(()),
            [one] => return one.finish(tx).await,
            [first, rest @ ..] => (first, rest),
        };
        debug_assert!(rest.iter().all(|run| run.0.instance == first.0.instance));
        let ids = Value::Ints(runs.iter().map(Self::id).collect());
        let found = |row: &db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
        let ended: HashMap<i64, i64> =
            tx.all(&store::FINISH_SOME, params![ids, first.0.instance], found).await?.into_iter().collect();
        for run in runs {
            match ended.get(&run.id()) {
                Some(attempt) if *attempt == run.attempt() => run.0.finished.store(true, Ordering::Relaxed),
                Some(_) => return Err(lost()),
                None => run.finish(tx).await?,
            }
        }
        Ok(())
    }

    /// Whether [`Run::finish`] was called with success. Its transaction may have failed afterwards.
    pub(crate) fn says_finished(&self) -> bool {
        self.0.finished.load(Ordering::Relaxed)
    }
}

fn lost() -> Error {
    Error::unavailable("Somebody else does this", "the job's lease was lost")
}

/// A row that was claimed.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub id: i64,
    pub kind: String,
    pub payload: String,
    pub attempt: i64,
    pub failures: i64,
}
