//! The one list of metrics. What is counted elsewhere under a name that is not here shows without an explanation,
//! and a test fails.

use std::fmt::Write as _;

/// One metric: a name, under which there are as many series as its labels have values.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// As in Prometheus.
    pub name: &'static str,
    /// What it can do.
    pub kind: Kind,
    /// The names of its labels, in their order.
    pub labels: &'static [&'static str],
    /// What it means, one line of Markdown.
    pub meaning: &'static str,
    /// Where it shows.
    pub place: Place,
}

/// What a metric can do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Only grows, until the process ends.
    Counter,
    /// Goes both ways.
    Gauge,
    /// Counts values by their size; the upper bounds of the sizes, ascending.
    Histogram(&'static [f64]),
}

/// Where a metric shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On both engines.
    Everywhere,
    /// Only over SQLite.
    Sqlite,
    /// Only over PostgreSQL.
    Postgres,
}

use Kind::{Counter, Gauge, Histogram};
use Place::{Everywhere, Postgres, Sqlite};

/// Seconds of an answer.
const ANSWERS: Kind = Histogram(&[0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0]);
/// Seconds of a statement, a commit, a wait.
const STEPS: Kind = Histogram(&[0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0]);
/// Seconds of a job.
const JOBS: Kind = Histogram(&[0.01, 0.1, 1.0, 10.0, 60.0, 600.0]);
/// Members of a group.
const MEMBERS: Kind = Histogram(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]);

const fn metric(
    name: &'static str,
    kind: Kind,
    labels: &'static [&'static str],
    place: Place,
    meaning: &'static str,
) -> Metric {
    Metric { name, kind, labels, meaning, place }
}

/// Every metric, in the order of the documentation.
pub static METRICS: &[Metric] = &[
    metric(
        "kinfolk_info",
        Gauge,
        &["version", "engine"],
        Everywhere,
        "always 1; which version runs on which engine",
    ),
    metric(
        "kinfolk_ready",
        Gauge,
        &["check"],
        Everywhere,
        "1 while this check of `/health/ready` holds, else 0; `serving` alone once the server is stopping",
    ),
    metric("process_start_time_seconds", Gauge, &[], Everywhere, "when the server started, in Unix seconds"),
    metric("process_resident_memory_bytes", Gauge, &[], Everywhere, "memory in use (Linux)"),
    metric("process_cpu_seconds_total", Counter, &[], Everywhere, "processor time used (Linux)"),
    metric("process_open_fds", Gauge, &[], Everywhere, "open files and sockets (Linux)"),
    metric(
        "kinfolk_http_requests_total",
        Counter,
        &["route", "method", "status"],
        Everywhere,
        "requests answered, by the route's pattern (`none`: no such route), method and class of the status (`2xx`)",
    ),
    metric(
        "kinfolk_http_request_seconds",
        ANSWERS,
        &["route", "method"],
        Everywhere,
        "time from a request's head to its answer's head",
    ),
    metric("kinfolk_http_connections", Gauge, &[], Everywhere, "open connections of clients"),
    metric("kinfolk_http_connections_total", Counter, &[], Everywhere, "connections accepted"),
    metric(
        "kinfolk_http_connections_closed_total",
        Counter,
        &["why"],
        Everywhere,
        "connections that the server cut off: `slow` for a head that never ended, standing still, or idleness; `stop` when it ended",
    ),
    metric(
        "kinfolk_statement_seconds",
        STEPS,
        &["statement", "engine"],
        Everywhere,
        "time of each run of a statement, by its name",
    ),
    metric(
        "kinfolk_statement_errors_total",
        Counter,
        &["statement", "engine"],
        Everywhere,
        "runs that the database failed",
    ),
    metric(
        "kinfolk_writer_waiting",
        Gauge,
        &[],
        Sqlite,
        "writes that wait for the writer or are in its group; 20 000 are the limit",
    ),
    metric("kinfolk_writer_group_members", MEMBERS, &[], Sqlite, "writes that were committed together"),
    metric(
        "kinfolk_writer_bodies_seconds",
        STEPS,
        &[],
        Sqlite,
        "time that a group's writes took before its commit",
    ),
    metric(
        "kinfolk_writer_commit_seconds",
        STEPS,
        &[],
        Sqlite,
        "time of a group's commit: the disk's sync, mostly",
    ),
    metric(
        "kinfolk_writer_lost_groups_total",
        Counter,
        &[],
        Sqlite,
        "groups that the engine rolled back and that were run again one by one; grows when a disk is full or fails",
    ),
    metric(
        "kinfolk_pool_connections",
        Gauge,
        &["pool", "state"],
        Postgres,
        "connections to PostgreSQL for `requests` and, once a job has run, for `jobs`: `busy`, `idle`, and the `most` that there may be",
    ),
    metric("kinfolk_pool_wait_seconds", STEPS, &[], Postgres, "time until a block had a connection"),
    metric(
        "kinfolk_pool_refused_total",
        Counter,
        &[],
        Postgres,
        "blocks that got no connection within 5 s, or whose server was away",
    ),
    metric(
        "kinfolk_transaction_retries_total",
        Counter,
        &[],
        Postgres,
        "transactions run again after a conflict with another",
    ),
    metric("kinfolk_cache_hits_total", Counter, &["cache"], Everywhere, "values found in memory"),
    metric("kinfolk_cache_misses_total", Counter, &["cache"], Everywhere, "values that had to be read"),
    metric("kinfolk_cache_entries", Gauge, &["cache"], Everywhere, "values in memory"),
    metric("kinfolk_cache_bytes", Gauge, &["cache"], Everywhere, "what they weigh"),
    metric("kinfolk_cache_limit_bytes", Gauge, &["cache"], Everywhere, "what they may weigh at most"),
    metric(
        "kinfolk_jobs",
        Gauge,
        &["queue", "state"],
        Everywhere,
        "jobs in the database, for all instances together: `waiting`, `running`, `dead` (given up; `kinfolk jobs list` names them)",
    ),
    metric(
        "kinfolk_jobs_late_seconds",
        Gauge,
        &["queue"],
        Everywhere,
        "for how long the first job that waits has been due",
    ),
    metric("kinfolk_jobs_done_total", Counter, &["kind"], Everywhere, "jobs that this instance has done"),
    metric(
        "kinfolk_jobs_failed_total",
        Counter,
        &["kind"],
        Everywhere,
        "runs that failed; most are tried again",
    ),
    metric("kinfolk_jobs_given_up_total", Counter, &["kind"], Everywhere, "jobs that failed too often"),
    metric(
        "kinfolk_job_seconds",
        JOBS,
        &["kind"],
        Everywhere,
        "time of each run of a job, or of several that are done together",
    ),
    metric(
        "kinfolk_outbox_adopted_total",
        Counter,
        &[],
        Everywhere,
        "events of commands and of servers that were killed, which this instance told of in their stead",
    ),
    metric(
        "kinfolk_outbox_unmarked",
        Gauge,
        &[],
        Everywhere,
        "events that this instance has told and not yet marked so in the database; grows when writes fail",
    ),
    metric(
        "kinfolk_bus_whole",
        Gauge,
        &[],
        Postgres,
        "1 while this server surely hears what other servers write; while 0 it reads the outbox and rechecks blocks and sessions: right, but slower",
    ),
    metric("kinfolk_bus_peers", Gauge, &[], Postgres, "other servers over the same database that are there"),
    metric("kinfolk_bus_sent_total", Counter, &[], Postgres, "events sent to other servers"),
    metric("kinfolk_bus_received_total", Counter, &[], Postgres, "events of other servers that were applied"),
    metric(
        "kinfolk_bus_gaps_total",
        Counter,
        &[],
        Postgres,
        "how often events of another server were missed for certain, and then read from the outbox",
    ),
];

/// The metric with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

impl Kind {
    /// Its name in Prometheus.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram(_) => "histogram",
        }
    }
}

/// The table for the documentation, in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("| metric | kind | labels | where | meaning |\n|---|---|---|---|---|\n");
    for metric in METRICS {
        let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let place = match metric.place {
            Everywhere => "",
            Sqlite => "SQLite",
            Postgres => "PostgreSQL",
        };
        let (name, kind, meaning) = (metric.name, metric.kind.name(), metric.meaning);
        let _ = writeln!(out, "| `{name}` | {kind} | {} | {place} | {meaning} |", labels.join(", "));
    }
    out
}
