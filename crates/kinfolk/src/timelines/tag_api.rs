//! Timelines of tags over HTTP (<https://docs.joinmastodon.org/methods/timelines/#tag>).

use axum::extract::{Path, RawQuery};
use base::PageLimits;
use schemars::JsonSchema;
use serde::Deserialize;

use super::api::{STATUSES, present};
use super::tagged::{WantedTags, tagged};
use crate::auth::MaybeViewer;
use crate::core::State;
use crate::core::words::TagName;
use crate::http::input::{Flag, Many};
use crate::http::{ApiResult, Paging, Routes, input, json_bytes, op};
use crate::statuses::shape::Status;

/// As many further tags of each kind as Mastodon takes; others are passed over, as it does.
const FURTHER: usize = 4;

/// This file's URLs.
pub(super) fn routes() -> Routes {
    Routes::of("Timelines").get(
        "/api/v1/timelines/tag/{hashtag}",
        of_tag,
        op("Public posts with a hashtag")
            .anyone(STATUSES)
            .asks::<Query>()
            .pages::<Status>(PageLimits::STATUSES),
    )
}

/// What else is asked of posts with a hashtag.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Query {
    /// Or with one of these hashtags; the first four count.
    any: Many<String>,
    /// And with each of these hashtags; the first four count.
    all: Many<String>,
    /// And with none of these hashtags; the first four count.
    none: Many<String>,
    /// Only posts of this server, which all are.
    #[serde(rename = "local")]
    _local: Option<Flag>,
    /// Only posts of other servers, of which there are none yet.
    remote: Option<Flag>,
    /// Only posts with media, of which there are none yet.
    only_media: Option<Flag>,
}

impl Query {
    /// `None` when nothing can be so.
    fn wanted(&self, hashtag: &str) -> Option<WantedTags> {
        let is_on = |flag: &Option<Flag>| flag.as_ref().is_some_and(|flag| flag.0);
        if is_on(&self.remote) || is_on(&self.only_media) {
            return None;
        }
        let any = std::iter::once(TagName::parse(hashtag)?).chain(names(&self.any).flatten()).collect();
        // Nothing has what is no tag.
        let all = names(&self.all).collect::<Option<Vec<_>>>()?;
        Some(WantedTags { any, all, none: names(&self.none).flatten().collect() })
    }
}

fn names(typed: &Many<String>) -> impl Iterator<Item = Option<TagName>> {
    typed.0.iter().filter(|name| !name.is_empty()).take(FURTHER).map(|name| TagName::parse(name))
}

/// `GET /api/v1/timelines/tag/:hashtag`, for everyone; scope `read:statuses` with a token.
async fn of_tag(
    state: State,
    viewer: MaybeViewer,
    Path(hashtag): Path<String>,
    RawQuery(query): RawQuery,
    paging: Paging,
) -> ApiResult {
    viewer.needs("read:statuses")?;
    let page = paging.page(PageLimits::STATUSES)?;
    let query: Query = input::query(&query.unwrap_or_default())?;
    let Some(wanted) = query.wanted(&hashtag) else { return Ok(json_bytes("[]")) };
    let shelf = tagged(&state, viewer.account(), wanted, page).await?;
    present(&state, viewer.account(), &paging, shelf).await
}
