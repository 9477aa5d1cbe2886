//! The restarted server asked over HTTP: it says what the rows and the ledgers say.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;

use super::audit::Rows;
use super::client::Client;
use super::ledger::{Fate, Known};
use crate::failure::Result;
use crate::http::{Connection, request};
use crate::plain::Plain;

/// So many of a client's newest statuses, deleted statuses and favourites are looked at.
const NEWEST: usize = 3;
/// How often, and how long apart, counters are compared before they differ.
const LOOKS: usize = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// Asks as every client, and returns a sentence for each thing that is not so.
///
/// # Errors
/// When the server does not answer.
pub async fn visit(
    address: SocketAddr,
    plain: &Plain,
    clients: &[Client],
    rows: &Rows,
) -> Result<Vec<String>> {
    let connection = Connection::open(address).await?;
    let mut visitor =
        Visitor { connection, address, plain: plain.clone(), faults: Vec::new(), last: String::new() };
    for client in clients {
        visitor.oneself(client, rows).await?;
        visitor.statuses(client).await?;
        visitor.relationships(client).await?;
    }
    Ok(visitor.faults)
}

struct Visitor {
    connection: Connection,
    address: SocketAddr,
    plain: Plain,
    faults: Vec<String>,
    /// What was different at the last look.
    last: String,
}

impl Visitor {
    async fn get(&mut self, client: &Client, path: &str) -> Result<(u16, Value)> {
        let answer = self.connection.call(&request("GET", path, self.address, &client.token)).await?;
        Ok((answer.status, serde_json::from_slice(answer.body).unwrap_or(Value::Null)))
    }

    /// The token still works, and the profile shows the counters of its row. Jobs may just be changing them, so both
    /// are read again before they count as different.
    async fn oneself(&mut self, client: &Client, rows: &Rows) -> Result<()> {
        let account = client.ledger.account;
        let mut wanted = rows.counters.get(&account).copied();
        for _ in 0..LOOKS {
            let (status, body) = self.get(client, "/api/v1/accounts/verify_credentials").await?;
            let names = ["statuses_count", "followers_count", "following_count"];
            let shown = names.map(|name| body[name].as_i64());
            if status == 200 && Some(shown) == wanted.map(|counters| counters.map(Some)) {
                return Ok(());
            }
            self.last = format!("account {account} shows {status} {shown:?}, its row says {wanted:?}");
            tokio::time::sleep(PAUSE).await;
            wanted = Rows::counters(&self.plain, account)?;
        }
        self.faults.push(std::mem::take(&mut self.last));
        Ok(())
    }

    /// The newest statuses are shown, the newest deleted ones are not, and favourites are one's own.
    async fn statuses(&mut self, client: &Client) -> Result<()> {
        let posts = || client.ledger.posts.iter().rev();
        let alive = posts().filter(|(_, post)| post.fate == Fate::Alive).take(NEWEST);
        let gone = posts().filter(|(_, post)| post.fate == Fate::Deleted).take(NEWEST);
        for ((id, post), wanted) in alive.map(|found| (found, 200)).chain(gone.map(|found| (found, 404))) {
            let (status, body) = self.get(client, &format!("/api/v1/statuses/{id}")).await?;
            let shown = body["content"].as_str().is_some_and(|content| content.contains(&post.text));
            if status != wanted || shown != (wanted == 200) {
                self.faults.push(format!("status {id} answers {status} {body}, not {wanted}"));
            }
        }
        let favourites = client.ledger.favourites.iter().rev().filter(|(_, known)| **known == Known::Yes);
        for (id, _) in favourites.take(NEWEST) {
            let (status, body) = self.get(client, &format!("/api/v1/statuses/{id}")).await?;
            if status != 200 || body["favourited"] != true {
                self.faults.push(format!("status {id} answers {status} {body}, not that it is favourited"));
            }
        }
        Ok(())
    }

    async fn relationships(&mut self, client: &Client) -> Result<()> {
        let ids: Vec<String> = client.ledger.follows.keys().map(|id| format!("id[]={id}")).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let path = format!("/api/v1/accounts/relationships?{}", ids.join("&"));
        let (status, body) = self.get(client, &path).await?;
        for (whom, known) in &client.ledger.follows {
            let id = whom.to_string();
            let found = body.as_array().and_then(|all| all.iter().find(|one| one["id"] == id.as_str()));
            let following = found.map(|one| one["following"] == true);
            if following != Some(*known == Known::Yes) {
                let account = client.ledger.account;
                self.faults.push(format!(
                    "{account} is shown to follow {whom}: {following:?} ({status}), and it is {known:?}"
                ));
            }
        }
        Ok(())
    }
}
