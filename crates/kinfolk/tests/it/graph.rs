//! Following and blocking by API: what changes, who sees it, and that nothing races.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};

use crate::support::{Person, names};

/// `followers` and `following` of an account as a client sees them, and both counts and friends.
async fn graph_of(of: &Person) -> (Vec<String>, Vec<String>, [i64; 3]) {
    let followers = of.client.get(&format!("/api/v1/accounts/{}/followers", of.id)).await.assert(200);
    let following = of.client.get(&format!("/api/v1/accounts/{}/following", of.id)).await.assert(200);
    (names(&followers.json()), names(&following.json()), counts(of).await)
}

/// Followers, following, friends.
async fn counts(of: &Person) -> [i64; 3] {
    let account = of.client.get(&format!("/api/v1/accounts/{}", of.id)).await.assert(200).json();
    [&account["followers_count"], &account["following_count"], &account["kinfolk"]["friends_count"]]
        .map(|count| count.as_i64().unwrap())
}

async fn blocked_count(of: &Person) -> i64 {
    let own = of.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
    own["kinfolk"]["blocked_count"].as_i64().unwrap()
}

async fn relation(viewer: &Person, other: &Person) -> Value {
    let answer = viewer.client.get(&format!("/api/v1/accounts/relationships?id[]={}", other.id)).await;
    answer.assert(200).json()[0].clone()
}

fn lists(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

both_engines! {
    async fn follow_and_unfollow_show_in_counts_and_lists_at_each_step(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        assert_eq!(graph_of(&john).await, (lists(&[]), lists(&[]), [0, 0, 0]));
        assert_eq!(graph_of(&susan).await, (lists(&[]), lists(&[]), [0, 0, 0]));

        let answer = john.act("follow", &susan).await.assert(200).json();
        assert_eq!((&answer["following"], &answer["followed_by"]), (&json!(true), &json!(false)));
        assert_eq!(graph_of(&john).await, (lists(&[]), lists(&["susan"]), [0, 1, 0]));
        assert_eq!(graph_of(&susan).await, (lists(&["john"]), lists(&[]), [1, 0, 0]));
        assert_eq!(relation(&susan, &john).await["followed_by"], true);

        let answer = susan.act("follow", &john).await.assert(200).json();
        assert_eq!(answer["kinfolk"]["friend"], true);
        assert_eq!(graph_of(&john).await, (lists(&["susan"]), lists(&["susan"]), [1, 1, 1]));
        assert_eq!(graph_of(&susan).await, (lists(&["john"]), lists(&["john"]), [1, 1, 1]));

        let answer = john.act("unfollow", &susan).await.assert(200).json();
        assert_eq!((&answer["following"], &answer["followed_by"]), (&json!(false), &json!(true)));
        assert_eq!(answer["kinfolk"]["friend"], false);
        assert_eq!(graph_of(&john).await, (lists(&["susan"]), lists(&[]), [1, 0, 0]));
        assert_eq!(graph_of(&susan).await, (lists(&[]), lists(&["john"]), [0, 1, 0]));

        susan.act("unfollow", &john).await.assert(200);
        assert_eq!(graph_of(&john).await, (lists(&[]), lists(&[]), [0, 0, 0]));
        assert_eq!(graph_of(&susan).await, (lists(&[]), lists(&[]), [0, 0, 0]));
    }

    async fn repeating_an_act_changes_nothing(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        for _ in 0..2 {
            john.act("follow", &susan).await.assert(200);
            assert_eq!(graph_of(&john).await, (lists(&[]), lists(&["susan"]), [0, 1, 0]));
        }
        for _ in 0..2 {
            john.act("unfollow", &susan).await.assert(200);
            assert_eq!(counts(&john).await, [0, 0, 0]);
            assert_eq!(counts(&susan).await, [0, 0, 0]);
        }
        for _ in 0..2 {
            john.act("block", &susan).await.assert(200);
            assert_eq!(blocked_count(&john).await, 1);
        }
        for _ in 0..2 {
            john.act("unblock", &susan).await.assert(200);
            assert_eq!(blocked_count(&john).await, 0);
        }
    }

    async fn nobody_relates_to_themselves_or_to_nobody(app: TestApp) {
        let john = app.person("john").await;
        for act in ["follow", "unfollow", "block", "unblock"] {
            let answer = john.act(act, &john).await.assert(422).json();
            assert_eq!(answer["error"], format!("You cannot {act} yourself"));
            for nobody in ["1", "0", "x", "99999999999999999999"] {
                john.client.post(&format!("/api/v1/accounts/{nobody}/{act}"), &[]).await.assert(404);
            }
        }
        assert_eq!(counts(&john).await, [0, 0, 0]);
    }

    async fn a_block_ends_follows_both_ways_and_forbids_new_ones(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        john.act("follow", &susan).await.assert(200);
        susan.act("follow", &john).await.assert(200);
        let answer = john.act("block", &susan).await.assert(200).json();
        let told = |value: &Value| {
            ["following", "followed_by", "blocking", "blocked_by"].map(|name| value[name].as_bool().unwrap())
        };
        assert_eq!(told(&answer), [false, false, true, false]);
        assert_eq!(told(&relation(&susan, &john).await), [false, false, false, true]);
        assert_eq!(graph_of(&john).await, (lists(&[]), lists(&[]), [0, 0, 0]));
        assert_eq!(graph_of(&susan).await, (lists(&[]), lists(&[]), [0, 0, 0]));
        assert_eq!((blocked_count(&john).await, blocked_count(&susan).await), (1, 0));

        let blocker = john.act("follow", &susan).await.assert(403).json();
        assert!(blocker["error"].as_str().unwrap().contains("You block this account"), "{blocker}");
        let blocked = susan.act("follow", &john).await.assert(403).json();
        assert!(blocked["error"].as_str().unwrap().contains("blocks you"), "{blocked}");
        assert_eq!(counts(&john).await, [0, 0, 0]);

        john.act("unblock", &susan).await.assert(200);
        assert_eq!(told(&relation(&john, &susan).await), [false; 4]);
        susan.act("follow", &john).await.assert(200);
        assert_eq!(counts(&john).await, [1, 0, 0]);
    }

    async fn a_block_hides_each_from_the_other(app: TestApp) {
        let (john, susan, mary) =
            (app.person("john").await, app.person("susan").await, app.person("mary").await);
        for one in [&john, &susan] {
            one.act("follow", &mary).await.assert(200);
            mary.act("follow", one).await.assert(200);
        }
        john.act("block", &susan).await.assert(200);

        // The blocked one finds nothing of the blocker.
        for path in ["", "/followers", "/following"] {
            susan.client.get(&format!("/api/v1/accounts/{}{path}", john.id)).await.assert(404);
        }
        susan.client.get("/api/v1/accounts/lookup?acct=john").await.assert(404);
        let some = susan.client.get(&format!("/api/v1/accounts?id[]={}&id[]={}", john.id, mary.id)).await;
        assert_eq!(names(&some.assert(200).json()), ["mary"]);
        for query in ["john", "joh", "@john"] {
            let found = susan.client.get(&format!("/api/v2/search?q={query}&type=accounts")).await.assert(200);
            assert_eq!(names(&found.json()["accounts"]), lists(&[]), "{query}");
        }

        // The blocker still finds the profile, to be able to unblock, and no more.
        john.client.get(&format!("/api/v1/accounts/{}", susan.id)).await.assert(200);
        john.client.get("/api/v1/accounts/lookup?acct=susan").await.assert(200);
        for list in ["followers", "following"] {
            john.client.get(&format!("/api/v1/accounts/{}/{list}", susan.id)).await.assert(404);
        }
        let found = john.client.get("/api/v2/search?q=susan").await.assert(200);
        assert_eq!(names(&found.json()["accounts"]), ["susan"]);
        let found = john.client.get("/api/v2/search?q=susa").await.assert(200);
        assert_eq!(names(&found.json()["accounts"]), lists(&[]));

        // Neither stands in lists that the other sees; counters are not per viewer.
        for list in ["followers", "following"] {
            let path = format!("/api/v1/accounts/{}/{list}", mary.id);
            assert_eq!(names(&john.client.get(&path).await.assert(200).json()), ["john"]);
            assert_eq!(names(&susan.client.get(&path).await.assert(200).json()), ["susan"]);
            assert_eq!(names(&mary.client.get(&path).await.assert(200).json()), ["susan", "john"]);
            assert_eq!(names(&app.anon().get(&path).await.assert(200).json()), ["susan", "john"]);
        }
        let seen = john.client.get(&format!("/api/v1/accounts/{}", mary.id)).await.assert(200).json();
        assert_eq!((&seen["followers_count"], &seen["following_count"]), (&json!(2), &json!(2)));

        john.act("unblock", &susan).await.assert(200);
        susan.client.get(&format!("/api/v1/accounts/{}", john.id)).await.assert(200);
    }

    async fn ones_own_lists_can_include_the_blocked(app: TestApp) {
        let john = app.person("john").await;
        let [followed, follower, friend, stranger, kept] =
            [app.person("followed").await, app.person("follower").await, app.person("friend").await,
             app.person("stranger").await, app.person("kept").await];
        for target in [&followed, &friend, &kept] {
            john.act("follow", target).await.assert(200);
        }
        for source in [&follower, &friend, &kept] {
            source.act("follow", &john).await.assert(200);
        }
        for target in [&followed, &follower, &friend, &stranger] {
            john.act("block", target).await.assert(200);
        }
        let list = async |viewer: &Person, list: &str| {
            let path = format!("/api/v1/accounts/{}/{list}", john.id);
            names(&viewer.client.get(&path).await.assert(200).json())
        };
        assert_eq!(list(&john, "following").await, ["kept"]);
        assert_eq!(list(&john, "followers").await, ["kept"]);
        let all = ["stranger", "friend", "follower", "followed", "kept"];
        assert_eq!(list(&john, "following?include_blocked=true").await, all);
        assert_eq!(list(&john, "followers?include_blocked=true").await, ["friend", "follower", "kept"]);
        assert_eq!(list(&john, "following?include_blocked=false").await, ["kept"]);
        assert_eq!(list(&kept, "following?include_blocked=true").await, ["kept"]);
        assert_eq!(list(&kept, "followers?include_blocked=true").await, ["kept"]);
        let blocks = john.client.get("/api/v1/blocks").await.assert(200).json();
        assert_eq!(names(&blocks), all[..4]);
        assert_eq!(blocked_count(&john).await, 4);
        let path = format!("/api/v1/accounts/{}/following?include_blocked=maybe", john.id);
        john.client.get(&path).await.assert(400);
    }

    async fn the_list_of_blocks_is_ones_own_and_pages(app: TestApp) {
        let john = app.person("john").await;
        for n in 0..7 {
            john.act("block", &app.person(&format!("p{n}")).await).await.assert(200);
        }
        let page = john.client.get("/api/v1/blocks?limit=5").await.assert(200);
        assert_eq!(names(&page.json()), ["p6", "p5", "p4", "p3", "p2"]);
        let rest = john.client.get(&page.link("next").unwrap()).await.assert(200);
        assert_eq!(names(&rest.json()), ["p1", "p0"]);
        assert_eq!(rest.link("next"), None);
        app.anon().get("/api/v1/blocks").await.assert(401);
        let other = app.person("other").await;
        assert_eq!(other.client.get("/api/v1/blocks").await.assert(200).json(), json!([]));
    }

    async fn lists_page_by_edge_in_both_directions(app: TestApp) {
        let star = app.person("star").await;
        let mut expected = Vec::new();
        for n in 0..9 {
            let fan = app.person(&format!("fan{n}")).await;
            fan.act("follow", &star).await.assert(200);
            expected.insert(0, format!("fan{n}"));
        }
        let first = format!("/api/v1/accounts/{}/followers?limit=2", star.id);
        let (mut down, mut at, mut up) = (Vec::new(), Some(first.clone()), None);
        while let Some(path) = at {
            let page = app.anon().get(&path).await.assert(200);
            assert!(!page.json().as_array().unwrap().is_empty(), "{path} is empty");
            down.extend(names(&page.json()));
            (at, up) = (page.link("next"), page.link("prev"));
        }
        assert_eq!(down, expected);
        // Back up from the last page; what stands above it is met once and in order.
        let mut above = Vec::new();
        while let Some(path) = up {
            let page = app.anon().get(&path).await.assert(200);
            let met = names(&page.json());
            if met.is_empty() {
                break;
            }
            assert!(page.link("next").is_some(), "{path} has older pages");
            above.splice(0..0, met);
            up = page.link("prev");
        }
        assert_eq!(above, expected[..8]);
        let bottom = app.anon().get(&format!("{first}&min_id=0")).await.assert(200);
        assert_eq!(names(&bottom.json()), ["fan1", "fan0"]);
        assert_eq!(bottom.link("next"), None);
        let all = app.anon().get(&first.replace("limit=2", "limit=9")).await.assert(200);
        assert_eq!((names(&all.json()), all.link("next")), (expected, None));
    }

    async fn a_page_of_blocked_people_is_passed_over(app: TestApp) {
        let (star, john) = (app.person("star").await, app.person("john").await);
        for n in 0..7 {
            let fan = app.person(&format!("fan{n}")).await;
            fan.act("follow", &star).await.assert(200);
            if n > 0 {
                john.act("block", &fan).await.assert(200);
            }
        }
        let path = format!("/api/v1/accounts/{}/followers?limit=2", star.id);
        let page = john.client.get(&path).await.assert(200);
        assert_eq!((names(&page.json()), page.link("next")), (lists(&["fan0"]), None));
        assert_eq!(names(&app.anon().get(&path).await.assert(200).json()), ["fan6", "fan5"]);
    }

    async fn a_follow_has_settings_that_stay_until_they_are_changed(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let path = format!("/api/v1/accounts/{}/follow", susan.id);
        let told = |value: &Value| {
            (value["showing_reblogs"].clone(), value["notifying"].clone(), value["languages"].clone())
        };
        let plain = john.client.post(&path, &[]).await.assert(200).json();
        assert_eq!(told(&plain), (json!(true), json!(false), json!(null)));
        let form = [("reblogs", "false"), ("languages[]", "de"), ("languages[]", "EN")];
        let changed = john.client.post(&path, &form).await.assert(200).json();
        assert_eq!(told(&changed), (json!(false), json!(false), json!(["de", "en"])));
        let body = json!({"notify": true});
        let changed = john.client.json(Method::POST, &path, &body).await.assert(200).json();
        assert_eq!(told(&changed), (json!(false), json!(true), json!(["de", "en"])));
        let body = json!({"languages": []});
        let changed = john.client.json(Method::POST, &path, &body).await.assert(200).json();
        assert_eq!(told(&changed), (json!(false), json!(true), json!(null)));
        let bad = john.client.post(&path, &[("languages[]", "klingon")]).await.assert(422).json();
        assert!(bad["error"].as_str().unwrap().contains("Languages"), "{bad}");
        john.client.post(&path, &[("reblogs", "perhaps")]).await.assert(400);
        assert_eq!(counts(&john).await, [0, 1, 0]);
        let following = kinfolk::edges::following(&app.state, john.account).await.unwrap();
        assert!(following.contains(susan.account) && !following.shows_reblogs(susan.account));
    }

    async fn relationships_are_told_in_the_order_asked(app: TestApp) {
        let (john, susan, mary) =
            (app.person("john").await, app.person("susan").await, app.person("mary").await);
        mary.act("follow", &john).await.assert(200);
        let path = format!(
            "/api/v1/accounts/relationships?id[]={}&id[]=1&id[]={}&id[]={}&id[]=x&id[]={}",
            mary.id, susan.id, john.id, mary.id
        );
        let told = john.client.get(&path).await.assert(200).json();
        let ids: Vec<&str> = told.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [&mary.id, &susan.id, &john.id]);
        let fields: BTreeSet<&str> = told[1].as_object().unwrap().keys().map(String::as_str).collect();
        let expected = BTreeSet::from([
            "id", "following", "showing_reblogs", "notifying", "languages", "followed_by", "blocking", "blocked_by",
            "muting", "muting_notifications", "muting_expires_at", "requested", "requested_by", "domain_blocking",
            "endorsed", "note", "kinfolk",
        ]);
        assert_eq!(fields, expected);
        assert_eq!((&told[0]["followed_by"], &told[1]["followed_by"]), (&json!(true), &json!(false)));
        assert_eq!(told[0]["kinfolk"], json!({"friend": false, "friend_requested": false, "friend_requested_by": false}));
        let alone = john.client.get(&format!("/api/v1/accounts/relationships?id={}", mary.id)).await.assert(200);
        assert_eq!(alone.json()[0]["id"], *mary.id);
        let none = john.client.get("/api/v1/accounts/relationships").await.assert(200);
        assert_eq!(none.json(), json!([]));
        app.anon().get(&path).await.assert(401);
    }

    async fn a_token_does_what_its_scopes_allow(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let reader = app.limited(&john, "read").await;
        for act in ["follow", "unfollow", "block", "unblock"] {
            let path = format!("/api/v1/accounts/{}/{act}", susan.id);
            reader.post(&path, &[]).await.assert(403);
            app.anon().post(&path, &[]).await.assert(401);
        }
        let writer = app.limited(&john, "write:follows").await;
        writer.post(&format!("/api/v1/accounts/{}/follow", susan.id), &[]).await.assert(200);
        writer.post(&format!("/api/v1/accounts/{}/block", susan.id), &[]).await.assert(403);
        writer.get("/api/v1/blocks").await.assert(403);
        writer.get(&format!("/api/v1/accounts/relationships?id={}", susan.id)).await.assert(403);
    }
}
