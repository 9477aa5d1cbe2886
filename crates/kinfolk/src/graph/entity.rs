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
    note: String,
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
        let Relation { follow, mute, .. } = relation;
        Self {
            id: relation.account,
            following: follow.is_some(),
            showing_reblogs: follow.as_ref().is_some_and(|how| how.reblogs),
            notifying: follow.as_ref().is_some_and(|how| how.notify),
            followed_by: relation.followed_by,
            blocking: relation.blocking,
            blocked_by: relation.blocked_by,
            muting: mute.is_some(),
            muting_notifications: mute.is_some_and(|mute| mute.notifications),
            muting_expires_at: mute.and_then(|mute| mute.until).map(base::rfc3339),
            requested: relation.requested,
            requested_by: relation.requested_by,
            // Accounts of other servers do not exist yet.
            domain_blocking: false,
            endorsed: relation.endorsed,
            kinfolk: Kinfolk {
                friend: follow.is_some() && relation.followed_by,
                friend_requested: relation.friend_requested,
                friend_requested_by: relation.friend_requested_by,
            },
            languages: follow.map(|how| how.languages).filter(|languages| !languages.is_empty()),
            note: relation.note,
        }
    }
}
