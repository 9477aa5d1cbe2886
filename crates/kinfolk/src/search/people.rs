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

/// No name is longer, nor the address of a profile; nor does anybody mean to search for more.
pub(super) const MOST_CHARS: usize = 500;

/// Whether nothing is searched for so long a text.
pub(super) fn is_too_long(text: &str) -> bool {
    text.chars().nth(MOST_CHARS).is_some()
}

/// Who matches, best first. A fixed number of statements, whatever the limit.
///
/// # Errors
/// From the engine.
pub async fn people(
    state: &State,
    viewer: Option<AccountId>,
    query: &PeopleQuery,
) -> Result<Vec<VisibleCard>> {
    let asked = Asked::parse(&query.text, &state.config().base_url, &state.config().domain);
    let wanted = query.offset.saturating_add(query.limit);
    if wanted > DEEPEST || is_too_long(&query.text) {
        return Ok(Vec::new());
    }
    let exact = match accounts::find(state, asked.name()).await? {
        Some(id) => accounts::visible(state, viewer, &[id], Way::Opened).await?,
        None => Vec::new(),
    };
    let beginnings = match asked {
        Asked::Beginning(prefix) => candidates(state, viewer, prefix, query.following, wanted).await?,
        Asked::Whole(_) | Asked::Nobody => Vec::new(),
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

/// What a query means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked<'a> {
    /// A name or its beginning.
    Beginning(&'a str),
    /// A whole name of this server.
    Whole(&'a str),
    /// Somebody of another server, or nothing.
    Nobody,
}

impl<'a> Asked<'a> {
    fn parse(typed: &'a str, base_url: &str, own_domain: &str) -> Self {
        let typed = typed.trim();
        if let Some(name) = typed.strip_prefix(base_url).and_then(|path| path.strip_prefix("/@")) {
            return Self::Whole(name.trim_end_matches('/'));
        }
        let handle = typed.strip_prefix('@').unwrap_or(typed);
        match handle.split_once('@') {
            None if handle.is_empty() => Self::Nobody,
            None => Self::Beginning(handle),
            // Clients ask while the domain is still being typed.
            Some((name, domain)) if own_domain.starts_with(&domain.to_ascii_lowercase()) => Self::Whole(name),
            Some(_) => Self::Nobody,
        }
    }

    /// The name to look for as it is.
    fn name(self) -> &'a str {
        match self {
            Self::Beginning(name) | Self::Whole(name) => name,
            Self::Nobody => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_a_name_a_handle_or_an_address() {
        let parse = |typed| Asked::parse(typed, "https://example.org", "example.org");
        assert_eq!(parse(" ada "), Asked::Beginning("ada"));
        assert_eq!(parse("@ad"), Asked::Beginning("ad"));
        assert_eq!(parse("Ada L"), Asked::Beginning("Ada L"));
        assert_eq!(parse("https://example.org/@ada/"), Asked::Whole("ada"));
        assert_eq!(parse("@ada@Example.org"), Asked::Whole("ada"));
        assert_eq!(parse("ada@exa"), Asked::Whole("ada"));
        assert_eq!(parse("ada@other.org"), Asked::Nobody);
        assert_eq!(parse("@"), Asked::Nobody);
        assert_eq!(parse("https://other.org/@ada"), Asked::Nobody);
    }
}
