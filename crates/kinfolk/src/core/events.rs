//! Domain events and the outbox.
//!
//! A transaction that changes something calls [`emit`] in its block. That writes an outbox row in
//! the same transaction and hands the event to the committer, who dispatches it to the listeners
//! after the commit and before the acknowledgement. So who has been told "done" finds every
//! cache of this instance up to date.
//!
//! Events are *state-based*: a row says which thing changed, and whoever reads the row goes and
//! reads the thing. They are idempotent and promise no order. What an event carries beyond its
//! row is a hint for listeners of this process, which need not read then; every hint that can go
//! both ways carries a version, and the higher version wins.

use std::sync::Arc;

use base::Result;
use db::{Tx, params};

pub use super::adoption::Adoption;
use super::foreign::Row;
pub use super::outbox::sweep;
pub use super::tail::Tail;
use super::words::{AccountId, StatusId, TagName, Visibility};
use super::{State, store, versions};

/// Something that has happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A profile, its standing or its existence changed.
    AccountChanged {
        /// Whose.
        account: AccountId,
    },
    /// An account was deleted. What it owned is still there and hidden; each module removes its own in
    /// jobs that follow up on this.
    AccountLeft {
        /// Which.
        account: AccountId,
    },
    /// An account is no longer locked. Only says so to who follows up on it; `AccountChanged` says the rest.
    AccountUnlocked {
        /// Which.
        account: AccountId,
    },
    /// The counters of an account are now these.
    AccountCounted {
        /// Whose.
        account: AccountId,
        /// The new values.
        counts: AccountCounts,
    },
    /// An edge from one account to another changed: follow, block, mute, a request.
    EdgeChanged {
        /// Whose edge.
        from: AccountId,
        /// To whom.
        to: AccountId,
    },
    /// Somebody who had asked to be friends is a friend now. Only says so to who follows up on it; `EdgeChanged` says the rest.
    FriendAccepted {
        /// Who had asked.
        asker: AccountId,
        /// Who was asked.
        by: AccountId,
    },
    /// Two were friends and are no more. Only says so, as well.
    FriendsParted {
        /// One of them.
        one: AccountId,
        /// The other.
        other: AccountId,
    },
    /// A status was written.
    StatusCreated {
        /// What timelines and policy need to know of it.
        facts: Arc<StatusFacts>,
    },
    /// A status is gone.
    StatusDeleted {
        /// Which.
        status: StatusId,
        /// Whose it was.
        author: AccountId,
    },
    /// The counters of a status are now these.
    StatusCounted {
        /// Which.
        status: StatusId,
        /// The new values.
        counts: StatusCounts,
    },
    /// An account favourited, reblogged or otherwise marked a status, or took it back.
    MarkChanged {
        /// Who.
        account: AccountId,
        /// What.
        status: StatusId,
    },
    /// An account bookmarked a status, or took it back. Nobody else is told, and nothing is counted.
    BookmarkChanged {
        /// Who.
        account: AccountId,
        /// What.
        status: StatusId,
    },
    /// Sessions of an account, or of an application without account, changed or ended.
    SessionsChanged {
        /// Whose; `AccountId::ZERO` for an application's own token.
        account: AccountId,
    },
    /// So much changed that whoever remembers anything reads it again: written by bulk loads, once a block
    /// instead of once a row.
    ManyChanged,
    /// What is remembered of an account may be stale as far as policy needs it; nothing needs to have happened.
    /// Told by [`versions`](super::versions), never written.
    Doubted {
        /// Whose.
        account: AccountId,
    },
    /// What an account is told of, or how far it has read that, changed.
    NotificationsChanged {
        /// Whose.
        account: AccountId,
    },
    /// The counters of a status changed, and no other row of the transaction names it: says so to other
    /// processes. In this one `StatusCounted` has said it already.
    StatusRecounted {
        /// Which.
        status: StatusId,
    },
}

/// The codes of events in the outbox; what was released never changes.
pub mod kind {
    /// Subject: the account.
    pub const ACCOUNT_CHANGED: i64 = 1;
    /// Subject: whose edge; object: to whom. Also moves the counters of both.
    pub const EDGE_CHANGED: i64 = 2;
    /// Subject: the status; object: its author. Also moves the counters of the author, and of what it
    /// answers or reblogs.
    pub const STATUS_CREATED: i64 = 3;
    /// Subject: the status; object: its author. Also moves the author's counters.
    pub const STATUS_DELETED: i64 = 4;
    /// Subject: who; object: the status, whose counters moved too.
    pub const MARK_CHANGED: i64 = 5;
    /// Subject: whose sessions, 0 for those of applications.
    pub const SESSIONS_CHANGED: i64 = 6;
    /// No subject.
    pub const MANY_CHANGED: i64 = 7;
    /// Subject: the status.
    pub const STATUS_RECOUNTED: i64 = 8;
    /// Subject: the account.
    pub const ACCOUNT_LEFT: i64 = 9;
    /// Subject: whose notifications.
    pub const NOTIFICATIONS_CHANGED: i64 = 10;
    /// Subject: who; object: the status.
    pub const BOOKMARK_CHANGED: i64 = 11;
}

/// What timelines and policy need to know of a status; never changes but by deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusFacts {
    /// Which.
    pub id: StatusId,
    /// Whose.
    pub author: AccountId,
    /// For whom.
    pub visibility: Visibility,
    /// What it answers.
    pub in_reply_to: Option<StatusId>,
    /// Whom it answers; may be the author.
    pub in_reply_to_account: Option<AccountId>,
    /// The status it reblogs, and whose that is.
    pub reblog_of: Option<(StatusId, AccountId)>,
    /// Who is mentioned, ascending, each once.
    pub mentions: Box<[AccountId]>,
    /// ISO 639 code, if the author gave one.
    pub language: Option<Box<str>>,
    /// Its hashtags, in the order of its text, each once.
    pub tags: Box<[TagName]>,
}

impl StatusFacts {
    /// It belongs in the timelines of its tags: public, and no reblog.
    #[must_use]
    pub fn is_tagged(&self) -> bool {
        self.visibility == Visibility::Public && self.reblog_of.is_none() && !self.tags.is_empty()
    }

    /// It belongs in public timelines: public, no reblog, and no answer to somebody else.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        let answers_others = self.in_reply_to.is_some() && self.in_reply_to_account != Some(self.author);
        self.visibility == Visibility::Public && self.reblog_of.is_none() && !answers_others
    }
}

/// Counters of an account. `version` grows with each change; a listener keeps the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountCounts {
    /// Grows by one with each change.
    pub version: i64,
    /// Statuses of any visibility but direct.
    pub statuses: i64,
    /// Accounts that follow this one.
    pub followers: i64,
    /// Accounts that this one follows.
    pub following: i64,
    /// Accounts with edges both ways.
    pub friends: i64,
    /// Accounts that this one blocks.
    pub blocked: i64,
    /// Accounts that have asked to follow this one.
    pub requests: i64,
    /// Unix milliseconds of the newest status, 0 if there is none.
    pub last_status_at: i64,
    /// Upper bound of the newest status's id, 0 if there is none.
    pub head: i64,
}

/// Counters of a status. `version` grows with each change; a listener keeps the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusCounts {
    /// Grows by one with each change.
    pub version: i64,
    /// Direct answers.
    pub replies: i64,
    /// Reblogs.
    pub reblogs: i64,
    /// Favourites.
    pub favourites: i64,
}

impl Event {
    /// What a row says by itself, without anything being read; `None` where only
    /// [`Builder::revive`](super::Builder::revive) can tell. The inverse of [`Event::row`].
    pub(super) fn of_row(row: &Row) -> Option<Self> {
        let (account, other) = (AccountId::new(row.subject), AccountId::new(row.object));
        Some(match row.kind {
            kind::ACCOUNT_CHANGED => Self::AccountChanged { account },
            kind::EDGE_CHANGED => Self::EdgeChanged { from: account, to: other },
            kind::STATUS_DELETED => Self::StatusDeleted { status: StatusId::new(row.subject), author: other },
            kind::MARK_CHANGED => Self::MarkChanged { account, status: StatusId::new(row.object) },
            kind::SESSIONS_CHANGED => Self::SessionsChanged { account },
            kind::MANY_CHANGED => Self::ManyChanged,
            kind::ACCOUNT_LEFT => Self::AccountLeft { account },
            kind::NOTIFICATIONS_CHANGED => Self::NotificationsChanged { account },
            kind::BOOKMARK_CHANGED => Self::BookmarkChanged { account, status: StatusId::new(row.object) },
            _ => return None,
        })
    }

    /// The outbox row: kind, subject, object. `None` for a hint that another event's row implies.
    fn row(&self) -> Option<(i64, i64, i64)> {
        match self {
            Self::AccountChanged { account } => Some((kind::ACCOUNT_CHANGED, account.raw(), 0)),
            Self::EdgeChanged { from, to } => Some((kind::EDGE_CHANGED, from.raw(), to.raw())),
            Self::StatusCreated { facts } => Some((kind::STATUS_CREATED, facts.id.raw(), facts.author.raw())),
            Self::StatusDeleted { status, author } => {
                Some((kind::STATUS_DELETED, status.raw(), author.raw()))
            }
            Self::MarkChanged { account, status } => Some((kind::MARK_CHANGED, account.raw(), status.raw())),
            Self::BookmarkChanged { account, status } => {
                Some((kind::BOOKMARK_CHANGED, account.raw(), status.raw()))
            }
            Self::SessionsChanged { account } => Some((kind::SESSIONS_CHANGED, account.raw(), 0)),
            Self::ManyChanged => Some((kind::MANY_CHANGED, 0, 0)),
            Self::AccountLeft { account } => Some((kind::ACCOUNT_LEFT, account.raw(), 0)),
            Self::NotificationsChanged { account } => Some((kind::NOTIFICATIONS_CHANGED, account.raw(), 0)),
            Self::StatusRecounted { status } => Some((kind::STATUS_RECOUNTED, status.raw(), 0)),
            Self::AccountUnlocked { .. }
            | Self::FriendAccepted { .. }
            | Self::FriendsParted { .. }
            | Self::AccountCounted { .. }
            | Self::StatusCounted { .. }
            | Self::Doubted { .. } => None,
        }
    }
}

/// What travels from a transaction to the committer.
pub(super) struct Committed {
    /// The outbox row, to be sent to others and marked done, if there is one.
    pub row: Option<Row>,
    pub event: Event,
}

/// Writes the event's outbox row and the jobs that follow from it, and has it dispatched after the commit.
///
/// # Errors
/// From the engine.
pub async fn emit(tx: &mut Tx, state: &State, event: Event) -> Result<()> {
    emit_each(tx, state, [event]).await
}

/// The same for several events, whose rows are under way to the engine together.
///
/// # Errors
/// From the engine.
pub async fn emit_each(tx: &mut Tx, state: &State, events: impl IntoIterator<Item = Event>) -> Result<()> {
    let events: Vec<Event> = events.into_iter().collect();
    for event in &events {
        if let Event::AccountChanged { account } | Event::SessionsChanged { account } = event {
            // Here, so that nobody forgets it. What an edge hides from whom only `edges` knows.
            versions::raise(tx, &[*account]).await?;
        }
    }
    let mut rows = insert(tx, state, events.iter().filter_map(Event::row).collect()).await?.into_iter();
    for event in events {
        let row = if event.row().is_some() { rows.next() } else { None };
        let jobs = state.follow_ups(&event);
        tx.announce(Box::new(Committed { row, event }));
        for job in jobs {
            state.enqueue(tx, job).await?;
        }
    }
    Ok(())
}

/// Writes rows of a kind, a subject and an object under ids that are free. Two instances can make the same one in a
/// millisecond; buckets of their own make that rare, and whoever comes second takes the next.
async fn insert(tx: &mut Tx, state: &State, rows: Vec<(i64, i64, i64)>) -> Result<Vec<Row>> {
    let now = state.now_ms();
    let (instance, bucket) = (state.instance(), base::bucket_of(state.instance().unwrap_or(0)));
    // Who cannot be heard by others leaves its rows to those who can.
    let until = instance.filter(|_| state.bus().is_heard()).map_or(0, |_| now + LEASE_MS);
    let lease = instance.unwrap_or(0);
    let with_id = |(kind, subject, object)| Row { id: state.ids().make_quiet(bucket), kind, subject, object };
    let mut written: Vec<Row> = rows.into_iter().map(with_id).collect();
    let mut left: Vec<usize> = (0..written.len()).collect();
    while !left.is_empty() {
        let values = left.iter().map(|nth| {
            let Row { id, kind, subject, object } = written[*nth];
            params![id, kind, subject, object, now, lease, until].to_vec()
        });
        let values: Vec<_> = values.collect();
        let mut inserted = tx.run_each(&store::OUTBOX_INSERT, &values).await?.into_iter();
        left.retain(|_| inserted.next() == Some(0));
        for nth in &left {
            written[*nth].id = state.ids().make_quiet(bucket);
        }
    }
    Ok(written)
}

/// How long a row belongs to the instance that wrote it.
pub(super) const LEASE_MS: i64 = 30_000;
