//! The limit: a bare axum server that answers each request with a constant body and constant headers, chosen by the
//! beginning of the request's path and query.
//!
//! Nothing can serve the same bytes through the same web stack for less, so `cargo xtask bench` measures pages
//! against it. It has no routes, no state and no log; its allocator and its number of threads are the server's.

use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::serve::ListenerExt as _;
use bytes::Bytes;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!(
                "usage: limit PORT PREFIX BODY_FILE HEADERS_FILE [PREFIX BODY_FILE HEADERS_FILE]...\n{error}"
            );
            ExitCode::FAILURE
        }
    }
}

/// What requests are answered with whose path begins with `prefix`.
struct Constant {
    prefix: String,
    headers: HeaderMap,
    body: Bytes,
}

/// Reads the arguments and serves until it is killed.
fn serve() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (port, rest) = arguments.split_first().ok_or("PORT is missing")?;
    let port = port.parse::<u16>()?;
    let constants = Arc::new(read_constants(rest)?);
    let app = Router::new().fallback(move |uri: Uri| {
        let answer = answer(&constants, &uri);
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

/// Reads threes of prefix, file of the body and file of the headers.
fn read_constants(arguments: &[String]) -> Result<Vec<Constant>, Error> {
    let (threes, rest) = arguments.as_chunks::<3>();
    if threes.is_empty() || !rest.is_empty() {
        return Err("PREFIX BODY_FILE HEADERS_FILE come in threes, at least once".into());
    }
    let read = |[prefix, body, headers]: &[String; 3]| {
        let body = Bytes::from(std::fs::read(body)?);
        Ok(Constant {
            prefix: prefix.clone(),
            headers: parse_headers(&std::fs::read_to_string(headers)?)?,
            body,
        })
    };
    threes.iter().map(read).collect()
}

/// The first constant whose prefix fits; 404 when none does.
fn answer(constants: &[Constant], uri: &Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    match constants.iter().find(|constant| path.starts_with(&constant.prefix)) {
        Some(Constant { headers, body, .. }) => (headers.clone(), body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
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
    use super::*;

    #[test]
    fn header_lines_are_read_and_repeated_names_kept() {
        let headers = parse_headers("Content-Type: application/json\nLink: <a>\nlink: <b>\n").unwrap();
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(headers.get_all("link").iter().count(), 2);
        assert!(parse_headers("no colon").is_err());
    }
    #[test]
    fn the_first_prefix_that_fits_answers() {
        let constant = |prefix: &str, body: &'static str| Constant {
            prefix: prefix.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::from(body),
        };
        let constants = [constant("/a/home?limit=20", "home"), constant("/a/", "a")];
        let length = |path: &str| {
            let answer = answer(&constants, &path.parse().unwrap());
            (answer.status().as_u16(), axum::body::HttpBody::size_hint(answer.body()).exact())
        };
        assert_eq!(length("/a/home?limit=20"), (200, Some(4)));
        assert_eq!(length("/a/5/x?limit=20"), (200, Some(1)));
        assert_eq!(length("/b").0, 404);
    }

    #[test]
    fn arguments_come_in_threes() {
        let read =
            |words: &[&str]| read_constants(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert!(read(&[]).is_err());
        assert!(read(&["/", "body"]).is_err());
        assert!(read(&["/", "/no/such/body", "/no/such/headers"]).is_err());
    }
}
