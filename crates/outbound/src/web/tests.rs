//! The client against a server of this machine, which only [`Web::allowing`] lets it reach.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn web() -> Web {
    Web::new("1.2", "https://kin.example").allowing(&[HERE])
}

/// A server that answers each request, given whole, with these bytes; says its port and counts requests.
async fn server(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let (address, asked) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let (answer, counter) = (Arc::new(answer), Arc::clone(&asked));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (answer, counter) = (Arc::clone(&answer), Arc::clone(&counter));
            tokio::spawn(async move {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { return };
                    request.push(byte);
                }
                counter.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(&answer(&String::from_utf8_lossy(&request))).await;
            });
        }
    });
    (format!("http://{address}"), asked)
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

async fn get(web: &Web, url: &str) -> Result<Page> {
    web.get(&Url::parse(url).unwrap()).await
}

#[track_caller]
fn refusal_of(got: Result<Page>) -> String {
    match got {
        Err(Error::Unprocessable(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_is_started_with_nothing_allowed() {
    assert!(Web::new("1.2", "https://kin.example").allowed.is_empty());
}

#[tokio::test]
async fn a_page_is_fetched_by_who_says_who_it_is() {
    let (base, _) = server(|request| answer("200 OK", "", request.as_bytes())).await;
    let page = get(&web(), &format!("{base}/a?b=c")).await.unwrap();
    assert!(page.text.starts_with("GET /a?b=c HTTP/1.1\r\n"), "{}", page.text);
    assert!(page.text.to_lowercase().contains("user-agent: kinfolk/1.2 (+https://kin.example)\r\n"));
    assert!(!page.text.to_lowercase().contains("cookie:"), "{}", page.text);
}

#[tokio::test]
async fn nothing_but_the_open_internet_is_reached() {
    let (base, asked) = server(|_| answer("200 OK", "", b"secret")).await;
    let port = base.rsplit(':').next().unwrap();
    let closed = Web::new("1.2", "https://kin.example");
    let urls = [
        base.clone(),
        format!("http://localhost:{port}/"),
        "http://localhost/".to_owned(),
        "http://127.1/".to_owned(),
        "http://0x7f000001/".to_owned(),
        "http://[::1]/".to_owned(),
        "http://[::ffff:127.0.0.1]/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "https://10.0.0.1/".to_owned(),
        "http://1.1.1.1:25/".to_owned(),
        "http://1.1.1.1:8080/".to_owned(),
        "ftp://1.1.1.1/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://ann:secret@1.1.1.1/".to_owned(),
    ];
    for url in urls {
        refusal_of(get(&closed, &url).await);
    }
    // A name whose only address is allowed by number is still not a way to another port.
    refusal_of(get(&web(), &format!("http://localhost:{port}/")).await);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_few_redirects_are_followed_and_each_is_judged() {
    let (base, asked) = server(|request| {
        let path = request.split(' ').nth(1).unwrap();
        match path.trim_start_matches('/').parse::<usize>() {
            Ok(0) => answer("200 OK", "", b"there"),
            Ok(more) => answer("302 Found", &format!("Location: /{}\r\n", more - 1), b""),
            Err(_) => {
                let to = path.trim_start_matches("/to?");
                answer("301 Moved Permanently", &format!("Location: {to}\r\n"), b"")
            }
        }
    })
    .await;
    let page = get(&web(), &format!("{base}/{MAX_REDIRECTS}")).await.unwrap();
    assert_eq!((page.text.as_str(), page.url.as_str()), ("there", format!("{base}/0").as_str()));
    assert_eq!(asked.swap(0, Ordering::SeqCst), MAX_REDIRECTS + 1);
    let told = refusal_of(get(&web(), &format!("{base}/{}", MAX_REDIRECTS + 1)).await);
    assert!(told.contains("too often"), "{told}");
    for to in [
        "http://10.0.0.1/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://1.1.1.1:22/",
        "http://a:b@1.1.1.1/",
    ] {
        refusal_of(get(&web(), &format!("{base}/to?{to}")).await);
    }
}

#[tokio::test]
async fn what_a_server_says_against_it_is_for_good_or_for_now() {
    let (base, _) = server(|request| {
        let status = request.split([' ', '/']).nth(2).unwrap().to_owned();
        answer(&format!("{status} No"), "", b"")
    })
    .await;
    for status in [304, 307, 400, 401, 403, 404, 410, 451] {
        refusal_of(get(&web(), &format!("{base}/{status}")).await);
    }
    for status in [408, 429, 500, 502, 503] {
        let got = get(&web(), &format!("{base}/{status}")).await;
        assert!(matches!(got, Err(Error::Unavailable { .. })), "{status}: {got:?}");
    }
    let gone = TcpListener::bind((HERE, 0)).await.unwrap().local_addr().unwrap();
    let got = get(&web(), &format!("http://{gone}/")).await;
    assert!(matches!(got, Err(Error::Unavailable { .. })), "{got:?}");
    let got = get(&Web::new("1", "http://x"), "http://no-such-name.invalid/").await;
    assert!(matches!(got, Err(Error::Unavailable { .. })), "{got:?}");
}

#[tokio::test]
async fn no_more_is_read_than_the_limit_even_when_it_was_packed() {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        packed.write_all(&vec![b'x'; MAX_BYTES]).unwrap();
    }
    let packed = packed.finish().unwrap();
    let (base, _) = server(move |_| answer("200 OK", "Content-Encoding: gzip\r\n", &packed)).await;
    assert_eq!(get(&web(), &base).await.unwrap().text.len(), MAX_BYTES);
    let (base, _) = server(|_| answer("200 OK", "", &vec![b'y'; 2 * MAX_BYTES])).await;
    assert_eq!(get(&web(), &base).await.unwrap().text.len(), MAX_BYTES);
    let (base, _) = server(|_| answer("200 OK", "Content-Encoding: gzip\r\n", b"not packed")).await;
    let got = get(&web(), &base).await;
    assert!(matches!(got, Err(Error::Unavailable { .. })), "{got:?}");
}

#[tokio::test]
async fn who_answers_too_slowly_is_given_up() {
    // The whole answer never comes.
    let (base, _) = server(|_| b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx".to_vec()).await;
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let silent = format!("http://{}", listener.local_addr().unwrap());
    let hasty = web().with_patience(Duration::from_millis(200));
    for url in [silent, base] {
        let got = get(&hasty, &url).await;
        assert!(matches!(got, Err(Error::Unavailable { .. })), "{got:?}");
    }
}

#[tokio::test]
async fn one_host_is_asked_by_few_at_a_time() {
    let hosts = Hosts::default();
    let place = hosts.place("a.example");
    let held: Vec<_> = (0..PER_HOST).map(|_| place.try_acquire().unwrap()).collect();
    assert!(
        hosts.place("a.example").try_acquire().is_err() && hosts.place("b.example").try_acquire().is_ok()
    );
    drop(held);
    drop(place);
    assert!(hosts.place("a.example").try_acquire().is_ok());
    for n in 0..3 * MANY_HOSTS {
        hosts.place(&n.to_string());
    }
    assert!(hosts.0.lock().len() <= MANY_HOSTS);
}
