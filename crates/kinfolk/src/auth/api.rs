//! HTTP for apps: registration, tokens, revoking, and what describes this server to OAuth clients.
//!
//! Sources: <https://docs.joinmastodon.org/methods/apps/>, <https://docs.joinmastodon.org/methods/oauth/>.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use base::{Error, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::codes::Presented;
use super::entity::{ApplicationEntity, KeySet, ServerMetadata, TokenEntity, UserInfo};
use super::grants::{self, Grant};
use super::oauth::{Fault, Refusal};
use super::refresh::{self, RefreshToken};
use super::{AppToken, Application, Viewer, applications, keys, register, sessions};
use crate::core::{State, pictures};
use crate::http::{Address, ApiError, ApiResult, Input, Operation, Routes, op, rate};

/// This file's URLs.
pub(super) fn routes() -> Routes {
    let about_people = |about: Operation| about.person(&["profile", "read:accounts"]).gives::<UserInfo>();
    Routes::of("Apps and tokens")
        .post(
            "/api/v1/apps",
            create_app,
            op("Register an application; the secret is told only now")
                .takes::<register::Asked>()
                .gives::<ApplicationEntity<'static>>()
                .fails(422, "A field is not valid"),
        )
        .get(
            "/api/v1/apps/verify_credentials",
            verify_app,
            op("The application that a token belongs to").token(&[]).gives::<ApplicationEntity<'static>>(),
        )
        .post(
            "/oauth/token",
            token,
            op("Exchange a code, a password, a refresh token or the application itself for a token")
                .client()
                .takes::<TokenRequest>()
                .gives::<TokenEntity>()
                .fails(401, "The application is not known, or its secret is wrong"),
        )
        .post(
            "/oauth/revoke",
            revoke,
            op("End a token")
                .client()
                .takes::<TokenRequest>()
                .fails(403, "The token is another application's"),
        )
        .get("/oauth/userinfo", user_info, about_people(op("Whose token it is (OpenID Connect Core §5.3)")))
        .post("/oauth/userinfo", user_info, about_people(op("The same by POST")))
        .get(
            "/.well-known/oauth-authorization-server",
            metadata,
            op("What this server's OAuth can do (RFC 8414)").gives::<ServerMetadata>(),
        )
        .get(
            "/.well-known/jwks.json",
            key_set,
            op("The keys that access tokens are signed with (RFC 7517)").gives::<KeySet>(),
        )
}

/// `POST /api/v1/apps`.
async fn create_app(state: State, input: Input<register::Asked>) -> ApiResult {
    let new = input.value.parse()?;
    let (application, secret) = register::register(&state, new).await?;
    Ok(private(Json(ApplicationEntity::with_secret(&application, secret.expose())).into_response()))
}

/// `GET /api/v1/apps/verify_credentials`: with any valid token.
async fn verify_app(state: State, token: AppToken) -> ApiResult {
    let id = token.session.application.ok_or(Error::NotFound)?;
    let application = applications::by_id(&state, id).await?.ok_or(Error::NotFound)?;
    Ok(Json(ApplicationEntity::new(&application)).into_response())
}

/// What a client sends to `/oauth/token` and `/oauth/revoke`.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TokenRequest {
    /// `authorization_code`, `client_credentials`, `password` or `refresh_token`.
    grant_type: Option<String>,
    /// The application; it may be named by HTTP Basic as well.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<Secret>,
    /// Of `authorization_code`: the code.
    code: Option<Secret>,
    /// Of `authorization_code`: where the code was sent to, as in the request for it.
    redirect_uri: Option<String>,
    /// Of `authorization_code`: what the challenge was made of (RFC 7636).
    code_verifier: Option<Secret>,
    /// What the token may do; without it `read`.
    scope: Option<String>,
    /// Of `password`: a name or a mail address.
    username: Option<String>,
    /// Of `password`.
    password: Option<Secret>,
    /// The token to end.
    token: Option<Secret>,
    /// Of `refresh_token`: what came with the last access token.
    refresh_token: Option<Secret>,
}

impl TokenRequest {
    /// What proves the application: a Basic header (RFC 6749 §2.3.1), else the body.
    fn client(&self, headers: &HeaderMap) -> Result<(String, Secret), Fault> {
        match basic(headers) {
            Some(client) => Ok(client),
            None => self.client_id.clone().zip(self.client_secret.clone()).ok_or(Fault::InvalidClient),
        }
    }

    fn grant(self) -> Result<Grant, Fault> {
        match self.grant_type.as_deref() {
            Some("authorization_code") => Ok(Grant::Code(Presented {
                code: self.code.ok_or(Fault::InvalidRequest)?,
                redirect_uri: self.redirect_uri.ok_or(Fault::InvalidRequest)?,
                verifier: self.code_verifier,
            })),
            Some("client_credentials") => Ok(Grant::Application { scope: self.scope }),
            Some("password") => Ok(Grant::Password {
                login: self.username.ok_or(Fault::InvalidRequest)?,
                password: self.password.ok_or(Fault::InvalidRequest)?,
                scope: self.scope,
            }),
            Some("refresh_token") => Ok(Grant::Refresh {
                token: self.refresh_token.ok_or(Fault::InvalidRequest)?,
                scope: self.scope,
            }),
            Some(_) => Err(Fault::UnsupportedGrantType),
            None => Err(Fault::InvalidRequest),
        }
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, Secret)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id), Secret::new(form_decoded(secret))))
}

/// RFC 6749 has id and secret form-encoded before they are put into the header.
fn form_decoded(text: &str) -> String {
    let pair = format!("x={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

/// What came, or why it was not understood in the words of `http`.
type Body = Result<Input<TokenRequest>, Response>;

/// Has OAuth's own words for a body that is none (RFC 6749 §5.2); one too large or too slow stays what it is.
fn understood(body: Body) -> Result<TokenRequest, Box<Response>> {
    body.map(|input| input.value).map_err(|response| match response.status() {
        StatusCode::BAD_REQUEST => Box::new(Fault::InvalidRequest.into_response()),
        _ => Box::new(response),
    })
}

/// `POST /oauth/token`.
async fn token(state: State, headers: HeaderMap, from: Address, body: Body) -> Response {
    let asked = match understood(body) {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    let issued = async {
        let (client_id, secret) = asked.client(&headers)?;
        let application = grants::authenticate(&state, &client_id, &secret).await?;
        let grant = asked.grant()?;
        if matches!(grant, Grant::Password { .. }) {
            rate::count_password(&state, from)?;
        }
        grants::exchange(&state, &application, grant).await
    };
    match issued.await {
        Ok(token) => private(Json(TokenEntity::new(&token)).into_response()),
        Err(refusal) => refusal.into_response(),
    }
}

/// `POST /oauth/revoke` (RFC 7009): ends the session of an access token, expired or not, or of a refresh token. A
/// token that is no more is no error; one of another client is.
async fn revoke(state: State, headers: HeaderMap, body: Body) -> Response {
    let asked = match understood(body) {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    match revoke_token(&state, &headers, &asked).await {
        Ok(()) => Json(json!({})).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn revoke_token(state: &State, headers: &HeaderMap, asked: &TokenRequest) -> Result<(), Refusal> {
    let token = asked.token.as_ref().ok_or(Fault::InvalidRequest)?;
    if let Some(token) = RefreshToken::parse(&keys::all(state).await?, token.expose()) {
        let application = revoker(state, headers, asked).await?;
        let for_block = state.clone();
        let block = async move |tx: &mut db::Tx| refresh::end(tx, &for_block, &application, &token).await;
        return if state.db().write(block).await? { Ok(()) } else { Err(Fault::UnauthorizedClient.into()) };
    }
    let Some(session) = sessions::find_even_expired(state, token.expose()).await? else { return Ok(()) };
    let application = revoker(state, headers, asked).await?;
    if session.application != Some(application.id) {
        return Err(Fault::UnauthorizedClient.into());
    }
    sessions::end(state, session.id).await?;
    Ok(())
}

/// The application that wants a token to end.
async fn revoker(
    state: &State,
    headers: &HeaderMap,
    asked: &TokenRequest,
) -> Result<Arc<Application>, Refusal> {
    let (client_id, secret) = asked.client(headers).map_err(|_| Fault::UnauthorizedClient)?;
    match grants::authenticate(state, &client_id, &secret).await {
        Err(Refusal::Fault(_)) => Err(Fault::UnauthorizedClient.into()),
        other => other,
    }
}

/// `GET` or `POST /oauth/userinfo`.
async fn user_info(state: State, viewer: Viewer) -> ApiResult {
    viewer.needs_any(&["profile", "read:accounts"])?;
    let base = &state.config().base_url;
    let name = if viewer.display_name.is_empty() { &viewer.name } else { &viewer.display_name };
    let info = UserInfo {
        iss: base.clone(),
        sub: viewer.account.to_string(),
        name: name.to_string(),
        preferred_username: viewer.name.to_string(),
        profile: format!("{base}/@{}", viewer.name),
        picture: pictures::avatar_url(state.config(), viewer.account, viewer.avatar.as_deref()),
    };
    Ok(private(Json(info).into_response()))
}

/// `GET /.well-known/oauth-authorization-server`.
async fn metadata(state: State) -> Response {
    public(Json(ServerMetadata::new(&state.config().base_url)).into_response())
}

/// `GET /.well-known/jwks.json`.
async fn key_set(state: State) -> ApiResult {
    Ok(public(Json(KeySet::new(&keys::all(&state).await?)).into_response()))
}

/// Marks an answer that is the same for everybody and changes with an update of the server at most.
fn public(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

/// Marks an answer that holds a secret: nothing on the way may keep it (RFC 6749 §5.1).
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Error(error) => ApiError(error).into_response(),
            Self::Fault(fault) => fault.into_response(),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::UnauthorizedClient => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = Json(json!({ "error": self.code(), "error_description": self.text() }));
        let mut response = private((status, body).into_response());
        if self == Self::InvalidClient {
            // RFC 6749 §5.2: whoever tried a Basic header is told that there is one.
            let challenge = HeaderValue::from_static("Basic realm=\"Kinfolk\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
