//! Reading an archive, part by part in its order.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Component, Path, PathBuf};

use base::{Error, Result};
use flate2::bufread::MultiGzDecoder;
use serde::de::DeserializeOwned;
use tar::{Archive, Entries, Entry};

use super::{FORMAT, HEAD, Head, MANIFEST, MEDIA, Manifest, TABLES, seal};

/// An archive's bytes.
pub(in crate::cli) type Source = MultiGzDecoder<BufReader<File>>;

/// Opens an archive after checking that it is whole and unchanged.
///
/// # Errors
/// `Unprocessable` with a sentence otherwise.
pub(in crate::cli) fn open(path: &Path) -> Result<Archive<Source>> {
    let mut file = File::open(path)
        .map_err(|error| Error::unprocessable(format!("{} cannot be read: {error}", path.display())))?;
    seal::check(&mut file, path)?;
    Ok(Archive::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 18, file))))
}

/// One part of an archive.
pub(in crate::cli) enum Part {
    /// Lines of the rows of a table.
    Rows { table: String, lines: Vec<u8> },
    /// A file of media, which has been put into the folder for them.
    Medium,
    /// The end.
    Manifest(Box<Manifest>),
}

/// Goes through an archive once.
pub(in crate::cli) struct Reader<'a> {
    entries: Entries<'a, Source>,
    /// Read already, and not yet taken.
    next: Option<Part>,
    /// Where media are put; `None` when there is no place for them.
    media: Option<PathBuf>,
}

impl<'a> Reader<'a> {
    /// Reads what an archive says of itself at its start. Media will be put into the folder `media`, which is
    /// made with the first of them.
    ///
    /// # Errors
    /// `Unprocessable` when it is no archive of ours or of a later format.
    pub(in crate::cli) fn start(
        archive: &'a mut Archive<Source>,
        media: Option<PathBuf>,
    ) -> Result<(Self, Head)> {
        let mut entries = archive.entries().map_err(|error| unreadable(&error))?;
        let foreign = || Error::unprocessable("the archive does not begin as a Kinfolk backup does");
        let mut first = entries.next().ok_or_else(foreign)?.map_err(|error| unreadable(&error))?;
        if first.path().map_err(|error| unreadable(&error))? != Path::new(HEAD) {
            return Err(foreign());
        }
        let bytes = bytes_of(&mut first)?;
        check_format(&bytes)?;
        let head = parse(&bytes)?;
        Ok((Self { entries, next: None, media }, head))
    }

    /// The next part, which stays to be taken by [`Reader::take`].
    ///
    /// # Errors
    /// `Unprocessable` when the archive cannot be read, or media cannot be written.
    pub(in crate::cli) fn peek(&mut self) -> Result<&Part> {
        let part = match self.next.take() {
            Some(part) => part,
            None => self.read()?,
        };
        Ok(self.next.insert(part))
    }

    /// The next part.
    ///
    /// # Errors
    /// As [`Reader::peek`].
    pub(in crate::cli) fn take(&mut self) -> Result<Part> {
        match self.next.take() {
            Some(part) => Ok(part),
            None => self.read(),
        }
    }

    /// The next lines if they are rows of this table.
    ///
    /// # Errors
    /// As [`Reader::peek`].
    pub(in crate::cli) fn rows_of(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        match self.peek()? {
            Part::Rows { table, .. } if table == name => {}
            _ => return Ok(None),
        }
        match self.take()? {
            Part::Rows { lines, .. } => Ok(Some(lines)),
            _ => Ok(None),
        }
    }

    fn read(&mut self) -> Result<Part> {
        let ends = || Error::unprocessable("the archive ends before its manifest");
        let mut entry = self.entries.next().ok_or_else(ends)?.map_err(|error| unreadable(&error))?;
        let path = entry.path().map_err(|error| unreadable(&error))?.into_owned();
        let strange = || {
            Error::unprocessable(format!("the archive holds {}, which does not belong there", path.display()))
        };
        if !entry.header().entry_type().is_file() {
            return Err(strange());
        }
        let names = names(&path).ok_or_else(strange)?;
        match names.as_slice() {
            [name] if *name == MANIFEST => Ok(Part::Manifest(Box::new(parse(&bytes_of(&mut entry)?)?))),
            [folder, table, _] if *folder == TABLES => {
                let table = table.to_str().ok_or_else(strange)?.to_owned();
                Ok(Part::Rows { table, lines: bytes_of(&mut entry)? })
            }
            [folder, inside @ ..] if *folder == MEDIA && !inside.is_empty() => {
                self.medium(&mut entry, &inside.iter().collect::<PathBuf>())?;
                Ok(Part::Medium)
            }
            _ => Err(strange()),
        }
    }

    fn medium(&self, entry: &mut Entry<'_, Source>, inside: &Path) -> Result<()> {
        let Some(folder) = &self.media else {
            return Err(Error::unprocessable(
                "the backup holds media files, but KINFOLK_MEDIA_URL names no folder (`file:PATH`) to put them in",
            ));
        };
        let path = folder.join(inside);
        let mode = entry.header().mode().unwrap_or(0o600) & 0o777;
        let mut write = || -> std::io::Result<()> {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create_new(&path)?;
            std::io::copy(entry, &mut file)?;
            file.set_permissions(fs::Permissions::from_mode(mode))?;
            file.sync_all()
        };
        write()
            .map_err(|error| Error::unprocessable(format!("{} cannot be written: {error}", path.display())))
    }
}

/// The names of a path that leads downwards and nowhere else.
fn names(path: &Path) -> Option<Vec<&OsStr>> {
    path.components()
        .map(|component| match component {
            Component::Normal(name) => Some(name),
            _ => None,
        })
        .collect()
}

fn bytes_of(entry: &mut Entry<'_, Source>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

/// The format comes first: of a later one nothing else need be understood.
fn check_format(head: &[u8]) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    match parse::<Format>(head)? {
        Format { format } if format == FORMAT => Ok(()),
        Format { format } => Err(Error::unprocessable(format!(
            "the backup has format {format}, and this version reads {FORMAT}; restore it with the version that wrote it"
        ))),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| {
        Error::unprocessable(format!("what the archive says of itself is not readable: {error}"))
    })
}

fn unreadable(error: &std::io::Error) -> Error {
    Error::unprocessable(format!("the archive is not readable: {error}"))
}
