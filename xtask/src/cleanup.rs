//! Everything that must not outlive a command: processes that it started and folders that it made.
//!
//! Each process is put into a process group of its own, so that its children end with it, and is stopped in the
//! reverse order of its start: when the command ends, when it fails, and on Ctrl-C, SIGTERM and SIGHUP. What to
//! run is not decided here (`process.rs`).

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use crate::clock::now;
use crate::failure::{Context as _, Failure, Result};

/// How long a process may take to end by itself before it is killed.
const GRACE: Duration = Duration::from_secs(10);
/// How often a running process is looked at.
const TICK: Duration = Duration::from_millis(10);

/// The list of what has to be undone. Clones share one list.
#[derive(Clone, Default)]
pub struct Cleanup(Arc<Mutex<Undo>>);

#[derive(Default)]
struct Undo {
    groups: Vec<Group>,
    folders: Vec<tempfile::TempDir>,
    closed: bool,
}

/// A process group that was started here; the id of the group is the id of its first process.
#[derive(Clone)]
pub struct Group {
    pid: u32,
    signal: &'static str,
    child: Arc<Mutex<Child>>,
}

impl Cleanup {
    /// An empty list that is also emptied, and the program ended with status 130, when a signal asks it to end.
    pub fn with_signals() -> Result<Self> {
        let cleanup = Self::default();
        let mine = cleanup.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        thread::spawn(move || {
            if runtime.block_on(wait_for_signal()).is_ok() {
                eprintln!("\nstopping what was started");
                mine.close();
                std::process::exit(130);
            }
        });
        Ok(cleanup)
    }

    /// Starts `command` in its own process group, without standard input. `signal` is the name of the signal
    /// that asks it to end (`TERM`; PostgreSQL wants `INT` for a quick end).
    pub fn spawn(&self, command: &mut Command, signal: &'static str) -> Result<Group> {
        let mut undo = self.lock();
        // The lock is held over the start, so that a signal cannot slip between the two.
        if undo.closed {
            return Err(Failure::new("stopped by a signal"));
        }
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).process_group(0).spawn().context(program)?;
        let group = Group { pid: child.id(), signal, child: Arc::new(Mutex::new(child)) };
        undo.groups.push(group.clone());
        Ok(group)
    }

    /// A new folder in the machine's place for temporary files, removed at the end.
    pub fn folder(&self, prefix: &str) -> Result<PathBuf> {
        self.folder_in(&std::env::temp_dir(), prefix)
    }

    /// A new folder below `parent`, removed at the end.
    pub fn folder_in(&self, parent: &std::path::Path, prefix: &str) -> Result<PathBuf> {
        let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(parent)?;
        let path = folder.path().to_path_buf();
        self.lock().folders.push(folder);
        Ok(path)
    }

    /// Stops every process, last started first, and removes the folders. Nothing can be started afterwards.
    pub fn close(&self) {
        let mut undo = self.lock();
        undo.closed = true;
        while let Some(group) = undo.groups.pop() {
            group.stop();
        }
        undo.folders.clear();
    }

    /// Takes a group that has ended off the list.
    pub fn forget(&self, group: &Group) {
        self.lock().groups.retain(|other| other.pid != group.pid);
    }

    fn lock(&self) -> MutexGuard<'_, Undo> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Group {
    /// The id of the first process.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// The exit status, if the first process has ended.
    pub fn ended(&self) -> Option<ExitStatus> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait().ok().flatten()
    }

    /// Waits for the first process at most `limit`; `None` when it still runs then.
    pub fn wait(&self, limit: Duration) -> Option<ExitStatus> {
        let end = now() + limit;
        loop {
            if let Some(status) = self.ended() {
                return Some(status);
            }
            if now() >= end {
                return None;
            }
            thread::sleep(TICK);
        }
    }

    /// The first process's standard output, when it was started with a pipe and nobody took it yet.
    pub fn stdout(&self) -> Option<std::process::ChildStdout> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner).stdout.take()
    }

    /// Asks the whole group to end, and kills what is left of it after ten seconds.
    pub fn stop(&self) {
        if self.ended().is_none() {
            self.send(self.signal);
            self.wait(GRACE);
        }
        // Grandchildren may have stayed behind; for a group that is gone this does nothing.
        self.send("KILL");
        self.wait(GRACE);
    }

    /// Sends this signal to the whole group and waits until its first process is gone.
    pub fn end_by(&self, signal: &str) {
        self.send(signal);
        self.wait(GRACE);
    }

    /// `kill` is a word of the shell everywhere, also where the program of that name is not installed.
    fn send(&self, signal: &str) {
        let script = format!("kill -s {signal} -- -{} 2>/dev/null", self.pid);
        // An error means that the group is already gone.
        let _ = Command::new("sh").args(["-c", &script]).status();
    }
}

/// Returns when the person or the system asks this program to end.
async fn wait_for_signal() -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alive(pid: u32) -> bool {
        // A process that ended but was not yet collected still has a folder, in state Z.
        std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn closing_ends_a_process_with_its_children_and_removes_folders() {
        let cleanup = Cleanup::default();
        let folder = cleanup.folder("xtask-test-").unwrap();
        let file = folder.join("child");
        let script = format!("sleep 600 & echo $! > {}; wait", file.display());
        let group = cleanup.spawn(Command::new("sh").args(["-c", &script]), "TERM").unwrap();
        let end = now() + GRACE;
        let child = loop {
            match std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse::<u32>().ok()) {
                Some(pid) => break pid,
                None => assert!(now() < end, "the child never started"),
            }
            thread::sleep(TICK);
        };
        assert!(alive(group.pid()) && alive(child));
        cleanup.close();
        assert!(!alive(group.pid()), "the process still runs");
        while alive(child) {
            assert!(now() < end, "the process's child still runs");
            thread::sleep(TICK);
        }
        assert!(!folder.exists());
    }

    #[test]
    fn nothing_starts_after_closing() {
        let cleanup = Cleanup::default();
        cleanup.close();
        assert!(cleanup.spawn(&mut Command::new("true"), "TERM").is_err());
    }

    #[test]
    fn a_process_that_ignores_its_signal_is_killed() {
        let cleanup = Cleanup::default();
        let group =
            cleanup.spawn(Command::new("sh").args(["-c", "trap '' TERM; sleep 600"]), "TERM").unwrap();
        assert!(group.wait(Duration::from_millis(50)).is_none());
        group.send("KILL");
        assert!(group.wait(GRACE).is_some());
    }
}
