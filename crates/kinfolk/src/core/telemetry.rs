//! Logs: to the error stream, as lines for people or for machines.
//!
//! Every line written for a request or a job ends with its id, on whatever thread it is written; that
//! costs only the lines that are written. What people write, their addresses, tokens and passwords never go
//! there. **Not here:** metrics.

use std::fmt;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::Config;
use super::config::LogFormat;

/// Starts logging as the settings say. Only the first call of a process counts.
pub fn start(config: &Config) {
    let ansi = config.log_format == LogFormat::Text && std::io::stderr().is_terminal();
    // A second call fails because logging is on already, which is what was wanted.
    let _ = lines(&config.log, config.log_format, ansi, std::io::stderr).try_init();
}

/// What writes lines of this format to `writer`, as far as the filter lets them pass; coloured if `ansi`.
pub fn lines<W>(log: &str, format: LogFormat, ansi: bool, writer: W) -> Dispatch
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::builder().parse_lossy(filter(log));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi).with_writer(writer);
    match format {
        LogFormat::Text => {
            let line = Format::default().with_ansi(ansi);
            lines.event_format(WithCause { line, json: false }).into()
        }
        LogFormat::Json => {
            let line = Format::default().json().flatten_event(true);
            lines.json().event_format(WithCause { line, json: true }).into()
        }
    }
}

/// A line with the id of what it was written for at its end. Spans would do the same, but cost every request for
/// lines that are seldom written.
struct WithCause<F> {
    line: F,
    json: bool,
}

impl<S, N, F> FormatEvent<S, N> for WithCause<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let Some(cause) = db::trace::cause() else { return self.line.format_event(context, writer, event) };
        let mut line = String::new();
        self.line.format_event(context, Writer::new(&mut line), event)?;
        let line = line.trim_end_matches('\n');
        match line.strip_suffix('}') {
            Some(object) if self.json => writeln!(writer, "{object},\"{}\":\"{cause}\"}}", cause.field()),
            _ => writeln!(writer, "{line} {}={cause}", cause.field()),
        }
    }
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
