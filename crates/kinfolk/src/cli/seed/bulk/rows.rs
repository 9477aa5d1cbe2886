//! The rows of a bulk load, table by table: the columns, and values for them in the same order. Columns that are
//! not named hold what the schema says.
//!
//! Each names the columns that the ordinary path names, where the module that owns the table writes them:
//! `accounts::create`, `auth::users`, `edges::write`, `statuses::import`.

use std::borrow::Cow;
use std::collections::HashMap;

use base::{Error, Result};
use db::Value;
use text::{Hashtag, Links, Mention};

use super::edges::{Neighbours, Seen};
use super::{People, Posts};
use crate::auth::Role;
use crate::cli::seed::plan;
use crate::core::words::Visibility;
use crate::edges::FollowSettings;

pub(super) const ACCOUNT: [&str; 14] = [
    "id",
    "bucket",
    "username",
    "name_folded",
    "domain",
    "display_name",
    "display_folded",
    "note",
    "locked",
    "bot",
    "discoverable",
    "indexable",
    "hide_collections",
    "created_at",
];

/// Unlocked accounts without anything about them.
pub(super) fn accounts(people: &People<'_>) -> impl Iterator<Item = Result<[Value<'static>; 14]>> {
    people.order.iter().map(|place| {
        let (name, id) = people.at(*place);
        let username = plan::username(name)?;
        let [domain, display_name, display_folded, note] = [(); 4].map(|()| Value::from(""));
        Ok([
            id.into(),
            id.bucket().into(),
            username.as_str().to_owned().into(),
            username.folded().into(),
            domain,
            display_name,
            display_folded,
            note,
            false.into(),
            false.into(),
            true.into(),
            true.into(),
            false.into(),
            people.created_at.into(),
        ])
    })
}

pub(super) const USER: [&str; 10] = [
    "account_id",
    "email",
    "email_folded",
    "password_hash",
    "role",
    "locale",
    "created_at",
    "confirmed_at",
    "approved",
    "disabled_at",
];

/// Confirmed users without a password, in the order of accounts' ids.
pub(super) fn users(people: &People<'_>) -> impl Iterator<Item = Result<[Value<'static>; 10]>> {
    (0..).take(people.ids.len()).map(|place| {
        let (name, id) = people.at(place);
        let email = plan::email(name)?;
        Ok([
            id.into(),
            email.as_str().to_owned().into(),
            email.folded().into(),
            Value::Null,
            Role::User.code().into(),
            plan::LOCALE.into(),
            people.now.into(),
            people.now.into(),
            true.into(),
            Value::Null,
        ])
    })
}

pub(super) const STATS: [&str; 11] = [
    "account_id",
    "bucket",
    "version",
    "statuses",
    "followers",
    "following",
    "friends",
    "blocked",
    "requests",
    "last_status_at",
    "head",
];

/// Counters, counted once.
pub(super) fn stats(
    people: &People<'_>,
    neighbours: &Neighbours<'_>,
    posts: &Posts,
) -> impl Iterator<Item = Result<[Value<'static>; 11]>> {
    people.order.iter().map(|place| {
        let (_, id) = people.at(*place);
        let (mut followers, mut following, mut friends) = (0_i64, 0_i64, 0_i64);
        for Seen { out, back, .. } in neighbours.around(*place) {
            following += i64::from(out.is_some());
            followers += i64::from(back.is_some());
            friends += i64::from(out.is_some() && back.is_some());
        }
        let head = posts.heads[*place as usize];
        let none = || Value::from(0_i64);
        Ok([
            id.into(),
            id.bucket().into(),
            1_i64.into(),
            posts.per_account.into(),
            followers.into(),
            following.into(),
            friends.into(),
            none(),
            none(),
            head.millis().into(),
            head.into(),
        ])
    })
}

pub(super) const FOLLOW: [&str; 7] =
    ["account_id", "target_id", "bucket", "id", "reblogs", "notify", "languages"];

/// Follows by their source.
pub(super) fn follows(
    people: &People<'_>,
    neighbours: &Neighbours<'_>,
) -> impl Iterator<Item = Result<[Value<'static>; 7]>> {
    let FollowSettings { reblogs, notify, .. } = FollowSettings::default();
    people.order.iter().flat_map(move |place| {
        let (_, from) = people.at(*place);
        neighbours.around(*place).filter_map(move |seen| {
            let (number, (_, to)) = (seen.out?, people.at(seen.other));
            let id = people.follow(number, from);
            let (reblogs, notify) = (reblogs.into(), notify.into());
            Some(Ok([from.into(), to.into(), from.bucket().into(), id.into(), reblogs, notify, Value::Null]))
        })
    })
}

pub(super) const FOLLOWER: [&str; 4] = ["account_id", "follower_id", "bucket", "id"];

/// The same follows by their target.
pub(super) fn followers(
    people: &People<'_>,
    neighbours: &Neighbours<'_>,
) -> impl Iterator<Item = Result<[Value<'static>; 4]>> {
    people.order.iter().flat_map(move |place| {
        let (_, to) = people.at(*place);
        neighbours.around(*place).filter_map(move |seen| {
            let (number, (_, from)) = (seen.back?, people.at(seen.other));
            let id = people.follow(number, from);
            Some(Ok([to.into(), from.into(), to.bucket().into(), id.into()]))
        })
    })
}

pub(super) const STATUS: [&str; 18] = [
    "id",
    "bucket",
    "account_id",
    "visibility",
    "listed",
    "text",
    "content",
    "spoiler_text",
    "sensitive",
    "language",
    "in_reply_to_id",
    "in_reply_to_account_id",
    "thread_id",
    "reblog_of_id",
    "reblog_of_account_id",
    "mentions",
    "tags",
    "application_id",
];

/// Public statuses, each the first of its thread.
pub(super) fn statuses(
    people: &People<'_>,
    posts: &Posts,
    base_url: &str,
) -> impl Iterator<Item = Result<[Value<'static>; 18]>> {
    // Seeded people say the same again and again.
    let mut known: HashMap<String, (String, String)> = HashMap::new();
    posts.all.iter().map(move |(id, post)| {
        let (_, author) = people.at(post.place);
        let text = post.text();
        let (content, tags) = match known.get(&text) {
            Some(found) => found.clone(),
            None => {
                let new = read(&text, base_url)?;
                known.insert(text.clone(), new.clone());
                new
            }
        };
        Ok([
            (*id).into(),
            id.bucket().into(),
            author.into(),
            Visibility::Public.code().into(),
            true.into(),
            text.into(),
            content.into(),
            "".into(),
            false.into(),
            Value::Null,
            Value::Null,
            Value::Null,
            (*id).into(),
            Value::Null,
            Value::Null,
            "[]".into(),
            tags.into(),
            0_i64.into(),
        ])
    })
}

/// The HTML of a text and its tags as a JSON list.
fn read(text: &str, base_url: &str) -> Result<(String, String)> {
    let parsed = text::scan(text);
    let mut tags: Vec<(&str, &str)> = parsed.hashtags().map(|tag| (&*tag.folded, &*tag.name)).collect();
    tags.dedup();
    let content = text::to_html(text, &parsed, &Pages { base_url });
    Ok((content, serde_json::to_string(&tags).map_err(Error::internal)?))
}

/// Where links in seeded statuses lead: they mention nobody, and their tags are plain letters.
struct Pages<'a> {
    base_url: &'a str,
}

impl Links for Pages<'_> {
    fn mention(&self, _: &Mention) -> Option<Cow<'_, str>> {
        None
    }

    fn hashtag(&self, hashtag: &Hashtag) -> Cow<'_, str> {
        format!("{}/tags/{}", self.base_url, hashtag.folded).into()
    }
}
