//! Standing: what suspending hides and brings back, roles, passwords.

use base::Error;
use http::Method;
use kinfolk::accounts;
use kinfolk::auth::{self, Role, manage, passwords};
use kinfolk::core::words::AccountId;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Person, TestApp, names};

/// Publishes a status and gives its id.
async fn post(who: &Person, form: &[(&str, &str)]) -> String {
    who.client.app().clock.advance(1);
    let status = who.client.post("/api/v1/statuses", form).await.assert(200).json();
    status["id"].as_str().unwrap().to_owned()
}

async fn ids(client: &Client, path: &str) -> Vec<String> {
    let page = client.get(path).await.assert(200).json();
    let id = |status: &Value| status["id"].as_str().unwrap().to_owned();
    page.as_array().unwrap().iter().map(id).collect()
}

/// Everything that bob and strangers could see ada by, each with its answer.
async fn answers(app: &TestApp, bob: &Person, paths: &[String]) -> Vec<(String, u16, Value)> {
    let mut answers = Vec::new();
    for path in paths {
        for client in [app.anon(), bob.client.clone()] {
            let answer = client.get(path).await;
            let body = serde_json::from_str(&answer.text).unwrap_or(Value::Null);
            answers.push((path.clone(), answer.status.as_u16(), body));
        }
    }
    answers
}

async fn set_role(app: &TestApp, account: AccountId, role: Role) -> base::Result<bool> {
    let state = app.state.clone();
    app.state.db().write(async move |tx| manage::set_role(tx, &state, account, role).await).await
}

both_engines! {
    async fn suspending_hides_all_of_somebody_and_unsuspending_brings_all_of_it_back(app: TestApp) {
        let (ada, bob, cyd) = (app.person("ada").await, app.person("bob").await, app.person("cyd").await);
        for (who, whom) in [(&bob, &ada), (&ada, &bob), (&cyd, &bob), (&ada, &cyd)] {
            who.act("follow", whom).await.assert(200);
        }
        let hers = post(&ada, &[("status", "hers, for @bob")]).await;
        let private = post(&ada, &[("status", "for followers"), ("visibility", "private")]).await;
        let his = post(&bob, &[("status", "his, with @ada")]).await;
        let reply = post(&ada, &[("status", "@bob an answer"), ("in_reply_to_id", &his)]).await;
        let boost = bob.client.post(&format!("/api/v1/statuses/{hers}/reblog"), &[]).await.assert(200).json();
        let boost = boost["id"].as_str().unwrap().to_owned();
        ada.client.post(&format!("/api/v1/statuses/{his}/favourite"), &[]).await.assert(200);
        ada.client.post(&format!("/api/v1/statuses/{his}/reblog"), &[]).await.assert(200);
        // Read before anything is compared: clients see when a counter last changed.
        let paths: Vec<String> = [
            format!("/api/v1/accounts/{}", ada.id),
            format!("/api/v1/accounts/{}/statuses", ada.id),
            format!("/api/v1/accounts/{}/followers", ada.id),
            format!("/api/v1/accounts/{}/followers", bob.id),
            format!("/api/v1/accounts/{}/following", bob.id),
            format!("/api/v1/accounts?id[]={}&id[]={}", ada.id, bob.id),
            format!("/api/v1/statuses/{his}/context"),
            format!("/api/v1/statuses/{his}/favourited_by"),
            format!("/api/v1/statuses/{his}/reblogged_by"),
            format!("/api/v1/statuses?id[]={hers}&id[]={boost}&id[]={reply}"),
            format!("/api/v1/statuses/{hers}"),
            format!("/api/v1/statuses/{boost}"),
            format!("/api/v1/accounts/relationships?id={}", ada.id),
            "/api/v1/accounts/lookup?acct=ada".to_owned(),
            "/api/v1/timelines/public".to_owned(),
            "/api/v1/timelines/home".to_owned(),
            "/api/v2/search?q=ada".to_owned(),
            "/@ada".to_owned(),
            format!("/@ada/{hers}"),
        ].into();
        let before = answers(&app, &bob, &paths).await;
        assert_eq!(ids(&bob.client, "/api/v1/timelines/home").await.len(), 4, "all of it is at home, boosts once");
        assert_eq!(ids(&cyd.client, "/api/v1/timelines/home").await, [boost.clone(), his.clone()]);
        let found = bob.client.get("/api/v2/search?q=ada").await.json();
        assert_eq!(names(&found["accounts"]), ["ada"]);

        assert!(accounts::suspend(&app.state, ada.account).await.unwrap());
        assert!(!accounts::suspend(&app.state, ada.account).await.unwrap(), "once is enough");
        for round in ["told", "read again"] {
            for client in [app.anon(), bob.client.clone()] {
                for path in [format!("/api/v1/accounts/{}", ada.id), "/api/v1/accounts/lookup?acct=ada".to_owned()] {
                    let blank = client.get(&path).await.assert(200).json();
                    assert_eq!((&blank["suspended"], &blank["username"]), (&json!(true), &json!("ada")), "{round}");
                    assert_eq!((&blank["note"], &blank["display_name"]), (&json!(""), &json!("")));
                }
                for path in ["statuses", "followers", "following"] {
                    let path = format!("/api/v1/accounts/{}/{path}", ada.id);
                    assert_eq!(client.get(&path).await.assert(200).json(), json!([]), "{round}: {path}");
                }
                for status in [&hers, &private, &reply, &boost] {
                    client.get(&format!("/api/v1/statuses/{status}")).await.assert(404);
                }
                for path in [format!("/@ada/{hers}"), "/@ada".to_owned(), "/@ada/followers".to_owned()] {
                    client.get(&path).await.assert(404);
                }
                assert_eq!(ids(&client, "/api/v1/timelines/public").await, std::slice::from_ref(&his), "{round}");
                let around = client.get(&format!("/api/v1/statuses/{his}/context")).await.assert(200).json();
                assert_eq!(around["descendants"], json!([]), "{round}");
                for list in ["favourited_by", "reblogged_by"] {
                    let people = client.get(&format!("/api/v1/statuses/{his}/{list}")).await.assert(200).json();
                    assert_eq!(people, json!([]), "{round}: {list}");
                }
                let found = client.get("/api/v2/search?q=ada").await.assert(200).json();
                assert_eq!(found["accounts"], json!([]), "{round}");
                let followers = client.get(&format!("/api/v1/accounts/{}/followers", bob.id)).await.assert(200);
                assert_eq!(names(&followers.json()), ["cyd"], "{round}");
            }
            assert_eq!(ids(&bob.client, "/api/v1/timelines/home").await, std::slice::from_ref(&his), "{round}");
            assert_eq!(ids(&cyd.client, "/api/v1/timelines/home").await, std::slice::from_ref(&his), "{round}: the boost");
            bob.act("follow", &ada).await.assert(404);
            bob.client.post(&format!("/api/kinfolk/v1/accounts/{}/friend", ada.id), &[]).await.assert(404);
            for act in ["favourite", "reblog"] {
                bob.client.post(&format!("/api/v1/statuses/{hers}/{act}"), &[]).await.assert(404);
            }
            let answer = [("status", "to nobody"), ("in_reply_to_id", hers.as_str())];
            bob.client.post("/api/v1/statuses", &answer).await.assert(404);
            let told = bob.client.get(&format!("/api/v1/accounts/relationships?id={}", ada.id)).await;
            assert_eq!(told.assert(200).json(), json!([]), "{round}");
            let counted = bob.client.get(&format!("/api/v1/statuses/{his}")).await.assert(200).json();
            let counters = ["replies_count", "reblogs_count", "favourites_count"].map(|name| counted[name].as_i64());
            assert_eq!(counters, [Some(1); 3], "counters go on as they are");
            app.state.reset();
        }

        assert!(accounts::unsuspend(&app.state, ada.account).await.unwrap());
        assert!(!accounts::unsuspend(&app.state, ada.account).await.unwrap());
        for (now, then) in answers(&app, &bob, &paths).await.into_iter().zip(before) {
            assert_eq!(now, then);
        }
        assert_eq!(ids(&cyd.client, "/api/v1/timelines/home").await, [boost, his]);
    }

    async fn nobody_suspended_gets_in_and_their_sessions_go_on_afterwards(app: TestApp) {
        let ada = app.member("ada").await;
        let browser = app.browser("ada").await;
        browser.get("/home").await.assert(200);
        ada.client.get("/api/v1/timelines/home").await.assert(200);
        accounts::suspend(&app.state, ada.account).await.unwrap();

        let refused = ada.client.get("/api/v1/timelines/home").await.assert(403).json();
        assert_eq!(refused["error"], "Your login is currently disabled");
        ada.client.post("/api/v1/statuses", &[("status", "still here")]).await.assert(403);
        assert!(browser.get("/home").await.assert(303).header("location").starts_with("/auth/sign_in"));
        let form = [("username", "ada"), ("password", PASSWORD)];
        let page = app.anon().post("/auth/sign_in", &form).await.assert(422);
        assert!(page.cookie().is_none() && page.text.contains("disabled"), "{}", page.text);
        let own = app.own_app().await;
        let grant = [
            ("grant_type", "password"),
            ("client_id", own.client_id.as_str()),
            ("client_secret", own.client_secret.as_str()),
            ("username", "ada@example.org"),
            ("password", PASSWORD),
        ];
        assert_eq!(app.anon().post("/oauth/token", &grant).await.assert(400).json()["error"], "invalid_grant");

        accounts::unsuspend(&app.state, ada.account).await.unwrap();
        ada.client.get("/api/v1/timelines/home").await.assert(200);
        browser.get("/home").await.assert(200);
        app.anon().post("/auth/sign_in", &form).await.assert(303);
    }

    async fn whom_somebody_suspended_blocks_does_not_even_see_the_blank_profile(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        ada.act("block", &bob).await.assert(200);
        accounts::suspend(&app.state, ada.account).await.unwrap();
        let path = format!("/api/v1/accounts/{}", ada.id);
        bob.client.get(&path).await.assert(404);
        app.anon().get(&path).await.assert(200);
    }

    async fn a_new_role_is_in_force_at_once_and_the_last_owner_keeps_theirs(app: TestApp) {
        let (ada, bob) = (app.owner("ada").await, app.person("bob").await);
        let role = async |who: &Person| {
            let own = who.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
            own["role"]["name"].as_str().unwrap().to_owned()
        };
        assert_eq!((role(&ada).await.as_str(), role(&bob).await.as_str()), ("Owner", ""));
        let last = |done: base::Result<bool>| {
            assert!(matches!(&done, Err(Error::Unprocessable(text)) if text.contains("last owner")), "{done:?}");
        };
        last(set_role(&app, ada.account, Role::Admin).await);
        last(accounts::suspend(&app.state, ada.account).await);
        assert!(!set_role(&app, ada.account, Role::Owner).await.unwrap(), "she is already");
        assert!(set_role(&app, bob.account, Role::Owner).await.unwrap());
        assert_eq!(role(&bob).await, "Owner");

        accounts::suspend(&app.state, bob.account).await.unwrap();
        last(set_role(&app, ada.account, Role::User).await);
        accounts::unsuspend(&app.state, bob.account).await.unwrap();
        assert!(set_role(&app, ada.account, Role::Moderator).await.unwrap());
        assert_eq!(role(&ada).await, "Moderator");
        last(set_role(&app, bob.account, Role::User).await);
        let nobody = set_role(&app, AccountId::new(77 << 20), Role::User).await;
        assert!(matches!(nobody, Err(Error::NotFound)), "{nobody:?}");
    }

    async fn of_two_owners_who_step_down_at_once_one_remains(app: TestApp) {
        for round in 0..10 {
            let (a, b) = (app.owner(&format!("a{round}")).await, app.owner(&format!("b{round}")).await);
            // The owners of earlier rounds are no help.
            for earlier in 0..round {
                for name in [format!("a{earlier}"), format!("b{earlier}")] {
                    let id = accounts::find(&app.state, &name).await.unwrap().unwrap();
                    set_role(&app, id, Role::User).await.unwrap();
                }
            }
            let (one, two) = (app.clone(), app.clone());
            let stepping = tokio::spawn(async move { set_role(&one, a.account, Role::User).await });
            let suspended = tokio::spawn(async move { accounts::suspend(&two.state, b.account).await });
            let done = [stepping.await.unwrap(), suspended.await.unwrap()];
            assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "round {round}: {done:?}");
            accounts::unsuspend(&app.state, b.account).await.unwrap();
        }
    }

    async fn a_new_password_ends_all_that_came_of_the_old_one(app: TestApp) {
        let (ada, bob) = (app.member("ada").await, app.member("bob").await);
        let browser = app.browser("ada").await;
        browser.get("/home").await.assert(200);
        ada.client.get("/api/v1/timelines/home").await.assert(200);
        let new = passwords::NewPassword::parse(base::Secret::new("another horse entirely"), &[]).unwrap();
        let hash = passwords::hash(&app.state, &new).await.unwrap();
        let (state, account) = (app.state.clone(), ada.account);
        let set = async move |tx: &mut db::Tx| manage::set_password(tx, &state, account, &hash).await;
        app.state.db().write(set).await.unwrap();

        ada.client.get("/api/v1/timelines/home").await.assert(401);
        browser.get("/home").await.assert(303);
        let sign_in = async |password: &str| {
            app.anon().post("/auth/sign_in", &[("username", "ada"), ("password", password)]).await.status.as_u16()
        };
        assert_eq!((sign_in(PASSWORD).await, sign_in("another horse entirely").await), (422, 303));
        bob.client.get("/api/v1/timelines/home").await.assert(200);
    }

    async fn a_log_in_that_a_new_password_overtakes_comes_to_nothing(app: TestApp) {
        let ada = app.member("ada").await;
        let log_in = auth::log_in(&app.state, "ada", base::Secret::new(PASSWORD)).await.unwrap().unwrap();
        let is_right = async || {
            let user = log_in.clone();
            app.state.db().write(async move |tx| auth::is_still_right(tx, &user).await).await.unwrap()
        };
        assert!(is_right().await);
        let (state, account) = (app.state.clone(), ada.account);
        let set = async move |tx: &mut db::Tx| manage::set_password(tx, &state, account, "no hash").await;
        app.state.db().write(set).await.unwrap();
        assert!(!is_right().await);
    }

    async fn a_code_on_its_way_to_a_token_dies_with_the_old_password(app: TestApp) {
        app.member("ada").await;
        let (own, browser) = (app.own_app().await, app.browser("ada").await);
        let code = async || {
            let form = [
                ("response_type", "code"),
                ("client_id", own.client_id.as_str()),
                ("redirect_uri", crate::support::REDIRECT),
                ("scope", "read"),
                ("decision", "allow"),
            ];
            let answer = browser.form(Method::POST, "/oauth/authorize", &form, &[]).await.assert(303);
            let url = url::Url::parse(answer.header("location")).unwrap();
            url.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
        };
        let exchange = async |code: &str| {
            let form = [
                ("grant_type", "authorization_code"),
                ("client_id", own.client_id.as_str()),
                ("client_secret", own.client_secret.as_str()),
                ("redirect_uri", crate::support::REDIRECT),
                ("code", code),
            ];
            app.anon().post("/oauth/token", &form).await.status.as_u16()
        };
        assert_eq!(exchange(&code().await).await, 200, "the way is right");
        let waiting = code().await;
        let (state, account) = (app.state.clone(), accounts::find(&app.state, "ada").await.unwrap().unwrap());
        let set = async move |tx: &mut db::Tx| manage::set_password(tx, &state, account, "no hash").await;
        app.state.db().write(set).await.unwrap();
        assert_eq!(exchange(&waiting).await, 400);
    }
}
