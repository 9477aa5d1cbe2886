//! The authorization code flow: the request, the page, the code, the token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kinfolk::accounts;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{Answer, Client, OwnApp, REDIRECT, TestApp};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn request<'a>(own: &'a OwnApp, redirect: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("response_type", "code"),
        ("client_id", &own.client_id),
        ("redirect_uri", redirect),
        ("scope", "read write"),
        ("state", "a b&c"),
    ]
}

fn path(parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("/oauth/authorize?{query}")
}

/// One parameter of the query of `Location`.
fn told(answer: &Answer, name: &str) -> Option<String> {
    let (_, query) = answer.header("location").split_once('?')?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The person says yes; gives the code.
async fn allow(browser: &Client, parameters: &[(&str, &str)]) -> String {
    let form = [parameters, &[("decision", "allow")]].concat();
    let answer = browser.post("/oauth/authorize", &form).await.assert(303);
    assert!(answer.header("location").starts_with(REDIRECT), "{answer:?}");
    told(&answer, "code").unwrap()
}

async fn exchange(app: &TestApp, own: &OwnApp, code: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", &own.client_id),
        ("client_secret", &own.client_secret),
        ("code", code),
    ];
    if !more.iter().any(|(name, _)| *name == "redirect_uri") {
        form.push(("redirect_uri", REDIRECT));
    }
    form.extend_from_slice(more);
    app.anon().post("/oauth/token", &form).await
}

#[track_caller]
fn refused(answer: Answer) {
    assert_eq!(answer.assert(400).json()["error"], "invalid_grant");
}

both_engines! {
    async fn a_person_consents_and_the_app_gets_a_token(app: TestApp) {
        let (own, ann) = (app.own_app().await, app.member("ann").await);
        let browser = app.browser("ann").await;
        let challenge = challenge();
        let mut asked = request(&own, REDIRECT);
        asked.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
        let page = browser.get(&path(&asked)).await.assert(200);
        for word in ["Tests", "ann", "write", "kinfolk-test:", "a b&amp;c", challenge.as_str()] {
            assert!(page.text.contains(word) || page.text.contains(&word.replace("&amp;", "&#38;")), "{word} in {}", page.text);
        }
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self' kinfolk-test:;"), "{policy}");

        let form = [&asked[..], &[("decision", "allow")]].concat();
        let answer = browser.post("/oauth/authorize", &form).await.assert(303);
        assert_eq!(told(&answer, "state").as_deref(), Some("a b&c"));
        let code = told(&answer, "code").unwrap();
        let proof = [("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
        let token = exchange(&app, &own, &code, &proof).await.assert(200).json();
        assert_eq!(token["scope"], "read write");
        let client = app.with_token(token["access_token"].as_str().unwrap());
        let seen = client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        assert_eq!(seen["id"], json!(ann.id));
    }

    async fn a_wrong_or_missing_verifier_gets_nothing(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let challenge = challenge();
        let mut asked = request(&own, REDIRECT);
        asked.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
        let code = allow(&browser, &asked).await;
        let wrong = "x".repeat(43);
        for more in [&[][..], &[("code_verifier", wrong.as_str())], &[("code_verifier", "short")], &[("code_verifier", &challenge)]] {
            refused(exchange(&app, &own, &code, more).await);
        }
        exchange(&app, &own, &code, &[("code_verifier", VERIFIER)]).await.assert(200);
        let without = allow(&browser, &request(&own, REDIRECT)).await;
        refused(exchange(&app, &own, &without, &[("code_verifier", VERIFIER)]).await);
    }

    async fn a_code_used_again_is_refused_and_costs_its_token_if_it_was_stolen(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let challenge = challenge();
        let mut asked = request(&own, REDIRECT);
        asked.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
        let code = allow(&app.browser("ann").await, &asked).await;
        let proof = [("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
        let token = exchange(&app, &own, &code, &proof).await.assert(200).json();
        let client = app.with_token(token["access_token"].as_str().unwrap());
        // A retry of the app itself.
        refused(exchange(&app, &own, &code, &proof).await);
        client.get("/api/v1/accounts/verify_credentials").await.assert(200);
        // Somebody who has the code and not the proof.
        refused(exchange(&app, &own, &code, &[]).await);
        client.get("/api/v1/accounts/verify_credentials").await.assert(401);
    }

    async fn of_many_who_present_a_code_at_once_one_gets_a_token(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let code = allow(&app.browser("ann").await, &request(&own, REDIRECT)).await;
        let tries = (0..8).map(|_| exchange(&app, &own, &code, &[]));
        let answers = futures_util::future::join_all(tries).await;
        let tokens: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(tokens.len(), 1, "{answers:?}");
        let token = tokens[0].json();
        app.with_token(token["access_token"].as_str().unwrap()).get("/api/v1/accounts/verify_credentials").await.assert(200);
    }

    async fn a_code_is_for_its_application_its_redirect_and_ten_minutes(app: TestApp) {
        let own = app.own_app().await;
        let other = app.register("read write").await;
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let code = allow(&browser, &request(&own, REDIRECT)).await;
        refused(exchange(&app, &other, &code, &[]).await);
        refused(exchange(&app, &own, &code, &[("redirect_uri", OUT_OF_BAND)]).await);
        app.clock.advance(599_999);
        exchange(&app, &own, &code, &[]).await.assert(200);
        let late = allow(&browser, &request(&own, REDIRECT)).await;
        app.clock.advance(600_000);
        refused(exchange(&app, &own, &late, &[]).await);
    }

    async fn a_code_of_somebody_suspended_gives_nothing(app: TestApp) {
        let own = app.own_app().await;
        let ann = app.member("ann").await;
        let code = allow(&app.browser("ann").await, &request(&own, REDIRECT)).await;
        accounts::suspend(&app.state, ann.account).await.unwrap();
        refused(exchange(&app, &own, &code, &[]).await);
        accounts::unsuspend(&app.state, ann.account).await.unwrap();
        exchange(&app, &own, &code, &[]).await.assert(200);
    }

    async fn an_app_without_a_redirect_has_its_code_shown(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let form = [&request(&own, OUT_OF_BAND)[..], &[("decision", "allow")]].concat();
        let page = app.browser("ann").await.post("/oauth/authorize", &form).await.assert(200);
        assert_eq!(page.header("cache-control"), "no-store");
        let (_, after) = page.text.split_once("id=\"code\"").unwrap();
        let code = after.split(['<', '>']).nth(1).unwrap();
        exchange(&app, &own, code, &[("redirect_uri", OUT_OF_BAND)]).await.assert(200);
    }

    async fn a_person_who_says_no_gives_nothing(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let browser = app.browser("ann").await;
        for decision in [&[("decision", "deny")][..], &[]] {
            let form = [&request(&own, REDIRECT)[..], decision].concat();
            let answer = browser.post("/oauth/authorize", &form).await.assert(303);
            assert!(answer.header("location").starts_with(REDIRECT));
            assert_eq!(told(&answer, "error").as_deref(), Some("access_denied"));
            assert_eq!((told(&answer, "state").as_deref(), told(&answer, "code")), (Some("a b&c"), None));
        }
        let form = [&request(&own, OUT_OF_BAND)[..], &[("decision", "deny")]].concat();
        browser.post("/oauth/authorize", &form).await.assert(200);
    }

    async fn nobody_is_sent_to_an_address_that_the_app_did_not_register(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let evil = "https://evil.example/";
        let unknown = OwnApp { client_id: "unknown".to_owned(), ..own.clone() };
        for asked in [request(&own, evil), request(&unknown, evil), request(&own, ""), vec![]] {
            for answer in [browser.get(&path(&asked)).await, browser.post("/oauth/authorize", &asked).await, app.anon().get(&path(&asked)).await] {
                assert_eq!(answer.header("location"), "", "{answer:?}");
                assert!(answer.assert(400).header("content-type").starts_with("text/html"));
            }
        }
    }

    async fn a_bad_request_is_told_to_the_app(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let cases = [
            (("response_type", "token"), "unsupported_response_type"),
            (("scope", "read admin:read"), "invalid_scope"),
            (("scope", "nonsense"), "invalid_scope"),
            (("code_challenge", "short"), "invalid_request"),
        ];
        for (change, error) in cases {
            let mut asked = request(&own, REDIRECT);
            asked.retain(|(name, _)| *name != change.0);
            asked.push(change);
            let answer = browser.get(&path(&asked)).await.assert(303);
            assert_eq!(told(&answer, "error").as_deref(), Some(error));
            assert_eq!(told(&answer, "state").as_deref(), Some("a b&c"));
        }
        let mut plain = request(&own, REDIRECT);
        plain.extend([("code_challenge", VERIFIER), ("code_challenge_method", "plain")]);
        let answer = browser.get(&path(&plain)).await.assert(303);
        assert_eq!(told(&answer, "error").as_deref(), Some("invalid_request"));
    }

    async fn who_is_not_signed_in_comes_back_to_the_request(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let asked = path(&request(&own, REDIRECT));
        let answer = app.anon().get(&asked).await.assert(303);
        assert!(answer.header("location").starts_with("/auth/sign_in?"), "{answer:?}");
        let back = told(&answer, "return_to").unwrap();
        let form = app.anon().get(answer.header("location")).await.assert(200);
        assert!(form.text.contains("Tests"), "the page names the app");
        let fields = [("username", "ann"), ("password", crate::support::PASSWORD), ("return_to", &back)];
        let signed_in = app.anon().post("/auth/sign_in", &fields).await.assert(303);
        let browser = app.with_cookie(&signed_in.cookie().unwrap());
        browser.get(signed_in.header("location")).await.assert(200);
        app.anon().post("/oauth/authorize", &request(&own, REDIRECT)).await.assert(303);
    }

    async fn an_app_can_ask_for_another_log_in(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let mut asked = request(&own, REDIRECT);
        asked.push(("force_login", "true"));
        let answer = browser.get(&path(&asked)).await.assert(303);
        assert!(answer.header("location").starts_with("/auth/sign_in?"), "{answer:?}");
        browser.get(answer.header("location")).await.assert(200);
        let back = told(&answer, "return_to").unwrap();
        assert!(!back.contains("force"), "{back} would ask for ever");
        browser.get(&back).await.assert(200);
    }

    async fn a_token_does_not_consent(app: TestApp) {
        let (own, ann) = (app.own_app().await, app.member("ann").await);
        let form = [&request(&own, REDIRECT)[..], &[("decision", "allow")]].concat();
        let answer = ann.client.post("/oauth/authorize", &form).await.assert(303);
        assert_eq!(answer.header("location"), "/auth/sign_in");
    }
}
