//! People as the built-in pages show them.

use std::collections::HashMap;

use base::Result;

use super::lists::List;
use crate::accounts::{self, Card, KeptField, VisibleCard};
use crate::core::State;
use crate::core::words::AccountId;
use crate::edges::{self, Relation as Edges};
use crate::http::page::views::{Field, FieldView, Friendship, ListView, PersonView, ProfileView, Relation};
use crate::http::page::{Language, When};

/// People as rows of a list, in their order. One statement at most.
///
/// # Errors
/// From the engine.
pub async fn person_views(
    state: &State,
    reader: Option<AccountId>,
    people: &[VisibleCard],
) -> Result<Vec<PersonView>> {
    let relations = match reader {
        None => Vec::new(),
        Some(me) => edges::relations(state, me, people.iter().map(|card| card.id).collect()).await?,
    };
    let relations: HashMap<AccountId, Edges> =
        relations.into_iter().map(|edges| (edges.account, edges)).collect();
    Ok(people.iter().map(|card| person_view(card, reader, relations.get(&card.id))).collect())
}

fn person_view(card: &Card, reader: Option<AccountId>, edges: Option<&Edges>) -> PersonView {
    let relation = match (reader, edges) {
        (Some(me), _) if me == card.id => Relation::Own,
        (Some(_), Some(edges)) => Relation::of(edges.follow.is_some(), edges.requested, edges.blocking),
        _ => Relation::Guest,
    };
    PersonView {
        account: accounts::account_view(card),
        note_html: card.note_html(),
        relation,
        followed_by: edges.is_some_and(|edges| edges.followed_by),
        requested_by: edges.is_some_and(|edges| edges.requested_by),
        muting: edges.is_some_and(|edges| edges.mute.is_some()),
        friendship: edges.map_or(Friendship::None, friendship),
    }
}

fn friendship(edges: &Edges) -> Friendship {
    match edges {
        Edges { follow: Some(_), followed_by: true, .. } => Friendship::Friends,
        Edges { friend_requested_by: true, .. } => Friendship::AskedBy,
        Edges { friend_requested: true, .. } => Friendship::Asked,
        _ => Friendship::None,
    }
}

/// A list as its owner sees it.
#[must_use]
pub fn list_view(list: &List) -> ListView {
    ListView {
        id: list.id.to_string(),
        title: list.title.clone(),
        replies_policy: list.replies_policy.word(),
        exclusive: list.exclusive,
    }
}

fn field_view(state: &State, language: Language, field: &KeptField) -> FieldView {
    FieldView {
        name: field.name.clone(),
        value_html: field.html(&state.config().base_url),
        verified: field.verified_at.map(|at| When::new(language, state.now_ms(), at)),
    }
}

/// The head of a profile, with what the reader is to its owner.
///
/// # Errors
/// `NotFound` when there is no such account for the reader, or from the engine.
pub async fn profile_view(
    state: &State,
    reader: Option<AccountId>,
    language: Language,
    account: AccountId,
) -> Result<ProfileView> {
    let card = accounts::show(state, reader, account).await?;
    let edges = match reader {
        Some(me) => edges::relations(state, me, vec![account]).await?.pop(),
        None => None,
    };
    let counts = card.counts();
    let when = |at: i64| When::new(language, state.now_ms(), at);
    let mute = edges.as_ref().and_then(|edges| edges.mute);
    let shown = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(ProfileView {
        person: person_view(&card, reader, edges.as_ref()),
        note: Field::kept(edges.map(|edges| edges.note).unwrap_or_default()),
        header_url: Some(card.header_url()),
        joined: when(card.created_at),
        muted_until: mute.and_then(|mute| mute.until).map(when),
        statuses_count: shown(counts.statuses),
        following_count: shown(counts.following),
        followers_count: shown(counts.followers),
        friends_count: shown(counts.friends),
        fields: card.fields.iter().map(|field| field_view(state, language, field)).collect(),
        requests_count: if reader == Some(account) { shown(counts.requests) } else { 0 },
    })
}
