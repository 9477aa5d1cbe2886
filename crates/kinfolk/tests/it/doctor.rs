//! `kinfolk doctor`: nothing to complain of on a sound server, and of each fault a line that says what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use db::migrate::{Kind, Step};
use kinfolk::core::STEPS;

use crate::program::{Site, program, text};

/// What it prints, and whether it found no fault.
fn doctor(folder: &Path, settings: &[(&str, &str)]) -> (String, bool) {
    let settings = [&[("PATH", "/nowhere")], settings].concat();
    let output = program(folder, &settings, &["doctor"]).output().unwrap();
    let (told, complaint) = (text(&output.stdout), text(&output.stderr));
    let faults = told.lines().filter(|line| line.starts_with("fault ")).count();
    let expected = match faults {
        0 => String::new(),
        1 => "kinfolk: 1 fault was found\n".to_owned(),
        faults => format!("kinfolk: {faults} faults were found\n"),
    };
    assert_eq!((complaint, output.status.code()), (expected, Some(i32::from(faults > 0))), "{told}");
    for line in told.lines() {
        assert!(
            ["ok       ", "warning  ", "fault    "].iter().any(|level| line.starts_with(level)),
            "{line}"
        );
    }
    (told, faults == 0)
}

/// The only fault that is found, without its level.
#[track_caller]
fn fault(folder: &Path, settings: &[(&str, &str)]) -> String {
    let (told, _) = doctor(folder, settings);
    let faults: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("fault    ")).collect();
    assert_eq!(faults.len(), 1, "{told}");
    faults[0].to_owned()
}

fn later(kind: Kind) -> &'static [Step] {
    let next = Step { number: 1_000, name: "later", kind, common: "", sqlite: "", postgres: "" };
    STEPS.iter().copied().chain([next]).collect::<Vec<_>>().leak()
}

both_engines! {
    async fn a_sound_server_has_no_fault_also_while_it_runs(app: TestApp) {
        app.person("ann").await;
        let site = Site::new(app);
        let url = site.app.state.config().database_url.expose().to_owned();
        let server = site.serve(&[]);
        let (told, sound) = doctor(site.folder.path(), &[("KINFOLK_DATABASE_URL", &url), ("KINFOLK_BASE_URL", "https://kin.example.org")]);
        assert!(sound, "{told}");
        for start in ["ok       settings  understood; the server is https://kin.example.org", "ok       database  ", "ok       clock     20", "ok       mail      no mail is sent", "warning  ffmpeg    it was not found; "] {
            assert!(told.lines().any(|line| line.starts_with(start)), "{start}: {told}");
        }
        assert!(told.contains(&format!("schema step {0} of {0}", STEPS.len())), "{told}");
        assert!(told.contains("disk      ") && told.contains("media     data/media will be made"), "{told}");
        assert_eq!(fs::read_dir(site.folder.path()).unwrap().count(), 0, "a probe was left");
        assert_eq!(server.stop(), Some(0));
    }

    async fn a_database_of_another_version_is_told(app: TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let url = app.state.config().database_url.expose().to_owned();
        db::migrate::run(app.state.db(), later(Kind::Contract), 1_000).await.unwrap();
        let told = fault(folder.path(), &[("KINFOLK_DATABASE_URL", &url)]);
        assert!(told.starts_with("database  schema step 1000 is not known to this version"), "{told}");
        let empty = crate::support::Empty::on_each().await;
        for newer in &empty {
            let db = db::Db::open(&db::Config::new(&newer.url)).await.unwrap();
            db::migrate::run(&db, later(Kind::Expand), 1_000).await.unwrap();
            db.close().await;
            let (told, sound) = doctor(folder.path(), &[("KINFOLK_DATABASE_URL", &newer.url)]);
            assert!(sound && told.contains("warning  database  it has schema step 1000, made by a newer"), "{told}");
        }
        let empty = crate::support::Empty::on_each().await;
        for older in &empty {
            let db = db::Db::open(&db::Config::new(&older.url)).await.unwrap();
            db::migrate::run(&db, &STEPS[..1], 1_000).await.unwrap();
            db.close().await;
            let (told, sound) = doctor(folder.path(), &[("KINFOLK_DATABASE_URL", &older.url)]);
            assert!(sound && told.contains("warning  database  its schema is older than this version"), "{told}");
        }
    }

    async fn a_clock_that_stands_before_the_newest_post_is_told(app: TestApp) {
        app.clock.advance(4_102_444_800_000 - app.clock.now_ms());
        let ann = app.person("ann").await;
        ann.client.post("/api/v1/statuses", &[("status", "from the future")]).await.assert(200);
        let url = app.state.config().database_url.expose().to_owned();
        let told = fault(tempfile::tempdir().unwrap().path(), &[("KINFOLK_DATABASE_URL", &url)]);
        assert!(told.starts_with("clock     this machine says 20") && told.contains("but the newest post is of 2100-01-01T00:00:00Z; set its clock"), "{told}");
    }
}

#[test]
fn each_fault_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let told = doctor(folder.path(), &[("KINFOLK_BIMD", "x"), ("KINFOLK_CACHE_MB", "lots")]).0;
    assert!(
        told.starts_with("fault    settings  KINFOLK_BIMD is not a setting; did you mean KINFOLK_BIND?\n"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 2, "{told}");

    let told =
        fault(folder.path(), &[("KINFOLK_DATABASE_URL", &format!("postgres://nobody@127.0.0.1:{gone}/kin"))]);
    assert!(
        told.starts_with("database  The database cannot be reached: ")
            && told.ends_with("; check KINFOLK_DATABASE_URL and that the server runs"),
        "{told}"
    );

    let mail = format!("smtp://ann:hunter2@127.0.0.1:{gone}");
    let told = fault(folder.path(), &[("KINFOLK_SMTP_URL", &mail), ("KINFOLK_MAIL_FROM", "kin@example.org")]);
    assert!(
        told.starts_with("mail      The mail server does not answer") && !told.contains("hunter2"),
        "{told}"
    );

    fs::write(folder.path().join("file"), "in the way").unwrap();
    let told = fault(folder.path(), &[("KINFOLK_MEDIA_URL", "file:file/media")]);
    assert_eq!(
        told,
        "media     file/media cannot be a folder: a file is in the way; name another in KINFOLK_DATA_DIR or KINFOLK_MEDIA_URL"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was made");

    fs::write(
        folder.path().join("some.db"),
        "this is a text and not a database at all, however it is called",
    )
    .unwrap();
    let told = fault(folder.path(), &[("KINFOLK_DATABASE_URL", "sqlite:some.db")]);
    assert!(told.starts_with("database  some.db holds no Kinfolk database"), "{told}");
}

#[test]
fn a_damaged_or_open_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    assert!(program(folder.path(), &[], &["migrate"]).status().unwrap().success());
    let file = folder.path().join("data/kinfolk.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let (told, sound) = doctor(folder.path(), &[]);
    assert!(
        sound && told.contains("warning  database  others on this machine may read data/kinfolk.db"),
        "{told}"
    );
    assert!(told.contains("journal mode wal, built with DEFAULT_MEMSTATUS=0, every page is sound"), "{told}");

    let mut bytes = fs::read(&file).unwrap();
    let third = 2 * 4_096;
    bytes[third..third + 2_048].fill(0x5a);
    fs::write(&file, bytes).unwrap();
    let told = fault(folder.path(), &[]);
    assert!(
        told.starts_with("database  the file is damaged (") && told.ends_with("); restore the last backup"),
        "{told}"
    );
}

#[test]
fn ffmpeg_is_asked_for_its_version() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("ffmpeg");
    fs::write(&script, "#!/bin/sh\necho 'ffmpeg version 7.1.2-3 Copyright (c) 2000'\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let path = folder.path().display().to_string();
    let output = program(folder.path(), &[("PATH", &path)], &["doctor"]).output().unwrap();
    assert!(text(&output.stdout).contains("ok       ffmpeg    version 7.1.2-3\n"), "{output:?}");
}
