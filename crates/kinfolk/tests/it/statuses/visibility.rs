//! Who may see and do what: every kind of reader, every visibility, every way in.

use super::{act, block, follow, id, post};
use crate::support::{Client, Person, TestApp};

/// What a reader is to the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Author,
    Follower,
    Mentioned,
    Stranger,
    /// Mentioned, but the author blocks them now.
    Blocked,
    /// Mentioned, but they block the author now.
    Blocker,
    Nobody,
}

use Reader::{Author, Blocked, Blocker, Follower, Mentioned, Nobody, Stranger};

const VISIBILITIES: [&str; 4] = ["public", "unlisted", "private", "direct"];

impl Reader {
    const ALL: [Self; 7] = [Author, Follower, Mentioned, Stranger, Blocked, Blocker, Nobody];

    fn sees(self, visibility: &str) -> bool {
        match self {
            Author | Mentioned => true,
            Follower => visibility != "direct",
            Stranger | Nobody => matches!(visibility, "public" | "unlisted"),
            Blocked | Blocker => false,
        }
    }

    /// The code that a reblog is answered with.
    fn reblogs(self, visibility: &str) -> u16 {
        match (self, visibility) {
            (Nobody, _) => 401,
            _ if !self.sees(visibility) => 404,
            (_, "public" | "unlisted") | (Author, "private") => 200,
            _ => 422,
        }
    }
}

struct Village {
    author: Person,
    clients: Vec<(Reader, Client)>,
    /// By visibility.
    statuses: Vec<(&'static str, String)>,
}

/// One status of each visibility, and somebody of each kind.
async fn village(app: &TestApp) -> Village {
    let author = app.person("author").await;
    let mut clients = vec![(Author, author.client.clone()), (Nobody, app.anon())];
    let mut people = Vec::new();
    for (kind, name) in [
        (Follower, "follower"),
        (Mentioned, "mentioned"),
        (Stranger, "stranger"),
        (Blocked, "blocked"),
        (Blocker, "blocker"),
    ] {
        let person = app.person(name).await;
        clients.push((kind, person.client.clone()));
        people.push((kind, person));
    }
    let person = |wanted: Reader| &people.iter().find(|(kind, _)| *kind == wanted).unwrap().1;
    follow(person(Follower), &author).await;
    let mut statuses = Vec::new();
    for visibility in VISIBILITIES {
        let form = [("status", "@mentioned @blocked @blocker hello"), ("visibility", visibility)];
        statuses.push((visibility, id(&post(&author.client, &form).await)));
    }
    block(&author, person(Blocked)).await;
    block(person(Blocker), &author).await;
    Village { author, clients, statuses }
}

both_engines! {
    async fn every_way_to_read_a_status_shows_it_to_the_same_readers(app: TestApp) {
        let village = village(&app).await;
        assert_eq!(village.clients.len(), Reader::ALL.len());
        // With warm caches, and as they are filled.
        for _ in 0..2 {
            for (reader, client) in &village.clients {
                for (visibility, id) in &village.statuses {
                    let sees = reader.sees(visibility);
                    let code = if sees { 200 } else { 404 };
                    for rest in ["", "/context", "/favourited_by", "/reblogged_by"] {
                        let path = format!("/api/v1/statuses/{id}{rest}");
                        let answer = client.get(&path).await;
                        assert_eq!(answer.status, code, "{reader:?} {visibility} {rest}: {}", answer.text);
                    }
                    let list = client.get(&format!("/api/v1/statuses?id[]={id}")).await.assert(200).json();
                    assert_eq!(list.as_array().unwrap().len(), usize::from(sees), "{reader:?} {visibility} list");
                    let source = client.get(&format!("/api/v1/statuses/{id}/source")).await;
                    let code = if *reader == Nobody { 401 } else { code };
                    assert_eq!(source.status, code, "{reader:?} {visibility} source");
                }
            }
            app.state.reset();
        }
    }

    async fn only_who_sees_a_status_can_act_on_it(app: TestApp) {
        let village = village(&app).await;
        for (reader, client) in &village.clients {
            for (visibility, id) in &village.statuses {
                let code = match reader {
                    Nobody => 401,
                    _ if reader.sees(visibility) => 200,
                    _ => 404,
                };
                let post = async |path: String, form: &[(&str, &str)]| client.post(&path, form).await.status.as_u16();
                let favourite = post(format!("/api/v1/statuses/{id}/favourite"), &[]).await;
                assert_eq!(favourite, code, "{reader:?} {visibility} favourite");
                let reply = post("/api/v1/statuses".to_owned(), &[("status", "re"), ("in_reply_to_id", id)]).await;
                assert_eq!(reply, code, "{reader:?} {visibility} reply");
                let reblog = post(format!("/api/v1/statuses/{id}/reblog"), &[]).await;
                assert_eq!(reblog, reader.reblogs(visibility), "{reader:?} {visibility} reblog");
                let unfavourite = post(format!("/api/v1/statuses/{id}/unfavourite"), &[]).await;
                assert_eq!(unfavourite, code, "{reader:?} {visibility} unfavourite");
                let unreblog = post(format!("/api/v1/statuses/{id}/unreblog"), &[]).await;
                assert_eq!(unreblog, code, "{reader:?} {visibility} unreblog");
                if *reader != Author {
                    let delete = client.delete(&format!("/api/v1/statuses/{id}")).await.status.as_u16();
                    assert_eq!(delete, if *reader == Nobody { 401 } else { 404 }, "{reader:?} {visibility} delete");
                }
            }
        }
    }

    async fn a_reblog_is_hidden_with_what_it_reblogs(app: TestApp) {
        let village = village(&app).await;
        let (_, public) = &village.statuses[0];
        let follower = &village.clients.iter().find(|(kind, _)| *kind == Follower).unwrap().1;
        let reblog = id(&act(follower, public, "reblog").await);
        for (reader, client) in &village.clients {
            // Nobody but the author and those parted from them is anything to the follower.
            let code = if reader.sees("public") { 200 } else { 404 };
            assert_eq!(client.get(&format!("/api/v1/statuses/{reblog}")).await.status, code, "{reader:?}");
        }
        village.author.client.delete(&format!("/api/v1/statuses/{public}")).await.assert(200);
        for (reader, client) in &village.clients {
            assert_eq!(client.get(&format!("/api/v1/statuses/{reblog}")).await.status, 404, "{reader:?}");
        }
    }

    async fn a_private_reblog_is_for_ones_own_followers(app: TestApp) {
        let (ada, bob, fan) = (app.person("ada").await, app.person("bob").await, app.person("fan").await);
        follow(&fan, &bob).await;
        let public = id(&post(&ada.client, &[("status", "public")]).await);
        let form = [("visibility", "private")];
        let path = format!("/api/v1/statuses/{public}/reblog");
        let reblog = bob.client.post(&path, &form).await.assert(200).json();
        assert_eq!((reblog["visibility"].as_str(), reblog["reblog"]["visibility"].as_str()), (Some("private"), Some("public")));
        let reblogged_by = format!("/api/v1/statuses/{public}/reblogged_by");
        for (client, sees) in [(&fan.client, true), (&bob.client, true), (&ada.client, false), (&app.anon(), false)] {
            let code = if sees { 200 } else { 404 };
            client.get(&format!("/api/v1/statuses/{}", id(&reblog))).await.assert(code);
            let people = client.get(&reblogged_by).await.assert(200).json();
            assert_eq!(people.as_array().unwrap().len(), usize::from(sees), "who reblogged it for others is not told");
        }
        bob.client.post(&path, &[("visibility", "direct")]).await.assert(422);
        bob.client.post(&path, &[("visibility", "nonsense")]).await.assert(422);
    }

    async fn a_block_acts_at_once_on_what_was_read_before(app: TestApp) {
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let status = id(&post(&ada.client, &[("status", "hello")]).await);
        let path = format!("/api/v1/statuses/{status}");
        bob.client.get(&path).await.assert(200);
        act(&bob.client, &status, "favourite").await;
        block(&ada, &bob).await;
        bob.client.get(&path).await.assert(404);
        bob.client.post(&format!("{path}/favourite"), &[]).await.assert(404);
        let people = ada.client.get(&format!("{path}/favourited_by")).await.assert(200).json();
        assert_eq!(people.as_array().unwrap().len(), 0, "whom one blocks is in no list");
        // Taking one's own mark back is possible without seeing the status, and shows nothing of it.
        bob.client.post(&format!("{path}/unfavourite"), &[]).await.assert(404);
        ada.client.post(&format!("/api/v1/accounts/{}/unblock", bob.id), &[]).await.assert(200);
        let seen = bob.client.get(&path).await.assert(200).json();
        assert_eq!((seen["favourited"].as_bool(), seen["favourites_count"].as_i64()), (Some(false), Some(0)));
    }

    async fn nothing_of_a_status_is_shown_without_the_scope_to_read(app: TestApp) {
        let ada = app.person("ada").await;
        let status = id(&post(&ada.client, &[("status", "hello")]).await);
        let narrow = app.with_token(&app.token_of(&ada, "write").await);
        for rest in ["", "/context", "/source", "/favourited_by", "/reblogged_by"] {
            narrow.get(&format!("/api/v1/statuses/{status}{rest}")).await.assert(403);
        }
        narrow.get(&format!("/api/v1/statuses?id[]={status}")).await.assert(403);
        let reader = app.with_token(&app.token_of(&ada, "read").await);
        for verb in ["favourite", "unfavourite", "reblog", "unreblog"] {
            reader.post(&format!("/api/v1/statuses/{status}/{verb}"), &[]).await.assert(403);
        }
    }
}
