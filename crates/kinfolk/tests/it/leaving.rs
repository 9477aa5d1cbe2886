//! Leaving: what deleting an account does at once, what its jobs do afterwards, and that counters are true
//! all the while.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use base::Error;
use db::Value as Bound;
use kinfolk::accounts;
use kinfolk::core::words::{AccountId, StatusId};
use serde_json::json;

use crate::support::{PASSWORD, Person, TestApp, names};

db::statements! {
    /// Edges, from each of their rows: follows, followers, blocks, blocked by.
    FOLLOWS: Page = "SELECT account_id, target_id FROM follows WHERE {keys:account_id:1}";
    FOLLOWERS: Page = "SELECT follower_id, account_id FROM followers WHERE {keys:account_id:1}";
    BLOCKS: Page = "SELECT account_id, target_id FROM blocks WHERE {keys:account_id:1}";
    BLOCKED_BY: Page = "SELECT blocker_id, account_id FROM blocked_by WHERE {keys:account_id:1}";
    /// Statuses of some people.
    STATUSES: Page = "
        SELECT id, account_id, visibility, in_reply_to_id FROM statuses WHERE {keys:account_id:1}";
    /// Marks of some people.
    FAVOURITES: Page = "SELECT account_id, status_id FROM favourites WHERE {keys:account_id:1}";
    REBLOGS: Page = "SELECT account_id, status_id FROM reblogs WHERE {keys:account_id:1}";
    /// Counters.
    ACCOUNT_STATS: Page = "
        SELECT account_id, statuses, followers, following, friends, blocked
        FROM account_stats WHERE {keys:account_id:1}";
    STATUS_STATS: Page = "
        SELECT status_id, replies, reblogs, favourites FROM status_stats WHERE {keys:status_id:1}";
    /// Sessions of somebody.
    SESSIONS: Point = "SELECT id FROM sessions WHERE account_id = $1";
}

type Pairs = BTreeSet<(i64, i64)>;
/// Id, author, visibility, what it answers.
type Written = (i64, i64, i64, Option<i64>);

/// All that some people own, as it was at one moment.
#[derive(Default)]
struct Ground {
    follows: Pairs,
    followers: Pairs,
    blocks: Pairs,
    blocked_by: Pairs,
    favourites: Pairs,
    reblogs: Pairs,
    statuses: Vec<Written>,
    account_stats: BTreeMap<i64, [i64; 5]>,
    status_stats: BTreeMap<i64, [i64; 3]>,
}

async fn pairs(r: &mut db::Reader, statement: &'static db::Statement, ids: &[i64]) -> base::Result<Pairs> {
    let ids = Bound::ids(ids.iter().map(|id| AccountId::new(*id)));
    Ok(r.all(statement, db::params![ids], |row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}

async fn ground(app: &TestApp, people: &[AccountId]) -> Ground {
    let people: Vec<i64> = people.iter().map(|id| id.raw()).collect();
    let read = async move |r: &mut db::Reader| {
        let ids = Bound::ids(people.iter().map(|id| AccountId::new(*id)));
        let statuses = r
            .all(&STATUSES, db::params![ids], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .await?;
        let ids = Bound::ids(people.iter().map(|id| AccountId::new(*id)));
        let account_stats = r
            .all(&ACCOUNT_STATS, db::params![ids], |row| {
                Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?]))
            })
            .await?;
        let ids = Bound::ids(statuses.iter().map(|status: &Written| StatusId::new(status.0)));
        let status_stats = r
            .all(&STATUS_STATS, db::params![ids], |row| {
                Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]))
            })
            .await?;
        Ok(Ground {
            follows: pairs(r, &FOLLOWS, &people).await?,
            followers: pairs(r, &FOLLOWERS, &people).await?,
            blocks: pairs(r, &BLOCKS, &people).await?,
            blocked_by: pairs(r, &BLOCKED_BY, &people).await?,
            favourites: pairs(r, &FAVOURITES, &people).await?,
            reblogs: pairs(r, &REBLOGS, &people).await?,
            statuses,
            account_stats: account_stats.into_iter().collect(),
            status_stats: status_stats.into_iter().collect(),
        })
    };
    app.state.db().read_snapshot(read).await.unwrap()
}

impl Ground {
    /// Both rows of each edge agree, and every counter equals a recount.
    #[track_caller]
    fn check(&self, when: &str) {
        assert_eq!(self.follows, self.followers, "{when}");
        assert_eq!(self.blocks, self.blocked_by, "{when}");
        for (account, counted) in &self.account_stats {
            let count = |wanted: &dyn Fn(&(i64, i64)) -> bool| {
                self.follows.iter().filter(|edge| wanted(edge)).count() as i64
            };
            let recount = [
                self.statuses.iter().filter(|status| status.1 == *account && status.2 != 3).count() as i64,
                count(&|edge| edge.1 == *account),
                count(&|edge| edge.0 == *account),
                count(&|edge| edge.0 == *account && self.follows.contains(&(edge.1, edge.0))),
                self.blocks.iter().filter(|edge| edge.0 == *account).count() as i64,
            ];
            assert_eq!(*counted, recount, "{when}: {account}");
        }
        for (status, ..) in &self.statuses {
            let marks = |marks: &Pairs| marks.iter().filter(|mark| mark.1 == *status).count() as i64;
            let replies = self.statuses.iter().filter(|other| other.3 == Some(*status)).count() as i64;
            let recount = [replies, marks(&self.reblogs), marks(&self.favourites)];
            let counted = self.status_stats.get(status).copied().unwrap_or_default();
            assert_eq!(counted, recount, "{when}: status {status}");
        }
    }

    /// Nothing of `account`, and no edge with it, is left.
    #[track_caller]
    fn check_gone(&self, account: i64, when: &str) {
        for edges in [&self.follows, &self.followers, &self.blocks, &self.blocked_by] {
            assert!(edges.iter().all(|edge| edge.0 != account && edge.1 != account), "{when}: an edge");
        }
        for marks in [&self.favourites, &self.reblogs] {
            assert!(marks.iter().all(|mark| mark.0 != account), "{when}: a mark");
        }
        assert!(self.statuses.iter().all(|status| status.1 != account), "{when}: a status");
        assert_eq!(self.account_stats[&account], [0; 5], "{when}");
    }
}

async fn post(who: &Person, form: &[(&str, &str)]) -> String {
    who.client.app().clock.advance(1);
    let status = who.client.post("/api/v1/statuses", form).await.assert(200).json();
    status["id"].as_str().unwrap().to_owned()
}

async fn mark(who: &Person, act: &str, status: &str) -> u16 {
    who.client.post(&format!("/api/v1/statuses/{status}/{act}"), &[]).await.status.as_u16()
}

/// A reproducible stream of numbers (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// Somebody does one thing at random to one who leaves; gives the status code.
async fn act_on(who: &Person, leaver: &Person, statuses: &[String], dice: &mut Dice) -> u16 {
    let status = &statuses[dice.roll(statuses.len())];
    match dice.roll(8) {
        0 => who.act("follow", leaver).await.status.as_u16(),
        1 => who.act("unfollow", leaver).await.status.as_u16(),
        2 => who.act("block", leaver).await.status.as_u16(),
        3 => who.act("unblock", leaver).await.status.as_u16(),
        4 => mark(who, "favourite", status).await,
        5 => mark(who, "unfavourite", status).await,
        6 => mark(who, "reblog", status).await,
        _ => {
            let form = [("status", "an answer"), ("in_reply_to_id", status.as_str())];
            who.client.post("/api/v1/statuses", &form).await.status.as_u16()
        }
    }
}

/// Something that one who leaves does meanwhile.
async fn act_of(leaver: &Person, whom: &Person, status: &str, dice: &mut Dice) -> u16 {
    match dice.roll(4) {
        0 => leaver.act("follow", whom).await.status.as_u16(),
        1 => leaver.act("block", whom).await.status.as_u16(),
        2 => mark(leaver, "favourite", status).await,
        _ => leaver.client.post("/api/v1/statuses", &[("status", "one more")]).await.status.as_u16(),
    }
}

both_engines! {
    async fn a_deleted_account_is_gone_at_once_and_what_it_owned_soon_after(app: TestApp) {
        let (ada, bob) = (app.member("ada").await, app.member("bob").await);
        let cyd = app.person("cyd").await;
        let browser = app.browser("ada").await;
        for (who, whom) in [(&bob, &ada), (&ada, &bob), (&ada, &cyd)] {
            who.act("follow", whom).await.assert(200);
        }
        cyd.act("block", &ada).await.assert(200);
        let hers = post(&ada, &[("status", "hers")]).await;
        let his = post(&bob, &[("status", "his, with @ada")]).await;
        let reply = post(&ada, &[("status", "an answer"), ("in_reply_to_id", &his)]).await;
        let below = post(&bob, &[("status", "and one to that"), ("in_reply_to_id", &reply)]).await;
        for (who, act, status) in [(&ada, "favourite", &his), (&ada, "reblog", &his), (&bob, "favourite", &hers)] {
            assert_eq!(mark(who, act, status).await, 200);
        }
        let people = [ada.account, bob.account, cyd.account];
        ground(&app, &people).await.check("before");

        accounts::leave(&app.state, ada.account).await.unwrap();
        let again = accounts::leave(&app.state, ada.account).await;
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
        for round in ["at once", "after its jobs"] {
            ada.client.get("/api/v1/timelines/home").await.assert(401);
            browser.get("/home").await.assert(303);
            let form = [("username", "ada"), ("password", PASSWORD)];
            app.anon().post("/auth/sign_in", &form).await.assert(422);
            for client in [app.anon(), bob.client.clone()] {
                for path in [
                    format!("/api/v1/accounts/{}", ada.id),
                    format!("/api/v1/accounts/{}/statuses", ada.id),
                    format!("/api/v1/accounts/{}/followers", ada.id),
                    "/api/v1/accounts/lookup?acct=ada".to_owned(),
                    format!("/api/v1/statuses/{hers}"),
                    format!("/api/v1/statuses/{reply}"),
                    "/@ada".to_owned(),
                ] {
                    assert_eq!(client.get(&path).await.status.as_u16(), 404, "{round}: {path}");
                }
                let found = client.get("/api/v2/search?q=ada").await.assert(200).json();
                assert_eq!(found["accounts"], json!([]), "{round}");
            }
            for act in ["follow", "unfollow", "block", "unblock"] {
                bob.act(act, &ada).await.assert(404);
            }
            for act in ["favourite", "reblog"] {
                assert_eq!(mark(&bob, act, &hers).await, 404, "{round}");
            }
            let answer = [("status", "to nobody"), ("in_reply_to_id", hers.as_str())];
            bob.client.post("/api/v1/statuses", &answer).await.assert(404);
            ground(&app, &people).await.check(round);
            app.drain_jobs().await;
            app.state.reset();
        }
        ground(&app, &people).await.check_gone(ada.account.raw(), "afterwards");
        let account = ada.account;
        let left = app.state.db().read(async move |r| {
            r.all(&SESSIONS, db::params![account], |row| row.get::<i64>(0)).await
        });
        assert!(left.await.unwrap().is_empty(), "sessions are left");
        let shown = bob.client.get(&format!("/api/v1/statuses/{his}")).await.assert(200).json();
        let counters = ["replies_count", "reblogs_count", "favourites_count"].map(|name| shown[name].as_i64());
        assert_eq!(counters, [Some(0); 3]);
        assert!(shown["content"].as_str().unwrap().contains("ada"), "what others wrote stays as it is");
        bob.client.get(&format!("/api/v1/statuses/{below}")).await.assert(200);
        let own = bob.client.get("/api/v1/accounts/verify_credentials").await.assert(200).json();
        let counts = [&own["followers_count"], &own["following_count"], &own["kinfolk"]["friends_count"]];
        assert_eq!(counts, [&json!(0), &json!(0), &json!(0)]);
        let blocks = cyd.client.get("/api/v1/blocks").await.assert(200).json();
        assert_eq!(names(&blocks), Vec::<String>::new());
    }

    async fn the_name_is_never_given_again_and_the_address_is_free(app: TestApp) {
        let ada = app.member("ada").await;
        accounts::leave(&app.state, ada.account).await.unwrap();
        app.drain_jobs().await;
        let own = app.own_app().await;
        let sign_up = async |name: &str| {
            let form = [
                ("username", name),
                ("email", "ada@example.org"),
                ("password", PASSWORD),
                ("agreement", "true"),
                ("locale", "en"),
            ];
            app.with_token(&own.token).post("/api/v1/accounts", &form).await
        };
        let refused = sign_up("Ada").await.assert(422).json();
        assert_eq!(refused["details"]["username"][0]["error"], "ERR_TAKEN", "{refused}");
        assert!(refused["details"]["email"].is_null(), "{refused}");
        sign_up("ada_again").await.assert(200);
    }

    async fn the_last_owner_stays(app: TestApp) {
        let (ada, bob) = (app.owner("ada").await, app.owner("bob").await);
        accounts::leave(&app.state, ada.account).await.unwrap();
        let refused = accounts::leave(&app.state, bob.account).await;
        assert!(matches!(refused, Err(Error::Unprocessable(_))), "{refused:?}");
        bob.client.get("/api/v1/timelines/home").await.assert(200);
    }

    async fn a_large_account_goes_in_many_steps_and_counters_are_true_between_any_two(app: TestApp) {
        let star = app.person("star").await;
        let mut people = vec![star.account];
        let fan_statuses = {
            let mut ids = Vec::new();
            for n in 0..45 {
                let fan = app.person(&format!("fan{n}")).await;
                people.push(fan.account);
                match n % 4 {
                    0 => drop(star.act("block", &fan).await.assert(200)),
                    1 => drop(star.act("follow", &fan).await.assert(200)),
                    _ => {}
                }
                if n % 4 > 0 {
                    fan.act("follow", &star).await.assert(200);
                }
                if n < 40 {
                    ids.push(post(&fan, &[("status", "mine")]).await);
                }
            }
            ids
        };
        // Those whom the star blocks have written nothing for it.
        for (n, status) in fan_statuses.iter().enumerate().filter(|(n, _)| n % 4 > 0) {
            assert_eq!(mark(&star, "favourite", status).await, 200);
            if n % 5 == 0 {
                assert_eq!(mark(&star, "reblog", status).await, 200);
                post(&star, &[("status", "yes"), ("in_reply_to_id", status)]).await;
            }
        }
        ground(&app, &people).await.check("before");
        accounts::leave(&app.state, star.account).await.unwrap();

        let (done, checks) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let watching = {
            let (app, people, done, checks) = (app.clone(), people.clone(), Arc::clone(&done), Arc::clone(&checks));
            tokio::spawn(async move {
                let mut sizes = BTreeSet::new();
                while !done.load(Ordering::SeqCst) {
                    let now = ground(&app, &people).await;
                    now.check("while it goes");
                    sizes.insert((now.statuses.len(), now.follows.len(), now.favourites.len()));
                    checks.fetch_add(1, Ordering::SeqCst);
                }
                sizes.len()
            })
        };
        while checks.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        app.drain_jobs().await;
        done.store(true, Ordering::SeqCst);
        let seen = watching.await.unwrap();
        assert!(seen > 2, "only {seen} different moments were seen");
        let after = ground(&app, &people).await;
        after.check("afterwards");
        after.check_gone(star.account.raw(), "afterwards");
    }

    async fn nothing_is_left_of_who_leaves_while_everybody_acts_on_them(app: TestApp) {
        let seed = base::random::number().unsigned_abs() | 1;
        for round in 0..4_u64 {
            let leaver = app.person(&format!("leaver{round}")).await;
            let mut others = Vec::new();
            for n in 0..4 {
                others.push(app.person(&format!("p{round}_{n}")).await);
            }
            let mut statuses = Vec::new();
            for _ in 0..4 {
                statuses.push(post(&leaver, &[("status", "here I am")]).await);
            }
            let theirs = post(&others[0], &[("status", "hello")]).await;
            let gone = Arc::new(AtomicBool::new(false));
            let mut tasks = Vec::new();
            for (n, who) in others.iter().enumerate() {
                let (who, leaver, statuses, gone) =
                    (who.clone(), leaver.clone(), statuses.clone(), Arc::clone(&gone));
                let mut dice = Dice(seed.rotate_left(n as u32 * 7) ^ (round + 1));
                tasks.push(tokio::spawn(async move {
                    let mut after = 0;
                    while after < 6 {
                        let was_gone = gone.load(Ordering::SeqCst);
                        let code = act_on(&who, &leaver, &statuses, &mut dice).await;
                        // Taking a mark back asks only whether there is such a status.
                        assert!(matches!(code, 200 | 403 | 404), "seed {seed}: {code}");
                        assert!(!was_gone || code == 404 || code == 200, "seed {seed}: {code}");
                        after += usize::from(was_gone);
                    }
                }));
            }
            let (busy, whom, status, over) = (leaver.clone(), others[1].clone(), theirs.clone(), Arc::clone(&gone));
            let mut dice = Dice(seed ^ 0x5a5a);
            tasks.push(tokio::spawn(async move {
                loop {
                    let was_gone = over.load(Ordering::SeqCst);
                    let code = act_of(&busy, &whom, &status, &mut dice).await;
                    assert!(matches!(code, 200 | 401 | 403 | 404), "seed {seed}: {code}");
                    if was_gone {
                        assert_eq!(code, 401, "seed {seed}");
                        return;
                    }
                }
            }));
            tokio::task::yield_now().await;
            accounts::leave(&app.state, leaver.account).await.unwrap();
            gone.store(true, Ordering::SeqCst);
            let when = format!("seed {seed}, round {round}");
            let people: Vec<AccountId> = others.iter().chain([&leaver]).map(|who| who.account).collect();
            while app.drain_jobs().await > 0 {
                ground(&app, &people).await.check(&when);
            }
            for task in tasks {
                task.await.unwrap();
            }
            app.drain_jobs().await;
            let after = ground(&app, &people).await;
            after.check(&when);
            after.check_gone(leaver.account.raw(), &when);
        }
    }
}
