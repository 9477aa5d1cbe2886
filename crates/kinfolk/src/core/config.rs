//! Settings: read once from `kinfolk.toml` and the environment, checked as a whole.
//!
//! - [`settings`]: the one table of settings; the reading, the README and `docs/config.md` come from it.
//! - [`load`]: where values come from and which one wins; finds what is unknown.
//! - `draft`: from values given one by one to a whole [`Config`]; finds what does not fit together.
//! - `words`: how a value is written: addresses, URLs, numbers, networks.
//!
//! Every fault found is told in one sentence, all of them together. **Not here:** what an
//! administrator changes while the server runs.

mod draft;
pub mod load;
pub mod settings;
mod words;

use std::collections::HashMap;
use std::path::PathBuf;

use base::Secret;

pub use load::{Faults, Sources};

/// Everything an operator can set before the start; names and defaults as in the README.
#[derive(Debug, Clone)]
pub struct Config {
    /// `host:port` to listen on.
    pub bind: String,
    /// Public URL without a trailing slash.
    pub base_url: String,
    /// The public URL was given and not made from the port.
    pub base_url_given: bool,
    /// Host of the public URL, with the port if it is not the scheme's own: the domain of accounts.
    pub domain: String,
    /// SQLite file and media.
    pub data_dir: PathBuf,
    /// `sqlite:…` or `postgres://…`.
    pub database_url: Secret,
    /// For migrations past a pooler.
    pub database_direct_url: Option<Secret>,
    /// For reads that may lag.
    pub database_replica_url: Option<Secret>,
    /// Bus, presence and rate limits of several instances.
    pub redis_url: Option<Secret>,
    /// `file:…` or `s3://bucket`.
    pub media_url: String,
    /// Where media are served from, if not here.
    pub media_public_url: Option<String>,
    /// S3's endpoint, region, access key and secret key.
    pub s3: S3,
    /// `smtp://…`; none: no mail is sent and accounts are confirmed at sign-up.
    pub smtp_url: Option<Secret>,
    /// Sender of mail.
    pub mail_from: Option<String>,
    /// Who may sign up.
    pub registrations: Registrations,
    /// `false`: never refuses, still sends the headers.
    pub rate_limits: bool,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Limit of all in-memory caches together, in MiB.
    pub cache_mb: usize,
    /// Where Prometheus metrics are served; `None` if off.
    pub metrics_bind: Option<String>,
    /// tracing's filter.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// As what each setting was given, such as `KINFOLK_BIND` or `bind in kinfolk.toml`; by its name in the
    /// table. What was not given is absent.
    pub names: HashMap<&'static str, String>,
}

/// S3 settings; all absent unless the media URL is `s3://…`.
#[derive(Debug, Clone, Default)]
pub struct S3 {
    /// URL of the store.
    pub endpoint: Option<String>,
    /// Region name.
    pub region: Option<String>,
    /// Access key.
    pub access_key: Option<Secret>,
    /// Secret key.
    pub secret_key: Option<Secret>,
}

/// Who may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registrations {
    /// Everyone.
    Open,
    /// Everyone, once a moderator agrees.
    Approval,
    /// Whoever has an invitation.
    Invite,
    /// Nobody.
    Closed,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

impl Config {
    /// Settings for a server at `base_url` with the database at `database_url` and everything else as by
    /// default; for tests and as the ground that reading settings starts from.
    #[must_use]
    pub fn with_defaults(base_url: &str, database_url: &str, data_dir: PathBuf) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        let domain = base_url.split("://").nth(1).unwrap_or("localhost").to_owned();
        Self {
            bind: "127.0.0.1:3000".to_owned(),
            base_url,
            base_url_given: true,
            domain,
            media_url: format!("file:{}", data_dir.join("media").display()),
            data_dir,
            database_url: Secret::new(database_url),
            database_direct_url: None,
            database_replica_url: None,
            redis_url: None,
            media_public_url: None,
            s3: S3::default(),
            smtp_url: None,
            mail_from: None,
            registrations: Registrations::Open,
            rate_limits: true,
            trusted_proxies: Vec::new(),
            cache_mb: 256,
            metrics_bind: Some("127.0.0.1:9100".to_owned()),
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            names: HashMap::new(),
        }
    }

    /// How a sentence to the operator names a setting: as it was given, or as it can be.
    #[must_use]
    pub fn name_of(&self, setting: &str) -> String {
        self.names.get(setting).cloned().unwrap_or_else(|| format!("KINFOLK_{setting}"))
    }

    /// The public URL of a server that was given none, and its domain.
    pub(crate) fn local_url(port: u16) -> (String, String) {
        let domain = if port == 80 { "localhost".to_owned() } else { format!("localhost:{port}") };
        (format!("http://{domain}"), domain)
    }

    /// The folder that media are kept in; `None` where it is an object store.
    #[must_use]
    pub fn media_folder(&self) -> Option<PathBuf> {
        self.media_url.strip_prefix("file:").map(|path| PathBuf::from(path.trim_end_matches('/')))
    }

    /// What this server is called. No setting yet: an administrator will change it while the server runs.
    #[must_use]
    pub fn site_name(&self) -> &'static str {
        "Kinfolk"
    }

    /// Settings that are understood but have no effect in this version, a sentence for each that was given.
    #[must_use]
    pub fn without_effect(&self) -> Vec<&'static str> {
        let given = [
            (
                self.redis_url.is_some(),
                "KINFOLK_REDIS_URL has no effect yet: instances share only the database",
            ),
            (self.database_replica_url.is_some(), "KINFOLK_DATABASE_REPLICA_URL has no effect yet"),
            (
                self.media_url.starts_with("s3://"),
                "KINFOLK_MEDIA_URL names an object store, which cannot be used yet: nobody can upload pictures",
            ),
        ];
        given.into_iter().filter_map(|(is_given, sentence)| is_given.then_some(sentence)).collect()
    }
}
