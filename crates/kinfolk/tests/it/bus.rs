//! Two servers over one PostgreSQL database with the bus between them: what one writes the other shows within a
//! second, whatever happens to the bus, and a block that one has acknowledged is never ignored by the other
//! once three seconds have passed without a message.

use std::time::Duration;

use kinfolk::accounts;
use kinfolk::auth::sessions;
use kinfolk::core::bus;
use kinfolk::core::events::Adoption;
use kinfolk::core::words::StatusId;
use kinfolk::statuses::{NewStatus, create};
use tokio::time::{Instant, sleep};

use crate::support::{Client, Person, TestApp};

/// The first server and the second.
struct Two {
    here: TestApp,
    there: TestApp,
}

/// Runs a test with two servers that hear each other. On SQLite one server serves.
fn on_postgres(test: impl AsyncFnOnce(Two)) {
    crate::support::run(async {
        let Some(here) = TestApp::postgres().await else { return };
        let there = here.beside(|_| {}).await;
        let two = Two { here, there };
        [&two.here, &two.there].into_iter().for_each(|server| bus::start(&server.state));
        two.are_whole().await;
        let states = [two.here.state.clone(), two.there.state.clone()];
        test(two).await;
        for state in states {
            state.bus().stop().await;
        }
    });
}

/// Waits for messages, which no clock can be turned for; fails after so many seconds.
#[track_caller]
fn within(seconds: u64, what: &str, condition: impl AsyncFn() -> bool) -> impl Future<Output = ()> {
    let end = Instant::now() + Duration::from_secs(seconds);
    let place = std::panic::Location::caller();
    async move {
        while !condition().await {
            assert!(Instant::now() < end, "{place}: not within {seconds} s: {what}");
            sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Two {
    /// Waits until each has heard the other and missed nothing.
    async fn are_whole(&self) {
        self.are_whole_with(1).await;
    }

    async fn are_whole_with(&self, peers: usize) {
        within(5, "both are whole", async || {
            [&self.here, &self.there].into_iter().all(|server| {
                let health = server.state.bus().health();
                health.healthy && health.peers == peers
            })
        })
        .await;
    }

    /// Waits until nothing that the first server wrote is on its way. Rows are counted when they are applied; twice the
    /// same is asked because the last may be about to be counted on both sides.
    async fn settle(&self) {
        let settled = || self.here.state.bus().health().sent == self.there.state.bus().health().received;
        for _ in 0..2 {
            sleep(Duration::from_millis(50)).await;
            within(1, "what was sent is applied", async || settled()).await;
        }
    }

    fn pass(&self, ms: i64) {
        self.here.clock.advance(ms);
        self.there.clock.advance(ms);
    }

    /// Somebody, asking the second server.
    fn there(&self, person: &Person) -> Client {
        self.there.with_token(&person.token)
    }

    /// A post, by way of the first server.
    async fn post(&self, author: &Person, text: &str) -> String {
        self.pass(10);
        post_at(&self.here, author, text).await
    }

    /// Whether somebody's home on the second server shows a status. Pages end at the present, so its clock is
    /// not left behind.
    async fn shows(&self, reader: &Person, status: &str) -> bool {
        let behind = self.here.clock.now_ms() + 20 - self.there.clock.now_ms();
        self.there.clock.advance(behind.max(0));
        let home = self.there(reader).get("/api/v1/timelines/home").await.assert(200).json();
        home.as_array().unwrap().iter().any(|entry| entry["id"] == status)
    }
}

async fn post_at(server: &TestApp, author: &Person, text: &str) -> String {
    let id: StatusId = create(&server.state, NewStatus::new(author.account, text)).await.unwrap();
    id.to_string()
}

#[test]
fn a_post_a_follow_a_block_and_a_revocation_are_seen_within_a_second() {
    on_postgres(async |two| {
        let (ann, bob) = (two.here.person("ann").await, two.here.person("bob").await);
        let first = two.post(&bob, "before the follow").await;
        assert!(!two.shows(&ann, &first).await);
        ann.act("follow", &bob).await.assert(200);
        within(1, "the follow", async || two.shows(&ann, &first).await).await;
        let second = two.post(&bob, "after the follow").await;
        within(1, "the post", async || two.shows(&ann, &second).await).await;
        bob.act("block", &ann).await.assert(200);
        within(1, "the block", async || !two.shows(&ann, &second).await).await;
        let path = "/api/v1/accounts/verify_credentials";
        two.there(&ann).get(path).await.assert(200);
        revoke_all(&two.here, &ann).await;
        within(1, "the revocation", async || two.there(&ann).get(path).await.status == 401).await;

        let [here, there] = [&two.here, &two.there].map(|server| server.state.bus().health());
        assert!(here.healthy && there.healthy, "the log was never needed: {here:?} {there:?}");
        assert_eq!((here.gaps, there.gaps), (0, 0));
        assert!(here.sent >= 5 && there.received >= 5, "{here:?} {there:?}");
    });
}

async fn revoke_all(server: &TestApp, person: &Person) {
    let (state, account) = (server.state.clone(), person.account);
    let revoke = async move |tx: &mut db::Tx| sessions::revoke_all(tx, &state, account).await;
    server.state.db().write(revoke).await.unwrap();
}

#[test]
fn a_cut_of_five_seconds_or_a_minute_loses_nothing() {
    on_postgres(async |two| {
        let (ann, bob) = (two.here.person("ann").await, two.here.person("bob").await);
        ann.act("follow", &bob).await.assert(200);
        let before = two.post(&bob, "before").await;
        within(1, "the post before", async || two.shows(&ann, &before).await).await;
        for seconds in [5, 60] {
            two.there.state.bus().silence(true);
            let unheard = two.post(&bob, "nobody has noticed the cut").await;
            two.pass(seconds * 1_000);
            assert!(!two.there.state.bus().is_whole(), "{seconds} s of silence went unnoticed");
            within(1, "by the log", async || two.shows(&ann, &unheard).await).await;
            let during = two.post(&bob, "during the cut").await;
            within(1, "by the log", async || two.shows(&ann, &during).await).await;
            two.there.state.bus().silence(false);
            let after = two.post(&bob, "after the cut").await;
            within(1, "after the cut", async || two.shows(&ann, &after).await).await;
            two.are_whole().await;
            let healed = two.post(&bob, "healed").await;
            within(1, "healed", async || two.shows(&ann, &healed).await).await;
            ann.act("unfollow", &bob).await.assert(200);
            within(1, "the unfollow", async || !two.shows(&ann, &healed).await).await;
            ann.act("follow", &bob).await.assert(200);
            within(1, "the follow", async || two.shows(&ann, &healed).await).await;
        }
    });
}

#[test]
fn a_stale_block_standing_or_session_is_never_served_once_the_silence_is_three_seconds_old() {
    on_postgres(async |two| {
        let (ann, bob) = (two.here.person("ann").await, two.here.person("bob").await);
        let status = two.post(&bob, "not for those I block").await;
        let path = format!("/api/v1/statuses/{status}");
        let seen = async || two.there(&ann).get(&path).await.status == 200;
        within(1, "the post", seen).await;
        two.settle().await;
        assert!(seen().await);

        two.there.state.bus().silence(true);
        bob.act("block", &ann).await.assert(200);
        assert!(seen().await, "the test shows nothing: the second server was told of the block");
        two.pass(3_001);
        assert!(!seen().await, "a stale block was served");
        // Not by luck: the log is read only twice a second.
        for _ in 0..20 {
            bob.act("unblock", &ann).await.assert(200);
            assert!(seen().await);
            bob.act("block", &ann).await.assert(200);
            assert!(!seen().await, "a stale block was served");
        }
        // An author whom nothing parts from the reader, until they are suspended.
        let eve = two.here.person("eve").await;
        let hers = post_at(&two.here, &eve, "for everybody").await;
        let there = two.there.anon();
        for _ in 0..5 {
            there.get(&format!("/api/v1/statuses/{hers}")).await.assert(200);
            accounts::suspend(&two.here.state, eve.account).await.unwrap();
            there.get(&format!("/api/v1/statuses/{hers}")).await.assert(404);
            accounts::unsuspend(&two.here.state, eve.account).await.unwrap();
        }
        let own = "/api/v1/accounts/verify_credentials";
        two.there(&bob).get(own).await.assert(200);
        revoke_all(&two.here, &bob).await;
        two.there(&bob).get(own).await.assert(401);
    });
}

#[test]
fn what_a_command_wrote_is_adopted_by_one_server_and_heard_by_the_other() {
    on_postgres(async |two| {
        let (ann, bob) = (two.here.person("ann").await, two.here.person("bob").await);
        let status = two.post(&bob, "until the command").await;
        let seen = async || two.there(&ann).get(&format!("/api/v1/statuses/{status}")).await.status == 200;
        within(1, "the post", seen).await;
        two.settle().await;
        assert!(seen().await);
        let config = two.here.state.config().clone();
        let command = kinfolk::app::open(config, two.here.clock.clone(), false).await.unwrap();
        accounts::suspend(&command, bob.account).await.unwrap();
        assert!(seen().await, "the test shows nothing: somebody has told of it already");
        let adopted = Adoption::new().look(&two.here.state).await.unwrap();
        assert!(!adopted.is_empty());
        within(1, "what the command did", async || !seen().await).await;
        assert!(two.there.state.bus().is_whole(), "it was not found by reading the log");
    });
}

#[test]
fn a_server_that_cannot_be_heard_leaves_its_rows_to_one_that_can() {
    on_postgres(async |two| {
        let (ann, bob) = (two.here.person("ann").await, two.here.person("bob").await);
        let third = two.here.beside(|_| {}).await;
        bus::start(&third.state);
        within(5, "three servers", async || third.state.bus().health().peers == 2).await;
        two.are_whole_with(2).await;
        let first = two.post(&bob, "before").await;
        let seen = async |status: &str| {
            two.there(&ann).get(&format!("/api/v1/statuses/{status}")).await.status == 200
        };
        within(1, "the post", async || seen(&first).await).await;
        two.settle().await;
        assert!(seen(&first).await);
        two.here.state.bus().silence(true);
        two.here.clock.advance(4_000);
        within(1, "it knows", async || !two.here.state.bus().is_heard()).await;
        // The others have not noticed yet; for them no time has passed.
        bob.client.delete(&format!("/api/v1/statuses/{first}")).await.assert(200);
        assert!(seen(&first).await, "the test shows nothing: somebody has told of it already");
        Adoption::new().look(&third.state).await.unwrap();
        within(1, "the deletion", async || !seen(&first).await).await;
        third.state.bus().stop().await;
    });
}

#[test]
fn a_lost_connection_is_made_anew_and_loses_nothing() {
    on_postgres(async |two| {
        let (ann, bob) = (two.here.person("ann").await, two.here.person("bob").await);
        ann.act("follow", &bob).await.assert(200);
        let url = two.here.state.config().database_url.expose().to_owned();
        for round in 0..3 {
            let ended = db::admin::end_sessions(&url, db::listen::NAME).await.unwrap();
            assert_eq!(ended, 2, "in round {round}");
            let lost = two.post(&bob, "while nobody listens").await;
            within(1, "a post while nobody listened", async || two.shows(&ann, &lost).await).await;
            two.are_whole().await;
            let next = two.post(&bob, "afterwards").await;
            within(1, "a post afterwards", async || two.shows(&ann, &next).await).await;
        }
    });
}

#[test]
fn a_number_left_out_has_the_log_read_and_doubled_or_late_messages_do_not() {
    on_postgres(async |two| {
        let (ann, bob) = (two.here.person("ann").await, two.here.person("bob").await);
        ann.act("follow", &bob).await.assert(200);
        // Past the time in which whoever is heard first is taken as they are.
        for _ in 0..4 {
            two.pass(1_000);
            two.are_whole().await;
        }
        // A third server, whose messages are made here; its rows are in the log.
        let third = two.here.beside(|_| {}).await;
        third.clock.advance(two.here.clock.now_ms() - third.clock.now_ms() + 10);
        two.pass(20);
        let url = two.here.state.config().database_url.expose();
        let (speaker, _hearer) = db::listen::open(&db::Config::new(url), "kinfolk").await.unwrap();
        let say = async |text: &str| speaker.send(&[text.to_owned()]).await.unwrap();
        let bus = two.there.state.bus();
        let counted = || (bus.health().gaps, bus.is_whole());

        two.settle().await;
        assert!(!two.shows(&ann, "of a home that is warm now").await);
        let status = post_at(&third, &bob, "heard by the number that is missing").await;
        for text in ["k1 abc 0 +", "k1 abc 1 1,7,0;", "k1 abc 1 1,7,0;", "k1 abc 0 +"] {
            say(text).await;
        }
        within(1, "the third server is known", async || bus.health().peers == 2).await;
        say("k1 abc 1 +").await;
        sleep(Duration::from_millis(100)).await;
        assert_eq!(counted(), (0, true));
        assert!(!two.shows(&ann, &status).await, "nobody has told of it");
        say("k1 abc 3 1,7,0;").await;
        within(1, "the gap", async || counted().0 == 1).await;
        say("k1 abc 2 1,7,0;").await;
        within(1, "the log was read", async || two.shows(&ann, &status).await && counted() == (1, true))
            .await;

        say("k9 in a form of the future").await;
        within(1, "what cannot be read is a gap", async || counted().0 == 2).await;
        say("k1 abc 3 -").await;
        within(1, "whole again without the third", async || counted().1 && bus.health().peers == 1).await;
    });
}

#[test]
fn who_leaves_with_a_goodbye_is_not_missed_and_who_falls_silent_is_until_forgotten() {
    on_postgres(async |two| {
        let bus = two.there.state.bus().clone();
        two.here.state.bus().silence(true);
        two.pass(4_000);
        sleep(Duration::from_millis(1_600)).await;
        assert!(!bus.is_whole(), "a silent server was not missed");
        two.pass(37_000);
        within(3, "the silent server is forgotten", async || bus.is_whole() && bus.health().peers == 0).await;

        two.here.state.bus().silence(false);
        two.are_whole().await;
        two.here.state.bus().stop().await;
        within(1, "the goodbye", async || bus.health().peers == 0).await;
        assert!(bus.is_whole());
    });
}

#[test]
fn a_warm_home_runs_no_statement_while_the_bus_brings_posts_of_others() {
    on_postgres(async |two| {
        let (ann, bob, eve) =
            (two.here.person("ann").await, two.here.person("bob").await, two.here.person("eve").await);
        ann.act("follow", &bob).await.assert(200);
        let own = two.post(&bob, "followed").await;
        within(1, "the post", async || two.shows(&ann, &own).await).await;
        for n in 0..20 {
            two.post(&eve, &format!("stranger {n}")).await;
        }
        let last = two.post(&bob, "the last").await;
        within(1, "all were heard", async || two.shows(&ann, &last).await).await;
        two.settle().await;
        // Whatever a page would have to read now fails.
        two.there.state.db().close().await;
        assert!(two.shows(&ann, &own).await);
    });
}
