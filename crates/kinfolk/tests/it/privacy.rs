//! The page on which somebody says who follows, finds and reads them, and what that does to other pages.

const PAGE: &str = "/settings/privacy";
const OWN: &str = "/api/v1/accounts/verify_credentials";

both_engines! {
    async fn what_is_said_on_the_page_of_privacy_holds(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let here = app.browser_of(&ann).await;
        let page = here.get(PAGE).await.assert(200).text;
        assert_eq!((page.matches(" checked").count(), page.matches("value=\"\" selected").count()), (1, 1), "{page}");
        bob.act("follow", &ann).await.assert(200);

        let form = [("locked", "true"), ("hide_collections", "true"), ("visibility", "unlisted")];
        let done = here.post(PAGE, &form).await.assert(303);
        assert_eq!(done.leads(), ("/settings/privacy", "privacy-saved"));
        let own = ann.client.get(OWN).await.assert(200).json();
        let flags = ["locked", "hide_collections", "indexable", "discoverable"].map(|name| own[name] == true);
        assert_eq!(flags, [true, true, false, true], "what is not on the page stays");
        assert_eq!(own["source"]["privacy"], "unlisted");
        let page = here.get(PAGE).await.assert(200).text;
        assert_eq!(page.matches(" checked").count(), 2, "{page}");
        assert!(page.contains("value=\"unlisted\" selected"), "{page}");
        assert!(here.get("/home").await.assert(200).text.contains("value=\"unlisted\" selected"));

        // A form without the choice does not make one, and one that is none changes nothing.
        here.post(PAGE, &[("locked", "true"), ("indexable", "true")]).await.assert(303);
        for wrong in ["direct", "secret"] {
            let refused = here.post(PAGE, &[("visibility", wrong)]).await.assert(422);
            assert!(refused.text.contains("id=\"visibility-error\""), "{}", refused.text);
        }
        here.post(PAGE, &[("locked", "perhaps")]).await.assert(400);
        let own = ann.client.get(OWN).await.assert(200).json();
        assert_eq!((&own["locked"], &own["source"]["privacy"]), (&true.into(), &"unlisted".into()));
        assert!(app.anon().get(PAGE).await.assert(303).header("location").starts_with("/auth/sign_in"));
        assert!(app.anon().post(PAGE, &form).await.assert(303).header("location").starts_with("/auth/sign_in"));
    }

    async fn opening_an_account_lets_in_who_waits(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let here = app.browser_of(&ann).await;
        here.post(PAGE, &[("locked", "true")]).await.assert(303);
        bob.act("follow", &ann).await.assert(200);
        let followers = async || ann.client.get(OWN).await.assert(200).json()["followers_count"].clone();
        assert_eq!(followers().await, 0);
        here.post(PAGE, &[]).await.assert(303);
        app.drain_jobs().await;
        assert_eq!(followers().await, 1);
    }

    async fn search_engines_are_asked_to_leave_out_who_does_not_want_them(app: TestApp) {
        let ann = app.person("ann").await;
        let here = app.browser_of(&ann).await;
        let said = ann.client.post("/api/v1/statuses", &[("status", "hello")]).await.assert(200).json();
        let paths = ["/@ann".to_owned(), "/@ann/with_replies".to_owned(), format!("/@ann/{}", said["id"].as_str().unwrap())];
        let lists = ["followers", "following", "friends"].map(|list| format!("/@ann/{list}"));
        let paths: Vec<String> = paths.into_iter().chain(lists).collect();
        for (form, left_out) in [(&[("indexable", "true")][..], false), (&[][..], true)] {
            here.post(PAGE, form).await.assert(303);
            for path in &paths {
                let page = app.anon().get(path).await.assert(200).text;
                assert_eq!(page.contains("<meta name=\"robots\" content=\"noindex\">"), left_out, "{path}: {page}");
            }
        }
    }

    async fn an_answer_is_for_no_more_people_than_its_writers_posts(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let here = app.browser_of(&ann).await;
        let chosen = async |visibility: &str, usual: &str| {
            here.post(PAGE, &[("visibility", usual)]).await.assert(303);
            let form = [("status", "@ann hello"), ("visibility", visibility)];
            let said = bob.client.post("/api/v1/statuses", &form).await.assert(200).json();
            let page = here.get(&format!("/@bob/{}", said["id"].as_str().unwrap())).await.assert(200).text;
            let before = page.split(" selected>").next().unwrap().to_owned();
            before.rsplit("value=\"").next().unwrap().trim_end_matches('"').to_owned()
        };
        assert_eq!(chosen("public", "private").await, "private");
        assert_eq!(chosen("direct", "unlisted").await, "direct");
        assert_eq!(chosen("public", "").await, "public");
    }

    async fn nothing_is_described_by_nothing(app: TestApp) {
        let ann = app.person("ann").await;
        let said = ann.client.post("/api/v1/statuses", &[("status", "hello <world>")]).await.assert(200).json();
        let status = app.anon().get(&format!("/@ann/{}", said["id"].as_str().unwrap())).await.assert(200).text;
        assert!(status.contains("<meta name=\"description\" content=\"hello &#60;world&#62;\">"), "{status}");
        let note = serde_json::json!({ "note": "I row." });
        ann.client.json(http::Method::PATCH, "/api/v1/accounts/update_credentials", &note).await.assert(200);
        let profile = app.anon().get("/@ann").await.assert(200).text;
        assert!(profile.contains("<meta name=\"description\" content=\"I row.\">"), "{profile}");
        app.person("bob").await;
        for path in ["/", "/@bob", "/public", "/about"] {
            let page = app.anon().get(path).await.assert(200).text;
            assert!(!page.contains("name=\"description\" content=\"\""), "{path}: {page}");
        }
    }
}
