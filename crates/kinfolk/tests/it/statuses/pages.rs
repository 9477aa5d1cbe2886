//! A status's page, and what can be done there without a script.

use http::header;

use super::{act, answer, counts, id, post, post_text, status};
use crate::support::Answer;

fn target(answer: &Answer) -> &str {
    answer.headers[header::LOCATION].to_str().unwrap()
}

both_engines! {
    async fn a_status_has_a_page_with_its_thread(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let root = post_text(&ada.client, "the root").await;
        let middle = answer(&bob.client, &root, "in the middle").await;
        let last = answer(&ada.client, &middle, "at the end").await;
        let page = app.anon().get(&format!("/@bob/{middle}")).await.assert(200);
        let at = |text: &str| page.text.find(text).unwrap_or_else(|| panic!("{text} is not on the page"));
        let body = page.text.find("<main").unwrap_or(0);
        assert!(page.text[body..].find("the root").unwrap() < page.text[body..].find("at the end").unwrap());
        assert!(at(&format!("status-{root}")) < at(&format!("status-{middle}")));
        assert!(at(&format!("status-{middle}")) < at(&format!("status-{last}")));
        assert!(!page.text.contains("<textarea"), "visitors cannot answer");
        let page = app.browser_of(&ada).await.get(&format!("/@bob/{middle}")).await.assert(200);
        assert!(page.text.contains("<textarea") && page.text.contains("@bob "), "an answer begins with its reader");
        assert!(page.text.contains(&format!("name=\"in_reply_to_id\" value=\"{middle}\"")));
    }

    async fn answers_stand_below_what_they_answer(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let root = post_text(&ada.client, "the root").await;
        let first = answer(&bob.client, &root, "first").await;
        let mut last = first.clone();
        for n in 0..8 {
            last = answer(&ada.client, &last, &format!("below {n}")).await;
        }
        answer(&bob.client, &root, "second").await;
        let page = app.anon().get(&format!("/@ada/{root}")).await.assert(200).text;
        let count = |text: &str| page.matches(text).count();
        assert_eq!(count("<details class=\"branch\""), 4, "no deeper than phones are wide: {page}");
        assert_eq!(count("<article"), 11);
        assert_eq!((count("<ul"), count("<li>"), count("<details")), (count("</ul>"), count("</li>"), count("</details>")));
        assert!(page.contains("Hide 8 replies"), "{page}");
        assert!(page.find("below 7").unwrap() < page.find(">second<").unwrap(), "a branch ends before the next answer");
    }

    async fn a_status_stands_by_itself_as_on_a_page(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let private = id(&post(&ada.client, &[("status", "secret"), ("visibility", "private")]).await);
        let open = post_text(&ada.client, "hello").await;
        let browser = app.browser_of(&bob).await;
        let card = browser.get(&format!("/@ada/{open}/card?at=%2Fhome%3Fmax_id%3D9")).await.assert(200).text;
        assert!(card.contains(&format!("value=\"/home?max_id=9#status-{open}\"")), "{card}");
        assert!(card.starts_with("<article") && !card.contains("<html"), "{card}");
        let card = browser.get(&format!("/@ada/{open}/card?at=%2F%2Fevil.example")).await.assert(200).text;
        assert!(card.contains("value=\"/home#") && !card.contains("evil"), "{card}");
        browser.get(&format!("/@ada/{private}/card")).await.assert(404);
        app.anon().get(&format!("/@ada/{open}/card")).await.assert(200);
        app.anon().get("/@ada/12345/card").await.assert(404);
    }

    async fn a_refused_answer_is_still_one_when_it_is_sent_again(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let root = post_text(&ada.client, "the root").await;
        let browser = app.browser_of(&bob).await;
        let field = format!("name=\"in_reply_to_id\" value=\"{root}\"");
        for text in ["x".repeat(600), String::new()] {
            let form = [("status", text.as_str()), ("visibility", "public"), ("in_reply_to_id", &root)];
            let page = browser.post("/home", &form).await.assert(422).text;
            assert!(page.contains(&field) && page.contains(&text), "{page}");
            let form = [("status", text.as_str()), ("visibility", "public")];
            assert!(!browser.post("/home", &form).await.assert(422).text.contains("in_reply_to_id"));
        }
        let hidden = id(&post(&ada.client, &[("status", "secret"), ("visibility", "private")]).await);
        let form = [("status", ""), ("visibility", "public"), ("in_reply_to_id", hidden.as_str())];
        let page = browser.post("/home", &form).await.text;
        assert!(!page.contains(&hidden), "nothing is said of what one may not see: {page}");
    }

    async fn nobody_keeps_a_form_whose_key_is_good_once(app: TestApp) {
        let ada = app.person("ada").await;
        let root = post_text(&ada.client, "the root").await;
        let (browser, path) = (app.browser_of(&ada).await, format!("/@ada/{root}"));
        for page in [browser.get("/home").await.assert(200), browser.get(&path).await.assert(200)] {
            assert!(page.text.contains("name=\"idempotency_key\""));
            assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        }
        for page in [app.anon().get(&path).await.assert(200), browser.get("/public").await.assert(200)] {
            assert!(!page.text.contains("name=\"idempotency_key\""));
            assert_eq!(page.headers[header::CACHE_CONTROL], "private, no-cache");
        }
    }

    async fn a_page_that_may_not_be_seen_is_not_there(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let private = id(&post(&ada.client, &[("status", "secret"), ("visibility", "private")]).await);
        for client in [app.anon(), app.browser_of(&bob).await] {
            let page = client.get(&format!("/@ada/{private}")).await.assert(404);
            assert!(!page.text.contains("secret"));
        }
        app.browser_of(&ada).await.get(&format!("/@ada/{private}")).await.assert(200);
        app.anon().get("/@ada/12345").await.assert(404);
        app.anon().get("/@ada/nonsense").await.assert(404);
    }

    async fn other_addresses_of_a_status_lead_to_its_page(app: TestApp) {
        let (ada, bob) = (app.person("Ada").await, app.person("bob").await);
        let post_id = post_text(&ada.client, "hello").await;
        let reblog = id(&act(&bob.client, &post_id, "reblog").await);
        let names = ["ada", "bob", "nobody", "ada@elsewhere.example"].map(|name| format!("/@{name}/{post_id}"));
        for path in names.into_iter().chain([format!("/@bob/{reblog}")]) {
            let answer = app.anon().get(&path).await.assert(303);
            assert_eq!(target(&answer), format!("/@Ada/{post_id}"), "{path}");
        }
        let private = id(&post(&ada.client, &[("status", "secret"), ("visibility", "private")]).await);
        for path in [format!("/@bob/{private}"), format!("/@nobody/{private}")] {
            let answer = app.browser_of(&bob).await.get(&path).await.assert(404);
            assert!(!answer.text.contains("Ada"), "whose it is stays hidden with it: {path}");
            let answer = app.browser_of(&ada).await.get(&path).await.assert(303);
            assert_eq!(target(&answer), format!("/@Ada/{private}"), "{path}");
        }
    }

    async fn buttons_mark_a_status_and_lead_back(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        let browser = app.browser_of(&bob).await;
        for (verb, expected) in
            [("favourite", [0, 0, 1]), ("reblog", [0, 1, 1]), ("unfavourite", [0, 1, 0]), ("unreblog", [0, 0, 0])]
        {
            let path = format!("/@ada/{post}/{verb}");
            let back = format!("/public?max_id=9#status-{post}");
            let answer = browser.post(&path, &[("return_to", &back)]).await.assert(303);
            assert_eq!(target(&answer), back);
            assert_eq!(counts(&status(&app.anon(), &post).await), expected, "{verb}");
            let answer = browser.post(&path, &[("return_to", "https://evil.example/")]).await.assert(303);
            assert_eq!(target(&answer), format!("/@ada/{post}"), "never to another site");
            let nobody = app.anon().post(&path, &[]).await.assert(303);
            assert!(target(&nobody).starts_with("/auth/sign_in"), "{}", target(&nobody));
        }
    }

    async fn the_form_begins_with_what_the_profile_says(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let browser = app.browser_of(&ada).await;
        let first = |page: &Answer, name: &str| {
            let select = page.text.split(&format!("name=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap();
            let chosen = select.find(" selected").unwrap_or(select.find("\">").unwrap());
            select[..chosen + 1].rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned()
        };
        let home = browser.get("/home").await.assert(200);
        assert_eq!((first(&home, "visibility"), first(&home, "language")), ("public".into(), String::new()));
        let defaults = [("source[privacy]", "private"), ("source[language]", "de")];
        ada.client.form(http::Method::PATCH, "/api/v1/accounts/update_credentials", &defaults, &[]).await.assert(200);
        let home = browser.get("/home").await.assert(200);
        assert_eq!((first(&home, "visibility"), first(&home, "language")), ("private".into(), "de".into()));
        assert!(home.text.contains("<option value=\"fr\">Français</option>"), "{}", home.text);
        assert_eq!(home.text.matches("<option value=\"de\"").count(), 1);
        for (visibility, expected) in [("public", "private"), ("direct", "direct")] {
            let text = [("status", "hello @ada"), ("visibility", visibility)];
            let post = id(&post(&bob.client, &text).await);
            let page = browser.get(&format!("/@bob/{post}")).await.assert(200);
            assert_eq!(first(&page, "visibility"), expected, "an answer is for no more people");
        }
    }

    async fn a_post_of_the_form_has_its_language_and_is_where_it_leads(app: TestApp) {
        let ada = app.person("ada").await;
        let browser = app.browser_of(&ada).await;
        let form = [("status", "Bonjour"), ("visibility", "public"), ("language", "fr"), ("return_to", "/home#top")];
        let answer = browser.post("/home", &form).await.assert(303);
        let (path, notice) = answer.leads();
        let id = path.strip_prefix("/home#status-").unwrap();
        assert_eq!(notice, "posted");
        assert_eq!(status(&app.anon(), id).await["language"], "fr");
        let page = browser.get("/home").await.assert(200);
        assert!(page.text.contains(&format!("id=\"status-{id}\" tabindex=\"-1\"")), "{}", page.text);
        let wrong = [("status", "Bonjour"), ("visibility", "public"), ("language", "french")];
        let page = browser.post("/home", &wrong).await.assert(422);
        assert!(page.text.contains("not one of the languages") && page.text.contains("Bonjour"), "{}", page.text);
        assert_eq!(page.text.matches(" autofocus").count(), 1);
    }

    async fn deleting_asks_first_and_is_for_the_author_only(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        let path = format!("/@ada/{post}/delete");
        let (own, other) = (app.browser_of(&ada).await, app.browser_of(&bob).await);
        other.get(&path).await.assert(404);
        other.post(&path, &[]).await.assert(404);
        let page = own.get(&format!("{path}?return_to=%2F%2Fevil.example")).await.assert(200).text;
        assert!(page.contains("hello") && !page.contains("evil.example"));
        let answer = own.post(&path, &[("return_to", "/@ada")]).await.assert(303);
        assert_eq!(answer.leads(), ("/@ada", "deleted"));
        app.anon().get(&format!("/@ada/{post}")).await.assert(404);
    }
}
