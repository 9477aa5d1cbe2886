//! Prometheus' text format (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::registry::Histogram;
use super::table;

/// What was seen at one moment, by metric.
#[derive(Debug, Default)]
pub struct Seen(BTreeMap<String, Family>);

#[derive(Debug)]
struct Family {
    kind: &'static str,
    /// Whole lines.
    lines: String,
}

/// Names and values of labels.
pub type Labels<'a> = [(&'a str, &'a str)];

impl Seen {
    /// A number that only grows.
    pub fn counter(&mut self, name: &str, labels: &Labels<'_>, value: u64) {
        self.raw_counter(name, &shown(labels), value);
    }

    /// A number that goes both ways.
    pub fn gauge(&mut self, name: &str, labels: &Labels<'_>, value: f64) {
        self.raw_gauge(name, &shown(labels), value);
    }

    pub(super) fn raw_counter(&mut self, name: &str, labels: &str, value: u64) {
        let _ = writeln!(self.lines(name, "counter"), "{name}{} {value}", braced(labels, ""));
    }

    pub(super) fn raw_gauge(&mut self, name: &str, labels: &str, value: f64) {
        let _ = writeln!(self.lines(name, "gauge"), "{name}{} {value}", braced(labels, ""));
    }

    pub(super) fn raw_histogram(&mut self, name: &str, labels: &str, histogram: &Histogram) {
        let (cumulated, sum, count) = histogram.read();
        let lines = self.lines(name, "histogram");
        for (bound, count) in cumulated {
            let bound = if bound.is_finite() { bound.to_string() } else { "+Inf".to_owned() };
            let _ = writeln!(lines, "{name}_bucket{} {count}", braced(labels, &format!("le=\"{bound}\"")));
        }
        let _ = writeln!(lines, "{name}_sum{} {sum}", braced(labels, ""));
        let _ = writeln!(lines, "{name}_count{} {count}", braced(labels, ""));
    }

    fn lines(&mut self, name: &str, kind: &'static str) -> &mut String {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Family { kind, lines: String::new() });
        }
        match self.0.get_mut(name) {
            Some(family) => &mut family.lines,
            None => unreachable!("it was put in just now"),
        }
    }

    /// The whole text, ordered by name.
    pub(super) fn text(&self) -> String {
        self.0.iter().fold(String::new(), |mut out, (name, family)| {
            if let Some(metric) = table::find(name) {
                let _ =
                    writeln!(out, "# HELP {name} {}", metric.meaning.replace('`', "").replace('\\', "\\\\"));
            }
            let _ = write!(out, "# TYPE {name} {}\n{}", family.kind, family.lines);
            out
        })
    }
}

fn shown(labels: &Labels<'_>) -> String {
    let pairs: Vec<String> =
        labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value))).collect();
    pairs.join(",")
}

/// `{a="1",le="2"}`, or nothing when both parts are empty.
fn braced(labels: &str, more: &str) -> String {
    match (labels.is_empty(), more.is_empty()) {
        (true, true) => String::new(),
        (false, false) => format!("{{{labels},{more}}}"),
        _ => format!("{{{labels}{more}}}"),
    }
}

/// A label's value as it stands between quotes.
pub(super) fn escape(value: &str) -> Cow<'_, str> {
    if value.contains(['"', '\\', '\n']) {
        Cow::Owned(value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
    } else {
        Cow::Borrowed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_metric_stand_together_below_its_meaning() {
        let mut seen = Seen::default();
        seen.gauge("kinfolk_cache_bytes", &[("cache", "a")], 1.0);
        seen.counter("other_total", &[], 7);
        seen.gauge("kinfolk_cache_bytes", &[("cache", "b\"\\")], 0.5);
        assert_eq!(
            seen.text(),
            "# HELP kinfolk_cache_bytes what they weigh\n# TYPE kinfolk_cache_bytes gauge\n\
             kinfolk_cache_bytes{cache=\"a\"} 1\nkinfolk_cache_bytes{cache=\"b\\\"\\\\\"} 0.5\n\
             # TYPE other_total counter\nother_total 7\n"
        );
    }
}
