//! Accounts by API: what is shown, how they are found, and their generated pictures.

use base::Error;
use http::{Method, header};
use kinfolk::accounts::{self, Change, NewAccount, Username};
use kinfolk::auth::Role;
use kinfolk::core::words::{AccountId, StatusId};
use kinfolk::core::{Event, events};
use serde_json::{Value, json};

use crate::support::{START_MS, TestApp, names};

db::statements! {
    /// What settings will do.
    DESCRIBE: Point = "
        UPDATE accounts SET display_name = $2, display_folded = $3, note = $4, hide_collections = $5
        WHERE {key:id:1}";
}

async fn describe(app: &TestApp, account: AccountId, name: &'static str, note: &'static str, hidden: bool) {
    let state = app.state.clone();
    let done = app.state.db().write(async move |tx| {
        tx.run(&DESCRIBE, db::params![account, name, name.to_lowercase(), note, hidden]).await?;
        events::emit(tx, &state, Event::AccountChanged { account }).await
    });
    done.await.unwrap();
}

async fn count(app: &TestApp, account: AccountId, change: Change) {
    let state = app.state.clone();
    app.state.db().write(async move |tx| accounts::count(tx, &state, account, change).await).await.unwrap();
}

async fn create(app: &TestApp, name: &str) -> Result<AccountId, Error> {
    let (state, username) = (app.state.clone(), Username::parse(name)?);
    let made = app.state.db().write(async move |tx| {
        accounts::create(tx, &state, &NewAccount::named(username.clone(), START_MS)).await
    });
    made.await
}

both_engines! {
    async fn an_account_has_everything_that_clients_need(app: TestApp) {
        let ada = app.person("Ada").await;
        describe(&app, ada.account, "Ada <3", "I am <b>#here</b>", false).await;
        let account = app.anon().get(&format!("/api/v1/accounts/{}", ada.id)).await.assert(200).json();
        let picture = format!("http://localhost:3000/avatars/{}.png", ada.id);
        let expected = json!({
            "id": ada.id, "username": "Ada", "acct": "Ada", "display_name": "Ada <3",
            "locked": false, "bot": false, "group": false,
            "discoverable": true, "indexable": true, "noindex": false, "hide_collections": false,
            "created_at": "2026-01-01T00:00:00.000Z",
            "note": account["note"],
            "url": "http://localhost:3000/@Ada", "uri": "http://localhost:3000/@Ada",
            "avatar": picture, "avatar_static": picture,
            "header": "http://localhost:3000/headers/default.png",
            "header_static": "http://localhost:3000/headers/default.png",
            "followers_count": 0, "following_count": 0, "statuses_count": 0, "last_status_at": null,
            "emojis": [], "fields": [], "roles": [],
            "kinfolk": {"friends_count": 0},
        });
        assert_eq!(account, expected);
        let note = account["note"].as_str().unwrap();
        assert!(note.starts_with("<p>I am &lt;b&gt;") && note.contains("/tags/here"), "{note}");
    }

    async fn counters_show_at_once_and_only_newer_ones_win(app: TestApp) {
        let ada = app.person("ada").await;
        let path = format!("/api/v1/accounts/{}", ada.id);
        assert_eq!(ada.client.get(&path).await.json()["statuses_count"], 0);
        let posted = Some((StatusId::new(77 << 20), START_MS + 86_400_000));
        count(&app, ada.account, Change { statuses: 2, followers: 3, friends: 1, posted, ..Change::default() }).await;
        let older = Some((StatusId::new(76 << 20), START_MS));
        count(&app, ada.account, Change { statuses: 1, posted: older, ..Change::default() }).await;
        let told = ada.client.get(&path).await.json();
        assert_eq!(
            [&told["statuses_count"], &told["followers_count"], &told["kinfolk"]["friends_count"]],
            [&json!(3), &json!(3), &json!(1)]
        );
        assert_eq!(told["last_status_at"], "2026-01-02");
        let heads = accounts::heads(&app.state, vec![ada.account]).await.unwrap();
        assert_eq!(heads, [(ada.account, 77 << 20)]);
        // The same from the database as from memory.
        app.state.reset();
        assert_eq!(ada.client.get(&path).await.json(), told);
    }

    async fn a_name_is_given_once_without_regard_to_case(app: TestApp) {
        create(&app, "Ada").await.unwrap();
        let taken = create(&app, "aDA").await.unwrap_err();
        let Error::Invalid(faults) = &taken else { panic!("{taken}") };
        assert_eq!((faults[0].field, faults[0].code), ("username", "ERR_TAKEN"));
        let racers: Vec<_> = (0..8)
            .map(|n| {
                let app = app.clone();
                tokio::spawn(async move { create(&app, if n % 2 == 0 { "susan" } else { "SUSAN" }).await.is_ok() })
            })
            .collect();
        let mut made = 0;
        for racer in racers {
            made += usize::from(racer.await.unwrap());
        }
        assert_eq!(made, 1);
    }

    async fn accounts_are_found_by_name(app: TestApp) {
        let ada = app.person("Ada").await;
        for acct in ["ada", "Ada", "@ada", "ada@localhost:3000", "%40ADA%40LOCALHOST%3A3000"] {
            let found = app.anon().get(&format!("/api/v1/accounts/lookup?acct={acct}")).await.assert(200);
            assert_eq!(found.json()["id"], *ada.id, "{acct}");
        }
        for acct in ["bob", "ada@elsewhere.org", "", "a%20b", &"a".repeat(5_000)] {
            app.anon().get(&format!("/api/v1/accounts/lookup?acct={acct}")).await.assert(404);
        }
        let missing = app.anon().get("/api/v1/accounts/lookup").await.assert(400).json();
        assert_eq!(missing["error"], "acct is missing");
        // A name that was free a moment ago is found as soon as it is given.
        let bob = create(&app, "bob").await.unwrap();
        assert_eq!(accounts::find(&app.state, "bob").await.unwrap(), Some(bob));
        let asked = ["ada".to_owned(), "bob".to_owned(), "eve".to_owned()];
        let many = accounts::find_many(&app.state, &asked).await.unwrap();
        assert_eq!((many.len(), many["ada"], many["bob"]), (2, ada.account, bob));
    }

    async fn accounts_are_told_in_the_order_asked(app: TestApp) {
        let [a, b, c] = [app.person("a").await, app.person("b").await, app.person("c").await];
        let path = format!("/api/v1/accounts?id[]={}&id[]=5&id[]={}&id[]=x&id[]={}&id[]={}", c.id, a.id, b.id, a.id);
        for client in [app.anon(), a.client] {
            assert_eq!(names(&client.get(&path).await.assert(200).json()), ["c", "a", "b"]);
        }
        let one = app.anon().get(&format!("/api/v1/accounts?id={}", b.id)).await.assert(200);
        assert_eq!(names(&one.json()), ["b"]);
        assert_eq!(app.anon().get("/api/v1/accounts").await.assert(200).json(), json!([]));
        let many = format!("/api/v1/accounts?{}", "id[]=1&".repeat(201));
        let refused = app.anon().get(&many).await.assert(400).json();
        assert_eq!(refused["error"], "At most 200 ids at once");
        for id in ["1", "0", "-1", "x", "99999999999999999999"] {
            let nobody = app.anon().get(&format!("/api/v1/accounts/{id}")).await.assert(404).json();
            assert_eq!(nobody["error"], "Record not found");
        }
    }

    async fn ones_own_account_says_more(app: TestApp) {
        let ada = app.person("ada").await;
        describe(&app, ada.account, "", "as <typed>", false).await;
        let own = ada.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        assert_eq!(own["id"], *ada.id);
        assert_eq!(own["kinfolk"], json!({"friends_count": 0, "blocked_count": 0}));
        let source = json!({
            "privacy": "public", "sensitive": false, "language": null, "quote_policy": "public",
            "note": "as <typed>", "fields": [], "follow_requests_count": 0, "hide_collections": false,
            "discoverable": true, "indexable": true, "attribution_domains": [],
        });
        assert_eq!(own["source"], source);
        let role = json!({"id": "-99", "name": "", "color": "", "permissions": "0", "highlighted": false});
        assert_eq!(own["role"], role);
        let mut shown = app.anon().get(&format!("/api/v1/accounts/{}", ada.id)).await.json();
        let mut rest = own.clone();
        for value in [&mut shown, &mut rest] {
            for name in ["source", "role", "kinfolk"] {
                value.as_object_mut().unwrap().remove(name);
            }
        }
        assert_eq!(shown, rest);

        let answer = app.anon().get("/api/v1/accounts/verify_credentials").await.assert(401).json();
        assert_eq!(answer["error"], "The access token is invalid");
        for (scopes, status) in [("profile", 200), ("read:accounts", 200), ("read:statuses", 403), ("write", 403)] {
            let client = app.limited(&ada, scopes).await;
            client.get("/api/v1/accounts/verify_credentials").await.assert(status);
        }
        let writer = app.limited(&ada, "write").await;
        writer.get(&format!("/api/v1/accounts/{}", ada.id)).await.assert(403);
    }

    async fn an_avatar_is_drawn_for_each_and_stays(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let drawn = async |id: &str| {
            let account = app.anon().get(&format!("/api/v1/accounts/{id}")).await.json();
            let url = account["avatar"].as_str().unwrap().to_owned();
            let path = url.strip_prefix("http://localhost:3000").unwrap().to_owned();
            let picture = app.anon().get(&path).await.assert(200);
            assert_eq!(picture.headers[header::CONTENT_TYPE], "image/png");
            assert!(picture.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
            assert!(picture.text.contains("PNG") && picture.text.contains("IEND"));
            picture.text
        };
        let (first, again, other) = (drawn(&ada.id).await, drawn(&ada.id).await, drawn(&bob.id).await);
        assert_eq!(first, again);
        assert_ne!(first, other);
        app.anon().get("/headers/default.png").await.assert(200);
        for bad in ["x.png", "1", "1.jpg", "-1.png", ".png"] {
            app.anon().get(&format!("/avatars/{bad}")).await.assert(404);
        }
    }

    async fn a_hidden_collection_is_empty_for_others(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        ada.act("follow", &bob).await.assert(200);
        bob.act("follow", &ada).await.assert(200);
        describe(&app, ada.account, "", "", true).await;
        for list in ["followers", "following"] {
            let path = format!("/api/v1/accounts/{}/{list}", ada.id);
            for client in [app.anon(), bob.client.clone()] {
                assert_eq!(client.get(&path).await.assert(200).json(), json!([]), "{list}");
            }
            assert_eq!(names(&ada.client.get(&path).await.assert(200).json()), ["bob"]);
        }
        let shown = bob.client.get(&format!("/api/v1/accounts/{}", ada.id)).await.json();
        assert_eq!([&shown["hide_collections"], &shown["followers_count"]], [&json!(true), &json!(1)]);
    }

    async fn people_are_searched_by_the_beginnings_of_their_names(app: TestApp) {
        let ann = app.person("ann").await;
        let anna = app.person("Anna").await;
        let (bob, carl) = (app.person("bob").await, app.person("carl").await);
        describe(&app, bob.account, "Änne Müller", "", false).await;
        describe(&app, carl.account, "Anna the Second", "", false).await;
        let find = async |query: &str| {
            let found = app.anon().get(&format!("/api/v2/search?q={query}")).await.assert(200).json();
            assert_eq!((&found["statuses"], &found["hashtags"]), (&json!([]), &json!([])));
            names(&found["accounts"])
        };
        assert_eq!(find("ann").await, ["ann", "Anna", "carl"]);
        assert_eq!(find("ANNA").await, ["Anna", "carl"]);
        assert_eq!(find("@an").await, ["ann", "Anna", "carl"]);
        assert_eq!(find("anna%20the").await, ["carl"]);
        assert_eq!(find("%C3%A4nne%20m%C3%BC").await, ["bob"]);
        assert_eq!(find("@Anna@localhost:3000").await, ["Anna"]);
        assert_eq!(find("http://localhost:3000/@anna").await, ["Anna"]);
        assert_eq!(find("nna").await, Vec::<String>::new());
        assert_eq!(find("@ann@elsewhere.org").await, Vec::<String>::new());
        assert_eq!(find("a_n").await, Vec::<String>::new());
        assert_eq!(find("ann&limit=1").await, ["ann"]);
        assert_eq!(find("ann&limit=1&offset=1").await, ["Anna"]);
        assert_eq!(find("ann&offset=3").await, Vec::<String>::new());
        assert_eq!(find("ann&type=accounts&resolve=true").await.len(), 3);
        assert_eq!(find("ann&type=hashtags").await.len(), 0);
        assert_eq!(find("ann&type=statuses").await.len(), 0);
        for bad in ["", "q=", "q=a&limit=0", "q=a&limit=-2", "q=a&offset=-1", "q=a&type=cats", "q=a&limit=x"] {
            app.anon().get(&format!("/api/v2/search?{bad}")).await.assert(400);
        }

        ann.act("follow", &carl).await.assert(200);
        let own = async |path: &str| names(&ann.client.get(path).await.assert(200).json());
        assert_eq!(own("/api/v1/accounts/search?q=ann").await, ["ann", "Anna", "carl"]);
        assert_eq!(own("/api/v1/accounts/search?q=an&following=true").await, ["carl"]);
        assert_eq!(own("/api/v1/accounts/search?q=anna&following=true").await, ["carl"]);
        app.anon().get("/api/v1/accounts/search?q=ann").await.assert(401);
        app.limited(&anna, "read:accounts").await.get("/api/v2/search?q=a").await.assert(403);
    }

    async fn a_role_is_told_to_its_holder(app: TestApp) {
        let (state, name) = (app.state.clone(), Username::parse("boss").unwrap());
        let account = create(&app, name.as_str()).await.unwrap();
        let token = app.state.db().write(async move |tx| {
            use kinfolk::auth::users::{self, Email, NewUser};
            let email = Email::parse("boss@example.org")?;
            let locale = "en".to_owned();
            users::insert(tx, &state, &NewUser { account, email, password_hash: None, role: Role::Owner, locale }).await?;
            let scopes = kinfolk::auth::Scopes::parse("read").unwrap();
            kinfolk::auth::sessions::issue_token(tx, &state, Some(account), None, scopes).await
        });
        let token = token.await.unwrap().token;
        let own = app.with_token(token.expose()).get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        assert_eq!((&own["role"]["name"], &own["role"]["highlighted"]), (&json!("Owner"), &json!(true)));
    }

    async fn pictures_and_profiles_answer_no_other_method(app: TestApp) {
        let path = "/avatars/1.png";
        let answer = app.anon().json(Method::PUT, path, &Value::Null).await;
        assert_eq!(answer.status.as_u16(), 405);
    }
}
