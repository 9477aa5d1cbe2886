//! The rules as cases, one a line, and the proof that each rule is needed by some case: a table
//! in which one rule is missing or turned round must fail.

use super::rules::{ACCOUNT, LISTED_ACCOUNT, Rule, STATUS, decide};
use super::*;
use crate::core::words::{StatusId, Visibility};

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
    }
}

type Case<T> = (Facts, T, bool);

#[rustfmt::skip]
fn status_cases() -> Vec<Case<StatusFacts>> {
    use Visibility::{Direct, Private, Public, Unlisted};
    vec![
        (me(), by(ME, Public, &[]), true),
        (me(), by(ME, Private, &[]), true),
        (me(), by(ME, Direct, &[FRIEND]), true),
        (me(), by(FRIEND, Public, &[]), true),
        (me(), by(FRIEND, Unlisted, &[]), true),
        (me(), by(FRIEND, Private, &[]), true),
        (me(), by(FRIEND, Direct, &[]), false),
        (me(), by(FRIEND, Direct, &[STRANGER]), false),
        (me(), by(FRIEND, Direct, &[ME]), true),
        (me(), by(STRANGER, Public, &[]), true),
        (me(), by(STRANGER, Unlisted, &[]), true),
        (me(), by(STRANGER, Private, &[]), false),
        (me(), by(STRANGER, Private, &[FRIEND]), false),
        (me(), by(STRANGER, Private, &[ME]), true),
        (me(), by(STRANGER, Direct, &[ME, FRIEND]), true),
        (me(), by(STRANGER, Direct, &[]), false),
        (me(), by(BLOCKED, Public, &[]), false),
        (me(), by(BLOCKED, Unlisted, &[]), false),
        (me(), by(BLOCKED, Private, &[ME]), false),
        (me(), by(BLOCKED, Direct, &[ME]), false),
        (me(), by(BLOCKER, Public, &[]), false),
        (me(), by(BLOCKER, Unlisted, &[]), false),
        (me(), by(BLOCKER, Private, &[ME]), false),
        (me(), by(BLOCKER, Direct, &[ME]), false),
        (nobody(), by(STRANGER, Public, &[]), true),
        (nobody(), by(STRANGER, Unlisted, &[]), true),
        (nobody(), by(STRANGER, Private, &[]), false),
        (nobody(), by(STRANGER, Direct, &[ME]), false),
    ]
}

fn account(id: i64, suspended: bool) -> AccountFacts {
    AccountFacts { id: AccountId::new(id), suspended }
}

fn account_cases(blocked_is_shown: bool) -> Vec<Case<AccountFacts>> {
    vec![
        (me(), account(ME, false), true),
        (me(), account(FRIEND, false), true),
        (me(), account(FRIEND, true), false),
        (me(), account(STRANGER, false), true),
        (me(), account(STRANGER, true), false),
        (me(), account(BLOCKED, false), blocked_is_shown),
        (me(), account(BLOCKER, false), false),
        (nobody(), account(STRANGER, false), true),
        (nobody(), account(STRANGER, true), false),
    ]
}

fn wrong<T: std::fmt::Debug>(rules: &[Rule<T>], cases: &[Case<T>]) -> Vec<String> {
    let fails = |case: &&Case<T>| decide(rules, &case.0, &case.1) != case.2;
    cases
        .iter()
        .filter(fails)
        .map(|(facts, thing, _)| format!("{:?} sees {thing:?}", facts.viewer()))
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
fn who_may_see_an_account_asked_for_by_name() {
    check(ACCOUNT, &account_cases(true));
}

#[test]
fn who_may_stand_in_a_list() {
    check(LISTED_ACCOUNT, &account_cases(false));
}

#[test]
fn a_seal_is_given_only_to_what_may_be_seen() {
    assert_eq!(see(&me(), &by(FRIEND, Visibility::Private, &[]), 7).map(Visible::into_inner), Some(7));
    assert!(see(&me(), &by(STRANGER, Visibility::Private, &[]), 7).is_none());
    assert!(see_account(&me(), account(BLOCKED, false), 7).is_some());
    assert!(list_account(&me(), account(BLOCKED, false), 7).is_none());
    assert!(list_own(account(BLOCKED, false), 7).is_some());
    assert!(list_own(account(BLOCKED, true), 7).is_none());
}

#[test]
fn a_status_that_names_somebody_parted_is_left_out_of_timelines() {
    let names = |mentions: &[i64]| mentions_parted(&me(), &by(FRIEND, Visibility::Public, mentions));
    assert!(!names(&[]));
    assert!(!names(&[ME, FRIEND, STRANGER]));
    assert!(names(&[STRANGER, BLOCKED]));
    assert!(names(&[BLOCKER]));
    assert!(!mentions_parted(&nobody(), &by(FRIEND, Visibility::Public, &[BLOCKER])));
}

#[test]
fn a_hidden_collection_is_for_its_owner() {
    let owner = AccountId::new(ME);
    assert!(see_collections(None, owner, false));
    assert!(!see_collections(None, owner, true));
    assert!(!see_collections(Some(AccountId::new(FRIEND)), owner, true));
    assert!(see_collections(Some(owner), owner, true));
}

#[test]
fn a_block_either_way_forbids_following_and_says_which() {
    let text = |between| follow(between).map_err(|error| error.to_string());
    assert!(text(Between::default()).is_ok());
    assert!(text(Between { a_follows: true, b_follows: true, ..Between::default() }).is_ok());
    assert!(text(Between { a_blocks: true, ..Between::default() }).unwrap_err().contains("You block"));
    assert!(text(Between { b_blocks: true, ..Between::default() }).unwrap_err().contains("blocks you"));
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
