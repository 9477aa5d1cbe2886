//! The silent traps of the Mastodon API: what apps rely on without saying so, and what fails in them without a word when a
//! server does it a little differently. One test for each that concerns what is here; where another test says it
//! already, this table names that one.
//!
//! | trap | test |
//! |---|---|
//! | ids are decimal text, in everything | [`ids_are_decimal_text_wherever_they_stand`] |
//! | ids grow, and none below an old one is made | `statuses::publish::ids_start_above_everything_that_is_there` |
//! | an id that is none is 404 | `statuses::publish::an_id_that_is_none_names_no_status` |
//! | `Link` of lists of people has ids of the edges | [`links_of_people_have_ids_of_edges`], `graph::lists_page_by_edge_in_both_directions` |
//! | `min_id` is the page just above, `since_id` the newest | `timelines::bounds_are_exact` |
//! | limits have defaults and ends; a negative one is 400 | [`limits_have_defaults_and_ends`] |
//! | what may not be seen is 404 and not 403 | [`what_may_not_be_seen_is_not_found`], `statuses::visibility` |
//! | the sentences of errors | [`errors_say_what_mastodon_says`] |
//! | a refused sign-up names each field | `auth::sign_up::every_field_that_does_not_hold_is_named` |
//! | rate limits are told in Mastodon's format, also when they are off | [`rate_limits_are_told_with_microseconds`], `rates` |
//! | which paths other sites may use, and what they may read | [`other_sites_may_use_what_mastodon_lets_them`], `front::any_origin_may_use_the_api_and_none_the_pages` |
//! | a key makes a post once | `statuses::same_post` |
//! | form, multipart and JSON say the same | `statuses::publish::forms_multipart_bodies_and_json_publish_the_same`, `profile::forms_and_multipart_say_the_same` |
//! | nested keys of forms | `lists::markers_are_kept_by_version`, `profile::forms_and_multipart_say_the_same` |
//! | `DELETE` with a body | [`a_body_of_delete_counts`] |
//! | links count 23 characters | `statuses::publish::the_longest_text_counts_links_as_twenty_three_characters` |
//! | a token has all four fields, `scope` not null, `created_at` a number | [`a_token_has_its_four_fields_whatever_the_grant`] |
//! | tokens live until they are revoked | `auth::oauth::a_token_lives_for_years` |
//! | scopes are a tree with the old `follow` | [`the_old_scope_follow_does_what_it_did`], `auth::oauth::a_token_does_only_what_its_scopes_say` |
//! | `profile` shows oneself and nothing else | [`the_scope_profile_shows_oneself_and_nothing_else`] |
//! | admin scopes are given to whom asks, and open nothing by themselves | [`admin_scopes_are_given_and_hold_no_others`] |
//! | redirects: several, as text or list, of any scheme, none that runs | [`redirects_are_registered_in_every_way_that_apps_have`], `auth::oauth` |
//! | the page of consent lets the answer through | [`the_page_of_consent_lets_its_answer_through`] |
//! | `lang` and what nobody knows do no harm | [`a_request_with_more_than_is_known_is_understood`] |
//! | `force_login` asks once | `auth::consent::an_app_can_ask_for_another_log_in` |
//! | the second version of the instance has what apps parse | [`the_instance_has_what_apps_parse`] |
//! | flags of the viewer are false, not null; absent for nobody | [`flags_of_the_viewer_are_false_and_for_nobody_absent`] |
//! | fields that are never null | [`what_apps_need_is_never_null`], `statuses::entity`, `accounts::an_account_has_everything_that_clients_need` |
//! | `last_status_at` is a day | [`the_last_status_is_of_a_day`] |
//! | times have three decimals and `Z` | [`times_have_three_decimals_wherever_they_stand`] |
//! | pictures that nobody uploaded have addresses | `accounts::an_avatar_is_drawn_for_each_and_stays` |
//! | the contact is there | `instance::the_owner_is_whom_one_may_write_to` |
//! | a relationship has all its fields, after every act | [`every_act_answers_with_the_whole_relationship`] |
//! | notifications have `group_key`; types that apps do not know are asked for | [`a_notification_has_what_apps_parse`], `notifications` |
//! | `acct` has no domain here; mentions are links of class `mention` | [`people_of_this_server_have_no_domain`] |
//! | markers are stored | `lists::markers_are_kept_by_version` |
//! | who never subscribed has no subscription: 404 | [`who_never_subscribed_to_push_is_told_so`] |
//!
//! Not here: what is not there yet: polls, media, filters, streams, grouped notifications.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Person, TestApp};

const OWN: &str = "/api/v1/accounts/verify_credentials";

/// Calls `see` with the name of each member of each object, and its value.
fn walk(value: &Value, see: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            see(name, value);
            walk(value, see);
        }),
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        _ => {}
    }
}

/// Two people who did to each other what can be done, and all that ann is shown of it.
async fn everything(app: &TestApp) -> (Person, Vec<(String, Value)>) {
    let (ann, bob) = (app.owner("ann").await, app.person("bob").await);
    ann.act("follow", &bob).await.assert(200);
    bob.act("follow", &ann).await.assert(200);
    let post = |client: &Client, form: Vec<(&'static str, String)>| {
        let client = client.clone();
        async move {
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            client.post("/api/v1/statuses", &form).await.assert(200).json()["id"].as_str().unwrap().to_owned()
        }
    };
    let first = post(&ann.client, vec![("status", "hello #tag https://example.org".to_owned())]).await;
    post(&bob.client, vec![("status", "@ann yes".to_owned()), ("in_reply_to_id", first.clone())]).await;
    bob.client.post(&format!("/api/v1/statuses/{first}/favourite"), &[]).await.assert(200);
    bob.client.post(&format!("/api/v1/statuses/{first}/reblog"), &[]).await.assert(200);
    ann.client.post("/api/v1/lists", &[("title", "people")]).await.assert(200);
    ann.client.post("/api/v1/markers", &[("home[last_read_id]", &first)]).await.assert(200);
    app.drain_jobs().await;
    let mut shown = Vec::new();
    for path in [
        OWN.to_owned(),
        "/api/v1/timelines/home".to_owned(),
        "/api/v1/timelines/public".to_owned(),
        "/api/v1/notifications".to_owned(),
        "/api/v1/lists".to_owned(),
        "/api/v1/markers?timeline[]=home".to_owned(),
        "/api/v1/profile".to_owned(),
        "/api/v1/instance".to_owned(),
        "/api/v2/instance".to_owned(),
        format!("/api/v1/accounts/{}", bob.id),
        format!("/api/v1/accounts/{}/followers", bob.id),
        format!("/api/v1/accounts/{}/statuses", bob.id),
        format!("/api/v1/accounts/relationships?id[]={}", bob.id),
        format!("/api/v1/statuses/{first}"),
        format!("/api/v1/statuses/{first}/context"),
        format!("/api/v1/statuses/{first}/favourited_by"),
        "/api/v2/search?q=bob".to_owned(),
    ] {
        let answer = ann.client.get(&path).await.assert(200).json();
        assert!(answer.to_string().len() > 20, "{path} shows nothing: {answer}");
        shown.push((path, answer));
    }
    (ann, shown)
}

async fn token(app: &TestApp, scopes: &str, scope: &str) -> Client {
    let own = app.register(scopes).await;
    let form = [
        ("grant_type", "password"),
        ("username", "ann"),
        ("password", PASSWORD),
        ("scope", scope),
        ("client_id", &own.client_id),
        ("client_secret", &own.client_secret),
    ];
    let body = app.anon().post("/oauth/token", &form).await.assert(200).json();
    app.with_token(body["access_token"].as_str().unwrap())
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

both_engines! {
    async fn ids_are_decimal_text_wherever_they_stand(app: TestApp) {
        let mut seen = 0;
        for (path, answer) in everything(&app).await.1 {
            walk(&answer, &mut |name, value| {
                if (name == "id" || name.ends_with("_id")) && !value.is_null() {
                    let text = value.as_str().unwrap_or_else(|| panic!("{name} of {path} is {value}"));
                    // Roles have Mastodon's own ids, one of them negative.
                    assert!(text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit()), "{name} of {path} is {text}");
                    seen += 1;
                }
            });
        }
        assert!(seen > 30, "only {seen} ids were looked at");
    }

    async fn times_have_three_decimals_wherever_they_stand(app: TestApp) {
        let mut seen = 0;
        for (path, answer) in everything(&app).await.1 {
            walk(&answer, &mut |name, value| {
                if name.ends_with("_at") && name != "last_status_at" && !value.is_null() {
                    let text = value.as_str().unwrap_or_else(|| panic!("{name} of {path} is {value}"));
                    let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                    assert_eq!(form, "0000-00-00T00:00:00.000Z", "{name} of {path} is {text}");
                    seen += 1;
                }
            });
        }
        assert!(seen > 15, "only {seen} times were looked at");
    }

    async fn what_apps_need_is_never_null(app: TestApp) {
        const NULLABLE: [&str; 36] = [
            "in_reply_to_id", "in_reply_to_account_id", "reblog", "poll", "card", "language", "edited_at", "quote", "website",
            "application", "last_status_at", "verified_at", "languages", "muting_expires_at", "avatar", "avatar_static",
            "header", "header_static", "discoverable", "hide_collections", "noindex", "vapid", "message", "reason", "min_age",
            "blurhash", "rules", "thumbnail", "moved", "group", "url", "translation", "status", "limited", "contact_account",
            "privacy_policy",
        ];
        for (path, answer) in everything(&app).await.1 {
            walk(&answer, &mut |name, value| {
                assert!(!value.is_null() || NULLABLE.contains(&name), "{name} of {path} is null");
                let is_profile = path.ends_with("/profile");
                if matches!(name, "avatar" | "avatar_static" | "header" | "header_static") && !is_profile {
                    assert!(value.as_str().is_some_and(|url| url.starts_with("http")), "{name} of {path} is {value}");
                }
                // The address of registrations elsewhere is null in Mastodon too.
                let always = matches!(name, "contact_account" | "thumbnail" | "rules");
                if always || name == "url" && !path.ends_with("instance") {
                    assert!(!value.is_null(), "{name} of {path} is null");
                }
            });
        }
    }

    async fn flags_of_the_viewer_are_false_and_for_nobody_absent(app: TestApp) {
        let ann = app.person("ann").await;
        let id = ann.client.post("/api/v1/statuses", &[("status", "x")]).await.assert(200).json()["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/statuses/{id}");
        let (hers, anyones) = (ann.client.get(&path).await.json(), app.anon().get(&path).await.json());
        for flag in ["favourited", "reblogged", "muted", "bookmarked", "pinned"] {
            assert_eq!(hers[flag], false, "{flag}");
            assert!(anyones.get(flag).is_none(), "{flag}");
        }
        assert_eq!((&hers["filtered"], anyones.get("filtered")), (&json!([]), None));
    }

    async fn the_last_status_is_of_a_day(app: TestApp) {
        let ann = app.person("ann").await;
        assert_eq!(ann.client.get(OWN).await.json()["last_status_at"], Value::Null);
        ann.client.post("/api/v1/statuses", &[("status", "x")]).await.assert(200);
        assert_eq!(ann.client.get(OWN).await.json()["last_status_at"], "2026-01-01");
    }

    async fn people_of_this_server_have_no_domain(app: TestApp) {
        let (ann, _bob) = (app.person("ann").await, app.person("bob").await);
        let status = ann.client.post("/api/v1/statuses", &[("status", "hi @bob@localhost:3000")]).await.assert(200).json();
        assert_eq!((&status["account"]["acct"], &status["mentions"][0]["acct"]), (&json!("ann"), &json!("bob")));
        let content = status["content"].as_str().unwrap();
        assert!(content.contains("class=\"u-url mention\"") || content.contains("class=\"mention"), "{content}");
    }

    async fn links_of_people_have_ids_of_edges(app: TestApp) {
        let ann = app.person("ann").await;
        let mut followers = Vec::new();
        for name in ["bob", "cleo", "dora"] {
            let person = app.person(name).await;
            person.act("follow", &ann).await.assert(200);
            followers.push(person);
        }
        let page = app.anon().get(&format!("/api/v1/accounts/{}/followers?limit=2", ann.id)).await.assert(200);
        let shown: Vec<&str> = vec![&followers[2].id, &followers[1].id];
        let next = page.link("next").unwrap();
        let max_id = next.split("max_id=").nth(1).unwrap();
        assert!(!shown.contains(&max_id), "{next}");
        let rest = app.anon().get(&next).await.assert(200).json();
        assert_eq!(crate::support::names(&rest), ["bob"]);
        assert!(page.link("prev").unwrap().contains("min_id="));
    }

    async fn limits_have_defaults_and_ends(app: TestApp) {
        let ann = app.person("ann").await;
        for n in 0..45 {
            app.import(&ann, "x", crate::support::START_MS - n).await;
        }
        let path = format!("/api/v1/accounts/{}/statuses", ann.id);
        for (query, count) in [("", 20), ("?limit=3", 3), ("?limit=40", 40), ("?limit=1000", 40), ("?limit=", 20)] {
            let page = app.anon().get(&format!("{path}{query}")).await.assert(200).json();
            assert_eq!(page.as_array().unwrap().len(), count, "{query}");
        }
        app.anon().get(&format!("{path}?limit=-1")).await.assert(400);
    }

    async fn errors_say_what_mastodon_says(app: TestApp) {
        let ann = app.person("ann").await;
        let own = app.own_app().await;
        let reader = app.limited(&ann, "read").await;
        let says = |answer: &crate::support::Answer| answer.json()["error"].as_str().unwrap().to_owned();
        for bad in [app.anon(), app.with_token("nonsense")] {
            let answer = bad.get(OWN).await.assert(401);
            assert_eq!(says(&answer), "The access token is invalid");
            assert!(answer.header("content-type").starts_with("application/json"));
        }
        assert_eq!(app.anon().get(OWN).await.header("www-authenticate"), "Bearer realm=\"Kinfolk\"");
        let told = app.with_token("nonsense").get(OWN).await.header("www-authenticate").to_owned();
        assert!(told.starts_with("Bearer realm=\"Kinfolk\", error=\"invalid_token\""), "{told}");
        let answer = reader.post("/api/v1/statuses", &[("status", "x")]).await.assert(403);
        assert_eq!(says(&answer), "This action is outside the authorized scopes");
        let answer = ann.client.get("/api/v1/statuses/1").await.assert(404);
        assert_eq!(says(&answer), "Record not found");
        let answer = ann.client.post("/api/v1/statuses", &[]).await.assert(422);
        assert!(says(&answer).starts_with("Validation failed: "), "{answer:?}");
        let answer = app.with_token(&own.token).get("/api/v1/timelines/home").await.assert(422);
        assert_eq!(says(&answer), "This method requires an authenticated user");
        let answer = app.anon().get("/api/v1/no_such_method").await.assert(404);
        assert!(!says(&answer).is_empty());
    }

    async fn what_may_not_be_seen_is_not_found(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let form = [("status", "secret"), ("visibility", "private")];
        let id = ann.client.post("/api/v1/statuses", &form).await.assert(200).json()["id"].as_str().unwrap().to_owned();
        for client in [&bob.client, &app.anon()] {
            let answer = client.get(&format!("/api/v1/statuses/{id}")).await.assert(404);
            assert_eq!(answer.json(), json!({ "error": "Record not found" }));
        }
        let answer = bob.client.post(&format!("/api/v1/statuses/{id}/favourite"), &[]).await.assert(404);
        assert_eq!(answer.json(), json!({ "error": "Record not found" }));
    }

    async fn rate_limits_are_told_with_microseconds(app: TestApp) {
        let answer = app.anon().get("/api/v1/instance").await.assert(200);
        assert_eq!(answer.header("x-ratelimit-limit"), "300");
        assert!(answer.header("x-ratelimit-remaining").parse::<u32>().is_ok());
        let reset = answer.header("x-ratelimit-reset");
        let form: String = reset.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        assert_eq!(form, "0000-00-00T00:00:00.000000Z", "{reset}");
    }

    async fn other_sites_may_use_what_mastodon_lets_them(app: TestApp) {
        let from = [("origin", "https://web.example")];
        let send = async |method: Method, path: &str, more: &[(&str, &str)]| {
            app.anon().send(method, path, None, axum::body::Body::empty(), &[&from[..], more].concat()).await
        };
        for path in ["/api/v1/instance", "/api/v2/instance", "/.well-known/oauth-authorization-server", "/.well-known/webfinger", "/nodeinfo/2.0", "/oauth/userinfo"] {
            let answer = send(Method::GET, path, &[]).await;
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
            let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
            for name in ["link", "x-ratelimit-reset", "x-ratelimit-limit", "x-ratelimit-remaining", "x-request-id", "mastodon-async-refresh"] {
                assert!(exposed.contains(name), "{name} in {exposed}");
            }
        }
        for path in ["/oauth/token", "/oauth/revoke", "/oauth/userinfo", "/api/v1/statuses"] {
            assert_eq!(send(Method::POST, path, &[]).await.header("access-control-allow-origin"), "*", "{path}");
            let asks = [("access-control-request-method", "PATCH"), ("access-control-request-headers", "authorization, idempotency-key")];
            let answer = send(Method::OPTIONS, path, &asks).await.assert(204);
            let methods = answer.header("access-control-allow-methods");
            for method in ["POST", "PUT", "DELETE", "GET", "PATCH", "OPTIONS"] {
                assert!(methods.contains(method), "{method} in {methods}");
            }
            assert_eq!(answer.header("access-control-allow-headers"), "authorization, idempotency-key");
        }
        for path in ["/oauth/authorize", "/auth/sign_in", "/settings", "/"] {
            assert_eq!(send(Method::GET, path, &[]).await.header("access-control-allow-origin"), "", "{path}");
        }
    }

    async fn a_body_of_delete_counts(app: TestApp) {
        let (ann, bob, cleo) = (app.person("ann").await, app.person("bob").await, app.person("cleo").await);
        for person in [&bob, &cleo] {
            ann.act("follow", person).await.assert(200);
        }
        let list = ann.client.post("/api/v1/lists", &[("title", "people")]).await.assert(200).json();
        let path = format!("/api/v1/lists/{}/accounts", list["id"].as_str().unwrap());
        let both = [("account_ids[]", bob.id.as_str()), ("account_ids[]", cleo.id.as_str())];
        ann.client.post(&path, &both).await.assert(200);
        ann.client.form(Method::DELETE, &path, &[("account_ids[]", &bob.id)], &[]).await.assert(200);
        assert_eq!(crate::support::names(&ann.client.get(&path).await.json()), ["cleo"]);
        ann.client.json(Method::DELETE, &path, &json!({ "account_ids": [cleo.id] })).await.assert(200);
        assert_eq!(ann.client.get(&path).await.json(), json!([]));
    }

    async fn a_token_has_its_four_fields_whatever_the_grant(app: TestApp) {
        let own = app.own_app().await;
        let by = |more: &[(&str, &str)]| {
            let mut form = vec![("client_id", own.client_id.as_str()), ("client_secret", own.client_secret.as_str())];
            form.extend_from_slice(more);
            let form: Vec<(String, String)> = form.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
            let app = app.clone();
            async move {
                let form: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
                app.anon().post("/oauth/token", &form).await.assert(200).json()
            }
        };
        let sign_up = [("username", "ann"), ("email", "ann@example.org"), ("password", PASSWORD), ("agreement", "true")];
        let tokens = [
            app.with_token(&own.token).post("/api/v1/accounts", &sign_up).await.assert(200).json(),
            by(&[("grant_type", "client_credentials")]).await,
            by(&[("grant_type", "password"), ("username", "ann"), ("password", PASSWORD)]).await,
        ];
        for token in tokens {
            assert!(token["access_token"].is_string() && token["scope"].is_string(), "{token}");
            assert_eq!((&token["token_type"], &token["created_at"]), (&json!("Bearer"), &json!(crate::support::START_MS / 1_000)));
        }
    }

    async fn the_old_scope_follow_does_what_it_did(app: TestApp) {
        let (_ann, bob) = (app.member("ann").await, app.person("bob").await);
        let client = token(&app, "follow", "follow").await;
        for act in ["follow", "unfollow", "mute", "unmute", "block", "unblock"] {
            client.post(&format!("/api/v1/accounts/{}/{act}", bob.id), &[]).await.assert(200);
        }
        for path in ["/api/v1/blocks", "/api/v1/mutes", "/api/v1/follow_requests"] {
            client.get(path).await.assert(200);
        }
        client.get(&format!("/api/v1/accounts/relationships?id[]={}", bob.id)).await.assert(200);
        for path in [OWN, "/api/v1/timelines/home", "/api/v1/lists", "/api/v1/notifications"] {
            client.get(path).await.assert(403);
        }
        client.post("/api/v1/statuses", &[("status", "x")]).await.assert(403);
        let whole = token(&app, "read write follow", "read write").await;
        whole.post(&format!("/api/v1/accounts/{}/follow", bob.id), &[]).await.assert(200);
        let reader = token(&app, "read", "read").await;
        reader.post(&format!("/api/v1/accounts/{}/follow", bob.id), &[]).await.assert(403);
    }

    async fn the_scope_profile_shows_oneself_and_nothing_else(app: TestApp) {
        let ann = app.member("ann").await;
        let client = token(&app, "profile", "profile").await;
        assert_eq!(client.get(OWN).await.assert(200).json()["id"], ann.id.as_str());
        for method in [Method::GET, Method::POST] {
            let info = client.form(method, "/oauth/userinfo", &[], &[("origin", "https://web.example")]).await.assert(200);
            assert_eq!(info.header("access-control-allow-origin"), "*");
            let info = info.json();
            assert_eq!((&info["iss"], &info["sub"]), (&json!("http://localhost:3000"), &json!(ann.id)));
            assert_eq!((&info["preferred_username"], &info["name"]), (&json!("ann"), &json!("ann")));
            assert_eq!(info["profile"], "http://localhost:3000/@ann");
            assert!(info["picture"].as_str().is_some_and(|url| url.starts_with("http://localhost:3000/")), "{info}");
        }
        for path in ["/api/v1/timelines/home", "/api/v1/notifications", "/api/v1/lists", "/api/v1/blocks"] {
            client.get(path).await.assert(403);
        }
        client.get(&format!("/api/v1/accounts/{}", ann.id)).await.assert(403);
        client.form(Method::PATCH, "/api/v1/accounts/update_credentials", &[("note", "x")], &[]).await.assert(403);
        app.anon().get("/oauth/userinfo").await.assert(401);
        let follower = token(&app, "write follow", "follow").await;
        follower.get("/oauth/userinfo").await.assert(403);
    }

    async fn admin_scopes_are_given_and_hold_no_others(app: TestApp) {
        app.member("ann").await;
        let client = token(&app, "read admin:read admin:write:accounts", "admin:read admin:write:accounts").await;
        client.get(OWN).await.assert(403);
        let own = app.register("admin:read").await;
        for (scope, status) in [("admin:read", 200), ("admin:read:reports", 200), ("admin:write", 400), ("admin:write:reports", 400), ("read", 400), ("admin", 400)] {
            let form = [
                ("grant_type", "password"), ("username", "ann"), ("password", PASSWORD), ("scope", scope),
                ("client_id", own.client_id.as_str()), ("client_secret", own.client_secret.as_str()),
            ];
            let answer = app.anon().post("/oauth/token", &form).await.assert(status);
            if status == 400 {
                assert_eq!(answer.json()["error"], "invalid_scope", "{scope}");
            } else {
                assert_eq!(answer.json()["scope"], scope);
            }
        }
    }

    async fn redirects_are_registered_in_every_way_that_apps_have(app: TestApp) {
        let all = ["com.tapbots.Ivory.10217:/request_token", "icecubesapp://", "urn:ietf:wg:oauth:2.0:oob", "https://elk.zone/cb?x=1"];
        let lines = all.join("\n");
        let text = app.anon().post("/api/v1/apps", &[("client_name", "A"), ("redirect_uris", &lines)]).await.assert(200).json();
        let several: Vec<(&str, &str)> =
            all.iter().map(|uri| ("redirect_uris[]", *uri)).chain([("client_name", "A")]).collect();
        let form = app.anon().post("/api/v1/apps", &several).await.assert(200).json();
        let body = json!({ "client_name": "A", "redirect_uris": all });
        let list = app.anon().json(Method::POST, "/api/v1/apps", &body).await.assert(200).json();
        for app in [&text, &form, &list] {
            assert_eq!((&app["redirect_uris"], &app["redirect_uri"]), (&json!(all), &json!(lines)));
        }
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let client_id = text["client_id"].as_str().unwrap();
        for uri in all {
            let query = format!("response_type=code&client_id={client_id}&redirect_uri={}&state=s%20t", encoded(uri));
            browser.get(&format!("/oauth/authorize?{query}")).await.assert(200);
            let form = [("response_type", "code"), ("client_id", client_id), ("redirect_uri", uri), ("state", "s t"), ("decision", "allow")];
            let answer = browser.post("/oauth/authorize", &form).await;
            match uri.starts_with("urn:") {
                true => assert!(answer.assert(200).text.contains("id=\"code\"")),
                false => {
                    let to = answer.assert(303).header("location").to_owned();
                    assert!(to.starts_with(uri) && to.contains("code=") && to.contains("state=s+t"), "{to}");
                }
            }
        }
        for other in ["icecubesapp://other", "ICECUBESAPP://", "https://elk.zone/cb", "https://elk.zone/cb?x=1&y=2", "com.tapbots.Ivory.10217:/", "javascript:alert(1)"] {
            let query = format!("response_type=code&client_id={client_id}&redirect_uri={}", encoded(other));
            let answer = browser.get(&format!("/oauth/authorize?{query}")).await.assert(400);
            assert!(answer.header("location").is_empty() && answer.header("content-type").starts_with("text/html"));
        }
        // Which of several is meant has to be said.
        browser.get(&format!("/oauth/authorize?response_type=code&client_id={client_id}")).await.assert(400);
        for bad in ["javascript:alert(1)", "data:text/html,x", "JavaScript:x", "https://a.example/#x", "nothing", "vbscript:x"] {
            app.anon().post("/api/v1/apps", &[("client_name", "A"), ("redirect_uris", bad)]).await.assert(422);
        }
    }

    async fn the_page_of_consent_lets_its_answer_through(app: TestApp) {
        app.member("ann").await;
        let browser = app.browser("ann").await;
        for (uri, source) in [
            ("com.tapbots.Ivory.10217:/request_token", "com.tapbots.ivory.10217:"),
            ("icecubesapp://", "icecubesapp:"),
            ("https://elk.zone/cb", "https://elk.zone"),
            ("http://localhost:9999/cb", "http://localhost:9999"),
        ] {
            let new = app.anon().post("/api/v1/apps", &[("client_name", "A"), ("redirect_uris", uri)]).await.assert(200).json();
            let query = format!("response_type=code&client_id={}", new["client_id"].as_str().unwrap());
            let page = browser.get(&format!("/oauth/authorize?{query}")).await.assert(200);
            let policy = page.header("content-security-policy");
            assert!(policy.contains(&format!("form-action 'self' {source};")), "{policy}");
            assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        }
    }

    async fn a_request_with_more_than_is_known_is_understood(app: TestApp) {
        let own = app.own_app().await;
        app.member("ann").await;
        let browser = app.browser("ann").await;
        let uri = encoded(crate::support::REDIRECT);
        let base = format!("/oauth/authorize?response_type=code&client_id={}&redirect_uri={uri}", own.client_id);
        for more in ["&lang=de", "&lang=", "&lang=xx-nonsense", "&force_login=false", "&force_login=0", "&nonce=1&prompt=x", "&scope=", "&state="] {
            browser.get(&format!("{base}{more}")).await.assert(200);
        }
    }

    async fn the_instance_has_what_apps_parse(app: TestApp) {
        let (v1, v2) = (app.anon().get("/api/v1/instance").await.json(), app.anon().get("/api/v2/instance").await.json());
        for instance in [&v1, &v2] {
            let version = instance["version"].as_str().unwrap();
            let (mastodon, rest) = version.split_once(" (compatible; Kinfolk ").unwrap_or_else(|| panic!("{version}"));
            let numbers: Vec<u32> = mastodon.split('.').map(|part| part.parse().unwrap()).collect();
            assert!(numbers.len() == 3 && rest.ends_with(')'), "{version}");
        }
        for field in ["domain", "title", "version", "source_url", "description"] {
            assert!(v2[field].is_string(), "{field} in {v2}");
        }
        for path in [
            "/usage/users/active_month", "/configuration/statuses/max_characters",
            "/configuration/statuses/max_media_attachments", "/configuration/statuses/characters_reserved_per_url",
            "/configuration/accounts/max_featured_tags", "/configuration/polls/max_options",
            "/configuration/media_attachments/image_size_limit", "/api_versions/mastodon", "/api_versions/kinfolk",
        ] {
            assert!(v2.pointer(path).is_some_and(Value::is_u64), "{path} in {v2}");
        }
        for path in ["/languages", "/rules", "/icon", "/configuration/media_attachments/supported_mime_types"] {
            assert!(v2.pointer(path).is_some_and(Value::is_array), "{path} in {v2}");
        }
        for path in ["/registrations/enabled", "/registrations/approval_required", "/configuration/translation/enabled"] {
            assert!(v2.pointer(path).is_some_and(Value::is_boolean), "{path} in {v2}");
        }
        assert!(v2.pointer("/thumbnail/url").is_some_and(Value::is_string), "{v2}");
        assert!(v2.pointer("/contact/email").is_some_and(Value::is_string), "{v2}");
        assert!(v1.pointer("/urls/streaming_api").is_some_and(Value::is_string), "{v1}");
        assert!(v1["uri"].is_string() && v1["stats"]["user_count"].is_u64(), "{v1}");
    }

    async fn every_act_answers_with_the_whole_relationship(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let flags = [
            "following", "showing_reblogs", "notifying", "followed_by", "blocking", "blocked_by", "muting",
            "muting_notifications", "requested", "requested_by", "domain_blocking", "endorsed",
        ];
        for act in ["follow", "pin", "unpin", "mute", "unmute", "unfollow", "remove_from_followers", "block", "unblock", "note"] {
            let relation = ann.act(act, &bob).await.assert(200).json();
            assert_eq!(relation["id"], bob.id.as_str(), "{act}");
            for flag in flags {
                assert!(relation[flag].is_boolean(), "{flag} after {act}: {relation}");
            }
            assert!(relation["note"].is_string(), "{act}: {relation}");
            for may_be_null in ["languages", "muting_expires_at"] {
                assert!(relation.get(may_be_null).is_some(), "{may_be_null} after {act}: {relation}");
            }
        }
    }

    async fn a_notification_has_what_apps_parse(app: TestApp) {
        const KNOWN: [&str; 5] = ["mention", "reblog", "favourite", "follow", "follow_request"];
        let (_, shown) = everything(&app).await;
        let (_, told) = shown.iter().find(|(path, _)| path == "/api/v1/notifications").unwrap();
        let told = told.as_array().unwrap();
        assert!(told.len() >= 4, "{told:?}");
        for one in told {
            for field in ["id", "type", "created_at", "group_key"] {
                assert!(one[field].is_string(), "{field} in {one}");
            }
            assert!(one["account"]["id"].is_string(), "{one}");
            let kind = one["type"].as_str().unwrap();
            assert!(KNOWN.contains(&kind), "no app knows {kind}");
            assert_eq!(one["status"].is_object(), !kind.starts_with("follow"), "{one}");
        }
    }

    async fn who_never_subscribed_to_push_is_told_so(app: TestApp) {
        let ann = app.person("ann").await;
        let answer = ann.client.get("/api/v1/push/subscription").await.assert(404);
        assert!(answer.json()["error"].is_string(), "{answer:?}");
    }
}
