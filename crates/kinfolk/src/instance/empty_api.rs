//! Answers that clients want at their first log-in and that are empty because nobody can have made
//! such a thing here: the feature does not exist. Each goes away when its feature comes.

use axum::Json;
use axum::routing::get;
use serde_json::{Value, json};

use crate::accounts;
use crate::auth::Viewer;
use crate::core::State;
use crate::http::{ApiResult, Routes};

/// Path and the scope that reading it needs.
const LISTS: [(&str, &str); 11] = [
    ("/api/v1/announcements", "read"),
    ("/api/v1/bookmarks", "read:bookmarks"),
    ("/api/v1/conversations", "read:statuses"),
    ("/api/v1/featured_tags", "read:accounts"),
    ("/api/v1/featured_tags/suggestions", "read:accounts"),
    ("/api/v1/filters", "read:filters"),
    ("/api/v2/filters", "read:filters"),
    ("/api/v1/followed_tags", "read:follows"),
    ("/api/v1/scheduled_statuses", "read:statuses"),
    ("/api/v1/suggestions", "read:accounts"),
    ("/api/v2/suggestions", "read:accounts"),
];

/// Lists that are for everyone.
const OPEN: [&str; 7] = [
    "/api/v1/accounts/{id}/featured_tags",
    "/api/v1/accounts/{id}/identity_proofs",
    "/api/v1/directory",
    "/api/v1/trends",
    "/api/v1/trends/links",
    "/api/v1/trends/statuses",
    "/api/v1/trends/tags",
];

/// The URLs of this file.
pub(super) fn routes() -> Routes {
    let lists = LISTS.into_iter().fold(Routes::new(), |router, (path, scope)| {
        router.route(path, get(async move |viewer: Viewer| list(&viewer, scope)))
    });
    let open = OPEN.into_iter().fold(lists, |router, path| router.route(path, get(async || Json([(); 0]))));
    open.route("/api/v1/preferences", get(preferences))
}

fn list(viewer: &Viewer, scope: &str) -> ApiResult<Json<[Value; 0]>> {
    // Whoever may read everything may read what has no scope of its own.
    if scope != "read" {
        viewer.needs(scope)?;
    }
    Ok(Json([]))
}

/// `GET /api/v1/preferences`: what holds of one's posts, and what nobody can choose here
/// (<https://docs.joinmastodon.org/entities/Preferences/>).
async fn preferences(state: State, viewer: Viewer) -> ApiResult<Json<Value>> {
    viewer.needs("read:accounts")?;
    let own = accounts::show(&state, Some(viewer.account), viewer.account).await?;
    Ok(Json(json!({
        "posting:default:visibility": own.defaults.visibility.as_str(),
        "posting:default:sensitive": own.defaults.sensitive,
        "posting:default:language": own.defaults.language,
        "posting:default:quote_policy": own.defaults.quote_policy,
        "reading:expand:media": "default",
        "reading:expand:spoilers": false,
        "reading:autoplay:gifs": false,
    })))
}
