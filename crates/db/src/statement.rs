//! Statements: named, written once, known to the test that prepares and explains them all.
//!
//! The text uses `$1…$n`. For SQLite it is rewritten to `?n` (plain SQLite numbers `$2` by first
//! appearance, which silently swaps arguments). Four tokens stand for what the engines write differently:
//!
//! | token | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{in:N}` | `IN (SELECT value FROM json_each(?N))` | `= ANY($N)` |
//! | `{key:COL:N}` | `COL = ?N` | `bucket = (($N::bigint >> 10) & 1023) AND COL = $N` |
//! | `{keys:COL:N}` | `COL IN (SELECT value FROM json_each(?N))` | `(bucket, COL) IN (…)` over the ids and their buckets |
//! | `{list:N}` | `json_each(?N) AS list` | `unnest($N::bigint[]) AS list(value)` |
//!
//! `COL` may carry a table's alias (`s.id`); the bucket column then carries it too. `{list:N}`
//! stands in a FROM clause and offers `list.value`.

use std::sync::OnceLock;

use crate::Engine;
use crate::meters::OfStatement;

/// How much a statement reads; decides where a block with it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A bounded handful of rows by key.
    Point,
    /// A page of rows by an index.
    Page,
    /// More: never runs in line on an async worker. A SQLite block that comes to one leaves the
    /// worker there and then and is run again, from its start, on a reader thread.
    Long,
}

/// The text of a statement: one for both engines, or one for each.
#[derive(Debug, Clone, Copy)]
pub enum Text {
    /// The same on both.
    Same(&'static str),
    /// The rare case where the engines need different SQL.
    PerEngine {
        /// For SQLite.
        sqlite: &'static str,
        /// For PostgreSQL.
        postgres: &'static str,
    },
}

/// One statement; made by [`crate::statements!`].
#[derive(Debug)]
pub struct Statement {
    /// Unique among all statements: `module::NAME`.
    pub name: &'static str,
    /// How much it reads.
    pub class: Class,
    text: Text,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
    meters: [OnceLock<OfStatement>; 2],
}

/// An entry of the registry.
pub struct Registered(pub &'static Statement);

inventory::collect!(Registered);

/// Every statement that the program contains, in no particular order.
pub fn all_statements() -> impl Iterator<Item = &'static Statement> {
    inventory::iter::<Registered>.into_iter().map(|entry| entry.0)
}

impl Statement {
    /// Used by [`crate::statements!`].
    #[must_use]
    pub const fn new(name: &'static str, class: Class, text: Text) -> Self {
        Self {
            name,
            class,
            text,
            sqlite: OnceLock::new(),
            postgres: OnceLock::new(),
            meters: [OnceLock::new(), OnceLock::new()],
        }
    }

    /// The text for one engine, ready to be prepared.
    pub fn sql(&self, engine: Engine) -> &str {
        match engine {
            Engine::Sqlite => self.sqlite.get_or_init(|| expand(self.text.on(engine), engine)),
            Engine::Postgres => self.postgres.get_or_init(|| expand(self.text.on(engine), engine)),
        }
    }
}

impl Statement {
    /// What is measured of it on one engine.
    pub(crate) fn meters(&self, engine: Engine) -> &OfStatement {
        self.meters[engine as usize].get_or_init(|| OfStatement::register(self.name, engine))
    }
}

impl Text {
    fn on(self, engine: Engine) -> &'static str {
        match (self, engine) {
            (Self::Same(text), _) => text,
            (Self::PerEngine { sqlite, .. }, Engine::Sqlite) => sqlite,
            (Self::PerEngine { postgres, .. }, Engine::Postgres) => postgres,
        }
    }
}

/// Replaces tokens and parameters.
fn expand(text: &str, engine: Engine) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '$']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('$') {
            // A `$` before anything but a number is no parameter: a JSON path begins so.
            let numbered = after.starts_with(|c: char| c.is_ascii_digit());
            out.push(if numbered && engine == Engine::Sqlite { '?' } else { '$' });
            rest = after;
        } else if let Some(end) = rest.find('}') {
            out.push_str(&token(&rest[1..end], engine));
            rest = &rest[end + 1..];
        } else {
            break;
        }
    }
    out.push_str(rest);
    out
}

fn token(body: &str, engine: Engine) -> String {
    let parts: Vec<&str> = body.split(':').collect();
    match (parts.as_slice(), engine) {
        (["in", n], Engine::Sqlite) => format!("IN (SELECT value FROM json_each(?{n}))"),
        (["in", n], Engine::Postgres) => format!("= ANY(${n})"),
        (["list", n], Engine::Sqlite) => format!("json_each(?{n}) AS list"),
        (["list", n], Engine::Postgres) => format!("unnest(${n}::bigint[]) AS list(value)"),
        (["key", column, n], Engine::Sqlite) => format!("{column} = ?{n}"),
        (["key", column, n], Engine::Postgres) => {
            format!("{} = ((${n}::bigint >> 10) & 1023) AND {column} = ${n}", bucket_beside(column))
        }
        (["keys", column, n], Engine::Sqlite) => format!("{column} IN (SELECT value FROM json_each(?{n}))"),
        (["keys", column, n], Engine::Postgres) => format!(
            "({}, {column}) IN (SELECT (x >> 10) & 1023, x FROM unnest(${n}::bigint[]) AS x)",
            bucket_beside(column)
        ),
        // Left as it stands, so that preparing the statement fails and the test names it.
        _ => format!("{{{body}}}"),
    }
}

fn bucket_beside(column: &str) -> String {
    match column.split_once('.') {
        Some((alias, _)) => format!("{alias}.bucket"),
        None => "bucket".to_owned(),
    }
}

/// Declares statements and puts them into the registry.
///
/// ```ignore
/// db::statements! {
///     /// The account with this id.
///     ACCOUNT_BY_ID: Point = "SELECT username FROM accounts WHERE {key:id:1}";
///     /// A text for each engine.
///     WALK: Page = { sqlite: "…", postgres: "…" };
/// }
/// ```
#[macro_export]
macro_rules! statements {
    () => {};
    ($(#[$doc:meta])* $vis:vis $name:ident: $class:ident = $sql:literal; $($rest:tt)*) => {
        $crate::statements!(@one $(#[$doc])* $vis $name $class $crate::Text::Same($sql));
        $crate::statements! { $($rest)* }
    };
    ($(#[$doc:meta])* $vis:vis $name:ident: $class:ident = { sqlite: $sqlite:literal, postgres: $postgres:literal $(,)? }; $($rest:tt)*) => {
        $crate::statements!(@one $(#[$doc])* $vis $name $class $crate::Text::PerEngine { sqlite: $sqlite, postgres: $postgres });
        $crate::statements! { $($rest)* }
    };
    (@one $(#[$doc:meta])* $vis:vis $name:ident $class:ident $text:expr) => {
        $(#[$doc])*
        $vis static $name: $crate::Statement = $crate::Statement::new(
            concat!(module_path!(), "::", stringify!($name)),
            $crate::Class::$class,
            $text,
        );
        $crate::inventory::submit! { $crate::Registered(&$name) }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_numbers_on_sqlite() {
        assert_eq!(expand("SELECT $2, $1", Engine::Sqlite), "SELECT ?2, ?1");
        assert_eq!(expand("SELECT $2, $1", Engine::Postgres), "SELECT $2, $1");
    }

    #[test]
    fn a_dollar_without_a_number_is_no_parameter() {
        assert_eq!(expand("json_extract($1, '$.a')", Engine::Sqlite), "json_extract(?1, '$.a')");
    }

    #[test]
    fn a_key_names_its_bucket_on_postgres() {
        assert_eq!(expand("WHERE {key:s.id:1}", Engine::Sqlite), "WHERE s.id = ?1");
        assert_eq!(
            expand("WHERE {key:s.id:1}", Engine::Postgres),
            "WHERE s.bucket = (($1::bigint >> 10) & 1023) AND s.id = $1"
        );
    }

    #[test]
    fn an_unknown_token_is_left_to_fail() {
        assert_eq!(expand("{nonsense:1}", Engine::Sqlite), "{nonsense:1}");
    }
}
