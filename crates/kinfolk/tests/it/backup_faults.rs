//! How `backup`, `restore` and `db copy` fail: in one sentence, and what was there stays.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use db::Engine;

use crate::backup::{ask, complaint, url_of};
use crate::program::{Site, program, text};
use crate::support::Empty;

/// Everything in a folder, by name.
fn inside(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The usernames in a database.
async fn usernames(url: &str) -> Vec<String> {
    let snapshot = db::transfer::Snapshot::open(&db::Config::new(url), kinfolk::core::STEPS).await.unwrap();
    let mut rows = snapshot.rows(snapshot.schema().table("accounts").unwrap()).await.unwrap();
    let mut names = Vec::new();
    while let Some(lines) = rows.next().await.unwrap() {
        for line in String::from_utf8(lines).unwrap().lines() {
            names.push(
                serde_json::from_str::<Vec<serde_json::Value>>(line).unwrap()[2].as_str().unwrap().to_owned(),
            );
        }
    }
    names.sort();
    names
}

both_engines! {
    async fn a_backup_is_its_owners_alone_and_overwrites_nothing(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        // What a killed backup has left, readable by everybody.
        fs::write(folder.path().join("b.tar.gz.part"), vec![7; 1 << 20]).unwrap();
        fs::set_permissions(folder.path().join("b.tar.gz.part"), fs::Permissions::from_mode(0o666)).unwrap();
        ask(folder.path(), &url_of(&app), &["backup", "b.tar.gz"]).await;
        let about = fs::metadata(folder.path().join("b.tar.gz")).unwrap();
        assert!(about.permissions().mode() & 0o777 == 0o600 && about.len() < 1 << 19, "{about:?}");
        let told = complaint(folder.path(), &url_of(&app), &["backup", "b.tar.gz"]).await;
        assert_eq!(told, "kinfolk: b.tar.gz exists already\n");
        let told = complaint(folder.path(), &url_of(&app), &["backup", "absent/b.tar.gz"]).await;
        assert!(told.starts_with("kinfolk: absent/b.tar.gz cannot be written: No such file"), "{told}");
        assert_eq!(inside(folder.path()), ["b.tar.gz"]);
        let listed = Command::new("tar").arg("tzf").arg(folder.path().join("b.tar.gz")).output().unwrap();
        let listed = text(&listed.stdout);
        assert!(listed.starts_with("head.json\n") && listed.ends_with("manifest.json\n"), "{listed}");
    }

    async fn a_restore_beside_a_server_or_over_what_is_there_is_refused(app: TestApp) {
        app.person("old").await;
        let site = Site::new(app);
        site.ask(&["backup", "b.tar.gz"]);
        let (url, folder) = (url_of(&site.app), site.folder.path());
        let engine = site.app.state.db().engine();
        site.app.person("new").await;
        let told = complaint(folder, &url, &["restore", "b.tar.gz"]).await;
        let because = if engine == Engine::Sqlite { "is in use by a server or another command" } else { "the database is not empty: it holds account_stats, accounts," };
        assert!(told.contains(because), "{told}");
        site.app.state.db().close().await;
        let server = site.serve(&[]);
        for words in [&["restore", "b.tar.gz"][..], &["restore", "b.tar.gz", "--replace"]] {
            assert!(complaint(folder, &url, words).await.contains("stop it first"));
        }
        assert_eq!(server.get("/api/v1/accounts/lookup?acct=new", None).0, 200);
        // A killed server leaves no lock.
        drop(server);
        let told = complaint(folder, &url, &["restore", "b.tar.gz"]).await;
        assert!(told.contains("the database is not empty: it holds account_stats, accounts,"), "{told}");
        assert_eq!(usernames(&url).await, ["new", "old"]);

        for _ in 0..2 {
            let told = ask(folder, &url, &["restore", "b.tar.gz", "--replace"]).await;
            assert_eq!(usernames(&url).await, ["old"]);
            let kept = told.lines().find_map(|line| line.strip_prefix("what was there before is kept as "));
            assert_eq!(kept.is_some(), engine == Engine::Sqlite, "{told}");
            if let Some(kept) = kept {
                assert!(kept.contains(".before-20") && usernames(&format!("sqlite:{kept}")).await.contains(&"old".to_owned()));
                // The next one is kept under another second's name.
                fs::rename(kept, format!("{kept}-moved")).unwrap();
            }
        }
        let server = site.serve(&[]);
        let status = |name: &str| server.get(&format!("/api/v1/accounts/lookup?acct={name}"), None).0;
        assert_eq!((status("old"), status("new")), (200, 404));
        assert_eq!(server.stop(), Some(0));
    }

    async fn an_archive_that_is_not_what_was_written_is_refused_before_anything_is_touched(app: TestApp) {
        app.person("ann").await;
        let folder = tempfile::tempdir().unwrap();
        ask(folder.path(), &url_of(&app), &["backup", "b.tar.gz"]).await;
        let whole = fs::read(folder.path().join("b.tar.gz")).unwrap();
        let empty = Empty::on_each().await.remove(0);
        let refuse = async |bytes: &[u8], because: &str| {
            fs::write(folder.path().join("bad"), bytes).unwrap();
            let told = complaint(folder.path(), &empty.url, &["restore", "bad"]).await;
            assert!(told.contains(because), "{told}");
        };
        for length in [0, 1, 2, 10, whole.len() / 2, whole.len() - 58, whole.len() - 1] {
            refuse(&whole[..length], if length < 2 { "bad is" } else { "bad is not whole" }).await;
        }
        for (at, because) in [(0, "no Kinfolk backup"), (4, "was changed"), (whole.len() / 3, "was changed"), (whole.len() - 30, "was changed"), (whole.len() - 1, "not whole")] {
            let mut changed = whole.clone();
            changed[at] ^= 0x10;
            refuse(&changed, because).await;
        }
        refuse(&[&whole[..], b"\n"].concat(), "not whole").await;
        assert!(complaint(folder.path(), &empty.url, &["restore", "absent"]).await.contains("absent cannot be read: No such file"));
        let place = Path::new(empty.url.strip_prefix("sqlite:").unwrap()).parent().unwrap();
        assert_eq!((inside(place), inside(folder.path())), (vec![], vec!["b.tar.gz".to_owned(), "bad".to_owned()]));
    }

    async fn a_full_disk_leaves_neither_a_backup_nor_half_a_database(app: TestApp) {
        for nth in 0..40 {
            app.person(&format!("person{nth}")).await;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("data/media")).unwrap();
        fs::write(folder.path().join("data/media/noise"), base::random::hex(65_536)).unwrap();
        ask(folder.path(), &url_of(&app), &["backup", "b.tar.gz"]).await;
        let (url, empty) = (url_of(&app), Empty::on_each().await.remove(0));
        let told = limited(folder.path(), &url, "backup c.tar.gz");
        assert!(told.starts_with("kinfolk: c.tar.gz cannot be written: ") || told.contains("noise: "), "{told}");
        let other = tempfile::tempdir().unwrap();
        let told = limited(other.path(), &empty.url, &format!("restore {}/b.tar.gz", folder.path().display()));
        assert!(told.contains("The database cannot be written") || told.contains("disk is full"), "{told}");
        let place = Path::new(empty.url.strip_prefix("sqlite:").unwrap()).parent().unwrap();
        assert_eq!(inside(folder.path()), ["b.tar.gz", "data"]);
        assert_eq!(inside(place), ["new.db-lock"]);
        ask(other.path(), &empty.url, &["restore", &format!("{}/b.tar.gz", folder.path().display())]).await;
        assert_eq!(usernames(&empty.url).await.len(), 40);
    }

    async fn a_copy_says_what_stands_in_its_way(app: TestApp) {
        let (url, folder) = (url_of(&app), tempfile::tempdir().unwrap());
        let copy = async |from: &str, to: &str| complaint(folder.path(), &url, &["db", "copy", from, to]).await;
        assert!(copy(&url, &url).await.contains("are the same database"));
        assert!(copy("mysql://x/y", "sqlite:b.db").await.contains("must start with sqlite: or postgres://"));
        assert!(copy("sqlite:absent.db", "sqlite:b.db").await.contains("FROM_URL: there is no database absent.db"));
        fs::write(folder.path().join("text.db"), "no database at all, just some text that goes on").unwrap();
        assert!(copy("sqlite:text.db", "sqlite:b.db").await.contains("FROM_URL: text.db holds no Kinfolk database"));
        assert!(!folder.path().join("b.db").exists() && !folder.path().join("absent.db").exists());
        let site = Site::new(app);
        let server = site.serve(&[]);
        let output = site.run(&["db", "copy", &url, "sqlite:copied/b.db"]);
        assert!(output.status.success() && text(&output.stderr).contains("FROM_URL is in use"), "{output:?}");
        assert_eq!(server.stop(), Some(0));
    }
}

/// Runs a command that may write no file of more than 16 KiB, as on a full disk; what it complains of.
fn limited(folder: &Path, url: &str, words: &str) -> String {
    let own = program(folder, &[], &[]);
    let script = format!("ulimit -f 32; trap '' 25; exec '{}' {words}", own.get_program().display());
    let mut shell = Command::new("sh");
    shell.env_clear().env("PATH", "/usr/bin:/bin").current_dir(folder).args(["-c", &script]);
    shell.env("KINFOLK_DATABASE_URL", url).env("KINFOLK_LOG", "warn");
    let output = shell.output().unwrap();
    assert!(!output.status.success(), "{words} did not fail");
    text(&output.stderr)
}
