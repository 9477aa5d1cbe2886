//! What files are called: the SHA-256 of what is in them, and how it is encoded.
//!
//! A name that was read is made of its hash again, never of the text that was read: no text leads out of the folder.

use std::fmt;

use sha2::{Digest, Sha256};

/// How a file of ours is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Without transparency.
    Jpeg,
    /// With transparency.
    Png,
}

impl Format {
    /// As in `Content-Type`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// The name of a file: 64 hexadecimal digits, a dot, and `jpg` or `png`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    hash: [u8; 32],
    format: Format,
}

impl Name {
    /// The name of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8], format: Format) -> Self {
        Self { hash: Sha256::digest(bytes).into(), format }
    }

    /// Reads a name as it is written, in lower case; `None` if it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hex, extension) = text.split_once('.')?;
        let format =
            [Format::Jpeg, Format::Png].into_iter().find(|format| format.extension() == extension)?;
        let mut hash = [0; 32];
        if hex.len() != 2 * hash.len() {
            return None;
        }
        for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            *byte = digit(digits[0])? << 4 | digit(digits[1])?;
        }
        Some(Self { hash, format })
    }

    /// How the file is encoded.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }
}

/// A digit in lower case, so that a file has one name.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.hash {
            write!(f, "{byte:02x}")?;
        }
        write!(f, ".{}", self.format.extension())
    }
}

/// Where a file is: on which shelf, under which name. Who owns a shelf knows what is in use there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// A word in small letters.
    pub shelf: &'static str,
    /// The file on it.
    pub name: Name,
}

/// The path below the folder, and below the address that files are served from: `shelf/ab/cd/abcd….jpg`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, ..] = self.name.hash;
        write!(f, "{}/{first:02x}/{second:02x}/{}", self.shelf, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        let name = Name::of(b"abc", Format::Jpeg);
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.jpg";
        assert_eq!((name.to_string().as_str(), Name::parse(text)), (text, Some(name)));
        let key = Key { shelf: "avatars", name };
        assert_eq!(key.to_string(), format!("avatars/ba/78/{text}"));
        assert_ne!(Name::of(b"abc", Format::Png), name);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let wrong = [
            String::new(),
            hex.to_owned(),
            format!("{hex}.svg"),
            format!("{hex}.JPG"),
            format!("{}.jpg", hex.to_uppercase()),
            format!("{}.jpg", &hex[..62]),
            format!("{hex}00.jpg"),
            format!("{hex}.jpg.png"),
            format!("{hex}/../x.jpg"),
            format!("../{}.jpg", &hex[3..]),
            format!("+1{}.jpg", &hex[2..]),
            format!("é{}.jpg", &hex[2..]),
            "../../etc/passwd".to_owned(),
        ];
        for text in wrong {
            assert_eq!(Name::parse(&text), None, "{text}");
        }
    }
}
