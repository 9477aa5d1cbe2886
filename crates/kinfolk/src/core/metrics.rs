//! Metrics in Prometheus' text format.
//!
//! Two ways lead here. What happens is counted where it happens, by the facade `metrics`
//! (`metrics::counter!("kinfolk_…")`), with handles that are registered once and kept wherever it happens often. What
//! merely *is* (how full a cache is, how long a queue) is looked at when somebody asks: modules
//! say how by `Builder::observe`.
//!
//! - [`table`]: the one list of metrics: kinds, labels, meanings; `docs/metrics.md` comes from it.
//! - `registry`: the recorder behind the facade, and its histograms.
//! - `render`: the text.
//! - `process`: memory, processor time and files of this process.
//!
//! **Invariants:** no value of a label comes from a person: names of statements, patterns of routes, kinds of jobs.
//! Counting allocates nothing.
//!
//! **Not here:** the address that they are served on (`http::metrics`).

mod process;
mod registry;
mod render;
pub mod table;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base::Result;
use db::Burden;
use jobs::Context as _;
use tokio::time::timeout;

use super::cache::Usage;
use super::{State, bus, health};
pub use process::resident_bytes;
use registry::Registry;
pub use render::Seen;

/// A database that takes longer to be counted in is left out.
const PATIENCE: Duration = Duration::from_secs(2);

static REGISTRY: OnceLock<Arc<Registry>> = OnceLock::new();

/// Has the process count. Handles that were registered before this stay silent for ever, so it comes first of all;
/// only the first call counts.
pub fn start() {
    REGISTRY.get_or_init(|| {
        let registry = Arc::<Registry>::default();
        // Fails when a test has a recorder of its own; then ours stays empty.
        let _ = metrics::set_global_recorder(Arc::clone(&registry));
        registry
    });
}

/// Everything that is known, as Prometheus reads it.
pub async fn text(state: &State) -> String {
    let mut seen = Seen::default();
    if let Some(registry) = REGISTRY.get() {
        registry.show(&mut seen);
    }
    process::look(&mut seen, state);
    look_at_connections(&mut seen, state);
    bus::show(state, &mut seen);
    for check in health::look(state).await.checks() {
        seen.gauge("kinfolk_ready", &[("check", check.name)], f64::from(u8::from(check.problem.is_none())));
    }
    seen.gauge("kinfolk_outbox_unmarked", &[], state.unmarked() as f64);
    state.observe(&mut seen);
    match timeout(PATIENCE, count_jobs(state)).await {
        Ok(Ok(queues)) => show_jobs(&mut seen, &queues),
        // Readiness says already what is wrong with it.
        Ok(Err(error)) => tracing::debug!(%error, "jobs were not counted"),
        Err(_) => tracing::debug!("jobs were not counted in time"),
    }
    seen.text()
}

fn look_at_connections(seen: &mut Seen, state: &State) {
    for (pool, db) in [("requests", Some(state.db())), ("jobs", state.jobs_db())] {
        match db.map(db::Db::burden) {
            // Both are the same there.
            Some(Burden::Sqlite { waiting }) if pool == "requests" => {
                seen.gauge("kinfolk_writer_waiting", &[], waiting as f64);
            }
            Some(Burden::Postgres { busy, idle, most }) => {
                for (name, count) in [("busy", busy), ("idle", idle), ("most", most)] {
                    let labels = [("pool", pool), ("state", name)];
                    seen.gauge("kinfolk_pool_connections", &labels, count as f64);
                }
            }
            _ => {}
        }
    }
}

/// The jobs in the database by queue, for all instances together.
async fn count_jobs(state: &State) -> Result<BTreeMap<String, jobs::admin::Count>> {
    let counts = jobs::admin::counts(state.db(), state.now_ms()).await?;
    let mut queues: BTreeMap<_, _> = counts.into_iter().map(|count| (count.queue.clone(), count)).collect();
    // Empty ones show as well, so that a query has something to compare with.
    for queue in state.registry().queue_names() {
        queues.entry(queue.to_owned()).or_default();
    }
    Ok(queues)
}

fn show_jobs(seen: &mut Seen, queues: &BTreeMap<String, jobs::admin::Count>) {
    for (queue, count) in queues {
        for (name, jobs) in [("waiting", count.waiting), ("running", count.running), ("dead", count.dead)] {
            seen.gauge("kinfolk_jobs", &[("queue", queue), ("state", name)], jobs as f64);
        }
        seen.gauge("kinfolk_jobs_late_seconds", &[("queue", queue)], count.late_ms as f64 / 1_000.0);
    }
}

impl Seen {
    /// How a cache is used.
    pub fn cache(&mut self, name: &'static str, usage: Usage) {
        let labels = [("cache", name)];
        self.counter("kinfolk_cache_hits_total", &labels, usage.hits);
        self.counter("kinfolk_cache_misses_total", &labels, usage.misses);
        self.gauge("kinfolk_cache_entries", &labels, usage.entries as f64);
        self.gauge("kinfolk_cache_bytes", &labels, usage.bytes as f64);
        self.gauge("kinfolk_cache_limit_bytes", &labels, usage.limit as f64);
    }
}
