//! What only PostgreSQL can do wrong: conflicts, lost connections, late failures, URLs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base::Error;
use db::migrate::{Kind, Step};
use db::{Config, Db, params};
use tokio::sync::Barrier;

use crate::place::{self, COUNTER, INSERT, Place, RAISE, START_COUNTER, STEPS, insert, int};

db::statements! {
    /// Ends this block's own connection from the server's side.
    KILL_SELF: Point = { sqlite: "SELECT 1", postgres: "SELECT pg_terminate_backend(pg_backend_pid())" };
    /// Ends all other connections to this database.
    KILL_OTHERS: Long = { sqlite: "SELECT 1", postgres: "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()" };
    /// Fails at its fifth row.
    LATE: Point = { sqlite: "SELECT 1", postgres: "SELECT 1 / (5 - n) FROM generate_series(1, 1000) AS n" };
    /// Takes its time.
    SLEEP: Point = { sqlite: "SELECT 1", postgres: "SELECT pg_sleep($1)" };
    /// Changes the columns that a prepared statement gives.
    WIDEN: Long = { sqlite: "SELECT 1", postgres: "ALTER TABLE counters ALTER COLUMN count TYPE integer" };
    /// All prepared statements of this connection, forgotten by the server.
    FORGET: Point = { sqlite: "SELECT 1", postgres: "DEALLOCATE ALL" };
    /// Waits for a lock for a while.
    LOCK: Point = { sqlite: "SELECT 1", postgres: "SELECT count FROM counters WHERE owner = $1 FOR UPDATE NOWAIT" };
    /// The connection's number.
    PID: Point = { sqlite: "SELECT 1", postgres: "SELECT pg_backend_pid()" };
    /// Fails as a conflict would.
    CONFLICT: Point = { sqlite: "SELECT 1", postgres: "DO $$ BEGIN RAISE EXCEPTION 'as planned' USING ERRCODE = '40001'; END $$" };
    /// In a read-only transaction.
    WRITE_IN_READ: Point = "UPDATE counters SET count = counters.count WHERE owner = $1 RETURNING count";
}

macro_rules! place {
    () => {
        match Place::postgres().await {
            Some(place) => place,
            None => return,
        }
    };
}

async fn start_counters(db: &Db) {
    let start = db.write(async |tx| {
        tx.run(&START_COUNTER, params![1_i64]).await?;
        tx.run(&START_COUNTER, params![2_i64]).await
    });
    start.await.unwrap();
}

async fn counter(db: &Db, owner: i64) -> i64 {
    db.read(async move |r| r.one(&COUNTER, params![owner], int).await).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_blocks_that_deadlock_both_succeed() {
    let place = place!();
    start_counters(&place.db).await;
    let met = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicUsize::new(0));
    let run = |first: i64, second: i64| {
        let (db, met, runs) = (place.db.clone(), Arc::clone(&met), Arc::clone(&runs));
        tokio::spawn(async move {
            db.write(async move |tx| {
                tx.run(&RAISE, params![first]).await?;
                if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                    met.wait().await;
                }
                tx.run(&RAISE, params![second]).await
            })
            .await
        })
    };
    let (one, other) = (run(1, 2), run(2, 1));
    one.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
    assert!(runs.load(Ordering::SeqCst) >= 3, "nobody had to run again: there was no deadlock");
    assert_eq!((counter(&place.db, 1).await, counter(&place.db, 2).await), (2, 2));
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_inside_a_block_is_told_and_the_next_block_works() {
    let place = place!();
    for _ in 0..3 {
        let gave = place
            .db
            .write(async |tx| {
                insert(tx, 1).await?;
                tx.one(&KILL_SELF, params![], |_| Ok(())).await
            })
            .await;
        assert!(matches!(gave, Err(Error::Unavailable { .. })), "{gave:?}");
        assert!(place.keys().await.is_empty());
        let read = place.db.read(async |r| r.one(&KILL_SELF, params![], |_| Ok(())).await).await;
        assert!(matches!(read, Err(Error::Unavailable { .. })), "{read:?}");
        let read = place.db.read_snapshot(async |r| r.one(&KILL_SELF, params![], |_| Ok(())).await).await;
        assert!(matches!(read, Err(Error::Unavailable { .. })), "{read:?}");
    }
    place.db.write(async |tx| insert(tx, 2).await).await.unwrap();
    assert_eq!(place.keys().await, [2]);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_idle_connections_die_blocks_work_again_by_themselves() {
    let place = place!();
    let reads: Vec<_> = (0..8)
        .map(|_| {
            let db = place.db.clone();
            tokio::spawn(
                async move { db.read(async |r| r.one(&SLEEP, params![0.05], |_| Ok(())).await).await },
            )
        })
        .collect();
    for read in reads {
        read.await.unwrap().unwrap();
    }
    let other = place.again().await;
    let killed = other.read(async |r| r.one(&KILL_OTHERS, params![], int).await).await.unwrap().unwrap();
    assert!(killed >= 2, "{killed}");
    tokio::time::sleep(Duration::from_millis(100)).await;
    for id in 0..8 {
        place.db.write(async move |tx| insert(tx, id).await).await.unwrap();
    }
    assert_eq!(place.keys().await.len(), 8);
    other.close().await;
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_in_a_row_that_nobody_reads_is_not_taken_for_a_commit() {
    let place = place!();
    let gave = place
        .db
        .write(async |tx| {
            insert(tx, 1).await?;
            let _ = tx.one(&LATE, params![], |row| row.get::<i64>(0)).await;
            Ok(())
        })
        .await;
    assert!(gave.is_err(), "COMMIT would have rolled back without a word");
    assert!(place.keys().await.is_empty());
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_the_block_gave_up_on_ends_the_block() {
    let place = place!();
    let gave = place
        .db
        .write(async |tx| {
            insert(tx, 1).await?;
            let seconds = [db::Value::Float(0.2)];
            let slow = tx.one(&SLEEP, &seconds, |_| Ok(()));
            assert!(tokio::time::timeout(Duration::from_millis(20), slow).await.is_err());
            Ok(())
        })
        .await;
    assert!(matches!(gave, Err(Error::Internal(_))), "{gave:?}");
    assert!(place.keys().await.is_empty());
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_a_migration_changed_is_prepared_again() {
    let place = place!();
    start_counters(&place.db).await;
    // One connection, so that it is this one's prepared statement that goes stale.
    let mut config = Config::new(&place.url);
    config.connections = 1;
    let one = Db::open(&config).await.unwrap();
    assert_eq!(counter(&one, 1).await, 0);
    place.db.write(async |tx| tx.run(&WIDEN, params![]).await).await.unwrap();
    assert_eq!(counter(&one, 1).await, 0);
    one.write(async |tx| tx.run(&FORGET, params![]).await).await.unwrap();
    assert_eq!(counter(&one, 1).await, 0);
    let raised = one.write(async |tx| {
        tx.one(&COUNTER, params![1_i64], int).await?;
        tx.run(&RAISE, params![1_i64]).await
    });
    assert_eq!(raised.await.unwrap(), 1);
    one.close().await;
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_given_back_clean_after_every_kind_of_end() {
    let place = place!();
    start_counters(&place.db).await;
    let mut config = Config::new(&place.url);
    config.connections = 1;
    let one = Db::open(&config).await.unwrap();
    let pid = async || one.read(async |r| r.one(&PID, params![], int).await).await.unwrap().unwrap();
    let first = pid().await;
    let _ = one.write(async |tx| tx.run(&place::BROKEN, params![1_i64]).await).await.unwrap_err();
    let _ = one.write(async |_| Err::<(), _>(Error::NotFound)).await.unwrap_err();
    let _ = one.read_snapshot(async |r| r.one(&WRITE_IN_READ, params![1_i64], int).await).await.unwrap_err();
    let _ = one.read(async |r| r.one(&LATE, params![], int).await).await.unwrap_err();
    assert_eq!(pid().await, first, "a clean failure costs no connection");
    let _ = one
        .write(async |_| -> base::Result<()> { std::panic::resume_unwind(Box::new("as planned")) })
        .await
        .unwrap_err();
    assert_ne!(pid().await, first, "after a panic the connection is closed");
    assert_eq!(counter(&one, 1).await, 0, "no row was left locked or changed");
    one.write(async |tx| tx.run(&RAISE, params![1_i64]).await).await.unwrap();
    one.close().await;
    place.end().await;
}

/// Makes COMMIT itself fail, by the new row's owner: 40 twice with a serialization failure, 57 by
/// ending the connection, 23 for good.
static AT_COMMIT: [Step; 2] = [
    STEPS[0],
    Step {
        number: 2,
        name: "at commit",
        kind: Kind::Expand,
        common: "",
        sqlite: "",
        postgres: "CREATE SEQUENCE tries; \
            CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                IF NEW.owner = 40 AND nextval('tries') < 3 THEN \
                    RAISE EXCEPTION 'as planned' USING ERRCODE = '40001'; END IF; \
                IF NEW.owner = 57 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; \
                IF NEW.owner = 23 THEN RAISE EXCEPTION 'as planned' USING ERRCODE = '23514'; END IF; \
                RETURN NEW; END $$; \
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON items \
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit();",
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_fails_is_told_and_tried_again_only_when_it_certainly_did_nothing() {
    let place = place!();
    db::migrate::run(&place.db, &AT_COMMIT, 2_000).await.unwrap();
    let announced = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&announced);
    place.db.on_commit(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let insert_for = async |owner: i64| {
        let runs = Arc::new(AtomicUsize::new(0));
        let inside = Arc::clone(&runs);
        let wrote = place.db.write(async move |tx| {
            inside.fetch_add(1, Ordering::SeqCst);
            tx.announce(Box::new(()));
            tx.run(&INSERT, params![owner, owner, "x"]).await
        });
        (wrote.await, runs.load(Ordering::SeqCst))
    };
    let (again, runs) = insert_for(40).await;
    assert_eq!((again.unwrap(), runs), (1, 3));
    let (lost, runs) = insert_for(57).await;
    assert!(matches!(lost, Err(Error::Unavailable { .. })), "{lost:?}");
    assert_eq!(runs, 1, "nobody knows what became of it");
    let (refused, runs) = insert_for(23).await;
    assert!(matches!(refused, Err(Error::Internal(_))), "{refused:?}");
    assert_eq!(runs, 1);
    assert_eq!(insert_for(1).await.0.unwrap(), 1);
    assert_eq!(place.keys().await, [1, 40]);
    assert_eq!(announced.load(Ordering::SeqCst), 2);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_that_never_ends_is_told_as_busy() {
    let place = place!();
    let runs = Arc::new(AtomicUsize::new(0));
    let inside = Arc::clone(&runs);
    let gave = place.db.write(async move |tx| {
        inside.fetch_add(1, Ordering::SeqCst);
        tx.run(&CONFLICT, params![]).await
    });
    let error = gave.await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { text: "The database is busy", .. }), "{error}");
    assert_eq!(runs.load(Ordering::SeqCst), 10);
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_not_free_is_unavailable() {
    let place = place!();
    start_counters(&place.db).await;
    let met = Arc::new(Barrier::new(2));
    let (db, inside) = (place.db.clone(), Arc::clone(&met));
    let holder = tokio::spawn(async move {
        db.write(async move |tx| {
            tx.run(&RAISE, params![1_i64]).await?;
            inside.wait().await;
            inside.wait().await;
            Ok(())
        })
        .await
    });
    met.wait().await;
    let gave = place.db.write(async |tx| tx.one(&LOCK, params![1_i64], int).await).await;
    assert!(matches!(gave, Err(Error::Unavailable { .. })), "{gave:?}");
    met.wait().await;
    holder.await.unwrap().unwrap();
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_more_blocks_than_connections_all_get_their_turn() {
    let place = place!();
    let clients: Vec<_> = (0..300)
        .map(|id| {
            let db = place.db.clone();
            tokio::spawn(async move { db.write(async move |tx| insert(tx, id).await).await })
        })
        .collect();
    for client in clients {
        client.await.unwrap().unwrap();
    }
    assert_eq!(place.keys().await, (0..300).collect::<Vec<_>>());
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_unavailable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let opened = Db::open(&Config::new(format!("postgres://someone:hidden@127.0.0.1:{port}/x"))).await;
    let error = opened.err().unwrap();
    assert!(matches!(error, Error::Unavailable { text: "The database cannot be reached", .. }), "{error}");
    assert!(!error.to_string().contains("hidden"));
}

#[tokio::test]
async fn a_url_that_cannot_be_served_is_refused_with_a_reason_and_without_the_password() {
    let cases = [
        ("postgres://someone:hidden@localhost/x?sslmode=require", "sslmode=require"),
        ("postgres://someone:hidden@localhost/x?nonsense=1", "not valid"),
        ("postgres://someone:hidden@localhost:port/x", "not valid"),
    ];
    for (url, reason) in cases {
        let error = Db::open(&Config::new(url)).await.err().unwrap();
        let text = error.to_string();
        assert!(matches!(error, Error::Unprocessable(_)), "{text}");
        assert!(text.contains(reason) && !text.contains("hidden"), "{text}");
    }
}

#[tokio::test]
async fn a_databases_name_needs_no_quoting() {
    for name in ["", "Upper", "a-b", "a;b", "1a", "a b", "\u{e4}"] {
        let refused = db::admin::create_database("postgres://localhost/x", name, None).await;
        assert!(matches!(refused, Err(Error::Unprocessable(_))), "{name}: {refused:?}");
    }
}
