//! Metrics: what is documented shows, what shows is documented, and the address that they are served on.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use kinfolk::core::events::Adoption;
use kinfolk::core::metrics::table::{self, METRICS, Place};
use kinfolk::core::{Builder, NewJob};
use kinfolk::http::serve::{Limits, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::program::{Server, Site, program, text};
use crate::support::TestApp;

/// The turn of whoever takes the usual address.
static USUAL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn metrics(app: &TestApp) -> String {
    kinfolk::core::metrics::text(&app.state).await
}

/// The value of a series, written as it is shown.
#[track_caller]
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{series} is not in\n{text}")).parse().unwrap()
}

/// One connection to the application over a socket, from its beginning to its end.
async fn over_a_socket(app: &TestApp) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let front = kinfolk::app::front(app.state.clone());
    let server = tokio::spawn(serve(listener, front, Limits::default(), async move { drop(stopped.await) }));
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = b"GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    stop.send(()).unwrap();
    server.await.unwrap();
}

/// Something of everything that is counted.
async fn traffic(app: &TestApp) {
    let (ann, ben) = (app.person("ann").await, app.person("ben").await);
    ann.act("follow", &ben).await.assert(200);
    ben.client.post("/api/v1/statuses", &[("status", "hello")]).await.assert(200);
    for _ in 0..2 {
        ann.client.get("/api/v1/timelines/home").await.assert(200);
    }
    app.anon().get("/no/such/route").await.assert(404);
    over_a_socket(app).await;
    Adoption::new().look(&app.state).await.unwrap();
}

/// A job that is done, and one that fails until it is given up; seen by an instance with a queue for them.
async fn jobs_of(app: &TestApp) -> String {
    let install = |builder: Builder| {
        let builder = builder.queue("counted", 2).job("counted_well", "counted", |_, _| async { Ok(()) });
        builder.job("counted_ill", "counted", |_, _| async { Err(base::Error::NotFound) })
    };
    let config = app.state.config().clone();
    let state = kinfolk::app::connect(config, app.clock.clone(), true, install).await.unwrap();
    let within = state.clone();
    let add = async move |tx: &mut db::Tx| {
        within.enqueue(tx, NewJob::new("counted_well", 1)).await?;
        within.enqueue(tx, NewJob::new("counted_ill", 1)).await
    };
    state.db().write(add).await.unwrap();
    // More often than it may fail.
    for _ in 0..30 {
        kinfolk::core::jobs::drain(&state).await.unwrap();
        app.clock.advance(2 * 3_600_000);
    }
    let text = kinfolk::core::metrics::text(&state).await;
    state.db().close().await;
    text
}

both_engines! {
    async fn every_documented_metric_shows_after_traffic_and_no_other(app: TestApp) {
        traffic(&app).await;
        let with_jobs = jobs_of(&app).await;
        assert_eq!(value(&with_jobs, "kinfolk_jobs{queue=\"counted\",state=\"dead\"}") as i64, 1);
        let text = metrics(&app).await + &with_jobs;
        let mut shown = BTreeSet::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split(['{', ' ']).next().unwrap();
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            let metric = table::find(name).or_else(|| table::find(base?));
            let metric = metric.unwrap_or_else(|| panic!("{name} is not in the table of metrics"));
            let labels = line.split_once('{').map_or("", |(_, rest)| rest.rsplit_once('}').unwrap().0);
            for label in metric.labels {
                assert!(labels.contains(&format!("{label}=\"")), "{line} has no label {label}");
            }
            let count = labels.matches("=\"").count() - labels.matches("le=\"").count();
            assert_eq!(count, metric.labels.len(), "{line}");
            shown.insert(metric.name);
        }
        let here = if app.state.db().engine() == db::Engine::Sqlite { Place::Sqlite } else { Place::Postgres };
        let expected = METRICS.iter().filter(|metric| metric.place == Place::Everywhere || metric.place == here);
        let missing: Vec<_> = expected.map(|metric| metric.name).filter(|name| !shown.contains(name)).collect();
        assert!(missing.is_empty(), "{missing:?} did not show in\n{text}");
    }

    async fn a_warm_page_counts_as_hits_and_as_no_miss(app: TestApp) {
        traffic(&app).await;
        let ann = app.with_token(&app.person("cleo").await.token);
        ann.get("/api/v1/timelines/public").await.assert(200);
        let before = metrics(&app).await;
        ann.get("/api/v1/timelines/public").await.assert(200);
        let after = metrics(&app).await;
        for cache in ["statuses", "cards", "sessions", "public_ring"] {
            let moved = |kind: &str| {
                let series = format!("kinfolk_cache_{kind}_total{{cache=\"{cache}\"}}");
                value(&after, &series) - value(&before, &series)
            };
            assert!(moved("hits") >= 1.0, "{cache} was not asked");
            assert_eq!(moved("misses") as i64, 0, "{cache} did not know");
        }
        let entries = value(&after, "kinfolk_cache_entries{cache=\"statuses\"}");
        let bytes = value(&after, "kinfolk_cache_bytes{cache=\"statuses\"}");
        let limit = value(&after, "kinfolk_cache_limit_bytes{cache=\"statuses\"}");
        assert!(entries >= 1.0 && bytes > entries && bytes < limit, "{entries} {bytes} {limit}");
    }

    async fn a_check_that_does_not_hold_shows_as_zero(app: TestApp) {
        assert!(metrics(&app).await.contains("kinfolk_ready{check=\"database\"} 1\n"));
        app.state.db().close().await;
        app.clock.advance(1_000);
        assert!(metrics(&app).await.contains("kinfolk_ready{check=\"database\"} 0\n"));
    }

    async fn the_program_serves_its_metrics_where_it_is_told_to(app: TestApp) {
        let site = Site::new(app);
        let address = free_address();
        let server = site.serve(&[("KINFOLK_METRICS_BIND", &address)]);
        server.get("/api/v2/instance", None);
        let answer = fetch(&address, "/metrics");
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("text/plain; version=0.0.4"), "{answer}");
        let series = "kinfolk_http_requests_total{route=\"/api/v2/instance\",method=\"GET\",status=\"2xx\"} 1\n";
        assert!(answer.contains(series), "{answer}");
        assert!(fetch(&address, "/").starts_with("HTTP/1.1 404"), "only metrics are served there");
        assert_eq!(server.get("/metrics", None).0, 404, "people are not served metrics");
    }

    async fn an_address_for_metrics_that_is_taken_stops_only_who_asked_for_it(app: TestApp) {
        let site = Site::new(app);
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let url = site.app.state.config().database_url.expose().to_owned();
        let settings = [("KINFOLK_DATABASE_URL", url.as_str()), ("KINFOLK_BIND", "127.0.0.1:0")];
        let asked = [&settings[..], &[("KINFOLK_METRICS_BIND", &address)]].concat();
        let output = program(site.folder.path(), &asked, &["serve"]).output().unwrap();
        assert!(!output.status.success());
        let complaint = text(&output.stderr);
        assert!(complaint.contains(&format!("cannot listen on {address}: another program listens there")), "{complaint}");
        assert!(complaint.contains("KINFOLK_METRICS_BIND names the address"), "{complaint}");
        // The usual address, which somebody has: this test if nobody else does. Not the same test on the other engine, which
        // may let go of it too early.
        let _turn = USUAL.lock().await;
        let _usual = TcpListener::bind("127.0.0.1:9100");
        let mut command = program(site.folder.path(), &settings, &["serve"]);
        let log = site.folder.path().join("log");
        command.env_remove("KINFOLK_METRICS_BIND").stderr(std::fs::File::create(&log).unwrap());
        assert_eq!(Server::start(command).get("/health", None).0, 200);
        let log = std::fs::read_to_string(log).unwrap();
        assert!(log.contains("no metrics are served: cannot listen on 127.0.0.1:9100"), "{log}");
    }
}

/// An address that nobody listened on just now.
pub fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// The whole answer to a GET.
pub fn fetch(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn names_and_labels_of_metrics_are_as_prometheus_wants_them() {
    let mut names = BTreeSet::new();
    for metric in METRICS {
        assert!(names.insert(metric.name), "{} stands twice", metric.name);
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(plain(metric.name) && metric.labels.iter().all(|label| plain(label)), "{}", metric.name);
        let is_counter = metric.kind == table::Kind::Counter;
        assert_eq!(metric.name.ends_with("_total"), is_counter, "{}: counters end in _total", metric.name);
    }
}

#[test]
fn the_documentation_has_the_table_of_metrics() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/metrics.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once("<!-- metrics -->\n").expect("a mark where the table begins");
    let (shown, after) = rest.split_once("<!-- end of metrics -->").expect("a mark where the table ends");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let new = format!("{before}<!-- metrics -->\n{}<!-- end of metrics -->{after}", table::markdown());
        std::fs::write(path, new).unwrap();
    } else {
        assert_eq!(
            shown,
            table::markdown(),
            "docs/metrics.md is old; UPDATE_DOCS=1 cargo test writes it anew"
        );
    }
}
