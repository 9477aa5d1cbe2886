//! Whom to follow and what to favourite: pairs between which nothing is yet, so that what is done and undone leaves
//! everything as it was. The server and the raw loop take the same ones.

use std::collections::HashSet;
use std::sync::PoisonError;

use super::subject::Subject;
use crate::failure::Result;
use crate::plain::Plain;
use crate::random::Random;

/// Accounts in one query; the words of a command have limits.
const SOURCES: usize = 500;
/// Pairs of each kind.
const PAIRS: usize = 16_384;

/// Accounts that do not follow each other, as places in the subject's list: who follows whom.
pub fn strangers(subject: &Subject) -> Result<Vec<(usize, usize)>> {
    let members = &subject.members;
    let mut known = HashSet::new();
    for some in members.chunks(SOURCES) {
        let ids: Vec<&str> = some.iter().map(|member| member.id.as_str()).collect();
        known.extend(rows(&subject.plain, &followed(&subject.plain, &ids))?);
    }
    let free = |&(source, target): &(usize, usize)| {
        source != target && !known.contains(&(members[source].id.clone(), members[target].id.clone()))
    };
    Ok(pick(members.len(), members.len(), free))
}

/// Accounts and ids of statuses that they have not favourited.
pub fn unmarked(subject: &Subject) -> Result<Vec<(usize, String)>> {
    let known = rows(&subject.plain, "SELECT account_id, status_id FROM favourites")?;
    let statuses = subject.statuses.lock().unwrap_or_else(PoisonError::into_inner);
    let free = |&(member, status): &(usize, usize)| {
        !known.contains(&(subject.members[member].id.clone(), statuses[status].clone()))
    };
    let picked = pick(subject.members.len(), statuses.len(), free);
    Ok(picked.into_iter().map(|(member, status)| (member, statuses[status].clone())).collect())
}

/// Whom these accounts follow; by the primary key, as there may be millions of others.
fn followed(plain: &Plain, ids: &[&str]) -> String {
    let select = "SELECT account_id, target_id FROM follows";
    match plain {
        Plain::Sqlite(_) => format!("{select} WHERE account_id IN ({})", ids.join(", ")),
        Plain::Postgres(..) => {
            let key = |id: &&str| format!("({id}::bigint >> 10 & 1023, {id}::bigint)");
            let keys = ids.iter().map(key).collect::<Vec<_>>().join(", ");
            format!("{select} WHERE (bucket, account_id) IN (VALUES {keys})")
        }
    }
}

/// Rows of two columns.
fn rows(plain: &Plain, query: &str) -> Result<HashSet<(String, String)>> {
    let pair = |row: Vec<String>| {
        let mut row = row.into_iter();
        Some((row.next()?, row.next()?))
    };
    Ok(plain.rows(query)?.into_iter().filter_map(pair).collect())
}

/// Different pairs of numbers below the two bounds that are `free`, by chance but the same each time. Fewer when
/// there are few.
fn pick(first: usize, second: usize, free: impl Fn(&(usize, usize)) -> bool) -> Vec<(usize, usize)> {
    let mut random = Random::new(7);
    let mut seen = HashSet::new();
    let tries = (0..PAIRS * 4).map(|_| (random.below(first), random.below(second)));
    tries.filter(|pair| free(pair) && seen.insert(*pair)).take(PAIRS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_free_different_and_the_same_each_time() {
        let free = |pair: &(usize, usize)| pair.0 != pair.1;
        let picked = pick(500, 500, free);
        assert_eq!(picked.len(), PAIRS);
        assert_eq!(picked.iter().collect::<HashSet<_>>().len(), PAIRS);
        assert!(picked.iter().all(free));
        assert_eq!(picked, pick(500, 500, free));
        let few = pick(3, 3, free);
        assert_eq!(few.len(), 6);
        assert!(pick(0, 3, |_| false).is_empty());
    }
}
