//! Following, asking to, and answering who asks.

use base::{Error, Result};
use db::Tx;

use super::{act, pair};
use crate::accounts;
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{FollowSettings, write};
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

/// Makes `me` follow `target`, or ask to where that is locked. Following again changes at most how.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; `Forbidden` when either blocks the other; or from the engine.
pub async fn follow(state: &State, me: AccountId, target: AccountId, how: FollowChange) -> Result<()> {
    policy::relate("follow", me, target)?;
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        let locked = accounts::hold_both(tx, me, target).await?;
        let settings = how.apply(FollowSettings::default());
        let mut again = false;
        act::turn(tx, &shared, (me, target), &settings, |pair| {
            policy::follow(pair)?;
            again = pair.a.follows || pair.a.requests;
            // Who asked while it was locked follows now that it is not.
            let stays = pair.a.follows || (pair.a.requests && locked);
            Ok(if stays { pair } else { pair::follow(pair, locked) })
        })
        .await?;
        if again { change(tx, &shared, (me, target), &how).await } else { Ok(()) }
    };
    state.db().write(block).await
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

/// Makes `me` follow `target` no more, or takes a request back.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn unfollow(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    act::take_back(state, "unfollow", me, target, pair::unfollow).await
}

/// Makes `target` follow `me` no more; they are not told.
///
/// # Errors
/// `Unprocessable` about oneself; `NotFound`; or from the engine.
pub async fn remove_follower(state: &State, me: AccountId, target: AccountId) -> Result<()> {
    act::take_back(state, "remove", me, target, pair::remove_follower).await
}

/// Lets `requester` follow `me`, or not.
///
/// # Errors
/// `NotFound` when they have not asked, or are not here; or from the engine.
pub async fn answer_request(state: &State, me: AccountId, requester: AccountId, yes: bool) -> Result<()> {
    let answer = if yes { pair::authorize } else { pair::reject };
    act::act(state, "answer", me, requester, move |pair, _| answer(pair)).await
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
