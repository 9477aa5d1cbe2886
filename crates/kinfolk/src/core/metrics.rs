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

use std::sync::{Arc, OnceLock};

use db::Burden;

use super::cache::Usage;
use super::{State, health};
use registry::Registry;
pub use render::Seen;

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
    look_at_database(&mut seen, state);
    for check in health::look(state).await.checks() {
        seen.gauge("kinfolk_ready", &[("check", check.name)], f64::from(u8::from(check.problem.is_none())));
    }
    state.observe(&mut seen);
    seen.text()
}

fn look_at_database(seen: &mut Seen, state: &State) {
    match state.db().burden() {
        Burden::Sqlite { waiting } => seen.gauge("kinfolk_writer_waiting", &[], waiting as f64),
        Burden::Postgres { busy, idle, most } => {
            for (name, count) in [("busy", busy), ("idle", idle), ("most", most)] {
                seen.gauge("kinfolk_pool_connections", &[("state", name)], count as f64);
            }
        }
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
