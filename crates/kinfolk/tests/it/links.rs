//! Verified links: fields of a profile whose page links back.

use std::sync::Arc;

use http::Method;
use kinfolk::core::events::Tail;
use kinfolk::core::jobs;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::support::{Person, TestApp};

/// A site that answers every address with a status and a page, which a test changes.
#[derive(Clone)]
struct Site {
    url: String,
    shown: Arc<Mutex<(u16, String)>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Each answer takes one.
    answers: Arc<Semaphore>,
}

impl Site {
    async fn start(page: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let site =
            Self { url, shown: Arc::default(), asked: Arc::default(), answers: Arc::new(Semaphore::new(99)) };
        site.show(200, page);
        let serving = site.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { break };
                    request.push(byte);
                }
                let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
                serving.asked.lock().push(line);
                serving.answers.acquire().await.unwrap().forget();
                let (status, page) = serving.shown.lock().clone();
                let head = format!(
                    "HTTP/1.1 {status} .\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    page.len()
                );
                let _ = stream.write_all(format!("{head}{page}").as_bytes()).await;
            }
        });
        site
    }

    fn show(&self, status: u16, page: &str) {
        *self.shown.lock() = (status, page.to_owned());
    }

    /// How often it was asked since this was asked last.
    fn asked(&self) -> usize {
        std::mem::take(&mut *self.asked.lock()).len()
    }
}

const LINK: &str = r#"<p>I am <a rel="me" href="http://localhost:3000/@Ann">here</a>.</p>"#;

async fn save(person: &Person, fields: &[(&str, &str)]) -> Value {
    let field = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
    let body = json!({ "fields_attributes": fields.iter().map(field).collect::<Vec<_>>() });
    let path = "/api/v1/accounts/update_credentials";
    person.client.json(Method::PATCH, path, &body).await.assert(200).json()
}

/// Since when the fields are verified, as everybody sees them, and their owner in two places.
async fn verified(app: &TestApp, person: &Person) -> Vec<Value> {
    let seen = app.anon().get(&format!("/api/v1/accounts/{}", person.id)).await.assert(200).json();
    let own = person.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
    let profile = person.client.get("/api/v1/profile").await.assert(200).json();
    let of = |fields: &Value| -> Vec<Value> {
        fields.as_array().unwrap().iter().map(|field| field["verified_at"].clone()).collect()
    };
    let times = of(&seen["fields"]);
    assert_eq!((&of(&own["source"]["fields"]), &of(&profile["fields"])), (&times, &times));
    times
}

/// Ann, where no other job waits.
async fn newcomer(app: &TestApp) -> Person {
    app.drain_jobs().await;
    app.person("ann").await
}

both_engines! {
    async fn a_page_that_links_back_verifies_its_field_and_no_other(app: TestApp) {
        let ann = newcomer(&app).await;
        let (hers, other) = (Site::start(LINK).await, Site::start("<a href=/@ann>ann</a>").await);
        save(&ann, &[("Home", &hers.url), ("Friend", &other.url), ("Text", "no link")]).await;
        assert_eq!(verified(&app, &ann).await, [Value::Null, Value::Null, Value::Null], "nothing before the job");
        assert_eq!(app.drain_jobs().await, 2);
        let at = json!("2026-01-01T00:00:00.000Z");
        assert_eq!(verified(&app, &ann).await, [at, Value::Null, Value::Null]);
        assert_eq!((hers.asked(), other.asked()), (1, 1));

        let page = app.anon().get("/@ann").await.assert(200).text;
        assert_eq!(page.matches("fields__verified").count(), 1, "{page}");
        assert!(page.contains("Verified</span>") && page.contains("rel=\"me nofollow"), "{page}");
    }

    async fn what_is_known_stays_with_the_value(app: TestApp) {
        let ann = newcomer(&app).await;
        let site = Site::start(LINK).await;
        save(&ann, &[("Home", &site.url)]).await;
        app.drain_jobs().await;
        app.clock.advance(60_000);
        let first = json!("2026-01-01T00:00:00.000Z");
        // Under another name and at another place it is still the same page, and is not asked again.
        save(&ann, &[("Text", "hello"), ("My home", &site.url)]).await;
        app.drain_jobs().await;
        assert_eq!((verified(&app, &ann).await, site.asked()), (vec![Value::Null, first.clone()], 1));
        // Other changes leave fields alone.
        let path = "/api/v1/accounts/update_credentials";
        ann.client.json(Method::PATCH, path, &json!({ "note": "hello" })).await.assert(200);
        assert_eq!((app.drain_jobs().await, verified(&app, &ann).await), (0, vec![Value::Null, first]));
        // Another value is another page, also one that is the same but for a slash.
        site.show(200, "nothing");
        let changed = format!("{}x", site.url);
        save(&ann, &[("Home", &changed)]).await;
        app.drain_jobs().await;
        assert_eq!((verified(&app, &ann).await, site.asked()), (vec![Value::Null], 1));
        // Whoever mends the page saves once more.
        site.show(200, LINK);
        save(&ann, &[("Home", &changed)]).await;
        app.drain_jobs().await;
        assert_eq!(verified(&app, &ann).await, [json!("2026-01-01T00:01:00.000Z")]);
    }

    async fn who_is_in_trouble_is_asked_again_a_few_times_and_who_says_no_is_not(app: TestApp) {
        let ann = newcomer(&app).await;
        let site = Site::start("").await;
        site.show(404, LINK);
        save(&ann, &[("Home", &site.url)]).await;
        assert_eq!((app.drain_jobs().await, site.asked()), (1, 1));

        site.show(503, LINK);
        save(&ann, &[("Home", &site.url)]).await;
        let mut failed = 0;
        for _ in 0..10 {
            failed += jobs::drain(&app.state).await.unwrap().failed.len();
            app.clock.advance(3_600_000);
        }
        assert_eq!((failed, site.asked()), (4, 5), "given up without a word");
        assert_eq!(verified(&app, &ann).await, [Value::Null]);

        save(&ann, &[("Home", &site.url)]).await;
        assert_eq!(jobs::drain(&app.state).await.unwrap().failed.len(), 1);
        site.show(200, LINK);
        app.clock.advance(3_600_000);
        app.drain_jobs().await;
        assert!(verified(&app, &ann).await[0].is_string());
    }

    async fn what_changed_while_the_page_was_fetched_is_not_verified(app: TestApp) {
        let ann = newcomer(&app).await;
        let site = Site::start(LINK).await;
        site.answers.forget_permits(99);
        save(&ann, &[("Home", &site.url)]).await;
        let job = tokio::spawn({
            let app = app.clone();
            async move { app.drain_jobs().await }
        });
        while site.asked() == 0 {
            tokio::task::yield_now().await;
        }
        save(&ann, &[("Home", "no link"), ("Away", "https://")]).await;
        site.answers.add_permits(99);
        job.await.unwrap();
        assert_eq!(verified(&app, &ann).await, [Value::Null, Value::Null]);
    }

    async fn what_changed_before_the_job_ran_is_not_fetched(app: TestApp) {
        let ann = newcomer(&app).await;
        let site = Site::start(LINK).await;
        save(&ann, &[("Home", &site.url)]).await;
        save(&ann, &[("Home", "no link")]).await;
        app.drain_jobs().await;
        assert_eq!((verified(&app, &ann).await, site.asked()), (vec![Value::Null], 0));
        // Nor is anything of who has left.
        save(&ann, &[("Home", &site.url)]).await;
        kinfolk::accounts::leave(&app.state, ann.account).await.unwrap();
        app.drain_jobs().await;
        assert_eq!(site.asked(), 0);
    }

    async fn a_link_into_the_servers_own_network_is_not_fetched(app: TestApp) {
        let ann = newcomer(&app).await;
        for value in ["http://1.1.1.1:25/", "http://10.0.0.1/", "http://[::1]:3000/", "http://169.254.169.254/latest"] {
            save(&ann, &[("Home", value)]).await;
            assert_eq!(app.drain_jobs().await, 1, "{value} is refused for good");
            assert_eq!(verified(&app, &ann).await, [Value::Null]);
        }
    }

    async fn another_server_sees_what_was_verified(app: TestApp) {
        // On SQLite one process writes.
        if app.state.db().engine() == db::Engine::Sqlite {
            return;
        }
        let ann = newcomer(&app).await;
        let beside = app.beside(|_| {}).await;
        let mut tail = Tail::new(&beside.state);
        assert_eq!(verified_there(&beside, &ann).await, Vec::<bool>::new());
        let site = Site::start(LINK).await;
        save(&ann, &[("Home", &site.url)]).await;
        app.drain_jobs().await;
        beside.clock.advance(100);
        tail.look(&beside.state).await.unwrap();
        assert_eq!(verified_there(&beside, &ann).await, [true]);
    }
}

/// Which fields of somebody are verified, asked of another server over the same database.
async fn verified_there(beside: &TestApp, person: &Person) -> Vec<bool> {
    let seen = beside.anon().get(&format!("/api/v1/accounts/{}", person.id)).await.assert(200).json();
    seen["fields"].as_array().unwrap().iter().map(|field| field["verified_at"].is_string()).collect()
}
