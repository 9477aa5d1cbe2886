//! The limit server: the same bytes as constants.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use super::crowd::{self, Page};
use super::scenario::{HOME, POST, Scenario, profiles};
use super::subject::Subject;
use crate::cleanup::{Cleanup, Group};
use crate::failure::{Context as _, Failure, Result};
use crate::http::form;
use crate::services::{free_port, wait_until};

/// The running limit server.
pub struct Limit {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub group: Group,
}

/// Starts the limit server with what the subject answers to this scenario: a constant of typical length for each
/// kind of request.
pub fn start(cleanup: &Cleanup, programs: &Path, scenario: Scenario, subject: &Subject) -> Result<Limit> {
    let port = free_port()?;
    let mut command = Command::new(programs.join("limit"));
    command.arg(port.to_string());
    for (number, (prefix, page)) in constants(scenario, subject)?.iter().enumerate() {
        let body = subject.site.data().join(format!("limit.{number}.body"));
        let headers = subject.site.data().join(format!("limit.{number}.headers"));
        std::fs::write(&body, &page.body)?;
        std::fs::write(&headers, page.constant_headers())?;
        println!("limit: {prefix} is answered with {} bytes", page.body.len());
        command.arg(prefix).arg(body).arg(headers);
    }
    let group = cleanup.spawn(&mut command, "TERM")?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    wait_until(&group, "the limit", || std::net::TcpStream::connect(address).is_ok())?;
    Ok(Limit { address, group })
}

/// The beginnings of paths with the page that answers them.
fn constants(scenario: Scenario, subject: &Subject) -> Result<Vec<(&'static str, Page)>> {
    let home = || Ok::<_, Failure>((HOME, typical(subject.homes.clone()).context("no home pages")?));
    let profile = || {
        let pages = crowd::read(subject.address, &profiles(subject))?;
        Ok::<_, Failure>(("/api/v1/accounts/", typical(pages).context("no profiles")?))
    };
    match scenario {
        Scenario::Profile => Ok(vec![profile()?]),
        Scenario::Mixed => Ok(vec![home()?, profile()?, (POST, posted(subject)?)]),
        _ => Ok(vec![home()?]),
    }
}

/// What a post of the mix is answered with.
fn posted(subject: &Subject) -> Result<Page> {
    let mut request = Vec::new();
    let member = subject.members.first().context("no accounts")?;
    form(&mut request, POST, subject.address, &member.token, &super::scenario::long_post(0, 0));
    crowd::read(subject.address, &[request])?.pop().context("no answer")
}

/// The page whose length is nearest to the mean.
fn typical(pages: Vec<Page>) -> Option<Page> {
    let mean = pages.iter().map(|page| page.body.len()).sum::<usize>() / pages.len().max(1);
    pages.into_iter().min_by_key(|page| page.body.len().abs_diff(mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_the_mean_length_stands_for_all() {
        let page = |length| Page { head: Vec::new(), body: vec![b' '; length] };
        assert_eq!(typical([10, 20, 90].map(page).into()).unwrap().body.len(), 20);
        assert!(typical(Vec::new()).is_none());
    }
}
