//! The one table of settings. Everything else about them is made from it: what is read, the table
//! in the README, `docs/config.md`.

use super::draft::Draft;
use super::words;

/// One setting.
pub struct Setting {
    /// The name after `KINFOLK_`, in capitals; in `kinfolk.toml` it is written in lower case.
    pub name: &'static str,
    /// What holds when it is not given, in Markdown.
    pub default: &'static str,
    /// What it means, one line of Markdown.
    pub meaning: &'static str,
    /// It may hold a password: its value is never shown, and it may be given as a file by `…_FILE`.
    pub secret: bool,
    /// Puts a value into the draft, or says what the value must be.
    pub(super) put: fn(&mut Draft, &str) -> Result<(), String>,
}

/// One row of the table: name, field of the draft and how it is parsed, default, meaning.
macro_rules! settings {
    ($($(#[$kind:ident])? $name:literal => $field:ident by $parse:expr, $default:literal, $meaning:literal;)*) => {
        /// Every setting, in the order of the documentation.
        pub static SETTINGS: &[Setting] = &[$(
            Setting {
                name: $name,
                default: $default,
                meaning: $meaning,
                secret: settings!(@secret $($kind)?),
                put: |draft, text| {
                    draft.$field = Some($parse(text)?);
                    Ok(())
                },
            },
        )*];
    };
    (@secret) => { false };
    (@secret secret) => { true };
}

settings! {
    "BIND" => bind by words::address,
        "`127.0.0.1:3000` (`0.0.0.0:$PORT` if `PORT` is set)",
        "address to listen on";
    "BASE_URL" => base_url by words::public_url,
        "`http://localhost:<port>`",
        "public URL; its host (and port, if not the scheme's own) is the domain of accounts";
    "DATA_DIR" => data_dir by words::folder,
        "`./data`",
        "SQLite file, media";
    #[secret] "DATABASE_URL" => database_url by words::database,
        "`sqlite:<data>/kinfolk.db`",
        "or `postgres://user@host/db`; `DATABASE_URL` is understood as well";
    #[secret] "DATABASE_DIRECT_URL" => database_direct_url by words::postgres,
        "none",
        "PostgreSQL past a pooler, for migrations";
    #[secret] "DATABASE_REPLICA_URL" => database_replica_url by words::postgres,
        "none",
        "PostgreSQL for reads that may lag";
    #[secret] "REDIS_URL" => redis_url by |text| words::secret_url(text, &["redis", "rediss"]),
        "none",
        "bus, presence, rate limits of several instances; without it PostgreSQL, or in process on SQLite";
    "MEDIA_URL" => media_url by words::media,
        "`file:<data>/media`",
        "or `s3://bucket` with the four `KINFOLK_S3_…` settings";
    "S3_ENDPOINT" => s3_endpoint by words::web_url,
        "none",
        "URL of the object store";
    "S3_REGION" => s3_region by words::text,
        "none",
        "its region";
    #[secret] "S3_ACCESS_KEY" => s3_access_key by words::secret,
        "none",
        "its access key";
    #[secret] "S3_SECRET_KEY" => s3_secret_key by words::secret,
        "none",
        "its secret key";
    "MEDIA_PUBLIC_URL" => media_public_url by words::web_url,
        "none",
        "where media are served from, if not from here";
    #[secret] "SMTP_URL" => smtp_url by |text| words::secret_url(text, &["smtp", "smtps"]),
        "none",
        "`smtp://…`; without it no mail is sent and accounts are confirmed at sign-up";
    "MAIL_FROM" => mail_from by words::mailbox,
        "none",
        "sender of mail";
    "REGISTRATIONS" => registrations by words::registrations,
        "`open`",
        "`open`, `approval`, `invite`, `closed`";
    "RATE_LIMITS" => rate_limits by words::switch,
        "`on`",
        "`off` for tests and benchmarks: never refuses, still sends the headers";
    "TRUSTED_PROXIES" => trusted_proxies by words::networks,
        "none",
        "networks whose `X-Forwarded-For` is believed (right-most untrusted address)";
    "CACHE_MB" => cache_mb by words::mebibytes,
        "`256`",
        "limit of all in-memory caches together";
    "METRICS_BIND" => metrics_bind by words::address_or_off,
        "`127.0.0.1:9100`",
        "Prometheus metrics; `off`";
    "LOG" => log by words::log_filter,
        "`info`",
        "tracing filter";
    "LOG_FORMAT" => log_format by words::log_format,
        "`text`",
        "or `json`";
}

/// The setting with this name, in capitals and without the prefix.
#[must_use]
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// The table for the documentation, in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("| variable | default | meaning |\n|---|---|---|\n");
    for setting in SETTINGS {
        let file = if setting.secret { " †" } else { "" };
        out.push_str(&format!(
            "| `KINFOLK_{}`{file} | {} | {} |\n",
            setting.name, setting.default, setting.meaning
        ));
    }
    out.push_str("\n† may be given as a file: `KINFOLK_…_FILE=/path/to/secret`.\n");
    out
}
