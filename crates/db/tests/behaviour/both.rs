//! What holds on either engine: transactions, announcements, guards, snapshots.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base::Error;
use db::{Announcement, params};

use crate::place::{self, BROKEN, COUNTER, INSERT_ONCE, NAME, RAISE, START_COUNTER, insert, int, on_each};

/// A list that a hook, a guard and a test write to.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }
    fn read(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Notes when it is dropped.
struct Guard(Diary, &'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.note(self.1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_committed_block_is_there() {
    on_each(async |place| {
        let gave = place.db.write(async |tx| insert(tx, 1).await.map(|()| "done")).await;
        assert_eq!(gave.unwrap(), "done");
        assert_eq!(place.keys().await, [1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_returns_an_error_leaves_nothing() {
    on_each(async |place| {
        let gave = place
            .db
            .write(async |tx| {
                insert(tx, 1).await?;
                Err::<(), _>(Error::NotFound)
            })
            .await;
        assert!(matches!(gave, Err(Error::NotFound)), "{gave:?}");
        assert!(place.keys().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_panics_leaves_nothing_and_the_next_one_works() {
    on_each(async |place| {
        let gave = place
            .db
            .write(async |tx| -> base::Result<()> {
                insert(tx, 1).await?;
                std::panic::resume_unwind(Box::new("as planned"))
            })
            .await;
        assert!(gave.unwrap_err().to_string().contains("as planned"));
        let read = place
            .db
            .read(async |r| -> base::Result<()> {
                place::keys(r).await?;
                std::panic::resume_unwind(Box::new("as planned"))
            })
            .await;
        assert!(read.unwrap_err().to_string().contains("as planned"));
        place.db.write(async |tx| insert(tx, 2).await).await.unwrap();
        assert_eq!(place.keys().await, [2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_statement_ends_the_block_even_when_its_error_is_swallowed() {
    on_each(async |place| {
        let gave = place
            .db
            .write(async |tx| {
                insert(tx, 1).await?;
                assert!(tx.run(&BROKEN, params![2_i64]).await.is_err());
                assert!(insert(tx, 3).await.is_err(), "nothing more can be run");
                Ok(())
            })
            .await;
        assert!(matches!(gave, Err(Error::Internal(_))), "{gave:?}");
        assert!(place.keys().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expected_conflict_is_no_failure() {
    on_each(async |place| {
        let insert_once =
            || place.db.write(async |tx| tx.run(&INSERT_ONCE, params![1_i64, 7_i64, "x"]).await);
        assert_eq!(insert_once().await.unwrap(), 1);
        assert_eq!(insert_once().await.unwrap(), 0);
    })
    .await;
}

/// The later ones rest on the earlier ones, though none has answered yet; the counter is there only once the first has run.
#[tokio::test(flavor = "multi_thread")]
async fn statements_that_are_sent_together_run_in_their_order() {
    on_each(async |place| {
        let changed = place.db.write(async |tx| {
            let item = params![1_i64, 7_i64, "x"];
            let (raise, start) = (params![7_i64], params![7_i64]);
            tx.run_all(&[
                (&RAISE, raise),
                (&START_COUNTER, start),
                (&RAISE, raise),
                (&INSERT_ONCE, item),
                (&INSERT_ONCE, item),
                (&RAISE, raise),
            ])
            .await
        });
        assert_eq!(changed.await.unwrap(), [0, 1, 1, 1, 0, 1]);
        let count = place.db.read(async |r| r.one(&COUNTER, params![7_i64], int).await).await;
        assert_eq!(count.unwrap(), Some(2));
        let none = place.db.write(async |tx| {
            assert!(tx.run_all(&[]).await?.is_empty());
            insert(tx, 2).await
        });
        none.await.unwrap();
        assert_eq!(place.keys().await, [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_statements_that_fails_ends_the_block_and_is_named() {
    on_each(async |place| {
        let gave = place.db.write(async |tx| {
            let (item, broken, raise) = (params![1_i64, 7_i64, "x"], params![2_i64], params![7_i64]);
            let runs = [(&INSERT_ONCE, item), (&BROKEN, broken), (&RAISE, raise)];
            let told = tx.run_all(&runs).await.unwrap_err().to_string();
            assert!(told.contains("BROKEN"), "{told}");
            assert!(insert(tx, 3).await.is_err(), "nothing more can be run");
            assert!(tx.run_all(&[]).await.is_err(), "not even nothing");
            Ok(())
        });
        assert!(gave.await.is_err());
        assert!(place.keys().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_mapping_is_the_blocks_to_handle() {
    on_each(async |place| {
        place
            .db
            .write(async |tx| {
                insert(tx, 1).await?;
                let refused = tx.all(&NAME, params![1_i64], |_| Err::<(), _>(Error::NotFound)).await;
                assert!(matches!(refused, Err(Error::NotFound)));
                insert(tx, 2).await
            })
            .await
            .unwrap();
        assert_eq!(place.keys().await, [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn announcing_comes_after_the_commit_then_the_guards_go_then_the_caller_knows() {
    on_each(async |place| {
        let diary = Diary::default();
        let in_hook = diary.clone();
        place.db.on_commit(move |what: Announcement| in_hook.note(*what.downcast::<String>().unwrap()));
        let inside = diary.clone();
        place
            .db
            .write(async move |tx| {
                tx.keep(Guard(inside.clone(), "guard"));
                tx.announce(Box::new("first".to_owned()));
                insert(tx, 1).await?;
                tx.announce(Box::new("second".to_owned()));
                inside.note("block");
                Ok(())
            })
            .await
            .unwrap();
        diary.note("caller");
        assert_eq!(diary.read(), ["block", "first", "second", "guard", "caller"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_rolled_back_is_not_announced_and_its_guards_go() {
    on_each(async |place| {
        let diary = Diary::default();
        let in_hook = diary.clone();
        place.db.on_commit(move |_| in_hook.note("announced"));
        let inside = diary.clone();
        let gave = place
            .db
            .write(async move |tx| {
                tx.keep(Guard(inside.clone(), "guard"));
                tx.announce(Box::new(()));
                insert(tx, 1).await?;
                Err::<(), _>(Error::NotFound)
            })
            .await;
        assert!(gave.is_err());
        assert_eq!(diary.read(), ["guard"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_panics_takes_nothing_down() {
    on_each(async |place| {
        place.db.on_commit(|_| std::panic::resume_unwind(Box::new("as planned")));
        for id in 1..=2 {
            let gave = place
                .db
                .write(async move |tx| {
                    tx.announce(Box::new(()));
                    insert(tx, id).await
                })
                .await;
            gave.unwrap();
        }
        assert_eq!(place.keys().await, [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_changes_nothing() {
    on_each(async |place| {
        let diary = Diary::default();
        let in_hook = diary.clone();
        place.db.on_commit(move |_| in_hook.note("announced"));
        let (started, has_started) = std::sync::mpsc::channel();
        let db = place.db.clone();
        let client = tokio::spawn(async move {
            db.write(async move |tx| {
                insert(tx, 1).await?;
                let _ = started.send(());
                std::thread::sleep(Duration::from_millis(50));
                tx.announce(Box::new(()));
                insert(tx, 2).await
            })
            .await
        });
        tokio::task::spawn_blocking(move || has_started.recv().unwrap()).await.unwrap();
        client.abort();
        assert!(client.await.unwrap_err().is_cancelled());
        place.db.close().await;
        let again = place.again().await;
        assert_eq!(again.read(async |r| place::keys(r).await).await.unwrap(), [1, 2]);
        assert_eq!(diary.read(), ["announced"]);
        again.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn close_waits_for_what_runs_and_then_blocks_are_refused() {
    on_each(async |place| {
        let (started, has_started) = std::sync::mpsc::channel();
        let db = place.db.clone();
        let slow = tokio::spawn(async move {
            db.write(async move |tx| {
                let _ = started.send(());
                std::thread::sleep(Duration::from_millis(100));
                insert(tx, 1).await
            })
            .await
        });
        tokio::task::spawn_blocking(move || has_started.recv().unwrap()).await.unwrap();
        // While the slow block runs, a quick one and the close queue up behind it, in this order.
        let quick = place.db.write(async |tx| insert(tx, 3).await);
        let (quick, ()) = tokio::join!(quick, place.db.close());
        quick.unwrap();
        slow.await.unwrap().unwrap();
        let wrote = place.db.write(async |tx| insert(tx, 2).await).await;
        assert!(matches!(wrote, Err(Error::Unavailable { .. })), "{wrote:?}");
        let read = place.db.read(async |r| place::keys(r).await).await;
        assert!(matches!(read, Err(Error::Unavailable { .. })), "{read:?}");
        let again = place.again().await;
        assert_eq!(again.read(async |r| place::keys(r).await).await.unwrap(), [1, 3]);
        again.close().await;
        place.db.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_raise_of_a_counter_is_lost() {
    on_each(async |place| {
        place.db.write(async |tx| tx.run(&START_COUNTER, params![1_i64]).await.map(drop)).await.unwrap();
        let clients: Vec<_> = (0..50)
            .map(|_| {
                let db = place.db.clone();
                tokio::spawn(async move {
                    db.write(async |tx| tx.run(&RAISE, params![1_i64]).await).await.unwrap()
                })
            })
            .collect();
        for client in clients {
            assert_eq!(client.await.unwrap(), 1);
        }
        let count = place.db.read(async |r| r.one(&COUNTER, params![1_i64], int).await).await;
        assert_eq!(count.unwrap(), Some(50));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_sees_no_write_that_came_later() {
    on_each(async |place| {
        place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
        let db = place.db.clone();
        let runtime = tokio::runtime::Handle::current();
        let (before, after) = place
            .db
            .read_snapshot(async move |r| {
                let before = place::keys(r).await?;
                let (done, wait) = std::sync::mpsc::channel();
                let db = db.clone();
                runtime.spawn(async move {
                    let _ = done.send(db.write(async |tx| insert(tx, 2).await).await);
                });
                wait.recv().unwrap().or_else(|error| {
                    // Run again after an interruption: the item is there already.
                    if error.to_string().contains("UNIQUE") { Ok(()) } else { Err(error) }
                })?;
                Ok((before, place::keys(r).await?))
            })
            .await
            .unwrap();
        assert_eq!(before, after);
        assert_eq!(place.keys().await, [1, 2]);
    })
    .await;
}
