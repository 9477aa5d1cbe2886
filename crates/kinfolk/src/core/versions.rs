//! Versions of accounts: what makes sure that a block, a revoked session or a suspension is never served stale.
//!
//! Whoever changes what policy needs to know of an account raises its version in the same transaction
//! ([`raise`]; [`events::emit`](super::events::emit) does it for profiles, standing and sessions, `edges` for edges). As long as this server hears everything that others write (`bus`), nobody reads versions. While it
//! may have missed something, [`State::recheck`] is called before what is remembered of an account is used: one
//! statement by key. The first time within such a period everything remembered of the account is dropped, since
//! nobody knows from before which change it is; later only when the version has moved.
//!
//! Why this is right: a change that was committed before the version is read shows in it, and then what is
//! remembered is dropped before anything is looked up. One that is committed afterwards happens at the same time
//! as the request. Loading that began before the drop does not survive it (`cache`).
//!
//! On SQLite one server serves and drops everything when another process writes, so there are no versions.

use std::collections::HashMap;

use base::Result;
use db::{Engine, Tx, Value, params};
use parking_lot::Mutex;

use super::words::AccountId;
use super::{Event, State, store};

/// More accounts than this are not kept in mind within one period; they count as seen for the first time.
const MOST: usize = 100_000;

/// Says that what policy needs to know of these accounts changes in this transaction: edges that hide, sessions,
/// standing. To be called before counters are touched, for several accounts at once rather than one by one: rows
/// are locked in ascending order.
///
/// # Errors
/// From the engine.
pub async fn raise(tx: &mut Tx, accounts: &[AccountId]) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    let mut accounts = accounts.to_vec();
    accounts.sort_unstable();
    accounts.dedup();
    tx.run(&store::VERSIONS_RAISE, params![Value::ids(accounts.iter().copied())]).await.map(drop)
}

/// The versions that were seen in one period.
#[derive(Debug, Default)]
pub(super) struct SeenVersions(Mutex<InPeriod>);

#[derive(Debug, Default)]
struct InPeriod {
    period: u64,
    versions: HashMap<AccountId, i64>,
}

impl SeenVersions {
    /// Those whose version moved since it was seen in this period, or was never seen.
    fn moved(&self, period: u64, now: &HashMap<AccountId, i64>) -> Vec<AccountId> {
        let mut seen = self.0.lock();
        if seen.period != period || seen.versions.len() > MOST {
            *seen = InPeriod { period, versions: HashMap::new() };
        }
        let moved = |(account, version): (&AccountId, &i64)| {
            seen.versions.get(account).is_none_or(|known| known < version).then_some(*account)
        };
        now.iter().filter_map(moved).collect()
    }

    /// What was remembered from before these versions is dropped. An older one, which can come late, changes nothing.
    fn dropped(&self, period: u64, accounts: &[AccountId], now: &HashMap<AccountId, i64>) {
        let mut seen = self.0.lock();
        if seen.period == period {
            for account in accounts {
                let version = now.get(account).copied().unwrap_or(0);
                let known = seen.versions.entry(*account).or_insert(version);
                *known = version.max(*known);
            }
        }
    }
}

impl State {
    /// Makes sure that what is remembered of these accounts is not stale, as far as policy needs it: their edges,
    /// sessions and standing. To be called before it is looked up. No statement while this server hears everything
    /// that others write; one otherwise.
    ///
    /// # Errors
    /// From the engine; then nothing that is remembered may be used.
    pub async fn recheck(&self, accounts: &[AccountId]) -> Result<()> {
        if self.bus().is_whole() || accounts.is_empty() { Ok(()) } else { recheck(self, accounts).await }
    }
}

async fn recheck(state: &State, accounts: &[AccountId]) -> Result<()> {
    let period = state.bus().period();
    let asked = accounts.to_vec();
    let read = async move |r: &mut db::Reader| {
        let values = params![Value::ids(asked.iter().copied())];
        r.all(&store::VERSIONS, values, |row| Ok((row.get(0)?, row.get(1)?))).await
    };
    // Who has no row was never changed.
    let mut now: HashMap<AccountId, i64> = accounts.iter().map(|account| (*account, 0)).collect();
    let versions: Vec<(AccountId, i64)> = state.db().read(read).await?;
    now.extend(versions);
    let moved = state.seen_versions().moved(period, &now);
    for account in &moved {
        state.tell(&Event::Doubted { account: *account });
    }
    // Only now may others take it for checked.
    state.seen_versions().dropped(period, &moved, &now);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_dropped_at_first_sight_and_when_its_version_moves() {
        let (seen, ann) = (SeenVersions::default(), AccountId::new(7));
        let at = |version: i64| HashMap::from([(ann, version)]);
        assert_eq!(seen.moved(1, &at(3)), [ann]);
        assert_eq!(seen.moved(1, &at(3)), [ann], "it was not dropped yet");
        seen.dropped(1, &[ann], &at(3));
        assert!(seen.moved(1, &at(3)).is_empty());
        assert_eq!(seen.moved(1, &at(4)), [ann]);
        seen.dropped(1, &[ann], &at(4));
        seen.dropped(1, &[ann], &at(3));
        assert!(seen.moved(1, &at(4)).is_empty(), "an older version that came late took the newer one back");
        assert_eq!(seen.moved(3, &at(4)), [ann], "a new period");
        seen.dropped(1, &[ann], &at(4));
        assert_eq!(seen.moved(3, &at(4)), [ann], "an answer from an older period counts nothing");
    }
}
