//! The network of `deep`: a seeded graph, and what people of the worst cases follow and wrote, as rows that are written
//! past the server before it ever runs.
//!
//! Time has three parts. *Lately* is the month that the graph is seeded with: everybody writes, so one in `step`
//! statuses is by somebody whom the reader of many follows. In *the crowd*, the month before, only loud people write whom
//! the reader does not follow, and one more writes for followers alone. *Long ago*, another month before, those write
//! whom the reader follows.
//!
//! One more reader follows few: every fiftieth of those whom the reader of many follows, all of whom wrote lately.
//!
//! Counters of followers stay as they were seeded; no page that is measured shows those of the accounts in question.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use crate::bench::crowd;
use crate::bench::ground::{Ground, empty};
use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;
use crate::process::output;
use crate::project::target;
use crate::services::Cluster;

/// Accounts of the network when nobody says otherwise, and at least.
pub const ACCOUNTS: u32 = 100_000;
pub const FEWEST: u32 = 20_000;
/// Seeded statuses of each account.
const STATUSES: u32 = 5;
/// Whom the reader of many follows.
pub const MANY: u32 = 5_000;
/// Whom the reader of few follows: of those one in so many.
pub const FEW: u32 = 100;
const APART: u32 = MANY / FEW;
/// Readers of quiet authors, those authors, and how many of them each reader follows.
pub const READERS: u32 = 300;
const QUIET: u32 = 2_000;
pub const QUIET_FOLLOWED: u32 = 100;
/// Who fill the crowd, with so many statuses together.
const LOUD: u32 = 1_000;
const CROWD: i64 = 100_000;
/// Statuses of the private author, of which the oldest are open to everybody.
const PRIVATE: i64 = 5_040;
const OPEN: i64 = 40;
/// What those wrote long ago whom the reader of many follows.
const LONG_AGO: i64 = 25_000;
const DAY_MS: i64 = 86_400_000;
const MONTH_MS: i64 = 30 * DAY_MS;

/// The network with what there is to be asked about it.
pub struct Network {
    /// The program over it. The first of its names reads many, the others quiet authors.
    pub ground: Ground,
    /// Names and tokens of the reader of few and then of those whom that one follows.
    pub few: (Vec<String>, Vec<String>),
    /// The author who writes for followers.
    pub private: String,
    /// The moments of its parts.
    pub times: Times,
}

/// Moments in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// The newest status.
    pub newest: i64,
    /// Where *lately* begins.
    pub lately: i64,
    /// Where *the crowd* begins.
    pub crowd: i64,
}

impl Times {
    fn before(newest: i64) -> Self {
        Self { newest, lately: newest - MONTH_MS, crowd: newest - 2 * MONTH_MS }
    }
}

/// Statuses of a role's accounts in turn, at even distances, each a copy of one that is there.
struct Written {
    role: &'static str,
    /// Every how many accounts of the role one writes, from its first on, and how many write.
    every: u32,
    first: u32,
    people: u32,
    count: i64,
    from_ms: i64,
    until_ms: i64,
    /// The number from which on they are for followers alone.
    private_from: i64,
}

impl Network {
    /// A new one. `cluster` is there for PostgreSQL.
    pub fn prepare(
        cleanup: &Cleanup,
        accounts: u32,
        (label, program): &(String, PathBuf),
        cluster: Option<Arc<Cluster>>,
    ) -> Result<Self> {
        let data = cleanup.folder_in(&target()?, "bench-")?;
        let (site, plain, seeded) = empty(program.clone(), data, cluster, &format!("kinfolk_deep_{label}"))?;
        println!("seeding {accounts} accounts");
        let words = crowd::seeding(None, accounts, STATUSES)?;
        println!("{}", site.ask(&words.iter().map(String::as_str).collect::<Vec<_>>())?);
        let times = Times::before(number(&plain, "SELECT max(id) FROM statuses")? >> 20);
        let script = [roles(accounts), silence(), statuses(&plain, times)?, follows(times), heads()].concat();
        execute(&plain, &script)?;
        let quiet = format!("r.role = 'reader' OR r.role = 'quiet' AND r.k < {READERS} ORDER BY r.role DESC");
        let names = named(&plain, &quiet)?;
        let few = named(&plain, &few())?;
        let private = plain.rows("SELECT id FROM deep_roles WHERE role = 'private'")?.concat();
        let private = private.into_iter().next().context("the private author")?;
        execute(&plain, &tidy(&plain))?;
        let tokens = crowd::tokens(&site, &names)?;
        let few = (few.clone(), crowd::tokens(&site, &few)?);
        let ground = Ground { label: label.clone(), site, names, tokens, seeded };
        Ok(Self { ground, few, private, times })
    }
}

/// The names of those whom a condition names, in the order of its roles and then of their places there.
fn named(plain: &Plain, which: &str) -> Result<Vec<String>> {
    let people = "SELECT a.username FROM deep_roles r JOIN accounts a ON a.id = r.id";
    Ok(plain.rows(&format!("{people} WHERE {which}, r.k"))?.concat())
}

/// The reader of few and whom that one follows, for [`named`].
fn few() -> String {
    format!("r.role = 'few' OR r.role = 'many' AND r.k % {APART} = 0 ORDER BY r.role")
}

/// Who does what, by places in the order of ids: of each `step` accounts one is followed by the reader of many, one is
/// quiet, one loud.
fn roles(accounts: u32) -> String {
    let step = accounts / MANY;
    let role = |name: &str, rest: u32, count: u32| {
        format!(
            "INSERT INTO deep_roles SELECT '{name}', n / {step}, id FROM deep_people \
             WHERE n % {step} = {rest} AND n / {step} < {count};\n"
        )
    };
    let one = |name: &str, n: u32| {
        format!("INSERT INTO deep_roles SELECT '{name}', 0, id FROM deep_people WHERE n = {n};\n")
    };
    let tables = "CREATE TABLE deep_people AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n \
                  FROM accounts WHERE username LIKE 'u%';
CREATE TABLE deep_roles (role text NOT NULL, k bigint NOT NULL, id bigint NOT NULL, PRIMARY KEY (role, k));
";
    let all = [
        role("many", 0, MANY),
        role("quiet", 1, READERS + QUIET),
        role("loud", 2, LOUD),
        // Late ones: many follow the first ones, and those follow back.
        one("reader", 3 + step * (MANY - 1)),
        one("few", 3 + step * (MANY - 2)),
        one("private", step + 3),
    ];
    format!("{tables}{}", all.concat())
}

/// Takes away what the quiet, the private and the readers have written, and whom they follow.
fn silence() -> String {
    let silent = "(SELECT id FROM deep_roles WHERE role IN ('quiet', 'private', 'reader', 'few'))";
    let reset = "statuses = 0, last_status_at = 0, head = 0, following = 0";
    ["tagged", "account_tags", "statuses", "follows"]
        .map(|table| format!("DELETE FROM {table} WHERE account_id IN {silent};\n"))
        .concat()
        + &format!(
            "DELETE FROM followers WHERE follower_id IN {silent};\n\
             UPDATE account_stats SET {reset} WHERE account_id IN {silent};\n"
        )
}

/// What is written in the crowd and long ago.
fn statuses(plain: &Plain, times: Times) -> Result<String> {
    let of = |role, people, count, from_ms| Written {
        role,
        every: 1,
        first: 0,
        people,
        count,
        from_ms,
        until_ms: from_ms + MONTH_MS,
        private_from: i64::MAX,
    };
    let long_ago = times.crowd - MONTH_MS;
    let quiet = of("quiet", QUIET / 2, i64::from(QUIET / 2), long_ago);
    let all = [
        of("loud", LOUD, CROWD, times.crowd),
        of("many", MANY, LONG_AGO, long_ago),
        // Every other one; the rest never wrote anything.
        Written { every: 2, first: READERS, ..quiet },
        Written { private_from: OPEN, ..of("private", 1, PRIVATE, times.crowd) },
    ];
    let columns = columns(plain)?;
    let mut script = "CREATE TABLE deep_status AS SELECT s.* FROM statuses s JOIN deep_roles r \
                      ON r.id = s.account_id WHERE r.role = 'many' AND r.k = 0 AND s.tags = '[]' LIMIT 1;\n"
        .to_owned();
    all.iter().for_each(|written| script.push_str(&written.insert(&columns)));
    Ok(script)
}

/// The names of the columns of statuses.
fn columns(plain: &Plain) -> Result<Vec<String>> {
    let rows = plain.rows(match plain {
        Plain::Sqlite(_) => "SELECT name FROM pragma_table_info('statuses')",
        Plain::Postgres(..) => {
            "SELECT column_name FROM information_schema.columns \
             WHERE table_name = 'statuses' AND table_schema = current_schema()"
        }
    })?;
    Ok(rows.concat())
}

impl Written {
    fn insert(&self, columns: &[String]) -> String {
        let private = format!("m.i >= {}", self.private_from);
        let value = |column: &String| match column.as_str() {
            "id" | "thread_id" => "m.id".to_owned(),
            "account_id" => "m.account".to_owned(),
            "bucket" => "(m.account >> 10) & 1023".to_owned(),
            "visibility" => format!("CASE WHEN {private} THEN 2 ELSE 0 END"),
            "listed" => format!("NOT ({private})"),
            other => format!("s.{other}"),
        };
        let values = columns.iter().map(value).collect::<Vec<_>>().join(", ");
        let Self { role, every, first, people, count, from_ms, until_ms, .. } = self;
        let apart = (until_ms - from_ms) / count;
        // A role's accounts write at moments of their own, or two ids of one bucket could be the same.
        let shift = role.len();
        format!(
            "INSERT INTO statuses ({})
             WITH RECURSIVE n(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {count} - 1),
             made AS (SELECT n.i, r.id AS account,
                 (({from_ms} + {shift} + n.i * {apart}) << 20) + (((r.id >> 10) & 1023) << 10) AS id
                 FROM n JOIN deep_roles r ON r.role = '{role}' AND r.k = {first} + {every} * (n.i % {people}))
             SELECT {values} FROM made m CROSS JOIN deep_status s;\n",
            columns.join(", ")
        )
    }
}

/// The reader of many follows those, the reader of few some of the same, and each reader of quiet ones some of the quiet.
fn follows(times: Times) -> String {
    let numbers = format!(
        "WITH RECURSIVE n(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {} - 1)",
        READERS * QUIET_FOLLOWED
    );
    // Nineteen and thirty-seven have no factor in common with the number of quiet authors, so each is another one.
    let quiet =
        format!("{READERS} + ((n.i / {QUIET_FOLLOWED}) * 37 + (n.i % {QUIET_FOLLOWED}) * 19) % {QUIET}");
    let id = format!("(({} + p.n) << 20) + (((p.a >> 10) & 1023) << 10)", times.newest);
    format!(
        "CREATE TABLE deep_pairs AS SELECT a.id AS a, b.id AS b, b.k AS n FROM deep_roles a, deep_roles b
         WHERE a.role = 'reader' AND b.role = 'many';
INSERT INTO deep_pairs {numbers} SELECT a.id, b.id, {MANY} + n.i FROM n
         JOIN deep_roles a ON a.role = 'quiet' AND a.k = n.i / {QUIET_FOLLOWED}
         JOIN deep_roles b ON b.role = 'quiet' AND b.k = {quiet};
INSERT INTO deep_pairs SELECT a.id, b.id, {MANY} + {READERS} * {QUIET_FOLLOWED} + b.k / {APART}
         FROM deep_roles a, deep_roles b WHERE a.role = 'few' AND b.role = 'many' AND b.k % {APART} = 0;
INSERT INTO follows (account_id, target_id, bucket, id, reblogs, notify)
         SELECT p.a, p.b, (p.a >> 10) & 1023, {id}, true, false FROM deep_pairs p WHERE true ON CONFLICT DO NOTHING;
INSERT INTO followers (account_id, follower_id, bucket, id)
         SELECT p.b, p.a, (p.b >> 10) & 1023, {id} FROM deep_pairs p WHERE true ON CONFLICT DO NOTHING;
UPDATE account_stats SET following = (SELECT count(*) FROM follows f
         WHERE f.bucket = account_stats.bucket AND f.account_id = account_stats.account_id)
         WHERE account_id IN (SELECT a FROM deep_pairs);\n"
    )
}

/// The newest status of those who had none, as the server counts it.
fn heads() -> String {
    let own =
        "FROM statuses s WHERE s.bucket = account_stats.bucket AND s.account_id = account_stats.account_id";
    format!(
        "UPDATE account_stats SET statuses = (SELECT count(*) {own}), head = (SELECT coalesce(max(s.id), 0) {own}),
             last_status_at = (SELECT coalesce(max(s.id >> 20), 0) {own})
         WHERE account_id IN (SELECT id FROM deep_roles WHERE role <> 'reader');\n"
    )
}

/// Removes our own tables. PostgreSQL then counts again, as it would by itself in time.
fn tidy(plain: &Plain) -> String {
    let analyze = if matches!(plain, Plain::Postgres(..)) { "VACUUM ANALYZE;\n" } else { "" };
    format!(
        "DROP TABLE deep_people; DROP TABLE deep_roles; DROP TABLE deep_status; DROP TABLE deep_pairs;\n{analyze}"
    )
}

/// Runs statements past the server, which must not run.
fn execute(plain: &Plain, script: &str) -> Result<()> {
    match plain {
        Plain::Sqlite(file) => {
            let connection = rusqlite::Connection::open(file)?;
            connection.execute_batch("PRAGMA cache_size = -200000; PRAGMA synchronous = NORMAL;")?;
            connection.execute_batch(script).context("the network of deep")
        }
        Plain::Postgres(program, url) => {
            let mut file = tempfile::NamedTempFile::new()?;
            std::io::Write::write_all(&mut file, script.as_bytes())?;
            let mut psql = Command::new(program);
            psql.args([url, "-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(file.path());
            output(&mut psql).map(drop)
        }
    }
}

fn number(plain: &Plain, query: &str) -> Result<i64> {
    let cell = plain.rows(query)?.concat();
    let cell = cell.first().ok_or_else(|| Failure::new(format!("no rows: {query}")))?;
    cell.parse().context(query.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns that the rows have; the real tables have more. Without their types no index would be used.
    const TABLES: &str = "
        CREATE TABLE accounts (id INTEGER PRIMARY KEY, username);
        CREATE TABLE account_stats (account_id INTEGER PRIMARY KEY, bucket INTEGER, statuses, last_status_at, head,
            following);
        CREATE TABLE statuses (id INTEGER PRIMARY KEY, bucket INTEGER, account_id INTEGER, visibility, listed, text,
            thread_id, tags);
        CREATE INDEX statuses_by_account ON statuses (account_id, id);
        CREATE TABLE tagged (tag, status_id, account_id INTEGER);
        CREATE TABLE account_tags (account_id INTEGER, tag, status_id);
        CREATE TABLE follows (account_id INTEGER, target_id INTEGER, bucket INTEGER, id UNIQUE, reblogs, notify,
            PRIMARY KEY (account_id, target_id));
        CREATE TABLE followers (account_id INTEGER, follower_id INTEGER, bucket, id, PRIMARY KEY (account_id, follower_id));
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO accounts SELECT (1700000000000 + i << 20) + (i * 7 % 1024 << 10), 'u' || i FROM n;
        INSERT INTO account_stats SELECT id, id >> 10 & 1023, 1, 1, 1, 1 FROM accounts;
        INSERT INTO statuses SELECT (1767000000000 + row_number() OVER (ORDER BY id) << 20) + (id >> 10 & 1023 << 10),
            id >> 10 & 1023, id, 0, 1, 'hello', 1, '[]' FROM accounts;
        INSERT INTO follows SELECT id, 1, 0, id, 1, 0 FROM accounts;
        INSERT INTO followers SELECT 1, id, 0, id FROM accounts;";

    #[test]
    fn the_network_is_what_its_cases_say() {
        let folder = tempfile::tempdir().unwrap();
        let plain = Plain::Sqlite(folder.path().join("deep.db"));
        execute(&plain, TABLES).unwrap();
        let times = Times::before(number(&plain, "SELECT max(id) FROM statuses").unwrap() >> 20);
        let rows = statuses(&plain, times).unwrap();
        execute(&plain, &[roles(FEWEST), silence(), rows, follows(times), heads()].concat()).unwrap();
        let crowd = format!("id >> 20 BETWEEN {} AND {}", times.crowd, times.lately - 1);
        let of = |role: &str| format!("account_id IN (SELECT id FROM deep_roles WHERE role = '{role}')");
        for (query, expected) in [
            (format!("FROM follows WHERE {} AND target_id <> 1", of("reader")), i64::from(MANY)),
            (format!("FROM follows WHERE {}", of("quiet")), i64::from(READERS * QUIET_FOLLOWED)),
            (format!("FROM follows WHERE {}", of("few")), i64::from(FEW)),
            (format!("FROM follows WHERE {} AND target_id IN (SELECT target_id FROM follows WHERE {}) AND target_id IN \
              (SELECT account_id FROM statuses WHERE id >> 20 >= {})", of("few"), of("reader"), times.lately),
              i64::from(FEW)),
            (format!("FROM followers f JOIN follows o ON o.account_id = f.follower_id AND o.target_id = f.account_id \
              AND o.id = f.id WHERE o.{}", of("few")), i64::from(FEW)),
            (format!("FROM account_stats WHERE {} AND following = {FEW} AND statuses = 0", of("few")), 1),
            (format!("FROM statuses WHERE {}", of("few")), 0),
            (format!("FROM statuses WHERE {crowd}"), CROWD + PRIVATE),
            (format!("FROM statuses WHERE {crowd} AND {}", of("loud")), CROWD),
            (format!("FROM statuses WHERE {} AND visibility = 2 AND NOT listed", of("private")), PRIVATE - OPEN),
            (format!("FROM statuses WHERE {} AND visibility = 0 AND listed", of("private")), OPEN),
            (format!("FROM statuses WHERE {}", of("quiet")), i64::from(QUIET / 2)),
            (format!("FROM statuses WHERE {} AND id >> 20 < {}", of("many"), times.crowd), LONG_AGO),
            ("FROM account_stats s WHERE head <> (SELECT coalesce(max(id), 0) FROM statuses t \
              WHERE t.account_id = s.account_id) AND account_id IN (SELECT id FROM deep_roles)"
                .to_owned(), 0),
            ("FROM statuses WHERE id <> thread_id AND thread_id <> 1 OR bucket <> (account_id >> 10 & 1023)".to_owned(), 0),
        ] {
            assert_eq!(number(&plain, &format!("SELECT count(*) {query}")).unwrap(), expected, "{query}");
        }
        let names = named(&plain, &few()).unwrap();
        assert_eq!(names.len(), 1 + FEW as usize);
        assert_eq!(
            names[..3],
            ["u19996", "u1", "u201"],
            "the reader, and of each four accounts one is followed"
        );
        let oldest = format!(
            "SELECT max(visibility) FROM (SELECT visibility FROM statuses WHERE {} ORDER BY id LIMIT {OPEN})",
            of("private")
        );
        assert_eq!(number(&plain, &oldest).unwrap(), 0, "what is open lies at the bottom");
        execute(&plain, &tidy(&plain)).unwrap();
        assert_eq!(number(&plain, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'deep%'").unwrap(), 0);
    }
}
