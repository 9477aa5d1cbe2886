//! HTTP in: acts between people, relationships, and lists of people.

use axum::extract::{Path, RawQuery};
use base::{Error, PageLimits};
use schemars::JsonSchema;
use serde::Deserialize;

use super::entity::Relationship;
use super::follow::FollowChange;
use super::people::{PeoplePage, people};
use super::relationship::{relationship, relationships as all_relationships};
use crate::accounts::shape::{Account, MutedAccount};
use crate::accounts::{self, IdList, Way};
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{self, Listed};
use crate::http::input::{Flag, Many, Number};
use crate::http::{ApiResult, Input, Paging, Routes, input, json_bytes, op};

/// Acts between people, and lists of people.
pub(super) fn routes() -> Routes {
    acts().merge(collections()).merge(requests_routes())
}

fn acts() -> Routes {
    let act = |summary, scopes| op(summary).person(scopes).gives::<Relationship>();
    Routes::of("Accounts")
        .get(
            "/api/v1/accounts/relationships",
            relationships,
            op("What you are to others")
                .person(&["read:follows"])
                .asks::<RelationshipsQuery>()
                .gives::<Vec<Relationship>>(),
        )
        .post(
            "/api/v1/accounts/{id}/follow",
            follow,
            act("Follow somebody, or ask to; change how you follow them", &["write:follows"])
                .takes::<FollowInput>()
                .fails(403, "They block you, or you block them")
                .fails(422, "It is your own account"),
        )
        .post(
            "/api/v1/accounts/{id}/unfollow",
            unfollow,
            act("Stop following, or take a request back", FOLLOWS),
        )
        .post("/api/v1/accounts/{id}/block", block, act("Block somebody", &["write:blocks"]))
        .post("/api/v1/accounts/{id}/unblock", unblock, act("Stop blocking", &["write:blocks"]))
        .post(
            "/api/v1/accounts/{id}/remove_from_followers",
            remove_follower,
            act("Have somebody no longer follow you", FOLLOWS),
        )
        .post(
            "/api/v1/accounts/{id}/mute",
            mute,
            act("Mute somebody, for a time or until you unmute them", &["write:mutes"]).takes::<MuteInput>(),
        )
        .post("/api/v1/accounts/{id}/unmute", unmute, act("Stop muting", &["write:mutes"]))
}

fn collections() -> Routes {
    let listed = |summary| op(summary).anyone(&["read:accounts"]).asks::<ListQuery>();
    Routes::of("Accounts")
        .get(
            "/api/v1/accounts/{id}/followers",
            followers,
            listed("Who follows somebody").pages::<Account>(PageLimits::ACCOUNTS),
        )
        .get(
            "/api/v1/accounts/{id}/following",
            following,
            listed("Whom somebody follows").pages::<Account>(PageLimits::ACCOUNTS),
        )
        .get(
            "/api/v1/blocks",
            blocks,
            op("Whom you block").person(&["read:blocks"]).pages::<Account>(PageLimits::ACCOUNTS),
        )
        .get(
            "/api/v1/mutes",
            mutes,
            op("Whom you mute").person(&["read:mutes"]).pages::<MutedAccount>(PageLimits::ACCOUNTS),
        )
}

fn requests_routes() -> Routes {
    let listed = |summary| op(summary).person(&["read:follows"]).pages::<Account>(PageLimits::ACCOUNTS);
    let answered = |summary| op(summary).person(FOLLOWS).gives::<Relationship>();
    Routes::of("Follow requests")
        .get("/api/v1/follow_requests", requests, listed("Who asks to follow you"))
        .get("/api/v1/follow_requests/outgoing", outgoing, listed("Whom you have asked to follow"))
        .post("/api/v1/follow_requests/{id}/authorize", authorize, answered("Let somebody follow you"))
        .post(
            "/api/v1/follow_requests/{id}/reject",
            reject,
            answered("Refuse somebody who asks to follow you"),
        )
}

const FOLLOWS: &[&str] = &["write:follows"];

/// What is no id names no account.
pub(super) fn parse_id(id: &str) -> Result<AccountId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

pub(super) fn json(value: &impl serde::Serialize) -> ApiResult {
    Ok(json_bytes(serde_json::to_vec(value).map_err(Error::internal)?))
}

/// `GET /api/v1/accounts/relationships?id[]=`.
async fn relationships(state: State, viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:follows")?;
    let query = query.unwrap_or_default();
    let WithSuspended { with_suspended } = input::query(&query)?;
    let ids = input::query::<IdList>(&query)?.parse()?;
    let with_suspended = with_suspended.is_some_and(|flag| flag.0);
    json(&all_relationships(&state, viewer.account, &ids, with_suspended).await?)
}

#[derive(Deserialize)]
struct WithSuspended {
    with_suspended: Option<Flag>,
}

/// The query of `relationships`, for its description.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "each part is read by a type of its own")]
struct RelationshipsQuery {
    /// Accounts.
    id: Vec<String>,
    /// Suspended ones too.
    #[serde(default)]
    with_suspended: bool,
}

/// The query of lists of people, for its description.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "paging reads it")]
struct ListQuery {
    /// On one's own lists: with those who are blocked.
    #[serde(default)]
    include_blocked: bool,
}

/// How to follow; what is absent stays as it is.
#[derive(Deserialize, JsonSchema)]
pub(super) struct FollowInput {
    /// Whether what they reblog comes home.
    reblogs: Option<Flag>,
    /// Whether to be told when they post.
    notify: Option<Flag>,
    /// Only posts in these languages come home (ISO 639); none: all.
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
async fn follow(
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
async fn unfollow(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:follows")?;
    let target = parse_id(&id)?;
    super::unfollow(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/block`.
async fn block(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:blocks")?;
    let target = parse_id(&id)?;
    super::block(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/unblock`.
async fn unblock(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:blocks")?;
    let target = parse_id(&id)?;
    super::unblock(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/remove_from_followers`.
async fn remove_follower(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:follows")?;
    let target = parse_id(&id)?;
    super::remove_follower(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// How to mute.
#[derive(Deserialize, JsonSchema)]
pub(super) struct MuteInput {
    /// Whether notifications are muted too; they are unless this is false.
    notifications: Option<Flag>,
    /// Seconds until the mute ends; 0: it does not.
    duration: Option<Number>,
}

/// `POST /api/v1/accounts/{id}/mute`.
async fn mute(state: State, viewer: Viewer, Path(id): Path<String>, input: Input<MuteInput>) -> ApiResult {
    viewer.needs("write:mutes")?;
    let target = parse_id(&id)?;
    let notifications = input.value.notifications.is_none_or(|flag| flag.0);
    let duration = input.value.duration.map_or(0, |seconds| seconds.0);
    super::mute(&state, viewer.account, target, notifications, duration).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/unmute`.
async fn unmute(state: State, viewer: Viewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("write:mutes")?;
    let target = parse_id(&id)?;
    super::unmute(&state, viewer.account, target).await?;
    json(&relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/follow_requests/{id}/authorize`; the id is the account's.
async fn authorize(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    answer(state, viewer, id, true).await
}

/// `POST /api/v1/follow_requests/{id}/reject`; the id is the account's.
async fn reject(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    answer(state, viewer, id, false).await
}

async fn answer(state: State, viewer: Viewer, Path(id): Path<String>, yes: bool) -> ApiResult {
    viewer.needs("write:follows")?;
    let requester = parse_id(&id)?;
    super::answer_request(&state, viewer.account, requester, yes).await?;
    json(&relationship(&state, viewer.account, requester).await?)
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
async fn followers(state: State, viewer: MaybeViewer, Path(id): Path<String>, paging: Paging) -> ApiResult {
    list(state, viewer, &id, paging, [Listed::Followers, Listed::FollowersEvenBlocked]).await
}

/// `GET /api/v1/accounts/{id}/following`.
async fn following(state: State, viewer: MaybeViewer, Path(id): Path<String>, paging: Paging) -> ApiResult {
    list(state, viewer, &id, paging, [Listed::Following, Listed::FollowingOrBlocked]).await
}

/// The list without blocked people, or the one with them.
pub(super) async fn list(
    state: State,
    viewer: MaybeViewer,
    id: &str,
    paging: Paging,
    lists: [Listed; 2],
) -> ApiResult {
    viewer.needs("read:accounts")?;
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let viewer = viewer.account();
    let owner = accounts::one(&state, viewer, parse_id(id)?, Way::Owner).await?;
    let listed = lists[usize::from(includes_blocked(&paging, viewer, owner.id)?)];
    Ok(present(&paging, people(&state, viewer, &owner, listed, page).await?))
}

/// `GET /api/v1/blocks`.
async fn blocks(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:blocks")?;
    own(&state, &viewer, &paging, Listed::Blocked).await
}

/// `GET /api/v1/mutes`. Each account says when its mute ends (`mute_expires_at`,
/// <https://docs.joinmastodon.org/entities/Account/#MutedAccount>).
async fn mutes(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:mutes")?;
    let page = own_people(&state, &viewer, &paging, Listed::Muted).await?;
    let ids = page.people.iter().map(|card| card.id).collect();
    let relations = edges::relations(&state, viewer.account, ids).await?;
    let ends = relations.into_iter().map(|relation| relation.mute.and_then(|mute| mute.until));
    let body = accounts::render_muted(page.people.iter().zip(ends));
    Ok(paging.with_link(json_bytes(body), page.cursors))
}

/// `GET /api/v1/follow_requests`.
async fn requests(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:follows")?;
    own(&state, &viewer, &paging, Listed::Requesting).await
}

/// `GET /api/v1/follow_requests/outgoing`, as GoToSocial has it.
async fn outgoing(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:follows")?;
    own(&state, &viewer, &paging, Listed::Requested).await
}

/// A page of a list that only its owner sees.
pub(super) async fn own(state: &State, viewer: &Viewer, paging: &Paging, listed: Listed) -> ApiResult {
    Ok(present(paging, own_people(state, viewer, paging, listed).await?))
}

async fn own_people(
    state: &State,
    viewer: &Viewer,
    paging: &Paging,
    listed: Listed,
) -> ApiResult<PeoplePage> {
    let page = paging.page(PageLimits::ACCOUNTS)?;
    let me = accounts::show(state, Some(viewer.account), viewer.account).await?;
    Ok(people(state, Some(me.id), &me, listed, page).await?)
}

pub(super) fn present(paging: &Paging, page: PeoplePage) -> axum::response::Response {
    paging.with_link(json_bytes(accounts::render(&page.people)), page.cursors)
}
