//! House rules that the compiler does not know, checked by reading the sources: the order of
//! modules, where SQL, the web framework and drivers may be named, how long a file is, and that it says what it is.
//!
//! A finding names file, line and rule.

use std::fmt;
use std::path::{Path, PathBuf};

/// The modules of the application in their order. A module uses only modules before it.
const ORDER: [&str; 15] = [
    "core",
    "http",
    "auth",
    "edges",
    "policy",
    "media",
    "accounts",
    "graph",
    "statuses",
    "timelines",
    "notifications",
    "search",
    "instance",
    "app",
    "cli",
];

/// No file is longer.
const LINES: usize = 600;

/// What is wrong, where.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    file: String,
    line: usize,
    rule: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.rule)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every Rust source of the project, by its path from the root.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![root()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap_or("").to_owned();
            if path.is_dir() && !name.starts_with('.') && !name.starts_with("target") {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let shown = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.push((shown, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Everything that is wrong with one file.
fn findings(file: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |line: usize, rule: &'static str| found.push(Finding { file: file.to_owned(), line, rule });
    if !text.starts_with("//!") {
        add(1, "a file opens with a `//!` that says what it is");
    }
    if text.lines().count() > LINES {
        add(LINES + 1, "a file has at most 600 lines");
    }
    // A module's tests stand at the end of a file or in one of their own, and may open the whole program.
    let is_tests = file.ends_with("/tests.rs");
    if let Some(module) = module_of(file).filter(|_| !is_tests) {
        order_faults(module, text).into_iter().for_each(|(line, rule)| add(line, rule));
    }
    for (n, line) in code(text) {
        if leads_out(file, line) {
            add(n, "a path out of the module begins with `crate::`");
        }
        if names_driver(line) && !file.starts_with("crates/db/") && !file.starts_with("xtask/") {
            add(n, "only crate `db` names a database driver");
        }
        if file.starts_with("crates/kinfolk/src/") {
            if line.contains(".allowing(") {
                add(n, "only tests let the server fetch from closed addresses");
            }
            if is_sql(line) && !file.ends_with("/store.rs") {
                add(n, "SQL stands only in a module's store.rs");
            }
            if names_web(line) && !is_web_file(file) {
                add(n, "axum is named only in http, api.rs, pages.rs, extractors, routes() and app.rs");
            }
        }
    }
    found
}

/// The lines that are neither comments nor, at the end of a file, its tests; counted from 1.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line.trim_start()))
        .take_while(|(_, line)| *line != "#[cfg(test)]")
        .filter(|(_, line)| !line.starts_with("//"))
}

/// The module of the application that a file belongs to.
fn module_of(file: &str) -> Option<&str> {
    let inside = file.strip_prefix("crates/kinfolk/src/")?;
    let first = inside.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first)).filter(|name| !matches!(*name, "lib" | "main"))
}

/// Where a file of `module` names modules that stand after it; the first line if it is no module at all.
fn order_faults(module: &str, text: &str) -> Vec<(usize, &'static str)> {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let Some(own) = place(module) else { return vec![(1, "the module has no place in the order")] };
    // As long as the text, so that places stay lines.
    let mut lines = vec![String::new(); text.lines().count()];
    code(text).for_each(|(n, line)| lines[n - 1] = line.to_owned());
    let code = lines.join("\n");
    let is_late = |name: &&str| place(name).is_some_and(|other| other > own);
    code.match_indices("crate::")
        .filter(|(at, found)| first_names(&code[at + found.len()..]).iter().any(is_late))
        .map(|(at, _)| (code[..at].matches('\n').count() + 1, "a module uses only modules before it"))
        .collect()
}

/// Whether a line leads out of its module without naming it: `super` in the module's door is the whole program.
fn leads_out(file: &str, line: &str) -> bool {
    let Some(inside) = file.strip_prefix("crates/kinfolk/src/") else { return false };
    match inside.split('/').collect::<Vec<_>>().as_slice() {
        [_] | [_, "mod.rs"] => line.contains("super::"),
        [_, _] => line.contains("super::super::"),
        _ => false,
    }
}

/// The modules named by what follows `crate::`, those in braces too.
fn first_names(rest: &str) -> Vec<&str> {
    match rest.strip_prefix('{') {
        Some(list) => outer_names(list),
        None => vec![&rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]],
    }
}

/// `a::{b, c}, d` → `a`, `d`.
fn outer_names(list: &str) -> Vec<&str> {
    let (mut names, mut depth, mut start, mut inner) = (Vec::new(), 0_usize, 0, false);
    let end = list.len();
    for (at, c) in list.char_indices().chain([(end, ',')]) {
        let is_word = c.is_alphanumeric() || c == '_';
        if !is_word && depth == 0 && !inner && start < at {
            names.push(&list[start..at]);
        }
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return names,
            '}' => depth -= 1,
            ':' => inner = true,
            ',' if depth == 0 => inner = false,
            _ => {}
        }
        if !is_word {
            start = at + c.len_utf8();
        }
    }
    names
}

const DRIVERS: [&str; 3] = ["rusqlite", "tokio_postgres", "deadpool"];

fn names_driver(line: &str) -> bool {
    DRIVERS.iter().any(|driver| {
        line.match_indices(driver).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"')
        })
    })
}

/// A statement, or the macro that declares them.
fn is_sql(line: &str) -> bool {
    let starts = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE "];
    let text =
        line.split('"').skip(1).step_by(2).any(|text| starts.iter().any(|start| text.starts_with(start)));
    text || line.contains("statements! {") || line.contains("statements!(")
}

fn names_web(line: &str) -> bool {
    line.match_indices("axum").any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"')
    })
}

fn is_web_file(file: &str) -> bool {
    let Some(inside) = file.strip_prefix("crates/kinfolk/src/") else { return true };
    let name = file.rsplit('/').next().unwrap_or("");
    inside.starts_with("http/")
        || inside == "app.rs"
        || WEB_FILES.contains(&name)
        || name.ends_with("_api.rs")
        || name.ends_with("_pages.rs")
}

/// Files of a module in which requests come in, whatever the module: `mod.rs` has `routes()`, `extract.rs` what
/// handlers take, `shell.rs` what pages take.
const WEB_FILES: [&str; 5] = ["mod.rs", "api.rs", "pages.rs", "extract.rs", "shell.rs"];

#[test]
fn the_sources_keep_the_house_rules() {
    let sources = sources();
    assert!(sources.len() > 100, "only {} sources were found", sources.len());
    let found: Vec<String> = sources
        .iter()
        .flat_map(|(file, text)| findings(file, text))
        .map(|finding| finding.to_string())
        .collect();
    assert!(found.is_empty(), "{} findings\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_module_has_its_place_in_the_order() {
    let lib = std::fs::read_to_string(root().join("crates/kinfolk/src/lib.rs")).unwrap();
    let mut declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut ordered = ORDER.to_vec();
    declared.sort_unstable();
    ordered.sort_unstable();
    assert_eq!(declared, ordered);
}

#[test]
fn a_planted_fault_is_found() {
    let found = |file: &str, text: &str| -> Vec<(usize, &'static str)> {
        findings(file, text).into_iter().map(|finding| (finding.line, finding.rule)).collect()
    };
    let order = "a module uses only modules before it";
    let inside = |name: &str| format!("crates/kinfolk/src/{name}");
    assert_eq!(found(&inside("edges/read.rs"), "//! x\nuse crate::accounts::Card;"), [(2, order)]);
    assert_eq!(
        found(&inside("edges/read.rs"), "//! x\nuse crate::core::State;\nlet x = crate::cli::main();"),
        [(3, order)]
    );
    assert_eq!(found(&inside("core/x.rs"), "//! x\nuse crate::{core::{State, Config}, app};"), [(2, order)]);
    assert!(
        found(&inside("edges/read.rs"), "//! x\nuse crate::core::{State, events};\n// use crate::app;")
            .is_empty()
    );
    assert_eq!(
        found(&inside("gossip/mod.rs"), "//! x\nfn f() {}"),
        [(1, "the module has no place in the order")]
    );
    let sql = "SQL stands only in a module's store.rs";
    assert_eq!(found(&inside("edges/read.rs"), "//! x\nlet s = \"SELECT a FROM b\";"), [(2, sql)]);
    assert_eq!(found(&inside("edges/read.rs"), "//! x\ndb::statements! {"), [(2, sql)]);
    assert!(found(&inside("edges/store.rs"), "//! x\ndb::statements! {").is_empty());
    let web = "axum is named only in http, api.rs, pages.rs, extractors, routes() and app.rs";
    assert_eq!(found(&inside("edges/read.rs"), "//! x\nuse axum::Json;"), [(2, web)]);
    assert!(found(&inside("edges/api.rs"), "//! x\nuse axum::Json;").is_empty());
    let closed = "only tests let the server fetch from closed addresses";
    assert_eq!(found(&inside("edges/read.rs"), "//! x\nweb.allowing(&[])"), [(2, closed)]);
    let driver = "only crate `db` names a database driver";
    let driven = format!("//! x\nuse {}::Connection;", DRIVERS[0]);
    assert_eq!(found("crates/text/src/x.rs", &driven), [(2, driver)]);
    assert!(found("crates/db/src/x.rs", &driven).is_empty());
    assert_eq!(
        found("crates/text/src/x.rs", "fn f() {}"),
        [(1, "a file opens with a `//!` that says what it is")]
    );
    assert_eq!(found("crates/text/src/x.rs", &"//!\n".repeat(601)), [(601, "a file has at most 600 lines")]);
}

#[test]
fn modules_in_nested_braces_are_told_apart_from_what_they_hold() {
    assert_eq!(first_names("{core::{State, app}, http,\n    auth::Viewer};"), ["core", "http", "auth"]);
    assert_eq!(first_names("core::f(crate::http::g());"), ["core"]);
}
