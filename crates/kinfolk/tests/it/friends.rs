//! Requests to follow, friends, removing followers, and the lists of them.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Person, TestApp, names};

/// Locks an account, or unlocks it.
async fn lock(who: &Person, locked: bool) {
    let locked = json!({ "locked": locked });
    who.client.json(Method::PATCH, "/api/v1/accounts/update_credentials", &locked).await.assert(200);
}

/// Does something to somebody under `/api/kinfolk/v1/accounts`.
async fn friend_act(who: &Person, act: &str, other: &Person) -> crate::support::Answer {
    who.client.post(&format!("/api/kinfolk/v1/accounts/{}/{act}", other.id), &[]).await
}

async fn answer(who: &Person, kind: &str, act: &str, other: &Person) -> crate::support::Answer {
    who.client.post(&format!("/api/{kind}/{}/{act}", other.id), &[]).await
}

const FOLLOWS: &str = "v1/follow_requests";
const FRIENDS: &str = "kinfolk/v1/friend_requests";

async fn list(who: &Person, path: &str) -> Vec<String> {
    names(&who.client.get(path).await.assert(200).json())
}

/// Followers, following, friends.
async fn counts(of: &Person) -> [i64; 3] {
    let account = of.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
    [&account["followers_count"], &account["following_count"], &account["kinfolk"]["friends_count"]]
        .map(|count| count.as_i64().unwrap())
}

async fn waiting(of: &Person) -> i64 {
    let account = of.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
    account["source"]["follow_requests_count"].as_i64().unwrap()
}

/// `following`, `followed_by`, `requested`, `requested_by`, and of kinfolk's `friend`, `friend_requested`,
/// `friend_requested_by`: the initials of what is true.
fn told(relationship: &Value) -> String {
    let kinfolk = &relationship["kinfolk"];
    [
        ("following", &relationship["following"]),
        ("followed_by", &relationship["followed_by"]),
        ("requested", &relationship["requested"]),
        ("requested_by", &relationship["requested_by"]),
        ("friend", &kinfolk["friend"]),
        ("asked", &kinfolk["friend_requested"]),
        ("asked_by", &kinfolk["friend_requested_by"]),
    ]
    .iter()
    .filter(|(_, flag)| flag.as_bool().unwrap())
    .map(|(name, _)| *name)
    .collect::<Vec<_>>()
    .join(" ")
}

async fn relation(viewer: &Person, other: &Person) -> String {
    let path = format!("/api/v1/accounts/relationships?id[]={}", other.id);
    told(&viewer.client.get(&path).await.assert(200).json()[0])
}

async fn two(app: &TestApp) -> (Person, Person) {
    (app.person("john").await, app.person("susan").await)
}

both_engines! {
    async fn a_locked_account_is_asked_and_lets_in(app: TestApp) {
        let (john, susan) = two(&app).await;
        lock(&susan, true).await;
        assert_eq!(told(&john.act("follow", &susan).await.assert(200).json()), "requested");
        assert_eq!(relation(&susan, &john).await, "requested_by");
        assert_eq!((counts(&john).await, counts(&susan).await), ([0; 3], [0; 3]));
        assert_eq!(waiting(&susan).await, 1);
        assert_eq!(list(&susan, "/api/v1/follow_requests").await, ["john"]);
        assert_eq!(list(&john, "/api/v1/follow_requests/outgoing").await, ["susan"]);
        // Asking again changes nothing.
        assert_eq!(told(&john.act("follow", &susan).await.assert(200).json()), "requested");
        assert_eq!(told(&answer(&susan, FOLLOWS, "authorize", &john).await.assert(200).json()), "followed_by");
        assert_eq!((counts(&john).await, counts(&susan).await), ([0, 1, 0], [1, 0, 0]));
        assert_eq!((waiting(&susan).await, list(&susan, "/api/v1/follow_requests").await.len()), (0, 0));
        for act in ["authorize", "reject"] {
            answer(&susan, FOLLOWS, act, &john).await.assert(404);
        }
    }

    async fn unlocking_lets_everybody_in_who_waits(app: TestApp) {
        let (john, susan) = two(&app).await;
        let (kim, leo) = (app.person("kim").await, app.person("leo").await);
        lock(&susan, true).await;
        for asking in [&john, &kim, &leo] {
            asking.act("follow", &susan).await.assert(200);
        }
        friend_act(&kim, "friend", &susan).await.assert(200);
        kinfolk::accounts::suspend(&app.state, leo.account).await.unwrap();
        lock(&susan, false).await;
        // Whoever asks once more need not wait.
        assert_eq!(told(&john.act("follow", &susan).await.assert(200).json()), "following");
        app.drain_jobs().await;
        assert_eq!(relation(&kim, &susan).await, "following asked");
        assert_eq!(counts(&susan).await, [2, 0, 0]);
        kinfolk::accounts::unsuspend(&app.state, leo.account).await.unwrap();
        assert_eq!(relation(&leo, &susan).await, "requested", "who was suspended waits on");
        assert_eq!(waiting(&susan).await, 1);
    }

    async fn whoever_locks_again_lets_nobody_in(app: TestApp) {
        let (john, susan) = two(&app).await;
        lock(&susan, true).await;
        john.act("follow", &susan).await.assert(200);
        lock(&susan, false).await;
        lock(&susan, true).await;
        app.drain_jobs().await;
        assert_eq!(relation(&john, &susan).await, "requested");
    }

    async fn a_request_is_rejected_or_taken_back(app: TestApp) {
        let (john, susan) = two(&app).await;
        lock(&susan, true).await;
        john.act("follow", &susan).await.assert(200);
        assert_eq!(told(&answer(&susan, FOLLOWS, "reject", &john).await.assert(200).json()), "");
        assert_eq!((relation(&john, &susan).await, waiting(&susan).await), (String::new(), 0));

        john.act("follow", &susan).await.assert(200);
        assert_eq!(told(&john.act("unfollow", &susan).await.assert(200).json()), "");
        assert_eq!((relation(&susan, &john).await, waiting(&susan).await), (String::new(), 0));
        assert_eq!(list(&susan, "/api/v1/follow_requests").await, Vec::<String>::new());
    }

    async fn how_one_asked_to_follow_is_how_one_follows(app: TestApp) {
        let (john, susan) = two(&app).await;
        lock(&susan, true).await;
        let path = format!("/api/v1/accounts/{}/follow", susan.id);
        john.client.post(&path, &[("reblogs", "false"), ("languages[]", "de")]).await.assert(200);
        john.client.post(&path, &[("notify", "true")]).await.assert(200);
        answer(&susan, FOLLOWS, "authorize", &john).await.assert(200);
        let now = john.client.get(&format!("/api/v1/accounts/relationships?id[]={}", susan.id)).await.json()[0].clone();
        let how = [&now["showing_reblogs"], &now["notifying"], &now["languages"]];
        assert_eq!(how, [&json!(false), &json!(true), &json!(["de"])]);
    }

    async fn a_block_ends_requests_of_both_kinds_in_both_directions(app: TestApp) {
        let (john, susan) = two(&app).await;
        lock(&susan, true).await;
        friend_act(&john, "friend", &susan).await.assert(200);
        assert_eq!(relation(&susan, &john).await, "requested_by asked_by");
        susan.act("block", &john).await.assert(200);
        assert_eq!((relation(&susan, &john).await, waiting(&susan).await), (String::new(), 0));
        for path in ["/api/v1/follow_requests", "/api/kinfolk/v1/friend_requests"] {
            assert_eq!(list(&susan, path).await, Vec::<String>::new());
        }
        let refused = friend_act(&john, "friend", &susan).await.assert(403).json();
        assert!(refused["error"].as_str().unwrap().contains("blocks you"), "{refused}");
        friend_act(&susan, "friend", &john).await.assert(403);
    }

    async fn friends_are_asked_accepted_and_ended(app: TestApp) {
        let (john, susan) = two(&app).await;
        assert_eq!(told(&friend_act(&john, "friend", &susan).await.assert(200).json()), "following asked");
        assert_eq!(relation(&susan, &john).await, "followed_by asked_by");
        assert_eq!(list(&susan, "/api/kinfolk/v1/friend_requests").await, ["john"]);
        assert_eq!(list(&john, "/api/kinfolk/v1/friend_requests?direction=outgoing").await, ["susan"]);
        assert_eq!(list(&john, "/api/kinfolk/v1/friend_requests?direction=incoming").await, Vec::<String>::new());
        john.client.get("/api/kinfolk/v1/friend_requests?direction=sideways").await.assert(400);

        assert_eq!(told(&answer(&susan, FRIENDS, "authorize", &john).await.assert(200).json()), "following followed_by friend");
        assert_eq!((counts(&john).await, counts(&susan).await), ([1, 1, 1], [1, 1, 1]));
        assert_eq!(list(&john, &format!("/api/kinfolk/v1/accounts/{}/friends", john.id)).await, ["susan"]);
        assert_eq!(list(&susan, &format!("/api/kinfolk/v1/accounts/{}/friends", john.id)).await, ["susan"]);
        assert_eq!(list(&susan, "/api/kinfolk/v1/friend_requests").await, Vec::<String>::new());
        // Asking a friend changes nothing.
        assert_eq!(told(&friend_act(&john, "friend", &susan).await.assert(200).json()), "following followed_by friend");

        assert_eq!(told(&friend_act(&susan, "unfriend", &john).await.assert(200).json()), "");
        assert_eq!((counts(&john).await, counts(&susan).await), ([0; 3], [0; 3]));
        assert_eq!(told(&friend_act(&susan, "unfriend", &john).await.assert(200).json()), "");
        answer(&susan, FRIENDS, "authorize", &john).await.assert(404);
    }

    async fn who_asks_whom_has_asked_accepts(app: TestApp) {
        let (john, susan) = two(&app).await;
        lock(&susan, true).await;
        lock(&john, true).await;
        assert_eq!(told(&friend_act(&john, "friend", &susan).await.assert(200).json()), "requested asked");
        assert_eq!(told(&friend_act(&susan, "friend", &john).await.assert(200).json()), "following followed_by friend");
        assert_eq!((waiting(&john).await, waiting(&susan).await), (0, 0));
    }

    async fn following_back_makes_friends_of_who_asked(app: TestApp) {
        let (john, susan) = two(&app).await;
        friend_act(&john, "friend", &susan).await.assert(200);
        assert_eq!(told(&susan.act("follow", &john).await.assert(200).json()), "following followed_by friend");
        assert_eq!(relation(&john, &susan).await, "following followed_by friend");
    }

    async fn a_request_to_be_friends_taken_back_leaves_the_follow_of_before(app: TestApp) {
        let (john, susan) = two(&app).await;
        friend_act(&john, "friend", &susan).await.assert(200);
        assert_eq!(told(&friend_act(&john, "unfriend", &susan).await.assert(200).json()), "");
        john.act("follow", &susan).await.assert(200);
        friend_act(&john, "friend", &susan).await.assert(200);
        assert_eq!(told(&friend_act(&john, "unfriend", &susan).await.assert(200).json()), "following");
        // One who follows no more asks no more.
        friend_act(&john, "friend", &susan).await.assert(200);
        john.act("unfollow", &susan).await.assert(200);
        assert_eq!(relation(&susan, &john).await, "");
    }

    async fn a_declined_friend_still_follows_an_open_account_but_waits_at_no_door(app: TestApp) {
        let (john, susan) = two(&app).await;
        friend_act(&john, "friend", &susan).await.assert(200);
        assert_eq!(told(&answer(&susan, FRIENDS, "reject", &john).await.assert(200).json()), "followed_by");
        john.act("unfollow", &susan).await.assert(200);
        lock(&susan, true).await;
        friend_act(&john, "friend", &susan).await.assert(200);
        assert_eq!(told(&answer(&susan, FRIENDS, "reject", &john).await.assert(200).json()), "");
        assert_eq!(waiting(&susan).await, 0);
    }

    async fn a_follower_is_removed_and_nobody_told(app: TestApp) {
        let (john, susan) = two(&app).await;
        john.act("follow", &susan).await.assert(200);
        susan.act("follow", &john).await.assert(200);
        assert_eq!(told(&susan.act("remove_from_followers", &john).await.assert(200).json()), "following");
        assert_eq!((counts(&john).await, counts(&susan).await), ([1, 0, 0], [0, 1, 0]));
        susan.act("remove_from_followers", &john).await.assert(200);
        let own = susan.act("remove_from_followers", &susan).await.assert(422).json();
        assert_eq!(own["error"], "You cannot remove yourself");
    }

    async fn lists_with_blocked_people_are_ones_own(app: TestApp) {
        let (john, susan) = two(&app).await;
        let mary = app.person("mary").await;
        for (one, other) in [(&john, &susan), (&susan, &john), (&mary, &john), (&john, &mary)] {
            one.act("follow", other).await.assert(200);
        }
        john.act("block", &susan).await.assert(200);
        let friends = format!("/api/kinfolk/v1/accounts/{}/friends", john.id);
        let of = |list: &str| format!("/api/v1/accounts/{}/{list}", john.id);
        for path in [friends, of("followers"), of("following")] {
            assert_eq!(list(&john, &path).await, ["mary"], "{path}");
            let mut even = list(&john, &format!("{path}?include_blocked=true")).await;
            even.sort();
            assert_eq!(even, ["mary", "susan"], "{path}");
            assert_eq!(list(&mary, &format!("{path}?include_blocked=true")).await, ["mary"], "{path}");
        }
    }

    async fn hidden_lists_are_empty_for_others(app: TestApp) {
        let (john, susan) = two(&app).await;
        john.act("follow", &susan).await.assert(200);
        susan.act("follow", &john).await.assert(200);
        let hidden = json!({ "hide_collections": true });
        john.client.json(Method::PATCH, "/api/v1/accounts/update_credentials", &hidden).await.assert(200);
        for path in [format!("/api/kinfolk/v1/accounts/{}/friends", john.id), format!("/api/v1/accounts/{}/followers", john.id)] {
            assert_eq!(list(&john, &path).await, ["susan"]);
            assert_eq!(list(&susan, &path).await, Vec::<String>::new());
        }
    }

    async fn requests_page_by_links(app: TestApp) {
        let susan = app.person("susan").await;
        lock(&susan, true).await;
        for n in 0..5 {
            app.person(&format!("p{n}")).await.act("follow", &susan).await.assert(200);
            app.clock.advance(1);
        }
        let mut path = "/api/v1/follow_requests?limit=2".to_owned();
        let mut seen = Vec::new();
        loop {
            let page = susan.client.get(&path).await.assert(200);
            seen.push(names(&page.json()));
            match page.link("next") {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(seen, [vec!["p4", "p3"], vec!["p2", "p1"], vec!["p0"]]);
    }

    async fn what_is_between_friends_goes_when_one_leaves(app: TestApp) {
        let (john, susan) = two(&app).await;
        let mary = app.person("mary").await;
        lock(&susan, true).await;
        friend_act(&john, "friend", &susan).await.assert(200);
        john.act("mute", &mary).await.assert(200);
        friend_act(&mary, "friend", &john).await.assert(200);
        kinfolk::accounts::leave(&app.state, john.account).await.unwrap();
        app.drain_jobs().await;
        assert_eq!((waiting(&susan).await, counts(&mary).await), (0, [0; 3]));
        assert_eq!(list(&susan, "/api/v1/follow_requests").await, Vec::<String>::new());
        assert_eq!(list(&mary, "/api/kinfolk/v1/friend_requests?direction=outgoing").await, Vec::<String>::new());
    }
}

both_engines! {
    async fn requests_are_answered_on_a_page(app: TestApp) {
        let (ann, bob, cyd) = (app.member("ann").await, app.person("bob").await, app.person("cyd").await);
        lock(&ann, true).await;
        let browser = app.browser("ann").await;
        assert!(browser.get("/requests").await.assert(200).text.contains("Nobody is waiting"));
        friend_act(&bob, "friend", &ann).await.assert(200);
        cyd.act("follow", &ann).await.assert(200);
        let profile = browser.get("/@ann").await.assert(200).text;
        assert!(profile.contains("2 follow requests"), "{profile}");
        let page = browser.get("/requests").await.assert(200).text;
        // Who asks to be friends is answered to that, and stands there once.
        assert!(page.contains("/@bob/accept_friend") && page.contains("/@cyd/authorize"), "{page}");
        assert!(!page.contains("/@bob/authorize"), "{page}");
        let back = browser.post("/@bob/accept_friend", &[("return_to", "/requests")]).await.assert(303);
        assert_eq!(back.leads(), ("/requests", "befriended"));
        browser.post("/@cyd/reject", &[]).await.assert(303);
        assert_eq!((relation(&ann, &bob).await, relation(&ann, &cyd).await), ("following followed_by friend".to_owned(), String::new()));
        // What was answered already is not answered again, and a second click is no error.
        browser.post("/@cyd/authorize", &[]).await.assert(303);
        assert_eq!(relation(&ann, &cyd).await, "");
        assert_eq!(app.anon().get("/requests").await.status, 303);
    }

    async fn who_waits_for_an_answer_gets_it_on_their_profile(app: TestApp) {
        let (ann, bob, cyd) = (app.member("ann").await, app.person("bob").await, app.person("cyd").await);
        lock(&ann, true).await;
        let browser = app.browser("ann").await;
        let has = async |name: &str| {
            let page = browser.get(&format!("/@{name}")).await.assert(200).text;
            let is_there = |act: &&str| page.contains(&format!("action=\"/@{name}/{act}\""));
            ["accept_friend", "decline_friend", "authorize", "reject"].into_iter().filter(is_there).collect::<Vec<_>>()
        };
        assert_eq!(has("bob").await, Vec::<&str>::new());
        friend_act(&bob, "friend", &ann).await.assert(200);
        cyd.act("follow", &ann).await.assert(200);
        assert_eq!(has("bob").await, ["accept_friend", "decline_friend"], "one answer to both of what he asks");
        assert_eq!(has("cyd").await, ["authorize", "reject"]);
        assert!(!app.anon().get("/@bob").await.text.contains("accept_friend"));
        browser.post("/@bob/block", &[]).await.assert(303);
        assert_eq!(has("bob").await, Vec::<&str>::new());
        browser.post("/@cyd/authorize", &[("return_to", "/@cyd")]).await.assert(303);
        assert_eq!(has("cyd").await, Vec::<&str>::new());
    }

    async fn a_profile_has_a_button_for_each_thing_between_two(app: TestApp) {
        let ann = app.member("ann").await;
        let bob = app.person("bob").await;
        let browser = app.browser("ann").await;
        let page = async || browser.get("/@bob").await.assert(200).text;
        assert!(page().await.contains("action=\"/@bob/friend\""));
        for (act, then) in [("friend", "Take back friend request"), ("unfriend", "Ask to be friends"), ("mute", "Unmute @bob"), ("unmute", "Mute @bob")] {
            browser.post(&format!("/@bob/{act}"), &[("return_to", "/@bob")]).await.assert(303);
            assert!(page().await.contains(then), "{act}: {then}");
        }
        friend_act(&bob, "friend", &ann).await.assert(200);
        assert!(page().await.contains("asks to be friends"));
        browser.post("/@bob/accept_friend", &[("return_to", "/@bob")]).await.assert(303);
        let asked = page().await;
        assert!(asked.contains("will not follow each other any more") && !asked.contains("asks to"), "{asked}");
        browser.post("/@bob/unfriend", &[("return_to", "/@bob")]).await.assert(303);
        assert!(page().await.contains("Ask to be friends"));
        lock(&bob, true).await;
        browser.post("/@bob/follow", &[]).await.assert(303);
        assert!(page().await.contains("Cancel request"));
        browser.post("/@bob/unfollow", &[]).await.assert(303);
        assert!(!page().await.contains("Cancel request"));
    }
}
