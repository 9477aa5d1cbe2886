//! Heads: for each account, an upper bound of its newest status's id.
//!
//! A page of the 20 newest statuses can only come from the 20 accounts with the highest heads, so
//! heads decide which rings are opened at all. They stand in one dense array, because a reader who
//! follows 5 000 accounts looks at 5 000 of them for each page.
//!
//! A head only grows: deleting the newest status leaves it too high, which costs an opened ring and
//! nothing else. It grows by events and by loading, in any order, so a slot is made *before* its
//! account is loaded: an event in between is not lost, and is by itself a true head, since the
//! newest id is above all others.
//!
//! Asking for heads account by account reads a page of the database for each, which takes long as long as nothing is in
//! memory. So a server that starts reads all of them in the order in which they lie on disk ([`warm_up`]), beside its
//! work. While that goes on an event of an account without a slot makes one: the sweep may have read the old head.
//!
//! The array grows with the accounts that were ever looked at, some 26 bytes each, and is dropped
//! with all caches.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base::Result;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use parking_lot::RwLock;

use super::rings::Rings;
use crate::accounts;
use crate::core::State;
use crate::core::words::AccountId;

const CHUNK_BITS: usize = 12;
const CHUNK: usize = 1 << CHUNK_BITS;
/// Not loaded yet.
const UNKNOWN: i64 = -1;
/// Accounts whose heads the sweep reads at once.
const STEP: usize = 2_000;
/// What one account takes here, in bytes.
const BYTES_EACH: usize = 26;

/// All heads of this process.
#[derive(Debug, Default)]
pub struct Heads(RwLock<Table>);

#[derive(Debug, Default)]
struct Table {
    /// Whose slot is which.
    accounts: Vec<AccountId>,
    /// Places in `accounts`, found by what stands there.
    slots: HashTable<u32>,
    hasher: RandomState,
    chunks: Arc<Vec<Arc<[AtomicI64]>>>,
    /// A sweep is under way.
    swept: bool,
    /// How often everything was forgotten.
    generation: u64,
}

/// The array as it was when it was asked for; slots made later are not in it.
#[derive(Debug, Clone)]
pub struct View(Arc<Vec<Arc<[AtomicI64]>>>);

impl Heads {
    /// The slots of accounts, in order; made where there are none.
    pub fn slots(&self, accounts: &[AccountId]) -> Box<[u32]> {
        let mut table = self.0.write();
        accounts.iter().map(|account| table.slot(*account)).collect()
    }

    /// The array for reading.
    pub fn view(&self) -> View {
        View(Arc::clone(&self.0.read().chunks))
    }

    /// Forgets all slots. Who holds slots of the old array holds its `View` too, and both go together.
    pub fn clear(&self) {
        let mut table = self.0.write();
        let (swept, generation) = (table.swept, table.generation + 1);
        *table = Table { swept, generation, ..Table::default() };
    }

    /// Raises an account's head, if it has a slot.
    pub fn raise(&self, account: AccountId, head: i64) {
        let table = self.0.read();
        if let Some(slot) = table.find(account) {
            raise(&table.chunks, slot, head);
        } else if table.swept {
            drop(table);
            let mut table = self.0.write();
            let slot = table.slot(account);
            raise(&table.chunks, slot, head);
        }
    }

    /// From now on until the sweep ends no event is passed over.
    fn begin_sweep(&self) {
        self.0.write().swept = true;
    }

    fn end_sweep(&self) {
        self.0.write().swept = false;
    }

    fn generation(&self) -> u64 {
        self.0.read().generation
    }

    /// Takes in what was read after `generation` was asked for; `false`, and nothing taken in, when everything was
    /// forgotten since.
    fn take_in(&self, generation: u64, heads: &[(AccountId, i64)]) -> bool {
        let mut table = self.0.write();
        if table.generation != generation {
            return false;
        }
        for (account, head) in heads {
            let slot = table.slot(*account);
            raise(&table.chunks, slot, *head);
        }
        true
    }
}

impl Table {
    fn find(&self, account: AccountId) -> Option<u32> {
        let is = |slot: &u32| self.accounts.get(*slot as usize) == Some(&account);
        self.slots.find(self.hasher.hash_one(account), is).copied()
    }

    fn slot(&mut self, account: AccountId) -> u32 {
        let Self { accounts, slots, hasher, chunks, .. } = self;
        let is = |slot: &u32| accounts.get(*slot as usize) == Some(&account);
        let hash = |slot: &u32| hasher.hash_one(accounts[*slot as usize]);
        match slots.entry(hasher.hash_one(account), is, hash) {
            Entry::Occupied(slot) => *slot.get(),
            Entry::Vacant(vacant) => {
                let slot = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
                vacant.insert(slot);
                accounts.push(account);
                if slot as usize >> CHUNK_BITS >= chunks.len() {
                    Arc::make_mut(chunks).push((0..CHUNK).map(|_| AtomicI64::new(UNKNOWN)).collect());
                }
                slot
            }
        }
    }
}

fn cell(chunks: &[Arc<[AtomicI64]>], slot: u32) -> Option<&AtomicI64> {
    chunks.get(slot as usize >> CHUNK_BITS)?.get(slot as usize & (CHUNK - 1))
}

fn raise(chunks: &[Arc<[AtomicI64]>], slot: u32, head: i64) {
    if let Some(cell) = cell(chunks, slot) {
        cell.fetch_max(head, Ordering::AcqRel);
    }
}

impl View {
    /// The head in a slot; `None` when it is not known yet.
    #[must_use]
    pub fn get(&self, slot: u32) -> Option<i64> {
        let head = cell(&self.0, slot)?.load(Ordering::Acquire);
        (head != UNKNOWN).then_some(head)
    }

    /// Puts a loaded head in, unless a higher one is there already.
    pub fn loaded(&self, slot: u32, head: i64) {
        raise(&self.0, slot, head);
    }
}

/// Reads the heads of all accounts, or of as many as memory is meant for. For a server that starts: what it
/// does not come to is read when it is asked for.
///
/// # Errors
/// From the engine; what was read before stays.
pub async fn warm_up(state: &State) -> Result<()> {
    let Rings { heads, heads_bytes, .. } = state.part();
    heads.begin_sweep();
    let done = sweep(state, heads, heads_bytes / BYTES_EACH).await;
    heads.end_sweep();
    done
}

async fn sweep(state: &State, heads: &Heads, most: usize) -> Result<()> {
    let (mut after, mut taken) = (AccountId::ZERO, 0);
    while taken < most {
        let generation = heads.generation();
        let rows = accounts::heads_after(state, after, STEP as i64).await?;
        let Some((last, _)) = rows.last() else { break };
        if heads.take_in(generation, &rows) {
            after = *last;
            taken += rows.len();
        }
        // Requests come first.
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_before_the_load_is_not_lost() {
        let heads = Heads::default();
        let account = AccountId::new(7);
        heads.raise(account, 1);
        let slots = heads.slots(&[account]);
        assert_eq!(heads.view().get(slots[0]), None, "without a slot an event says nothing");
        heads.raise(account, 90);
        heads.view().loaded(slots[0], 40);
        assert_eq!(heads.view().get(slots[0]), Some(90));
    }

    #[test]
    fn slots_are_kept_and_survive_growth() {
        let heads = Heads::default();
        let many: Vec<AccountId> = (1..10_000).map(AccountId::new).collect();
        let first = heads.slots(&many);
        let view = heads.view();
        view.loaded(first[9_000], 5);
        assert_eq!(heads.slots(&many), first);
        assert_eq!(heads.view().get(first[9_000]), Some(5));
    }

    #[test]
    fn an_event_during_a_sweep_is_not_lost() {
        let heads = Heads::default();
        let account = AccountId::new(7);
        heads.begin_sweep();
        let generation = heads.generation();
        heads.raise(account, 90);
        assert!(heads.take_in(generation, &[(account, 40), (AccountId::new(8), 0)]), "the rows are older");
        heads.end_sweep();
        let slots = heads.slots(&[account, AccountId::new(8), AccountId::new(9)]);
        let view = heads.view();
        assert_eq!(slots.iter().map(|slot| view.get(*slot)).collect::<Vec<_>>(), [Some(90), Some(0), None]);
    }

    #[test]
    fn what_was_read_before_everything_was_forgotten_is_not_taken_in() {
        let heads = Heads::default();
        let account = AccountId::new(7);
        heads.begin_sweep();
        let generation = heads.generation();
        heads.clear();
        assert!(!heads.take_in(generation, &[(account, 40)]));
        assert_eq!(heads.view().get(heads.slots(&[account])[0]), None);
    }
}
