//! The graph under many hands: thousands of random acts by many at once, then every row and counter against a
//! recount.

use std::collections::{BTreeMap, BTreeSet};

use base::{Error, Result};
use db::Value;
use kinfolk::accounts;
use kinfolk::core::State;
use kinfolk::core::words::AccountId;
use kinfolk::graph::{self, FollowChange};

db::statements! {
    /// Both ends of edges, by each of their tables.
    FOLLOWS: Page = "SELECT account_id, target_id FROM follows WHERE {keys:account_id:1}";
    /// The other row.
    FOLLOWERS: Page = "SELECT follower_id, account_id FROM followers WHERE {keys:account_id:1}";
    /// Blocks.
    BLOCKS: Page = "SELECT account_id, target_id FROM blocks WHERE {keys:account_id:1}";
    /// The other row.
    BLOCKED_BY: Page = "SELECT blocker_id, account_id FROM blocked_by WHERE {keys:account_id:1}";
    /// Requests to follow.
    REQUESTS: Page = "SELECT account_id, target_id FROM follow_requests WHERE {keys:account_id:1}";
    /// The other row.
    REQUESTED_BY: Page = "SELECT requester_id, account_id FROM follow_requested_by WHERE {keys:account_id:1}";
    /// Requests to be friends.
    FRIEND_REQUESTS: Page = "SELECT account_id, target_id FROM friend_requests WHERE {keys:account_id:1}";
    /// The other row.
    FRIEND_REQUESTED_BY: Page = "
        SELECT requester_id, account_id FROM friend_requested_by WHERE {keys:account_id:1}";
    /// Endorsements.
    ENDORSEMENTS: Page = "SELECT account_id, target_id FROM endorsements WHERE {keys:account_id:1}";
    /// Mutes.
    MUTES: Page = "SELECT account_id, target_id FROM mutes WHERE {keys:account_id:1}";
    /// Counters.
    COUNTERS: Page = "
        SELECT account_id, followers, following, friends, blocked, requests FROM account_stats
        WHERE {keys:account_id:1}";
}

/// Acts at the same time, on connections of their own.
const HANDS: usize = 8;
/// How many acts each does.
const ACTS: usize = 1_300;
/// Among so many people.
const PEOPLE: usize = 14;

/// A reproducible stream of numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

type Edges = BTreeSet<(i64, i64)>;

async fn edges(state: &State, statement: &'static db::Statement, people: &[AccountId]) -> Edges {
    let people = people.to_vec();
    let read = async move |r: &mut db::Reader| {
        let people = Value::ids(people.iter().copied());
        r.all(statement, db::params![people], |row| Ok((row.get(0)?, row.get(1)?))).await
    };
    let rows: Vec<(i64, i64)> = state.db().read(read).await.unwrap();
    let edges: Edges = rows.iter().copied().collect();
    assert_eq!(edges.len(), rows.len(), "a row stands twice");
    edges
}

async fn counters(state: &State, people: &[AccountId]) -> BTreeMap<i64, [i64; 5]> {
    let people = people.to_vec();
    let read = async move |r: &mut db::Reader| {
        let people = Value::ids(people.iter().copied());
        let counts = |row: &db::Row<'_>| {
            Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?]))
        };
        r.all(&COUNTERS, db::params![people], counts).await
    };
    state.db().read(read).await.unwrap().into_iter().collect()
}

/// One random act; gives its number and what came of it.
async fn act(state: &State, people: &[AccountId], dice: &mut Dice) -> (usize, Result<()>) {
    let (me, other) = (people[dice.roll(people.len())], people[dice.roll(people.len())]);
    let (what, yes) = (dice.roll(100), dice.roll(2) == 0);
    let done = match what {
        0..18 => graph::follow(state, me, other, FollowChange::default()).await,
        18..26 => graph::unfollow(state, me, other).await,
        26..30 => graph::block(state, me, other).await,
        30..40 => graph::unblock(state, me, other).await,
        40..56 => graph::answer_request(state, me, other, dice.roll(4) > 0).await,
        56..70 => graph::befriend(state, me, other).await,
        70..74 => graph::unfriend(state, me, other).await,
        74..82 => graph::answer_friend(state, me, other, dice.roll(3) > 0).await,
        82..85 => graph::remove_follower(state, me, other).await,
        85..88 => graph::mute(state, me, other, yes, dice.roll(3) as i64).await,
        88..90 => graph::unmute(state, me, other).await,
        90..94 => graph::endorse(state, me, other, yes).await,
        _ => {
            let change = accounts::profile::ProfileChange { locked: Some(yes), ..Default::default() };
            accounts::profile::change_profile(state, me, change).await
        }
    };
    (what, done)
}

/// What may not be done answers so; nothing else goes wrong.
fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::NotFound | Error::Forbidden(_) | Error::Unprocessable(_))
}

async fn check(state: &State, people: &[AccountId], gone: &[AccountId], when: &str) {
    let both = [
        [&FOLLOWS, &FOLLOWERS],
        [&BLOCKS, &BLOCKED_BY],
        [&REQUESTS, &REQUESTED_BY],
        [&FRIEND_REQUESTS, &FRIEND_REQUESTED_BY],
    ];
    let mut kinds = Vec::new();
    for [by_source, by_target] in both {
        let edges_by_source = edges(state, by_source, people).await;
        assert_eq!(edges_by_source, edges(state, by_target, people).await, "{when}: {}", by_source.name);
        kinds.push(edges_by_source);
    }
    let [follows, blocks, requests, friend_requests] = kinds.try_into().unwrap();
    let endorsements = edges(state, &ENDORSEMENTS, people).await;
    let turned = |(a, b): &(i64, i64)| (*b, *a);
    assert!(follows.is_disjoint(&requests), "{when}: asks whom they follow");
    for edge in &blocks {
        for kind in [&follows, &requests, &friend_requests] {
            assert!(!kind.contains(edge) && !kind.contains(&turned(edge)), "{when}: {edge:?} beside a block");
        }
    }
    for edge in &friend_requests {
        assert!(
            follows.contains(edge) || requests.contains(edge),
            "{when}: {edge:?} asks and does not follow"
        );
        let friends = follows.contains(edge) && follows.contains(&turned(edge));
        assert!(!friends, "{when}: {edge:?} asks a friend");
    }
    assert!(endorsements.is_subset(&follows), "{when}: endorses whom they do not follow");
    for (account, counted) in counters(state, people).await {
        let to = |edges: &Edges| edges.iter().filter(|edge| edge.1 == account).count() as i64;
        let from = |edges: &Edges| edges.iter().filter(|edge| edge.0 == account).count() as i64;
        let friends =
            follows.iter().filter(|edge| edge.0 == account && follows.contains(&turned(edge))).count() as i64;
        let recount = [to(&follows), from(&follows), friends, from(&blocks), to(&requests)];
        assert_eq!(counted, recount, "{when}: {account}");
    }
    let mutes = edges(state, &MUTES, people).await;
    for gone in gone.iter().map(|account| account.raw()) {
        for kind in [&follows, &blocks, &requests, &friend_requests] {
            assert!(kind.iter().all(|edge| edge.0 != gone && edge.1 != gone), "{when}: {gone} is not gone");
        }
        assert!(mutes.iter().all(|edge| edge.0 != gone), "{when}: {gone} still mutes");
    }
}

both_engines! {
    async fn whatever_many_do_at_once_both_rows_and_all_counters_agree(app: TestApp) {
        let seed = std::env::var("KINFOLK_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed: u64 = seed.unwrap_or_else(|| base::random::number().unsigned_abs());
        println!("KINFOLK_TEST_SEED={seed}");
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(app.person(&format!("p{n}")).await.account);
        }
        let leavers = [people[2], people[9]];
        let mut done = [0_usize; 100];
        for round in 0..2 {
            let hands = (0..HANDS).map(|hand| {
                let (state, people) = (app.state.clone(), people.clone());
                let mut dice = Dice(seed ^ (round * HANDS + hand + 1) as u64);
                tokio::spawn(async move {
                    let mut done = [0_usize; 100];
                    for _ in 0..ACTS / 2 {
                        let (what, result) = act(&state, &people, &mut dice).await;
                        match result {
                            Ok(()) => done[what] += 1,
                            Err(error) => assert!(is_refusal(&error), "seed {seed}: act {what}: {error:?}"),
                        }
                    }
                    done
                })
            });
            let hands: Vec<_> = hands.collect();
            accounts::leave(&app.state, leavers[round]).await.unwrap();
            app.drain_jobs().await;
            for hand in hands {
                for (sum, more) in done.iter_mut().zip(hand.await.unwrap()) {
                    *sum += more;
                }
            }
            app.drain_jobs().await;
            check(&app.state, &people, &leavers[..=round], &format!("seed {seed}, round {round}")).await;
        }
        // Every kind of act has had an effect; else the above has shown little.
        for kinds in [0..18, 18..26, 26..30, 30..40, 40..56, 56..70, 70..74, 74..82, 82..85, 85..88, 88..90, 90..94, 94..100] {
            let acts: usize = done[kinds.clone()].iter().sum();
            assert!(acts > 5, "seed {seed}: acts {kinds:?} were done {acts} times");
        }
    }
}
