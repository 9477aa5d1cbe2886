//! The log: which request a line belongs to, what is told of a slow one, and what is never told.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kinfolk::accounts::{self, NewAccount, Username};
use kinfolk::core::config::LogFormat;
use kinfolk::core::telemetry;
use kinfolk::core::{Builder, NewJob};
use serde_json::Value;

use crate::metrics::{fetch, free_address};
use crate::program::{Server, Site, program};
use crate::support::TestApp;

/// Lines written by this thread.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// Has this thread write here until the guard is gone.
    fn collect(&self, filter: &str, format: LogFormat) -> tracing::dispatcher::DefaultGuard {
        let lines = self.clone();
        tracing::dispatcher::set_default(&telemetry::lines(filter, format, false, move || lines.clone()))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

both_engines! {
    async fn a_slow_request_is_told_of_with_its_statements_and_a_quick_one_is_not(app: TestApp) {
        let ann = app.person("ann").await;
        let lines = Lines::default();
        let _guard = lines.collect("info", LogFormat::Json);
        ann.client.post("/api/v1/statuses", &[("status", "quick")]).await.assert(200);
        assert_eq!(lines.text(), "", "a quick request was told of");
        let front = kinfolk::app::front(app.state.clone()).slow_after(Duration::ZERO);
        let slow = app.with_front(front).with_token(&ann.token);
        let answer = slow.post("/api/v1/statuses?x=planted", &[("status", "planted")]).await.assert(200);
        let line: Value = serde_json::from_str(lines.text().trim()).unwrap();
        assert_eq!((&line["level"], &line["target"]), (&"WARN".into(), &"kinfolk::slow_request".into()));
        assert_eq!(line["request.id"], answer.header("x-request-id"));
        assert_eq!((&line["method"], &line["route"]), (&"POST".into(), &"/api/v1/statuses".into()));
        assert!(line["status"] == 200 && line["ms"].is_u64(), "{line}");
        let told = line["statements"].as_str().unwrap();
        for name in ["kinfolk::statuses::store::INSERT", "kinfolk::core::store::OUTBOX_INSERT 1x", "(queue)", "(commit) 1x"] {
            assert!(told.contains(name), "{name} is not in {told}");
        }
        assert!(!line.to_string().contains("planted"), "{line}");
    }

    async fn the_lines_of_slow_requests_can_be_silenced_by_their_target(app: TestApp) {
        let lines = Lines::default();
        let _guard = lines.collect("info,kinfolk::slow_request=off", LogFormat::Text);
        let front = kinfolk::app::front(app.state.clone()).slow_after(Duration::ZERO);
        app.with_front(front).anon().get("/api/v1/timelines/public").await.assert(200);
        assert_eq!(lines.text(), "");
    }

    async fn every_line_of_a_request_carries_its_id_on_whatever_thread_it_is_written(app: TestApp) {
        let ann = app.person("ann").await;
        for format in ["json", "text"] {
            let site = Logged::start(app.clone(), format);
            let form = [("content-type", "application/x-www-form-urlencoded"), ("authorization", &bearer(&ann.token))];
            let answer = site.send("POST", "/api/v1/statuses", &form, "status=hello");
            assert_eq!(answer.status, 200, "{}", answer.body);
            let log = site.end();
            let id = answer.header("x-request-id");
            let mark = match format {
                "json" => format!(",\"request.id\":\"{id}\"}}"),
                _ => format!(" request.id={id}"),
            };
            let of_request: Vec<&str> = log.lines().filter(|line| line.ends_with(&mark)).collect();
            // One is written by the task, the other by the thread that writes to the database.
            for part in ["answered", "kinfolk::statuses::store::INSERT"] {
                assert!(of_request.iter().any(|line| line.contains(part)), "{part} is not told of in {log}");
            }
            if format == "json" {
                assert!(log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{log}");
            }
        }
    }

    async fn the_lines_of_a_job_carry_its_id_and_not_that_of_a_request(app: TestApp) {
        let install = |builder: Builder| {
            builder.job("told", "told", |state, run| async move {
                tracing::info!(expected = run.id(), "by the handler");
                let block = async |_: &mut db::Tx| {
                    tracing::info!("by the block");
                    Err::<(), _>(base::Error::NotFound)
                };
                state.db().write(block).await
            })
        };
        let config = app.state.config().clone();
        let state = kinfolk::app::connect(config, app.clock.clone(), true, install).await.unwrap();
        let within = state.clone();
        let add = async move |tx: &mut db::Tx| within.enqueue(tx, NewJob::new("told", 1)).await;
        state.db().write(add).await.unwrap();
        let lines = Lines::default();
        let guard = lines.collect("info", LogFormat::Json);
        kinfolk::core::jobs::drain(&state).await.unwrap();
        drop(guard);
        let told: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let by = |message: &str| told.iter().find(|line| line["message"] == message);
        let handler = by("by the handler").expect("the handler writes a line");
        assert_eq!(handler["job.id"], handler["expected"].to_string());
        let failed = by("a job failed and will be tried again").expect("the runner tells of the failure");
        assert_eq!(failed["job.id"], handler["job.id"], "{failed}");
        assert!(told.iter().all(|line| line.get("request.id").is_none()), "{told:?}");
        state.db().close().await;
    }

    async fn neither_log_nor_metrics_ever_show_what_people_write_or_keep_secret(app: TestApp) {
        for format in ["json", "text"] {
            let person = named(&app, format).await;
            let site = Logged::start(app.clone(), format);
            let mut secrets = plant(&site, &person, format);
            secrets.extend([person, "planted".to_owned()]);
            let metrics = fetch(&site.metrics, "/metrics");
            assert!(metrics.contains("kinfolk_http_requests_total{route=\"/oauth/token\""), "{metrics}");
            let log = site.end();
            // The log is as talkative as it can be, or this shows nothing.
            assert!(log.lines().count() > 100 && log.contains("kinfolk::auth::store::"), "{log}");
            for (place, text) in [("log", &log), ("metrics", &metrics)] {
                for line in text.lines() {
                    let line = line.to_lowercase();
                    let shown = secrets.iter().find(|secret| line.contains(&secret.to_lowercase()));
                    assert!(shown.is_none(), "{shown:?} shows in the {place}: {line}");
                }
            }
        }
    }
}

/// Somebody whose display name is planted, who has a token; gives the token.
async fn named(app: &TestApp, name: &str) -> String {
    let person = app.person(name).await;
    let username = Username::parse(&format!("{name}_planted")).unwrap();
    let account = NewAccount {
        display_name: "Planted Display".to_owned(),
        ..NewAccount::named(username, app.clock.now_ms())
    };
    let state = app.state.clone();
    let create = async move |tx: &mut db::Tx| accounts::create(tx, &state, &account).await;
    app.state.db().write(create).await.unwrap();
    person.token
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// Sends requests of every kind, most of them with something planted; gives the secrets that came back.
fn plant(site: &Logged, token: &str, name: &str) -> Vec<String> {
    let name = format!("planted_{name}_new");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let json = ("content-type", "application/json");
    let bearer = bearer(token);
    let own = ("authorization", bearer.as_str());
    let mut secrets = Vec::new();
    // An application, its token, and somebody who signs up with it.
    let app = site.send(
        "POST",
        "/api/v1/apps",
        &[form],
        "client_name=PlantedApp&redirect_uris=planted-app://x&scopes=read+write",
    );
    let (id, secret) = (app.text("client_id"), app.text("client_secret"));
    let body =
        format!("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=read+write");
    let apps_token = site.send("POST", "/oauth/token", &[form], &body).text("access_token");
    let signs_up = format!(
        "username={name}&email={name}@example.org&password=planted-password-1&agreement=true&locale=en"
    );
    let asks = [form, ("authorization", &super::logs::bearer(&apps_token))];
    let signed_up = site.send("POST", "/api/v1/accounts", &asks, &signs_up);
    secrets.extend([secret.clone(), apps_token.clone(), signed_up.text("access_token")]);
    // Wrong and malformed log-ins.
    for body in [
        "username=planted&password=planted",
        &format!("username={name}&password=planted-wrong"),
        "%00planted%ff",
    ] {
        site.send("POST", "/auth/sign_in", &[form, ("cookie", "kinfolk_session=planted")], body);
    }
    let body = format!(
        "grant_type=authorization_code&client_id={id}&client_secret={secret}&code=planted-code&redirect_uri=planted-app://x"
    );
    site.send("POST", "/oauth/token", &[form], &body);
    site.send("POST", "/oauth/token", &[form], "grant_type=planted&client_id=planted&client_secret=planted");
    site.send(
        "GET",
        "/oauth/authorize?client_id=planted&state=planted&redirect_uri=planted",
        &[("cookie", "planted=planted")],
        "",
    );
    // The browser's way to a code.
    let signed_in =
        site.send("POST", "/auth/sign_in", &[form], &format!("username={name}&password=planted-password-1"));
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    assert!(cookie.contains('='), "nobody was signed in: {}", signed_in.head);
    let allow = format!(
        "response_type=code&client_id={id}&redirect_uri=planted-app://x&scope=read&state=planted&decision=allow"
    );
    let origin = ("sec-fetch-site", "same-origin");
    let allowed = site.send("POST", "/oauth/authorize", &[form, origin, ("cookie", &cookie)], &allow);
    let code = allowed
        .header("location")
        .split("code=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .unwrap()
        .to_owned();
    let body = format!(
        "grant_type=authorization_code&client_id={id}&client_secret={secret}&code={code}&redirect_uri=planted-app://x"
    );
    secrets.push(site.send("POST", "/oauth/token", &[form], &body).text("access_token"));
    secrets.extend([code, cookie.split_once('=').unwrap().1.to_owned()]);
    // Posts, whole and broken.
    let post = r#"{"status": "planted text @planted_new #planted https://planted.example", "spoiler_text": "planted warning", "language": "en"}"#;
    let posted =
        site.send("POST", "/api/v1/statuses", &[json, own, ("idempotency-key", "planted-key")], post);
    assert_eq!(posted.status, 200, "{}", posted.body);
    for body in [
        r#"{"status": "planted"#,
        r#"{"status": ["planted"]}"#,
        r#"{"status": "x", "visibility": "planted"}"#,
    ] {
        assert!(site.send("POST", "/api/v1/statuses", &[json, own], body).status >= 400, "{body}");
    }
    let parts = "--planted\r\ncontent-disposition: form-data; name=\"planted\"\r\n\r\nplanted";
    site.send(
        "POST",
        "/api/v1/statuses",
        &[own, ("content-type", "multipart/form-data; boundary=planted")],
        parts,
    );
    site.send("POST", "/home", &[form, origin, ("cookie", &cookie)], "status=planted+by+browser");
    // Reading, with something planted wherever a request has room.
    let id = posted.text("id");
    for path in [
        "/api/v1/timelines/home?planted=planted",
        "/api/v1/timelines/public?max_id=planted",
        "/api/v1/statuses/planted",
        "/api/v2/search?q=planted&type=accounts",
        "/api/v1/accounts/lookup?acct=planted",
        "/planted",
        &format!("/@{name}"),
        "/home",
        "/public",
        "/api/planted",
        "/oauth/planted",
        "/avatars/planted.png",
        "/api/v1/accounts/verify_credentials",
        "/auth/sign_in?return_to=planted",
        "/search?q=planted",
        &format!("/api/v1/statuses/{id}/context"),
    ] {
        for headers in [
            &[own][..],
            &[("cookie", cookie.as_str())],
            &[("authorization", "Bearer planted")],
            &[("authorization", "Basic planted")],
        ] {
            site.send(
                "GET",
                path,
                &[
                    headers,
                    &[
                        ("user-agent", "planted"),
                        ("referer", "http://planted"),
                        ("accept-language", "planted"),
                    ],
                ]
                .concat(),
                "",
            );
        }
    }
    site.send("POST", &format!("/api/v1/statuses/{id}/favourite"), &[own], "");
    site.send("DELETE", &format!("/api/v1/statuses/{id}"), &[own], "");
    site.send("PLANTED", "/api/v1/planted", &[], "");
    site.send(
        "POST",
        "/oauth/revoke",
        &[form],
        &format!("client_id={}&client_secret={secret}&token={apps_token}", app.text("client_id")),
    );
    site.send("POST", "/auth/sign_out", &[form, origin, ("cookie", &cookie)], "");
    secrets
}

/// A server that logs as much as it can.
struct Logged {
    server: Server,
    log: std::path::PathBuf,
    metrics: String,
    _site: Site,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Logged {
    fn start(app: TestApp, format: &str) -> Self {
        let site = Site::new(app);
        let url = site.app.state.config().database_url.expose().to_owned();
        let (log, metrics) = (site.folder.path().join("log"), free_address());
        let settings = [
            ("KINFOLK_DATABASE_URL", url.as_str()),
            ("KINFOLK_BIND", "127.0.0.1:0"),
            ("KINFOLK_METRICS_BIND", &metrics),
            ("KINFOLK_LOG", "info,kinfolk=trace,db=trace,base=trace,text=trace,jobs=trace,bus=trace"),
            ("KINFOLK_LOG_FORMAT", format),
        ];
        let mut command = program(site.folder.path(), &settings, &["serve"]);
        command.stderr(std::fs::File::create(&log).unwrap());
        Self { server: Server::start(command), log, metrics, _site: site }
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.server.address).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// What was logged from the start to the end.
    fn end(self) -> String {
        assert_eq!(self.server.stop(), Some(0));
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Reply {
    /// A field of the JSON object.
    #[track_caller]
    fn text(&self, name: &str) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}", self.body));
        body[name].as_str().unwrap_or_else(|| panic!("no {name} in {body}")).to_owned()
    }

    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}
