//! Applications, grants that need no page, tokens and their end.

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, OwnApp, PASSWORD, REDIRECT, TestApp};

/// `POST /oauth/token` as this application.
async fn token(app: &TestApp, own: &OwnApp, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("client_id", own.client_id.as_str()), ("client_secret", own.client_secret.as_str())];
    form.extend_from_slice(more);
    app.anon().post("/oauth/token", &form).await
}

async fn by_password(app: &TestApp, own: &OwnApp, login: &str, password: &str, scope: &str) -> Answer {
    let form = [("grant_type", "password"), ("username", login), ("password", password), ("scope", scope)];
    token(app, own, &form).await
}

#[track_caller]
fn refused(answer: Answer, status: u16, code: &str) {
    let body = answer.assert(status).json();
    assert_eq!(body["error"], code);
    assert!(body["error_description"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
}

async fn revoke(app: &TestApp, own: &OwnApp, token: &str) -> Answer {
    let form =
        [("client_id", own.client_id.as_str()), ("client_secret", &own.client_secret), ("token", token)];
    app.anon().post("/oauth/revoke", &form).await
}

both_engines! {
    async fn an_application_is_registered_by_form_and_by_json(app: TestApp) {
        let form = [
            ("client_name", "Ivory"),
            ("redirect_uris", "com.tapbots.Ivory.10217:/request_token"),
            ("scopes", "read write follow push"),
            ("website", "https://tapbots.com/ivory"),
        ];
        let ivory = app.anon().post("/api/v1/apps", &form).await.assert(200).json();
        assert_eq!(ivory["name"], "Ivory");
        assert_eq!(ivory["website"], "https://tapbots.com/ivory");
        assert_eq!(ivory["scopes"], json!(["read", "write", "follow", "push"]));
        assert_eq!(ivory["redirect_uri"], "com.tapbots.Ivory.10217:/request_token");
        assert_eq!(ivory["redirect_uris"], json!(["com.tapbots.Ivory.10217:/request_token"]));
        assert_eq!(ivory["client_secret_expires_at"], 0);
        for field in ["id", "client_id", "client_secret", "vapid_key"] {
            assert!(ivory[field].is_string(), "{field} in {ivory}");
        }
        let body = json!({
            "client_name": "Elk",
            "redirect_uris": ["https://elk.zone/a", "urn:ietf:wg:oauth:2.0:oob"],
        });
        let elk = app.anon().json(Method::POST, "/api/v1/apps", &body).await.assert(200).json();
        assert_eq!(elk["redirect_uri"], "https://elk.zone/a\nurn:ietf:wg:oauth:2.0:oob");
        assert_eq!(elk["redirect_uris"].as_array().map(Vec::len), Some(2));
        assert_eq!((&elk["scopes"], &elk["website"]), (&json!(["read"]), &Value::Null));
    }

    async fn a_registration_that_does_not_hold_names_each_field(app: TestApp) {
        let form = [
            ("client_name", " "),
            ("redirect_uris", "javascript:alert(1)"),
            ("scopes", "read everything"),
            ("website", "ftp://a.example"),
        ];
        let body = app.anon().post("/api/v1/apps", &form).await.assert(422).json();
        assert!(body["error"].as_str().unwrap().starts_with("Validation failed: "), "{body}");
        for field in ["name", "redirect_uri", "scopes", "website"] {
            assert!(body["details"][field].is_array(), "{field} in {body}");
        }
        app.anon().post("/api/v1/apps", &[]).await.assert(422);
    }

    async fn an_application_may_see_itself_and_not_its_secret(app: TestApp) {
        let own = app.own_app().await;
        let seen = app.with_token(&own.token).get("/api/v1/apps/verify_credentials").await.assert(200).json();
        assert_eq!(seen["name"], "Tests");
        assert!(seen.get("client_secret").is_none() && seen.get("client_id").is_none(), "{seen}");
        app.anon().get("/api/v1/apps/verify_credentials").await.assert(401);
        app.with_token("nonsense").get("/api/v1/apps/verify_credentials").await.assert(401);
    }

    async fn an_applications_own_token_is_nobody(app: TestApp) {
        let own = app.own_app().await;
        let client = app.with_token(&own.token);
        let answer = client.get("/api/v1/accounts/verify_credentials").await.assert(422);
        assert_eq!(answer.json()["error"], "This method requires an authenticated user");
    }

    async fn a_password_gives_a_token_by_name_or_by_address(app: TestApp) {
        let (own, ann) = (app.own_app().await, app.member("Ann").await);
        for login in ["ann", "ANN", "ann@example.org", "Ann@Example.org", "@ann@localhost:3000", " ann "] {
            let answer = by_password(&app, &own, login, PASSWORD, "read write").await.assert(200);
            assert_eq!(answer.header("cache-control"), "no-store");
            let body = answer.json();
            assert_eq!((&body["token_type"], &body["scope"]), (&json!("Bearer"), &json!("read write")));
            assert_eq!(body["created_at"], crate::support::START_MS / 1_000);
            let client = app.with_token(body["access_token"].as_str().unwrap());
            let seen = client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
            assert_eq!(seen["id"], ann.id.as_str());
        }
    }

    async fn a_wrong_password_and_an_unknown_name_get_the_same_answer(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let wrong = by_password(&app, &own, "ann", "incorrect horse", "read").await;
        let unknown = by_password(&app, &own, "bob", PASSWORD, "read").await;
        assert_eq!(wrong.text, unknown.text);
        refused(wrong, 400, "invalid_grant");
        refused(by_password(&app, &own, "", "", "read").await, 400, "invalid_grant");
        refused(by_password(&app, &own, "ann\0", PASSWORD, "read").await, 400, "invalid_grant");
    }

    async fn an_application_proves_who_it_is_by_body_or_by_basic_header(app: TestApp) {
        let own = app.own_app().await;
        let grant = [("grant_type", "client_credentials")];
        let basic = |secret: &str| format!("Basic {}", STANDARD.encode(format!("{}:{secret}", own.client_id)));
        let ask = |header: String| {
            let app = app.clone();
            async move { app.anon().form(Method::POST, "/oauth/token", &grant, &[("authorization", &header)]).await }
        };
        ask(basic(&own.client_secret)).await.assert(200);
        let wrong = ask(basic("wrong")).await;
        assert!(wrong.header("www-authenticate").starts_with("Basic"), "{wrong:?}");
        refused(wrong, 401, "invalid_client");
        refused(app.anon().post("/oauth/token", &grant).await, 401, "invalid_client");
        let foreign = OwnApp { client_id: "nobody".to_owned(), ..own.clone() };
        refused(token(&app, &foreign, &grant).await, 401, "invalid_client");
        let body = json!({
            "grant_type": "client_credentials", "client_id": own.client_id, "client_secret": own.client_secret,
        });
        app.anon().json(Method::POST, "/oauth/token", &body).await.assert(200);
    }

    async fn a_grant_that_is_none_of_ours_is_refused(app: TestApp) {
        let own = app.own_app().await;
        refused(token(&app, &own, &[("grant_type", "implicit")]).await, 400, "unsupported_grant_type");
        refused(token(&app, &own, &[]).await, 400, "invalid_request");
        refused(token(&app, &own, &[("grant_type", "authorization_code")]).await, 400, "invalid_request");
        let made_up = [("grant_type", "authorization_code"), ("code", "made-up"), ("redirect_uri", REDIRECT)];
        refused(token(&app, &own, &made_up).await, 400, "invalid_grant");
        refused(token(&app, &own, &made_up[..2]).await, 400, "invalid_request");
    }

    async fn a_body_that_is_no_request_is_answered_as_oauth_answers(app: TestApp) {
        for path in ["/oauth/token", "/oauth/revoke"] {
            let body = Body::from("{\"grant_type\":");
            let answer = app.anon().send(Method::POST, path, Some("application/json"), body, &[]).await;
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            refused(answer, 400, "invalid_request");
        }
    }

    async fn a_token_never_has_more_scopes_than_its_application(app: TestApp) {
        app.member("ann").await;
        let own = app.register("read:accounts write:statuses").await;
        let body = by_password(&app, &own, "ann", PASSWORD, "read:accounts").await.assert(200).json();
        assert_eq!(body["scope"], "read:accounts");
        for scope in ["read", "write", "write:statuses push", "admin:read", "nonsense"] {
            refused(by_password(&app, &own, "ann", PASSWORD, scope).await, 400, "invalid_scope");
        }
        let all = by_password(&app, &own, "ann", PASSWORD, "").await.assert(200).json();
        assert_eq!(all["scope"], "read:accounts write:statuses");
        let read = by_password(&app, &app.own_app().await, "ann", PASSWORD, "").await.assert(200).json();
        assert_eq!(read["scope"], "read");
    }

    async fn a_token_does_only_what_its_scopes_say(app: TestApp) {
        app.member("ann").await;
        let own = app.own_app().await;
        for (scope, status) in [("read", 200), ("read:accounts", 200), ("write", 403), ("read:statuses follow", 403)] {
            let body = by_password(&app, &own, "ann", PASSWORD, scope).await.json();
            let Some(token) = body["access_token"].as_str() else { continue };
            let answer = app.with_token(token).get("/api/v1/accounts/verify_credentials").await.assert(status);
            if status == 403 {
                assert_eq!(answer.json()["error"], "This action is outside the authorized scopes");
            }
        }
    }

    async fn a_revoked_token_is_worth_nothing_at_once(app: TestApp) {
        let (own, ann) = (app.own_app().await, app.member("ann").await);
        let second = by_password(&app, &own, "ann", PASSWORD, "read").await.json();
        let second = app.with_token(second["access_token"].as_str().unwrap());
        let path = "/api/v1/accounts/verify_credentials";
        ann.client.get(path).await.assert(200);
        second.get(path).await.assert(200);
        assert_eq!(revoke(&app, &own, &ann.token).await.assert(200).json(), json!({}));
        let answer = ann.client.get(path).await.assert(401);
        assert_eq!(answer.json()["error"], "The access token is invalid");
        second.get(path).await.assert(200);
        revoke(&app, &own, &ann.token).await.assert(200);
        revoke(&app, &own, "never was a token").await.assert(200);
    }

    async fn a_token_is_revoked_by_its_own_application_only(app: TestApp) {
        let (own, ann) = (app.own_app().await, app.member("ann").await);
        let other = app.register("read").await;
        refused(revoke(&app, &other, &ann.token).await, 403, "unauthorized_client");
        let liar = OwnApp { client_secret: other.client_secret.clone(), ..own.clone() };
        refused(revoke(&app, &liar, &ann.token).await, 403, "unauthorized_client");
        refused(app.anon().post("/oauth/revoke", &[("token", &ann.token)]).await, 403, "unauthorized_client");
        ann.client.get("/api/v1/accounts/verify_credentials").await.assert(200);
    }

    async fn revoking_shows_on_another_server_over_the_same_database_within_a_minute(app: TestApp) {
        let (own, ann) = (app.own_app().await, app.member("ann").await);
        let beside = app.beside(|_| {}).await;
        let there = beside.with_token(&ann.token);
        there.get("/api/v1/accounts/verify_credentials").await.assert(200);
        revoke(&app, &own, &ann.token).await.assert(200);
        beside.clock.advance(60_000);
        there.get("/api/v1/accounts/verify_credentials").await.assert(401);
    }

    async fn a_token_lives_for_years(app: TestApp) {
        let ann = app.member("ann").await;
        app.clock.advance(9 * 365 * 86_400_000);
        ann.client.get("/api/v1/accounts/verify_credentials").await.assert(200);
        app.clock.advance(2 * 365 * 86_400_000);
        ann.client.get("/api/v1/accounts/verify_credentials").await.assert(401);
    }

    async fn a_token_is_a_jwt_that_the_published_keys_verify(app: TestApp) {
        let (own, ann) = (app.own_app().await, app.member("ann").await);
        let parts: Vec<&str> = ann.token.split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("not three parts: {}", ann.token) };
        let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        let (head, said) = (json(header), json(claims));
        assert_eq!((&head["alg"], &head["typ"]), (&json!("EdDSA"), &json!("at+jwt")));
        assert_eq!((&said["iss"], &said["aud"]), (&json!("http://localhost:3000"), &json!("http://localhost:3000")));
        assert_eq!((&said["sub"], &said["client_id"]), (&json!(ann.id), &json!(own.client_id)));
        assert_eq!(said["scope"], "read write follow push");
        let years = (said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap()) / 86_400 / 365;
        assert_eq!(years, 10);
        assert!(said["jti"].is_string());

        let set = app.anon().get("/.well-known/jwks.json").await.assert(200).json();
        let key = set["keys"].as_array().unwrap().iter().find(|key| key["kid"] == head["kid"]).unwrap();
        assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA")));
        let public: [u8; 32] = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap().try_into().unwrap();
        let public = VerifyingKey::from_bytes(&public).unwrap();
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        public.verify_strict(format!("{header}.{claims}").as_bytes(), &signature).unwrap();
        let forged = format!("{header}.{}", URL_SAFE_NO_PAD.encode(br#"{"sub":"1"}"#));
        assert!(public.verify_strict(forged.as_bytes(), &signature).is_err());
    }

    async fn what_is_signed_but_has_no_session_does_not_get_in(app: TestApp) {
        let ann = app.member("ann").await;
        for bad in [&ann.token[..ann.token.len() - 1], &format!("{}x", ann.token), "", "a.b.c", &"x".repeat(100_000)] {
            app.with_token(bad).get("/api/v1/accounts/verify_credentials").await.assert(401);
        }
        let headers = [("authorization", "Token abc")];
        let body = axum::body::Body::empty();
        app.anon().send(Method::GET, "/api/v1/accounts/verify_credentials", None, body, &headers).await.assert(401);
    }

    async fn all_servers_over_one_database_sign_with_one_key(app: TestApp) {
        let beside = app.beside(|_| {}).await;
        let here = app.anon().get("/.well-known/jwks.json").await.assert(200).text;
        assert_eq!(beside.anon().get("/.well-known/jwks.json").await.assert(200).text, here);
    }

    async fn the_metadata_name_addresses_that_are_there(app: TestApp) {
        let path = "/.well-known/oauth-authorization-server";
        let body = app.anon().get(path).await.assert(200).json();
        assert_eq!(body["issuer"], "http://localhost:3000");
        assert_eq!(body["code_challenge_methods_supported"], json!(["S256"]));
        assert!(body["scopes_supported"].as_array().unwrap().contains(&json!("read:statuses")));
        for (name, value) in body.as_object().unwrap() {
            let Some(path) = value.as_str().and_then(|url| url.strip_prefix("http://localhost:3000/")) else { continue };
            let status = app.anon().get(&format!("/{path}")).await.status.as_u16();
            assert_ne!(status, 404, "{name}");
        }
    }

    async fn user_info_is_for_whoever_may_see_the_profile(app: TestApp) {
        let ann = app.member("ann").await;
        let info = ann.client.get("/oauth/userinfo").await.assert(200).json();
        assert_eq!((&info["sub"], &info["preferred_username"]), (&json!(ann.id), &json!("ann")));
        let own = app.register("profile write").await;
        let token = |scope| by_password(&app, &own, "ann", PASSWORD, scope);
        let profile = token("profile").await.json();
        app.with_token(profile["access_token"].as_str().unwrap()).get("/oauth/userinfo").await.assert(200);
        let write = token("write").await.json();
        app.with_token(write["access_token"].as_str().unwrap()).get("/oauth/userinfo").await.assert(403);
    }

    async fn apps_of_other_sites_may_read_the_answers(app: TestApp) {
        let headers = [("origin", "https://elk.zone")];
        let answer = app.anon().form(Method::POST, "/oauth/token", &[], &headers).await.assert(401);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}
