//! What happens to every request and answer, whatever the route.

use std::io::Read;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use http::{Method, Request, StatusCode};
use kinfolk::http::Front;

use crate::support::{Answer, Client, TestApp};

/// A client of the application's front over routes of our own.
fn with_routes(app: &TestApp, routes: Router) -> Client {
    app.with_front(Front::new(routes, app.state.clone())).anon()
}

const HOME: &str = "/api/v1/timelines/home";

/// A `GET` with one more header.
async fn asked(client: &Client, path: &str, name: &str, value: &str) -> Answer {
    client.send(Method::GET, path, None, Body::empty(), &[(name, value)]).await
}

both_engines! {
    async fn a_slash_at_the_end_of_an_api_path_changes_nothing(app: TestApp) {
        app.anon().get("/api/v2/instance/").await.assert(200);
        app.anon().get("/api/v1/timelines/public/?limit=2").await.assert(200);
        let nothing = app.anon().get("/api/v1/nothing/").await.assert(404);
        assert_eq!(nothing.json()["error"], "Not Found", "a record that is not there reads otherwise");
    }

    async fn a_page_is_found_with_a_slash_at_its_end_and_nowhere_else(app: TestApp) {
        app.member("ann").await;
        let anon = app.anon();
        for (asked, page) in [
            ("/public/", "/public"),
            ("/@ann/", "/@ann"),
            ("/@ann/followers/?limit=2&x=%2F", "/@ann/followers?limit=2&x=%2F"),
            ("/home//", "/home"),
            ("/%5Cevil.example/", "/%5Cevil.example"),
        ] {
            let answer = anon.get(asked).await.assert(308);
            assert_eq!(answer.header("location"), page, "{asked}");
            anon.send(Method::HEAD, asked, None, Body::empty(), &[]).await.assert(308);
        }
        anon.get("/public").await.assert(200);
        for elsewhere in ["//evil.example/", "///evil.example/", "//evil.example//", "/\\evil.example/", "/no/such/page/", "//"] {
            let answer = anon.get(elsewhere).await.assert(404);
            assert!(!answer.headers.contains_key("location"), "{elsewhere}");
        }
        app.browser("ann").await.post("/home/", &[("status", "x")]).await.assert(404);
        anon.get("/health/").await.assert(404);
    }

    async fn errors_are_json_for_programs_and_pages_for_people(app: TestApp) {
        for (path, method, code) in [
            ("/api/v1/no_such_thing", Method::GET, 404),
            ("/api/v1/instance", Method::PUT, 405),
            ("/oauth/token", Method::GET, 405),
            ("/api/v1/statuses/not-a-number/context", Method::GET, 404),
        ] {
            let answer = app.anon().send(method, path, None, Body::empty(), &[]).await.assert(code);
            assert!(answer.json()["error"].is_string(), "{path} answered {}", answer.text);
        }
        for (path, method, code) in
            [("/no_such_thing", Method::GET, 404), ("/about", Method::DELETE, 405), ("/avatars/x.png", Method::GET, 404)]
        {
            let answer = app.anon().send(method, path, None, Body::empty(), &[]).await.assert(code);
            assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
            let id = answer.headers["x-request-id"].to_str().unwrap();
            assert!(answer.text.contains(id), "{path} does not show its request id");
        }
        let allowed = app.anon().send(Method::PUT, "/about", None, Body::empty(), &[]).await;
        assert!(allowed.headers.contains_key("allow"));
    }

    async fn who_visits_the_address_of_a_form_is_led_to_its_page(app: TestApp) {
        app.member("ann").await;
        let browser = app.browser("ann").await;
        for (form, page) in [
            ("/settings/account/delete", "/settings/account"),
            ("/settings/account/password", "/settings/account"),
            ("/settings/account/email?x=1", "/settings/account"),
            ("/settings/sessions/7/end", "/settings/sessions"),
            ("/settings/domain_blocks/remove", "/settings/domain_blocks"),
            ("/notifications/7/dismiss", "/notifications"),
            ("/auth/sign_up/check", "/auth/sign_up"),
            ("/auth/sign_out", "/"),
            ("/lists/7/add", "/lists/7"),
            ("/@ann/follow", "/@ann"),
            ("/@ann/7/favourite", "/@ann/7"),
        ] {
            let answer = browser.get(form).await.assert(303);
            assert_eq!(answer.header("location"), page, "{form}");
        }
        assert_eq!(browser.get("/settings/account").await.status, 200, "nothing was done on the way");
        for form in kinfolk::app::routes().forms() {
            let path = form.replace(['{', '}'], "");
            browser.send(Method::HEAD, &path, None, Body::empty(), &[]).await.assert(303);
            browser.send(Method::PUT, &path, None, Body::empty(), &[]).await.assert(405);
        }
    }

    async fn every_answer_carries_the_security_headers_and_an_id_of_its_own(app: TestApp) {
        let mut ids = Vec::new();
        for path in ["/health", "/about", "/no_such_thing", "/api/v1/nothing"] {
            let headers = app.anon().get(path).await.headers;
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(headers["x-frame-options"], "DENY", "{path}");
            assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"), "{path}");
            ids.push(headers["x-request-id"].clone());
        }
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }

    async fn an_answer_is_sent_compressed_to_who_takes_that(app: TestApp) {
        let ann = app.member("ann").await;
        for n in 0..20 {
            ann.client.post("/api/v1/statuses", &[("status", &format!("status {n}"))]).await.assert(200);
        }
        for (client, path) in [(&ann.client, HOME), (&app.anon(), "/@ann"), (&app.anon(), "/api/v2/instance")] {
            let plain = client.get(path).await.assert(200);
            assert!(!plain.headers.contains_key("content-encoding"));
            let small = asked(client, path, "accept-encoding", "br, gzip").await.assert(200);
            assert_eq!((small.header("content-encoding"), small.header("vary")), ("gzip", "accept-encoding"));
            assert_eq!(small.header("etag"), plain.header("etag"), "{path}");
            assert!(small.bytes.len() * 2 < plain.bytes.len(), "{path}: {} of {}", small.bytes.len(), plain.bytes.len());
            let mut text = String::new();
            flate2::read::GzDecoder::new(&small.bytes[..]).read_to_string(&mut text).unwrap();
            assert_eq!(text, plain.text);
            assert_eq!(asked(client, path, "accept-encoding", "gzip;q=0").await.assert(200).text, plain.text);
        }
    }

    async fn who_has_an_answer_already_is_told_so(app: TestApp) {
        let ann = app.member("ann").await;
        ann.client.post("/api/v1/statuses", &[("status", "first")]).await.assert(200);
        let home = ann.client.get(HOME).await.assert(200);
        assert_eq!(home.header("cache-control"), "private, no-cache");
        let same = asked(&ann.client, HOME, "if-none-match", home.header("etag")).await.assert(304);
        assert_eq!((same.text.as_str(), same.header("etag")), ("", home.header("etag")));
        assert!(!same.headers.contains_key("content-type") && !same.headers.contains_key("content-length"));
        assert_eq!(same.header("link"), home.header("link"));
        ann.client.post("/api/v1/statuses", &[("status", "second")]).await.assert(200);
        let news = asked(&ann.client, HOME, "if-none-match", home.header("etag")).await.assert(200);
        assert_ne!(news.header("etag"), home.header("etag"));
        let page = app.anon().get("/about").await.assert(200);
        let same = asked(&app.anon(), "/about", "if-none-match", page.header("etag")).await.assert(304);
        assert!(!same.headers.contains_key("content-security-policy"), "a page keeps the policy that it came with");
        // What somebody else has says nothing about what one may see.
        asked(&app.anon(), HOME, "if-none-match", home.header("etag")).await.assert(401);
    }

    async fn a_page_that_nobody_keeps_is_compressed_and_has_no_tag(app: TestApp) {
        app.member("ann").await;
        let home = asked(&app.browser("ann").await, "/home", "accept-encoding", "gzip").await.assert(200);
        assert_eq!((home.header("cache-control"), home.header("etag")), ("no-store", ""));
        assert_eq!(home.header("content-encoding"), "gzip");
    }

    async fn what_holds_a_secret_or_an_error_has_no_tag(app: TestApp) {
        let own = app.own_app().await;
        let grant = [("grant_type", "client_credentials"), ("client_id", &own.client_id), ("client_secret", &own.client_secret)];
        let token = app.anon().post("/oauth/token", &grant).await.assert(200);
        let missing = app.anon().get("/api/v1/accounts/1").await.assert(404);
        for answer in [token, missing] {
            assert_eq!(answer.header("etag"), "", "{answer:?}");
        }
    }

    async fn any_origin_may_use_the_api_and_none_the_pages(app: TestApp) {
        let from = [("origin", "https://web.example")];
        let answer = app.anon().send(Method::GET, "/api/v1/instance", None, Body::empty(), &from).await.assert(200);
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert!(answer.headers["access-control-expose-headers"].to_str().unwrap().contains("Link"));
        let asks = [from[0], ("access-control-request-method", "POST"), ("access-control-request-headers", "x-a")];
        let answer = app.anon().send(Method::OPTIONS, "/api/v1/statuses", None, Body::empty(), &asks).await.assert(204);
        assert_eq!(answer.headers["access-control-allow-headers"], "x-a");
        let answer = app.anon().send(Method::GET, "/about", None, Body::empty(), &from).await.assert(200);
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }

    async fn a_post_to_a_page_from_another_site_is_refused(app: TestApp) {
        let routes = || Router::new().route("/form", post(async || "taken")).route("/api/form", post(async || "taken"));
        let client = with_routes(&app, routes());
        let send = async |path: &str, headers: &[(&str, &str)]| {
            client.send(Method::POST, path, None, Body::empty(), headers).await.status.as_u16()
        };
        assert_eq!(send("/form", &[("sec-fetch-site", "cross-site")]).await, 403);
        assert_eq!(send("/form", &[("sec-fetch-site", "same-site")]).await, 403);
        assert_eq!(send("/form", &[("origin", "https://evil.example")]).await, 403);
        assert_eq!(send("/form", &[("origin", "null")]).await, 403);
        assert_eq!(send("/form", &[("sec-fetch-site", "same-origin")]).await, 200);
        assert_eq!(send("/form", &[("origin", "http://localhost:3000")]).await, 200);
        assert_eq!(send("/form", &[]).await, 200);
        assert_eq!(send("/api/form", &[("sec-fetch-site", "cross-site")]).await, 200);
    }

    async fn a_body_above_the_limit_is_refused_whether_it_announces_its_length_or_not(app: TestApp) {
        let client = with_routes(&app, Router::new().route("/api/length", post(async |body: bytes::Bytes| body.len().to_string())));
        let send = async |bytes: usize, announced: bool| {
            let body = Body::from(vec![b'x'; bytes]);
            let length = bytes.to_string();
            let headers: &[(&str, &str)] = if announced { &[("content-length", &length)] } else { &[] };
            client.send(Method::POST, "/api/length", None, body, headers).await
        };
        for announced in [true, false] {
            assert_eq!(send(1 << 20, announced).await.assert(200).text, (1 << 20).to_string());
            let refused = send((1 << 20) + 1, announced).await.assert(413);
            assert_eq!(refused.json()["error"], "The request is too large");
        }
    }

    async fn a_panic_is_an_error_of_ours_and_the_next_request_is_served(app: TestApp) {
        async fn breaks() -> &'static str {
            panic!("a secret detail")
        }
        let client = with_routes(&app, Router::new().route("/api/breaks", get(breaks)).route("/breaks", get(breaks)));
        let answer = client.get("/api/breaks").await.assert(500);
        assert_eq!(answer.json()["error"], "Something went wrong on our side");
        let page = client.get("/breaks").await.assert(500);
        assert!(page.text.contains("<!doctype html>") && !page.text.contains("secret"), "{}", page.text);
    }
}

#[test]
fn a_front_is_a_service_too() {
    crate::support::run(async {
        use tower::ServiceExt as _;
        let app = TestApp::sqlite().await;
        let front = Front::new(Router::new(), app.state.clone());
        let answer = front.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    });
}
