//! The queue: what is promised of jobs, with several instances over one database.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base::{Clock, Error, IdMaker, Result};
use db::{Db, Tx, params};
use kinfolk::core::jobs::{self, LEASE_MS, Pace, admin};
use kinfolk::core::words::AccountId;
use kinfolk::core::{Builder, Event, JobRun, NewJob, State, events};
use serde_json::json;
use tokio::sync::{Notify, mpsc};

use crate::program::Site;
use crate::support::TestApp;

db::statements! {
    /// An effect in the database: how often something was done.
    EFFECT: Point = "INSERT INTO versions (account_id, v) VALUES ($1, 1)
        ON CONFLICT (account_id) DO UPDATE SET v = versions.v + 1";
    /// How often it was.
    EFFECTS: Point = "SELECT v FROM versions WHERE account_id = $1";
    /// All of it.
    ALL_EFFECTS: Page = "SELECT v FROM versions WHERE account_id > $1 ORDER BY account_id";
    /// Jobs by id.
    JOBS: Page = "SELECT due_at, failures, last_error FROM jobs WHERE id > $1 ORDER BY id LIMIT $2";
}

/// An instance over the test's database with handlers of its own.
async fn instance(
    app: &TestApp,
    clock: &Clock,
    number: i64,
    install: impl FnOnce(Builder) -> Builder,
) -> State {
    let db = Db::open(&db::Config::new(app.state.config().database_url.expose())).await.unwrap();
    let ids = IdMaker::new(clock.clone(), 0);
    let number = (number << 10) + number;
    install(Builder::new(app.state.config().clone(), db, clock.clone(), ids, Some(number))).build()
}

async fn add(state: &State, job: NewJob) -> bool {
    let within = state.clone();
    state.db().write(async move |tx| within.enqueue(tx, job.clone()).await).await.unwrap()
}

/// Does what is due; gives how many ended well and the errors of the others.
async fn drain(state: &State) -> (usize, Vec<String>) {
    let drained = jobs::drain(state).await.unwrap();
    (drained.done, drained.failed)
}

/// Due time, failures and error of every job.
async fn rows(state: &State) -> Vec<(i64, i64, Option<String>)> {
    let row = |row: &db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    state.db().read(async move |r| r.all(&JOBS, params![0_i64, 100_i64], row).await).await.unwrap()
}

async fn effects(state: &State, subject: i64) -> i64 {
    let row = |row: &db::Row<'_>| row.get(0);
    state.db().read(async move |r| r.one(&EFFECTS, params![subject], row).await).await.unwrap().unwrap_or(0)
}

/// Raises the number that the job names, in one transaction with its end.
async fn effect(state: State, run: JobRun) -> Result<()> {
    let subject: i64 = run.payload()?;
    let block = async move |tx: &mut Tx| {
        tx.run(&EFFECT, params![subject]).await?;
        run.finish(tx).await
    };
    state.db().write(block).await
}

/// Raises the numbers that several jobs name, in one transaction with their ends.
async fn all_effects(state: State, runs: Vec<JobRun>) -> Result<()> {
    let block = async move |tx: &mut Tx| {
        for run in &runs {
            tx.run(&EFFECT, params![run.payload::<i64>()?]).await?;
        }
        JobRun::finish_all(&runs, tx).await
    };
    state.db().write(block).await
}

/// Raises the numbers that the jobs name, in one transaction with their ends, and notes how many came together. The
/// number 13 cannot be raised.
fn together(builder: Builder, calls: &Arc<Mutex<Vec<usize>>>) -> Builder {
    let calls = Arc::clone(calls);
    builder.queue("work", 2).jobs_together("effect", "work", 8, move |state: State, runs: Vec<JobRun>| {
        calls.lock().unwrap().push(runs.len());
        async move {
            let block = async move |tx: &mut Tx| {
                for run in &runs {
                    let subject: i64 = run.payload()?;
                    tx.run(&EFFECT, params![subject]).await?;
                    if subject == 13 {
                        return Err(Error::internal("nobody can raise 13"));
                    }
                }
                JobRun::finish_all(&runs, tx).await
            };
            state.db().write(block).await
        }
    })
}

/// Counts its runs and does nothing else.
fn counting(builder: Builder, runs: &Arc<AtomicUsize>) -> Builder {
    let runs = Arc::clone(runs);
    builder.job("count", "work", move |_, _| {
        runs.fetch_add(1, Ordering::SeqCst);
        async { Ok(()) }
    })
}

fn broken(builder: Builder) -> Builder {
    builder.job("broken", "work", |_, _| async { Err(Error::internal("the other side is away")) })
}

const QUICK: Pace = Pace { look: Duration::from_millis(20), renew: Duration::from_millis(20) };

both_engines! {
    async fn a_job_is_done_and_gone(app: TestApp) {
        let one = instance(&app, &app.clock, 1, |b| b.job("effect", "work", effect)).await;
        assert!(add(&one, NewJob::new("effect", 7)).await);
        assert!(add(&one, NewJob::new("effect", 7)).await, "without a key each is a job");
        assert_eq!(drain(&one).await, (2, vec![]));
        assert_eq!((effects(&one, 7).await, rows(&one).await.len()), (2, 0));
        assert_eq!(drain(&one).await, (0, vec![]));
    }

    async fn a_job_of_a_transaction_that_was_rolled_back_does_not_exist(app: TestApp) {
        let one = instance(&app, &app.clock, 1, |b| b.job("effect", "work", effect)).await;
        let within = one.clone();
        let given_up: Result<()> = one.db().write(async move |tx| {
            assert!(within.enqueue(tx, NewJob::new("effect", 7)).await?);
            Err(Error::NotFound)
        }).await;
        assert!(given_up.is_err());
        assert_eq!((rows(&one).await.len(), drain(&one).await.0), (0, 0));
    }

    async fn a_job_that_nobody_would_do_is_refused(app: TestApp) {
        let one = instance(&app, &app.clock, 1, |b| b).await;
        let within = one.clone();
        let added = one.db().write(async move |tx| within.enqueue(tx, NewJob::new("nothing", 7)).await).await;
        assert!(added.unwrap_err().to_string().contains("no handler for jobs of kind nothing"));
    }

    async fn what_follows_from_an_event_is_added_with_it(app: TestApp) {
        // The events themselves raise the version of account 5, so the effect is one on account 6.
        let one = instance(&app, &app.clock, 1, |b| b.job("effect", "work", effect).follow_up(|_, event| match event {
            Event::AccountChanged { account } => Some(NewJob::new("effect", account.raw() + 1)),
            _ => None,
        })).await;
        let emit = async |event: Event, well: bool| {
            let within = one.clone();
            let done: Result<()> = one.db().write(async move |tx| {
                events::emit(tx, &within, event.clone()).await?;
                if well { Ok(()) } else { Err(Error::NotFound) }
            }).await;
            assert_eq!(done.is_ok(), well);
        };
        emit(Event::AccountChanged { account: AccountId::new(5) }, true).await;
        emit(Event::SessionsChanged { account: AccountId::new(5) }, true).await;
        emit(Event::AccountChanged { account: AccountId::new(5) }, false).await;
        assert_eq!(drain(&one).await, (1, vec![]));
        assert_eq!(effects(&one, 6).await, 1);
    }

    async fn an_idle_server_has_nothing_to_do(app: TestApp) {
        app.person("ann").await.client.post("/api/v1/statuses", &[("status", "hello")]).await.assert(200);
        app.drain_jobs().await;
        assert_eq!(app.drain_jobs().await, 0);
    }

    async fn a_job_with_a_date_waits_for_it(app: TestApp) {
        let one = instance(&app, &app.clock, 1, |b| b.job("effect", "work", effect)).await;
        add(&one, NewJob::new("effect", 7).at(app.clock.now_ms() + 60_000)).await;
        app.clock.advance(59_999);
        assert_eq!(drain(&one).await.0, 0);
        app.clock.advance(1);
        assert_eq!(drain(&one).await.0, 1);
    }

    async fn of_jobs_with_a_key_one_waits(app: TestApp) {
        let one = instance(&app, &app.clock, 1, |b| {
            b.job("effect", "work", effect).job("other", "work", |_, _| async { Ok(()) })
        }).await;
        assert!(add(&one, NewJob::new("effect", 7).unique("seven")).await);
        assert!(!add(&one, NewJob::new("effect", 7).unique("seven")).await);
        assert!(add(&one, NewJob::new("effect", 8).unique("eight")).await);
        assert!(add(&one, NewJob::new("other", 7).unique("seven")).await, "another kind has keys of its own");
        assert_eq!(drain(&one).await, (3, vec![]));
        assert_eq!((effects(&one, 7).await, effects(&one, 8).await), (1, 1));
        assert!(add(&one, NewJob::new("effect", 7).unique("seven")).await, "the key is free again");
    }

    async fn a_job_that_is_asked_for_while_it_runs_runs_once_more(app: TestApp) {
        for in_own_transaction in [true, false] {
            let runs = Arc::new(AtomicUsize::new(0));
            let ran = Arc::clone(&runs);
            let one = instance(&app, &app.clock, 1, move |b| b.job("again", "work", move |state, run| {
                let ran = Arc::clone(&ran);
                async move {
                    if ran.fetch_add(1, Ordering::SeqCst) == 0 {
                        assert!(!add(&state, NewJob::new("again", ()).unique("key")).await);
                        assert!(!add(&state, NewJob::new("again", ()).unique("key")).await);
                    }
                    match in_own_transaction {
                        true => state.db().write(async move |tx| run.finish(tx).await).await,
                        false => Ok(()),
                    }
                }
            })).await;
            add(&one, NewJob::new("again", ()).unique("key")).await;
            assert_eq!(drain(&one).await, (2, vec![]));
            assert_eq!((runs.load(Ordering::SeqCst), rows(&one).await.len()), (2, 0));
        }
    }

    async fn what_fails_waits_longer_each_time_and_then_is_dead_until_asked_for(app: TestApp) {
        let one = instance(&app, &app.clock, 1, broken).await;
        add(&one, NewJob::new("broken", ()).unique("key")).await;
        let mut waited = Vec::new();
        for failure in 1..=25 {
            let (done, failed) = drain(&one).await;
            assert_eq!((done, failed.len()), (0, 1), "at failure {failure}");
            let (due, failures, error) = rows(&one).await.remove(0);
            assert_eq!(failures, failure);
            assert!(error.unwrap().contains("the other side is away"));
            waited.push(due - app.clock.now_ms());
            assert_eq!(drain(&one).await, (0, vec![]), "it must wait");
            app.clock.advance(due - app.clock.now_ms());
        }
        assert!((3_750..=6_250).contains(&waited[0]) && (30_000..=50_000).contains(&waited[3]), "{waited:?}");
        assert!(waited.iter().all(|wait| *wait <= 4_500_000) && waited[23] >= 2_700_000, "{waited:?}");
        app.clock.advance(365 * 86_400_000);
        assert_eq!(drain(&one).await, (0, vec![]), "a dead job ran");

        let dead = admin::failures(one.db(), 0, 10).await.unwrap();
        assert!(dead.len() == 1 && dead[0].is_dead && dead[0].failures == 25, "{dead:?}");
        let counts = admin::counts(one.db(), app.clock.now_ms()).await.unwrap();
        assert_eq!((counts.len(), counts[0].waiting, counts[0].running, counts[0].dead), (1, 0, 0, 1));
        admin::retry(one.db(), dead[0].id, app.clock.now_ms()).await.unwrap();
        assert_eq!(drain(&one).await.1.len(), 1, "an admin asked for it");
        assert!(matches!(admin::retry(one.db(), 12, 0).await, Err(Error::NotFound)));
    }

    async fn a_dead_job_lives_when_it_is_asked_for(app: TestApp) {
        let one = instance(&app, &app.clock, 1, broken).await;
        add(&one, NewJob::new("broken", 1).unique("key")).await;
        for _ in 0..25 {
            drain(&one).await;
            app.clock.advance(4_500_000);
        }
        assert!(admin::failures(one.db(), 0, 10).await.unwrap()[0].is_dead);
        assert!(!add(&one, NewJob::new("broken", 1).unique("key")).await);
        assert_eq!(drain(&one).await.1.len(), 1);
        let (_, failures, _) = rows(&one).await.remove(0);
        assert_eq!(failures, 1, "it begins anew");
    }

    async fn a_handler_that_panics_has_failed(app: TestApp) {
        let runs = Arc::new(AtomicUsize::new(0));
        let one = instance(&app, &app.clock, 1, |b| {
            counting(b, &runs).job("panics", "work", |_, _| async { panic!("no more paper") })
        }).await;
        add(&one, NewJob::new("panics", ())).await;
        add(&one, NewJob::new("count", ())).await;
        let (done, failed) = drain(&one).await;
        assert!(done == 1 && failed.len() == 1 && failed[0].contains("no more paper"), "{failed:?}");
        assert!(rows(&one).await[0].2.as_ref().unwrap().contains("no more paper"));
    }

    async fn a_kind_that_an_instance_does_not_know_is_left_to_others(app: TestApp) {
        let runs = Arc::new(AtomicUsize::new(0));
        let new = instance(&app, &app.clock, 1, |b| b.job("effect", "work", effect)).await;
        let old = instance(&app, &app.clock, 2, |b| counting(b, &runs)).await;
        add(&new, NewJob::new("effect", 7)).await;
        assert_eq!(drain(&old).await, (0, vec![]));
        assert_eq!((rows(&old).await[0].1, drain(&new).await.0), (0, 1));
    }

    async fn whose_lease_ran_out_has_no_effect(app: TestApp) {
        let (clock, other) = (app.clock.clone(), Arc::new(tokio::sync::OnceCell::<State>::new()));
        let second = Arc::clone(&other);
        let one = instance(&app, &app.clock, 1, move |b| b.job("effect", "work", move |state, run: JobRun| {
            let (clock, second) = (clock.clone(), Arc::clone(&second));
            async move {
                clock.advance(LEASE_MS + 1);
                assert_eq!(drain(second.get().unwrap()).await, (1, vec![]), "the other takes the job");
                effect(state, run).await
            }
        })).await;
        other.set(instance(&app, &app.clock, 2, |b| b.job("effect", "work", effect)).await).ok().unwrap();
        add(&one, NewJob::new("effect", 7)).await;
        let (done, failed) = drain(&one).await;
        assert!(done == 0 && failed.len() == 1 && failed[0].contains("lease was lost"), "{failed:?}");
        assert_eq!((effects(&one, 7).await, rows(&one).await.len()), (1, 0));
    }

    async fn jobs_that_wait_are_done_together_as_many_as_their_handler_takes(app: TestApp) {
        let calls = Arc::default();
        let one = instance(&app, &app.clock, 1, |b| {
            together(b, &calls).job("other", "work", |_, _| async { Ok(()) })
        }).await;
        for n in 21..=40 {
            add(&one, NewJob::new("effect", n)).await;
            if n % 10 == 0 {
                add(&one, NewJob::new("other", n)).await;
            }
        }
        assert_eq!(drain(&one).await, (22, vec![]));
        // Two places take sixteen at a time: fifteen of this kind and one of the other, then the rest.
        assert_eq!(*calls.lock().unwrap(), [8, 7, 5]);
        let mut raised = Vec::new();
        for n in 21..=40 {
            raised.push(effects(&one, n).await);
        }
        assert_eq!((raised, rows(&one).await.len()), (vec![1; 20], 0));
    }

    async fn a_bad_one_among_jobs_that_are_done_together_spoils_nothing(app: TestApp) {
        let calls = Arc::default();
        let one = instance(&app, &app.clock, 1, |b| together(b, &calls)).await;
        for n in 11..=15 {
            add(&one, NewJob::new("effect", n)).await;
        }
        let (done, failed) = drain(&one).await;
        assert!(done == 4 && failed.len() == 1 && failed[0].contains("nobody can raise 13"), "{failed:?}");
        assert_eq!(*calls.lock().unwrap(), [5, 1, 1, 1, 1, 1]);
        assert_eq!((effects(&one, 12).await, effects(&one, 13).await, effects(&one, 14).await), (1, 0, 1));
        assert_eq!(rows(&one).await[0].1, 1, "it alone has failed");
        calls.lock().unwrap().clear();
        app.clock.advance(7_000);
        add(&one, NewJob::new("effect", 16)).await;
        add(&one, NewJob::new("effect", 17)).await;
        assert_eq!(drain(&one).await.0, 2);
        let mut sizes = calls.lock().unwrap().clone();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 2], "what has failed before is done by itself");
    }

    async fn one_of_several_that_is_asked_for_while_they_run_runs_once_more(app: TestApp) {
        let asked = Arc::new(AtomicUsize::new(0));
        let ran = Arc::clone(&asked);
        let one = instance(&app, &app.clock, 1, move |b| {
            b.jobs_together("effect", "work", 8, move |state: State, runs: Vec<JobRun>| {
                let ran = Arc::clone(&ran);
                async move {
                    if ran.fetch_add(1, Ordering::SeqCst) == 0 {
                        assert!(!add(&state, NewJob::new("effect", 2).unique("2")).await);
                    }
                    all_effects(state, runs).await
                }
            })
        }).await;
        for n in 1..=3 {
            add(&one, NewJob::new("effect", n).unique(n.to_string())).await;
        }
        assert_eq!(drain(&one).await, (4, vec![]));
        assert_eq!((effects(&one, 1).await, effects(&one, 2).await, effects(&one, 3).await), (1, 2, 1));
        assert_eq!((asked.load(Ordering::SeqCst), rows(&one).await.len()), (2, 0));
    }

    async fn of_several_whose_leases_ran_out_none_has_an_effect(app: TestApp) {
        let (clock, other) = (app.clock.clone(), Arc::new(tokio::sync::OnceCell::<State>::new()));
        let second = Arc::clone(&other);
        let one = instance(&app, &app.clock, 1, move |b| {
            b.jobs_together("effect", "work", 8, move |state: State, runs: Vec<JobRun>| {
                let (clock, second) = (clock.clone(), Arc::clone(&second));
                async move {
                    clock.advance(LEASE_MS + 1);
                    drain(second.get().unwrap()).await;
                    all_effects(state, runs).await
                }
            })
        }).await;
        other.set(instance(&app, &app.clock, 2, |b| b.job("effect", "work", effect)).await).ok().unwrap();
        for n in 1..=3 {
            add(&one, NewJob::new("effect", n)).await;
        }
        let (done, failed) = drain(&one).await;
        assert!(done == 0 && failed.iter().all(|why| why.contains("lease was lost")), "{failed:?}");
        assert_eq!((effects(&one, 1).await, effects(&one, 2).await, effects(&one, 3).await), (1, 1, 1));
        assert_eq!((failed.len(), rows(&one).await.len()), (3, 0));
    }

    async fn a_job_whose_lease_runs_out_again_and_again_is_given_up(app: TestApp) {
        let one = instance(&app, &app.clock, 1, |b| b.job("effect", "work", effect)).await;
        add(&one, NewJob::new("effect", 7)).await;
        let gone = instance(&app, &app.clock, 2, |b| b.job("effect", "work", |_, _| async {
            std::future::pending::<Result<()>>().await
        })).await;
        for _ in 0..25 {
            // It claims the job and ends like a process that is killed.
            let killed = tokio::spawn({ let gone = gone.clone(); async move { jobs::drain(&gone).await } });
            until(async || rows(&one).await[0].0 > app.clock.now_ms()).await;
            killed.abort();
            app.clock.advance(LEASE_MS);
        }
        let (done, failed) = drain(&one).await;
        assert!(done == 0 && failed.len() == 1 && failed[0].contains("its lease ran out too often"), "{failed:?}");
        assert!(admin::failures(one.db(), 0, 10).await.unwrap()[0].is_dead);
        assert_eq!(effects(&one, 7).await, 0);
    }

    async fn two_runners_do_each_job_once_in_effect(app: TestApp) {
        let system = Clock::system();
        let one = instance(&app, &system, 1, |b| b.queue("work", 4).job("effect", "work", effect)).await;
        let two = instance(&app, &system, 2, |b| b.queue("work", 4).job("effect", "work", effect)).await;
        let runners = [jobs::start(&one, QUICK).unwrap(), jobs::start(&two, QUICK).unwrap()];
        for n in 1..=300 {
            add(if n % 2 == 0 { &one } else { &two }, NewJob::new("effect", n)).await;
        }
        until(async || rows(&one).await.is_empty()).await;
        for runner in runners {
            runner.stop(Duration::from_secs(5)).await;
        }
        let all = one.db().read(async |r| r.all(&ALL_EFFECTS, params![0_i64], |row| row.get::<i64>(0)).await).await;
        assert_eq!(all.unwrap(), vec![1; 300]);
    }

    async fn an_entry_of_the_timetable_is_done_once_in_each_interval(app: TestApp) {
        let runs = Arc::new(AtomicUsize::new(0));
        let install = |b| counting(b, &runs).cron("hourly", Duration::from_secs(3_600), NewJob::new("count", ()));
        let instances = [instance(&app, &app.clock, 1, install).await, instance(&app, &app.clock, 2, install).await];
        let mut counts = Vec::new();
        for minutes in [0, 59, 1, 30, 30, 300] {
            app.clock.advance(minutes * 60_000);
            for instance in &instances {
                drain(instance).await;
            }
            counts.push(runs.load(Ordering::SeqCst));
        }
        assert_eq!(counts, [1, 1, 2, 2, 3, 4]);
    }

    async fn two_runners_with_one_timetable_do_its_work_once(app: TestApp) {
        let runs = Arc::new(AtomicUsize::new(0));
        let install = |b| counting(b, &runs).cron("hourly", Duration::from_secs(3_600), NewJob::new("count", ()));
        let instances = [instance(&app, &app.clock, 1, install).await, instance(&app, &app.clock, 2, install).await];
        let runners = instances.each_ref().map(|instance| jobs::start(instance, QUICK).unwrap());
        for hour in 1..=5 {
            until(async || runs.load(Ordering::SeqCst) >= hour && rows(&instances[0]).await.is_empty()).await;
            app.clock.advance(3_600_000);
        }
        until(async || runs.load(Ordering::SeqCst) >= 6).await;
        for runner in runners {
            runner.stop(Duration::from_secs(5)).await;
        }
        assert_eq!(runs.load(Ordering::SeqCst), 6);
    }

    async fn a_lease_is_renewed_while_the_handler_runs(app: TestApp) {
        let (started, mut starts) = mpsc::unbounded_channel();
        let go_on = Arc::new(Notify::new());
        let may = Arc::clone(&go_on);
        let install = move |b: Builder| b.job("slow", "work", move |state, run: JobRun| {
            let (started, may) = (started.clone(), Arc::clone(&may));
            async move {
                started.send(()).unwrap();
                may.notified().await;
                state.db().write(async move |tx| run.finish(tx).await).await
            }
        });
        let one = instance(&app, &app.clock, 1, install).await;
        let two = instance(&app, &app.clock, 2, |b| b.job("slow", "work", |_, _| async { panic!("not mine") })).await;
        let runner = jobs::start(&one, QUICK).unwrap();
        add(&one, NewJob::new("slow", ())).await;
        starts.recv().await.unwrap();
        for _ in 0..4 {
            app.clock.advance(20_000);
            until(async || rows(&one).await[0].0 == app.clock.now_ms() + LEASE_MS).await;
            assert_eq!(drain(&two).await, (0, vec![]));
        }
        go_on.notify_one();
        until(async || rows(&one).await.is_empty()).await;
        runner.stop(Duration::from_secs(5)).await;
    }

    async fn at_the_stop_what_runs_ends_and_what_cannot_is_given_back(app: TestApp) {
        let (started, mut starts) = mpsc::unbounded_channel();
        let go_on = Arc::new(Notify::new());
        let may = Arc::clone(&go_on);
        let install = move |b: Builder| b.queue("work", 2).job("effect", "work", move |state, run: JobRun| {
            let (started, may) = (started.clone(), Arc::clone(&may));
            async move {
                let which: i64 = run.payload()?;
                started.send(which).unwrap();
                match which {
                    1 => may.notified().await,
                    _ => std::future::pending().await,
                }
                effect(state, run).await
            }
        });
        let one = instance(&app, &app.clock, 1, install).await;
        let two = instance(&app, &app.clock, 2, |b| b.job("effect", "work", effect)).await;
        let runner = jobs::start(&one, QUICK).unwrap();
        let stopping = runner.stopping();
        for n in 1..=2 {
            add(&one, NewJob::new("effect", n)).await;
        }
        assert_eq!(starts.recv().await.unwrap() + starts.recv().await.unwrap(), 3);
        stopping.cancel();
        add(&one, NewJob::new("effect", 3)).await;
        go_on.notify_one();
        until(async || effects(&one, 1).await == 1).await;
        runner.stop(Duration::from_millis(100)).await;
        assert!(starts.try_recv().is_err(), "a job was begun after the stop");
        let left = rows(&one).await;
        assert!(left.len() == 2 && left.iter().all(|(due, failures, _)| *due <= app.clock.now_ms() && *failures == 0));
        assert_eq!(drain(&two).await, (2, vec![]), "without waiting for a lease");
        assert_eq!((effects(&one, 2).await, effects(&one, 3).await), (1, 1));
    }

    async fn the_command_lists_what_failed_and_has_it_tried_again(app: TestApp) {
        let one = instance(&app, &Clock::system(), 1, broken).await;
        let site = Site::new(app);
        assert_eq!(site.ask(&["jobs", "list"]), "there are no jobs\n");
        assert!(site.complaint(&["jobs", "retry", "7"]).contains("there is no job 7"));
        assert!(site.complaint(&["jobs", "retry", "seven"]).contains("seven"));
        add(&one, NewJob::new("broken", ())).await;
        drain(&one).await;
        let list = site.ask(&["jobs", "list"]);
        let lines: Vec<&str> = list.lines().collect();
        assert_eq!((lines.len(), lines[0]), (2, "work: 1 waiting, 0 running, 0 dead"));
        assert!(lines[1].contains(" work broken: failed once, again in ") && lines[1].contains("the other side is away"), "{list}");
        let id = lines[1].split(' ').next().unwrap();
        assert_eq!(site.ask(&["jobs", "retry", id]), format!("job {id} is due now\n"));
        assert_eq!(drain(&one).await.1.len(), 1);
    }

    async fn what_was_committed_on_a_server_is_done_at_once(app: TestApp) {
        let (done, mut ends) = mpsc::unbounded_channel();
        let one = instance(&app, &app.clock, 1, move |b| b.job("effect", "work", move |_, run: JobRun| {
            let sent = done.send(run.id());
            async move { sent.map_err(Error::internal) }
        })).await;
        // It looks at nothing by itself while the test lasts.
        let pace = Pace { look: Duration::from_secs(3_600), renew: Duration::from_secs(3_600) };
        let runner = jobs::start(&one, pace).unwrap();
        for n in 0..20 {
            add(&one, NewJob::new("effect", json!({ "n": n }))).await;
            tokio::time::timeout(Duration::from_secs(10), ends.recv()).await.unwrap().unwrap();
        }
        runner.stop(Duration::from_secs(5)).await;
        assert!(rows(&one).await.is_empty());
    }
}

/// Waits for what tasks of the test do in their own time; fails after a while.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..1_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not happen within ten seconds");
}
