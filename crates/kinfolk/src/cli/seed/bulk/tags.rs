//! The tags of a bulk load: by the tag, and by who wrote what has it, each in the order of its table.
//!
//! Not here: the tags in the statuses themselves (`rows`).

use std::collections::HashMap;

use base::Result;
use db::Value;

use super::{People, Posts, key};
use crate::core::words::{AccountId, StatusId};

pub(super) const TAGGED: [&str; 3] = ["tag", "status_id", "account_id"];
pub(super) const ACCOUNT_TAG: [&str; 4] = ["account_id", "tag", "status_id", "bucket"];

/// Where tags are used.
pub(super) struct Tags {
    /// Ascending.
    names: Vec<String>,
    /// The place of a name, and where it is used.
    uses: Vec<(u32, StatusId, AccountId)>,
}

impl Tags {
    pub(super) fn of(people: &People<'_>, posts: &Posts) -> Self {
        // Seeded people say the same again and again.
        let mut known: HashMap<String, Vec<String>> = HashMap::new();
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut uses = Vec::new();
        for (id, post) in &posts.all {
            let (_, author) = people.at(post.place);
            let text = post.text();
            for tag in known.entry(text).or_insert_with_key(|text| folded(text)) {
                let next = places.len() as u32;
                let place = *places.entry(tag.clone()).or_insert(next);
                uses.push((place, *id, author));
            }
        }
        let mut names: Vec<(String, u32)> = places.into_iter().collect();
        names.sort_unstable();
        let mut ranks = vec![0; names.len()];
        for (rank, (_, place)) in (0..).zip(&names) {
            ranks[*place as usize] = rank;
        }
        for (place, ..) in &mut uses {
            *place = ranks[*place as usize];
        }
        Self { names: names.into_iter().map(|(name, _)| name).collect(), uses }
    }

    /// By the tag.
    pub(super) fn tagged(&mut self) -> impl Iterator<Item = Result<[Value<'static>; 3]>> {
        let Self { names, uses } = self;
        uses.sort_unstable();
        uses.iter().map(|(tag, status, author)| {
            Ok([names[*tag as usize].clone().into(), (*status).into(), (*author).into()])
        })
    }

    /// By who wrote what has it.
    pub(super) fn of_accounts(
        &mut self,
        people: &People<'_>,
    ) -> impl Iterator<Item = Result<[Value<'static>; 4]>> {
        let Self { names, uses } = self;
        uses.sort_unstable_by_key(|(tag, status, author)| (key(people.engine, *author), *tag, *status));
        uses.iter().map(|(tag, status, author)| {
            let (name, bucket) = (names[*tag as usize].clone(), author.bucket());
            Ok([(*author).into(), name.into(), (*status).into(), bucket.into()])
        })
    }
}

/// The tags of a text, each once.
fn folded(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = text::scan(text).hashtags().map(|tag| tag.folded.clone()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}
