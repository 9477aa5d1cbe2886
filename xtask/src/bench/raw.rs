//! The limit of posting: the rows that one post writes, inserted by a plain loop in groups of 64, each group one
//! durable commit. No HTTP, no checks, no other thread.
//!
//! It writes into the database that the server has just left, so that tables and indexes are of the same size,
//! and it copies the server's last rows, so that what is written is of the same size as well.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params, params_from_iter};

use crate::clock::now;
use crate::failure::{Context as _, Result};

/// Posts in a commit, as many as the server's writer takes at most.
const GROUP: i64 = 64;

/// Rows of each table.
pub type Counts = BTreeMap<String, i64>;

/// Inserts for as long as `duration` and returns posts in a second.
pub fn insert(file: &Path, duration: Duration) -> Result<f64> {
    let mut connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; \
         PRAGMA cache_size = -65536;",
    )?;
    let accounts = accounts(&connection)?;
    let (status, event) = (Copied::last(&connection, "statuses")?, Copied::last(&connection, "outbox")?);
    let began = now();
    let mut posted = 0;
    while began.elapsed() < duration {
        let group = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for number in posted..posted + GROUP {
            let (account, bucket) = accounts[number as usize % accounts.len()];
            post(&group, &status, &event, number + 1, account, bucket)?;
        }
        // The server marks a group's events as done in a later one.
        let done = "UPDATE outbox SET done_at = born_at WHERE id > ?1 AND id <= ?2";
        group.prepare_cached(done)?.execute(params![event.id + posted - GROUP, event.id + posted])?;
        group.commit()?;
        posted += GROUP;
    }
    Ok(posted as f64 / began.elapsed().as_secs_f64())
}

/// What one post writes: the status, the author's counters and the event.
fn post(
    group: &Transaction<'_>,
    status: &Copied,
    event: &Copied,
    number: i64,
    account: i64,
    bucket: i64,
) -> Result<()> {
    // Ids rise by more than an id's sequence number and bucket, as those of the server do.
    let id = status.id + (number << 20);
    let own = [("id", id), ("thread_id", id), ("account_id", account), ("bucket", bucket)];
    status.insert(group, &own)?;
    let count = "UPDATE account_stats SET statuses = statuses + 1, version = version + 1, last_status_at = ?1, \
                 head = ?2 WHERE account_id = ?3";
    group.prepare_cached(count)?.execute(params![id >> 20, id, account])?;
    event.insert(group, &[("id", event.id + number), ("subject", id), ("object", account)])
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

/// The accounts with their buckets.
fn accounts(connection: &Connection) -> Result<Vec<(i64, i64)>> {
    let mut statement =
        connection.prepare("SELECT account_id, bucket FROM account_stats ORDER BY account_id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many rows each table has.
pub fn counts(file: &Path) -> Result<Counts> {
    let connection = Connection::open(file)?;
    let mut statement = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let count = |name: &String| {
        connection.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0))
    };
    names.into_iter().map(|name| Ok((name.clone(), count(&name)?))).collect()
}

/// Tables to which `posts` posts have added rows that [`insert`] does not add, with rows for each post.
pub fn unmatched(before: &Counts, after: &Counts, posts: u64) -> Vec<String> {
    let grown = after.iter().filter_map(|(name, count)| {
        let rows = (count - before.get(name).unwrap_or(&0)) as f64 / posts.max(1) as f64;
        // A few rows for all posts together (keys, leases) are not part of a post.
        let expected = if ["statuses", "outbox"].contains(&name.as_str()) { 1.0 } else { 0.0 };
        ((rows - expected).abs() > 0.01).then(|| format!("{name} {rows:.2} instead of {expected:.0}"))
    });
    grown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_writes_the_rows_of_one_post_for_each_post() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("raw.db");
        let tables = "CREATE TABLE statuses (id INTEGER PRIMARY KEY, bucket, account_id, thread_id, text);
            CREATE TABLE account_stats (account_id INTEGER PRIMARY KEY, bucket, version, statuses, last_status_at, head);
            CREATE TABLE outbox (id INTEGER PRIMARY KEY, kind, subject, object, born_at, done_at);
            INSERT INTO account_stats VALUES (1, 7, 0, 0, 0, 0), (2, 8, 0, 0, 0, 0);
            INSERT INTO statuses VALUES (5000000, 7, 1, 5000000, 'hello'); INSERT INTO outbox VALUES (3, 1, 1, 1, 9, NULL);";
        Connection::open(&file).unwrap().execute_batch(tables).unwrap();
        let before = counts(&file).unwrap();
        assert!(insert(&file, Duration::from_millis(20)).unwrap() > 0.0);
        let after = counts(&file).unwrap();
        let posts = after["statuses"] - before["statuses"];
        assert!(posts >= GROUP && posts % GROUP == 0);
        assert_eq!(unmatched(&before, &after, posts as u64), Vec::<String>::new());
        assert_eq!(unmatched(&before, &after, posts as u64 / 2).len(), 2);
        let check = "SELECT (SELECT sum(statuses) FROM account_stats) = ?1
            AND NOT EXISTS (SELECT 1 FROM statuses s WHERE s.text <> 'hello' OR s.bucket <> s.account_id + 6)
            AND (SELECT count(*) FROM outbox WHERE done_at IS NULL) <= 65";
        assert!(
            Connection::open(&file).unwrap().query_row(check, [posts], |row| row.get::<_, bool>(0)).unwrap()
        );
    }
}
