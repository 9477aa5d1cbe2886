//! What must hold among the rows whatever was acknowledged: counters equal a recount, what stands twice agrees,
//! nothing points at half of a thing.
//!
//! Plain SQL that both engines read, each query giving a sentence for each violation. What clients were told is
//! compared in `audit.rs`.

use crate::failure::Result;
use crate::plain::Plain;

/// No more violations than these are told at once.
const MOST: usize = 40;

/// A counter of an account: its column, and how its rows are counted.
const ACCOUNT_COUNTERS: [(&str, &str); 5] = [
    // Direct ones are not counted.
    (
        "statuses",
        "SELECT account_id AS id, count(*) AS n FROM statuses WHERE visibility <> 3 GROUP BY account_id",
    ),
    ("following", "SELECT account_id AS id, count(*) AS n FROM follows GROUP BY account_id"),
    ("followers", "SELECT account_id AS id, count(*) AS n FROM followers GROUP BY account_id"),
    (
        "friends",
        "SELECT f.account_id AS id, count(*) AS n FROM follows f \
         JOIN follows back ON back.account_id = f.target_id AND back.target_id = f.account_id GROUP BY f.account_id",
    ),
    ("blocked", "SELECT account_id AS id, count(*) AS n FROM blocks GROUP BY account_id"),
];

/// A counter of a status: its column, and how its rows are counted.
const STATUS_COUNTERS: [(&str, &str); 3] = [
    (
        "replies",
        "SELECT in_reply_to_id AS id, count(*) AS n FROM statuses WHERE in_reply_to_id IS NOT NULL GROUP BY in_reply_to_id",
    ),
    (
        "reblogs",
        "SELECT reblog_of_id AS id, count(*) AS n FROM statuses WHERE reblog_of_id IS NOT NULL GROUP BY reblog_of_id",
    ),
    ("favourites", "SELECT status_id AS id, count(*) AS n FROM favourites GROUP BY status_id"),
];

/// Rows that stand twice: a name, the columns of one side and its table, the same columns of the other side. Marks of
/// a status that is gone are cleared away later, and then only need to go in the end.
const TWICE: [(&str, &str, &str, bool); 4] = [
    ("follow", "account_id, target_id, id FROM follows", "follower_id, account_id, id FROM followers", false),
    ("block", "account_id, target_id, id FROM blocks", "blocker_id, account_id, id FROM blocked_by", false),
    (
        "favourite",
        "account_id, status_id, id FROM favourites",
        "account_id, status_id, id FROM favourited_by",
        true,
    ),
    ("reblog", "account_id, status_id, id FROM reblogs", "account_id, status_id, id FROM reblogged_by", true),
];

/// Queries with one column of text each, which find nothing when all is well.
const SHAPES: [&str; 8] = [
    "SELECT 'counters are left of status ' || {t.status_id} FROM status_stats t \
     WHERE NOT EXISTS (SELECT 1 FROM statuses s WHERE s.id = t.status_id)",
    "SELECT 'account ' || {a.account_id} || ' has a head below its newest status' FROM account_stats a \
     WHERE a.head < (SELECT max(s.id) FROM statuses s WHERE s.account_id = a.account_id)",
    "SELECT 'account ' || {a.account_id} || ' wrote later than it says' FROM account_stats a WHERE a.last_status_at < \
     (SELECT max(s.id) FROM statuses s WHERE s.account_id = a.account_id AND s.visibility <> 3) >> 20",
    "SELECT 'the text ' || text || ' stands ' || {count(*)} || ' times' FROM statuses WHERE text <> '' \
     GROUP BY text HAVING count(*) > 1",
    "SELECT 'the mark of reblog ' || {r.id} || ' has no status' FROM reblogs r \
     WHERE EXISTS (SELECT 1 FROM statuses o WHERE o.id = r.status_id) AND NOT EXISTS \
     (SELECT 1 FROM statuses s WHERE s.id = r.id AND s.reblog_of_id = r.status_id AND s.account_id = r.account_id)",
    "SELECT 'reblog ' || {s.id} || ' has no mark' FROM statuses s WHERE s.reblog_of_id IS NOT NULL AND NOT EXISTS \
     (SELECT 1 FROM reblogs r WHERE r.id = s.id AND r.status_id = s.reblog_of_id AND r.account_id = s.account_id)",
    "SELECT 'status ' || {s.id} || ' is in another thread than what it answers' FROM statuses s \
     JOIN statuses p ON p.id = s.in_reply_to_id WHERE p.thread_id <> s.thread_id",
    "SELECT 'the key ' || key || ' was claimed and made nothing' FROM idempotency_keys WHERE status_id = 0",
];

/// A sentence for each violation, at most [`MOST`].
pub fn recount(plain: &Plain) -> Result<Vec<String>> {
    let mut queries: Vec<String> = SHAPES.map(str::to_owned).to_vec();
    queries.extend(ACCOUNT_COUNTERS.iter().map(|(column, count)| {
        format!(
            "SELECT 'account ' || {{a.account_id}} || ' says {column} ' || {{a.{column}}} || ', there are ' || \
             {{coalesce(c.n, 0)}} FROM account_stats a LEFT JOIN ({count}) c ON c.id = a.account_id \
             WHERE a.{column} <> coalesce(c.n, 0)"
        )
    }));
    queries.extend(STATUS_COUNTERS.iter().map(|(column, count)| {
        format!(
            "SELECT 'status ' || {{s.id}} || ' says {column} ' || {{coalesce(t.{column}, 0)}} || ', there are ' || \
             {{coalesce(c.n, 0)}} FROM statuses s LEFT JOIN status_stats t ON t.status_id = s.id \
             LEFT JOIN ({count}) c ON c.id = s.id WHERE coalesce(t.{column}, 0) <> coalesce(c.n, 0)"
        )
    }));
    for (name, one, other, mark) in TWICE {
        let living =
            if mark { " WHERE EXISTS (SELECT 1 FROM statuses s WHERE s.id = status_id)" } else { "" };
        for (there, missing) in [(one, other), (other, one)] {
            let side = there.rsplit(' ').next().unwrap_or_default();
            queries.push(format!(
                "SELECT '{name} ' || {{d.id}} || ' stands only in {side}' FROM \
                 (SELECT {there}{living} EXCEPT SELECT {missing}) AS d"
            ));
        }
    }
    let rows = plain.rows(&joined(&queries))?;
    Ok(rows.into_iter().flatten().collect())
}

/// One statement of all, so that they see one moment. `{x}` stands for the number `x` as text.
fn joined(queries: &[String]) -> String {
    let all = queries.iter().map(|query| format!("SELECT * FROM ({query}) AS q")).collect::<Vec<_>>();
    let text = all.join(" UNION ALL ").replace('{', "CAST(").replace('}', " AS TEXT)");
    format!("{text} LIMIT {MOST}")
}
