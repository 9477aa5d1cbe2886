//! One pooled PostgreSQL connection and how statements run on it.

use std::pin::pin;

use base::{Error, Result};
use deadpool_postgres::{Object, Pool};
use futures_util::TryStreamExt;
use futures_util::future::try_join_all;

use super::failure::{fault, must_prepare_again, no_connection, translate};
use super::value::Parameter;
use crate::block::Changes;
use crate::fault::Fault;
use crate::meters::{POOL, Watch};
use crate::row::Source;
use crate::{Engine, Row, Statement, Value};

/// A connection with its prepared statements; goes back to its pool when dropped.
pub(crate) struct Connection {
    client: Object,
    /// BEGIN, which goes to the server together with the first statement instead of being waited for.
    opening: Option<&'static str>,
}

impl Connection {
    /// Waits for a free connection of the pool, or makes one.
    ///
    /// # Errors
    /// `Unavailable` when the server is away or all connections stay busy.
    pub(super) async fn take(pool: &Pool) -> Result<Self> {
        let watch = Watch::start();
        let taken = pool.get().await;
        POOL.waited(watch.elapsed(), taken.is_ok());
        match taken {
            Ok(client) => Ok(Self { client, opening: None }),
            Err(error) => Err(no_connection(&error)),
        }
    }

    /// Closes the connection instead of giving it back: its transaction's state is not known.
    pub(super) fn discard(self) {
        drop(Object::take(self.client));
    }

    /// Begins a transaction. Nothing is sent before the first statement, which reports what is wrong with it.
    pub(super) fn begin(&mut self, sql: &'static str) {
        self.opening = Some(sql);
    }

    /// Ends a transaction by COMMIT or ROLLBACK; nothing is sent where no statement was run.
    pub(super) async fn end(&mut self, sql: &'static str) -> Result<(), tokio_postgres::Error> {
        match self.opening.take() {
            Some(_) => Ok(()),
            None => self.client.batch_execute(sql).await,
        }
    }

    /// Runs a statement, after BEGIN if that has not been sent yet. Both are on their way before an answer comes, in this
    /// order: a future sends when it is first polled.
    async fn run<T>(
        client: &Object,
        opening: Option<&'static str>,
        statement: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, tokio_postgres::Error> {
        let Some(opening) = opening else { return statement.await };
        let (begun, done) = tokio::join!(client.batch_execute(opening), statement);
        begun.and(done)
    }

    /// The server's value of a setting.
    pub(super) async fn setting(&self, name: &'static str) -> Result<String> {
        let row = self
            .client
            .query_one("SELECT current_setting($1)", &[&name])
            .await
            .map_err(|error| translate(name, &error))?;
        row.try_get(0).map_err(Error::internal)
    }

    /// Runs text that is no registered statement and has no parameters.
    pub(super) async fn rows(&self, sql: &str) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
        self.client.query(sql, &[]).await
    }

    pub(crate) async fn query<T>(
        &mut self,
        statement: &'static Statement,
        params: &[Value<'_>],
        limit: usize,
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> (Result<Vec<T>>, Option<Fault>) {
        let mut out = Vec::new();
        let mut refused = None;
        let opening = self.opening.take();
        let read = async {
            let prepared = self.client.prepare_cached(statement.sql(Engine::Postgres)).await?;
            let rows = self.client.query_raw(&prepared, params.iter().map(Parameter)).await?;
            let mut rows = pin!(rows);
            // Read to the end even when no more is wanted: a later row can fail, which ends the
            // transaction, and COMMIT would then roll back without a word.
            while let Some(row) = rows.try_next().await? {
                if refused.is_some() || out.len() >= limit {
                    continue;
                }
                match map(&Row(Source::Postgres(&row))) {
                    Ok(item) => out.push(item),
                    Err(error) => refused = Some(error),
                }
            }
            Ok(())
        };
        match (Self::run(&self.client, opening, read).await, refused) {
            (Err(error), _) => self.fail(statement, &error),
            (Ok(()), Some(error)) => (Err(error), None),
            (Ok(()), None) => (Ok(out), None),
        }
    }

    pub(crate) async fn execute(
        &mut self,
        statement: &'static Statement,
        params: &[Value<'_>],
    ) -> (Result<u64>, Option<Fault>) {
        let opening = self.opening.take();
        let execute = async {
            let prepared = self.client.prepare_cached(statement.sql(Engine::Postgres)).await?;
            self.client.execute_raw(&prepared, params.iter().map(Parameter)).await
        };
        match Self::run(&self.client, opening, execute).await {
            Ok(changed) => (Ok(changed), None),
            Err(error) => self.fail(statement, &error),
        }
    }

    /// All rows for each set of parameters: everything is sent before the first answer is read.
    pub(crate) async fn query_each<T>(
        &mut self,
        statement: &'static Statement,
        sets: &[Vec<Value<'_>>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> (Result<Vec<Vec<T>>>, Option<Fault>) {
        let opening = self.opening.take();
        let read = async {
            let prepared = &self.client.prepare_cached(statement.sql(Engine::Postgres)).await?;
            try_join_all(sets.iter().map(async |params| {
                let rows = self.client.query_raw(prepared, params.iter().map(Parameter)).await?;
                rows.try_collect::<Vec<_>>().await
            }))
            .await
        };
        match Self::run(&self.client, opening, read).await {
            Err(error) => self.fail(statement, &error),
            Ok(sets) => {
                let mut mapped =
                    |rows: &Vec<_>| rows.iter().map(|row| map(&Row(Source::Postgres(row)))).collect();
                (sets.iter().map(&mut mapped).collect(), None)
            }
        }
    }

    /// Rows changed by each set of parameters: everything is sent before the first answer is read.
    pub(crate) async fn execute_each(
        &mut self,
        statement: &'static Statement,
        sets: &[Vec<Value<'_>>],
    ) -> (Result<Vec<u64>>, Option<Fault>) {
        let opening = self.opening.take();
        let execute = async {
            let prepared = &self.client.prepare_cached(statement.sql(Engine::Postgres)).await?;
            let one = async |params: &Vec<Value<'_>>| {
                self.client.execute_raw(prepared, params.iter().map(Parameter)).await
            };
            try_join_all(sets.iter().map(one)).await
        };
        match Self::run(&self.client, opening, execute).await {
            Ok(changed) => (Ok(changed), None),
            Err(error) => self.fail(statement, &error),
        }
    }

    /// Rows changed by each statement: everything is sent, in this order, before the first answer is read.
    pub(crate) async fn execute_all(&mut self, runs: &[(&'static Statement, &[Value<'_>])]) -> Changes {
        let opening = self.opening.take();
        let at = std::cell::Cell::new(0);
        let execute = async {
            // First, as nothing may overtake what has to be prepared.
            let mut prepared = Vec::with_capacity(runs.len());
            for (number, (statement, _)) in runs.iter().enumerate() {
                at.set(number);
                prepared.push(self.client.prepare_cached(statement.sql(Engine::Postgres)).await?);
            }
            let one = async |number: usize| {
                let changed =
                    self.client.execute_raw(&prepared[number], runs[number].1.iter().map(Parameter)).await;
                changed.inspect_err(|_| at.set(number))
            };
            try_join_all((0..runs.len()).map(one)).await
        };
        Self::run(&self.client, opening, execute).await.map_err(|error| {
            let (statement, _) = runs[at.get()];
            if must_prepare_again(&error) {
                self.client.statement_cache.clear();
            }
            (at.get(), translate(statement.name, &error), Some(fault(&error)))
        })
    }

    fn fail<T>(
        &self,
        statement: &'static Statement,
        error: &tokio_postgres::Error,
    ) -> (Result<T>, Option<Fault>) {
        if must_prepare_again(error) {
            self.client.statement_cache.clear();
        }
        (Err(translate(statement.name, error)), Some(fault(error)))
    }
}
