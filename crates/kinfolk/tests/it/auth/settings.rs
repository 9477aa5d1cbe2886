//! The pages on which people look after their account: password, address, browsers, apps, deletion.

use http::Method;

use crate::support::{Answer, Client, PASSWORD, Person, TestApp};

const OWN: &str = "/api/v1/accounts/verify_credentials";
const NEW: &str = "another horse battery";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Whether the browser is signed in.
async fn is_in(browser: &Client) -> bool {
    browser.get("/settings").await.status == 200
}

async fn logs_in(app: &TestApp, login: &str, password: &str) -> bool {
    app.anon().post("/auth/sign_in", &[("username", login), ("password", password)]).await.status == 303
}

async fn change_password(browser: &Client, old: &str, new: &str, again: &str) -> Answer {
    let form = [("current_password", old), ("password", new), ("password_confirmation", again)];
    browser.post("/settings/account/password", &form).await
}

async fn change_email(browser: &Client, email: &str, password: &str) -> Answer {
    browser.post("/settings/account/email", &[("email", email), ("email_password", password)]).await
}

async fn delete(browser: &Client, username: &str, password: &str) -> Answer {
    browser
        .post("/settings/account/delete", &[("delete_username", username), ("delete_password", password)])
        .await
}

/// The fields of a page that have an error beside them.
fn faults(answer: &Answer) -> Vec<String> {
    let errors = answer.text.match_indices("<p class=\"field__error\"");
    // The name stands on the error itself or on what it stands in.
    let name = |at: usize| match answer.text[at..].split_once('>')?.0.split_once("id=\"") {
        Some((_, id)) => id.split("-error").next(),
        None => answer.text[..at].rsplit("id=\"").next()?.split("-error").next(),
    };
    errors.filter_map(|(at, _)| name(at)).map(ToOwned::to_owned).collect()
}

/// The targets of a page's forms that begin like this.
fn targets(page: &Answer, start: &str) -> Vec<String> {
    let actions = page.text.split(" action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.filter(|action| action.starts_with(start)).map(ToOwned::to_owned).collect()
}

both_engines! {
    async fn settings_are_for_who_is_signed_in(app: TestApp) {
        let ann = app.person("ann").await;
        for path in ["/settings", "/settings/account", "/settings/sessions", "/settings/apps", "/settings/profile"] {
            let answer = app.anon().get(path).await.assert(303);
            let back = format!("/auth/sign_in?return_to={}", path.replace('/', "%2F"));
            assert_eq!(answer.header("location"), back);
            ann.client.get(path).await.assert(303);
            let page = app.browser_of(&ann).await.get(path).await.assert(200);
            assert!(page.text.contains("href=\"/settings/sessions\""), "{}", page.text);
        }
        for path in ["account/password", "account/email", "account/delete", "sessions/1/end", "sessions/end_others", "apps/1/remove"] {
            let answer = app.anon().post(&format!("/settings/{path}"), &[]).await.assert(303);
            assert_eq!(answer.header("location"), "/auth/sign_in");
            let browser = app.browser_of(&ann).await;
            let headers = [("origin", "https://evil.example")];
            browser.form(Method::POST, &format!("/settings/{path}"), &[], &headers).await.assert(403);
        }
        let answer = app.anon().get("/.well-known/change-password").await.assert(303);
        assert_eq!(answer.header("location"), "/settings/account");
    }

    async fn who_was_logged_out_comes_back_to_the_page_of_the_form(app: TestApp) {
        app.person("ann").await;
        let base = app.state.config().base_url.clone();
        let from = async |page: &str| {
            let headers = [("referer", page)];
            let answer = app.anon().form(Method::POST, "/@ann/follow", &[], &headers).await.assert(303);
            answer.header("location").to_owned()
        };
        let back = "/auth/sign_in?return_to=%2F%40ann%3Fmax_id%3D9";
        assert_eq!(from(&format!("{base}/@ann?max_id=9")).await, back);
        assert_eq!(from("not a page").await, "/auth/sign_in");
        assert_eq!(from("https://evil.example//evil.example/").await, "/auth/sign_in", "never to another site");
    }

    async fn a_refused_form_has_the_focus_where_it_is_wrong(app: TestApp) {
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let field = |page: &Answer| {
            assert_eq!(page.text.matches(" autofocus").count(), 1, "{}", page.text);
            let tag = page.text.split(" autofocus").next().unwrap().rsplit('<').next().unwrap();
            tag.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or(tag).to_owned()
        };
        assert!(!browser.get("/settings/account").await.assert(200).text.contains(" autofocus"));
        assert_eq!(field(&change_password(&browser, "wrong", NEW, NEW).await.assert(422)), "current_password");
        assert_eq!(field(&change_email(&browser, "ann.example.org", PASSWORD).await.assert(422)), "email");
        assert_eq!(field(&delete(&browser, "bob", PASSWORD).await.assert(422)), "delete_username");
        assert_eq!(field(&browser.post("/lists", &[("title", "")]).await.assert(422)), "title");
        let domain = browser.post("/settings/domain_blocks", &[("domain", "no domain")]).await.assert(422);
        assert_eq!(field(&domain), "domain");
        let wrong = browser.post("/settings/appearance", &[("scheme", "pink")]).await.assert(422);
        assert!(field(&wrong).contains("role=\"alert\""), "{}", wrong.text);
    }

    async fn a_new_password_ends_other_browsers_and_leaves_apps_alone(app: TestApp) {
        let (ann, bob) = (app.member("ann").await, app.member("bob").await);
        let (here, there, bobs) = (app.browser("ann").await, app.browser("ann").await, app.browser("bob").await);
        let answer = change_password(&here, PASSWORD, NEW, NEW).await.assert(303);
        assert_eq!(answer.leads(), ("/settings/account", "password-changed"));
        assert!(is_in(&here).await && !is_in(&there).await && is_in(&bobs).await);
        ann.client.get(OWN).await.assert(200);
        bob.client.get(OWN).await.assert(200);
        assert!(!logs_in(&app, "ann", PASSWORD).await && logs_in(&app, "ann", NEW).await);
        // The same again: the old password is worth nothing.
        let twice = change_password(&here, PASSWORD, NEW, NEW).await.assert(422);
        assert_eq!(faults(&twice), ["current_password"]);
    }

    async fn a_password_is_changed_by_who_knows_it(app: TestApp) {
        app.member("ann").await;
        let (here, there) = (app.browser("ann").await, app.browser("ann").await);
        let long = "x".repeat(129);
        let cases = [
            ("wrong horse", NEW, NEW, &["current_password"][..]),
            ("", NEW, NEW, &["current_password"]),
            (PASSWORD, "short", "short", &["password"]),
            (PASSWORD, "", "", &["password"]),
            (PASSWORD, "Sunshine", "Sunshine", &["password"]),
            (PASSWORD, "ann@example.org", "ann@example.org", &["password"]),
            (PASSWORD, &long, &long, &["password"]),
            (PASSWORD, PASSWORD, PASSWORD, &["password"]),
            (PASSWORD, NEW, "another", &["password_confirmation"]),
            ("wrong horse", "short", "short", &["current_password", "password"]),
        ];
        for (old, new, again, named) in cases {
            let answer = change_password(&here, old, new, again).await.assert(422);
            assert_eq!(faults(&answer), named);
            assert!(!answer.text.contains(NEW) && !answer.text.contains("wrong horse"), "{}", answer.text);
        }
        here.post("/settings/account/password", &[]).await.assert(422);
        assert!(is_in(&there).await && logs_in(&app, "ann", PASSWORD).await && !logs_in(&app, "ann", NEW).await);
    }

    async fn of_two_who_change_a_password_at_once_one_does(app: TestApp) {
        app.member("ann").await;
        let (one, two) = (app.browser("ann").await, app.browser("ann").await);
        let (a, b) = tokio::join!(
            change_password(&one, PASSWORD, "first new password", "first new password"),
            change_password(&two, PASSWORD, "second new password", "second new password"),
        );
        let done: Vec<bool> = [a, b].iter().map(|answer| answer.leads().1 == "password-changed").collect();
        assert_ne!(done[0], done[1]);
        assert_eq!(logs_in(&app, "ann", "first new password").await, done[0]);
        assert_eq!(logs_in(&app, "ann", "second new password").await, done[1]);
    }

    async fn an_address_is_changed_by_password_and_is_nobody_elses(app: TestApp) {
        app.member("ann").await;
        app.member("bob").await;
        let here = app.browser("ann").await;
        let page = here.get("/settings/account").await.assert(200);
        assert!(page.text.contains("ann@example.org"), "{}", page.text);
        let cases = [
            ("new@example.org", "wrong", &["email_password"][..]),
            ("new@example.org", "", &["email_password"]),
            ("BOB@example.org", PASSWORD, &["email"]),
            ("not an address", PASSWORD, &["email"]),
            ("", "", &["email", "email_password"]),
        ];
        for (email, password, named) in cases {
            let answer = change_email(&here, email, password).await.assert(422);
            assert_eq!(faults(&answer), named);
            assert!(answer.text.contains("ann@example.org"));
        }
        for email in ["ANN@example.org", "new@example.org", "new@example.org"] {
            let answer = change_email(&here, email, PASSWORD).await.assert(303);
            assert_eq!(answer.leads(), ("/settings/account", "email-changed"));
        }
        assert!(logs_in(&app, "NEW@example.org", PASSWORD).await && !logs_in(&app, "ann@example.org", PASSWORD).await);
        // What was given up is free.
        let bobs = app.browser("bob").await;
        change_email(&bobs, "ann@example.org", PASSWORD).await.assert(303);
    }

    async fn of_many_who_want_an_address_at_once_one_gets_it(app: TestApp) {
        let mut browsers = Vec::new();
        for name in ["ann", "bob", "cleo", "dora"] {
            app.member(name).await;
            browsers.push(app.browser(name).await);
        }
        let form = [("username", "eve"), ("email", "one@example.org"), ("password", PASSWORD), ("agreement", "true")];
        let changes = futures_util::future::join_all(browsers.iter().map(|browser| change_email(browser, "one@example.org", PASSWORD)));
        let anon = app.anon();
        let (changes, joined) = tokio::join!(changes, anon.post("/auth/sign_up", &form));
        let mut done = 0;
        for answer in changes.into_iter().chain([joined]) {
            done += usize::from(answer.status == 303);
            assert!(answer.status == 303 || answer.status == 422, "{answer:?}");
        }
        assert_eq!(done, 1);
    }

    async fn browsers_are_listed_in_words_and_ended(app: TestApp) {
        app.member("ann").await;
        let headers = [("user-agent", FIREFOX)];
        let fields = [("username", "ann"), ("password", PASSWORD)];
        let answer = app.anon().form(Method::POST, "/auth/sign_in", &fields, &headers).await.assert(303);
        let firefox = app.with_cookie(&answer.cookie().unwrap());
        app.clock.advance(60_000);
        let (here, third) = (app.browser("ann").await, app.browser("ann").await);
        let page = here.get("/settings/sessions").await.assert(200);
        assert!(page.text.contains("Firefox on Linux") && page.text.contains("Unknown browser"), "{}", page.text);
        assert!(page.text.contains("0.0.0.0") && page.text.contains("This browser"), "{}", page.text);
        let ends = targets(&page, "/settings/sessions/");
        assert_eq!(ends.len(), 3, "two that are not this one, and all others: {ends:?}");
        let firefoxs = ends.iter().filter(|target| target.ends_with("/end")).min().unwrap();

        here.post(firefoxs, &[]).await.assert(303);
        assert!(!is_in(&firefox).await && is_in(&third).await && is_in(&here).await);
        here.post(firefoxs, &[]).await.assert(404);

        let answer = here.post("/settings/sessions/end_others", &[]).await.assert(303);
        assert_eq!(answer.leads(), ("/settings/sessions", "sessions-ended"));
        assert!(!is_in(&third).await && is_in(&here).await);
        here.post("/settings/sessions/end_others", &[]).await.assert(303);
        let page = here.get("/settings/sessions").await.assert(200);
        assert_eq!(targets(&page, "/settings/sessions/").len(), 0, "{}", page.text);
    }

    async fn nobody_ends_what_is_not_theirs(app: TestApp) {
        let ann = app.member("ann").await;
        app.member("bob").await;
        let (anns, other, bobs) = (app.browser("ann").await, app.browser("ann").await, app.browser("bob").await);
        for end in targets(&anns.get("/settings/sessions").await, "/settings/sessions/") {
            let status = if end.ends_with("end_others") { 303 } else { 404 };
            bobs.post(&end, &[]).await.assert(status);
        }
        for bad in ["0", "x", "-1", "99999999999999999999"] {
            anns.post(&format!("/settings/sessions/{bad}/end"), &[]).await.assert(404);
            anns.post(&format!("/settings/apps/{bad}/remove"), &[]).await.assert(404);
        }
        let removes = targets(&anns.get("/settings/apps").await, "/settings/apps/");
        assert_eq!(removes.len(), 1);
        // Both have the same app: bob removes it for himself alone.
        bobs.post(&removes[0], &[]).await.assert(303);
        ann.client.get(OWN).await.assert(200);
        assert!(is_in(&anns).await && is_in(&other).await);
    }

    async fn apps_are_listed_with_what_they_may_and_removed(app: TestApp) {
        let ann = app.member("ann").await;
        app.clock.advance(1);
        let own = app.register("read write:statuses").await;
        let second = |scope: &'static str| {
            let (app, own) = (app.clone(), own.clone());
            async move {
                let form = [
                    ("grant_type", "password"), ("username", "ann"), ("password", PASSWORD), ("scope", scope),
                    ("client_id", own.client_id.as_str()), ("client_secret", own.client_secret.as_str()),
                ];
                let pair = app.anon().post("/oauth/token", &form).await.assert(200).json();
                app.with_token(pair["access_token"].as_str().unwrap())
            }
        };
        let (a, b) = (second("read").await, second("write:statuses").await);
        app.clock.advance(1);
        let shell = app.limited(&ann, "read").await;
        let here = app.browser("ann").await;
        let page = here.get("/settings/apps").await.assert(200);
        for word in ["Tests", "Command line", "<code>write:statuses</code>", "post for you"] {
            assert!(page.text.contains(word), "{word} in {}", page.text);
        }
        let removes = targets(&page, "/settings/apps/");
        assert_eq!(removes.len(), 3, "{removes:?}");
        assert_eq!(removes[0], "/settings/apps/0/remove", "the last one allowed stands first");
        a.get(OWN).await.assert(200);
        here.post(&removes[1], &[]).await.assert(303);
        a.get(OWN).await.assert(401);
        b.post("/api/v1/statuses", &[("status", "x")]).await.assert(401);
        ann.client.get(OWN).await.assert(200);
        shell.get(OWN).await.assert(200);
        here.post(&removes[1], &[]).await.assert(404);
        here.post(&removes[0], &[]).await.assert(303);
        shell.get(OWN).await.assert(401);
        here.post(&removes[2], &[]).await.assert(303);
        ann.client.get(OWN).await.assert(401);
        let page = here.get("/settings/apps").await.assert(200);
        assert!(page.text.contains("No apps"), "{}", page.text);
        assert!(is_in(&here).await);
    }

    async fn a_session_tells_when_it_was_last_used(app: TestApp) {
        app.member("ann").await;
        let (here, other) = (app.browser("ann").await, app.browser("ann").await);
        app.clock.advance(2 * 3_600_000 + 60_000);
        assert!(is_in(&other).await);
        let page = here.get("/settings/sessions").await.assert(200).text;
        assert_eq!(page.matches("2026-01-01T00:00:00Z").count(), 2, "since: {page}");
        assert_eq!(page.matches("2026-01-01T02:01:00Z").count(), 2, "last used: {page}");
        app.clock.advance(1_800_000);
        assert!(is_in(&other).await);
        let page = here.get("/settings/sessions").await.assert(200).text;
        assert_eq!(page.matches("2026-01-01T02:01:00Z").count(), 2, "within the hour it is not written again: {page}");
    }

    async fn an_account_is_deleted_by_name_and_password(app: TestApp) {
        let ann: Person = app.member("Ann").await;
        let here = app.browser("ann").await;
        let cases = [
            ("ann", "wrong", &["delete_password"][..]),
            ("ann", "", &["delete_password"]),
            ("bob", PASSWORD, &["delete_username"]),
            ("", PASSWORD, &["delete_username"]),
        ];
        for (name, password, named) in cases {
            let answer = delete(&here, name, password).await.assert(422);
            assert_eq!(faults(&answer), named);
        }
        app.anon().get("/@ann").await.assert(200);
        let gone = delete(&here, " @ann ", PASSWORD).await.assert(303);
        assert_eq!(gone.leads(), ("/", "account-deleted"));
        assert!(gone.header("set-cookie").contains("Max-Age=0"), "{gone:?}");
        app.anon().get("/@ann").await.assert(404);
        ann.client.get(OWN).await.assert(401);
        assert!(!is_in(&here).await && !logs_in(&app, "ann", PASSWORD).await);
        delete(&here, "ann", PASSWORD).await.assert(303);
        assert_eq!(change_password(&here, PASSWORD, NEW, NEW).await.assert(303).header("location"), "/auth/sign_in");
    }

    async fn the_last_owner_is_told_why_they_stay(app: TestApp) {
        app.member("ann").await;
        let account = kinfolk::auth::users::by_email(&app.state, "ann@example.org").await.unwrap().unwrap().account;
        let state = app.state.clone();
        let block = async move |tx: &mut db::Tx| {
            kinfolk::auth::manage::set_role(tx, &state, account, kinfolk::auth::Role::Owner).await.map(drop)
        };
        app.state.db().write(block).await.unwrap();
        let here = app.browser("ann").await;
        let answer = delete(&here, "ann", PASSWORD).await.assert(422);
        assert!(answer.text.contains("last owner"), "{}", answer.text);
        assert!(is_in(&here).await);
    }

    async fn passwords_are_not_guessed_on_these_pages_either(app: TestApp) {
        app.member("ann").await;
        let here = app.browser("ann").await.app().beside(|config| config.rate_limits = true).await;
        let cookie = app.anon().post("/auth/sign_in", &[("username", "ann"), ("password", PASSWORD)]).await.cookie().unwrap();
        let browser = here.with_cookie(&cookie);
        for n in 0..25 {
            match n % 3 {
                0 => change_password(&browser, "guess", NEW, "mismatch").await.assert(422),
                1 => change_email(&browser, "no address", "guess").await.assert(422),
                _ => delete(&browser, "bob", "guess").await.assert(422),
            };
        }
        change_password(&browser, PASSWORD, NEW, NEW).await.assert(429);
        here.anon().post("/auth/sign_in", &[("username", "ann"), ("password", PASSWORD)]).await.assert(429);
    }

    async fn a_profile_is_edited_by_its_form(app: TestApp) {
        let ann = app.person("ann").await;
        let here = app.browser_of(&ann).await;
        let form = [
            ("display_name", "Ann <b>"),
            ("note", "I like trains"),
            ("fields_attributes[0][name]", "Pronouns"),
            ("fields_attributes[0][value]", "she"),
            ("fields_attributes[1][name]", ""),
            ("fields_attributes[1][value]", ""),
            ("bot", "true"),
            ("source[language]", "de"),
        ];
        here.post("/settings/privacy", &[("locked", "true"), ("visibility", "unlisted")]).await.assert(303);
        let answer = here.post("/settings/profile", &form).await.assert(303);
        assert_eq!(answer.leads(), ("/settings/profile", "profile-saved"));
        let own = ann.client.get(OWN).await.assert(200).json();
        assert_eq!((&own["display_name"], &own["source"]["note"]), (&"Ann <b>".into(), &"I like trains".into()));
        assert_eq!((&own["bot"], &own["source"]["language"]), (&true.into(), &"de".into()));
        assert_eq!((&own["locked"], &own["source"]["privacy"]), (&true.into(), &"unlisted".into()), "said elsewhere");
        assert_eq!(own["source"]["fields"].as_array().unwrap().len(), 1);
        let page = here.get("/settings/profile").await.assert(200).text;
        for word in ["I like trains", "value=\"Pronouns\"", "value=\"de\""] {
            assert!(page.contains(word), "{word} in {page}");
        }
        assert_eq!(page.matches(" checked").count(), 1, "{page}");
        assert!(!page.contains("Ann <b>"), "{page}");

        // Boxes that are not checked are not sent.
        here.post("/settings/profile", &[("display_name", "")]).await.assert(303);
        let own = ann.client.get(OWN).await.assert(200).json();
        assert_eq!((&own["bot"], &own["locked"]), (&false.into(), &true.into()));
        assert_eq!(own["source"]["note"], "I like trains", "what is not in the form stays");
    }

    async fn a_profile_that_does_not_hold_is_shown_again(app: TestApp) {
        let ann = app.person("ann").await;
        let here = app.browser_of(&ann).await;
        let (long_name, long_note) = ("x".repeat(66), "y".repeat(501));
        let cases = [
            (("display_name", long_name.as_str()), "display_name"),
            (("note", &long_note), "note"),
            (("source[language]", "klingon"), "language"),
        ];
        for (field, named) in cases {
            let answer = here.post("/settings/profile", &[("bot", "true"), field]).await.assert(422);
            assert_eq!(faults(&answer), [named]);
            assert!(answer.text.contains(field.1), "what was typed is kept");
        }
        let answer = here.post("/settings/profile", &[("fields_attributes[0][value]", "no name")]).await.assert(422);
        assert!(answer.text.contains("fields-error") && answer.text.contains("no name"), "{}", answer.text);
        assert_eq!(answer.text.matches("aria-invalid=\"true\"").count(), 1, "the name that is missing and nothing else");
        assert_eq!(ann.client.get(OWN).await.assert(200).json()["bot"], false, "nothing is half-written");
    }
}
