//! What ran, how it ended and how long it took.

use crate::failure::{Failure, Result};

/// How a part ended.
#[derive(Debug)]
pub enum Outcome {
    /// It passed; the text says how much was checked, or nothing.
    Passed(String),
    /// It failed, and why.
    Failed(String),
    /// It could not run, and why.
    NotRun(String),
}

/// The rows of the table at the end.
pub struct Report {
    rows: Vec<(String, Outcome, f64)>,
    strict: bool,
}

impl Report {
    /// An empty report. When `strict`, what cannot run has failed.
    pub fn new(strict: bool) -> Self {
        Self { rows: Vec::new(), strict }
    }

    /// Adds a row and prints its line at once.
    pub fn add(&mut self, name: &str, outcome: Outcome, seconds: f64) {
        let outcome = match outcome {
            Outcome::NotRun(why) if self.strict => Outcome::Failed(format!("not run: {why}")),
            other => other,
        };
        println!("{}", line(name, &outcome, seconds));
        self.rows.push((name.to_owned(), outcome, seconds));
    }

    /// Prints the table and the line of totals. Fails when a row did.
    pub fn finish(self) -> Result<()> {
        println!("\n{:<16}{:<9}{:>8}", "part", "outcome", "seconds");
        for (name, outcome, seconds) in &self.rows {
            println!("{}", line(name, outcome, *seconds));
        }
        let total: f64 = self.rows.iter().map(|row| row.2).sum();
        println!("{:<16}{:<9}{total:>8.1}", "all", "");
        let count = |test: fn(&Outcome) -> bool| self.rows.iter().filter(|row| test(&row.1)).count();
        let passed = count(|outcome| matches!(outcome, Outcome::Passed(_)));
        let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
        println!("{passed} passed, {failed} failed");
        match (passed, failed) {
            (_, 1..) => Err(Failure::new("tests failed")),
            (0, _) => Err(Failure::new("nothing was tested")),
            _ => Ok(()),
        }
    }
}

fn line(name: &str, outcome: &Outcome, seconds: f64) -> String {
    let (word, detail) = match outcome {
        Outcome::Passed(detail) => ("passed", detail),
        Outcome::Failed(detail) => ("FAILED", detail),
        Outcome::NotRun(detail) => ("not run", detail),
    };
    format!("{name:<16}{word:<9}{seconds:>8.1}  {detail}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_cannot_run_fails_only_when_strict() {
        for (strict, ok) in [(false, true), (true, false)] {
            let mut report = Report::new(strict);
            report.add("fmt", Outcome::Passed(String::new()), 1.0);
            report.add("browser", Outcome::NotRun("no browser".to_owned()), 0.0);
            assert_eq!(report.finish().is_ok(), ok);
        }
    }

    #[test]
    fn a_report_without_a_passed_part_is_a_failure() {
        assert!(Report::new(false).finish().is_err());
    }
}
