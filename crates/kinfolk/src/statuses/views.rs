//! Statuses as pages show them: the same four beats as for the API, ending in views instead of bytes.

use std::collections::HashMap;

use base::Result;

use super::marks::{Marked, marked};
use super::model::{Cached, Shown};
use super::read::visible;
use crate::accounts::{self, Way, account_view};
use crate::core::State;
use crate::core::words::{AccountId, StatusId, Visibility};
use crate::http::page::views::{BoostView, ReplyTo, StatusView, VisibilityView};
use crate::http::page::{Language, When};
use crate::policy::Visible;

/// The views of these statuses, for one reader.
///
/// # Errors
/// From the engine.
pub async fn views(
    state: &State,
    viewer: Option<AccountId>,
    language: Language,
    statuses: &[Visible<Shown>],
) -> Result<Vec<StatusView>> {
    let around = Around::gather(state, viewer, language, statuses).await?;
    let mut views: Vec<StatusView> = statuses.iter().map(|status| around.view(status)).collect();
    for at in 1..views.len() {
        views[at - 1].below = Some(views[at].anchor());
    }
    Ok(views)
}

/// What stands around the statuses of one page.
struct Around {
    viewer: Option<AccountId>,
    language: Language,
    now_ms: i64,
    /// Whom the statuses answer, as far as the reader may see them.
    answered: HashMap<AccountId, String>,
    /// The paths of the statuses that they answer, likewise.
    parents: HashMap<StatusId, String>,
    marks: Marked,
}

impl Around {
    async fn gather(
        state: &State,
        viewer: Option<AccountId>,
        language: Language,
        statuses: &[Visible<Shown>],
    ) -> Result<Self> {
        let proper = || statuses.iter().map(|status| status.proper());
        let answered: Vec<AccountId> = proper().filter_map(|s| s.facts.in_reply_to_account).collect();
        let parents: Vec<StatusId> = proper().filter_map(|s| s.facts.in_reply_to).collect();
        let ids: Vec<StatusId> = proper().map(|status| status.facts.id).collect();
        let answered = accounts::visible(state, viewer, &answered, Way::Listed).await?;
        let answered: HashMap<_, _> =
            answered.iter().map(|card| (card.id, card.username.to_string())).collect();
        let path = |parent: &Visible<Shown>| {
            let facts = &parent.outer.facts;
            Some((facts.id, path_of(answered.get(&facts.author)?, facts.id)))
        };
        Ok(Self {
            viewer,
            language,
            now_ms: state.now_ms(),
            parents: visible(state, viewer, &parents).await?.iter().filter_map(path).collect(),
            answered,
            marks: match viewer {
                None => Marked::default(),
                Some(viewer) => marked(state, viewer, &ids).await?,
            },
        })
    }

    fn view(&self, status: &Shown) -> StatusView {
        let (proper, outer) = (status.proper(), &status.outer);
        let (facts, author) = (&proper.facts, status.proper_author());
        let boosted_by = status
            .inner
            .as_ref()
            .map(|_| BoostView { id: outer.facts.id.to_string(), account: account_view(&status.author) });
        let counts = proper.counts();
        let own = self.viewer == Some(facts.author);
        StatusView {
            below: None,
            id: facts.id.to_string(),
            url: path_of(&author.username, facts.id),
            author: account_view(author),
            created: When::new(self.language, self.now_ms, facts.id.millis()),
            visibility: visibility_view(facts.visibility),
            content_html: proper.content(),
            language: facts.language.as_deref().map(ToOwned::to_owned),
            spoiler_text: proper.spoiler_text(),
            sensitive: proper.sensitive,
            reply_to: self.reply_to(proper),
            in_reply_to_id: facts.in_reply_to.map(|id| id.to_string()),
            boosted_by,
            replies_count: shown_count(counts.replies),
            reblogs_count: shown_count(counts.reblogs),
            favourites_count: shown_count(counts.favourites),
            favourited: self.marks.favourited(facts.id),
            reblogged: self.marks.reblogged(facts.id),
            bookmarked: self.marks.bookmarked(facts.id),
            can_boost: self.viewer.is_some()
                && (facts.visibility.is_open() || own && facts.visibility == Visibility::Private),
            can_delete: own,
        }
    }

    fn reply_to(&self, status: &Cached) -> Option<ReplyTo> {
        let facts = &status.facts;
        let answered = facts.in_reply_to_account?;
        Some(ReplyTo {
            acct: self.answered.get(&answered)?.clone(),
            url: self.parents.get(&facts.in_reply_to?).cloned(),
            own: answered == facts.author,
        })
    }
}

/// The path of a status's page.
pub(super) fn path_of(username: &str, id: StatusId) -> String {
    format!("/@{username}/{id}")
}

/// A visibility as pages know it.
pub(super) fn visibility_view(visibility: Visibility) -> VisibilityView {
    match visibility {
        Visibility::Public => VisibilityView::Public,
        Visibility::Unlisted => VisibilityView::Unlisted,
        Visibility::Private => VisibilityView::Private,
        Visibility::Direct => VisibilityView::Direct,
    }
}

fn shown_count(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
