//! Whom and what somebody does not want to see: mutes, blocks, blocked domains.

use askama::Template;

use super::{AccountView, Field, Paging};
use crate::http::page::{Layout, When};

/// Which list a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HiddenTab {
    /// `/settings/mutes`.
    #[default]
    Mutes,
    /// `/settings/blocks`.
    Blocks,
    /// `/settings/domain_blocks`.
    Domains,
}

impl HiddenTab {
    /// In the order of the tabs.
    pub(crate) const ALL: [Self; 3] = [Self::Mutes, Self::Blocks, Self::Domains];

    /// The last part of its path, and of the keys of its texts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mutes => "mutes",
            Self::Blocks => "blocks",
            Self::Domains => "domain_blocks",
        }
    }

    /// Its path.
    pub(crate) fn path(self) -> String {
        format!("/settings/{}", self.name())
    }

    /// The key of one of its texts.
    pub(crate) fn key(self, text: &str) -> String {
        format!("{}-{text}", self.name().replace('_', "-"))
    }
}

/// Somebody who is muted or blocked.
#[derive(Clone, Debug, Default)]
pub struct HiddenPerson {
    /// Who it is.
    pub account: AccountView,
    /// When the mute ends by itself.
    pub until: Option<When>,
}

/// `GET /settings/mutes`, `/blocks` and `/domain_blocks`, and `POST` to the last with `domain`. Posts to `/@NAME/unmute` and
/// `/unblock`, and to `/settings/domain_blocks/remove` with `domain`.
#[derive(Template, Default)]
#[template(path = "graph/hidden.html", whitespace = "minimize")]
pub struct HiddenPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Which list.
    pub tab: HiddenTab,
    /// Who is on it.
    pub people: Vec<HiddenPerson>,
    /// Which domains are.
    pub domains: Vec<String>,
    /// A domain to be blocked, as typed.
    pub domain: Field,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

impl HiddenPage {
    fn tabs(&self) -> [HiddenTab; 3] {
        HiddenTab::ALL
    }

    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.domains.is_empty() && self.paging.newer.is_none()
    }
}
