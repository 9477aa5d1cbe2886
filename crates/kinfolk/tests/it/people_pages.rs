//! Pages about people: lists, the forms that follow and block, and search.

use http::header;

use crate::support::{Answer, names};

/// Where a form leads to.
#[track_caller]
fn location(answer: &Answer) -> String {
    answer.headers[header::LOCATION].to_str().unwrap().to_owned()
}

/// Form targets on a page, without the viewer's menu.
fn forms(page: &Answer) -> Vec<String> {
    let actions = page.text.split(" action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.filter(|action| action.starts_with("/@")).map(ToOwned::to_owned).collect()
}

both_engines! {
    async fn a_page_follows_and_unfollows(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let john_at = app.browser_of(&john).await;
        for _ in 0..2 {
            let done = john_at.post("/@susan/follow", &[("return_to", "/@susan?a=b")]).await.assert(303);
            assert_eq!(done.leads(), ("/@susan?a=b", "followed"));
        }
        let list = app.anon().get("/@susan/followers").await.assert(200);
        assert!(list.text.contains("href=\"/@john\""), "{}", list.text);
        assert!(app.anon().get("/@john/following").await.assert(200).text.contains("href=\"/@susan\""));
        let list = john_at.get("/@john/following").await.assert(200);
        assert_eq!(forms(&list), ["/@susan/unfollow"]);
        let followers = john.client.get(&format!("/api/v1/accounts/{}/followers", susan.id)).await;
        assert_eq!(names(&followers.json()), ["john"]);

        let done = john_at.post("/@susan/unfollow", &[]).await.assert(303);
        assert_eq!(done.leads(), ("/@susan", "unfollowed"));
        let list = app.anon().get("/@susan/followers").await.assert(200);
        assert!(!list.text.contains("href=\"/@john\""), "{}", list.text);
    }

    async fn a_page_blocks_and_unblocks(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let (john_at, susan_at) = (app.browser_of(&john).await, app.browser_of(&susan).await);
        susan.act("follow", &john).await.assert(200);
        let done = john_at.post("/@susan/block", &[("return_to", "/@susan")]).await.assert(303);
        assert_eq!(done.leads(), ("/@susan", "blocked"));
        for path in ["/@john/followers", "/@john/following"] {
            susan_at.get(path).await.assert(404);
        }
        susan_at.post("/@john/follow", &[]).await.assert(403);
        let done = john_at.post("/@susan/unblock", &[]).await.assert(303);
        assert_eq!(done.leads(), ("/@susan", "unblocked"));
        susan_at.get("/@john/followers").await.assert(200);
    }

    async fn a_profile_offers_what_the_reader_can_do(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let (john_at, susan_at) = (app.browser_of(&john).await, app.browser_of(&susan).await);
        let offered = async || forms(&john_at.get("/@susan").await.assert(200));
        let with = |last| ["friend", "mute", "block", last, "note"].map(|act| format!("/@susan/{act}"));
        assert_eq!(offered().await, with("follow"));
        john.act("follow", &susan).await.assert(200);
        assert_eq!(offered().await, with("unfollow"));
        let told = susan_at.get("/@john").await.assert(200);
        assert!(told.text.contains("Follows you") && told.text.contains("Follow back"), "{}", told.text);
        john.act("block", &susan).await.assert(200);
        assert_eq!(offered().await, ["/@susan/unblock", "/@susan/note"]);
        susan_at.get("/@john").await.assert(404);
        assert!(forms(&app.anon().get("/@susan").await.assert(200)).is_empty());
        assert!(forms(&susan_at.get("/@susan").await.assert(200)).is_empty());
        app.anon().get("/@nobody").await.assert(404);
    }

    async fn the_page_says_what_a_button_did(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let (john_at, susan_at) = (app.browser_of(&john).await, app.browser_of(&susan).await);
        let press = async |browser: &crate::support::Client, act: &str| {
            let done = browser.post(act, &[]).await.assert(303);
            let page = browser.onwards(&done).await.text;
            let notice = page.split("notice--good").nth(1).unwrap_or_else(|| panic!("{act} says nothing: {page}"));
            let text = notice.split("<p>").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap();
            (text.to_owned(), forms(&john_at.get("/@susan").await.assert(200)))
        };
        let offers = |forms: &[String], act: &str| forms.contains(&format!("/@susan/{act}"));
        let (said, _) = press(&john_at, "/@susan/follow").await;
        assert!(said.contains("follow this account now"), "{said}");
        // Who follows already sees that they asked.
        let (said, forms) = press(&john_at, "/@susan/friend").await;
        assert!(said.contains("request is sent"), "{said}");
        assert!(offers(&forms, "unfriend") && !offers(&forms, "unfollow"), "{forms:?}");
        let profile = john_at.get("/@susan").await.text;
        assert!(profile.contains("<span class=\"button__state\">Friend request sent</span>"), "{profile}");
        assert!(profile.contains("<span class=\"tag\">Following</span>"), "that they follow is said as well: {profile}");
        let (said, forms) = press(&john_at, "/@susan/unfriend").await;
        assert!(said.contains("request is taken back"), "{said}");
        assert!(offers(&forms, "unfollow"), "what was before is left: {forms:?}");
        press(&john_at, "/@susan/friend").await;
        let (said, _) = press(&susan_at, "/@john/decline_friend").await;
        assert!(said.contains("declined"), "{said}");
        let (said, _) = press(&susan_at, "/@john/accept_friend").await;
        assert!(said.contains("no longer there"), "{said}");
        press(&john_at, "/@susan/friend").await;
        let (said, _) = press(&susan_at, "/@john/accept_friend").await;
        assert!(said.contains("You are friends now"), "{said}");
        let (said, _) = press(&susan_at, "/@john/unfriend").await;
        assert!(said.contains("no longer friends"), "{said}");
        press(&john_at, "/@susan/follow").await;
        let (said, _) = press(&susan_at, "/@john/remove_follower").await;
        assert!(said.contains("no longer follows you"), "{said}");

        let locked = serde_json::json!({ "locked": true });
        susan.client.json(http::Method::PATCH, "/api/v1/accounts/update_credentials", &locked).await.assert(200);
        let (said, _) = press(&john_at, "/@susan/follow").await;
        assert!(said.contains("request is sent"), "{said}");
        let (said, _) = press(&john_at, "/@susan/unfollow").await;
        assert!(said.contains("request is taken back"), "{said}");
        for (answer, words) in [("reject", "declined"), ("authorize", "follows you now")] {
            press(&john_at, "/@susan/follow").await;
            let (said, _) = press(&susan_at, &format!("/@john/{answer}")).await;
            assert!(said.contains(words), "{answer}: {said}");
        }
        let (said, _) = press(&susan_at, "/@john/follow").await;
        assert!(said.contains("You are friends now"), "{said}");
        // A piece of a page, which scripts ask for, says it too.
        let done = john_at.post("/@susan/unfollow", &[("return_to", "/@susan/card?at=/public")]).await.assert(303);
        let card = john_at.onwards(&done).await.text;
        assert!(card.contains("notice--good") && card.contains("no longer follow this account"), "{card}");
    }

    async fn a_note_is_kept_for_its_writer_alone(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let (john_at, susan_at) = (app.browser_of(&john).await, app.browser_of(&susan).await);
        let form = [("comment", "owes me <b>"), ("return_to", "/@susan")];
        let done = john_at.post("/@susan/note", &form).await.assert(303);
        assert_eq!(done.leads(), ("/@susan", "saved"));
        let noted = "owes me &#60;b&#62;";
        assert!(john_at.get("/@susan").await.assert(200).text.contains(noted));
        for other in [susan_at.get("/@susan").await, app.anon().get("/@susan").await] {
            assert!(!other.assert(200).text.contains("owes me"));
        }
        let long = format!("{} owes me <b>", "x".repeat(2_000));
        let again = john_at.post("/@susan/note", &[("comment", &long), ("return_to", "/@susan")]).await.assert(422);
        assert!(again.text.contains("at most 2,000 characters") && again.text.contains("aria-invalid=\"true\" autofocus"), "{}", again.text);
        assert!(again.text.contains(&format!("{} {noted}</textarea>", "x".repeat(2_000))), "what was typed is lost: {}", again.text);
        assert!(again.text.contains("id=\"profile\"") && !again.text.contains("value=\"/@susan/note\""), "{}", again.text);
        assert!(john_at.get("/@susan").await.assert(200).text.contains(noted), "what was refused changed nothing");
        john_at.post("/@susan/note", &[("comment", " ")]).await.assert(303);
        assert!(!john_at.get("/@susan").await.assert(200).text.contains("owes me"));
        john_at.post("/@john/note", &form).await.assert(422);
        john_at.post("/@nobody/note", &form).await.assert(404);
        let stranger = app.anon().post("/@susan/note", &form).await.assert(401);
        assert!(stranger.text.contains("action=\"/auth/sign_in\""), "{}", stranger.text);
    }

    async fn a_card_is_a_person_by_itself(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let (john_at, susan_at) = (app.browser_of(&john).await, app.browser_of(&susan).await);
        let card = john_at.get("/@susan/card?at=%2Fpublic%3Fa%3Db").await.assert(200);
        assert_eq!(forms(&card), ["/@susan/follow"]);
        assert!(card.text.contains("value=\"/public?a=b#person-") && !card.text.contains("<html"), "{}", card.text);
        for evil in ["", "?at=%2F%2Fevil.example", "?at=https%3A%2F%2Fevil.example", "?at=%2F%5Cevil.example"] {
            let card = john_at.get(&format!("/@susan/card{evil}")).await.assert(200);
            assert!(card.text.contains("value=\"/home#person-"), "{evil}: {}", card.text);
        }
        assert!(forms(&app.anon().get("/@susan/card").await.assert(200)).is_empty());
        john.act("block", &susan).await.assert(200);
        susan_at.get("/@john/card").await.assert(404);
        john_at.get("/@nobody/card").await.assert(404);
    }

    async fn answers_stand_on_a_tab_of_their_own(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let first = susan.client.post("/api/v1/statuses", &[("status", "a question")]).await.assert(200).json();
        let id = first["id"].as_str().unwrap();
        let answer = [("status", "an answer"), ("in_reply_to_id", id)];
        john.client.post("/api/v1/statuses", &answer).await.assert(200);
        john.client.post("/api/v1/statuses", &[("status", "a thought")]).await.assert(200);
        let shown = async |path: &str| {
            let page = app.anon().get(path).await.assert(200).text;
            (page.contains("a thought"), page.contains("an answer"))
        };
        assert_eq!(shown("/@john").await, (true, false));
        assert_eq!(shown("/@john/with_replies").await, (true, true));
        assert_eq!(shown("/@JOHN/with_replies").await, (true, true));
        app.anon().get("/@nobody/with_replies").await.assert(404);
    }

    async fn a_form_leads_nowhere_else(app: TestApp) {
        let john = app.person("john").await;
        app.person("susan").await;
        let john_at = app.browser_of(&john).await;
        for evil in ["https://evil.example/", "//evil.example", "/\\evil.example", ""] {
            let done = john_at.post("/@susan/follow", &[("return_to", evil)]).await.assert(303);
            assert_eq!(done.leads(), ("/@susan", "followed"), "{evil}");
        }
        let stranger = app.anon().post("/@susan/follow", &[]).await.assert(303);
        assert!(location(&stranger).starts_with("/auth/sign_in"));
        // A token is not a browser.
        let token = john.client.post("/@susan/block", &[]).await.assert(303);
        assert!(location(&token).starts_with("/auth/sign_in"));
        let crossed = [("origin", "https://evil.example")];
        john_at.form(http::Method::POST, "/@susan/block", &[], &crossed).await.assert(403);
        assert_eq!(john.client.get("/api/v1/blocks").await.text, "[]");
        for path in ["/@nobody/follow", "/@john%20/block"] {
            john_at.post(path, &[]).await.assert(404);
        }
        john_at.post("/@john/follow", &[]).await.assert(422);
    }

    async fn lists_on_pages_turn(app: TestApp) {
        let star = app.person("star").await;
        for n in 0..3 {
            app.person(&format!("fan{n}")).await.act("follow", &star).await.assert(200);
        }
        let shown = |page: &Answer| {
            (0..3).filter(|n| page.text.contains(&format!("href=\"/@fan{n}\""))).collect::<Vec<_>>()
        };
        let next = |page: &Answer| {
            let link = page.text.split("rel=\"next\" href=\"").nth(1)?.split('"').next()?;
            Some(link.replace("&#38;", "&").replace("&amp;", "&"))
        };
        let first = app.anon().get("/@star/followers?limit=2").await.assert(200);
        assert_eq!(shown(&first), [1, 2]);
        let second = app.anon().get(&next(&first).unwrap()).await.assert(200);
        assert_eq!((shown(&second), next(&second)), (vec![0], None));
    }

    async fn friends_stand_on_a_page_of_their_own(app: TestApp) {
        let (john, susan, kate) = (app.person("john").await, app.person("susan").await, app.person("kate").await);
        let (john_at, susan_at) = (app.browser_of(&john).await, app.browser_of(&susan).await);
        let empty = app.anon().get("/@john/friends").await.assert(200);
        assert!(empty.text.contains("No friends yet"), "{}", empty.text);
        john.act("follow", &susan).await.assert(200);
        john.act("follow", &kate).await.assert(200);
        let shown = |page: &Answer| ["susan", "kate"].map(|name| page.text.contains(&format!("href=\"/@{name}\"")));
        assert_eq!(shown(&app.anon().get("/@john/friends").await.assert(200)), [false, false], "one side is not enough");
        susan.act("follow", &john).await.assert(200);
        let page = app.anon().get("/@john/friends").await.assert(200);
        assert_eq!(shown(&page), [true, false]);
        assert!(page.text.contains("href=\"/@john/friends\" aria-current=\"page\""), "{}", page.text);
        let profile = app.anon().get("/@john").await.assert(200);
        assert!(profile.text.contains("<a href=\"/@john/friends\"><strong>1</strong> Friend</a>"), "{}", profile.text);

        app.clock.advance(1);
        kate.act("follow", &john).await.assert(200);
        let first = app.anon().get("/@john/friends?limit=1").await.assert(200);
        assert_eq!((shown(&first).into_iter().filter(|is| *is).count(), first.text.matches("rel=\"next\"").count()), (1, 1));

        // Who keeps such lists to themselves keeps all three.
        let hidden = serde_json::json!({ "hide_collections": true });
        john.client.json(http::Method::PATCH, "/api/v1/accounts/update_credentials", &hidden).await.assert(200);
        for list in ["followers", "following", "friends"] {
            let page = app.anon().get(&format!("/@john/{list}")).await.assert(200);
            assert!(shown(&page) == [false, false] && page.text.contains("keeps these lists"), "{list}: {}", page.text);
        }
        let own = john_at.get("/@john/friends").await.assert(200);
        assert!(shown(&own) == [true, true] && own.text.contains("Only you see these lists."), "{}", own.text);
        john.act("block", &susan).await.assert(200);
        susan_at.get("/@john/friends").await.assert(404);
        assert_eq!(shown(&john_at.get("/@john/friends").await.assert(200)), [false, true]);
        app.anon().get("/@nobody/friends").await.assert(404);
    }

    async fn people_are_found_on_a_page(app: TestApp) {
        let (john, susan) = (app.person("john").await, app.person("susan").await);
        let john_at = app.browser_of(&john).await;
        assert!(forms(&john_at.get("/search").await.assert(200)).is_empty());
        assert_eq!(forms(&john_at.get("/search?q=sus").await.assert(200)), ["/@susan/follow"]);
        assert!(app.anon().get("/search?q=%40SUSAN").await.assert(200).text.contains("href=\"/@susan\""));
        // What is long stands whole in its field alone, and what is longer than anything here is not searched for.
        let long = |length: usize| format!("/search?q={}", "y".repeat(length));
        let page = app.anon().get(&long(500)).await.assert(200).text;
        let whole = |page: &str| {
            let shown = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
            (page.contains(&format!("<title>{}…", "y".repeat(60))), shown.split("value=\"").map(|part| part.contains(&"y".repeat(61))).collect::<Vec<_>>())
        };
        assert_eq!(whole(&page), (true, vec![false, true]), "{page}");
        assert!(page.contains("Nobody found") && page.contains(&format!("“{}…”", "y".repeat(60))), "{page}");
        let page = app.anon().get(&long(3_000)).await.assert(422).text;
        assert!(page.contains("at most 500 characters") && page.contains("aria-invalid=\"true\" autofocus"), "{page}");
        assert_eq!(whole(&page), (true, vec![false, true]), "{page}");
        assert!(page.contains(&format!("value=\"{}\"", "y".repeat(3_000))), "what was typed is lost");
        let by_api = app.anon().get(&format!("/api/v2/search?q={}", "y".repeat(3_000))).await.assert(200).json();
        assert_eq!((&by_api["accounts"], &by_api["hashtags"]), (&serde_json::json!([]), &serde_json::json!([])));
        let odd = app.anon().get("/search?q=%3Cscript%3E%22").await.assert(200);
        assert!(!odd.text.contains("<script>\"") && !odd.text.contains("value=\"<"), "{}", odd.text);
        john.act("block", &susan).await.assert(200);
        assert_eq!(forms(&john_at.get("/search?q=susan").await.assert(200)), ["/@susan/unblock"]);
    }
}
