//! What somebody keeps about others: notes for themselves, endorsements on their profile, domains that they block.

use base::{Error, Page, Result};
use db::Tx;

use crate::accounts;
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{self, write};
use crate::http::paging::Cursors;
use crate::policy;

/// The longest note, in characters, as in Mastodon.
pub const MAX_NOTE: usize = 2_000;
/// The longest name of a domain, in bytes (RFC 1035).
const MAX_DOMAIN: usize = 253;

/// Notes something about `target` that only `me` sees; an empty text forgets it.
///
/// # Errors
/// `Unprocessable` about oneself; `Invalid` about `comment`; `NotFound`; or from the engine.
pub async fn note(state: &State, me: AccountId, target: AccountId, text: &str) -> Result<()> {
    policy::relate("note something about", me, target)?;
    // PostgreSQL keeps no NUL in a text.
    let text = text.trim().replace('\0', "");
    if text.chars().count() > MAX_NOTE {
        let why = format!("must be at most {MAX_NOTE} characters");
        return Err(Error::invalid("comment", "ERR_TOO_LONG", why));
    }
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[me]).await?;
        accounts::hold_even_suspended(tx, target).await?;
        write::lock_pair(tx, me, target).await?;
        write::note(tx, me, target, &text).await
    };
    state.db().write(block).await
}

/// Shows `target`, whom `me` must follow, on the profile of `me`; or no more.
///
/// # Errors
/// `Unprocessable` about oneself or whom one does not follow; `NotFound`; or from the engine.
pub async fn endorse(state: &State, me: AccountId, target: AccountId, yes: bool) -> Result<()> {
    policy::relate(if yes { "endorse" } else { "unendorse" }, me, target)?;
    let id = state.owned_id(me);
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[me]).await?;
        accounts::hold_even_suspended(tx, target).await?;
        write::lock_pair(tx, me, target).await?;
        if yes && !write::between(tx, me, target).await?.a.follows {
            return Err(Error::unprocessable(
                "Validation failed: you must be following the person you want to endorse",
            ));
        }
        write::endorse(tx, id, me, target, yes).await
    };
    state.db().write(block).await
}

/// The domains that `me` blocks, on a page, newest first, and where the pages beside it begin.
///
/// # Errors
/// From the engine.
pub async fn blocked_domains(state: &State, me: AccountId, page: Page) -> Result<(Vec<String>, Cursors)> {
    let read = Page { limit: page.limit + 1, ..page };
    let mut blocks = edges::blocked_domains(state, me, read).await?;
    let cursors = Cursors::trim(&mut blocks, page, |(edge, _)| edge.raw());
    Ok((blocks.into_iter().map(|(_, domain)| domain).collect(), cursors))
}

/// Blocks a domain for `me`, or no more.
///
/// # Errors
/// `Invalid` about `domain`, or from the engine.
pub async fn block_domain(state: &State, me: AccountId, domain: &str, yes: bool) -> Result<()> {
    let domain = parse_domain(domain)?;
    if yes && domain == state.config().domain {
        return Err(Error::invalid("domain", "ERR_OWN", "is this server"));
    }
    let id = state.owned_id(me);
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[me]).await?;
        write::block_domain(tx, id, me, &domain, yes).await
    };
    state.db().write(block).await
}

/// A domain as it is compared: lower case, international names in their ASCII form, perhaps with a port.
pub(super) fn parse_domain(text: &str) -> Result<String> {
    let fault = || Error::invalid("domain", "ERR_INVALID", "is not a valid domain name");
    let (name, port) = match text.trim().split_once(':') {
        Some((name, port)) => (name, Some(port.parse::<u16>().map_err(|_| fault())?)),
        None => (text.trim(), None),
    };
    let Ok(url::Host::Domain(host)) = url::Host::parse(name.trim_end_matches('.')) else {
        return Err(fault());
    };
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    if host.len() > MAX_DOMAIN || !host.bytes().all(is_letter) || host.split('.').any(str::is_empty) {
        return Err(fault());
    }
    Ok(port.map_or(host.clone(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_come_in_one_form() {
        let good = [
            ("Example.ORG", "example.org"),
            (" a.b:8080 ", "a.b:8080"),
            ("bücher.example", "xn--bcher-kva.example"),
        ];
        for (text, domain) in good {
            assert_eq!(parse_domain(text).unwrap(), domain);
        }
        for bad in ["", " ", "a b", "http://a.org", "a..b", "a.org/x", "1.2.3.4", "[::1]", "a:b", "ä\0"] {
            assert!(parse_domain(bad).is_err(), "{bad:?}");
        }
    }
}
