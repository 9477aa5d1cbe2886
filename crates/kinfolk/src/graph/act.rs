//! How every act between two accounts is done: hold both, lock the pair, read, judge, write, and count last.

use base::Result;
use db::Tx;

use super::pair;
use crate::accounts;
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{Between, FollowSettings, write};
use crate::policy;

/// What an act does with what is between the two, given whether the other is locked. It runs in the transaction,
/// perhaps more than once.
pub(super) trait Act: Fn(Between, bool) -> Result<Between> + Send + Sync + 'static {}

impl<F: Fn(Between, bool) -> Result<Between> + Send + Sync + 'static> Act for F {}

/// Does an act of `me` towards `other`; `name` is what nobody can do to themselves. Both must be here.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; what the act says; or from the engine.
pub(super) async fn act(
    state: &State,
    name: &str,
    me: AccountId,
    other: AccountId,
    act: impl Act,
) -> Result<()> {
    policy::relate(name, me, other)?;
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        let locked = accounts::hold_both(tx, me, other).await?;
        let how = FollowSettings::default();
        turn(tx, &shared, (me, other), &how, |pair| act(pair, locked)).await
    };
    state.db().write(block).await
}

/// The same for an act that only takes away: it may be done to somebody suspended, too.
///
/// # Errors
/// As [`act`].
pub(super) async fn take_back(
    state: &State,
    name: &str,
    me: AccountId,
    other: AccountId,
    act: fn(Between) -> Between,
) -> Result<()> {
    policy::relate(name, me, other)?;
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[me]).await?;
        accounts::hold_even_suspended(tx, other).await?;
        turn(tx, &shared, (me, other), &FollowSettings::default(), |pair| Ok(act(pair))).await
    };
    state.db().write(block).await
}

/// Locks the pair, makes of what is between the two what `make` says, and counts.
///
/// # Errors
/// What `make` says, or from the engine.
pub(super) async fn turn(
    tx: &mut Tx,
    state: &State,
    (a, b): (AccountId, AccountId),
    how: &FollowSettings,
    make: impl FnOnce(Between) -> Result<Between>,
) -> Result<()> {
    write::lock_pair(tx, a, b).await?;
    let old = write::between(tx, a, b).await?;
    let new = make(old)?;
    write::turn(tx, state, (a, b), (old, new), how).await?;
    let [mine, theirs] = pair::change(old, new);
    accounts::count_each(tx, state, [(a, mine), (b, theirs)]).await
}
