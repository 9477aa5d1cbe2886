//! Pages far below what memory holds: of many authors, of an account that a stranger sees little of; and a server that
//! has just started.

use std::collections::HashMap;

use kinfolk::accounts::{self, NewAccount, Username};
use kinfolk::core::words::{AccountId, StatusId, Visibility};
use kinfolk::statuses::{self, ImportedStatus, NewStatus};
use kinfolk::timelines;

use crate::support::{Client, Person, TestApp};

/// Whom the reader of many follows: more than are looked for one by one without a walk, and than rings are filled for.
const MANY: usize = 420;
/// Seconds between two statuses of the network of many.
const APART_MS: i64 = 7_000;

/// Some pages beyond the last lead back to the first.
async fn answers(client: &Client, path: &str) {
    let answer = client.get(path).await;
    assert!([200, 303].contains(&answer.status.as_u16()), "{path}: {answer:?}");
}

/// All texts of a timeline, page after page by its links.
async fn walk(client: &Client, path: &str, link: &str) -> Vec<String> {
    let (mut seen, mut path) = (Vec::new(), path.to_owned());
    loop {
        let page = client.get(&path).await.assert(200);
        let texts = page.json();
        let texts =
            texts.as_array().unwrap().iter().map(|status| status["content"].as_str().unwrap().to_owned());
        match link {
            "prev" => seen.splice(0..0, texts).for_each(drop),
            _ => seen.extend(texts),
        }
        match page.link(link) {
            Some(next) => path = next,
            None => return seen,
        }
    }
}

fn html(text: &str) -> String {
    format!("<p>{text}</p>")
}

/// Accounts without users, made at once.
async fn authors(app: &TestApp, count: usize) -> Vec<AccountId> {
    let (state, now) = (app.state.clone(), app.clock.now_ms());
    let write = async move |tx: &mut db::Tx| {
        let mut made = Vec::with_capacity(count);
        for n in 0..count {
            let name = Username::parse(&format!("many{n}")).unwrap();
            made.push(accounts::create(tx, &state, &NewAccount::named(name, now)).await?);
        }
        Ok(made)
    };
    app.state.db().write(write).await.unwrap()
}

/// Writes statuses, each by an author and with a number that is its text and its moment; announced, if memory is to
/// know of them.
async fn write_all(app: &TestApp, by: &[(AccountId, usize)], announce: bool) -> Vec<i64> {
    let (state, by) = (app.state.clone(), by.to_vec());
    let start = app.clock.now_ms() - 1_000_000_000;
    let write = async move |tx: &mut db::Tx| {
        let mut made = Vec::with_capacity(by.len());
        for (author, n) in &by {
            let at_ms = start + *n as i64 * APART_MS;
            let one = ImportedStatus { text: n.to_string(), at_ms, visibility: Visibility::Public };
            made.extend(statuses::import(tx, &state, *author, &[one], announce).await?);
        }
        Ok(made)
    };
    app.state.db().write(write).await.unwrap().into_iter().map(|id| id.raw()).collect()
}

/// The ids on a page, newest first.
async fn ids(client: &Client, path: &str) -> Vec<i64> {
    let page = client.get(path).await.assert(200).json();
    let id = |status: &serde_json::Value| status["id"].as_str().unwrap().parse().unwrap();
    page.as_array().unwrap().iter().map(id).collect()
}

/// The page of `limit` below or above an id, by all ids that belong to it, ascending.
fn plain_page(all: &[i64], edge: i64, upwards: bool, limit: usize) -> Vec<i64> {
    let mut page: Vec<i64> = if upwards {
        all.iter().copied().filter(|id| *id > edge).take(limit).collect()
    } else {
        all.iter().rev().copied().filter(|id| *id < edge).take(limit).collect()
    };
    page.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    page
}

both_engines! {
    async fn below_the_first_id_and_above_the_last_there_is_nothing(app: TestApp) {
        let (ann, bob) = (app.person("ann").await, app.person("bob").await);
        for text in ["one #sea", "two #sea", "three"] {
            app.clock.advance(1);
            ann.client.post("/api/v1/statuses", &[("status", text)]).await.assert(200);
        }
        bob.act("follow", &ann).await.assert(200);
        let list = bob.client.post("/api/v1/lists", &[("title", "friends")]).await.assert(200).json();
        let list = list["id"].as_str().unwrap();
        bob.client.post(&format!("/api/v1/lists/{list}/accounts"), &[("account_ids[]", &ann.id)]).await.assert(200);
        app.drain_jobs().await;
        let there = app.browser_of(&bob).await;
        let timelines = ["home", "public", "tag/sea", &format!("list/{list}")].map(|name| format!("/api/v1/timelines/{name}"));
        let of_ann = ["statuses", "statuses?tagged=sea", "statuses?exclude_replies=true", "followers", "following"];
        let of_ann = of_ann.map(|name| format!("/api/v1/accounts/{}/{name}", ann.id));
        let own = ["favourites", "bookmarks", "notifications", "follow_requests", "blocks", "mutes", "domain_blocks"];
        let own = own.map(|name| format!("/api/v1/{name}"));
        let pages = [
            "/home", "/public", "/tags/sea", "/@ann", "/@ann/with_replies", "/@ann/followers", "/bookmarks", "/favourites",
            "/notifications", "/requests", "/settings/mutes", "/settings/blocks",
        ];
        let pages = pages.map(str::to_owned).into_iter().chain([format!("/lists/{list}")]);
        let apps = timelines.into_iter().chain(of_ann).chain(own).map(|path| (&bob.client, path));
        for (client, path) in apps.chain(pages.map(|path| (&there, path))) {
            let and = if path.contains('?') { '&' } else { '?' };
            for id in ["0", "1", "2", "9223372036854775807", "99999999999999999999"] {
                for query in ["max_id", "min_id", "since_id"].map(|name| format!("{name}={id}")) {
                    answers(client, &format!("{path}{and}{query}")).await;
                }
                answers(client, &format!("{path}{and}max_id=1&min_id={id}")).await;
                answers(client, &format!("{path}{and}max_id=1&since_id={id}")).await;
            }
            if !path.contains("domain_blocks") && client.get(&format!("{path}{and}max_id=1")).await.text.starts_with('[') {
                assert_eq!(client.get(&format!("{path}{and}max_id=1")).await.json(), serde_json::json!([]), "{path}");
            }
        }
    }

    async fn a_page_of_hundreds_of_authors_is_what_plain_sorting_says(app: TestApp) {
        let reader = app.person("reader").await;
        let authors = authors(&app, MANY + 10).await;
        let (followed, loud) = authors.split_at(MANY);
        for author in followed {
            reader.client.post(&format!("/api/v1/accounts/{author}/follow"), &[]).await.assert(200);
        }
        // Long ago the followed wrote; then others, much more than a walk looks through; then the followed wrote now
        // and then, next to nothing between what others said, and last most of what there is.
        let by = |n: usize| match n {
            0..800 => followed[n * 7 % MANY],
            800..2_000 => loud[n % loud.len()],
            2_000..3_500 if n.is_multiple_of(100) => followed[n % 3],
            3_500..5_000 if n.is_multiple_of(9) => followed[n * 11 % MANY],
            5_000.. if !n.is_multiple_of(3) => followed[n * 13 % MANY],
            _ => loud[n % loud.len()],
        };
        let written: Vec<(AccountId, usize)> = (0..5_600).map(|n| (by(n), n)).collect();
        let everything = write_all(&app, &written, false).await;
        let mut author_of: HashMap<i64, AccountId> =
            everything.iter().copied().zip(written.iter().map(|(author, _)| *author)).collect();
        let belongs = |(id, (author, _)): (&i64, &(AccountId, usize))| followed.contains(author).then_some(*id);
        let mut all: Vec<i64> = everything.iter().zip(&written).filter_map(belongs).collect();
        all.sort_unstable();
        let mut seed = 1_usize;
        for turn in 0..140 {
            seed = (seed * 1_103_515_245 + 12_345) % (1 << 31);
            // The first two edges lie beyond everything.
            let edge = match turn {
                0 => 1,
                1 => everything[everything.len() - 1] + 1,
                _ => everything[(seed >> 8) % everything.len()],
            };
            let (limit, upwards) = ([20, 1, 40][turn % 3], turn % 2 == 0);
            let bound = if upwards { "min_id" } else { "max_id" };
            if turn < 70 {
                app.state.reset();
            } else if turn.is_multiple_of(4) {
                // From now on what was found before is known. Some of it leaves, and something is put between.
                let gone = all.remove((seed >> 5) % all.len());
                statuses::delete(&app.state, author_of[&gone], StatusId::new(gone)).await.unwrap();
                let author = followed[turn];
                for id in write_all(&app, &[(author, (seed >> 6) % 5_600)], true).await {
                    author_of.insert(id, author);
                    all.push(id);
                }
                all.sort_unstable();
            }
            let path = format!("/api/v1/timelines/home?limit={limit}&{bound}={edge}");
            assert_eq!(ids(&reader.client, &path).await, plain_page(&all, edge, upwards, limit), "{path}");
        }
        let texts = |link| walk(&reader.client, if link == "next" { "/api/v1/timelines/home?limit=40" } else { "/api/v1/timelines/home?limit=40&min_id=1" }, link);
        let (down, up) = (texts("next").await, texts("prev").await);
        assert_eq!(down, up, "both ways");
        assert_eq!(down.len(), all.len());
    }

    async fn a_home_of_many_authors_is_whole_at_any_depth(app: TestApp) {
        let reader = app.person("reader").await;
        let mut authors: Vec<Person> = Vec::new();
        for n in 0..24 {
            let author = app.person(&format!("author{n}")).await;
            reader.act("follow", &author).await.assert(200);
            authors.push(author);
        }
        // The first write much more than memory keeps of one account, the others little and long ago.
        let start = app.state.now_ms() - 1_000_000_000;
        let mut expected = Vec::new();
        for n in 0..400 {
            let author = if n < 100 { n % authors.len() } else { n % 3 };
            app.import(&authors[author], &format!("{n}"), start + n as i64 * 1_000).await;
            expected.insert(0, html(&n.to_string()));
        }
        app.state.reset();
        for limit in [5, 40] {
            let path = format!("/api/v1/timelines/home?limit={limit}");
            assert_eq!(walk(&reader.client, &path, "next").await, expected, "downwards by {limit}");
            let path = format!("{path}&min_id=1");
            assert_eq!(walk(&reader.client, &path, "prev").await, expected, "upwards by {limit}");
        }
    }

    async fn a_stranger_finds_what_is_theirs_far_down_a_private_profile(app: TestApp) {
        let (author, friend, stranger) =
            (app.person("author").await, app.person("friend").await, app.person("stranger").await);
        friend.act("follow", &author).await.assert(200);
        let mut all = Vec::new();
        for n in 0..260 {
            let (text, visibility) = match n {
                3 | 90 => (format!("open {n}"), Visibility::Public),
                40 => ("@stranger listen".to_owned(), Visibility::Private),
                50 => ("@friend listen".to_owned(), Visibility::Direct),
                _ => (format!("{n}"), Visibility::Private),
            };
            app.clock.advance(1);
            let new = NewStatus { visibility: Some(visibility), ..NewStatus::new(author.account, text) };
            statuses::create(&app.state, new).await.unwrap();
            all.insert(0, n);
        }
        app.state.reset();
        let path = format!("/api/v1/accounts/{}/statuses?limit=20", author.id);
        let up = format!("{path}&min_id=1");
        let open = [html("open 90"), html("open 3")];
        for path in [(&path, "next"), (&up, "prev")] {
            assert_eq!(walk(&app.anon(), path.0, path.1).await, open, "{path:?}");
            let theirs = walk(&stranger.client, path.0, path.1).await;
            assert_eq!((theirs.len(), &theirs[0], &theirs[2]), (3, &open[0], &open[1]), "{theirs:?}");
            assert!(theirs[1].contains("listen"), "{theirs:?}");
            assert_eq!(walk(&friend.client, path.0, path.1).await.len(), all.len());
            assert_eq!(walk(&author.client, path.0, path.1).await.len(), all.len());
        }
    }

    async fn a_server_that_warms_up_misses_nothing(app: TestApp) {
        let (reader, ann, bob) =
            (app.person("reader").await, app.person("ann").await, app.person("bob").await);
        for author in [&ann, &bob] {
            reader.act("follow", author).await.assert(200);
            author.client.post("/api/v1/statuses", &[("status", "before")]).await.assert(200);
        }
        app.state.reset();
        timelines::warm_up(&app.state).await.unwrap();
        app.clock.advance(1);
        bob.client.post("/api/v1/statuses", &[("status", "after")]).await.assert(200);
        let seen = walk(&reader.client, "/api/v1/timelines/home", "next").await;
        assert_eq!(seen, [html("after"), html("before"), html("before")]);
    }
}
