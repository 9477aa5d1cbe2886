//! How single values are written. Each function gives the value or the rest of a sentence that
//! begins with the setting's name: "must be …", "is not valid: …".

use std::path::PathBuf;

use base::Secret;
use ipnet::IpNet;
use url::{Host, Url};

use super::{LogFormat, Registrations};

/// A parsed value, or what it must be.
pub(super) type Word<T> = Result<T, String>;

fn must<T>(be: &str) -> Word<T> {
    Err(format!("must be {be}"))
}

/// `host:port`; IPv6 addresses stand in brackets. The text comes back as it was given.
pub(super) fn address(text: &str) -> Word<String> {
    let parts = text.rsplit_once(':').filter(|(host, port)| {
        let host_is_one =
            !host.is_empty() && (!host.contains(':') || host.starts_with('[') && host.ends_with(']'));
        host_is_one && port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    match parts {
        Some(_) => Ok(text.to_owned()),
        None => must("a host and a port, such as `127.0.0.1:3000`"),
    }
}

/// The port of an address that [`address`] took; 0 if there is none.
pub(super) fn port_of(address: &str) -> u16 {
    address.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(0)
}

/// An address, or `off`.
pub(super) fn address_or_off(text: &str) -> Word<Option<String>> {
    if text == "off" {
        return Ok(None);
    }
    address(text).map(Some).map_err(|sentence| format!("{sentence}, or `off`"))
}

/// The public URL: scheme, host and perhaps a port. Comes back without a trailing slash, with its domain.
pub(super) fn public_url(text: &str) -> Word<(String, String)> {
    let shape = "an http or https URL without a path, such as `https://kin.example.org`";
    let Ok(url) = Url::parse(text) else { return must(shape) };
    let bare = matches!(url.scheme(), "http" | "https")
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match url.host() {
        Some(host) if bare => {
            let domain = domain(&host, url.port());
            Ok((format!("{}://{domain}", url.scheme()), domain))
        }
        _ => must(shape),
    }
}

/// The host, with the port if the URL names one that is not its scheme's own.
fn domain(host: &Host<&str>, port: Option<u16>) -> String {
    port.map_or_else(|| host.to_string(), |port| format!("{host}:{port}"))
}

/// An http or https URL, without a trailing slash.
pub(super) fn web_url(text: &str) -> Word<String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => must("an http or https URL"),
    }
}

/// What the data layer finds wrong with a URL, as the rest of a sentence.
fn usable(text: &str) -> Word<Secret> {
    match db::Config::new(text).check() {
        Ok(()) => Ok(Secret::new(text)),
        Err(error) => Err(error.to_string().trim_start_matches("the database URL ").to_owned()),
    }
}

/// `sqlite:PATH` or `postgres://…`.
pub(super) fn database(text: &str) -> Word<Secret> {
    let file = text.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    match file {
        Some("") => must("`sqlite:` with the path of a file"),
        Some(":memory:") => {
            must("`sqlite:` with the path of a file: every connection would have a memory of its own")
        }
        Some(_) => usable(text),
        None if is_postgres(text) => usable(text),
        None => must("`sqlite:PATH` or `postgres://user@host/database`"),
    }
}

/// `postgres://…`.
pub(super) fn postgres(text: &str) -> Word<Secret> {
    if is_postgres(text) { usable(text) } else { must("`postgres://user@host/database`") }
}

pub(super) fn is_postgres(url: &str) -> bool {
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"));
    rest.is_some_and(|rest| !rest.is_empty())
}

/// A URL with one of these schemes and a host, kept secret as it may hold a password.
pub(super) fn secret_url(text: &str, schemes: &[&str]) -> Word<Secret> {
    match Url::parse(text) {
        Ok(url) if schemes.contains(&url.scheme()) && url.has_host() => Ok(Secret::new(text)),
        _ => must(&format!("a URL that begins with `{}://`", schemes.join("://` or `"))),
    }
}

/// `file:PATH` or `s3://BUCKET`.
pub(super) fn media(text: &str) -> Word<String> {
    let path = text.strip_prefix("file:").is_some_and(|path| !path.is_empty());
    let bucket = text.strip_prefix("s3://").is_some_and(|name| !name.trim_end_matches('/').is_empty());
    if path || bucket { Ok(text.to_owned()) } else { must("`file:PATH` or `s3://BUCKET`") }
}

/// A folder.
#[expect(clippy::unnecessary_wraps, reason = "every word of the table has the same shape")]
pub(super) fn folder(text: &str) -> Word<PathBuf> {
    Ok(PathBuf::from(text))
}

/// Any text.
#[expect(clippy::unnecessary_wraps, reason = "every word of the table has the same shape")]
pub(super) fn text(text: &str) -> Word<String> {
    Ok(text.to_owned())
}

/// Any text that no log may show.
#[expect(clippy::unnecessary_wraps, reason = "every word of the table has the same shape")]
pub(super) fn secret(text: &str) -> Word<Secret> {
    Ok(Secret::new(text))
}

/// `someone@example.org` or `Name <someone@example.org>`.
pub(super) fn mailbox(text: &str) -> Word<String> {
    let inner = match text.rsplit_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or(""),
        None => text,
    };
    let whole = inner.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !inner.contains(char::is_whitespace)
    });
    if whole {
        Ok(text.to_owned())
    } else {
        must("an e-mail address, such as `Kinfolk <kinfolk@example.org>`")
    }
}

/// A number of MiB.
pub(super) fn mebibytes(text: &str) -> Word<usize> {
    match text.parse() {
        Ok(number @ 8..=1_048_576) => Ok(number),
        _ => must("a whole number of MiB from 8 to 1048576"),
    }
}

/// `on` or `off`.
pub(super) fn switch(text: &str) -> Word<bool> {
    match text {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => must("`on` or `off`"),
    }
}

/// Who may sign up.
pub(super) fn registrations(text: &str) -> Word<Registrations> {
    match text {
        "open" => Ok(Registrations::Open),
        "approval" => Ok(Registrations::Approval),
        "invite" => Ok(Registrations::Invite),
        "closed" => Ok(Registrations::Closed),
        _ => must("`open`, `approval`, `invite` or `closed`"),
    }
}

/// How log lines look.
pub(super) fn log_format(text: &str) -> Word<LogFormat> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => must("`text` or `json`"),
    }
}

/// A filter of `tracing`: `info`, or `warn,kinfolk=debug`.
pub(super) fn log_filter(text: &str) -> Word<String> {
    match tracing_subscriber::EnvFilter::builder().parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => must("a log filter, such as `info` or `warn,kinfolk=debug`"),
    }
}

/// Networks, with commas or spaces between them; an address alone is a network of one.
pub(super) fn networks(text: &str) -> Word<Vec<IpNet>> {
    let one =
        |word: &str| word.parse::<IpNet>().or_else(|_| word.parse().map(|ip: std::net::IpAddr| ip.into()));
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    match words.map(one).collect::<Result<Vec<_>, _>>() {
        Ok(networks) => Ok(networks),
        Err(_) => must("a list of networks, such as `127.0.0.1, 10.0.0.0/8`"),
    }
}
