//! Who follows whom: pairs of accounts, and how they are read from an edge list.

use std::fmt;

/// A graph of accounts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Graph {
    /// The numbers in the accounts' names, ascending.
    pub(super) names: Vec<u64>,
    /// Pairs between whom somebody follows, ascending, each once.
    pub(super) pairs: Vec<Pair>,
    /// Edges from an account to itself, which were left out.
    pub(super) loops: usize,
}

/// Two accounts, by their places in [`Graph::names`], and who of them follows whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The lower place.
    pub(super) lo: u32,
    /// The higher place.
    pub(super) hi: u32,
    /// The lower follows the higher.
    pub(super) up: bool,
    /// The higher follows the lower.
    pub(super) down: bool,
}

impl Pair {
    /// How many follows this is.
    pub(super) fn follows(self) -> usize {
        usize::from(self.up) + usize::from(self.down)
    }
}

impl Graph {
    /// A graph from edges between places in `names`. An edge may stand more than once; one from a place to
    /// itself may not.
    pub(super) fn new(names: Vec<u64>, edges: &[(u32, u32)], directed: bool, loops: usize) -> Self {
        let pair = |&(from, to): &(u32, u32)| Pair {
            lo: from.min(to),
            hi: from.max(to),
            up: !directed || from < to,
            down: !directed || from > to,
        };
        let mut pairs: Vec<Pair> = edges.iter().map(pair).collect();
        pairs.sort_unstable_by_key(|pair| (pair.lo, pair.hi));
        pairs.dedup_by(|later, kept| {
            let same = (later.lo, later.hi) == (kept.lo, kept.hi);
            if same {
                kept.up |= later.up;
                kept.down |= later.down;
            }
            same
        });
        Self { names, pairs, loops }
    }

    /// How many follows the graph has.
    pub(super) fn follows(&self) -> usize {
        self.pairs.iter().map(|pair| pair.follows()).sum()
    }
}

/// Why an edge list was not understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A line, from 1, and what it is.
    Line(usize, String),
    /// It names nobody.
    Empty,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number, text) => write!(f, "line {number} must be two numbers \"A B\", not `{text}`"),
            Self::Empty => f.write_str("there is no edge in it"),
        }
    }
}

/// Reads an edge list: two numbers a line, with blanks or a comma between them. Empty lines and comments
/// (`#`, `%`) are passed over.
pub(super) fn parse(text: &str, directed: bool) -> Result<Graph, Fault> {
    let mut named: Vec<(u64, u64)> = Vec::new();
    let mut loops = 0;
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '%']) {
            continue;
        }
        let edge = edge(line).ok_or_else(|| Fault::Line(n + 1, line.chars().take(40).collect()))?;
        if edge.0 == edge.1 {
            loops += 1;
        }
        named.push(edge);
    }
    let mut names: Vec<u64> = named.iter().flat_map(|(a, b)| [*a, *b]).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Err(Fault::Empty);
    }
    let place = |name: u64| names.binary_search(&name).ok().and_then(|place| u32::try_from(place).ok());
    let edges: Vec<(u32, u32)> =
        named.iter().filter(|(a, b)| a != b).filter_map(|(a, b)| Some((place(*a)?, place(*b)?))).collect();
    Ok(Graph::new(names, &edges, directed, loops))
}

fn edge(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let number = |word: &str| word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok()).flatten();
    let edge = (number(words.next()?)?, number(words.next()?)?);
    words.next().is_none().then_some(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_of_a_plain_list_goes_both_ways_and_counts_once() {
        let graph = parse("# people\n7 3\n\n3 7\n3,9\n9 9\n", false).unwrap();
        assert_eq!(graph.names, [3, 7, 9]);
        assert_eq!((graph.pairs.len(), graph.follows(), graph.loops), (2, 4, 1));
    }

    #[test]
    fn an_edge_of_a_directed_list_goes_one_way() {
        let graph = parse("7 3\n3 9\n9 3\n", true).unwrap();
        let pair = |lo, hi, up, down| Pair { lo, hi, up, down };
        assert_eq!(graph.pairs, [pair(0, 1, false, true), pair(0, 2, true, true)]);
        assert_eq!(graph.follows(), 3);
    }

    #[test]
    fn a_malformed_line_is_named() {
        for line in ["1", "1 2 3", "a b", "1 -2", "1 2x", "+1 2", "1 99999999999999999999"] {
            let fault = parse(&format!("1 2\n\n{line}\n"), false).unwrap_err();
            assert_eq!(fault, Fault::Line(3, line.to_owned()));
            assert!(fault.to_string().contains("line 3"), "{fault}");
        }
        assert_eq!(parse("# nothing\n", false).unwrap_err(), Fault::Empty);
    }
}
