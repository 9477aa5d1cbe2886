//! Home, public and account timelines: exact lists, exact pages, under writing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::support::{Client, Person, TestApp};

/// The ids of a list of statuses, in its order.
fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().parse().unwrap()).collect()
}

/// The texts of a list of statuses, without their paragraph.
fn texts(list: &Value) -> Vec<String> {
    let text = |status: &Value| status["content"].as_str().unwrap().replace("<p>", "").replace("</p>", "");
    list.as_array().unwrap().iter().map(text).collect()
}

async fn home(person: &Person) -> Vec<String> {
    texts(&person.client.get("/api/v1/timelines/home").await.assert(200).json())
}

async fn follow(who: &Person, whom: &Person) {
    who.client.post(&format!("/api/v1/accounts/{}/follow", whom.id), &[]).await.assert(200);
}

/// Publishes a millisecond after whatever was before, so that ids are in the order of writing.
async fn post_next(app: &TestApp, who: &Person, text: &str) -> i64 {
    app.clock.advance(1);
    post(&who.client, text).await
}

async fn post(client: &Client, text: &str) -> i64 {
    let status = client.post("/api/v1/statuses", &[("status", text)]).await.assert(200).json();
    status["id"].as_str().unwrap().parse().unwrap()
}

/// john, susan, mary and david, and who follows whom, as in the tutorial.
async fn tutorial_people(app: &TestApp) -> [Person; 4] {
    let people = [
        app.person("john").await,
        app.person("susan").await,
        app.person("mary").await,
        app.person("david").await,
    ];
    let [john, susan, mary, david] = &people;
    follow(john, susan).await;
    follow(john, david).await;
    follow(susan, mary).await;
    follow(mary, david).await;
    people
}

async fn assert_tutorial_homes(people: &[Person; 4]) {
    let [john, susan, mary, david] = people;
    assert_eq!(home(john).await, ["susan", "david", "john"]);
    assert_eq!(home(susan).await, ["susan", "mary"]);
    assert_eq!(home(mary).await, ["mary", "david"]);
    assert_eq!(home(david).await, ["david"]);
}

both_engines! {
    async fn followed_posts_are_the_exact_lists_of_the_tutorial(app: TestApp) {
        let people = tutorial_people(&app).await;
        let [john, susan, mary, david] = &people;
        for (person, text) in [(john, "john"), (david, "david"), (mary, "mary"), (susan, "susan")] {
            app.clock.advance(1_000);
            post(&person.client, text).await;
        }
        assert_tutorial_homes(&people).await;
        app.state.reset();
        assert_tutorial_homes(&people).await;
    }

    async fn followed_posts_with_given_dates_are_ordered_by_date(app: TestApp) {
        let people = tutorial_people(&app).await;
        let start = app.state.now_ms() - 60_000;
        // In the tutorial's order of writing, which is not the order of time.
        for (person, second) in people.iter().zip([1, 4, 3, 2]) {
            app.import(person, &person.name, start + second * 1_000).await;
        }
        app.state.reset();
        assert_tutorial_homes(&people).await;
    }

    async fn two_posts_in_the_same_millisecond_are_ordered_by_id(app: TestApp) {
        let people = tutorial_people(&app).await;
        let [john, susan, _, david] = &people;
        let first = post(&susan.client, "susan").await;
        let second = post(&david.client, "david").await;
        let list = john.client.get("/api/v1/timelines/home").await.json();
        let mut expected = vec![first, second];
        expected.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(ids(&list), expected);
        let at = |n: usize| list[n]["created_at"].as_str().unwrap().to_owned();
        assert_eq!(at(0)[..19], at(1)[..19], "the clock stood still");
    }

    async fn unfollow_block_and_delete_act_at_once(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        follow(&ann, &bob).await;
        let gone = post_next(&app, &bob, "gone").await;
        post_next(&app, &bob, "stays").await;
        assert_eq!(home(&ann).await, ["stays", "gone"]);
        bob.client.delete(&format!("/api/v1/statuses/{gone}")).await.assert(200);
        assert_eq!(home(&ann).await, ["stays"]);
        ann.client.post(&format!("/api/v1/accounts/{}/unfollow", bob.id), &[]).await.assert(200);
        assert_eq!(home(&ann).await, Vec::<String>::new());
        follow(&ann, &bob).await;
        assert_eq!(home(&ann).await, ["stays"], "what was written before following is there");
        bob.client.post(&format!("/api/v1/accounts/{}/block", ann.id), &[]).await.assert(200);
        assert_eq!(home(&ann).await, Vec::<String>::new());
        let public = ann.client.get("/api/v1/timelines/public").await.assert(200).json();
        assert_eq!(texts(&public), Vec::<String>::new(), "nor in the public timeline");
        let public = app.anon().get("/api/v1/timelines/public").await.assert(200).json();
        assert_eq!(texts(&public), ["stays"]);
        ann.client.get(&format!("/api/v1/accounts/{}/statuses", bob.id)).await.assert(404);
    }

    async fn a_home_shows_the_replies_that_concern_its_reader(app: TestApp) {
        let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
        follow(&ann, &bob).await;
        let theirs = post_next(&app, &eve, "root of eve").await;
        let own = post_next(&app, &ann, "root of ann").await;
        let reply = async |to: i64, text: &str| {
            app.clock.advance(1);
            let form = [("status", text), ("in_reply_to_id", &to.to_string())];
            let status = bob.client.post("/api/v1/statuses", &form).await.assert(200).json();
            status["id"].as_str().unwrap().parse::<i64>().unwrap()
        };
        reply(theirs, "to a stranger").await;
        let to_ann = reply(own, "to the reader").await;
        reply(to_ann, "to himself").await;
        assert_eq!(home(&ann).await, ["to himself", "to the reader", "root of ann"]);
        follow(&ann, &eve).await;
        assert_eq!(home(&ann).await, ["to himself", "to the reader", "to a stranger", "root of ann", "root of eve"]);
    }

    async fn a_boost_near_its_original_is_dropped_however_one_pages(app: TestApp) {
        let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
        follow(&ann, &bob).await;
        follow(&ann, &eve).await;
        let boost = async |who: &Person, what: i64| {
            app.clock.advance(1);
            who.client.post(&format!("/api/v1/statuses/{what}/reblog"), &[]).await.assert(200);
        };
        let old = post_next(&app, &eve, "old").await;
        for n in 0..45 {
            post_next(&app, &bob, &format!("filler {n}")).await;
        }
        let near = post_next(&app, &eve, "near").await;
        boost(&bob, near).await;
        boost(&bob, old).await;
        boost(&eve, old).await;
        post_next(&app, &bob, "top").await;
        let expected_boosts = 1;
        let mut downwards = Vec::new();
        let mut path = "/api/v1/timelines/home?limit=7".to_owned();
        loop {
            let page = ann.client.get(&path).await.assert(200);
            downwards.extend(ids(&page.json()));
            match page.link("next") {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(downwards.len(), 48 + expected_boosts, "45 fillers, old, near, top, and one boost of old");
        let mut upwards: Vec<i64> = Vec::new();
        let mut path = "/api/v1/timelines/home?limit=5&min_id=0".to_owned();
        loop {
            let page = ann.client.get(&path).await.assert(200);
            upwards.extend(ids(&page.json()).into_iter().rev());
            match page.link("prev") {
                Some(prev) => path = prev,
                None => break,
            }
        }
        upwards.reverse();
        assert_eq!(upwards, downwards, "both ways show the same");
    }

    async fn walking_both_ways_while_eight_clients_post_loses_and_doubles_none(app: TestApp) {
        let reader = app.person("reader").await;
        let mut authors = Vec::new();
        for n in 0..8 {
            let author = app.person(&format!("author{n}")).await;
            follow(&reader, &author).await;
            authors.push(author);
        }
        let mut written = BTreeSet::new();
        for n in 0..240 {
            written.insert(post(&authors[n % 8].client, &format!("before {n}")).await);
        }
        let before = written.clone();
        // What is written from here on has higher ids than all of that, whatever the buckets.
        app.clock.advance(10);
        let busy = Arc::new(AtomicBool::new(true));
        let mut posting = Vec::new();
        for author in &authors {
            let client = author.client.clone();
            posting.push(tokio::spawn(async move {
                let mut ids = Vec::new();
                for n in 0..33 {
                    ids.push(post(&client, &format!("during {n}")).await);
                }
                ids
            }));
        }
        let down = tokio::spawn(walk_down(reader.client.clone()));
        let up = tokio::spawn(walk_up(reader.client.clone(), Arc::clone(&busy)));
        for task in posting {
            written.extend(task.await.unwrap());
        }
        busy.store(false, Ordering::SeqCst);
        assert_eq!(written.len(), 504);
        let (down, up) = (down.await.unwrap(), up.await.unwrap());

        assert!(down.windows(2).all(|pair| pair[0] > pair[1]), "down: each is older than the one before");
        let top = down[0];
        let due: Vec<i64> = written.iter().rev().copied().filter(|id| *id <= top).collect();
        assert_eq!(down, due, "down: everything from the first page's top to the bottom");
        assert!(before.iter().all(|id| down.contains(id)));

        assert!(up.windows(2).all(|pair| pair[0] < pair[1]), "up: each is newer than the one before");
        assert_eq!(up, written.iter().copied().collect::<Vec<i64>>(), "up: everything, each once");
    }

    async fn bounds_are_exact(app: TestApp) {
        let ann = app.person("ann").await;
        let mut all = Vec::new();
        for n in 0..30 {
            all.push(post(&ann.client, &format!("post {n}")).await);
        }
        let page = async |query: String| ids(&ann.client.get(&format!("/api/v1/timelines/home?{query}")).await.assert(200).json());
        let newest_first = |range: std::ops::Range<usize>| all[range].iter().rev().copied().collect::<Vec<i64>>();
        assert_eq!(page("limit=5".into()).await, newest_first(25..30));
        assert_eq!(page(format!("limit=5&max_id={}", all[10])).await, newest_first(5..10), "max_id is older than");
        assert_eq!(page(format!("limit=5&since_id={}", all[10])).await, newest_first(25..30), "since_id is the newest page");
        assert_eq!(page(format!("limit=5&min_id={}", all[10])).await, newest_first(11..16), "min_id is just above");
        assert_eq!(page(format!("limit=40&since_id={}", all[26])).await, newest_first(27..30));
        assert_eq!(page(format!("max_id={}", all[0])).await, Vec::<i64>::new());
        assert_eq!(page(format!("min_id={}", all[29])).await, Vec::<i64>::new());
        let both = format!("limit=5&min_id={}&max_id={}", all[10], all[13]);
        assert_eq!(page(both).await, newest_first(11..13));
        for bad in ["limit=0", "limit=x", "max_id=abc", "since_id=-1"] {
            let answer = ann.client.get(&format!("/api/v1/timelines/home?{bad}")).await.assert(400);
            let name = bad.split('=').next().unwrap();
            assert!(answer.json()["error"].as_str().unwrap().contains(name), "{}", answer.text);
        }
    }

    async fn pages_below_the_rings_are_the_same_as_above(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        follow(&ann, &bob).await;
        let start = app.state.now_ms() - 10_000_000;
        for n in 0..150 {
            app.import(if n % 3 == 0 { &ann } else { &bob }, &format!("{n}"), start + n * 1_000).await;
        }
        app.state.reset();
        let all: Vec<String> = (0..150).rev().map(|n| n.to_string()).collect();
        let mut seen = Vec::new();
        let mut path = "/api/v1/timelines/home?limit=11".to_owned();
        loop {
            let page = ann.client.get(&path).await.assert(200);
            seen.extend(texts(&page.json()));
            match page.link("next") {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(seen, all);
        let oldest = ann.client.get("/api/v1/timelines/home?limit=11&min_id=1").await.assert(200).json();
        assert_eq!(texts(&oldest), all[139..].to_vec());
    }

    async fn no_page_shows_a_status_twice_where_a_ring_ends(app: TestApp) {
        let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
        follow(&ann, &bob).await;
        follow(&ann, &eve).await;
        let mut all = Vec::new();
        for n in 0..160 {
            all.push(post_next(&app, if n % 2 == 0 { &bob } else { &eve }, &format!("{n}")).await);
        }
        all.reverse();
        for at in 0..all.len() {
            let path = format!("/api/v1/timelines/home?limit=2&max_id={}", all[at] + 1);
            let page = ids(&ann.client.get(&path).await.assert(200).json());
            assert_eq!(page, all[at..all.len().min(at + 2)], "from position {at}");
        }
    }

    async fn deleting_what_others_boosted_leaves_their_counts_right(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let own = post_next(&app, &ann, "mine").await;
        post_next(&app, &bob, "his").await;
        bob.client.post(&format!("/api/v1/statuses/{own}/reblog"), &[]).await.assert(200);
        ann.client.post(&format!("/api/v1/statuses/{own}/reblog"), &[]).await.assert(200);
        let count = async |who: &Person| {
            let path = format!("/api/v1/accounts/{}", who.id);
            app.anon().get(&path).await.assert(200).json()["statuses_count"].as_i64().unwrap()
        };
        assert_eq!((count(&ann).await, count(&bob).await), (2, 2));
        ann.client.delete(&format!("/api/v1/statuses/{own}")).await.assert(200);
        app.drain_jobs().await;
        assert_eq!((count(&ann).await, count(&bob).await), (0, 1));
    }

    async fn a_home_needs_a_token_with_the_right_scope(app: TestApp) {
        let ann = app.person("ann").await;
        app.anon().get("/api/v1/timelines/home").await.assert(401);
        app.with_token("nonsense").get("/api/v1/timelines/home").await.assert(401);
        let narrow = app.token_of(&ann, "write").await;
        app.with_token(&narrow).get("/api/v1/timelines/home").await.assert(403);
        ann.client.get("/api/v1/timelines/home").await.assert(200);
    }
}

/// Follows `next` from the first page to the end of history.
async fn walk_down(client: Client) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut path = "/api/v1/timelines/home?limit=9".to_owned();
    loop {
        let page = client.get(&path).await.assert(200);
        let list = ids(&page.json());
        seen.extend(&list);
        match page.link("next") {
            Some(next) => {
                assert!(!list.is_empty(), "a page that is not the last is never empty");
                path = next;
            }
            None => return seen,
        }
    }
}

/// Follows `prev` from the beginning of history until nobody posts any more and nothing is new.
async fn walk_up(client: Client, busy: Arc<AtomicBool>) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut path = "/api/v1/timelines/home?limit=6&min_id=0".to_owned();
    loop {
        let last_look = !busy.load(Ordering::SeqCst);
        let page = client.get(&path).await.assert(200);
        seen.extend(ids(&page.json()).into_iter().rev());
        match page.link("prev") {
            Some(prev) => path = prev,
            None if last_look => return seen,
            None => tokio::task::yield_now().await,
        }
    }
}
