//! What this process uses, as the kernel says (`proc(5)`); absent where there is no `/proc`.
//! Names are those that Prometheus' own libraries use.

use super::Seen;
use crate::core::State;

/// The unit of processor time in `/proc/self/stat`, the same on all of Linux' platforms.
const TICKS_PER_SECOND: u64 = 100;

pub(super) fn look(seen: &mut Seen, state: &State) {
    let engine = state.db().engine().name();
    seen.gauge("kinfolk_info", &[("version", env!("CARGO_PKG_VERSION")), ("engine", engine)], 1.0);
    seen.gauge("process_start_time_seconds", &[], state.started_ms() as f64 / 1_000.0);
    if let Some(bytes) = resident_bytes() {
        seen.gauge("process_resident_memory_bytes", &[], bytes as f64);
    }
    if let Some(ticks) = read("/proc/self/stat").as_deref().and_then(ticks) {
        seen.counter("process_cpu_seconds_total", &[], ticks / TICKS_PER_SECOND);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        seen.gauge("process_open_fds", &[], files.count() as f64);
    }
}

/// Bytes of memory in use; `None` where there is no `/proc`.
pub fn resident_bytes() -> Option<u64> {
    read("/proc/self/status").as_deref().and_then(resident)
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// Bytes of memory, by the line `VmRSS:   1234 kB`.
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}

/// Processor time in user and kernel mode: the 14th and 15th field. The second is a name in brackets that may hold
/// anything, so fields are counted behind it.
fn ticks(stat: &str) -> Option<u64> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
    Some(field(14)? + field(15)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_understood() {
        assert_eq!(resident("Name:\tx\nVmRSS:\t    1234 kB\nX: 1"), Some(1_234 << 10));
        let stat = "1 (a b) c) S 1 1 1 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 3 0 1 2 3";
        assert_eq!(ticks(stat), Some(200));
        assert_eq!((resident(""), ticks("")), (None, None));
    }
}
