//! What `cargo xtask bench` takes.

use std::path::PathBuf;

use clap::ValueEnum;

use super::scenario::Scenario;

/// What to measure, on what, how long.
#[derive(clap::Args)]
pub struct Options {
    /// What to measure.
    #[arg(value_enum)]
    pub what: What,
    /// Seed from this edge list ("A B" per line: both follow each other) instead of a synthetic graph.
    #[arg(long, value_name = "FILE")]
    pub edges: Option<PathBuf>,
    /// Accounts of the synthetic graph: 1000 and at least 10; 100000 and at least 20000 for `deep`.
    #[arg(long, value_parser = clap::value_parser!(u32).range(10..))]
    pub accounts: Option<u32>,
    /// Accounts of the networks that `growth` compares, ascending.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000, 1_000_000],
          value_parser = clap::value_parser!(u32).range(100..))]
    pub sizes: Vec<u32>,
    /// Keep the networks of `growth` in this folder, and take from there those that were seeded before; SQLite only.
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// Connections that are busy at the same time: 32 for pages and the mix, 64 for writes.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub connections: Option<u16>,
    /// The database under the server; both: one after the other.
    #[arg(long, value_enum, default_value_t = Engines::Sqlite)]
    pub engine: Engines,
    /// Fail when a bar is missed.
    #[arg(long)]
    pub enforce: bool,
    /// Put the figures into bench/results.md.
    #[arg(long)]
    pub write_results: bool,
    /// Measure the server of this commit as well, in turn with the one that is here.
    #[arg(long, value_name = "REV", conflicts_with_all = ["program", "write_results"])]
    pub compare: Option<String>,
    /// Measure this program as well, in turn with the one that is here.
    #[arg(long, value_name = "PATH", conflicts_with = "write_results")]
    pub program: Option<PathBuf>,
}

/// One scenario, or all.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Reading home while people post, favourite and follow, against a constant.
    Home,
    /// Reading profiles in the same way.
    Profile,
    /// Posting, against raw inserts of the same rows.
    Post,
    /// Following and unfollowing in turn, against the same rows written raw.
    Follow,
    /// Favouriting and taking it back in turn, against the same rows written raw.
    Favourite,
    /// 60 % home, 30 % profiles and 10 % posts, against constants.
    Mixed,
    /// Home, profile, post and follow in networks of several sizes, with caches full and empty.
    Growth,
    /// Pages that no cache helps with: far back of many authors, of quiet ones, of a private profile. And the first page of
    /// home of who follows many beside that of who follows few.
    Deep,
    /// Start, memory and processor of a server that nobody uses, and the program's size.
    Lean,
    /// Each but `growth` in turn, from the same start.
    All,
}

/// Which databases are measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engines {
    /// One file.
    Sqlite,
    /// A cluster of our own.
    Postgres,
    /// First one, then the other.
    Both,
}

/// A database under the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A cluster of our own.
    Postgres,
}

impl What {
    /// What is to be measured, in order.
    pub fn scenarios(self) -> Vec<Scenario> {
        match self {
            Self::Home => vec![Scenario::Home],
            Self::Profile => vec![Scenario::Profile],
            Self::Post => vec![Scenario::Post],
            Self::Follow => vec![Scenario::Follow],
            Self::Favourite => vec![Scenario::Favourite],
            Self::Mixed => vec![Scenario::Mixed],
            Self::Growth | Self::Deep | Self::Lean => Vec::new(),
            Self::All => Scenario::ALL.to_vec(),
        }
    }

    /// Whether the pages that no cache helps with are measured.
    pub fn is_deep(self) -> bool {
        matches!(self, Self::Deep | Self::All)
    }

    /// Whether a server that nobody uses is measured.
    pub fn is_lean(self) -> bool {
        matches!(self, Self::Lean | Self::All)
    }
}

impl Engines {
    /// The databases, in order.
    pub fn list(self) -> &'static [Engine] {
        match self {
            Self::Sqlite => &[Engine::Sqlite],
            Self::Postgres => &[Engine::Postgres],
            Self::Both => &[Engine::Sqlite, Engine::Postgres],
        }
    }
}

impl Engine {
    /// Its word in tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        options: Options,
    }

    fn parse(words: &str) -> Result<Options, String> {
        let words = std::iter::once("bench").chain(words.split_whitespace());
        Cli::try_parse_from(words).map(|cli| cli.options).map_err(|error| error.to_string())
    }

    #[test]
    fn what_cannot_be_measured_is_refused_by_name() {
        for (words, named) in [
            ("", "<WHAT>"),
            ("homes", "'homes'"),
            ("home --accounts 9", "--accounts"),
            ("home --accounts many", "--accounts"),
            ("growth --sizes 99", "--sizes"),
            ("growth --sizes 1000,many", "--sizes"),
            ("home --seconds 0", "--seconds"),
            ("home --connections 0", "--connections"),
            ("home --engine mysql", "--engine"),
            ("home --compare", "--compare"),
            ("home --compare main --program x", "--program"),
            ("home --compare main --write-results", "--write-results"),
            ("home --program x --write-results", "--write-results"),
        ] {
            let error = parse(words).err().unwrap_or_else(|| panic!("`{words}` was taken"));
            assert!(error.contains(named), "{words}: {error}");
        }
    }

    #[test]
    fn all_is_every_scenario_once_and_both_is_both() {
        let options = parse("all --engine both --write-results").ok().unwrap();
        let names: Vec<_> = options.what.scenarios().iter().map(|scenario| scenario.name()).collect();
        assert_eq!(names, ["home", "profile", "post", "follow", "favourite", "mixed"]);
        assert_eq!(options.engine.list(), [Engine::Sqlite, Engine::Postgres]);
        assert_eq!((options.accounts, options.seconds, options.connections), (None, 10, None));
        assert!(options.what.is_lean() && options.what.is_deep());
        let options = parse("growth --sizes 100,1000").ok().unwrap();
        assert_eq!((options.what.scenarios(), options.sizes), (Vec::new(), vec![100, 1_000]));
        let options = parse("home").ok().unwrap();
        assert_eq!(options.engine.list(), [Engine::Sqlite]);
    }
}
