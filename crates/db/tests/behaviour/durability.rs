//! No acknowledgement before the sync that covers it, and none lost when the process is killed.
//!
//! The writing is done by a child process: this same program, told by its environment. It appends
//! a line to a file after each acknowledgement. Under `strace` the order of system calls shows
//! whether each commit was synced before it was acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use db::{Config, Db, params};
use futures_util::future::join_all;

use crate::place::{self, INSERT, Place};

/// The database's URL for the child.
const URL: &str = "DB_TEST_CHILD_URL";
/// Where the child notes its acknowledgements.
const NOTES: &str = "DB_TEST_CHILD_NOTES";
/// How many rounds the child writes; many more when it is to be killed.
const ROUNDS: &str = "DB_TEST_CHILD_ROUNDS";
/// Members at once in every other round; in the rounds between there is one.
const AT_ONCE: i64 = 40;

#[test]
#[ignore = "runs only as the child of the other tests of this module"]
fn the_child_that_writes() {
    let (Ok(url), Ok(notes), Ok(rounds)) = (std::env::var(URL), std::env::var(NOTES), std::env::var(ROUNDS))
    else {
        return;
    };
    let rounds: i64 = rounds.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open(&Config::new(url)).await.unwrap();
        let notes = Arc::new(std::fs::File::options().append(true).open(notes).unwrap());
        let mut key = 0;
        for round in 0..rounds {
            let count = if round % 2 == 0 { 1 } else { AT_ONCE };
            let writes =
                (0..count).map(|n| tokio::spawn(write_and_note(db.clone(), Arc::clone(&notes), key + n)));
            for wrote in join_all(writes).await {
                wrote.unwrap();
            }
            key += count;
        }
        db.close().await;
    });
}

async fn write_and_note(db: Db, notes: Arc<std::fs::File>, key: i64) {
    let name = name_of(key);
    db.write(async move |tx| tx.run(&INSERT, params![key, 7_i64, &name]).await).await.unwrap();
    // One system call, straight from the task that was told.
    (&*notes).write_all(format!("{}\n", name_of(key)).as_bytes()).unwrap();
}

fn name_of(key: i64) -> String {
    format!("KEY{key:07}")
}

fn key_of(name: &str) -> Option<i64> {
    name.strip_prefix("KEY")?.parse().ok()
}

/// The command line that makes this program the child.
fn child_args() -> [&'static str; 4] {
    ["durability::the_child_that_writes", "--exact", "--ignored", "--nocapture"]
}

fn set_up(command: &mut Command, place: &Place, rounds: i64) {
    let notes = place.file(".notes");
    std::fs::write(&notes, "").unwrap();
    command.env(URL, &place.url).env(NOTES, notes).env(ROUNDS, rounds.to_string());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
}

/// What a trace shows: acknowledgements that came too soon, and how many there were of what.
#[derive(Debug, Default, PartialEq)]
struct Verdict {
    too_soon: Vec<i64>,
    notes: usize,
    syncs: usize,
}

/// Reads a trace of `strace -f -y`: which keys each sync of the log covers, and whether each note
/// comes after the end of a sync that began after its key was written.
fn judge(trace: &str) -> Verdict {
    let mut verdict = Verdict::default();
    // Syncs by number, in the order in which they began.
    let mut begun = 0;
    let mut syncing: BTreeMap<&str, usize> = BTreeMap::new();
    let mut newest_ended = None;
    // The first sync that covers a key.
    let mut covered_by: BTreeMap<i64, usize> = BTreeMap::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        let sync = match () {
            () if call.contains("sync resumed") => syncing.remove(process),
            () if call.contains("sync(") && call.contains("-wal>") => Some(begun),
            () => None,
        };
        if let Some(sync) = sync {
            begun = begun.max(sync + 1);
            if call.contains("<unfinished") {
                syncing.insert(process, sync);
            } else if call.trim_end().ends_with("= 0") {
                verdict.syncs += 1;
                newest_ended = newest_ended.max(Some(sync));
            } else {
                // The process ended meanwhile.
                assert!(call.trim_end().ends_with("= ?"), "a sync failed: {call}");
            }
        } else if call.contains("write") && call.contains("-wal>") {
            for key in keys_in(call) {
                covered_by.entry(key).or_insert(begun);
            }
        } else if call.contains("write") && call.contains(".notes>") {
            for key in keys_in(call) {
                verdict.notes += 1;
                if covered_by.get(&key).is_none_or(|sync| newest_ended < Some(*sync)) {
                    verdict.too_soon.push(key);
                }
            }
        }
    }
    verdict
}

/// All keys whose names stand in a line.
fn keys_in(line: &str) -> Vec<i64> {
    line.match_indices("KEY").filter_map(|(at, _)| key_of(line.get(at..at + 10)?)).collect()
}

#[test]
fn the_judge_sees_a_note_before_its_sync() {
    let page = r#"7 pwrite64(9</x/test.db-wal>, "\r\0KEY0000001\1", 4096, 32) = 4096"#;
    let sync = "7 fdatasync(9</x/test.db-wal>) = 0";
    let note = r#"8 write(5</x/test.db.notes>, "KEY0000001\n", 11) = 11"#;
    let good = judge(&[page, sync, note].join("\n"));
    assert_eq!(good, Verdict { too_soon: vec![], notes: 1, syncs: 1 });
    assert_eq!(judge(&[page, note, sync].join("\n")).too_soon, [1]);
    assert_eq!(judge(&[sync, page, note].join("\n")).too_soon, [1]);
    assert_eq!(judge(&[sync, note].join("\n")).too_soon, [1]);
    let started = "7 fdatasync(9</x/test.db-wal> <unfinished ...>";
    let ended = "7 <... fdatasync resumed>) = 0";
    assert_eq!(judge(&[page, started, note, ended].join("\n")).too_soon, [1]);
    assert!(judge(&[page, started, ended, note].join("\n")).too_soon.is_empty());
    assert_eq!(judge(&[started, page, ended, note].join("\n")).too_soon, [1], "it began before");
    let elsewhere = "7 fdatasync(3</x/test.db>) = 0";
    assert_eq!(judge(&[page, elsewhere, note].join("\n")).too_soon, [1]);
}

/// Runs the child under strace; `None` when this machine does not let us.
fn traced(place: &Place, rounds: i64) -> Option<String> {
    let output = place.file(".trace");
    let mut command = Command::new("strace");
    command.args([
        "-f",
        "-y",
        "-s",
        "9000",
        "-e",
        "trace=write,pwrite64,writev,pwritev,fsync,fdatasync",
        "-o",
    ]);
    command.arg(&output).arg(std::env::current_exe().unwrap()).args(child_args());
    set_up(&mut command, place, rounds);
    let reason = match command.output() {
        Err(error) => format!("strace cannot be started: {error}"),
        Ok(done) if !done.status.success() => {
            let text = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(text.contains("ptrace") || text.contains("PTRACE"), "the child failed: {text}");
            format!("strace is refused: {text}")
        }
        Ok(_) => return Some(std::fs::read_to_string(&output).unwrap()),
    };
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI needs strace. {reason}");
    eprintln!("skipped: {reason}");
    None
}

#[tokio::test]
async fn no_write_is_acknowledged_before_the_sync_that_covers_it() {
    const ROUNDS: i64 = 20;
    let place = Place::sqlite().await;
    place.db.close().await;
    let Some(trace) = traced(&place, ROUNDS) else { return };
    let verdict = judge(&trace);
    let written = usize::try_from(ROUNDS / 2 * (1 + AT_ONCE)).unwrap();
    eprintln!("{} acknowledgements, {} syncs of the log", verdict.notes, verdict.syncs);
    assert!(verdict.too_soon.is_empty(), "acknowledged before the sync: {:?}", verdict.too_soon);
    assert_eq!(verdict.notes, written);
    assert!(verdict.syncs >= usize::try_from(ROUNDS).unwrap());
    assert!(verdict.syncs < written / 2, "there was no group commit: {} syncs", verdict.syncs);
    let again = place.again().await;
    assert_eq!(again.read(async |r| place::keys(r).await).await.unwrap().len(), written);
    again.close().await;
}

fn noted(file: &Path) -> BTreeSet<i64> {
    std::fs::read_to_string(file).unwrap().lines().filter_map(key_of).collect()
}

#[tokio::test]
async fn what_was_acknowledged_before_a_kill_is_there_after_it() {
    for pause in [30, 80, 130, 200, 300] {
        let place = Place::sqlite().await;
        place.db.close().await;
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(child_args());
        set_up(&mut command, &place, 1_000_000);
        let mut child = command.spawn().unwrap();
        let notes = place.file(".notes");
        while noted(&notes).is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "the child ended by itself");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(pause)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let told = noted(&notes);
        let again = place.again().await;
        let there: BTreeSet<i64> =
            again.read(async |r| place::keys(r).await).await.unwrap().into_iter().collect();
        eprintln!("{} acknowledged, {} there", told.len(), there.len());
        assert!(told.is_subset(&there), "lost: {:?}", told.difference(&there).collect::<Vec<_>>());
        again.close().await;
    }
}
