//! Pages far below what memory holds: of many authors, of an account that a stranger sees little of; and a server that
//! has just started.

use kinfolk::core::words::Visibility;
use kinfolk::statuses::{self, NewStatus};
use kinfolk::timelines;

use crate::support::{Client, Person};

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

both_engines! {
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
