//! The `Tag` entity (<https://docs.joinmastodon.org/entities/Tag/>).

use std::sync::Arc;

use base::Result;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::tag_uses::{Day, Uses, uses};
use crate::core::State;
use crate::core::words::TagName;

/// A hashtag.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tag {
    /// A number made of the name, the same everywhere.
    pub id: String,
    /// Folded, without the sign.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Its public uses on the last seven days, today first; counted at most five minutes ago, and of the newest two thousand.
    pub history: Vec<TagDay>,
    /// Whether the viewer follows it, which nobody can yet; absent without a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub following: Option<bool>,
    /// Whether the viewer features it on their profile, which nobody can yet; absent without a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub featuring: Option<bool>,
}

/// Uses of a hashtag on one day of UTC.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TagDay {
    /// When it began: Unix seconds, as text.
    pub day: String,
    /// How many posts, as text.
    pub uses: String,
    /// By how many people, as text.
    pub accounts: String,
}

impl From<Day> for TagDay {
    fn from(day: Day) -> Self {
        Self {
            day: (day.start_ms / 1_000).to_string(),
            uses: day.uses.to_string(),
            accounts: day.accounts.to_string(),
        }
    }
}

/// Tags as an app gets them, whether or not they were ever used; in the same order.
///
/// # Errors
/// From the engine.
pub async fn tag_entities(state: &State, is_signed_in: bool, names: &[TagName]) -> Result<Vec<Tag>> {
    let counted = uses(state, names).await?;
    let tag = |(name, counted): (&TagName, Arc<Uses>)| Tag {
        id: number_of(name).to_string(),
        name: name.to_string(),
        url: super::tag_url(&state.config().base_url, name.as_str()),
        history: counted.days.into_iter().map(TagDay::from).collect(),
        following: is_signed_in.then_some(false),
        featuring: is_signed_in.then_some(false),
    };
    Ok(names.iter().zip(counted).map(tag).collect())
}

/// Tags have no rows, and clients want an id: of some milliards of names no two are likely to share one.
fn number_of(name: &TagName) -> i64 {
    let digest: [u8; 32] = Sha256::digest(name.as_str().as_bytes()).into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    i64::from_be_bytes([a & 0x7f, b, c, d, e, f, g, h])
}
