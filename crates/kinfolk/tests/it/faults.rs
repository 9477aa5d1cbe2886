//! What goes wrong while the server runs: a disk that cannot be written, a PostgreSQL that goes away. Requests get a clear answer, rules hold, nothing acknowledged is lost, and it mends itself.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::own_postgres::OwnPostgres;
use crate::program::{Server, Site, program, program_that_survives_a_full_disk, text};
use crate::support::{TestApp, run};

/// Nobody waits longer for an answer, whatever happened to the database.
const PATIENCE: Duration = Duration::from_secs(7);

/// One request; gives the status and the body. Fails when the answer is slow in coming.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "the server is another process with a clock of its own")]
fn ask(server: &Server, method: &str, path: &str, token: &str, body: &str) -> (u16, Value) {
    let start = Instant::now();
    let mut stream = server.connect().unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let took = start.elapsed();
    assert!(took < PATIENCE, "{method} {path} took {took:?}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

fn post(server: &Server, token: &str) -> (u16, Value) {
    ask(server, "POST", "/api/v1/statuses", token, "status=hello")
}

/// The id of a post that must be taken.
#[track_caller]
fn posted(server: &Server, token: &str) -> String {
    let (status, body) = post(server, token);
    assert_eq!(status, 200, "{body}");
    body["id"].as_str().unwrap().to_owned()
}

/// A refusal that says why, as JSON.
#[track_caller]
fn assert_refused((status, body): (u16, Value), texts: &[&str]) {
    let told = body["error"].as_str().unwrap_or("");
    assert!(status == 503 && texts.contains(&told), "{status} {body}");
}

#[track_caller]
fn assert_there(server: &Server, token: &str, ids: &[String]) {
    for id in ids {
        let (status, _) = server.get(&format!("/api/v1/statuses/{id}"), Some(token));
        assert_eq!(status, 200, "status {id} of {} acknowledged ones is lost", ids.len());
    }
}

/// Limits how large the files of a server may grow from now on; by a command of util-linux.
fn limit(server: &Server, bytes: &str) {
    let limited =
        Command::new("prlimit").args(["--pid", &server.pid(), &format!("--fsize={bytes}:")]).status();
    assert!(limited.expect("prlimit of util-linux is installed").success());
}

/// Writes fail and reads do not; afterwards, when `mend` was called, all is well by itself.
fn endure(
    server: &Server,
    token: &str,
    texts: &[&str],
    spoil: impl FnOnce(),
    mend: impl FnOnce(),
) -> Vec<String> {
    let mut ids: Vec<String> = (0..5).map(|_| posted(server, token)).collect();
    let own = format!("/api/v1/statuses/{}", ids[0]);
    spoil();
    // The first few may still find room.
    let refused = (0..2_000).find_map(|_| match post(server, token) {
        (200, body) => {
            ids.push(body["id"].as_str().unwrap().to_owned());
            None
        }
        refused => Some(refused),
    });
    assert_refused(refused.expect("the precondition: there is no room"), texts);
    for _ in 0..5 {
        assert_refused(ask(server, "POST", &format!("{own}/favourite"), token, ""), texts);
        assert_refused(
            ask(server, "POST", "/api/v1/statuses", token, &"status=".to_owned().repeat(50)),
            texts,
        );
        assert_eq!(server.get(&own, Some(token)).0, 200);
        assert_eq!(server.get("/api/v1/timelines/home", Some(token)).0, 200);
    }
    assert_eq!(server.get("/health", None).0, 200, "it lives");
    let ready = server.get_until("/health/ready", None, |status, _| status == 503);
    let failing = ready.to_string();
    assert!(texts.iter().any(|text| failing.contains(text)), "{failing}");

    mend();
    server.get_until("/health/ready", None, |status, _| status == 200);
    ids.push(posted(server, token));
    assert_there(server, token, &ids);
    let favourite = server.get(&own, Some(token)).1;
    assert_eq!(favourite["favourites_count"], 0, "a refused favourite left something behind");
    ids
}

#[test]
fn a_server_that_finds_no_room_on_the_disk_refuses_writes_until_there_is_some() {
    run(async {
        let app = TestApp::sqlite().await;
        let token = app.person("ann").await.token;
        let site = Site::new(app);
        let url = site.app.state.config().database_url.expose().to_owned();
        let settings =
            [("KINFOLK_DATABASE_URL", url.as_str()), ("KINFOLK_BIND", "127.0.0.1:0"), ("KINFOLK_LOG", "off")];
        let server = Server::start(program_that_survives_a_full_disk(site.folder.path(), &settings));
        let log = format!("{}-wal", url.strip_prefix("sqlite:").unwrap());
        let spoil = || limit(&server, &std::fs::metadata(&log).unwrap().len().to_string());
        let told = ["The database cannot be written"];
        let ids = endure(&server, &token, &told, spoil, || limit(&server, "unlimited"));
        assert_eq!(server.stop(), Some(0));
        let again = site.serve(&[]);
        assert_there(&again, &token, &ids);
        assert_eq!(again.stop(), Some(0));
        let doctor = site.run(&["doctor"]);
        assert!(doctor.status.success(), "{}", text(&doctor.stdout));
    });
}

/// A small disk in memory, gone when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(folder.path()).status();
        assert!(mounted.unwrap().success(), "mounting needs root");
        Self(folder)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
#[ignore = "mounts a disk, which needs root: cargo test -p kinfolk --test it faults -- --ignored"]
fn a_disk_that_is_full_in_earnest_is_endured_as_well() {
    let disk = SmallDisk::mount();
    let data = disk.0.path().to_str().unwrap();
    let settings = [("KINFOLK_DATA_DIR", data), ("KINFOLK_BIND", "127.0.0.1:0"), ("KINFOLK_LOG", "off")];
    let asked = |words: &[&str]| text(&program(disk.0.path(), &settings, words).output().unwrap().stdout);
    asked(&["account", "create", "ann", "--email", "ann@example.org"]);
    let token = asked(&["token", "create", "ann", "--scopes", "read write"]);
    let server = Server::start(program(disk.0.path(), &settings, &[]));
    let ballast = disk.0.path().join("ballast");
    let told = ["The server's disk is full", "The database cannot be written"];
    let mend = || std::fs::remove_file(&ballast).unwrap();
    endure(&server, token.trim(), &told, || fill(&ballast), mend);
    assert_eq!(server.stop(), Some(0));
}

/// Writes until there is no room.
fn fill(path: &Path) {
    let mut file = std::fs::File::create(path).unwrap();
    while file.write_all(&[0; 4_096]).is_ok() {}
}

/// What those who use a server see while something goes wrong.
#[derive(Default)]
struct Seen {
    over: AtomicBool,
    made: Mutex<Vec<String>>,
    refused: Mutex<Vec<(u16, Value)>>,
}

impl Seen {
    /// Posts again and again.
    fn write(&self, server: &Server, token: &str) {
        while !self.over.load(Ordering::Relaxed) {
            match post(server, token) {
                (200, body) => self.made.lock().unwrap().push(body["id"].as_str().unwrap().to_owned()),
                refused => self.refused.lock().unwrap().push(refused),
            }
        }
    }

    /// Reads what may be read, and what a block hides.
    fn read(&self, server: &Server, token: &str, blocked: &str, id: &str) {
        let own = format!("/api/v1/statuses/{id}");
        while !self.over.load(Ordering::Relaxed) {
            for path in ["/api/v1/timelines/home", own.as_str()] {
                let answer = ask(server, "GET", path, token, "");
                if answer.0 != 200 {
                    self.refused.lock().unwrap().push(answer);
                }
            }
            let (status, body) = ask(server, "GET", &own, blocked, "");
            assert!(matches!(status, 404 | 503), "a block is not kept: {status} {body}");
        }
    }

    fn assert_only_unavailable(&self) {
        for (status, body) in self.refused.lock().unwrap().iter() {
            assert!(*status == 503 && body["error"].is_string(), "{status} {body}");
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "both servers are other processes with clocks of their own")]
fn a_server_endures_ten_seconds_without_postgresql() {
    run(async {
        let Some(postgres) = OwnPostgres::start() else { return };
        let folder = tempfile::tempdir().unwrap();
        let url = postgres.url("postgres");
        let settings =
            [("KINFOLK_DATABASE_URL", url.as_str()), ("KINFOLK_BIND", "127.0.0.1:0"), ("KINFOLK_LOG", "off")];
        let asked = |words: &[&str]| text(&program(folder.path(), &settings, words).output().unwrap().stdout);
        let person = |name: &str| {
            asked(&["account", "create", name, "--email", &format!("{name}@example.org")]);
            asked(&["token", "create", name, "--scopes", "read write follow"]).trim().to_owned()
        };
        let (ann, ben) = (person("ann"), person("ben"));
        let server = Server::start(program(folder.path(), &settings, &[]));
        let id = posted(&server, &ann);
        assert_eq!(server.get(&format!("/api/v1/statuses/{id}"), Some(&ben)).0, 200);
        let ben_id =
            server.get("/api/v1/accounts/lookup?acct=ben", None).1["id"].as_str().unwrap().to_owned();
        assert_eq!(server.request("POST", &format!("/api/v1/accounts/{ben_id}/block"), Some(&ann)).0, 200);

        let seen = Seen::default();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| seen.write(&server, &ann));
            }
            scope.spawn(|| seen.read(&server, &ann, &ben, &id));
            std::thread::sleep(Duration::from_secs(1));
            postgres.crash();
            let gone = Instant::now();
            server.get_until("/health/ready", None, |status, _| status == 503);
            assert_eq!(server.get("/health", None).0, 200, "it lives");
            let before = seen.made.lock().unwrap().len();
            assert!(before > 0, "the precondition: there was load");
            std::thread::sleep(Duration::from_secs(10).saturating_sub(gone.elapsed()));
            assert_eq!(
                seen.made.lock().unwrap().len(),
                before,
                "something was acknowledged without a database"
            );
            assert!(!seen.refused.lock().unwrap().is_empty());

            postgres.run();
            server.get_until("/health/ready", None, |status, _| status == 200);
            std::thread::sleep(Duration::from_secs(2));
            let refused = seen.refused.lock().unwrap().len();
            std::thread::sleep(Duration::from_secs(2));
            assert_eq!(seen.refused.lock().unwrap().len(), refused, "still refused after PostgreSQL is back");
            assert!(seen.made.lock().unwrap().len() > before, "nothing is written after PostgreSQL is back");
            seen.over.store(true, Ordering::Relaxed);
        });
        seen.assert_only_unavailable();
        assert_there(&server, &ann, &seen.made.lock().unwrap());
        assert_eq!(server.get(&format!("/api/v1/statuses/{id}"), Some(&ben)).0, 404);
        assert_eq!(server.stop(), Some(0));
    });
}
