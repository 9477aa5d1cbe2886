//! People by name: the exact name first, then usernames that begin so, then display names that do.

use std::collections::HashSet;

use base::Result;

use crate::accounts::{self, VisibleCard, Way};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct PeopleQuery {
    /// A name, its beginning, `@name@domain`, or the address of a profile, as typed.
    pub text: String,
    /// How many at most.
    pub limit: usize,
    /// How many to leave out first.
    pub offset: usize,
    /// Only those whom the viewer follows.
    pub following: bool,
}

/// Nobody turns pages further than this; it bounds what one search reads.
const DEEPEST: usize = 400;

/// Who matches, best first. A fixed number of statements, whatever the limit.
///
/// # Errors
/// From the engine.
pub async fn people(
    state: &State,
    viewer: Option<AccountId>,
    query: &PeopleQuery,
) -> Result<Vec<VisibleCard>> {
    let typed = name_in(&query.text, &state.config().base_url);
    let wanted = query.offset.saturating_add(query.limit);
    if typed.is_empty() || wanted > DEEPEST {
        return Ok(Vec::new());
    }
    let exact = match accounts::find(state, typed).await? {
        Some(id) => accounts::visible(state, viewer, &[id], Way::Asked).await?,
        None => Vec::new(),
    };
    let beginnings = match prefix(typed, &state.config().domain) {
        Some(prefix) => candidates(state, viewer, prefix, query.following, wanted).await?,
        None => Vec::new(),
    };
    let begin_so = accounts::visible(state, viewer, &beginnings, Way::Listed).await?;
    let mut found: Vec<VisibleCard> = exact.into_iter().chain(begin_so).collect();
    let mut seen = HashSet::new();
    found.retain(|card| seen.insert(card.id));
    if query.following {
        let followed = followed(state, viewer).await?;
        found.retain(|card| followed.binary_search(&card.id).is_ok());
    }
    Ok(found.into_iter().skip(query.offset).take(query.limit).collect())
}

/// Accounts whose names begin so: enough for the page, with some to spare for those that may not be shown.
async fn candidates(
    state: &State,
    viewer: Option<AccountId>,
    prefix: &str,
    following: bool,
    wanted: usize,
) -> Result<Vec<AccountId>> {
    if following {
        let ids = followed(state, viewer).await?;
        accounts::matching_among(state, prefix, ids).await
    } else {
        accounts::matching(state, prefix, wanted + 40).await
    }
}

async fn followed(state: &State, viewer: Option<AccountId>) -> Result<Vec<AccountId>> {
    match viewer {
        Some(me) => Ok(edges::following(state, me).await?.ids.to_vec()),
        None => Ok(Vec::new()),
    }
}

/// What was typed, without blanks; of an address of a profile here, its name.
fn name_in<'a>(typed: &'a str, base_url: &str) -> &'a str {
    let typed = typed.trim();
    let path = typed.strip_prefix(base_url).and_then(|path| path.strip_prefix("/@"));
    path.map_or(typed, |name| name.trim_end_matches('/'))
}

/// The part of a name of this server to look for; `None` when it belongs to another server.
fn prefix<'a>(typed: &'a str, own_domain: &str) -> Option<&'a str> {
    let typed = typed.strip_prefix('@').unwrap_or(typed);
    let prefix = match typed.split_once('@') {
        None => typed,
        Some((name, domain)) if own_domain.starts_with(&domain.to_ascii_lowercase()) => name,
        Some(_) => return None,
    };
    (!prefix.is_empty()).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_come_as_an_address() {
        let base = "https://example.org";
        assert_eq!(name_in(" https://example.org/@ada/ ", base), "ada");
        assert_eq!(name_in("https://other.org/@ada", base), "https://other.org/@ada");
        assert_eq!(name_in("@ada", base), "@ada");
    }

    #[test]
    fn a_beginning_may_carry_the_beginning_of_our_domain() {
        let of = |typed| prefix(typed, "example.org");
        assert_eq!(of("@ad"), Some("ad"));
        assert_eq!(of("Ada L"), Some("Ada L"));
        assert_eq!(of("ada@exa"), Some("ada"));
        assert_eq!(of("ada@other"), None);
        assert_eq!(of("@"), None);
    }
}
