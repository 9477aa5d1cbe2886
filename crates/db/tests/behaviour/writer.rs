//! SQLite's group commit, member by member.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base::{Error, Result};
use db::{Db, params};
use futures_util::future::join_all;

use crate::place::{self, BROKEN, Place, insert, int};

db::statements! {
    /// Bytes under a key.
    pub INSERT_BYTES: Point = "INSERT INTO items (id, owner, data) VALUES ($1, 7, $2)";
    /// How often the log is synced; 2 is FULL.
    SYNCHRONOUS: Point = { sqlite: "PRAGMA synchronous", postgres: "SELECT 2" };
    /// The journal's kind.
    JOURNAL: Point = { sqlite: "PRAGMA journal_mode", postgres: "SELECT 'wal'" };
    /// After how many pages SQLite would checkpoint by itself.
    AUTOCHECKPOINT: Point = { sqlite: "PRAGMA wal_autocheckpoint", postgres: "SELECT 0" };
}

/// How a member ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Keep,
    Fails,
    Panics,
    /// Awaits something that is not the database.
    AwaitsForeign,
    /// Swallows the error of a failed statement.
    Swallows,
    /// Writes more than the disk holds; that ends the whole outer transaction.
    FillsTheDisk,
}

/// Writes two rows under `key` and ends as told; counts its runs.
pub async fn member(db: &Db, key: i64, end: End, runs: Arc<AtomicUsize>) -> Result<()> {
    db.write(async move |tx| {
        runs.fetch_add(1, Ordering::SeqCst);
        insert(tx, key).await?;
        tx.run(&place::START_COUNTER, params![key]).await?;
        tx.announce(Box::new(key));
        match end {
            End::Keep => {}
            End::Fails => return Err(Error::NotFound),
            // Without the hook's noise, which `panic!` would make thousands of times.
            End::Panics => std::panic::resume_unwind(Box::new("as planned")),
            End::AwaitsForeign => tokio::task::yield_now().await,
            End::Swallows => drop(tx.run(&BROKEN, params![key + 1_000_000]).await),
            End::FillsTheDisk => {
                let bytes = vec![7_u8; 8 << 20];
                tx.run(&INSERT_BYTES, params![key + 1_000_000, &bytes]).await?;
            }
        }
        Ok(())
    })
    .await
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Keeps the writer busy until all of `members` wait for it, so that they share one group.
async fn in_one_group<'a, T: Default + 'a>(db: &'a Db, members: Vec<Boxed<'a, T>>) -> Vec<T> {
    let (started, has_started) = std::sync::mpsc::channel();
    let (open, opened) = std::sync::mpsc::channel::<()>();
    let opened = Mutex::new(opened);
    let gate = db.write(async move |_| {
        let _ = started.send(());
        let _ = opened.lock().unwrap().recv();
        Ok(())
    });
    let gate = async {
        gate.await.unwrap();
        T::default()
    };
    // Futures are first polled in this order: the gate shuts, the members queue, the gate opens.
    let last = async move {
        has_started.recv().unwrap();
        open.send(()).unwrap();
        T::default()
    };
    let mut all: Vec<Pin<Box<dyn Future<Output = T> + 'a>>> = vec![Box::pin(gate)];
    let count = members.len();
    all.extend(members.into_iter().map(|member| member as Pin<Box<dyn Future<Output = T> + 'a>>));
    all.push(Box::pin(last));
    join_all(all).await.into_iter().skip(1).take(count).collect()
}

/// What a member was told, in words.
async fn told(db: &Db, key: i64, end: End, runs: Arc<AtomicUsize>) -> String {
    match member(db, key, end, runs).await {
        Ok(()) => "done".to_owned(),
        Err(error) => error.to_string(),
    }
}

async fn group(place: &Place, ends: &[End]) -> (Vec<String>, Vec<usize>) {
    let runs: Vec<_> = ends.iter().map(|_| Arc::new(AtomicUsize::new(0))).collect();
    let members = ends
        .iter()
        .zip(&runs)
        .zip(1_i64..)
        .map(|((end, runs), key)| Box::pin(told(&place.db, key, *end, Arc::clone(runs))) as Boxed<'_, String>)
        .collect();
    let told = in_one_group(&place.db, members).await;
    (told, runs.iter().map(|runs| runs.load(Ordering::SeqCst)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_fails_alone_and_the_group_is_run_once() {
    let place = Place::sqlite().await;
    let ends = [End::Keep, End::Fails, End::Keep, End::Panics, End::AwaitsForeign, End::Swallows, End::Keep];
    let (told, runs) = group(&place, &ends).await;
    assert_eq!([&told[0], &told[2], &told[6]], ["done"; 3]);
    assert_eq!(told[1], "not found");
    assert!(told[3].contains("as planned"), "{told:?}");
    assert!(told[4].contains("awaited something that is not the database"), "{told:?}");
    assert!(told[5].contains("went on after a failed statement"), "{told:?}");
    assert_eq!(runs, [1; 7]);
    place.db.close().await;
    assert_eq!(reopened_keys(&place).await, [1, 3, 7]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_fills_the_disk_costs_the_others_nothing_but_a_second_run() {
    let place = Place::sqlite_of(Some(100)).await;
    let ends = [End::Keep, End::Fails, End::FillsTheDisk, End::Keep, End::Panics, End::Keep];
    let (told, runs) = group(&place, &ends).await;
    assert_eq!([&told[0], &told[3], &told[5]], ["done"; 3]);
    assert!(told[2].contains("The server's disk is full"), "{told:?}");
    assert_eq!(told[1], "not found");
    // The first three had run when the group was lost; the others had not yet joined it.
    assert_eq!(runs, [2, 2, 2, 1, 1, 1]);
    place.db.close().await;
    assert_eq!(reopened_keys(&place).await, [1, 4, 6]);
}

async fn reopened_keys(place: &Place) -> Vec<i64> {
    let again = place.again().await;
    let keys = again.read(async |r| place::keys(r).await).await.unwrap();
    again.close().await;
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_fails_in_its_second_run_announces_nothing_of_its_first() {
    let place = Place::sqlite_of(Some(100)).await;
    let announced = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&announced);
    place.db.on_commit(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let runs = AtomicUsize::new(0);
    let db = &place.db;
    let fickle = db.write(async move |tx| {
        insert(tx, 1).await?;
        if runs.fetch_add(1, Ordering::SeqCst) > 0 {
            return Err(Error::NotFound);
        }
        tx.announce(Box::new(()));
        Ok(())
    });
    let fickle = Box::pin(async { fickle.await.err().map(|error| error.to_string()) });
    let full = Box::pin(async {
        member(db, 2, End::FillsTheDisk, Arc::default()).await.err().map(|error| error.to_string())
    });
    let told = in_one_group(db, vec![fickle, full]).await;
    assert_eq!(told[0].as_deref(), Some("not found"));
    assert!(told[1].is_some());
    assert_eq!(announced.load(Ordering::SeqCst), 0);
    place.db.close().await;
    assert!(reopened_keys(&place).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_disk_that_fills_up_the_acknowledged_are_there_and_the_refused_are_not() {
    let place = Place::sqlite_of(Some(60)).await;
    let writes = (0..200_i64).map(|key| {
        let db = place.db.clone();
        async move {
            let bytes = vec![1_u8; 3_000];
            let wrote = db.write(async move |tx| tx.run(&INSERT_BYTES, params![key, &bytes]).await).await;
            (key, wrote)
        }
    });
    let (kept, refused): (Vec<_>, Vec<_>) = join_all(writes).await.into_iter().partition(|(_, w)| w.is_ok());
    assert!(kept.len() > 20 && refused.len() > 20, "{} and {}", kept.len(), refused.len());
    for (key, wrote) in refused {
        assert!(matches!(wrote, Err(Error::Unavailable { .. })), "{key}: {wrote:?}");
    }
    place.db.close().await;
    let kept: Vec<i64> = kept.into_iter().map(|(key, _)| key).collect();
    assert_eq!(reopened_keys(&place).await, kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_writer_syncs_every_commit_and_checkpoints_by_hand() {
    let place = Place::sqlite().await;
    let settings = place.db.write(async |tx| {
        let synchronous = tx.one(&SYNCHRONOUS, params![], int).await?;
        let journal = tx.one(&JOURNAL, params![], |row| row.get::<String>(0)).await?;
        Ok((synchronous, journal, tx.one(&AUTOCHECKPOINT, params![], int).await?))
    });
    assert_eq!(settings.await.unwrap(), (Some(2), Some("wal".to_owned()), Some(0)));
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destructor_that_panics_does_not_end_the_writer() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                std::panic::resume_unwind(Box::new("as planned"));
            }
        }
    }
    let place = Place::sqlite().await;
    let kept = place.db.write(async |tx| {
        tx.keep(Bomb);
        insert(tx, 1).await
    });
    let _ = kept.await;
    place.db.write(async |tx| insert(tx, 2).await).await.unwrap();
    assert_eq!(place.keys().await, [1, 2]);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_waits_while_another_process_holds_the_file() {
    let place = Place::sqlite().await;
    let other = rusqlite::Connection::open(place.file("")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let db = place.db.clone();
    let waiting = tokio::spawn(async move { db.write(async |tx| insert(tx, 1).await).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap().unwrap();
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_waits_too_long_for_another_process_is_unavailable() {
    let place = Place::sqlite().await;
    let other = rusqlite::Connection::open(place.file("")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = Instant::now();
    let refused = place.db.write(async |tx| insert(tx, 1).await).await;
    assert!(matches!(refused, Err(Error::Unavailable { text: "The database is busy", .. })), "{refused:?}");
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    other.execute_batch("COMMIT").unwrap();
    place.db.write(async |tx| insert(tx, 2).await).await.unwrap();
    assert_eq!(place.keys().await, [2]);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_writes_is_noticed_within_a_second_and_own_writes_are_not() {
    let place = Place::sqlite().await;
    let noticed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&noticed);
    place.db.on_change_outside(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    for key in 0..20 {
        place.db.write(async move |tx| insert(tx, key).await).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    assert_eq!(noticed.load(Ordering::SeqCst), 0, "own writes are not from outside");

    let other = place.again().await;
    other.write(async |tx| insert(tx, 100).await).await.unwrap();
    let written = Instant::now();
    while noticed.load(Ordering::SeqCst) == 0 && written.elapsed() < Duration::from_secs(3) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(written.elapsed() < Duration::from_millis(1_200), "{:?}", written.elapsed());

    // Before the next group of its own it is noticed at once.
    other.write(async |tx| insert(tx, 101).await).await.unwrap();
    place.db.write(async |tx| insert(tx, 102).await).await.unwrap();
    assert_eq!(noticed.load(Ordering::SeqCst), 2);
    other.close().await;
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_full_refuses_at_once() {
    let place = Place::sqlite().await;
    let members: Vec<Boxed<'_, bool>> = (0..20_010)
        .map(|_| {
            let write = place.db.write(async |_| Ok(()));
            Box::pin(async move { matches!(write.await, Err(Error::Unavailable { .. })) }) as Boxed<'_, bool>
        })
        .collect();
    let refused = in_one_group(&place.db, members).await.into_iter().filter(|refused| *refused).count();
    // The gate of the group waits in the queue as well.
    assert_eq!(refused, 11);
    place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
    place.end().await;
}
