//! The machine: room and rights on the disk, the media store, ffmpeg.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Finding;
use crate::cli;
use crate::core::Config;

/// Less room than this and writes will soon fail.
const TOO_LITTLE: u64 = 100 << 20;
/// Less than this is worth a thought.
const LITTLE: u64 = 1 << 30;
/// A program that takes longer to say its version is not well.
const PATIENCE: Duration = Duration::from_secs(5);

/// The folders that the server writes to.
pub(super) fn disk(config: &Config) -> Vec<Finding> {
    let database = cli::open::sqlite_file(config.database_url.expose());
    let folder = database.as_deref().and_then(Path::parent).unwrap_or(&config.data_dir);
    let mut findings = vec![room("disk", folder)];
    let leftovers = database.iter().map(|file| with_suffix(file, ".new"));
    let leftovers = leftovers.chain(config.media_folder().map(|folder| with_suffix(&folder, ".new")));
    findings.extend(leftovers.filter(|path| path.exists()).map(|path| {
        Finding::warning(
            "disk",
            format!(
                "{0} is left of a `restore`, `db copy` or `seed graph`; if none is running, remove it",
                path.display()
            ),
        )
    }));
    findings
}

/// Where media are.
pub(super) fn media(config: &Config) -> Finding {
    match config.media_folder() {
        Some(folder) => room("media", &folder),
        None => Finding::warning(
            "media",
            "an object store is not looked at: this version cannot use one, so nobody can upload pictures",
        ),
    }
}

/// Whether a folder, or the one in which it will be made, can be written and read, and has room.
fn room(about: &'static str, folder: &Path) -> Finding {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let shown = folder.display();
    let fault = |why: &str, advice: &str| Finding::fault(about, format!("{shown} {why}; {advice}"));
    let Some(there) = nearest(folder) else {
        return fault("cannot be made", "check KINFOLK_DATA_DIR");
    };
    if !there.is_dir() {
        return fault(
            "cannot be a folder: a file is in the way",
            "name another in KINFOLK_DATA_DIR or KINFOLK_MEDIA_URL",
        );
    }
    if let Err(error) = probe(&there) {
        let advice = format!("give the user that runs the server the right to write {}", there.display());
        return fault(&format!("cannot be written: {error}"), &advice);
    }
    let free = match fs4::available_space(&there) {
        Ok(free) => free,
        Err(error) => {
            return Finding::warning(about, format!("{shown}: its free space cannot be told: {error}"));
        }
    };
    let size = format!("{} MiB free", free >> 20);
    let state = if folder.exists() { "can be written" } else { "will be made" };
    match free {
        0..TOO_LITTLE => fault(&format!("has only {size}"), "make room: writes will fail when it is full"),
        TOO_LITTLE..LITTLE => {
            Finding::warning(about, format!("{shown} {state}, but has only {size}; make room soon"))
        }
        _ => Finding::ok(about, format!("{shown} {state}, {size}")),
    }
}

/// The folder itself, or the innermost one around it that exists.
fn nearest(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    absolute.ancestors().find(|path| path.symlink_metadata().is_ok()).map(Path::to_owned)
}

/// Writes, reads and removes a small file.
fn probe(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".kinfolk-doctor-{}", base::random::hex(8)));
    let written = || -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(b"a probe")?;
        file.sync_all()?;
        let mut read = String::new();
        fs::File::open(&path)?.read_to_string(&mut read)?;
        if read == "a probe" {
            Ok(())
        } else {
            Err(std::io::Error::other("what is read is not what was written"))
        }
    };
    let done = written();
    match fs::remove_file(&path) {
        Err(error) if done.is_ok() => Err(error),
        _ => done,
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The program that will turn uploads into what browsers play.
pub(super) async fn ffmpeg() -> Finding {
    let mut command = tokio::process::Command::new("ffmpeg");
    command.arg("-version").stdin(std::process::Stdio::null()).kill_on_drop(true);
    let absent = |why: &str| {
        Finding::warning("ffmpeg", format!("{why}; video and sound will need it: install the package ffmpeg"))
    };
    match tokio::time::timeout(PATIENCE, command.output()).await {
        Err(_) => absent("it did not answer within 5 s"),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => absent("it was not found"),
        Ok(Err(error)) => absent(&format!("it cannot be run: {error}")),
        Ok(Ok(output)) => {
            let text = String::from_utf8_lossy(&output.stdout);
            match text.lines().next().and_then(|line| line.strip_prefix("ffmpeg version ")) {
                Some(version) => Finding::ok(
                    "ffmpeg",
                    format!("version {}", version.split(' ').next().unwrap_or_default()),
                ),
                None => absent("what is called so does not say a version"),
            }
        }
    }
}
