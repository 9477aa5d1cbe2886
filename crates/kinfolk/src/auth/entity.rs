//! The API's JSON of this module, nothing else.

use schemars::JsonSchema;
use serde::Serialize;

use super::sessions::AccessToken;
use super::{Application, keys};

/// An access token (<https://docs.joinmastodon.org/entities/Token/>).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Token")]
pub struct TokenEntity {
    /// Goes into `Authorization: Bearer …`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// What it may do, separated by blanks.
    scope: String,
    /// Seconds since 1970.
    created_at: i64,
    /// Seconds; absent from tokens that live until they are revoked, as in Mastodon.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<i64>,
    /// What the next access token is exchanged for; absent from tokens that live until they are revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl TokenEntity {
    /// For the one who asked, once.
    #[must_use]
    pub fn new(token: &AccessToken) -> Self {
        Self {
            access_token: token.token.expose().to_owned(),
            token_type: "Bearer",
            scope: token.scopes.to_string(),
            created_at: token.created_at / 1_000,
            expires_in: token.renewal.as_ref().map(|renewal| renewal.expires_in_s),
            refresh_token: token.renewal.as_ref().map(|renewal| renewal.token.expose().to_owned()),
        }
    }
}

/// An application (<https://docs.joinmastodon.org/entities/Application/>), at its registration with its client id and
/// secret (<https://docs.joinmastodon.org/entities/Application/#CredentialApplication>).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Application")]
pub struct ApplicationEntity<'a> {
    /// Which.
    id: String,
    /// Its name.
    name: &'a str,
    /// Its web site.
    website: Option<&'a str>,
    /// What it may ask for.
    scopes: Vec<&'static str>,
    /// Where codes are sent to, one on each line.
    redirect_uri: String,
    /// Where codes are sent to.
    redirect_uris: &'a [String],
    /// The key for web push; empty as long as there is none.
    vapid_key: &'static str,
    #[serde(flatten)]
    credentials: Option<Credentials<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Credentials<'a> {
    /// Names the application.
    client_id: &'a str,
    /// Proves it.
    client_secret: &'a str,
    /// 0: never.
    client_secret_expires_at: i64,
}

impl<'a> ApplicationEntity<'a> {
    /// What anyone with a token of the application may see.
    #[must_use]
    pub fn new(application: &'a Application) -> Self {
        Self {
            id: application.id.to_string(),
            name: &application.name,
            website: application.website.as_deref(),
            scopes: application.scopes.names().collect(),
            redirect_uri: application.redirect_uris.join("\n"),
            redirect_uris: &application.redirect_uris,
            vapid_key: "",
            credentials: None,
        }
    }

    /// What only the one who registered it sees, once.
    #[must_use]
    pub fn with_secret(application: &'a Application, secret: &'a str) -> Self {
        let credentials = Credentials {
            client_id: &application.client_id,
            client_secret: secret,
            client_secret_expires_at: 0,
        };
        Self { credentials: Some(credentials), ..Self::new(application) }
    }
}

/// JSON Web Key Set (RFC 7517, RFC 8037).
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeySet {
    /// The public halves.
    keys: Vec<Jwk>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Jwk {
    kty: &'static str,
    crv: &'static str,
    x: String,
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    purpose: &'static str,
}

impl KeySet {
    /// The public halves.
    #[must_use]
    pub fn new(keys: &[keys::Key]) -> Self {
        let jwk = |key: &keys::Key| Jwk {
            kty: "OKP",
            crv: "Ed25519",
            x: key.public(),
            kid: key.id.clone(),
            alg: "EdDSA",
            purpose: "sig",
        };
        Self { keys: keys.iter().map(jwk).collect() }
    }
}

/// What this server's OAuth can do
/// (<https://docs.joinmastodon.org/methods/oauth/#authorization-server-metadata>, RFC 8414).
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServerMetadata {
    issuer: String,
    service_documentation: &'static str,
    authorization_endpoint: String,
    token_endpoint: String,
    app_registration_endpoint: String,
    revocation_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    /// Those that Mastodon has, as clients check them; RFC 8414 lets a server keep others to itself.
    scopes_supported: Vec<&'static str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 4],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    code_challenge_methods_supported: [&'static str; 1],
}

impl ServerMetadata {
    /// For the server at this base URL.
    #[must_use]
    pub fn new(base_url: &str) -> Self {
        let at = |path: &str| format!("{base_url}{path}");
        Self {
            issuer: base_url.to_owned(),
            service_documentation: "https://docs.joinmastodon.org/",
            authorization_endpoint: at("/oauth/authorize"),
            token_endpoint: at("/oauth/token"),
            app_registration_endpoint: at("/api/v1/apps"),
            revocation_endpoint: at("/oauth/revoke"),
            userinfo_endpoint: at("/oauth/userinfo"),
            jwks_uri: at("/.well-known/jwks.json"),
            scopes_supported: super::Scopes::all_names()
                .iter()
                .copied()
                .filter(|name| *name != "offline_access")
                .collect(),
            response_types_supported: ["code"],
            response_modes_supported: ["query"],
            grant_types_supported: ["authorization_code", "client_credentials", "password", "refresh_token"],
            token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
            code_challenge_methods_supported: ["S256"],
        }
    }
}

/// Whose token it is (<https://docs.joinmastodon.org/methods/oauth/#userinfo>, OpenID Connect Core §5.1).
#[derive(Debug, Serialize, JsonSchema)]
pub struct UserInfo {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) name: String,
    pub(super) preferred_username: String,
    pub(super) profile: String,
    pub(super) picture: String,
}
