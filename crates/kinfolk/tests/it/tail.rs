//! A server hears within a look what another process wrote into the same PostgreSQL database.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base::{Clock, IdMaker};
use db::Db;
use kinfolk::core::events::{self, Tail};
use kinfolk::core::words::{AccountId, StatusId};
use kinfolk::core::{Builder, Event, State};
use parking_lot::Mutex;

use crate::support::TestApp;

/// A process over the test's database, and what it hears.
struct Process {
    state: State,
    heard: Arc<Mutex<Vec<String>>>,
    resets: Arc<AtomicUsize>,
}

impl Process {
    async fn start(app: &TestApp, clock: &Clock, instance: Option<i64>) -> Self {
        let db = Db::open(&db::Config::new(app.state.config().database_url.expose())).await.unwrap();
        let (heard, resets) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let ids = IdMaker::new(clock.clone(), 0);
        let (hears, drops) = (Arc::clone(&heard), Arc::clone(&resets));
        let state = Builder::new(app.state.config().clone(), db, clock.clone(), ids, instance)
            .listen(move |_, event| hears.lock().push(format!("{event:?}")))
            .reset(move |_| {
                drops.fetch_add(1, Ordering::Relaxed);
            })
            .build();
        Self { state, heard, resets }
    }

    async fn emit(&self, event: Event) {
        let state = self.state.clone();
        let write = async move |tx: &mut db::Tx| events::emit(tx, &state, event.clone()).await;
        self.state.db().write(write).await.unwrap();
    }

    fn hears(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock())
    }
}

fn changed(account: i64) -> Event {
    Event::AccountChanged { account: AccountId::new(account) }
}

/// On SQLite there is nothing to test: there the database itself says that another process wrote.
fn on_postgres(test: impl AsyncFnOnce(TestApp)) {
    crate::support::run(async {
        if let Some(app) = TestApp::postgres().await {
            test(app).await;
        }
    });
}

#[test]
fn what_another_process_wrote_is_heard_once() {
    on_postgres(async |app| {
        let clock = app.clock.clone();
        let server = Process::start(&app, &clock, Some(1)).await;
        let (other, command) =
            (Process::start(&app, &clock, Some(2)).await, Process::start(&app, &clock, None).await);
        let mut tail = Tail::new(&server.state);

        server.emit(changed(10)).await;
        assert_eq!(server.hears().len(), 1, "one's own event is heard at the commit");
        other.emit(changed(20)).await;
        command.emit(Event::SessionsChanged { account: AccountId::new(30) }).await;
        tail.look(&server.state).await.unwrap();
        let heard = server.hears();
        assert_eq!(heard.len(), 2, "{heard:?}");
        assert!(heard[0].contains("20") && heard[1].contains("SessionsChanged"), "{heard:?}");
        tail.look(&server.state).await.unwrap();
        assert!(server.hears().is_empty(), "a row was heard twice");
        assert_eq!(server.resets.load(Ordering::Relaxed), 0);
    });
}

#[test]
fn much_at_once_is_told_one_by_one_and_what_nobody_understands_drops_everything() {
    on_postgres(async |app| {
        let clock = app.clock.clone();
        let (server, other) =
            (Process::start(&app, &clock, Some(1)).await, Process::start(&app, &clock, Some(2)).await);
        let mut tail = Tail::new(&server.state);
        for n in 0..300 {
            other.emit(changed(n)).await;
        }
        tail.look(&server.state).await.unwrap();
        assert_eq!((server.resets.load(Ordering::Relaxed), server.hears().len()), (0, 300));

        other.emit(Event::ManyChanged).await;
        tail.look(&server.state).await.unwrap();
        assert_eq!(server.resets.load(Ordering::Relaxed), 1);
        // Nobody in this process revives statuses, as if a newer release had written.
        other.emit(Event::StatusRecounted { status: StatusId::new(9) }).await;
        tail.look(&server.state).await.unwrap();
        assert_eq!(server.resets.load(Ordering::Relaxed), 2);
    });
}

#[test]
fn a_commit_that_comes_late_is_heard_and_a_long_sleep_drops_everything() {
    on_postgres(async |app| {
        let (now, late) = (Clock::manual(1_000_000_000), Clock::manual(1_000_000_000 - 8_000));
        let (server, other) =
            (Process::start(&app, &now, Some(1)).await, Process::start(&app, &late, Some(2)).await);
        let mut tail = Tail::new(&server.state);
        tail.look(&server.state).await.unwrap();
        other.emit(changed(7)).await;
        tail.look(&server.state).await.unwrap();
        assert_eq!(server.hears().len(), 1, "a row eight seconds older than the last look was missed");

        now.advance(3_600_000);
        tail.look(&server.state).await.unwrap();
        assert_eq!(server.resets.load(Ordering::Relaxed), 1);
    });
}
