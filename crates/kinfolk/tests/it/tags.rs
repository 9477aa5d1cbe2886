//! Hashtags: their timelines and pages, what somebody tagged, how often each is used, and finding them.

use serde_json::{Value, json};

use crate::support::{Client, Person, TestApp};

const DAY_MS: i64 = 86_400_000;

/// Publishes a form a millisecond later than what was before, and returns the id.
async fn post_form(who: &Person, form: &[(&str, &str)]) -> String {
    who.client.app().clock.advance(1);
    let status = who.client.post("/api/v1/statuses", form).await.assert(200).json();
    status["id"].as_str().unwrap().to_owned()
}

async fn post(who: &Person, text: &str) -> String {
    post_form(who, &[("status", text)]).await
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().to_owned()).collect()
}

/// The ids on a page.
async fn listed(client: &Client, path: &str) -> Vec<String> {
    ids(&client.get(path).await.assert(200).json())
}

/// The ids of a tag's timeline, and again after everything is forgotten.
async fn tagged(app: &TestApp, client: &Client, rest: &str) -> Vec<String> {
    let path = format!("/api/v1/timelines/tag/{rest}");
    let warm = listed(client, &path).await;
    app.state.reset();
    assert_eq!(listed(client, &path).await, warm, "{path} from the database");
    warm
}

/// Uses and accounts of the seven days, today first.
async fn history(client: &Client, tag: &str) -> Vec<(u64, u64)> {
    let tag = client.get(&format!("/api/v1/tags/{tag}")).await.assert(200).json();
    let number = |value: &Value| value.as_str().unwrap().parse().unwrap();
    let days = tag["history"].as_array().unwrap();
    days.iter().map(|day| (number(&day["uses"]), number(&day["accounts"]))).collect()
}

both_engines! {
    async fn a_tag_has_the_public_posts_with_it_and_no_others(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        // The ring is in memory before anything is written.
        assert_eq!(listed(&app.anon(), "/api/v1/timelines/tag/sea").await, [""; 0]);
        let first = post(&ada, "The #Sea is calm").await;
        let reply = post_form(&bob, &[("status", "@ada and this #sea #SEA"), ("in_reply_to_id", &first)]).await;
        post(&ada, "no tag, sea").await;
        for visibility in ["unlisted", "private", "direct"] {
            post_form(&ada, &[("status", "#sea"), ("visibility", visibility)]).await;
        }
        let reblog = bob.client.post(&format!("/api/v1/statuses/{first}/reblog"), &[]).await.assert(200).json();
        assert_eq!(reblog["reblog"]["tags"][0]["name"], "sea");
        for client in [&app.anon(), &ada.client, &bob.client] {
            for name in ["sea", "SEA", "%23sea", "%EF%BC%B3%EF%BC%A5%EF%BC%A1"] {
                assert_eq!(tagged(&app, client, name).await, [reply.clone(), first.clone()], "{name}");
            }
        }
        for nothing in ["other", "2026", "%20", "sea?remote=true", "sea?only_media=true"] {
            assert_eq!(tagged(&app, &ada.client, nothing).await, [""; 0], "{nothing}");
        }
        assert_eq!(tagged(&app, &ada.client, "sea?local=true").await.len(), 2);
        let shown = app.anon().get(&format!("/api/v1/statuses/{first}")).await.assert(200).json();
        assert_eq!(shown["tags"], json!([{ "name": "sea", "url": "http://localhost:3000/tags/sea" }]));
        assert!(shown["content"].as_str().unwrap().contains("href=\"http://localhost:3000/tags/sea\""), "{shown}");
        app.limited(&ada, "write").await.get("/api/v1/timelines/tag/sea").await.assert(403);
        app.anon().get("/api/v1/timelines/tag/sea?limit=x").await.assert(400);
    }

    async fn further_tags_may_be_asked_for_and_excluded(app: TestApp) {
        let ada = app.person("ada").await;
        let sea = post(&ada, "#sea").await;
        let ship = post(&ada, "#ship").await;
        let both = post(&ada, "#sea #ship").await;
        let storm = post(&ada, "#sea #ship #storm").await;
        let cases = [
            ("sea", vec![&storm, &both, &sea]),
            ("sea?any[]=ship", vec![&storm, &both, &ship, &sea]),
            ("sea?any[]=ship&any[]=%23Storm&limit=2", vec![&storm, &both]),
            ("sea?all[]=ship", vec![&storm, &both]),
            ("sea?all[]=ship&none[]=storm", vec![&both]),
            ("sea?none[]=ship", vec![&sea]),
            ("sea?any[]=ship&none[]=storm", vec![&both, &ship, &sea]),
            ("sea?all[]=unheard", vec![]),
            ("sea?all[]=not+a+tag", vec![]),
            ("sea?none[]=not+a+tag&any[]=", vec![&storm, &both, &sea]),
        ];
        for (query, expected) in cases {
            let expected: Vec<String> = expected.into_iter().cloned().collect();
            assert_eq!(tagged(&app, &ada.client, query).await, expected, "{query}");
        }
    }

    async fn long_timelines_of_tags_page_without_a_gap_below_what_memory_holds(app: TestApp) {
        let ada = app.person("ada").await;
        let mut written = Vec::new();
        for n in 0..260_i64 {
            let tags = if n % 3 == 0 { "#sea #ship" } else { "#sea" };
            written.push(app.import(&ada, &format!("{n} {tags}"), 1_600_000_000_000 + n).await.to_string());
        }
        app.state.reset();
        written.reverse();
        let of = |is_wanted: &dyn Fn(usize) -> bool| -> Vec<String> {
            (0..260).rev().filter(|n| is_wanted(*n)).map(|n| written[259 - n].clone()).collect()
        };
        let cases = [
            ("sea", of(&|_| true)),
            ("sea?any[]=ship", of(&|_| true)),
            ("ship?any[]=sea", of(&|_| true)),
            ("sea?all[]=ship", of(&|n| n % 3 == 0)),
            ("sea?none[]=ship", of(&|n| n % 3 > 0)),
            ("sea?all[]=ship&none[]=sea", of(&|_| false)),
        ];
        for (path, expected) in cases {
            let (mut down, mut next) = (Vec::new(), Some(format!("/api/v1/timelines/tag/{path}")));
            let (mut last, mut on_last) = (String::new(), 0);
            while let Some(path) = next {
                let page = app.anon().get(&path).await.assert(200);
                let shown = ids(&page.json());
                assert!(!shown.is_empty() || expected.is_empty(), "a page that was linked to is not empty");
                on_last = shown.len();
                down.extend(shown);
                (next, last) = (page.link("next"), path);
            }
            assert_eq!(down, expected, "{path}");
            let (mut up, mut prev) = (Vec::new(), app.anon().get(&last).await.link("prev"));
            while let Some(path) = prev {
                let page = app.anon().get(&path).await.assert(200);
                up.splice(0..0, ids(&page.json()));
                prev = page.link("prev");
            }
            assert_eq!(up, expected[..expected.len() - on_last], "{path}");
        }
    }

    async fn who_is_parted_muted_or_suspended_is_not_on_a_tag(app: TestApp) {
        let people = [app.person("ann").await, app.person("bob").await, app.person("cat").await, app.person("dan").await];
        let [ann, bob, cat, dan] = &people;
        let mut posts = Vec::new();
        for person in &people {
            posts.push(post(person, "#sea").await);
        }
        post(dan, "@bob look at the #sea").await;
        assert_eq!(tagged(&app, &ann.client, "sea").await.len(), 5);
        bob.act("block", ann).await.assert(200);
        ann.act("mute", cat).await.assert(200);
        assert_eq!(tagged(&app, &ann.client, "sea").await, [posts[3].clone(), posts[0].clone()]);
        kinfolk::accounts::suspend(&app.state, dan.account).await.unwrap();
        assert_eq!(tagged(&app, &ann.client, "sea").await, [&*posts[0]]);
        assert_eq!(tagged(&app, &app.anon(), "sea").await.len(), 3);
    }

    async fn a_deleted_post_is_off_its_tags(app: TestApp) {
        let ada = app.person("ada").await;
        let (gone, stays) = (post(&ada, "#sea #ship").await, post(&ada, "#sea").await);
        assert_eq!(tagged(&app, &ada.client, "sea").await.len(), 2);
        ada.client.delete(&format!("/api/v1/statuses/{gone}")).await.assert(200);
        assert_eq!(tagged(&app, &ada.client, "sea").await, [&*stays]);
        assert_eq!(tagged(&app, &ada.client, "ship").await, [""; 0]);
        assert_eq!(history(&ada.client, "ship").await, [(0, 0); 7]);
        let found = ada.client.get("/api/v2/search?q=s&type=hashtags").await.assert(200).json();
        assert_eq!(names(&found["hashtags"]), ["sea"], "what nobody uses is not found");
        kinfolk::accounts::leave(&app.state, ada.account).await.unwrap();
        app.drain_jobs().await;
        let found = app.anon().get("/api/v2/search?q=s&type=hashtags").await.assert(200).json();
        assert_eq!(found["hashtags"], json!([]));
    }

    async fn a_profile_shows_what_somebody_tagged(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let open = post(&ada, "#sea").await;
        let private = post_form(&ada, &[("status", "#sea, for few"), ("visibility", "private")]).await;
        post(&ada, "#ship").await;
        post(&bob, "#sea").await;
        let path = format!("/api/v1/accounts/{}/statuses?tagged=", ada.id);
        assert_eq!(listed(&bob.client, &format!("{path}Sea")).await, [&*open]);
        assert_eq!(listed(&ada.client, &format!("{path}%23sea")).await, [private.clone(), open.clone()]);
        let page = ada.client.get(&format!("{path}sea&limit=1")).await.assert(200);
        assert_eq!(ids(&page.json()), [&*private]);
        assert_eq!(listed(&ada.client, &page.link("next").unwrap()).await, [&*open]);
        assert_eq!(listed(&ada.client, &format!("{path}sea&min_id={open}")).await, [&*private]);
        assert_eq!(listed(&ada.client, &format!("{path}2026")).await, [""; 0], "what is no tag has nothing");
        assert_eq!(listed(&ada.client, &path).await.len(), 3, "an empty word asks for nothing");
        app.anon().get("/api/v1/accounts/12345/statuses?tagged=sea").await.assert(404);
        ada.client.delete(&format!("/api/v1/statuses/{private}")).await.assert(200);
        assert_eq!(listed(&ada.client, &format!("{path}sea")).await, [open]);
    }

    async fn uses_of_a_tag_are_counted_by_day(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        assert_eq!(history(&app.anon(), "sea").await, [(0, 0); 7]);
        let noon = app.clock.now_ms() / DAY_MS * DAY_MS + DAY_MS / 2;
        app.clock.advance(noon + DAY_MS - app.clock.now_ms());
        let today = app.clock.now_ms();
        for (who, days) in [(&ada, 0), (&ada, 0), (&bob, 0), (&bob, 1), (&ada, 6), (&ada, 7)] {
            app.import(who, "#sea", today - days * DAY_MS).await;
        }
        // The last moment of the day before yesterday and the first of yesterday.
        let midnight = today / DAY_MS * DAY_MS - DAY_MS;
        app.import(&ada, "#sea", midnight - 1).await;
        app.import(&ada, "#sea", midnight).await;
        let expected = [(3, 2), (2, 2), (1, 1), (0, 0), (0, 0), (0, 0), (1, 1)];
        assert_eq!(history(&app.anon(), "SEA").await, expected);
        post(&ada, "#sea once more").await;
        app.clock.advance(300_000);
        assert_eq!(history(&app.anon(), "sea").await[0], (4, 2), "counted again after five minutes");
        app.clock.advance(DAY_MS);
        assert_eq!(history(&app.anon(), "sea").await[..2], [(0, 0), (4, 2)]);
        let tag = ada.client.get("/api/v1/tags/Sea").await.assert(200).json();
        assert_eq!((&tag["name"], &tag["url"]), (&json!("sea"), &json!("http://localhost:3000/tags/sea")));
        assert_eq!((&tag["following"], &tag["featuring"]), (&json!(false), &json!(false)));
        let day = (app.clock.now_ms() / DAY_MS * 86_400).to_string();
        assert_eq!(tag["history"][0]["day"], day);
        app.anon().get("/api/v1/tags/2026").await.assert(404);
        app.anon().get("/api/v1/tags/not%20one").await.assert(404);
    }

    async fn tags_are_found_by_their_beginning(app: TestApp) {
        let ada = app.person("ada").await;
        for text in ["#sea #Season #seal", "#sea #ship", "#été"] {
            post(&ada, text).await;
        }
        post_form(&ada, &[("status", "#seacret"), ("visibility", "private")]).await;
        let find = async |query: &str| {
            let found = app.anon().get(&format!("/api/v2/search?{query}")).await.assert(200).json();
            names(&found["hashtags"])
        };
        assert_eq!(find("q=sea&type=hashtags").await, ["sea", "seal", "season"]);
        assert_eq!(find("q=%23SEA").await, ["sea", "seal", "season"]);
        assert_eq!(find("q=sea&type=hashtags&limit=1&offset=1").await, ["seal"]);
        assert_eq!(find("q=%C3%89T&type=hashtags").await, ["été"]);
        assert_eq!(find("q=sea&type=accounts").await, [""; 0]);
        assert_eq!(find("q=sea&type=statuses").await, [""; 0]);
        assert_eq!(find("q=@ada").await, [""; 0]);
        let page = app.anon().get("/search?q=sea").await.assert(200).text;
        assert!(page.contains("href=\"/tags/season\"") && !page.contains("seacret"), "{page}");
    }

    async fn a_tag_has_a_page_for_everyone(app: TestApp) {
        let ada = app.person("ada").await;
        post(&ada, "calm #sea").await;
        post(&ada, "a #ship").await;
        for client in [app.anon(), app.browser_of(&ada).await] {
            let page = client.get("/tags/Sea").await.assert(200).text;
            assert!(page.contains("#sea</bdi>") && page.contains("calm") && !page.contains("#<span>ship"), "{page}");
            assert!(client.get("/tags/unheard").await.assert(200).text.contains("Nothing here yet"));
            client.get("/tags/2026").await.assert(404);
        }
    }

    async fn a_text_of_nothing_but_tags_has_them_all(app: TestApp) {
        let ada = app.person("ada").await;
        // Each has four characters with its space.
        let text: String = (0..125).map(|n| format!("#{}{} ", char::from(b'a' + (n % 26) as u8), n / 26)).collect();
        let id = post(&ada, text.trim()).await;
        for tag in ["a0", "z0", "m4", "u4"] {
            assert_eq!(tagged(&app, &ada.client, tag).await, [&*id], "{tag}");
        }
        // One letter that folding makes eighteen of, again and again: longer than an index can hold.
        let long = post(&ada, &format!("#{}", "\u{fdfa}".repeat(400))).await;
        let shown = app.anon().get(&format!("/api/v1/statuses/{long}")).await.assert(200).json();
        assert_eq!(shown["tags"], json!([]));
        ada.client.delete(&format!("/api/v1/statuses/{long}")).await.assert(200);
        ada.client.delete(&format!("/api/v1/statuses/{id}")).await.assert(200);
        assert_eq!(tagged(&app, &ada.client, "m4").await, [""; 0]);
    }
}

fn names(tags: &Value) -> Vec<String> {
    tags.as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned()).collect()
}
