//! One page of a timeline: skeleton → hydrate → policy → present, refilled until it is full.
//!
//! The *passing sequence* of a timeline is what its sources hold, less what the reader filters and
//! what policy hides. A page is a stretch of that sequence. One rule looks beyond the page: a
//! boost is dropped if its original, or another boost of it, is among the next 40 older entries of
//! the passing sequence. That is a function of the sequence and not of the page, so walking in
//! either direction, in pages of any size, shows the same.
//!
//! A page ends at the instance's *horizon* (`base::IdMaker`), the reader's own statuses excepted,
//! and `prev` never points past it. `next` is the last id examined.

use std::sync::Arc;

use base::{Page, Result};

use super::merge::Wanted;
use super::sources::{Batch, Sources};
use super::tagged::WantedTags;
use crate::core::words::{AccountId, StatusId};
use crate::core::{State, trail};
use crate::edges::Following;
use crate::http::paging::Cursors;
use crate::policy::Visible;
use crate::statuses::Entry;
use crate::statuses::{self, Shown};

/// So many more than the page shows are read at first: one says that there are more.
const SPARE: usize = 2;
/// A boost looks for its original this far.
const BOOST_REACH: usize = 40;
/// Rounds after which a page that shows something is handed out although it is not full.
const ROUNDS: usize = 24;

/// A timeline as one reader sees it.
pub struct Timeline<F> {
    /// Whose statuses.
    pub sources: Sources,
    /// Who reads; `None` for nobody signed in.
    pub reader: Option<AccountId>,
    /// What the reader wants of them, before policy is asked.
    pub keep: F,
    /// Whether boosts of what stands near are dropped, and what is of muted people or names them.
    pub tidy: bool,
    /// Whom the reader follows, where statuses in languages that they do not want of somebody are left out.
    pub languages: Option<Arc<Following>>,
    /// What their tags must be, where that is asked.
    pub tags: Option<WantedTags>,
}

/// A page, ready to be presented.
pub struct Shelf {
    /// Newest first.
    pub shown: Vec<Visible<Shown>>,
    /// Where the pages beside it begin.
    pub cursors: Cursors,
}

/// Part of the passing sequence, in the order in which it is read.
#[derive(Default)]
struct Passing {
    shown: Vec<Visible<Shown>>,
    /// Everything up to here, in the direction of reading, has been examined.
    examined: i64,
    ended: bool,
}

/// What a boost's neighbours say.
#[derive(PartialEq)]
enum Boost {
    Keep,
    Drop,
    /// The neighbours are not read yet.
    Unsure,
}

impl<F: Fn(&Entry) -> bool + Send + Sync> Timeline<F> {
    /// The page that was asked for.
    ///
    /// # Errors
    /// From the engine.
    pub async fn page(&self, state: &State, page: Page) -> Result<Shelf> {
        // Asked for before any ring is looked at: what is at or below it is in them.
        let horizon = state.ids().horizon();
        let mut shelf = match page.min_id {
            Some(min_id) => self.upwards(state, page, min_id, horizon).await?,
            None => self.downwards(state, page, horizon).await?,
        };
        let newest = shelf.shown.first().map(|item| id_of(item).raw());
        if newest.is_some_and(|id| id > horizon) {
            trail::spoil();
        }
        shelf.cursors.prev = newest.map(|id| id.min(horizon));
        Ok(shelf)
    }

    async fn downwards(&self, state: &State, page: Page, horizon: i64) -> Result<Shelf> {
        let mut passing = Passing { examined: page.max_id, ..Passing::default() };
        let mut rounds = 0;
        loop {
            let patient = rounds < ROUNDS;
            if let Some(shelf) = self.cut_downwards(&passing, page, patient) {
                let (kept, next) = shelf;
                let shown = pick(passing.shown, &kept);
                return Ok(Shelf { shown, cursors: Cursors { next, prev: None } });
            }
            // Few pages hold a boost, and few statuses on it are hidden: a page begins with little more than it shows.
            let count = if rounds == 0 { page.limit + SPARE } else { BOOST_REACH.max(page.limit + SPARE) };
            rounds += 1;
            self.read_older(state, &mut passing, count, horizon).await?;
        }
    }

    /// Which of the passing sequence is on the page, and `next`; `None` when more must be read first.
    fn cut_downwards(
        &self,
        passing: &Passing,
        page: Page,
        patient: bool,
    ) -> Option<(Vec<usize>, Option<i64>)> {
        let mut kept = Vec::with_capacity(page.limit);
        for at in 0..passing.shown.len() {
            let id = id_of(&passing.shown[at]).raw();
            if id <= page.since_id {
                return Some((kept, Some(id)));
            }
            match self.judge_boost(&passing.shown[at], passing.shown[at + 1..].iter(), passing.ended) {
                Boost::Drop => continue,
                Boost::Unsure if patient => return None,
                Boost::Keep | Boost::Unsure => kept.push(at),
            }
            if kept.len() == page.limit {
                let more = at + 1 < passing.shown.len() || !passing.ended;
                return Some((kept, more.then_some(id)));
            }
        }
        if passing.ended {
            return Some((kept, None));
        }
        let past_lower = passing.examined <= page.since_id;
        let tired = !patient && !kept.is_empty();
        (past_lower || tired).then_some((kept, Some(passing.examined)))
    }

    async fn upwards(&self, state: &State, page: Page, min_id: i64, horizon: i64) -> Result<Shelf> {
        // What lies at and below the edge, for boosts near it.
        let mut under = Passing { examined: min_id.saturating_add(1), ..Passing::default() };
        let mut passing = Passing { examined: min_id, ..Passing::default() };
        let mut rounds = 0;
        loop {
            let tired = rounds >= ROUNDS && !passing.shown.is_empty();
            match self.cut_upwards(&passing, &under, page, tired) {
                Cut::Ready(mut kept) => {
                    kept.reverse();
                    let shown = pick(passing.shown, &kept);
                    let next = shown.last().map(|item| id_of(item).raw());
                    return Ok(Shelf { shown, cursors: Cursors { next, prev: None } });
                }
                Cut::ReadOn => self.read_newer(state, &mut passing, page.limit, horizon).await?,
                Cut::ReadUnder => self.read_older(state, &mut under, BOOST_REACH, horizon).await?,
            }
            rounds += 1;
        }
    }

    fn cut_upwards(&self, passing: &Passing, under: &Passing, page: Page, tired: bool) -> Cut {
        let mut kept = Vec::with_capacity(page.limit);
        for at in 0..passing.shown.len() {
            if id_of(&passing.shown[at]).raw() >= page.max_id {
                return Cut::Ready(kept);
            }
            let older = passing.shown[..at].iter().rev().chain(&under.shown);
            match self.judge_boost(&passing.shown[at], older, under.ended) {
                Boost::Drop => continue,
                Boost::Unsure => return Cut::ReadUnder,
                Boost::Keep => kept.push(at),
            }
            if kept.len() == page.limit {
                return Cut::Ready(kept);
            }
        }
        if passing.ended || tired || passing.examined >= page.max_id { Cut::Ready(kept) } else { Cut::ReadOn }
    }

    /// `older` are the passing entries below `item`, newest first; `ended` says that there are no others.
    fn judge_boost<'a>(
        &self,
        item: &Visible<Shown>,
        older: impl Iterator<Item = &'a Visible<Shown>>,
        ended: bool,
    ) -> Boost {
        let Some((original, _)) = item.outer.facts.reblog_of else { return Boost::Keep };
        if !self.tidy {
            return Boost::Keep;
        }
        let mut seen = 0;
        for other in older.take(BOOST_REACH) {
            seen += 1;
            let same = |status: StatusId| status == original;
            if same(id_of(other)) || other.outer.facts.reblog_of.is_some_and(|(of, _)| same(of)) {
                return Boost::Drop;
            }
        }
        if seen == BOOST_REACH || ended { Boost::Keep } else { Boost::Unsure }
    }

    async fn read_older(
        &self,
        state: &State,
        passing: &mut Passing,
        count: usize,
        horizon: i64,
    ) -> Result<()> {
        let keep = |entry: &Entry| self.wants(entry, horizon);
        let wanted = Wanted { below: passing.examined, count, keep };
        let batch = self.sources.older(state, &wanted).await?;
        self.take_in(state, passing, batch, horizon).await
    }

    async fn read_newer(
        &self,
        state: &State,
        passing: &mut Passing,
        limit: usize,
        horizon: i64,
    ) -> Result<()> {
        let batch = self.sources.newer(state, passing.examined, with_spares(limit)).await?;
        self.take_in(state, passing, batch, horizon).await
    }

    /// Adds what passes of a batch that goes on where the last one ended.
    async fn take_in(&self, state: &State, passing: &mut Passing, batch: Batch, horizon: i64) -> Result<()> {
        if let Some(last) = batch.entries.last() {
            passing.examined = last.id.raw();
        }
        // Sources give fewer than were wanted only when they end. Were one to give nothing before, it would be asked for ever.
        passing.ended = batch.ended || batch.entries.is_empty();
        passing.shown.extend(self.judged(state, &batch.entries, horizon).await?);
        Ok(())
    }

    /// Whether the reader wants a status that is in sight; policy has not been asked yet.
    fn wants(&self, entry: &Entry, horizon: i64) -> bool {
        let in_sight = entry.id.raw() <= horizon || Some(entry.author) == self.reader;
        if !in_sight {
            // The horizon moves without a word.
            trail::spoil();
        }
        in_sight && (self.keep)(entry)
    }

    /// What passes of a batch, in its order.
    async fn judged(&self, state: &State, batch: &[Entry], horizon: i64) -> Result<Vec<Visible<Shown>>> {
        let wanted = batch.iter().filter(|entry| self.wants(entry, horizon));
        let ids: Vec<StatusId> = wanted.map(|entry| entry.id).collect();
        let mut shown = if self.tidy {
            statuses::visible_unmuted(state, self.reader, &ids).await?
        } else {
            statuses::visible(state, self.reader, &ids).await?
        };
        if let Some(following) = self.languages.as_ref().filter(|following| !following.wants_every_language())
        {
            shown.retain(|item| {
                following.wants_language(item.outer.facts.author, item.proper().facts.language.as_deref())
            });
        }
        if let Some(wanted) = &self.tags {
            shown.retain(|item| wanted.passes(&item.outer.facts.tags));
        }
        Ok(shown)
    }
}

enum Cut {
    Ready(Vec<usize>),
    ReadOn,
    ReadUnder,
}

/// What to read upwards for a page of `limit`: some of it will not pass.
fn with_spares(limit: usize) -> usize {
    limit + limit / 2 + 2
}

fn id_of(item: &Visible<Shown>) -> StatusId {
    item.outer.facts.id
}

/// The chosen items, in the order of `kept`.
fn pick(items: Vec<Visible<Shown>>, kept: &[usize]) -> Vec<Visible<Shown>> {
    let mut items: Vec<Option<Visible<Shown>>> = items.into_iter().map(Some).collect();
    kept.iter().filter_map(|at| items[*at].take()).collect()
}
