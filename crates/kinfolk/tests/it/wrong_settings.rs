//! Wrong settings, given to the real program: each is told in one sentence that names the setting, the
//! program ends with a status other than 0, and nothing is made on disk.
//!
//! How single values are written is tested in `config.rs`; here it is what a person sees.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;

use crate::program::{ended, program, text};

/// What is given, and the sentence that is expected, without `kinfolk: `. In both `{taken}` is an address in
/// use, `{closed}` one where nobody listens.
struct Mistake {
    settings: &'static [(&'static str, &'static str)],
    /// The text of `kinfolk.toml`, if there is one.
    file: Option<&'static str>,
    told: &'static str,
}

const fn by(settings: &'static [(&'static str, &'static str)], told: &'static str) -> Mistake {
    Mistake { settings, file: None, told }
}

const fn in_file(file: &'static str, told: &'static str) -> Mistake {
    Mistake { settings: &[], file: Some(file), told }
}

const MISTAKES: &[Mistake] = &[
    by(
        &[("KINFOLK_DATABSE_URL", "x")],
        "KINFOLK_DATABSE_URL is not a setting; did you mean KINFOLK_DATABASE_URL?",
    ),
    in_file(
        "databse_url = \"x\"",
        "databse_url in kinfolk.toml is not a setting; did you mean database_url?",
    ),
    in_file(
        "[database]\nurl = \"x\"",
        "database in kinfolk.toml is not a setting; did you mean database_url?",
    ),
    in_file(
        "bind = ",
        "kinfolk.toml is not valid TOML in line 1: string values must be quoted, expected literal string",
    ),
    in_file("cache_mb = 1.5", "cache_mb in kinfolk.toml must be a text, a number or a list of texts"),
    in_file("log_format = \"xml\"", "log_format in kinfolk.toml must be `text` or `json`, not `xml`"),
    // Where to listen.
    by(
        &[("KINFOLK_BIND", "3000")],
        "KINFOLK_BIND must be a host and a port, such as `127.0.0.1:3000`, not `3000`",
    ),
    by(
        &[("KINFOLK_BIND", "127.0.0.1:80000")],
        "KINFOLK_BIND must be a host and a port, such as `127.0.0.1:3000`, not `127.0.0.1:80000`",
    ),
    by(&[("PORT", "http")], "PORT must be a port number, not `http`"),
    by(
        &[("KINFOLK_BIND", "{taken}")],
        "cannot listen on {taken}: another program listens there; KINFOLK_BIND names the address",
    ),
    in_file(
        "bind = \"{taken}\"",
        "cannot listen on {taken}: another program listens there; bind in kinfolk.toml names the address",
    ),
    by(
        &[("KINFOLK_METRICS_BIND", "{taken}")],
        "cannot listen on {taken}: another program listens there; KINFOLK_METRICS_BIND names the address",
    ),
    by(
        &[("KINFOLK_BIND", "192.0.2.1:3000")],
        "cannot listen on 192.0.2.1:3000: this machine does not have that address; KINFOLK_BIND names the address",
    ),
    // Where it is reached.
    by(
        &[("KINFOLK_BASE_URL", "kin.example.org")],
        "KINFOLK_BASE_URL must be an http or https URL without a path, such as `https://kin.example.org`, not `kin.example.org`",
    ),
    by(
        &[("KINFOLK_BASE_URL", "https://kin.example.org/social")],
        "KINFOLK_BASE_URL must be an http or https URL without a path, such as `https://kin.example.org`, not `https://kin.example.org/social`",
    ),
    // The database.
    by(
        &[("KINFOLK_DATABASE_URL", "mysql://root@db/kin")],
        "KINFOLK_DATABASE_URL must be `sqlite:PATH` or `postgres://user@host/database`",
    ),
    by(
        &[("KINFOLK_DATABASE_URL", "sqlite:")],
        "KINFOLK_DATABASE_URL must be `sqlite:` with the path of a file",
    ),
    by(
        &[("KINFOLK_DATABASE_URL", "sqlite:kin.db?mode=rwc")],
        "KINFOLK_DATABASE_URL has a `?`, but a SQLite database takes no options, only the path of its file",
    ),
    by(
        &[("KINFOLK_DATABASE_URL", "postgres://kin:word@db:99999/kin")],
        "KINFOLK_DATABASE_URL is not valid: invalid value for option `port`",
    ),
    by(
        &[("KINFOLK_DATABASE_URL", "postgres://kin@db/kin?pool=9")],
        "KINFOLK_DATABASE_URL is not valid: unknown option `pool`",
    ),
    by(
        &[("DATABASE_URL", "postgres://kin@db/kin?sslmode=require")],
        "DATABASE_URL says sslmode=require, but connections to PostgreSQL are made without TLS; use sslmode=prefer or sslmode=disable over a trusted network",
    ),
    by(
        &[("KINFOLK_DATABASE_URL", "postgres://kin:word@{closed}/kin")],
        "the database cannot be reached: error connecting to server: Connection refused (os error 111); KINFOLK_DATABASE_URL says where it is",
    ),
    by(
        &[
            ("KINFOLK_DATABASE_URL", "postgres://kin:word@{closed}/kin"),
            ("KINFOLK_DATABASE_DIRECT_URL", "postgres://kin@{closed}/kin"),
        ],
        "the database cannot be reached: error connecting to server: Connection refused (os error 111); KINFOLK_DATABASE_DIRECT_URL says where it is",
    ),
    by(
        &[("KINFOLK_DATABASE_URL", "postgres://kin@no-such-host.invalid/kin")],
        "the database cannot be reached: error connecting to server: failed to lookup address information: ",
    ),
    by(
        &[("KINFOLK_DATABASE_REPLICA_URL", "postgres://kin@db/kin")],
        "KINFOLK_DATABASE_REPLICA_URL is set, but KINFOLK_DATABASE_URL is not a PostgreSQL database",
    ),
    by(
        &[("KINFOLK_DATABASE_URL_FILE", "secret")],
        "KINFOLK_DATABASE_URL_FILE names the file secret, which cannot be read: No such file or directory (os error 2)",
    ),
    by(
        &[("KINFOLK_REDIS_URL", "redis://a"), ("KINFOLK_REDIS_URL_FILE", "secret")],
        "KINFOLK_REDIS_URL and KINFOLK_REDIS_URL_FILE are both set; one of them is enough",
    ),
    by(
        &[("KINFOLK_REDIS_URL", "cache:6379")],
        "KINFOLK_REDIS_URL must be a URL that begins with `redis://` or `rediss://`",
    ),
    // Media and mail.
    by(
        &[("KINFOLK_MEDIA_URL", "/var/media")],
        "KINFOLK_MEDIA_URL must be `file:PATH` or `s3://BUCKET`, not `/var/media`",
    ),
    by(
        &[
            ("KINFOLK_MEDIA_URL", "s3://media"),
            ("KINFOLK_S3_ENDPOINT", "https://s3.example.org"),
            ("KINFOLK_S3_REGION", "eu"),
            ("KINFOLK_S3_ACCESS_KEY", "key"),
        ],
        "KINFOLK_S3_SECRET_KEY is missing: media on an object store need it",
    ),
    by(
        &[("KINFOLK_S3_ACCESS_KEY", "key")],
        "KINFOLK_S3_ACCESS_KEY is set, but KINFOLK_MEDIA_URL is not `s3://BUCKET`",
    ),
    by(
        &[("KINFOLK_SMTP_URL", "smtp://mail.example.org")],
        "KINFOLK_SMTP_URL is set, but KINFOLK_MAIL_FROM is missing: mail needs a sender",
    ),
    by(
        &[("KINFOLK_MAIL_FROM", "kin@example.org")],
        "KINFOLK_MAIL_FROM is set, but KINFOLK_SMTP_URL is missing: mail needs a server to send it",
    ),
    by(
        &[("KINFOLK_SMTP_URL", "mail.example.org:587"), ("KINFOLK_MAIL_FROM", "kin@example.org")],
        "KINFOLK_SMTP_URL must be a URL that begins with `smtp://` or `smtps://`",
    ),
    // The rest.
    by(
        &[("KINFOLK_REGISTRATIONS", "yes")],
        "KINFOLK_REGISTRATIONS must be `open`, `approval`, `invite` or `closed`, not `yes`",
    ),
    by(
        &[("KINFOLK_TRUSTED_PROXIES", "10.0.0.0/33")],
        "KINFOLK_TRUSTED_PROXIES must be a list of networks, such as `127.0.0.1, 10.0.0.0/8`, not `10.0.0.0/33`",
    ),
    by(
        &[("KINFOLK_CACHE_MB", "1 GB")],
        "KINFOLK_CACHE_MB must be a whole number of MiB from 8 to 1048576, not `1 GB`",
    ),
    by(
        &[("KINFOLK_METRICS_BIND", "9100")],
        "KINFOLK_METRICS_BIND must be a host and a port, such as `127.0.0.1:3000`, or `off`, not `9100`",
    ),
    by(&[("KINFOLK_RATE_LIMITS", "maybe")], "KINFOLK_RATE_LIMITS must be `on` or `off`, not `maybe`"),
];

#[test]
fn each_mistake_is_told_in_one_sentence_and_leaves_nothing_behind() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let (taken_at, closed_at) = (taken.local_addr().unwrap(), closed.local_addr().unwrap());
    drop(closed);
    let fill = |text: &str| {
        text.replace("{taken}", &taken_at.to_string()).replace("{closed}", &closed_at.to_string())
    };
    for mistake in MISTAKES {
        let folder = tempfile::tempdir().unwrap();
        if let Some(file) = mistake.file {
            std::fs::write(folder.path().join("kinfolk.toml"), fill(file)).unwrap();
        }
        let given: Vec<(&str, String)> =
            mistake.settings.iter().map(|(name, value)| (*name, fill(value))).collect();
        let named = |name: &str| given.iter().any(|(given, _)| *given == name);
        // One that is never taken, for mistakes that are found after listening.
        let bind = (!named("PORT") && !fill(mistake.file.unwrap_or("")).contains("bind"))
            .then_some(("KINFOLK_BIND", "127.0.0.1:0"));
        let settings: Vec<(&str, &str)> =
            bind.into_iter().chain(given.iter().map(|(name, value)| (*name, value.as_str()))).collect();
        assert_told(folder.path(), &settings, &fill(mistake.told));
        let files = usize::from(mistake.file.is_some());
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, files, "{settings:?} left something behind");
    }
}

#[track_caller]
fn assert_told(folder: &Path, settings: &[(&str, &str)], told: &str) {
    let output = ended(program(folder, settings, &[]));
    let complaint = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{settings:?} ended so: {complaint}");
    assert!(output.stdout.is_empty(), "{settings:?} printed something");
    assert_eq!(complaint.lines().count(), 1, "{settings:?} gave {complaint}");
    let sentence = complaint.trim_end().strip_prefix("kinfolk: ").unwrap();
    let whole = !told.ends_with(": ");
    let as_expected = if whole { sentence == told } else { sentence.starts_with(told) };
    assert!(as_expected, "{settings:?} gave\n{sentence}\nnot\n{told}");
    assert!(!complaint.contains("word"), "a password is shown: {complaint}");
}

#[test]
fn a_place_that_cannot_hold_the_database_is_named_with_its_setting() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "a text, and no database: long enough to have a header")
        .unwrap();
    let bind = ("KINFOLK_BIND", "127.0.0.1:0");
    let cases = [
        (
            ("KINFOLK_DATA_DIR", "file"),
            "the folder file cannot be made: there is a file of that name; KINFOLK_DATA_DIR names it",
        ),
        (
            ("KINFOLK_DATABASE_URL", "sqlite:file/kin.db"),
            "the folder file cannot be made: there is a file of that name; KINFOLK_DATABASE_URL names it",
        ),
        (
            ("KINFOLK_DATABASE_URL", "sqlite:."),
            "the database cannot be opened: . is a folder; KINFOLK_DATABASE_URL says where it is",
        ),
        (
            ("KINFOLK_DATABASE_URL", "sqlite:file"),
            "the database cannot be opened: file: file is not a database; KINFOLK_DATABASE_URL says where it is",
        ),
    ];
    for (setting, told) in cases {
        assert_told(folder.path(), &[bind, setting], told);
    }
    std::fs::write(folder.path().join("kinfolk.toml"), "data_dir = \"file\"").unwrap();
    let told =
        "the folder file cannot be made: there is a file of that name; data_dir in kinfolk.toml names it";
    assert_told(folder.path(), &[bind], told);
    assert!(!folder.path().join("data").exists(), "something was left behind");
}

/// Runs the program as somebody who may not write where root can.
fn as_nobody(folder: &Path, settings: &[(&str, &str)]) -> String {
    let mut command = program(folder, settings, &["migrate"]);
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt as _;
        own.uid() == 0
    });
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().expect("the program can be run by everybody");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    text(&output.stderr)
}

#[test]
fn a_folder_or_file_that_may_not_be_written_is_told_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let allow = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(folder.path(), 0o755);
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    allow(&data, 0o555);
    let told = "the database cannot be opened: data/kinfolk.db-lock: Permission denied (os error 13); KINFOLK_DATA_DIR says where it is\n";
    let reason = format!("kinfolk: {told}");
    assert_eq!(as_nobody(folder.path(), &[]), reason, "a folder that may not be written");
    let below = as_nobody(folder.path(), &[("KINFOLK_DATA_DIR", "data/below")]);
    let told = "kinfolk: the folder data/below cannot be made: Permission denied (os error 13); KINFOLK_DATA_DIR names it\n";
    assert_eq!(below, told);

    allow(&data, 0o755);
    assert!(program(folder.path(), &[], &["migrate"]).output().unwrap().status.success());
    allow(&data, 0o555);
    allow(&data.join("kinfolk.db"), 0o444);
    allow(&data.join("kinfolk.db-lock"), 0o666);
    let reason = reason.replace("-lock", "");
    assert_eq!(as_nobody(folder.path(), &[]), reason, "a file that may not be written");
    allow(&data.join("kinfolk.db"), 0o666);
    let told = "kinfolk: the database cannot be opened: data/kinfolk.db: its folder must be writable as well: the write-ahead log stands beside it; KINFOLK_DATA_DIR says where it is\n";
    assert_eq!(as_nobody(folder.path(), &[]), told);
    allow(&data, 0o755);
}
