//! Running other programs: to their end, with their output passed on, collected or searched; or beside us.
//!
//! Stopping them is `cleanup.rs`'s part.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::cleanup::Cleanup;
use crate::failure::{Context as _, Failure, Result};

/// Runs `command` to its end with its output passed on. Fails when it ends with an error or takes longer than
/// `limit`, when it is stopped with all its children.
pub fn run(cleanup: &Cleanup, command: &mut Command, limit: Duration) -> Result<()> {
    let name = name(command);
    let group = cleanup.spawn(command, "TERM")?;
    let status = group.wait(limit);
    if status.is_none() {
        group.stop();
    }
    cleanup.forget(&group);
    judge(&name, status, limit)
}

/// Like [`run`], and shows each line of standard output to `look` as it passes.
pub fn run_watched(
    cleanup: &Cleanup,
    command: &mut Command,
    limit: Duration,
    mut look: impl FnMut(&str) + Send,
) -> Result<()> {
    let name = name(command);
    let group = cleanup.spawn(command.stdout(Stdio::piped()), "TERM")?;
    let output = group.stdout().context("no output to read")?;
    let status = thread::scope(|scope| {
        scope.spawn(move || {
            let mut out = std::io::stdout();
            for line in BufReader::new(output).lines().map_while(|line| line.ok()) {
                look(&line);
                // Nobody reading our own output is no reason to fail the tests.
                let _ = writeln!(out, "{line}");
            }
        });
        let status = group.wait(limit);
        // Grandchildren may hold the pipe open; without this the reader above would wait for them.
        group.stop();
        status
    });
    cleanup.forget(&group);
    judge(&name, status, limit)
}

/// Runs a short `command` and returns its standard output, trimmed. On an error its standard error is the text.
pub fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command.stdin(Stdio::null()).output().context(&name)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("`{name}` ended with {}: {}", output.status, text.trim())))
}

/// Whether a short `command` can be run and succeeds; its output is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The command as a person would type it.
fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn judge(name: &str, status: Option<ExitStatus>, limit: Duration) -> Result<()> {
    match status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(Failure::new(format!("`{name}` ended with {status}"))),
        None => Err(Failure::new(format!("`{name}` was stopped after {} s", limit.as_secs()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn the_lines_of_a_command_are_seen_and_its_failure_is_told() {
        let cleanup = Cleanup::default();
        let mut seen = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two; exit 3"]);
        let error = run_watched(&cleanup, &mut command, LONG, |line| seen.push(line.to_owned())).unwrap_err();
        assert_eq!(seen, ["one", "two"]);
        assert!(error.to_string().contains("exit status: 3"), "{error}");
    }

    #[test]
    fn a_command_that_hangs_is_stopped_at_its_limit() {
        let cleanup = Cleanup::default();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600 & sleep 600"]);
        let error = run_watched(&cleanup, &mut command, Duration::from_millis(200), |_| {}).unwrap_err();
        assert!(error.to_string().contains("was stopped"), "{error}");
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let error = output(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(error.to_string().contains("no-such-program-here"), "{error}");
    }
}
