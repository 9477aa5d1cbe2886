//! Homes that are sent again as they were made: whatever is done in between, what is sent is byte for byte what the plain
//! path makes.

use http::Method;
use kinfolk::accounts;
use serde_json::json;

use crate::homes_model::{Dice, Model, PEOPLE, act};
use crate::support::{Person, TestApp};

const ACTS: usize = 250;

/// The first page of a home.
const HOME: &str = "/api/v1/timelines/home?limit=8";
/// The same page asked for in a way for which nothing is kept.
const PLAIN: &str = "/api/v1/timelines/home?limit=8&max_id=9223372036854775806";

/// How many homes were sent as they had been made.
async fn sent_again(app: &TestApp) -> u64 {
    let text = kinfolk::core::metrics::text(&app.state).await;
    let series = "kinfolk_cache_hits_total{cache=\"made_homes\"} ";
    text.lines().find_map(|line| line.strip_prefix(series)).unwrap().parse().unwrap()
}

async fn home(person: &Person) -> String {
    person.client.get(HOME).await.assert(200).text
}

/// What moves no status from its place, or is not in the model of what does.
async fn unsettle(app: &TestApp, people: &[Person], dice: &mut Dice) {
    let (a, b) = (&people[dice.roll(PEOPLE)], &people[dice.roll(PEOPLE)]);
    // Who is suspended gets nothing, and does nothing.
    let seen = a.client.get("/api/v1/timelines/public?limit=40").await.json();
    let status = seen[0]["id"].as_str();
    let mark = async |acts: [&str; 2], dice: &mut Dice| {
        if let Some(id) = status {
            let path = format!("/api/v1/statuses/{id}/{}", acts[dice.roll(2)]);
            a.client.post(&path, &[]).await.assert(200);
        }
    };
    let on_account = async |verb: &str, form: &[(&str, &str)]| {
        a.client.post(&format!("/api/v1/accounts/{}/{verb}", b.id), form).await
    };
    match dice.roll(12) {
        0..=2 => mark(["favourite", "unfavourite"], dice).await,
        3 => mark(["bookmark", "unbookmark"], dice).await,
        4 => mark(["reblog", "unreblog"], dice).await,
        5 => {
            let name = format!("name {}", dice.roll(1_000));
            let form = [("display_name", name.as_str())];
            let path = "/api/v1/accounts/update_credentials";
            drop(a.client.form(Method::PATCH, path, &form, &[]).await);
        }
        6 => drop(on_account("mute", &[("duration", "60")]).await),
        7 => drop(on_account(["mute", "unmute"][dice.roll(2)], &[]).await),
        8 => drop(on_account("follow", &[("reblogs", ["true", "false"][dice.roll(2)])]).await),
        9 if dice.roll(2) == 0 => drop(accounts::suspend(&app.state, b.account).await.unwrap()),
        9 => {
            for person in people {
                accounts::unsuspend(&app.state, person.account).await.unwrap();
            }
        }
        10 => app.clock.advance(61_000),
        _ => app.state.reset(),
    }
}

both_engines! {
    async fn what_is_sent_again_is_what_the_plain_path_makes(app: TestApp) {
        let seed = std::env::var("KINFOLK_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
        println!("KINFOLK_TEST_SEED={seed}");
        let mut dice = Dice(seed);
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(app.person(&format!("person{n}")).await);
        }
        for n in 1..PEOPLE {
            people[0].act("follow", &people[n]).await.assert(200);
        }
        let (mut model, mut suspended) = (Model::default(), false);
        for turn in 0..ACTS {
            app.clock.advance(dice.roll(3) as i64);
            // The model knows nothing of suspensions.
            if !suspended && dice.roll(2) == 0 {
                act(&mut model, &people, &mut dice).await;
            } else {
                unsettle(&app, &people, &mut dice).await;
            }
            suspended = false;
            for (n, person) in people.iter().enumerate() {
                let answer = person.client.get(HOME).await;
                suspended |= answer.status != 200;
                if answer.status == 200 {
                    let plain = person.client.get(PLAIN).await.assert(200);
                    assert_eq!(answer.text, plain.text, "turn {turn}, home of person{n}");
                    // Else somebody who has it already would be told that nothing has changed.
                    assert_eq!(answer.header("etag"), plain.header("etag"), "turn {turn}, home of person{n}");
                }
            }
        }
        let hits = sent_again(&app).await;
        assert!(hits > (ACTS * PEOPLE / 10) as u64, "only {hits} homes were sent again");
    }

    async fn a_home_is_sent_again_until_something_in_it_changes(app: TestApp) {
        let (ann, bob, eve) = (app.person("ann").await, app.person("bob").await, app.person("eve").await);
        ann.act("follow", &bob).await.assert(200);
        let post = bob.client.post("/api/v1/statuses", &[("status", "first")]).await.assert(200).json();
        let first = home(&ann).await;
        let tag = ann.client.get(HOME).await.assert(200).header("etag").to_owned();
        let has = [("if-none-match", tag.as_str())];
        ann.client.send(Method::GET, HOME, None, axum::body::Body::empty(), &has).await.assert(304);
        let before = sent_again(&app).await;
        // What others do elsewhere is no reason.
        eve.client.post("/api/v1/statuses", &[("status", "elsewhere")]).await.assert(200);
        assert_eq!(home(&ann).await, first);
        assert_eq!(sent_again(&app).await, before + 1, "it was made anew");
        let other_limit = ann.client.get("/api/v1/timelines/home?limit=1").await.assert(200);
        assert!(other_limit.header("link").contains("limit=1&"), "{}", other_limit.header("link"));

        let path = format!("/api/v1/statuses/{}/favourite", post["id"].as_str().unwrap());
        home(&ann).await;
        eve.client.post(&path, &[]).await.assert(200);
        assert!(home(&ann).await.contains("\"favourites_count\":1"));
        let body = json!({"title": "near", "exclusive": true});
        let list = ann.client.json(Method::POST, "/api/v1/lists", &body).await.assert(200).json();
        assert!(home(&ann).await.contains("first"));
        let path = format!("/api/v1/lists/{}/accounts", list["id"].as_str().unwrap());
        ann.client.json(Method::POST, &path, &json!({"account_ids": [bob.id]})).await.assert(200);
        assert_eq!(home(&ann).await, "[]");
    }
}
