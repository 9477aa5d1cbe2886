//! The same rows on PostgreSQL: transactions of `pgbench`, which comes with it, on the cluster that the server has
//! left. Each request is one transaction of prepared statements, as many clients send them as the server had.
//!
//! What a client needs to know stands in tables of its own, so that a script is plain text: `bench_who` numbers the
//! accounts, `bench_pairs` the pairs, `bench_last` holds the row that posts are copies of. Events are not marked as
//! told afterwards, as the server does in batches, which makes the yardstick the faster one.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;
use crate::process::output;

/// Where, how many and how long.
pub struct Pgbench<'a> {
    /// The program `psql`; `pgbench` stands beside it.
    pub client: &'a Path,
    /// The database.
    pub url: &'a str,
    /// Clients at the same time.
    pub connections: usize,
    /// How long.
    pub duration: Duration,
}

/// Before each transaction: the number of the client's turn and an id of its own, above all ids there are.
const TURN: &str = "\\set turn :turn + 1
\\set id (:base + :turn * :clients + :client_id) << 20
";

const PREPARE_POSTS: &str = "
DROP TABLE IF EXISTS bench_who, bench_last;
CREATE TABLE bench_who AS
    SELECT row_number() OVER (ORDER BY account_id) - 1 AS n, account_id AS a, bucket AS a_bucket FROM account_stats;
ALTER TABLE bench_who ADD PRIMARY KEY (n);
CREATE TABLE bench_last AS SELECT * FROM statuses ORDER BY id DESC LIMIT 1;
ANALYZE bench_who, bench_last;";

/// The event of every request; `{kind}` is its code, `{what}` its subject and object, `{table}` where those are.
const EVENT: &str = "INSERT INTO outbox (id, kind, subject, object, born_at, leased_by, leased_until)
    SELECT :id::bigint, {kind}, {what}, :id::bigint >> 20, 1, :id::bigint FROM {table} WHERE n = :n;
";

const POST: &str = "UPDATE account_stats s SET version = s.version + 1, statuses = s.statuses + 1, last_status_at = :id::bigint >> 20, head = :id::bigint
    FROM bench_who w WHERE w.n = :n AND s.bucket = w.a_bucket AND s.account_id = w.a;
";

/// The pair of this turn, which is there and back again.
const PAIR: &str = "\\set n :client_id * :own + (:turn / 2) % :own
\\set back :turn % 2
";

/// The job that will tell; that of the client's turn before leaves, as if it were done.
const JOB: &str = "INSERT INTO jobs (id, queue, kind, unique_key, payload, due_at, attempt, failures, leased_by, again, created_at)
    SELECT :id::bigint, 'notifications', '{job}', (:id::bigint)::text, '[' || a || ',' || b || ']', 9223372036854775807, 0, 0, 0, false, 0
    FROM bench_pairs WHERE n = :n;
DELETE FROM jobs WHERE id = :id::bigint - (:clients::bigint << 20);
";

/// An edge may be there from a run whose last turn was not undone.
const FOLLOW: &str = "INSERT INTO pairs (lo, hi, uses) SELECT least(a, b), greatest(a, b), 1 FROM bench_pairs WHERE n = :n
    ON CONFLICT (lo, hi) DO UPDATE SET uses = pairs.uses + 1;
INSERT INTO versions (account_id, v) SELECT a, 1 FROM bench_pairs WHERE n = :n
    ON CONFLICT (account_id) DO UPDATE SET v = versions.v + 1;
\\if :back
DELETE FROM follows f USING bench_pairs p
    WHERE p.n = :n AND f.bucket = p.a_bucket AND f.account_id = p.a AND f.target_id = p.b;
DELETE FROM followers f USING bench_pairs p
    WHERE p.n = :n AND f.bucket = p.b_bucket AND f.account_id = p.b AND f.follower_id = p.a;
\\else
INSERT INTO follows (account_id, target_id, bucket, id, reblogs, notify)
    SELECT a, b, a_bucket, :id::bigint, true, false FROM bench_pairs WHERE n = :n ON CONFLICT DO NOTHING;
INSERT INTO followers (account_id, follower_id, bucket, id) SELECT b, a, b_bucket, :id::bigint FROM bench_pairs WHERE n = :n
    ON CONFLICT DO NOTHING;
\\endif
";

/// The counters of both, in the order of their ids: two clients must not wait for each other.
const COUNT_BOTH: &str = "UPDATE account_stats s SET version = s.version + 1, following = s.following + (p.a < p.b)::int * (1 - 2 * :back),
        followers = s.followers + (p.a > p.b)::int * (1 - 2 * :back)
    FROM bench_pairs p WHERE p.n = :n AND s.bucket = p.lo_bucket AND s.account_id = p.lo;
UPDATE account_stats s SET version = s.version + 1, following = s.following + (p.a > p.b)::int * (1 - 2 * :back),
        followers = s.followers + (p.a < p.b)::int * (1 - 2 * :back)
    FROM bench_pairs p WHERE p.n = :n AND s.bucket = p.hi_bucket AND s.account_id = p.hi;
";

const FAVOURITE: &str = "\\if :back
DELETE FROM favourites f USING bench_pairs p
    WHERE p.n = :n AND f.bucket = p.a_bucket AND f.account_id = p.a AND f.status_id = p.b;
DELETE FROM favourited_by f USING bench_pairs p
    WHERE p.n = :n AND f.bucket = p.b_bucket AND f.status_id = p.b AND f.account_id = p.a;
\\else
INSERT INTO favourites (account_id, status_id, bucket, id) SELECT a, b, a_bucket, :id::bigint FROM bench_pairs WHERE n = :n
    ON CONFLICT DO NOTHING;
INSERT INTO favourited_by (status_id, account_id, bucket, id) SELECT b, a, b_bucket, :id::bigint FROM bench_pairs WHERE n = :n
    ON CONFLICT DO NOTHING;
\\endif
INSERT INTO status_stats AS s (status_id, bucket, version, replies, reblogs, favourites)
    SELECT b, b_bucket, 1, 0, 0, 1 FROM bench_pairs WHERE n = :n
    ON CONFLICT (bucket, status_id) DO UPDATE SET version = s.version + 1, favourites = s.favourites + (1 - 2 * :back);
";

impl Pgbench<'_> {
    /// Posts of random accounts, each a copy of the last one.
    pub fn posts(&self) -> Result<f64> {
        self.run_sql(PREPARE_POSTS)?;
        let columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'statuses'::regclass AND attnum > 0 AND NOT attisdropped";
        let columns: Vec<String> = self.plain().rows(columns)?.concat();
        let value = |column: &String| match column.as_str() {
            "id" | "thread_id" => ":id::bigint + w.a_bucket * 1024".to_owned(),
            "bucket" => "w.a_bucket".to_owned(),
            "account_id" => "w.a".to_owned(),
            copied => format!("l.{copied}"),
        };
        let values = columns.iter().map(value).collect::<Vec<_>>().join(", ");
        let insert = format!(
            "INSERT INTO statuses ({}) SELECT {values} FROM bench_who w, bench_last l WHERE w.n = :n;\n",
            columns.join(", ")
        );
        let event = event(3, ":id::bigint + a_bucket * 1024, a", "bench_who");
        let accounts = self.plain().rows("SELECT count(*) FROM bench_who")?.concat().concat();
        let script =
            format!("{TURN}\\set n random(0, {accounts} - 1)\nBEGIN;\n{insert}{event}{POST}COMMIT;\n");
        self.run(&script, 1)
    }

    /// Follows and unfollows in turn, of pairs of accounts that do not follow each other.
    pub fn follows(&self, pairs: &[(i64, i64)]) -> Result<f64> {
        self.prepare_pairs(pairs)?;
        let (event, job) = (event(2, "a, b", "bench_pairs"), JOB.replace("{job}", "notifications.edge"));
        let script = format!("{TURN}{PAIR}BEGIN;\n{FOLLOW}{event}{job}{COUNT_BOTH}COMMIT;\n");
        self.run(&script, pairs.len() / self.connections)
    }

    /// Favourites, taken back in turn, of accounts and statuses.
    pub fn favourites(&self, pairs: &[(i64, i64)]) -> Result<f64> {
        self.prepare_pairs(pairs)?;
        let (event, job) = (event(5, "a, b", "bench_pairs"), JOB.replace("{job}", "notifications.mark"));
        let script = format!("{TURN}{PAIR}BEGIN;\n{event}{job}{FAVOURITE}COMMIT;\n");
        self.run(&script, pairs.len() / self.connections)
    }

    fn plain(&self) -> Plain {
        Plain::Postgres(self.client.to_owned(), self.url.to_owned())
    }

    /// Numbers the pairs, each with the buckets that its ids carry.
    fn prepare_pairs(&self, pairs: &[(i64, i64)]) -> Result<()> {
        let mut sql = "DROP TABLE IF EXISTS bench_pairs;
            CREATE TABLE bench_pairs (n bigint PRIMARY KEY, a bigint, b bigint, a_bucket bigint, b_bucket bigint,
                lo bigint, hi bigint, lo_bucket bigint, hi_bucket bigint);
            INSERT INTO bench_pairs (n, a, b) VALUES "
            .to_owned();
        for (n, (a, b)) in pairs.iter().enumerate() {
            // Writing into a string cannot fail.
            let _ = write!(sql, "{}({n}, {a}, {b})", if n == 0 { "" } else { ", " });
        }
        sql.push_str(
            ";
            UPDATE bench_pairs SET a_bucket = a >> 10 & 1023, b_bucket = b >> 10 & 1023, lo = least(a, b), hi = greatest(a, b),
                lo_bucket = least(a, b) >> 10 & 1023, hi_bucket = greatest(a, b) >> 10 & 1023;
            VACUUM ANALYZE bench_pairs;",
        );
        self.run_sql(&sql)
    }

    /// Runs statements that are too long for a command line.
    fn run_sql(&self, sql: &str) -> Result<()> {
        let file = written(sql)?;
        let mut psql = Command::new(self.client);
        psql.args([self.url, "-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(file.path());
        output(&mut psql).map(drop)
    }

    /// Runs a script again and again; gives transactions in a second. `own`: the pairs of each client.
    fn run(&self, script: &str, own: usize) -> Result<f64> {
        let above = "SELECT greatest((SELECT max(id) FROM statuses), (SELECT max(id) FROM outbox), (SELECT max(id) FROM jobs)) >> 20";
        let base = self.plain().rows(above)?.concat().concat().parse::<i64>().context("the highest id")?;
        let file = written(script)?;
        let clients = self.connections.to_string();
        let mut pgbench = Command::new(self.client.with_file_name("pgbench"));
        pgbench.args([
            "-n",
            "-M",
            "prepared",
            "-j",
            "2",
            "-c",
            &clients,
            "-T",
            &self.duration.as_secs().to_string(),
        ]);
        for (name, value) in
            [("turn", -1), ("base", base + 1), ("own", own as i64), ("clients", self.connections as i64)]
        {
            pgbench.args(["-D", &format!("{name}={value}")]);
        }
        let told = output(pgbench.arg("-f").arg(file.path()).arg(self.url))?;
        rate(&told).ok_or_else(|| Failure::new(format!("pgbench says {told}")))
    }
}

fn event(kind: u8, what: &str, table: &str) -> String {
    EVENT.replace("{kind}", &kind.to_string()).replace("{what}", what).replace("{table}", table)
}

fn written(text: &str) -> Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Transactions in a second, of what pgbench prints; nothing if any failed.
fn rate(told: &str) -> Option<f64> {
    let after = |name: &str| told.lines().find_map(|line| line.strip_prefix(name));
    let failed = after("number of failed transactions: ").is_some_and(|rest| !rest.starts_with("0 "));
    let tps = after("tps = ")?.split(' ').next()?.parse().ok()?;
    (!failed).then_some(tps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read_and_failures_are_no_rate() {
        let told = "scaling factor: 1\nnumber of failed transactions: 0 (0.000%)\ntps = 1234.5 (without initial connection time)";
        assert_eq!(rate(told), Some(1234.5));
        assert_eq!(rate(&told.replace(": 0 (", ": 3 (")), None);
        assert_eq!(rate("nothing"), None);
    }
}
