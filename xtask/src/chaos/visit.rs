//! The restarted server asked over HTTP: it says what the rows and the ledgers say.

use std::net::SocketAddr;

use serde_json::Value;

use super::audit::Rows;
use super::client::Client;
use super::ledger::{Fate, Known};
use crate::failure::Result;
use crate::http::{Connection, request};

/// So many of a client's newest statuses, deleted statuses and favourites are looked at.
const NEWEST: usize = 3;

/// Asks as every client, and returns a sentence for each thing that is not so.
///
/// # Errors
/// When the server does not answer.
pub async fn visit(address: SocketAddr, clients: &[Client], rows: &Rows) -> Result<Vec<String>> {
    let mut visitor = Visitor { connection: Connection::open(address).await?, address, faults: Vec::new() };
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
    faults: Vec<String>,
}

impl Visitor {
    async fn get(&mut self, client: &Client, path: &str) -> Result<(u16, Value)> {
        let answer = self.connection.call(&request("GET", path, self.address, &client.token)).await?;
        Ok((answer.status, serde_json::from_slice(answer.body).unwrap_or(Value::Null)))
    }

    /// The token still works, and the profile shows the counters that the rows have.
    async fn oneself(&mut self, client: &Client, rows: &Rows) -> Result<()> {
        let (status, body) = self.get(client, "/api/v1/accounts/verify_credentials").await?;
        let account = client.ledger.account;
        let shown = ["statuses_count", "followers_count", "following_count"].map(|name| body[name].as_i64());
        let wanted = rows.counters.get(&account).map(|counters| counters.map(Some));
        if status != 200 || Some(shown) != wanted {
            self.faults.push(format!("account {account} shows {status} {shown:?}, its row says {wanted:?}"));
        }
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
