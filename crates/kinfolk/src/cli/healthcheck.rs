//! `kinfolk healthcheck`: asks the server of these settings whether it answers. For containers without a shell, whose
//! engine wants a command that succeeds or fails.
//!
//! **Not here:** whether the server can do its work: that is `/health/ready`, for what distributes requests.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::Failure;
use crate::core::Config;

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
const REQUEST: &[u8] = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Succeeds when `GET /health` is answered with 200. The database is not touched.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    let why = match timeout(PATIENCE, ask(&config.bind)).await {
        Ok(Ok(line)) if line.starts_with("HTTP/1.1 200 ") => return Ok(()),
        Ok(Ok(line)) => format!("it says {line}"),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", PATIENCE.as_secs()),
    };
    Err(Failure(format!("the server at {} is not well: {why}", config.bind)))
}

/// The first line of the answer.
async fn ask(bind: &str) -> std::io::Result<String> {
    let address = lookup_host(bind).await?.next().ok_or(std::io::ErrorKind::AddrNotAvailable)?;
    let mut stream = TcpStream::connect(reachable(address)).await?;
    stream.write_all(REQUEST).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.lines().next().unwrap_or("nothing").to_owned())
}

/// Where a server that listens on `address` is reached from this machine: "every address" is none to connect to.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn every_address_is_reached_by_the_loopback_of_its_family() {
        for (bound, reached) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.1.2.3:80", "10.1.2.3:80")]
        {
            assert_eq!(reachable(bound.parse().unwrap()), reached.parse().unwrap());
        }
    }
}
