//! The JSON of the documents about this server.
//!
//! Limits are those that are enforced: what cannot be done yet (media in posts, polls) has limit 0.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::picture;
use super::size::Size;
use crate::core::Config;
use crate::core::config::Registrations;
use crate::http::page::Language;
use crate::{accounts, statuses};

/// Clients read the number in front to know what they may ask for; behind it stands who we are, as
/// other servers write it.
const VERSION: &str = concat!("4.6.0 (compatible; Kinfolk ", env!("CARGO_PKG_VERSION"), ")");

/// What the documents tell.
pub(super) struct About<'a> {
    /// The settings.
    pub(super) config: &'a Config,
    /// How large the server is.
    pub(super) size: Size,
    /// The owner's account, as JSON.
    pub(super) owner: Option<Box<RawValue>>,
}

/// JSON members and one that is JSON text already.
#[derive(Serialize)]
pub(super) struct WithContact {
    #[serde(flatten)]
    members: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_account: Option<Option<Box<RawValue>>>,
}

#[derive(Serialize)]
struct Contact {
    email: String,
    account: Option<Box<RawValue>>,
}

impl About<'_> {
    /// <https://docs.joinmastodon.org/entities/Instance/>
    pub(super) fn v2(self) -> WithContact {
        let config = self.config;
        let members = json!({
            "domain": config.domain,
            "title": config.site_name(),
            "version": VERSION,
            "source_url": self.source_url(),
            "description": description(),
            "usage": { "users": { "active_month": self.size.active_month } },
            "thumbnail": {
                "url": self.picture("thumbnail.png"),
                "description": "Two rings that overlap",
                "blurhash": null,
                "versions": { "@1x": self.picture("thumbnail.png") },
            },
            "icon": self.icons(),
            "languages": languages(),
            "configuration": self.configuration_v2(),
            "registrations": {
                "enabled": self.is_open(),
                "approval_required": false,
                "reason_required": false,
                "message": null,
                "min_age": null,
                "url": null,
            },
            // 1 is where the counting begins: it promises none of what clients look for behind higher numbers.
            "api_versions": { "mastodon": 1, "kinfolk": 1 },
            "rules": [],
        });
        let contact = Contact { email: self.contact_email(), account: self.owner };
        WithContact { members, contact: Some(contact), contact_account: None }
    }

    /// <https://docs.joinmastodon.org/entities/V1_Instance/>
    pub(super) fn v1(self) -> WithContact {
        let config = self.config;
        let members = json!({
            "uri": config.domain,
            "title": config.site_name(),
            "short_description": description(),
            "description": description(),
            "email": self.contact_email(),
            "version": VERSION,
            "urls": { "streaming_api": self.streaming() },
            "stats": { "user_count": self.size.people, "status_count": self.size.statuses, "domain_count": 0 },
            "thumbnail": self.picture("thumbnail.png"),
            "languages": languages(),
            "registrations": self.is_open(),
            "approval_required": false,
            "invites_enabled": false,
            "configuration": configuration(),
            "rules": [],
        });
        WithContact { members, contact: None, contact_account: Some(self.owner) }
    }

    /// `GET /nodeinfo/2.0` and `2.1` (<https://nodeinfo.diaspora.software/schema.html>). Clients look for the
    /// protocol before they take a server for one of this kind; that no other server is spoken with yet stands in the
    /// metadata.
    pub(super) fn nodeinfo(&self, version: &str) -> Value {
        let mut software = json!({ "name": "kinfolk", "version": env!("CARGO_PKG_VERSION") });
        if version == "2.1" {
            software["repository"] = self.source_url().into();
        }
        json!({
            "version": version,
            "software": software,
            "protocols": ["activitypub"],
            "services": { "inbound": [], "outbound": [] },
            "openRegistrations": self.is_open(),
            "usage": {
                "users": {
                    "total": self.size.people,
                    "activeMonth": self.size.active_month,
                    "activeHalfyear": self.size.active_half_year,
                },
                "localPosts": self.size.statuses,
            },
            "metadata": {
                "nodeName": self.config.site_name(),
                "nodeDescription": description(),
                "federation": { "enabled": false },
            },
        })
    }

    fn configuration_v2(&self) -> Value {
        let mut configuration = configuration();
        configuration["urls"] = json!({
            "streaming": self.streaming(),
            "status": null,
            "about": format!("{}/about", self.config.base_url),
            "privacy_policy": format!("{}/privacy-policy", self.config.base_url),
            "terms_of_service": format!("{}/terms-of-service", self.config.base_url),
        });
        // There is no web push yet, so there is no key.
        configuration["vapid"] = json!({ "public_key": "" });
        configuration["translation"] = json!({ "enabled": false });
        configuration["timelines_access"] =
            json!({ "live_feeds": { "local": "public", "remote": "public" } });
        configuration["limited_federation"] = json!(false);
        configuration
    }

    fn is_open(&self) -> bool {
        self.config.registrations == Registrations::Open
    }

    /// Where streaming will be; clients that find nothing there ask again and again instead.
    fn streaming(&self) -> String {
        self.config.base_url.replacen("http", "ws", 1)
    }

    /// The address for questions: the sender of mail, else the mailbox that every domain with mail has (RFC 5321 §4.5.1).
    fn contact_email(&self) -> String {
        contact_email(self.config)
    }

    fn source_url(&self) -> String {
        match env!("CARGO_PKG_REPOSITORY") {
            "" => format!("{}/about", self.config.base_url),
            repository => repository.to_owned(),
        }
    }

    fn picture(&self, file: &str) -> String {
        format!("{}/instance/{file}", self.config.base_url)
    }

    fn icons(&self) -> Vec<Value> {
        let squares = picture::FILES.iter().filter(|(_, width, height)| width == height);
        squares
            .map(|(file, width, height)| json!({ "src": self.picture(file), "size": format!("{width}x{height}") }))
            .collect()
    }
}

pub(super) fn contact_email(config: &Config) -> String {
    let from =
        config.mail_from.as_deref().map(|from| from.rsplit('<').next().unwrap_or(from).trim_end_matches('>'));
    let host = config.domain.split(':').next().unwrap_or("localhost");
    from.map_or_else(|| format!("postmaster@{host}"), ToOwned::to_owned)
}

fn description() -> String {
    Language::default().text("landing-default-lead")
}

/// The languages of the pages.
fn languages() -> Vec<String> {
    Language::all().map(Language::tag).collect()
}

/// The limits that both versions have.
fn configuration() -> Value {
    json!({
        "accounts": {
            "max_display_name_length": accounts::profile::MAX_DISPLAY_NAME,
            "max_note_length": accounts::profile::MAX_NOTE,
            "max_featured_tags": 0,
            "max_pinned_statuses": 0,
            "max_profile_fields": accounts::profile::MAX_FIELDS,
            "profile_field_name_limit": accounts::profile::MAX_FIELD,
            "profile_field_value_limit": accounts::profile::MAX_FIELD,
            "max_avatar_description_length": accounts::profile::MAX_DESCRIPTION,
            "max_header_description_length": accounts::profile::MAX_DESCRIPTION,
        },
        "statuses": {
            "max_characters": statuses::MAX_CHARACTERS,
            "max_media_attachments": 0,
            "characters_reserved_per_url": text::URL_LENGTH,
        },
        "media_attachments": {
            "supported_mime_types": [],
            "description_limit": 0,
            "image_size_limit": 0,
            "image_matrix_limit": 0,
            "video_size_limit": 0,
            "video_frame_rate_limit": 0,
            "video_matrix_limit": 0,
        },
        "polls": {
            "max_options": 0,
            "max_characters_per_option": 0,
            "min_expiration": 0,
            "max_expiration": 0,
        },
    })
}
