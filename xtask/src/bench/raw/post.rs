//! The rows of a post: the status and the author's counters.

use rusqlite::{Connection, Transaction, params};

use super::{Copied, Rows};
use crate::failure::Result;

/// Posts of all accounts in turn, each a copy of the last one.
pub struct Post {
    accounts: Vec<(i64, i64)>,
    status: Copied,
}

impl Post {
    /// From what is in the database.
    pub fn new(connection: &Connection) -> Result<Self> {
        let mut statement =
            connection.prepare("SELECT account_id, bucket FROM account_stats ORDER BY account_id")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let accounts = rows.collect::<rusqlite::Result<_>>()?;
        Ok(Self { accounts, status: Copied::last(connection, "statuses")? })
    }
}

impl Rows for Post {
    fn write(&mut self, group: &Transaction<'_>, number: i64) -> Result<(i64, i64)> {
        let (account, bucket) = self.accounts[number as usize % self.accounts.len()];
        // Ids rise by more than an id's sequence number and bucket, as those of the server do.
        let id = self.status.id + (number << 20);
        let own = [("id", id), ("thread_id", id), ("account_id", account), ("bucket", bucket)];
        self.status.insert(group, &own)?;
        let count = "UPDATE account_stats SET statuses = statuses + 1, version = version + 1, \
                     last_status_at = ?1, head = ?2 WHERE account_id = ?3";
        group.prepare_cached(count)?.execute(params![id >> 20, id, account])?;
        Ok((id, account))
    }
}
