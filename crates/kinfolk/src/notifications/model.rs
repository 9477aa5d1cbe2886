//! What somebody is told of.

use base::Id;

use crate::core::words::{AccountId, StatusId};

/// Tells ids of notifications from others.
#[derive(Debug)]
pub enum Tag {}

/// Id of a notification.
pub type NotificationId = Id<Tag>;

/// What has happened. The numbers stand in the database; what was released never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody follows.
    Follow,
    /// Somebody asks to follow.
    FollowRequest,
    /// Somebody mentions one.
    Mention,
    /// Somebody favourites one's status.
    Favourite,
    /// Somebody boosts one's status.
    Reblog,
    /// Somebody asks to be friends.
    FriendRequest,
    /// Somebody became friends who was asked to.
    FriendAccepted,
    /// Somebody who asked to be friends is one now.
    Befriended,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Follow,
        Self::FollowRequest,
        Self::Mention,
        Self::Favourite,
        Self::Reblog,
        Self::FriendRequest,
        Self::FriendAccepted,
        Self::Befriended,
    ];

    /// What a request is told as once it was answered with yes; `None` for what is no request.
    #[must_use]
    pub const fn granted(self) -> Option<Self> {
        match self {
            Self::FollowRequest => Some(Self::Follow),
            Self::FriendRequest => Some(Self::Befriended),
            _ => None,
        }
    }

    /// The number in the database.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Follow => 1,
            Self::FollowRequest => 2,
            Self::Mention => 3,
            Self::Favourite => 4,
            Self::Reblog => 5,
            Self::FriendRequest => 6,
            Self::FriendAccepted => 7,
            Self::Befriended => 8,
        }
    }

    /// From the number in the database; `None` for one of a later version.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word that clients use (<https://docs.joinmastodon.org/entities/Notification/#type>); our own have a prefix.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Follow => "follow",
            Self::FollowRequest => "follow_request",
            Self::Mention => "mention",
            Self::Favourite => "favourite",
            Self::Reblog => "reblog",
            Self::FriendRequest => "kinfolk:friend_request",
            Self::FriendAccepted => "kinfolk:friend_accepted",
            Self::Befriended => "kinfolk:befriended",
        }
    }

    /// Whether every Mastodon app knows it. Others are shown to those who ask for them: apps have crashed at types that
    /// they do not know.
    #[must_use]
    pub const fn is_known_to_all(self) -> bool {
        !matches!(self, Self::FriendRequest | Self::FriendAccepted | Self::Befriended)
    }
}

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notification {
    /// Which; made when it was written.
    pub id: NotificationId,
    /// What happened.
    pub kind: Kind,
    /// By whom.
    pub from: AccountId,
    /// To which status, if to any.
    pub status: Option<StatusId>,
}
