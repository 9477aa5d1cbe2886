//! Files in a folder: `<folder>/<shelf>/ab/cd/<name>`.
//!
//! A file is written under another name, made durable, and then given its own: whoever finds it finds all of it, also
//! after a power cut. What has a name never changes, so writing it twice is writing it once.
//!
//! # Removing what somebody may be just about to use
//!
//! Two people may send the same picture, which is one file. Whoever removes it cannot ask "is it in use?" and remove it
//! in one step, as the answer is in a database. So a file is *set aside* first, then the question is asked, then it is
//! *put back* or *discarded*; and whoever takes a file into use looks afterwards whether it is still there, and writes
//! it again if not. If the file was set aside before that look, the look finds out; if after it, the use was
//! recorded before the question. One remover at a time for a key, and a crash in between loses nothing: the next
//! remover finds what was set aside.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::{Key, Name};

/// What is added to the name of a file that is set aside.
const ASIDE: &str = ".aside";
/// What is added, behind a number, to the name of a file that is being written.
const PART: &str = ".part";

/// A folder of files. It is made when the first one is put there.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at this path.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn path(&self, key: Key) -> PathBuf {
        self.root.join(key.to_string())
    }

    /// Puts a file there, durably.
    ///
    /// # Errors
    /// When it cannot be written; then nothing is there that was not before.
    pub fn put(&self, key: Key, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.root);
        self.make(folder)?;
        let part = with_suffix(&path, &format!(".{}{PART}", base::random::hex(8)));
        let written = write(&part, bytes).and_then(|()| fs::rename(&part, &path));
        if written.is_err() {
            // It may not be there at all.
            let _ = fs::remove_file(&part);
        }
        written?;
        sync(folder)
    }

    /// Makes a folder and those around it, durably.
    fn make(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(folder)?;
        let mut made = folder.ancestors().skip(1).take_while(|path| path.starts_with(&self.root));
        made.try_for_each(sync)
    }

    /// Opens a file, and says how many bytes it has; `None` if it is not there.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn open(&self, key: Key) -> io::Result<Option<(File, u64)>> {
        match File::open(self.path(key)) {
            Ok(file) => {
                let bytes = file.metadata()?.len();
                Ok(Some((file, bytes)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a file is there.
    ///
    /// # Errors
    /// When that cannot be found out.
    pub fn exists(&self, key: Key) -> io::Result<bool> {
        self.path(key).try_exists()
    }

    /// Takes a file away so that it can be put back. It may not be there.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn set_aside(&self, key: Key) -> io::Result<()> {
        let path = self.path(key);
        unless_missing(fs::rename(&path, with_suffix(&path, ASIDE)))
    }

    /// Puts back what was set aside, if anything was.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn put_back(&self, key: Key) -> io::Result<()> {
        let path = self.path(key);
        unless_missing(fs::rename(with_suffix(&path, ASIDE), &path))
    }

    /// Removes what was set aside, if anything was.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn discard(&self, key: Key) -> io::Result<()> {
        unless_missing(fs::remove_file(with_suffix(&self.path(key), ASIDE)))
    }

    /// The files of a shelf whose names begin with this byte and that were put there, or set aside, before a moment.
    /// What was being written before it is of a server that was killed, and is removed.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn names(&self, shelf: &'static str, first: u8, before: SystemTime) -> io::Result<Vec<Name>> {
        let mut names = Vec::new();
        for folder in entries(&self.root.join(shelf).join(format!("{first:02x}")))? {
            for path in entries(&folder)? {
                let Some(file) = path.file_name().and_then(|name| name.to_str()) else { continue };
                let is_old = match path.metadata() {
                    Ok(about) => about.modified()? < before,
                    // Gone meanwhile.
                    Err(_) => false,
                };
                if is_old && file.ends_with(PART) {
                    unless_missing(fs::remove_file(&path))?;
                } else if is_old {
                    names.extend(Name::parse(file.strip_suffix(ASIDE).unwrap_or(file)));
                }
            }
        }
        Ok(names)
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes durable which files a folder has.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// What a folder holds; nothing if it is none.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

fn unless_missing(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::time::Duration;

    use super::*;
    use crate::Format;

    fn key(bytes: &[u8]) -> Key {
        Key { shelf: "avatars", name: Name::of(bytes, Format::Png) }
    }

    fn read(folder: &Folder, key: Key) -> Option<Vec<u8>> {
        folder.open(key).unwrap().map(|(mut file, length)| {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes.len() as u64, length);
            bytes
        })
    }

    #[test]
    fn what_is_put_is_there_and_nothing_else() {
        let ground = tempfile::tempdir().unwrap();
        let folder = Folder::new(ground.path().join("a/b"));
        let key = key(b"one");
        assert!(!folder.exists(key).unwrap() && read(&folder, key).is_none());
        for _ in 0..2 {
            folder.put(key, b"one").unwrap();
            assert_eq!(read(&folder, key).as_deref(), Some(&b"one"[..]));
        }
        let inner = folder.path(key);
        assert_eq!(fs::read_dir(inner.parent().unwrap()).unwrap().count(), 1, "something was left");
        assert!(folder.exists(key).unwrap());
    }

    #[test]
    fn what_is_set_aside_is_put_back_or_discarded() {
        let ground = tempfile::tempdir().unwrap();
        let (folder, key) = (Folder::new(ground.path()), key(b"one"));
        folder.set_aside(key).unwrap();
        folder.put(key, b"one").unwrap();
        folder.set_aside(key).unwrap();
        assert!(!folder.exists(key).unwrap());
        folder.put_back(key).unwrap();
        folder.put_back(key).unwrap();
        assert!(folder.exists(key).unwrap());
        folder.set_aside(key).unwrap();
        folder.discard(key).unwrap();
        folder.discard(key).unwrap();
        folder.put_back(key).unwrap();
        assert!(!folder.exists(key).unwrap());
    }

    #[test]
    fn a_shelf_tells_what_is_old_and_loses_what_was_never_finished() {
        let ground = tempfile::tempdir().unwrap();
        let folder = Folder::new(ground.path());
        let keys = [key(b"one"), key(b"two")];
        keys.iter().for_each(|key| folder.put(*key, b"x").unwrap());
        let path = folder.path(keys[0]);
        let now = path.metadata().unwrap().modified().unwrap();
        let part = with_suffix(&path, ".1234.part");
        fs::write(&part, "half").unwrap();
        fs::write(path.with_file_name("notes.txt"), "of somebody").unwrap();
        folder.set_aside(keys[0]).unwrap();
        let all = |before| {
            let mut names: Vec<Name> =
                (0..=255).flat_map(|first| folder.names("avatars", first, before).unwrap()).collect();
            names.sort();
            names
        };
        assert_eq!(all(now - Duration::from_secs(60)), []);
        assert!(part.exists());
        let mut wanted = keys.map(|key| key.name);
        wanted.sort();
        assert_eq!(all(now + Duration::from_secs(60)), wanted);
        assert!(!part.exists() && path.with_file_name("notes.txt").exists());
        assert!(folder.names("headers", 0, now).unwrap().is_empty());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let ground = tempfile::tempdir().unwrap();
        fs::write(ground.path().join("file"), "").unwrap();
        let folder = Folder::new(ground.path().join("file"));
        assert!(folder.put(key(b"one"), b"one").is_err());
        assert!(folder.open(key(b"one")).is_err() && folder.exists(key(b"one")).is_err());
    }
}
