//! Logging in and out by page: cookies, redirects, and posts from elsewhere.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use http::Method;
use kinfolk::accounts::Username;
use kinfolk::accounts::sign_up::{self, NewMember};
use kinfolk::auth::users::{self, Email, Role};
use kinfolk::auth::{log_in, sessions};

use crate::support::{PASSWORD, TestApp};

/// Milliseconds.
const DAY: i64 = 86_400_000;
/// A page that only people who are signed in see.
const OWN_PAGE: &str = "/oauth/authorize";

async fn sign_in(app: &TestApp, return_to: &str) -> String {
    let fields = [("username", "ann"), ("password", PASSWORD), ("return_to", return_to)];
    app.anon().post("/auth/sign_in", &fields).await.assert(303).header("location").to_owned()
}

/// Whether the cookie still signs in: the log-in page sends such people on.
async fn is_signed_in(app: &TestApp, cookie: &str) -> bool {
    app.with_cookie(cookie).get("/auth/sign_in").await.status == 303
}

both_engines! {
    async fn a_person_logs_in_and_out(app: TestApp) {
        app.member("ann").await;
        app.anon().get("/auth/sign_in").await.assert(200);
        let fields = [("username", "ann@example.org"), ("password", PASSWORD)];
        let answer = app.anon().post("/auth/sign_in", &fields).await.assert(303);
        assert_eq!(answer.header("location"), "/home");
        let cookie = answer.cookie().unwrap();
        assert!(is_signed_in(&app, &cookie).await);
        let gone = app.with_cookie(&cookie).post("/auth/sign_out", &[]).await.assert(303);
        assert!(gone.header("set-cookie").contains("Max-Age=0"), "{gone:?}");
        assert!(!is_signed_in(&app, &cookie).await, "the cookie must be worth nothing, not only forgotten");
        app.anon().post("/auth/sign_out", &[]).await.assert(303);
        // Who is somebody else goes on where they were.
        for (return_to, next) in [("/oauth/authorize?client_id=x", "/auth/sign_in?return_to=%2Foauth%2Fauthorize%3Fclient_id%3Dx"), ("//evil.example", "/")] {
            let gone = app.browser("ann").await.post("/auth/sign_out", &[("return_to", return_to)]).await.assert(303);
            assert_eq!(gone.header("location"), next);
        }
    }

    async fn a_wrong_password_or_an_unknown_name_does_not_log_in(app: TestApp) {
        app.member("ann").await;
        let mut texts = Vec::new();
        for (name, password) in [("ann", "incorrect horse"), ("bob", PASSWORD), ("", "")] {
            let answer = app.anon().post("/auth/sign_in", &[("username", name), ("password", password)]).await.assert(422);
            assert!(answer.cookie().is_none());
            assert!(!answer.text.contains(PASSWORD) && !answer.text.contains("incorrect horse"));
            texts.push(answer.text.replace(&format!("value=\"{name}\""), ""));
        }
        assert_eq!(texts[0], texts[1], "the page must not tell which of the two was wrong");
    }

    async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: TestApp) {
        app.member("ann").await;
        let fields = [("username", "ann"), ("password", PASSWORD), ("remember", "true")];
        let plain = app.anon().post("/auth/sign_in", &fields).await.assert(303).header("set-cookie").to_owned();
        assert!(plain.starts_with("kinfolk_session="), "{plain}");
        for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age="] {
            assert!(plain.contains(part), "{part} in {plain}");
        }
        assert!(!plain.contains("Secure") && !plain.contains("Domain"), "{plain}");
        let https = app.beside(|config| config.base_url = "https://kin.example".to_owned()).await;
        let secure = https.anon().post("/auth/sign_in", &fields).await.assert(303).header("set-cookie").to_owned();
        assert!(secure.starts_with("__Host-kinfolk_session=") && secure.contains("; Secure"), "{secure}");
        let value = |line: &str| line.split(['=', ';']).nth(1).unwrap().to_owned();
        assert_eq!(value(&plain).len(), 43, "256 bits");
        assert_ne!(value(&plain), value(&secure));
    }

    async fn a_cookie_is_no_token_and_a_token_no_cookie(app: TestApp) {
        let ann = app.member("ann").await;
        let fields = [("username", "ann"), ("password", PASSWORD)];
        let cookie = app.anon().post("/auth/sign_in", &fields).await.assert(303).cookie().unwrap();
        let path = "/api/v1/accounts/verify_credentials";
        app.with_cookie(&cookie).get(path).await.assert(401);
        app.with_token(cookie.split('=').nth(1).unwrap()).get(path).await.assert(401);
        assert!(!is_signed_in(&app, &format!("kinfolk_session={}", ann.token)).await);
    }

    async fn a_log_in_leads_back_to_this_server_only(app: TestApp) {
        app.member("ann").await;
        for local in ["/@ann", "/search?q=a&b=c", "/"] {
            assert_eq!(sign_in(&app, local).await, local);
        }
        for away in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/\t/evil.example"] {
            assert_eq!(sign_in(&app, away).await, "/home", "{away:?}");
        }
        let browser = app.browser("ann").await;
        let answer = browser.get("/auth/sign_in?return_to=%2F%2Fevil.example").await.assert(303);
        assert_eq!(answer.header("location"), "/home");
        let page = app.anon().get("/auth/sign_in?return_to=https%3A%2F%2Fevil.example").await.assert(200);
        assert!(!page.text.contains("evil.example"), "{}", page.text);
    }

    async fn a_post_from_another_site_is_refused(app: TestApp) {
        app.member("ann").await;
        let fields = [("username", "ann"), ("password", PASSWORD)];
        let from = |headers: &'static [(&str, &str)]| {
            let client = app.anon();
            async move { client.form(Method::POST, "/auth/sign_in", &fields, headers).await }
        };
        for refused in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:3000")],
        ] {
            let answer = from(refused).await.assert(403);
            assert!(answer.cookie().is_none() && answer.header("content-type").starts_with("text/html"), "{answer:?}");
        }
        for taken in [&[("sec-fetch-site", "same-origin")][..], &[("origin", "http://localhost:3000")], &[]] {
            from(taken).await.assert(303);
        }
        let browser = app.browser("ann").await;
        let headers = [("origin", "https://evil.example")];
        for path in ["/auth/sign_out", OWN_PAGE, "/setup", "/auth/sign_up"] {
            browser.form(Method::POST, path, &[], &headers).await.assert(403);
        }
        app.anon().form(Method::POST, "/oauth/token", &[], &headers).await.assert(401);
    }

    async fn whose_session_has_ended_is_told_and_loses_nothing(app: TestApp) {
        const TOLD: &str = "You have been logged out.";
        app.member("ann").await;
        let (here, there) = (app.browser("ann").await, app.browser("ann").await);
        here.post("/settings/sessions/end_others", &[]).await.assert(303);
        assert_eq!(there.get("/home").await.assert(303).header("location"), "/auth/sign_in?return_to=%2Fhome");
        assert!(there.get("/auth/sign_in?return_to=%2Fhome").await.assert(200).text.contains(TOLD));
        assert!(!app.anon().get("/auth/sign_in").await.assert(200).text.contains(TOLD));
        let form = [("status", "a long <thought>"), ("spoiler_text", ""), ("return_to", "/@ann/1#reply")];
        let page = there.post("/home", &form).await.assert(401).text;
        assert!(page.contains(TOLD) && page.contains("a long &#60;thought&#62;</textarea>"), "{page}");
        assert!(!page.contains("Content warning"), "an empty field is not shown: {page}");
        assert!(page.contains("name=\"return_to\" value=\"/@ann/1#reply\""), "{page}");
        let page = there.post("/home", &[("status", "who did it"), ("spoiler_text", "the end")]).await.assert(401).text;
        assert!(page.contains("the end</textarea>") && page.contains("who did it</textarea>"), "{page}");
        let form = [("display_name", "Ann A."), ("note", "what I <do>"), ("fields_attributes[0][name]", "Home"), ("fields_attributes[0][value]", "by the sea"), ("fields_attributes[1][name]", "")];
        let page = there.post("/settings/profile", &form).await.assert(401).text;
        assert!(page.contains("what I &#60;do&#62;</textarea>") && page.contains("value=\"/settings/profile\""), "{page}");
        assert!(page.contains("Ann A.</textarea>") && page.contains("Home: by the sea</textarea>"), "{page}");
        for (path, field, leads) in [("/@ann/note", "comment", "/@ann"), ("/lists", "title", "/lists"), ("/settings/domain_blocks", "domain", "/settings/domain_blocks")] {
            let page = there.post(path, &[(field, "what I <typed>")]).await.assert(401).text;
            assert!(page.contains(TOLD) && page.contains("what I &#60;typed&#62;</textarea>"), "{path}: {page}");
            assert!(page.contains(&format!("name=\"return_to\" value=\"{leads}\"")), "{path}: {page}");
        }
        let ann = app.anon().get("/api/v1/accounts/lookup?acct=ann").await.assert(200).json();
        assert_eq!(ann["statuses_count"], 0);
    }

    async fn a_notice_is_told_once(app: TestApp) {
        app.member("ann").await;
        app.member("bob").await;
        let form = [("username", "ann"), ("password", PASSWORD)];
        let cookie = app.anon().post("/auth/sign_in", &form).await.assert(303).cookie().unwrap();
        let here = app.with_cookie(&cookie);
        let told = here.post("/@bob/follow", &[]).await.assert(303);
        let pair = told.header("set-cookie").split(';').next().unwrap();
        assert_eq!(pair, "kinfolk_notice=followed");
        for part in ["Max-Age=60", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(told.header("set-cookie").contains(part), "{part}");
        }
        let also = |pair: &str| app.with_cookie(&format!("{cookie}; {pair}"));
        let told = "You follow this account now.";
        let page = also(pair).get("/@bob").await.assert(200);
        assert!(page.text.contains(told) && page.header("etag").is_empty(), "{}", page.text);
        assert!(page.header("set-cookie").starts_with("kinfolk_notice=; Path=/; Max-Age=0"), "{page:?}");
        // Neither a picture nor what leads on takes it away, and no other text is shown.
        for path in ["/home/", "/avatars/1.png", "/api/v1/instance"] {
            assert_eq!(also(pair).get(path).await.header("set-cookie"), "", "{path}");
        }
        for (client, path) in [(here, "/@bob?notice=followed"), (also("kinfolk_notice=title"), "/@bob")] {
            let page = client.get(path).await.assert(200);
            assert!(!page.text.contains("notice--good"), "{}", page.text);
        }
    }

    async fn logging_in_again_ends_the_session_before(app: TestApp) {
        app.member("ann").await;
        let fields = [("username", "ann"), ("password", PASSWORD)];
        let first = app.anon().post("/auth/sign_in", &fields).await.assert(303).cookie().unwrap();
        let second = app.with_cookie(&first).post("/auth/sign_in", &fields).await.assert(303).cookie().unwrap();
        assert!(!is_signed_in(&app, &first).await && is_signed_in(&app, &second).await);
    }

    async fn a_browser_that_is_to_remember_is_signed_out_after_thirty_days(app: TestApp) {
        app.member("ann").await;
        let fields = [("username", "ann"), ("password", PASSWORD), ("remember", "true")];
        let answer = app.anon().post("/auth/sign_in", &fields).await.assert(303);
        assert!(answer.header("set-cookie").contains("; Max-Age=2592000"), "{answer:?}");
        let cookie = answer.cookie().unwrap();
        app.clock.advance(30 * DAY - 1);
        assert!(is_signed_in(&app, &cookie).await);
        app.clock.advance(1);
        assert!(!is_signed_in(&app, &cookie).await);
    }

    async fn a_browser_that_is_not_to_remember_is_signed_out_when_it_closes_and_after_a_day(app: TestApp) {
        app.member("ann").await;
        assert!(app.anon().get("/auth/sign_in").await.text.contains("name=\"remember\""));
        for remember in [&[][..], &[("remember", "false")]] {
            let fields = [&[("username", "ann"), ("password", PASSWORD)][..], remember].concat();
            let answer = app.anon().post("/auth/sign_in", &fields).await.assert(303);
            assert!(!answer.header("set-cookie").contains("Max-Age"), "{answer:?}");
            let cookie = answer.cookie().unwrap();
            app.clock.advance(DAY - 1);
            assert!(is_signed_in(&app, &cookie).await);
            app.clock.advance(1);
            assert!(!is_signed_in(&app, &cookie).await);
        }
    }

    async fn who_signs_up_comes_back_to_the_page_asked_for(app: TestApp) {
        let page = app.anon().get("/auth/sign_in?return_to=%2Fsearch%3Fq%3Da").await.assert(200);
        assert!(page.text.contains("href=\"/auth/sign_up?return_to=%2Fsearch%3Fq%3Da\""), "{}", page.text);
        let page = app.anon().get("/auth/sign_up?return_to=%2Fsearch%3Fq%3Da").await.assert(200);
        assert!(page.text.contains("value=\"/search?q=a\""), "{}", page.text);
        let page = app.anon().get("/auth/sign_up?return_to=%2F%2Fevil.example").await.assert(200);
        assert!(!page.text.contains("evil.example"), "{}", page.text);
        let cases = [
            ("/search?q=a", "/search?q=a"),
            ("//evil.example", "/home"),
            ("/\\evil.example", "/home"),
            ("https://evil.example", "/home"),
            ("", "/home"),
        ];
        for (n, (asked, led)) in cases.into_iter().enumerate() {
            let (name, email) = (format!("new{n}"), format!("new{n}@example.org"));
            let fields = [
                ("username", name.as_str()),
                ("email", &email),
                ("password", PASSWORD),
                ("agreement", "true"),
                ("return_to", asked),
            ];
            let answer = app.anon().post("/auth/sign_up", &fields).await.assert(303);
            assert_eq!(answer.header("location"), led);
            if n == 0 {
                let browser = app.with_cookie(&answer.cookie().unwrap());
                let page = browser.get("/auth/sign_up?return_to=%2Fabout").await.assert(303);
                assert_eq!(page.header("location"), "/about");
            }
        }
    }

    async fn ending_all_sessions_ends_browsers_and_tokens(app: TestApp) {
        let (ann, bob) = (app.member("ann").await, app.member("bob").await);
        let fields = [("username", "ann"), ("password", PASSWORD)];
        let cookie = app.anon().post("/auth/sign_in", &fields).await.assert(303).cookie().unwrap();
        assert!(is_signed_in(&app, &cookie).await);
        let (state, account) = (app.state.clone(), ann.id.parse().unwrap());
        app.state.db().write(async move |tx| sessions::revoke_all(tx, &state, account).await).await.unwrap();
        assert!(!is_signed_in(&app, &cookie).await);
        ann.client.get("/api/v1/accounts/verify_credentials").await.assert(401);
        bob.client.get("/api/v1/accounts/verify_credentials").await.assert(200);
    }

    async fn an_outdated_hash_is_replaced_when_its_password_is_at_hand(app: TestApp) {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        let weak = weak.hash_password_with_salt(PASSWORD.as_bytes(), b"0123456789abcdef").unwrap().to_string();
        let member = NewMember {
            username: Username::parse("ann").unwrap(),
            email: Email::parse("ann@example.org").unwrap(),
            password_hash: Some(weak.clone()),
            role: Role::User,
            locale: "en".to_owned(),
        };
        let state = app.state.clone();
        app.state.db().write(async move |tx| sign_up::add(tx, &state, &member).await).await.unwrap();
        let hash = || async {
            let ann = users::by_email(&app.state, "ann@example.org").await.unwrap().unwrap();
            ann.password_hash().unwrap().expose().to_owned()
        };
        assert!(log_in(&app.state, "ann", base::Secret::new("wrong")).await.unwrap().is_none());
        assert_eq!(hash().await, weak, "who does not know the password changes nothing");
        assert!(log_in(&app.state, "ann", base::Secret::new(PASSWORD)).await.unwrap().is_some());
        assert!(hash().await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(log_in(&app.state, "ann", base::Secret::new(PASSWORD)).await.unwrap().is_some());
    }

    async fn what_is_refused_is_told_to_people_by_a_page(app: TestApp) {
        let page = app.anon().json(http::Method::PUT, "/auth/sign_out", &serde_json::Value::Null).await.assert(405);
        assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
        let page = app.anon().get("/oauth/authorize?client_id=unknown").await.assert(400);
        assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
        assert!(page.text.contains("was not understood") && !page.text.contains("unknown client"), "{page:?}");
    }
}
