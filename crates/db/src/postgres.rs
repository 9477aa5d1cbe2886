//! The PostgreSQL engine.

use base::{Error, Result};

use crate::block::{Reader, Tx};
use crate::fault::Fault;
use crate::{Column, Config, Hooks, Row, Statement, Value};

pub(crate) struct Postgres {
    hooks: Hooks,
}

pub(crate) struct Connection {}

impl Postgres {
    pub(crate) async fn open(_config: &Config) -> Result<Self> {
        Err(Error::unprocessable("PostgreSQL is not here yet"))
    }
    pub(crate) async fn read<T, F>(&self, _block: F, _snapshot: bool) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Reader) -> Result<T> + Send + Sync + 'static,
    {
        Err(Error::unprocessable("PostgreSQL is not here yet"))
    }
    pub(crate) async fn write<T, F>(&self, _block: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T> + Send + Sync + 'static,
    {
        Err(Error::unprocessable("PostgreSQL is not here yet"))
    }
    pub(crate) fn hooks(&self) -> &Hooks {
        &self.hooks
    }
    pub(crate) fn close(&self) {}
    pub(crate) async fn migrate(
        &self,
        _steps: &'static [crate::migrate::Step],
        _now_ms: i64,
    ) -> Result<usize> {
        Err(Error::NotFound)
    }
}

impl Connection {
    pub(crate) async fn query<T>(
        &mut self,
        _statement: &'static Statement,
        _params: &[Value<'_>],
        _limit: usize,
        _map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> (Result<Vec<T>>, Option<Fault>) {
        (Err(Error::NotFound), Some(Fault::Conflict))
    }
    pub(crate) async fn execute(
        &mut self,
        _statement: &'static Statement,
        _params: &[Value<'_>],
    ) -> (Result<u64>, Option<Fault>) {
        (Err(Error::NotFound), None)
    }
}

pub(crate) fn column(_row: &tokio_postgres::Row, _index: usize) -> Result<Column<'_>> {
    Err(Error::NotFound)
}
