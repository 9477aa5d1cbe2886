//! Tokens of apps that ask for `offline_access`: short ones, and what renews them.

use kinfolk::accounts;
use serde_json::{Value, json};

use crate::support::{Answer, Client, OwnApp, PASSWORD, Person, TestApp};

const SCOPES: &str = "read write follow push offline_access";
const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;
const OWN: &str = "/api/v1/accounts/verify_credentials";

async fn ask(app: &TestApp, own: &OwnApp, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("client_id", own.client_id.as_str()), ("client_secret", own.client_secret.as_str())];
    form.extend_from_slice(more);
    app.anon().post("/oauth/token", &form).await
}

/// A first pair of tokens, for ann by password.
async fn first(app: &TestApp, own: &OwnApp, scope: &str) -> Value {
    let form = [("grant_type", "password"), ("username", "ann"), ("password", PASSWORD), ("scope", scope)];
    ask(app, own, &form).await.assert(200).json()
}

async fn refresh(app: &TestApp, own: &OwnApp, pair: &Value) -> Answer {
    ask(app, own, &[("grant_type", "refresh_token"), ("refresh_token", word(pair, "refresh_token"))]).await
}

fn word<'a>(pair: &'a Value, name: &str) -> &'a str {
    pair[name].as_str().unwrap_or_else(|| panic!("no {name} in {pair}"))
}

fn client(app: &TestApp, pair: &Value) -> Client {
    app.with_token(word(pair, "access_token"))
}

#[track_caller]
fn refused(answer: Answer, code: &str) {
    assert_eq!(answer.assert(400).json()["error"], code);
}

/// An application that may stay, and ann.
async fn ground(app: &TestApp) -> (OwnApp, Person) {
    (app.register(SCOPES).await, app.member("ann").await)
}

both_engines! {
    async fn only_who_asks_to_stay_gets_a_short_token_and_what_renews_it(app: TestApp) {
        let (own, ann) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        assert_eq!((&pair["expires_in"], &pair["scope"]), (&json!(900), &json!(SCOPES)));
        assert_eq!(client(&app, &pair).get(OWN).await.assert(200).json()["id"], ann.id.as_str());
        let lasting = first(&app, &own, "read").await;
        assert!(lasting.get("expires_in").is_none() && lasting.get("refresh_token").is_none(), "{lasting}");
        refused(ask(&app, &app.own_app().await, &[("grant_type", "password"), ("username", "ann"),
            ("password", PASSWORD), ("scope", "read offline_access")]).await, "invalid_scope");
        // An application by itself is never away.
        let own_token = ask(&app, &own, &[("grant_type", "client_credentials"), ("scope", SCOPES)]).await.assert(200).json();
        assert_eq!((own_token.get("refresh_token"), &own_token["scope"]), (None, &json!("read write follow push")));
        app.clock.advance(15 * MINUTE - 1);
        client(&app, &pair).get(OWN).await.assert(200);
        app.clock.advance(1);
        let late = client(&app, &pair).get(OWN).await.assert(401);
        assert_eq!(late.json(), json!({ "error": "The access token is invalid" }));
        assert!(late.header("www-authenticate").starts_with("Bearer ") , "{late:?}");
        assert!(late.header("www-authenticate").contains("error=\"invalid_token\""), "{late:?}");
        client(&app, &lasting).get(OWN).await.assert(200);
    }

    async fn a_refresh_token_is_exchanged_for_the_next_pair(app: TestApp) {
        let (own, ann) = ground(&app).await;
        let mut pair = first(&app, &own, SCOPES).await;
        for _ in 0..3 {
            app.clock.advance(20 * MINUTE);
            let answer = refresh(&app, &own, &pair).await.assert(200);
            assert_eq!(answer.header("cache-control"), "no-store");
            let next = answer.json();
            assert_eq!((&next["expires_in"], &next["scope"]), (&json!(900), &json!(SCOPES)));
            assert_eq!(next["created_at"], app.clock.now_ms() / 1_000);
            for name in ["access_token", "refresh_token"] {
                assert_ne!(word(&next, name), word(&pair, name));
            }
            assert_eq!(client(&app, &next).get(OWN).await.assert(200).json()["id"], ann.id.as_str());
            client(&app, &pair).get(OWN).await.assert(401);
            pair = next;
        }
    }

    async fn a_token_is_worth_nothing_at_once_when_it_is_renewed(app: TestApp) {
        let (own, _) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        client(&app, &pair).get(OWN).await.assert(200);
        let next = refresh(&app, &own, &pair).await.assert(200).json();
        client(&app, &pair).get(OWN).await.assert(401);
        client(&app, &next).get(OWN).await.assert(200);
    }

    async fn nobody_suspended_gets_another_token(app: TestApp) {
        let (own, ann) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        accounts::suspend(&app.state, ann.account).await.unwrap();
        refused(refresh(&app, &own, &pair).await, "invalid_grant");
        accounts::unsuspend(&app.state, ann.account).await.unwrap();
        refresh(&app, &own, &pair).await.assert(200);
    }

    async fn a_refresh_token_used_again_ends_the_session(app: TestApp) {
        let (own, _) = ground(&app).await;
        let stolen = first(&app, &own, SCOPES).await;
        let other = first(&app, &own, SCOPES).await;
        let next = refresh(&app, &own, &stolen).await.assert(200).json();
        app.clock.advance(31_000);
        client(&app, &next).get(OWN).await.assert(200);
        refused(refresh(&app, &own, &stolen).await, "invalid_grant");
        client(&app, &next).get(OWN).await.assert(401);
        refused(refresh(&app, &own, &next).await, "invalid_grant");
        client(&app, &other).get(OWN).await.assert(200);
        refresh(&app, &own, &other).await.assert(200);
    }

    async fn one_from_before_the_last_ends_the_session_without_delay(app: TestApp) {
        let (own, _) = ground(&app).await;
        let old = first(&app, &own, SCOPES).await;
        let middle = refresh(&app, &own, &old).await.assert(200).json();
        let last = refresh(&app, &own, &middle).await.assert(200).json();
        refused(refresh(&app, &own, &old).await, "invalid_grant");
        client(&app, &last).get(OWN).await.assert(401);
    }

    async fn an_app_whose_answer_was_lost_gets_it_again(app: TestApp) {
        let (own, _) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        app.clock.advance(5 * MINUTE);
        let lost = refresh(&app, &own, &pair).await.assert(200).json();
        app.clock.advance(29_999);
        let again = refresh(&app, &own, &pair).await.assert(200).json();
        assert_eq!(again, lost);
        let narrower = [("grant_type", "refresh_token"), ("refresh_token", word(&pair, "refresh_token")), ("scope", "read")];
        refused(ask(&app, &own, &narrower).await, "invalid_grant");
        client(&app, &again).get(OWN).await.assert(200);
        refresh(&app, &own, &again).await.assert(200);
    }

    async fn of_many_who_refresh_at_once_all_get_the_same(app: TestApp) {
        let (own, _) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        let beside = app.beside(|_| {}).await;
        let tries = (0..8).map(|n| refresh(if n % 2 == 0 { &app } else { &beside }, &own, &pair));
        let answers = futures_util::future::join_all(tries).await;
        let pairs: Vec<Value> = answers.into_iter().map(|answer| answer.assert(200).json()).collect();
        assert!(pairs.iter().all(|other| *other == pairs[0]), "{pairs:?}");
        client(&app, &pairs[0]).get(OWN).await.assert(200);
        refresh(&beside, &own, &pairs[0]).await.assert(200);
    }

    async fn scopes_are_narrowed_for_one_token_and_never_widened(app: TestApp) {
        let (own, _) = ground(&app).await;
        let pair = first(&app, &own, "read write offline_access").await;
        let narrow = |pair: &Value, scope: &'static str| {
            let token = word(pair, "refresh_token").to_owned();
            let (app, own) = (app.clone(), own.clone());
            async move {
                let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("scope", scope)];
                ask(&app, &own, &form).await
            }
        };
        for more in ["push", "read push", "follow", "admin:read", "nonsense"] {
            refused(narrow(&pair, more).await, "invalid_scope");
        }
        let less = narrow(&pair, "read:statuses").await.assert(200).json();
        assert_eq!(less["scope"], "read:statuses");
        client(&app, &less).get(OWN).await.assert(403);
        let all = refresh(&app, &own, &less).await.assert(200).json();
        assert_eq!(all["scope"], "read write offline_access");
        client(&app, &all).get(OWN).await.assert(200);
    }

    async fn a_refresh_token_is_for_its_own_application(app: TestApp) {
        let (own, _) = ground(&app).await;
        let (pair, other) = (first(&app, &own, SCOPES).await, app.register(SCOPES).await);
        refused(refresh(&app, &other, &pair).await, "invalid_grant");
        let liar = OwnApp { client_secret: other.client_secret.clone(), ..own.clone() };
        assert_eq!(refresh(&app, &liar, &pair).await.assert(401).json()["error"], "invalid_client");
        let form = [("grant_type", "refresh_token"), ("refresh_token", word(&pair, "refresh_token"))];
        app.anon().post("/oauth/token", &form).await.assert(401);
        refresh(&app, &own, &pair).await.assert(200);
    }

    async fn what_is_no_refresh_token_of_ours_changes_nothing(app: TestApp) {
        let (own, _) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        let token = word(&pair, "refresh_token").to_owned();
        let end = if token.ends_with('A') { "B" } else { "A" };
        let huge = "A".repeat(100_000);
        let forged = format!("{}{end}", &token[..token.len() - 1]);
        let other_session = format!("AAAA{}", &token[4..]);
        for bad in ["", "x", "ä", &token[1..], &forged, &other_session, &huge, word(&pair, "access_token")] {
            refused(ask(&app, &own, &[("grant_type", "refresh_token"), ("refresh_token", bad)]).await, "invalid_grant");
        }
        refused(ask(&app, &own, &[("grant_type", "refresh_token")]).await, "invalid_request");
        app.with_token(&token).get(OWN).await.assert(401);
        client(&app, &pair).get(OWN).await.assert(200);
    }

    async fn a_session_that_nobody_renews_ends_after_thirty_days(app: TestApp) {
        let (own, _) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        app.clock.advance(30 * DAY - 1);
        app.drain_jobs().await;
        let next = refresh(&app, &own, &pair).await.assert(200).json();
        app.clock.advance(30 * DAY);
        refused(refresh(&app, &own, &next).await, "invalid_grant");
    }

    async fn either_token_revokes_both(app: TestApp) {
        let (own, _) = ground(&app).await;
        let other = app.register(SCOPES).await;
        let revoke = |own: &OwnApp, token: &str| {
            let (app, own, token) = (app.clone(), own.clone(), token.to_owned());
            async move {
                let form = [("client_id", own.client_id.as_str()), ("client_secret", &own.client_secret), ("token", &token)];
                app.anon().post("/oauth/revoke", &form).await
            }
        };
        for (name, age) in [("access_token", 0), ("refresh_token", 0), ("access_token", 16 * MINUTE), ("refresh_token", DAY)] {
            let pair = first(&app, &own, SCOPES).await;
            app.clock.advance(age);
            revoke(&other, word(&pair, name)).await.assert(403);
            revoke(&own, word(&pair, name)).await.assert(200);
            client(&app, &pair).get(OWN).await.assert(401);
            refused(refresh(&app, &own, &pair).await, "invalid_grant");
            revoke(&own, word(&pair, name)).await.assert(200);
        }
        let pair = first(&app, &own, SCOPES).await;
        let next = refresh(&app, &own, &pair).await.assert(200).json();
        revoke(&own, word(&pair, "refresh_token")).await.assert(200);
        client(&app, &next).get(OWN).await.assert(401);
    }

    async fn who_was_deleted_is_not_renewed(app: TestApp) {
        let (own, ann) = ground(&app).await;
        let pair = first(&app, &own, SCOPES).await;
        kinfolk::accounts::leave(&app.state, ann.account).await.unwrap();
        refused(refresh(&app, &own, &pair).await, "invalid_grant");
    }

    async fn a_new_account_gets_what_its_application_may(app: TestApp) {
        let own = app.register(SCOPES).await;
        let form = [("username", "ann"), ("email", "ann@example.org"), ("password", PASSWORD), ("agreement", "true")];
        let pair = app.with_token(&own.token).post("/api/v1/accounts", &form).await.assert(200).json();
        assert_eq!(pair["expires_in"], 900);
        refresh(&app, &own, &pair).await.assert(200);
    }

    async fn the_metadata_say_that_tokens_are_renewed(app: TestApp) {
        let body = app.anon().get("/.well-known/oauth-authorization-server").await.assert(200).json();
        assert!(body["grant_types_supported"].as_array().unwrap().contains(&json!("refresh_token")));
        let scopes = body["scopes_supported"].as_array().unwrap();
        assert!(!scopes.contains(&json!("offline_access")), "clients check these against Mastodon's");
        let keys = app.anon().get(body["jwks_uri"].as_str().unwrap().strip_prefix("http://localhost:3000").unwrap()).await;
        assert_eq!(keys.assert(200).header("cache-control"), "public, max-age=300");
    }
}
