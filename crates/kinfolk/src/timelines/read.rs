//! The timelines by name: home, public, one account's.

use std::sync::Arc;

use base::{Error, Page, Result};

use super::page::{Shelf, Timeline};
use super::rings::{self, Home};
use super::sources::Sources;
use crate::core::State;
use crate::core::words::{AccountId, ListId, TagName, Visibility};
use crate::graph::lists::RepliesPolicy;
use crate::http::paging::Cursors;
use crate::policy;
use crate::statuses::Entry;
use crate::{accounts, edges, graph};

/// Posts of those whom the reader follows plus the reader's own, newest first
/// (<https://docs.joinmastodon.org/methods/timelines/#home>).
///
/// # Errors
/// From the engine.
pub async fn home(state: &State, reader: AccountId, page: Page) -> Result<Shelf> {
    let home = rings::home(state, reader).await?;
    let mine = Arc::clone(&home);
    let keep = move |entry: &Entry| belongs_home(&mine, reader, entry);
    let languages = Some(Arc::clone(&home.following));
    let sources = Sources::Home(home);
    Timeline { sources, reader: Some(reader), keep, tidy: true, languages, tags: None }
        .page(state, page)
        .await
}

/// A reply shows if it is the reader's own, answers its own author or the reader, or the reader
/// follows both. A direct status is left to policy: it shows to those it mentions.
fn belongs_home(home: &Home, reader: AccountId, entry: &Entry) -> bool {
    if entry.author == reader {
        return true;
    }
    if home.following.is_read_elsewhere(entry.author)
        || entry.is_reblog && !home.following.shows_reblogs(entry.author)
    {
        return false;
    }
    match entry.answers() {
        Some(answered) => answered == entry.author || answered == reader || home.following.contains(answered),
        None => !entry.is_reply,
    }
}

/// Posts of the members of a list, newest first (<https://docs.joinmastodon.org/methods/timelines/#list>).
///
/// # Errors
/// `NotFound` when the reader has no such list, and from the engine.
pub async fn list(state: &State, reader: AccountId, id: ListId, page: Page) -> Result<Shelf> {
    let list = graph::lists::one(state, reader, id).await?;
    let members = edges::all_list_members(state, id).await?;
    let following = edges::following(state, reader).await?;
    let sources = rings::of_members(state, Arc::clone(&following), members).await?;
    let of = Arc::clone(&sources);
    let keep = move |entry: &Entry| belongs_in_list(&of, list.replies_policy, reader, entry);
    let languages = Some(following);
    let sources = Sources::Home(sources);
    Timeline { sources, reader: Some(reader), keep, tidy: true, languages, tags: None }
        .page(state, page)
        .await
}

/// A reply shows if it answers its own author, or as the list's policy says.
fn belongs_in_list(list: &Home, replies: RepliesPolicy, reader: AccountId, entry: &Entry) -> bool {
    if entry.is_reblog && !list.following.shows_reblogs(entry.author) {
        return false;
    }
    let Some(answered) = entry.answers() else { return !entry.is_reply };
    answered == entry.author
        || match replies {
            RepliesPolicy::List => list.is_source(answered),
            RepliesPolicy::Followed => answered == reader || list.following.contains(answered),
            RepliesPolicy::None => false,
        }
}

/// Everybody's public statuses that answer nobody else
/// (<https://docs.joinmastodon.org/methods/timelines/#public>).
///
/// # Errors
/// From the engine.
pub async fn public(state: &State, reader: Option<AccountId>, page: Page) -> Result<Shelf> {
    let keep = |_: &Entry| true;
    Timeline { sources: Sources::Listed, reader, keep, tidy: true, languages: None, tags: None }
        .page(state, page)
        .await
}

/// What of an account's statuses is asked for (<https://docs.joinmastodon.org/methods/accounts/#statuses>).
#[derive(Debug, Clone, Default)]
pub struct Only {
    /// Leave out answers to others.
    pub exclude_replies: bool,
    /// Leave out boosts.
    pub exclude_reblogs: bool,
    /// Only with media; there are none yet.
    pub only_media: bool,
    /// Only pinned; there are none yet.
    pub pinned: bool,
    /// Only with a tag.
    pub tagged: Tagged,
}

/// Which tag somebody's statuses must have.
#[derive(Debug, Clone, Default)]
pub enum Tagged {
    /// Any or none.
    #[default]
    Whatever,
    /// This one.
    With(TagName),
    /// What is no tag, so that nothing has it.
    Impossible,
}

/// One account's statuses as the reader may see them, newest first.
///
/// # Errors
/// `NotFound` when the reader may not know of the account, and from the engine.
pub async fn of_account(
    state: &State,
    reader: Option<AccountId>,
    account: AccountId,
    only: Only,
    page: Page,
) -> Result<Shelf> {
    let card = accounts::card(state, account).await?.ok_or(Error::NotFound)?;
    let facts = edges::facts(state, reader, [account]).await?;
    policy::tell_account(&facts, card.facts(), ()).ok_or(Error::NotFound)?;
    // Policy would hide each of its statuses; nobody has to look at all of them for that.
    if !policy::see_collections(reader, card.facts(), false) {
        return Ok(Shelf { shown: Vec::new(), cursors: Cursors::default() });
    }
    let close = reader == Some(account) || facts.follows(account);
    let sources = match &only.tagged {
        Tagged::Whatever if close => Sources::Account(account),
        Tagged::Whatever => Sources::Stranger(account),
        Tagged::With(tag) => Sources::AccountTag(account, tag.clone()),
        Tagged::Impossible => return Ok(Shelf { shown: Vec::new(), cursors: Cursors::default() }),
    };
    let keep = move |entry: &Entry| {
        let answers_others = entry.is_reply && entry.answers() != Some(entry.author);
        // A stranger may be mentioned in what is not open, so only what policy cannot grant is cut here.
        let hopeless = !close && entry.visibility == Visibility::Private && reader.is_none();
        let left_out = (only.exclude_replies && answers_others)
            || (only.exclude_reblogs && entry.is_reblog)
            || only.only_media
            || only.pinned;
        !hopeless && !left_out
    };
    Timeline { sources, reader, keep, tidy: false, languages: None, tags: None }.page(state, page).await
}
