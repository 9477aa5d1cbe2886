//! The shapes of the documents about this server: for the API's description, and for the tests that compare every answer
//! with it.
//!
//! Sources: <https://docs.joinmastodon.org/entities/Instance/>, <https://docs.joinmastodon.org/entities/V1_Instance/>,
//! <https://nodeinfo.diaspora.software/schema.html>, RFC 7033, <https://oembed.com>.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::accounts::shape::Account;

/// This server, its limits and what it can do.
#[derive(JsonSchema)]
pub struct Instance {
    /// The domain of its accounts.
    pub domain: String,
    /// Its name.
    pub title: String,
    /// The version of Mastodon whose API this is, and in brackets what the server is.
    pub version: String,
    /// Where its source is.
    pub source_url: String,
    /// What it says about itself.
    pub description: String,
    /// How many use it.
    pub usage: Usage,
    /// Its picture.
    pub thumbnail: Thumbnail,
    /// Its icons.
    pub icon: Vec<Icon>,
    /// The languages of its pages, as ISO 639.
    pub languages: Vec<String>,
    /// Its limits and addresses.
    pub configuration: Configuration,
    /// Who may sign up.
    pub registrations: Registrations,
    /// Versions of APIs: `mastodon` promises what clients look for behind that number, `kinfolk` the extensions.
    pub api_versions: BTreeMap<String, i64>,
    /// Whom to ask.
    pub contact: Contact,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// How many use a server.
#[derive(JsonSchema)]
pub struct Usage {
    /// People.
    pub users: UsageUsers,
}

/// People who use a server.
#[derive(JsonSchema)]
pub struct UsageUsers {
    /// Within the last four weeks.
    pub active_month: i64,
}

/// A server's picture.
#[derive(JsonSchema)]
pub struct Thumbnail {
    /// The picture.
    pub url: String,
    /// What it shows, in words.
    pub description: Option<String>,
    /// A blurred version, as text.
    pub blurhash: Option<String>,
    /// The same in other sizes.
    pub versions: BTreeMap<String, String>,
}

/// A server's icon.
#[derive(JsonSchema)]
pub struct Icon {
    /// The picture.
    pub src: String,
    /// Width and height, such as `192x192`.
    pub size: String,
}

/// Limits and addresses.
#[derive(JsonSchema)]
pub struct Configuration {
    /// Limits of profiles.
    pub accounts: AccountLimits,
    /// Limits of posts.
    pub statuses: StatusLimits,
    /// Limits of media.
    pub media_attachments: MediaLimits,
    /// Limits of polls.
    pub polls: PollLimits,
    /// Addresses; not in version 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urls: Option<Urls>,
    /// The key of web push; not in version 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vapid: Option<Vapid>,
    /// Whether posts can be translated; not in version 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<Enabled>,
    /// Who may read which timelines; not in version 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timelines_access: Option<TimelinesAccess>,
    /// Whether only chosen servers are spoken with; not in version 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited_federation: Option<bool>,
}

/// Limits of profiles; lengths in characters.
#[derive(JsonSchema)]
pub struct AccountLimits {
    /// Of the name that is shown.
    pub max_display_name_length: i64,
    /// Of what an account says about itself.
    pub max_note_length: i64,
    /// Featured tags.
    pub max_featured_tags: i64,
    /// Pinned posts.
    pub max_pinned_statuses: i64,
    /// Fields.
    pub max_profile_fields: i64,
    /// Of a field's name.
    pub profile_field_name_limit: i64,
    /// Of a field's value.
    pub profile_field_value_limit: i64,
    /// Of what the picture shows, in words.
    pub max_avatar_description_length: i64,
    /// Of what the wide picture shows, in words.
    pub max_header_description_length: i64,
}

/// Limits of posts.
#[derive(JsonSchema)]
pub struct StatusLimits {
    /// Characters.
    pub max_characters: i64,
    /// Media.
    pub max_media_attachments: i64,
    /// As how many characters a link counts.
    pub characters_reserved_per_url: i64,
}

/// Limits of media; 0 where nothing can be sent.
#[derive(JsonSchema)]
pub struct MediaLimits {
    /// What may be sent.
    pub supported_mime_types: Vec<String>,
    /// Characters of a description.
    pub description_limit: i64,
    /// Bytes of a picture.
    pub image_size_limit: i64,
    /// Pixels of a picture.
    pub image_matrix_limit: i64,
    /// Bytes of a film.
    pub video_size_limit: i64,
    /// Pictures per second of a film.
    pub video_frame_rate_limit: i64,
    /// Pixels of a film.
    pub video_matrix_limit: i64,
}

/// Limits of polls; 0 where none can be held.
#[derive(JsonSchema)]
pub struct PollLimits {
    /// Options.
    pub max_options: i64,
    /// Characters of an option.
    pub max_characters_per_option: i64,
    /// Seconds at least.
    pub min_expiration: i64,
    /// Seconds at most.
    pub max_expiration: i64,
}

/// Addresses.
#[derive(JsonSchema)]
pub struct Urls {
    /// Of live updates.
    pub streaming: String,
    /// Of a page about outages.
    pub status: Option<String>,
    /// Of the page about this server.
    pub about: Option<String>,
    /// Of the privacy policy.
    pub privacy_policy: Option<String>,
    /// Of the terms of service.
    pub terms_of_service: Option<String>,
}

/// The key of web push.
#[derive(JsonSchema)]
pub struct Vapid {
    /// Empty when there is no web push.
    pub public_key: String,
}

/// Whether something is on.
#[derive(JsonSchema)]
pub struct Enabled {
    /// It is.
    pub enabled: bool,
}

/// Who may read which timelines.
#[derive(JsonSchema)]
pub struct TimelinesAccess {
    /// Of public posts.
    pub live_feeds: LiveFeeds,
}

/// Who may read public posts: `public`, `authenticated` or `disabled`.
#[derive(JsonSchema)]
pub struct LiveFeeds {
    /// Of this server.
    pub local: String,
    /// Of other servers.
    pub remote: String,
}

/// Who may sign up.
#[derive(JsonSchema)]
pub struct Registrations {
    /// Whether anybody may.
    pub enabled: bool,
    /// Whether a moderator must agree.
    pub approval_required: bool,
    /// Whether one must say why.
    pub reason_required: bool,
    /// Why nobody may: safe HTML.
    pub message: Option<String>,
    /// How old one must be, in years.
    pub min_age: Option<i64>,
    /// Another address at which one signs up.
    pub url: Option<String>,
}

/// Whom to ask.
#[derive(JsonSchema)]
pub struct Contact {
    /// A mail address.
    pub email: String,
    /// The owner's account.
    pub account: Option<Account>,
}

/// A rule.
#[derive(JsonSchema)]
pub struct Rule {
    /// Which.
    pub id: String,
    /// What it says.
    pub text: String,
    /// More about it.
    pub hint: String,
}

/// The same in the words of version 1.
#[derive(JsonSchema)]
pub struct InstanceV1 {
    /// The domain of its accounts.
    pub uri: String,
    /// Its name.
    pub title: String,
    /// What it says about itself, plain.
    pub short_description: String,
    /// What it says about itself.
    pub description: String,
    /// A mail address to ask at.
    pub email: String,
    /// As in version 2.
    pub version: String,
    /// Addresses.
    pub urls: UrlsV1,
    /// How large it is.
    pub stats: Stats,
    /// Its picture.
    pub thumbnail: Option<String>,
    /// The languages of its pages.
    pub languages: Vec<String>,
    /// Whether anybody may sign up.
    pub registrations: bool,
    /// Whether a moderator must agree.
    pub approval_required: bool,
    /// Whether people may invite others.
    pub invites_enabled: bool,
    /// Its limits.
    pub configuration: Configuration,
    /// The owner's account.
    pub contact_account: Option<Account>,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// Addresses, in version 1.
#[derive(JsonSchema)]
pub struct UrlsV1 {
    /// Of live updates.
    pub streaming_api: String,
}

/// How large a server is.
#[derive(JsonSchema)]
pub struct Stats {
    /// People.
    pub user_count: i64,
    /// Posts.
    pub status_count: i64,
    /// Other servers.
    pub domain_count: i64,
}

/// A text about this server.
#[derive(JsonSchema)]
pub struct InstanceText {
    /// Since when it is so, as RFC 3339.
    pub updated_at: String,
    /// Safe HTML.
    pub content: String,
}

/// Terms of service.
#[derive(JsonSchema)]
pub struct TermsOfService {
    /// The day from which they hold.
    pub effective_date: String,
    /// Whether they hold now.
    pub effective: bool,
    /// Safe HTML.
    pub content: String,
    /// The day from which others hold.
    pub succeeded_by: Option<String>,
}

/// Where to find something (RFC 7033 §4.4).
#[derive(JsonSchema)]
pub struct Link {
    /// What it is.
    pub rel: String,
    /// Its content type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// What a name stands for (RFC 7033).
#[derive(JsonSchema)]
pub struct Descriptor {
    /// The name.
    pub subject: String,
    /// Other addresses of the same.
    pub aliases: Vec<String>,
    /// Where to find more.
    pub links: Vec<Link>,
}

/// Where nodeinfo is.
#[derive(JsonSchema)]
pub struct NodeinfoLinks {
    /// For each version.
    pub links: Vec<Link>,
}

/// What kind of server this is, for machines.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Nodeinfo {
    /// Of the document.
    pub version: String,
    /// What the server runs.
    pub software: Software,
    /// What it speaks.
    pub protocols: Vec<String>,
    /// Other services that it is joined to.
    pub services: Services,
    /// Whether anybody may sign up.
    pub open_registrations: bool,
    /// How large it is.
    pub usage: NodeinfoUsage,
    /// What the document has no word for.
    pub metadata: Metadata,
}

/// What a server runs.
#[derive(JsonSchema)]
pub struct Software {
    /// `kinfolk`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where its source is; from version 2.1 of the document on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
}

/// Other services that a server is joined to.
#[derive(JsonSchema)]
pub struct Services {
    /// What it reads from.
    pub inbound: Vec<String>,
    /// What it writes to.
    pub outbound: Vec<String>,
}

/// How large a server is.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeinfoUsage {
    /// People.
    pub users: NodeinfoUsers,
    /// Posts.
    pub local_posts: i64,
}

/// People of a server.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeinfoUsers {
    /// All.
    pub total: i64,
    /// Within a month.
    pub active_month: i64,
    /// Within half a year.
    pub active_halfyear: i64,
}

/// What nodeinfo has no word for.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// The server's name.
    pub node_name: String,
    /// What it says about itself.
    pub node_description: String,
    /// Whether it speaks with other servers.
    pub federation: Enabled,
}

/// How to show a post on another page.
#[derive(JsonSchema)]
pub struct Embed {
    /// `rich`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `1.0`.
    pub version: String,
    /// Who wrote it.
    pub title: String,
    /// Who wrote it.
    pub author_name: String,
    /// Their page.
    pub author_url: String,
    /// This server's name.
    pub provider_name: String,
    /// This server's address.
    pub provider_url: String,
    /// Seconds for which this holds.
    pub cache_age: i64,
    /// What to show.
    pub html: String,
    /// Pixels.
    pub width: i64,
    /// Pixels; null if it depends.
    pub height: Option<i64>,
}

/// Whether the process answers.
#[derive(JsonSchema)]
pub struct Health {
    /// `UP`.
    pub status: String,
}

/// Whether a server can do its work.
#[derive(JsonSchema)]
pub struct Readiness {
    /// Every check holds.
    pub ready: bool,
    /// By name.
    pub checks: BTreeMap<String, Check>,
}

/// One thing that a server needs.
#[derive(JsonSchema)]
pub struct Check {
    /// It is there.
    pub ok: bool,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What holds of one's posts and of how one reads.
#[derive(JsonSchema)]
pub struct Preferences {
    /// The visibility of new posts.
    #[serde(rename = "posting:default:visibility")]
    pub visibility: String,
    /// Whether media of new posts are hidden until asked for.
    #[serde(rename = "posting:default:sensitive")]
    pub sensitive: bool,
    /// The language of new posts, as ISO 639.
    #[serde(rename = "posting:default:language")]
    pub language: Option<String>,
    /// Who may quote new posts.
    #[serde(rename = "posting:default:quote_policy")]
    pub quote_policy: String,
    /// Which media are shown at once.
    #[serde(rename = "reading:expand:media")]
    pub media: String,
    /// Whether posts with a content warning are shown at once.
    #[serde(rename = "reading:expand:spoilers")]
    pub spoilers: bool,
    /// Whether moving pictures move at once.
    #[serde(rename = "reading:autoplay:gifs")]
    pub gifs: bool,
}
