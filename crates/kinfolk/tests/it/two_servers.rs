//! Two servers over one PostgreSQL database: what one writes, the other shows, and keeps what it remembers.

use kinfolk::core::Event;
use kinfolk::core::events::{self, Tail};
use serde_json::Value;

use crate::support::{Client, Person, TestApp};

/// A second server over the same database, which reads along when it is told to.
struct Second {
    app: TestApp,
    tail: Tail,
}

impl Second {
    async fn beside(app: &TestApp) -> Self {
        let app = app.beside(|_| {}).await;
        let tail = Tail::new(&app.state);
        Self { app, tail }
    }

    async fn reads_along(&mut self) {
        self.app.clock.advance(100);
        self.tail.look(&self.app.state).await.unwrap();
    }

    /// Somebody, asking here.
    fn client(&self, person: &Person) -> Client {
        self.app.with_token(&person.token)
    }
}

/// Two servers make no sense on SQLite, where one process writes.
fn on_postgres(test: impl AsyncFnOnce(TestApp, Second)) {
    crate::support::run(async {
        if let Some(app) = TestApp::postgres().await {
            let second = Second::beside(&app).await;
            test(app, second).await;
        }
    });
}

async fn post(client: &Client, text: &str, more: &[(&str, &str)]) -> String {
    let form: Vec<_> = [("status", text)].into_iter().chain(more.iter().copied()).collect();
    client.post("/api/v1/statuses", &form).await.assert(200).json()["id"].as_str().unwrap().to_owned()
}

async fn home(client: &Client) -> Vec<String> {
    let page = client.get("/api/v1/timelines/home").await.assert(200).json();
    page.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().to_owned()).collect()
}

async fn show(client: &Client, path: &str) -> Value {
    client.get(path).await.assert(200).json()
}

#[test]
fn a_warm_home_gets_what_another_server_wrote_and_forgets_nothing_else() {
    on_postgres(async |app, mut second| {
        let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
        ann.act("follow", &bob).await.assert(200);
        let first = post(&bob.client, "first", &[]).await;
        second.reads_along().await;
        let there = second.client(&ann);
        assert_eq!(home(&there).await, [first.as_str()]);

        app.clock.advance(10);
        let next = post(&bob.client, "next", &[]).await;
        post(&eve.client, "from a stranger", &[]).await;
        second.reads_along().await;
        assert_eq!(home(&there).await, [next.as_str(), first.as_str()]);
        post(&eve.client, "and again", &[]).await;
        second.reads_along().await;
        // Whatever it would have to read now fails.
        second.app.state.db().close().await;
        assert_eq!(home(&there).await, [next.as_str(), first.as_str()], "a warm home ran a statement");
    });
}

#[test]
fn a_tag_that_is_warm_here_shows_what_another_server_wrote() {
    on_postgres(async |app, mut second| {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        second.reads_along().await;
        let (there, tag) = (second.client(&ann), "/api/v1/timelines/tag/far");
        assert_eq!(show(&there, tag).await.as_array().unwrap().len(), 0);
        app.clock.advance(10);
        let far = post(&bob.client, "heard #Far away", &[]).await;
        second.reads_along().await;
        assert_eq!(show(&there, tag).await[0]["id"], far.as_str());
        bob.client.delete(&format!("/api/v1/statuses/{far}")).await.assert(200);
        second.reads_along().await;
        assert_eq!(show(&there, tag).await.as_array().unwrap().len(), 0);
    });
}

#[test]
fn counters_follow_what_another_server_wrote() {
    on_postgres(async |app, mut second| {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let status = post(&bob.client, "count me", &[]).await;
        second.reads_along().await;
        let (there, path) = (second.client(&ann), format!("/api/v1/statuses/{status}"));
        let account = format!("/api/v1/accounts/{}", bob.id);
        let shown = show(&there, &path).await;
        assert_eq!((&shown["replies_count"], &shown["account"]["statuses_count"]), (&0.into(), &1.into()));

        app.clock.advance(10);
        let reply = post(&bob.client, "to myself", &[("in_reply_to_id", &status)]).await;
        ann.client.post(&format!("{path}/favourite"), &[]).await.assert(200);
        ann.client.post(&format!("{path}/reblog"), &[]).await.assert(200);
        ann.client.post(&format!("{path}/bookmark"), &[]).await.assert(200);
        ann.act("follow", &bob).await.assert(200);
        second.reads_along().await;
        let shown = show(&there, &path).await;
        for (counter, count) in [("replies_count", 1), ("favourites_count", 1), ("reblogs_count", 1)] {
            assert_eq!(shown[counter], count, "{counter}");
        }
        for mark in ["favourited", "reblogged", "bookmarked"] {
            assert_eq!(shown[mark], true, "{mark}");
        }
        let shown = show(&there, &account).await;
        assert_eq!((&shown["followers_count"], &shown["statuses_count"]), (&1.into(), &2.into()));

        bob.client.delete(&format!("/api/v1/statuses/{reply}")).await.assert(200);
        ann.client.post(&format!("{path}/unreblog"), &[]).await.assert(200);
        second.reads_along().await;
        let shown = show(&there, &path).await;
        assert_eq!((&shown["replies_count"], &shown["reblogs_count"]), (&0.into(), &0.into()));
        assert_eq!(show(&there, &account).await["statuses_count"], 1);
    });
}

#[test]
fn a_deleted_status_and_a_new_block_take_effect_on_the_other_server() {
    on_postgres(async |app, mut second| {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        ann.act("follow", &bob).await.assert(200);
        let (gone, kept) = (post(&bob.client, "gone", &[]).await, post(&bob.client, "kept", &[]).await);
        second.reads_along().await;
        let there = second.client(&ann);
        assert_eq!(home(&there).await, [kept.as_str(), gone.as_str()]);
        bob.client.delete(&format!("/api/v1/statuses/{gone}")).await.assert(200);
        second.reads_along().await;
        assert_eq!(home(&there).await, [kept.as_str()]);
        bob.act("block", &ann).await.assert(200);
        second.reads_along().await;
        assert_eq!(home(&there).await, Vec::<String>::new());
        there.get(&format!("/api/v1/statuses/{kept}")).await.assert(404);
    });
}

#[test]
fn whatever_strangers_do_there_a_warm_home_stays_warm_here_until_a_bulk_load() {
    on_postgres(async |app, mut second| {
        let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
        let own = post(&eve.client, "mine", &[]).await;
        second.reads_along().await;
        let there = second.client(&eve);
        assert_eq!(home(&there).await, [own.as_str()]);

        let status = post(&bob.client, "everything", &[]).await;
        post(&ann.client, "an answer", &[("in_reply_to_id", &status)]).await;
        for act in ["favourite", "unfavourite", "reblog", "unreblog"] {
            ann.client.post(&format!("/api/v1/statuses/{status}/{act}"), &[]).await.assert(200);
        }
        for act in ["follow", "unfollow", "block", "unblock"] {
            ann.act(act, &bob).await.assert(200);
        }
        bob.client.delete(&format!("/api/v1/statuses/{status}")).await.assert(200);
        second.reads_along().await;

        let mut third = Second::beside(&app).await;
        home(&third.client(&eve)).await;
        let state = app.state.clone();
        let load = async move |tx: &mut db::Tx| events::emit(tx, &state, Event::ManyChanged).await;
        app.state.db().write(load).await.unwrap();
        third.reads_along().await;
        for (server, status) in [(second, 200), (third, 503)] {
            server.app.state.db().close().await;
            server.client(&eve).get("/api/v1/timelines/home").await.assert(status);
        }
    });
}
