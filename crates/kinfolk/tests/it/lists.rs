//! Lists, their members and timelines; markers; preferences.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Person, TestApp, names};

async fn make(who: &Person, body: Value) -> String {
    let list = who.client.json(Method::POST, "/api/v1/lists", &body).await.assert(200).json();
    list["id"].as_str().unwrap().to_owned()
}

async fn add(who: &Person, list: &str, members: &[&Person]) -> crate::support::Answer {
    let ids: Vec<&str> = members.iter().map(|member| member.id.as_str()).collect();
    who.client
        .json(Method::POST, &format!("/api/v1/lists/{list}/accounts"), &json!({ "account_ids": ids }))
        .await
}

async fn post(who: &Person, form: &[(&str, &str)]) -> String {
    // Within a millisecond ids are in no order.
    who.client.app().clock.advance(1);
    let status = who.client.post("/api/v1/statuses", form).await.assert(200).json();
    status["id"].as_str().unwrap().to_owned()
}

async fn ids(who: &Person, path: &str) -> Vec<String> {
    let list = who.client.get(path).await.assert(200).json();
    list.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().to_owned()).collect()
}

/// Ann, who follows bob and cyd; bob and cyd.
async fn three(app: &TestApp) -> (Person, Person, Person) {
    let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
    for other in [&bob, &cyd] {
        ann.act("follow", other).await.assert(200);
    }
    (ann, bob, cyd)
}

both_engines! {
    async fn a_list_is_made_changed_and_deleted_by_its_owner_alone(app: TestApp) {
        let (ann, bob, _) = three(&app).await;
        let id = make(&ann, json!({"title": " near ", "replies_policy": "none", "exclusive": true})).await;
        let path = format!("/api/v1/lists/{id}");
        let list = ann.client.get(&path).await.assert(200).json();
        assert_eq!(list, json!({"id": id, "title": "near", "replies_policy": "none", "exclusive": true}));
        assert_eq!(ann.client.get("/api/v1/lists").await.assert(200).json(), json!([list]));
        let changed = ann.client.json(Method::PUT, &path, &json!({"title": "far"})).await.assert(200).json();
        assert_eq!(changed, json!({"id": id, "title": "far", "replies_policy": "none", "exclusive": true}));

        for method in [Method::GET, Method::PUT, Method::DELETE] {
            bob.client.json(method, &path, &json!({"title": "mine"})).await.assert(404);
        }
        bob.client.get(&format!("{path}/accounts")).await.assert(404);
        bob.client.get(&format!("/api/v1/timelines/list/{id}")).await.assert(404);
        add(&bob, &id, &[&ann]).await.assert(404);
        assert_eq!(bob.client.get("/api/v1/lists").await.assert(200).json(), json!([]));

        add(&ann, &id, &[&bob]).await.assert(200);
        assert_eq!(ann.client.delete(&path).await.assert(200).json(), json!({}));
        ann.client.delete(&path).await.assert(404);
        ann.client.get(&format!("/api/v1/timelines/list/{id}")).await.assert(404);
    }

    async fn a_list_needs_a_title_and_known_words_and_there_are_at_most_fifty(app: TestApp) {
        let ann = app.person("ann").await;
        let long = "x".repeat(257);
        for body in [json!({}), json!({"title": " "}), json!({"title": long}), json!({"title": "a", "replies_policy": "some"})] {
            let refused = ann.client.json(Method::POST, "/api/v1/lists", &body).await.assert(422).json();
            let told = refused["error"].as_str().unwrap().to_lowercase();
            assert!(told.contains("title") || told.contains("replies"), "{told}");
        }
        for n in 0..50 {
            make(&ann, json!({ "title": format!("list {n}") })).await;
        }
        ann.client.json(Method::POST, "/api/v1/lists", &json!({"title": "more"})).await.assert(422);
    }

    async fn members_are_followed_and_go_with_the_follow(app: TestApp) {
        let (ann, bob, cyd) = three(&app).await;
        let dan = app.person("dan").await;
        let id = make(&ann, json!({"title": "near"})).await;
        let path = format!("/api/v1/lists/{id}/accounts");
        add(&ann, &id, &[&bob, &dan]).await.assert(404);
        assert_eq!(ann.client.get(&path).await.assert(200).json(), json!([]), "half of it was done");
        for _ in 0..2 {
            add(&ann, &id, &[&bob, &cyd, &ann]).await.assert(200);
        }
        let mut members = names(&ann.client.get(&format!("{path}?limit=0")).await.assert(200).json());
        members.sort();
        assert_eq!(members, ["ann", "bob", "cyd"]);
        let first = ann.client.get(&format!("{path}?limit=2")).await.assert(200);
        assert_eq!(names(&first.json()).len(), 2);
        assert_eq!(names(&ann.client.get(&first.link("next").unwrap()).await.assert(200).json()).len(), 1);
        let with = ann.client.get(&format!("/api/v1/accounts/{}/lists", bob.id)).await.assert(200).json();
        assert_eq!(with[0]["id"], id.as_str());
        assert_eq!(bob.client.get(&format!("/api/v1/accounts/{}/lists", bob.id)).await.assert(200).json(), json!([]));

        ann.act("unfollow", &bob).await.assert(200);
        cyd.act("block", &ann).await.assert(200);
        assert_eq!(names(&ann.client.get(&path).await.assert(200).json()), ["ann"]);
        ann.client.delete(&format!("{path}?account_ids[]={}", ann.id)).await.assert(200);
        assert_eq!(ann.client.get(&path).await.assert(200).json(), json!([]));
        ann.client.json(Method::POST, &path, &json!({})).await.assert(400);
    }

    async fn a_list_shows_its_members_and_answers_by_its_policy(app: TestApp) {
        let (ann, bob, cyd) = three(&app).await;
        let dan = app.person("dan").await;
        let id = make(&ann, json!({"title": "near", "replies_policy": "list"})).await;
        add(&ann, &id, &[&bob]).await.assert(200);
        let list = format!("/api/v1/timelines/list/{id}");
        let his = post(&bob, &[("status", "hello")]).await;
        let hers = post(&cyd, &[("status", "hello")]).await;
        let strangers = post(&dan, &[("status", "hello")]).await;
        let to_self = post(&bob, &[("status", "and"), ("in_reply_to_id", &his)]).await;
        let to_followed = post(&bob, &[("status", "oh"), ("in_reply_to_id", &hers)]).await;
        let to_stranger = post(&bob, &[("status", "oh"), ("in_reply_to_id", &strangers)]).await;
        assert_eq!(ids(&ann, &list).await, [to_self.clone(), his.clone()]);
        let policy = async |word: &str| {
            let body = json!({ "replies_policy": word });
            ann.client.json(Method::PUT, &format!("/api/v1/lists/{id}"), &body).await.assert(200);
            ids(&ann, &list).await
        };
        assert_eq!(policy("followed").await, [to_followed.clone(), to_self.clone(), his.clone()]);
        assert_eq!(policy("none").await, [to_self.clone(), his.clone()]);
        add(&ann, &id, &[&cyd]).await.assert(200);
        assert_eq!(policy("list").await, [to_followed, to_self, hers, his]);
        assert!(!ids(&ann, &list).await.contains(&to_stranger));
    }

    async fn an_exclusive_list_keeps_its_members_out_of_home(app: TestApp) {
        let (ann, bob, cyd) = three(&app).await;
        let (his, hers) = (post(&bob, &[("status", "hello")]).await, post(&cyd, &[("status", "hello")]).await);
        assert_eq!(ids(&ann, "/api/v1/timelines/home").await, [hers.clone(), his.clone()]);
        let id = make(&ann, json!({"title": "near", "exclusive": true})).await;
        add(&ann, &id, &[&bob]).await.assert(200);
        assert_eq!(ids(&ann, "/api/v1/timelines/home").await, std::slice::from_ref(&hers));
        assert_eq!(ids(&ann, &format!("/api/v1/timelines/list/{id}")).await, std::slice::from_ref(&his));
        let body = json!({"exclusive": false});
        ann.client.json(Method::PUT, &format!("/api/v1/lists/{id}"), &body).await.assert(200);
        assert_eq!(ids(&ann, "/api/v1/timelines/home").await, [hers.clone(), his.clone()]);
        ann.client.json(Method::PUT, &format!("/api/v1/lists/{id}"), &json!({"exclusive": true})).await.assert(200);
        ann.client.delete(&format!("/api/v1/lists/{id}")).await.assert(200);
        assert_eq!(ids(&ann, "/api/v1/timelines/home").await, [hers, his]);
    }

    async fn a_list_is_walked_by_pages_past_the_rings(app: TestApp) {
        let (ann, bob, cyd) = three(&app).await;
        let id = make(&ann, json!({"title": "near"})).await;
        add(&ann, &id, &[&bob, &cyd]).await.assert(200);
        for n in 0..90_i64 {
            let author = if n % 3 == 0 { &cyd } else { &bob };
            app.import(author, "hello", crate::support::START_MS - 1_000_000 + n * 1_000).await;
        }
        let mut path = format!("/api/v1/timelines/list/{id}?limit=20");
        let mut seen = Vec::new();
        loop {
            let page = ann.client.get(&path).await.assert(200);
            let list = page.json();
            seen.extend(list.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().to_owned()));
            match page.link("next") {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(seen.len(), 90);
        assert!(seen.is_sorted_by(|newer, older| newer > older), "in order, each once");
    }

    async fn markers_are_kept_by_version(app: TestApp) {
        let ann = app.person("ann").await;
        let path = "/api/v1/markers";
        let one = ann.client.json(Method::POST, path, &json!({"home": {"last_read_id": "12"}})).await.assert(200).json();
        assert_eq!((&one["home"]["last_read_id"], &one["home"]["version"]), (&json!("12"), &json!(1)));
        app.clock.advance(1_000);
        let two = ann.client.post(path, &[("home[last_read_id]", "34"), ("notifications[last_read_id]", "5")]).await.assert(200).json();
        assert_eq!((&two["home"]["version"], &two["notifications"]["version"]), (&json!(2), &json!(1)));
        assert!(two["home"]["updated_at"].as_str() > one["home"]["updated_at"].as_str());
        let both = ann.client.get(&format!("{path}?timeline[]=home&timeline[]=notifications")).await.assert(200).json();
        assert_eq!(both, two);
        assert_eq!(ann.client.get(&format!("{path}?timeline=home")).await.assert(200).json(), json!({"home": two["home"]}));
        for nothing in [path.to_owned(), format!("{path}?timeline[]=public")] {
            assert_eq!(ann.client.get(&nothing).await.assert(200).json(), json!({}));
        }
        ann.client.json(Method::POST, path, &json!({"home": {"last_read_id": "x"}})).await.assert(400);
        assert_eq!(ann.client.json(Method::POST, path, &json!({})).await.assert(200).json(), json!({}));
    }

    async fn preferences_follow_the_profile(app: TestApp) {
        let ann = app.person("ann").await;
        let body = json!({"source": {"privacy": "unlisted", "language": "de", "sensitive": true}});
        ann.client.json(Method::PATCH, "/api/v1/accounts/update_credentials", &body).await.assert(200);
        let now = ann.client.get("/api/v1/preferences").await.assert(200).json();
        let posting = ["visibility", "sensitive", "language"].map(|name| now[format!("posting:default:{name}")].clone());
        assert_eq!(posting, [json!("unlisted"), json!(true), json!("de")]);
    }

    async fn lists_and_markers_go_with_who_leaves(app: TestApp) {
        let (ann, bob, _) = three(&app).await;
        let id = make(&ann, json!({"title": "near", "exclusive": true})).await;
        add(&ann, &id, &[&bob, &ann]).await.assert(200);
        ann.client.json(Method::POST, "/api/v1/markers", &json!({"home": {"last_read_id": "12"}})).await.assert(200);
        kinfolk::accounts::leave(&app.state, ann.account).await.unwrap();
        app.drain_jobs().await;
        let id: kinfolk::core::words::ListId = id.parse().unwrap();
        assert!(kinfolk::graph::lists::all(&app.state, ann.account).await.unwrap().is_empty());
        assert!(kinfolk::edges::all_list_members(&app.state, id).await.unwrap().is_empty());
    }
}
