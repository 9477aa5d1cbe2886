//! Writing an archive: under another name until it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Read};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base::{Error, Result};
use db::transfer::Table;
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::seal::Sealed;
use super::{HEAD, Head, MANIFEST, MEDIA, Manifest, MediaMark, TABLES};

/// An archive that is being written.
pub(in crate::cli) struct Writer {
    path: PathBuf,
    part: PartFile,
    tar: Builder<GzEncoder<Sealed<BufWriter<File>>>>,
    /// Unix seconds, the time of every part.
    at_s: u64,
}

/// `FILE.part`; removed when it is dropped, which is no harm once it has its name.
struct PartFile(PathBuf);

impl Drop for PartFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Writer {
    /// Begins an archive that will be called `path`, for this user alone: it holds keys and password hashes.
    ///
    /// # Errors
    /// `Unprocessable` with a sentence when there is such a file, somebody else is writing it, or it cannot be made.
    pub(in crate::cli) fn create(path: &Path, head: &Head, now_ms: i64) -> Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(Error::unprocessable(format!("{} exists already", path.display())));
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let part_path = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&part_path).map_err(|error| cannot(path, &error))?;
        // A killed backup leaves its file but no lock.
        if matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) {
            return Err(Error::unprocessable(format!("another backup is writing {}", part_path.display())));
        }
        let part = PartFile(part_path);
        file.set_len(0)
            .and_then(|()| file.set_permissions(fs::Permissions::from_mode(0o600)))
            .map_err(|error| cannot(path, &error))?;
        let out = Sealed::new(BufWriter::with_capacity(1 << 18, file));
        let tar = Builder::new(GzEncoder::new(out, Compression::fast()));
        let at_s = u64::try_from(now_ms / 1_000).unwrap_or(0);
        let mut writer = Self { path: path.to_owned(), part, tar, at_s };
        writer.put(Path::new(HEAD), json(head)?.as_slice())?;
        Ok(writer)
    }

    /// The `nth` chunk of a table's rows, from 0.
    ///
    /// # Errors
    /// `Unprocessable` with a sentence when the file cannot be written.
    pub(in crate::cli) fn rows(&mut self, table: &Table, nth: usize, lines: &[u8]) -> Result<()> {
        self.put(&Path::new(TABLES).join(&table.name).join(format!("{nth:06}.jsonl")), lines)
    }

    /// Every file below `folder`, in the order of names; links and what is no file are left out. A folder
    /// that is not there holds nothing.
    ///
    /// # Errors
    /// `Unprocessable` with a sentence when something cannot be read or written.
    pub(in crate::cli) fn media(&mut self, folder: &Path) -> Result<MediaMark> {
        let mut mark = MediaMark::default();
        let mut folders = vec![PathBuf::new()];
        while let Some(inside) = folders.pop() {
            for (name, kind) in list(&folder.join(&inside))? {
                let path = inside.join(name);
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() {
                    let bytes = self.medium(folder, &path)?;
                    mark.files += u64::from(bytes.is_some());
                    mark.bytes += bytes.unwrap_or(0);
                }
            }
        }
        Ok(mark)
    }

    /// One file of media, and its size; `None` when it was deleted meanwhile, or is this archive.
    fn medium(&mut self, folder: &Path, path: &Path) -> Result<Option<u64>> {
        let source = folder.join(path);
        let cannot = |error: &std::io::Error| {
            Error::unprocessable(format!("{} cannot be read: {error}", source.display()))
        };
        let file = match File::open(&source) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot(&error)),
        };
        let about = file.metadata().map_err(|error| cannot(&error))?;
        let own = fs::metadata(&self.part.0).map_err(|error| cannot(&error))?;
        if (about.dev(), about.ino()) == (own.dev(), own.ino()) {
            return Ok(None);
        }
        let mut header = self.header(about.len());
        header.set_mode(about.mode() & 0o777);
        header.set_mtime(u64::try_from(about.mtime()).unwrap_or(0));
        // A file that grows meanwhile is taken as long as it was, one that shrinks is an error of `append_data`.
        self.tar
            .append_data(&mut header, Path::new(MEDIA).join(path), Exactly::new(file, about.len()))
            .map_err(|error| Error::unprocessable(format!("{}: {error}", source.display())))?;
        Ok(Some(about.len()))
    }

    /// Ends the archive with its manifest, syncs it and gives it its name; its size in bytes.
    ///
    /// # Errors
    /// `Unprocessable` with a sentence when the file cannot be written.
    pub(in crate::cli) fn finish(mut self, manifest: &Manifest) -> Result<u64> {
        self.put(Path::new(MANIFEST), json(manifest)?.as_slice())?;
        let Self { path, part, tar, .. } = self;
        let end = || -> std::io::Result<u64> {
            let file =
                tar.into_inner()?.finish()?.seal()?.into_inner().map_err(|error| error.into_error())?;
            file.sync_all()?;
            rename(&part.0, &path)?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
            Ok(file.metadata()?.len())
        };
        end().map_err(|error| cannot(&path, &error))
    }

    fn put(&mut self, name: &Path, bytes: &[u8]) -> Result<()> {
        let mut header = self.header(bytes.len() as u64);
        self.tar.append_data(&mut header, name, bytes).map_err(|error| cannot(&self.path, &error))
    }

    fn header(&self, size: u64) -> Header {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(self.at_s);
        header
    }
}

/// Gives the file its name unless another has come to have it meanwhile.
fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => fs::rename(from, to),
        linked => linked,
    }
}

/// What is in a folder, by name.
fn list(folder: &Path) -> Result<Vec<(std::ffi::OsString, fs::FileType)>> {
    let read = || -> std::io::Result<Vec<_>> {
        let mut all = fs::read_dir(folder)?
            .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))))
            .collect::<std::io::Result<Vec<_>>>()?;
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all)
    };
    match read() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => {
            Err(Error::unprocessable(format!("the folder {} cannot be read: {error}", folder.display())))
        }
        Ok(all) => Ok(all),
    }
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(value).map_err(Error::internal)
}

fn cannot(path: &Path, error: &std::io::Error) -> Error {
    Error::unprocessable(format!("{} cannot be written: {error}", path.display()))
}

/// The first bytes of a file, as many as were promised; fewer are an error.
struct Exactly {
    file: File,
    left: u64,
}

impl Exactly {
    fn new(file: File, left: u64) -> Self {
        Self { file, left }
    }
}

impl Read for Exactly {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let wanted = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.file.read(&mut out[..wanted])?;
        if read == 0 && wanted > 0 {
            return Err(std::io::Error::other("the file became shorter while it was read"));
        }
        self.left -= read as u64;
        Ok(read)
    }
}
