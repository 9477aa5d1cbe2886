//! What the kernel knows about a process: processor time and memory, from `/proc` (man 5 proc).

use std::process::Command;

use crate::failure::{Context as _, Result};
use crate::process::output;

/// Memory of a process in bytes.
pub struct Memory {
    /// In use now (`VmRSS`).
    pub now: u64,
    /// The most that was ever in use (`VmHWM`).
    pub peak: u64,
}

/// Seconds of processor time, user and system together, that the process has used so far.
pub fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).context("the process is gone")?;
    let ticks = parse_ticks(&stat).context("not a stat line")?;
    let per_second: f64 = output(Command::new("getconf").arg("CLK_TCK"))?.parse().context("CLK_TCK")?;
    Ok(ticks as f64 / per_second)
}

/// Memory of the process.
pub fn memory(pid: u32) -> Result<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    let field = |name| kibibytes(&status, name).map(|kib| kib * 1024).context("no memory in status");
    Ok(Memory { now: field("VmRSS:")?, peak: field("VmHWM:")? })
}

/// Fields 14 and 15, `utime` and `stime`. The name in field 2 may hold spaces and brackets.
fn parse_ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ').skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn kibibytes(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_a_strange_name() {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 70 30 5 6 20 0 1 0 100 200 300";
        assert_eq!(parse_ticks(stat), Some(100));
    }

    #[test]
    fn this_process_has_memory_and_time() {
        let memory = memory(std::process::id()).unwrap();
        assert!(memory.peak >= memory.now && memory.now > 100_000);
        assert!(cpu_seconds(std::process::id()).unwrap() >= 0.0);
    }
}
