//! What somebody is told who has pressed a button about a person: pure functions of what was between the two before and is
//! now, each to the code of a notice.
//!
//! **Not here:** the words (`flash-…` in the locales), what the other is told (`notifications`).

use crate::edges::Relation;

/// `done`, unless the two follow each other now: that is news, too.
fn unless_friends(now: &Relation, done: &'static str) -> &'static str {
    if now.friends() { "befriended" } else { done }
}

/// After following, or asking to.
pub(super) fn follow(_: &Relation, now: &Relation) -> &'static str {
    if now.follow.is_some() { unless_friends(now, "followed") } else { "requested" }
}

/// After unfollowing, or taking the request back.
pub(super) fn unfollow(before: &Relation, _: &Relation) -> &'static str {
    if before.requested { "withdrawn" } else { "unfollowed" }
}

/// After asking to be friends, or accepting.
pub(super) fn befriend(_: &Relation, now: &Relation) -> &'static str {
    unless_friends(now, "requested")
}

/// After ending a friendship, or taking the request back.
pub(super) fn unfriend(before: &Relation, _: &Relation) -> &'static str {
    if before.friend_requested { "withdrawn" } else { "unfriended" }
}

/// After letting somebody follow.
pub(super) fn authorize(before: &Relation, now: &Relation) -> &'static str {
    if before.requested_by { unless_friends(now, "let-in") } else { "request-gone" }
}

/// After not letting somebody follow.
pub(super) fn reject(before: &Relation, _: &Relation) -> &'static str {
    if before.requested_by { "declined" } else { "request-gone" }
}

/// After becoming friends with who asked.
pub(super) fn accept_friend(before: &Relation, _: &Relation) -> &'static str {
    if before.friend_requested_by { "befriended" } else { "request-gone" }
}

/// After not becoming friends with who asked.
pub(super) fn decline_friend(before: &Relation, _: &Relation) -> &'static str {
    if before.friend_requested_by { "declined" } else { "request-gone" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::words::AccountId;
    use crate::edges::FollowSettings;
    use crate::http::page::FLASHES;

    type Told = fn(&Relation, &Relation) -> &'static str;

    fn relations() -> Vec<Relation> {
        let bit = |n: u32, place: u32| n & (1 << place) != 0;
        let relation = |n| Relation {
            follow: bit(n, 0).then(FollowSettings::default),
            requested: bit(n, 1),
            friend_requested: bit(n, 2),
            followed_by: bit(n, 3),
            requested_by: bit(n, 4),
            friend_requested_by: bit(n, 5),
            ..Relation::none(AccountId::new(7))
        };
        (0..64).map(relation).collect()
    }

    #[test]
    fn every_notice_has_a_text() {
        let all: [Told; 8] =
            [follow, unfollow, befriend, unfriend, authorize, reject, accept_friend, decline_friend];
        for (before, now) in
            relations().iter().flat_map(|one| relations().into_iter().map(move |two| (one, two)))
        {
            for told in all {
                assert!(FLASHES.contains(&told(before, &now)), "{before:?} {now:?}");
            }
        }
    }

    #[test]
    fn what_is_told_is_what_has_happened() {
        let none = Relation::none(AccountId::new(7));
        let follows = Relation { follow: Some(FollowSettings::default()), ..none.clone() };
        let asks = Relation { requested: true, friend_requested: true, ..none.clone() };
        let friends = Relation { followed_by: true, ..follows.clone() };
        let asked = Relation { requested_by: true, friend_requested_by: true, ..none.clone() };
        let after = |told: Told, now: &Relation| told(&none, now);
        assert_eq!(
            [&follows, &asks, &friends].map(|now| after(follow, now)),
            ["followed", "requested", "befriended"]
        );
        assert_eq!([&asks, &friends].map(|now| after(befriend, now)), ["requested", "befriended"]);
        let of = |told: Told, before: &Relation| told(before, &none);
        assert_eq!([&follows, &asks].map(|before| of(unfollow, before)), ["unfollowed", "withdrawn"]);
        assert_eq!([&friends, &asks].map(|before| of(unfriend, before)), ["unfriended", "withdrawn"]);
        assert_eq!(
            [authorize as Told, reject, accept_friend, decline_friend].map(|told| of(told, &asked)),
            ["let-in", "declined", "befriended", "declined"]
        );
        for told in [authorize as Told, reject, accept_friend, decline_friend] {
            assert_eq!(of(told, &none), "request-gone");
        }
    }
}
