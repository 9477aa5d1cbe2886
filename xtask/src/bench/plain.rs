//! What home pages and profiles must show by plain SQL, whatever the server has in its caches.

use serde_json::Value;

use super::crowd::Page;
use crate::failure::{Context as _, Failure, Result};
use crate::plain::Plain;

impl Plain {
    /// The names of the accounts that `seed graph` makes, in the order of their making.
    pub fn seeded_names(&self) -> Result<Vec<String>> {
        let rows = self.rows("SELECT username FROM accounts ORDER BY id")?;
        let is_seeded = |name: &String| {
            name.strip_prefix('u')
                .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
        };
        Ok(rows.into_iter().flatten().filter(is_seeded).collect())
    }

    /// Compares a page, which `name` names, with what the query says it shows: which statuses in which order, by
    /// whom, with which text, and how often and whether favourited. Fails with the first difference.
    pub fn compare(&self, name: &str, query: &str, page: &Page) -> Result<()> {
        let shown: Value = serde_json::from_slice(&page.body)?;
        let shown: Vec<_> =
            shown.as_array().context("a page that is not a list")?.iter().map(facts).collect();
        let wanted = self.rows(query)?;
        if shown == wanted {
            return Ok(());
        }
        let mut pairs = shown.iter().map(Some).chain([None]).zip(wanted.iter().map(Some).chain([None]));
        let different = pairs.find(|(shown, wanted)| shown != wanted);
        Err(Failure::new(format!("{name} (shown, wanted): {different:?}")))
    }

    /// Fails when the database holds what these queries do not judge: the measurement posts nothing else than
    /// public statuses that answer nothing.
    pub fn assert_simple(&self) -> Result<()> {
        let query = "SELECT count(*) FROM statuses WHERE visibility <> 0 OR in_reply_to_id IS NOT NULL \
                     OR reblog_of_id IS NOT NULL";
        let other = self.rows(query)?.concat();
        if other == ["0"] { Ok(()) } else { Err(Failure::new(format!("{other:?} statuses are not simple"))) }
    }
}

/// The newest 20 statuses of an account and of those it follows, as it sees them.
pub fn home_query(account: &str) -> String {
    home_between(account, None)
}

/// The newest 20 statuses of an author, as `viewer` sees them.
pub fn profile_query(viewer: &str, author: &str) -> String {
    query(viewer, &format!("s.account_id = {author}"), None)
}

/// The 20 statuses of the same home right above an id (`true`) or below it.
pub fn home_between(account: &str, edge: Option<(bool, i64)>) -> String {
    let authors = format!(
        "(s.account_id = {account} \
         OR s.account_id IN (SELECT target_id FROM follows WHERE account_id = {account}))"
    );
    query(account, &authors, edge)
}

/// The same of what an author wrote for everybody.
pub fn profile_between(viewer: &str, author: &str, edge: Option<(bool, i64)>) -> String {
    query(viewer, &format!("s.account_id = {author} AND s.visibility <= 1"), edge)
}

fn query(viewer: &str, which: &str, edge: Option<(bool, i64)>) -> String {
    let (bound, order) = match edge {
        None => (String::new(), "DESC"),
        Some((false, id)) => (format!(" AND s.id < {id}"), "DESC"),
        Some((true, id)) => (format!(" AND s.id > {id}"), "ASC"),
    };
    format!(
        "SELECT s.id, a.username, s.content, coalesce(t.favourites, 0), \
                (SELECT count(*) FROM favourites f WHERE f.account_id = {viewer} AND f.status_id = s.id) \
         FROM (SELECT s.id, s.account_id, s.content FROM statuses s \
               WHERE {which}{bound} ORDER BY s.id {order} LIMIT 20) s \
         JOIN accounts a ON a.id = s.account_id LEFT JOIN status_stats t ON t.status_id = s.id \
         ORDER BY s.id DESC"
    )
}

/// The same columns from a status of the API.
fn facts(status: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    vec![
        text(&status["id"]),
        text(&status["account"]["username"]),
        text(&status["content"]),
        status["favourites_count"].to_string(),
        u8::from(status["favourited"] == true).to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// The columns that the comparison reads; the real tables have more.
    const TABLES: &str = "CREATE TABLE accounts (id, username); CREATE TABLE follows (account_id, target_id);
        CREATE TABLE statuses (id, account_id, content, visibility, in_reply_to_id, reblog_of_id);
        CREATE TABLE status_stats (status_id, favourites); CREATE TABLE favourites (account_id, status_id);
        INSERT INTO accounts VALUES (1, 'u1'), (2, 'u2'), (3, 'u3'), (4, 'owner');
        INSERT INTO follows VALUES (1, 2);
        INSERT INTO statuses VALUES (10, 1, 'a', 0, NULL, NULL), (11, 2, 'b', 0, NULL, NULL), (12, 3, 'c', 0, NULL, NULL);
        INSERT INTO status_stats VALUES (11, 2); INSERT INTO favourites VALUES (1, 11);";

    fn status(id: &str, name: &str, content: &str, count: u32, mine: bool) -> Value {
        serde_json::json!({"id": id, "account": {"username": name}, "content": content,
            "favourites_count": count, "favourited": mine})
    }

    #[test]
    fn a_page_that_differs_in_anything_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plain.db");
        Connection::open(&file).unwrap().execute_batch(TABLES).unwrap();
        let plain = Plain::Sqlite(file);
        assert_eq!(plain.seeded_names().unwrap(), ["u1", "u2", "u3"]);
        plain.assert_simple().unwrap();
        let judge = |query: &str, statuses: &[Value]| {
            let body = serde_json::to_vec(statuses).unwrap();
            plain.compare("a page", query, &Page { head: Vec::new(), body })
        };
        let compare = |statuses: &[Value]| judge(&home_query("1"), statuses);
        let (own, other) = (status("10", "u1", "a", 0, false), status("11", "u2", "b", 2, true));
        compare(&[other.clone(), own.clone()]).unwrap();
        for wrong in [
            vec![own.clone(), other.clone()],
            vec![other.clone()],
            vec![status("12", "u3", "c", 0, false), other.clone(), own.clone()],
            vec![status("11", "u2", "b", 1, true), own.clone()],
            vec![status("11", "u2", "b", 2, false), own.clone()],
            vec![status("11", "u2", "old", 2, true), own.clone()],
        ] {
            assert!(compare(&wrong).is_err(), "{wrong:?}");
        }
        judge(&profile_query("1", "2"), std::slice::from_ref(&other)).unwrap();
        assert!(
            judge(&profile_query("1", "2"), &[other.clone(), own.clone()]).is_err(),
            "somebody else's status"
        );
        judge(&home_between("1", Some((false, 11))), std::slice::from_ref(&own)).unwrap();
        judge(&home_between("1", Some((true, 10))), std::slice::from_ref(&other)).unwrap();
        judge(&home_between("1", Some((true, 9))), &[other.clone(), own]).unwrap();
        judge(&profile_between("1", "2", Some((true, 10))), &[other]).unwrap();
        judge(&profile_between("1", "2", Some((false, 11))), &[]).unwrap();
    }
}
