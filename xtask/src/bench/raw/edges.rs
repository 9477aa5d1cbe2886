//! The rows of a follow and of a favourite, and of taking them back: both sides of the edge, the counters, the lock
//! of the pair, and the job that will tell.

use rusqlite::{Connection, Params, Transaction, params};

use super::{GROUP, Rows};
use crate::failure::Result;

/// Follows and unfollows in turn.
pub struct Follow {
    pairs: Vec<(i64, i64)>,
    /// Below the ids of new edges.
    edge: i64,
    jobs: Jobs,
}

/// Favourites, taken back in turn.
pub struct Favourite {
    pairs: Vec<(i64, i64)>,
    edge: i64,
    jobs: Jobs,
}

/// The jobs that the server writes with each change. Those of a group leave with the next, as if they were done.
struct Jobs {
    kind: &'static str,
    last: i64,
}

impl Follow {
    /// For pairs of accounts that do not follow each other: who and whom.
    pub fn new(connection: &Connection, pairs: Vec<(i64, i64)>) -> Result<Self> {
        Ok(Self {
            pairs,
            edge: last(connection, "follows")?,
            jobs: Jobs::new(connection, "notifications.edge")?,
        })
    }
}

impl Favourite {
    /// For accounts and statuses that they have not favourited.
    pub fn new(connection: &Connection, pairs: Vec<(i64, i64)>) -> Result<Self> {
        let jobs = Jobs::new(connection, "notifications.mark")?;
        Ok(Self { pairs, edge: last(connection, "favourites")?, jobs })
    }
}

impl Rows for Follow {
    fn write(&mut self, group: &Transaction<'_>, number: i64) -> Result<(i64, i64)> {
        let (forth, (from, to)) = turn(&self.pairs, number);
        let id = self.edge + (number << 20);
        let lock = "INSERT INTO pairs (lo, hi, uses) VALUES (?1, ?2, 1) \
                    ON CONFLICT (lo, hi) DO UPDATE SET uses = uses + 1";
        run(group, lock, params![from.min(to), from.max(to)])?;
        if forth {
            let follow = "INSERT INTO follows (account_id, target_id, bucket, id, reblogs, notify) \
                          VALUES (?1, ?2, ?3, ?4, 1, 0)";
            run(group, follow, params![from, to, bucket(from), id])?;
            let follower =
                "INSERT INTO followers (account_id, follower_id, bucket, id) VALUES (?1, ?2, ?3, ?4)";
            run(group, follower, params![to, from, bucket(to), id])?;
        } else {
            run(group, "DELETE FROM follows WHERE account_id = ?1 AND target_id = ?2", params![from, to])?;
            run(
                group,
                "DELETE FROM followers WHERE account_id = ?1 AND follower_id = ?2",
                params![to, from],
            )?;
        }
        let more = if forth { 1 } else { -1 };
        let count = "UPDATE account_stats SET version = version + 1, following = following + ?2, \
                     followers = followers + ?3 WHERE account_id = ?1";
        run(group, count, params![from, more, 0])?;
        run(group, count, params![to, 0, more])?;
        self.jobs.write(group, number, (from, to))?;
        Ok((from, to))
    }
}

impl Rows for Favourite {
    fn write(&mut self, group: &Transaction<'_>, number: i64) -> Result<(i64, i64)> {
        let (forth, (account, status)) = turn(&self.pairs, number);
        let id = self.edge + (number << 20);
        if forth {
            let given = "INSERT INTO favourites (account_id, status_id, bucket, id) VALUES (?1, ?2, ?3, ?4)";
            run(group, given, params![account, status, bucket(account), id])?;
            let got = "INSERT INTO favourited_by (status_id, account_id, bucket, id) VALUES (?1, ?2, ?3, ?4)";
            run(group, got, params![status, account, bucket(status), id])?;
            let count = "INSERT INTO status_stats (status_id, bucket, version, replies, reblogs, favourites) \
                         VALUES (?1, ?2, 1, 0, 0, 1) ON CONFLICT (status_id) \
                         DO UPDATE SET version = version + 1, favourites = favourites + 1";
            run(group, count, params![status, bucket(status)])?;
        } else {
            run(
                group,
                "DELETE FROM favourites WHERE account_id = ?1 AND status_id = ?2",
                params![account, status],
            )?;
            let got = "DELETE FROM favourited_by WHERE status_id = ?1 AND account_id = ?2";
            run(group, got, params![status, account])?;
            let count = "UPDATE status_stats SET version = version + 1, favourites = favourites - 1 WHERE status_id = ?1";
            run(group, count, params![status])?;
        }
        self.jobs.write(group, number, (account, status))?;
        Ok((account, status))
    }
}

impl Jobs {
    fn new(connection: &Connection, kind: &'static str) -> Result<Self> {
        Ok(Self { kind, last: last(connection, "jobs")? })
    }

    /// The job of a request, and with the first of a group the end of the jobs of the group before.
    fn write(&self, group: &Transaction<'_>, number: i64, (a, b): (i64, i64)) -> Result<()> {
        if number % GROUP == 1 {
            let done = "DELETE FROM jobs WHERE id > ?1 AND id <= ?2";
            run(group, done, params![self.last + number - 1 - GROUP, self.last + number - 1])?;
        }
        let job = "INSERT INTO jobs (id, queue, kind, unique_key, payload, due_at, attempt, failures, leased_by, \
                   again, created_at) VALUES (?1, 'notifications', ?2, ?3, ?4, ?5, 0, 0, 0, 0, ?5)";
        // The number makes the key one of its own: a pair comes again while its last job still waits.
        let (key, payload) = (format!("{a} {b} {number}"), format!("[{a},{b}]"));
        run(group, job, params![self.last + number, self.kind, key, payload, i64::MAX])
    }
}

/// Whether the request with this number goes forth or back, and for which pair.
fn turn(pairs: &[(i64, i64)], number: i64) -> (bool, (i64, i64)) {
    let turn = (number - 1) as usize;
    (turn.is_multiple_of(2), pairs[turn / 2 % pairs.len()])
}

/// The bucket of an id's owner.
fn bucket(id: i64) -> i64 {
    id >> 10 & 1023
}

/// The highest id of a table, or zero.
fn last(connection: &Connection, table: &str) -> Result<i64> {
    Ok(connection.query_row(&format!("SELECT coalesce(max(id), 0) FROM {table}"), [], |row| row.get(0))?)
}

fn run(group: &Transaction<'_>, statement: &str, values: impl Params) -> Result<()> {
    group.prepare_cached(statement)?.execute(values)?;
    Ok(())
}
