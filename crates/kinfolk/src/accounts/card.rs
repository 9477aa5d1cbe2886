//! The card: what is shown of an account, remembered ready to be written.
//!
//! The JSON of an account stands on every status, so it is prepared: what is fixed once, and the
//! counters each time an event changes them.

use std::collections::HashMap;
use std::sync::Arc;

use base::Result;
use db::{Row, Value, params};
use parking_lot::Mutex;

use super::count::counts;
use super::entity::Face;
use super::fields::{self, KeptField};
use super::{entity, store};
use crate::core::cache::{Cache, Room, Usage, Weigh};
use crate::core::events::AccountCounts;
use crate::core::kept::Kept;
use crate::core::words::{AccountId, Visibility};
use crate::core::{Config, State, pictures};
use crate::policy::{AccountFacts, Presence};

/// What is shown of an account.
#[derive(Debug)]
pub struct Card {
    /// Which.
    pub id: AccountId,
    /// As typed, without `@`.
    pub username: Box<str>,
    /// May be empty; then the username is shown.
    pub display_name: Box<str>,
    /// What the account says about itself, as typed.
    pub note: Box<str>,
    /// Followers need its consent.
    pub locked: bool,
    /// It is run by a program.
    pub bot: bool,
    /// May be proposed to others.
    pub discoverable: bool,
    /// Its statuses may be found by others' searches.
    pub indexable: bool,
    /// Whom it follows and who follows it is its own affair.
    pub hide_collections: bool,
    /// Whether it is there at all. Of who is not, the texts and flags above are blank: not even a fault
    /// of ours could show them.
    pub presence: Presence,
    /// What stands in its fields, as typed.
    pub fields: Box<[KeptField]>,
    /// What holds of its statuses unless they say otherwise.
    pub defaults: Defaults,
    /// Domains whose pages may name the account as their author.
    pub attribution_domains: Box<[String]>,
    /// Unix milliseconds.
    pub created_at: i64,
    /// Its JSON up to the counters.
    prefix: Kept,
    counted: Mutex<Counted>,
}

/// What holds of somebody's statuses unless they say otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// For whom they are.
    pub visibility: Visibility,
    /// Their media are hidden until asked for.
    pub sensitive: bool,
    /// ISO 639 code.
    pub language: Option<Box<str>>,
    /// Who may quote them: `public`, `followers` or `nobody`.
    pub quote_policy: Box<str>,
}

impl Defaults {
    /// From four columns.
    fn from_row(row: &Row<'_>, at: usize, locked: bool) -> Result<Self> {
        let unsaid = if locked { Visibility::Private } else { Visibility::Public };
        let language: Option<String> = row.get(at + 2)?;
        let quote_policy: String = row.get(at + 3)?;
        Ok(Self {
            visibility: row.get::<Option<i64>>(at)?.map_or(unsaid, Visibility::from_code),
            sensitive: row.get(at + 1)?,
            language: language.map(Into::into),
            quote_policy: quote_policy.into(),
        })
    }
}

/// Counters, and the JSON that follows the prefix.
#[derive(Debug)]
struct Counted {
    counts: AccountCounts,
    json: Box<[u8]>,
}

impl Counted {
    fn new(counts: AccountCounts) -> Self {
        Self { counts, json: entity::counters(&counts).into() }
    }
}

impl Card {
    /// The counters as they are now.
    #[must_use]
    pub fn counts(&self) -> AccountCounts {
        self.counted.lock().counts
    }

    /// What the account says about itself as safe HTML.
    #[must_use]
    pub fn note_html(&self) -> String {
        self.prefix.text("note")
    }

    /// `https://host/@username`.
    #[must_use]
    pub fn url(&self) -> String {
        self.prefix.text("url")
    }

    /// A square PNG or JPEG: its own, or one drawn for it.
    #[must_use]
    pub fn avatar_url(&self) -> String {
        self.prefix.text("avatar")
    }

    /// The same in wide.
    #[must_use]
    pub fn header_url(&self) -> String {
        self.prefix.text("header")
    }

    /// The path of the profile, `/@username`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/@{}", self.username)
    }

    /// What policy needs to know.
    #[must_use]
    pub fn facts(&self) -> AccountFacts {
        AccountFacts { id: self.id, presence: self.presence }
    }

    /// Appends the Account entity (<https://docs.joinmastodon.org/entities/Account/>) with
    /// `kinfolk.friends_count`. For entities that hold an account and were judged themselves;
    /// whole answers are made by [`super::render`].
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.write_open(out);
        out.extend_from_slice(b"}}");
    }

    /// The entity without its two closing braces: further members of `kinfolk` may follow.
    pub(super) fn write_open(&self, out: &mut Vec<u8>) {
        self.prefix.write(out);
        out.extend_from_slice(&self.counted.lock().json);
    }

    /// Newer counters win.
    fn set_counts(&self, new: AccountCounts) {
        let mut counted = self.counted.lock();
        if new.version > counted.counts.version {
            *counted = Counted::new(new);
        }
    }

    fn from_row(row: &Row<'_>, config: &Config) -> Result<Self> {
        let id: AccountId = row.get(0)?;
        let username: String = row.get(1)?;
        let presence = Presence::of(row.get(10)?, row.get(11)?);
        let here = presence == Presence::Here;
        let text = |at| Ok::<String, base::Error>(if here { row.get(at)? } else { String::new() });
        let flag = |at| Ok::<bool, base::Error>(here && row.get(at)?);
        let picture = |at| Ok::<_, base::Error>(row.get::<Option<String>>(at)?.filter(|_| here));
        let note = text(3)?;
        let locked = flag(4)?;
        let base = &config.base_url;
        let face = Face {
            url: format!("{base}/@{username}"),
            avatar: pictures::avatar_url(config, id, picture(27)?.as_deref()),
            header: pictures::header_url(config, picture(28)?.as_deref()),
            note: entity::note_html(&note, base),
        };
        let mut card = Self {
            id,
            username: username.into(),
            display_name: text(2)?.into(),
            note: note.into(),
            locked,
            fields: if here { fields::read(row, 21)?.into() } else { Box::default() },
            defaults: Defaults::from_row(row, 22, locked)?,
            attribution_domains: if here { list(row, 26)? } else { Box::default() },
            bot: flag(5)?,
            discoverable: flag(6)?,
            indexable: flag(7)?,
            hide_collections: flag(8)?,
            created_at: row.get(9)?,
            presence,
            prefix: Kept::default(),
            counted: Mutex::new(Counted::new(counts(row, 12)?)),
        };
        card.prefix = Kept::new(&entity::prefix(&card, &face, base)?);
        Ok(card)
    }
}

/// A list that is kept as JSON.
fn list<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<Box<[T]>> {
    serde_json::from_str(&row.get::<String>(at)?).map_err(base::Error::internal)
}

/// Bytes of the counters' JSON, about.
const COUNTERS_JSON: usize = 128;

impl Weigh for Arc<Card> {
    fn weight(&self) -> usize {
        let texts = [&self.username, &self.display_name, &self.note];
        let fields: usize = self.fields.iter().map(|field| field.name.len() + field.value.len() + 64).sum();
        let domains: usize = self.attribution_domains.iter().map(|domain| domain.len() + 24).sum();
        size_of::<Card>()
            + COUNTERS_JSON
            + fields
            + domains
            + self.prefix.size()
            + texts.iter().map(|text| text.len()).sum::<usize>()
    }
}

/// The cards in memory.
pub(super) struct Cards(Cache<AccountId, Arc<Card>>);

impl Cards {
    pub(super) fn new(room: Room) -> Self {
        Self(Cache::new(room))
    }

    pub(super) fn forget(&self, account: AccountId) {
        self.0.forget(&account);
    }

    pub(super) fn counted(&self, account: AccountId, counts: AccountCounts) {
        self.0.update(&account, |card| card.set_counts(counts));
    }

    /// Whether counters of this account would change anything here.
    pub(super) fn follows(&self, account: AccountId) -> bool {
        self.0.follows(&account)
    }

    pub(super) fn clear(&self) {
        self.0.clear();
    }

    pub(super) fn usage(&self) -> Usage {
        self.0.usage()
    }
}

/// The cards of these accounts; those that do not exist are absent. One statement at most, none
/// when all are remembered; one more while other servers may have been missed, as some may be suspended.
/// A card is not judged: see [`super::visible`].
///
/// # Errors
/// From the engine.
pub async fn cards(
    state: &State,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<HashMap<AccountId, Arc<Card>>> {
    let ids: Vec<AccountId> = ids.into_iter().collect();
    let cards = each_card(state, &ids).await?;
    Ok(ids.into_iter().zip(cards).filter_map(|(id, card)| Some((id, card?))).collect())
}

/// The same in the order of `ids`, `None` for accounts that do not exist.
///
/// # Errors
/// From the engine.
pub async fn each_card(state: &State, ids: &[AccountId]) -> Result<Vec<Option<Arc<Card>>>> {
    state.recheck(ids).await?;
    let load = async |ids: Vec<AccountId>| {
        let config = state.clone();
        state
            .db()
            .read(async move |r| {
                let card = |row: &Row<'_>| {
                    let card = Card::from_row(row, config.config())?;
                    Ok((card.id, Arc::new(card)))
                };
                r.all(&store::CARDS, params![Value::ids(ids.iter().copied())], card).await
            })
            .await
    };
    state.part::<Cards>().0.fill_each(ids, load).await
}

/// The card of one account.
///
/// # Errors
/// From the engine.
pub async fn card(state: &State, id: AccountId) -> Result<Option<Arc<Card>>> {
    Ok(each_card(state, &[id]).await?.pop().flatten())
}

/// For each of these accounts the upper bound of its newest status's id, 0 if it has written
/// none. One statement; not remembered here.
///
/// # Errors
/// From the engine.
pub async fn heads(state: &State, ids: Vec<AccountId>) -> Result<Vec<(AccountId, i64)>> {
    state
        .db()
        .read(async move |r| {
            let values = params![Value::ids(ids.iter().copied())];
            r.all(&store::HEADS, values, |row| Ok((row.get(0)?, row.get(1)?))).await
        })
        .await
}

/// The same for the next `limit` of all accounts, `after` none or the last one that was given. Fewer come only at the
/// end. One statement; not remembered here.
///
/// # Errors
/// From the engine.
pub async fn heads_after(state: &State, after: AccountId, limit: i64) -> Result<Vec<(AccountId, i64)>> {
    state
        .db()
        .read(async move |r| {
            r.all(&store::HEADS_AFTER, params![after, limit], |row| Ok((row.get(0)?, row.get(1)?))).await
        })
        .await
}
