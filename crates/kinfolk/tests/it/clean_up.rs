//! What goes by itself: what belonged to a deleted status, and what ended long ago.

use db::params;
use kinfolk::statuses;

use crate::support::{Person, TestApp};

db::statements! {
    /// Marks of a status, by who gave them and by what they were given to.
    MARKS: Page = "
        SELECT (SELECT count(*) FROM reblogs WHERE {key:account_id:2} AND status_id = $1)
            + (SELECT count(*) FROM favourites WHERE {key:account_id:2} AND status_id = $1),
            (SELECT count(*) FROM reblogged_by WHERE {key:status_id:1})
            + (SELECT count(*) FROM favourited_by WHERE {key:status_id:1})";
    /// Keys, codes, and sessions of an account.
    KEPT: Page = "
        SELECT (SELECT count(*) FROM idempotency_keys WHERE created_at > $1),
            (SELECT count(*) FROM authorization_codes WHERE expires_at > $1),
            (SELECT count(*) FROM sessions WHERE account_id = $2)";
    /// A code that ends at some time.
    CODE: Point = "
        INSERT INTO authorization_codes (code_hash, application_id, account_id, redirect_uri, scopes, challenge, expires_at)
        VALUES ($1, 1, 1, '', '', '', $2)";
    /// Has a session end by itself.
    EXPIRE: Point = "UPDATE sessions SET expires_at = $2 WHERE id = $1";
    /// The sessions of an account, by id.
    SESSIONS: Page = "SELECT id FROM sessions WHERE account_id = $1 ORDER BY id LIMIT $2";
}

/// Marks that somebody gave the status, and those it has.
async fn marks(app: &TestApp, status: &str, person: &Person) -> (i64, i64) {
    let (status, account): (i64, _) = (status.parse().unwrap(), person.account);
    let row = |row: &db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    app.state
        .db()
        .read(async move |r| r.one(&MARKS, params![status, account], row).await)
        .await
        .unwrap()
        .unwrap()
}

/// How many keys and codes there are, and sessions of somebody.
async fn kept(app: &TestApp, person: &Person) -> (i64, i64, i64) {
    let account = person.account;
    let row = |row: &db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    app.state
        .db()
        .read(async move |r| r.one(&KEPT, params![0_i64, account], row).await)
        .await
        .unwrap()
        .unwrap()
}

async fn statuses_of(app: &TestApp, person: &Person) -> i64 {
    let account = app.anon().get(&format!("/api/v1/accounts/{}", person.id)).await.assert(200).json();
    account["statuses_count"].as_i64().unwrap()
}

both_engines! {
    async fn with_a_status_go_all_its_reblogs_and_favourites(app: TestApp) {
        let ada = app.person("ada").await;
        let post = ada.client.post("/api/v1/statuses", &[("status", "popular")]).await.assert(200).json();
        let post = post["id"].as_str().unwrap().to_owned();
        let mut people = Vec::new();
        for n in 0..410 {
            let person = app.person(&format!("p{n}")).await;
            statuses::reblog(&app.state, person.account, post.parse().unwrap(), None).await.unwrap();
            people.push(person);
        }
        for person in &people[..3] {
            statuses::favourite(&app.state, person.account, post.parse().unwrap()).await.unwrap();
        }
        app.drain_jobs().await;
        assert_eq!(marks(&app, &post, &people[0]).await, (2, 413));

        ada.client.delete(&format!("/api/v1/statuses/{post}")).await.assert(200);
        app.anon().get(&format!("/api/v1/statuses/{post}")).await.assert(404);
        let page = app.anon().get(&format!("/api/v1/accounts/{}/statuses", people[0].id)).await.assert(200).json();
        assert_eq!(page.as_array().unwrap().len(), 0, "a reblog of nothing is shown to nobody");
        assert_eq!((statuses_of(&app, &ada).await, statuses_of(&app, &people[409]).await), (0, 1));
        // The job itself; and what was told of the post, of each reblog, and of each mark that is gone.
        assert_eq!(app.drain_jobs().await, 1 + 1 + 410 + 410);
        for person in [&people[0], &people[200], &people[409]] {
            assert_eq!((marks(&app, &post, person).await, statuses_of(&app, person).await), ((0, 0), 0));
        }
    }

    async fn a_status_that_nobody_marked_leaves_no_marks_to_take_off(app: TestApp) {
        let ada = app.person("ada").await;
        let post = ada.client.post("/api/v1/statuses", &[("status", "quiet")]).await.assert(200).json();
        app.drain_jobs().await;
        ada.client.delete(&format!("/api/v1/statuses/{}", post["id"].as_str().unwrap())).await.assert(200);
        // Only what was told of it is looked for.
        assert_eq!(app.drain_jobs().await, 1);
    }

    async fn what_ended_long_ago_is_cleared_away_and_nothing_else(app: TestApp) {
        const DAY: i64 = 86_400_000;
        let ada = app.person("ada").await;
        for _ in 0..2 {
            app.token_of(&ada, "read").await;
        }
        let (account, now) = (ada.account, app.clock.now_ms());
        let block = async move |tx: &mut db::Tx| {
            let sessions = tx.all(&SESSIONS, params![account, 10_i64], |row| row.get::<i64>(0)).await?;
            tx.run(&EXPIRE, params![sessions[1], now + DAY]).await?;
            tx.run(&CODE, params![&b"code"[..], now]).await.map(drop)
        };
        app.state.db().write(block).await.unwrap();
        let own = app.own_app().await;
        let revoked = app.token_of(&ada, "read").await;
        let form = [("client_id", &*own.client_id), ("client_secret", &*own.client_secret), ("token", &*revoked)];
        app.anon().post("/oauth/revoke", &form).await;
        let headers = [("Idempotency-Key", "a key")];
        ada.client.form(http::Method::POST, "/api/v1/statuses", &[("status", "once")], &headers).await.assert(200);
        app.drain_jobs().await;
        let (keys, codes, before) = kept(&app, &ada).await;
        assert_eq!((keys, codes), (1, 1));
        app.clock.advance(DAY - 1);
        app.drain_jobs().await;
        assert_eq!(kept(&app, &ada).await, (1, 1, before));
        app.clock.advance(3_600_000);
        app.drain_jobs().await;
        assert_eq!(kept(&app, &ada).await, (0, 0, before));
        app.clock.advance(31 * DAY);
        app.drain_jobs().await;
        let (_, _, after) = kept(&app, &ada).await;
        assert!(after < before && after >= 2, "{before} sessions became {after}");
        ada.client.get("/api/v1/accounts/verify_credentials").await.assert(200);
    }
}
