//! Schema steps: each applied once, whole or not at all, and never behind a newer version's back.

use base::Error;
use db::migrate::{Kind, Step, apply, run};
use db::params;

use crate::place::{Place, STEPS, insert, int, on_each};

db::statements! {
    /// How many steps the database has.
    STEPS_APPLIED: Long = "SELECT count(*) FROM schema_steps";
    /// The time of the second step.
    APPLIED_AT: Point = "SELECT applied_at FROM schema_steps WHERE number = $1";
    /// The kinds of the steps in order.
    KINDS: Page = "SELECT kind FROM schema_steps WHERE number > $1 ORDER BY number";
    /// As it was before steps had kinds.
    FORGET_KINDS: Point = "ALTER TABLE schema_steps DROP COLUMN kind";
    /// Is there only after the second step.
    TAG: Point = "INSERT INTO tags (id, name, hidden) VALUES ($1, $2, $3)";
}

const fn step(number: i64, common: &'static str) -> Step {
    Step { number, name: "tags", kind: Kind::Expand, common, sqlite: "", postgres: "" }
}

const TAGS: Step =
    step(2, "CREATE TABLE tags (id {int} PRIMARY KEY, name {text}, hidden {bool} NOT NULL) {no_rowid};");

static TWO: [Step; 2] = [STEPS[0], TAGS];
static BROKEN_THIRD: [Step; 3] = [
    STEPS[0],
    TAGS,
    step(3, "ALTER TABLE tags ADD COLUMN half {int}; CREATE TABLE tags (id {int} PRIMARY KEY);"),
];
static MENDED_THIRD: [Step; 3] = [STEPS[0], TAGS, step(3, "ALTER TABLE tags ADD COLUMN half {int};")];
static CONTRACTED: [Step; 3] =
    [STEPS[0], TAGS, Step { kind: Kind::Contract, ..step(3, "ALTER TABLE items DROP COLUMN ratio;") }];
static EXPANDED_AFTER: [Step; 4] =
    [STEPS[0], TAGS, CONTRACTED[2], step(4, "ALTER TABLE tags ADD COLUMN half {int};")];
static CHANGED: [Step; 1] = [step(1, "CREATE TABLE items (id {int} PRIMARY KEY);")];

async fn count(place: &Place) -> i64 {
    place.db.read(async |r| r.one(&STEPS_APPLIED, params![], int).await).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_applied_once_and_what_was_there_stays() {
    on_each(async |place| {
        place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
        assert_eq!(run(&place.db, &TWO, 2_000).await.unwrap(), 1);
        assert_eq!(run(&place.db, &TWO, 3_000).await.unwrap(), 0);
        let at = place.db.read(async |r| r.one(&APPLIED_AT, params![2_i64], int).await).await.unwrap();
        assert_eq!(at, Some(2_000));
        assert_eq!(place.keys().await, [1]);
        let tag = place.db.write(async |tx| tx.run(&TAG, params![1_i64, "x", true]).await).await;
        assert_eq!(tag.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_step_that_fails_nothing_is_kept_and_it_can_be_mended() {
    on_each(async |place| {
        let failed = run(&place.db, &BROKEN_THIRD, 2_000).await.unwrap_err();
        assert!(failed.to_string().contains("tags"), "{failed}");
        // The steps before the broken one may be kept or not; the broken one must not be.
        assert!(count(place).await <= 2);
        run(&place.db, &MENDED_THIRD, 3_000).await.unwrap();
        assert_eq!(count(place).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_runs_behind_steps_that_expand_and_not_behind_one_that_contracts() {
    on_each(async |place| {
        assert_eq!(run(&place.db, &TWO, 2_000).await.unwrap(), 1);
        assert_eq!(run(&place.db, &STEPS, 3_000).await.unwrap(), 0, "a version from before an expand step");
        let applied = apply(&place.db, &EXPANDED_AFTER, 4_000).await.unwrap();
        assert_eq!(
            applied.iter().map(|step| (step.number, step.kind)).collect::<Vec<_>>(),
            [(3, Kind::Contract), (4, Kind::Expand)]
        );
        for earlier in [&STEPS[..], &TWO] {
            let refused = run(&place.db, earlier, 5_000).await.unwrap_err();
            let Error::Unprocessable(text) = &refused else { panic!("{refused}") };
            assert!(text.starts_with("the database has schema step 3 (tags), which this version"), "{text}");
        }
        assert_eq!(run(&place.db, &CONTRACTED, 6_000).await.unwrap(), 0);
        assert_eq!(count(place).await, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_steps_had_kinds_gets_them() {
    on_each(async |place| {
        run(&place.db, &TWO, 2_000).await.unwrap();
        let kinds = async || {
            let read = async |r: &mut db::Reader| {
                r.all(&KINDS, params![0_i64], |row| row.get::<Option<String>>(0)).await
            };
            place.db.read(read).await.unwrap()
        };
        let expand = Some("expand".to_owned());
        place.db.write(async |tx| tx.run(&FORGET_KINDS, params![]).await).await.unwrap();
        let refused = run(&place.db, &STEPS, 3_000).await.unwrap_err();
        assert!(refused.to_string().contains("schema step 2"), "a later step of no known kind: {refused}");
        assert_eq!(run(&place.db, &TWO, 4_000).await.unwrap(), 0);
        assert_eq!(kinds().await, [expand.clone(), expand.clone()]);
        assert_eq!(run(&place.db, &STEPS, 5_000).await.unwrap(), 0);

        place.db.write(async |tx| tx.run(&FORGET_KINDS, params![]).await).await.unwrap();
        assert_eq!(run(&place.db, &MENDED_THIRD, 6_000).await.unwrap(), 1);
        assert_eq!(kinds().await, [expand.clone(), expand.clone(), expand]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_was_changed_is_refused() {
    on_each(async |place| {
        let changed = run(&place.db, &CHANGED, 2_000).await.unwrap_err();
        assert!(matches!(&changed, Error::Unprocessable(text) if text.contains("changed")), "{changed}");
        assert_eq!(count(place).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn starters_that_migrate_at_once_apply_each_step_once() {
    on_each(async |place| {
        let mut starters = Vec::new();
        for _ in 0..4 {
            let db = place.again().await;
            starters.push(tokio::spawn(async move {
                let applied = run(&db, &TWO, 2_000).await;
                db.close().await;
                applied
            }));
        }
        let mut applied = 0;
        for starter in starters {
            applied += starter.await.unwrap().unwrap();
        }
        assert_eq!(applied, 1);
    })
    .await;
}
