//! How others find accounts of this server by name: webfinger (RFC 7033) and host-meta (RFC 6415), and oEmbed.
//!
//! Clients expect the links of ActivityPub there, so they are given; the addresses behind them are profiles, as this
//! server does not speak with others yet.

use axum::Json;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use base::{Error, Result};
use http::header;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::shape;
use crate::accounts::{self, VisibleCard, Way};
use crate::core::words::StatusId;
use crate::core::{State, pictures};
use crate::http::{ApiResult, Routes, input, op};
use crate::statuses;

/// This file's URLs.
pub(super) fn routes() -> Routes {
    Routes::of("This server")
        .get(
            "/.well-known/webfinger",
            webfinger,
            op("What a name stands for (RFC 7033)")
                .asks::<Resource>()
                .gives_as::<shape::Descriptor>("application/jrd+json")
                .fails(404, "Nobody has this name here"),
        )
        .get(
            "/.well-known/host-meta",
            host_meta,
            op("Where webfinger is (RFC 6415)").gives_other("application/xrd+xml"),
        )
        .get(
            "/api/oembed",
            oembed,
            op("How to show a post on another page (oEmbed 1.0)")
                .asks::<EmbedQuery>()
                .gives::<shape::Embed>()
                .fails(404, "There is no such post, or not for everybody"),
        )
}

#[derive(Deserialize, JsonSchema)]
struct Resource {
    /// `acct:name@domain`, or the address of a profile.
    resource: Option<String>,
}

/// `GET /.well-known/webfinger?resource=acct:name@domain`, or the address of a profile.
async fn webfinger(state: State, RawQuery(query): RawQuery) -> ApiResult<Response> {
    let Resource { resource } = input::query(&query.unwrap_or_default())?;
    let resource = resource.filter(|resource| !resource.is_empty());
    let resource = resource.ok_or_else(|| Error::bad_request("resource", "Parameter resource is missing"))?;
    let name = name_in(&resource, &state).ok_or(Error::NotFound)?;
    let card = named(&state, name).await?;
    let body = Json(descriptor(&card, &state.config().domain));
    Ok(([(header::CONTENT_TYPE, "application/jrd+json; charset=utf-8")], body).into_response())
}

/// An account that anybody may see, by its name.
async fn named(state: &State, name: &str) -> Result<VisibleCard> {
    let id = accounts::find(state, name).await?.ok_or(Error::NotFound)?;
    accounts::one(state, None, id, Way::Opened).await
}

/// The name that a resource means, if it is one of this server.
fn name_in<'a>(resource: &'a str, state: &State) -> Option<&'a str> {
    let (base_url, domain) = (&state.config().base_url, &state.config().domain);
    if let Some(path) = resource.strip_prefix(base_url.as_str()) {
        return path
            .strip_prefix("/@")
            .or_else(|| path.strip_prefix("/users/"))
            .filter(|name| !name.contains('/'));
    }
    let acct = resource.strip_prefix("acct:").unwrap_or(resource).trim_start_matches('@');
    let (name, host) = acct.split_once('@')?;
    host.eq_ignore_ascii_case(domain).then_some(name)
}

fn descriptor(card: &VisibleCard, domain: &str) -> Value {
    let (url, avatar) = (card.url(), card.avatar_url());
    json!({
        "subject": format!("acct:{}@{domain}", card.username),
        "aliases": [url],
        "links": [
            { "rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": url },
            { "rel": "self", "type": "application/activity+json", "href": url },
            { "rel": "http://webfinger.net/rel/avatar", "type": pictures::content_type(&avatar), "href": avatar },
        ],
    })
}

/// `GET /.well-known/host-meta`: where webfinger is.
async fn host_meta(state: State) -> Response {
    let template = format!("{}/.well-known/webfinger?resource={{uri}}", state.config().base_url);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{}\"/>\n</XRD>\n",
        text::escape(&template)
    );
    ([(header::CONTENT_TYPE, "application/xrd+xml; charset=utf-8")], xml).into_response()
}

#[derive(Deserialize, JsonSchema)]
struct EmbedQuery {
    /// The address of a post.
    url: Option<String>,
    /// Pixels at most.
    maxwidth: Option<input::Number>,
}

/// `GET /api/oembed?url=`: how to show a status on another page
/// (<https://docs.joinmastodon.org/methods/oembed/>). Only what anybody may see.
async fn oembed(state: State, RawQuery(query): RawQuery) -> ApiResult<Json<Value>> {
    let EmbedQuery { url, maxwidth } = input::query(&query.unwrap_or_default())?;
    let url = url.ok_or_else(|| Error::bad_request("url", "Parameter url is missing"))?;
    let id = status_in(&url, &state.config().base_url).ok_or(Error::NotFound)?;
    let shown = statuses::visible_one(&state, None, id).await?;
    let name = if shown.author.display_name.is_empty() {
        &shown.author.username
    } else {
        &shown.author.display_name
    };
    let width = maxwidth.map_or(400, |width| width.0.clamp(100, 2_000));
    let address = format!("{}/{id}", shown.author.url());
    let html = format!(
        "<blockquote class=\"kinfolk-embed\" cite=\"{0}\"><a href=\"{0}\">{1}</a></blockquote>",
        text::escape(&address),
        text::escape(&format!("{name} (@{})", shown.author.username)),
    );
    Ok(Json(json!({
        "type": "rich",
        "version": "1.0",
        "title": format!("{name} (@{})", shown.author.username),
        "author_name": name,
        "author_url": shown.author.url(),
        "provider_name": state.config().site_name(),
        "provider_url": state.config().base_url,
        "cache_age": 86_400,
        "html": html,
        "width": width,
        "height": null,
    })))
}

/// The status that an address of this server leads to.
fn status_in(url: &str, base_url: &str) -> Option<StatusId> {
    let path = url.strip_prefix(base_url)?.strip_prefix("/@")?;
    let (_, id) = path.split_once('/')?;
    id.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_status_leads_to_it() {
        let found = |url| status_in(url, "http://x.org").map(base::Id::raw);
        assert_eq!(found("http://x.org/@ann/12"), Some(12));
        for none in
            ["http://x.org/@ann", "http://y.org/@ann/12", "http://x.org/@ann/x", "", "http://x.org/ann/12"]
        {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
