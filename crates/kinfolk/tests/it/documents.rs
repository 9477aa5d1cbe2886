//! Webfinger, host-meta, oEmbed, nodeinfo, and the texts about the server.

use serde_json::json;

both_engines! {
    async fn webfinger_finds_accounts_of_this_server_by_name_and_address(app: TestApp) {
        let ann = app.person("Ann").await;
        let anon = app.anon();
        let find = async |resource: &str| anon.get(&format!("/.well-known/webfinger?resource={resource}")).await;
        for resource in ["acct:ann@localhost:3000", "acct:ANN@LOCALHOST:3000", "http://localhost:3000/@Ann", "ann@localhost:3000"] {
            let found = find(resource).await.assert(200);
            assert!(found.header("content-type").starts_with("application/jrd+json"));
            let found = found.json();
            assert_eq!(found["subject"], "acct:Ann@localhost:3000", "{resource}");
            assert_eq!(found["links"][1]["href"], "http://localhost:3000/@Ann");
        }
        for nobody in ["acct:bob@localhost:3000", "acct:ann@elsewhere.example", "acct:ann", "http://localhost:3000/@Ann/1", "x"] {
            find(nobody).await.assert(404);
        }
        anon.get("/.well-known/webfinger").await.assert(400);
        let meta = anon.get("/.well-known/host-meta").await.assert(200);
        assert!(meta.text.contains("/.well-known/webfinger?resource={uri}"), "{}", meta.text);
        kinfolk::accounts::suspend(&app.state, ann.account).await.unwrap();
        find("acct:ann@localhost:3000").await.assert(404);
    }

    async fn a_status_that_anybody_may_see_is_embedded(app: TestApp) {
        let ann = app.person("ann").await;
        let post = async |visibility: &str| {
            let form = [("status", "hello"), ("visibility", visibility)];
            ann.client.post("/api/v1/statuses", &form).await.assert(200).json()["url"].as_str().unwrap().to_owned()
        };
        let (open, closed) = (post("public").await, post("private").await);
        let embed = app.anon().get(&format!("/api/oembed?url={open}&maxwidth=300")).await.assert(200).json();
        assert_eq!((&embed["version"], &embed["type"], &embed["width"]), (&json!("1.0"), &json!("rich"), &json!(300)));
        assert!(embed["html"].as_str().unwrap().contains(&open), "{embed}");
        app.anon().get(&format!("/api/oembed?url={closed}")).await.assert(404);
        app.anon().get("/api/oembed?url=http://localhost:3000/@nobody/1").await.assert(404);
        app.anon().get("/api/oembed").await.assert(400);
    }

    async fn the_documents_agree_and_lead_to_each_other(app: TestApp) {
        let anon = app.anon();
        let links = anon.get("/.well-known/nodeinfo").await.assert(200).json();
        for (at, version) in ["2.0", "2.1"].iter().enumerate() {
            let href = links["links"][at]["href"].as_str().unwrap().strip_prefix("http://localhost:3000").unwrap();
            let document = anon.get(href).await.assert(200).json();
            assert_eq!((&document["version"], &document["metadata"]["federation"]["enabled"]), (&json!(version), &json!(false)));
            assert_eq!(document["software"].get("repository").is_some(), *version == "2.1");
        }
        let terms = anon.get("/api/v1/instance/terms_of_service").await.assert(200).json();
        let date = terms["effective_date"].as_str().unwrap();
        assert_eq!(anon.get(&format!("/api/v1/instance/terms_of_service/{date}")).await.assert(200).json(), terms);
        anon.get("/api/v1/instance/terms_of_service/1999-01-01").await.assert(404);
        for path in ["privacy_policy", "extended_description"] {
            let text = anon.get(&format!("/api/v1/instance/{path}")).await.assert(200).json();
            assert!(text["content"].as_str().unwrap().starts_with("<p>"), "{text}");
        }
        let urls = anon.get("/api/v2/instance").await.assert(200).json()["configuration"]["urls"].clone();
        for name in ["privacy_policy", "terms_of_service", "about"] {
            let path = urls[name].as_str().unwrap().strip_prefix("http://localhost:3000").unwrap();
            assert!(anon.get(path).await.assert(200).text.contains("<h1"), "{path}");
        }
    }
}
