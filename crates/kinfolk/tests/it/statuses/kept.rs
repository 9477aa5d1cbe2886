//! What somebody keeps: bookmarks, which are for them alone, and the list of favourites.

use serde_json::{Value, json};

use super::{act, block, each, id, post, post_text, status};
use crate::support::{Client, Person, TestApp};

db::statements! {
    /// Bookmarks of an account, and of a status.
    BOOKMARKS: Page = "
        SELECT (SELECT count(*) FROM bookmarks WHERE {key:account_id:1}),
            (SELECT count(*) FROM bookmarked_by WHERE {key:status_id:2})";
}

/// How many bookmarks somebody made, and how many are of a status.
async fn bookmarks(app: &TestApp, person: &Person, status: &str) -> (i64, i64) {
    let (account, status): (_, i64) = (person.account, status.parse().unwrap());
    let row = |row: &db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let read = async move |r: &mut db::Reader| r.one(&BOOKMARKS, db::params![account, status], row).await;
    app.state.db().read(read).await.unwrap().unwrap()
}

/// The ids on a page.
async fn listed(client: &Client, path: &str) -> Vec<String> {
    let list = client.get(path).await.assert(200).json();
    each(&list, "id").into_iter().map(ToOwned::to_owned).collect()
}

both_engines! {
    async fn a_bookmark_shows_to_who_made_it_alone_and_can_be_taken_back(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        let reblog = id(&act(&ada.client, &post, "reblog").await);
        for _ in 0..2 {
            assert_eq!(act(&bob.client, &post, "bookmark").await["bookmarked"], true);
        }
        let through = act(&bob.client, &reblog, "bookmark").await;
        assert_eq!((&through["bookmarked"], &through["reblog"]["bookmarked"]), (&json!(true), &json!(true)));
        assert_eq!(listed(&bob.client, "/api/v1/bookmarks").await, [&*post], "what a reblog reblogs, once");
        assert_eq!(bookmarks(&app, &bob, &post).await, (1, 1));
        assert_eq!(status(&ada.client, &post).await["bookmarked"], false);
        assert_eq!(status(&app.anon(), &post).await["bookmarked"], Value::Null);
        assert_eq!(listed(&ada.client, "/api/v1/bookmarks").await, [""; 0]);
        app.drain_jobs().await;
        let told = ada.client.get("/api/v1/notifications").await.assert(200).json();
        assert_eq!(told, json!([]), "nobody is told");
        let shown = bob.client.get("/api/v1/timelines/public").await.assert(200).json();
        assert_eq!(shown[0]["bookmarked"], true);
        app.state.reset();
        assert_eq!(status(&bob.client, &post).await["bookmarked"], true, "in the database as well");
        for _ in 0..2 {
            assert_eq!(act(&bob.client, &post, "unbookmark").await["bookmarked"], false);
        }
        assert_eq!(bookmarks(&app, &bob, &post).await, (0, 0));
        assert_eq!(listed(&bob.client, "/api/v1/bookmarks").await, [""; 0]);
    }

    async fn one_person_with_eight_clients_has_one_bookmark(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let (client, post) = (bob.client.clone(), post.clone());
            tasks.push(tokio::spawn(async move { act(&client, &post, "bookmark").await }));
        }
        for task in tasks {
            assert_eq!(task.await.unwrap()["bookmarked"], true);
        }
        assert_eq!(bookmarks(&app, &bob, &post).await, (1, 1));
    }

    async fn bookmarks_and_favourites_page_by_when_they_were_made(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let mut posts = Vec::new();
        for n in 0..5 {
            posts.push(post_text(&ada.client, &format!("post {n}")).await);
            app.clock.advance(1);
        }
        for (verb, path) in [("bookmark", "/api/v1/bookmarks"), ("favourite", "/api/v1/favourites")] {
            // The order of marking is not that of writing.
            let order: Vec<String> = [3, 0, 4, 1, 2].map(|n: usize| posts[n].clone()).into();
            for post in &order {
                app.clock.advance(1);
                act(&bob.client, post, verb).await;
            }
            let newest_first: Vec<String> = order.iter().rev().cloned().collect();
            assert_eq!(listed(&bob.client, path).await, newest_first, "{path}");
            let (mut down, mut next) = (Vec::new(), Some(format!("{path}?limit=2")));
            let mut last = String::new();
            while let Some(path) = next {
                let page = bob.client.get(&path).await.assert(200);
                down.extend(each(&page.json(), "id").into_iter().map(ToOwned::to_owned));
                (next, last) = (page.link("next"), path);
            }
            assert_eq!(down, newest_first, "{path}");
            let prev = bob.client.get(&last).await.link("prev").unwrap();
            assert_eq!(listed(&bob.client, &prev).await, newest_first[2..4], "{path}");
            app.anon().get(path).await.assert(401);
            app.limited(&bob, "read:statuses").await.get(path).await.assert(403);
            bob.client.get(&format!("{path}?limit=nothing")).await.assert(400);
        }
    }

    async fn what_may_no_longer_be_seen_is_not_listed_and_can_still_be_taken_back(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        let other = post_text(&bob.client, "mine").await;
        for verb in ["bookmark", "favourite"] {
            act(&bob.client, &post, verb).await;
            act(&bob.client, &other, verb).await;
        }
        block(&ada, &bob).await;
        for path in ["/api/v1/bookmarks", "/api/v1/favourites"] {
            assert_eq!(listed(&bob.client, path).await, [&*other], "{path}");
        }
        bob.client.post(&format!("/api/v1/statuses/{post}/bookmark"), &[]).await.assert(404);
        assert_eq!(bookmarks(&app, &bob, &post).await, (2, 1));
        bob.client.post(&format!("/api/v1/statuses/{post}/unbookmark"), &[]).await.assert(404);
        assert_eq!(bookmarks(&app, &bob, &post).await, (1, 0), "it is taken back, and not shown");
    }

    async fn what_is_for_others_cannot_be_bookmarked(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let secret = id(&post(&ada.client, &[("status", "secret"), ("visibility", "private")]).await);
        let path = format!("/api/v1/statuses/{secret}/bookmark");
        bob.client.post(&path, &[]).await.assert(404);
        app.anon().post(&path, &[]).await.assert(401);
        app.limited(&bob, "write:favourites").await.post(&path, &[]).await.assert(403);
        bob.client.post("/api/v1/statuses/12345/bookmark", &[]).await.assert(404);
        bob.client.post("/api/v1/statuses/nonsense/unbookmark", &[]).await.assert(404);
        assert_eq!(act(&ada.client, &secret, "bookmark").await["bookmarked"], true, "one's own may be");
        assert_eq!(bookmarks(&app, &bob, &secret).await, (0, 1));
    }

    async fn bookmarks_go_with_their_status_and_with_their_owner(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let (gone, stays) = (post_text(&ada.client, "gone").await, post_text(&ada.client, "stays").await);
        for post in [&gone, &stays] {
            act(&bob.client, post, "bookmark").await;
        }
        ada.client.delete(&format!("/api/v1/statuses/{gone}")).await.assert(200);
        assert_eq!(listed(&bob.client, "/api/v1/bookmarks").await, [&*stays]);
        app.drain_jobs().await;
        assert_eq!(bookmarks(&app, &bob, &gone).await, (1, 0));
        assert_eq!(bookmarks(&app, &bob, &stays).await, (1, 1));
        kinfolk::accounts::leave(&app.state, bob.account).await.unwrap();
        app.drain_jobs().await;
        assert_eq!(bookmarks(&app, &bob, &stays).await, (0, 0));
    }

    async fn a_mark_below_the_remembered_ones_is_known_as_well(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let first = post_text(&ada.client, "the first").await;
        act(&bob.client, &first, "bookmark").await;
        for n in 0..500 {
            app.clock.advance(1);
            let new = kinfolk::statuses::NewStatus::new(ada.account, format!("post {n}"));
            let post = kinfolk::statuses::create(&app.state, new).await.unwrap();
            kinfolk::statuses::bookmark(&app.state, bob.account, post).await.unwrap();
        }
        let seen = status(&bob.client, &first).await;
        assert_eq!((&seen["bookmarked"], &seen["favourited"], &seen["reblogged"]), (&json!(true), &json!(false), &json!(false)));
    }

    async fn what_one_keeps_has_pages_and_a_button(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "worth keeping").await;
        let browser = app.browser_of(&bob).await;
        for (path, empty) in [("/bookmarks", "No bookmarks yet"), ("/favourites", "No favourites yet")] {
            let page = browser.get(path).await.assert(200).text;
            assert!(page.contains(empty) && !page.contains("worth keeping"), "{path}");
            let nobody = app.anon().get(path).await.assert(303);
            assert!(nobody.header("location").starts_with("/auth/sign_in"), "{path}");
        }
        let button = format!("action=\"/@ada/{post}/bookmark\"");
        assert!(browser.get("/public").await.assert(200).text.contains(&button));
        assert!(!app.anon().get("/public").await.assert(200).text.contains(&button));
        let back = browser.post(&format!("/@ada/{post}/bookmark"), &[("return_to", "/public#here")]).await;
        assert_eq!(back.assert(303).header("location"), "/public#here");
        let page = browser.get("/bookmarks").await.assert(200).text;
        assert!(page.contains("worth keeping") && page.contains(&format!("action=\"/@ada/{post}/unbookmark\"")));
        browser.post(&format!("/@ada/{post}/favourite"), &[]).await.assert(303);
        assert!(browser.get("/favourites").await.assert(200).text.contains("worth keeping"));
        browser.post(&format!("/@ada/{post}/unbookmark"), &[]).await.assert(303);
        assert!(!browser.get("/bookmarks").await.assert(200).text.contains("worth keeping"));
        assert!(browser.get("/@bob").await.assert(200).text.contains("href=\"/bookmarks\""), "phones lead there too");
    }
}
