//! What goes here when an account was deleted: its edges, some at a time, each with both its rows and what
//! it counted for.

use std::collections::BTreeMap;

use base::Result;
use db::Tx;

use super::{lists, pair};
use crate::accounts::{self, Change};
use crate::core::jobs::Run;
use crate::core::words::AccountId;
use crate::core::{State, leaving, versions};
use crate::edges::{Between, FollowSettings, write};

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
            return lists::forget(&state, account).await;
        }
    }
    leaving::go_on(&state, &run).await
}

/// Removes all edges between the account and some others, and what it keeps about them; gives how many others.
async fn forget_some(tx: &mut Tx, state: &State, account: AccountId) -> Result<usize> {
    let others = write::neighbours(tx, account, BATCH).await?;
    for other in &others {
        write::lock_pair(tx, account, *other).await?;
    }
    // Behind the pairs, as in every act, and all at once: edge by edge, two such jobs would wait for each other.
    let concerned: Vec<_> = others.iter().copied().chain([account]).collect();
    versions::raise(tx, &concerned).await?;
    let mut changes: BTreeMap<AccountId, Change> = BTreeMap::new();
    for other in &others {
        let old = write::between(tx, account, *other).await?;
        let nothing = Between::default();
        write::turn(tx, state, (account, *other), (old, nothing), &FollowSettings::default()).await?;
        let [mine, theirs] = pair::change(old, nothing);
        *changes.entry(account).or_default() += mine;
        *changes.entry(*other).or_default() += theirs;
    }
    write::forget_own(tx, account, &others).await?;
    for (account, change) in changes {
        accounts::count(tx, state, account, change).await?;
    }
    Ok(others.len())
}
