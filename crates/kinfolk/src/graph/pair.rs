//! What may be between two accounts, and what each act makes of it: pure functions.
//!
//! An act is done by `a`, who stands first. [`Between`] in, `Between` out; [`settled`] holds of everything that comes
//! out:
//!
//! - nobody has asked to follow whom they follow;
//! - a request to be friends stands only while its author follows or has asked to, and the two are no friends;
//! - where one blocks the other there is nothing else.
//!
//! **Not here:** who may (`policy`), rows (`edges::write`), counters ([`change`] says by how much they move).

use base::{Error, Result};

use crate::accounts::Change;
use crate::edges::{Befriending, Between, Side};

/// Brings what an act left over into order.
fn settled(mut pair: Between) -> Between {
    let friends = pair.friends();
    for side in [&mut pair.a, &mut pair.b] {
        side.requests &= !side.follows;
        if friends || !(side.follows || side.requests) {
            side.befriends = None;
        }
    }
    pair
}

/// Follows, or asks to where `b` is locked. Who was asked to be friends needs not ask.
pub(super) fn follow(mut pair: Between, locked: bool) -> Between {
    if locked && pair.b.befriends.is_none() {
        pair.a.requests = true;
    } else {
        pair.a.follows = true;
    }
    settled(pair)
}

/// Follows no more, and takes a request back.
pub(super) fn unfollow(mut pair: Between) -> Between {
    pair.a.follows = false;
    pair.a.requests = false;
    settled(pair)
}

/// Removes `b` from the followers.
pub(super) fn remove_follower(pair: Between) -> Between {
    Between { b: Side { follows: false, ..pair.b }, ..pair }.pipe(settled)
}

/// Lets `b` follow, who has asked to.
///
/// # Errors
/// `NotFound` when they have not.
pub(super) fn authorize(pair: Between) -> Result<Between> {
    if !pair.b.requests {
        return Err(Error::NotFound);
    }
    Ok(Between { b: Side { follows: true, ..pair.b }, ..pair }.pipe(settled))
}

/// Does not let `b` follow, who has asked to.
///
/// # Errors
/// `NotFound` when they have not.
pub(super) fn reject(pair: Between) -> Result<Between> {
    if !pair.b.requests {
        return Err(Error::NotFound);
    }
    Ok(Between { b: Side { requests: false, ..pair.b }, ..pair }.pipe(settled))
}

/// Asks `b` to be friends, which is to follow and to ask to be followed; or accepts, when `b` has asked.
pub(super) fn befriend(pair: Between, locked: bool) -> Between {
    if pair.friends() {
        return pair;
    }
    if pair.a.befriends.is_some() {
        // Who asked while `b` was locked follows now that it is not.
        return if pair.a.requests && !locked { follow(pair, false) } else { pair };
    }
    if pair.b.befriends.is_some() {
        return both_follow(pair);
    }
    let asking = Befriending { followed: pair.a.follows || pair.a.requests };
    let mut asked = follow(pair, locked);
    asked.a.befriends = Some(asking);
    settled(asked)
}

/// Becomes friends with `b`, who has asked.
///
/// # Errors
/// `NotFound` when they have not.
pub(super) fn accept_friend(pair: Between) -> Result<Between> {
    if pair.b.befriends.is_none() { Err(Error::NotFound) } else { Ok(both_follow(pair)) }
}

/// Does not become friends with `b`, who has asked; nor lets them follow, if they had to ask for that.
///
/// # Errors
/// `NotFound` when they have not.
pub(super) fn reject_friend(pair: Between) -> Result<Between> {
    if pair.b.befriends.is_none() {
        return Err(Error::NotFound);
    }
    Ok(Between { b: Side { befriends: None, requests: false, ..pair.b }, ..pair }.pipe(settled))
}

/// Ends a friendship, with both follows; or takes a request back, with the follow that came with it.
pub(super) fn unfriend(mut pair: Between) -> Between {
    if pair.friends() {
        pair.a.follows = false;
        pair.b.follows = false;
    } else if let Some(asking) = pair.a.befriends.take()
        && !asking.followed
    {
        pair.a.follows = false;
        pair.a.requests = false;
    }
    settled(pair)
}

/// Blocks `b`: everything else between the two ends.
pub(super) fn block(pair: Between) -> Between {
    let only = |blocks| Side { blocks, ..Side::default() };
    Between { a: only(true), b: only(pair.b.blocks) }
}

/// Blocks `b` no more.
pub(super) fn unblock(pair: Between) -> Between {
    Between { a: Side { blocks: false, ..pair.a }, ..pair }
}

fn both_follow(mut pair: Between) -> Between {
    pair.a.follows = true;
    pair.b.follows = true;
    settled(pair)
}

/// By how much the counters of `a` and of `b` move.
#[must_use]
pub fn change(old: Between, new: Between) -> [Change; 2] {
    let moved = |was: bool, is: bool| i64::from(is) - i64::from(was);
    let friends = moved(old.friends(), new.friends());
    let of = |old: Between, new: Between| Change {
        following: moved(old.a.follows, new.a.follows),
        followers: moved(old.b.follows, new.b.follows),
        requests: moved(old.b.requests, new.b.requests),
        blocked: moved(old.a.blocks, new.a.blocks),
        friends,
        ..Change::default()
    };
    [of(old, new), of(old.turned(), new.turned())]
}

/// For reading from left to right.
trait Pipe: Sized {
    fn pipe(self, then: impl FnOnce(Self) -> Self) -> Self {
        then(self)
    }
}

impl Pipe for Between {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Everything that acts of two people can lead to, from nothing.
    fn reachable() -> Vec<Between> {
        let mut seen = vec![Between::default()];
        let mut known: HashSet<String> = HashSet::from([format!("{:?}", seen[0])]);
        let mut at = 0;
        while at < seen.len() {
            for next in acts(seen[at]).into_iter().flat_map(|pair| [pair, pair.turned()]) {
                if known.insert(format!("{next:?}")) {
                    seen.push(next);
                }
            }
            at += 1;
        }
        seen
    }

    fn acts(pair: Between) -> Vec<Between> {
        let mut next =
            vec![unfollow(pair), remove_follower(pair), unfriend(pair), block(pair), unblock(pair)];
        if !pair.a.blocks && !pair.b.blocks {
            next.extend([true, false].map(|locked| follow(pair, locked)));
            next.extend([true, false].map(|locked| befriend(pair, locked)));
        }
        for answer in [authorize, reject, accept_friend, reject_friend] {
            next.extend(answer(pair));
        }
        next
    }

    #[test]
    fn whatever_people_do_the_rules_hold() {
        let all = reachable();
        assert!(all.len() > 30, "{}", all.len());
        for pair in all {
            for pair in [pair, pair.turned()] {
                assert!(!(pair.a.follows && pair.a.requests), "{pair:?}");
                let asks = pair.a.befriends.is_some();
                assert!(!asks || pair.a.follows || pair.a.requests, "{pair:?}");
                assert!(!asks || !pair.friends(), "{pair:?}");
                let parted = pair.a.blocks || pair.b.blocks;
                let linked = pair.a.follows || pair.a.requests || asks;
                assert!(!(parted && linked), "{pair:?}");
            }
        }
    }

    #[test]
    fn repeating_an_act_changes_nothing() {
        for pair in reachable() {
            for act in [unfollow, remove_follower, block, unblock] {
                assert_eq!(act(act(pair)), act(pair), "{pair:?}");
            }
            if pair.a.blocks || pair.b.blocks {
                continue;
            }
            for locked in [true, false] {
                assert_eq!(follow(follow(pair, locked), locked), follow(pair, locked), "{pair:?}");
                assert_eq!(befriend(befriend(pair, locked), locked), befriend(pair, locked), "{pair:?}");
            }
        }
    }

    #[test]
    fn a_request_taken_back_leaves_what_was_before() {
        for pair in reachable().into_iter().filter(|pair| !pair.a.blocks && !pair.b.blocks) {
            for locked in [true, false] {
                let asked = befriend(pair, locked);
                // Who had asked to follow somebody that is locked no more follows them from now on.
                let let_in = pair.a.requests && !locked;
                if pair.a.befriends.is_none() && asked.a.befriends.is_some() && !let_in {
                    assert_eq!(unfriend(asked), pair);
                }
            }
        }
    }

    #[test]
    fn counters_move_with_the_edges_and_mirror_each_other() {
        for old in reachable() {
            for new in acts(old) {
                let [a, b] = change(old, new);
                let [their_b, their_a] = change(old.turned(), new.turned());
                assert_eq!((a, b), (their_a, their_b));
                assert_eq!((a.following, a.followers), (b.followers, b.following));
                assert_eq!(a.friends, b.friends);
            }
        }
    }
}
