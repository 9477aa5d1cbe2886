//! What goes here when an account was deleted: its edges, some at a time, each with both its rows and what
//! it counted for.

use std::collections::BTreeMap;

use base::Result;
use db::Tx;

use super::follow::remove_follow;
use crate::accounts::{self, Change};
use crate::core::jobs::Run;
use crate::core::words::AccountId;
use crate::core::{State, leaving, versions};
use crate::edges::{Between, write};

/// The job that removes edges.
pub(super) const KIND: &str = "graph.forget_edges";
/// Accounts whose edges with the one that left go in one transaction.
const BATCH: usize = 20;

pub(super) async fn forget_edges(state: State, run: Run) -> Result<()> {
    let account = leaving::who(&run)?;
    for _ in 0..leaving::STEPS {
        let within = state.clone();
        let step = async move |tx: &mut Tx| forget_some(tx, &within, account).await;
        if state.db().write(step).await? == 0 {
            return Ok(());
        }
    }
    leaving::go_on(&state, &run).await
}

/// Removes all edges between the account and some others; gives how many others.
async fn forget_some(tx: &mut Tx, state: &State, account: AccountId) -> Result<usize> {
    let others = write::neighbours(tx, account, BATCH).await?;
    // All at once: edge by edge, two such jobs would lock their rows in different orders.
    let concerned: Vec<_> = others.iter().copied().chain([account]).collect();
    versions::raise(tx, &concerned).await?;
    for other in &others {
        write::lock_pair(tx, account, *other).await?;
    }
    let mut changes: BTreeMap<AccountId, Change> = BTreeMap::new();
    for other in &others {
        let [mine, theirs] = part(tx, state, account, *other).await?;
        *changes.entry(account).or_default() += mine;
        *changes.entry(*other).or_default() += theirs;
    }
    for (account, change) in changes {
        accounts::count(tx, state, account, change).await?;
    }
    Ok(others.len())
}

/// Removes every edge between two accounts and gives by how much the counters of each change. The caller
/// holds the pair's lock.
async fn part(tx: &mut Tx, state: &State, me: AccountId, other: AccountId) -> Result<[Change; 2]> {
    let were = write::between(tx, me, other).await?;
    let [mut mine, mut theirs] = remove_follow(tx, state, (me, other), were).await?;
    // What is left of a friendship whose first half is gone.
    let turned = Between { a_follows: were.b_follows, ..Between::default() };
    let [their_follow, my_follower] = remove_follow(tx, state, (other, me), turned).await?;
    mine += my_follower;
    theirs += their_follow;
    for (from, to, change) in [(me, other, &mut mine), (other, me, &mut theirs)] {
        if write::unblock(tx, state, from, to).await? {
            change.blocked -= 1;
        }
    }
    Ok([mine, theirs])
}
