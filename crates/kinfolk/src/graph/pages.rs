//! HTML in: the lists of a profile, and the forms that follow and block.

use axum::extract::Path;
use axum::response::Response;
use base::{Error, PageLimits};
use serde::Deserialize;

use super::people::people;
use super::{FollowChange, views};
use crate::accounts::{self, Way};
use crate::auth::PageViewer;
use crate::auth::shell::{Shell, back};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::Listed;
use crate::http::page::Nav;
use crate::http::page::views::{Paging as Links, PeoplePage, PeopleTab};
use crate::http::paging::Cursors;
use crate::http::{ApiResult, Input, Paging, html};

/// The account of the path.
async fn named(state: &State, name: &str) -> Result<AccountId, Error> {
    accounts::find(state, name).await?.ok_or(Error::NotFound)
}

/// `GET /@name/followers`.
pub(super) async fn followers(
    state: State,
    shell: Shell,
    Path(name): Path<String>,
    paging: Paging,
) -> ApiResult {
    list(&state, &shell, &name, &paging, PeopleTab::Followers).await
}

/// `GET /@name/following`.
pub(super) async fn following(
    state: State,
    shell: Shell,
    Path(name): Path<String>,
    paging: Paging,
) -> ApiResult {
    list(&state, &shell, &name, &paging, PeopleTab::Following).await
}

async fn list(state: &State, shell: &Shell, name: &str, paging: &Paging, tab: PeopleTab) -> ApiResult {
    let reader = shell.account();
    let owner = accounts::one(state, reader, named(state, name).await?, Way::Listed).await?;
    let (listed, list) = match tab {
        PeopleTab::Followers => (Listed::Followers, "followers"),
        PeopleTab::Following => (Listed::Following, "following"),
    };
    let page = people(state, reader, &owner, listed, paging.page(PageLimits::ACCOUNTS)?).await?;
    html(&PeoplePage {
        page: shell.layout(state, Nav::None),
        account: accounts::account_view(&owner),
        tab,
        people: views::person_views(state, reader, &page.people).await?,
        paging: links(&format!("{}/{list}", owner.path()), paging, page.cursors),
    })
}

/// Links to the neighbouring pages. The first page has nothing newer until it is loaded again.
fn links(path: &str, paging: &Paging, cursors: Cursors) -> Links {
    let is_first = ["max_id", "min_id", "since_id"].iter().all(|name| paging.get(name).is_none());
    Links {
        newer: cursors.prev.filter(|_| !is_first).map(|id| format!("{path}?min_id={id}")),
        older: cursors.next.map(|id| format!("{path}?max_id={id}")),
    }
}

/// The hidden field of every form about a person.
#[derive(Debug, Deserialize)]
pub(super) struct ActForm {
    return_to: Option<String>,
}

impl ActForm {
    /// To where the button stood, else to the profile.
    fn back(&self, name: &str, notice: Option<&str>) -> Response {
        back(self.return_to.as_deref(), &format!("/@{name}"), notice)
    }
}

/// `POST /@name/follow`.
pub(super) async fn follow(
    state: State,
    viewer: PageViewer,
    Path(name): Path<String>,
    form: Input<ActForm>,
) -> ApiResult {
    let target = named(&state, &name).await?;
    super::follow(&state, viewer.account, target, FollowChange::default()).await?;
    Ok(form.value.back(&name, None))
}

/// `POST /@name/unfollow`.
pub(super) async fn unfollow(
    state: State,
    viewer: PageViewer,
    Path(name): Path<String>,
    form: Input<ActForm>,
) -> ApiResult {
    let target = named(&state, &name).await?;
    super::unfollow(&state, viewer.account, target).await?;
    Ok(form.value.back(&name, None))
}

/// `POST /@name/block`.
pub(super) async fn block(
    state: State,
    viewer: PageViewer,
    Path(name): Path<String>,
    form: Input<ActForm>,
) -> ApiResult {
    let target = named(&state, &name).await?;
    super::block(&state, viewer.account, target).await?;
    Ok(form.value.back(&name, Some("blocked")))
}

/// `POST /@name/unblock`.
pub(super) async fn unblock(
    state: State,
    viewer: PageViewer,
    Path(name): Path<String>,
    form: Input<ActForm>,
) -> ApiResult {
    let target = named(&state, &name).await?;
    super::unblock(&state, viewer.account, target).await?;
    Ok(form.value.back(&name, Some("unblocked")))
}
