//! The JSON of relationships (<https://docs.joinmastodon.org/entities/Relationship/>).

use serde::Serialize;

use crate::core::words::AccountId;
use crate::edges::Relation;

/// What the viewer is to an account.
#[derive(Debug, Serialize)]
pub struct Relationship {
    id: AccountId,
    following: bool,
    showing_reblogs: bool,
    notifying: bool,
    languages: Option<Vec<String>>,
    followed_by: bool,
    blocking: bool,
    blocked_by: bool,
    muting: bool,
    muting_notifications: bool,
    muting_expires_at: Option<String>,
    requested: bool,
    requested_by: bool,
    domain_blocking: bool,
    endorsed: bool,
    note: &'static str,
    kinfolk: Kinfolk,
}

/// What Mastodon has no word for.
#[derive(Debug, Serialize)]
struct Kinfolk {
    /// Both follow each other.
    friend: bool,
    /// The viewer has asked the account to be friends.
    friend_requested: bool,
    /// The account has asked the viewer to be friends.
    friend_requested_by: bool,
}

impl From<Relation> for Relationship {
    fn from(relation: Relation) -> Self {
        let follow = relation.follow.as_ref();
        Self {
            id: relation.account,
            following: follow.is_some(),
            showing_reblogs: follow.is_some_and(|how| how.reblogs),
            notifying: follow.is_some_and(|how| how.notify),
            followed_by: relation.followed_by,
            blocking: relation.blocking,
            blocked_by: relation.blocked_by,
            muting: false,
            muting_notifications: false,
            muting_expires_at: None,
            requested: false,
            requested_by: false,
            domain_blocking: false,
            endorsed: false,
            note: "",
            kinfolk: Kinfolk {
                friend: follow.is_some() && relation.followed_by,
                friend_requested: false,
                friend_requested_by: false,
            },
            languages: relation.follow.map(|how| how.languages).filter(|languages| !languages.is_empty()),
        }
    }
}
