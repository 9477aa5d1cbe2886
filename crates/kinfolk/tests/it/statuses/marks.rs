//! Favourites and reblogs: what they show, that each exists once, and that counters are true.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{act, answer, counts, each, id, post as publish, post_text, status};
use crate::support::{Person, TestApp};

async fn people(app: &TestApp, count: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for n in 0..count {
        people.push(app.person(&format!("person{n}")).await);
    }
    people
}

/// Does one thing from several clients at once.
async fn all_at_once(people: &[Person], id: &str, verb: &'static str) -> Vec<Value> {
    let mut tasks = Vec::new();
    for person in people {
        let (client, id) = (person.client.clone(), id.to_owned());
        tasks.push(tokio::spawn(async move { act(&client, &id, verb).await }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

/// Walks a list of people to its end by its links, and back.
async fn walk(app: &TestApp, path: &str) -> (Vec<String>, Vec<String>) {
    let (mut down, mut up) = (Vec::new(), Vec::new());
    let mut next = Some(path.to_owned());
    let mut last = path.to_owned();
    while let Some(path) = next {
        let page = app.anon().get(&path).await.assert(200);
        let names = page.json();
        assert!(!each(&names, "username").is_empty(), "a page that was linked to is not empty");
        down.extend(each(&names, "username").into_iter().map(ToOwned::to_owned));
        next = page.link("next");
        last = path;
    }
    let mut prev = app.anon().get(&last).await.link("prev");
    while let Some(path) = prev {
        let page = app.anon().get(&path).await.assert(200);
        let names = page.json();
        up.splice(0..0, each(&names, "username").into_iter().map(ToOwned::to_owned));
        prev = page.link("prev");
    }
    (down, up)
}

both_engines! {
    async fn favouriting_counts_once_and_can_be_taken_back(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        for _ in 0..2 {
            let seen = act(&bob.client, &post, "favourite").await;
            assert_eq!((id(&seen), &seen["favourited"], counts(&seen)), (post.clone(), &Value::Bool(true), [0, 0, 1]));
        }
        let theirs = status(&ada.client, &post).await;
        assert_eq!((&theirs["favourited"], counts(&theirs)), (&Value::Bool(false), [0, 0, 1]));
        for _ in 0..2 {
            let seen = act(&bob.client, &post, "unfavourite").await;
            assert_eq!((&seen["favourited"], counts(&seen)), (&Value::Bool(false), [0, 0, 0]));
        }
        assert_eq!(counts(&status(&app.anon(), &post).await), [0, 0, 0]);
    }

    async fn favourites_from_eight_clients_at_once_count_eight(app: TestApp) {
        let ada = app.person("ada").await;
        let post = post_text(&ada.client, "hello").await;
        let people = people(&app, 8).await;
        all_at_once(&people, &post, "favourite").await;
        assert_eq!(counts(&status(&ada.client, &post).await), [0, 0, 8]);
        app.state.reset();
        assert_eq!(counts(&status(&ada.client, &post).await), [0, 0, 8], "in the database as well");
        all_at_once(&people, &post, "unfavourite").await;
        assert_eq!(counts(&status(&ada.client, &post).await), [0, 0, 0]);
    }

    async fn one_person_with_eight_clients_has_one_favourite_and_one_reblog(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        let clients = vec![bob.clone(); 8];
        all_at_once(&clients, &post, "favourite").await;
        let reblogs = all_at_once(&clients, &post, "reblog").await;
        let ids: BTreeSet<String> = reblogs.iter().map(id).collect();
        assert_eq!(ids.len(), 1, "the same reblog for all");
        app.state.reset();
        assert_eq!(counts(&status(&ada.client, &post).await), [0, 1, 1]);
        let own = app.anon().get(&format!("/api/v1/accounts/{}", bob.id)).await.json();
        assert_eq!(own["statuses_count"], 1);
    }

    async fn a_reblog_is_a_status_of_its_own_that_holds_the_other(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let post = post_text(&ada.client, "hello").await;
        let reblog = act(&bob.client, &post, "reblog").await;
        assert_ne!(id(&reblog), post);
        assert_eq!(reblog["account"]["id"], bob.id.as_str());
        assert_eq!(reblog["content"], "");
        assert_eq!((id(&reblog["reblog"]), &reblog["reblog"]["content"]), (post.clone(), &Value::from("<p>hello</p>")));
        assert_eq!(reblog["reblog"]["account"]["id"], ada.id.as_str());
        assert_eq!(reblog["reblog"]["reblog"], Value::Null);
        assert_eq!((&reblog["reblog"]["reblogged"], counts(&reblog["reblog"])), (&Value::Bool(true), [0, 1, 0]));
        let again = act(&bob.client, &post, "reblog").await;
        assert_eq!(again, reblog, "reblogging again changes nothing");
        let seen = act(&bob.client, &post, "unreblog").await;
        assert_eq!((id(&seen), &seen["reblogged"], counts(&seen)), (post.clone(), &Value::Bool(false), [0, 0, 0]));
        app.anon().get(&format!("/api/v1/statuses/{}", id(&reblog))).await.assert(404);
        act(&bob.client, &post, "unreblog").await;
        assert_ne!(id(&act(&bob.client, &post, "reblog").await), id(&reblog), "a new one");
    }

    async fn acting_on_a_reblog_acts_on_what_it_reblogs(app: TestApp) {
        let (ada, bob, eve) = (app.person("ada").await, app.person("bob").await, app.person("eve").await);
        let post = post_text(&ada.client, "hello").await;
        let reblog = id(&act(&bob.client, &post, "reblog").await);
        let seen = act(&eve.client, &reblog, "favourite").await;
        assert_eq!((id(&seen), &seen["reblog"]["favourited"]), (reblog.clone(), &Value::Bool(true)));
        let second = act(&eve.client, &reblog, "reblog").await;
        assert_eq!(id(&second["reblog"]), post, "no reblog of a reblog");
        let reply = publish(&eve.client, &[("status", "re"), ("in_reply_to_id", &reblog)]).await;
        assert_eq!(reply["in_reply_to_id"], post.as_str());
        assert_eq!(counts(&status(&ada.client, &post).await), [1, 2, 1]);
        let after = act(&eve.client, &reblog, "unreblog").await;
        assert_eq!((id(&after), counts(&after)), (post.clone(), [1, 1, 1]));
        act(&eve.client, &reblog, "unfavourite").await;
        bob.client.delete(&format!("/api/v1/statuses/{reblog}")).await.assert(200);
        let after = status(&bob.client, &post).await;
        assert_eq!((&after["reblogged"], counts(&after)), (&Value::Bool(false), [1, 0, 0]), "deleting it takes it back");
    }

    async fn an_own_private_status_is_reblogged_as_private_only(app: TestApp) {
        let ada = app.person("ada").await;
        let post = id(&publish(&ada.client, &[("status", "hello"), ("visibility", "private")]).await);
        let form = [("visibility", "public")];
        let reblog = ada.client.post(&format!("/api/v1/statuses/{post}/reblog"), &form).await.assert(200).json();
        assert_eq!(reblog["visibility"], "private");
    }

    async fn who_favourited_and_who_reblogged_is_listed_newest_first(app: TestApp) {
        let ada = app.person("ada").await;
        let post = post_text(&ada.client, "hello").await;
        let people = people(&app, 5).await;
        for person in &people {
            app.clock.advance(1_000);
            act(&person.client, &post, "favourite").await;
            act(&person.client, &post, "reblog").await;
        }
        let expected = ["person4", "person3", "person2", "person1", "person0"];
        for list in ["favourited_by", "reblogged_by"] {
            for limit in [1, 2, 5, 40] {
                let (down, up) = walk(&app, &format!("/api/v1/statuses/{post}/{list}?limit={limit}")).await;
                assert_eq!(down, expected, "{list} by {limit}");
                let last_page = if limit >= 5 { 5 } else if 5 % limit == 0 { limit } else { 5 % limit };
                assert_eq!(up, expected[..5 - last_page], "{list} by {limit}, back");
            }
            app.anon().get(&format!("/api/v1/statuses/{post}/{list}?limit=0")).await.assert(400);
        }
    }

    async fn marks_older_than_those_in_memory_are_still_known(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let start = app.state.now_ms() - 1_000_000;
        let mut posts = Vec::new();
        for n in 0..520 {
            posts.push(app.import(&ada, &format!("{n}"), start + n * 1_000).await);
        }
        for post in posts.iter().skip(1) {
            kinfolk::statuses::favourite(&app.state, bob.id.parse().unwrap(), *post).await.unwrap();
        }
        act(&bob.client, &posts[2].to_string(), "reblog").await;
        let path = format!("/api/v1/statuses?id[]={}&id[]={}&id[]={}&id[]={}", posts[0], posts[1], posts[2], posts[519]);
        let list = bob.client.get(&path).await.assert(200).json();
        let flags = |name: &str| list.as_array().unwrap().iter().map(|s| s[name].as_bool().unwrap()).collect::<Vec<_>>();
        assert_eq!(flags("favourited"), [false, true, true, true]);
        assert_eq!(flags("reblogged"), [false, false, true, false]);
    }

    async fn counters_equal_a_recount_after_many_things_at_once(app: TestApp) {
        let people = people(&app, 4).await;
        let mut posts = Vec::new();
        for person in &people {
            posts.push(post_text(&person.client, "a post").await);
        }
        let mut tasks = Vec::new();
        for (n, person) in people.iter().enumerate() {
            for lane in 0..2 {
                let (client, posts) = (person.client.clone(), posts.clone());
                tasks.push(tokio::spawn(async move {
                    for step in 0..25 {
                        let post = &posts[(step * 7 + n + lane) % posts.len()];
                        match (step + n * 3 + lane * 5) % 6 {
                            0 | 1 => drop(act(&client, post, "favourite").await),
                            2 => drop(act(&client, post, "unfavourite").await),
                            3 => drop(act(&client, post, "reblog").await),
                            4 => drop(act(&client, post, "unreblog").await),
                            _ => {
                                let reply = answer(&client, post, "re").await;
                                if step % 2 == 0 {
                                    client.delete(&format!("/api/v1/statuses/{reply}")).await.assert(200);
                                }
                            }
                        }
                    }
                }));
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
        for _ in 0..2 {
            let mut total = [0; 3];
            for post in &posts {
                let size = async |rest: &str| {
                    let path = format!("/api/v1/statuses/{post}/{rest}");
                    app.anon().get(&path).await.assert(200).json().as_array().unwrap().len() as i64
                };
                let around = app.anon().get(&format!("/api/v1/statuses/{post}/context")).await.json();
                let direct = each(&around["descendants"], "in_reply_to_id").len() as i64;
                let recount = [direct, size("reblogged_by").await, size("favourited_by").await];
                assert_eq!(counts(&status(&app.anon(), post).await), recount);
                total.iter_mut().zip(recount).for_each(|(sum, n)| *sum += n);
            }
            assert!(total.iter().all(|sum| *sum > 0), "something of each kind was left: {total:?}");
            let mut statuses = 0;
            for person in &people {
                let own = app.anon().get(&format!("/api/v1/accounts/{}", person.id)).await.json();
                statuses += own["statuses_count"].as_i64().unwrap();
            }
            assert_eq!(statuses, posts.len() as i64 + total[0] + total[1]);
            app.state.reset();
        }
    }

    async fn acting_on_a_status_while_it_is_deleted_works_or_finds_nothing(app: TestApp) {
        let ada = app.person("ada").await;
        let people = people(&app, 6).await;
        let mut answers = [0; 6];
        for round in 0..10 {
            let post = post_text(&ada.client, &format!("round {round}")).await;
            let mut tasks = Vec::new();
            for (n, person) in people.iter().enumerate() {
                let (client, post) = (person.client.clone(), post.clone());
                tasks.push(tokio::spawn(async move {
                    let verb = ["favourite", "reblog", "reply"][n % 3];
                    let form = [("status", "re"), ("in_reply_to_id", &*post)];
                    match verb {
                        "reply" => client.post("/api/v1/statuses", &form).await,
                        verb => client.post(&format!("/api/v1/statuses/{post}/{verb}"), &[]).await,
                    }
                }));
            }
            ada.client.delete(&format!("/api/v1/statuses/{post}")).await.assert(200);
            for (n, task) in tasks.into_iter().enumerate() {
                let answer = task.await.unwrap();
                assert!(matches!(answer.status.as_u16(), 200 | 404), "{}", answer.text);
                answers[n] += i64::from(answer.status == 200);
            }
            app.anon().get(&format!("/api/v1/statuses/{post}")).await.assert(404);
        }
        for (n, person) in people.iter().enumerate().filter(|(n, _)| n % 3 == 2) {
            let own = app.anon().get(&format!("/api/v1/accounts/{}", person.id)).await.json();
            assert_eq!(own["statuses_count"], answers[n], "every answer that was acknowledged is there");
        }
    }
}
