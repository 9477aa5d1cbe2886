//! What a process wrote and did not live to tell is told by another, and kept until then.

use std::sync::Arc;

use base::IdMaker;
use db::{Db, Engine, params};
use kinfolk::core::events::{self, Adoption};
use kinfolk::core::words::AccountId;
use kinfolk::core::{Builder, Event, State, jobs};
use parking_lot::Mutex;

use crate::support::TestApp;

db::statements! {
    /// Rows of the outbox.
    ROWS: Page = "SELECT count(*) FROM outbox WHERE id > $1";
}

/// A process over the test's database, and whose changes it hears of.
struct Process {
    state: State,
    heard: Arc<Mutex<Vec<i64>>>,
    adoption: tokio::sync::Mutex<Adoption>,
}

impl Process {
    async fn start(app: &TestApp, instance: Option<i64>) -> Self {
        let clock = app.clock.clone();
        let db = Db::open(&db::Config::new(app.state.config().database_url.expose())).await.unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        let ids = IdMaker::new(clock.clone(), 0);
        let builder = Builder::new(app.state.config().clone(), db, clock, ids, instance);
        let state = kinfolk::core::install(builder).listen(move |_, event| {
            if let Event::AccountChanged { account } = event {
                hears.lock().push(account.raw());
            }
        });
        Self { state: state.build(), heard, adoption: Adoption::new().into() }
    }

    /// Announces changes of these accounts.
    async fn emit(&self, accounts: impl Iterator<Item = i64>) {
        let (state, accounts) = (self.state.clone(), accounts.collect::<Vec<_>>());
        let write = async move |tx: &mut db::Tx| {
            for account in &accounts {
                let event = Event::AccountChanged { account: AccountId::new(*account) };
                events::emit(tx, &state, event).await?;
            }
            Ok(())
        };
        self.state.db().write(write).await.unwrap();
    }

    /// Adopts, and gives what was heard since the last time.
    async fn adopts(&self) -> Vec<i64> {
        self.heard.lock().clear();
        let rows = self.adoption.lock().await.look(&self.state).await.unwrap();
        let heard = std::mem::take(&mut *self.heard.lock());
        assert_eq!(rows.iter().map(|row| row.subject).collect::<Vec<_>>(), heard);
        heard
    }

    async fn rows(&self) -> i64 {
        let count = async |r: &mut db::Reader| r.one(&ROWS, params![0_i64], |row| row.get(0)).await;
        self.state.db().read(count).await.unwrap().unwrap()
    }
}

both_engines! {
    async fn what_a_killed_server_left_is_told_once_when_its_lease_is_over(app: TestApp) {
        let (killed, one, two) = (
            Process::start(&app, Some(1)).await, Process::start(&app, Some(2)).await, Process::start(&app, Some(3)).await,
        );
        killed.emit([10, 20].into_iter()).await;
        if app.state.db().engine() == Engine::Postgres {
            assert!(one.adopts().await.is_empty(), "it may still be at work");
            app.clock.advance(30_000);
            assert!(one.adopts().await.is_empty() && two.adopts().await.is_empty(), "the clocks may differ");
            app.clock.advance(31_000);
        }
        assert_eq!(one.adopts().await, [10, 20]);
        app.clock.advance(120_000);
        assert!(one.adopts().await.is_empty() && two.adopts().await.is_empty(), "it was told of twice");
    }

    async fn much_that_was_left_over_days_is_found(app: TestApp) {
        let (killed, one) = (Process::start(&app, Some(1)).await, Process::start(&app, Some(2)).await);
        killed.emit([1].into_iter()).await;
        app.clock.advance(3 * 86_400_000);
        killed.emit(2..=1_200).await;
        app.clock.advance(90_000);
        killed.emit(1_201..=1_300).await;
        app.clock.advance(61_000);
        assert_eq!(one.adopts().await, (1..=1_300).collect::<Vec<_>>());
        assert!(one.adopts().await.is_empty());
    }

    async fn what_was_told_by_its_own_server_is_not_adopted(app: TestApp) {
        let (one, two) = (Process::start(&app, Some(1)).await, Process::start(&app, Some(2)).await);
        one.emit([10].into_iter()).await;
        events::sweep(&one.state).await.unwrap();
        one.emit([20].into_iter()).await;
        app.clock.advance(70_000);
        assert!(one.adopts().await.is_empty(), "a server adopts nothing of its own");
        assert_eq!(two.adopts().await, [20]);
    }

    async fn what_a_command_wrote_is_told_by_the_first_server_at_once(app: TestApp) {
        let (command, one, two) =
            (Process::start(&app, None).await, Process::start(&app, Some(1)).await, Process::start(&app, Some(2)).await);
        assert!(one.adopts().await.is_empty());
        command.emit(1..=1_200).await;
        assert_eq!(one.adopts().await, (1..=1_200).collect::<Vec<_>>());
        assert!(two.adopts().await.is_empty());
        app.clock.advance(120_000);
        assert!(one.adopts().await.is_empty() && two.adopts().await.is_empty());
    }

    async fn what_nobody_was_told_of_is_kept_however_old(app: TestApp) {
        let (killed, server) = (Process::start(&app, Some(1)).await, Process::start(&app, Some(2)).await);
        killed.emit([10].into_iter()).await;
        server.emit([20].into_iter()).await;
        events::sweep(&server.state).await.unwrap();
        let purge = async || assert!(jobs::drain(&server.state).await.unwrap().failed.is_empty());
        app.clock.advance(9 * 60_000);
        purge().await;
        assert_eq!(server.rows().await, 2, "rows are kept for ten minutes, for servers that read along");
        app.clock.advance(60 * 60_000);
        purge().await;
        assert_eq!(server.rows().await, 1);
        assert_eq!(server.adopts().await, [10]);
        app.clock.advance(60_000);
        purge().await;
        assert_eq!(server.rows().await, 0);
    }
}
