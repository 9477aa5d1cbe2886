//! The documents about this server, and the lists that are empty because there is nothing to list.

use kinfolk::core::config::Registrations;

both_engines! {
    async fn both_instance_documents_tell_the_same_truth(app: TestApp) {
        let two = app.anon().get("/api/v2/instance").await.assert(200).json();
        let one = app.anon().get("/api/v1/instance").await.assert(200).json();
        assert_eq!(two["domain"], "localhost:3000");
        assert_eq!(one["uri"], two["domain"]);
        for key in ["title", "version", "description", "languages", "rules"] {
            assert_eq!(one[key], two[key], "{key}");
        }
        assert_eq!(two["version"], concat!("4.6.0 (compatible; Kinfolk ", env!("CARGO_PKG_VERSION"), ")"));
        assert_eq!(two["api_versions"]["kinfolk"], 1);
        assert_eq!(one["registrations"], two["registrations"]["enabled"]);
        let limits = &two["configuration"];
        assert_eq!(limits["statuses"]["max_characters"], kinfolk::statuses::MAX_CHARACTERS);
        assert_eq!(one["configuration"]["statuses"], limits["statuses"]);
        assert_eq!(limits["urls"]["streaming"], "ws://localhost:3000");
    }

    async fn the_server_is_as_large_as_it_is(app: TestApp) {
        let stats = || async { app.anon().get("/api/v1/instance").await.json()["stats"].clone() };
        assert_eq!(stats().await["user_count"], 0);
        let (ann, ben) = (app.person("ann").await, app.person("ben").await);
        app.import(&ann, "new", app.clock.now_ms() - 1_000).await;
        app.import(&ben, "old", app.clock.now_ms() - 40 * 86_400_000).await;
        app.clock.advance(3_600_000);
        let now = stats().await;
        assert_eq!((&now["user_count"], &now["status_count"]), (&2.into(), &2.into()));
        let nodeinfo = app.anon().get("/nodeinfo/2.0").await.assert(200).json();
        assert_eq!(nodeinfo["software"]["name"], "kinfolk");
        let users = &nodeinfo["usage"]["users"];
        assert_eq!((&users["total"], &users["activeMonth"], &users["activeHalfyear"]), (&2.into(), &1.into(), &2.into()));
    }

    async fn the_owner_is_whom_one_may_write_to(app: TestApp) {
        let contact = || async { app.anon().get("/api/v2/instance").await.json()["contact"].clone() };
        assert!(contact().await["account"].is_null());
        assert_eq!(contact().await["email"], "postmaster@localhost");
        let owner = app.owner("olga").await;
        assert_eq!(contact().await["account"]["username"], "olga");
        assert_eq!(app.anon().get("/api/v1/instance").await.json()["contact_account"]["id"], owner.id.as_str());
        let page = app.anon().get("/about").await.assert(200).text;
        assert!(page.contains("@olga") && page.contains("localhost:3000"), "{page}");
    }

    async fn pictures_and_discovery_lead_somewhere(app: TestApp) {
        let instance = app.anon().get("/api/v2/instance").await.json();
        let mut pictures = vec![instance["thumbnail"]["url"].as_str().unwrap().to_owned()];
        pictures.extend(instance["icon"].as_array().unwrap().iter().map(|icon| icon["src"].as_str().unwrap().to_owned()));
        assert_eq!(pictures.len(), 4);
        for url in pictures {
            let path = url.strip_prefix("http://localhost:3000").unwrap();
            assert_eq!(app.anon().get(path).await.assert(200).headers["content-type"], "image/png");
        }
        app.anon().get("/instance/nothing.png").await.assert(404);
        let icon = app.anon().get("/favicon.ico").await.assert(200);
        assert!(icon.headers["content-type"] == "image/png" && icon.headers.contains_key("cache-control"));
        assert_eq!(icon.bytes, app.anon().get("/instance/icon-48.png").await.bytes);
        let robots = app.anon().get("/robots.txt").await.assert(200);
        assert_eq!(robots.headers["content-type"], "text/plain; charset=utf-8");
        let kept_out: Vec<&str> = robots.text.lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
        let is_open = |path: &str| !kept_out.iter().any(|start| path.starts_with(start));
        for path in ["/", "/about", "/public", "/@ann", "/@ann/7", "/tags/cats", "/avatars/7.png", "/privacy-policy"] {
            assert!(is_open(path), "{path} is kept from search engines: {}", robots.text);
        }
        for path in ["/home", "/settings/profile", "/search?q=x", "/auth/sign_in", "/api/v1/instance"] {
            assert!(!is_open(path), "{path}: {}", robots.text);
        }
        let links = app.anon().get("/.well-known/nodeinfo").await.assert(200).json();
        assert_eq!(links["links"][0]["href"], "http://localhost:3000/nodeinfo/2.0");
        assert_eq!(app.anon().get("/health").await.assert(200).json()["status"], "UP");
    }

    async fn a_closed_server_says_so(app: TestApp) {
        let closed = app.beside(|config| config.registrations = Registrations::Closed).await;
        assert_eq!(closed.anon().get("/api/v2/instance").await.json()["registrations"]["enabled"], false);
        assert_eq!(closed.anon().get("/nodeinfo/2.0").await.json()["openRegistrations"], false);
    }

    async fn lists_of_what_nobody_can_have_are_empty_for_those_who_may_read_them(app: TestApp) {
        let ann = app.person("ann").await;
        let narrow = app.limited(&ann, "read:accounts").await;
        for path in ["filters", "lists", "followed_tags", "mutes", "bookmarks", "scheduled_statuses", "domain_blocks"] {
            let path = format!("/api/v1/{path}");
            assert_eq!(ann.client.get(&path).await.assert(200).text, "[]");
            app.anon().get(&path).await.assert(401);
            narrow.get(&path).await.assert(403);
        }
        assert_eq!(ann.client.get("/api/v1/markers").await.assert(200).text, "{}");
        assert_eq!(narrow.get("/api/v1/preferences").await.assert(200).json()["posting:default:visibility"], "public");
        assert_eq!(app.anon().get("/api/v1/custom_emojis").await.assert(200).text, "[]");
    }
}
