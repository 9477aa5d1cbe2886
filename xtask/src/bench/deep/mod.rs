//! `cargo xtask bench deep`: the pages for which nothing is kept ready. Somebody who follows thousands leafs far back,
//! somebody follows authors who have said nothing for long, a stranger looks at a profile that is mostly private.
//!
//! Each case is asked for by one connection, no two of its requests are the same, and nobody writes meanwhile: what
//! counts is how long the slowest take. The network is made for it (`network`).
//!
//! At the end, pages for which much is kept ready: the first page of home of who follows many beside that of who
//! follows few (`first`).

mod first;
mod network;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::histogram::Histogram;
use super::load::in_turn;
use super::meter::Statements;
use super::options::Engine;
use super::plain::{home_between, profile_between};
use super::report::{Bars, aligned};
use super::results::Sheet;
use super::subject::Subject;
use crate::bench::crowd;
use crate::cleanup::Cleanup;
use crate::failure::{Failure, Result};
use crate::http::request;
use crate::random::Random;
use crate::services::Cluster;
pub use network::{ACCOUNTS, FEWEST};
use network::{MANY, Network, QUIET_FOLLOWED, READERS, Times};

/// The table in the file of results.
pub const SHEET: (&str, &[&str]) = (
    "Deep",
    &["case", "engine", "accounts", "p50 ms", "p99 ms", "longest ms", "CPU µs/request", "statements/request"],
);

/// Requests of each case.
const REQUESTS: usize = READERS as usize;
/// Every how many of them the answer is compared with plain SQL.
const COMPARED: usize = 30;
/// Milliseconds at 99 %.
const BAR: f64 = 10.0;
const DAY_MS: i64 = 86_400_000;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    /// The home of the reader of many.
    Many,
    /// The homes of the readers of quiet authors.
    Quiet,
    /// The private author's profile, by the same readers, who are strangers there.
    Private,
}

/// Which page of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    /// The first.
    First,
    /// `max_id` somewhere in a part of time.
    Below(Part),
    /// `min_id` somewhere in it.
    Above(Part),
}

/// A part of the network's time; `network` says who wrote when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Lately,
    Crowd,
}

const CASES: [(What, At); 9] = [
    (What::Many, At::Below(Part::Lately)),
    (What::Many, At::Below(Part::Crowd)),
    (What::Many, At::Above(Part::Lately)),
    (What::Many, At::Above(Part::Crowd)),
    (What::Quiet, At::First),
    (What::Quiet, At::Below(Part::Lately)),
    (What::Quiet, At::Above(Part::Crowd)),
    (What::Private, At::First),
    (What::Private, At::Below(Part::Crowd)),
];

/// One request: its path and bytes, and the SQL that says what its answer shows.
struct Ask {
    path: String,
    bytes: Vec<u8>,
    query: String,
}

/// What was found of a case.
struct Found {
    name: String,
    latency: Histogram,
    /// Processor seconds and statements of all its requests.
    spent: (f64, Statements),
}

/// Seeds a network, measures every case, and holds it to the bar.
pub fn measure(
    cleanup: &Cleanup,
    (accounts, engine): (u32, Engine),
    contestant: &(String, PathBuf),
    cluster: Option<Arc<Cluster>>,
    bars: &mut Bars,
) -> Result<Sheet> {
    println!("\n== deep on {}: {} with {accounts} accounts", engine.name(), contestant.0);
    if accounts < FEWEST {
        return Err(Failure::new(format!("--accounts {accounts}: deep needs at least {FEWEST}")));
    }
    let network = Network::prepare(cleanup, accounts, contestant, cluster)?;
    let subject = Subject::over(cleanup, &network.ground, network.ground.itself()?, 0)?;
    let mut found = Vec::new();
    for case in CASES {
        let one = measure_one(&subject, name(case), &asks(&subject, &network, case))?;
        one.check(bars);
        found.push(one);
    }
    // Last, as people post there.
    found.extend(first::measure(&subject, &network, bars)?);
    let rows: Vec<_> = found.iter().map(|one| one.cells((accounts, engine))).collect();
    subject.server.end(cleanup);
    std::fs::remove_dir_all(subject.site.data())?;
    let titles = SHEET.1.iter().map(|title| (*title).to_owned()).collect();
    println!("\n{}", aligned(&[vec![titles], rows.clone()].concat()));
    Ok(Sheet { of: SHEET, engine, rows })
}

/// Asks one after the other, and compares some of the pages.
fn measure_one(subject: &Subject, name: String, asks: &[Ask]) -> Result<Found> {
    let before = subject.spent()?;
    let latency = in_turn(subject.address, asks.iter().map(|ask| ask.bytes.as_slice()))?;
    let after = subject.spent()?;
    for ask in asks.iter().step_by(COMPARED) {
        let pages = crowd::read(subject.address, std::slice::from_ref(&ask.bytes))?;
        pages.iter().try_for_each(|page| subject.plain.compare(&ask.path, &ask.query, page))?;
    }
    Ok(Found { name, latency, spent: (after.0 - before.0, after.1.without(&before.1, 1.0)) })
}

impl Found {
    /// Prints what was run for it, and holds it to the bar.
    fn check(&self, bars: &mut Bars) {
        let Self { name, latency, spent: (_, statements) } = self;
        let requests = latency.total();
        println!(
            "{name}: statements {:.2}/request: {}",
            statements.total() / requests as f64,
            statements.frequent(requests)
        );
        let p99 = latency.millis(0.99);
        bars.check(&format!("{name}: p99 {p99:.2} ms of {requests} pages (bar {BAR} ms)"), p99 <= BAR);
    }

    /// Its row in the table.
    fn cells(&self, (accounts, engine): (u32, Engine)) -> Vec<String> {
        let [p50, p99, longest] = [0.5, 0.99, 1.0].map(|share| self.latency.millis(share));
        let each = |all: f64| all / self.latency.total() as f64;
        vec![
            self.name.clone(),
            engine.name().to_owned(),
            accounts.to_string(),
            format!("{p50:.2}"),
            format!("{p99:.2}"),
            format!("{longest:.2}"),
            format!("{:.0}", each(self.spent.0) * 1e6),
            format!("{:.2}", each(self.spent.1.total())),
        ]
    }
}

/// The requests of a case, by fixed seeds.
fn asks(subject: &Subject, network: &Network, (what, at): (What, At)) -> Vec<Ask> {
    let mut random = Random::new(5);
    let edge = |at: At| bound(at, network.times, &mut random);
    let edges: Vec<Option<(bool, i64)>> = std::iter::repeat_n(at, REQUESTS).map(edge).collect();
    let ask = |(n, edge): (usize, Option<(bool, i64)>)| {
        // The first reads many.
        let member = &subject.members[if what == What::Many { 0 } else { n + 1 }];
        let (mut path, query) = match what {
            What::Many | What::Quiet => {
                ("/api/v1/timelines/home?limit=20".to_owned(), home_between(&member.id, edge))
            }
            What::Private => {
                let author = &network.private;
                let path = format!("/api/v1/accounts/{author}/statuses?limit=20");
                (path, profile_between(&member.id, author, edge))
            }
        };
        if let Some((upwards, id)) = edge {
            // Writing into a string cannot fail.
            let _ = write!(path, "&{}={id}", if upwards { "min_id" } else { "max_id" });
        }
        Ask { bytes: request("GET", &path, subject.address, &member.token), path, query }
    };
    edges.into_iter().enumerate().map(ask).collect()
}

/// Whether a page lies above an id, and which; `None` for the first page.
fn bound(at: At, times: Times, random: &mut Random) -> Option<(bool, i64)> {
    let (upwards, part) = match at {
        At::First => return None,
        At::Below(part) => (false, part),
        At::Above(part) => (true, part),
    };
    let (from, until) = match part {
        Part::Lately => (times.lately, times.newest),
        Part::Crowd => (times.crowd, times.lately),
    };
    // Not within a day of its ends, where the next part begins.
    let spread = (until - from - 2 * DAY_MS) / 1_000;
    let second = random.below(usize::try_from(spread).unwrap_or(1)) as i64;
    Some((upwards, (from + DAY_MS + second * 1_000) << 20))
}

/// What a case is called in tables.
fn name((what, at): (What, At)) -> String {
    let what = match what {
        What::Many => format!("home of {MANY} followed"),
        What::Quiet => format!("home of {QUIET_FOLLOWED} quiet"),
        What::Private => "profile of 5000 private".to_owned(),
    };
    let part = |part| match part {
        Part::Lately => "lately",
        Part::Crowd => "in the crowd",
    };
    match at {
        At::First => format!("{what}, first page"),
        At::Below(time) => format!("{what}, max_id {}", part(time)),
        At::Above(time) => format!("{what}, min_id {}", part(time)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_lie_within_their_part_of_time() {
        let times = Times { newest: 100 * DAY_MS, lately: 70 * DAY_MS, crowd: 40 * DAY_MS };
        let mut random = Random::new(1);
        for _ in 0..1_000 {
            let (upwards, id) = bound(At::Above(Part::Crowd), times, &mut random).unwrap();
            assert!(upwards && (41 * DAY_MS..69 * DAY_MS).contains(&(id >> 20)));
            let (upwards, id) = bound(At::Below(Part::Lately), times, &mut random).unwrap();
            assert!(!upwards && (71 * DAY_MS..99 * DAY_MS).contains(&(id >> 20)));
        }
        assert_eq!(bound(At::First, times, &mut random), None);
    }

    #[test]
    fn every_case_has_a_name_of_its_own() {
        let names: std::collections::HashSet<String> = CASES.into_iter().map(name).collect();
        assert_eq!(names.len(), CASES.len());
    }
}
