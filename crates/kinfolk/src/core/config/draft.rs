//! From values that were given one by one to a whole configuration: defaults that depend on other
//! values, and values that only hold together.

use std::collections::HashMap;
use std::path::PathBuf;

use base::Secret;
use ipnet::IpNet;

use super::{Config, LogFormat, Registrations, S3, words};

/// What was given; each field is named like its setting.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) bind: Option<String>,
    pub(super) base_url: Option<(String, String)>,
    pub(super) data_dir: Option<PathBuf>,
    pub(super) database_url: Option<Secret>,
    pub(super) database_direct_url: Option<Secret>,
    pub(super) database_replica_url: Option<Secret>,
    pub(super) redis_url: Option<Secret>,
    pub(super) media_url: Option<String>,
    pub(super) s3_endpoint: Option<String>,
    pub(super) s3_region: Option<String>,
    pub(super) s3_access_key: Option<Secret>,
    pub(super) s3_secret_key: Option<Secret>,
    pub(super) media_public_url: Option<String>,
    pub(super) smtp_url: Option<Secret>,
    pub(super) mail_from: Option<String>,
    pub(super) registrations: Option<Registrations>,
    pub(super) rate_limits: Option<bool>,
    pub(super) trusted_proxies: Option<Vec<IpNet>>,
    pub(super) cache_mb: Option<usize>,
    pub(super) metrics_bind: Option<Option<String>>,
    pub(super) log: Option<String>,
    pub(super) log_format: Option<LogFormat>,
}

/// Under which name each setting was given: `KINFOLK_BIND`, or `bind in kinfolk.toml`.
pub(super) type Names = HashMap<&'static str, String>;

/// The four settings of an object store.
const S3_NAMES: [&str; 4] = ["S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY"];

impl Draft {
    /// What does not hold together, one sentence each. `names` holds what was given, well-formed or not:
    /// what is given but wrong has its own sentence already and is not reported as missing.
    pub(super) fn faults(&self, names: &Names) -> Vec<String> {
        let mut faults = Vec::new();
        self.check_object_store(names, &mut faults);
        check_pair(names, "SMTP_URL", "MAIL_FROM", "mail needs a sender", &mut faults);
        check_pair(names, "MAIL_FROM", "SMTP_URL", "mail needs a server to send it", &mut faults);
        let on_postgres = self.database_url.as_ref().is_some_and(|url| words::is_postgres(url.expose()));
        let unclear = names.contains_key("DATABASE_URL") && self.database_url.is_none();
        for name in ["DATABASE_DIRECT_URL", "DATABASE_REPLICA_URL"] {
            if let Some(given) = names.get(name)
                && !on_postgres
                && !unclear
            {
                faults.push(format!("{given} is set, but KINFOLK_DATABASE_URL is not a PostgreSQL database"));
            }
        }
        faults
    }

    fn check_object_store(&self, names: &Names, faults: &mut Vec<String>) {
        let unclear = names.contains_key("MEDIA_URL") && self.media_url.is_none();
        let used = self.media_url.as_ref().is_some_and(|url| url.starts_with("s3://"));
        for name in S3_NAMES {
            match names.get(name) {
                Some(given) if !used && !unclear => {
                    faults.push(format!("{given} is set, but KINFOLK_MEDIA_URL is not `s3://BUCKET`"));
                }
                None if used => {
                    faults.push(format!("KINFOLK_{name} is missing: media on an object store need it"));
                }
                _ => {}
            }
        }
    }

    /// The whole configuration. `port` is the environment's `PORT`, `names` what was given.
    pub(super) fn finish(self, port: Option<u16>, names: Names) -> Config {
        let bind = self.bind.unwrap_or_else(|| match port {
            Some(port) => format!("0.0.0.0:{port}"),
            None => "127.0.0.1:3000".to_owned(),
        });
        let base_url_given = self.base_url.is_some();
        let (base_url, domain) = self.base_url.unwrap_or_else(|| Config::local_url(words::port_of(&bind)));
        let data_dir = self.data_dir.unwrap_or_else(|| PathBuf::from("data"));
        let beside = |name: &str| data_dir.join(name).display().to_string();
        Config {
            bind,
            base_url,
            base_url_given,
            domain,
            database_url: self
                .database_url
                .unwrap_or_else(|| Secret::new(format!("sqlite:{}", beside("kinfolk.db")))),
            database_direct_url: self.database_direct_url,
            database_replica_url: self.database_replica_url,
            redis_url: self.redis_url,
            media_url: self.media_url.unwrap_or_else(|| format!("file:{}", beside("media"))),
            media_public_url: self.media_public_url,
            s3: S3 {
                endpoint: self.s3_endpoint,
                region: self.s3_region,
                access_key: self.s3_access_key,
                secret_key: self.s3_secret_key,
            },
            smtp_url: self.smtp_url,
            mail_from: self.mail_from,
            registrations: self.registrations.unwrap_or(Registrations::Open),
            rate_limits: self.rate_limits.unwrap_or(true),
            trusted_proxies: self.trusted_proxies.unwrap_or_default(),
            cache_mb: self.cache_mb.unwrap_or(256),
            metrics_bind: self.metrics_bind.unwrap_or_else(|| Some("127.0.0.1:9100".to_owned())),
            log: self.log.unwrap_or_else(|| "info".to_owned()),
            log_format: self.log_format.unwrap_or(LogFormat::Text),
            data_dir,
            names,
        }
    }
}

/// What is given needs what is missing.
fn check_pair(names: &Names, given: &str, needed: &str, why: &str, faults: &mut Vec<String>) {
    if let Some(given) = names.get(given)
        && !names.contains_key(needed)
    {
        faults.push(format!("{given} is set, but KINFOLK_{needed} is missing: {why}"));
    }
}
