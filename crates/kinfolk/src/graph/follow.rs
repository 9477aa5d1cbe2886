//! Following and unfollowing.

use base::{Error, Result};
use db::Tx;

use crate::accounts::{self, Change};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{Between, FollowSettings, write};
use crate::policy;

/// What a request says about how to follow; what it does not say stays as it is, or as by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FollowChange {
    /// Show reblogs at home.
    pub reblogs: Option<bool>,
    /// Notify of new statuses.
    pub notify: Option<bool>,
    /// Only these languages at home; empty: all. Checked by [`FollowChange::parse_languages`].
    pub languages: Option<Vec<String>>,
}

impl FollowChange {
    /// Checks a list of ISO 639 codes and brings it into one form.
    ///
    /// # Errors
    /// `Invalid` about `languages`.
    pub fn parse_languages(codes: &[String]) -> Result<Vec<String>> {
        let mut languages: Vec<String> = codes.iter().map(|code| code.trim().to_ascii_lowercase()).collect();
        languages.retain(|code| !code.is_empty());
        languages.sort_unstable();
        languages.dedup();
        let is_code = |code: &String| {
            (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        if languages.iter().all(is_code) {
            Ok(languages)
        } else {
            Err(Error::invalid("languages", "ERR_INVALID", "must be ISO 639 codes of two or three letters"))
        }
    }

    fn apply(&self, old: FollowSettings) -> FollowSettings {
        FollowSettings {
            reblogs: self.reblogs.unwrap_or(old.reblogs),
            notify: self.notify.unwrap_or(old.notify),
            languages: self.languages.clone().unwrap_or(old.languages),
        }
    }
}

/// Makes `me` follow `target`. Following again changes at most how.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; `Forbidden` when either blocks the other; or from the engine.
pub async fn follow(state: &State, me: AccountId, target: AccountId, how: FollowChange) -> Result<()> {
    policy::relate("follow", me, target)?;
    let shared = state.clone();
    state
        .db()
        .write(async move |tx| {
            accounts::hold(tx, &[me, target]).await?;
            write::lock_pair(tx, me, target).await?;
            let between = write::between(tx, me, target).await?;
            policy::follow(between)?;
            if between.a_follows {
                return change(tx, &shared, (me, target), &how).await;
            }
            let settings = how.apply(FollowSettings::default());
            write::follow(tx, &shared, shared.owned_id(me), (me, target), &settings).await?;
            let friends = i64::from(between.b_follows);
            let mine = Change { following: 1, friends, ..Change::default() };
            let theirs = Change { followers: 1, friends, ..Change::default() };
            count_both(tx, &shared, (me, mine), (target, theirs)).await
        })
        .await
}

/// Changes how `me` follows `target`, where the request says something new.
async fn change(tx: &mut Tx, state: &State, pair: (AccountId, AccountId), how: &FollowChange) -> Result<()> {
    let Some(old) = write::settings(tx, pair.0, pair.1).await? else { return Ok(()) };
    let new = how.apply(old.clone());
    if new != old {
        write::set_settings(tx, state, pair, &new).await?;
    }
    Ok(())
}

/// Makes `me` follow `target` no more.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn unfollow(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    policy::relate("unfollow", me, target)?;
    let shared = state.clone();
    state
        .db()
        .write(async move |tx| {
            accounts::hold(tx, &[me, target]).await?;
            write::lock_pair(tx, me, target).await?;
            let between = write::between(tx, me, target).await?;
            let [mine, theirs] = remove_follow(tx, &shared, (me, target), between).await?;
            count_both(tx, &shared, (me, mine), (target, theirs)).await
        })
        .await
}

/// Removes the follow of the first after the second, if there is one, and returns by how much the
/// counters of the two change. `between` is seen from the first.
pub(super) async fn remove_follow(
    tx: &mut Tx,
    state: &State,
    (from, to): (AccountId, AccountId),
    between: Between,
) -> Result<[Change; 2]> {
    if !between.a_follows {
        return Ok([Change::default(); 2]);
    }
    write::unfollow(tx, state, from, to).await?;
    let friends = -i64::from(between.friends());
    Ok([
        Change { following: -1, friends, ..Change::default() },
        Change { followers: -1, friends, ..Change::default() },
    ])
}

/// Counts for two accounts, the lower id first: else two transactions that count for the same two
/// in opposite orders wait for each other.
pub(super) async fn count_both(
    tx: &mut Tx,
    state: &State,
    a: (AccountId, Change),
    b: (AccountId, Change),
) -> Result<()> {
    let (first, second) = if a.0 < b.0 { (a, b) } else { (b, a) };
    accounts::count(tx, state, first.0, first.1).await?;
    accounts::count(tx, state, second.0, second.1).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(codes: &[&str]) -> Option<Vec<String>> {
        FollowChange::parse_languages(&codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn languages_are_codes_in_one_form() {
        assert_eq!(languages(&["EN", "de ", "en", ""]).unwrap(), ["de", "en"]);
        assert_eq!(languages(&[]).unwrap(), Vec::<String>::new());
        for bad in ["english", "e", "e,n", "ä"] {
            assert_eq!(languages(&[bad]), None, "{bad}");
        }
    }

    #[test]
    fn what_a_request_does_not_say_stays() {
        let old = FollowSettings { reblogs: false, notify: true, languages: vec!["de".to_owned()] };
        assert_eq!(FollowChange::default().apply(old.clone()), old);
        let change = FollowChange { languages: Some(vec![]), reblogs: Some(true), ..FollowChange::default() };
        let new = FollowSettings { reblogs: true, notify: true, languages: vec![] };
        assert_eq!(change.apply(old), new);
    }
}
