//! Statuses by API and page: what is published and to whom it is shown, marks, threads.

mod entity;
mod kept;
mod marks;
mod pages;
mod publish;
mod same_post;
mod texts;
mod threads;
mod visibility;

use serde_json::Value;

use crate::support::{Client, Person};

/// Publishes a form and returns the status.
async fn post(client: &Client, form: &[(&str, &str)]) -> Value {
    client.post("/api/v1/statuses", form).await.assert(200).json()
}

/// Publishes a text and returns the id.
async fn post_text(client: &Client, text: &str) -> String {
    id(&post(client, &[("status", text)]).await)
}

/// Answers a status and returns the answer's id.
async fn answer(client: &Client, to: &str, text: &str) -> String {
    id(&post(client, &[("status", text), ("in_reply_to_id", to)]).await)
}

/// A status as this client sees it.
async fn status(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/v1/statuses/{id}")).await.assert(200).json()
}

/// Does something to a status and returns the answer.
async fn act(client: &Client, id: &str, verb: &str) -> Value {
    client.post(&format!("/api/v1/statuses/{id}/{verb}"), &[]).await.assert(200).json()
}

async fn follow(who: &Person, whom: &Person) {
    who.client.post(&format!("/api/v1/accounts/{}/follow", whom.id), &[]).await.assert(200);
}

async fn block(who: &Person, whom: &Person) {
    who.client.post(&format!("/api/v1/accounts/{}/block", whom.id), &[]).await.assert(200);
}

fn id(entity: &Value) -> String {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id in {entity}")).to_owned()
}

/// The values of one field of each entity in a list.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    let text = |entity: &'a Value| entity[field].as_str().unwrap();
    list.as_array().unwrap().iter().map(text).collect()
}

/// Replies, reblogs, favourites.
fn counts(status: &Value) -> [i64; 3] {
    ["replies_count", "reblogs_count", "favourites_count"].map(|name| status[name].as_i64().unwrap())
}
