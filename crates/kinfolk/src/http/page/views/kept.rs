//! What somebody keeps: favourites and bookmarks.

use askama::Template;

use super::{Paging, StatusView};
use crate::http::page::Layout;

/// Which list a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptTab {
    /// `/bookmarks`.
    #[default]
    Bookmarks,
    /// `/favourites`.
    Favourites,
}

impl KeptTab {
    /// In the order of the tabs.
    pub(crate) const ALL: [Self; 2] = [Self::Bookmarks, Self::Favourites];

    /// Its path, and the beginning of the keys of its texts.
    fn name(self) -> &'static str {
        match self {
            Self::Bookmarks => "bookmarks",
            Self::Favourites => "favourites",
        }
    }

    /// Its path.
    pub(crate) fn path(self) -> String {
        format!("/{}", self.name())
    }

    /// The key of one of its texts.
    pub(crate) fn key(self, text: &str) -> String {
        format!("{}-{text}", self.name())
    }
}

/// `GET /bookmarks` and `/favourites`.
#[derive(Template, Default)]
#[template(path = "statuses/kept.html", whitespace = "minimize")]
pub struct KeptPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Which list.
    pub tab: KeptTab,
    /// What is on it, newest mark first.
    pub statuses: Vec<StatusView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

impl KeptPage {
    fn tabs(&self) -> [KeptTab; 2] {
        KeptTab::ALL
    }
}
