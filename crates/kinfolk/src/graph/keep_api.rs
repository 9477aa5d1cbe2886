//! HTTP in: notes, endorsements, familiar followers, blocked domains.

use axum::Json;
use axum::extract::{Path, RawQuery};
use base::{Error, PageLimits};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::{json as answer, list, own, parse_id};
use super::entity::Relationship;
use super::{familiar, keep, relationship};
use crate::accounts::IdList;
use crate::accounts::shape::Account;
use crate::auth::{MaybeViewer, Viewer};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::Listed;
use crate::http::{ApiResult, Input, Operation, Paging, Routes, input, json_bytes, op};

pub(super) fn routes() -> Routes {
    people().merge(domains())
}

fn people() -> Routes {
    let act = |summary| op(summary).person(&["write:accounts"]).gives::<Relationship>();
    let endorsing = |summary| act(summary).fails(422, "You do not follow them");
    let listed = |about: Operation| about.pages::<Account>(PageLimits::ACCOUNTS);
    Routes::of("Accounts")
        .get(
            "/api/v1/accounts/familiar_followers",
            familiar_followers,
            op("Who follows somebody, of those whom you follow")
                .person(&["read:follows"])
                .asks::<IdList>()
                .gives::<Vec<FamiliarFollowers>>(),
        )
        .post(
            "/api/v1/accounts/{id}/note",
            note,
            act("Note something about somebody, for yourself alone").takes::<NoteInput>(),
        )
        .post("/api/v1/accounts/{id}/endorse", endorse, endorsing("Feature somebody on your profile"))
        .post("/api/v1/accounts/{id}/unendorse", unendorse, act("No longer feature somebody"))
        .post(
            "/api/v1/accounts/{id}/pin",
            endorse,
            endorsing("The same as endorse, by its old name").deprecated(),
        )
        .post(
            "/api/v1/accounts/{id}/unpin",
            unendorse,
            act("The same as unendorse, by its old name").deprecated(),
        )
        .get(
            "/api/v1/accounts/{id}/endorsements",
            endorsements_of,
            listed(op("Whom somebody features on their profile").anyone(&["read:accounts"])),
        )
        .get(
            "/api/v1/endorsements",
            endorsements,
            listed(op("Whom you feature on your profile").person(&["read:accounts"])),
        )
}

fn domains() -> Routes {
    let act = |summary| op(summary).person(&["write:blocks"]).takes::<DomainInput>();
    let about = "Accounts of other servers do not exist here yet, so this hides nothing so far.";
    Routes::of("Domain blocks")
        .get(
            "/api/v1/domain_blocks",
            domain_blocks,
            op("Which servers you block").person(&["read:blocks"]).pages::<String>(DOMAINS),
        )
        .post("/api/v1/domain_blocks", block_domain, act("Block a server").details(about))
        .delete("/api/v1/domain_blocks", unblock_domain, act("Stop blocking a server"))
        .get(
            "/api/v1/domain_blocks/preview",
            preview,
            op("How many follows it would end to block a server")
                .person(&["read:blocks"])
                .asks::<DomainInput>()
                .gives::<DomainPreview>(),
        )
}

const DOMAINS: PageLimits = PageLimits { default: 100, max: 200 };

/// Who follows an account among those whom the viewer follows.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used; `familiar` writes it")]
struct FamiliarFollowers {
    /// Which account.
    id: AccountId,
    /// Who follows it.
    accounts: Vec<Account>,
}

/// How many follows it would end to block a server.
#[derive(Serialize, JsonSchema)]
struct DomainPreview {
    /// Of the viewer.
    following_count: i64,
    /// To the viewer.
    followers_count: i64,
}

/// What to note.
#[derive(Deserialize, JsonSchema)]
struct NoteInput {
    /// The text; empty takes the note away.
    comment: Option<String>,
}

/// `POST /api/v1/accounts/{id}/note`.
async fn note(state: State, viewer: Viewer, Path(id): Path<String>, input: Input<NoteInput>) -> ApiResult {
    viewer.needs("write:accounts")?;
    let target = parse_id(&id)?;
    keep::note(&state, viewer.account, target, input.value.comment.as_deref().unwrap_or("")).await?;
    answer(&relationship::relationship(&state, viewer.account, target).await?)
}

/// `POST /api/v1/accounts/{id}/endorse`, and `pin`, its old name.
async fn endorse(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    set_endorsed(state, viewer, id, true).await
}

/// `POST /api/v1/accounts/{id}/unendorse`, and `unpin`, its old name.
async fn unendorse(state: State, viewer: Viewer, id: Path<String>) -> ApiResult {
    set_endorsed(state, viewer, id, false).await
}

async fn set_endorsed(state: State, viewer: Viewer, Path(id): Path<String>, yes: bool) -> ApiResult {
    viewer.needs("write:accounts")?;
    let target = parse_id(&id)?;
    keep::endorse(&state, viewer.account, target, yes).await?;
    answer(&relationship::relationship(&state, viewer.account, target).await?)
}

/// `GET /api/v1/endorsements`.
async fn endorsements(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:accounts")?;
    own(&state, &viewer, &paging, Listed::Endorsed).await
}

/// `GET /api/v1/accounts/{id}/endorsements`.
async fn endorsements_of(
    state: State,
    viewer: MaybeViewer,
    Path(id): Path<String>,
    paging: Paging,
) -> ApiResult {
    list(state, viewer, &id, paging, [Listed::Endorsed; 2]).await
}

/// `GET /api/v1/accounts/familiar_followers?id[]=`.
async fn familiar_followers(state: State, viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:follows")?;
    let ids = input::query::<IdList>(&query.unwrap_or_default())?.parse()?;
    Ok(json_bytes(familiar::render(&state, viewer.account, &ids).await?))
}

/// `GET /api/v1/domain_blocks`.
async fn domain_blocks(state: State, viewer: Viewer, paging: Paging) -> ApiResult {
    viewer.needs("read:blocks")?;
    let page = paging.page(DOMAINS)?;
    let (domains, cursors) = keep::blocked_domains(&state, viewer.account, page).await?;
    Ok(paging.with_link(answer(&domains)?, cursors))
}

/// A body or a query that names a domain.
#[derive(Deserialize, JsonSchema)]
struct DomainInput {
    /// Such as `example.org`.
    domain: Option<String>,
}

impl DomainInput {
    fn parse(self) -> Result<String, Error> {
        self.domain.ok_or_else(|| Error::bad_request("domain", "Parameter domain is missing"))
    }
}

/// The domain, from the query or, as apps send it too, from the body.
fn named(query: Option<String>, body: DomainInput) -> Result<String, Error> {
    let in_query: DomainInput = input::query(&query.unwrap_or_default())?;
    DomainInput { domain: in_query.domain.or(body.domain) }.parse()
}

/// `POST /api/v1/domain_blocks`.
async fn block_domain(
    state: State,
    viewer: Viewer,
    RawQuery(query): RawQuery,
    input: Input<DomainInput>,
) -> ApiResult<Json<Value>> {
    viewer.needs("write:blocks")?;
    keep::block_domain(&state, viewer.account, &named(query, input.value)?, true).await?;
    Ok(Json(json!({})))
}

/// `DELETE /api/v1/domain_blocks`.
async fn unblock_domain(
    state: State,
    viewer: Viewer,
    RawQuery(query): RawQuery,
    input: Input<DomainInput>,
) -> ApiResult<Json<Value>> {
    viewer.needs("write:blocks")?;
    keep::block_domain(&state, viewer.account, &named(query, input.value)?, false).await?;
    Ok(Json(json!({})))
}

/// `GET /api/v1/domain_blocks/preview`: how many follows a block of the domain would end. None, as nobody of
/// another server can be followed.
async fn preview(viewer: Viewer, RawQuery(query): RawQuery) -> ApiResult<Json<DomainPreview>> {
    viewer.needs("read:blocks")?;
    keep::parse_domain(&input::query::<DomainInput>(&query.unwrap_or_default())?.parse()?)?;
    Ok(Json(DomainPreview { following_count: 0, followers_count: 0 }))
}
