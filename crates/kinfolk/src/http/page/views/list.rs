//! Lists of people: all of them, one's timeline, its members, and in which somebody is.
//!
//! *Not here*: followers and those who are followed (`account`).

use askama::Template;

use super::{AccountView, Field, Paging, PersonView, StatusView};
use crate::http::page::Layout;

/// A list as its owner sees it.
#[derive(Clone, Debug, Default)]
pub struct ListView {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub title: String,
    /// Which answers it shows: `list`, `followed` or `none`.
    pub replies_policy: &'static str,
    /// Whether its members are not shown at home.
    pub exclusive: bool,
}

impl ListView {
    /// The path of its timeline; its forms are below it.
    pub fn url(&self) -> String {
        format!("/lists/{}", self.id)
    }
}

/// `GET` and `POST /lists`: `title`.
#[derive(Template, Default)]
#[template(path = "graph/lists.html", whitespace = "minimize")]
pub struct ListsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The reader's lists, oldest first.
    pub lists: Vec<ListView>,
    /// The title of a new one.
    pub title: Field,
}

/// `GET /lists/ID`.
#[derive(Template, Default)]
#[template(path = "timelines/list.html", whitespace = "minimize")]
pub struct ListPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Which list.
    pub list: ListView,
    /// Its timeline, newest first.
    pub statuses: Vec<StatusView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

/// `GET /lists/ID/edit`, and `POST` with `title`, `replies_policy` and `exclusive`. Posts to `/lists/ID/add` and `/remove`
/// with `account` and a hidden `return_to`, and to `/lists/ID/delete`.
#[derive(Template, Default)]
#[template(path = "graph/edit_list.html", whitespace = "minimize")]
pub struct EditListPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The list, with what was chosen.
    pub list: ListView,
    /// The title as typed.
    pub title: Field,
    /// Who is in it, on this page.
    pub members: Vec<PersonView>,
    /// Links to the neighbouring pages of members.
    pub paging: Paging,
    /// The beginning of a name that was searched for; empty when nobody has searched.
    pub query: String,
    /// Who of those that the reader follows has such a name, and whether they are members.
    pub found: Vec<(PersonView, bool)>,
}

impl EditListPage {
    /// The choices for `replies_policy`.
    pub(crate) fn policies(&self) -> [&'static str; 3] {
        ["list", "followed", "none"]
    }

    /// The key of a choice's text.
    pub(crate) fn policy_key(&self, policy: &str) -> String {
        format!("list-replies-{policy}")
    }

    /// This page, for forms that lead back to it.
    pub(crate) fn return_to(&self) -> &str {
        &self.page.path
    }
}

/// `GET /@NAME/lists`: in which of the reader's lists somebody is. Posts to `/lists/ID/add` and `/remove`.
#[derive(Template, Default)]
#[template(path = "graph/person_lists.html", whitespace = "minimize")]
pub struct PersonListsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Who it is about.
    pub account: AccountView,
    /// Whether the reader follows them: others cannot be added.
    pub is_followed: bool,
    /// The reader's lists, and whether they are in each.
    pub lists: Vec<(ListView, bool)>,
}
