//! Whole databases on PostgreSQL: one REPEATABLE READ transaction to read, one transaction to fill.
//!
//! Tables are those of the connection's current schema.

use std::pin::Pin;

use base::{Error, Result};
use futures_util::TryStreamExt as _;
use tokio_postgres::RowStream;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use super::failure::translate;
use super::migrate;
use super::value::{Parameter, column};
use super::workers::{Alone, server};
use crate::migrate::{Kind, Step};
use crate::transfer::{Applied, Encoder, Schema, Summary, Table, check_empty, decode, lines, quote};
use crate::{Config, Value};

/// What lasts takes its time: neither server settings nor waiting for others may end it.
const PATIENCE: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
     SET cursor_tuple_fraction = 1; SET lock_timeout = '10s'";

/// A snapshot, on a connection of its own.
pub(crate) struct Snapshot(Alone);

impl Snapshot {
    /// Opens the snapshot and reads which steps the database has.
    pub(crate) async fn open(config: &Config) -> Result<(Self, Applied)> {
        let alone = Alone::connect(&server(config.url.expose())?).await?;
        let broken = |error| translate("opening a snapshot", &error);
        alone.client.batch_execute(PATIENCE).await.map_err(broken)?;
        alone
            .client
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
            .map_err(broken)?;
        match steps_of(&alone.client).await? {
            Some(applied) => Ok((Self(alone), applied)),
            None => Err(Error::unprocessable("the database at this URL is no Kinfolk database")),
        }
    }

    pub(crate) async fn rows(&self, table: &Table) -> Result<Rows> {
        stream(&self.0.client, table).await
    }
}

/// Rows on their way from the server, which waits when they are not taken.
pub(crate) struct Rows {
    name: String,
    /// Gone after the last row: asked once more it would fail.
    stream: Option<Pin<Box<RowStream>>>,
    encoder: Encoder,
}

async fn stream(client: &tokio_postgres::Client, table: &Table) -> Result<Rows> {
    let broken = |error| translate(&table.name, &error);
    let select = table.select(&key_of(client, table).await?);
    let no_values: [&i64; 0] = [];
    let stream = client.query_raw(&select, no_values).await.map_err(broken)?;
    Ok(Rows {
        name: table.name.clone(),
        stream: Some(Box::pin(stream)),
        encoder: Encoder::new(table.clone()),
    })
}

impl Rows {
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            let Some(stream) = &mut self.stream else { return Ok(None) };
            match stream.try_next().await.map_err(|error| translate(&self.name, &error))? {
                Some(row) => self.encoder.push(|index| column(&row, index))?,
                None => self.stream = None,
            }
            let chunk = self.encoder.take(self.stream.is_none());
            if chunk.is_some() {
                return Ok(chunk);
            }
        }
    }

    pub(crate) fn summary(&self) -> Summary {
        self.encoder.summary()
    }
}

/// The columns of the primary key, which on this engine may begin with one more.
async fn key_of(client: &tokio_postgres::Client, table: &Table) -> Result<Vec<String>> {
    const KEY: &str = "SELECT a.attname::text FROM pg_index x \
         JOIN unnest(x.indkey::smallint[]) WITH ORDINALITY AS k(attnum, place) ON true \
         JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum \
         WHERE x.indisprimary AND x.indrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1)) \
         ORDER BY k.place";
    texts(client, KEY, &table.name).await
}

async fn texts(client: &tokio_postgres::Client, sql: &str, name: &str) -> Result<Vec<String>> {
    let broken = |error| translate(name, &error);
    let rows = client.query(sql, &[&name]).await.map_err(broken)?;
    rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(Error::internal)
}

async fn tables(client: &tokio_postgres::Client) -> Result<Vec<String>> {
    texts(
        client,
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND $1 <> ''",
        "tables",
    )
    .await
}

/// The steps that the database has, if it is one of ours.
pub(super) async fn steps_of(client: &tokio_postgres::Client) -> Result<Option<Applied>> {
    if !tables(client).await?.iter().any(|name| name == "schema_steps") {
        return Ok(None);
    }
    // The column is read by way of JSON since a table from before it has none.
    let expands = format!("coalesce(to_jsonb(s) ->> 'kind' = '{}', false)", Kind::Expand.word());
    let rows = client
        .query(&format!("SELECT number, digest, {expands} FROM schema_steps s ORDER BY number"), &[])
        .await
        .map_err(|error| translate("the table of steps", &error))?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
        .collect::<Result<Vec<_>, tokio_postgres::Error>>()
        .map(Some)
        .map_err(Error::internal)
}

/// A database that is filled in one transaction, which ends with the connection if it is not committed.
pub(crate) struct Target {
    alone: Alone,
    /// Tables of ours that are there already and go.
    former: Vec<String>,
    /// What these tables hold may go.
    replace: bool,
    indexes: Vec<String>,
}

impl Target {
    pub(crate) async fn open(config: &Config, steps: &[Step], all: &Schema, replace: bool) -> Result<Self> {
        let alone = Alone::connect(&server(config.url.expose())?).await?;
        alone.client.batch_execute(PATIENCE).await.map_err(|error| translate("beginning", &error))?;
        if !super::admin::lock_serving(&alone, true).await? {
            return Err(Error::unprocessable("a server serves from the database; stop it first"));
        }
        if let Some(applied) = steps_of(&alone.client).await? {
            crate::transfer::applied_count(steps, &applied)?;
        }
        let there = tables(&alone.client).await?;
        let mut former: Vec<String> =
            there.into_iter().filter(|name| name == "schema_steps" || all.table(name).is_some()).collect();
        former.sort();
        if !replace {
            check_empty(&filled(&alone.client, &former).await?)?;
        }
        Ok(Self { alone, former, replace, indexes: Vec::new() })
    }

    pub(crate) async fn begin(&mut self, steps: &[Step], schema: &Schema, now_ms: i64) -> Result<()> {
        let client = &self.alone.client;
        let broken = |error| translate("beginning a database", &error);
        client.batch_execute("BEGIN").await.map_err(broken)?;
        if !migrate::try_lock(client).await? {
            return Err(Error::unprocessable("another process is migrating the database; try again later"));
        }
        if !self.former.is_empty() {
            let names = self.former.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
            client.batch_execute(&format!("LOCK TABLE {names}")).await.map_err(broken)?;
            if !self.replace {
                // Only servers were kept out until here.
                check_empty(&filled(client, &self.former).await?)?;
            }
            client.batch_execute(&format!("DROP TABLE {names}")).await.map_err(broken)?;
        }
        migrate::make_table(client, &[]).await?;
        for step in steps {
            migrate::apply(client, step, now_ms).await?;
        }
        for table in &schema.tables {
            self.take_indexes(table).await?;
        }
        Ok(())
    }

    /// Drops a table's secondary indexes and remembers what makes them again.
    async fn take_indexes(&mut self, table: &Table) -> Result<()> {
        const INDEXES: &str = "SELECT i.relname::text, pg_get_indexdef(x.indexrelid) FROM pg_index x \
             JOIN pg_class i ON i.oid = x.indexrelid \
             WHERE x.indrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1)) \
             AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid)";
        let broken = |error| translate(&table.name, &error);
        let client = &self.alone.client;
        for row in client.query(INDEXES, &[&table.name]).await.map_err(broken)? {
            let name: String = row.try_get(0).map_err(Error::internal)?;
            self.indexes.push(row.try_get(1).map_err(Error::internal)?);
            client.batch_execute(&format!("DROP INDEX {}", quote(&name))).await.map_err(broken)?;
        }
        Ok(())
    }

    pub(crate) async fn fill(
        &mut self,
        table: &Table,
        mut next: impl AsyncFnMut() -> Result<Option<Vec<u8>>>,
    ) -> Result<Summary> {
        let broken = |error| translate(&table.name, &error);
        let mut writer = self.copy_in(&table.name, &table.column_list()).await?;
        let mut summary = Summary::default();
        while let Some(chunk) = next().await? {
            for line in lines(&chunk) {
                let values = decode(table, line)?;
                refuse_nul(table, &values)?;
                writer.as_mut().write_raw(values.iter().map(Parameter)).await.map_err(broken)?;
                summary.add(line);
            }
        }
        writer.as_mut().finish().await.map_err(broken)?;
        Ok(summary)
    }

    pub(crate) async fn insert<'v, const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        rows: impl Iterator<Item = Result<[Value<'v>; N]>>,
    ) -> Result<u64> {
        let broken = |error| translate(table, &error);
        let columns = columns.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
        let mut writer = self.copy_in(table, &columns).await?;
        for row in rows {
            writer.as_mut().write_raw(row?.iter().map(Parameter)).await.map_err(broken)?;
        }
        writer.as_mut().finish().await.map_err(broken)
    }

    /// Begins to put rows into these columns, a quoted list. The table was made in this transaction, so its rows are
    /// written as nobody need look at them again (`FREEZE`): no vacuum will, and scans of indexes alone work at once.
    async fn copy_in(&self, table: &str, columns: &str) -> Result<Pin<Box<BinaryCopyInWriter>>> {
        let client = &self.alone.client;
        let broken = |error| translate(table, &error);
        let table = quote(table);
        let described = client.prepare(&format!("SELECT {columns} FROM {table}")).await.map_err(broken)?;
        let types: Vec<Type> = described.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary, FREEZE)");
        let sink = client.copy_in(&copy).await.map_err(broken)?;
        Ok(Box::pin(BinaryCopyInWriter::new(sink, &types)))
    }

    pub(crate) async fn summary(&mut self, table: &Table) -> Result<Summary> {
        let mut rows = stream(&self.alone.client, table).await?;
        while rows.next().await?.is_some() {}
        Ok(rows.summary())
    }

    pub(crate) async fn finish(self, steps: &[Step], now_ms: i64) -> Result<()> {
        let client = &self.alone.client;
        // Indexes are sorted in this much of the server's memory before its disk is used; four times the default.
        client
            .batch_execute("SET LOCAL maintenance_work_mem = '256MB'")
            .await
            .map_err(|error| translate("the memory for indexes", &error))?;
        for index in &self.indexes {
            client.batch_execute(index).await.map_err(|error| translate("an index", &error))?;
        }
        let applied = steps_of(client).await?.unwrap_or_default().len();
        for step in &steps[applied..] {
            migrate::apply(client, step, now_ms).await?;
        }
        client.batch_execute("COMMIT").await.map_err(|error| translate("COMMIT", &error))?;
        // The planner knows nothing of tables that were just filled.
        if let Err(error) = client.batch_execute("ANALYZE").await {
            tracing::warn!(%error, "ANALYZE failed; PostgreSQL will do it by itself later");
        }
        Ok(())
    }
}

/// Which of these tables hold rows.
async fn filled<'a>(client: &tokio_postgres::Client, names: &'a [String]) -> Result<Vec<&'a str>> {
    let mut filled = Vec::new();
    for name in names.iter().filter(|name| *name != "schema_steps") {
        let any = format!("SELECT 1 FROM {} LIMIT 1", quote(name));
        if !client.query(&any, &[]).await.map_err(|error| translate(name, &error))?.is_empty() {
            filled.push(name.as_str());
        }
    }
    Ok(filled)
}

/// SQLite can hold this character, PostgreSQL cannot.
fn refuse_nul(table: &Table, values: &[Value<'_>]) -> Result<()> {
    let nul = values.iter().position(|value| matches!(value, Value::Text(text) if text.contains('\0')));
    match nul.and_then(|nth| table.columns.get(nth)) {
        None => Ok(()),
        Some(column) => Err(Error::unprocessable(format!(
            "{}.{} has text with the character U+0000, which PostgreSQL cannot hold",
            table.name, column.name
        ))),
    }
}
