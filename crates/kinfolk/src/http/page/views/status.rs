//! A status: its card, and the question before it is deleted.
//!
//! *Not here*: its thread (`thread`), the form that writes one (`timeline`), attachments and polls, which pages do not show yet.

use askama::Template;

use super::AccountView;
use crate::http::page::{Layout, When};

/// Who may see a status, as the pages name and draw it; the narrower, the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisibilityView {
    /// Everybody, and in public timelines.
    #[default]
    Public,
    /// Everybody, but not in public timelines.
    Unlisted,
    /// Followers.
    Private,
    /// Those it mentions.
    Direct,
}

impl VisibilityView {
    /// All of them, in the order in which a form offers them.
    pub const ALL: [Self; 4] = [Self::Public, Self::Unlisted, Self::Private, Self::Direct];

    /// The visibility with this name in the API; unknown names count as the narrowest.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|v| v.name() == name).unwrap_or(Self::Direct)
    }

    /// Its name in the API and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
            Self::Direct => "direct",
        }
    }

    /// The message that names it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Public => "visibility-public",
            Self::Unlisted => "visibility-unlisted",
            Self::Private => "visibility-private",
            Self::Direct => "visibility-direct",
        }
    }

    /// The symbol in the icon sprite.
    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Public => "globe",
            Self::Unlisted => "unlisted",
            Self::Private => "lock",
            Self::Direct => "at",
        }
    }
}

/// What a status answers.
#[derive(Clone, Debug, Default)]
pub struct ReplyTo {
    /// Whom it answers, without the leading `@`.
    pub acct: String,
    /// The path of the status it answers, if the reader may see it.
    pub url: Option<String>,
    /// Whether it continues its author's own status.
    pub own: bool,
}

/// Who put a status into a timeline by reposting it.
#[derive(Clone, Debug, Default)]
pub struct BoostView {
    /// The id of the repost; the card's anchor, so that a status and its repost on one page stay apart.
    pub id: String,
    /// Who reposted it.
    pub account: AccountView,
}

/// A status as pages show it. A repost is the original with `boosted_by` set.
#[derive(Clone, Debug, Default)]
pub struct StatusView {
    /// The status's id (of the original for a repost).
    pub id: String,
    /// The anchor of the one on the page that deleting it leads to: the one below, but for its answers.
    pub below: Option<String>,
    /// Its path, `/@username/id`; its forms post below it.
    pub url: String,
    /// Who wrote it.
    pub author: AccountView,
    /// When it was written.
    pub created: When,
    /// Who may see it.
    pub visibility: VisibilityView,
    /// The text, safe HTML.
    pub content_html: String,
    /// Its language as BCP 47 tag, if known.
    pub language: Option<String>,
    /// The content warning as plain text; empty for none. The text is then folded away.
    pub spoiler_text: String,
    /// Whether its media is sensitive (no effect while pages show no media).
    pub sensitive: bool,
    /// What it answers.
    pub reply_to: Option<ReplyTo>,
    /// The id of the status it answers, by which a thread finds its order and depth.
    pub in_reply_to_id: Option<String>,
    /// Who reposted it into this list.
    pub boosted_by: Option<BoostView>,
    /// How many answers it has.
    pub replies_count: u64,
    /// How many reposts it has.
    pub reblogs_count: u64,
    /// How many favourites it has.
    pub favourites_count: u64,
    /// Whether the reader made it a favourite.
    pub favourited: bool,
    /// Whether the reader reposted it.
    pub reblogged: bool,
    /// Whether the reader bookmarked it.
    pub bookmarked: bool,
    /// Whether the reader may repost it.
    pub can_boost: bool,
    /// Whether the reader may delete it.
    pub can_delete: bool,
}

impl StatusView {
    /// The `id` attribute of its card, unique on a page and the same on the next one.
    pub fn anchor(&self) -> String {
        format!("status-{}", self.boosted_by.as_ref().map_or(&self.id, |boost| &boost.id))
    }
}

/// The part that a card plays on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusRole {
    /// One of a list.
    Feed,
    /// Above the status that the page is about; a line leads down from it.
    Ancestor,
    /// The status that the page is about.
    Focus,
    /// The same where others stand above it: the page opens at it.
    FocusBelow,
    /// Below what it answers.
    Reply,
    /// Below it, but too far down to stand right there.
    DeepReply,
    /// Shown without anything to press.
    Quiet,
}

/// A status's card. Made by `Layout::status` and `Layout::status_as`.
#[derive(Template)]
#[template(path = "parts/status.html", whitespace = "minimize")]
pub struct StatusCard<'a> {
    pub(in crate::http::page) page: &'a Layout,
    pub(in crate::http::page) s: &'a StatusView,
    pub(in crate::http::page) role: StatusRole,
}

impl askama::filters::HtmlSafe for StatusCard<'_> {}

impl StatusCard<'_> {
    /// The modifier class of the card.
    fn class(&self) -> &'static str {
        match self.role {
            StatusRole::Feed => "",
            StatusRole::Ancestor => " status--ancestor",
            StatusRole::Focus | StatusRole::FocusBelow => " status--focus",
            StatusRole::Reply | StatusRole::DeepReply => " status--reply",
            StatusRole::Quiet => " status--quiet",
        }
    }

    fn is_focus(&self) -> bool {
        matches!(self.role, StatusRole::Focus | StatusRole::FocusBelow)
    }

    /// Whether the page opens at it.
    fn is_first(&self) -> bool {
        self.role == StatusRole::FocusBelow
    }

    /// Whether it stands right below what it answers.
    fn is_placed(&self) -> bool {
        self.role == StatusRole::Reply
    }

    fn is_quiet(&self) -> bool {
        self.role == StatusRole::Quiet
    }

    /// Where an action comes back to: this page, at this card. After deleting the status that the page is about, there
    /// is nothing to come back to.
    fn return_to(&self) -> String {
        format!("{}#{}", self.page.path, self.s.anchor())
    }

    /// The page that asks before deleting, told where to go on afterwards: to what stands below this one.
    fn delete_url(&self) -> String {
        let path = self.page.path.as_str();
        let target = match self.s.below.as_deref() {
            _ if self.is_focus() => {
                let answered = self.s.reply_to.as_ref().and_then(|reply_to| reply_to.url.clone());
                answered.unwrap_or_else(|| "/home".to_owned())
            }
            Some(below) => format!("{path}#{below}"),
            None => path.to_owned(),
        };
        let encoded: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
        format!("{}/delete?return_to={encoded}", self.s.url)
    }
}

/// `GET` and `POST /@NAME/ID/delete`: asks before deleting; the form has a hidden `return_to`.
#[derive(Template)]
#[template(path = "statuses/delete.html", whitespace = "minimize")]
pub struct DeleteStatusPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The status in question.
    pub status: StatusView,
    /// Where to go afterwards, or when it is kept: a path on this server.
    pub return_to: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repost_and_its_original_have_different_anchors() {
        let original = StatusView { id: "5".to_owned(), ..StatusView::default() };
        let boost = BoostView { id: "9".to_owned(), ..BoostView::default() };
        let reposted = StatusView { boosted_by: Some(boost), ..original.clone() };
        assert_eq!((original.anchor(), reposted.anchor()), ("status-5".to_owned(), "status-9".to_owned()));
    }

    #[test]
    fn an_unknown_visibility_counts_as_the_narrowest() {
        assert_eq!(VisibilityView::from_name("everyone"), VisibilityView::Direct);
        for visibility in VisibilityView::ALL {
            assert_eq!(VisibilityView::from_name(visibility.name()), visibility);
        }
    }
}
