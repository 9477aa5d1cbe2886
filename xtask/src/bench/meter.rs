//! What the server counts about itself: how often each statement of the database was run. Read from its metrics
//! (`docs/metrics.md`), before and after a measurement.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::crowd;
use crate::failure::{Failure, Result};
use crate::http::request;

/// The series that counts the runs of a statement.
const SERIES: &str = "kinfolk_statement_seconds_count";

/// Runs of each statement, by its name in the sources.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Statements(BTreeMap<String, f64>);

impl Statements {
    /// The runs since the server's start, from its metrics at this address.
    pub fn read(address: SocketAddr) -> Result<Self> {
        let pages = crowd::read(address, &[request("GET", "/metrics", address, "")])?;
        let text = pages.iter().map(|page| String::from_utf8_lossy(&page.body)).collect::<String>();
        let found = Self::parse(&text);
        // A server that has started has asked its database something.
        if found.0.is_empty() { Err(Failure::new(format!("no {SERIES} in the metrics"))) } else { Ok(found) }
    }

    fn parse(text: &str) -> Self {
        let mut found = BTreeMap::new();
        for line in text.lines() {
            let Some((labels, count)) = line.strip_prefix(SERIES).and_then(|rest| rest.rsplit_once(' '))
            else {
                continue;
            };
            let name = labels.split_once("statement=\"").and_then(|(_, rest)| rest.split_once('"'));
            if let (Some((name, _)), Ok(count)) = (name, count.parse::<f64>()) {
                *found.entry(name.to_owned()).or_default() += count;
            }
        }
        Self(found)
    }

    /// These runs without `factor` times those.
    #[must_use]
    pub fn without(&self, other: &Self, factor: f64) -> Self {
        let mut rest = self.clone();
        for (name, count) in &other.0 {
            *rest.0.entry(name.clone()).or_default() -= count * factor;
        }
        rest
    }

    /// These runs without `factor` times those, statement by statement and never below none: what others cause
    /// varies, and less of one statement must not hide another.
    #[must_use]
    pub fn beyond(&self, other: &Self, factor: f64) -> Self {
        let mut rest = self.without(other, factor);
        rest.0.values_mut().for_each(|count| *count = count.max(0.0));
        rest
    }

    /// So many times these runs.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self(self.0.iter().map(|(name, count)| (name.clone(), count * factor)).collect())
    }

    /// Runs of all statements.
    pub fn total(&self) -> f64 {
        // Not `sum`, which is -0 of nothing.
        self.0.values().fold(0.0, |all, count| all + count)
    }

    /// The statements that are run in every hundredth request or more often, the most frequent first.
    pub fn frequent(&self, requests: u64) -> String {
        let mut each: Vec<_> =
            self.0.iter().map(|(name, count)| (name, count / requests.max(1) as f64)).collect();
        each.retain(|(_, count)| *count >= 0.01);
        each.sort_by(|a, b| b.1.total_cmp(&a.1));
        each.iter().map(|(name, count)| format!("{name} {count:.2}")).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# TYPE kinfolk_statement_seconds histogram
kinfolk_statement_seconds_bucket{statement=\"a::B\",engine=\"sqlite\",le=\"0.1\"} 9
kinfolk_statement_seconds_sum{statement=\"a::B\",engine=\"sqlite\"} 0.5
kinfolk_statement_seconds_count{statement=\"a::B\",engine=\"sqlite\"} 10
kinfolk_statement_seconds_count{engine=\"sqlite\",statement=\"c::D\"} 4
kinfolk_jobs_done_total{kind=\"x\"} 3";

    #[test]
    fn runs_of_statements_are_counted_and_nothing_else() {
        let found = Statements::parse(TEXT);
        assert_eq!(found.0, BTreeMap::from([("a::B".to_owned(), 10.0), ("c::D".to_owned(), 4.0)]));
        assert!((found.total() - 14.0).abs() < 1e-9);
        assert_eq!(found.frequent(10), "a::B 1.00, c::D 0.40");
        assert_eq!(found.frequent(900), "a::B 0.01");
    }

    #[test]
    fn what_others_cause_is_taken_off() {
        let all = Statements::parse(TEXT);
        let background = Statements(BTreeMap::from([("c::D".to_owned(), 2.0)]));
        assert_eq!(all.without(&background, 2.0).frequent(1), "a::B 10.00");
        assert!((all.without(&all, 1.0).total()).abs() < 1e-9);
        assert_eq!(all.scaled(0.5).frequent(1), "a::B 5.00, c::D 2.00");
        assert_eq!(all.beyond(&background, 20.0).frequent(1), "a::B 10.00");
        assert!((all.beyond(&background, 20.0).total() - 10.0).abs() < 1e-9, "c::D is not below none");
    }
}
