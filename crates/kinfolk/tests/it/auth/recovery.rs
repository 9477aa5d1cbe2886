//! A password that was forgotten: the mail, what its link does, when it is good no more, and what nobody learns.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base::Secret;
use http::Method;
use kinfolk::accounts;

use crate::support::{Answer, PASSWORD, TestApp};

const FORGOTTEN: &str = "/auth/password/new";
const EDIT: &str = "/auth/password/edit";
const NEW: &str = "another horse battery";
const HOUR: i64 = 3_600_000;

/// A mail server that keeps what it is sent.
#[derive(Clone, Default)]
struct Post {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
    /// What it says to mails that it has read to their end, the last first.
    answers: Arc<Mutex<Vec<&'static str>>>,
}

impl Post {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let post = Self { port: listener.local_addr().unwrap().port(), ..Self::default() };
        let behind = post.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                behind.serve(stream.unwrap());
            }
        });
        post
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        stream.write_all(b"220 mail.example.org ESMTP\r\n").unwrap();
        while let Some(Ok(line)) = lines.next() {
            let answer = match line.get(..4) {
                Some("DATA") => {
                    stream.write_all(b"354 go on\r\n").unwrap();
                    let read = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".");
                    let mail = read.collect::<Vec<String>>().join("\n");
                    self.mails.lock().unwrap().push(mail);
                    self.answers.lock().unwrap().pop().unwrap_or("250 kept")
                }
                Some("QUIT") => "221 bye",
                _ => "250 ok",
            };
            if stream.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                break;
            }
        }
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.mails.lock().unwrap())
    }
}

/// A server that sends its mail there, and somebody with a password.
async fn with_mail(app: &TestApp) -> (TestApp, Post) {
    let post = Post::open();
    let url = format!("smtp://127.0.0.1:{}", post.port);
    let app = app
        .beside(|config| {
            config.smtp_url = Some(Secret::new(url));
            config.mail_from = Some("Kinfolk <kin@example.org>".to_owned());
        })
        .await;
    (app, post)
}

async fn ask(app: &TestApp, email: &str) -> Answer {
    app.clock.advance(1);
    app.anon().post(FORGOTTEN, &[("email", email)]).await
}

/// What stands in the link of a mail.
#[track_caller]
fn token(mail: &str) -> String {
    let plain = mail.replace("=\n", "").replace("=3D", "=");
    let rest =
        plain.split("/auth/password/edit?token=").nth(1).unwrap_or_else(|| panic!("no link in {mail}"));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// Asks and takes the one mail that comes of it.
async fn link(app: &TestApp, post: &Post, email: &str) -> String {
    ask(app, email).await.assert(303);
    app.drain_jobs().await;
    let mails = post.take();
    assert_eq!(mails.len(), 1, "{mails:?}");
    token(&mails[0])
}

async fn choose(app: &TestApp, token: &str, password: &str) -> Answer {
    let form = [("token", token), ("password", password), ("password_confirmation", password)];
    app.anon().post(EDIT, &form).await
}

async fn is_good(app: &TestApp, token: &str) -> bool {
    app.anon().get(&format!("{EDIT}?token={token}")).await.status == 200
}

async fn logs_in(app: &TestApp, password: &str) -> bool {
    app.anon().post("/auth/sign_in", &[("username", "ann"), ("password", password)]).await.status == 303
}

both_engines! {
    async fn a_link_by_mail_sets_another_password_once_and_ends_everything(app: TestApp) {
        let (app, post) = with_mail(&app).await;
        let ann = app.member("ann").await;
        let browser = app.browser("ann").await;
        assert!(app.anon().get("/auth/sign_in").await.text.contains(FORGOTTEN));
        app.anon().get(FORGOTTEN).await.assert(200);
        let asked = ask(&app, " Ann@Example.org ").await.assert(303);
        assert_eq!(asked.leads(), ("/auth/sign_in?force=true", "recovery-sent"));
        app.drain_jobs().await;
        let mails = post.take();
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        for part in ["To: ann@example.org", "From: Kinfolk <kin@example.org>", "Subject: New password for Kinfolk", "Message-ID: <recovery.", "text/plain", "text/html", "Hello ann,"] {
            assert!(mail.contains(part), "{part} is missing in {mail}");
        }
        let token = token(mail);
        assert_eq!(token.len(), 43);

        let page = app.anon().get(&format!("{EDIT}?token={token}")).await.assert(200);
        assert!(page.text.contains("@ann") && page.header("cache-control") == "no-store", "{}", page.text);
        let unlike = [("token", token.as_str()), ("password", NEW), ("password_confirmation", "something else")];
        let page = app.anon().post(EDIT, &unlike).await.assert(422);
        assert!(page.text.contains("The two are not the same"), "{}", page.text);
        assert!(choose(&app, &token, "short").await.assert(422).text.contains("at least 8"));
        for easy in ["password", "Ann@example.org"] {
            assert!(choose(&app, &token, easy).await.assert(422).text.contains("too easy to guess"), "{easy}");
        }
        ann.client.get("/api/v1/accounts/verify_credentials").await.assert(200);

        let done = choose(&app, &token, NEW).await.assert(303);
        assert_eq!(done.leads(), ("/auth/sign_in?force=true", "password-recovered"));
        assert!(done.cookie().is_none(), "a link signs nobody in");
        ann.client.get("/api/v1/accounts/verify_credentials").await.assert(401);
        browser.get("/settings").await.assert(303);
        assert!(logs_in(&app, NEW).await && !logs_in(&app, PASSWORD).await);
        assert!(!is_good(&app, &token).await);
        choose(&app, &token, PASSWORD).await.assert(404);
        assert!(logs_in(&app, NEW).await);
    }

    async fn nobody_learns_whether_an_address_is_known(app: TestApp) {
        let (app, post) = with_mail(&app).await;
        app.member("ann").await;
        let gone = app.member("gone").await;
        accounts::suspend(&app.state, gone.account).await.unwrap();
        app.drain_jobs().await;
        let mut told = Vec::new();
        for email in ["ann@example.org", "nobody@example.org", "gone@example.org"] {
            let answer = ask(&app, email).await.assert(303);
            told.push((answer.header("location").to_owned(), answer.text.clone()));
            // As many jobs either way.
            assert_eq!(app.drain_jobs().await, 1, "{email}");
        }
        assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
        let mails = post.take();
        assert!(mails.len() == 1 && mails[0].contains("To: ann@example.org"), "{mails:?}");
        for wrong in ["", "ann", "ann@example.org\nBcc: eve@example.org"] {
            let page = ask(&app, wrong).await.assert(422);
            assert!(page.text.contains("id=\"email-error\""), "{}", page.text);
        }
        app.anon().form(Method::POST, FORGOTTEN, &[("email", "ann@example.org")], &[("sec-fetch-site", "cross-site")]).await.assert(403);
        assert_eq!(app.drain_jobs().await, 0);
    }

    async fn what_is_newer_voids_a_link(app: TestApp) {
        let (app, post) = with_mail(&app).await;
        app.member("ann").await;
        let first = link(&app, &post, "ann@example.org").await;
        assert!(is_good(&app, &first).await);
        let second = link(&app, &post, "ann@example.org").await;
        assert!(!is_good(&app, &first).await && is_good(&app, &second).await);
        choose(&app, &first, NEW).await.assert(404);
        let browser = app.browser("ann").await;
        let email = [("email", "ann@example.com"), ("email_password", PASSWORD)];
        browser.post("/settings/account/email", &email).await.assert(303);
        assert!(!is_good(&app, &second).await, "the old address has it");
        let third = link(&app, &post, "ann@example.com").await;
        let form = [("current_password", PASSWORD), ("password", NEW), ("password_confirmation", NEW)];
        browser.post("/settings/account/password", &form).await.assert(303);
        assert!(!is_good(&app, &third).await);
        let fourth = link(&app, &post, "ann@example.com").await;
        let ann = app.state.clone();
        let id = kinfolk::auth::users::by_email(&ann, "ann@example.com").await.unwrap().unwrap().account;
        accounts::suspend(&app.state, id).await.unwrap();
        assert!(!is_good(&app, &fourth).await);
        choose(&app, &fourth, PASSWORD).await.assert(404);
    }

    async fn a_link_is_good_for_an_hour_and_so_long_is_tried_to_send_it(app: TestApp) {
        let (app, post) = with_mail(&app).await;
        app.member("ann").await;
        let token = link(&app, &post, "ann@example.org").await;
        app.clock.advance(HOUR - 1);
        assert!(is_good(&app, &token).await);
        app.clock.advance(1);
        assert!(!is_good(&app, &token).await);
        choose(&app, &token, NEW).await.assert(404);
        assert!(logs_in(&app, PASSWORD).await);
        ask(&app, "ann@example.org").await.assert(303);
        app.clock.advance(HOUR + 1);
        app.drain_jobs().await;
        assert!(post.take().is_empty(), "nobody waits for it any more");
        for bad in ["", "x", "%00", &"a".repeat(5_000)] {
            app.anon().get(&format!("{EDIT}?token={bad}")).await.assert(404);
        }
    }

    async fn of_two_who_use_a_link_at_once_one_sets_the_password(app: TestApp) {
        let (app, post) = with_mail(&app).await;
        app.member("ann").await;
        let token = link(&app, &post, "ann@example.org").await;
        let (one, other) = tokio::join!(choose(&app, &token, NEW), choose(&app, &token, "a third horse battery"));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 404]);
    }

    async fn a_mail_is_sent_again_until_it_is_taken_and_known_by_its_id(app: TestApp) {
        let (app, post) = with_mail(&app).await;
        app.member("ann").await;
        // It is delivered, and the server says otherwise: the mail comes twice.
        post.answers.lock().unwrap().push("451 try later");
        ask(&app, "ann@example.org").await.assert(303);
        let drained = kinfolk::core::jobs::drain(&app.state).await.unwrap();
        assert!(drained.failed.len() == 1 && !drained.failed[0].contains("ann@"), "{:?}", drained.failed);
        app.clock.advance(HOUR / 2);
        app.drain_jobs().await;
        let mails = post.take();
        assert_eq!(mails.len(), 2);
        let id = |mail: &str| mail.lines().find(|line| line.starts_with("Message-ID")).map(ToOwned::to_owned);
        assert!(id(&mails[0]).is_some() && id(&mails[0]) == id(&mails[1]));
        let (first, second) = (token(&mails[0]), token(&mails[1]));
        assert_ne!(first, second);
        assert!(is_good(&app, &first).await && is_good(&app, &second).await);
        choose(&app, &first, NEW).await.assert(303);
        assert!(!is_good(&app, &second).await);
        // What is refused for good is not tried again.
        post.answers.lock().unwrap().push("550 no such mailbox");
        ask(&app, "ann@example.org").await.assert(303);
        app.drain_jobs().await;
        app.clock.advance(HOUR / 2);
        app.drain_jobs().await;
        assert_eq!(post.take().len(), 1);
    }

    async fn a_mailbox_gets_five_mails_in_half_an_hour_known_or_not(app: TestApp) {
        let (app, _post) = with_mail(&app).await;
        let strict = app.beside(|config| config.rate_limits = true).await;
        for email in ["ann@example.org", "ANN@example.org", "nobody@example.org"] {
            let limit = if email == "ANN@example.org" { 0 } else { 5 };
            for _ in 0..limit {
                strict.anon().post(FORGOTTEN, &[("email", email)]).await.assert(303);
            }
            strict.anon().post(FORGOTTEN, &[("email", email)]).await.assert(429);
        }
    }

    async fn a_mail_speaks_the_language_of_its_reader(app: TestApp) {
        let (app, post) = with_mail(&app).await;
        let german = [("username", "ann"), ("email", "ann@example.org"), ("password", PASSWORD), ("agreement", "true")];
        app.anon().form(Method::POST, "/auth/sign_up", &german, &[("accept-language", "de")]).await.assert(303);
        ask(&app, "ann@example.org").await.assert(303);
        app.drain_jobs().await;
        let mails = post.take();
        assert!(mails[0].contains("Hallo ann,") && mails[0].contains("lang=3D\"de\""), "{}", mails[0]);
        // Whoever has chosen none is written to in the language of the page that they asked on.
        app.person("bob").await;
        let form = [("email", "bob@example.org")];
        app.anon().form(Method::POST, FORGOTTEN, &form, &[("accept-language", "fr")]).await.assert(303);
        app.drain_jobs().await;
        assert!(post.take()[0].contains("lang=3D\"fr\""));
    }

    async fn a_site_that_sends_no_mail_says_whom_to_ask(app: TestApp) {
        app.member("ann").await;
        let page = app.anon().get(FORGOTTEN).await.assert(200);
        assert!(page.text.contains("sends no mail") && !page.text.contains("<form"), "{}", page.text);
        app.owner("olga").await;
        let page = app.anon().get(FORGOTTEN).await.assert(200);
        assert!(page.text.contains("href=\"/@olga\""), "{}", page.text);
        ask(&app, "ann@example.org").await.assert(422);
    }
}
