//! What is printed: a line for each measurement, a row for each scenario, and whether bars were kept.

use super::load::Measured;
use super::meter::Statements;
use super::options::Engine;
use super::scenario::Scenario;
use crate::failure::{Failure, Result};

/// The figures of a scenario, those of the run in the middle by throughput.
#[derive(Clone)]
pub struct Row {
    /// What was asked.
    pub scenario: Scenario,
    /// Of which database.
    pub engine: Engine,
    /// Which program.
    pub label: String,
    /// Answered requests in a second.
    pub rate: f64,
    /// Milliseconds that 50, 99 and 99.9 % of the requests stayed at or below.
    pub latency: [f64; 3],
    /// The server's processor time by requests, in microseconds, without that of writes beside.
    pub cpu: f64,
    /// Statements by requests, without those of writes beside.
    pub statements: f64,
    /// The most memory that the server ever used, in bytes (`VmHWM`).
    pub peak: u64,
    /// Requests in a second over those of the yardstick, beside the same writes where there are any.
    pub ratio: Option<f64>,
    /// Where others write beside the server: over those of the yardstick when nobody writes beside it.
    pub ratio_alone: Option<f64>,
}

impl Row {
    /// The figures of this run, with its costs net of what others wrote: processor seconds and statements.
    pub fn new(
        (scenario, engine, label): (Scenario, Engine, &str),
        measured: &Measured,
        (cpu, statements): (f64, &Statements),
        peak: u64,
    ) -> Self {
        let requests = measured.requests.max(1) as f64;
        Self {
            scenario,
            engine,
            label: label.to_owned(),
            rate: measured.rate(),
            latency: [0.5, 0.99, 0.999].map(|share| measured.latency.millis(share)),
            cpu: cpu / requests * 1e6,
            statements: statements.total() / requests,
            peak,
            ratio: None,
            ratio_alone: None,
        }
    }

    /// What the ratio is to.
    pub fn yardstick(&self) -> &'static str {
        match (self.scenario.has_limit(), self.engine) {
            (true, _) => "limit",
            (false, Engine::Sqlite) => "raw",
            (false, Engine::Postgres) => "pgbench",
        }
    }

    /// The figures as they are printed and written, in the order of [`TITLES`].
    pub fn cells(&self) -> Vec<String> {
        let [p50, p99, p999] = self.latency.map(|millis| format!("{millis:.3}"));
        let ratio = |of: Option<f64>| {
            of.map_or("–".to_owned(), |ratio| format!("{ratio:.2} of {}", self.yardstick()))
        };
        vec![
            self.scenario.name().to_owned(),
            self.engine.name().to_owned(),
            format!("{:.0}", self.rate),
            p50,
            p99,
            p999,
            format!("{:.1}", self.cpu),
            format!("{:.2}", self.statements),
            format!("{:.0}", self.peak as f64 / f64::from(1 << 20)),
            ratio(self.ratio),
            ratio(self.ratio_alone),
        ]
    }
}

/// The columns of [`Row::cells`].
pub const TITLES: [&str; 11] = [
    "scenario",
    "engine",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "p99.9 ms",
    "CPU µs/request",
    "statements/request",
    "peak MB",
    "ratio",
    "ratio alone",
];

/// One line of figures of a measurement, with everything that the process did meanwhile.
pub fn figures(name: &str, measured: &Measured) -> String {
    let [p50, p99, p999] = [0.5, 0.99, 0.999].map(|share| measured.latency.millis(share));
    format!(
        "{name:<10} {:>9.0} requests/s   p50 {p50:>7.3} ms   p99 {p99:>7.3} ms   p99.9 {p999:>7.3} ms   \
         CPU {:>6.1} us/request",
        measured.rate(),
        measured.cpu / measured.requests.max(1) as f64 * 1e6
    )
}

/// All rows as a table with columns of one width.
pub fn table(rows: &[Row]) -> String {
    let with_label =
        |label: &str, cells: Vec<String>| std::iter::once(label.to_owned()).chain(cells).collect();
    let mut lines: Vec<Vec<String>> = vec![with_label("program", TITLES.map(str::to_owned).to_vec())];
    lines.extend(rows.iter().map(|row| with_label(&row.label, row.cells())));
    aligned(&lines)
}

/// Lines of as many cells each, in columns of one width.
pub fn aligned(lines: &[Vec<String>]) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..lines.first().map_or(0, Vec::len)).map(width).collect();
    let pad = |line: &Vec<String>| {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    lines.iter().map(pad).collect::<Vec<_>>().join("\n")
}

/// The limits that a run is held to.
#[derive(Default)]
pub struct Bars {
    missed: Vec<String>,
}

impl Bars {
    /// Prints whether a bar was kept.
    pub fn check(&mut self, text: &str, kept: bool) {
        println!("{:<7} {text}", if kept { "ok" } else { "MISSED" });
        if !kept {
            self.missed.push(text.to_owned());
        }
    }

    /// Fails when bars are enforced and one was missed.
    pub fn finish(self, enforce: bool) -> Result<()> {
        if enforce && !self.missed.is_empty() {
            return Err(Failure::new(format!("missed: {}", self.missed.join("; "))));
        }
        Ok(())
    }
}

/// The item in the middle, by a figure of each.
pub fn median<T>(mut items: Vec<T>, figure: impl Fn(&T) -> f64) -> Result<T> {
    items.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
    let middle = items.len() / 2;
    items.into_iter().nth(middle).ok_or_else(|| Failure::new("nothing was measured"))
}

#[cfg(test)]
pub mod tests {
    use std::time::Duration;

    use super::super::histogram::Histogram;
    use super::*;

    /// A row of 1000 requests in half a second.
    pub fn row(scenario: Scenario, engine: Engine) -> Row {
        let mut latency = Histogram::default();
        (0..1000).for_each(|_| latency.record(Duration::from_micros(250)));
        let measured = Measured { requests: 1000, seconds: 0.5, latency, bytes: 0, cpu: 0.02 };
        Row::new((scenario, engine, "here"), &measured, (0.015, &Statements::default()), 64 << 20)
    }

    #[test]
    fn a_row_has_a_cell_for_each_title() {
        let mut row = row(Scenario::Home, Engine::Postgres);
        row.ratio = Some(0.5);
        row.ratio_alone = Some(0.25);
        let cells = row.cells();
        assert_eq!(cells.len(), TITLES.len());
        assert_eq!(cells[..3], ["home", "postgres", "2000"]);
        assert_eq!(cells[6..], ["15.0", "0.00", "64", "0.50 of limit", "0.25 of limit"]);
        row.scenario = Scenario::Follow;
        row.ratio = None;
        row.ratio_alone = None;
        assert_eq!(row.cells()[9..], ["–", "–"]);
        let text = table(&[row.clone(), row]);
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn the_middle_is_the_middle() {
        assert_eq!(median(vec![3, 1, 2], |n| f64::from(*n)).unwrap(), 2);
        assert_eq!(median(vec![2, 1], |n| f64::from(*n)).unwrap(), 2);
        assert!(median(Vec::<i32>::new(), |n| f64::from(*n)).is_err());
    }

    #[test]
    fn a_missed_bar_fails_only_when_it_is_enforced() {
        let missed = || {
            let mut bars = Bars::default();
            bars.check("kept", true);
            bars.check("too slow", false);
            bars
        };
        missed().finish(false).unwrap();
        assert_eq!(missed().finish(true).unwrap_err().to_string(), "missed: too slow");
    }
}
