//! Fetching what people name: a client that reaches nothing but the open Internet.
//!
//! People can name any address, and names can be made to point anywhere and to change between two looks. So each address is
//! judged where it is connected to: what a name resolves to in the resolver, and what is an address already before it is
//! asked ([`is_public`]). Redirects are followed here and judged like the first address. Nothing is taken from the
//! environment: no proxy, no cookie, no credential.
//!
//! A fetch is bounded in time, redirects, bytes after unpacking, and how many run against one host.
//!
//! **Not here:** what a page says ([`rel_links`](crate::rel_links)), whether to try again (the job that asked).

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use base::{Error, Result};
use parking_lot::Mutex;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, StatusCode, header, redirect};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Semaphore;
use url::{Host, Url};

use crate::is_public;

/// How many redirects are followed.
pub const MAX_REDIRECTS: usize = 3;
/// No more of a page is read than this, in bytes after unpacking.
pub const MAX_BYTES: usize = 1 << 20;
/// A connection that takes longer than this to open is given up.
const CONNECTING: Duration = Duration::from_secs(5);
/// A fetch that takes longer than this, redirects and all, is given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Fetches at a time from one host.
const PER_HOST: usize = 2;
/// Hosts that are remembered before those that nobody fetches from are forgotten.
const MANY_HOSTS: usize = 256;
/// The ports of the web. Elsewhere other services listen.
const PORTS: [u16; 2] = [80, 443];

/// A client for pages that people name.
pub struct Web {
    agent: String,
    allowed: Arc<[IpAddr]>,
    patience: Duration,
    hosts: Hosts,
    client: OnceLock<Client>,
}

/// What was found.
#[derive(Debug)]
pub struct Page {
    /// Where: after redirects.
    pub url: Url,
    /// Its beginning, at most [`MAX_BYTES`], as text.
    pub text: String,
}

impl Web {
    /// A client that says who it is: this program's version and the public URL of the server.
    #[must_use]
    pub fn new(version: &str, base_url: &str) -> Self {
        Self {
            agent: format!("Kinfolk/{version} (+{base_url})"),
            allowed: Arc::default(),
            patience: PATIENCE,
            hosts: Hosts::default(),
            client: OnceLock::new(),
        }
    }

    /// The same, but these addresses may be fetched from by any port. For tests alone: no setting leads here.
    #[must_use]
    pub fn allowing(self, addresses: &[IpAddr]) -> Self {
        Self { allowed: addresses.into(), ..self }
    }

    /// The same with less patience; for tests.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Fetches a page. What it is sent as does not matter; what is no UTF-8 in it is replaced.
    ///
    /// # Errors
    /// `Unprocessable` when asking again would change nothing: the address must not be fetched, or its server says no;
    /// `Unavailable` when it might: nobody answers, or not in time, or its server has trouble.
    pub async fn get(&self, url: &Url) -> Result<Page> {
        let fetched = tokio::time::timeout(self.patience, self.follow(url.clone()));
        fetched.await.unwrap_or_else(|_| Err(away("it took too long")))
    }

    /// Follows redirects.
    async fn follow(&self, mut url: Url) -> Result<Page> {
        for _ in 0..=MAX_REDIRECTS {
            let host = self.judge(&url)?;
            let place = self.hosts.place(&host);
            let _permit = place.acquire().await.map_err(Error::internal)?;
            let response = self.client()?.get(url.clone()).send().await.map_err(unsent)?;
            let status = response.status();
            if status.is_success() {
                return Ok(Page { url, text: read(response).await? });
            }
            url = next(&url, &response).ok_or_else(|| refusal(status))?;
        }
        Err(refused("it redirects too often"))
    }

    /// The host of an address that may be fetched, as far as that can be seen before names are resolved.
    fn judge(&self, url: &Url) -> Result<String> {
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some()
        {
            return Err(refused("it is no plain address of the web"));
        }
        let address = match url.host() {
            None => return Err(refused("it has no host")),
            Some(Host::Domain(_)) => None,
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        };
        let allowed = address.is_some_and(|address| self.allowed.contains(&address));
        if !allowed && !address.is_none_or(is_public) {
            return Err(refused("its address is not of the open Internet"));
        }
        if !allowed && !url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) {
            return Err(refused("its port is not of the web"));
        }
        Ok(url.host_str().unwrap_or_default().to_owned())
    }

    /// Made when it is first needed: commands that fetch nothing need none.
    fn client(&self) -> Result<&Client> {
        if self.client.get().is_none() {
            // Whoever comes second has made nothing that the first did not.
            let _ = self.client.set(self.make_client()?);
        }
        self.client.get().ok_or_else(|| Error::internal("the client was just made"))
    }

    fn make_client(&self) -> Result<Client> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Names { allowed: Arc::clone(&self.allowed) })
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(&self.agent)
            .connect_timeout(CONNECTING)
            // Every fetch connects anew, and so is judged anew.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(Error::internal)
    }
}

/// Where a redirect leads, if it is one.
fn next(url: &Url, response: &Response) -> Option<Url> {
    let redirects = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let target = response.headers().get(header::LOCATION).filter(|_| redirects)?;
    url.join(target.to_str().ok()?).ok()
}

/// The beginning of an answer.
async fn read(mut response: Response) -> Result<String> {
    let mut bytes = Vec::new();
    while bytes.len() < MAX_BYTES {
        let Some(chunk) = response.chunk().await.map_err(unsent)? else { break };
        let room = MAX_BYTES - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Resolves names to addresses that may be fetched from.
struct Names {
    allowed: Arc<[IpAddr]>,
}

/// A name has addresses, but none that may be fetched from.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("none of its addresses is of the open Internet")
    }
}

impl std::error::Error for Closed {}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open: Vec<SocketAddr> =
                found.filter(|address| is_public(address.ip()) || allowed.contains(&address.ip())).collect();
            if open.is_empty() {
                return Err(Closed.into());
            }
            let open: Addrs = Box::new(open.into_iter());
            Ok(open)
        })
    }
}

/// Who fetches from which host just now.
#[derive(Default)]
struct Hosts(Mutex<HashMap<String, Weak<Semaphore>>>);

impl Hosts {
    fn place(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.0.lock();
        if let Some(place) = hosts.get(host).and_then(Weak::upgrade) {
            return place;
        }
        if hosts.len() >= MANY_HOSTS {
            hosts.retain(|_, place| place.strong_count() > 0);
        }
        let place = Arc::new(Semaphore::new(PER_HOST));
        hosts.insert(host.to_owned(), Arc::downgrade(&place));
        place
    }
}

fn refused(why: &str) -> Error {
    Error::unprocessable(format!("The page cannot be fetched: {why}"))
}

fn away(cause: impl Into<base::Cause>) -> Error {
    Error::unavailable("The page cannot be fetched now", cause)
}

/// What an answer means that is no page.
fn refusal(status: StatusCode) -> Error {
    let passing = status.is_server_error()
        || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS);
    let why = format!("its server answers {status}");
    if passing { away(why) } else { refused(&why) }
}

/// What a failure to send or to read means.
fn unsent(error: reqwest::Error) -> Error {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(this) = cause {
        if this.is::<Closed>() {
            return refused(&Closed.to_string());
        }
        cause = this.source();
    }
    // Without the address: it is of people, and no log keeps those.
    away(error.without_url())
}

#[cfg(test)]
mod tests;
