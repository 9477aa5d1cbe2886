//! A made-up graph in which few are joined to many: preferential attachment
//! (Barabási, Albert: Emergence of Scaling in Random Networks, 1999).
//!
//! Accounts come one after the other, and each joins so many of those before it that the mean
//! degree comes out; who is joined to many is more likely to be joined again.

use super::chance::Chance;

/// The edges between `accounts` places from 0, each once, later to earlier; the same for the same arguments.
pub(super) fn edges(accounts: u32, mean_degree: u32, seed: u64) -> Vec<(u32, u32)> {
    let mut chance = Chance::new(seed);
    let most = u64::from(accounts) * u64::from(accounts.saturating_sub(1)) / 2;
    let wanted = (u64::from(accounts) * u64::from(mean_degree) / 2).min(most);
    let mut edges: Vec<(u32, u32)> = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
    // Each place as often as it has edges: drawing from here is drawing by degree.
    let mut ends: Vec<u32> = Vec::new();
    for newcomer in 1..accounts {
        let left = wanted - edges.len() as u64;
        // Early ones cannot join so many; those after them make up for it.
        let share = left.div_ceil(u64::from(accounts - newcomer)).min(u64::from(newcomer));
        for to in choose(&mut chance, &ends, newcomer, share) {
            edges.push((newcomer, to));
            ends.extend([newcomer, to]);
        }
    }
    edges
}

/// `share` different places below `newcomer`, ascending.
fn choose(chance: &mut Chance, ends: &[u32], newcomer: u32, share: u64) -> Vec<u32> {
    if share == u64::from(newcomer) {
        return (0..newcomer).collect();
    }
    let mut chosen = std::collections::BTreeSet::new();
    while (chosen.len() as u64) < share {
        // One in eight at random, so that drawing ends even where few have all the edges.
        let by_degree = !ends.is_empty() && chance.below(8) > 0;
        chosen.insert(if by_degree {
            ends[chance.below(ends.len())]
        } else {
            chance.below(newcomer as usize) as u32
        });
    }
    chosen.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(edges: &[(u32, u32)], accounts: u32) -> Vec<usize> {
        let mut degrees = vec![0; accounts as usize];
        edges.iter().flat_map(|(a, b)| [*a, *b]).for_each(|place| degrees[place as usize] += 1);
        degrees
    }

    #[test]
    fn the_same_seed_makes_the_same_graph_and_another_makes_another() {
        assert_eq!(edges(300, 10, 7), edges(300, 10, 7));
        assert_ne!(edges(300, 10, 7), edges(300, 10, 8));
    }

    #[test]
    fn the_mean_degree_comes_out_and_a_few_are_joined_to_many() {
        let edges = edges(1_000, 40, 1);
        assert_eq!(edges.len(), 20_000);
        let mut sorted = edges.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), edges.len(), "an edge stands twice");
        assert!(edges.iter().all(|(from, to)| to < from), "an edge leads to itself or to a later one");
        let mut degrees = degrees(&edges, 1_000);
        degrees.sort_unstable();
        assert!(degrees[0] > 0 && degrees[999] > 5 * degrees[500], "{:?}", &degrees[990..]);
    }

    #[test]
    fn a_small_graph_is_complete_and_a_tiny_one_has_no_edge() {
        assert_eq!(edges(5, 40, 1).len(), 10);
        assert!(edges(1, 40, 1).is_empty() && edges(0, 40, 1).is_empty());
        assert!(edges(50, 0, 1).is_empty());
    }
}
