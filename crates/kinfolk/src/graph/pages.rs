//! HTML in: the lists of a profile, who waits for an answer, and the forms behind the buttons about people.

use axum::extract::{Path, Query};
use axum::response::Response;
use base::{Error, Page, PageLimits};
use serde::Deserialize;

use super::people::people;
use super::{FollowChange, told, views};
use crate::accounts::{self, Way};
use crate::auth::PageViewer;
use crate::auth::shell::{On, Shell, back};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{self, Listed, Relation};
use crate::http::input::{Flag, Number};
use crate::http::page::Nav;
use crate::http::page::views::{Friendship, PeoplePage, PeopleTab, PersonCardPage, RequestsPage};
use crate::http::{ApiResult, Input, Paging, html};
use crate::policy;

/// The account of the path.
pub(super) async fn named(state: &State, name: &str) -> Result<AccountId, Error> {
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

/// `GET /@name/friends`.
pub(super) async fn friends(
    state: State,
    shell: Shell,
    Path(name): Path<String>,
    paging: Paging,
) -> ApiResult {
    list(&state, &shell, &name, &paging, PeopleTab::Friends).await
}

async fn list(state: &State, shell: &Shell, name: &str, paging: &Paging, tab: PeopleTab) -> ApiResult {
    let reader = shell.account();
    let owner = accounts::one(state, reader, named(state, name).await?, Way::Listed).await?;
    let listed = match tab {
        PeopleTab::Followers => Listed::Followers,
        PeopleTab::Following => Listed::Following,
        PeopleTab::Friends => Listed::Friends,
    };
    let page = people(state, reader, &owner, listed, paging.page(PageLimits::ACCOUNTS)?).await?;
    html(&PeoplePage {
        page: shell.layout(state, Nav::None),
        account: accounts::account_view(&owner),
        tab,
        is_private: owner.hide_collections && reader == Some(owner.id),
        hidden: !policy::see_collections(reader, owner.facts(), owner.hide_collections),
        people: views::person_views(state, reader, &page.people).await?,
        paging: paging.links(&format!("{}/{}", owner.path(), tab.name()), page.cursors),
    })
}

/// `GET /requests`: who waits for an answer.
pub(super) async fn requests(state: State, viewer: PageViewer, shell: Shell, paging: Paging) -> ApiResult {
    let me = accounts::show(&state, Some(viewer.account), viewer.account).await?;
    let reader = Some(viewer.account);
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let first = Page::first(page.limit);
    let friends = people(&state, reader, &me, Listed::Befriending, first).await?;
    let followers = people(&state, reader, &me, Listed::Requesting, page).await?;
    if paging.is_beyond(followers.cursors) {
        return Ok(back(None, "/requests", None));
    }
    // Whoever asks to be friends is answered to that.
    let mut waiting = views::person_views(&state, reader, &followers.people).await?;
    waiting.retain(|person| person.friendship != Friendship::AskedBy);
    html(&RequestsPage {
        page: shell.layout(&state, Nav::None),
        friends: views::person_views(&state, reader, &friends.people).await?,
        followers: waiting,
        paging: paging.links("/requests", followers.cursors),
    })
}

/// `GET /@name/card?at=PATH`: the person in short, as they stand on the page at that path.
pub(super) async fn card(
    state: State,
    shell: Shell,
    Path(name): Path<String>,
    Query(on): Query<On>,
) -> ApiResult {
    let account = named(&state, &name).await?;
    let profile = views::profile_view(&state, shell.account(), shell.language, account).await?;
    html(&PersonCardPage { page: shell.layout(&state, Nav::None).on(&on), profile })
}

/// The hidden field of every form about a person.
#[derive(Debug, Deserialize)]
pub(super) struct ActForm {
    return_to: Option<String>,
}

impl ActForm {
    /// To where the button stood, else to the profile.
    fn back(&self, name: &str, notice: &'static str) -> Response {
        back(self.return_to.as_deref(), &format!("/@{name}"), Some(notice))
    }
}

/// What is asked no more was answered already, by an earlier click or elsewhere.
async fn answered(act: impl Future<Output = base::Result<()>>) -> base::Result<()> {
    match act.await {
        Err(Error::NotFound) => Ok(()),
        other => other,
    }
}

/// What is between the reader and somebody.
async fn related(state: &State, me: AccountId, target: AccountId) -> base::Result<Relation> {
    let found = edges::relations(state, me, vec![target]).await?.pop();
    Ok(found.unwrap_or_else(|| Relation::none(target)))
}

/// Defines the handler of a button about a person: the act, and the notice afterwards, which may depend on what was between
/// the two before and is now.
macro_rules! button {
    ($(#[$doc:meta])* $name:ident, $told:expr, |$state:ident, $me:ident, $target:ident| $act:expr) => {
        $(#[$doc])*
        pub(super) async fn $name(
            $state: State,
            viewer: PageViewer,
            Path(name): Path<String>,
            form: Input<ActForm>,
        ) -> ApiResult {
            let ($me, $target) = (viewer.account, named(&$state, &name).await?);
            let told: fn(&Relation, &Relation) -> &'static str = $told;
            let before = related(&$state, $me, $target).await?;
            $act.await?;
            let now = related(&$state, $me, $target).await?;
            Ok(form.value.back(&name, told(&before, &now)))
        }
    };
}

/// The form of a mute.
#[derive(Debug, Deserialize)]
pub(super) struct MuteForm {
    /// Seconds; absent or 0: for good.
    #[serde(default = "for_good")]
    duration: Number,
    /// Whether their notifications are hidden as well; absent means yes.
    notifications: Option<Flag>,
    return_to: Option<String>,
}

fn for_good() -> Number {
    Number(0)
}

/// `POST /@name/mute`.
pub(super) async fn mute(
    state: State,
    viewer: PageViewer,
    Path(name): Path<String>,
    form: Input<MuteForm>,
) -> ApiResult {
    let target = named(&state, &name).await?;
    let MuteForm { duration, notifications, return_to } = form.value;
    let hides_notifications = notifications.is_none_or(|flag| flag.0);
    super::mute(&state, viewer.account, target, hides_notifications, duration.0).await?;
    Ok(ActForm { return_to }.back(&name, "muted"))
}

button!(
    /// `POST /@name/follow`: follows, or asks to.
    follow, told::follow, |state, me, target| super::follow(&state, me, target, FollowChange::default())
);
button!(
    /// `POST /@name/unfollow`: ends that, or takes the request back.
    unfollow, told::unfollow, |state, me, target| super::unfollow(&state, me, target)
);
button!(
    /// `POST /@name/block`.
    block, |_, _| "blocked", |state, me, target| super::block(&state, me, target)
);
button!(
    /// `POST /@name/unblock`.
    unblock, |_, _| "unblocked", |state, me, target| super::unblock(&state, me, target)
);
button!(
    /// `POST /@name/unmute`.
    unmute, |_, _| "unmuted", |state, me, target| super::unmute(&state, me, target)
);
button!(
    /// `POST /@name/friend`: asks, or accepts.
    befriend, told::befriend, |state, me, target| super::befriend(&state, me, target)
);
button!(
    /// `POST /@name/unfriend`: ends a friendship, or takes a request back.
    unfriend, told::unfriend, |state, me, target| super::unfriend(&state, me, target)
);
button!(
    /// `POST /@name/remove_follower`.
    remove_follower, |_, _| "follower-removed", |state, me, target| super::remove_follower(&state, me, target)
);
button!(
    /// `POST /@name/authorize`: lets somebody follow.
    authorize, told::authorize, |state, me, target| answered(super::answer_request(&state, me, target, true))
);
button!(
    /// `POST /@name/reject`: does not.
    reject, told::reject, |state, me, target| answered(super::answer_request(&state, me, target, false))
);
button!(
    /// `POST /@name/accept_friend`.
    accept_friend, told::accept_friend, |state, me, target| answered(super::answer_friend(&state, me, target, true))
);
button!(
    /// `POST /@name/decline_friend`.
    decline_friend, told::decline_friend, |state, me, target| answered(super::answer_friend(&state, me, target, false))
);
