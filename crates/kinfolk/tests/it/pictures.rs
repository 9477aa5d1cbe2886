//! Pictures of one's own: sent, shown, replaced, removed, and what is refused.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use image::{ImageFormat, Rgb, RgbImage};
use kinfolk::accounts;
use serde_json::{Value, json};

use crate::program::{program, text};
use crate::support::{Answer, Client, Empty, Person, TestApp};

const UPDATE: &str = "/api/v1/accounts/update_credentials";
const PROFILE: &str = "/api/v1/profile";
/// After this, nobody needs a file that was replaced.
const GRACE_MS: i64 = 11 * 60 * 1_000;

/// A picture in one colour.
fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb(colour)).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn data_uri(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

/// One part of a form: its name, its file's name if it is one, and what is in it.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

async fn send(client: &Client, path: &str, parts: &[Part<'_>]) -> Answer {
    send_by(Method::PATCH, client, path, parts).await
}

async fn send_by(method: Method, client: &Client, path: &str, parts: &[Part<'_>]) -> Answer {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file =
            file.map_or(String::new(), |file| format!("; filename=\"{file}\"\r\nContent-Type: text/html"));
        let head = format!("--x-x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(&[head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend_from_slice(b"--x-x--\r\n");
    let kind = Some("multipart/form-data; boundary=x-x");
    client.send(method, path, kind, Body::from(body), &[]).await
}

async fn send_avatar(person: &Person, bytes: &[u8]) -> Answer {
    send(&person.client, UPDATE, &[("avatar", Some("a.png"), bytes)]).await
}

/// The path of a URL of this server.
#[track_caller]
fn path(url: &Value) -> String {
    url.as_str().unwrap().strip_prefix("http://localhost:3000").unwrap().to_owned()
}

/// The files that are kept, by their paths.
fn files(app: &TestApp) -> Vec<String> {
    let root = app.state.config().media_folder().unwrap();
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(format!("/media/{}", path.strip_prefix(&root).unwrap().display()));
            }
        }
    }
    found.sort();
    found
}

async fn own(person: &Person) -> Value {
    person.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json()
}

both_engines! {
    async fn the_page_keeps_the_part_that_was_chosen_and_apps_the_middle(app: TestApp) {
        let ann = app.person("ann").await;
        let browser = app.browser_of(&ann).await;
        // Red, green and blue, each as wide as the picture is high.
        let colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255]];
        let stripes = RgbImage::from_fn(900, 300, |x, _| Rgb(colours[x as usize / 300]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        stripes.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let picture = bytes.into_inner();
        let seen = async || {
            let own = ann.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
            let file = app.anon().get(&path(&own["avatar"])).await.assert(200);
            image::load_from_memory(&file.bytes).unwrap().into_rgb8()
        };
        let avatar: Part<'_> = ("avatar", Some("a.png"), &picture);
        for (x, nth) in [("0", 0), ("100", 2), ("", 1)] {
            let parts = [avatar, ("avatar_x", None, x.as_bytes()), ("avatar_zoom", None, b"2")];
            send_by(Method::POST, &browser, "/settings/profile", &parts).await.assert(303);
            let seen = seen().await;
            assert_eq!((seen.width(), seen.height()), (150, 150));
            let [red, green, blue] = seen.get_pixel(75, 75).0.map(|value| value > 127);
            assert_eq!([red, green, blue].iter().position(|is| *is), Some(nth), "at {x:?}");
        }
        send(&ann.client, UPDATE, &[avatar, ("avatar_x", None, b"0")]).await.assert(200);
        assert!(seen().await.get_pixel(150, 150).0[1] > 127, "what apps send is cut in the middle");
        for (name, value) in [("avatar_x", "NaN"), ("header_y", "1e9"), ("avatar_zoom", "-2"), ("header_zoom", "5")] {
            let parts = [("display_name", None, &b"Annie"[..]), (name, None, value.as_bytes())];
            let page = send_by(Method::POST, &browser, "/settings/profile", &parts).await.assert(422);
            assert!(page.text.contains(&format!("id=\"{name}-error\"")), "{name}: {}", page.text);
            assert!(page.text.contains("Annie"), "what was typed is kept");
        }
        let own = ann.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        assert_eq!(own["display_name"], "", "nothing is saved of a form that is refused");
    }

    async fn pictures_are_sent_and_removed_on_the_page_of_the_profile(app: TestApp) {
        const PAGE: &str = "/settings/profile";
        let ann = app.person("ann").await;
        let here = app.browser_of(&ann).await;
        let own = async || {
            let now = ann.client.get("/api/v1/profile").await.assert(200).json();
            [now["avatar"].is_string(), now["header"].is_string()]
        };
        let form = here.get(PAGE).await.assert(200).text;
        assert!(form.contains("enctype=\"multipart/form-data\"") && !form.contains("formaction"), "{form}");
        let (avatar, header) = (png(30, 40, [1, 2, 3]), png(60, 20, [3, 2, 1]));
        // A file that nobody chose comes without a name and empty.
        let parts: [Part; 3] = [("display_name", None, b"Ann"), ("avatar", Some("a.png"), &avatar), ("header", Some(""), b"")];
        send_by(Method::POST, &here, PAGE, &parts).await.assert(303);
        assert_eq!(own().await, [true, false]);
        let parts: [Part; 2] = [("avatar", Some(""), b""), ("header", Some("h.png"), &header)];
        send_by(Method::POST, &here, PAGE, &parts).await.assert(303);
        assert_eq!(own().await, [true, true]);
        let parts: [Part; 2] = [("avatar", Some("a.png"), b"no picture"), ("note", None, b"kept text")];
        let refused = send_by(Method::POST, &here, PAGE, &parts).await.assert(422).text;
        for word in ["id=\"avatar-error\"", "kept text", "name=\"remove_avatar\" value=\"true\">"] {
            assert!(refused.contains(word), "{word} in {refused}");
        }
        let parts: [Part; 1] = [("avatar", Some("a.png"), b"")];
        let refused = send_by(Method::POST, &here, PAGE, &parts).await.assert(422).text;
        assert!(refused.contains("id=\"avatar-error\""), "{refused}");
        // What is to go is remembered with what was typed, and goes only when all is well.
        let parts: [Part; 2] = [("remove_header", None, b"true"), ("avatar", Some("a.png"), b"no picture")];
        let refused = send_by(Method::POST, &here, PAGE, &parts).await.assert(422).text;
        assert!(refused.contains("name=\"remove_header\" value=\"true\" checked"), "{refused}");
        assert_eq!(own().await, [true, true]);
        // Another picture takes its place.
        let parts: [Part; 2] = [("remove_avatar", None, b"true"), ("avatar", Some("a.png"), &header)];
        send_by(Method::POST, &here, PAGE, &parts).await.assert(303);
        assert_eq!(own().await, [true, true]);
        for (name, left) in [("remove_avatar", [false, true]), ("remove_avatar", [false, true]), ("remove_header", [false, false])] {
            let parts: [Part; 2] = [(name, None, b"true"), ("display_name", None, b"Ann the 2nd")];
            send_by(Method::POST, &here, PAGE, &parts).await.assert(303);
            assert_eq!(own().await, left);
        }
        assert_eq!(ann.client.get("/api/v1/profile").await.json()["display_name"], "Ann the 2nd");
    }

    async fn what_somebody_sends_is_shown_wherever_they_are(app: TestApp) {
        let (ann, bob) = (app.member("ann").await, app.person("bob").await);
        let post = ann.client.post("/api/v1/statuses", &[("status", "hello")]).await.assert(200).json();
        let post_path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
        let drawn = bob.client.get(&post_path).await.assert(200).json()["account"]["avatar"].clone();
        assert_eq!(path(&drawn), format!("/avatars/{}.png", ann.id));
        let (avatar, header) = (png(900, 600, [200, 30, 30]), png(1_600, 900, [30, 30, 200]));
        let parts: [Part; 3] = [("avatar", Some("a.exe"), &avatar), ("header", Some("h"), &header), ("display_name", None, "Ann".as_bytes())];
        let told = send(&ann.client, UPDATE, &parts).await.assert(200).json();
        assert_eq!(told["display_name"], "Ann");
        assert_eq!((&told["avatar"], &told["header"]), (&told["avatar_static"], &told["header_static"]));

        let seen = bob.client.get(&post_path).await.assert(200).json()["account"].clone();
        assert_eq!((&seen["avatar"], &seen["header"]), (&told["avatar"], &told["header"]));
        for (url, shelf, size) in [(&told["avatar"], "avatars", (400, 400)), (&told["header"], "headers", (1_500, 500))] {
            let path = path(url);
            assert!(path.starts_with(&format!("/media/{shelf}/")) && path.ends_with(".jpg"), "{path}");
            let answer = app.anon().get(&path).await.assert(200);
            let picture = image::load_from_memory_with_format(&answer.bytes, ImageFormat::Jpeg).unwrap();
            assert_eq!((picture.width(), picture.height()), size);
            for (name, value) in [
                ("content-type", "image/jpeg"), ("x-content-type-options", "nosniff"), ("cache-control", "public, max-age=31536000, immutable"),
                ("content-security-policy", "sandbox; default-src 'none'"), ("access-control-allow-origin", "*"),
                ("cross-origin-resource-policy", "cross-origin"), ("content-length", &answer.bytes.len().to_string()),
            ] {
                assert_eq!(answer.header(name), value, "{name}");
            }
            let asks = async |method, tag: &str| app.anon().send(method, &path, None, Body::empty(), &[("if-none-match", tag)]).await;
            let tag = answer.header("etag").to_owned();
            assert!(asks(Method::GET, &format!("\"x\", W/{tag}")).await.assert(304).bytes.is_empty());
            assert_eq!(asks(Method::GET, "\"x\"").await.assert(200).bytes, answer.bytes);
            let head = asks(Method::HEAD, "\"x\"").await.assert(200);
            assert_eq!((head.header("content-length"), head.bytes.len()), (answer.header("content-length"), 0));
        }
        let profile = ann.client.get(PROFILE).await.assert(200).json();
        assert_eq!([&profile["avatar"], &profile["avatar_static"], &profile["header"]], [&told["avatar"], &told["avatar"], &told["header"]]);
        let about = app.limited(&ann, "profile").await.get("/oauth/userinfo").await.assert(200).json();
        assert_eq!(about["picture"], told["avatar"]);
        let links = app.anon().get("/.well-known/webfinger?resource=acct:ann@localhost:3000").await.assert(200).json();
        assert_eq!(links["links"][2], json!({"rel": "http://webfinger.net/rel/avatar", "type": "image/jpeg", "href": told["avatar"]}));
        let page = app.anon().get("/@ann").await.assert(200).text;
        assert!(page.contains(told["avatar"].as_str().unwrap()) && page.contains(told["header"].as_str().unwrap()), "{page}");
        let home = app.browser("ann").await.get("/home").await.assert(200).text;
        assert!(home.contains(&format!("src=\"{}\"", path(&told["avatar"]))), "{home}");
    }

    async fn a_picture_may_come_as_text_and_nothing_as_nothing(app: TestApp) {
        let ann = app.person("ann").await;
        let (red, blue) = (png(50, 40, [255, 0, 0]), png(60, 60, [0, 0, 255]));
        let told = ann.client.json(Method::PATCH, UPDATE, &json!({"avatar": data_uri(&red)})).await.assert(200).json();
        let answer = app.anon().get(&path(&told["avatar"])).await.assert(200);
        assert_eq!(image::load_from_memory(&answer.bytes).unwrap().width(), 40);
        let uri = data_uri(&blue);
        let told = ann.client.form(Method::PATCH, PROFILE, &[("header", &uri), ("note", "hi")], &[]).await.assert(200).json();
        assert!(path(&told["header"]).starts_with("/media/headers/") && told["note"] == "hi", "{told}");
        // What browsers send for a field that was left empty, and apps for what they do not change.
        let parts: [Part; 2] = [("avatar", Some(""), b""), ("header", None, b"")];
        send(&ann.client, UPDATE, &parts).await.assert(200);
        ann.client.json(Method::PATCH, UPDATE, &json!({"avatar": null, "header": ""})).await.assert(200);
        let after = ann.client.get(PROFILE).await.assert(200).json();
        assert!(after["avatar"].is_string() && after["header"] == told["header"], "{after}");
    }

    async fn what_is_no_picture_is_refused_by_name_and_changes_nothing(app: TestApp) {
        let ann = app.person("ann").await;
        send_avatar(&ann, &png(10, 10, [1, 2, 3])).await.assert(200);
        let (before, kept) = (own(&ann).await, files(&app));
        let good = png(10, 10, [9, 9, 9]);
        let cut = &png(500, 500, [9, 9, 9])[..60];
        let huge = vec![0xff; (8 << 20) + 1];
        let wrong: [(&[u8], &str); 5] = [
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "must be a JPEG, PNG, GIF or WebP picture"),
            (b"<!doctype html><script>alert(1)</script>", "must be a JPEG, PNG, GIF or WebP picture"),
            (cut, "cannot be read"), (b"", "is an empty file"), (&huge, "is too large (maximum is 8 MiB)"),
        ];
        for (bytes, why) in wrong {
            for (path, field, name) in [(UPDATE, "avatar", "Avatar"), (PROFILE, "header", "Header")] {
                let other = if field == "avatar" { "header" } else { "avatar" };
                let parts: [Part; 3] = [(other, Some("g.png"), &good), (field, Some("x.png"), bytes), ("note", None, b"new")];
                let told = send(&ann.client, path, &parts).await.assert(422).json();
                let error = told["error"].as_str().unwrap();
                assert!(error.starts_with(&format!("Validation failed: {name} {why}")), "{error}");
                assert!(told["details"][field][0]["description"].as_str().unwrap().starts_with(why), "{told}");
            }
        }
        let mut many = png(1, 1, [0; 3]);
        many[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        assert_eq!(send_avatar(&ann, &many).await.status, 422);
        for uri in ["data:image/png;base64,%%%", "data:image/png,abc", "https://example.org/a.png", "x"] {
            let told = ann.client.json(Method::PATCH, UPDATE, &json!({"avatar": uri})).await.assert(422).json();
            assert!(told["error"].as_str().unwrap().contains("Avatar must be a file"), "{told}");
        }
        let svg = data_uri(b"<svg/>");
        ann.client.json(Method::PATCH, UPDATE, &json!({"avatar": svg})).await.assert(422);
        ann.client.json(Method::PATCH, UPDATE, &json!({"avatar": 7})).await.assert(400);
        send(&ann.client, UPDATE, &[("note", Some("n.png"), &good)]).await.assert(422);
        // On the page each fault stands at its field, and a picture that was in order must be chosen again.
        let there = app.browser_of(&ann).await;
        let long = "x".repeat(66);
        let note = "y".repeat(501);
        let wide = png(9_000, 1, [9; 3]);
        for (bytes, why) in [(&b""[..], "This picture cannot be read"), (&wide, "This picture is too large")] {
            let page = send_by(Method::POST, &there, "/settings/profile", &[("header", Some("h.png"), bytes)]).await.assert(422).text;
            assert!(page.contains(why), "{page}");
        }
        let parts: [Part; 4] = [("avatar", Some("a.png"), &good), ("display_name", None, long.as_bytes()), ("note", None, note.as_bytes()), ("fields_attributes[0][value]", None, b"of what")];
        let page = send_by(Method::POST, &there, "/settings/profile", &parts).await.assert(422).text;
        assert!(page.contains("Choose the picture again"), "{page}");
        for id in ["avatar-error", "display_name-error", "note-error", "fields-error-1"] {
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}: {page}");
        }
        // Each line and each picture is told its own fault, all at once.
        let name = "z".repeat(300);
        let parts: [Part; 5] = [("avatar", Some("a.png"), b""), ("header", Some("h.png"), b""), ("display_name", None, long.as_bytes()), ("fields_attributes[0][name]", None, name.as_bytes()), ("fields_attributes[1][value]", None, b"of what")];
        let page = send_by(Method::POST, &there, "/settings/profile", &parts).await.assert(422).text;
        let said = |id: &str| page.split_once(&format!("id=\"{id}\"")).unwrap().1.split_once("</p>").unwrap().0.to_owned();
        for id in ["avatar-error", "header-error"] {
            assert!(said(id).contains("This picture cannot be read"), "{page}");
        }
        assert!(said("fields-error-1").contains("too long") && said("fields-error-2").contains("fill this in"), "{page}");
        // Another field that does not hold keeps a good picture from being taken.
        let parts: [Part; 2] = [("avatar", Some("a.png"), &good), ("display_name", None, long.as_bytes())];
        send(&ann.client, UPDATE, &parts).await.assert(422);
        assert_eq!((own(&ann).await, files(&app)), (before, kept));
        send(&app.anon(), UPDATE, &[("avatar", Some("a.png"), &good)]).await.assert(401);
        send(&app.limited(&ann, "read").await, UPDATE, &[("avatar", Some("a.png"), &good)]).await.assert(403);
        app.limited(&ann, "read").await.delete("/api/v1/profile/avatar").await.assert(403);
    }

    async fn only_where_pictures_are_sent_bodies_may_be_large(app: TestApp) {
        let ann = app.person("ann").await;
        // Two pictures as large as they may be, in Base64.
        let text = STANDARD.encode([&b"\xff\xd8\xff"[..], &vec![0; (8 << 20) - 3]].concat());
        let uri = format!("data:image/jpeg;base64,{text}");
        let told = ann.client.json(Method::PATCH, UPDATE, &json!({"avatar": uri, "header": uri})).await.assert(422).json();
        assert!(told["error"].as_str().unwrap().starts_with("Validation failed: Avatar cannot be read"), "{told}");
        let big = Body::from(vec![b'x'; 25 << 20]);
        ann.client.send(Method::PATCH, PROFILE, Some("application/json"), big, &[]).await.assert(413);
        let big = Body::from(vec![b'x'; 2 << 20]);
        ann.client.send(Method::POST, "/api/v1/statuses", Some("application/json"), big, &[]).await.assert(413);
    }

    async fn a_file_goes_some_time_after_nobody_uses_it(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let (red, blue) = (png(20, 20, [255, 0, 0]), png(20, 20, [0, 0, 255]));
        let first = path(&send_avatar(&ann, &red).await.assert(200).json()["avatar"]);
        assert_eq!(path(&send_avatar(&bob, &red).await.assert(200).json()["avatar"]), first, "the same picture is one file");
        // Sent again, it is the same and stays.
        assert_eq!(path(&send_avatar(&ann, &red).await.assert(200).json()["avatar"]), first);
        let second = path(&send_avatar(&ann, &blue).await.assert(200).json()["avatar"]);
        app.drain_jobs().await;
        app.clock.advance(GRACE_MS);
        app.drain_jobs().await;
        assert_eq!(files(&app).len(), 2, "bob uses the first one");
        app.anon().get(&first).await.assert(200);

        send(&bob.client, UPDATE, &[("avatar", Some("b"), &blue), ("header", Some("h"), &blue)]).await.assert(200);
        app.drain_jobs().await;
        app.anon().get(&first).await.assert(200);
        app.clock.advance(GRACE_MS);
        app.drain_jobs().await;
        app.anon().get(&first).await.assert(404);
        app.anon().get(&second).await.assert(200);

        bob.client.json(Method::PATCH, PROFILE, &json!({"avatar_description": "A sea", "header_description": "A sky"})).await.assert(200);
        let told = bob.client.delete("/api/v1/profile/avatar").await.assert(200).json();
        assert_eq!(path(&told["avatar"]), format!("/avatars/{}.png", bob.id));
        let profile = bob.client.get(PROFILE).await.assert(200).json();
        assert_eq!([&profile["avatar"], &profile["avatar_description"], &profile["header_description"]], [&json!(null), &json!(""), &json!("A sky")]);
        bob.client.delete("/api/v1/profile/avatar").await.assert(200);
        bob.client.delete("/api/v1/profile/header").await.assert(200);
        assert_eq!(bob.client.get(PROFILE).await.assert(200).json()["header"], json!(null));
        app.clock.advance(GRACE_MS);
        app.drain_jobs().await;
        assert_eq!(files(&app), [second], "ann uses it still");
    }

    async fn who_leaves_leaves_no_picture_and_who_is_suspended_shows_none(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let picture = png(30, 30, [0, 200, 0]);
        send(&ann.client, UPDATE, &[("avatar", Some("a"), &picture), ("header", Some("h"), &picture)]).await.assert(200);
        assert_eq!(files(&app).len(), 2);
        let seen = format!("/api/v1/accounts/{}", ann.id);
        accounts::suspend(&app.state, ann.account).await.unwrap();
        let blank = bob.client.get(&seen).await.assert(200).json();
        assert_eq!((path(&blank["avatar"]), path(&blank["header"])), (format!("/avatars/{}.png", ann.id), "/headers/default.png".to_owned()));
        accounts::unsuspend(&app.state, ann.account).await.unwrap();
        assert!(path(&bob.client.get(&seen).await.assert(200).json()["avatar"]).starts_with("/media/"));
        accounts::leave(&app.state, ann.account).await.unwrap();
        app.clock.advance(GRACE_MS);
        app.drain_jobs().await;
        assert!(files(&app).is_empty(), "{:?}", files(&app));
    }

    async fn nothing_but_a_file_of_ours_is_served(app: TestApp) {
        let ann = app.person("ann").await;
        let good = path(&send_avatar(&ann, &png(30, 30, [0, 200, 0])).await.assert(200).json()["avatar"]);
        std::fs::write(app.state.config().media_folder().unwrap().join("secret.txt"), "secret").unwrap();
        let (folder, name) = good.rsplit_once('/').unwrap();
        let other = name.replace(".jpg", ".png");
        for bad in [
            format!("{folder}/{other}"), format!("/media/headers{}", good.strip_prefix("/media/avatars").unwrap()), format!("/media/avatars/00/00/{name}"),
            format!("/media/avatars/{name}"), "/media/secret.txt".to_owned(), "/media/avatars/../../secret.txt".to_owned(),
            "/media/avatars/..%2f..%2fsecret.txt/x/y".to_owned(), "/media/%2e%2e/%2e%2e/%2e%2e/secret.txt".to_owned(),
            format!("{folder}/%2e%2e%2f{name}"), format!("{folder}/{}", name.to_uppercase()), format!("{folder}/{name}.aside"), "/media/".to_owned(), "/media".to_owned(),
        ] {
            let answer = app.anon().get(&bad).await;
            assert!(answer.status == 404 && answer.text != "secret", "{bad}: {answer:?}");
        }
        app.anon().get(&good).await.assert(200);
        app.anon().post(&good, &[]).await.assert(405);
    }

    async fn at_once_from_several_apps_one_picture_stays(app: TestApp) {
        let ann = app.person("ann").await;
        let sending = (0..12_u8).map(|n| {
            let ann = ann.clone();
            tokio::spawn(async move { send_avatar(&ann, &png(40, 40, [n * 20, 0, 0])).await.assert(200) })
        });
        for sent in sending.collect::<Vec<_>>() {
            sent.await.unwrap();
        }
        app.clock.advance(GRACE_MS);
        app.drain_jobs().await;
        assert_eq!(files(&app), [path(&own(&ann).await["avatar"])]);
    }

    async fn a_file_that_comes_into_use_while_it_is_removed_stays(app: TestApp) {
        let ann = app.person("ann").await;
        let url = path(&send_avatar(&ann, &png(30, 30, [0, 200, 0])).await.assert(200).json()["avatar"]);
        let name = media::Name::parse(url.rsplit('/').next().unwrap()).unwrap();
        let key = media::Key { shelf: "avatars", name };
        let asked = AtomicUsize::new(0);
        let from_the_second_time = || {
            let used = asked.fetch_add(1, Ordering::SeqCst) > 0;
            async move { Ok(used) }
        };
        kinfolk::media::forget(&app.state, key, from_the_second_time).await.unwrap();
        assert_eq!((asked.load(Ordering::SeqCst), files(&app)), (2, vec![url.clone()]));
        // A remover that died had set it aside.
        let at = app.state.config().media_folder().unwrap().join(key.to_string());
        std::fs::rename(&at, PathBuf::from(format!("{}.aside", at.display()))).unwrap();
        app.anon().get(&url).await.assert(404);
        kinfolk::media::forget(&app.state, key, || async { Ok(true) }).await.unwrap();
        app.anon().get(&url).await.assert(200);
        // Who takes it into use after a remover has asked puts it there again.
        std::fs::remove_file(&at).unwrap();
        send_avatar(&ann, &png(30, 30, [0, 200, 0])).await.assert(200);
        app.anon().get(&url).await.assert(200);
    }

    async fn a_file_that_no_row_came_to_name_is_found_and_removed(app: TestApp) {
        let ann = app.person("ann").await;
        let used = path(&send_avatar(&ann, &png(30, 30, [0, 200, 0])).await.assert(200).json()["avatar"]);
        let folder = media::Folder::new(app.state.config().media_folder().unwrap());
        for shelf in ["avatars", "headers"] {
            folder.put(media::Key { shelf, name: media::Name::of(b"orphan", media::Format::Png) }, b"orphan").unwrap();
        }
        assert_eq!(files(&app).len(), 3);
        // Files have the machine's time, and the test's clock stands before it.
        accounts::sweep_pictures(&app.state).await.unwrap();
        app.clock.advance(GRACE_MS);
        app.drain_jobs().await;
        assert_eq!(files(&app).len(), 3, "young ones may be about to be used");
        app.clock.advance(4_000_000_000_000 - app.clock.now_ms());
        accounts::sweep_pictures(&app.state).await.unwrap();
        app.clock.advance(GRACE_MS);
        app.drain_jobs().await;
        assert_eq!(files(&app), [used]);
    }

    async fn pictures_may_be_served_from_elsewhere(app: TestApp) {
        let there = app.beside(|config| config.media_public_url = Some("https://cdn.example:8443/kin".to_owned())).await;
        let ann = there.person("ann").await;
        let told = send_avatar(&ann, &png(30, 30, [0, 200, 0])).await.assert(200).json();
        let url = told["avatar"].as_str().unwrap();
        let key = url.strip_prefix("https://cdn.example:8443/kin").unwrap();
        // Whoever serves them there gets them here.
        there.anon().get(&format!("/media{key}")).await.assert(200);
        let page = there.anon().get("/@ann").await.assert(200);
        assert!(page.header("content-security-policy").contains("img-src 'self' https://cdn.example:8443 data:"), "{page:?}");
        assert!(page.text.contains(url));
        assert!(app.anon().get("/about").await.assert(200).header("content-security-policy").contains("img-src 'self' data:"));
    }

    async fn where_nothing_can_be_kept_nothing_is_taken(app: TestApp) {
        let cloud = app.beside(|config| config.media_url = "s3://bucket".to_owned()).await;
        let ann = cloud.person("ann").await;
        let picture = png(30, 30, [0, 200, 0]);
        let told = send_avatar(&ann, &picture).await.assert(422).json();
        assert_eq!(told["error"], "Pictures cannot be uploaded on this server");
        send(&ann.client, UPDATE, &[("note", None, b"hi")]).await.assert(200);
        cloud.anon().get(&format!("/media/avatars/00/00/{}.jpg", "00".repeat(32))).await.assert(404);
        accounts::sweep_pictures(&cloud.state).await.unwrap();

        let file = tempfile::NamedTempFile::new().unwrap();
        let full = app.beside(|config| config.media_url = format!("file:{}", file.path().display())).await;
        let bob = full.person("bob").await;
        assert_eq!(send_avatar(&bob, &picture).await.assert(503).json()["error"], "Files cannot be read or written at the moment");
        assert!(path(&own(&bob).await["avatar"]).starts_with("/avatars/"));
    }

    async fn a_restored_server_has_its_pictures(app: TestApp) {
        let ann = app.person("ann").await;
        let url = path(&send_avatar(&ann, &png(30, 30, [0, 200, 0])).await.assert(200).json()["avatar"]);
        let bytes = app.anon().get(&url).await.assert(200).bytes;
        let (folder, media) = (tempfile::tempdir().unwrap(), app.state.config().media_url.clone());
        let run = async |settings: [(&str, &str); 2], words: &[&str]| {
            let mut command = program(folder.path(), &settings, words);
            let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
            assert!(output.status.success(), "{}", text(&output.stderr));
            text(&output.stdout)
        };
        let database = app.state.config().database_url.expose().to_owned();
        let told = run([("KINFOLK_DATABASE_URL", &database), ("KINFOLK_MEDIA_URL", &media)], &["backup", "b.tar.gz"]).await;
        assert!(told.contains(" 1 media file,"), "{told}");
        for (nth, empty) in Empty::on_each().await.into_iter().enumerate() {
            let media = format!("file:{}", folder.path().join(nth.to_string()).display());
            run([("KINFOLK_DATABASE_URL", &empty.url), ("KINFOLK_MEDIA_URL", &media)], &["restore", "b.tar.gz"]).await;
            let restored = app.beside(|config| {
                config.database_url = base::Secret::new(empty.url.as_str());
                config.media_url = media;
            }).await;
            assert_eq!(path(&own(&Person { client: restored.with_token(&ann.token), ..ann.clone() }).await["avatar"]), url);
            assert_eq!(restored.anon().get(&url).await.assert(200).bytes, bytes);
            restored.state.db().close().await;
        }
    }
}

#[test]
fn another_server_shows_a_new_picture_at_once() {
    crate::support::run(async {
        let Some(app) = TestApp::postgres().await else { return };
        let second = app.beside(|_| {}).await;
        let mut tail = kinfolk::core::events::Tail::new(&second.state);
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        let there = second.with_token(&bob.token);
        let seen = format!("/api/v1/accounts/{}", ann.id);
        assert!(path(&there.get(&seen).await.assert(200).json()["avatar"]).starts_with("/avatars/"));
        let told = send_avatar(&ann, &png(30, 30, [0, 200, 0])).await.assert(200).json();
        second.clock.advance(100);
        tail.look(&second.state).await.unwrap();
        assert_eq!(there.get(&seen).await.assert(200).json()["avatar"], told["avatar"]);
        second.anon().get(&path(&told["avatar"])).await.assert(200);
    });
}
