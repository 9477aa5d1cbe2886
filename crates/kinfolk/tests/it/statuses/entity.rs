//! The shape of a status as clients depend on it.

use http::header;
use kinfolk::auth::Scopes;
use kinfolk::auth::applications::{self, NewApplication};
use kinfolk::auth::sessions;
use serde_json::{Value, json};

use super::{act, answer, id, post, status};

/// Fields that must be there and not null.
const REQUIRED: [&str; 18] = [
    "id",
    "uri",
    "url",
    "created_at",
    "account",
    "content",
    "visibility",
    "sensitive",
    "spoiler_text",
    "media_attachments",
    "mentions",
    "tags",
    "emojis",
    "reblogs_count",
    "favourites_count",
    "replies_count",
    "quote_approval",
    "quotes_count",
];
/// Fields that must be there and may be null.
const NULLABLE: [&str; 9] = [
    "in_reply_to_id",
    "in_reply_to_account_id",
    "reblog",
    "poll",
    "card",
    "language",
    "edited_at",
    "quote",
    "application",
];
/// Fields that are there for whoever is signed in.
const OWN: [&str; 5] = ["favourited", "reblogged", "muted", "bookmarked", "pinned"];

fn check(status: &Value, signed_in: bool) {
    for name in REQUIRED {
        assert!(!status[name].is_null(), "{name} is missing in {status:#}");
    }
    for name in NULLABLE {
        assert!(status.get(name).is_some(), "{name} is missing in {status:#}");
    }
    for name in OWN {
        assert_eq!(status.get(name).and_then(Value::as_bool).is_some(), signed_in, "{name} in {status:#}");
    }
    assert_eq!(status.get("filtered"), signed_in.then_some(&json!([])));
    if !status["reblog"].is_null() {
        check(&status["reblog"], signed_in);
    }
}

both_engines! {
    async fn a_status_has_every_field_that_clients_need(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let first = id(&post(&ada.client, &[("status", "@bob #tag https://example.com")]).await);
        let reply = answer(&bob.client, &first, "re").await;
        let reblog = id(&act(&bob.client, &first, "reblog").await);
        for id in [&first, &reply, &reblog] {
            check(&status(&app.anon(), id).await, false);
            check(&status(&ada.client, id).await, true);
        }
        let seen = status(&app.anon(), &first).await;
        assert_eq!(seen["created_at"], "2026-01-01T00:00:00.000Z");
        assert_eq!(seen["url"], format!("http://localhost:3000/@ada/{first}"));
        assert_eq!(seen["account"]["acct"], "ada");
        assert_eq!(seen["quote_approval"]["current_user"], "denied");
    }

    async fn the_app_that_a_status_was_written_with_is_named(app: TestApp) {
        let ada = app.person("ada").await;
        let (state, account) = (app.state.clone(), ada.id.parse().unwrap());
        let scopes = Scopes::parse("write").unwrap();
        let new = NewApplication {
            name: "A \"Client\"".to_owned(),
            website: Some("https://client.example".to_owned()),
            redirect_uris: vec!["urn:ietf:wg:oauth:2.0:oob".to_owned()],
            scopes,
        };
        let write = async move |tx: &mut db::Tx| {
            let (application, _) = applications::register(tx, &state, &new).await?;
            sessions::issue_token(tx, &state, Some(account), Some(&application), scopes).await
        };
        let token = app.state.db().write(write).await.unwrap().token;
        let written = post(&app.with_token(token.expose()), &[("status", "hi")]).await;
        let named = json!({ "name": "A \"Client\"", "website": "https://client.example" });
        assert_eq!(written["application"], named);
        app.state.reset();
        assert_eq!(status(&app.anon(), &id(&written)).await["application"], named);
        assert_eq!(post(&ada.client, &[("status", "hi")]).await["application"], Value::Null);
    }

    async fn answers_are_json_in_utf_8(app: TestApp) {
        let ada = app.person("ada").await;
        let answer = ada.client.post("/api/v1/statuses", &[("status", "é")]).await.assert(200);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json; charset=utf-8");
        assert!(answer.text.contains("<p>é</p>"));
    }
}
