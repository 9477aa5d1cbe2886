//! A connection of its own for messages between processes: LISTEN and NOTIFY.
//!
//! What is sent reaches everybody who listens, the sender too, in one order for all. Nothing is kept: who
//! is away misses it. A message is sent in a transaction of its own and never inside one that writes:
//! commits that notify wait for each other, the whole server over.
//!
//! The connection also holds the lock of servers ([`super::admin::SERVING_LOCK`]), so that whoever replaces
//! what is in the database sees this process even after the first connection that said so was lost.

use std::future::poll_fn;
use std::time::Duration;

use base::{Error, Result};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls, Socket};

use super::admin::SERVING_LOCK;
use super::failure::{translate, unreachable};
use super::workers::server;
use crate::Config;

/// The longest message in bytes; PostgreSQL takes less than 8 000.
pub const MAX_MESSAGE: usize = 7_500;
/// What such a connection calls itself in `pg_stat_activity`.
pub const NAME: &str = "kinfolk bus";

/// Messages that may wait to be heard. More are lost, which their numbers must show to who hears the next.
const ROOM: usize = 1_024;
/// A server that takes longer to answer counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Sends; the connection ends when this is dropped.
pub struct Speaker {
    client: Client,
    channel: &'static str,
    task: tokio::task::JoinHandle<()>,
}

/// Hears what was sent since the connection was opened.
pub struct Hearer(mpsc::Receiver<String>);

/// Opens a connection that listens on `channel` (lower-case letters and `_`).
///
/// # Errors
/// `Unprocessable` for a URL that is malformed or not PostgreSQL's, and while what is in the database is being
/// replaced; `Unavailable` when the server cannot be reached or does not answer within seconds.
pub async fn open(config: &Config, channel: &'static str) -> Result<(Speaker, Hearer)> {
    let mut server = server(config.url.expose())?;
    server.application_name(NAME);
    let opening = async {
        let (client, connection) = server.connect(NoTls).await.map_err(|error| unreachable(&error))?;
        let (tell, heard) = mpsc::channel(ROOM);
        let task = tokio::spawn(drive(connection, tell));
        let speaker = Speaker { client, channel, task };
        speaker.begin().await?;
        Ok((speaker, Hearer(heard)))
    };
    within(PATIENCE * 2, opening).await
}

impl Speaker {
    /// Takes the lock of servers, then listens.
    async fn begin(&self) -> Result<()> {
        let broken = |error| translate("LISTEN", &error);
        let locked = self.client.query_one("SELECT pg_try_advisory_lock_shared($1)", &[&SERVING_LOCK]);
        if !locked.await.and_then(|row| row.try_get(0)).map_err(broken)? {
            return Err(Error::unprocessable("what is in the database is being replaced"));
        }
        // A message that is lost with the server is noticed; a sync for each would cost more than that.
        let sql = format!("SET synchronous_commit = off; LISTEN {}", self.channel);
        self.client.batch_execute(&sql).await.map_err(broken)
    }

    /// Sends messages of at most [`MAX_MESSAGE`] bytes, all or none, in this order.
    ///
    /// # Errors
    /// `Unavailable` when the connection is lost or slow; perhaps they were sent all the same.
    pub async fn send(&self, messages: &[String]) -> Result<()> {
        let sql = "SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message";
        let sending = async {
            let sent = self.client.query(sql, &[&self.channel, &messages]).await;
            sent.map(drop).map_err(|error| translate("NOTIFY", &error))
        };
        within(PATIENCE, sending).await
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Hearer {
    /// The next message; `None` when the connection is lost. Nothing is lost when this is dropped while it waits.
    pub async fn hear(&mut self) -> Option<String> {
        self.0.recv().await
    }

    /// The next message if there is one already.
    pub fn next_now(&mut self) -> Option<String> {
        self.0.try_recv().ok()
    }
}

/// Moves bytes until the connection ends, and hands on what is heard. Never waits for who hears: what is sent goes
/// through here as well.
async fn drive(
    mut connection: Connection<Socket, tokio_postgres::tls::NoTlsStream>,
    tell: mpsc::Sender<String>,
) {
    while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
        let AsyncMessage::Notification(heard) = message else { continue };
        match tell.try_send(heard.payload().to_owned()) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => tracing::warn!("a message between servers was lost: too many wait"),
            Err(TrySendError::Closed(_)) => return,
        }
    }
}

async fn within<T>(time: Duration, doing: impl Future<Output = Result<T>>) -> Result<T> {
    let late = |_| Error::unavailable("The database cannot be reached", "it did not answer in time");
    tokio::time::timeout(time, doing).await.map_err(late)?
}
