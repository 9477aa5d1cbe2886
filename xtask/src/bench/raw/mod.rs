//! The limit of writing: the rows of one request, written by a plain loop in groups of 64, each group one durable
//! commit. No HTTP, no checks, no other thread.
//!
//! It writes into the database that the server has just left, so that tables and indexes are of the same size,
//! and it copies the server's last rows, so that what is written is of the same size as well. Which rows a request
//! has stands in `post.rs` and `edges.rs`. What jobs do later (notifications) is not written. On PostgreSQL its own
//! `pgbench` writes them, by as many clients as the server has (`pgbench.rs`).

mod edges;
mod pgbench;
mod post;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params, params_from_iter};

use super::scenario::Scenario;
use super::subject::Subject;
use super::targets;
use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;

/// Requests in a commit, as many as the server's writer takes at most. Even, so that a group ends with what undoes.
const GROUP: i64 = 64;

/// Rows of each table.
pub type Counts = BTreeMap<String, i64>;

/// What one request writes.
trait Rows {
    /// Writes the rows of the request with this number, from 1 on, without its event.
    /// Returns what the event is about: its subject and its object.
    fn write(&mut self, group: &Transaction<'_>, number: i64) -> Result<(i64, i64)>;
}

/// Writes the rows of a scenario's requests for as long as `duration`, and returns requests in a second.
/// `connections` are those that the server had.
pub fn write(duration: Duration, scenario: Scenario, subject: &Subject, connections: usize) -> Result<f64> {
    match &subject.plain {
        Plain::Sqlite(file) => write_file(file, duration, scenario, subject),
        Plain::Postgres(client, url) => {
            let pgbench = pgbench::Pgbench { client, url, connections, duration };
            match scenario {
                Scenario::Post => pgbench.posts(),
                Scenario::Follow => pgbench.follows(&strangers(subject)?),
                Scenario::Favourite => pgbench.favourites(&unmarked(subject)?),
                _ => Err(nothing_raw(scenario)),
            }
        }
    }
}

fn nothing_raw(scenario: Scenario) -> Failure {
    Failure::new(format!("{} writes nothing raw", scenario.name()))
}

fn number(text: &str) -> Result<i64> {
    text.parse::<i64>().context("an id")
}

/// Accounts that do not follow each other: who and whom.
fn strangers(subject: &Subject) -> Result<Vec<(i64, i64)>> {
    let id = |member: usize| number(&subject.members[member].id);
    targets::strangers(subject)?.into_iter().map(|(a, b)| Ok((id(a)?, id(b)?))).collect()
}

/// Accounts and statuses that they have not favourited.
fn unmarked(subject: &Subject) -> Result<Vec<(i64, i64)>> {
    let id = |member: usize| number(&subject.members[member].id);
    targets::unmarked(subject)?.into_iter().map(|(a, b)| Ok((id(a)?, number(&b)?))).collect()
}

fn write_file(file: &Path, duration: Duration, scenario: Scenario, subject: &Subject) -> Result<f64> {
    let mut connection = open(file)?;
    let mut rows: Box<dyn Rows> = match scenario {
        Scenario::Post => Box::new(post::Post::new(&connection)?),
        Scenario::Follow => Box::new(edges::Follow::new(&connection, strangers(subject)?)?),
        Scenario::Favourite => Box::new(edges::Favourite::new(&connection, unmarked(subject)?)?),
        _ => return Err(nothing_raw(scenario)),
    };
    repeat(&mut connection, duration, rows.as_mut())
}

/// The database with the server's settings.
fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; \
         PRAGMA cache_size = -65536;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Group after group: the rows of each request, and the event that tells of it.
fn repeat(connection: &mut Connection, duration: Duration, rows: &mut dyn Rows) -> Result<f64> {
    let event = Copied::last(connection, "outbox")?;
    let began = now();
    let mut written = 0;
    while began.elapsed() < duration {
        let group = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for number in written + 1..=written + GROUP {
            let (subject, object) = rows.write(&group, number)?;
            event.insert(&group, &[("id", event.id + number), ("subject", subject), ("object", object)])?;
        }
        // The server marks a group's events as done in a later one.
        let done = "UPDATE outbox SET done_at = born_at WHERE id > ?1 AND id <= ?2";
        group.prepare_cached(done)?.execute(params![event.id + written - GROUP, event.id + written])?;
        group.commit()?;
        written += GROUP;
    }
    Ok(written as f64 / began.elapsed().as_secs_f64())
}

/// A table's last row, to be inserted again with other ids.
struct Copied {
    id: i64,
    insert: String,
    columns: Vec<String>,
    values: Vec<Value>,
}

impl Copied {
    fn last(connection: &Connection, table: &str) -> Result<Self> {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY id DESC LIMIT 1"))?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let read = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|column| row.get(column)).collect();
        let values: Vec<Value> = statement.query_one([], read).context(format!("the last row of {table}"))?;
        let id = connection.query_row(&format!("SELECT max(id) FROM {table}"), [], |row| row.get(0))?;
        let marks = (1..=columns.len()).map(|column| format!("?{column}")).collect::<Vec<_>>().join(", ");
        let insert = format!("INSERT INTO {table} ({}) VALUES ({marks})", columns.join(", "));
        Ok(Self { id, insert, columns, values })
    }

    fn insert(&self, group: &Transaction<'_>, own: &[(&str, i64)]) -> Result<()> {
        let values = self.columns.iter().zip(&self.values).map(|(column, value)| {
            own.iter()
                .find(|(name, _)| name == column)
                .map_or_else(|| value.clone(), |(_, id)| Value::Integer(*id))
        });
        group.prepare_cached(&self.insert)?.execute(params_from_iter(values))?;
        Ok(())
    }
}

/// How many rows each table has.
pub fn counts(plain: &Plain) -> Result<Counts> {
    let names = match plain {
        Plain::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        Plain::Postgres(..) => "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
    };
    let count = |name: String| {
        let rows = plain.rows(&format!("SELECT count(*) FROM \"{name}\""))?.concat();
        Ok((name, number(rows.first().context("a count")?)?))
    };
    plain.rows(names)?.into_iter().flatten().map(count).collect()
}

/// Tables in which so many requests have left other rows than the loop leaves, with rows for each request.
pub fn unmatched(scenario: Scenario, before: &Counts, after: &Counts, requests: u64) -> Vec<String> {
    let kept: &[&str] = if scenario == Scenario::Post { &["statuses", "outbox"] } else { &["outbox"] };
    let grown = after.iter().filter_map(|(name, count)| {
        let rows = (count - before.get(name).unwrap_or(&0)) as f64 / requests.max(1) as f64;
        // A few rows for all requests together (keys, leases) are not part of a request.
        let expected = if kept.contains(&name.as_str()) { 1.0 } else { 0.0 };
        ((rows - expected).abs() > 0.01).then(|| format!("{name} {rows:.2} instead of {expected:.0}"))
    });
    grown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns that the loops write; the real tables have more.
    const TABLES: &str = "
        CREATE TABLE statuses (id INTEGER PRIMARY KEY, bucket, account_id, thread_id, text);
        CREATE TABLE account_stats (account_id INTEGER PRIMARY KEY, bucket, version, statuses, followers, following,
            last_status_at, head);
        CREATE TABLE outbox (id INTEGER PRIMARY KEY, kind, subject, object, born_at, done_at);
        CREATE TABLE pairs (lo, hi, uses, PRIMARY KEY (lo, hi));
        CREATE TABLE follows (account_id, target_id, bucket, id, reblogs, notify, PRIMARY KEY (account_id, target_id));
        CREATE TABLE followers (account_id, follower_id, bucket, id, PRIMARY KEY (account_id, follower_id));
        CREATE TABLE favourites (account_id, status_id, bucket, id, PRIMARY KEY (account_id, status_id));
        CREATE TABLE favourited_by (status_id, account_id, bucket, id, PRIMARY KEY (status_id, account_id));
        CREATE TABLE status_stats (status_id INTEGER PRIMARY KEY, bucket, version, replies, reblogs, favourites);
        CREATE TABLE jobs (id INTEGER PRIMARY KEY, queue, kind, unique_key UNIQUE, payload, due_at, attempt, failures,
            leased_by, again, created_at);
        INSERT INTO account_stats VALUES (1, 7, 0, 0, 0, 0, 0, 0), (2, 8, 0, 0, 0, 0, 0, 0);
        INSERT INTO statuses VALUES (5000000, 7, 1, 5000000, 'hello');
        INSERT INTO outbox VALUES (3, 1, 1, 1, 9, NULL);";

    /// Runs a loop for a moment over two accounts and a status; gives the counts before and after, the requests,
    /// and the database.
    fn run(rows: impl FnOnce(&Connection) -> Result<Box<dyn Rows>>) -> (Counts, Counts, u64, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("raw.db");
        Connection::open(&file).unwrap().execute_batch(TABLES).unwrap();
        let plain = Plain::Sqlite(file.clone());
        let before = counts(&plain).unwrap();
        let mut connection = open(&file).unwrap();
        let mut rows = rows(&connection).unwrap();
        assert!(repeat(&mut connection, Duration::from_millis(20), rows.as_mut()).unwrap() > 0.0);
        let after = counts(&plain).unwrap();
        let requests = after["outbox"] - before["outbox"];
        assert!(requests >= GROUP && requests % GROUP == 0);
        (before, after, requests as u64, connection)
    }

    fn holds(connection: &Connection, check: &str, requests: u64) -> bool {
        connection.query_row(check, [requests as i64], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_loop_writes_the_rows_of_one_post_for_each_post() {
        let (before, after, posts, connection) = run(|db| Ok(Box::new(post::Post::new(db)?)));
        assert_eq!(unmatched(Scenario::Post, &before, &after, posts), Vec::<String>::new());
        assert_eq!(unmatched(Scenario::Post, &before, &after, posts / 2).len(), 2);
        let check = "SELECT (SELECT sum(statuses) FROM account_stats) = ?1
            AND NOT EXISTS (SELECT 1 FROM statuses s WHERE s.text <> 'hello' OR s.bucket <> s.account_id + 6)
            AND (SELECT count(*) FROM outbox WHERE done_at IS NULL) <= 65";
        assert!(holds(&connection, check, posts));
    }

    #[test]
    fn follows_are_written_and_taken_back() {
        let pairs = vec![(1, 2), (2, 1)];
        let (before, after, requests, connection) = run(|db| Ok(Box::new(edges::Follow::new(db, pairs)?)));
        assert_eq!(after["jobs"], GROUP, "those of the last group wait");
        assert_eq!((after["follows"], after["followers"]), (before["follows"], before["followers"]));
        let check = "SELECT (SELECT uses FROM pairs) = ?1 AND (SELECT count(*) FROM pairs) = 1
            AND NOT EXISTS (SELECT 1 FROM account_stats WHERE followers <> 0 OR following <> 0)
            AND (SELECT sum(version) FROM account_stats) = 2 * ?1
            AND (SELECT object FROM outbox WHERE id = 4) = 2";
        assert!(holds(&connection, check, requests));
    }

    #[test]
    fn favourites_are_written_and_taken_back() {
        let pairs = vec![(1, 5_000_000), (2, 5_000_000)];
        let (_, after, requests, connection) = run(|db| Ok(Box::new(edges::Favourite::new(db, pairs)?)));
        assert_eq!((after["favourites"], after["favourited_by"], after["jobs"]), (0, 0, GROUP));
        let check = "SELECT version = ?1 AND favourites = 0 AND status_id = 5000000 FROM status_stats";
        assert!(holds(&connection, check, requests));
    }
}
