//! Every Rust test of the workspace, with the addresses of the services in the environment.
//!
//! The tests read `KINFOLK_TEST_POSTGRES` (URL of a database whose user may make others; each test makes its
//! own) and `KINFOLK_TEST_REDIS`. Without them, as in a plain `cargo test`, they run on SQLite alone.

use super::Fixture;
use crate::failure::{Failure, Result};
use crate::process::run_watched;
use crate::project::{BUILD, cargo};

/// Runs `cargo test --workspace` and returns how many tests passed and on what.
pub fn run(fixture: &Fixture) -> Result<String> {
    let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.env_remove("KINFOLK_TEST_POSTGRES").env_remove("KINFOLK_TEST_REDIS");
    let mut engines = "SQLite".to_owned();
    if let Some(cluster) = &fixture.cluster {
        command.env("KINFOLK_TEST_POSTGRES", cluster.url("postgres"));
        engines.push_str(" and PostgreSQL");
    }
    if let Some(url) = &fixture.redis {
        command.env("KINFOLK_TEST_REDIS", url);
    }
    let mut total = Tally::default();
    let ended = run_watched(&fixture.cleanup, &mut command, BUILD, |line| total.read(line));
    let text = format!(
        "{} tests passed, {} failed, {} ignored, on {engines}",
        total.passed, total.failed, total.ignored
    );
    ended.map_err(|failure| Failure::new(format!("{text}; {failure}")))?;
    if total.passed == 0 { Err(Failure::new("no test ran")) } else { Ok(text) }
}

/// The sums of the lines `test result: ok. 12 passed; 0 failed; 0 ignored; …`.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Tally {
    fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            match count.split_once(' ').map(|(number, word)| (number.parse().unwrap_or(0), word)) {
                Some((number, "passed")) => self.passed += number,
                Some((number, "failed")) => self.failed += number,
                Some((number, "ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn the_results_of_several_programs_are_added_up() {
        let mut tally = Tally::default();
        tally.read("running 3 tests");
        tally.read(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
        );
        tally.read("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s");
        assert_eq!(tally, Tally { passed: 14, failed: 3, ignored: 1 });
    }
}
