//! Lists: some of those whom somebody follows, to be read apart (<https://docs.joinmastodon.org/entities/List/>).
//!
//! **Not here:** their timelines (`timelines`); members, which are edges and go with the follow (`edges`).

use base::{Error, Page, Result};
use db::{Row, Tx, Value, params};
use schemars::JsonSchema;
use serde::Serialize;

use super::store;
use crate::accounts;
use crate::core::State;
use crate::core::words::{AccountId, ListId};
use crate::edges::{self, write};
use crate::http::paging::Cursors;

/// How many lists somebody may have, as in Mastodon.
pub const MAX_LISTS: usize = 50;
/// The longest title, in characters.
const MAX_TITLE: usize = 256;
/// Members that go in one transaction when a list is deleted.
const BATCH: usize = 200;

/// Which answers to others a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepliesPolicy {
    /// To members.
    List,
    /// To whom its owner follows.
    Followed,
    /// None.
    None,
}

impl RepliesPolicy {
    /// The policy that a client names.
    ///
    /// # Errors
    /// `Invalid` about `replies_policy`.
    pub fn parse(word: &str) -> Result<Self> {
        match word {
            "list" => Ok(Self::List),
            "followed" => Ok(Self::Followed),
            "none" => Ok(Self::None),
            _ => Err(Error::invalid("replies_policy", "ERR_INCLUSION", "is not included in the list")),
        }
    }

    /// The word that clients use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Followed => "followed",
            Self::None => "none",
        }
    }

    const fn code(self) -> i64 {
        match self {
            Self::List => 0,
            Self::Followed => 1,
            Self::None => 2,
        }
    }

    const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::List,
            1 => Self::Followed,
            _ => Self::None,
        }
    }
}

/// A list, as its owner and as apps see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct List {
    /// Which.
    pub id: ListId,
    /// What its owner calls it.
    pub title: String,
    /// Which answers it shows.
    pub replies_policy: RepliesPolicy,
    /// Its members are not shown at home.
    pub exclusive: bool,
}

/// What is to be changed of a list; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct ListChange {
    /// The title.
    pub title: Option<String>,
    /// Which answers it shows.
    pub replies_policy: Option<RepliesPolicy>,
    /// Its members are not shown at home.
    pub exclusive: Option<bool>,
}

impl ListChange {
    fn apply(self, list: List) -> Result<List> {
        let title = self.title.map_or(list.title, |title| text::clean_line(&title));
        if title.is_empty() {
            return Err(Error::invalid("title", "ERR_BLANK", "can't be blank"));
        }
        if title.chars().count() > MAX_TITLE {
            let why = format!("is too long (maximum is {MAX_TITLE} characters)");
            return Err(Error::invalid("title", "ERR_TOO_LONG", why));
        }
        let replies_policy = self.replies_policy.unwrap_or(list.replies_policy);
        let exclusive = self.exclusive.unwrap_or(list.exclusive);
        Ok(List { id: list.id, title, replies_policy, exclusive })
    }
}

fn list(row: &Row<'_>) -> Result<List> {
    Ok(List {
        id: row.get(0)?,
        title: row.get(1)?,
        replies_policy: RepliesPolicy::from_code(row.get(2)?),
        exclusive: row.get(3)?,
    })
}

/// Everybody's lists of their own, oldest first.
///
/// # Errors
/// From the engine.
pub async fn all(state: &State, owner: AccountId) -> Result<Vec<List>> {
    let limit = MAX_LISTS as i64;
    state.db().read(async move |r| r.all(&store::ALL, params![owner, limit], list).await).await
}

/// A list of its owner.
///
/// # Errors
/// `NotFound` when they have no such list, or from the engine.
pub async fn one(state: &State, owner: AccountId, id: ListId) -> Result<List> {
    let found = state.db().read(async move |r| r.one(&store::ONE, params![id, owner], list).await).await?;
    found.ok_or(Error::NotFound)
}

/// The lists of `owner` in which `member` is, oldest first.
///
/// # Errors
/// From the engine.
pub async fn with(state: &State, owner: AccountId, member: AccountId) -> Result<Vec<List>> {
    let ids = edges::lists_with(state, owner, member).await?;
    let read = async move |r: &mut db::Reader| {
        r.all(&store::SOME, params![Value::ids(ids.iter().copied()), owner], list).await
    };
    let mut lists = state.db().read(read).await?;
    lists.sort_unstable_by_key(|list| list.id);
    Ok(lists)
}

/// Makes a list.
///
/// # Errors
/// `Invalid` about a field, `Unprocessable` when there are too many, or from the engine.
pub async fn create(state: &State, owner: AccountId, change: ListChange) -> Result<List> {
    let id: ListId = state.owned_id(owner);
    let empty = List { id, title: String::new(), replies_policy: RepliesPolicy::List, exclusive: false };
    let new = change.apply(empty)?;
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[owner]).await?;
        // Else two at once would both find room for one more.
        write::lock_pair(tx, owner, owner).await?;
        if tx.all(&store::ALL, params![owner, MAX_LISTS as i64], list).await?.len() == MAX_LISTS {
            return Err(Error::unprocessable(format!("You cannot have more than {MAX_LISTS} lists")));
        }
        let values =
            params![new.id, owner, owner.bucket(), &new.title, new.replies_policy.code(), new.exclusive];
        if tx.run(&store::INSERT, values).await? == 0 {
            return Err(Error::internal("an id was made twice"));
        }
        Ok(new.clone())
    };
    state.db().write(block).await
}

/// Changes a list.
///
/// # Errors
/// `Invalid` about a field, `NotFound`, or from the engine.
pub async fn update(state: &State, owner: AccountId, id: ListId, change: ListChange) -> Result<List> {
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        let old = tx.one(&store::ONE, params![id, owner], list).await?.ok_or(Error::NotFound)?;
        let new = change.clone().apply(old)?;
        let values = params![id, owner, &new.title, new.replies_policy.code(), new.exclusive];
        tx.run(&store::UPDATE, values).await?;
        write::list_changed(tx, &shared, owner).await?;
        Ok(new)
    };
    state.db().write(block).await
}

/// Deletes a list. Its members go with it, a few hundred a transaction; a rest that is left behind shows nowhere.
///
/// # Errors
/// `NotFound`, or from the engine.
pub async fn delete(state: &State, owner: AccountId, id: ListId) -> Result<()> {
    let shared = state.clone();
    let first = async move |tx: &mut Tx| {
        if tx.run(&store::DELETE, params![id, owner]).await? == 0 {
            return Err(Error::NotFound);
        }
        write::list_changed(tx, &shared, owner).await?;
        write::empty_list(tx, id, BATCH).await
    };
    let mut emptied = state.db().write(first).await?;
    while emptied == BATCH {
        emptied = state.db().write(async move |tx: &mut Tx| write::empty_list(tx, id, BATCH).await).await?;
    }
    Ok(())
}

/// Puts people, whom the owner follows or who are the owner, into a list: all of them or none. Who is there already
/// stays.
///
/// # Errors
/// `NotFound` about the list or somebody who is not followed, or from the engine.
pub async fn add(state: &State, owner: AccountId, id: ListId, members: Vec<AccountId>) -> Result<()> {
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[owner]).await?;
        tx.one(&store::ONE, params![id, owner], list).await?.ok_or(Error::NotFound)?;
        for member in sorted(&members) {
            // Under the pair's lock, so that who is not followed any more does not stay in the list.
            write::lock_pair(tx, owner, member).await?;
            if member != owner && !write::between(tx, owner, member).await?.a.follows {
                return Err(Error::NotFound);
            }
            write::set_member(tx, &shared, (owner, id), member, true).await?;
        }
        Ok(())
    };
    state.db().write(block).await
}

/// Takes people out of a list. Who is not in it is passed over.
///
/// # Errors
/// `NotFound` about the list, or from the engine.
pub async fn remove(state: &State, owner: AccountId, id: ListId, members: Vec<AccountId>) -> Result<()> {
    let shared = state.clone();
    let block = async move |tx: &mut Tx| {
        accounts::hold(tx, &[owner]).await?;
        tx.one(&store::ONE, params![id, owner], list).await?.ok_or(Error::NotFound)?;
        for member in sorted(&members) {
            write::lock_pair(tx, owner, member).await?;
            write::set_member(tx, &shared, (owner, id), member, false).await?;
        }
        Ok(())
    };
    state.db().write(block).await
}

/// Each once, in the order in which everybody locks pairs.
fn sorted(members: &[AccountId]) -> Vec<AccountId> {
    let mut members = members.to_vec();
    members.sort_unstable();
    members.dedup();
    members
}

/// The members on a page of a list, newest first, not yet judged, and where the pages beside it begin.
///
/// # Errors
/// From the engine.
pub(super) async fn members(state: &State, id: ListId, page: Page) -> Result<(Vec<AccountId>, Cursors)> {
    let read = Page { limit: page.limit + 1, ..page };
    let mut edges = edges::list_members(state, id, read).await?;
    let cursors = Cursors::trim(&mut edges, page, |edge| edge.edge.raw());
    Ok((edges.into_iter().map(|edge| edge.account).collect(), cursors))
}

/// Deletes the lists of somebody who has left.
///
/// # Errors
/// From the engine.
pub(super) async fn forget(state: &State, owner: AccountId) -> Result<()> {
    for list in all(state, owner).await? {
        match delete(state, owner, list.id).await {
            // Another run of the same job was faster.
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
