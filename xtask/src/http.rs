//! The smallest HTTP/1.1 client that can drive a server: one kept-alive connection, one request at a time,
//! bytes in and bytes out.
//!
//! It understands what our servers send, a status line and a body with `Content-Length`, and calls everything
//! else an error. It is written by hand so that its cost, which shares the machine with the server, is known and
//! small.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::failure::{Context as _, Failure, Result};

/// How long a server may stay silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// Room for a whole home page with its head.
const ROOM: usize = 128 * 1024;

/// A kept-alive connection with its buffer.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, borrowed from the connection's buffer until the next call.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    /// The status line and the headers, without the empty line.
    pub head: &'a [u8],
    /// The body.
    pub body: &'a [u8],
}

impl Connection {
    /// Connects to the server.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("cannot connect")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; ROOM] })
    }

    /// Sends the bytes of a request and reads the whole answer.
    pub async fn call(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let (status, head, end) = tokio::time::timeout(PATIENCE, self.exchange(request))
            .await
            .map_err(|_| Failure::new("no answer within 30 s"))??;
        Ok(Answer { status, head: &self.buffer[..head - 4], body: &self.buffer[head..end] })
    }

    /// Returns the status, where the body starts and where it ends.
    async fn exchange(&mut self, request: &[u8]) -> Result<(u16, usize, usize)> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        let mut known: Option<(u16, usize, usize)> = None;
        loop {
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
            let read = self.stream.read(&mut self.buffer[filled..]).await?;
            if read == 0 {
                return Err(Failure::new("the server closed the connection"));
            }
            filled += read;
            if known.is_none() {
                known = parse_head(&self.buffer[..filled])?;
            }
            match known {
                Some((_, _, end)) if filled > end => return Err(Failure::new("more bytes than announced")),
                Some(known) if filled == known.2 => return Ok(known),
                _ => {}
            }
        }
    }
}

/// Status, start and end of the body, once the head is complete. Fails on what a simple client cannot read.
fn parse_head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4) else {
        return Ok(None);
    };
    let digits = bytes.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    let status = digits.and_then(|digits| digits.parse().ok()).context("not a status line")?;
    let length = header(&bytes[..head], b"content-length").and_then(|text| text.parse::<usize>().ok());
    Ok(Some((status, head, head + length.context("an answer without Content-Length")?)))
}

/// The value of a header; `name` in lower case. Other headers are skipped, not checked.
pub fn header<'a>(head: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let line = head
        .split(|byte| *byte == b'\n')
        .find(|line| line.get(name.len()) == Some(&b':') && line[..name.len()].eq_ignore_ascii_case(name))?;
    Some(std::str::from_utf8(&line[name.len() + 1..]).ok()?.trim())
}

/// The bytes of a request without a body.
pub fn request(method: &str, path: &str, host: SocketAddr, token: &str) -> Vec<u8> {
    format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Length: 0\r\n\r\n")
        .into_bytes()
}

/// The bytes of a request with a form and one more header, which is a whole line without its end, or nothing.
pub fn form_with(path: &str, host: SocketAddr, token: &str, header: Option<&str>, body: &str) -> Vec<u8> {
    let header = header.map(|line| format!("{line}\r\n")).unwrap_or_default();
    let mut out = Vec::new();
    form(&mut out, path, host, token, body);
    // Before the blank line that ends the head.
    let end = out.len() - body.len() - 2;
    out.splice(end..end, header.into_bytes());
    out
}

/// Writes the bytes of a request with a form into `out`, which is emptied first.
pub fn form(out: &mut Vec<u8>, path: &str, host: SocketAddr, token: &str, body: &str) {
    use std::io::Write as _;
    out.clear();
    // Writing into memory cannot fail.
    let _ = write!(
        out,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_when_it_is_complete() {
        let bytes = b"HTTP/1.1 200 OK\r\ncontent-type: x\r\nContent-Length:  5\r\n\r\nhel";
        assert!(parse_head(&bytes[..30]).unwrap().is_none());
        let (status, start, end) = parse_head(bytes).unwrap().unwrap();
        assert_eq!((status, &bytes[start..], end), (200, &b"hel"[..], bytes.len() + 2));
        assert_eq!(header(bytes, b"content-type"), Some("x"));
        assert_eq!(header(bytes, b"content"), None);
    }

    #[test]
    fn one_more_header_stands_in_the_head() {
        let bytes = form_with("/x", SocketAddr::from(([127, 0, 0, 1], 80)), "t", Some("A-B: c"), "status=d");
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with("Content-Length: 8\r\nA-B: c\r\n\r\nstatus=d"), "{text}");
    }

    #[test]
    fn an_answer_of_unknown_length_is_an_error() {
        assert!(parse_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }

    #[tokio::test]
    async fn an_answer_that_comes_in_pieces_is_read_whole() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            for piece in ["HTTP/1.1 201 Created\r\ncontent-", "length: 4\r\n\r", "\nbo", "dy"] {
                stream.write_all(piece.as_bytes()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let client = async {
            let mut connection = Connection::open(address).await.unwrap();
            let answer = connection.call(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
            assert_eq!((answer.status, answer.body), (201, &b"body"[..]));
        };
        tokio::join!(server, client);
    }
}
