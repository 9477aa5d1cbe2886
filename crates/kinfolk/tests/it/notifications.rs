//! Notifications: what makes one, who is told, and what takes it back.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Person, TestApp};

const PATH: &str = "/api/v1/notifications";

/// What somebody is told: type and by whom, newest first, after all jobs.
async fn told_at(who: &Person, path: &str) -> Vec<String> {
    who.client.app().drain_jobs().await;
    let list = who.client.get(path).await.assert(200).json();
    let line = |one: &Value| {
        format!("{} {}", one["type"].as_str().unwrap(), one["account"]["username"].as_str().unwrap())
    };
    list.as_array().unwrap().iter().map(line).collect()
}

async fn told(who: &Person) -> Vec<String> {
    told_at(who, PATH).await
}

async fn post(who: &Person, form: &[(&str, &str)]) -> String {
    who.client.app().clock.advance(1);
    let status = who.client.post("/api/v1/statuses", form).await.assert(200).json();
    status["id"].as_str().unwrap().to_owned()
}

async fn on(who: &Person, act: &str, status: &str) {
    who.client.post(&format!("/api/v1/statuses/{status}/{act}"), &[]).await.assert(200);
}

async fn two(app: &TestApp) -> (Person, Person) {
    (app.person("ann").await, app.person("bob").await)
}

fn none() -> Vec<String> {
    Vec::new()
}

both_engines! {
    async fn nobody_is_told_of_who_is_no_id(app: TestApp) {
        let ann = app.person("ann").await;
        for id in ["0", "x"] {
            let path = format!("/api/v1/notifications?account_id={id}");
            assert_eq!(ann.client.get(&path).await.assert(200).json(), serde_json::json!([]));
        }
    }

    async fn what_stands_in_the_query_of_an_act_counts(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let path = format!("/api/v1/accounts/{}/mute?duration=60", bob.id);
        let mute = ann.client.post(&path, &[]).await.assert(200).json();
        assert!(mute["muting_expires_at"].is_string(), "{mute}");
        let mute = ann.client.post(&path, &[("duration", "0")]).await.assert(200).json();
        assert!(mute["muting_expires_at"].is_null(), "the body wins: {mute}");
    }


    async fn one_is_told_what_others_do_once_and_no_more_when_it_is_undone(app: TestApp) {
        let (ann, bob) = two(&app).await;
        let hers = post(&ann, &[("status", "hello")]).await;
        for _ in 0..2 {
            bob.act("follow", &ann).await.assert(200);
            on(&bob, "favourite", &hers).await;
        }
        assert_eq!(told(&ann).await.len(), 2);
        app.clock.advance(1);
        on(&bob, "reblog", &hers).await;
        let reply = post(&bob, &[("status", "@ann hi"), ("in_reply_to_id", &hers)]).await;
        let all = told(&ann).await;
        assert_eq!(all[0], "mention bob");
        let mut sorted = all.clone();
        sorted.sort();
        assert_eq!(sorted, ["favourite bob", "follow bob", "mention bob", "reblog bob"]);
        assert_eq!(told(&bob).await, none(), "one is not told what one does oneself");

        let list = ann.client.get(PATH).await.assert(200).json();
        let mention = &list[0];
        assert_eq!((&mention["status"]["id"], &mention["group_key"]), (&json!(reply), &json!(format!("ungrouped-{}", mention["id"].as_str().unwrap()))));
        let boost = list.as_array().unwrap().iter().find(|one| one["type"] == "reblog").unwrap();
        assert_eq!(boost["status"]["id"], hers.as_str(), "what was boosted");
        let path = format!("{PATH}/{}", mention["id"].as_str().unwrap());
        assert_eq!(&ann.client.get(&path).await.assert(200).json(), mention);
        bob.client.get(&path).await.assert(404);

        bob.act("unfollow", &ann).await.assert(200);
        on(&bob, "unfavourite", &hers).await;
        on(&bob, "unreblog", &hers).await;
        bob.client.delete(&format!("/api/v1/statuses/{reply}")).await.assert(200);
        assert_eq!(told(&ann).await, none());
    }

    async fn requests_are_told_until_they_are_answered(app: TestApp) {
        let (ann, bob) = two(&app).await;
        let locked = json!({ "locked": true });
        ann.client.json(Method::PATCH, "/api/v1/accounts/update_credentials", &locked).await.assert(200);
        bob.client.post(&format!("/api/kinfolk/v1/accounts/{}/friend", ann.id), &[]).await.assert(200);
        assert_eq!(told(&ann).await, ["follow_request bob"]);
        // Types that not every app knows come to those who ask for them.
        let mut all = told_at(&ann, &format!("{PATH}?include_types[]=kinfolk:friend_request")).await;
        all.sort();
        assert_eq!(all, ["follow_request bob", "kinfolk:friend_request bob"]);
        assert_eq!(told_at(&ann, &format!("{PATH}?types[]=kinfolk:friend_request")).await, ["kinfolk:friend_request bob"]);
        ann.client.post(&format!("/api/kinfolk/v1/friend_requests/{}/authorize", bob.id), &[]).await.assert(200);
        assert_eq!(told_at(&ann, &format!("{PATH}?include_types[]=kinfolk:friend_request")).await, ["follow bob"]);
        assert_eq!(told_at(&ann, &format!("{PATH}?types[]=kinfolk:befriended")).await, ["kinfolk:befriended bob"]);
        assert_eq!(told(&bob).await, ["follow ann"]);
    }

    async fn who_asked_is_told_that_they_are_friends_now(app: TestApp) {
        let (ann, bob) = two(&app).await;
        let all = format!("{PATH}?include_types[]=kinfolk:friend_request&include_types[]=kinfolk:friend_accepted&include_types[]=kinfolk:befriended");
        let ask = async |who: &Person, act: &str, whom: &Person| {
            let path = format!("/api/kinfolk/v1/accounts/{}/{act}", whom.id);
            who.client.post(&path, &[]).await.assert(200);
        };
        let sorted = async |who: &Person| {
            let mut told = told_at(who, &all).await;
            told.sort();
            told
        };
        // By accepting, by asking too, and by following back: all of it says yes.
        let answers = [format!("/api/kinfolk/v1/friend_requests/{}/authorize", bob.id), format!("/api/kinfolk/v1/accounts/{}/friend", bob.id), format!("/api/v1/accounts/{}/follow", bob.id)];
        for answer in answers {
            ask(&bob, "friend", &ann).await;
            assert_eq!(sorted(&bob).await, none(), "nobody has answered yet");
            ann.client.post(&answer, &[]).await.assert(200);
            assert_eq!(sorted(&bob).await, ["follow ann", "kinfolk:friend_accepted ann"], "{answer}");
            assert_eq!(told(&bob).await, ["follow ann"], "apps that do not ask for more know of a follow");
            assert_eq!(sorted(&ann).await, ["follow bob", "kinfolk:befriended bob"]);
            let page = app.browser_of(&bob).await.get("/notifications").await.assert(200).text;
            assert!(page.contains("accepted your friend request"), "{page}");
            ask(&ann, "unfriend", &bob).await;
            assert_eq!((sorted(&bob).await, sorted(&ann).await), (none(), none()), "it is not so any more");
        }
        ask(&bob, "friend", &ann).await;
        ann.client.post(&format!("/api/kinfolk/v1/friend_requests/{}/reject", bob.id), &[]).await.assert(200);
        assert_eq!(sorted(&bob).await, none());
        bob.act("unfollow", &ann).await.assert(200);
        for (one, other) in [(&ann, &bob), (&bob, &ann)] {
            one.act("follow", other).await.assert(200);
        }
        assert_eq!(sorted(&bob).await, ["follow ann"], "nobody asked to be friends");
        ask(&bob, "unfriend", &ann).await;
        assert_eq!(sorted(&bob).await, none());
        ask(&bob, "friend", &ann).await;
        bob.act("mute", &ann).await.assert(200);
        ask(&ann, "friend", &bob).await;
        app.drain_jobs().await;
        bob.act("unmute", &ann).await.assert(200);
        assert_eq!(sorted(&bob).await, none(), "they were muted when it happened");
    }

    async fn nobody_is_told_of_people_they_block_or_mute_or_of_what_they_may_not_see(app: TestApp) {
        let (ann, bob) = two(&app).await;
        let cyd = app.person("cyd").await;
        let hers = post(&ann, &[("status", "hello")]).await;
        on(&bob, "favourite", &hers).await;
        assert_eq!(told(&ann).await, ["favourite bob"]);
        ann.act("mute", &bob).await.assert(200);
        assert_eq!(told(&ann).await, none(), "what was told before is hidden as well");
        post(&bob, &[("status", "@ann are you there")]).await;
        bob.act("follow", &ann).await.assert(200);
        app.drain_jobs().await;
        ann.act("unmute", &bob).await.assert(200);
        assert_eq!(told(&ann).await, ["favourite bob"]);
        // Muted, but with notifications.
        let path = format!("/api/v1/accounts/{}/mute", bob.id);
        ann.client.post(&path, &[("notifications", "false")]).await.assert(200);
        assert_eq!(told(&ann).await, ["favourite bob"]);

        ann.act("block", &bob).await.assert(200);
        assert_eq!(told(&ann).await, none());
        // She blocks him, so his mention of her is text; and a mention that cyd may not see is none for him.
        post(&bob, &[("status", "@ann hello")]).await;
        bob.act("block", &cyd).await.assert(200);
        post(&bob, &[("status", "@cyd hello")]).await;
        assert_eq!((told(&ann).await, told(&cyd).await), (none(), none()));
    }

    async fn the_list_is_filtered_and_paged(app: TestApp) {
        let (ann, bob) = two(&app).await;
        let cyd = app.person("cyd").await;
        for n in 0..5 {
            let author = if n % 2 == 0 { &bob } else { &cyd };
            post(author, &[("status", &format!("@ann {n}"))]).await;
            app.drain_jobs().await;
        }
        app.clock.advance(1);
        bob.act("follow", &ann).await.assert(200);
        assert_eq!(told(&ann).await.len(), 6);
        assert_eq!(told_at(&ann, &format!("{PATH}?types[]=follow")).await, ["follow bob"]);
        assert_eq!(told_at(&ann, &format!("{PATH}?exclude_types[]=mention")).await, ["follow bob"]);
        let by_cyd = told_at(&ann, &format!("{PATH}?account_id={}", cyd.id)).await;
        assert_eq!(by_cyd, ["mention cyd", "mention cyd"]);
        assert_eq!(told_at(&ann, &format!("{PATH}?types[]=poll")).await, none());

        let mut path = format!("{PATH}?limit=2&types[]=mention");
        let mut seen = Vec::new();
        loop {
            let page = ann.client.get(&path).await.assert(200);
            let list = page.json();
            seen.extend(list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
            match page.link("next") {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(seen.len(), 5);
        assert!(seen.is_sorted_by(|newer, older| newer > older));
        let up = ann.client.get(&format!("{PATH}?limit=2&min_id={}", seen[4])).await.assert(200).json();
        let ids: Vec<&str> = up.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [seen[2].as_str(), seen[3].as_str()]);
    }

    async fn unread_ones_are_counted_above_the_marker(app: TestApp) {
        let (ann, bob) = two(&app).await;
        for n in 0..3 {
            post(&bob, &[("status", &format!("@ann {n}"))]).await;
            app.drain_jobs().await;
        }
        let unread = async |query: &str| {
            let path = format!("{PATH}/unread_count{query}");
            ann.client.get(&path).await.assert(200).json()["count"].as_i64().unwrap()
        };
        assert_eq!((unread("").await, unread("?limit=2").await), (3, 2));
        let list = ann.client.get(PATH).await.assert(200).json();
        let read = json!({"notifications": {"last_read_id": list[1]["id"]}});
        ann.client.json(Method::POST, "/api/v1/markers", &read).await.assert(200);
        assert_eq!(unread("").await, 1);
    }

    async fn they_are_dismissed_and_cleared_by_their_owner(app: TestApp) {
        let (ann, bob) = two(&app).await;
        for n in 0..3 {
            post(&bob, &[("status", &format!("@ann {n}"))]).await;
        }
        assert_eq!(told(&ann).await.len(), 3);
        let id = ann.client.get(PATH).await.json()[0]["id"].as_str().unwrap().to_owned();
        bob.client.post(&format!("{PATH}/{id}/dismiss"), &[]).await.assert(404);
        ann.client.post(&format!("{PATH}/{id}/dismiss"), &[]).await.assert(200);
        ann.client.post(&format!("{PATH}/{id}/dismiss"), &[]).await.assert(404);
        ann.client.get(&format!("{PATH}/{id}")).await.assert(404);
        bob.client.post(&format!("{PATH}/clear"), &[]).await.assert(200);
        assert_eq!(told(&ann).await.len(), 2);
        ann.client.post(&format!("{PATH}/clear"), &[]).await.assert(200);
        assert_eq!(told(&ann).await, none());
        for scopes in ["read:statuses", "write"] {
            app.limited(&ann, scopes).await.get(PATH).await.assert(403);
        }
        app.anon().get(PATH).await.assert(401);
    }

    async fn nothing_is_told_by_or_to_who_has_left(app: TestApp) {
        let (ann, bob) = two(&app).await;
        let hers = post(&ann, &[("status", "hello")]).await;
        on(&bob, "favourite", &hers).await;
        bob.act("follow", &ann).await.assert(200);
        assert_eq!(told(&ann).await.len(), 2);
        kinfolk::accounts::leave(&app.state, bob.account).await.unwrap();
        assert_eq!(told(&ann).await, none());
        kinfolk::accounts::leave(&app.state, ann.account).await.unwrap();
        app.drain_jobs().await;
    }
}
