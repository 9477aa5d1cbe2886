//! The write-ahead log is folded into the database while others read and write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use db::{Config, Db, params};
use futures_util::future::join_all;

use crate::place::{self, Place};
use crate::writer::INSERT_BYTES;

/// Reads for 2 ms in one block, again and again.
async fn read_all_the_time(db: Db, stop: Arc<AtomicBool>) -> usize {
    let mut blocks = 0;
    while !stop.load(Ordering::SeqCst) {
        let read = db.read(async |r| {
            let started = Instant::now();
            while started.elapsed() < Duration::from_millis(2) {
                place::keys(r).await?;
            }
            Ok(())
        });
        read.await.unwrap();
        blocks += 1;
        tokio::task::yield_now().await;
    }
    blocks
}

/// Watches how long a file gets.
fn watch(file: std::path::PathBuf, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<u64> {
    std::thread::spawn(move || {
        let mut longest = 0;
        while !stop.load(Ordering::SeqCst) {
            longest = longest.max(std::fs::metadata(&file).map_or(0, |file| file.len()));
            std::thread::sleep(Duration::from_millis(2));
        }
        longest
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 6)]
async fn readers_that_never_rest_do_not_make_the_log_grow_without_end() {
    const WRITTEN: i64 = 200 << 20;
    const EACH: i64 = 64 << 10;
    let place = Place::sqlite().await;
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = watch(place.file("-wal"), Arc::clone(&stop));
    let readers: Vec<_> =
        (0..4).map(|_| tokio::spawn(read_all_the_time(place.db.clone(), Arc::clone(&stop)))).collect();
    for burst in 0..WRITTEN / EACH / 16 {
        let writes = (0..16).map(|n| {
            place.db.write(async move |tx| {
                let bytes = vec![7_u8; usize::try_from(EACH).unwrap()];
                tx.run(&INSERT_BYTES, params![burst * 16 + n, &bytes]).await
            })
        });
        for wrote in join_all(writes).await {
            wrote.unwrap();
        }
    }
    stop.store(true, Ordering::SeqCst);
    let mut blocks = 0;
    for reader in readers {
        blocks += reader.await.unwrap();
    }
    let longest = watcher.join().unwrap();
    eprintln!("{} MiB written beside {blocks} read blocks; log at most {} MiB", WRITTEN >> 20, longest >> 20);
    // It is usually 32 to 48 MiB; on a machine that is busy with other things readers hold on for longer.
    assert!(longest < 96 << 20, "the log grew to {} MiB", longest >> 20);
    assert!(blocks > 100, "{blocks}");
    place.end().await;
}

/// Writes so many MiB; gives how long the log's file is afterwards, in MiB.
async fn write(place: &Place, keys: std::ops::Range<i64>) -> u64 {
    for key in keys {
        let write = place.db.write(async move |tx| {
            let bytes = vec![7_u8; 1 << 20];
            tx.run(&INSERT_BYTES, params![key, &bytes]).await
        });
        write.await.unwrap();
    }
    std::fs::metadata(place.file("-wal")).unwrap().len() >> 20
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_written_over_and_one_that_readers_made_long_is_cut() {
    let place = Place::sqlite().await;
    let after = [write(&place, 0..100).await, write(&place, 100..110).await, write(&place, 110..150).await];
    assert!(
        after.iter().all(|length| (32..=40).contains(length)),
        "it was cut, or not written over: {after:?}"
    );
    let reader = rusqlite::Connection::open(place.file("")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM items").unwrap();
    let long = write(&place, 150..250).await;
    assert!(long > 64, "{long}");
    reader.execute_batch("COMMIT").unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    // It is cut after the next write was acknowledged.
    write(&place, 250..251).await;
    let begun = Instant::now();
    while std::fs::metadata(place.file("-wal")).unwrap().len() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "it is still long");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    place.end().await;
}

/// Two that switch an empty file to a write-ahead log at once would wait for each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_empty_file_is_opened_by_many_at_once() {
    for _ in 0..1_000 {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("new.db").display());
        let open = |url: String| tokio::spawn(async move { Db::open(&Config::new(url)).await });
        for opened in join_all((0..3).map(|_| open(url.clone()))).await {
            opened.unwrap().unwrap().close().await;
        }
    }
}

/// Whoever holds the file alone is waited for, but not for ever.
#[tokio::test]
async fn a_file_that_stays_locked_is_told_after_some_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.db");
    let holder = rusqlite::Connection::open(&path).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let begun = Instant::now();
    let told = Db::open(&Config::new(format!("sqlite://{}", path.display()))).await.err().unwrap();
    assert!(format!("{told:?}").contains("locked"), "{told:?}");
    assert!(begun.elapsed() < Duration::from_secs(15), "after {:?}", begun.elapsed());
}
