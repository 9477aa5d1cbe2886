//! Thousands of members with random ends in groups of random size, against a simple model: the set
//! of keys whose writers were told "done".

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base::Result;
use db::{Announcement, params};

use crate::place::{INSERT_ONCE, Place, int};
use crate::writer::{End, member};

db::statements! {
    /// All keys with their counters; both were written, or neither.
    PAIRS: Long = "SELECT i.id FROM items i JOIN counters c ON c.owner = i.id WHERE i.id < 1000000 ORDER BY i.id";
    /// All keys.
    ALL_KEYS: Long = "SELECT id FROM items ORDER BY id";
    /// All counters.
    ALL_OWNERS: Long = "SELECT owner FROM counters ORDER BY owner";
}

/// A small generator with a seed, so that a failure can be repeated (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }

    fn end(&mut self) -> End {
        match self.below(100) {
            0..70 => End::Keep,
            70..80 => End::Fails,
            80..84 => End::Panics,
            84..88 => End::AwaitsForeign,
            88..94 => End::Swallows,
            _ => End::FillsTheDisk,
        }
    }
}

/// What the model knows.
#[derive(Default)]
struct Model {
    done: BTreeSet<i64>,
    failed: BTreeSet<i64>,
    /// The client went away before it was told.
    unknown: BTreeSet<i64>,
}

impl Model {
    fn told(&mut self, key: i64, end: End, answer: Option<Result<()>>) {
        match answer {
            Some(Ok(())) => {
                assert_eq!(end, End::Keep, "{key} should have failed");
                self.done.insert(key);
            }
            Some(Err(error)) => {
                assert_ne!(end, End::Keep, "{key} should have been kept: {error}");
                self.failed.insert(key);
            }
            None => {
                self.unknown.insert(key);
            }
        }
    }
}

async fn run(place: &Place, dice: &mut Dice, members: i64, runs: &Arc<AtomicUsize>) -> Model {
    let mut model = Model::default();
    let mut key = 0;
    while key < members {
        let mut burst = Vec::new();
        for _ in 0..=dice.below(150) {
            key += 1;
            let (end, db, runs) = (dice.end(), place.db.clone(), Arc::clone(runs));
            let task = tokio::spawn(async move { member(&db, key, end, runs).await });
            if dice.below(20) == 0 {
                tokio::task::yield_now().await;
                task.abort();
            }
            burst.push((key, end, task));
        }
        for (key, end, task) in burst {
            model.told(key, end, task.await.ok());
        }
    }
    model
}

async fn compare(place: &Place, model: &Model, announced: &[i64]) {
    let again = place.again().await;
    let read = async |statement| -> BTreeSet<i64> {
        let rows = again.read(async move |r| r.all(statement, params![], int).await).await;
        rows.unwrap().into_iter().collect()
    };
    let there = read(&ALL_KEYS).await;
    assert_eq!(there, read(&PAIRS).await, "a member was kept in part");
    assert_eq!(there, read(&ALL_OWNERS).await, "a member was kept in part");
    let lost: Vec<_> = model.done.difference(&there).collect();
    assert!(lost.is_empty(), "acknowledged but not there: {lost:?}");
    let ghosts: Vec<_> = model.failed.intersection(&there).collect();
    assert!(ghosts.is_empty(), "told failed but there: {ghosts:?}");
    let known: BTreeSet<i64> = model.done.union(&model.unknown).copied().collect();
    assert!(there.is_subset(&known));
    let mut once: Vec<i64> = announced.to_vec();
    once.sort_unstable();
    assert_eq!(
        once,
        there.into_iter().collect::<Vec<_>>(),
        "each kept member is announced once, no other is"
    );
    again.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_acknowledged_member_is_there_and_no_failed_one() {
    const MEMBERS: i64 = 1_500;
    for seed in 1..=5_u64 {
        eprintln!("seed {seed}");
        let place = Place::sqlite_of(Some(400)).await;
        let announced = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&announced);
        place
            .db
            .on_commit(move |what: Announcement| list.lock().unwrap().push(*what.downcast::<i64>().unwrap()));
        let runs = Arc::new(AtomicUsize::new(0));
        let model = run(&place, &mut Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)), MEMBERS, &runs).await;
        place.db.close().await;
        let announced = announced.lock().unwrap().clone();
        compare(&place, &model, &announced).await;
        let (done, failed, unknown) = (model.done.len(), model.failed.len(), model.unknown.len());
        let runs = runs.load(Ordering::SeqCst);
        eprintln!("{done} done, {failed} failed, {unknown} went away; {runs} runs");
        assert!(done > 500 && failed > 200 && unknown > 5);
        assert!(runs > done + failed + unknown, "no group was ever lost and run again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_want_one_key_at_most_one_wins_and_the_other_is_not_told_too_soon() {
    let place = Place::sqlite_of(Some(400)).await;
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut contenders = Vec::new();
    for key in 0..600_i64 {
        for _ in 0..2 {
            let (end, db) = (dice.end(), place.db.clone());
            contenders.push((
                key,
                tokio::spawn(async move {
                    db.write(async move |tx| {
                        let won = tx.run(&INSERT_ONCE, params![key, 7_i64, "x"]).await?;
                        match end {
                            End::Fails | End::Panics => Err(base::Error::NotFound),
                            End::FillsTheDisk => {
                                let bytes = vec![7_u8; 8 << 20];
                                tx.run(&crate::writer::INSERT_BYTES, params![key + 1_000_000, &bytes]).await
                            }
                            _ => Ok(won),
                        }
                    })
                    .await
                }),
            ));
        }
    }
    let (mut winners, mut losers) = (BTreeSet::new(), BTreeSet::new());
    for (key, contender) in contenders {
        match contender.await.unwrap() {
            Ok(1) => assert!(winners.insert(key), "{key} was won twice"),
            Ok(_) => drop(losers.insert(key)),
            Err(_) => {}
        }
    }
    place.db.close().await;
    let again = place.again().await;
    let there = again.read(async |r| r.all(&ALL_KEYS, params![], int).await).await.unwrap();
    assert_eq!(there, winners.iter().copied().collect::<Vec<_>>());
    assert!(losers.is_subset(&winners), "a loser was told of a key that nobody holds");
    assert!(losers.len() > 100);
    again.close().await;
}
