//! The Content-Security-Policy of the one page whose form leads to another site: the consent page.
//!
//! Browsers apply `form-action` also to the redirect that answers a form
//! (<https://www.w3.org/TR/CSP3/#directive-form-action>), and after consent that redirect leads back to the app.
//!
//! *Not here*: the policy of all other pages and the other headers, which are in `http::security`.

use url::{Position, Url};

use crate::http::security::PAGE_POLICY;

/// The policy for a page whose form may end at an app's `redirect_uri`: [`PAGE_POLICY`] with that place allowed.
///
/// For the consent page, and for a log-in that goes on to an app without asking again. A redirect that is no absolute
/// URL (out-of-band) or whose scheme executes or embeds gives the ordinary policy.
pub fn consent_policy(redirect_uri: &str) -> String {
    match form_target(redirect_uri) {
        Some(target) => PAGE_POLICY.replace("form-action 'self'", &format!("form-action 'self' {target}")),
        None => PAGE_POLICY.to_owned(),
    }
}

/// The CSP source for a redirect: its origin, or `scheme:` for an app's own scheme. It holds only what the URL parser
/// has normalised and none of the characters that separate sources and directives.
fn form_target(redirect_uri: &str) -> Option<String> {
    let url = Url::parse(redirect_uri).ok()?;
    match url.scheme() {
        "http" | "https" => {
            let origin = format!("{}://{}", url.scheme(), &url[Position::BeforeHost..Position::AfterPort]);
            (!origin.contains([';', ',', ' ', '\''])).then_some(origin)
        }
        "javascript" | "data" | "blob" | "file" | "about" | "vbscript" | "urn" => None,
        scheme => Some(format!("{scheme}:")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_consent_page_may_lead_back_to_its_app_and_nowhere_else() {
        assert!(PAGE_POLICY.contains("form-action 'self';"), "the policy is written otherwise now");
        assert!(consent_policy("toot://oauth").contains("form-action 'self' toot:;"));
        assert_eq!(consent_policy("urn:ietf:wg:oauth:2.0:oob"), PAGE_POLICY);
    }

    #[test]
    fn a_redirect_becomes_its_origin_or_scheme() {
        let of = |uri| form_target(uri);
        assert_eq!(of("https://App.example/cb?x=1").as_deref(), Some("https://app.example"));
        assert_eq!(of("http://u:p@localhost:8080/").as_deref(), Some("http://localhost:8080"));
        assert_eq!(of("com.example.app://oauth").as_deref(), Some("com.example.app:"));
    }

    #[test]
    fn a_redirect_cannot_smuggle_a_directive_or_code() {
        for uri in ["javascript:alert(1)", "data:text/html,x", "urn:ietf:wg:oauth:2.0:oob", "/relative", ""] {
            assert_eq!(form_target(uri), None, "{uri}");
        }
        for uri in ["https://a.example;script-src *", "https://a.example,b/", "https://a'b.example/"] {
            assert!(form_target(uri).is_none_or(|t| !t.contains([';', ',', ' ', '\''])), "{uri}");
        }
    }
}
