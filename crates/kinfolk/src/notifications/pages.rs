//! HTML in: the list of notifications.

use axum::extract::Path;
use base::{Error, PageLimits, Result};
use serde::Deserialize;

use super::model::{Kind, NotificationId};
use super::read::{self, Told, Wanted};
use super::write;
use crate::accounts::account_view;
use crate::auth::PageViewer;
use crate::auth::shell::{Shell, back};
use crate::core::State;
use crate::core::words::AccountId;
use crate::http::page::views::{BadgePage, NotificationKind, NotificationView, NotificationsPage};
use crate::http::page::{Nav, When};
use crate::http::{ApiResult, Input, Paging, html};
use crate::{statuses, timelines};

const LIMITS: PageLimits = PageLimits { default: 20, max: 40 };
const PATH: &str = "/notifications";

/// `GET /notifications`. What the first page shows counts as read from then on.
pub(super) async fn list(state: State, viewer: PageViewer, mut shell: Shell, paging: Paging) -> ApiResult {
    let me = viewer.account;
    let wanted = Wanted { kinds: Kind::ALL.to_vec(), from: None };
    let shelf = read::page(&state, me, &wanted, paging.page(LIMITS)?).await?;
    let last_read = timelines::last_read(&state, me, timelines::NOTIFICATIONS).await?;
    let newest = shelf.told.first().map(|told| told.row.id.raw());
    if let Some(newest) = newest.filter(|_| paging.is_first()) {
        timelines::read_notifications(&state, me, newest).await?;
        shell.unread = 0;
    }
    html(&NotificationsPage {
        items: views(&state, &shell, me, &shelf.told, last_read).await?,
        paging: paging.links(PATH, shelf.cursors),
        page: shell.layout(&state, Nav::Notifications),
    })
}

/// Notifications as the page shows them. A fixed number of statements.
async fn views(
    state: &State,
    shell: &Shell,
    me: AccountId,
    told: &[Told],
    last_read: i64,
) -> Result<Vec<NotificationView>> {
    let shown: Vec<_> = told.iter().filter_map(|told| told.status.clone()).collect();
    let mut shown = statuses::views(state, Some(me), shell.language, &shown).await?.into_iter();
    let view = |told: &Told| {
        let id = told.row.id;
        NotificationView {
            id: id.to_string(),
            // The page that begins with it, wherever it stands in the one that is shown.
            path: format!("{PATH}?max_id={}", id.raw() + 1),
            kind: kind(told.row.kind),
            who: account_view(&told.from),
            when: When::new(shell.language, state.now_ms(), id.raw() >> 20),
            is_new: id.raw() > last_read,
            // The views stand in the order of the statuses, of which each notification has its own.
            status: told.status.as_ref().and_then(|_| shown.next()),
        }
    };
    Ok(told.iter().map(view).collect())
}

fn kind(kind: Kind) -> NotificationKind {
    match kind {
        Kind::Follow => NotificationKind::Follow,
        Kind::FollowRequest => NotificationKind::FollowRequest,
        Kind::FriendRequest => NotificationKind::FriendRequest,
        Kind::FriendAccepted => NotificationKind::FriendAccepted,
        Kind::Befriended => NotificationKind::Befriended,
        Kind::Mention => NotificationKind::Mention,
        Kind::Favourite => NotificationKind::Favourite,
        Kind::Reblog => NotificationKind::Reblog,
    }
}

/// `GET /notifications/unread`: the number on the bell, which pages ask for now and then. Who was signed out meanwhile is
/// not sent away from what they are writing: there is just no number.
pub(super) async fn unread(state: State, shell: Shell) -> ApiResult {
    html(&BadgePage { page: shell.layout(&state, Nav::None) })
}

/// The hidden field of the forms.
#[derive(Debug, Deserialize)]
pub(super) struct ReturnForm {
    return_to: Option<String>,
}

/// `POST /notifications/{id}/dismiss`. One that is gone already is as good as dismissed.
pub(super) async fn dismiss(
    state: State,
    viewer: PageViewer,
    Path(id): Path<String>,
    form: Input<ReturnForm>,
) -> ApiResult {
    let id: NotificationId = id.parse().map_err(|_| Error::NotFound)?;
    match write::dismiss(&state, viewer.account, id).await {
        Ok(()) | Err(Error::NotFound) => Ok(back(form.value.return_to.as_deref(), PATH, None)),
        Err(error) => Err(error.into()),
    }
}

/// `POST /notifications/clear`.
pub(super) async fn clear(state: State, viewer: PageViewer) -> ApiResult {
    write::clear(&state, viewer.account).await?;
    Ok(back(None, PATH, Some("cleared")))
}
