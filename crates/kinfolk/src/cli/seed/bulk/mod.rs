//! Writing a graph into an empty database that nobody else uses: millions of rows in minutes.
//!
//! The database is taken as `restore` takes it (`db::transfer::Target`): it grows where nobody sees it, without a
//! sync or a log, and takes its place whole or not at all. So a load that is killed leaves the empty database that
//! was there, and the next one begins anew. Rows come in the order of the primary keys, and other indexes are made
//! after them. Nothing is announced: nobody remembers anything of an empty database.
//!
//! What is written is what the ordinary path (`super::load`) leaves, without its events; a test compares all
//! tables. Ids are made here: accounts and follows have numbers that stand for milliseconds just before the
//! load, so that nothing made afterwards sorts below them.
//!
//! - `rows`: the rows of each table.
//! - `tags`: where the tags of statuses are used.
//! - `edges`: both sides of all edges in order.

mod edges;
mod rows;
mod tags;

use base::{Clock, Id, IdMaker, Result};
use db::Engine;
use db::transfer::Target;
use indicatif::ProgressBar;

use super::graph::Graph;
use super::plan::{Post, SPREAD_MS};
use crate::core::words::{AccountId, StatusId};
use crate::core::{Config, STEPS};
use edges::Neighbours;
use tags::Tags;

/// Ids of one millisecond.
const A_MILLISECOND: usize = 1_024;

/// Takes the database, if it is empty and nobody uses it.
///
/// # Errors
/// `Unprocessable` with a sentence when somebody uses it or it is not empty; `Unavailable` when it cannot be reached.
pub(super) async fn take(config: &Config) -> Result<Target> {
    Target::open(&crate::cli::open::database(config), STEPS, None).await
}

/// Writes the graph's accounts, their follows, and `per_account` public statuses each. An error or the end of this
/// process changes nothing.
///
/// # Errors
/// From the engine.
pub(super) async fn load(
    mut target: Target,
    config: &Config,
    (graph, per_account): (&Graph, u32),
    bar: &ProgressBar,
) -> Result<()> {
    let now = Clock::system().now_ms();
    let people = People::of(graph, target.engine(), now);
    let neighbours = Neighbours::of(graph);
    let posts = Posts::of(&people, per_account, now);
    target.begin(STEPS.len(), now).await?;
    bar.set_message("accounts");
    target.insert("accounts", &rows::ACCOUNT, bar.wrap_iter(rows::accounts(&people))).await?;
    target.insert("users", &rows::USER, rows::users(&people)).await?;
    target.insert("account_stats", &rows::STATS, rows::stats(&people, &neighbours, &posts)).await?;
    bar.set_message("follows");
    target.make_indexes(&["follows_page", "followers_page"])?;
    target.insert("follows", &rows::FOLLOW, bar.wrap_iter(rows::follows(&people, &neighbours))).await?;
    target.insert("followers", &rows::FOLLOWER, rows::followers(&people, &neighbours)).await?;
    drop(neighbours);
    bar.set_message("statuses");
    let statuses = rows::statuses(&people, &posts, &config.base_url);
    target.insert("statuses", &rows::STATUS, bar.wrap_iter(statuses)).await?;
    let mut tags = Tags::of(&people, &posts);
    drop(posts);
    target.insert("tagged", &tags::TAGGED, tags.tagged()).await?;
    target.insert("account_tags", &tags::ACCOUNT_TAG, tags.of_accounts(&people)).await?;
    bar.set_message("indexes");
    target.finish(now).await.map(drop)
}

/// The accounts of the graph.
struct People<'a> {
    graph: &'a Graph,
    /// By place, ascending.
    ids: Vec<AccountId>,
    /// Places in the order of the primary keys of what accounts own.
    order: Vec<u32>,
    engine: Engine,
    /// Milliseconds from which the ids of edges are made.
    edges_from: i64,
    /// When they joined, and when that was confirmed.
    created_at: i64,
    now: i64,
}

impl<'a> People<'a> {
    fn of(graph: &'a Graph, engine: Engine, now: i64) -> Self {
        let (accounts, follows) = (graph.names.len(), graph.pairs.len() * 2);
        let edges_from = now - millis(follows) - 1;
        let accounts_from = edges_from - millis(accounts) - 1;
        let id = |place| AccountId::new(numbered(accounts_from, IdMaker::random_bucket(), place));
        let mut ids: Vec<AccountId> = (0..accounts).map(id).collect();
        // Within a millisecond the random bucket stands above the number.
        ids.sort_unstable();
        let mut order: Vec<u32> = (0..).take(accounts).collect();
        order.sort_by_key(|place| key(engine, ids[*place as usize]));
        Self { graph, ids, order, engine, edges_from, created_at: now - SPREAD_MS, now }
    }

    /// The number in the name of the account at a place, and its id.
    fn at(&self, place: u32) -> (u64, AccountId) {
        (self.graph.names[place as usize], self.ids[place as usize])
    }

    /// The id of the follow of this number.
    fn follow(&self, number: usize, from: AccountId) -> i64 {
        numbered(self.edges_from, from.bucket(), number)
    }
}

/// The statuses of everybody.
struct Posts {
    /// In the order of the table's primary key.
    all: Vec<(StatusId, Post)>,
    /// The newest of each account, by place.
    heads: Vec<StatusId>,
    per_account: u32,
}

impl Posts {
    fn of(people: &People<'_>, per_account: u32, now: i64) -> Self {
        let dated = |post: Post| {
            let bucket = people.ids[post.place as usize].bucket();
            (StatusId::new(IdMaker::at(post.at_ms(per_account, now), bucket, 0)), post)
        };
        let places = (0..).take(people.ids.len());
        let mut all: Vec<(StatusId, Post)> =
            places.flat_map(|place| Post::of(place, per_account)).map(dated).collect();
        all.sort_unstable_by_key(|(id, _)| key(people.engine, *id));
        let (mut last, mut heads) = (StatusId::ZERO, vec![StatusId::ZERO; people.ids.len()]);
        for (id, post) in &mut all {
            // Two of one bucket and millisecond are told apart by their sequence.
            if id.raw() <= last.raw() && id.raw() >> 10 == last.raw() >> 10 {
                *id = StatusId::new(last.raw() + 1);
            }
            last = *id;
            let head = &mut heads[post.place as usize];
            *head = (*head).max(*id);
        }
        Self { all, heads, per_account }
    }
}

/// By what rows of this id are sorted: on PostgreSQL primary keys begin with the owner's bucket.
fn key<T>(engine: Engine, id: Id<T>) -> (i64, Id<T>) {
    (if engine == Engine::Postgres { id.bucket() } else { 0 }, id)
}

/// How many milliseconds so many ids take.
fn millis(count: usize) -> i64 {
    i64::try_from(count / A_MILLISECOND).unwrap_or(i64::MAX) + 1
}

/// The id of a number: as many to a millisecond as fit.
fn numbered(from_ms: i64, bucket: i64, number: usize) -> i64 {
    let (later, sequence) = (number / A_MILLISECOND, number % A_MILLISECOND);
    IdMaker::at(from_ms + later as i64, bucket, sequence as i64)
}
