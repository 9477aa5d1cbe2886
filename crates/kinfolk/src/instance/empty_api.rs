//! Answers that clients want at their first log-in and that are empty because nobody can have made
//! such a thing here: the feature does not exist. Each goes away when its feature comes.

use axum::Json;
use axum::routing::get;
use serde_json::{Value, json};

use crate::auth::Viewer;
use crate::http::{ApiResult, Routes};

/// Path and the scope that reading it needs.
const LISTS: [(&str, &str); 7] = [
    ("/api/v1/announcements", "read"),
    ("/api/v1/bookmarks", "read:bookmarks"),
    ("/api/v1/filters", "read:filters"),
    ("/api/v2/filters", "read:filters"),
    ("/api/v1/followed_tags", "read:follows"),
    ("/api/v1/lists", "read:lists"),
    ("/api/v1/scheduled_statuses", "read:statuses"),
];

/// The URLs of this file.
pub(super) fn routes() -> Routes {
    let lists = LISTS.into_iter().fold(Routes::new(), |router, (path, scope)| {
        router.route(path, get(async move |viewer: Viewer| list(&viewer, scope)))
    });
    lists.route("/api/v1/markers", get(markers)).route("/api/v1/preferences", get(preferences))
}

fn list(viewer: &Viewer, scope: &str) -> ApiResult<Json<[Value; 0]>> {
    // Whoever may read everything may read what has no scope of its own.
    if scope != "read" {
        viewer.needs(scope)?;
    }
    Ok(Json([]))
}

/// `GET /api/v1/markers`: nothing has been remembered.
async fn markers(viewer: Viewer) -> ApiResult<Json<Value>> {
    viewer.needs("read:statuses")?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/preferences`: what holds for everyone, as nobody can choose otherwise
/// (<https://docs.joinmastodon.org/entities/Preferences/>).
async fn preferences(viewer: Viewer) -> ApiResult<Json<Value>> {
    viewer.needs("read:accounts")?;
    Ok(Json(json!({
        "posting:default:visibility": "public",
        "posting:default:sensitive": false,
        "posting:default:language": null,
        "posting:default:quote_policy": "nobody",
        "reading:expand:media": "default",
        "reading:expand:spoilers": false,
        "reading:autoplay:gifs": false,
    })))
}
