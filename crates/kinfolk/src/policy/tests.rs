//! The rules as cases, one a line, and the proof that each rule is needed by some case: a table
//! in which one rule is missing or turned round must fail.

use super::Presence::{Here, Left, Suspended};
use super::rules::{ACCOUNT, ASKED_ACCOUNT, LISTED_ACCOUNT, OWNER, Rule, STATUS, decide};
use super::*;
use crate::core::words::{StatusId, Visibility};
use crate::edges::Side;

/// The one who looks.
const ME: i64 = 1;
/// Whom I follow.
const FRIEND: i64 = 2;
/// To whom I am nothing.
const STRANGER: i64 = 3;
/// Whom I block.
const BLOCKED: i64 = 4;
/// Who blocks me.
const BLOCKER: i64 = 5;

fn me() -> Facts {
    Facts::made_up(ME, &[FRIEND], &[BLOCKED], &[(STRANGER, false), (BLOCKED, false), (BLOCKER, true)])
}

fn nobody() -> Facts {
    Facts::nobody()
}

fn by(author: i64, visibility: Visibility, mentions: &[i64]) -> StatusFacts {
    StatusFacts {
        id: StatusId::new(100),
        author: AccountId::new(author),
        visibility,
        in_reply_to: None,
        in_reply_to_account: None,
        reblog_of: None,
        mentions: mentions.iter().map(|id| AccountId::new(*id)).collect(),
        language: None,
        tags: Box::default(),
    }
}

/// Who looks, at what, the presence of whose it is, and whether it is seen.
type Case<T> = (Facts, T, Presence, bool);

#[rustfmt::skip]
fn status_cases() -> Vec<Case<StatusFacts>> {
    use Visibility::{Direct, Private, Public, Unlisted};
    vec![
        (me(), by(ME, Public, &[]), Here, true),
        (me(), by(ME, Private, &[]), Here, true),
        (me(), by(ME, Direct, &[FRIEND]), Here, true),
        (me(), by(FRIEND, Public, &[]), Here, true),
        (me(), by(FRIEND, Unlisted, &[]), Here, true),
        (me(), by(FRIEND, Private, &[]), Here, true),
        (me(), by(FRIEND, Direct, &[]), Here, false),
        (me(), by(FRIEND, Direct, &[STRANGER]), Here, false),
        (me(), by(FRIEND, Direct, &[ME]), Here, true),
        (me(), by(STRANGER, Public, &[]), Here, true),
        (me(), by(STRANGER, Unlisted, &[]), Here, true),
        (me(), by(STRANGER, Private, &[]), Here, false),
        (me(), by(STRANGER, Private, &[FRIEND]), Here, false),
        (me(), by(STRANGER, Private, &[ME]), Here, true),
        (me(), by(STRANGER, Direct, &[ME, FRIEND]), Here, true),
        (me(), by(STRANGER, Direct, &[]), Here, false),
        (me(), by(BLOCKED, Public, &[]), Here, false),
        (me(), by(BLOCKED, Unlisted, &[]), Here, false),
        (me(), by(BLOCKED, Private, &[ME]), Here, false),
        (me(), by(BLOCKED, Direct, &[ME]), Here, false),
        (me(), by(BLOCKER, Public, &[]), Here, false),
        (me(), by(BLOCKER, Unlisted, &[]), Here, false),
        (me(), by(BLOCKER, Private, &[ME]), Here, false),
        (me(), by(BLOCKER, Direct, &[ME]), Here, false),
        (nobody(), by(STRANGER, Public, &[]), Here, true),
        (nobody(), by(STRANGER, Unlisted, &[]), Here, true),
        (nobody(), by(STRANGER, Private, &[]), Here, false),
        (nobody(), by(STRANGER, Direct, &[ME]), Here, false),
        (nobody(), by(STRANGER, Public, &[]), Suspended, false),
        (nobody(), by(STRANGER, Public, &[]), Left, false),
        (me(), by(FRIEND, Private, &[ME]), Suspended, false),
        (me(), by(FRIEND, Private, &[ME]), Left, false),
        (me(), by(ME, Public, &[]), Suspended, false),
        (me(), by(ME, Public, &[]), Left, false),
    ]
}

fn account(id: i64, presence: Presence) -> AccountFacts {
    AccountFacts { id: AccountId::new(id), presence }
}

/// What holds of an account that is there, and whether one that is suspended, and one that the viewer
/// blocks, is shown.
fn account_cases(suspended: bool, blocked: bool) -> Vec<Case<AccountId>> {
    let case = |facts, id, presence, shown| (facts, AccountId::new(id), presence, shown);
    vec![
        case(me(), ME, Here, true),
        case(me(), FRIEND, Here, true),
        case(me(), FRIEND, Suspended, suspended),
        case(me(), FRIEND, Left, false),
        case(me(), STRANGER, Here, true),
        case(me(), STRANGER, Suspended, suspended),
        case(me(), STRANGER, Left, false),
        case(me(), BLOCKED, Here, blocked),
        case(me(), BLOCKED, Suspended, suspended && blocked),
        case(me(), BLOCKER, Here, false),
        case(me(), BLOCKER, Suspended, false),
        case(nobody(), STRANGER, Here, true),
        case(nobody(), STRANGER, Suspended, suspended),
        case(nobody(), STRANGER, Left, false),
    ]
}

fn wrong<T: std::fmt::Debug>(rules: &[Rule<T>], cases: &[Case<T>]) -> Vec<String> {
    let fails = |case: &&Case<T>| decide(rules, &case.0, &case.1, case.2) != case.3;
    cases
        .iter()
        .filter(fails)
        .map(|(facts, thing, presence, _)| format!("{:?} sees {thing:?} ({presence:?})", facts.viewer()))
        .collect()
}

/// The cases hold, and they hold for no table in which a rule is missing or turned round.
fn check<T: std::fmt::Debug>(rules: &'static [Rule<T>], cases: &[Case<T>]) {
    assert_eq!(wrong(rules, cases), Vec::<String>::new());
    for at in 0..rules.len() {
        let copy = |rule: &Rule<T>| Rule { name: rule.name, allows: rule.allows, when: rule.when };
        let mut without: Vec<Rule<T>> = rules.iter().map(copy).collect();
        let mut turned: Vec<Rule<T>> = rules.iter().map(copy).collect();
        without.remove(at);
        turned[at].allows = !turned[at].allows;
        // Who wrote a status sees it by other rules too, but for private and direct ones; every
        // rule is needed by some case.
        assert_ne!(
            wrong(&without, cases),
            Vec::<String>::new(),
            "nothing needs the rule: {}",
            rules[at].name
        );
        assert_ne!(wrong(&turned, cases), Vec::<String>::new(), "turned round unnoticed: {}", rules[at].name);
    }
}

#[test]
fn who_may_see_a_status() {
    check(STATUS, &status_cases());
}

#[test]
fn whom_an_app_is_told_about() {
    check(ASKED_ACCOUNT, &account_cases(true, true));
}

#[test]
fn who_may_see_a_profile_asked_for_by_name() {
    check(ACCOUNT, &account_cases(false, true));
}

#[test]
fn whose_lists_may_be_asked_for() {
    check(OWNER, &account_cases(true, false));
}

#[test]
fn who_may_stand_in_a_list() {
    check(LISTED_ACCOUNT, &account_cases(false, false));
}

#[test]
fn a_seal_is_given_only_to_what_may_be_seen() {
    let friends = by(FRIEND, Visibility::Private, &[]);
    assert_eq!(see(&me(), |status| (status, Here), friends.clone()).map(Visible::into_inner), Some(friends));
    assert!(see(&me(), |status| (status, Here), by(STRANGER, Visibility::Private, &[])).is_none());
    assert!(see(&me(), |status| (status, Suspended), by(FRIEND, Visibility::Public, &[])).is_none());
    assert!(see_account(&me(), account(BLOCKED, Here), 7).is_some());
    assert!(see_account(&me(), account(FRIEND, Suspended), 7).is_none());
    assert!(tell_account(&me(), account(FRIEND, Suspended), 7).is_some());
    assert!(see_owner(&me(), account(BLOCKED, Here), 7).is_none());
    assert!(list_account(&me(), account(BLOCKED, Here), 7).is_none());
    assert!(list_own(account(BLOCKED, Here), 7).is_some());
    assert!(list_own(account(BLOCKED, Suspended), 7).is_none());
    assert!(list_own(account(BLOCKED, Left), 7).is_none());
}

#[test]
fn who_has_left_is_gone_whether_suspended_or_not() {
    assert_eq!(Presence::of(None, None), Here);
    assert_eq!(Presence::of(Some(1), None), Suspended);
    assert_eq!(Presence::of(None, Some(1)), Left);
    assert_eq!(Presence::of(Some(1), Some(2)), Left);
    assert_eq!([Here, Suspended, Left].map(Presence::can_be_related_to), [true, false, false]);
}

#[test]
fn a_status_that_names_somebody_parted_is_hidden_from_all_but_its_author() {
    let names = |mentions: &[i64]| names_parted(&me(), &by(FRIEND, Visibility::Public, mentions));
    assert!(!names(&[]));
    assert!(!names(&[ME, FRIEND, STRANGER]));
    assert!(names(&[STRANGER, BLOCKED]));
    assert!(names(&[BLOCKER]));
    assert!(!names_parted(&me(), &by(ME, Visibility::Public, &[BLOCKED, BLOCKER])));
    assert!(!names_parted(&nobody(), &by(FRIEND, Visibility::Public, &[BLOCKER])));
}

#[test]
fn a_hidden_collection_is_for_its_owner() {
    let owner = account(ME, Here);
    assert!(see_collections(None, owner, false));
    assert!(!see_collections(None, owner, true));
    assert!(!see_collections(Some(AccountId::new(FRIEND)), owner, true));
    assert!(see_collections(Some(owner.id), owner, true));
    for away in [Suspended, Left] {
        assert!(!see_collections(Some(owner.id), account(ME, away), false));
    }
}

#[test]
fn a_block_either_way_forbids_following_and_says_which() {
    let side = |follows, blocks| Side { follows, blocks, ..Side::default() };
    let text = |between| follow(between).map_err(|error| error.to_string());
    assert!(text(Between::default()).is_ok());
    assert!(text(Between { a: side(true, false), b: side(true, false) }).is_ok());
    assert!(text(Between { a: side(false, true), b: side(false, false) }).unwrap_err().contains("You block"));
    assert!(
        text(Between { a: side(false, false), b: side(false, true) }).unwrap_err().contains("blocks you")
    );
}

#[test]
fn a_reblog_never_reaches_further_than_its_original() {
    use Visibility::{Direct, Private, Public, Unlisted};
    let reach =
        |author, visibility, wanted| reblog(AccountId::new(ME), &by(author, visibility, &[ME]), wanted).ok();
    for wanted in [Public, Unlisted, Private] {
        assert_eq!(reach(STRANGER, Public, wanted), Some(wanted));
        assert_eq!(reach(STRANGER, Unlisted, wanted), Some(wanted));
        assert_eq!(reach(ME, Private, wanted), Some(Private));
        assert_eq!(reach(FRIEND, Private, wanted), None);
        assert_eq!(reach(FRIEND, Direct, wanted), None);
        assert_eq!(reach(ME, Direct, wanted), None);
    }
    assert_eq!(reach(STRANGER, Public, Direct), None);
}

#[test]
fn nobody_relates_to_themselves() {
    let me = AccountId::new(ME);
    assert_eq!(relate("follow", me, me).unwrap_err().to_string(), "You cannot follow yourself");
    assert!(relate("follow", me, AccountId::new(FRIEND)).is_ok());
}
