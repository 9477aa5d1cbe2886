//! A fresh database per test, with one table, on each engine.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use base::Result;
use db::migrate::{Kind, Step};
use db::{Config, Db, Reader, Row, Tx, params};

db::statements! {
    /// A new item; its key must be new.
    pub INSERT: Point = "INSERT INTO items (id, owner, name) VALUES ($1, $2, $3)";
    /// A new item, unless there is one.
    pub INSERT_ONCE: Point = "INSERT INTO items (id, owner, name) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
    /// One more for an owner.
    pub RAISE: Point = "UPDATE counters SET count = counters.count + 1 WHERE owner = $1";
    /// An owner's counter at zero.
    pub START_COUNTER: Point = "INSERT INTO counters (owner, count) VALUES ($1, 0)";
    /// An owner's counter.
    pub COUNTER: Point = "SELECT count FROM counters WHERE owner = $1";
    /// An item's name.
    pub NAME: Point = "SELECT name FROM items WHERE id = $1";
    /// All keys in order.
    pub KEYS: Page = "SELECT id FROM items WHERE id > $1 ORDER BY id LIMIT $2";
    /// Fails when it is run: the table does not take it.
    pub BROKEN: Point = "INSERT INTO items (id, owner, name) VALUES ($1, NULL, 'nobody')";
}

/// The tests' schema.
pub static STEPS: [Step; 1] = [Step {
    number: 1,
    name: "items",
    kind: Kind::Expand,
    common: "CREATE TABLE items (id {int} PRIMARY KEY, owner {int} NOT NULL, name {text}, \
                 flag {bool} NOT NULL DEFAULT {false}, data {bytes}, ratio double precision); \
             CREATE TABLE counters (owner {int} PRIMARY KEY, count {int} NOT NULL);",
    sqlite: "",
    postgres: "",
}];

/// A database that goes away with the test.
pub struct Place {
    pub db: Db,
    pub url: String,
    /// The SQLite file's folder, removed with this.
    _folder: Option<tempfile::TempDir>,
    dropped: Option<(String, String)>,
}

impl Place {
    pub async fn sqlite() -> Self {
        Self::sqlite_of(None).await
    }

    /// With a disk that is full at this many pages of 4 KiB.
    pub async fn sqlite_of(max_pages: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::new(format!("sqlite:{}", folder.path().join("test.db").display()));
        config.max_pages = max_pages;
        Self::open(&config, Some(folder), None).await
    }

    /// The SQLite file, or one beside it with a suffix such as `-wal`.
    pub fn file(&self, suffix: &str) -> PathBuf {
        PathBuf::from(format!("{}{suffix}", self.url.strip_prefix("sqlite:").unwrap()))
    }

    /// `None` when no server was named.
    pub async fn postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let admin = admin_url()?;
        let name = format!("db_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        db::admin::create_database(&admin, &name, None).await.unwrap();
        let url = with_database(&admin, &name);
        Some(Self::open(&Config::new(url), None, Some((admin, name))).await)
    }

    async fn open(
        config: &Config,
        folder: Option<tempfile::TempDir>,
        dropped: Option<(String, String)>,
    ) -> Self {
        let db = Db::open(config).await.unwrap();
        assert_eq!(db::migrate::run(&db, &STEPS, 1_000).await.unwrap(), 1);
        Self { db, url: config.url.expose().to_owned(), _folder: folder, dropped }
    }

    /// Every engine that can be tested here.
    pub async fn each() -> Vec<Self> {
        let mut places = vec![Self::sqlite().await];
        places.extend(Self::postgres().await);
        places
    }

    /// Another handle on the same database, with its own connections.
    pub async fn again(&self) -> Db {
        Db::open(&Config::new(&self.url)).await.unwrap()
    }

    pub async fn keys(&self) -> Vec<i64> {
        self.db.read(async |r| keys(r).await).await.unwrap()
    }

    /// Closes and removes the database.
    pub async fn end(self) {
        self.db.close().await;
        if let Some((admin, name)) = self.dropped {
            db::admin::drop_database(&admin, &name).await.unwrap();
        }
    }
}

/// The server to test on; without one the tests of PostgreSQL are skipped, but not in CI.
pub fn admin_url() -> Option<String> {
    let url = std::env::var("KINFOLK_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI needs KINFOLK_TEST_POSTGRES");
        eprintln!("skipped on PostgreSQL: KINFOLK_TEST_POSTGRES is not set");
    }
    url
}

/// The URL with another database in it.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(a, q)| (a, Some(q)));
    let host_at = address.find("://").unwrap() + 3;
    let end = address[host_at..].find('/').map_or(address.len(), |at| host_at + at);
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    format!("{}/{name}{query}", &address[..end])
}

pub fn int(row: &Row<'_>) -> Result<i64> {
    row.get(0)
}

pub async fn keys(r: &mut Reader) -> Result<Vec<i64>> {
    r.all(&KEYS, params![-1_i64, 1_000_000_i64], int).await
}

pub async fn insert(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run(&INSERT, params![id, 7_i64, "an item"]).await.map(drop)
}

/// Runs a test on every engine, one after the other.
pub async fn on_each(test: impl AsyncFn(&Place)) {
    for place in Place::each().await {
        eprintln!("on {:?}", place.db.engine());
        test(&place).await;
        place.end().await;
    }
}
