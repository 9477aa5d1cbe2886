//! HTTP in: profiles and their pictures.

use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Response};
use base::Error;
use http::{HeaderValue, header};
use schemars::JsonSchema;
use serde::Deserialize;

use super::read::{self, Way};
use super::shape::{Account, CredentialAccount};
use super::{IdList, picture, sign_up};
use crate::auth::users::Role;
use crate::auth::{AppToken, MaybeViewer, TokenEntity, Viewer, applications, keys, sessions};
use crate::core::State;
use crate::core::words::AccountId;
use crate::http::{ApiResult, Input, Routes, input, json_bytes, op};

/// This file's URLs.
pub(super) fn routes() -> Routes {
    let reads = |summary| op(summary).anyone(&["read:accounts"]);
    Routes::of("Accounts")
        .post(
            "/api/v1/accounts",
            create,
            op("Sign somebody up, by an application's own token")
                .token(&["write:accounts"])
                .takes::<sign_up::Form>()
                .gives::<TokenEntity>()
                .fails(403, "Nobody may sign up here, or the token is a person's")
                .fails(422, "A field is not valid; `details` names each"),
        )
        .get(
            "/api/v1/accounts",
            list,
            reads("Several accounts at once").asks::<IdList>().gives::<Vec<Account>>(),
        )
        .get(
            "/api/v1/accounts/verify_credentials",
            verify_credentials,
            op("Your own account").person(&["profile", "read:accounts"]).gives::<CredentialAccount>(),
        )
        .get(
            "/api/v1/accounts/lookup",
            lookup,
            reads("An account by its name")
                .asks::<Lookup>()
                .gives::<Account>()
                .fails(404, "There is no such account"),
        )
        .get("/api/v1/accounts/{id}", show, reads("An account").gives::<Account>())
}

/// `POST /api/v1/accounts`: signs somebody up by an application's own token, and gives the
/// application a token for the new account with all scopes that it registered
/// (<https://docs.joinmastodon.org/methods/accounts/#create>).
async fn create(state: State, token: AppToken, input: Input<sign_up::Form>) -> ApiResult {
    token.needs("write:accounts")?;
    let application = match (&token.session.person, token.session.application) {
        (None, Some(id)) => applications::by_id(&state, id).await?.ok_or(Error::NotFound)?,
        _ => return Err(Error::forbidden("This method requires an client credentials authentication").into()),
    };
    sign_up::admits(state.config().registrations)?;
    let member = sign_up::prepare(&state, input.value, Role::User).await?;
    keys::all(&state).await?;
    let for_block = state.clone();
    let issued = state.db().write(async move |tx| {
        let account = sign_up::add(tx, &for_block, &member).await?;
        let scopes = application.scopes;
        sessions::issue_token(tx, &for_block, Some(account), Some(&application), scopes).await
    });
    let body = Json(TokenEntity::new(&issued.await?));
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// `GET /api/v1/accounts/verify_credentials`.
async fn verify_credentials(state: State, viewer: Viewer) -> ApiResult {
    viewer.needs_any(&["read:accounts", "profile"])?;
    Ok(json_bytes(read::render_own(&state, viewer.account, viewer.role).await?))
}

/// `GET /api/v1/accounts/{id}`. Of somebody suspended the entity is blank and says so, as in Mastodon.
async fn show(state: State, viewer: MaybeViewer, Path(id): Path<String>) -> ApiResult {
    viewer.needs("read:accounts")?;
    let id: AccountId = id.parse().map_err(|_| Error::NotFound)?;
    Ok(json_bytes(read::render_one(&read::one(&state, viewer.account(), id, Way::Asked).await?)))
}

/// `GET /api/v1/accounts?id[]=`. Accounts that do not exist, or not for the viewer, are absent.
async fn list(state: State, viewer: MaybeViewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:accounts")?;
    let ids = input::query::<IdList>(&query.unwrap_or_default())?.parse()?;
    let accounts = read::visible(&state, viewer.account(), &ids, Way::Asked).await?;
    Ok(json_bytes(read::render(&accounts)))
}

#[derive(Deserialize, JsonSchema)]
struct Lookup {
    /// Such as `ada`.
    acct: Option<String>,
}

/// `GET /api/v1/accounts/lookup?acct=`.
async fn lookup(state: State, viewer: MaybeViewer, RawQuery(query): RawQuery) -> ApiResult {
    viewer.needs("read:accounts")?;
    let Lookup { acct } = input::query(&query.unwrap_or_default())?;
    let acct = acct.ok_or_else(|| Error::bad_request("acct", "acct is missing"))?;
    Ok(json_bytes(read::render_one(&read::ask_named(&state, viewer.account(), &acct).await?)))
}

/// `GET /avatars/{id}.png`. Drawn from the id alone, so it says nothing about whether there is such an account.
pub(super) async fn avatar(Path(file): Path<String>) -> ApiResult {
    let id = file.strip_suffix(".png").and_then(|id| id.parse().ok()).ok_or(Error::NotFound)?;
    Ok(png(picture::avatar(id)?))
}

/// `GET /headers/default.png`.
pub(super) async fn header() -> ApiResult {
    Ok(png(picture::header()?))
}

fn png(bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        // What is drawn never changes; a picture of one's own has another address.
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, bytes).into_response()
}
