//! What the tests stand on: an application over a fresh database, a clock that they turn, and
//! clients for nobody, for a person, and for a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use base::Clock;
use http::{HeaderMap, Method, Request, StatusCode, header};
use kinfolk::accounts::{self, NewAccount, Username};
use kinfolk::auth::sessions::{Device, Stay};
use kinfolk::auth::users::{self, Email, NewUser};
use kinfolk::auth::{Role, Scopes, sessions};
use kinfolk::core::words::{AccountId, StatusId, Visibility};
use kinfolk::core::{Builder, Config, State};
use kinfolk::http::Front;
use kinfolk::statuses::{self, ImportedStatus};
use outbound::Web;
use serde_json::Value;

/// Where every test's clock starts: 2026-01-01T00:00:00Z.
pub const START_MS: i64 = 1_767_225_600_000;

/// Runs each test on both engines.
macro_rules! both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {$(
        async fn $name($app: $crate::support::TestApp) $body

        mod $name {
            $(#[$meta])*
            #[test]
            fn sqlite() {
                $crate::support::run(async { super::$name($crate::support::TestApp::sqlite().await).await });
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                $crate::support::run(async {
                    if let Some(app) = $crate::support::TestApp::postgres().await {
                        super::$name(app).await;
                    }
                });
            }
        }
    )*};
}

/// Runs a test on a runtime of its own with two workers, as the server has.
pub fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test);
}

/// An application over a database of its own.
#[derive(Clone)]
pub struct TestApp {
    pub state: State,
    pub clock: Clock,
    front: Front,
    ground: Arc<Ground>,
    /// The application that signs people up, once it is there.
    app: Arc<tokio::sync::OnceCell<OwnApp>>,
}

/// An application registered by the tests, with its own token.
#[derive(Clone, Debug)]
pub struct OwnApp {
    pub client_id: String,
    pub client_secret: String,
    pub token: String,
}

/// The password of every member.
pub const PASSWORD: &str = "correct horse battery";
/// What the tests' application asks for.
pub const SCOPES: &str = "read write follow push";
/// Where the tests' application is answered to.
pub const REDIRECT: &str = "kinfolk-test://answer";

/// Lets jobs fetch from servers that tests start on this machine.
fn local_web(builder: Builder) -> Builder {
    let here = [std::net::IpAddr::from([127, 0, 0, 1])];
    let web = Web::new("test", &builder.config().base_url).allowing(&here);
    builder.part(web)
}

/// What is cleaned up when the last clone is gone.
struct Ground {
    _folder: tempfile::TempDir,
    /// On PostgreSQL: the server and the database's name.
    database: Option<(String, String)>,
}

impl Drop for Ground {
    fn drop(&mut self) {
        let Some((server, name)) = self.database.take() else { return };
        // A runtime of its own: this may run while the test's is being torn down.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let _ = runtime.block_on(db::admin::drop_database(&server, &name));
        });
        let _ = dropping.join();
    }
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl TestApp {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("kinfolk.db").display());
        Self::open(&url, folder).await
    }

    /// `None` when no PostgreSQL was given; a failure where `CI=true`.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("KINFOLK_TEST_POSTGRES") else {
            assert!(std::env::var("CI").is_err(), "KINFOLK_TEST_POSTGRES must be set in CI");
            eprintln!("left out: KINFOLK_TEST_POSTGRES is not set");
            return None;
        };
        let name = format!("kinfolk_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let url = postgres_database(&server, &name).await;
        let mut app = Self::open(&url, tempfile::tempdir().unwrap()).await;
        if let Some(ground) = Arc::get_mut(&mut app.ground) {
            ground.database = Some((server, name));
        }
        Some(app)
    }

    async fn open(url: &str, folder: tempfile::TempDir) -> Self {
        let config = Config {
            rate_limits: false,
            cache_mb: 32,
            ..Config::with_defaults("http://localhost:3000", url, folder.path().to_owned())
        };
        Self::with_config(config, folder).await
    }

    /// Another server with other settings over the same database. The clocks differ.
    pub async fn beside(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.state.config().clone();
        change(&mut config);
        Self {
            ground: Arc::clone(&self.ground),
            ..Self::with_config(config, tempfile::tempdir().unwrap()).await
        }
    }

    /// A server with the same settings and the same time over another database, which outlives it.
    pub async fn over(&self, url: &str) -> Self {
        let config = Config { database_url: base::Secret::new(url), ..self.state.config().clone() };
        let app = Self::with_config(config, tempfile::tempdir().unwrap()).await;
        app.clock.advance(self.clock.now_ms() - app.clock.now_ms());
        app
    }

    async fn with_config(config: Config, folder: tempfile::TempDir) -> Self {
        // Before the database: what registers earlier is never counted.
        kinfolk::core::metrics::start();
        let clock = Clock::manual(START_MS);
        if config.database_direct_url.is_some() {
            kinfolk::app::migrate(&config, &clock).await.unwrap();
        }
        let state = kinfolk::app::connect(config, clock.clone(), true, local_web).await.unwrap();
        let front = kinfolk::app::front(state.clone());
        let ground = Arc::new(Ground { _folder: folder, database: None });
        Self { state, clock, front, ground, app: Arc::default() }
    }

    /// Somebody with an account, a user and a token that may do everything a person may.
    pub async fn person(&self, name: &str) -> Person {
        self.person_as(name, Role::User).await
    }

    /// The same with the role of an owner.
    pub async fn owner(&self, name: &str) -> Person {
        self.person_as(name, Role::Owner).await
    }

    async fn person_as(&self, name: &str, role: Role) -> Person {
        let account = NewAccount::named(Username::parse(name).unwrap(), self.clock.now_ms());
        let email = Email::parse(&format!("{name}@example.org")).unwrap();
        let state = self.state.clone();
        let write = async move |tx: &mut db::Tx| {
            let account = accounts::create(tx, &state, &account).await?;
            let user =
                NewUser { account, email: email.clone(), password_hash: None, role, locale: String::new() };
            users::insert(tx, &state, &user).await?;
            Ok(account)
        };
        let account = self.state.db().write(write).await.unwrap();
        let token = self.token(account, "read write follow push").await;
        let client = self.with_token(&token);
        Person { account, id: account.to_string(), name: name.to_owned(), token, client }
    }

    /// Another token of somebody, with these scopes.
    pub async fn token_of(&self, person: &Person, scopes: &str) -> String {
        self.token(person.account, scopes).await
    }

    /// A client of somebody whose token may do only this.
    pub async fn limited(&self, person: &Person, scopes: &str) -> Client {
        self.with_token(&self.token_of(person, scopes).await)
    }

    async fn token(&self, account: AccountId, scopes: &str) -> String {
        let (state, scopes) = (self.state.clone(), Scopes::parse(scopes).unwrap());
        let write =
            async move |tx: &mut db::Tx| sessions::issue_token(tx, &state, Some(account), None, scopes).await;
        self.state.db().write(write).await.unwrap().token.expose().to_owned()
    }

    /// Runs every job that is due by the clock until none is left, and says how many that were; fails when one did.
    pub async fn drain_jobs(&self) -> usize {
        let drained = kinfolk::core::jobs::drain(&self.state).await.unwrap();
        assert!(drained.failed.is_empty(), "jobs failed: {:?}", drained.failed);
        drained.done
    }

    /// A public status with a date of its own, written past the clock, as an import does.
    pub async fn import(&self, author: &Person, text: &str, at_ms: i64) -> StatusId {
        let status = ImportedStatus { text: text.to_owned(), at_ms, visibility: Visibility::Public };
        let (state, account) = (self.state.clone(), author.account);
        let write = async move |tx: &mut db::Tx| {
            statuses::import(tx, &state, account, std::slice::from_ref(&status), false).await
        };
        self.state.db().write(write).await.unwrap()[0]
    }

    /// The same application behind another front, such as one with routes of the test's own.
    pub fn with_front(&self, front: Front) -> Self {
        Self { front, ..self.clone() }
    }

    /// A client that is signed in as nobody.
    pub fn anon(&self) -> Client {
        Client { app: self.clone(), token: None, cookie: None }
    }

    /// A client with an access token.
    pub fn with_token(&self, token: &str) -> Client {
        Client { app: self.clone(), token: Some(token.to_owned()), cookie: None }
    }

    /// Signs somebody up as an app does, with [`PASSWORD`]; slower than [`TestApp::person`], who has none.
    pub async fn member(&self, name: &str) -> Person {
        let app = self.own_app().await;
        let email = format!("{name}@example.org");
        let form = [
            ("username", name),
            ("email", email.as_str()),
            ("password", PASSWORD),
            ("agreement", "true"),
            ("locale", "en"),
        ];
        let answer = self.with_token(&app.token).post("/api/v1/accounts", &form).await.assert(200).json();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        let client = self.with_token(&token);
        let own = client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        let id = own["id"].as_str().unwrap().to_owned();
        Person { account: id.parse().unwrap(), id, name: name.to_owned(), token, client }
    }

    /// The application that the tests register, and its own token.
    pub async fn own_app(&self) -> OwnApp {
        self.app.get_or_init(|| self.register(SCOPES)).await.clone()
    }

    /// Registers an application that may ask for these scopes and has both kinds of redirect.
    pub async fn register(&self, scopes: &str) -> OwnApp {
        let uris = format!("{REDIRECT} urn:ietf:wg:oauth:2.0:oob");
        let form = [("client_name", "Tests"), ("redirect_uris", &uris), ("scopes", scopes)];
        let app = self.anon().post("/api/v1/apps", &form).await.assert(200).json();
        let text = |name: &str| app[name].as_str().unwrap().to_owned();
        let (client_id, client_secret) = (text("client_id"), text("client_secret"));
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &client_id),
            ("client_secret", &client_secret),
            ("scope", scopes),
        ];
        let token = self.anon().post("/oauth/token", &form).await.assert(200).json();
        let token = token["access_token"].as_str().unwrap().to_owned();
        OwnApp { client_id, client_secret, token }
    }

    /// Somebody who signed up by [`TestApp::member`], signed in with a browser.
    pub async fn browser(&self, name: &str) -> Client {
        let form = [("username", name), ("password", PASSWORD)];
        self.with_cookie(&self.anon().post("/auth/sign_in", &form).await.assert(303).cookie().unwrap())
    }

    /// Somebody signed in with a browser, without a password.
    pub async fn browser_of(&self, person: &Person) -> Client {
        let (state, account) = (self.state.clone(), person.account);
        let device = Device { agent: "a browser".to_owned(), address: "192.0.2.1".to_owned() };
        let open = async move |tx: &mut db::Tx| {
            sessions::open_browser(tx, &state, account, &device, Stay::Long).await
        };
        let value = self.state.db().write(open).await.unwrap();
        self.with_cookie(&format!("kinfolk_session={}", value.expose()))
    }

    /// A client with a `Cookie` header.
    pub fn with_cookie(&self, cookie: &str) -> Client {
        Client { app: self.clone(), token: None, cookie: Some(cookie.to_owned()) }
    }
}

/// A place for a database that is not there yet, or empty; cleaned up with it.
pub struct Empty {
    pub url: String,
    _ground: Ground,
}

impl Empty {
    /// One on each engine that can be tested here.
    pub async fn on_each() -> Vec<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("new.db").display());
        let mut all = vec![Self { url, _ground: Ground { _folder: folder, database: None } }];
        if let Ok(server) = std::env::var("KINFOLK_TEST_POSTGRES") {
            let name =
                format!("kinfolk_empty_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            db::admin::create_database(&server, &name, None).await.unwrap();
            let url = with_database(&server, &name);
            let _folder = tempfile::tempdir().unwrap();
            all.push(Self { url, _ground: Ground { _folder, database: Some((server, name)) } });
        }
        all
    }
}

/// A migrated database that others are copied from; made once per program.
static TEMPLATE: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();

/// Makes a fresh, migrated database on the given server and returns its URL.
async fn postgres_database(server: &str, name: &str) -> String {
    let template = TEMPLATE
        .get_or_init(|| async {
            let template = format!("kinfolk_template_{}", std::process::id());
            db::admin::create_database(server, &template, None).await.unwrap();
            let db = db::Db::open(&db::Config::new(with_database(server, &template))).await.unwrap();
            db::migrate::run(&db, kinfolk::core::STEPS, START_MS).await.unwrap();
            db.close().await;
            template
        })
        .await;
    db::admin::create_database(server, name, Some(template)).await.unwrap();
    with_database(server, name)
}

/// The same server's URL with another database.
fn with_database(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.into()
}

/// Somebody who uses the application.
#[derive(Clone)]
pub struct Person {
    pub account: AccountId,
    /// The account's id as clients see it.
    pub id: String,
    pub name: String,
    pub token: String,
    /// Sends requests with the token.
    pub client: Client,
}

impl Person {
    /// `POST /api/v1/accounts/:id/ACT` about somebody. Each act has a millisecond of its own: within
    /// one, edges of different people are in no particular order.
    pub async fn act(&self, act: &str, other: &Person) -> Answer {
        self.client.app.clock.advance(1);
        self.client.post(&format!("/api/v1/accounts/{}/{act}", other.id), &[]).await
    }
}

/// The usernames in a JSON array of accounts.
#[track_caller]
pub fn names(accounts: &Value) -> Vec<String> {
    let accounts = accounts.as_array().unwrap_or_else(|| panic!("no array: {accounts}"));
    accounts.iter().map(|account| account["username"].as_str().unwrap().to_owned()).collect()
}

/// Sends requests as somebody.
#[derive(Clone)]
pub struct Client {
    app: TestApp,
    token: Option<String>,
    cookie: Option<String>,
}

impl Client {
    /// The application that it sends requests to.
    pub fn app(&self) -> &TestApp {
        &self.app
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty(), &[]).await
    }

    /// A form, as most Mastodon clients send.
    /// The page that an answer to this browser leads to, which tells what happened.
    pub async fn onwards(&self, answer: &Answer) -> Answer {
        let (path, notice) = answer.leads();
        let session = self.cookie.as_deref().unwrap_or_default();
        self.app.with_cookie(&format!("{session}; kinfolk_notice={notice}")).get(path).await.assert(200)
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.form(Method::POST, path, form, &[]).await
    }

    pub async fn form(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(method, path, Some("application/x-www-form-urlencoded"), Body::from(body), headers).await
    }

    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(method, path, Some("application/json"), Body::from(body.to_string()), &[]).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, Body::empty(), &[]).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Body,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:3000");
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.app.front.answer(request.body(body).unwrap()).await;
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            path: path.to_owned(),
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The body, with � for what is no text.
    pub text: String,
    pub bytes: bytes::Bytes,
}

impl Answer {
    /// Fails with the whole answer unless it has this status code.
    #[track_caller]
    pub fn assert(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{} answered {}", self.path, self.text);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{} is not JSON ({error}): {}", self.path, self.text))
    }

    /// The session that the browser would send back of `Set-Cookie`: `name=value`.
    pub fn cookie(&self) -> Option<String> {
        self.cookies().find(|pair| !pair.starts_with("kinfolk_notice=")).map(ToOwned::to_owned)
    }

    fn cookies(&self) -> impl Iterator<Item = &str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.filter_map(|line| line.to_str().ok()?.split(';').next())
    }

    /// Where it leads, and the notice that is told there.
    pub fn leads(&self) -> (&str, &str) {
        let notice = self.cookies().find_map(|pair| pair.strip_prefix("kinfolk_notice="));
        (self.header("location"), notice.unwrap_or(""))
    }

    /// The header of this name, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The target of one relation of the `Link` header, as a path with query.
    pub fn link(&self, relation: &str) -> Option<String> {
        let links = self.headers.get(header::LINK)?.to_str().ok()?;
        let link = links.split(", ").find(|link| link.ends_with(&format!("rel=\"{relation}\"")))?;
        let url = link.strip_prefix('<')?.split('>').next()?;
        url.strip_prefix("http://localhost:3000").map(ToOwned::to_owned)
    }
}
