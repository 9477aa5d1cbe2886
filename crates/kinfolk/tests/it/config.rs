//! Settings: every one is read, every mistake is named, all of them together, and the
//! documentation says what the program does.

use std::path::PathBuf;

use kinfolk::core::Config;
use kinfolk::core::config::settings::{self, SETTINGS};
use kinfolk::core::config::{LogFormat, Registrations, Sources};

/// Reads settings from these variables and this file.
fn load(environment: &[(&str, &str)], file: Option<&str>) -> Result<Config, Vec<String>> {
    let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let file = file.map(|text| (PathBuf::from("kinfolk.toml"), text.to_owned()));
    Config::load(&Sources { environment, file }).map_err(|faults| faults.0)
}

/// A well-formed value for every setting; together they hold.
const ALL: [(&str, &str); 22] = [
    ("BIND", "[::1]:8080"),
    ("BASE_URL", "https://Kin.example.org/"),
    ("DATA_DIR", "/var/lib/kinfolk"),
    ("DATABASE_URL", "postgres://kin@db/kin"),
    ("DATABASE_DIRECT_URL", "postgres://kin@db:5433/kin"),
    ("DATABASE_REPLICA_URL", "postgresql://kin@replica/kin"),
    ("REDIS_URL", "redis://cache:6379"),
    ("MEDIA_URL", "s3://media"),
    ("S3_ENDPOINT", "https://s3.example.org"),
    ("S3_REGION", "eu"),
    ("S3_ACCESS_KEY", "key"),
    ("S3_SECRET_KEY", "secret"),
    ("MEDIA_PUBLIC_URL", "https://media.example.org"),
    ("SMTP_URL", "smtp://user:word@mail.example.org:587"),
    ("MAIL_FROM", "Kinfolk <kin@example.org>"),
    ("REGISTRATIONS", "closed"),
    ("RATE_LIMITS", "off"),
    ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
    ("CACHE_MB", "64"),
    ("METRICS_BIND", "off"),
    ("LOG", "warn,kinfolk=debug"),
    ("LOG_FORMAT", "json"),
];

#[test]
fn without_settings_everything_has_its_default() {
    let config = load(&[], None).unwrap();
    assert_eq!(config.bind, "127.0.0.1:3000");
    assert_eq!(
        (config.base_url.as_str(), config.domain.as_str()),
        ("http://localhost:3000", "localhost:3000")
    );
    assert_eq!(config.database_url.expose(), "sqlite:data/kinfolk.db");
    assert_eq!(config.media_url, "file:data/media");
    assert_eq!((config.registrations, config.rate_limits, config.cache_mb), (Registrations::Open, true, 256));
    assert_eq!((config.metrics_bind.as_deref(), config.log.as_str()), (Some("127.0.0.1:9100"), "info"));
}

#[test]
fn every_setting_is_read_from_the_environment_and_from_the_file() {
    let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    assert_eq!(names, ALL.map(|(name, _)| name), "the test does not know every setting");
    let variables: Vec<(String, &str)> = ALL.map(|(name, value)| (format!("KINFOLK_{name}"), value)).into();
    let variables: Vec<(&str, &str)> =
        variables.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let file: String = ALL.map(|(name, value)| format!("{} = \"{value}\"\n", name.to_lowercase())).concat();
    for config in [load(&variables, None).unwrap(), load(&[], Some(&file)).unwrap()] {
        assert_eq!(
            (config.base_url.as_str(), config.domain.as_str()),
            ("https://kin.example.org", "kin.example.org")
        );
        assert_eq!(config.s3.secret_key.unwrap().expose(), "secret");
        assert_eq!((config.registrations, config.rate_limits), (Registrations::Closed, false));
        assert_eq!((config.trusted_proxies.len(), config.cache_mb), (2, 64));
        assert_eq!((config.metrics_bind, config.log_format), (None, LogFormat::Json));
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "log = \"debug\"\nbind = \"nonsense\"\ncache_mb = 64\nrate_limits = false\ntrusted_proxies = [\"::1\"]\n";
    let config = load(&[("KINFOLK_LOG", "warn"), ("KINFOLK_BIND", "0.0.0.0:1")], Some(file)).unwrap();
    assert_eq!((config.log.as_str(), config.bind.as_str()), ("warn", "0.0.0.0:1"));
    assert_eq!((config.cache_mb, config.rate_limits, config.trusted_proxies.len()), (64, false, 1));
}

#[test]
fn names_of_hosting_platforms_are_understood_where_ours_are_not_given() {
    let config = load(&[("PORT", "8080"), ("DATABASE_URL", "postgres://a/b")], None).unwrap();
    assert_eq!((config.bind.as_str(), config.base_url.as_str()), ("0.0.0.0:8080", "http://localhost:8080"));
    assert_eq!(config.database_url.expose(), "postgres://a/b");
    let ours = [("KINFOLK_BIND", "127.0.0.1:1"), ("KINFOLK_DATABASE_URL", "sqlite:x.db")];
    let config =
        load(&[&ours[..], &[("PORT", "none"), ("DATABASE_URL", "mysql://x")]].concat(), None).unwrap();
    assert_eq!((config.bind.as_str(), config.database_url.expose()), ("127.0.0.1:1", "sqlite:x.db"));
}

#[test]
fn a_domain_has_the_port_unless_it_is_the_schemes_own() {
    let domain = |url: &str| load(&[("KINFOLK_BASE_URL", url)], None).unwrap().domain;
    assert_eq!(domain("https://a.example:443"), "a.example");
    assert_eq!(domain("http://a.example:443"), "a.example:443");
    assert_eq!(domain("http://[::1]:3000"), "[::1]:3000");
}

#[test]
fn a_secret_may_stand_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "postgres://kin:word@db/kin\n").unwrap();
    let file = file.to_str().unwrap();
    let config = load(&[("KINFOLK_DATABASE_URL_FILE", file)], None).unwrap();
    assert_eq!(config.database_url.expose(), "postgres://kin:word@db/kin");
    let toml = format!("database_url_file = \"{file}\"");
    assert_eq!(load(&[], Some(&toml)).unwrap().database_url, config.database_url);
}

/// Variables, and the beginnings of the sentences that are expected, in order.
type Mistake = (&'static [(&'static str, &'static str)], &'static [&'static str]);

const MISTAKES: &[Mistake] = &[
    (&[("KINFOLK_BIMD", "x")], &["KINFOLK_BIMD is not a setting; did you mean KINFOLK_BIND?"]),
    (&[("KINFOLK_NONSENSE_AT_ALL", "")], &["KINFOLK_NONSENSE_AT_ALL is not a setting"]),
    (&[("KINFOLK_BIND_FILE", "/x")], &["KINFOLK_BIND_FILE is not a setting"]),
    (
        &[("KINFOLK_BIND", "3000")],
        &["KINFOLK_BIND must be a host and a port, such as `127.0.0.1:3000`, not `3000`"],
    ),
    (&[("KINFOLK_BIND", "localhost:99999")], &["KINFOLK_BIND must be a host and a port"]),
    (&[("KINFOLK_BIND", "::1:3000")], &["KINFOLK_BIND must be a host and a port"]),
    (&[("PORT", "http")], &["PORT must be a port number, not `http`"]),
    (&[("KINFOLK_BASE_URL", "kin.example.org")], &["KINFOLK_BASE_URL must be an http or https URL"]),
    (&[("KINFOLK_BASE_URL", "https://kin.example.org/social")], &["KINFOLK_BASE_URL must be"]),
    (&[("KINFOLK_BASE_URL", "ftp://kin.example.org")], &["KINFOLK_BASE_URL must be"]),
    (
        &[("KINFOLK_DATABASE_URL", "mysql://x")],
        &["KINFOLK_DATABASE_URL must be `sqlite:PATH` or `postgres://"],
    ),
    (&[("KINFOLK_DATABASE_URL", "sqlite:")], &["KINFOLK_DATABASE_URL must be `sqlite:` with the path"]),
    (&[("DATABASE_URL", "mysql://x")], &["DATABASE_URL must be"]),
    (
        &[("KINFOLK_DATABASE_URL_FILE", "/nowhere/at/all")],
        &["KINFOLK_DATABASE_URL_FILE names the file /nowhere"],
    ),
    (
        &[("KINFOLK_REDIS_URL", "redis://a"), ("KINFOLK_REDIS_URL_FILE", "/x")],
        &["KINFOLK_REDIS_URL and KINFOLK_REDIS_URL_FILE are both set"],
    ),
    (&[("KINFOLK_REDIS_URL", "localhost")], &["KINFOLK_REDIS_URL must be a URL that begins with `redis://`"]),
    (
        &[("KINFOLK_DATABASE_REPLICA_URL", "postgres://a/b")],
        &["KINFOLK_DATABASE_REPLICA_URL is set, but KINFOLK_DATABASE_URL is not a PostgreSQL database"],
    ),
    (&[("KINFOLK_MEDIA_URL", "/media")], &["KINFOLK_MEDIA_URL must be `file:PATH` or `s3://BUCKET`"]),
    (
        &[
            ("KINFOLK_MEDIA_URL", "s3://media"),
            ("KINFOLK_S3_ENDPOINT", "https://s3"),
            ("KINFOLK_S3_REGION", "eu"),
        ],
        &["KINFOLK_S3_ACCESS_KEY is missing", "KINFOLK_S3_SECRET_KEY is missing"],
    ),
    (
        &[("KINFOLK_S3_REGION", "eu")],
        &["KINFOLK_S3_REGION is set, but KINFOLK_MEDIA_URL is not `s3://BUCKET`"],
    ),
    (&[("KINFOLK_SMTP_URL", "smtp://mail")], &["KINFOLK_SMTP_URL is set, but KINFOLK_MAIL_FROM is missing"]),
    (&[("KINFOLK_MAIL_FROM", "a@b")], &["KINFOLK_MAIL_FROM is set, but KINFOLK_SMTP_URL is missing"]),
    (
        &[("KINFOLK_MAIL_FROM", "somebody"), ("KINFOLK_SMTP_URL", "smtp://mail")],
        &["KINFOLK_MAIL_FROM must be an e-mail address"],
    ),
    (&[("KINFOLK_REGISTRATIONS", "yes")], &["KINFOLK_REGISTRATIONS must be `open`, `approval`, `invite` or"]),
    (&[("KINFOLK_RATE_LIMITS", "maybe")], &["KINFOLK_RATE_LIMITS must be `on` or `off`, not `maybe`"]),
    (&[("KINFOLK_TRUSTED_PROXIES", "10.0.0.0/33")], &["KINFOLK_TRUSTED_PROXIES must be a list of networks"]),
    (&[("KINFOLK_CACHE_MB", "1 GB")], &["KINFOLK_CACHE_MB must be a whole number of MiB"]),
    (&[("KINFOLK_CACHE_MB", "0")], &["KINFOLK_CACHE_MB must be a whole number of MiB"]),
    (&[("KINFOLK_METRICS_BIND", "no")], &["KINFOLK_METRICS_BIND must be a host and a port"]),
    (&[("KINFOLK_LOG", "kinfolk=loud")], &["KINFOLK_LOG must be a log filter"]),
    (&[("KINFOLK_LOG_FORMAT", "xml")], &["KINFOLK_LOG_FORMAT must be `text` or `json`"]),
    (
        &[
            ("KINFOLK_LOG_FORMAT", "xml"),
            ("KINFOLK_CACHE_MB", "-1"),
            ("KINFOLK_X", "1"),
            ("KINFOLK_S3_REGION", "eu"),
        ],
        &["KINFOLK_CACHE_MB", "KINFOLK_LOG_FORMAT", "KINFOLK_X is not a setting", "KINFOLK_S3_REGION is set"],
    ),
];

#[test]
fn every_mistake_is_told_in_a_sentence_that_names_it_and_all_are_told_together() {
    for (variables, expected) in MISTAKES {
        let faults = load(variables, None).expect_err(&format!("{variables:?} was taken"));
        assert_eq!(faults.len(), expected.len(), "{variables:?} gave {faults:?}");
        for (fault, beginning) in faults.iter().zip(*expected) {
            assert!(fault.starts_with(beginning), "{variables:?} gave {fault:?}, not {beginning:?}");
        }
    }
}

#[test]
fn mistakes_in_the_file_name_the_key_and_the_file() {
    let fault = |text: &str| load(&[], Some(text)).unwrap_err().join("; ");
    assert_eq!(fault("bimd = \"x\""), "bimd in kinfolk.toml is not a setting; did you mean bind?");
    assert_eq!(fault("[s3]\nregion = \"eu\""), "s3 in kinfolk.toml is not a setting");
    assert!(fault("BIND = \"127.0.0.1:1\"").contains("lower case"));
    assert!(fault("cache_mb = 1.5").starts_with("cache_mb in kinfolk.toml must be a text"));
    assert!(fault("cache_mb = 1").starts_with("cache_mb in kinfolk.toml must be a whole number"));
    assert!(fault("log = \"info\"\nbind = ").starts_with("kinfolk.toml is not valid TOML in line 2"));
}

#[test]
fn no_sentence_shows_a_secret() {
    let secret = "correct-horse";
    for setting in SETTINGS.iter().filter(|setting| setting.secret) {
        let value = format!("{secret}://x y");
        let shown = match load(&[(&format!("KINFOLK_{}", setting.name), &value)], None) {
            Ok(config) => format!("{config:?}"),
            Err(faults) => faults.join(" "),
        };
        assert!(!shown.contains(secret), "{} shows its value: {shown}", setting.name);
    }
}

#[test]
fn an_empty_variable_counts_as_not_given() {
    let config = load(&[("KINFOLK_REDIS_URL", ""), ("KINFOLK_BIND", " "), ("PORT", "")], None).unwrap();
    assert!(config.redis_url.is_none() && config.bind == "127.0.0.1:3000");
}

#[test]
fn the_documentation_has_the_table_of_settings() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    for name in ["README.md", "docs/config.md"] {
        let path = root.join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = text.split_once("<!-- settings -->\n").expect("a mark where the table begins");
        let (table, after) =
            rest.split_once("<!-- end of settings -->").expect("a mark where the table ends");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let new =
                format!("{before}<!-- settings -->\n{}<!-- end of settings -->{after}", settings::markdown());
            std::fs::write(&path, new).unwrap();
        } else {
            assert_eq!(table, settings::markdown(), "{name} is old; UPDATE_DOCS=1 cargo test writes it anew");
        }
    }
}
