//! What one client knows for certain: what it was answered, and what it asked for without an answer.
//!
//! Each client acts as its own account and waits for each answer, so for every follow, favourite, reblog and status
//! there is one ledger that knows what it must be: there, not there, or, after a request without an answer, either.
//! How the ledgers are compared with the rows is in `audit.rs`, who fills them is in `client.rs`.

use std::collections::{BTreeMap, HashMap};

/// Whether something exists, as far as its only writer was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Yes,
    No,
    /// The last request about it was not answered.
    Either,
}

/// What became of a status that was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Alive,
    /// Its deletion was asked for and not answered.
    Deleting,
    Deleted,
}

/// A status that was acknowledged.
#[derive(Clone, Debug)]
pub struct Post {
    pub text: String,
    pub fate: Fate,
}

/// A reblog, by what it reblogs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reblog {
    /// It exists under this id.
    Yes(i64),
    No,
    /// The last request about it was not answered.
    Either,
}

/// A status that was sent and not acknowledged.
#[derive(Clone, Debug)]
pub struct Sent {
    pub text: String,
    /// The whole form, to send it again.
    pub form: String,
    /// With a key it may be sent again.
    pub key: Option<String>,
    /// What the rows said after the restart: the status that it had become, if any.
    pub found: Option<Option<i64>>,
}

/// How often what was acknowledged, by the name of the act.
pub type Tally = BTreeMap<&'static str, u64>;

/// One client's book.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The client's account.
    pub account: i64,
    /// Every status of one's own that was ever acknowledged, but for reblogs.
    pub posts: BTreeMap<i64, Post>,
    /// By whom it follows.
    pub follows: BTreeMap<i64, Known>,
    /// By the status.
    pub favourites: BTreeMap<i64, Known>,
    /// By what is reblogged.
    pub reblogs: BTreeMap<i64, Reblog>,
    /// Statuses without an answer.
    pub sent: Vec<Sent>,
    /// Statuses that were said not to exist. Somebody must have tried to delete each of them.
    pub refused: Vec<i64>,
    /// What cannot be right, told by an answer.
    pub faults: Vec<String>,
    pub tally: Tally,
}

impl Ledger {
    /// The book of an account that has done nothing.
    pub fn new(account: i64) -> Self {
        Self { account, ..Self::default() }
    }

    /// Counts an act that was acknowledged, or another thing worth counting.
    pub fn count(&mut self, name: &'static str) {
        *self.tally.entry(name).or_default() += 1;
    }

    /// Statuses of one's own that certainly exist.
    pub fn alive(&self) -> impl DoubleEndedIterator<Item = i64> {
        self.posts.iter().filter(|(_, post)| post.fate == Fate::Alive).map(|(id, _)| *id)
    }
}

/// The sums of all ledgers.
pub fn sum(ledgers: &[Ledger]) -> Tally {
    let mut sum = Tally::new();
    for (name, count) in ledgers.iter().flat_map(|ledger| &ledger.tally) {
        *sum.entry(name).or_default() += count;
    }
    sum
}

/// What became of every acknowledged status, whoever wrote it.
pub fn fates(ledgers: &[Ledger]) -> HashMap<i64, Fate> {
    ledgers.iter().flat_map(|ledger| ledger.posts.iter().map(|(id, post)| (*id, post.fate))).collect()
}
