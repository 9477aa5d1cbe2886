//! `Idempotency-Key`: sending the same post twice publishes it once.

use std::collections::BTreeSet;

use http::Method;

use super::id;
use crate::support::{Answer, Client};

async fn keyed(client: &Client, key: &str, text: &str) -> Answer {
    client.form(Method::POST, "/api/v1/statuses", &[("status", text)], &[("Idempotency-Key", key)]).await
}

async fn keyed_id(client: &Client, key: &str, text: &str) -> String {
    id(&keyed(client, key, text).await.assert(200).json())
}

both_engines! {
    async fn the_same_key_gives_the_first_status_again(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let first = keyed_id(&ada.client, "k1", "one").await;
        let again = keyed(&ada.client, "k1", "something else").await.assert(200).json();
        assert_eq!(id(&again), first);
        assert_eq!(again["content"], "<p>one</p>");
        assert_ne!(keyed_id(&ada.client, "k2", "one").await, first, "another key");
        assert_ne!(keyed_id(&bob.client, "k1", "one").await, first, "somebody else's key");
        let own = ada.client.get(&format!("/api/v1/accounts/{}", ada.id)).await.json();
        assert_eq!(own["statuses_count"], 2);
    }

    async fn a_key_is_kept_for_an_hour(app: TestApp) {
        let ada = app.person("ada").await;
        let first = keyed_id(&ada.client, "k", "one").await;
        app.clock.advance(3_599_000);
        assert_eq!(keyed_id(&ada.client, "k", "one").await, first);
        app.clock.advance(1_001);
        let second = keyed_id(&ada.client, "k", "one").await;
        assert_ne!(second, first);
        assert_eq!(keyed_id(&ada.client, "k", "one").await, second, "and from then on for another hour");
        // Old keys are cleared away now and then; this moment is one of those.
        app.clock.advance(3_600_000 + 64 - app.clock.now_ms() % 64);
        assert_ne!(keyed_id(&ada.client, "k", "one").await, second);
    }

    async fn a_refused_post_does_not_use_its_key_up(app: TestApp) {
        let ada = app.person("ada").await;
        keyed(&ada.client, "k", "").await.assert(422);
        let form = [("status", "hi"), ("in_reply_to_id", "77")];
        ada.client.form(Method::POST, "/api/v1/statuses", &form, &[("Idempotency-Key", "k")]).await.assert(404);
        keyed(&ada.client, "k", "hi").await.assert(200);
    }

    async fn what_was_deleted_does_not_come_back_by_its_key(app: TestApp) {
        let ada = app.person("ada").await;
        let first = keyed_id(&ada.client, "k", "one").await;
        ada.client.delete(&format!("/api/v1/statuses/{first}")).await.assert(200);
        keyed(&ada.client, "k", "one").await.assert(404);
    }

    async fn a_key_that_is_none_is_refused(app: TestApp) {
        let ada = app.person("ada").await;
        for bad in ["", &"k".repeat(256)] {
            keyed(&ada.client, bad, "hi").await.assert(400);
        }
    }

    async fn eight_clients_at_once_publish_one_status(app: TestApp) {
        let ada = app.person("ada").await;
        for round in 0..5 {
            let key = format!("round {round}");
            let mut tasks = Vec::new();
            for _ in 0..8 {
                let (client, key) = (ada.client.clone(), key.clone());
                tasks.push(tokio::spawn(async move { keyed_id(&client, &key, "once").await }));
            }
            let mut ids = BTreeSet::new();
            for task in tasks {
                ids.insert(task.await.unwrap());
            }
            assert_eq!(ids.len(), 1, "round {round}");
        }
        let own = ada.client.get(&format!("/api/v1/accounts/{}", ada.id)).await.json();
        assert_eq!(own["statuses_count"], 5);
    }
}
