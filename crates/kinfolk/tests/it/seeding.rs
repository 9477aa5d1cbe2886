//! `kinfolk seed graph` into an empty database that nobody uses: it leaves what the ordinary path leaves, whole or
//! not at all. The ordinary path beside a server: `commands.rs`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base::Clock;
use db::transfer::Snapshot;
use kinfolk::core::STEPS;
use kinfolk::core::words::AccountId;
use serde_json::{Value, json};

use crate::program::{Server, Site, program, text};
use crate::support::{Empty, TestApp};

/// What a server and announcements leave, and a bulk load does not.
const OF_SERVERS: [&str; 5] = ["crons", "jobs", "outbox", "secrets", "versions"];

type Rows = Vec<BTreeMap<String, Value>>;

/// Every table's rows, past every cache.
async fn tables(url: &str) -> BTreeMap<String, Rows> {
    let snapshot = Snapshot::open(&db::Config::new(url), STEPS).await.unwrap();
    let mut tables = BTreeMap::new();
    for table in &snapshot.schema().tables {
        let (mut found, mut rows) = (Rows::new(), snapshot.rows(table).await.unwrap());
        while let Some(chunk) = rows.next().await.unwrap() {
            for line in String::from_utf8(chunk).unwrap().lines() {
                let values: Vec<Value> = serde_json::from_str(line).unwrap();
                let names = table.columns.iter().map(|column| column.name.clone());
                found.push(names.zip(values).collect());
            }
        }
        tables.insert(table.name.clone(), found);
    }
    tables
}

fn number(row: &BTreeMap<String, Value>, column: &str) -> i64 {
    row[column].as_i64().unwrap_or_else(|| panic!("{column} of {row:?}"))
}

/// The rows of a load without what differs between two loads: ids are replaced by what they stand for, moments by
/// how long after the first status or before now they are, versions by whether there is one.
fn comparable(tables: &BTreeMap<String, Rows>) -> BTreeMap<String, Vec<String>> {
    let now = Clock::system().now_ms();
    let names: BTreeMap<i64, Value> =
        tables["accounts"].iter().map(|row| (number(row, "id"), row["username"].clone())).collect();
    let follows: BTreeMap<i64, (i64, i64)> = tables["follows"]
        .iter()
        .map(|row| (number(row, "id"), (number(row, "account_id"), number(row, "target_id"))))
        .collect();
    assert_eq!(follows.len(), tables["follows"].len(), "two follows have one id");
    let first = tables["statuses"].iter().map(|row| number(row, "id") >> 20).min().unwrap_or(0);
    let named = |id: i64| names[&id].clone();
    let plain = |table: &str, row: &BTreeMap<String, Value>| -> String {
        let owner = number(row, if table == "accounts" { "id" } else { "account_id" });
        let is_owned = |id: i64| AccountId::new(id).bucket() == AccountId::new(owner).bucket();
        let mut plain = row.clone();
        for (column, value) in &mut plain {
            let Some(found) = value.as_i64() else { continue };
            *value = match (table, column.as_str()) {
                ("accounts", "id") | (_, "account_id" | "target_id" | "follower_id") => named(found),
                ("statuses", "id" | "thread_id") | ("account_stats", "head") if found > 0 => {
                    json!([is_owned(found), (found >> 20) - first])
                }
                ("tagged" | "account_tags", "status_id") => json!([is_owned(found), (found >> 20) - first]),
                ("account_stats", "last_status_at") if found > 0 => json!(found - first),
                ("follows" | "followers", "id") => {
                    let (from, to) = follows[&found];
                    assert_eq!(AccountId::new(from).bucket(), AccountId::new(found).bucket());
                    json!([named(from), named(to)])
                }
                (_, "bucket") => json!(is_owned(found << 10)),
                (_, "version") => json!(found > 0),
                (_, "created_at" | "confirmed_at") => json!((now - found + 43_200_000) / 86_400_000),
                _ => continue,
            };
        }
        format!("{plain:?}")
    };
    let of_graph = tables.iter().filter(|(name, _)| !OF_SERVERS.contains(&name.as_str()));
    let mut all = BTreeMap::new();
    for (name, rows) in of_graph {
        let mut rows: Vec<String> = rows.iter().map(|row| plain(name, row)).collect();
        rows.sort();
        all.insert(name.clone(), rows);
    }
    all
}

/// A graph in which some follow back and some do not, more than a few blocks of the ordinary path.
fn some_graph(folder: &Path) -> String {
    let mut edges = "# directed\n7 7\n".to_owned();
    for from in 1..=120_u64 {
        for nth in 0..(from % 9) {
            let to = (from * 31 + nth * nth * 7) % 120 + 1;
            let back = if nth == 3 { format!("{to} {from}\n") } else { String::new() };
            write!(edges, "{from} {to}\n{back}").unwrap();
        }
    }
    let file = folder.join("edges");
    std::fs::write(&file, edges).unwrap();
    file.to_str().unwrap().to_owned()
}

/// The empty database on the engine of `app`.
async fn empty_beside(app: &TestApp) -> Empty {
    let sqlite = app.state.db().engine() == db::Engine::Sqlite;
    Empty::on_each().await.into_iter().find(|empty| empty.url.starts_with("sqlite:") == sqlite).unwrap()
}

fn command(folder: &Path, url: &str, words: &[&str]) -> Command {
    program(folder, &[("KINFOLK_DATABASE_URL", url), ("KINFOLK_BIND", "127.0.0.1:0")], words)
}

/// Whether another process fills the database, which on SQLite grows in a file beside.
async fn is_loading(url: &str) -> bool {
    match url.strip_prefix("sqlite:") {
        Some(file) => Path::new(&format!("{file}.new")).exists(),
        None => db::admin::is_in_use(&db::Config::new(url)).await.unwrap(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the command is another process with a clock of its own")]
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < Duration::from_secs(30), "the database is still as it was");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn killed_a_moment_later(mut child: Child) {
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(child.try_wait().unwrap().is_none(), "the load was over before it could be killed");
    child.kill().unwrap();
    child.wait().unwrap();
}

both_engines! {
    async fn a_graph_comes_out_the_same_in_bulk_and_in_small_blocks(app: TestApp) {
        let empty = empty_beside(&app).await;
        let site = Site::new(app);
        let file = some_graph(site.folder.path());
        let words = ["seed", "graph", "--edges", &file, "--directed", "--statuses-per-account", "7"];
        let server = site.serve(&[]);
        let printed = site.ask(&words);
        assert_eq!(server.stop(), Some(0));
        let output = command(site.folder.path(), &empty.url, &words).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let counts = |printed: &str| printed.rsplit_once(" in ").unwrap().0.to_owned();
        assert_eq!(counts(&text(&output.stdout)), counts(&printed));

        let url = site.app.state.config().database_url.expose().to_owned();
        let (ordinary, bulk) = (tables(&url).await, tables(&empty.url).await);
        for name in OF_SERVERS {
            assert!(bulk[name].is_empty(), "{name} holds {:?}", bulk[name]);
        }
        let (ordinary, bulk) = (comparable(&ordinary), comparable(&bulk));
        let filled: Vec<&str> = bulk.iter().filter(|(_, rows)| !rows.is_empty()).map(|(name, _)| &**name).collect();
        let expected =
            ["account_stats", "account_tags", "accounts", "followers", "follows", "statuses", "tagged", "users"];
        assert_eq!(filled, expected);
        for (name, rows) in &ordinary {
            for (one, other) in rows.iter().zip(&bulk[name]) {
                assert_eq!(one, other, "{name}");
            }
            assert_eq!(rows.len(), bulk[name].len(), "{name}");
        }
    }

    async fn a_loaded_network_is_served_and_not_loaded_again(app: TestApp) {
        let empty = empty_beside(&app).await;
        let folder = tempfile::tempdir().unwrap();
        let words = ["seed", "graph", "--synthetic", "300", "--mean-degree", "10", "--statuses-per-account", "3"];
        let seed = || command(folder.path(), &empty.url, &words).output().unwrap();
        assert!(text(&seed().stdout).starts_with("300 accounts, 3000 follows, 900 statuses in "));
        assert!(text(&seed().stderr).contains("the account u1 exists already"));
        let token = command(folder.path(), &empty.url, &["token", "create", "u1", "--scopes", "read write"]).output().unwrap();
        let token = text(&token.stdout).trim().to_owned();
        let server = Server::start(command(folder.path(), &empty.url, &["serve"]));
        let (_, one) = server.get("/api/v1/accounts/lookup?acct=u1", None);
        let people = |list: &str| {
            let path = format!("/api/v1/accounts/{}/{list}?limit=80", one["id"].as_str().unwrap());
            server.get(&path, Some(&token)).1.as_array().unwrap().len() as u64
        };
        let count = one["followers_count"].as_u64().unwrap();
        assert!(count > 10 && people("followers") == count.min(80) && people("following") == count.min(80), "{one}");
        let (_, home) = server.get("/api/v1/timelines/home?limit=40", Some(&token));
        let ids: Vec<i64> = home.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().parse().unwrap()).collect();
        assert!(ids.len() == 40 && ids.is_sorted_by(|a, b| a > b), "{ids:?}");
        assert_eq!(server.request("POST", &format!("/api/v1/statuses/{}/favourite", ids[0]), Some(&token)).0, 200);
        assert_eq!(server.stop(), Some(0));
    }

    async fn a_load_that_is_killed_leaves_the_database_empty_and_the_next_begins_anew(app: TestApp) {
        let empty = empty_beside(&app).await;
        let folder = tempfile::tempdir().unwrap();
        let words = ["seed", "graph", "--synthetic", "20000", "--statuses-per-account", "20"];
        let child = command(folder.path(), &empty.url, &words).stdout(Stdio::null()).spawn().unwrap();
        until(async || is_loading(&empty.url).await).await;
        killed_a_moment_later(child).await;
        // PostgreSQL finds out by itself that the load is gone.
        until(async || !db::admin::is_in_use(&db::Config::new(&empty.url)).await.unwrap()).await;
        let left = empty.url.strip_prefix("sqlite:").is_some_and(|file| Path::new(file).exists());
        assert!(!left, "half a database stands where a whole one belongs");

        let words = ["seed", "graph", "--synthetic", "20", "--statuses-per-account", "2"];
        let output = command(folder.path(), &empty.url, &words).output().unwrap();
        assert!(text(&output.stdout).starts_with("20 accounts, 380 follows, 40 statuses"), "{output:?}");
        let tables = tables(&empty.url).await;
        assert_eq!(["accounts", "follows", "followers", "statuses"].map(|name| tables[name].len()), [20, 380, 380, 40]);
        assert!(tables["outbox"].is_empty(), "the second load was no bulk load");
        if let Some(file) = empty.url.strip_prefix("sqlite:") {
            assert!(!Path::new(&format!("{file}.new")).exists());
        }
    }
}
