//! The checks find what they are there to find: a small true world, and one fault at a time planted in it by SQL.

use rusqlite::Connection;

use super::audit::{Depth, Rows, audit};
use super::ledger::{Fate, Known, Ledger, Post, Reblog, Sent};
use super::recount::recount;
use crate::plain::Plain;
use crate::project::root;

/// Statuses by account 1, account 2 (an answer to the first), account 1 (direct), and a reblog of the first by 2.
const FIRST: i64 = (5 << 20) + 1;
const ANSWER: i64 = (5 << 20) + 2;
const DIRECT: i64 = (5 << 20) + 3;
const REBLOG: i64 = (5 << 20) + 4;
/// It was deleted.
const GONE: i64 = (5 << 20) + 5;

const WORLD: &str = "
    CREATE TABLE probes (status_id INTEGER PRIMARY KEY, runs INTEGER);
    INSERT INTO account_stats (account_id, bucket, version, statuses, followers, following, friends, blocked,
        last_status_at, head) VALUES (1, 0, 1, 1, 1, 1, 1, 0, 5, $direct), (2, 0, 1, 2, 1, 1, 1, 0, 5, $reblog);
    INSERT INTO follows (account_id, target_id, bucket, id, reblogs, notify) VALUES (1, 2, 0, 71, 1, 0), (2, 1, 0, 72, 1, 0);
    INSERT INTO followers (account_id, follower_id, bucket, id) VALUES (2, 1, 0, 71), (1, 2, 0, 72);
    INSERT INTO statuses (id, bucket, account_id, visibility, listed, text, content, spoiler_text, sensitive, in_reply_to_id,
        thread_id, reblog_of_id, mentions, tags, application_id) VALUES
        ($first, 0, 1, 0, 1, 'chaos 0-1', '', '', 0, NULL, $first, NULL, '[]', '[]', 0),
        ($answer, 0, 2, 0, 1, 'chaos 1-1', '', '', 0, $first, $first, NULL, '[]', '[]', 0),
        ($direct, 0, 1, 3, 0, 'chaos 0-2', '', '', 0, NULL, $direct, NULL, '[]', '[]', 0),
        ($reblog, 0, 2, 0, 0, '', '', '', 0, NULL, $reblog, $first, '[]', '[]', 0);
    INSERT INTO status_stats VALUES ($first, 0, 3, 1, 1, 1);
    INSERT INTO favourites VALUES (2, $first, 0, 81);
    INSERT INTO favourited_by VALUES ($first, 2, 0, 81);
    INSERT INTO reblogs VALUES (2, $first, 0, $reblog);
    INSERT INTO reblogged_by VALUES ($first, 2, 0, $reblog);
    INSERT INTO idempotency_keys VALUES (1, 'key', 0, $first, 5);
    INSERT INTO probes VALUES ($first, 1), ($answer, 1), ($direct, 1), ($gone, 1);
    INSERT INTO jobs (id, queue, kind, payload, due_at, attempt, failures, leased_by, again, created_at)
        VALUES (1, 'probes', 'probe', '$reblog', 0, 0, 0, 0, 0, 0);";

/// What is broken, and what the checks must say about it.
const FAULTS: [(&str, &str); 34] = [
    ("DELETE FROM statuses WHERE id = $answer", "status $answer was acknowledged and is lost"),
    ("UPDATE statuses SET text = 'half' WHERE id = $answer", "is not what was acknowledged"),
    ("UPDATE statuses SET thread_id = 7 WHERE id = $answer", "another thread"),
    ("UPDATE statuses SET text = 'chaos 0-1' WHERE id = $direct", "stands 2 times"),
    ("UPDATE statuses SET id = $gone WHERE id = $direct", "status $gone was deleted and is there again"),
    ("UPDATE statuses SET id = 9 WHERE id = $answer", "nobody wrote status 9"),
    ("DELETE FROM follows WHERE account_id = 1", "the follow of 2 by 1 was acknowledged and is lost"),
    ("DELETE FROM follows WHERE account_id = 1", "follow 71 stands only in followers"),
    ("DELETE FROM followers WHERE account_id = 1", "follow 72 stands only in follows"),
    ("UPDATE followers SET id = 5 WHERE id = 72", "follow 5 stands only in followers"),
    ("UPDATE follows SET target_id = 3 WHERE id = 71", "nobody asked that 1 follows 3"),
    ("INSERT INTO blocks VALUES (1, 2, 0, 9, 0, 0)", "block 9 stands only in blocks"),
    ("INSERT INTO blocks VALUES (1, 2, 0, 9, 0, 0)", "account 1 says blocked 0, there are 1"),
    ("DELETE FROM favourites", "the favourite of status $first by 2 was acknowledged and is lost"),
    ("DELETE FROM favourited_by", "favourite 81 stands only in favourites"),
    ("UPDATE favourites SET account_id = 1", "nobody asked that 1 favourites status $first"),
    ("DELETE FROM reblogged_by", "reblog $reblog stands only in reblogs"),
    ("DELETE FROM reblogs", "reblog $reblog has no mark"),
    ("UPDATE reblogs SET id = 0", "the mark of reblog 0 has no status"),
    ("DELETE FROM statuses WHERE id = $reblog", "reblog $reblog was acknowledged and is lost"),
    ("UPDATE account_stats SET statuses = 2 WHERE account_id = 1", "account 1 says statuses 2, there are 1"),
    (
        "UPDATE account_stats SET followers = 0 WHERE account_id = 2",
        "account 2 says followers 0, there are 1",
    ),
    (
        "UPDATE account_stats SET following = 3 WHERE account_id = 2",
        "account 2 says following 3, there are 1",
    ),
    ("UPDATE account_stats SET friends = 0 WHERE account_id = 1", "account 1 says friends 0, there are 1"),
    ("UPDATE account_stats SET head = 3 WHERE account_id = 1", "account 1 has a head below"),
    (
        "UPDATE account_stats SET last_status_at = 4 WHERE account_id = 2",
        "account 2 wrote later than it says",
    ),
    ("UPDATE status_stats SET replies = 2", "status $first says replies 2, there are 1"),
    ("UPDATE status_stats SET reblogs = 0", "status $first says reblogs 0, there are 1"),
    ("DELETE FROM status_stats", "status $first says favourites 0, there are 1"),
    ("INSERT INTO status_stats VALUES ($gone, 0, 1, 0, 0, 0)", "counters are left of status $gone"),
    ("UPDATE idempotency_keys SET status_id = 0", "the key key was claimed and made nothing"),
    ("DELETE FROM jobs", "the job of status $reblog ran 0 times and waits 0 times"),
    ("INSERT INTO probes VALUES ($reblog, 1)", "the job of status $reblog ran 1 times and waits 1 times"),
    ("UPDATE probes SET runs = 2 WHERE status_id = $gone", "the job of status $gone has run 2 times"),
];

fn filled(text: &str) -> String {
    let names =
        [("$first", FIRST), ("$answer", ANSWER), ("$direct", DIRECT), ("$reblog", REBLOG), ("$gone", GONE)];
    names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, &id.to_string()))
}

/// The real schema, so that the checks cannot drift from it.
fn schema() -> String {
    let mut steps: Vec<_> = std::fs::read_dir(root().join("migrations")).unwrap().flatten().collect();
    steps.sort_by_key(std::fs::DirEntry::file_name);
    let text = |step: &std::fs::DirEntry, name| std::fs::read_to_string(step.path().join(name)).unwrap();
    let whole: String =
        steps.iter().map(|step| text(step, "common.sql") + &text(step, "sqlite.sql")).collect();
    let tokens = [
        ("{bool}", "INTEGER"),
        ("{int}", "INTEGER"),
        ("{text}", "TEXT"),
        ("{bytes}", "BLOB"),
        ("{false}", "0"),
        ("{true}", "1"),
        ("{no_rowid}", "WITHOUT ROWID"),
        ("{big_id}", "INTEGER PRIMARY KEY"),
        ("{big_key}", ""),
        ("{bucket}", ""),
    ];
    tokens.iter().fold(whole, |text, (token, sqlite)| text.replace(token, sqlite))
}

/// A database with the world in it, and one more statement.
fn world(fault: &str) -> (tempfile::TempDir, Plain) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.db");
    let connection = Connection::open(&file).unwrap();
    let quick = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;";
    connection.execute_batch(&format!("{quick}{}{}", schema(), filled(WORLD))).unwrap();
    connection.execute_batch(&filled(fault)).unwrap();
    (folder, Plain::Sqlite(file))
}

/// What the two clients were told.
fn ledgers() -> Vec<Ledger> {
    let post = |text: &str, fate| Post { text: text.to_owned(), fate };
    let mut one = Ledger::new(1);
    one.posts.insert(FIRST, post("chaos 0-1", Fate::Alive));
    one.posts.insert(DIRECT, post("chaos 0-2", Fate::Alive));
    one.posts.insert(GONE, post("chaos 0-3", Fate::Deleted));
    one.follows.insert(2, Known::Yes);
    let mut two = Ledger::new(2);
    two.posts.insert(ANSWER, post("chaos 1-1", Fate::Alive));
    two.follows.insert(1, Known::Yes);
    two.favourites.insert(FIRST, Known::Yes);
    two.reblogs.insert(FIRST, Reblog::Yes(REBLOG));
    vec![one, two]
}

const DEPTH: Depth = Depth { probe: true, settled: false };

/// Everything that the checks say.
fn found(plain: &Plain, ledgers: &mut [Ledger], depth: Depth) -> Vec<String> {
    let mut found = recount(plain).unwrap();
    found.extend(audit(ledgers, &Rows::read(plain, depth.probe).unwrap(), depth));
    found
}

#[test]
fn a_true_world_has_no_violations() {
    let (_folder, plain) = world("");
    assert_eq!(found(&plain, &mut ledgers(), DEPTH), Vec::<String>::new());
}

#[test]
fn each_planted_fault_is_found() {
    for (fault, wanted) in FAULTS {
        let (_folder, plain) = world(fault);
        let found = found(&plain, &mut ledgers(), DEPTH);
        let wanted = filled(wanted);
        assert!(found.iter().any(|text| text.contains(&wanted)), "{fault}: no `{wanted}` in {found:?}");
    }
}

#[test]
fn what_was_not_answered_may_be_either_way_and_is_held_to_it_afterwards() {
    let unsure = || {
        let mut ledgers = ledgers();
        ledgers[0].posts.get_mut(&FIRST).unwrap().fate = Fate::Deleting;
        ledgers[0].follows.insert(2, Known::Either);
        ledgers[1].favourites.insert(FIRST, Known::Either);
        ledgers[1].reblogs.insert(FIRST, Reblog::Either);
        ledgers[1].posts.remove(&ANSWER);
        let sent = Sent { text: "chaos 1-1".to_owned(), form: String::new(), key: None, found: None };
        ledgers[1].sent.push(sent);
        ledgers
    };
    let (_folder, plain) = world("");
    let mut done = unsure();
    assert_eq!(found(&plain, &mut done, DEPTH), Vec::<String>::new());
    assert_eq!(done[0].posts[&FIRST].fate, Fate::Alive);
    assert_eq!(done[0].follows[&2], Known::Yes);
    assert_eq!(done[1].reblogs[&FIRST], Reblog::Yes(REBLOG));
    assert!(done[1].posts.contains_key(&ANSWER) && done[1].sent.is_empty());

    // The same, but nothing of it was done.
    let undone = "DELETE FROM statuses WHERE id = $answer; DELETE FROM probes WHERE status_id = $answer;
        UPDATE status_stats SET replies = 0, favourites = 0; UPDATE account_stats SET statuses = 1 WHERE account_id = 2;
        DELETE FROM favourites; DELETE FROM favourited_by; DELETE FROM follows WHERE id = 71;
        DELETE FROM followers WHERE id = 71; UPDATE account_stats SET friends = 0;
        UPDATE account_stats SET following = 0 WHERE account_id = 1;
        UPDATE account_stats SET followers = 0 WHERE account_id = 2;";
    let (_folder, without) = world(undone);
    let mut ledgers = unsure();
    assert_eq!(found(&without, &mut ledgers, DEPTH), Vec::<String>::new());
    assert_eq!((ledgers[0].follows[&2], ledgers[1].favourites[&FIRST]), (Known::No, Known::No));
    assert!(!ledgers[1].posts.contains_key(&ANSWER));
    // Whoever is known not to follow must not follow again without having asked.
    let again = found(&plain, &mut ledgers, DEPTH);
    assert!(
        again.iter().any(|text| text == "the follow of 2 by 1 was taken back and is there again"),
        "{again:?}"
    );
}

#[test]
fn half_of_an_unanswered_act_is_a_violation() {
    let (_folder, plain) = world("DELETE FROM followers WHERE id = 71");
    let mut unsure = ledgers();
    unsure[0].follows.insert(2, Known::Either);
    let found = found(&plain, &mut unsure, DEPTH);
    assert!(found.iter().any(|text| text == "follow 71 stands only in follows"), "{found:?}");
}

#[test]
fn a_status_said_not_to_exist_must_have_been_deleted() {
    let (_folder, plain) = world("");
    for (refused, violations) in [(GONE, 0), (FIRST, 1)] {
        let mut ledgers = ledgers();
        ledgers[1].refused.push(refused);
        assert_eq!(found(&plain, &mut ledgers, DEPTH).len(), violations, "{refused}");
    }
}

#[test]
fn in_the_end_no_job_waits_and_no_mark_outlives_what_it_marks() {
    let (_folder, plain) = world("");
    let settled = Depth { probe: true, settled: true };
    assert_eq!(found(&plain, &mut ledgers(), settled), ["1 jobs are left at the end"]);
    let gone = "DELETE FROM statuses WHERE id IN ($first, $answer); DELETE FROM status_stats; UPDATE account_stats SET statuses = 0 WHERE account_id = 1;
        UPDATE account_stats SET statuses = 1 WHERE account_id = 2;";
    let (_folder, plain) = world(gone);
    let told = |depth| {
        let mut ledgers = ledgers();
        ledgers[0].posts.get_mut(&FIRST).unwrap().fate = Fate::Deleted;
        ledgers[1].posts.get_mut(&ANSWER).unwrap().fate = Fate::Deleted;
        found(&plain, &mut ledgers, depth)
    };
    assert_eq!(told(DEPTH), Vec::<String>::new());
    let left = [format!("reblog {REBLOG} is left"), "the favourite by 2 is left".to_owned()];
    let told = told(settled);
    for wanted in left.map(|what| format!("{what} of status {FIRST}, which was deleted")) {
        assert!(told.contains(&wanted), "{told:?}");
    }
}
