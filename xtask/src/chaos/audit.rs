//! The ledgers against the rows: what was acknowledged is there, what was taken back is gone, what nobody asked for
//! does not exist, and what was not answered is whole, one way or the other.
//!
//! Comparing also settles what was open: afterwards every ledger knows what the rows say, and holds them to it after
//! the next restart. What must hold among the rows alone is in `recount.rs`.

use std::collections::{HashMap, HashSet};

use super::ledger::{Fate, Known, Ledger, Post, Reblog, fates};
use crate::failure::{Context as _, Result};
use crate::plain::Plain;

/// A status as the audit sees it.
#[derive(Clone, Debug)]
pub struct Row {
    pub account: i64,
    pub reblog_of: Option<i64>,
    pub text: String,
}

/// One moment of the database.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub statuses: HashMap<i64, Row>,
    /// Who follows whom.
    pub follows: HashSet<(i64, i64)>,
    /// Who favourited what.
    pub favourites: HashSet<(i64, i64)>,
    /// How often the job of each status has run in effect.
    pub runs: HashMap<i64, i64>,
    /// How many jobs wait or run for each status.
    pub jobs: HashMap<i64, i64>,
    /// Of each account: statuses, followers, following.
    pub counters: HashMap<i64, [i64; 3]>,
}

const TABLES: &str = "SELECT 'status' AS what, id AS a, account_id AS b, coalesce(reblog_of_id, 0) AS c, 0 AS d, text \
    FROM statuses \
    UNION ALL SELECT 'follow', account_id, target_id, 0, 0, '' FROM follows \
    UNION ALL SELECT 'favourite', account_id, status_id, 0, 0, '' FROM favourites \
    UNION ALL SELECT 'counters', account_id, statuses, followers, following, '' FROM account_stats";
/// The probe's own table, and its jobs: what they are about is the status.
const PROBES: &str = " UNION ALL SELECT 'run', status_id, runs, 0, 0, '' FROM probes \
    UNION ALL SELECT 'job', CAST(payload AS {int}), count(*), 0, 0, '' FROM jobs WHERE kind = 'probe' GROUP BY payload";

impl Rows {
    /// Reads everything in one statement; jobs only where there is a probe.
    pub fn read(plain: &Plain, probe: bool) -> Result<Self> {
        let int = if matches!(plain, Plain::Sqlite(_)) { "INTEGER" } else { "bigint" };
        let more = if probe { PROBES.replace("{int}", int) } else { String::new() };
        let mut rows = Self::default();
        for line in plain.rows(&format!("{TABLES}{more}"))? {
            rows.take(&line).context(format!("a row that is not understood: {line:?}"))?;
        }
        Ok(rows)
    }

    /// Statuses, followers and following of one account, as its row says now.
    pub fn counters(plain: &Plain, account: i64) -> Result<Option<[i64; 3]>> {
        let query =
            format!("SELECT statuses, followers, following FROM account_stats WHERE account_id = {account}");
        let numbers: Vec<i64> =
            plain.rows(&query)?.concat().iter().filter_map(|text| text.parse().ok()).collect();
        Ok(numbers.try_into().ok())
    }

    fn take(&mut self, line: &[String]) -> Option<()> {
        let [what, a, b, c, d, text] = line else { return None };
        let number = |text: &str| text.parse::<i64>().ok();
        let (a, b, c, d) = (number(a)?, number(b)?, number(c)?, number(d)?);
        match what.as_str() {
            "status" => {
                let row = Row { account: b, reblog_of: (c != 0).then_some(c), text: text.clone() };
                self.statuses.insert(a, row);
            }
            "follow" => drop(self.follows.insert((a, b))),
            "favourite" => drop(self.favourites.insert((a, b))),
            "run" => drop(self.runs.insert(a, b)),
            "job" => drop(self.jobs.insert(a, b)),
            _ => drop(self.counters.insert(a, [b, c, d])),
        }
        Some(())
    }
}

/// How thorough an audit is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Depth {
    /// Each status must have its job, waiting or done.
    pub probe: bool,
    /// All jobs must be done, and what they had to clear away gone.
    pub settled: bool,
}

/// A sentence for each violation. The ledgers know afterwards what was open before.
pub fn audit(ledgers: &mut [Ledger], rows: &Rows, depth: Depth) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    for ledger in ledgers.iter_mut() {
        faults.append(&mut ledger.faults);
        settle_sent(ledger, rows, &mut faults);
        posts(ledger, rows, &mut faults);
        follows(ledger, rows, &mut faults);
    }
    let fates = fates(ledgers);
    let gone = |status: i64| fates.get(&status) == Some(&Fate::Deleted);
    let reblogged = reblogged(rows, &mut faults);
    for ledger in ledgers.iter_mut() {
        favourites(ledger, rows, &gone, &mut faults);
        reblogs(ledger, &reblogged, &gone, depth, &mut faults);
        for status in std::mem::take(&mut ledger.refused) {
            if !gone(status) {
                faults.push(format!("status {status} was said not to exist, and nobody deleted it"));
            }
        }
    }
    phantoms(ledgers, rows, &gone, &mut faults);
    if depth.settled {
        let left = rows.favourites.iter().filter(|(_, status)| gone(*status));
        faults.extend(left.map(|(account, status)| {
            format!("the favourite by {account} is left of status {status}, which was deleted")
        }));
    }
    if depth.probe {
        probes(ledgers, rows, depth, &mut faults);
    }
    faults
}

/// What was sent without an answer either became one whole status or none. With a key it is sent again.
fn settle_sent(ledger: &mut Ledger, rows: &Rows, faults: &mut Vec<String>) {
    let by_text: HashMap<&str, i64> =
        rows.statuses.iter().map(|(id, row)| (row.text.as_str(), *id)).collect();
    for mut sent in std::mem::take(&mut ledger.sent) {
        let found = by_text.get(sent.text.as_str()).copied();
        if let Some(Some(before)) = sent.found {
            // It was found after an earlier restart, so it is held to that like any other.
            debug_assert!(ledger.posts.contains_key(&before));
        } else if let Some(id) = found {
            if rows.statuses.get(&id).is_some_and(|row| row.account != ledger.account) {
                faults.push(format!("status {id} belongs to another account than wrote it"));
            }
            ledger.posts.insert(id, Post { text: sent.text.clone(), fate: Fate::Alive });
        }
        ledger.count(if found.is_some() { "found done" } else { "found not done" });
        if sent.key.is_some() && !matches!(sent.found, Some(Some(_))) {
            sent.found = Some(found);
            ledger.sent.push(sent);
        }
    }
}

fn posts(ledger: &mut Ledger, rows: &Rows, faults: &mut Vec<String>) {
    let mut settled = Vec::new();
    for (id, post) in &mut ledger.posts {
        match (post.fate, rows.statuses.get(id)) {
            (Fate::Alive, None) => faults.push(format!("status {id} was acknowledged and is lost")),
            (Fate::Alive, Some(row)) if row.account != ledger.account || row.text != post.text => {
                faults.push(format!("status {id} is not what was acknowledged: {row:?}"));
            }
            (Fate::Deleted, Some(_)) => faults.push(format!("status {id} was deleted and is there again")),
            (Fate::Deleting, row) => {
                post.fate = if row.is_some() { Fate::Alive } else { Fate::Deleted };
                settled.push(row.is_none());
            }
            (Fate::Alive, Some(_)) | (Fate::Deleted, None) => {}
        }
    }
    settled.into_iter().for_each(|done| ledger.count(if done { "found done" } else { "found not done" }));
}

fn follows(ledger: &mut Ledger, rows: &Rows, faults: &mut Vec<String>) {
    let account = ledger.account;
    for (whom, known) in &mut ledger.follows {
        let there = rows.follows.contains(&(account, *whom));
        compare(known, there, faults, || format!("the follow of {whom} by {account}"));
    }
}

fn favourites(ledger: &mut Ledger, rows: &Rows, gone: &impl Fn(i64) -> bool, faults: &mut Vec<String>) {
    let account = ledger.account;
    // Marks of a deleted status are taken off in their own time.
    ledger.favourites.retain(|status, _| !gone(*status));
    for (status, known) in &mut ledger.favourites {
        let there = rows.favourites.contains(&(account, *status));
        compare(known, there, faults, || format!("the favourite of status {status} by {account}"));
    }
}

/// Compares one thing, and settles it.
fn compare(known: &mut Known, there: bool, faults: &mut Vec<String>, name: impl Fn() -> String) {
    match (*known, there) {
        (Known::Yes, false) => faults.push(format!("{} was acknowledged and is lost", name())),
        (Known::No, true) => faults.push(format!("{} was taken back and is there again", name())),
        _ => *known = if there { Known::Yes } else { Known::No },
    }
}

/// The reblog of each account and original.
fn reblogged(rows: &Rows, faults: &mut Vec<String>) -> HashMap<(i64, i64), i64> {
    let mut found = HashMap::new();
    for (id, row) in &rows.statuses {
        if let Some(original) = row.reblog_of
            && let Some(other) = found.insert((row.account, original), *id)
        {
            faults.push(format!("status {original} is reblogged twice by {}: {id}, {other}", row.account));
        }
    }
    found
}

fn reblogs(
    ledger: &mut Ledger,
    found: &HashMap<(i64, i64), i64>,
    gone: &impl Fn(i64) -> bool,
    depth: Depth,
    faults: &mut Vec<String>,
) {
    let account = ledger.account;
    for (original, known) in &mut ledger.reblogs {
        let there = found.get(&(account, *original)).copied();
        if gone(*original) {
            // It goes with what it reblogs, in its own time.
            if let (true, Some(id)) = (depth.settled, there) {
                faults.push(format!("reblog {id} is left of status {original}, which was deleted"));
            }
            continue;
        }
        match (*known, there) {
            (Reblog::Yes(id), there) if there != Some(id) => {
                faults.push(format!("reblog {id} was acknowledged and is lost; there is {there:?}"));
            }
            (Reblog::No, Some(id)) => faults.push(format!("reblog {id} was taken back and is there again")),
            (_, Some(id)) => *known = Reblog::Yes(id),
            (_, None) => *known = Reblog::No,
        }
    }
}

/// What is there without anybody having asked for it.
fn phantoms(ledgers: &[Ledger], rows: &Rows, gone: &impl Fn(i64) -> bool, faults: &mut Vec<String>) {
    let ledger_of: HashMap<i64, &Ledger> = ledgers.iter().map(|ledger| (ledger.account, ledger)).collect();
    for (id, row) in &rows.statuses {
        let asked = ledger_of.get(&row.account).is_some_and(|ledger| match row.reblog_of {
            Some(original) => ledger.reblogs.contains_key(&original),
            None => ledger.posts.contains_key(id),
        });
        if !asked {
            faults.push(format!("nobody wrote status {id}: {row:?}"));
        }
    }
    for (from, to) in &rows.follows {
        if !ledger_of.get(from).is_some_and(|ledger| ledger.follows.contains_key(to)) {
            faults.push(format!("nobody asked that {from} follows {to}"));
        }
    }
    for (account, status) in &rows.favourites {
        let asked = ledger_of.get(account).is_some_and(|ledger| ledger.favourites.contains_key(status));
        if !asked && !gone(*status) {
            faults.push(format!("nobody asked that {account} favourites status {status}"));
        }
    }
}

/// Each status that was ever acknowledged has its job waiting or done once, never both and never neither.
fn probes(ledgers: &[Ledger], rows: &Rows, depth: Depth, faults: &mut Vec<String>) {
    let reblogs = |ledger: &Ledger| {
        let made = |reblog: &Reblog| if let Reblog::Yes(id) = reblog { Some(*id) } else { None };
        ledger.reblogs.values().filter_map(made).collect::<Vec<_>>()
    };
    let known: HashSet<i64> = ledgers
        .iter()
        .flat_map(|ledger| ledger.posts.keys().copied().chain(reblogs(ledger)))
        .chain(rows.statuses.keys().copied())
        .collect();
    for id in known {
        let (runs, jobs) =
            (rows.runs.get(&id).copied().unwrap_or(0), rows.jobs.get(&id).copied().unwrap_or(0));
        if runs + jobs != 1 {
            faults.push(format!("the job of status {id} ran {runs} times and waits {jobs} times"));
        }
    }
    let more = rows.runs.iter().filter(|(_, runs)| **runs != 1);
    faults.extend(more.map(|(id, runs)| format!("the job of status {id} has run {runs} times")));
    if depth.settled && !rows.jobs.is_empty() {
        faults.push(format!("{} jobs are left at the end", rows.jobs.len()));
    }
}
