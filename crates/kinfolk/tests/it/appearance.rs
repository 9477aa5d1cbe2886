//! The language and the looks of pages: what the browser prefers, unless somebody has chosen.

use axum::body::Body;
use http::Method;
use kinfolk::core::words::AccountId;
use kinfolk::http::page::Language;

use crate::support::{Answer, Client, TestApp};

const PATH: &str = "/settings/appearance";

/// The first tag of a page.
fn root(page: &Answer) -> &str {
    let start = page.text.find("<html").expect("a page has a root");
    page.text[start..].split('>').next().unwrap()
}

async fn asked_in(client: &Client, path: &str, languages: &str) -> Answer {
    client.send(Method::GET, path, None, Body::empty(), &[("accept-language", languages)]).await
}

both_engines! {
    async fn pages_are_in_the_language_that_the_browser_prefers(app: TestApp) {
        let mut titles = Vec::new();
        for language in Language::all() {
            let tag = language.tag();
            let wanted = format!("tlh, {tag};q=0.8, *;q=0.1");
            let page = asked_in(&app.anon(), "/auth/sign_in", &wanted).await.assert(200);
            assert!(root(&page).contains(&format!("lang=\"{tag}\"")), "{}", root(&page));
            let title = language.text("nav-sign-in");
            assert!(page.text.contains(&title), "{tag} lacks {title}");
            titles.push(title);
        }
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), Language::all().count(), "the languages say the same: {titles:?}");
    }

    async fn what_somebody_has_chosen_outweighs_the_browser_on_every_page(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let (here, there) = (app.browser_of(&ann).await, app.browser_of(&ann).await);
        let plain = here.get("/home").await.assert(200);
        assert_eq!(root(&plain), "<html lang=\"en\" dir=\"ltr\"");
        assert!(plain.text.contains("content=\"light dark\""), "{}", plain.text);

        for language in Language::all() {
            let tag = language.tag();
            let form = [("language", &*tag), ("scheme", "dark"), ("text_size", "large"), ("less_motion", "true")];
            let saved = here.post(PATH, &form).await.assert(303);
            assert_eq!(saved.leads(), ("/settings/appearance", "saved"));
            let expected = format!("<html class=\"scheme-dark text-large calm\" lang=\"{tag}\" dir=\"ltr\"");
            for (client, path, status) in
                [(&here, "/home", 200), (&there, "/public", 200), (&here, "/@nobody", 404), (&there, "/settings/profile", 200)]
            {
                let page = asked_in(client, path, "en, de;q=0.5").await.assert(status);
                assert_eq!(root(&page), expected, "{path}");
                assert!(page.text.contains("<meta name=\"theme-color\" content=\"#141817\">"), "{}", page.text);
            }
            assert_eq!(user_locale(&app, ann.account).await, tag);
        }
        let page = here.get(PATH).await.assert(200);
        for checked in ["value=\"dark\" checked", "value=\"large\" checked", "value=\"true\" checked"] {
            assert!(page.text.contains(checked), "{checked} in {}", page.text);
        }
        let other = app.browser_of(&bob).await.get("/home").await.assert(200);
        assert_eq!(root(&other), "<html lang=\"en\" dir=\"ltr\"", "others see what they chose");
        let guest = app.anon().get("/public").await.assert(200);
        assert_eq!(root(&guest), "<html lang=\"en\" dir=\"ltr\"");

        // Nothing sent is everything left to the browser.
        here.post(PATH, &[]).await.assert(303);
        assert_eq!(root(&there.get("/home").await), "<html lang=\"en\" dir=\"ltr\"");
    }

    async fn what_is_refused_is_said_in_the_language_of_the_reader(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        ann.act("block", &bob).await.assert(200);
        let browser = app.browser_of(&ann).await;
        browser.post(PATH, &[("language", "de")]).await.assert(303);
        let (long, german) = ("x".repeat(3_000), Language::from_tag("de").unwrap());
        for (path, form, status, key) in [
            ("/home", ("status", " "), 422, "fault-text-blank"),
            ("/@bob/follow", ("return_to", ""), 403, "refusal-blocking"),
            ("/@bob/note", ("comment", &*long), 422, "fault-comment-too-long"),
            ("/@ann/follow", ("return_to", ""), 422, "problem-422-text"),
        ] {
            let page = browser.post(path, &[form]).await.assert(status);
            let words = german.text(key);
            assert!(page.text.contains(&words), "{path} lacks {words:?}: {}", page.text);
            assert!(!page.text.contains("You "), "{path} is in English: {}", page.text);
        }
        let elsewhere = [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")];
        let page = browser.form(Method::POST, "/home", &[("status", "x")], &elsewhere).await.assert(403);
        assert!(page.text.contains(&german.text("refusal-other-site")), "{}", page.text);
    }

    async fn what_is_not_one_of_the_choices_changes_nothing(app: TestApp) {
        let ann = app.person("ann").await;
        let browser = app.browser_of(&ann).await;
        browser.post(PATH, &[("scheme", "light")]).await.assert(303);
        for wrong in [("language", "tlh"), ("language", "en-"), ("scheme", "pink"), ("text_size", "9")] {
            let page = browser.post(PATH, &[("scheme", "dark"), wrong]).await.assert(422);
            assert!(page.text.contains("role=\"alert\"") && page.text.contains("not one of the choices"), "{wrong:?}");
        }
        browser.post(PATH, &[("scheme", "dark"), ("less_motion", "maybe")]).await.assert(400);
        assert_eq!(root(&browser.get("/home").await), "<html class=\"scheme-light\" lang=\"en\" dir=\"ltr\"");
        let stranger = app.anon();
        assert_eq!(stranger.get(PATH).await.status, 303);
        assert_eq!(stranger.post(PATH, &[("scheme", "dark")]).await.status, 303);
    }
}

async fn user_locale(app: &TestApp, account: AccountId) -> String {
    kinfolk::auth::users::by_account(&app.state, account).await.unwrap().unwrap().locale
}
