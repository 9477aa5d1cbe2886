//! The server's loop over real sockets: who is kept, who is closed, and how it ends.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use kinfolk::http::Front;
use kinfolk::http::serve::{Limits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::support::TestApp;

/// Times so short that a test can wait for them.
const SHORT: Limits = Limits {
    connections: 3,
    head: Duration::from_millis(200),
    idle: Duration::from_millis(400),
    stuck: Duration::from_secs(5),
    drain: Duration::from_millis(1_500),
    look: Duration::from_millis(20),
};
/// More bytes than the system keeps for a connection.
const LARGE: usize = 32 << 20;
const REQUEST: &[u8] = b"GET /quick HTTP/1.1\r\nhost: a\r\n\r\n";

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        let app = TestApp::sqlite().await;
        let slow = async || {
            sleep(Duration::from_millis(300)).await;
            "done"
        };
        let never = async || std::future::pending::<&'static str>().await;
        let routes = Router::new()
            .route("/quick", get(async || "hi"))
            .route("/slow", get(slow))
            .route("/never", get(never))
            .route("/large", get(async || vec![b'x'; LARGE]));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let front = Front::new(routes, app.state.clone());
            serve(listener, front, limits, async move { drop(stopped.await) }).await;
        });
        Self { address, stop, task }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

/// Reads one answer whose body is short.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4_096];
    let read =
        timeout(Duration::from_secs(5), stream.read(&mut bytes)).await.expect("an answer in time").unwrap();
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

/// Reads one answer as far as its `content-length` says.
async fn whole_answer(stream: &mut TcpStream) -> String {
    let mut all = String::new();
    loop {
        all += &answer(stream).await;
        let Some((head, body)) = all.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if body.len() >= length.parse::<usize>().unwrap() {
            return all;
        }
    }
}

/// Whether the other side closes within this time.
async fn is_closed_within(stream: &mut TcpStream, millis: u64) -> bool {
    let mut rest = Vec::new();
    timeout(Duration::from_millis(millis), stream.read_to_end(&mut rest)).await.is_ok()
}

#[test]
fn a_connection_serves_one_request_after_another_and_is_closed_when_idle() {
    crate::support::run(async {
        let server = Server::start(SHORT).await;
        let mut stream = server.connect().await;
        for _ in 0..3 {
            stream.write_all(REQUEST).await.unwrap();
            assert!(answer(&mut stream).await.ends_with("\r\n\r\nhi"));
            sleep(Duration::from_millis(150)).await;
        }
        assert!(!is_closed_within(&mut stream, 100).await, "it was closed too early");
        assert!(is_closed_within(&mut stream, 2_000).await, "it was never closed");
    });
}

#[test]
fn a_body_that_nobody_reads_costs_no_request_after_it() {
    crate::support::run(async {
        let server = Server::start(SHORT).await;
        let head = |bytes: usize| {
            format!("POST /api/v1/nothing HTTP/1.1\r\nhost: a\r\ncontent-length: {bytes}\r\n\r\n")
        };
        // A small one is waited for.
        let mut stream = server.connect().await;
        stream.write_all(head(17).as_bytes()).await.unwrap();
        sleep(Duration::from_millis(100)).await;
        stream.write_all(&[b'x'; 17]).await.unwrap();
        let refused = whole_answer(&mut stream).await;
        assert!(refused.starts_with("HTTP/1.1 404") && !refused.contains("connection: close"), "{refused}");
        stream.write_all(REQUEST).await.unwrap();
        assert!(whole_answer(&mut stream).await.ends_with("\r\n\r\nhi"));
        // A large one is not, and the answer says so.
        let mut stream = server.connect().await;
        stream.write_all(head(500_000).as_bytes()).await.unwrap();
        let refused = whole_answer(&mut stream).await;
        assert!(refused.starts_with("HTTP/1.1 404") && refused.contains("connection: close"), "{refused}");
    });
}

#[test]
fn who_sends_a_head_byte_by_byte_is_closed() {
    crate::support::run(async {
        let server = Server::start(SHORT).await;
        let mut stream = server.connect().await;
        let mut sent = 0;
        for byte in REQUEST {
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
            sent += 1;
            sleep(Duration::from_millis(50)).await;
        }
        assert!(sent < REQUEST.len(), "the whole head was taken after {} ms", sent * 50);
    });
}

#[test]
fn a_slow_answer_is_not_taken_for_idleness() {
    crate::support::run(async {
        let limits = Limits { idle: Duration::from_millis(100), ..SHORT };
        let server = Server::start(limits).await;
        let mut stream = server.connect().await;
        stream.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        assert!(answer(&mut stream).await.ends_with("done"));
    });
}

#[test]
fn connections_above_the_limit_wait_for_a_place() {
    crate::support::run(async {
        let server = Server::start(SHORT).await;
        let mut streams = Vec::new();
        for _ in 0..4 {
            let mut stream = server.connect().await;
            stream.write_all(REQUEST).await.unwrap();
            streams.push(stream);
        }
        for stream in &mut streams[..3] {
            assert!(answer(stream).await.ends_with("hi"));
        }
        let mut byte = [0];
        let early = timeout(Duration::from_millis(100), streams[3].read(&mut byte)).await;
        assert!(early.is_err(), "the fourth was served beside three others");
        streams.remove(0);
        assert!(answer(&mut streams[2]).await.ends_with("hi"));
    });
}

#[test]
fn stopping_answers_what_runs_closes_what_is_idle_and_accepts_nothing() {
    crate::support::run(async {
        let server = Server::start(Limits { idle: Duration::from_secs(60), ..SHORT }).await;
        let (mut busy, mut idle) = (server.connect().await, server.connect().await);
        idle.write_all(REQUEST).await.unwrap();
        assert!(answer(&mut idle).await.ends_with("hi"));
        busy.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        sleep(Duration::from_millis(50)).await;
        server.stop.send(()).unwrap();
        let last = answer(&mut busy).await;
        assert!(last.ends_with("done") && last.to_lowercase().contains("connection: close"), "{last}");
        assert!(is_closed_within(&mut idle, 1_000).await && is_closed_within(&mut busy, 1_000).await);
        timeout(Duration::from_secs(1), server.task).await.expect("the server ends").unwrap();
        assert!(TcpStream::connect(server.address).await.is_err());
    });
}

#[test]
fn stopping_lets_a_slow_reader_read_to_the_end() {
    crate::support::run(async {
        let server = Server::start(Limits { drain: Duration::from_secs(10), ..SHORT }).await;
        let mut stream = server.connect().await;
        stream.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        stream.read_exact(&mut [0; 100]).await.unwrap();
        server.stop.send(()).unwrap();
        // Ten looks of a server that is stopping.
        sleep(Duration::from_millis(500)).await;
        assert!(!server.task.is_finished(), "the precondition: it still waits for the reader");
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert!(rest.len() > LARGE - 100, "only {} bytes came", rest.len());
        timeout(Duration::from_secs(1), server.task).await.expect("the server ends").unwrap();
    });
}

#[test]
fn stopping_answers_a_request_whose_head_comes_slowly() {
    crate::support::run(async {
        let server = Server::start(Limits { head: Duration::from_secs(5), ..SHORT }).await;
        let mut stream = server.connect().await;
        stream.write_all(&REQUEST[..10]).await.unwrap();
        sleep(Duration::from_millis(50)).await;
        server.stop.send(()).unwrap();
        sleep(Duration::from_millis(500)).await;
        stream.write_all(&REQUEST[10..]).await.unwrap();
        let last = answer(&mut stream).await;
        assert!(last.ends_with("hi") && last.to_lowercase().contains("connection: close"), "{last}");
        timeout(Duration::from_secs(1), server.task).await.expect("the server ends").unwrap();
    });
}

#[test]
fn stopping_does_not_wait_for_ever() {
    crate::support::run(async {
        let server = Server::start(SHORT).await;
        let mut stream = server.connect().await;
        stream.write_all(b"GET /never HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        sleep(Duration::from_millis(50)).await;
        server.stop.send(()).unwrap();
        timeout(Duration::from_secs(4), server.task).await.expect("the server ends").unwrap();
        assert!(is_closed_within(&mut stream, 1_000).await);
    });
}
