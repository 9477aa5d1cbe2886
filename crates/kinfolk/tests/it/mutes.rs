//! Muting, notes, endorsements, familiar followers, blocked domains: what only oneself sees, or shows.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Person, names};

async fn relation(viewer: &Person, other: &Person) -> Value {
    let answer = viewer.client.get(&format!("/api/v1/accounts/relationships?id[]={}", other.id)).await;
    answer.assert(200).json()[0].clone()
}

async fn post(who: &Person, text: &str) -> String {
    // Within a millisecond ids are in no order.
    who.client.app().clock.advance(1);
    let status = who.client.post("/api/v1/statuses", &[("status", text)]).await.assert(200).json();
    status["id"].as_str().unwrap().to_owned()
}

/// The ids of a list of statuses.
async fn ids(who: &Person, path: &str) -> Vec<String> {
    let list = who.client.get(path).await.assert(200).json();
    list.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().to_owned()).collect()
}

const HOME: &str = "/api/v1/timelines/home";
const PUBLIC: &str = "/api/v1/timelines/public";

both_engines! {
    async fn a_mute_hides_somebody_from_timelines_and_from_nothing_else(app: TestApp) {
        let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
        for other in [&bob, &cyd] {
            ann.act("follow", other).await.assert(200);
        }
        let his = post(&bob, "mine").await;
        let names_him = post(&cyd, "hello @bob").await;
        let hers = post(&cyd, "fine").await;
        cyd.client.post(&format!("/api/v1/statuses/{his}/reblog"), &[]).await.assert(200);
        bob.client.post(&format!("/api/v1/statuses/{hers}/reblog"), &[]).await.assert(200);
        assert!(ids(&ann, HOME).await.contains(&his));

        let now = ann.act("mute", &bob).await.assert(200).json();
        assert_eq!([&now["muting"], &now["muting_notifications"], &now["muting_expires_at"]], [&json!(true), &json!(true), &Value::Null]);
        assert_eq!(now["following"], true);
        for path in [HOME, PUBLIC] {
            assert_eq!(ids(&ann, path).await, std::slice::from_ref(&hers), "{path}");
        }
        // He is not told, and can be looked at.
        assert_eq!(relation(&bob, &ann).await["muting"], false);
        ann.client.get(&format!("/api/v1/statuses/{his}")).await.assert(200);
        ann.client.get(&format!("/api/v1/statuses/{names_him}")).await.assert(200);
        assert!(ids(&ann, &format!("/api/v1/accounts/{}/statuses", bob.id)).await.contains(&his));
        assert_eq!(names(&ann.client.get("/api/v1/mutes").await.assert(200).json()), ["bob"]);

        ann.act("unmute", &bob).await.assert(200);
        assert!(ids(&ann, HOME).await.contains(&his));
        assert_eq!(names(&ann.client.get("/api/v1/mutes").await.assert(200).json()), Vec::<String>::new());
        ann.act("unmute", &bob).await.assert(200);
    }

    async fn a_mute_ends_by_the_clock(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        ann.act("follow", &bob).await.assert(200);
        let his = post(&bob, "mine").await;
        let end = base::rfc3339(app.clock.now_ms() + 60_000);
        let form = [("duration", "60"), ("notifications", "false")];
        let now = ann.client.post(&format!("/api/v1/accounts/{}/mute", bob.id), &form).await.assert(200).json();
        assert_eq!([&now["muting_notifications"], &now["muting_expires_at"]], [&json!(false), &json!(end)]);
        let muted = ann.client.get("/api/v1/mutes").await.assert(200).json();
        assert_eq!(muted[0]["mute_expires_at"], end);
        app.clock.advance(59_999);
        assert_eq!(ids(&ann, HOME).await, Vec::<String>::new());
        app.clock.advance(1);
        assert_eq!(ids(&ann, HOME).await, [his]);
        assert_eq!(relation(&ann, &bob).await["muting"], false);
        assert_eq!(ann.client.get("/api/v1/mutes").await.assert(200).json(), json!([]));
        app.clock.advance(3_600_000);
        app.drain_jobs().await;
        assert_eq!(relation(&ann, &bob).await["muting"], false);
        for bad in ["-1", "x", "99999999999999"] {
            let form = [("duration", bad)];
            let refused = ann.client.post(&format!("/api/v1/accounts/{}/mute", bob.id), &form).await;
            assert!(refused.json()["error"].as_str().unwrap().to_lowercase().contains("duration"), "{bad}");
        }
        let own = ann.act("mute", &ann).await.assert(422).json();
        assert_eq!(own["error"], "You cannot mute yourself");
    }

    async fn whoever_names_somebody_parted_from_me_is_not_there_for_me(app: TestApp) {
        let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
        let (said, own) = (post(&cyd, "hello @bob").await, post(&ann, "dear @bob").await);
        let first = post(&cyd, "a thread").await;
        let form = [("status", "and @bob"), ("in_reply_to_id", first.as_str())];
        cyd.client.post("/api/v1/statuses", &form).await.assert(200);
        bob.act("block", &ann).await.assert(200);
        ann.client.get(&format!("/api/v1/statuses/{said}")).await.assert(404);
        ann.client.get(&format!("/api/v1/statuses/{own}")).await.assert(200);
        assert!(!ids(&ann, PUBLIC).await.contains(&said));
        assert!(!ids(&ann, &format!("/api/v1/accounts/{}/statuses", cyd.id)).await.contains(&said));
        let around = ann.client.get(&format!("/api/v1/statuses/{first}/context")).await.assert(200).json();
        assert_eq!(around["descendants"], json!([]));
        cyd.client.get(&format!("/api/v1/statuses/{said}")).await.assert(200);
        bob.act("unblock", &ann).await.assert(200);
        ann.client.get(&format!("/api/v1/statuses/{said}")).await.assert(200);
    }

    async fn home_has_only_the_languages_that_are_wanted(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let path = format!("/api/v1/accounts/{}/follow", bob.id);
        ann.client.post(&path, &[("languages[]", "de")]).await.assert(200);
        for (text, language) in [("hallo", "de"), ("hello", "en")] {
            bob.client.post("/api/v1/statuses", &[("status", text), ("language", language)]).await.assert(200);
        }
        assert_eq!(ids(&ann, HOME).await.len(), 1);
        ann.client.post(&path, &[("languages[]", "")]).await.assert(200);
        assert_eq!(ids(&ann, HOME).await.len(), 2);
    }

    async fn a_note_is_for_oneself(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let path = format!("/api/v1/accounts/{}/note", bob.id);
        for text in ["met at the lake", "has a dog"] {
            assert_eq!(ann.client.post(&path, &[("comment", text)]).await.assert(200).json()["note"], text);
        }
        assert_eq!(relation(&bob, &ann).await["note"], "");
        let long = "x".repeat(2_001);
        let refused = ann.client.post(&path, &[("comment", &long)]).await.assert(422).json();
        assert!(refused["error"].as_str().unwrap().contains("omment"), "{refused}");
        assert_eq!(relation(&ann, &bob).await["note"], "has a dog");
        assert_eq!(ann.client.post(&path, &[]).await.assert(200).json()["note"], "");
    }

    async fn one_endorses_whom_one_follows(app: TestApp) {
        let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
        ann.act("endorse", &bob).await.assert(422);
        ann.act("follow", &bob).await.assert(200);
        assert_eq!(ann.act("pin", &bob).await.assert(200).json()["endorsed"], true);
        assert_eq!(names(&ann.client.get("/api/v1/endorsements").await.assert(200).json()), ["bob"]);
        let path = format!("/api/v1/accounts/{}/endorsements", ann.id);
        assert_eq!(names(&cyd.client.get(&path).await.assert(200).json()), ["bob"]);
        ann.act("unfollow", &bob).await.assert(200);
        assert_eq!(relation(&ann, &bob).await["endorsed"], false);
        assert_eq!(cyd.client.get(&path).await.assert(200).json(), json!([]));
    }

    async fn familiar_followers_are_those_i_follow(app: TestApp) {
        let (ann, bob, cyd, dan) =
            (app.person("ann").await, app.person("bob").await, app.person("cyd").await, app.person("dan").await);
        for (one, other) in [(&ann, &bob), (&bob, &cyd), (&dan, &cyd), (&ann, &cyd)] {
            one.act("follow", other).await.assert(200);
        }
        let path = format!("/api/v1/accounts/familiar_followers?id[]={}&id[]={}", cyd.id, dan.id);
        let familiar = ann.client.get(&path).await.assert(200).json();
        assert_eq!(familiar[0]["id"], cyd.id.as_str());
        assert_eq!((names(&familiar[0]["accounts"]), familiar[1]["accounts"].clone()), (vec!["bob".to_owned()], json!([])));
        let hidden = json!({ "hide_collections": true });
        bob.client.json(Method::PATCH, "/api/v1/accounts/update_credentials", &hidden).await.assert(200);
        assert_eq!(ann.client.get(&path).await.assert(200).json()[0]["accounts"], json!([]));
    }

    async fn domains_are_blocked_and_listed(app: TestApp) {
        let ann = app.person("ann").await;
        let path = "/api/v1/domain_blocks";
        for domain in ["Bad.example", "worse.example", "bad.example"] {
            ann.client.post(path, &[("domain", domain)]).await.assert(200);
        }
        assert_eq!(ann.client.get(path).await.assert(200).json(), json!(["worse.example", "bad.example"]));
        ann.client.delete(&format!("{path}?domain=worse.example")).await.assert(200);
        ann.client.form(Method::DELETE, path, &[("domain", "nobody.example")], &[]).await.assert(200);
        assert_eq!(ann.client.get(path).await.assert(200).json(), json!(["bad.example"]));
        ann.client.post(path, &[("domain", "no domain")]).await.assert(422);
        ann.client.post(path, &[]).await.assert(400);
        ann.client.get(&format!("{path}/preview?domain=bad.example")).await.assert(200);
    }
}
