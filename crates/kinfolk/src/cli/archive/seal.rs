//! A digest of the whole file at its end.
//!
//! The archive ends with an empty gzip member that carries, as an extra field, the SHA-256 of every byte before
//! it (RFC 1952, 2.3.1.1). Programs that read gzip pass over it. A file without it was cut short; a file that it
//! does not fit was changed.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use base::{Error, Result};
use sha2::{Digest, Sha256};

/// Deflated, with an extra field, of no time and no system; 36 bytes: our field `KF` with 32 bytes.
const BEFORE: [u8; 16] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 36, 0, b'K', b'F', 32, 0];
/// An empty final block, the check sum and the length of nothing.
const AFTER: [u8; 10] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const LENGTH: usize = BEFORE.len() + 32 + AFTER.len();

/// Counts and digests what goes through it.
pub(super) struct Sealed<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Sealed<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, hash: Sha256::new() }
    }

    /// Writes the seal and gives back what is below.
    pub(super) fn seal(mut self) -> io::Result<W> {
        self.out.write_all(&BEFORE)?;
        self.out.write_all(&self.hash.finalize())?;
        self.out.write_all(&AFTER)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads the whole file and checks it against its seal; the file then stands at its start again.
///
/// # Errors
/// `Unprocessable` with a sentence when it is no archive, not whole, or changed.
pub(super) fn check(file: &mut File, path: &Path) -> Result<()> {
    let shown = path.display();
    match verdict(file) {
        Ok(Verdict::Whole) => Ok(()),
        Ok(Verdict::Foreign) => Err(Error::unprocessable(format!("{shown} is no Kinfolk backup"))),
        Ok(Verdict::Cut) => Err(Error::unprocessable(format!(
            "{shown} is not whole: it was cut short or changed after it was written"
        ))),
        Ok(Verdict::Changed) => {
            Err(Error::unprocessable(format!("{shown} was changed after it was written, or is damaged")))
        }
        Err(error) => Err(Error::unprocessable(format!("{shown} cannot be read: {error}"))),
    }
}

enum Verdict {
    Whole,
    Foreign,
    Cut,
    Changed,
}

fn verdict(file: &mut File) -> io::Result<Verdict> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut start = Vec::new();
    file.take(2).read_to_end(&mut start)?;
    if !BEFORE.starts_with(&start) {
        return Ok(Verdict::Foreign);
    }
    let Some(sealed) = length.checked_sub(LENGTH as u64).filter(|sealed| *sealed > 0) else {
        return Ok(Verdict::Cut);
    };
    let mut seal = [0; LENGTH];
    file.seek(SeekFrom::Start(sealed))?;
    file.read_exact(&mut seal)?;
    let Some(digest) = seal.strip_prefix(&BEFORE).and_then(|rest| rest.strip_suffix(&AFTER)) else {
        return Ok(Verdict::Cut);
    };
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Hashing(Sha256::new());
    io::copy(&mut io::BufReader::with_capacity(1 << 20, file.take(sealed)), &mut hash)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(if hash.0.finalize().as_slice() == digest { Verdict::Whole } else { Verdict::Changed })
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(folder: &Path, bytes: &[u8]) -> Option<String> {
        let path = folder.join("a");
        std::fs::write(&path, bytes).unwrap();
        check(&mut File::open(&path).unwrap(), Path::new("a")).err().map(|error| error.to_string())
    }

    #[test]
    fn a_file_cut_at_any_byte_or_with_any_bit_flipped_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut sealed = Sealed::new(Vec::new());
        sealed.write_all(&[0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5]).unwrap();
        let whole = sealed.seal().unwrap();
        assert_eq!(told(folder.path(), &whole), None);
        for length in 0..whole.len() {
            assert!(told(folder.path(), &whole[..length]).is_some(), "{length} bytes were taken");
        }
        for bit in 0..whole.len() * 8 {
            let mut changed = whole.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(told(folder.path(), &changed).is_some(), "bit {bit} was not missed");
        }
        let longer = [&whole[..], b"x"].concat();
        assert!(told(folder.path(), &longer).unwrap().contains("is not whole"));
        assert!(told(folder.path(), b"something else").unwrap().contains("is no Kinfolk backup"));
    }

    #[test]
    fn a_seal_is_an_empty_gzip_member() {
        let seal = Sealed::new(Vec::new()).seal().unwrap();
        assert_eq!(seal.len(), LENGTH);
        let mut out = Vec::new();
        flate2::read::MultiGzDecoder::new(&seal[..]).read_to_end(&mut out).unwrap();
        assert!(out.is_empty());
    }
}
