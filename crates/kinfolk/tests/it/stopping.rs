//! Asking the server to end while it is at work: who gets an answer, how long it takes, and that nothing that
//! was answered is lost.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Server, Site};
use crate::support::TestApp;

/// The head of a post with a body of this many bytes, and whatever begins with it.
fn post(token: &str, length: usize, body: &str) -> String {
    format!(
        "POST /api/v1/statuses HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// The last answer on a connection: everything until it is closed.
fn last(stream: &mut TcpStream) -> (u16, String, Value) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_lowercase(), serde_json::from_str(body).unwrap_or(Value::Null))
}

/// A server with somebody who may write.
async fn begin(app: TestApp) -> (Site, Server, String) {
    let token = app.person("ann").await.token;
    let site = Site::new(app);
    let server = site.serve(&[]);
    (site, server, token)
}

both_engines! {
    async fn requests_that_have_begun_are_answered_and_the_server_is_red_meanwhile(app: TestApp) {
        let (site, server, token) = begin(app).await;
        let mut idle = server.connect().unwrap();
        idle.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        idle.read_exact(&mut [0; 20]).unwrap();
        let mut slow_body = server.connect().unwrap();
        slow_body.write_all(post(&token, 20, "status=a+").as_bytes()).unwrap();
        let mut slow_head = server.connect().unwrap();
        slow_head.write_all(b"GET /health/ready HTTP/1.1\r\nHost: lo").unwrap();
        // An answer on a later connection: by then the bytes before it have come as well.
        assert_eq!(server.get("/health/ready", None).0, 200);

        server.terminate();
        server.wait_until_closed();
        slow_head.write_all(b"calhost\r\n\r\n").unwrap();
        let (status, head, body) = last(&mut slow_head);
        assert_eq!((status, head.contains("connection: close")), (503, true), "{body}");
        let mut rest = Vec::new();
        assert!(idle.read_to_end(&mut rest).is_ok(), "an idle connection is closed in good order");
        slow_body.write_all(b"slow+answer").unwrap();
        let (status, head, made) = last(&mut slow_body);
        assert_eq!((status, head.contains("connection: close")), (200, true), "{made}");
        assert_eq!(server.ended(), Some(0));

        let again = site.serve(&[]);
        let id = made["id"].as_str().unwrap();
        assert_eq!(again.get(&format!("/api/v1/statuses/{id}"), Some(&token)).0, 200);
        assert_eq!(again.stop(), Some(0));
    }

    async fn every_answered_write_is_there_after_a_stop_under_load(app: TestApp) {
        let (site, server, token) = begin(app).await;
        let made = Mutex::new(Vec::new());
        // Posts one after the other until nobody answers any more.
        let write = || {
            let body = "status=under+load";
            while let Ok(mut stream) = server.connect() {
                let request = post(&token, body.len(), body).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
                let mut text = String::new();
                if stream.write_all(request.as_bytes()).is_err() || stream.read_to_string(&mut text).is_err() {
                    continue;
                }
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                assert!(head.starts_with("HTTP/1.1 200"), "{text}");
                let status: Value = serde_json::from_str(body).expect("a whole answer");
                made.lock().unwrap().push(status["id"].as_str().unwrap().to_owned());
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(write);
            }
            while made.lock().unwrap().len() < 50 {
                std::thread::yield_now();
            }
            server.terminate();
        });
        assert_eq!(server.ended(), Some(0));
        let made = made.into_inner().unwrap();
        let again = site.serve(&[]);
        for id in &made {
            assert_eq!(again.get(&format!("/api/v1/statuses/{id}"), Some(&token)).0, 200, "of {}", made.len());
        }

        assert_eq!(again.stop(), Some(0));
    }

    async fn a_request_that_never_ends_is_cut_off_after_ten_seconds(app: TestApp) {
        let (_site, server, token) = begin(app).await;
        let mut stuck = server.connect().unwrap();
        stuck.write_all(post(&token, 20, "status=").as_bytes()).unwrap();
        assert_eq!(server.get("/health", None).0, 200);
        let start = now();
        server.terminate();
        assert_eq!(server.ended(), Some(0));
        let took = start.elapsed();
        assert!(took > Duration::from_secs(9) && took < Duration::from_secs(13), "it took {took:?}");
    }

    async fn asked_twice_the_server_ends_at_once(app: TestApp) {
        let (_site, server, token) = begin(app).await;
        let mut stuck = server.connect().unwrap();
        stuck.write_all(post(&token, 20, "status=").as_bytes()).unwrap();
        assert_eq!(server.get("/health", None).0, 200);
        let start = now();
        server.terminate();
        server.wait_until_closed();
        server.terminate();
        assert_eq!(server.ended(), Some(1));
        assert!(start.elapsed() < Duration::from_secs(3));
    }
}

#[expect(clippy::disallowed_methods, reason = "the server is another process with a clock of its own")]
fn now() -> Instant {
    Instant::now()
}
