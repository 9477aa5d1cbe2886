//! One client: it does one thing after another over HTTP, as its own account, and writes down each answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::ledger::{Fate, Known, Ledger, Post, Reblog, Sent};
use crate::http::{Connection, form_with, request};
use crate::random::Random;

/// So many open statuses are known to everyone, to be answered, favourited and reblogged.
const BOARD: usize = 400;
/// How long a client rests when the server did not do what it was asked.
const REST: Duration = Duration::from_millis(100);

/// What all clients share.
pub struct Shared {
    pub address: SocketAddr,
    /// The accounts of all clients.
    pub accounts: Vec<i64>,
    /// Open statuses that somebody wrote not long ago.
    pub board: Mutex<Vec<i64>>,
    /// How much was acknowledged.
    pub done: AtomicU64,
    /// Clients stop after their current act.
    pub stop: AtomicBool,
    /// Whether a client goes on when the server is away: when only its database is killed.
    pub patient: bool,
}

impl Shared {
    fn pick(&self, random: &mut Random) -> Option<i64> {
        let board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        board.get(random.below(board.len())).copied()
    }

    fn publish(&self, status: i64, random: &mut Random) {
        let mut board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        if board.len() < BOARD {
            board.push(status);
        } else {
            board[random.below(BOARD)] = status;
        }
    }

    fn withdraw(&self, status: i64) {
        self.board.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| *other != status);
    }
}

/// One client with its book.
pub struct Client {
    pub number: usize,
    pub token: String,
    pub ledger: Ledger,
    pub random: Random,
    /// Statuses that it has written, for their unique texts.
    pub written: u64,
    connection: Option<Connection>,
}

/// What came back.
enum Reply {
    Done(Value),
    /// 404.
    Absent,
    /// No answer, or one that says that nothing is certain: either way.
    None,
}

impl Client {
    /// A client that has done nothing.
    pub fn new(number: usize, token: String, account: i64, seed: u64) -> Self {
        // Neighbouring seeds begin alike.
        let random = Random::new(seed.wrapping_mul(1009).wrapping_add(number as u64 * 7919));
        Self { number, token, ledger: Ledger::new(account), random, written: 0, connection: None }
    }

    /// Acts until it is told to stop or, unless patient, until the server is gone.
    pub async fn work(mut self, shared: Arc<Shared>) -> Self {
        self.connection = None;
        self.send_again(&shared).await;
        while !shared.stop.load(Ordering::Relaxed) {
            if self.act(&shared).await {
                continue;
            }
            if !shared.patient {
                break;
            }
            tokio::time::sleep(REST).await;
        }
        self.connection = None;
        self
    }

    /// One act of a random kind. `false` when it was not answered.
    async fn act(&mut self, shared: &Shared) -> bool {
        match self.random.below(100) {
            0..34 => self.post(shared, None).await,
            34..48 => {
                let parent = shared.pick(&mut self.random);
                self.post(shared, parent).await
            }
            48..56 => self.delete(shared).await,
            56..66 => self.follow(shared, true).await,
            66..73 => self.follow(shared, false).await,
            73..85 => self.favourite(shared, true).await,
            85..90 => self.favourite(shared, false).await,
            90..96 => self.reblog(shared, true).await,
            _ => self.reblog(shared, false).await,
        }
    }

    async fn post(&mut self, shared: &Shared, parent: Option<i64>) -> bool {
        self.written += 1;
        let text = format!("chaos {}-{}", self.number, self.written);
        let visibility = match self.random.below(10) {
            0..7 => "public",
            7 => "unlisted",
            8 => "private",
            _ => "direct",
        };
        let mut form = format!("status={}&visibility={visibility}", text.replace(' ', "+"));
        if let Some(parent) = parent {
            form.push_str(&format!("&in_reply_to_id={parent}"));
        }
        let key = (self.random.below(5) < 2).then(|| format!("key-{}-{}", self.number, self.written));
        let sent = Sent { text, form, key, found: None };
        self.send(shared, sent, parent).await
    }

    /// Sends a status, for the first time or again.
    async fn send(&mut self, shared: &Shared, sent: Sent, parent: Option<i64>) -> bool {
        let header = sent.key.as_ref().map(|key| format!("Idempotency-Key: {key}"));
        let bytes = form_with("/api/v1/statuses", shared.address, &self.token, header.as_deref(), &sent.form);
        match self.call(shared, &bytes, &sent.form).await {
            Reply::Done(answer) => {
                let Some(id) = self.id(&answer, &sent.form) else { return true };
                if let Some(Some(first)) = sent.found
                    && first != id
                {
                    self.ledger.faults.push(format!("the key of status {first} made {id} when sent again"));
                }
                let open = ["visibility=public", "visibility=unlisted"];
                if sent.found.is_none() && open.iter().any(|word| sent.form.contains(word)) {
                    shared.publish(id, &mut self.random);
                }
                self.ledger.count(match (sent.found, parent) {
                    (Some(Some(_)), _) => "sent again: known",
                    (Some(None), _) => "sent again: new",
                    (None, Some(_)) => "replies",
                    (None, None) => "posts",
                });
                self.ledger.posts.insert(id, Post { text: sent.text, fate: Fate::Alive });
                true
            }
            Reply::Absent => {
                self.ledger.refused.extend(parent);
                true
            }
            Reply::None => {
                self.ledger.sent.push(sent);
                false
            }
        }
    }

    /// Sends again what had a key and no answer: it must become what it had become, or new.
    async fn send_again(&mut self, shared: &Shared) {
        let (again, open): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.ledger.sent).into_iter().partition(|sent| sent.key.is_some());
        self.ledger.sent = open;
        for sent in again {
            // What it answers may be gone, and then it is refused as that would be.
            self.send(shared, sent, None).await;
        }
    }

    async fn delete(&mut self, shared: &Shared) -> bool {
        // Mostly young ones: those that others are just favouriting.
        let back = self.random.below(30);
        let Some(id) = self.ledger.alive().rev().nth(back) else { return true };
        self.set_fate(id, Fate::Deleting);
        shared.withdraw(id);
        let bytes = request("DELETE", &format!("/api/v1/statuses/{id}"), shared.address, &self.token);
        match self.call(shared, &bytes, "delete").await {
            Reply::Done(_) => {
                self.set_fate(id, Fate::Deleted);
                self.ledger.count("deletions");
                true
            }
            Reply::Absent => {
                self.ledger.faults.push(format!("status {id} is not there to be deleted by its author"));
                true
            }
            Reply::None => false,
        }
    }

    fn set_fate(&mut self, id: i64, fate: Fate) {
        if let Some(post) = self.ledger.posts.get_mut(&id) {
            post.fate = fate;
        }
    }

    async fn follow(&mut self, shared: &Shared, wanted: bool) -> bool {
        let whom = shared.accounts[self.random.below(shared.accounts.len())];
        if whom == self.ledger.account {
            return true;
        }
        let (verb, name) = if wanted { ("follow", "follows") } else { ("unfollow", "unfollows") };
        self.ledger.follows.insert(whom, Known::Either);
        match self.mark(shared, &format!("/api/v1/accounts/{whom}/{verb}"), name).await {
            Reply::Done(_) => {
                self.ledger.follows.insert(whom, if wanted { Known::Yes } else { Known::No });
                true
            }
            Reply::Absent => {
                self.ledger.faults.push(format!("account {whom} is not there to {verb}"));
                true
            }
            Reply::None => false,
        }
    }

    async fn favourite(&mut self, shared: &Shared, wanted: bool) -> bool {
        let given = || self.ledger.favourites.iter().filter(|(_, known)| **known == Known::Yes);
        let picked = if wanted {
            shared.pick(&mut self.random)
        } else {
            let back = self.random.below(20);
            given().rev().nth(back).map(|(id, _)| *id)
        };
        let Some(status) = picked else { return true };
        let (verb, name) = if wanted { ("favourite", "favourites") } else { ("unfavourite", "unfavourites") };
        self.ledger.favourites.insert(status, Known::Either);
        match self.mark(shared, &format!("/api/v1/statuses/{status}/{verb}"), name).await {
            Reply::Done(_) => {
                self.ledger.favourites.insert(status, if wanted { Known::Yes } else { Known::No });
                true
            }
            Reply::Absent => {
                self.ledger.refused.push(status);
                true
            }
            Reply::None => false,
        }
    }

    async fn reblog(&mut self, shared: &Shared, wanted: bool) -> bool {
        let made = |reblog: &Reblog| if let Reblog::Yes(id) = reblog { Some(*id) } else { None };
        let picked = if wanted {
            shared.pick(&mut self.random)
        } else {
            let back = self.random.below(10);
            let mut known = self.ledger.reblogs.iter().rev().filter(|(_, reblog)| made(reblog).is_some());
            known.nth(back).map(|(original, _)| *original)
        };
        let Some(original) = picked else { return true };
        let (verb, name) = if wanted { ("reblog", "reblogs") } else { ("unreblog", "unreblogs") };
        self.ledger.reblogs.insert(original, Reblog::Either);
        match self.mark(shared, &format!("/api/v1/statuses/{original}/{verb}"), name).await {
            Reply::Done(answer) if wanted => {
                if let Some(id) = self.id(&answer, name) {
                    self.ledger.reblogs.insert(original, Reblog::Yes(id));
                }
                true
            }
            Reply::Done(_) => {
                self.ledger.reblogs.insert(original, Reblog::No);
                true
            }
            Reply::Absent => {
                self.ledger.refused.push(original);
                true
            }
            Reply::None => false,
        }
    }

    /// A post without a body, counted under `name` when it was acknowledged.
    async fn mark(&mut self, shared: &Shared, path: &str, name: &'static str) -> Reply {
        let bytes = request("POST", path, shared.address, &self.token);
        let reply = self.call(shared, &bytes, path).await;
        if matches!(reply, Reply::Done(_)) {
            self.ledger.count(name);
        }
        reply
    }

    /// The id in an answer; what has none is a fault.
    fn id(&mut self, answer: &Value, what: &str) -> Option<i64> {
        let id = answer["id"].as_str().and_then(|text| text.parse().ok());
        if id.is_none() {
            self.ledger.faults.push(format!("`{what}` was answered without an id"));
        }
        id
    }

    /// Sends a request on the kept connection, or on a new one. An answer that is neither success nor 404, nor 503
    /// for want of a database, is a fault.
    async fn call(&mut self, shared: &Shared, bytes: &[u8], what: &str) -> Reply {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => match Connection::open(shared.address).await {
                Ok(connection) => connection,
                Err(_) => return self.unanswered(),
            },
        };
        let (status, body) = match connection.call(bytes).await {
            Ok(answer) => (answer.status, serde_json::from_slice::<Value>(answer.body)),
            Err(_) => return self.unanswered(),
        };
        self.connection = Some(connection);
        match (status, body) {
            (200, Ok(value)) => {
                shared.done.fetch_add(1, Ordering::Relaxed);
                Reply::Done(value)
            }
            (404, _) => Reply::Absent,
            (503, _) => {
                self.ledger.count("answered with 503");
                Reply::None
            }
            (status, body) => {
                let text = body.map(|value| value.to_string()).unwrap_or_default();
                self.ledger.faults.push(format!("`{what}` was answered with {status} {text}"));
                Reply::None
            }
        }
    }

    fn unanswered(&mut self) -> Reply {
        self.ledger.count("unanswered");
        Reply::None
    }
}
