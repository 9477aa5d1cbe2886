//! Editing one's profile by `update_credentials`: as JSON, form and multipart.

use axum::body::Body;
use http::Method;
use serde_json::{Value, json};

use crate::support::Client;

const PATH: &str = "/api/v1/accounts/update_credentials";

async fn change(client: &Client, body: &Value) -> crate::support::Answer {
    client.json(Method::PATCH, PATH, body).await
}

both_engines! {
    async fn everything_about_oneself_can_be_said_and_is_shown(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let body = json!({
            "display_name": " Ann of the <Lake> ", "note": "I row.\n\nhttps://example.org #boats",
            "locked": true, "bot": true, "discoverable": false, "indexable": false, "hide_collections": true,
            "fields_attributes": [{"name": "Home", "value": "https://example.org/~ann"}, {"name": "", "value": ""}, {"name": "Pronouns", "value": "she <b>"}],
            "source": {"privacy": "unlisted", "sensitive": true, "language": "de", "quote_policy": "followers"},
            "attribution_domains": ["News.example.org"],
        });
        let own = change(&ann.client, &body).await.assert(200).json();
        assert_eq!(own["display_name"], "Ann of the <Lake>");
        assert_eq!(own["source"]["note"], "I row.\n\nhttps://example.org #boats");
        assert_eq!(own["source"]["fields"][0], json!({"name": "Home", "value": "https://example.org/~ann", "verified_at": null}));
        let of_source = ["privacy", "sensitive", "language", "quote_policy"].map(|name| own["source"][name].clone());
        assert_eq!(of_source, [json!("unlisted"), json!(true), json!("de"), json!("followers")]);
        assert_eq!(own["source"]["attribution_domains"], json!(["news.example.org"]));

        let seen = bob.client.get(&format!("/api/v1/accounts/{}", ann.id)).await.assert(200).json();
        let flags = ["locked", "bot", "discoverable", "indexable", "hide_collections"].map(|name| seen[name].as_bool().unwrap());
        assert_eq!(flags, [true, true, false, false, true]);
        assert!(seen["note"].as_str().unwrap().contains("<p>I row.</p>"), "{seen}");
        assert_eq!(seen["fields"].as_array().unwrap().len(), 2);
        assert!(seen["fields"][0]["value"].as_str().unwrap().starts_with("<a href=\"https://example.org/~ann\""), "{seen}");
        assert_eq!(seen["fields"][1]["value"], "she &lt;b&gt;");
        assert!(seen.get("source").is_none());

        // What was not said stays; what is said empty is empty.
        let own = change(&ann.client, &json!({"note": "", "fields_attributes": []})).await.assert(200).json();
        assert_eq!((&own["note"], &own["fields"], &own["display_name"]), (&json!(""), &json!([]), &json!("Ann of the <Lake>")));
    }

    async fn forms_and_multipart_say_the_same(app: TestApp) {
        let ann = app.person("ann").await;
        let form = [
            ("display_name", "Ann"), ("locked", "1"), ("source[privacy]", "private"),
            ("fields_attributes[0][name]", "a"), ("fields_attributes[0][value]", "1"),
            ("fields_attributes[10][name]", "c"), ("fields_attributes[10][value]", "3"),
            ("fields_attributes[2][name]", "b"), ("fields_attributes[2][value]", "2"),
        ];
        let own = ann.client.form(Method::PATCH, PATH, &form, &[]).await.assert(200).json();
        let names: Vec<&str> = own["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!((names, &own["locked"], &own["source"]["privacy"]), (vec!["a", "b", "c"], &json!(true), &json!("private")));

        let part = |name: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = format!("{}{}--x--\r\n", part("note", "hello"), part("source[language]", "fr"));
        let kind = Some("multipart/form-data; boundary=x");
        let own = ann.client.send(Method::PATCH, PATH, kind, Body::from(body), &[]).await.assert(200).json();
        assert_eq!((&own["source"]["note"], &own["source"]["language"]), (&json!("hello"), &json!("fr")));
    }

    async fn what_is_wrong_is_named_and_nothing_changes(app: TestApp) {
        let ann = app.person("ann").await;
        let before = ann.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        let field = |name: &str, value: &str| json!({"name": name, "value": value});
        let wrong = [
            (json!({"display_name": "x".repeat(66)}), "display_name"),
            (json!({"note": "x".repeat(501)}), "note"),
            (json!({"fields_attributes": [field("a", &"x".repeat(256))]}), "fields_attributes"),
            (json!({"fields_attributes": vec![field("a", "b"); 5]}), "fields_attributes"),
            (json!({"fields_attributes": [field("", "b")]}), "fields_attributes"),
            (json!({"source": {"privacy": "direct"}}), "source[privacy]"),
            (json!({"source": {"privacy": "secret"}}), "source[privacy]"),
            (json!({"source": {"language": "english"}}), "source[language]"),
            (json!({"source": {"quote_policy": "some"}}), "source[quote_policy]"),
            (json!({"attribution_domains": ["no domain"]}), "attribution_domains"),
        ];
        for (body, name) in wrong {
            let mut body = body;
            body["bot"] = json!(true);
            let answer = change(&ann.client, &body).await.assert(422).json();
            let told = answer.to_string().to_lowercase().replace(' ', "_");
            assert!(told.contains(name), "{name}: {answer}");
        }
        for body in [json!({"locked": "perhaps"}), json!({"display_name": 7}), json!({"fields_attributes": "x"})] {
            change(&ann.client, &body).await.assert(400);
        }
        let after = ann.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        assert_eq!(before, after);
        app.anon().json(Method::PATCH, PATH, &json!({})).await.assert(401);
        app.limited(&ann, "read").await.json(Method::PATCH, PATH, &json!({})).await.assert(403);
    }

    async fn ones_posts_are_as_one_has_set(app: TestApp) {
        let ann = app.person("ann").await;
        let post = async |form: &[(&str, &str)]| ann.client.post("/api/v1/statuses", form).await.assert(200).json();
        let told = |status: &Value| [status["visibility"].clone(), status["sensitive"].clone(), status["language"].clone()];
        let body = json!({"source": {"privacy": "unlisted", "sensitive": true, "language": "de"}});
        change(&ann.client, &body).await.assert(200);
        assert_eq!(told(&post(&[("status", "hallo")]).await), [json!("unlisted"), json!(true), json!("de")]);
        let said = [("status", "hello"), ("visibility", "public"), ("sensitive", "false"), ("language", "en")];
        assert_eq!(told(&post(&said).await), [json!("public"), json!(false), json!("en")]);
        // Without a choice of one's own a locked account writes for its followers.
        change(&ann.client, &json!({"locked": true, "source": {"privacy": ""}})).await.assert(200);
        assert_eq!(told(&post(&[("status", "hallo")]).await)[0], json!("private"));
    }

    async fn a_new_name_stands_on_old_posts_and_is_found(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let said = ann.client.post("/api/v1/statuses", &[("status", "hello")]).await.assert(200).json();
        let path = format!("/api/v1/statuses/{}", said["id"].as_str().unwrap());
        bob.client.get(&path).await.assert(200);
        change(&ann.client, &json!({"display_name": "Zoë"})).await.assert(200);
        assert_eq!(bob.client.get(&path).await.assert(200).json()["account"]["display_name"], "Zoë");
        let found = bob.client.get("/api/v2/search?q=zo%C3%AB&type=accounts").await.assert(200).json();
        assert_eq!(found["accounts"][0]["id"], ann.id.as_str());
    }

    async fn a_profile_is_read_and_edited_as_typed(app: TestApp) {
        let ann = app.person("ann").await;
        let path = "/api/v1/profile";
        let body = json!({"note": "I <row>.", "display_name": "Ann", "show_media": false, "avatar_description": "A boat",
            "fields_attributes": [{"name": "Home", "value": "https://example.org"}]});
        let edited = ann.client.json(Method::PATCH, path, &body).await.assert(200).json();
        assert_eq!((&edited["note"], &edited["avatar"], &edited["id"]), (&json!("I <row>."), &Value::Null, &json!(ann.id)));
        assert_eq!((&edited["show_media"], &edited["show_featured"]), (&json!(false), &json!(true)));
        assert_eq!((&edited["avatar_description"], &edited["header_description"]), (&json!("A boat"), &json!("")));
        assert_eq!(edited["fields"], json!([{"name": "Home", "value": "https://example.org", "verified_at": null}]));
        assert_eq!(ann.client.get(path).await.assert(200).json(), edited);
        app.limited(&ann, "profile").await.get(path).await.assert(200);
        app.limited(&ann, "read:statuses").await.get(path).await.assert(403);
        let own = ann.client.delete("/api/v1/profile/avatar").await.assert(200).json();
        assert!(own["avatar"].as_str().unwrap().contains("/avatars/"), "{own}");
        let long = json!({ "avatar_description": "x".repeat(1_501) });
        ann.client.json(Method::PATCH, path, &long).await.assert(422);
    }
}
