//! Answers that clients want at their first log-in and that are empty because nobody can have made
//! such a thing here: the feature does not exist. Each goes away when its feature comes.

use axum::Json;
use serde_json::{Value, json};

use super::shape::Preferences;
use crate::accounts;
use crate::auth::Viewer;
use crate::core::State;
use crate::http::{ApiResult, Routes, op};

/// What is empty, its path, and the scopes that reading it needs; for none, any person's token will do.
const LISTS: [(&str, &str, &[&str]); 10] = [
    ("Announcements", "/api/v1/announcements", &[]),
    ("Conversations", "/api/v1/conversations", &["read:statuses"]),
    ("Tags that you feature", "/api/v1/featured_tags", &["read:accounts"]),
    ("Tags that you could feature", "/api/v1/featured_tags/suggestions", &["read:accounts"]),
    ("Filters, version 1", "/api/v1/filters", &["read:filters"]),
    ("Filters", "/api/v2/filters", &["read:filters"]),
    ("Tags that you follow", "/api/v1/followed_tags", &["read:follows"]),
    ("Posts that wait for their time", "/api/v1/scheduled_statuses", &["read:statuses"]),
    ("Whom you could follow, version 1", "/api/v1/suggestions", &["read:accounts"]),
    ("Whom you could follow", "/api/v2/suggestions", &["read:accounts"]),
];

/// Lists that are for everyone.
const OPEN: [(&str, &str); 7] = [
    ("Tags that somebody features", "/api/v1/accounts/{id}/featured_tags"),
    ("Proofs of identity", "/api/v1/accounts/{id}/identity_proofs"),
    ("Who wants to be found", "/api/v1/directory"),
    ("Tags that trend, by their old path", "/api/v1/trends"),
    ("Links that trend", "/api/v1/trends/links"),
    ("Posts that trend", "/api/v1/trends/statuses"),
    ("Tags that trend", "/api/v1/trends/tags"),
];

/// The URLs of this file.
pub(super) fn routes() -> Routes {
    let about =
        |summary| op(summary).gives::<Vec<()>>().details("Always empty: there is no such thing here yet.");
    let lists = LISTS.into_iter().fold(Routes::of("Not here yet"), |routes, (summary, path, scopes)| {
        routes.get(path, async move |viewer: Viewer| list(&viewer, scopes), about(summary).person(scopes))
    });
    let all = OPEN
        .into_iter()
        .fold(lists, |routes, (summary, path)| routes.get(path, async || Json([(); 0]), about(summary)));
    let own = Routes::of("Profile").get(
        "/api/v1/preferences",
        preferences,
        op("What holds of your posts and of how you read").person(&["read:accounts"]).gives::<Preferences>(),
    );
    all.merge(own)
}

fn list(viewer: &Viewer, scopes: &[&str]) -> ApiResult<Json<[Value; 0]>> {
    if !scopes.is_empty() {
        viewer.needs_any(scopes)?;
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
