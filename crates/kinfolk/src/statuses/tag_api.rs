//! Hashtags over HTTP (<https://docs.joinmastodon.org/methods/tags/>). Their timelines are in `timelines`.

use axum::Json;
use axum::extract::Path;
use base::Error;

use super::tag_entity::{Tag, tag_entities};
use crate::auth::MaybeViewer;
use crate::core::State;
use crate::core::words::TagName;
use crate::http::{ApiResult, Routes, op};

const READ: &[&str] = &["read:statuses"];

/// This file's URLs.
pub(super) fn routes() -> Routes {
    Routes::of("Tags").get(
        "/api/v1/tags/{name}",
        show,
        op("A hashtag and how much it is used").anyone(READ).gives::<Tag>(),
    )
}

/// `GET /api/v1/tags/:name`. What could be a tag is one, used or not, as in Mastodon.
async fn show(state: State, viewer: MaybeViewer, Path(name): Path<String>) -> ApiResult<Json<Tag>> {
    viewer.needs("read:statuses")?;
    let name = TagName::parse(&name).ok_or(Error::NotFound)?;
    let mut found = tag_entities(&state, viewer.account().is_some(), &[name]).await?;
    Ok(Json(found.pop().ok_or_else(|| Error::internal("a tag is always told of"))?))
}
