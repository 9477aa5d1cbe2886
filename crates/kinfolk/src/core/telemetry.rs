//! Logs: to the error stream, as lines for people or for machines.
//!
//! What people write, their addresses, tokens and passwords never go there. **Not here:** metrics.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use tracing_subscriber::EnvFilter;

use super::Config;
use super::config::LogFormat;

/// Starts logging as the settings say. Only the first call of a process counts.
pub fn start(config: &Config) {
    let filter = EnvFilter::builder().parse_lossy(filter(&config.log));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call fails because logging is on already, which is what was wanted.
    let _ = match config.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}

/// What is asked for, and for the drivers under the database what they may say unless they were asked for too.
fn filter(asked: &str) -> String {
    let driver = db::LOG_FILTER.split('=').next().unwrap_or_default();
    if asked.contains(driver) { asked.to_owned() } else { format!("{asked},{}", db::LOG_FILTER) }
}

/// Measures how long something takes, in the machine's time.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "durations in logs are about real time, not about the application's clock"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
