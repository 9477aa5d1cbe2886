//! The people of a measurement: a seeded graph, a token for each account, and what the server answers them.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::failure::{Context as _, Failure, Result};
use crate::http::{Connection, request};
use crate::server::Site;

/// What the tokens may do.
const SCOPES: &str = "read write follow push";
/// Accounts in one command that makes tokens.
const IN_A_COMMAND: usize = 1_000;
/// Commands that make tokens at the same time.
const AT_ONCE: usize = 4;

/// An account that takes part.
pub struct Member {
    /// Its username.
    pub name: String,
    /// Its access token.
    pub token: String,
    /// Its id, as the API writes it.
    pub id: String,
}

/// A page as the server answered it.
#[derive(Clone)]
pub struct Page {
    /// Status line and headers.
    pub head: Vec<u8>,
    /// The JSON.
    pub body: Vec<u8>,
}

/// The words that fill an empty site with a graph, of the edge list or a synthetic one of `accounts`, with so many
/// statuses of each.
pub fn seeding(edges: Option<&Path>, accounts: u32, statuses: u32) -> Result<Vec<String>> {
    let (from, what) = match edges {
        Some(file) => ("--edges", file.to_str().context("the file's name is not text")?.to_owned()),
        None => ("--synthetic", accounts.to_string()),
    };
    let words = ["seed", "graph", "--statuses-per-account", &statuses.to_string(), from, &what];
    Ok(words.map(str::to_owned).to_vec())
}

/// Makes a token for each of `names`.
pub fn tokens(site: &Site, names: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::with_capacity(names.len());
    for some in names.chunks(IN_A_COMMAND) {
        let words = ["token", "create", "--scopes", SCOPES].into_iter();
        let words: Vec<&str> = words.chain(some.iter().map(String::as_str)).collect();
        let Ok(tokens) = site.ask(&words) else { return one_by_one(site, names) };
        found.extend(tokens.lines().map(str::to_owned));
    }
    if found.len() != names.len() {
        return Err(Failure::new(format!("{} tokens for {} accounts", found.len(), names.len())));
    }
    Ok(found)
}

/// The same by a program of before a command could make several; a few at once, as each is a start of it.
fn one_by_one(site: &Site, names: &[String]) -> Result<Vec<String>> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(vec![String::new(); names.len()]);
    let work = || -> Result<()> {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(name) = names.get(at) else { return Ok(()) };
            let token = site.ask(&["token", "create", name, "--scopes", SCOPES])?;
            found.lock().map_err(|_| Failure::new("a thread failed"))?[at] = token;
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| Failure::new("a thread failed"))?)
    })?;
    found.into_inner().map_err(|_| Failure::new("a thread failed"))
}

/// Asks the server who each token belongs to. Fails when it is not the expected account.
pub fn members(address: SocketAddr, names: Vec<String>, tokens: Vec<String>) -> Result<Vec<Member>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        let mut members = Vec::with_capacity(names.len());
        for (name, token) in names.into_iter().zip(tokens) {
            let path = "/api/v1/accounts/verify_credentials";
            let answer = connection.call(&request("GET", path, address, &token)).await?;
            let value: serde_json::Value = serde_json::from_slice(answer.body)?;
            if answer.status != 200 || value["username"] != name.as_str() {
                return Err(Failure::new(format!(
                    "the token of {name} is answered with {} {value}",
                    answer.status
                )));
            }
            let id = value["id"].as_str().context("an account without an id")?.to_owned();
            members.push(Member { name, token, id });
        }
        Ok(members)
    })
}

/// Sends these requests over one connection and keeps the answers, in order. Fails when one is not answered with 200.
pub fn read(address: SocketAddr, requests: &[Vec<u8>]) -> Result<Vec<Page>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        let mut pages = Vec::with_capacity(requests.len());
        for request in requests {
            let answer = connection.call(request).await?;
            judge(request, answer.status)?;
            pages.push(Page { head: answer.head.to_vec(), body: answer.body.to_vec() });
        }
        Ok(pages)
    })
}

/// Fails, and names the request, when the status of its answer is not 200.
pub fn judge(request: &[u8], status: u16) -> Result<()> {
    if status == 200 {
        return Ok(());
    }
    let text = String::from_utf8_lossy(request);
    let line = text.lines().next().unwrap_or_default();
    Err(Failure::new(format!("{line} is answered with {status}")))
}

impl Page {
    /// The ids of the statuses on it, in its order.
    pub fn ids(&self) -> Result<Vec<String>> {
        let value: serde_json::Value = serde_json::from_slice(&self.body)?;
        let statuses = value.as_array().context("a page that is not a list")?;
        let id = |status: &serde_json::Value| status["id"].as_str().map(str::to_owned);
        statuses.iter().map(|status| id(status).context("a status without an id")).collect()
    }

    /// Its headers as lines `name: value`, without those that every server writes itself.
    pub fn constant_headers(&self) -> String {
        let own = ["content-length", "date", "connection", "transfer-encoding"];
        let head = String::from_utf8_lossy(&self.head);
        let kept = head.lines().skip(1).filter(|line| {
            let name = line.split(':').next().unwrap_or_default();
            !own.iter().any(|own| name.eq_ignore_ascii_case(own))
        });
        kept.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_every_server_writes_are_left_out() {
        let head = b"HTTP/1.1 200 OK\r\nLink: <x>\r\nContent-Length: 3\r\ndate: now\r\nx-a: b".to_vec();
        let page = Page { head, body: br#"[{"id":"7"},{"id":"5"}]"#.to_vec() };
        assert_eq!(page.constant_headers(), "Link: <x>\nx-a: b");
        assert_eq!(page.ids().unwrap(), ["7", "5"]);
    }
}
