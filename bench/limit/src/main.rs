//! The limit: a bare axum server that answers every request with one constant body and constant headers.
//!
//! Nothing can serve the same bytes through the same web stack for less, so `cargo xtask bench home` measures
//! home pages against it. It has no routes, no state and no log; its allocator and its number of threads are
//! the server's.

use std::net::Ipv4Addr;
use std::process::ExitCode;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::serve::ListenerExt as _;
use bytes::Bytes;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("usage: limit PORT BODY_FILE HEADERS_FILE\n{error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the arguments and serves until it is killed.
fn serve() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |name: &str| arguments.next().ok_or_else(|| format!("{name} is missing"));
    let port = next("PORT")?.parse::<u16>()?;
    let body = Bytes::from(std::fs::read(next("BODY_FILE")?)?);
    let headers = parse_headers(&std::fs::read_to_string(next("HEADERS_FILE")?)?)?;
    let app = Router::new().fallback(move || {
        let answer = (headers.clone(), body.clone());
        async move { answer }
    });
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let listener = listener.tap_io(|stream| {
            // Without this the kernel holds small answers back; a socket that refuses it is merely slower.
            let _ = stream.set_nodelay(true);
        });
        Ok(axum::serve(listener, app).await?)
    })
}

/// Reads lines `name: value`.
fn parse_headers(text: &str) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (name, value) = line.split_once(':').ok_or_else(|| format!("not a header: {line}"))?;
        headers.append(name.trim().parse::<HeaderName>()?, value.trim().parse::<HeaderValue>()?);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::parse_headers;

    #[test]
    fn header_lines_are_read_and_repeated_names_kept() {
        let headers = parse_headers("Content-Type: application/json\nLink: <a>\nlink: <b>\n").unwrap();
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(headers.get_all("link").iter().count(), 2);
        assert!(parse_headers("no colon").is_err());
    }
}
