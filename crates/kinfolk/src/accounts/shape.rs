//! The shapes of this module's JSON, which is written as bytes or piece by piece: for the API's description, and for
//! the tests that compare every answer with it.
//!
//! Sources: <https://docs.joinmastodon.org/entities/Account/>, <https://docs.joinmastodon.org/entities/Profile/>.

use schemars::JsonSchema;

/// Somebody's profile.
#[derive(JsonSchema)]
pub struct Account {
    /// Which.
    pub id: String,
    /// The name, without the domain.
    pub username: String,
    /// The name, with the domain if the account is of another server.
    pub acct: String,
    /// The name that is shown; may be empty.
    pub display_name: String,
    /// Whether follows must be asked for.
    pub locked: bool,
    /// Whether a program posts here.
    pub bot: bool,
    /// Whether the account wants to be found in directories.
    pub discoverable: bool,
    /// Whether public posts may be found by search.
    pub indexable: bool,
    /// Always false here.
    pub group: bool,
    /// The day on which the account was made, as RFC 3339.
    pub created_at: String,
    /// What the account says about itself: safe HTML.
    pub note: String,
    /// The profile's page.
    pub url: String,
    /// Identifies the account among all servers.
    pub uri: String,
    /// The picture.
    pub avatar: String,
    /// The picture, not moving.
    pub avatar_static: String,
    /// What the picture shows, in words; may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_description: Option<String>,
    /// The wide picture.
    pub header: String,
    /// The wide picture, not moving.
    pub header_static: String,
    /// What the wide picture shows, in words; may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_description: Option<String>,
    /// Whether others are not shown whom it follows and who follows it.
    pub hide_collections: bool,
    /// Whether search engines are asked to leave it out.
    pub noindex: bool,
    /// Custom emoji in its texts.
    pub emojis: Vec<CustomEmoji>,
    /// Its roles that are shown.
    pub roles: Vec<Role>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// How many follow it.
    pub followers_count: i64,
    /// How many it follows.
    pub following_count: i64,
    /// How many posts it has.
    pub statuses_count: i64,
    /// The day of its newest post, such as `2026-01-31`.
    pub last_status_at: Option<String>,
    /// Only there, and true, when the account is suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended: Option<bool>,
    /// What Mastodon has no word for.
    pub kinfolk: AccountExtra,
}

/// What Mastodon's account has no word for.
#[derive(JsonSchema)]
pub struct AccountExtra {
    /// With how many it follows each other.
    pub friends_count: i64,
    /// How many it blocks; only in one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_count: Option<i64>,
}

/// A custom emoji.
#[derive(JsonSchema)]
pub struct CustomEmoji {
    /// Its name, without colons.
    pub shortcode: String,
    /// The picture.
    pub url: String,
    /// The picture, not moving.
    pub static_url: String,
    /// Whether it is offered in a picker.
    pub visible_in_picker: bool,
}

/// A line of a profile.
#[derive(JsonSchema)]
pub struct Field {
    /// What it is about.
    pub name: String,
    /// What it says: safe HTML in an account, as typed in a source or a profile.
    pub value: String,
    /// Since when the page that it names is known to link back, as RFC 3339.
    pub verified_at: Option<String>,
}

/// What a user may do on this server.
#[derive(JsonSchema)]
pub struct Role {
    /// Which.
    pub id: String,
    /// Its name; empty for everybody's.
    pub name: String,
    /// Its colour, such as `#ff0000`; may be empty.
    pub color: String,
    /// Bits, as a decimal number.
    pub permissions: String,
    /// Whether it is shown.
    pub highlighted: bool,
}

/// One's own account, with what only its owner sees.
#[derive(JsonSchema)]
pub struct CredentialAccount {
    /// What everybody sees.
    #[serde(flatten)]
    pub account: Account,
    /// What its owner typed, and what holds of new posts.
    pub source: Source,
    /// What its owner may do.
    pub role: Role,
}

/// What the owner of an account typed.
#[derive(JsonSchema)]
pub struct Source {
    /// The visibility of new posts.
    pub privacy: String,
    /// Whether media of new posts are hidden until asked for.
    pub sensitive: bool,
    /// The language of new posts, as ISO 639.
    pub language: Option<String>,
    /// Who may quote new posts.
    pub quote_policy: String,
    /// As typed.
    pub note: String,
    /// As typed.
    pub fields: Vec<Field>,
    /// How many ask to follow.
    pub follow_requests_count: i64,
    /// As in the account.
    pub hide_collections: bool,
    /// As in the account.
    pub discoverable: bool,
    /// As in the account.
    pub indexable: bool,
    /// Web sites that may name this account as the author of their pages.
    pub attribution_domains: Vec<String>,
}

/// Somebody whom one has muted.
#[derive(JsonSchema)]
pub struct MutedAccount {
    /// Who.
    #[serde(flatten)]
    pub account: Account,
    /// When the mute ends, as RFC 3339; null if it does not.
    pub mute_expires_at: Option<String>,
}

/// One's own profile, as it is edited.
#[derive(JsonSchema)]
pub struct Profile {
    /// Which.
    pub id: String,
    /// The name that is shown; may be empty.
    pub display_name: String,
    /// As typed.
    pub note: String,
    /// As typed.
    pub fields: Vec<Field>,
    /// The picture that was uploaded.
    pub avatar: Option<String>,
    /// The same, not moving.
    pub avatar_static: Option<String>,
    /// What it shows, in words.
    pub avatar_description: String,
    /// The wide picture that was uploaded.
    pub header: Option<String>,
    /// The same, not moving.
    pub header_static: Option<String>,
    /// What it shows, in words.
    pub header_description: String,
    /// Whether follows must be asked for.
    pub locked: bool,
    /// Whether a program posts here.
    pub bot: bool,
    /// Whether others are not shown whom it follows and who follows it.
    pub hide_collections: bool,
    /// Whether the account wants to be found in directories.
    pub discoverable: bool,
    /// Whether public posts may be found by search.
    pub indexable: bool,
    /// Whether the profile has a tab of media.
    pub show_media: bool,
    /// Whether that tab has media of answers.
    pub show_media_replies: bool,
    /// Whether the profile has a tab of what is featured.
    pub show_featured: bool,
    /// Web sites that may name this account as the author of their pages.
    pub attribution_domains: Vec<String>,
    /// Tags that are featured.
    pub featured_tags: Vec<FeaturedTag>,
}

/// A tag on a profile.
#[derive(JsonSchema)]
pub struct FeaturedTag {
    /// Which.
    pub id: String,
    /// Without the sign.
    pub name: String,
    /// Its page.
    pub url: String,
    /// How many posts have it.
    pub statuses_count: i64,
    /// The day of the newest.
    pub last_status_at: Option<String>,
}
