//! The look at every statement's plan, tested with good statements and with faulty ones.
//!
//! A program of its own, because a program's statements are all looked at together.

#![expect(clippy::unwrap_used, reason = "a test fails by unwrapping; its helpers do as well")]

#[path = "behaviour/place.rs"]
#[expect(dead_code, reason = "the other tests of this crate use all of it")]
mod place;

use db::{Db, Engine};
use place::Place;

db::statements! {
    /// By key and by a list of keys.
    pub GOOD_KEY: Point = "SELECT name FROM items WHERE id = $1";
    /// A list drives the search.
    pub GOOD_LIST: Page = "SELECT i.name FROM {list:1} JOIN items i ON i.id = list.value";
    /// By a list.
    pub GOOD_IN: Page = "SELECT name FROM items WHERE id {in:1}";
    /// A page by an index.
    pub GOOD_PAGE: Page = "SELECT id FROM items WHERE id < $1 ORDER BY id DESC LIMIT $2";
    /// A change by key.
    pub GOOD_UPDATE: Point = "UPDATE items SET owner = $2 WHERE id = $1";
    /// An upsert.
    pub GOOD_UPSERT: Point = "INSERT INTO counters (owner, count) VALUES ($1, 1) ON CONFLICT (owner) DO UPDATE SET count = counters.count + 1";
    /// A walk along a chain of owners.
    pub GOOD_TREE: Page = "WITH RECURSIVE chain(id) AS (SELECT i.owner FROM items i WHERE i.id = $1 UNION ALL SELECT i.owner FROM chain c JOIN items i ON i.id = c.id) SELECT x.id FROM chain x";
    /// Nothing is read.
    pub GOOD_CONSTANT: Point = "SELECT CAST($1 AS bigint)";
    /// The newest one.
    pub GOOD_MAX: Point = "SELECT max(id) FROM items WHERE id < $1";
    /// No index on the owner.
    pub BAD_WALK: Page = "SELECT id FROM items WHERE owner = $1";
    /// Without a bound the index is walked from its end to its beginning.
    pub BAD_FROM_THE_END: Page = "SELECT id FROM items WHERE flag = $1 ORDER BY id DESC";
    /// Sorted by what no index has.
    pub BAD_SORT: Page = "SELECT id FROM items WHERE id {in:1} ORDER BY name NULLS LAST";
    /// A change of whatever has the owner.
    pub BAD_DELETE: Long = "DELETE FROM items WHERE owner = $1";
    /// A walk inside a subquery.
    pub BAD_INSIDE: Point = "SELECT EXISTS (SELECT 1 FROM items WHERE name = $1)";
    /// No such table.
    pub BAD_TABLE: Point = "SELECT 1 FROM nowhere WHERE id = $1";
    /// No such token.
    pub BAD_TOKEN: Point = "SELECT id FROM items WHERE id {inn:1}";
}

const EXCEPTIONS: [(&str, &str); 3] = [
    ("plans::place::BROKEN", "has no plan, so this exception is not needed"),
    ("plans::BAD_WALK", "stands for an exception that is needed"),
    ("plans::NOWHERE", "names no statement"),
];

async fn faults_on(db: &Db) -> Vec<String> {
    db::plans::faults(db, &EXCEPTIONS).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_faulty_statements_are_named() {
    place::on_each(async |place| {
        let faults = faults_on(&place.db).await;
        let names: Vec<&str> = faults.iter().map(|fault| fault.split([':', ' ']).nth(2).unwrap()).collect();
        let expected = [
            "BAD_DELETE",
            "BAD_FROM_THE_END",
            "BAD_INSIDE",
            "BAD_SORT",
            "BAD_TABLE",
            "BAD_TOKEN",
            "NOWHERE",
            "place",
        ];
        assert_eq!(names, expected, "{faults:#?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_says_what_the_engine_does() {
    let place = Place::sqlite().await;
    let faults = faults_on(&place.db).await.join("\n");
    for part in [
        "plans::BAD_SORT: USE TEMP B-TREE FOR ORDER BY",
        "plans::BAD_DELETE: SCAN items",
        "BAD_TABLE cannot be prepared: no such table: nowhere",
        "plans::NOWHERE is excepted (names no statement), but has no fault",
    ] {
        assert!(faults.contains(part), "{part} is not in {faults}");
    }
    assert_eq!(place.db.engine(), Engine::Sqlite);
    assert!(place.keys().await.is_empty(), "no statement was run");
    place.end().await;
}
