//! What the module thinks with: statuses as they are remembered, shown and written.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::accounts::Card;
use crate::core::cache::Weigh;
use crate::core::events::{StatusCounts, StatusFacts};
use crate::core::kept::Kept;
use crate::core::words::{AccountId, ApplicationId, StatusId, Visibility};

/// The longest text together with its content warning, in characters as clients count them.
pub const MAX_CHARACTERS: usize = 500;

/// A remembered status: what policy needs, and the bytes of its JSON that are the same for
/// everybody who reads it. It never changes but for its counters.
#[derive(Debug)]
pub struct Cached {
    /// Who wrote what for whom.
    pub facts: StatusFacts,
    /// Its media are to be hidden until asked for.
    pub sensitive: bool,
    /// Its JSON up to and including `"account":`, see [`super::render`].
    pub(super) body: Kept,
    pub(super) counts: Counters,
}

impl Cached {
    /// The text as safe HTML; empty for a reblog.
    #[must_use]
    pub fn content(&self) -> String {
        self.body.text("content")
    }

    /// The content warning as plain text; empty if there is none.
    #[must_use]
    pub fn spoiler_text(&self) -> String {
        self.body.text("spoiler_text")
    }

    /// How often it was answered, reblogged and favourited.
    #[must_use]
    pub fn counts(&self) -> StatusCounts {
        self.counts.get()
    }

    /// Takes over newer counters; older ones, which can arrive late, change nothing.
    pub(super) fn recount(&self, counts: StatusCounts) {
        self.counts.raise(counts);
    }
}

/// The counters of a remembered status. Every page that shows it reads them, on all cores at once, so reading writes
/// nothing, not even a lock: who reads while they change may get one counter from before and another from after, each of
/// which was right.
#[derive(Debug)]
pub(super) struct Counters {
    version: AtomicI64,
    replies: AtomicI64,
    reblogs: AtomicI64,
    favourites: AtomicI64,
}

impl Counters {
    pub(super) fn new(counts: StatusCounts) -> Self {
        let StatusCounts { version, replies, reblogs, favourites } = counts;
        Self {
            version: version.into(),
            replies: replies.into(),
            reblogs: reblogs.into(),
            favourites: favourites.into(),
        }
    }

    fn get(&self) -> StatusCounts {
        StatusCounts {
            version: self.version.load(Ordering::Acquire),
            replies: self.replies.load(Ordering::Relaxed),
            reblogs: self.reblogs.load(Ordering::Relaxed),
            favourites: self.favourites.load(Ordering::Relaxed),
        }
    }

    /// Called by one at a time: the cache holds the lock of the status while an event changes it.
    fn raise(&self, new: StatusCounts) {
        if new.version > self.version.load(Ordering::Relaxed) {
            self.replies.store(new.replies, Ordering::Relaxed);
            self.reblogs.store(new.reblogs, Ordering::Relaxed);
            self.favourites.store(new.favourites, Ordering::Relaxed);
            self.version.store(new.version, Ordering::Release);
        }
    }
}

impl Weigh for Arc<Cached> {
    fn weight(&self) -> usize {
        size_of::<Cached>()
            + size_of_val(&*self.facts.mentions)
            + self.facts.tags.iter().map(|tag| size_of_val(tag) + tag.as_str().len()).sum::<usize>()
            + self.facts.language.as_ref().map_or(0, |language| language.len())
            + self.body.size()
    }
}

/// A status as one reader gets it: itself and, if it is a reblog, what it reblogs.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The status that was asked for.
    pub outer: Arc<Cached>,
    /// Who wrote it.
    pub author: Arc<Card>,
    /// What it reblogs.
    pub inner: Option<Arc<Cached>>,
    /// Who wrote what it reblogs.
    pub inner_author: Option<Arc<Card>>,
}

impl Shown {
    /// The status with a text: favourites, reblogs and answers belong to it.
    #[must_use]
    pub fn proper(&self) -> &Arc<Cached> {
        self.inner.as_ref().unwrap_or(&self.outer)
    }

    /// Who wrote the status with a text.
    #[must_use]
    pub fn proper_author(&self) -> &Arc<Card> {
        self.inner_author.as_ref().unwrap_or(&self.author)
    }
}

/// What a timeline keeps of a status: enough to place and to filter it before it is loaded. There are many of these in
/// memory, so each has 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub id: StatusId,
    /// Whose.
    pub author: AccountId,
    /// Whom it answers, who may be the author; zero for nobody.
    pub answered: AccountId,
    /// For whom.
    pub visibility: Visibility,
    /// It answers another status.
    pub is_reply: bool,
    /// It reblogs another status.
    pub is_reblog: bool,
}

impl Entry {
    /// Whom it answers.
    #[must_use]
    pub fn answers(&self) -> Option<AccountId> {
        (self.answered != AccountId::ZERO).then_some(self.answered)
    }
}

impl From<&StatusFacts> for Entry {
    fn from(facts: &StatusFacts) -> Self {
        Self {
            id: facts.id,
            author: facts.author,
            answered: facts.in_reply_to_account.unwrap_or(AccountId::ZERO),
            visibility: facts.visibility,
            is_reply: facts.in_reply_to.is_some(),
            is_reblog: facts.reblog_of.is_some(),
        }
    }
}

/// A status that somebody wants to publish, as it came in.
#[derive(Debug, Clone)]
pub struct NewStatus {
    /// Whose.
    pub author: AccountId,
    /// As typed.
    pub text: String,
    /// The content warning, as typed; empty if there is none.
    pub spoiler_text: String,
    /// For whom; by default everybody, or the followers of a locked account.
    pub visibility: Option<Visibility>,
    /// Hide its media until asked for; by default as the author has set.
    pub sensitive: Option<bool>,
    /// ISO 639 code.
    pub language: Option<String>,
    /// What it answers.
    pub in_reply_to: Option<StatusId>,
    /// The app that it was written with.
    pub application: Option<ApplicationId>,
    /// Makes sending the same twice publish once.
    pub idempotency_key: Option<String>,
}

impl NewStatus {
    /// A status with nothing but a text.
    #[must_use]
    pub fn new(author: AccountId, text: impl Into<String>) -> Self {
        Self {
            author,
            text: text.into(),
            spoiler_text: String::new(),
            visibility: None,
            sensitive: None,
            language: None,
            in_reply_to: None,
            application: None,
            idempotency_key: None,
        }
    }
}
