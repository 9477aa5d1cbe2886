//! The same statements with the same values give the same answers on both engines.

use base::Error;
use db::{FromColumn, Value, params};

use crate::place::{self, NAME, insert, int, on_each};

db::statements! {
    /// All kinds of values in.
    SET_ALL: Point = "UPDATE items SET owner = $2, name = $3, flag = $4, data = $5, ratio = $6 WHERE id = $1";
    /// All kinds of values out.
    GET_ALL: Point = "SELECT owner, name, flag, data, ratio FROM items WHERE id = $1";
    /// By a list of keys.
    BY_KEYS: Page = "SELECT id FROM items WHERE id {in:1} ORDER BY id";
    /// By a list of names.
    BY_NAMES: Page = "SELECT id FROM items WHERE name {in:1} ORDER BY id";
    /// A list as a table.
    LISTED: Page = "SELECT list.value FROM {list:1} ORDER BY list.value";
    /// By a flag.
    BY_FLAG: Page = "SELECT id FROM items WHERE flag = $1 ORDER BY id";
    /// The fourth parameter first.
    CROSSED: Point = "SELECT CAST($4 AS bigint), CAST($2 AS bigint) WHERE CAST($1 AS bigint) < CAST($3 AS bigint)";
    /// Whether there is such an item.
    EXISTS: Point = "SELECT EXISTS (SELECT 1 FROM items WHERE id = $1)";
    /// How many and how much.
    SUMS: Long = "SELECT count(*), CAST(coalesce(sum(owner), 0) AS bigint), max(id) FROM items";
    /// With what it gives back.
    INSERT_RETURNING: Point = "INSERT INTO items (id, owner) VALUES ($1, $2) RETURNING id, name, flag";
    /// Names in order, absent ones last.
    NAMES: Page = "SELECT name FROM items ORDER BY name ASC NULLS LAST, id";
    /// Deletes by list.
    DELETE_LIST: Point = "DELETE FROM items WHERE id {in:1}";
}

type All = (i64, Option<String>, bool, Option<Vec<u8>>, Option<f64>);

async fn store(place: &place::Place, id: i64, all: All) -> All {
    let write = place.db.write(async move |tx| {
        insert(tx, id).await?;
        let (owner, name, flag, data, ratio) = &all;
        let values = params![id, *owner, name.as_ref(), *flag, data.as_ref(), *ratio];
        assert_eq!(tx.run(&SET_ALL, values).await?, 1);
        let map = |row: &db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
        tx.one(&GET_ALL, params![id], map).await
    });
    write.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_value_comes_back_as_it_went_in() {
    let long = "ä\u{1F600}\u{FFFF}\"'\\\n\t\u{1}".repeat(1_000);
    let cases: Vec<All> = vec![
        (0, None, false, None, None),
        (i64::MAX, Some(String::new()), true, Some(Vec::new()), Some(0.0)),
        (i64::MIN, Some(long), false, Some((0..=255).collect()), Some(-1.5e300)),
        (-1, Some("' OR 1=1; --".to_owned()), true, Some(vec![0]), Some(f64::MIN_POSITIVE)),
    ];
    on_each(async |place| {
        for (id, case) in (1_i64..).zip(&cases) {
            assert_eq!(&store(place, id, case.clone()).await, case);
        }
    })
    .await;
}

async fn ids(place: &place::Place, statement: &'static db::Statement, value: Value<'static>) -> Vec<i64> {
    place.db.read(async move |r| r.all(statement, std::slice::from_ref(&value), int).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_flags_and_nulls_give_the_same_answers_on_both_engines() {
    on_each(async |place| {
        let names = [Some("plain"), Some("quo\"te\\"), None, Some("\u{1}\n{é,}"), Some("NULL")];
        for (id, name) in (1_i64..).zip(names) {
            store(place, id, (id, name.map(str::to_owned), id % 2 == 0, None, None)).await;
        }
        let ints = |list: &[i64]| Value::Ints(list.to_vec());
        let texts = |list: &[&str]| Value::Texts(list.iter().map(|&text| text.to_owned()).collect());
        assert_eq!(ids(place, &BY_KEYS, ints(&[5, 1, 1, 99, i64::MIN])).await, [1, 5]);
        assert_eq!(ids(place, &BY_KEYS, ints(&[])).await, [0_i64; 0]);
        assert_eq!(ids(place, &BY_KEYS, Value::Null).await, [0_i64; 0]);
        assert_eq!(ids(place, &BY_NAMES, texts(&["quo\"te\\", "\u{1}\n{é,}", "absent"])).await, [2, 4]);
        assert_eq!(ids(place, &BY_NAMES, texts(&["NULL", ""])).await, [5]);
        assert_eq!(ids(place, &BY_NAMES, texts(&[])).await, [0_i64; 0]);
        assert_eq!(ids(place, &LISTED, ints(&[3, i64::MAX, 3, -2])).await, [-2, 3, 3, i64::MAX]);
        assert_eq!(ids(place, &BY_FLAG, Value::Bool(true)).await, [2, 4]);
        assert_eq!(ids(place, &BY_FLAG, Value::Bool(false)).await, [1, 3, 5]);
        assert_eq!(ids(place, &BY_FLAG, Value::Null).await, [0_i64; 0]);
        assert_eq!(gets::<Option<String>>(place, &NAMES).await, {
            let mut sorted: Vec<_> = names.iter().flatten().map(|name| Some((*name).to_owned())).collect();
            sorted.sort();
            sorted.push(None);
            sorted
        });
        let gone = place.db.write(async |tx| tx.run(&DELETE_LIST, params![vec![1_i64, 2, 77]]).await);
        assert_eq!(gone.await.unwrap(), 2);
    })
    .await;
}

async fn gets<T: FromColumn + Send + 'static>(
    place: &place::Place,
    statement: &'static db::Statement,
) -> Vec<T> {
    place.db.read(async move |r| r.all(statement, params![], |row| row.get(0)).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn expressions_give_the_same_answers_on_both_engines() {
    on_each(async |place| {
        let crossed = place.db.read(async |r| {
            r.one(&CROSSED, params![1_i64, 2_i64, 3_i64, 4_i64], |row| Ok((row.get(0)?, row.get(1)?))).await
        });
        assert_eq!(crossed.await.unwrap(), Some((4_i64, 2_i64)));
        let sums = async || {
            let map =
                |row: &db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Option<i64>>(2)?));
            place.db.read(async move |r| r.one(&SUMS, params![], map).await).await.unwrap().unwrap()
        };
        assert_eq!(sums().await, (0, 0, None));
        let returned = place.db.write(async |tx| {
            let map = |row: &db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            tx.one(&INSERT_RETURNING, params![9_i64, 70_i64], map).await
        });
        assert_eq!(returned.await.unwrap(), Some((9_i64, None::<String>, false)));
        assert_eq!(sums().await, (1, 70, Some(9)));
        for (id, there) in [(9_i64, true), (10, false)] {
            let exists =
                place.db.read(async move |r| r.one(&EXISTS, params![id], |row| row.get::<bool>(0)).await);
            assert_eq!(exists.await.unwrap(), Some(there));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_of_another_type_is_a_bug_and_is_named() {
    on_each(async |place| {
        place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
        let wrong = place.db.read(async |r| r.one(&NAME, params![1_i64], |row| row.get::<i64>(0)).await);
        let error = wrong.await.unwrap_err();
        assert!(error.to_string().contains("column 0"), "{error}");
        let absent = place.db.read(async |r| r.one(&NAME, params![1_i64], |row| row.get::<String>(1)).await);
        assert!(matches!(absent.await, Err(Error::Internal(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_statement_is_named_and_its_parameters_are_not() {
    on_each(async |place| {
        place.db.write(async |tx| insert(tx, 4_711).await).await.unwrap();
        let gave = place.db.write(async |tx| insert(tx, 4_711).await).await;
        let text = gave.unwrap_err().to_string();
        assert!(text.contains("INSERT"), "{text}");
        assert!(!text.contains("4711") && !text.contains("an item"), "{text}");
    })
    .await;
}
