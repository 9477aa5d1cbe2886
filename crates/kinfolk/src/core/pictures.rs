//! Where the pictures of accounts are: the one place that makes their addresses.
//!
//! A picture of somebody's own has the name of its file in the account's row, and an address that changes with it. Who
//! has none is shown a drawn one. **Not here:** the files (`media`), what is drawn (`accounts`).

use media::{Key, Name};

use super::Config;
use super::words::AccountId;

/// The shelf of avatars.
pub const AVATARS: &str = "avatars";
/// The shelf of headers.
pub const HEADERS: &str = "headers";

/// The URL of an account's avatar. `name` is that of its own file, if it has one.
#[must_use]
pub fn avatar_url(config: &Config, account: AccountId, name: Option<&str>) -> String {
    own(config, AVATARS, name).unwrap_or_else(|| format!("{}/avatars/{account}.png", config.base_url))
}

/// The URL of an account's header. `name` is that of its own file, if it has one.
#[must_use]
pub fn header_url(config: &Config, name: Option<&str>) -> String {
    own(config, HEADERS, name).unwrap_or_else(|| format!("{}/headers/default.png", config.base_url))
}

fn own(config: &Config, shelf: &'static str, name: Option<&str>) -> Option<String> {
    let key = Key { shelf, name: Name::parse(name?)? };
    Some(match &config.media_public_url {
        Some(url) => format!("{url}/{key}"),
        None => format!("{}/media/{key}", config.base_url),
    })
}

/// A URL as pages of this server name it: by its path, if it is on this server.
#[must_use]
pub fn on_pages<'a>(config: &Config, url: &'a str) -> &'a str {
    url.strip_prefix(&config.base_url).filter(|path| path.starts_with('/')).unwrap_or(url)
}

/// What is behind such an address, as in `Content-Type`.
#[must_use]
pub fn content_type(url: &str) -> &'static str {
    let name = url.rsplit('/').next().and_then(Name::parse);
    // What is drawn is PNG.
    name.map_or("image/png", |name| name.format().content_type())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_ones_own_picture_or_to_a_drawn_one() {
        let mut config = Config::with_defaults("https://kin.example", "sqlite:x", "data".into());
        let name = Name::of(b"x", media::Format::Jpeg);
        let (text, key) = (name.to_string(), Key { shelf: AVATARS, name });
        let account = AccountId::new(7);
        let url = avatar_url(&config, account, Some(&text));
        assert_eq!(url, format!("https://kin.example/media/{key}"));
        assert_eq!((on_pages(&config, &url), content_type(&url)), (&*format!("/media/{key}"), "image/jpeg"));
        let drawn = avatar_url(&config, account, None);
        assert_eq!(
            (drawn.as_str(), content_type(&drawn)),
            ("https://kin.example/avatars/7.png", "image/png")
        );
        assert_eq!(header_url(&config, Some("../x")), "https://kin.example/headers/default.png");
        config.media_public_url = Some("https://cdn.example/kin".to_owned());
        let url = avatar_url(&config, account, Some(&text));
        assert_eq!(on_pages(&config, &url), format!("https://cdn.example/kin/{key}"));
        assert_eq!(on_pages(&config, "https://kin.example.org/x"), "https://kin.example.org/x");
    }
}
