//! What a database says of its own health.

use base::Error;
use db::params;

use crate::place::{self, Place};
use crate::writer::INSERT_BYTES;

db::statements! {
    /// Makes room.
    DELETE_BELOW: Page = "DELETE FROM items WHERE id < $1";
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_works_names_its_newest_step_and_takes_writes() {
    place::on_each(async |place| {
        assert_eq!(place.db.newest_step().await.unwrap(), 1);
        place.db.check_writes().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_shows_after_the_first_write_that_it_refused_and_until_there_is_room() {
    let place = Place::sqlite_of(Some(60)).await;
    let mut key = 0;
    let refused = loop {
        place.db.check_writes().await.unwrap();
        key += 1;
        let bytes = vec![1_u8; 3_000];
        let wrote = place.db.write(async move |tx| tx.run(&INSERT_BYTES, params![key, &bytes]).await).await;
        match wrote {
            Ok(_) => assert!(key < 200, "the disk was never full"),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, Error::Unavailable { .. }), "{refused}");
    for _ in 0..3 {
        let trouble = place.db.check_writes().await.unwrap_err().to_string();
        assert!(trouble.contains("The server's disk is full"), "{trouble}");
    }
    place.db.write(async move |tx| tx.run(&DELETE_BELOW, params![20]).await).await.unwrap();
    place.db.check_writes().await.unwrap();
    place.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_write_leaves_nothing_behind_and_ends_the_trouble_by_itself() {
    let place = Place::sqlite_of(Some(60)).await;
    let too_much = vec![1_u8; 60 * 4_096];
    let wrote = place.db.write(async move |tx| tx.run(&INSERT_BYTES, params![1, &too_much]).await).await;
    assert!(wrote.is_err(), "it was to be too much");
    // There is room for less.
    place.db.check_writes().await.unwrap();
    assert_eq!(place.db.newest_step().await.unwrap(), 1);
    assert_eq!(place.db.read(async |r| r.all(&ALL_STEPS, &[], place::int).await).await.unwrap(), [1]);
    place.end().await;
}

db::statements! {
    /// Every step that is noted.
    ALL_STEPS: Page = "SELECT number FROM schema_steps WHERE number > -9 ORDER BY number";
}
