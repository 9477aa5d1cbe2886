//! Whole databases on the move: equal content on whatever engine, all of it or nothing, and never behind
//! the back of somebody who uses the database.

use base::Result;
use db::migrate::{Kind, Step};
use db::transfer::{Schema, Snapshot, Summary, Target};
use db::{Config, Db, Engine, params};

use crate::place::{Place, STEPS, insert, int, on_each};

db::statements! {
    /// A row with every kind of value.
    ODD: Point = "INSERT INTO items (id, owner, name, flag, data, ratio) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Many rows at once, of some 200 bytes each.
    MANY: Point = {
        sqlite: "INSERT INTO items (id, owner, name)
            WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < $1)
            SELECT x, 7, printf('%0200d', x) FROM n",
        postgres: "INSERT INTO items (id, owner, name) SELECT x, 7, lpad(x::text, 200, '0') FROM generate_series(1, $1::bigint) x",
    };
    /// What is made beside tables.
    INDEXES: Long = {
        sqlite: "SELECT coalesce(sql, name) FROM sqlite_schema WHERE type = 'index' ORDER BY 1",
        postgres: "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
    };
}

const LABELS: Step = Step {
    number: 2,
    name: "labels",
    kind: Kind::Expand,
    common: "CREATE TABLE labels (word {text} NOT NULL, item {int} NOT NULL, PRIMARY KEY (item, word)) {no_rowid}; \
             CREATE UNIQUE INDEX labels_by_word ON labels (word, item); \
             CREATE INDEX items_by_owner ON items (owner, id) WHERE flag; \
             ALTER TABLE items ADD COLUMN seen_at {int};",
    sqlite: "",
    postgres: "",
};
static TWO: [Step; 2] = [STEPS[0], LABELS];
static OTHER: [Step; 1] =
    [Step { name: "others", common: "CREATE TABLE others (id {int} PRIMARY KEY);", ..STEPS[0] }];

fn config(place: &Place) -> Config {
    Config::new(&place.url)
}

/// Every table's name, rows and digest.
async fn content(place: &Place, steps: &[Step]) -> Vec<(String, Summary)> {
    let snapshot = Snapshot::open(&config(place), steps).await.unwrap();
    let mut all = Vec::new();
    for table in &snapshot.schema().tables {
        let mut rows = snapshot.rows(table).await.unwrap();
        while rows.next().await.unwrap().is_some() {}
        all.push((table.name.clone(), rows.summary()));
    }
    all
}

/// Copies everything and checks what was read, written and read back against each other.
async fn copy(from: &Place, to: &Config, keep_as: Option<&str>) -> Result<()> {
    let snapshot = Snapshot::open(&config(from), &TWO).await?;
    let mut target = Target::open(to, &TWO, keep_as).await?;
    target.begin(snapshot.steps(), 5_000).await?;
    for table in &snapshot.schema().tables {
        let mut rows = snapshot.rows(table).await?;
        let filled = target.fill(table, async || rows.next().await).await?;
        assert_eq!(filled, rows.summary(), "{}", table.name);
        assert_eq!(target.summary(table).await?, filled, "{}", table.name);
    }
    target.finish(5_000).await.map(drop)
}

async fn odd_rows(place: &Place) {
    let texts = [
        "",
        "plain",
        "\u{1}\n\r\t\"\\\u{7f}\u{2028}\u{feff}",
        "Ωé\u{1F600}\u{10FFFF}",
        "null",
        "[1,2]",
        " x ",
    ];
    let ratios = [0.0, -2.5, 0.1, 1e300, -1e-300, f64::MIN_POSITIVE, f64::MAX];
    place
        .db
        .write(async move |tx| {
            for (nth, id) in [i64::MIN, i64::MAX, -1, 0, 1, 1 << 53, (1 << 53) + 1].into_iter().enumerate() {
                let bytes: Vec<u8> = (0..=255).cycle().skip(nth).take(nth * 100).collect();
                tx.run(&ODD, params![id, id.wrapping_neg(), texts[nth], nth % 2 == 0, &bytes, ratios[nth]])
                    .await?;
            }
            tx.run(&ODD, params![99_i64, 0_i64, None::<String>, false, None::<&[u8]>, None::<f64>]).await
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_values_and_empty_tables_arrive_unchanged_between_any_two_engines() {
    for source in Place::each().await {
        odd_rows(&source).await;
        let before = content(&source, &STEPS).await;
        assert_eq!(
            before.iter().map(|(name, it)| (name.as_str(), it.rows)).collect::<Vec<_>>(),
            [("counters", 0), ("items", 8)]
        );
        for target in Place::each().await {
            eprintln!("from {:?} to {:?}", source.db.engine(), target.db.engine());
            target.db.close().await;
            copy(&source, &config(&target), None).await.unwrap();
            let after = content(&target, &TWO).await;
            // The second step's column was added after the rows, so only their number can be compared here.
            assert_eq!(
                after.iter().map(|(name, it)| (name.as_str(), it.rows)).collect::<Vec<_>>(),
                [("counters", 0), ("items", 8), ("labels", 0)]
            );
            target.end().await;
        }
        source.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_rows_have_the_same_digest_on_both_engines() {
    let places = Place::each().await;
    let mut all = Vec::new();
    for place in &places {
        odd_rows(place).await;
        all.push(content(place, &STEPS).await);
    }
    all.dedup();
    assert_eq!(all.len(), 1, "{all:?}");
    for place in places {
        place.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_found_with_what_each_column_holds() {
    let schema = Schema::of(&TWO).unwrap();
    let shown: Vec<String> = schema
        .tables
        .iter()
        .map(|table| {
            let columns =
                table.columns.iter().map(|column| format!("{} {}", column.name, column.kind.word()));
            format!("{}: {}", table.name, columns.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "counters: owner int, count int",
            "items: id int, owner int, name text, flag bool, data bytes, ratio float, seen_at int",
            "labels: word text, item int",
        ]
    );
    let dated = [Step { common: "CREATE TABLE days (day date);", ..LABELS }];
    let told = Schema::of(&dated).unwrap_err().to_string();
    assert!(told.contains("days.day is of type date"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_table_comes_in_chunks_in_the_order_of_its_key() {
    on_each(async |place| {
        place.db.write(async |tx| tx.run(&MANY, params![20_000_i64]).await).await.unwrap();
        let snapshot = Snapshot::open(&config(place), &STEPS).await.unwrap();
        let mut rows = snapshot.rows(snapshot.schema().table("items").unwrap()).await.unwrap();
        let (mut chunks, mut expected) = (0, 1);
        while let Some(chunk) = rows.next().await.unwrap() {
            assert!(chunk.len() < 1 << 21, "a chunk of {} bytes", chunk.len());
            chunks += 1;
            for line in String::from_utf8(chunk).unwrap().lines() {
                assert!(line.starts_with(&format!("[{expected},7,")), "{line} is not the {expected}th");
                expected += 1;
            }
        }
        assert_eq!((chunks, rows.summary().rows), (5, 20_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_does_not_see_what_is_written_after_it_was_opened() {
    on_each(async |place| {
        place.db.write(async |tx| insert(tx, 1).await).await.unwrap();
        let snapshot = Snapshot::open(&config(place), &STEPS).await.unwrap();
        place.db.write(async |tx| insert(tx, 2).await).await.unwrap();
        let mut rows = snapshot.rows(snapshot.schema().table("items").unwrap()).await.unwrap();
        while rows.next().await.unwrap().is_some() {}
        assert_eq!((rows.summary().rows, place.keys().await.len()), (1, 2));
        // Reading one table half leaves the next as it is.
        drop(snapshot.rows(snapshot.schema().table("items").unwrap()).await.unwrap());
        let mut rows = snapshot.rows(snapshot.schema().table("items").unwrap()).await.unwrap();
        assert!(rows.next().await.unwrap().is_some() && rows.next().await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_are_made_again_and_later_steps_applied() {
    for place in Place::each().await {
        odd_rows(&place).await;
        let Some(target) = beside(&place).await else { continue };
        target.db.close().await;
        copy(&place, &config(&target), None).await.unwrap();
        let of = async |place: &Place| {
            let db = place.again().await;
            assert!(db::migrate::run(&db, &TWO, 9_000).await.unwrap() <= 1);
            let indexes: Vec<String> =
                db.read(async |r| r.all(&INDEXES, params![], |row| row.get(0)).await).await.unwrap();
            db.close().await;
            indexes
        };
        let (moved, migrated) = (of(&target).await, of(&place).await);
        assert!(moved.iter().filter(|index| index.contains("labels_by_word")).count() == 1, "{moved:?}");
        assert_eq!(moved, migrated);
        target.end().await;
        place.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_no_row_of_the_table_is_refused() {
    let target = Place::sqlite().await;
    target.db.close().await;
    let table = Schema::of(&STEPS).unwrap().table("counters").unwrap().clone();
    for wrong in
        ["[1]", "[1,2,3]", "[1,\"2\"]", "[1,2.5]", "[1,9223372036854775808]", "{}", "[1,2", "[true,1]"]
    {
        let mut taken = Target::open(&config(&target), &STEPS, None).await.unwrap();
        taken.begin(1, 5_000).await.unwrap();
        let mut chunks = vec![format!("[8,8]\n{wrong}\n").into_bytes()];
        let told = taken.fill(&table, async || Ok(chunks.pop())).await.unwrap_err().to_string();
        assert_eq!(told, "a row of counters is not readable", "{wrong}");
    }
}

/// Another database of the same engine.
async fn beside(place: &Place) -> Option<Place> {
    match place.db.engine() {
        Engine::Sqlite => Some(Place::sqlite().await),
        Engine::Postgres => Place::postgres().await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_holds_rows_is_refused_or_replaced_as_asked() {
    for source in Place::each().await {
        insert_one(&source.db, 1).await;
        for target in Place::each().await {
            insert_one(&target.db, 2).await;
            target.db.close().await;
            let refused = copy(&source, &config(&target), None).await.unwrap_err().to_string();
            assert!(refused.contains("the database is not empty: it holds items"), "{refused}");
            copy(&source, &config(&target), Some(".kept")).await.unwrap();
            let db = target.again().await;
            let keys = async |db: &Db| db.read(async |r| crate::place::keys(r).await).await.unwrap();
            assert_eq!(keys(&db).await, [1]);
            db.close().await;
            if db.engine() == Engine::Sqlite {
                let kept = Db::open(&Config::new(format!("{}.kept", target.url))).await.unwrap();
                assert_eq!(keys(&kept).await, [2]);
                kept.close().await;
                let again = copy(&source, &config(&target), Some(".kept")).await.unwrap_err().to_string();
                assert!(again.contains("exists already"), "{again}");
            }
            target.end().await;
        }
        source.end().await;
    }
}

async fn insert_one(db: &Db, id: i64) {
    db.write(async move |tx| insert(tx, id).await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_finished_leaves_everything_as_it_was() {
    for target in Place::each().await {
        insert_one(&target.db, 2).await;
        target.db.close().await;
        for begun in [false, true] {
            let mut half = Target::open(&config(&target), &STEPS, Some(".kept")).await.unwrap();
            if begun {
                half.begin(1, 5_000).await.unwrap();
                let table = Schema::of(&STEPS).unwrap().table("counters").unwrap().clone();
                let mut chunks = vec![b"[1,2]\n[2,3]\n".to_vec(), b"[3,4]\n".to_vec()];
                let filled = half.fill(&table, async || Ok(chunks.pop())).await.unwrap();
                assert_eq!(filled.rows, 3);
            }
        }
        let db = target.again().await;
        assert_eq!(db.read(async |r| crate::place::keys(r).await).await.unwrap(), [2]);
        db.close().await;
        if db.engine() == Engine::Sqlite {
            let folder = target.file("").parent().unwrap().to_owned();
            let mut left: Vec<_> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            left.sort();
            assert_eq!(left, ["test.db", "test.db-lock"]);
        }
        target.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_uses_the_database_keeps_it_and_whoever_replaces_it_is_alone() {
    for target in Place::each().await {
        let serving = db::admin::serving(&config(&target)).await.unwrap();
        let other = db::admin::serving(&config(&target)).await.unwrap();
        assert!(serving.is_held() && other.is_held());
        let told = Target::open(&config(&target), &STEPS, Some(".kept")).await.err().unwrap().to_string();
        assert!(told.contains("stop it first"), "{told}");
        drop((serving, other));
        target.db.close().await;
        let alone = Target::open(&config(&target), &STEPS, None).await.unwrap();
        let refused = match target.db.engine() {
            Engine::Sqlite => Db::open(&config(&target)).await.err(),
            Engine::Postgres => db::admin::serving(&config(&target)).await.err(),
        };
        let told = refused.unwrap().to_string();
        assert!(told.contains("is being filled"), "{told}");
        drop(alone);
        drop(Target::open(&config(&target), &STEPS, None).await.unwrap());
        Db::open(&config(&target)).await.unwrap().close().await;
        target.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_the_former_database_stays() {
    let (source, target) = (Place::sqlite().await, Place::sqlite().await);
    source.db.write(async |tx| tx.run(&MANY, params![5_000_i64]).await).await.unwrap();
    insert_one(&target.db, 2).await;
    target.db.close().await;
    let mut small = config(&target);
    small.max_pages = Some(100);
    let told = copy(&source, &small, Some(".kept")).await.unwrap_err().to_string();
    assert!(told.contains("The server's disk is full"), "{told}");
    assert!(!target.file(".new").exists() && !target.file(".kept").exists());
    assert_eq!(target.again().await.read(async |r| crate::place::keys(r).await).await.unwrap(), [2]);
    source.end().await;
    target.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_or_of_somebody_else_is_refused() {
    on_each(async |place| {
        let told = |refused: Option<base::Error>| refused.unwrap().to_string();
        let newer = told(Snapshot::open(&config(place), &TWO[..0]).await.err());
        assert!(newer.contains("schema step 1 is not known to this version"), "{newer}");
        let other = told(Snapshot::open(&config(place), &OTHER).await.err());
        assert!(other.contains("schema step 1 (others) is not the one"), "{other}");
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("absent.db");
    let absent = Config::new(format!("sqlite:{}", path.display()));
    let told = Snapshot::open(&absent, &STEPS).await.err().unwrap().to_string();
    assert!(told.starts_with("there is no database"), "{told}");
    std::fs::write(&path, "not a database, whatever its name says").unwrap();
    let told = Snapshot::open(&absent, &STEPS).await.err().unwrap().to_string();
    assert!(told.contains("holds no Kinfolk database"), "{told}");
    assert!(Target::open(&absent, &STEPS, None).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sqlite_lets_into_a_column_is_named_with_its_row() {
    let source = Place::sqlite().await;
    let raw = rusqlite::Connection::open(source.file("")).unwrap();
    raw.execute("INSERT INTO items (id, owner, name, flag) VALUES (5, 'seven', 'x', 0)", []).unwrap();
    let same = Place::sqlite().await;
    same.db.close().await;
    let told = copy(&source, &config(&same), None).await.unwrap_err().to_string();
    assert!(
        told.starts_with("items.owner of the row with id 5 cannot be read: it holds text where int belongs"),
        "{told}"
    );
    raw.execute("UPDATE items SET owner = 7, name = 'a' || char(0) || 'b'", []).unwrap();
    let Some(target) = Place::postgres().await else { return };
    let told = copy(&source, &config(&target), None).await.unwrap_err().to_string();
    assert!(told.contains("items.name has text with the character U+0000"), "{told}");
    copy(&source, &config(&same), None).await.unwrap();
    let db = same.again().await;
    let kept = db.read(async |r| r.one(&crate::place::KEYS, params![0_i64, 9_i64], int).await).await;
    assert_eq!(kept.unwrap(), Some(5));
    target.end().await;
}
