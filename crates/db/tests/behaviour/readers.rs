//! SQLite's read blocks: where they run, when they are run again, and what they see.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use base::Error;
use db::params;

use crate::place::{self, COUNTER, INSERT, Place, RAISE, START_COUNTER, insert, int};

db::statements! {
    /// Counts to $1 the slow way, and is declared as if it were quick.
    COUNT_SLOWLY: Point = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT n.i + 1 FROM n WHERE n.i < $1) SELECT count(*) FROM n";
    /// A long one by declaration.
    COUNT_LONG: Long = "SELECT count(*) FROM items";
}

/// The threads on which a block was run, in order.
#[derive(Clone, Default)]
struct Threads(Arc<Mutex<Vec<ThreadId>>>);

impl Threads {
    fn note(&self) {
        self.0.lock().unwrap().push(std::thread::current().id());
    }
    fn list(&self) -> Vec<ThreadId> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn a_quick_block_runs_once_and_in_line() {
    let place = Place::sqlite().await;
    place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
    let threads = Threads::default();
    let inside = threads.clone();
    let keys = place.db.read(async move |r| {
        inside.note();
        place::keys(r).await
    });
    assert_eq!(keys.await.unwrap(), [1]);
    assert_eq!(threads.list(), [std::thread::current().id()]);
    place.end().await;
}

#[tokio::test]
async fn a_block_that_takes_too_long_in_line_is_run_again_from_its_start_on_a_thread() {
    let place = Place::sqlite().await;
    place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
    let threads = Threads::default();
    let inside = threads.clone();
    let read = place.db.read(async move |r| {
        inside.note();
        let keys = place::keys(r).await?;
        Ok((keys, r.one(&COUNT_SLOWLY, params![2_000_000_i64], int).await?))
    });
    assert_eq!(read.await.unwrap(), (vec![1], Some(2_000_000)));
    let here = std::thread::current().id();
    let threads = threads.list();
    assert_eq!(threads.len(), 2);
    assert!(threads[0] == here && threads[1] != here, "{threads:?}");
    place.end().await;
}

#[tokio::test]
async fn many_short_statements_are_interrupted_as_well() {
    let place = Place::sqlite().await;
    let threads = Threads::default();
    let inside = threads.clone();
    let slept = place.db.read(async move |r| {
        inside.note();
        std::thread::sleep(Duration::from_millis(6));
        place::keys(r).await
    });
    assert!(slept.await.unwrap().is_empty());
    assert_eq!(threads.list().len(), 2);
    place.end().await;
}

#[tokio::test]
async fn an_interruption_that_the_block_swallows_still_moves_it() {
    let place = Place::sqlite().await;
    let count = place.db.read(async |r| {
        let slow = r.one(&COUNT_SLOWLY, params![2_000_000_i64], int).await;
        Ok(slow.unwrap_or(None))
    });
    assert_eq!(count.await.unwrap(), Some(2_000_000));
    place.end().await;
}

#[tokio::test]
async fn a_block_moves_to_a_thread_when_it_comes_to_a_long_statement() {
    let place = Place::sqlite().await;
    place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
    let (threads, reached) = (Threads::default(), Threads::default());
    let inside = (threads.clone(), reached.clone());
    let read = place.db.read(async move |r| {
        inside.0.note();
        let count = r.one(&COUNT_LONG, params![], int).await?;
        inside.1.note();
        Ok(count)
    });
    assert_eq!(read.await.unwrap(), Some(1));
    // What stands before the long statement runs twice; the statement itself only on the thread.
    assert_eq!(threads.list().len(), 2);
    assert_eq!(reached.list().len(), 1);
    assert_ne!(reached.list()[0], std::thread::current().id());
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_awaits_something_foreign_is_reported_and_its_connection_is_clean() {
    let place = Place::sqlite().await;
    for _ in 0..3 {
        let gave = place.db.read(async |r| {
            let keys = place::keys(r).await?;
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(keys)
        });
        let error = gave.await.unwrap_err();
        assert!(error.to_string().contains("awaited something that is not the database"), "{error}");
    }
    // A snapshot that was left open would not see this.
    place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
    assert_eq!(place.keys().await, [1]);
    place.end().await;
}

#[tokio::test]
async fn a_read_block_cannot_write() {
    let place = Place::sqlite().await;
    let wrote = place.db.read(async |r| r.all(&INSERT, params![1_i64, 7_i64, "x"], |_| Ok(())).await).await;
    assert!(matches!(wrote, Err(Error::Unavailable { .. } | Error::Internal(_))), "{wrote:?}");
    assert!(place.keys().await.is_empty());
    place.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reads_beside_writes_see_whole_transactions_only() {
    let place = Place::sqlite().await;
    let start = place.db.write(async |tx| {
        tx.run(&START_COUNTER, params![1_i64]).await?;
        tx.run(&START_COUNTER, params![2_i64]).await
    });
    start.await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::new(AtomicUsize::new(0));
    let readers: Vec<_> = (0..3)
        .map(|n| {
            let (db, stop, seen) = (place.db.clone(), Arc::clone(&stop), Arc::clone(&seen));
            tokio::spawn(async move {
                let mut latest = 0;
                while !stop.load(Ordering::SeqCst) {
                    let pair = db.read(async move |r| {
                        let one = r.one(&COUNTER, params![1_i64], int).await?;
                        if n == 0 {
                            // This one goes to a thread now and then.
                            r.one(&COUNT_SLOWLY, params![20_000_i64], int).await?;
                        }
                        Ok((one, r.one(&COUNTER, params![2_i64], int).await?))
                    });
                    let (one, other) = pair.await.unwrap();
                    assert_eq!(one, other);
                    assert!(one.unwrap() >= latest, "a later read saw an earlier state");
                    latest = one.unwrap();
                    seen.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                }
                latest
            })
        })
        .collect();
    let started = Instant::now();
    let mut writes = 0;
    while started.elapsed() < Duration::from_secs(1) {
        let raise = place.db.write(async |tx| {
            tx.run(&RAISE, params![1_i64]).await?;
            tx.run(&RAISE, params![2_i64]).await
        });
        raise.await.unwrap();
        writes += 1;
        // One's own write is seen at once.
        let mine = place.db.read(async |r| r.one(&COUNTER, params![2_i64], int).await).await;
        assert_eq!(mine.unwrap(), Some(writes));
    }
    stop.store(true, Ordering::SeqCst);
    for reader in readers {
        assert!(reader.await.unwrap() <= writes);
    }
    assert!(
        seen.load(Ordering::SeqCst) > 20 && writes > 5,
        "{} reads, {writes} writes",
        seen.load(Ordering::SeqCst)
    );
    place.end().await;
}
