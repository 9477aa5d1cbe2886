//! `bench/results.md`: the last figures of each scenario on each database, with where they come from.
//!
//! Below the scenarios stand tables of another form, one after the other ([`Sheet`]).
//! A run replaces the rows of what it measured and leaves the others, unless those come from another machine: then
//! they go, as figures of two machines do not belong in one table.

use std::fmt::Write as _;
use std::process::Command;

use super::options::Engine;
use super::report::{Row, TITLES};
use super::scenario::Scenario;
use super::{deep, growth, lean};
use crate::failure::{Context as _, Result};
use crate::process::output;
use crate::project::root;

/// Where figures come from, beside the machine.
pub struct Origin {
    /// The commit, with a mark when files were changed since.
    pub commit: String,
    /// The day in UTC.
    pub date: String,
    /// As it can be typed again.
    pub command: String,
}

impl Origin {
    /// Of this run.
    pub fn find() -> Result<Self> {
        let git = |words: &[&str]| output(Command::new("git").args(words).current_dir(root()));
        let mut commit = git(&["rev-parse", "--short=10", "HEAD"])?;
        // The file itself may hold what the run before has written.
        let changed = ["status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/results.md"];
        if !git(&changed)?.is_empty() {
            commit.push_str(" with changes");
        }
        let words: Vec<_> = std::env::args().skip(1).collect();
        let date = output(Command::new("date").args(["-u", "+%F"]))?;
        Ok(Self { commit, date, command: format!("cargo xtask {}", words.join(" ")) })
    }
}

/// A table of another form, measured on one engine; the engine's word is the second cell of each row.
pub struct Sheet {
    /// Its title and its columns.
    pub of: (&'static str, &'static [&'static str]),
    /// The database.
    pub engine: Engine,
    /// Cells, as many as columns.
    pub rows: Vec<Vec<String>>,
}

/// Puts the figures into the file.
pub fn write(rows: &[Row], sheets: &[Sheet], origin: &Origin) -> Result<()> {
    let file = root().join("bench/results.md");
    let old = match std::fs::read_to_string(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.context("bench/results.md")?,
    };
    std::fs::write(&file, merged(&old, &machine()?, (rows, sheets), origin)).context("bench/results.md")?;
    println!("wrote bench/results.md");
    Ok(())
}

/// The new text of the file.
fn merged(old: &str, machine: &str, (rows, sheets): (&[Row], &[Sheet]), origin: &Origin) -> String {
    let of_this_machine = old.lines().any(|line| line == machine);
    let old = if of_this_machine { old } else { "" };
    // Figures under other columns would stand in the wrong ones.
    let mut columns = String::new();
    head(&mut columns, &TITLES);
    let fits = columns.lines().next().is_some_and(|titles| old.lines().any(|line| line == titles));
    let kept: Vec<&str> = section(if fits { old } else { "" }, "# Results").collect();
    let mut text = format!(
        "# Results\n\nWritten by `cargo xtask bench` with `--write-results`; [README.md](README.md) says what is \
         measured and what the columns mean.\n\n{machine}\n\n"
    );
    head(&mut text, &TITLES);
    for scenario in Scenario::ALL {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let begin = format!("| {} | {} |", scenario.name(), engine.name());
            match rows.iter().find(|row| row.scenario == scenario && row.engine == engine) {
                Some(row) => text.push_str(&line(&row.cells(), origin)),
                None => kept
                    .iter()
                    .filter(|line| line.starts_with(&begin))
                    .for_each(|line| text.extend([line, "\n"])),
            }
        }
    }
    for of in [growth::SHEET, deep::SHEET, lean::SHEET] {
        put_sheet(&mut text, of, (old, sheets), origin);
    }
    text
}

/// Adds a table of another form, if there is anything in it.
fn put_sheet(
    text: &mut String,
    of @ (title, columns): (&'static str, &'static [&'static str]),
    (old, sheets): (&str, &[Sheet]),
    origin: &Origin,
) {
    let mut lines = String::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match sheets.iter().find(|sheet| sheet.of == of && sheet.engine == engine) {
            Some(sheet) => sheet.rows.iter().for_each(|row| lines.push_str(&line(row, origin))),
            None => section(old, &format!("## {title}"))
                .filter(|line| line.split(" | ").nth(1) == Some(engine.name()))
                .for_each(|line| lines.extend([line, "\n"])),
        }
    }
    if !lines.is_empty() {
        text.extend(["\n## ", title, "\n\n"]);
        head(text, columns);
        text.push_str(&lines);
    }
}

/// The lines below a title, up to the next one.
fn section<'a>(text: &'a str, title: &str) -> impl Iterator<Item = &'a str> {
    let below = text.lines().skip_while(move |line| *line != title).skip(1);
    below.take_while(|line| !line.starts_with('#'))
}

fn head(text: &mut String, columns: &[&str]) {
    let titles: Vec<&str> = columns.iter().copied().chain(["commit", "date", "command"]).collect();
    // Writing into a string cannot fail.
    let _ = writeln!(text, "| {} |\n|{}", titles.join(" | "), "---|".repeat(titles.len()));
}

fn line(cells: &[String], origin: &Origin) -> String {
    // A bar in a file's name would end the cell.
    let command = format!("`{}`", origin.command.replace('|', "\\|"));
    let more = [origin.commit.clone(), origin.date.clone(), command];
    format!("| {} |\n", cells.iter().cloned().chain(more).collect::<Vec<_>>().join(" | "))
}

/// The line about this machine: cores, their name, memory.
fn machine() -> Result<String> {
    let cores = std::thread::available_parallelism()?.get();
    let info = std::fs::read_to_string("/proc/cpuinfo").context("/proc/cpuinfo")?;
    let memory = std::fs::read_to_string("/proc/meminfo").context("/proc/meminfo")?;
    Ok(describe(cores, &info, &memory))
}

fn describe(cores: usize, info: &str, memory: &str) -> String {
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model = value(info, "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let kib = value(memory, "MemTotal").and_then(|text| text.trim_end_matches(" kB").parse::<f64>().ok());
    let gib = kib.map_or("unknown".to_owned(), |kib| format!("{:.1} GiB", kib / f64::from(1 << 20)));
    format!("Machine: {cores} cores, {model}, memory {gib}. Server, load and database share it.")
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::row;
    use super::*;

    const HERE: &str = "Machine: here.";

    fn origin(commit: &str) -> Origin {
        Origin { commit: commit.into(), date: "2026-01-02".into(), command: "cargo xtask bench all".into() }
    }

    #[test]
    fn a_run_replaces_its_own_rows_and_keeps_the_others_in_order() {
        let mixed = row(Scenario::Mixed, Engine::Sqlite);
        let first = merged("", HERE, (&[mixed, row(Scenario::Home, Engine::Postgres)], &[]), &origin("aaa"));
        let second = merged(&first, HERE, (&[row(Scenario::Mixed, Engine::Sqlite)], &[]), &origin("bbb"));
        let rows: Vec<_> = second.lines().filter(|line| line.contains("2026-01-02")).collect();
        assert_eq!(rows.len(), 2, "{second}");
        assert!(rows[0].starts_with("| home | postgres | 2000 |") && rows[0].contains("| aaa |"), "{second}");
        assert!(rows[1].starts_with("| mixed | sqlite |") && rows[1].contains("| bbb |"), "{second}");
        assert!(rows[1].ends_with("| `cargo xtask bench all` |"), "{second}");
        assert_eq!(merged(&second, HERE, (&[], &[]), &origin("ccc")), second);
        let bars = second.lines().filter(|line| line.starts_with('|')).map(|line| line.matches('|').count());
        assert!(bars.clone().all(|count| count == bars.clone().next().unwrap()), "{second}");
    }

    #[test]
    fn a_sheet_replaces_the_rows_of_its_engine_and_is_kept_by_other_runs() {
        let sheet = |engine: Engine, value: &str| {
            let row = ["size", engine.name(), value, "60 MB"].map(str::to_owned).to_vec();
            Sheet { of: lean::SHEET, engine, rows: vec![row] }
        };
        let sheets = [sheet(Engine::Sqlite, "1 MB"), sheet(Engine::Postgres, "2 MB")];
        let first = merged("", HERE, (&[], &sheets), &origin("aaa"));
        let home = row(Scenario::Home, Engine::Sqlite);
        let second = merged(&first, HERE, (&[home], &[sheet(Engine::Postgres, "3 MB")]), &origin("bbb"));
        let (scenarios, lean) = second.split_once("\n## Lean\n\n| figure |").unwrap();
        assert!(scenarios.contains("| home | sqlite |") && !scenarios.contains("size"), "{second}");
        let rows: Vec<_> = lean.lines().filter(|line| line.starts_with("| size")).collect();
        assert!(rows[0].starts_with("| size | sqlite | 1 MB | 60 MB | aaa |"), "{second}");
        assert!(
            rows[1].starts_with("| size | postgres | 3 MB | 60 MB | bbb |") && rows.len() == 2,
            "{second}"
        );
    }

    #[test]
    fn rows_under_other_columns_go() {
        let first = merged("", HERE, (&[row(Scenario::Post, Engine::Sqlite)], &[]), &origin("aaa"));
        let older = first.replace("| ratio alone ", "");
        let second = merged(&older, HERE, (&[row(Scenario::Home, Engine::Sqlite)], &[]), &origin("bbb"));
        assert!(second.contains("| bbb |") && !second.contains("| aaa |"), "{second}");
    }

    #[test]
    fn rows_of_another_machine_go() {
        let first = merged("", HERE, (&[row(Scenario::Post, Engine::Sqlite)], &[]), &origin("aaa"));
        let second =
            merged(&first, "Machine: there.", (&[row(Scenario::Home, Engine::Sqlite)], &[]), &origin("bbb"));
        assert!(!second.contains("aaa") && !second.contains(HERE), "{second}");
        assert!(second.contains("bbb") && second.contains("Machine: there."));
    }

    #[test]
    fn a_machine_is_described_by_what_the_kernel_says() {
        let text =
            describe(2, "processor : 0\nmodel name\t: Some CPU @ 2GHz\n", "MemTotal:       2097152 kB\n");
        assert_eq!(
            text,
            "Machine: 2 cores, Some CPU @ 2GHz, memory 2.0 GiB. Server, load and database share it."
        );
        assert!(describe(1, "", "").contains("memory unknown"));
        assert!(machine().unwrap().starts_with("Machine: "));
    }
}
