//! The shapes of this module's JSON, which is written as bytes: for the API's description, and for the tests that
//! compare every answer with it (<https://docs.joinmastodon.org/entities/Notification/>).

use schemars::JsonSchema;

use crate::accounts::shape::Account;
use crate::statuses::shape::Status;

/// Something that happened to somebody.
#[derive(JsonSchema)]
pub struct Notification {
    /// Which.
    pub id: String,
    /// `follow`, `follow_request`, `mention`, `favourite`, `reblog`; and, for those who ask for them,
    /// `kinfolk:friend_request`, `kinfolk:friend_accepted` and `kinfolk:befriended`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, as RFC 3339.
    pub created_at: String,
    /// Those with the same key belong together.
    pub group_key: String,
    /// Who did it.
    pub account: Account,
    /// What it was done to, or what was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// How many notifications are unread.
#[derive(JsonSchema)]
pub struct UnreadCount {
    /// At most as many as were asked about.
    pub count: i64,
}
