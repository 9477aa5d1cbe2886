//! Pages that show somebody what is theirs: notifications with the number on the bell, lists, what they have hidden.

use axum::body::Body;
use http::{Method, header};
use kinfolk::core::events::Tail;

use crate::support::{Answer, Person, names};

/// Where a form leads to.
#[track_caller]
fn location(answer: &Answer) -> &str {
    answer.headers[header::LOCATION].to_str().unwrap()
}

/// The number on the bell of a page; nothing where it has none.
fn badge(page: &Answer) -> Option<String> {
    let rest = page.text.split("class=\"nav__badge\"><i aria-hidden=\"true\">").nth(1)?;
    rest.split('<').next().map(ToOwned::to_owned)
}

/// What stands in the lines of notifications, without markup.
fn told(page: &Answer) -> Vec<String> {
    let lines =
        page.text.split("<p class=\"told__text\">").skip(1).filter_map(|rest| rest.split("<time").next());
    let plain = |html: &str| {
        let texts = html.split('<').map(|piece| piece.rsplit('>').next().unwrap_or_default());
        texts.collect::<String>().trim().to_owned()
    };
    lines.map(plain).collect()
}

/// Where each notification of a page is found again.
fn places(page: &Answer) -> Vec<String> {
    let rest = page.text.split("data-swap=\"").skip(1);
    rest.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

async fn post(person: &Person, text: &str) -> String {
    person.client.app().clock.advance(1);
    let status = person.client.post("/api/v1/statuses", &[("status", text)]).await.assert(200).json();
    status["id"].as_str().unwrap().to_owned()
}

both_engines! {
    async fn notifications_are_shown_counted_and_read(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let ann_at = app.browser_of(&ann).await;
        let empty = ann_at.get("/notifications").await.assert(200);
        assert!(empty.text.contains("Nothing new") && badge(&empty).is_none(), "{}", empty.text);

        let hers = post(&ann, "hello <world>").await;
        bob.act("follow", &ann).await.assert(200);
        bob.client.post(&format!("/api/v1/statuses/{hers}/favourite"), &[]).await.assert(200);
        app.drain_jobs().await;
        post(&bob, "@ann good morning").await;
        app.clock.advance(1);
        app.drain_jobs().await;
        assert_eq!(badge(&ann_at.get("/public").await.assert(200)).as_deref(), Some("3"));
        assert_eq!(badge(&ann_at.get("/@bob").await.assert(200)).as_deref(), Some("3"));
        assert!(badge(&app.anon().get("/public").await.assert(200)).is_none());

        let page = ann_at.get("/notifications").await.assert(200);
        let mut lines = told(&page);
        assert_eq!(lines[0], "bob mentioned you");
        lines.sort();
        assert_eq!(lines, ["bob favourited your post", "bob follows you", "bob mentioned you"]);
        assert!(page.text.contains("good morning") && page.text.contains("hello &#60;world&#62;"), "{}", page.text);
        assert_eq!(page.text.matches("told__item--new").count(), 3);
        assert!(badge(&page).is_none(), "what is on the page is read");
        let again = ann_at.get("/notifications").await.assert(200);
        assert_eq!((again.text.matches("told__item--new").count(), told(&again).len()), (0, 3));
        assert!(badge(&ann_at.get("/home").await.assert(200)).is_none());
        let marker = ann.client.get("/api/v1/markers?timeline[]=notifications").await.assert(200).json();
        assert_eq!(marker["notifications"]["version"], 1, "reading the same again moves nothing");

        bob.act("unfollow", &ann).await.assert(200);
        app.drain_jobs().await;
        assert_eq!(told(&ann_at.get("/notifications").await.assert(200)).len(), 2);
    }

    async fn the_bell_follows_what_changes(app: TestApp) {
        let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
        let ann_at = app.browser_of(&ann).await;
        let bell = async || badge(&ann_at.get("/search").await.assert(200));
        for n in 0..2 {
            post(&bob, &format!("@ann {n}")).await;
        }
        let third = post(&cyd, "@ann hello").await;
        assert_eq!(bell().await, None, "jobs have not told yet");
        app.drain_jobs().await;
        assert_eq!(bell().await.as_deref(), Some("3"));
        cyd.client.delete(&format!("/api/v1/statuses/{third}")).await.assert(200);
        app.drain_jobs().await;
        assert_eq!(bell().await.as_deref(), Some("2"));
        ann.act("mute", &bob).await.assert(200);
        assert_eq!(bell().await, None);
        ann.act("unmute", &bob).await.assert(200);
        assert_eq!(bell().await.as_deref(), Some("2"));
        let list = ann.client.get("/api/v1/notifications").await.assert(200).json();
        let id = list[0]["id"].as_str().unwrap();
        ann.client.post(&format!("/api/v1/notifications/{id}/dismiss"), &[]).await.assert(200);
        assert_eq!(bell().await.as_deref(), Some("1"));
        let read = serde_json::json!({"notifications": {"last_read_id": id}});
        ann.client.json(http::Method::POST, "/api/v1/markers", &read).await.assert(200);
        assert_eq!(bell().await, None);
    }

    async fn another_servers_bell_follows_as_well(app: TestApp) {
        // On SQLite one process writes.
        if app.state.db().engine() == db::Engine::Sqlite {
            return;
        }
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let ann_at = app.browser_of(&ann).await;
        let beside = app.beside(|_| {}).await;
        let mut tail = Tail::new(&beside.state);
        let there = beside.browser_of(&ann).await;
        assert_eq!(badge(&there.get("/search").await.assert(200)), None);
        post(&bob, "@ann hello").await;
        app.drain_jobs().await;
        beside.clock.advance(100);
        tail.look(&beside.state).await.unwrap();
        assert_eq!(badge(&there.get("/search").await.assert(200)).as_deref(), Some("1"));
        ann_at.get("/notifications").await.assert(200);
        beside.clock.advance(100);
        tail.look(&beside.state).await.unwrap();
        assert_eq!(badge(&there.get("/search").await.assert(200)), None);
    }

    async fn requests_are_answered_where_they_are_told(app: TestApp) {
        let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
        let dan = app.person("dan").await;
        let path = "/api/v1/accounts/update_credentials";
        ann.client.form(http::Method::PATCH, path, &[("locked", "true")], &[]).await.assert(200);
        for asker in [&dan, &bob] {
            asker.act("follow", &ann).await.assert(200);
            app.drain_jobs().await;
            app.clock.advance(1);
        }
        app.clock.advance(1);
        let friend = format!("/api/kinfolk/v1/accounts/{}/friend", ann.id);
        cyd.client.post(&friend, &[]).await.assert(200);
        app.drain_jobs().await;
        let ann_at = app.browser_of(&ann).await;
        let page = ann_at.get("/notifications").await.assert(200);
        for action in ["/@bob/authorize", "/@bob/reject", "/@cyd/accept_friend", "/@cyd/decline_friend"] {
            assert!(page.text.contains(&format!("action=\"{action}\"")), "{action}: {}", page.text);
        }
        let back = [("return_to", "/notifications")];
        let done = ann_at.post("/@bob/authorize", &back).await.assert(303);
        assert_eq!(done.leads(), ("/notifications", "let-in"));
        let page = ann_at.get("/notifications").await.assert(200);
        assert!(!page.text.contains("/@bob/authorize") && page.text.contains("/@cyd/accept_friend"));
        ann_at.post("/@cyd/accept_friend", &back).await.assert(303);
        ann_at.post("/@dan/reject", &back).await.assert(303);
        // The rows that were granted stay where they were, and say so; whether the jobs were there or not.
        let rows = async || {
            let page = ann_at.get("/notifications").await.assert(200);
            assert!(badge(&page).is_none() && !page.text.contains("told__answers"), "{}", page.text);
            let ids: Vec<String> = places(&page).iter().map(|path| path.replace("/notifications?max_id=", "")).collect();
            assert!(ids.is_sorted_by(|newer, older| newer > older));
            let mut told = told(&page);
            // Both of cyd's requests were told by one job.
            told[..2].sort();
            (ids, told)
        };
        let before = rows().await;
        assert_eq!(before.1, ["cyd follows you", "cyd is your friend now", "bob follows you"]);
        app.drain_jobs().await;
        assert_eq!(rows().await, before);
        let list = ann.client.get("/api/v1/notifications").await.assert(200).json();
        let types: Vec<&str> = list.as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
        assert_eq!(types, ["follow", "follow"]);
        // One that stands anywhere is found at the head of its own page.
        for (n, path) in places(&ann_at.get("/notifications").await).iter().enumerate() {
            assert_eq!(places(&ann_at.get(path).await.assert(200)).len(), 3 - n);
        }
        ann_at.post("/@cyd/unfriend", &back).await.assert(303);
        ann.act("remove_from_followers", &bob).await.assert(200);
        app.drain_jobs().await;
        assert_eq!(told(&ann_at.get("/notifications").await), [""; 0]);
    }

    async fn notifications_are_dismissed_cleared_and_paged(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        for n in 0..5 {
            post(&bob, &format!("@ann {n}")).await;
            app.drain_jobs().await;
        }
        let (ann_at, bob_at) = (app.browser_of(&ann).await, app.browser_of(&bob).await);
        let first = ann_at.get("/notifications?limit=2").await.assert(200);
        assert_eq!((told(&first).len(), first.text.matches("rel=\"next\"").count()), (2, 1));
        let oldest = ann.client.get("/api/v1/notifications").await.assert(200).json()[4]["id"].clone();
        let oldest = oldest.as_str().unwrap();
        let form = [("return_to", "/notifications?limit=2")];
        bob_at.post(&format!("/notifications/{oldest}/dismiss"), &form).await.assert(303);
        assert_eq!(told(&ann_at.get("/notifications").await).len(), 5, "of others nothing is dismissed");
        for _ in 0..2 {
            let done = ann_at.post(&format!("/notifications/{oldest}/dismiss"), &form).await.assert(303);
            assert_eq!(location(&done), "/notifications?limit=2");
        }
        assert_eq!(told(&ann_at.get("/notifications").await).len(), 4);
        ann_at.post("/notifications/x/dismiss", &form).await.assert(404);
        let done = ann_at.post("/notifications/clear", &[]).await.assert(303);
        let page = ann_at.onwards(&done).await;
        assert!(page.text.contains("All notifications are gone.") && told(&page).is_empty(), "{}", page.text);
        let stranger = app.anon().get("/notifications").await.assert(303);
        assert!(location(&stranger).starts_with("/auth/sign_in"));
    }

    async fn a_list_is_made_filled_read_changed_and_deleted(app: TestApp) {
        let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
        let ann_at = app.browser_of(&ann).await;
        assert!(ann_at.get("/lists").await.assert(200).text.contains("No lists yet"));
        let wrong = ann_at.post("/lists", &[("title", " ")]).await.assert(422);
        assert!(wrong.text.contains("id=\"title-error\""), "{}", wrong.text);
        let made = ann_at.post("/lists", &[("title", "Rowers <3")]).await.assert(303);
        assert_eq!(made.leads().1, "list-made");
        let edit = location(&made).to_owned();
        let list = edit.strip_suffix("/edit").unwrap().to_owned();
        assert!(ann_at.get("/lists").await.assert(200).text.contains("Rowers &#60;3"));
        assert!(ann_at.get(&list).await.assert(200).text.contains("Nothing here yet"));

        // Only those who are followed are found, and can be members.
        ann.act("follow", &bob).await.assert(200);
        let found = async |query: &str| {
            let page = ann_at.get(&format!("{edit}?q={query}")).await.assert(200);
            page.text.matches(&format!("action=\"{list}/add\"")).count()
        };
        assert_eq!((found("b").await, found("@BO").await, found("cyd").await), (1, 1, 0));
        let member = [("account", bob.id.as_str()), ("return_to", "/@bob/lists")];
        let done = ann_at.post(&format!("{list}/add"), &member).await.assert(303);
        assert_eq!(location(&done), "/@bob/lists");
        ann_at.post(&format!("{list}/add"), &[("account", cyd.id.as_str())]).await.assert(404);
        ann_at.post(&format!("{list}/add"), &[("account", "x")]).await.assert(404);
        assert_eq!(found("b").await, 0, "who is in it can be taken out");
        post(&bob, "we are out at six").await;
        assert!(ann_at.get(&list).await.assert(200).text.contains("we are out at six"));
        let page = ann_at.get("/@bob/lists").await.assert(200);
        assert!(page.text.contains(&format!("action=\"{list}/remove\"")), "{}", page.text);
        assert!(ann_at.get("/@bob").await.assert(200).text.contains("href=\"/@bob/lists\""));
        assert!(!ann_at.get("/@cyd").await.assert(200).text.contains("href=\"/@cyd/lists\""));
        let page = ann_at.get("/@cyd/lists").await.assert(200);
        assert!(!page.text.contains(&format!("action=\"{list}/add\"")), "{}", page.text);

        let change = [("title", "Crew"), ("replies_policy", "none"), ("exclusive", "true")];
        ann_at.post(&edit, &change).await.assert(303);
        let seen = ann.client.get(&format!("/api/v1{list}")).await.assert(200).json();
        assert_eq!((&seen["title"], &seen["replies_policy"], &seen["exclusive"]), (&"Crew".into(), &"none".into(), &true.into()));
        let page = ann_at.get(&edit).await.assert(200);
        assert!(page.text.contains("value=\"none\" selected") && page.text.contains("value=\"true\" checked"), "{}", page.text);
        ann_at.post(&edit, &[("title", "Crew"), ("replies_policy", "list")]).await.assert(303);
        assert_eq!(ann.client.get(&format!("/api/v1{list}")).await.json()["exclusive"], false);
        ann_at.post(&edit, &[("title", "")]).await.assert(422);

        // It is nobody else's.
        let bob_at = app.browser_of(&bob).await;
        for path in [&list, &edit] {
            bob_at.get(path).await.assert(404);
        }
        bob_at.post(&format!("{list}/delete"), &[]).await.assert(404);
        let page = ann_at.get(&format!("{edit}?limit=1")).await.assert(200);
        assert!(!page.text.contains("rel=\"next\""), "a last page that is full leads no further: {}", page.text);
        assert_eq!(location(&ann_at.get(&format!("{edit}?max_id=1")).await.assert(303)), edit);
        ann_at.post(&format!("{list}/remove"), &member).await.assert(303);
        assert!(ann_at.get(&edit).await.assert(200).text.contains("Nobody is in this list yet."));
        assert_eq!(ann_at.post(&format!("{list}/delete"), &[]).await.assert(303).leads(), ("/lists", "list-deleted"));
        ann_at.get(&list).await.assert(404);
        assert!(location(&app.anon().get("/lists").await.assert(303)).starts_with("/auth/sign_in"));
    }

    async fn a_profile_mutes_for_a_time_and_with_or_without_notifications(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let ann_at = app.browser_of(&ann).await;
        let muted = async || {
            let path = format!("/api/v1/accounts/relationships?id={}", bob.id);
            let relation = ann.client.get(&path).await.assert(200).json()[0].clone();
            (relation["muting"] == true, relation["muting_notifications"] == true)
        };
        let mute = async |form: &[(&str, &str)]| ann_at.post("/@bob/mute", form).await;
        for (form, hides_notifications) in [
            (&[("duration", "3600"), ("notifications", "false")][..], false),
            (&[("duration", "3600"), ("notifications", "false"), ("notifications", "true")][..], true),
            (&[("duration", "3600")][..], true),
        ] {
            assert_eq!(mute(form).await.assert(303).leads(), ("/@bob", "muted"));
            assert_eq!(muted().await, (true, hides_notifications), "{form:?}");
        }
        let page = ann_at.get("/settings/mutes").await.assert(200);
        assert!(page.text.contains("Until January 1, 2026 at 01:00 UTC"), "{}", page.text);
        app.clock.advance(3_600_001);
        assert_eq!(muted().await, (false, false));
        for (duration, status) in [("-1", 422), ("9999999999999", 422), ("soon", 400)] {
            mute(&[("duration", duration)]).await.assert(status);
        }
        assert_eq!(muted().await, (false, false));
        mute(&[("duration", "0")]).await.assert(303);
        assert!(ann_at.get("/settings/mutes").await.text.contains("Until you unmute them"));
    }

    async fn the_number_on_the_bell_is_asked_for_by_itself(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let ann_at = app.browser_of(&ann).await;
        let ask = async |etag: &str| {
            let headers = [("if-none-match", etag)];
            ann_at.send(Method::GET, "/notifications/unread", None, Body::empty(), &headers).await
        };
        let none = ask("").await.assert(200);
        assert!(badge(&none).is_none() && none.text.len() < 10, "{}", none.text);
        let etag = none.header("etag").to_owned();
        assert!(!etag.is_empty());
        ask(&etag).await.assert(304);
        bob.act("follow", &ann).await.assert(200);
        app.drain_jobs().await;
        let one = ask(&etag).await.assert(200);
        assert_eq!(badge(&one).as_deref(), Some("1"));
        assert!(one.text.len() < 200 && one.text.contains("1 unread"), "{}", one.text);
        // Who is signed in no more has no number, and is not sent anywhere.
        assert!(badge(&app.anon().get("/notifications/unread").await.assert(200)).is_none());
    }

    async fn what_is_hidden_is_listed_and_taken_back(app: TestApp) {
        let (ann, bob, cyd) = (app.person("ann").await, app.person("bob").await, app.person("cyd").await);
        let ann_at = app.browser_of(&ann).await;
        for (path, text) in [("mutes", "You mute nobody"), ("blocks", "You block nobody"), ("domain_blocks", "No domain is blocked")] {
            let page = ann_at.get(&format!("/settings/{path}")).await.assert(200);
            assert!(page.text.contains(text), "{path}: {}", page.text);
            app.anon().get(&format!("/settings/{path}")).await.assert(303);
        }
        let mute = format!("/api/v1/accounts/{}/mute", bob.id);
        ann.client.post(&mute, &[("duration", "3600")]).await.assert(200);
        ann.act("mute", &cyd).await.assert(200);
        let page = ann_at.get("/settings/mutes").await.assert(200);
        assert!(page.text.contains("Until January 1, 2026 at 01:00 UTC"), "{}", page.text);
        assert_eq!(page.text.matches("Until you unmute them").count(), 1);
        let done = ann_at.post("/@bob/unmute", &[("return_to", "/settings/mutes")]).await.assert(303);
        assert_eq!(done.leads(), ("/settings/mutes", "unmuted"));
        assert_eq!(names(&ann.client.get("/api/v1/mutes").await.json()), ["cyd"]);

        ann.act("block", &bob).await.assert(200);
        let page = ann_at.get("/settings/blocks").await.assert(200);
        assert!(page.text.contains("action=\"/@bob/unblock\"") && !page.text.contains("/@cyd"), "{}", page.text);
        ann_at.post("/@bob/unblock", &[("return_to", "/settings/blocks")]).await.assert(303);
        assert!(ann_at.get("/settings/blocks").await.text.contains("You block nobody"));

        let path = "/settings/domain_blocks";
        let wrong = ann_at.post(path, &[("domain", "no domain")]).await.assert(422);
        assert!(wrong.text.contains("value=\"no domain\"") && wrong.text.contains("domain-error"), "{}", wrong.text);
        let own = ann_at.post(path, &[("domain", "localhost:3000")]).await.assert(422);
        assert!(own.text.contains("This is this server itself."), "{}", own.text);
        ann_at.post(path, &[("domain", "https://Evil.Example/@joe?a=b")]).await.assert(303);
        assert!(ann_at.get(path).await.assert(200).text.contains(">evil.example</bdi>"));
        ann_at.post(path, &[("domain", "@joe@evil.example")]).await.assert(303);
        // A last page that is full leads no further; what is taken back on a later page leads there again.
        assert!(!ann_at.get(&format!("{path}?limit=1")).await.assert(200).text.contains("rel=\"next\""));
        ann_at.post(path, &[("domain", "worse.example")]).await.assert(303);
        assert!(ann_at.get(&format!("{path}?limit=1")).await.assert(200).text.contains("rel=\"next\""));
        let form = [("domain", "worse.example"), ("return_to", "/settings/domain_blocks?max_id=9")];
        let done = ann_at.post("/settings/domain_blocks/remove", &form).await.assert(303);
        assert_eq!(done.leads(), ("/settings/domain_blocks?max_id=9", "unblocked"));
        ann_at.post("/settings/domain_blocks/remove", &[("domain", "evil.example")]).await.assert(303);
        assert!(ann_at.get(path).await.text.contains("No domain is blocked"));
    }
}
