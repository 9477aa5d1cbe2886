//! Redirect URIs: which an application may register, which fits a request, and what is sent there.
//!
//! A redirect is followed only to a URI that was registered, compared as text (RFC 9700 §2.1); an
//! app on the person's own machine may choose its port anew each time (RFC 8252 §7.3).

use url::{Host, Url};

/// The "redirect" of apps that have none: the code is shown to the person.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Longest list, in bytes, that an application may register.
const MAX_BYTES: usize = 2_000;

/// The URIs of a registration: each a list separated by blanks or line breaks.
///
/// # Errors
/// A sentence about the field.
pub fn registered(lists: &[String]) -> Result<Vec<String>, &'static str> {
    let uris: Vec<String> =
        lists.iter().flat_map(|list| list.split_whitespace()).map(ToOwned::to_owned).collect();
    if uris.is_empty() {
        return Err("can't be blank");
    }
    if uris.iter().map(String::len).sum::<usize>() > MAX_BYTES {
        return Err("is too long (maximum is 2000 characters)");
    }
    uris.iter().try_for_each(|uri| check(uri)).map(|()| uris)
}

fn check(uri: &str) -> Result<(), &'static str> {
    if uri == OUT_OF_BAND {
        return Ok(());
    }
    // What is compared as text and written into a header has to be plain.
    if !uri.bytes().all(|b| b.is_ascii_graphic()) {
        return Err("must be an absolute URI.");
    }
    if uri.contains('#') {
        return Err("cannot contain a fragment.");
    }
    let url = Url::parse(uri).map_err(|_| "must be an absolute URI.")?;
    match url.scheme() {
        "javascript" | "vbscript" | "data" | "blob" | "file" | "about" | "filesystem" => {
            Err("is forbidden by the server.")
        }
        "http" | "https" if url.host().is_none() => Err("must be an absolute URI."),
        "http" | "https" if url.host_str().is_some_and(|host| host.contains('*')) => {
            Err("cannot contain a wildcard.")
        }
        _ => Ok(()),
    }
}

/// The URI to answer to: the one asked for if it is registered, or the only one if none was named.
#[must_use]
pub fn chosen(registered: &[String], asked: Option<&str>) -> Option<String> {
    match (asked.filter(|asked| !asked.is_empty()), registered) {
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
        (Some(asked), known) => known.iter().any(|uri| fits(uri, asked)).then(|| asked.to_owned()),
    }
}

fn fits(registered: &str, asked: &str) -> bool {
    registered == asked || (check(asked).is_ok() && same_but_for_port(registered, asked))
}

/// Both name the person's own machine by address, and differ in nothing but the port.
fn same_but_for_port(registered: &str, asked: &str) -> bool {
    let (Ok(mut one), Ok(mut other)) = (Url::parse(registered), Url::parse(asked)) else { return false };
    let own = |url: &Url| match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    own(&one)
        && own(&other)
        && one.scheme() == "http"
        && one.set_port(None).is_ok()
        && other.set_port(None).is_ok()
        && one == other
}

/// The URI with parameters in its query.
#[must_use]
pub fn with_parameters<'a>(uri: &str, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let joint = match uri.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{uri}{joint}{query}")
}

/// What a person can recognise of a URI: its host, or the app's own scheme. Empty for out-of-band.
#[must_use]
pub fn host(uri: &str) -> String {
    match Url::parse(uri) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.host_str().unwrap_or("").to_owned(),
        Ok(url) if uri != OUT_OF_BAND => format!("{}:", url.scheme()),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register(uri: &str) -> Result<Vec<String>, &'static str> {
        registered(&[uri.to_owned()])
    }

    #[test]
    fn apps_register_web_pages_their_own_schemes_and_none() {
        for good in [
            "https://app.example/cb?x=1",
            "http://localhost:1234/",
            "com.tapbots.Ivory.10217:/request_token",
            "icecubesapp://",
            OUT_OF_BAND,
            "https://a.example https://b.example\nurn:ietf:wg:oauth:2.0:oob",
        ] {
            assert!(register(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/cb",
            "app.example/cb",
            "javascript:alert(1)",
            "DATA:text/html,x",
            "https://a.example/#x",
            "https:///",
            "https://ä.example/",
        ] {
            assert!(register(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_a_registered_uri_is_answered_to() {
        let known = vec!["https://app.example/cb".to_owned()];
        assert_eq!(chosen(&known, None).as_deref(), Some("https://app.example/cb"));
        for asked in [
            "https://app.example/cb/",
            "https://app.example/cb?x",
            "https://evil.example/cb",
            "https://app.example:444/cb",
        ] {
            assert_eq!(chosen(&known, Some(asked)), None, "{asked}");
        }
        let two = vec!["a:/".to_owned(), "b:/".to_owned()];
        assert_eq!((chosen(&two, None), chosen(&two, Some("b:/")).as_deref()), (None, Some("b:/")));
    }

    #[test]
    fn an_app_on_this_machine_may_take_any_port() {
        let known = vec!["http://127.0.0.1/cb".to_owned(), "http://localhost:1/".to_owned()];
        assert!(chosen(&known, Some("http://127.0.0.1:49152/cb")).is_some());
        assert!(chosen(&known, Some("http://127.0.0.1:49152/other")).is_none());
        assert!(chosen(&known, Some("http://localhost:2/")).is_none(), "a name can be somebody else's");
    }

    #[test]
    fn parameters_join_a_query_that_is_there() {
        let add = |uri| with_parameters(uri, [("code", "a b"), ("state", "&=")]);
        assert_eq!(add("app:/cb"), "app:/cb?code=a+b&state=%26%3D");
        assert_eq!(add("https://a.example/?x=1"), "https://a.example/?x=1&code=a+b&state=%26%3D");
        assert_eq!(add("https://a.example/?"), "https://a.example/?code=a+b&state=%26%3D");
    }

    #[test]
    fn a_person_is_told_the_host_or_the_scheme() {
        assert_eq!(host("https://app.example:99/cb"), "app.example");
        assert_eq!(host("icecubesapp://x"), "icecubesapp:");
        assert_eq!(host(OUT_OF_BAND), "");
    }
}
