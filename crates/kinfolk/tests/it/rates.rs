//! Rate limits: told with every answer of the API, enforced where they are on.

use axum::body::Body;
use http::Method;

use crate::support::{Answer, Client, TestApp};

fn left(answer: &Answer) -> (String, String) {
    (answer.header("x-ratelimit-limit").to_owned(), answer.header("x-ratelimit-remaining").to_owned())
}

async fn strict(app: &TestApp) -> TestApp {
    app.beside(|config| config.rate_limits = true).await
}

async fn from_address(client: &Client, address: &str, path: &str) -> Answer {
    let headers = [("x-forwarded-for", address)];
    client.send(Method::GET, path, None, Body::empty(), &headers).await
}

both_engines! {
    async fn a_token_has_three_hundred_calls_in_five_minutes(app: TestApp) {
        let ann = app.person("ann").await;
        let server = strict(&app).await;
        let (client, other) = (server.with_token(&ann.token), server.with_token(&app.token_of(&ann, "read").await));
        let path = "/api/v1/accounts/verify_credentials";
        let first = client.get(path).await.assert(200);
        assert_eq!(left(&first), ("300".to_owned(), "299".to_owned()));
        assert_eq!(first.header("x-ratelimit-reset"), "2026-01-01T00:05:00.000000Z");
        for _ in 0..299 {
            client.get(path).await.assert(200);
        }
        let refused = client.get(path).await.assert(429);
        assert_eq!(refused.json()["error"], "Too many requests");
        assert_eq!((left(&refused).1, refused.header("retry-after")), ("0".to_owned(), "300"));
        // Another token of hers goes on, and so does this one when the time is over.
        other.get(path).await.assert(200);
        server.clock.advance(300_000);
        client.get(path).await.assert(200);
    }

    async fn an_account_has_a_limit_over_all_its_tokens(app: TestApp) {
        let ann = app.person("ann").await;
        let server = strict(&app).await;
        let path = "/api/v1/accounts/verify_credentials";
        for _ in 0..5 {
            let client = server.with_token(&app.token_of(&ann, "read").await);
            for _ in 0..300 {
                client.get(path).await.assert(200);
            }
        }
        server.with_token(&app.token_of(&ann, "read").await).get(path).await.assert(429);
    }

    async fn who_has_no_token_is_counted_by_address_as_proxies_of_ours_tell_it(app: TestApp) {
        let server = app
            .beside(|config| {
                config.rate_limits = true;
                config.trusted_proxies = vec!["0.0.0.0/32".parse().unwrap()];
            })
            .await;
        let anon = server.anon();
        for _ in 0..300 {
            from_address(&anon, "198.51.100.1", "/api/v1/timelines/public").await.assert(200);
        }
        from_address(&anon, "198.51.100.1", "/api/v1/timelines/public").await.assert(429);
        from_address(&anon, "9.9.9.9, 198.51.100.1", "/api/v1/timelines/public").await.assert(429);
        from_address(&anon, "198.51.100.2", "/api/v1/timelines/public").await.assert(200);
        // Pages are for people, and are not refused.
        from_address(&anon, "198.51.100.1", "/about").await.assert(200);
    }

    async fn new_accounts_and_apps_and_tried_passwords_are_few(app: TestApp) {
        let server = strict(&app).await;
        let anon = server.anon();
        let form = [("client_name", "Tests"), ("redirect_uris", "urn:ietf:wg:oauth:2.0:oob")];
        for _ in 0..5 {
            anon.post("/api/v1/apps", &form).await.assert(200);
        }
        anon.post("/api/v1/apps", &form).await.assert(429);
        for _ in 0..5 {
            anon.post("/api/v1/accounts", &[]).await.assert(401);
        }
        anon.post("/api/v1/accounts", &[]).await.assert(429);
        let wrong = [("username", "ann@example.org"), ("password", "guess")];
        for _ in 0..25 {
            assert_ne!(anon.post("/auth/sign_in", &wrong).await.status, 429);
        }
        anon.post("/auth/sign_in", &wrong).await.assert(429);
    }

    async fn passwords_that_apps_try_are_few_and_other_grants_are_not_counted(app: TestApp) {
        app.member("ann").await;
        let (own, server) = (app.own_app().await, strict(&app).await);
        let anon = server.anon();
        let ask = async |more: &[(&str, &str)]| {
            let client = [("client_id", own.client_id.as_str()), ("client_secret", own.client_secret.as_str())];
            anon.post("/oauth/token", &[&client[..], more].concat()).await
        };
        let guess = [("grant_type", "password"), ("username", "ann"), ("password", "guess")];
        for _ in 0..25 {
            ask(&guess).await.assert(400);
        }
        assert_ne!(ask(&guess).await.assert(429).header("retry-after"), "");
        anon.post("/auth/sign_in", &[("username", "ann"), ("password", "guess")]).await.assert(429);
        for _ in 0..30 {
            ask(&[("grant_type", "client_credentials")]).await.assert(200);
        }
    }

    async fn deleting_is_limited_by_itself(app: TestApp) {
        let ann = app.person("ann").await;
        let client = strict(&app).await.with_token(&ann.token);
        for n in 0..30 {
            let answer = client.delete("/api/v1/statuses/1").await.assert(404);
            assert_eq!(left(&answer), ("30".to_owned(), (29 - n).to_string()));
        }
        client.delete("/api/v1/statuses/1").await.assert(429);
        client.get("/api/v1/timelines/home").await.assert(200);
    }

    async fn switched_off_limits_are_told_and_refuse_nobody(app: TestApp) {
        let ann = app.person("ann").await;
        for _ in 0..305 {
            ann.client.get("/api/v1/preferences").await.assert(200);
        }
        let answer = ann.client.get("/api/v1/preferences").await.assert(200);
        assert_eq!(left(&answer), ("300".to_owned(), "0".to_owned()));
    }
}
