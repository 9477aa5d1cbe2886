//! The JSON of relationships (<https://docs.joinmastodon.org/entities/Relationship/>).

use schemars::JsonSchema;
use serde::Serialize;

use crate::core::words::AccountId;
use crate::edges::Relation;

/// What the viewer is to an account.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Relationship {
    /// Whom this is about.
    id: AccountId,
    /// The viewer follows them.
    following: bool,
    /// What they reblog comes home.
    showing_reblogs: bool,
    /// The viewer is told when they post.
    notifying: bool,
    /// Only posts in these languages come home; null: all.
    languages: Option<Vec<String>>,
    /// They follow the viewer.
    followed_by: bool,
    /// The viewer blocks them.
    blocking: bool,
    /// They block the viewer.
    blocked_by: bool,
    /// The viewer mutes them.
    muting: bool,
    /// And their notifications.
    muting_notifications: bool,
    /// When the mute ends, as RFC 3339; null if it does not.
    muting_expires_at: Option<String>,
    /// The viewer has asked to follow them.
    requested: bool,
    /// They have asked to follow the viewer.
    requested_by: bool,
    /// The viewer blocks their server.
    domain_blocking: bool,
    /// The viewer features them on their profile.
    endorsed: bool,
    /// What the viewer noted about them, for themselves alone.
    note: String,
    /// What Mastodon has no word for.
    kinfolk: Kinfolk,
}

/// What Mastodon has no word for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RelationshipExtra")]
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
        let friend = relation.friends();
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
                friend,
                friend_requested: relation.friend_requested,
                friend_requested_by: relation.friend_requested_by,
            },
            languages: follow.map(|how| how.languages).filter(|languages| !languages.is_empty()),
            note: relation.note,
        }
    }
}
