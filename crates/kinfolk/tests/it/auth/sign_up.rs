//! Making accounts: by app, by page, and the first owner.

use http::Method;
use kinfolk::auth::passwords::{self, NewPassword, Verdict};
use kinfolk::auth::users::{self, Role};
use kinfolk::auth::{sessions, setup};
use kinfolk::core::config::Registrations;
use serde_json::json;

use crate::support::{Answer, PASSWORD, TestApp};

const FIELDS: [(&str, &str); 4] =
    [("username", "ann"), ("email", "ann@example.org"), ("password", PASSWORD), ("agreement", "true")];

/// The ordinary form with one field changed, or left out.
fn form<'a>(name: &str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    FIELDS
        .into_iter()
        .filter_map(|(field, old)| match (field == name, value) {
            (false, _) => Some((field, old)),
            (true, Some(new)) => Some((field, new)),
            (true, None) => None,
        })
        .collect()
}

/// What a page says about a field.
fn said<'a>(page: &'a Answer, field: &str) -> Option<&'a str> {
    let rest = page.text.split(&format!("id=\"{field}-error\"")).nth(1)?;
    rest.split("</div>").next()?.split("<p").nth(1)
}

async fn by_api(app: &TestApp, form: &[(&str, &str)]) -> Answer {
    app.with_token(&app.own_app().await.token).post("/api/v1/accounts", form).await
}

both_engines! {
    async fn an_app_signs_somebody_up_and_gets_their_token(app: TestApp) {
        let answer = by_api(&app, &FIELDS).await.assert(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        let token = answer.json();
        assert_eq!((&token["token_type"], &token["scope"]), (&json!("Bearer"), &json!("read write follow push")));
        let client = app.with_token(token["access_token"].as_str().unwrap());
        let own = client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        assert_eq!(own["username"], "ann");
        let body = json!({
            "username": "Bob", "email": "bob@example.org", "password": PASSWORD, "agreement": true, "locale": "xx",
        });
        let app_client = app.with_token(&app.own_app().await.token);
        app_client.json(Method::POST, "/api/v1/accounts", &body).await.assert(200);
    }

    async fn every_field_that_does_not_hold_is_named(app: TestApp) {
        by_api(&app, &[("username", "taken"), ("email", "taken@example.org"), ("password", PASSWORD), ("agreement", "1")])
            .await
            .assert(200);
        let long = "a".repeat(31);
        let cases = [
            ("username", None, "ERR_BLANK"),
            ("username", Some(""), "ERR_BLANK"),
            ("username", Some("an n"), "ERR_INVALID"),
            ("username", Some("ännchen"), "ERR_INVALID"),
            ("username", Some(long.as_str()), "ERR_TOO_LONG"),
            ("username", Some("Admin"), "ERR_RESERVED"),
            ("username", Some("TAKEN"), "ERR_TAKEN"),
            ("email", None, "ERR_BLANK"),
            ("email", Some("ann.example.org"), "ERR_INVALID"),
            ("email", Some("Taken@Example.org"), "ERR_TAKEN"),
            ("password", None, "ERR_BLANK"),
            ("password", Some("1234567"), "ERR_TOO_SHORT"),
            ("password", Some("PassWord1"), "ERR_INVALID"),
            ("password", Some("ANN@example.org"), "ERR_INVALID"),
            ("agreement", None, "ERR_ACCEPTED"),
            ("agreement", Some("false"), "ERR_ACCEPTED"),
        ];
        for (field, value, code) in cases {
            let body = by_api(&app, &form(field, value)).await.assert(422).json();
            assert_eq!(body["details"][field][0]["error"], code, "{field} {value:?}: {body}");
            assert!(body["details"][field][0]["description"].is_string());
            assert_eq!(body["details"].as_object().map(serde_json::Map::len), Some(1), "{body}");
            assert!(body["error"].as_str().unwrap().starts_with("Validation failed: "), "{body}");
        }
        by_api(&app, &FIELDS).await.assert(200);
        let both = [("username", "ANN"), ("email", "ANN@example.org"), ("password", PASSWORD), ("agreement", "true")];
        let details = by_api(&app, &both).await.assert(422).json()["details"].clone();
        assert_eq!((&details["username"][0]["error"], &details["email"][0]["error"]), (&json!("ERR_TAKEN"), &json!("ERR_TAKEN")));
        let all = by_api(&app, &[]).await.assert(422).json()["details"].clone();
        assert_eq!(all.as_object().map(serde_json::Map::len), Some(4), "{all}");
    }

    async fn nothing_is_left_of_a_sign_up_whose_address_is_taken(app: TestApp) {
        by_api(&app, &FIELDS).await.assert(200);
        let other = form("username", Some("bob"));
        by_api(&app, &other).await.assert(422);
        app.anon().get("/api/v1/accounts/lookup?acct=bob").await.assert(404);
        by_api(&app, &[("username", "bob"), ("email", "bob@example.org"), ("password", PASSWORD), ("agreement", "true")])
            .await
            .assert(200);
    }

    async fn of_many_who_want_one_name_at_once_exactly_one_gets_it(app: TestApp) {
        app.own_app().await;
        let emails: Vec<String> = (0..8).map(|n| format!("ann{n}@example.org")).collect();
        let forms: Vec<_> = emails.iter().map(|email| form("email", Some(email))).collect();
        let answers = futures_util::future::join_all(forms.iter().map(|form| by_api(&app, form))).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422, 422, 422, 422, 422, 422, 422], "{answers:?}");
    }

    async fn signing_up_needs_an_applications_own_token(app: TestApp) {
        app.anon().post("/api/v1/accounts", &FIELDS).await.assert(401);
        let bob = app.member("bob").await;
        bob.client.post("/api/v1/accounts", &FIELDS).await.assert(403);
        let reader = app.register("read").await;
        app.with_token(&reader.token).post("/api/v1/accounts", &FIELDS).await.assert(403);
        by_api(&app, &FIELDS).await.assert(200);
    }

    async fn a_closed_server_takes_nobody(app: TestApp) {
        for registrations in [Registrations::Closed, Registrations::Approval, Registrations::Invite] {
            let closed = app.beside(|config| config.registrations = registrations).await;
            let body = by_api(&closed, &FIELDS).await.assert(403).json();
            assert!(body["error"].as_str().unwrap().contains("Sign-ups"), "{body}");
            closed.anon().get("/auth/sign_up").await.assert(403);
            closed.anon().post("/auth/sign_up", &FIELDS).await.assert(403);
        }
        by_api(&app, &FIELDS).await.assert(200);
    }

    async fn a_password_is_kept_as_a_hash_that_knows_it_again(app: TestApp) {
        app.member("ann").await;
        let ann = users::by_email(&app.state, "ann@example.org").await.unwrap().unwrap();
        let hash = ann.password_hash().unwrap();
        assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.expose());
        assert!(!hash.expose().contains(PASSWORD));
        let verify = |password| passwords::verify(&app.state, base::Secret::new(password), Some(hash.clone()));
        assert_eq!(verify(PASSWORD).await.unwrap(), Verdict::Right { outdated: false });
        assert_eq!(verify("dog").await.unwrap(), Verdict::Wrong);
        let again = NewPassword::parse(base::Secret::new(PASSWORD), &[]).unwrap();
        assert_ne!(passwords::hash(&app.state, &again).await.unwrap(), hash.expose(), "the salt must differ");
    }

    async fn the_page_signs_up_and_in(app: TestApp) {
        let page = app.anon().get("/auth/sign_up").await.assert(200);
        assert!(page.text.contains("name=\"agreement\""), "{}", page.text);
        let answer = app.anon().post("/auth/sign_up", &FIELDS).await.assert(303);
        assert_eq!(answer.leads(), ("/home", "welcome"));
        let browser = app.with_cookie(&answer.cookie().unwrap());
        assert_eq!(browser.get("/auth/sign_up").await.assert(303).header("location"), "/home");
    }

    async fn the_page_keeps_what_was_typed_but_never_the_password(app: TestApp) {
        let fields = [("username", "an<n"), ("email", "ann@example.org"), ("password", PASSWORD), ("agreement", "true")];
        let page = app.anon().post("/auth/sign_up", &fields).await.assert(422);
        assert!(page.cookie().is_none());
        assert!(page.text.contains("an&#60;n") && page.text.contains("ann@example.org"), "{}", page.text);
        assert!(page.text.contains("Only letters, digits and _"), "{}", page.text);
        assert!(!page.text.contains(PASSWORD) && !page.text.contains("an<n"));
        app.anon().post("/auth/sign_up", &FIELDS).await.assert(303);
        let taken = app.anon().post("/auth/sign_up", &FIELDS).await.assert(422);
        assert!(taken.text.contains("This name is taken"), "{}", taken.text);
    }

    async fn all_that_is_wrong_is_told_at_once_also_what_is_taken(app: TestApp) {
        by_api(&app, &FIELDS).await.assert(200);
        let wrong = [("username", "ANN"), ("email", "Ann@example.org"), ("password", "short"), ("agreement", "1")];
        let details = by_api(&app, &wrong).await.assert(422).json()["details"].clone();
        for (field, code) in [("username", "ERR_TAKEN"), ("email", "ERR_TAKEN"), ("password", "ERR_TOO_SHORT")] {
            assert_eq!(details[field][0]["error"], code, "{details}");
        }
        let page = app.anon().post("/auth/sign_up", &wrong).await.assert(422);
        for (field, words) in [("username", "is taken"), ("email", "already"), ("password", "at least 8")] {
            assert!(said(&page, field).is_some_and(|said| said.contains(words)), "{field}: {}", page.text);
        }
        let free = [("username", "bob"), ("email", "bob@example.org"), ("password", "short"), ("agreement", "1")];
        let page = app.anon().post("/auth/sign_up", &free).await.assert(422);
        assert!(said(&page, "username").is_none() && said(&page, "email").is_none(), "{}", page.text);
    }

    async fn a_form_that_is_being_filled_in_is_judged_field_by_field_and_makes_nothing(app: TestApp) {
        app.member("taken").await;
        let cases = [
            ("username", "TAKEN", "This name is taken."),
            ("username", "Admin", "kept for the server"),
            ("username", "an n", "Only letters, digits and _"),
            ("email", "ann.example.org", "not an e-mail address"),
            ("password", "1234567", "at least 8 characters"),
            ("password", "12345678", "too easy to guess"),
            ("agreement", "false", "agree to the rules first"),
        ];
        for (field, value, words) in cases {
            let page = app.anon().post("/auth/sign_up/check", &form(field, Some(value))).await.assert(200);
            let said = said(&page, field).unwrap_or_else(|| panic!("{field} {value:?}: {}", page.text));
            assert!(said.contains(words) && page.cookie().is_none(), "{said}");
            assert_eq!(page.text.matches("class=\"field__error\"").count(), 1, "{field} {value:?}: {}", page.text);
            assert!(!page.text.contains("1234567"), "{}", page.text);
        }
        let page = app.anon().post("/auth/sign_up/check", &FIELDS).await.assert(200);
        assert!(!page.text.contains("field__error"), "{}", page.text);
        app.anon().get("/@ann").await.assert(404);
        app.anon().post("/auth/sign_up/check", &[]).await.assert(200);
        app.anon().post("/auth/sign_up", &FIELDS).await.assert(303);
    }

    async fn whose_address_is_registered_is_told_to_nobody_who_only_asks(app: TestApp) {
        app.member("ann").await;
        let known = app.anon().post("/auth/sign_up/check", &form("username", Some("bob"))).await.assert(200);
        let other = [("email", "nobody@example.org"), ("username", "bob"), ("password", PASSWORD), ("agreement", "1")];
        let unknown = app.anon().post("/auth/sign_up/check", &other).await.assert(200);
        assert_eq!(known.text.replace("ann@", "nobody@"), unknown.text);
    }

    async fn asking_what_is_wrong_is_limited_and_for_this_site_and_open_servers(app: TestApp) {
        let strict = app.beside(|config| config.rate_limits = true).await;
        for _ in 0..100 {
            strict.anon().post("/auth/sign_up/check", &FIELDS).await.assert(200);
        }
        strict.anon().post("/auth/sign_up/check", &FIELDS).await.assert(429);
        strict.anon().post("/auth/sign_up", &FIELDS).await.assert(303);
        let elsewhere = [("sec-fetch-site", "cross-site")];
        app.anon().form(Method::POST, "/auth/sign_up/check", &FIELDS, &elsewhere).await.assert(403);
        let closed = app.beside(|config| config.registrations = Registrations::Closed).await;
        closed.anon().post("/auth/sign_up/check", &FIELDS).await.assert(403);
    }

    async fn the_set_up_code_makes_one_owner(app: TestApp) {
        let code = setup::code(&app.state).await.unwrap().unwrap();
        assert_eq!(setup::code(&app.state).await.unwrap().unwrap(), code, "every start shows the same");
        app.anon().get("/setup").await.assert(200);
        let with = |code: &'static str| [&FIELDS[..], &[("code", code)]].concat();
        let wrong = app.anon().post("/setup", &with("00000-00000-00000-00000")).await.assert(422);
        assert!(wrong.cookie().is_none());
        app.anon().post("/setup", &with("")).await.assert(422);

        let typed = code.expose().to_uppercase();
        let easy = [&form("password", Some("password"))[..], &[("code", typed.as_str())]].concat();
        assert!(app.anon().post("/setup", &easy).await.assert(422).text.contains("too easy to guess"));
        let fields = [&FIELDS[..], &[("code", typed.as_str())]].concat();
        let answer = app.anon().post("/setup", &fields).await.assert(303);
        assert!(answer.cookie().is_some());
        let ann = users::by_email(&app.state, "ann@example.org").await.unwrap().unwrap();
        assert_eq!(ann.role, Role::Owner);
        assert_eq!(setup::code(&app.state).await.unwrap(), None);
        app.anon().get("/setup").await.assert(404);
        app.anon().post("/setup", &fields).await.assert(404);
    }

    async fn of_two_who_set_up_at_once_one_becomes_owner(app: TestApp) {
        let code = setup::code(&app.state).await.unwrap().unwrap();
        let bob = [("username", "bob"), ("email", "bob@example.org"), ("password", PASSWORD), ("code", code.expose())];
        let ann = [&FIELDS[..], &[("code", code.expose())]].concat();
        let client = app.anon();
        let (first, second) = tokio::join!(client.post("/setup", &ann), client.post("/setup", &bob));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 404]);
    }

    async fn a_set_up_whose_form_does_not_hold_leaves_the_code(app: TestApp) {
        app.member("ann").await;
        let code = setup::code(&app.state).await.unwrap().unwrap();
        let fields = [&FIELDS[..], &[("code", code.expose())]].concat();
        app.anon().post("/setup", &fields).await.assert(422);
        assert_eq!(setup::code(&app.state).await.unwrap(), Some(code));
    }

    async fn a_command_makes_a_token_without_an_application(app: TestApp) {
        let ann = app.member("ann").await;
        let scopes = kinfolk::auth::Scopes::parse("read").unwrap();
        let (state, account) = (app.state.clone(), ann.id.parse().unwrap());
        let token = app
            .state
            .db()
            .write(async move |tx| sessions::issue_token(tx, &state, Some(account), None, scopes).await)
            .await
            .unwrap();
        let client = app.with_token(token.token.expose());
        client.get("/api/v1/accounts/verify_credentials").await.assert(200);
        client.get("/api/v1/apps/verify_credentials").await.assert(404);
    }
}
