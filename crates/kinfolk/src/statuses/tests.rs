//! What cannot be seen from outside: that spliced bytes are the plain entity, and that a warm page
//! comes from memory.

use base::{Clock, IdMaker};
use db::params;
use serde_json::Value;

use super::entity::{Marks, Status};
use super::prepare::body;
use super::store::StatusRow;
use super::*;
use crate::accounts::{self, NewAccount, Username};
use crate::core::words::{AccountId, Visibility};
use crate::core::{Builder, Config, STEPS, State};
use crate::{auth, edges};

/// 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600_000;

/// An application over a database of its own, and two people.
struct Ground {
    state: State,
    ada: AccountId,
    bob: AccountId,
    _folder: tempfile::TempDir,
}

async fn ground() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("kinfolk.db").display());
    let config = Config::with_defaults("http://localhost:3000", &url, folder.path().to_owned());
    let state = open(config, Clock::manual(NOW)).await;
    let (ada, bob) = (account(&state, "ada").await, account(&state, "bob").await);
    Ground { state, ada, bob, _folder: folder }
}

/// An instance of this module and of what it stands on.
async fn open(config: Config, clock: Clock) -> State {
    let db = db::Db::open(&db::Config::new(config.database_url.expose())).await.unwrap();
    db::migrate::run(&db, STEPS, NOW).await.unwrap();
    let ids = IdMaker::new(clock.clone(), newest_id(&db).await.unwrap());
    let builder = Builder::new(config, db, clock, ids, Some(base::random::number()));
    [auth::install, edges::install, accounts::install, install]
        .into_iter()
        .fold(builder, |builder, install| install(builder))
        .build()
}

async fn account(state: &State, name: &str) -> AccountId {
    let (within, new) = (state.clone(), NewAccount::named(Username::parse(name).unwrap(), NOW));
    state.db().write(async move |tx| accounts::create(tx, &within, &new).await).await.unwrap()
}

async fn row(state: &State, id: StatusId) -> StatusRow {
    let read =
        async move |r: &mut db::Reader| r.one(&store::BY_IDS, params![vec![id.raw()]], store::status).await;
    state.db().read(read).await.unwrap().unwrap()
}

/// The entity made of nothing but rows.
async fn plain(state: &State, viewer: Option<AccountId>, id: StatusId) -> Value {
    let outer = row(state, id).await;
    let inner = match outer.facts.reblog_of {
        Some((id, _)) => Some(row(state, id).await),
        None => None,
    };
    let proper = inner.as_ref().unwrap_or(&outer);
    let marked = proper.facts.id;
    let marks = match viewer {
        None => None,
        Some(viewer) => Some(marks_of(state, viewer, marked).await),
    };
    let mut whole = Value::Null;
    for row in inner.iter().chain([&outer]) {
        let card = accounts::card(state, row.facts.author).await.unwrap().unwrap();
        let mut account = Vec::new();
        card.write_json(&mut account);
        let url = url_of("http://localhost:3000", &card.username, row.facts.id);
        let status = Status {
            body: body("http://localhost:3000", &url, None, row),
            account: serde_json::from_slice(&account).unwrap(),
            replies_count: proper.counts.replies,
            reblogs_count: proper.counts.reblogs,
            favourites_count: proper.counts.favourites,
            marks: marks.clone(),
            reblog: None,
        };
        let inside = std::mem::replace(&mut whole, serde_json::to_value(status).unwrap());
        whole["reblog"] = inside;
    }
    whole
}

async fn marks_of(state: &State, viewer: AccountId, id: StatusId) -> Marks {
    let read = async move |r: &mut db::Reader| {
        let values = params![viewer, vec![id.raw()], vec![id.raw()], vec![id.raw()]];
        r.all(&store::MARKS_AMONG, values, |row| row.get::<i64>(0)).await
    };
    let found = state.db().read(read).await.unwrap();
    Marks {
        favourited: found.contains(&0),
        reblogged: found.contains(&1),
        muted: false,
        bookmarked: found.contains(&2),
        pinned: false,
        filtered: [],
    }
}

async fn rendered(state: &State, viewer: Option<AccountId>, ids: &[StatusId]) -> Value {
    let shown = visible(state, viewer, ids).await.unwrap();
    assert_eq!(shown.len(), ids.len());
    serde_json::from_slice(&render(state, viewer, &shown).await.unwrap()).unwrap()
}

#[tokio::test]
async fn the_spliced_answer_is_the_plain_entity_field_by_field() {
    let Ground { state, ada, bob, _folder } = ground().await;
    let full = NewStatus {
        spoiler_text: "\"quotes\" \\ and <tags>".to_owned(),
        language: Some("nan".to_owned()),
        ..NewStatus::new(ada, "@bob \"#Größe\" \\u0041 </p>\u{2028}\n\nhttps://example.com/?a=1&b='2'")
    };
    let full = create(&state, full).await.unwrap();
    let reply =
        NewStatus { in_reply_to: Some(full), ..NewStatus::new(bob, "@ada 👩‍👩‍👧‍👦") };
    let reply = create(&state, reply).await.unwrap();
    let reblog = reblog(&state, bob, full, None).await.unwrap();
    let ids = [full, reply, reblog];
    for round in 0..3 {
        for viewer in [None, Some(ada), Some(bob)] {
            let spliced = rendered(&state, viewer, &ids).await;
            for (spliced, id) in spliced.as_array().unwrap().iter().zip(ids) {
                assert_eq!(*spliced, plain(&state, viewer, id).await, "round {round}, {viewer:?}");
            }
        }
        // Counters and marks move while the bodies stay in memory, and then are loaded anew.
        match round {
            0 => {
                favourite(&state, bob, full).await.unwrap();
                bookmark(&state, bob, full).await.unwrap();
            }
            _ => state.reset(),
        }
    }
}

#[tokio::test]
async fn a_warm_page_comes_from_memory() {
    let Ground { state, ada, bob, _folder } = ground().await;
    let post = create(&state, NewStatus::new(ada, "hello")).await.unwrap();
    favourite(&state, bob, post).await.unwrap();
    let before = rendered(&state, Some(bob), &[post]).await;
    // Behind the back of the caches, which are told nothing.
    let behind = async move |tx: &mut db::Tx| {
        tx.run(&store::UNFAVOURITE, params![bob, post]).await?;
        tx.one(&store::DELETE, params![post, ada], |_| Ok(())).await
    };
    assert!(state.db().write(behind).await.unwrap().is_some());
    assert_eq!(rendered(&state, Some(bob), &[post]).await, before);
    state.reset();
    assert!(visible(&state, Some(bob), &[post]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_locked_account_writes_for_its_followers_unless_it_says_otherwise() {
    let Ground { state, ada, _folder, .. } = ground().await;
    let name = Username::parse("eve").unwrap();
    let (within, new) = (state.clone(), NewAccount { locked: true, ..NewAccount::named(name, NOW) });
    let eve = state.db().write(async move |tx| accounts::create(tx, &within, &new).await).await.unwrap();
    let visibility = async |id: StatusId| load(&state, [id]).await.unwrap()[&id].facts.visibility;
    let open = create(&state, NewStatus::new(ada, "hi")).await.unwrap();
    let own = create(&state, NewStatus::new(eve, "hi")).await.unwrap();
    let boost = reblog(&state, eve, open, None).await.unwrap();
    assert_eq!(visibility(open).await, Visibility::Public);
    assert_eq!(visibility(own).await, Visibility::Private);
    assert_eq!(visibility(boost).await, Visibility::Private);
    let said = NewStatus { visibility: Some(Visibility::Unlisted), ..NewStatus::new(eve, "hi") };
    assert_eq!(visibility(create(&state, said).await.unwrap()).await, Visibility::Unlisted);
}

#[tokio::test]
async fn two_instances_that_make_the_same_id_write_two_statuses() {
    let Ground { state, ada, _folder, .. } = ground().await;
    let other = open(state.config().clone(), Clock::manual(NOW + 1_000)).await;
    state.clock().advance(1_000);
    let (mut here, mut there) = (Vec::new(), Vec::new());
    for n in 0..5 {
        here.push(create(&state, NewStatus::new(ada, format!("here {n}"))).await.unwrap());
    }
    for n in 0..5 {
        there.push(create(&other, NewStatus::new(ada, format!("there {n}"))).await.unwrap());
    }
    let all: std::collections::BTreeSet<_> = here.iter().chain(&there).collect();
    assert_eq!(all.len(), 10);
    assert!(there[0] < here[4], "the other instance began where this one had begun");
    for (id, text) in [(here[0], "<p>here 0</p>"), (there[0], "<p>there 0</p>"), (there[4], "<p>there 4</p>")]
    {
        assert_eq!(load(&other, [id]).await.unwrap()[&id].content(), text);
    }
}

#[tokio::test]
async fn imported_statuses_stand_at_their_dates_and_are_counted() {
    let Ground { state, ada, _folder, .. } = ground().await;
    let of = |text: &str, at_ms, visibility| ImportedStatus { text: text.to_owned(), at_ms, visibility };
    let day = NOW - 86_400_000;
    let list = vec![
        of("second", day + 1_000, Visibility::Public),
        of("first", day, Visibility::Private),
        of("at the same moment", day, Visibility::Public),
        of("for nobody", day + 5_000, Visibility::Direct),
    ];
    let within = state.clone();
    let ids = state.db().write(async move |tx| import(tx, &within, ada, &list, true).await).await.unwrap();
    assert!(ids[1] < ids[2] && ids[2] < ids[0] && ids[0] < ids[3]);
    assert_eq!(ids.iter().map(|id| id.millis() - day).collect::<Vec<_>>(), [1_000, 0, 0, 5_000]);
    let counts = accounts::card(&state, ada).await.unwrap().unwrap().counts();
    assert_eq!((counts.statuses, counts.last_status_at, counts.head), (3, day + 1_000, ids[3].raw()));
    let within = state.clone();
    let future = vec![of("later", NOW + 3_600_000, Visibility::Public)];
    assert!(state.db().write(async move |tx| import(tx, &within, ada, &future, true).await).await.is_err());
}
