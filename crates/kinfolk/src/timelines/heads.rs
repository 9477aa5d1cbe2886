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
//! The array grows with the accounts that were ever looked at, some 30 bytes each, and is dropped
//! with all caches.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::RwLock;

use crate::core::words::AccountId;

const CHUNK_BITS: usize = 12;
const CHUNK: usize = 1 << CHUNK_BITS;
/// Not loaded yet.
const UNKNOWN: i64 = -1;

/// All heads of this process.
#[derive(Debug, Default)]
pub struct Heads(RwLock<Table>);

#[derive(Debug, Default)]
struct Table {
    slots: HashMap<AccountId, u32>,
    chunks: Arc<Vec<Arc<[AtomicI64]>>>,
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
        *self.0.write() = Table::default();
    }

    /// Raises an account's head, if it has a slot.
    pub fn raise(&self, account: AccountId, head: i64) {
        let table = self.0.read();
        if let Some(slot) = table.slots.get(&account)
            && let Some(cell) = cell(&table.chunks, *slot)
        {
            cell.fetch_max(head, Ordering::AcqRel);
        }
    }
}

impl Table {
    fn slot(&mut self, account: AccountId) -> u32 {
        if let Some(slot) = self.slots.get(&account) {
            return *slot;
        }
        let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        if slot as usize >> CHUNK_BITS >= self.chunks.len() {
            let mut chunks = self.chunks.as_ref().clone();
            chunks.push((0..CHUNK).map(|_| AtomicI64::new(UNKNOWN)).collect());
            self.chunks = Arc::new(chunks);
        }
        self.slots.insert(account, slot);
        slot
    }
}

fn cell(chunks: &[Arc<[AtomicI64]>], slot: u32) -> Option<&AtomicI64> {
    chunks.get(slot as usize >> CHUNK_BITS)?.get(slot as usize & (CHUNK - 1))
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
        if let Some(cell) = cell(&self.0, slot) {
            cell.fetch_max(head, Ordering::AcqRel);
        }
    }
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
}
