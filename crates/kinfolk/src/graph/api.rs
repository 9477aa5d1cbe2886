//! HTTP in: acts between people, relationships, and lists of people.

use axum::extract::{Path, RawQuery};
use base::{Error, PageLimits};
use serde::Deserialize;

use super::follow::FollowChange;
use super::people::{PeoplePage, people};
use super::relationship::{relationship, relationships as all_relationships};
use crate::accounts::{self, IdList, Way};
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::Listed;
use crate::http::input::{Flag, Many};
use crate::http::{ApiResult, Input, Paging, input, json_bytes};

/// What is no id names no account.
fn parse_id(id: &str) -> Result<AccountId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

fn json(value: &impl serde::Serialize) -> ApiResult {
    Ok(json_bytes(serde_json::to_vec(value).map_err(Error::internal)?))
}

/// `GET /api/v1/accounts/relationships?id[]=`.
pub(super) async fn relationships(state: State, viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:follows")?;
    let ids = input::query::<IdList>(&query.unwrap_or_default())?.parse()?;
    json(&all_relationships(&state, viewer.account, &ids).await?)
}

/// The body of `follow`.
#[derive(Deserialize)]
pub(super) struct FollowInput {
    reblogs: Option<Flag>,
    notify: Option<Flag>,
    languages: Option<Many<String>>,
}

impl FollowInput {
    fn parse(self) -> Result<FollowChange, Error> {
        let languages = self.languages.map(|codes| FollowChange::parse_languages(&codes.0)).transpose()?;
        let [reblogs, notify] = [self.reblogs, self.notify].map(|flag| flag.map(|flag| flag.0));
        Ok(FollowChange { reblogs, notify, languages })
    }
}

/// `POST /api/v1/accounts/{id}/follow`.
pub(super) async fn follow(
    state: State,
    viewer: Viewer,
    Path(id): Path<String>,
    input: Input<FollowInput>,
) -> ApiResult {
    viewer.needs("write:follows")?;
    let target = parse_id(&id)?;
    super::follow(&state, viewer.account, target, input.value.parse()?).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/unfollow`.
pub(super) async fn unfollow(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:follows")?;
    let target = parse_id(&id)?;
    super::unfollow(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/block`.
pub(super) async fn block(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:blocks")?;
    let target = parse_id(&id)?;
    super::block(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/unblock`.
pub(super) async fn unblock(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:blocks")?;
    let target = parse_id(&id)?;
    super::unblock(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `include_blocked` works on one's own lists; on those of others it says nothing.
fn includes_blocked(paging: &Paging, viewer: Option<AccountId>, owner: AccountId) -> Result<bool, Error> {
    #[derive(Deserialize)]
    struct Wanted {
        include_blocked: Flag,
    }
    let Some(text) = paging.get("include_blocked") else { return Ok(false) };
    let query =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("include_blocked", text).finish();
    let wanted: Wanted = input::query(&query)?;
    Ok(wanted.include_blocked.0 && viewer == Some(owner))
}

/// `GET /api/v1/accounts/{id}/followers`.
pub(super) async fn followers(
    state: State,
    viewer: MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    list(state, viewer, &id, paging, [Listed::Followers, Listed::FollowersEvenBlocked]).await
}

/// `GET /api/v1/accounts/{id}/following`.
pub(super) async fn following(
    state: State,
    viewer: MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    list(state, viewer, &id, paging, [Listed::Following, Listed::FollowingOrBlocked]).await
}

/// The list without blocked people, or the one with them.
async fn list(state: State, viewer: MaybeViewer, id: &str, paging: Paging, lists: [Listed; 2]) -> ApiResult {
    viewer.needs("read:accounts")?;
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let viewer = viewer.account();
    let owner = accounts::one(&state, viewer, parse_id(id)?, Way::Owner).await?;
    let listed = lists[usize::from(includes_blocked(&paging, viewer, owner.id)?)];
    Ok(present(&paging, people(&state, viewer, &owner, listed, page).await?))
}

/// `GET /api/v1/blocks`.
pub(super) async fn blocks(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:blocks")?;
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let me = accounts::show(&state, Some(viewer.account), viewer.account).await?;
    Ok(present(&paging, people(&state, Some(me.id), &me, Listed::Blocked, page).await?))
}

fn present(paging: &Paging, page: PeoplePage) -> axum::response::Response {
    paging.with_link(json_bytes(accounts::render(&page.people)), page.cursors)
}
