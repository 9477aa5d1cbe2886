//! Writing a graph into a database that is in use, or holds something.
//!
//! Everything is written by small blocks, a few at a time, so that a running server's own writes
//! find their turn. Each block leaves counters equal to a recount, so a load that is cut short
//! leaves a smaller network, not a wrong one. It cannot be gone on with: who wants the whole graph
//! begins again with an empty database.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Error, Result};
use db::Tx;
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;

use super::graph::{Graph, Pair};
use super::plan::{self, Post, SPREAD_MS};
use crate::accounts::{self, Change, NewAccount};
use crate::auth::Role;
use crate::auth::users::{self, NewUser};
use crate::core::words::{AccountId, Visibility};
use crate::core::{Event, State, events};
use crate::edges::{self, Between, Side};
use crate::graph;
use crate::statuses::{self, ImportedStatus};

/// Accounts, pairs and statuses of one block: some hundred rows each, about 2 ms of work.
const ACCOUNTS: usize = 50;
const PAIRS: usize = 40;
const STATUSES: usize = 60;
/// Blocks on their way at a time.
const AT_ONCE: usize = 16;
/// Writes the graph's accounts, their follows, and `per_account` public statuses each.
pub(super) async fn load(state: &State, graph: &Graph, per_account: u32, bar: &ProgressBar) -> Result<()> {
    check_new(state, graph).await?;
    let ids = Arc::new(make_accounts(state, graph, bar).await?);
    make_follows(state, graph, &ids, bar).await?;
    make_statuses(state, &ids, per_account, bar).await
}

/// Refuses to load when an account of the graph is there already: nothing is written then.
async fn check_new(state: &State, graph: &Graph) -> Result<()> {
    for names in graph.names.chunks(1_000) {
        let names: Vec<String> = names.iter().map(|name| format!("u{name}")).collect();
        if let Some(taken) = accounts::find_many(state, &names).await?.into_keys().min() {
            return Err(Error::unprocessable(format!(
                "the account {taken} exists already: a graph is seeded once, and nothing was changed"
            )));
        }
    }
    Ok(())
}

/// Makes all accounts; their ids come in the order of the graph's names.
async fn make_accounts(state: &State, graph: &Graph, bar: &ProgressBar) -> Result<Vec<AccountId>> {
    bar.set_message("accounts");
    let blocks = graph.names.chunks(ACCOUNTS).map(|names| {
        let (names, writer) = (names.to_vec(), state.clone());
        async move {
            let made = state.db().write(async move |tx| {
                let mut ids = Vec::with_capacity(names.len());
                for name in &names {
                    ids.push(make_account(tx, &writer, *name).await?);
                }
                Ok(ids)
            });
            let ids = made.await?;
            bar.inc(ids.len() as u64);
            Ok::<_, Error>(ids)
        }
    });
    // In order: the ids must stand where their names stand.
    let made: Vec<Vec<AccountId>> = stream::iter(blocks).buffered(AT_ONCE).try_collect().await?;
    Ok(made.concat())
}

/// A confirmed, unlocked account whose user has no password.
async fn make_account(tx: &mut Tx, state: &State, name: u64) -> Result<AccountId> {
    let new = NewAccount::named(plan::username(name)?, state.now_ms() - SPREAD_MS);
    let account = accounts::create(tx, state, &new).await?;
    let user = NewUser {
        account,
        email: plan::email(name)?,
        password_hash: None,
        role: Role::User,
        locale: plan::LOCALE.to_owned(),
    };
    users::insert(tx, state, &user).await?;
    Ok(account)
}

async fn make_follows(
    state: &State,
    graph: &Graph,
    ids: &Arc<Vec<AccountId>>,
    bar: &ProgressBar,
) -> Result<()> {
    bar.set_message("follows");
    let blocks = graph.pairs.chunks(PAIRS).map(|pairs| {
        let (pairs, ids, writer) = (pairs.to_vec(), Arc::clone(ids), state.clone());
        async move {
            let follows: usize = pairs.iter().map(|pair| pair.follows()).sum();
            state.db().write(async move |tx| join(tx, &writer, &pairs, &ids).await).await?;
            bar.inc(follows as u64);
            Ok::<_, Error>(())
        }
    });
    stream::iter(blocks).buffer_unordered(AT_ONCE).try_collect().await
}

/// Writes the follows of some pairs, and counts them.
///
/// The pairs are not locked: the accounts were made a moment ago and nobody can act for them.
async fn join(tx: &mut Tx, state: &State, pairs: &[Pair], ids: &[AccountId]) -> Result<()> {
    let mut changes: BTreeMap<AccountId, Change> = BTreeMap::new();
    for pair in pairs {
        let (lo, hi) = (ids[pair.lo as usize], ids[pair.hi as usize]);
        let follows = |follows| Side { follows, ..Side::default() };
        let new = Between { a: follows(pair.up), b: follows(pair.down) };
        edges::write::load(tx, state, (lo, hi), new).await?;
        let [of_lo, of_hi] = graph::change(Between::default(), new);
        *changes.entry(lo).or_default() += of_lo;
        *changes.entry(hi).or_default() += of_hi;
    }
    accounts::count_each(tx, state, changes).await?;
    events::emit(tx, state, Event::ManyChanged).await
}

async fn make_statuses(state: &State, ids: &[AccountId], per_account: u32, bar: &ProgressBar) -> Result<()> {
    if per_account == 0 {
        return Ok(());
    }
    bar.set_message("statuses");
    let now = state.now_ms();
    let authors: Vec<(u32, AccountId)> = (0..).zip(ids.iter().copied()).collect();
    let authors_a_block = (STATUSES / per_account as usize).max(1);
    let blocks = authors.chunks(authors_a_block).map(|authors| {
        let written: Vec<(AccountId, Vec<ImportedStatus>)> =
            authors.iter().map(|(place, author)| (*author, write(*place, per_account, now))).collect();
        async move {
            for part in parts(written) {
                let (count, writer) =
                    (part.iter().map(|(_, statuses)| statuses.len()).sum::<usize>(), state.clone());
                state.db().write(async move |tx| import(tx, &writer, &part).await).await?;
                bar.inc(count as u64);
            }
            Ok::<_, Error>(())
        }
    });
    stream::iter(blocks).buffer_unordered(AT_ONCE).try_collect().await
}

/// Somebody with very many statuses needs more than one block.
fn parts(written: Vec<(AccountId, Vec<ImportedStatus>)>) -> Vec<Vec<(AccountId, Vec<ImportedStatus>)>> {
    match written.as_slice() {
        [(author, statuses)] => {
            statuses.chunks(STATUSES).map(|part| vec![(*author, part.to_vec())]).collect()
        }
        _ => vec![written],
    }
}

async fn import(tx: &mut Tx, state: &State, part: &[(AccountId, Vec<ImportedStatus>)]) -> Result<()> {
    // Counting comes last in each import, so the authors come in the order of their ids.
    let mut part: Vec<&(AccountId, Vec<ImportedStatus>)> = part.iter().collect();
    part.sort_unstable_by_key(|(author, _)| *author);
    for (author, statuses) in part {
        statuses::import(tx, state, *author, statuses, false).await?;
    }
    events::emit(tx, state, Event::ManyChanged).await
}

/// What the account at a place writes: oldest first.
fn write(place: u32, per_account: u32, now: i64) -> Vec<ImportedStatus> {
    let status = |post: Post| ImportedStatus {
        at_ms: post.at_ms(per_account, now),
        text: post.text(),
        visibility: Visibility::Public,
    };
    Post::of(place, per_account).map(status).collect()
}
