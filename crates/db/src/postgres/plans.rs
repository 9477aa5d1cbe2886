//! PostgreSQL's query plans (<https://www.postgresql.org/docs/15/using-explain.html>).

use base::Result;
use tokio_postgres::SimpleQueryMessage;

use super::Postgres;
use super::failure::translate;
use super::workers::{Alone, PLANNING};
use crate::plans::Plan;
use crate::{Engine, Statement};

/// What PREPARE takes; anything else (NOTIFY, SET) has no plan.
const PLANNED: [&str; 6] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"];

impl Postgres {
    /// Asks for the plan of each statement; runs none of them.
    pub(crate) async fn plans(&self, statements: Vec<&'static Statement>) -> Result<Vec<Plan>> {
        let alone = Alone::connect(&self.0.server).await?;
        let broken = |error| translate("asking for plans", &error);
        alone.client.batch_execute(PLANNING).await.map_err(broken)?;
        let mut plans = Vec::with_capacity(statements.len());
        for statement in statements {
            let lines = lines(&alone.client, statement.sql(Engine::Postgres)).await;
            let lines = lines.map_err(|error| match error.as_db_error() {
                Some(db) => db.to_string(),
                None => error.to_string(),
            });
            plans.push(Plan { statement, lines });
        }
        Ok(plans)
    }
}

async fn lines(client: &tokio_postgres::Client, sql: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    let count = client.prepare(sql).await?.params().len();
    let first = sql.split_whitespace().next().unwrap_or_default();
    if !PLANNED.iter().any(|word| word.eq_ignore_ascii_case(first)) {
        return Ok(Vec::new());
    }
    let nulls = if count == 0 { String::new() } else { format!("({})", vec!["NULL"; count].join(", ")) };
    client.batch_execute(&format!("PREPARE explained AS {sql}")).await?;
    let plan = client.simple_query(&format!("EXPLAIN (COSTS OFF) EXECUTE explained{nulls}")).await;
    client.batch_execute("DEALLOCATE explained").await?;
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    Ok(plan?.iter().filter_map(row).collect())
}

/// The nodes that tell of a walk through a table or a sort.
pub(crate) fn bad_lines(lines: &[String]) -> Vec<String> {
    let starts: Vec<usize> =
        (0..lines.len()).filter(|&n| n == 0 || lines[n].trim_start().starts_with("->")).collect();
    let ends = starts.iter().copied().skip(1).chain([lines.len()]);
    let nodes = starts.iter().zip(ends).map(|(&start, end)| (&lines[start], &lines[start + 1..end]));
    nodes.filter(|(node, details)| is_bad(node, details)).map(|(node, _)| tidy(node).to_owned()).collect()
}

fn tidy(node: &str) -> &str {
    let node = node.trim_start();
    node.strip_prefix("->").unwrap_or(node).trim_start()
}

fn is_bad(node: &str, details: &[String]) -> bool {
    let node = tidy(node);
    let by_index =
        ["Index Scan", "Index Only Scan", "Bitmap Index Scan"].iter().any(|kind| node.starts_with(kind));
    let has_condition = details.iter().any(|line| line.trim_start().starts_with("Index Cond:"));
    node.contains("Seq Scan")
        || node.starts_with("Sort")
        || node.starts_with("Incremental Sort")
        || by_index && !has_condition
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(plan: &str) -> Vec<String> {
        bad_lines(&plan.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_walk_a_sort_and_an_index_without_a_condition_are_bad_nodes() {
        let plan = "Limit\n  ->  Sort\n        Sort Key: items.id\n        ->  Seq Scan on items\n              Filter: (owner = $1)";
        assert_eq!(bad(plan), ["Sort", "Seq Scan on items"]);
        assert_eq!(
            bad("Index Only Scan using items_pkey on items"),
            ["Index Only Scan using items_pkey on items"]
        );
    }

    #[test]
    fn an_index_with_a_condition_is_well() {
        let plan = "Limit\n  ->  Index Scan Backward using items_pkey on items i\n        Index Cond: (id < $1)\n        Filter: flag";
        assert_eq!(bad(plan), [""; 0]);
        assert_eq!(bad("Insert on items\n  ->  Result"), [""; 0]);
    }

    #[test]
    fn a_condition_belongs_to_its_own_node() {
        let plan = "Nested Loop\n  ->  Index Scan using a_pkey on a\n  ->  Index Scan using b_pkey on b\n        Index Cond: (id = a.id)";
        assert_eq!(bad(plan), ["Index Scan using a_pkey on a"]);
    }
}
