//! What must hold when people act on each other at the same time, from parallel connections.
//!
//! Rows are read by plain SQL here, past every cache, and counters are compared with a recount.

use std::collections::BTreeSet;

use kinfolk::accounts;
use kinfolk::core::words::AccountId;
use kinfolk::edges;

use crate::support::{Person, TestApp};

db::statements! {
    /// Whom an account follows.
    FOLLOWS: Point = "SELECT target_id, id FROM follows WHERE {key:account_id:1}";
    /// Who follows an account.
    FOLLOWERS: Point = "SELECT follower_id, id FROM followers WHERE {key:account_id:1}";
    /// Whom an account blocks.
    BLOCKS: Point = "SELECT target_id, id FROM blocks WHERE {key:account_id:1}";
    /// Who blocks an account.
    BLOCKED_BY: Point = "SELECT blocker_id, id FROM blocked_by WHERE {key:account_id:1}";
    /// Counters: followers, following, friends, blocked.
    COUNTERS: Point = "SELECT followers, following, friends, blocked FROM account_stats WHERE {key:account_id:1}";
}

type Edge = (AccountId, AccountId, i64);

/// All edges among some people, each from both of its rows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rows {
    follows: BTreeSet<Edge>,
    followers: BTreeSet<Edge>,
    blocks: BTreeSet<Edge>,
    blocked_by: BTreeSet<Edge>,
}

async fn edges_of(app: &TestApp, statement: &'static db::Statement, of: AccountId) -> Vec<(AccountId, i64)> {
    let read = app
        .state
        .db()
        .read(async move |r| r.all(statement, db::params![of], |row| Ok((row.get(0)?, row.get(1)?))).await);
    read.await.unwrap()
}

async fn rows(app: &TestApp, people: &[Person]) -> Rows {
    let mut rows = Rows::default();
    for one in people.iter().map(|person| person.account) {
        rows.follows.extend(edges_of(app, &FOLLOWS, one).await.into_iter().map(|(to, id)| (one, to, id)));
        rows.followers.extend(edges_of(app, &FOLLOWERS, one).await.into_iter().map(|(by, id)| (by, one, id)));
        rows.blocks.extend(edges_of(app, &BLOCKS, one).await.into_iter().map(|(to, id)| (one, to, id)));
        rows.blocked_by
            .extend(edges_of(app, &BLOCKED_BY, one).await.into_iter().map(|(by, id)| (by, one, id)));
    }
    rows
}

/// Both rows of each edge agree, no two have both a follow and a block, counters equal a recount,
/// and memory says what the rows say.
async fn check(app: &TestApp, people: &[Person], when: &str) {
    let rows = rows(app, people).await;
    assert_eq!(rows.follows, rows.followers, "{when}");
    assert_eq!(rows.blocks, rows.blocked_by, "{when}");
    let follows: BTreeSet<_> = rows.follows.iter().map(|edge| (edge.0, edge.1)).collect();
    let blocks: BTreeSet<_> = rows.blocks.iter().map(|edge| (edge.0, edge.1)).collect();
    for (a, b) in &blocks {
        assert!(
            !follows.contains(&(*a, *b)) && !follows.contains(&(*b, *a)),
            "{when}: {a} blocks {b}, and a follow"
        );
    }
    for one in people.iter().map(|person| person.account) {
        let count = |wanted: &dyn Fn(&(AccountId, AccountId)) -> bool| {
            follows.iter().filter(|e| wanted(e)).count() as i64
        };
        let recount = [
            count(&|edge| edge.1 == one),
            count(&|edge| edge.0 == one),
            count(&|edge| edge.0 == one && follows.contains(&(edge.1, edge.0))),
            blocks.iter().filter(|edge| edge.0 == one).count() as i64,
        ];
        let stored = app.state.db().read(async move |r| {
            r.one(&COUNTERS, db::params![one], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
                .await
        });
        assert_eq!(stored.await.unwrap(), Some(recount), "{when}");
        let card = accounts::card(&app.state, one).await.unwrap().unwrap().counts();
        assert_eq!(
            [card.followers, card.following, card.friends, card.blocked],
            recount,
            "{when}: from memory"
        );
        let remembered = edges::following(&app.state, one).await.unwrap();
        let read: Vec<AccountId> = follows.iter().filter(|edge| edge.0 == one).map(|edge| edge.1).collect();
        assert_eq!(*remembered.ids, *read, "{when}: from memory");
    }
}

/// Does each act on a task of its own and returns the status codes, in their order.
async fn at_once(acts: Vec<(Person, &'static str, Person)>) -> Vec<u16> {
    let tasks: Vec<_> = acts
        .into_iter()
        .map(|(who, act, whom)| tokio::spawn(async move { who.act(act, &whom).await.status.as_u16() }))
        .collect();
    let mut codes = Vec::new();
    for task in tasks {
        codes.push(task.await.unwrap());
    }
    codes
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

both_engines! {
    async fn a_follow_and_a_block_at_once_never_leave_both(app: TestApp) {
        let (a, b) = (app.person("a").await, app.person("b").await);
        let people = [a.clone(), b.clone()];
        let (mut refused, mut allowed) = (0, 0);
        for round in 0..60 {
            let mut acts = vec![(a.clone(), "follow", b.clone()), (b.clone(), "block", a.clone())];
            if round % 2 == 1 {
                acts.swap(0, 1);
            }
            for code in at_once(acts).await {
                match code {
                    200 => allowed += 1,
                    403 => refused += 1,
                    other => panic!("round {round} answered {other}"),
                }
            }
            check(&app, &people, &format!("round {round}")).await;
            let rows = rows(&app, &people).await;
            assert_eq!((rows.follows.len(), rows.blocks.len()), (0, 1), "the block stands after round {round}");
            b.act("unblock", &a).await.assert(200);
        }
        assert_eq!(allowed + refused, 120);
    }

    async fn everybody_acting_on_everybody_leaves_a_true_graph(app: TestApp) {
        let mut people = Vec::new();
        for n in 0..5 {
            people.push(app.person(&format!("p{n}")).await);
        }
        let seed = base::random::number().unsigned_abs() | 1;
        let mut dice = Dice(seed);
        for round in 0..25 {
            let acts = (0..16).map(|_| {
                let (who, whom) = (dice.roll(5), dice.roll(5));
                let act = ["follow", "follow", "follow", "unfollow", "block", "unblock", "unblock"][dice.roll(7)];
                (people[who].clone(), act, people[whom].clone())
            });
            let acts: Vec<_> = acts.filter(|(who, _, whom)| who.account != whom.account).collect();
            for code in at_once(acts).await {
                assert!(matches!(code, 200 | 403), "seed {seed}, round {round}: {code}");
            }
            check(&app, &people, &format!("seed {seed}, round {round}")).await;
        }
    }

    async fn following_each_other_at_once_makes_friends_without_a_deadlock(app: TestApp) {
        let (a, b) = (app.person("a").await, app.person("b").await);
        for round in 0..20 {
            let acts = vec![
                (a.clone(), "follow", b.clone()),
                (b.clone(), "follow", a.clone()),
                (a.clone(), "follow", b.clone()),
                (b.clone(), "follow", a.clone()),
            ];
            assert_eq!(at_once(acts).await, [200; 4], "round {round}");
            check(&app, &[a.clone(), b.clone()], &format!("round {round}")).await;
            let friends = accounts::card(&app.state, a.account).await.unwrap().unwrap().counts().friends;
            assert_eq!(friends, 1, "round {round}");
            assert_eq!(at_once(vec![(a.clone(), "unfollow", b.clone()), (b.clone(), "unfollow", a.clone())]).await, [200; 2]);
        }
    }
}
