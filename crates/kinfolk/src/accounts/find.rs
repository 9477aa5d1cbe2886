//! From names to ids.
//!
//! A name, once given, belongs to its account for good, so what was found stays true and is
//! remembered without listening to events. That nobody has a name is not remembered.

use std::collections::HashMap;

use base::Result;
use db::params;

use super::{Username, store};
use crate::core::State;
use crate::core::cache::{Cache, Room, Usage, Weigh};
use crate::core::words::AccountId;

/// Ids by folded name, of accounts of this server.
pub(super) struct Names(Cache<Box<str>, Named>);

#[derive(Debug, Clone, Copy)]
struct Named(AccountId);

impl Weigh for Named {
    fn weight(&self) -> usize {
        // The name itself is behind the key's pointer.
        size_of::<Self>() + Username::MAX
    }
}

impl Names {
    pub(super) fn new(room: Room) -> Self {
        Self(Cache::new(room))
    }

    pub(super) fn clear(&self) {
        self.0.clear();
    }

    pub(super) fn usage(&self) -> Usage {
        self.0.usage()
    }
}

/// The account that `acct` names: `name`, `name@domain` or `@name@domain`, without regard to case.
/// Only accounts of this server are known.
///
/// # Errors
/// From the engine.
pub async fn find(state: &State, acct: &str) -> Result<Option<AccountId>> {
    let Some(name) = local_name(acct, &state.config().domain) else { return Ok(None) };
    Ok(find_many(state, std::slice::from_ref(&name)).await?.remove(&name))
}

/// The accounts of this server that have these folded names, by name. One statement at most.
///
/// # Errors
/// From the engine.
pub async fn find_many(state: &State, names: &[String]) -> Result<HashMap<String, AccountId>> {
    let keys = names.iter().filter(|name| name.len() <= Username::MAX).map(|name| name.as_str().into());
    let load = async |keys: Vec<Box<str>>| {
        let names: Vec<String> = keys.into_iter().map(String::from).collect();
        state
            .db()
            .read(async move |r| {
                r.all(&store::BY_NAMES, params![names.clone()], |row| {
                    Ok((row.get::<String>(0)?.into_boxed_str(), Named(row.get(1)?)))
                })
                .await
            })
            .await
    };
    let found = state.part::<Names>().0.fill_many(keys, load).await?;
    Ok(found.into_iter().map(|(name, id)| (name.into(), id.0)).collect())
}

/// The folded name of an account of this server, or `None` when `acct` names another server or cannot be a name.
pub(super) fn local_name(acct: &str, own_domain: &str) -> Option<String> {
    let acct = acct.strip_prefix('@').unwrap_or(acct);
    let name = match acct.split_once('@') {
        None => acct,
        Some((name, domain)) if domain.eq_ignore_ascii_case(own_domain) => name,
        Some(_) => return None,
    };
    let plain = !name.is_empty()
        && name.len() <= Username::MAX
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then(|| text::fold_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_this_server_may_carry_its_domain() {
        let name = |acct| local_name(acct, "Example.org:3000");
        for acct in ["ada", "@ada", "ADA", "ada@example.org:3000", "@Ada@EXAMPLE.org:3000"] {
            assert_eq!(name(acct).as_deref(), Some("ada"), "{acct}");
        }
        for acct in ["", " ada", "@", "ada@", "ada@other.org", "a b", "ada@example.org", "@@ada", "ädä"] {
            assert_eq!(name(acct), None, "{acct}");
        }
    }
}
