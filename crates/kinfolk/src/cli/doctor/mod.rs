//! `kinfolk doctor`: looks at everything that a server needs and says, line by line, what is well and what to do about the rest.
//!
//! ```text
//! ok       database  SQLite 3.54.0, journal mode wal, every page is sound, schema step 2 of 2
//! warning  settings  KINFOLK_BASE_URL is not set: …
//! fault    disk      data cannot be written: Permission denied; …
//! ```
//!
//! It works beside a running server, makes nothing and mends nothing; probes that it writes it removes. A fault makes its
//! exit code 1, warnings do not.
//!
//! - `database`: the database and the clocks.
//! - `machine`: the disk, the media store, ffmpeg.

mod database;
mod machine;

use std::fmt;

use base::Clock;

use super::Failure;
use crate::core::Config;
use crate::core::config::Faults;

/// What was found of one thing.
struct Finding {
    level: Level,
    /// What was looked at, one word.
    about: &'static str,
    /// What there is to say; of a fault or a warning also what to do.
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Ok,
    Warning,
    Fault,
}

impl Finding {
    fn ok(about: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Ok, about, text: text.into() }
    }

    fn warning(about: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Warning, about, text: text.into() }
    }

    fn fault(about: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Fault, about, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Fault => "fault",
        };
        write!(f, "{level:<8} {:<9} {}", self.about, self.text)
    }
}

/// Tells what is wrong with the settings. Without them nobody knows where the rest is.
pub(super) fn told(Faults(sentences): Faults) -> Result<(), Failure> {
    let findings: Vec<Finding> =
        sentences.into_iter().map(|sentence| Finding::fault("settings", sentence)).collect();
    tell(&findings)
}

/// Looks at everything.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    let clock = Clock::system();
    let mut findings = settings(&config);
    findings.extend(database::look(&config, &clock).await);
    findings.extend(machine::disk(&config));
    findings.push(machine::media(&config));
    findings.push(mail(&config).await);
    findings.push(machine::ffmpeg().await);
    tell(&findings)
}

fn tell(findings: &[Finding]) -> Result<(), Failure> {
    for finding in findings {
        println!("{finding}");
    }
    match findings.iter().filter(|finding| finding.level == Level::Fault).count() {
        0 => Ok(()),
        1 => Err(Failure("1 fault was found".to_owned())),
        count => Err(Failure(format!("{count} faults were found"))),
    }
}

fn settings(config: &Config) -> Vec<Finding> {
    let mut findings =
        vec![Finding::ok("settings", format!("understood; the server is {}", config.base_url))];
    if !config.base_url_given {
        findings.push(Finding::warning(
            "settings",
            "KINFOLK_BASE_URL is not set: links lead to this machine alone; set it to the address that people use before the first account is made",
        ));
    }
    findings
        .extend(config.without_effect().into_iter().map(|sentence| Finding::warning("settings", sentence)));
    findings
}

async fn mail(config: &Config) -> Finding {
    let Some(url) = &config.smtp_url else {
        return Finding::ok("mail", "no mail is sent: KINFOLK_SMTP_URL is not set");
    };
    let checked = match outbound::mail::Mailer::open(url) {
        Ok(mailer) => mailer.check().await,
        Err(error) => Err(error),
    };
    match checked {
        Ok(()) => Finding::ok("mail", "the mail server answers"),
        Err(error) => Finding::fault(
            "mail",
            format!("{error}; check KINFOLK_SMTP_URL and that this machine may reach it"),
        ),
    }
}
