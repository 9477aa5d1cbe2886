//! SQLite's query plans (<https://www.sqlite.org/eqp.html>).

use base::Result;

use super::Sqlite;
use crate::plans::Plan;
use crate::{Engine, Statement};

impl Sqlite {
    /// Asks for the plan of each statement; runs none of them.
    pub(crate) async fn plans(&self, statements: Vec<&'static Statement>) -> Result<Vec<Plan>> {
        let (send, plans) = tokio::sync::oneshot::channel();
        self.script(move |connection| {
            let plans = statements.into_iter().map(|statement| plan(connection, statement)).collect();
            let _ = send.send(plans);
            Ok(())
        })
        .await?;
        plans.await.map_err(base::Error::internal)
    }
}

fn plan(connection: &rusqlite::Connection, statement: &'static Statement) -> Plan {
    let explain = format!("EXPLAIN QUERY PLAN {}", statement.sql(Engine::Sqlite));
    let lines = || -> rusqlite::Result<Vec<String>> {
        let mut plan = connection.prepare(&explain)?;
        plan.raw_query().mapped(|row| row.get::<_, String>(3)).collect()
    };
    Plan { statement, lines: lines().map_err(|error| error.to_string()) }
}

/// The lines that tell of a walk through a table, a sort, or an index made on the fly.
pub(crate) fn bad_lines(sql: &str, lines: &[String]) -> Vec<String> {
    let derived = derived(sql, lines);
    lines.iter().filter(|line| is_bad(line, &derived)).cloned().collect()
}

fn is_bad(line: &str, derived: &[String]) -> bool {
    if line.contains("TEMP B-TREE") || line.contains("AUTOMATIC") {
        return true;
    }
    let Some(what) = line.strip_prefix("SCAN ") else { return false };
    let name = what.split(' ').next().unwrap_or_default();
    let constant =
        what.starts_with("CONSTANT ROW") || what.contains("CONSTANT ROW") || what.contains("VALUES CLAUSE");
    let in_memory = name.starts_with('(') || derived.iter().any(|known| known.eq_ignore_ascii_case(name));
    !constant && !in_memory && !is_searched_table_function(what)
}

/// `json_each(?1)` is `VIRTUAL TABLE INDEX 1:`, a full-text match `VIRTUAL TABLE INDEX 0:M1`. Only
/// `INDEX 0:` with nothing behind it gives every row there is.
fn is_searched_table_function(what: &str) -> bool {
    what.split_once(" VIRTUAL TABLE INDEX ")
        .is_some_and(|(_, index)| !index.starts_with("0:") || index.len() > 2)
}

/// Names of what a statement makes up for itself: common table expressions and subqueries in FROM,
/// with the aliases that they go by.
fn derived(sql: &str, lines: &[String]) -> Vec<String> {
    let mut names: Vec<String> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("CO-ROUTINE ").or_else(|| line.strip_prefix("MATERIALIZE ")))
        .map(str::to_owned)
        .collect();
    let words = words(sql);
    let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    for (n, word) in words.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| words.get(n)).copied().unwrap_or_default();
        let after = words.get(n + 1).copied().unwrap_or_default();
        let introduces = ["WITH", "RECURSIVE", ","].iter().any(|word| before.eq_ignore_ascii_case(word));
        // `WITH tree(id) AS (…)`, `WITH tree AS (…)`.
        if introduces && is_name(word) && (after == "(" || after.eq_ignore_ascii_case("AS")) {
            names.push((*word).to_owned());
        }
    }
    let ctes = names.clone();
    for (n, word) in words.iter().enumerate() {
        if !ctes.iter().any(|name| name.eq_ignore_ascii_case(word)) {
            continue;
        }
        // `FROM tree AS t`, `JOIN tree t`.
        let mut rest = words.iter().skip(n + 1).copied();
        let alias = match rest.next() {
            Some(word) if word.eq_ignore_ascii_case("AS") => rest.next(),
            other => other,
        };
        names.extend(alias.filter(|alias| is_name(alias)).map(str::to_owned));
    }
    names
}

/// Identifiers, keywords and numbers as they stand; anything else by single characters.
fn words(sql: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        words.push(word);
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(sql: &str, lines: &[&str]) -> usize {
        bad_lines(sql, &lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>()).len()
    }

    #[test]
    fn a_walk_and_a_sort_are_bad_lines() {
        assert_eq!(bad("", &["SCAN items", "SCAN i USING COVERING INDEX by_owner"]), 2);
        assert_eq!(bad("", &["USE TEMP B-TREE FOR ORDER BY", "UNION USING TEMP B-TREE"]), 2);
        assert_eq!(bad("", &["SEARCH items USING AUTOMATIC COVERING INDEX (owner=?)"]), 1);
        assert_eq!(bad("", &["SCAN search VIRTUAL TABLE INDEX 0:"]), 1);
    }

    #[test]
    fn a_list_a_constant_and_a_common_table_expression_may_be_walked() {
        assert_eq!(bad("", &["SCAN list VIRTUAL TABLE INDEX 1:", "SCAN search VIRTUAL TABLE INDEX 0:M1"]), 0);
        assert_eq!(bad("", &["SCAN CONSTANT ROW", "SCAN 2 CONSTANT ROWS", "SCAN 3-ROW VALUES CLAUSE"]), 0);
        assert_eq!(bad("", &["SEARCH items USING INTEGER PRIMARY KEY (rowid=?)"]), 0);
        let tree =
            "WITH RECURSIVE tree(id) AS (SELECT 1 UNION ALL SELECT id FROM tree t) SELECT * FROM tree AS u";
        assert_eq!(bad(tree, &["SCAN t", "SCAN u", "SCAN tree"]), 0);
        assert_eq!(bad(tree, &["SCAN items"]), 1);
        let two = "WITH a AS (SELECT 1), b AS (SELECT 2) SELECT * FROM a JOIN b JOIN items AS i";
        assert_eq!(bad(two, &["SCAN a", "SCAN b", "SCAN i"]), 1);
    }
}
