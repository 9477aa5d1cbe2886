//! Verified links: the job that looks whether the page behind a field of a profile links back to the profile.
//!
//! A page does so with `<a>` or `<link>` whose `rel` has `me` (<https://microformats.org/wiki/rel-me>), as for Mastodon.
//! Pages are looked at when fields are saved, until they were found to link back; then no more. What the job has found
//! holds for the value that it looked at: whoever changes it meanwhile has the new one looked at by a job of its own.
//!
//! **Not here:** fetching (crate `outbound`), which reaches nothing but the open Internet.

use base::{Error, Result};
use db::{Tx, params};
use outbound::{Page, Web};
use serde_json::json;
use url::Url;

use super::fields::{self, KeptField};
use super::{card, profile, store};
use crate::core::words::AccountId;
use crate::core::{Event, JobRun, NewJob, State, events};

pub(super) const VERIFY: &str = "accounts.verify";
/// The queue of what waits for other machines.
pub(super) const QUEUE: &str = "links";
/// Jobs of it at a time, in each server.
pub(super) const AT_ONCE: usize = 4;
/// A page whose server is away or in trouble is asked for so often, within some minutes.
const TRIES: i64 = 5;

/// The jobs that look at the links which are not verified yet, one for each.
pub(super) fn jobs(account: AccountId, fields: &[KeptField]) -> impl Iterator<Item = NewJob> {
    let open = fields.iter().filter(|field| field.verified_at.is_none() && field.link().is_some());
    open.map(move |field| {
        let key = format!("{account} {}", field.value);
        NewJob::new(VERIFY, json!([account.raw(), field.value])).unique(key)
    })
}

/// Looks at one link.
pub(super) async fn verify(state: State, run: JobRun) -> Result<()> {
    let (account, value): (i64, String) = run.payload()?;
    let account = AccountId::new(account);
    let Some(card) = card(&state, account).await? else { return Ok(()) };
    let is_open = |field: &&KeptField| field.value == value && field.verified_at.is_none();
    let Some(url) = card.fields.iter().find(is_open).and_then(KeptField::link) else { return Ok(()) };
    let page = match state.part::<Web>().get(&url).await {
        Ok(page) => page,
        Err(error @ Error::Unavailable { .. }) if run.failures() + 1 < TRIES => return Err(error),
        // It will not come, or not soon. Whoever mends the page saves the profile once more.
        Err(Error::Unavailable { .. } | Error::Unprocessable(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let target = card.url();
    // A page of a megabyte takes a while to be cut into tags.
    let leads_back = tokio::task::spawn_blocking(move || leads_back(&page, &target));
    if leads_back.await.map_err(Error::internal)? {
        confirm(&state, &run, account, value).await
    } else {
        Ok(())
    }
}

/// Whether a page says that it and the profile are of the same person.
fn leads_back(page: &Page, profile: &str) -> bool {
    let Some(profile) = Url::parse(profile).ok().map(normal) else { return false };
    let links = outbound::rel_links(&page.text, "me");
    links.iter().filter_map(|link| page.url.join(link).ok()).any(|link| normal(link) == profile)
}

/// An address of a profile in one form: names of accounts do not depend on case, and neither a slash at the end nor what
/// stands behind `#` leads elsewhere.
fn normal(mut url: Url) -> String {
    url.set_fragment(None);
    url.as_str().trim_end_matches('/').to_lowercase()
}

/// Writes that fields with this value are verified, if there still are any.
async fn confirm(state: &State, run: &JobRun, account: AccountId, value: String) -> Result<()> {
    let (within, run) = (state.clone(), run.clone());
    let block = async move |tx: &mut Tx| {
        let now = tx.one(&store::PROFILE, params![account], profile::profile).await?;
        let mut kept = now.map(|profile| profile.fields).unwrap_or_default();
        let mut found = false;
        for field in kept.iter_mut().filter(|field| field.value == value && field.verified_at.is_none()) {
            field.verified_at = Some(within.now_ms());
            found = true;
        }
        if found {
            tx.run(&store::SET_FIELDS, params![account, fields::to_json(&kept)?]).await?;
            events::emit(tx, &within, Event::AccountChanged { account }).await?;
        }
        run.finish(tx).await
    };
    state.db().write(block).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads_back_by(link: &str) -> bool {
        let url = Url::parse("https://home.example/about/").unwrap();
        leads_back(&Page { url, text: format!("<a rel=me href='{link}'>me</a>") }, "https://kin.example/@Ann")
    }

    #[test]
    fn an_address_is_compared_in_one_form() {
        for same in [
            "https://kin.example/@Ann",
            "https://kin.example/@ann/",
            "HTTPS://KIN.example:443/@Ann#me",
            "//kin.example/@ann",
        ] {
            assert!(leads_back_by(same), "{same}");
        }
        for other in [
            "https://kin.example/@Anna",
            "https://kin.example/@Ann/followers",
            "https://kin.example/@Ann?x",
            "http://kin.example/@Ann",
            "https://kin.example:444/@Ann",
            "https://kin.example.evil.example/@Ann",
            "/@Ann",
            "@Ann",
            "",
        ] {
            assert!(!leads_back_by(other), "{other}");
        }
    }
}
