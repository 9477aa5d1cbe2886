//! `backup`, `restore` and `db copy` by the built program: a restored server answers the same, and what was
//! acknowledged before a backup began is in it. How they fail: `backup_faults.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db::transfer::Snapshot;
use kinfolk::core::STEPS;
use serde_json::Value;

use crate::program::{program, text};
use crate::support::{Client, Empty, Person, TestApp};

/// Runs a command over a database, with its data in `folder`; what it prints.
pub async fn ask(folder: &Path, url: &str, words: &[&str]) -> String {
    let output = run(folder, url, words).await;
    assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// What a command complains of; fails when it does not.
pub async fn complaint(folder: &Path, url: &str, words: &[&str]) -> String {
    let output = run(folder, url, words).await;
    let told = text(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty(), "{words:?} did not fail");
    assert!(
        told.lines().count() == 1 && told.starts_with("kinfolk: ") && !told.contains("panicked"),
        "{told}"
    );
    told
}

async fn run(folder: &Path, url: &str, words: &[&str]) -> std::process::Output {
    let mut command = program(folder, &[("KINFOLK_DATABASE_URL", url)], words);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

pub fn url_of(app: &TestApp) -> String {
    app.state.config().database_url.expose().to_owned()
}

/// Something of every kind that people do.
async fn live(app: &TestApp) -> Vec<Person> {
    let ann = app.member("ann").await;
    let people = [
        &app.owner("bob").await,
        &app.person("cat").await,
        &app.person("dan").await,
        &app.person("eve").await,
    ]
    .map(Clone::clone);
    let [bob, cat, dan, eve] = &people;
    for (who, act, whom) in [
        (&ann, "follow", bob),
        (bob, "follow", &ann),
        (cat, "follow", &ann),
        (&ann, "follow", cat),
        (dan, "follow", cat),
        (dan, "unfollow", cat),
        (eve, "follow", &ann),
        (&ann, "block", eve),
        (dan, "block", bob),
    ] {
        who.act(act, whom).await.assert(200);
    }
    for visibility in ["public", "unlisted", "private", "direct"] {
        let form = [
            ("status", "Hello @bob, \"quotes\" \\ #Ünïcode \u{1F600} https://example.org/?a=1&b=2"),
            ("visibility", visibility),
            ("spoiler_text", "a <b>warning</b>"),
            ("language", "de"),
        ];
        post(&ann.client, &form).await;
        app.clock.advance(7);
    }
    let first = post(&ann.client, &[("status", "first of a thread")]).await;
    let reply = post(&bob.client, &[("status", "@ann yes"), ("in_reply_to_id", &first)]).await;
    post(&ann.client, &[("status", "@bob no"), ("in_reply_to_id", &reply)]).await;
    let gone = post(&cat.client, &[("status", "soon gone")]).await;
    for (who, act, status) in [
        (bob, "favourite", &first),
        (cat, "favourite", &first),
        (cat, "reblog", &first),
        (bob, "reblog", &gone),
        (&ann, "favourite", &reply),
    ] {
        who.client.post(&format!("/api/v1/statuses/{status}/{act}"), &[]).await.assert(200);
    }
    cat.client.delete(&format!("/api/v1/statuses/{gone}")).await.assert(200);
    std::iter::once(ann).chain(people).collect()
}

async fn post(client: &Client, form: &[(&str, &str)]) -> String {
    let answer = client.post("/api/v1/statuses", form).await.assert(200).json();
    answer["id"].as_str().unwrap().to_owned()
}

/// What everybody sees, everywhere.
async fn views(app: &TestApp, people: &[Person], cookie: &str) -> Vec<(String, u16, String)> {
    let mut paths: Vec<String> = [
        "/api/v1/timelines/home",
        "/api/v1/timelines/public",
        "/api/v1/accounts/verify_credentials",
        "/api/v1/blocks",
        "/api/v2/instance",
        "/api/v2/search?q=ann",
        "/home",
        "/about",
        "/.well-known/jwks.json",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    for person in people {
        paths.push(format!("/@{}", person.name));
        paths.push(format!("/api/v1/accounts/relationships?id[]={}", person.id));
        for list in ["", "/statuses", "/followers", "/following"] {
            paths.push(format!("/api/v1/accounts/{}{list}", person.id));
        }
    }
    let statuses = app
        .with_token(&people[0].token)
        .get(&format!("/api/v1/accounts/{}/statuses", people[0].id))
        .await
        .json();
    for status in statuses.as_array().unwrap() {
        let id = status["id"].as_str().unwrap();
        paths.extend(
            ["", "/context", "/favourited_by", "/reblogged_by"]
                .map(|part| format!("/api/v1/statuses/{id}{part}")),
        );
    }
    let clients = people.iter().map(|person| app.with_token(&person.token));
    let clients: Vec<Client> = clients.chain([app.anon(), app.with_cookie(cookie)]).collect();
    let mut seen = Vec::new();
    for path in &paths {
        for client in &clients {
            let answer = client.get(path).await;
            seen.push((path.clone(), answer.status.as_u16(), steady(&answer.text)));
        }
    }
    seen
}

/// Without what is made anew for each answer.
fn steady(text: &str) -> String {
    text.lines().filter(|line| !line.contains("name=\"idempotency_key\"")).collect::<Vec<_>>().join("\n")
}

/// Every table's rows, past every cache.
async fn tables(url: &str) -> BTreeMap<String, Vec<Vec<Value>>> {
    let snapshot = Snapshot::open(&db::Config::new(url), STEPS).await.unwrap();
    let mut tables = BTreeMap::new();
    for table in &snapshot.schema().tables {
        let (mut lines, mut rows) = (Vec::new(), snapshot.rows(table).await.unwrap());
        while let Some(chunk) = rows.next().await.unwrap() {
            lines.extend(
                String::from_utf8(chunk).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()),
            );
        }
        tables.insert(table.name.clone(), lines);
    }
    tables
}

/// Counters against a recount, and both rows of each edge and mark against each other.
async fn check(url: &str) {
    let snapshot = Snapshot::open(&db::Config::new(url), STEPS).await.unwrap();
    let tables = tables(url).await;
    let column = |table: &str, name: &str| {
        let table = snapshot.schema().table(table).unwrap();
        table.columns.iter().position(|column| column.name == name).unwrap()
    };
    let pairs = |table: &str, a: &str, b: &str| {
        let (a, b) = (column(table, a), column(table, b));
        let mut all: Vec<(i64, i64)> =
            tables[table].iter().map(|row| (row[a].as_i64().unwrap(), row[b].as_i64().unwrap())).collect();
        all.sort_unstable();
        all
    };
    let turned = |pairs: Vec<(i64, i64)>| {
        let mut all: Vec<_> = pairs.into_iter().map(|(a, b)| (b, a)).collect();
        all.sort_unstable();
        all
    };
    let follows = pairs("follows", "account_id", "target_id");
    let favourites = pairs("favourites", "account_id", "status_id");
    let reblogs = pairs("reblogs", "account_id", "status_id");
    assert_eq!(follows, turned(pairs("followers", "account_id", "follower_id")));
    assert_eq!(
        pairs("blocks", "account_id", "target_id"),
        turned(pairs("blocked_by", "account_id", "blocker_id"))
    );
    assert_eq!(favourites, turned(pairs("favourited_by", "status_id", "account_id")));
    assert_eq!(reblogs, turned(pairs("reblogged_by", "status_id", "account_id")));

    let visible: Vec<i64> = pairs("statuses", "account_id", "visibility")
        .into_iter()
        .filter(|(_, visibility)| *visibility != 3)
        .map(|(author, _)| author)
        .collect();
    let equal = |table: &str, key: &str, counter: &str, count: &dyn Fn(i64) -> usize| {
        for (id, stored) in pairs(table, key, counter) {
            assert_eq!(stored, i64::try_from(count(id)).unwrap(), "{table}.{counter} of {id}");
        }
    };
    equal("account_stats", "account_id", "statuses", &|id| {
        visible.iter().filter(|author| **author == id).count()
    });
    equal("account_stats", "account_id", "followers", &|id| {
        follows.iter().filter(|(_, to)| *to == id).count()
    });
    equal("account_stats", "account_id", "following", &|id| {
        follows.iter().filter(|(by, _)| *by == id).count()
    });
    equal("status_stats", "status_id", "favourites", &|id| {
        favourites.iter().filter(|(_, of)| *of == id).count()
    });
    equal("status_stats", "status_id", "reblogs", &|id| reblogs.iter().filter(|(_, of)| *of == id).count());
}

/// Posts and favourites in a loop until it is told to stop; gives the ids of acknowledged statuses as they come.
async fn write(person: Person, stop: Arc<AtomicBool>, acknowledged: Arc<std::sync::Mutex<Vec<String>>>) {
    let mut nth = 0;
    while !stop.load(Ordering::Relaxed) {
        nth += 1;
        let id = post(&person.client, &[("status", &format!("the {nth}th of {}", person.name))]).await;
        person.client.post(&format!("/api/v1/statuses/{id}/favourite"), &[]).await.assert(200);
        acknowledged.lock().unwrap().push(id);
    }
}

both_engines! {
    async fn a_backup_beside_writers_holds_what_was_acknowledged_and_is_whole(app: TestApp) {
        live(&app).await;
        let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let mut writers = Vec::new();
        for nth in 0..8 {
            let person = app.person(&format!("writer{nth}")).await;
            writers.push(tokio::spawn(write(person, Arc::clone(&stop), Arc::clone(&acknowledged))));
        }
        while acknowledged.lock().unwrap().len() < 50 {
            tokio::task::yield_now().await;
        }
        let before = acknowledged.lock().unwrap().clone();
        let folder = tempfile::tempdir().unwrap();
        let told = ask(folder.path(), &url_of(&app), &["backup", "b.tar.gz"]).await;
        assert!(told.starts_with("b.tar.gz: ") && told.contains(" media files, "), "{told}");
        let after = acknowledged.lock().unwrap().len();
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.unwrap();
        }
        assert!(after > before.len(), "nobody wrote during the backup");
        for empty in Empty::on_each().await {
            ask(folder.path(), &empty.url, &["restore", "b.tar.gz"]).await;
            check(&empty.url).await;
            let tables = tables(&empty.url).await;
            let ids: Vec<String> = tables["statuses"].iter().map(|row| row[0].to_string()).collect();
            let missing: Vec<&String> = before.iter().filter(|id| !ids.contains(id)).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }

    async fn a_restored_server_answers_the_same_on_either_engine(app: TestApp) {
        let people = live(&app).await;
        let cookie = app.anon().post("/auth/sign_in", &[("username", "ann"), ("password", crate::support::PASSWORD)]).await.assert(303).cookie().unwrap();
        check(&url_of(&app)).await;
        let seen = views(&app, &people, &cookie).await;
        assert!(seen.iter().filter(|(_, status, _)| *status == 200).count() > 200, "too little was seen");
        let folder = tempfile::tempdir().unwrap();
        ask(folder.path(), &url_of(&app), &["backup", "b.tar.gz"]).await;
        for empty in Empty::on_each().await {
            let told = ask(folder.path(), &empty.url, &["restore", "b.tar.gz"]).await;
            assert!(told.starts_with("b.tar.gz is restored as of 20"), "{told}");
            let restored = app.over(&empty.url).await;
            for (then, now) in seen.iter().zip(views(&restored, &people, &cookie).await) {
                assert!(*then == now, "{} {}:\n{:.2000}\n---\n{} {:.2000}", then.0, then.1, then.2, now.1, now.2);
            }
            // It goes on from there: what is new comes above what was restored.
            let newest = post(&restored.with_token(&people[0].token), &[("status", "after the restore")]).await;
            let ids: Vec<i64> = tables(&url_of(&app)).await["statuses"].iter().map(|row| row[0].as_i64().unwrap()).collect();
            assert!(ids.iter().all(|id| *id < newest.parse().unwrap()));
            restored.state.db().close().await;
        }
    }

    async fn a_whole_database_is_copied_to_either_engine_and_back(app: TestApp) {
        live(&app).await;
        let folder = tempfile::tempdir().unwrap();
        let from = url_of(&app);
        let first = tables(&from).await;
        for (there, back) in Empty::on_each().await.into_iter().zip(Empty::on_each().await.into_iter().rev()) {
            let told = ask(folder.path(), "sqlite:unused.db", &["db", "copy", &from, &there.url]).await;
            let lines: Vec<&str> = told.lines().collect();
            assert_eq!(lines.len(), first.len() + 1, "{told}");
            let counted = lines.iter().find(|line| line.starts_with("account_stats ")).unwrap();
            assert_eq!(counted.split_whitespace().nth(1), Some("5"), "{told}");
            assert!(lines[first.len()].ends_with(&format!("in {} tables are equal in both databases", first.len())), "{told}");
            let again = ask(folder.path(), "sqlite:unused.db", &["db", "copy", &there.url, &back.url]).await;
            assert_eq!(again, told, "what came back is not what went");
            let mut last = tables(&back.url).await;
            assert_eq!(last.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
            for (name, rows) in &first {
                // Each engine keeps them in the order of its own key.
                let sorted = |rows: &[Vec<Value>]| {
                    let mut all: Vec<String> = rows.iter().map(|row| Value::from(row.clone()).to_string()).collect();
                    all.sort();
                    all
                };
                assert_eq!(sorted(&last.remove(name).unwrap()), sorted(rows), "{name}");
            }
            let full = run(folder.path(), "sqlite:unused.db", &["db", "copy", &from, &there.url]).await;
            assert!(text(&full.stderr).contains("kinfolk: TO_URL: the database is not empty"), "{full:?}");
        }
        assert!(!folder.path().join("unused.db").exists());
    }

    async fn media_come_back_with_their_names_and_rights(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let media = folder.path().join("data/media");
        let long = format!("avatars/{}/{}.png", "a".repeat(120), "b".repeat(120));
        for (nth, name) in ["x.png", "a/b/c.webp", "a/empty", "a b/ü\u{1F600}.png", &long].into_iter().enumerate() {
            let path = media.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, vec![u8::try_from(nth).unwrap(); nth * 100_000]).unwrap();
        }
        fs::write(media.join("a/empty"), "").unwrap();
        fs::set_permissions(media.join("x.png"), fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", media.join("link")).unwrap();
        let told = ask(folder.path(), &url_of(&app), &["backup", "data/media/own.tar.gz"]).await;
        assert!(told.contains("5 media files"), "{told}");

        let other = tempfile::tempdir().unwrap();
        fs::create_dir_all(other.path().join("data/media")).unwrap();
        let file = media.join("own.tar.gz");
        let empty = Empty::on_each().await.pop().unwrap();
        ask(other.path(), &empty.url, &["restore", file.to_str().unwrap()]).await;
        let restored = other.path().join("data/media");
        for name in ["x.png", "a/b/c.webp", "a/empty", "a b/ü\u{1F600}.png", &long] {
            assert_eq!(fs::read(restored.join(name)).unwrap(), fs::read(media.join(name)).unwrap(), "{name}");
        }
        assert_eq!(fs::metadata(restored.join("x.png")).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(!restored.join("link").exists() && !other.path().join("data/media.new").exists());

        fs::write(restored.join("later.png"), "later").unwrap();
        let words = ["restore", file.to_str().unwrap()];
        let told = complaint(other.path(), &empty.url, &words).await;
        assert!(told.contains("data/media is not empty"), "{told}");
        let told = ask(other.path(), &empty.url, &[words[0], words[1], "--replace"]).await;
        let kept = told.lines().find_map(|line| line.strip_prefix("what was there before is kept as data/media")).unwrap();
        assert!(other.path().join(format!("data/media{kept}/later.png")).exists() && !restored.join("later.png").exists());
    }

    async fn an_archive_of_an_older_schema_is_brought_up_to_date(app: TestApp) {
        app.state.db().close().await;
        for older in Empty::on_each().await {
            let db = db::Db::open(&db::Config::new(&older.url)).await.unwrap();
            db::migrate::run(&db, &STEPS[..1], 1_000).await.unwrap();
            db.close().await;
            let folder = tempfile::tempdir().unwrap();
            ask(folder.path(), &older.url, &["backup", "old.tar.gz"]).await;
            assert_eq!(tables(&older.url).await.len(), tables_of(&STEPS[..1]), "the backup migrated the database");
            for empty in Empty::on_each().await {
                ask(folder.path(), &empty.url, &["restore", "old.tar.gz"]).await;
                assert_eq!(tables(&empty.url).await.len(), tables_of(STEPS));
                let told = ask(folder.path(), &empty.url, &["migrate"]).await;
                assert_eq!(told, "the schema is up to date\n");
            }
        }
    }
}

fn tables_of(steps: &[db::migrate::Step]) -> usize {
    db::transfer::Schema::of(steps).unwrap().tables.len()
}
