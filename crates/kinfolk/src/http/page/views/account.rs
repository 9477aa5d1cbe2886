//! People: the small form beside a status, a row in a list, and the profile.
//!
//! *Not here*: the signed-in person in the navigation (`ViewerView`), settings.

use std::borrow::Borrow;

use askama::Template;

use super::thread::first_of;
use super::{Field, Paging, StatusView, focus_after};
use crate::http::page::{Layout, When};

/// A person as they stand beside what they wrote.
#[derive(Clone, Debug, Default)]
pub struct AccountView {
    /// The account's id.
    pub id: String,
    /// Username without `@`.
    pub username: String,
    /// Username, and `@domain` for people of other servers; without the leading `@`.
    pub acct: String,
    /// Display name as written; may be empty, then the username is shown.
    pub display_name: String,
    /// URL of the avatar picture, square.
    pub avatar_url: String,
    /// Path of the profile, `/@username`; its forms post below it.
    pub url: String,
    /// Whether the account is run by a program.
    pub bot: bool,
    /// Whether following needs its owner's consent.
    pub locked: bool,
    /// Whether search engines may show its pages.
    pub indexable: bool,
}

impl AccountView {
    /// The display name, or the username where there is none.
    pub fn name(&self) -> &str {
        if self.display_name.trim().is_empty() { &self.username } else { &self.display_name }
    }
}

/// What the reader is to a person; decides the button beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// Nobody is signed in: the button leads to the log-in page.
    #[default]
    Guest,
    /// It is the reader.
    Own,
    /// Not followed.
    None,
    /// Asked to follow, not answered yet.
    Requested,
    /// Followed.
    Following,
    /// Blocked by the reader.
    Blocking,
}

impl Relation {
    /// The relation of somebody signed in to somebody else, from the relationship's flags. A block hides the rest.
    pub fn of(following: bool, requested: bool, blocking: bool) -> Self {
        match (blocking, following, requested) {
            (true, _, _) => Self::Blocking,
            (_, true, _) => Self::Following,
            (_, _, true) => Self::Requested,
            _ => Self::None,
        }
    }
}

/// A person as a row in a list of people.
#[derive(Clone, Debug, Default)]
pub struct PersonView {
    /// Who it is.
    pub account: AccountView,
    /// What they say about themselves, safe HTML; may be empty.
    pub note_html: String,
    /// What the reader is to them.
    pub relation: Relation,
    /// Whether they follow the reader.
    pub followed_by: bool,
    /// Whether they have asked to follow the reader.
    pub requested_by: bool,
    /// Whether the reader mutes them.
    pub muting: bool,
    /// How far the two are with being friends.
    pub friendship: Friendship,
}

impl PersonView {
    /// What they wait for an answer to: the key of how that is said, and the acts that accept and decline, below their
    /// profile. Who asks to be friends is answered to that.
    pub(crate) fn asks(&self) -> Option<[&'static str; 3]> {
        match self {
            Self { relation: Relation::Blocking, .. } => None,
            Self { friendship: Friendship::AskedBy, .. } => {
                Some(["notification-friend-request", "accept_friend", "decline_friend"])
            }
            Self { requested_by: true, .. } => Some(["notification-follow-request", "authorize", "reject"]),
            _ => None,
        }
    }

    /// The reader follows them, which the button does not say: it takes the request to be friends back.
    pub(crate) fn follows_and_asks(&self) -> bool {
        self.friendship == Friendship::Asked && self.relation == Relation::Following
    }
}

/// How far two people are with being friends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Friendship {
    /// Nobody has asked.
    #[default]
    None,
    /// The reader has asked.
    Asked,
    /// The reader was asked.
    AskedBy,
    /// They follow each other.
    Friends,
}

/// The button beside a person. Made by `Layout::follow_button`.
#[derive(Template)]
#[template(path = "parts/follow_button.html", whitespace = "minimize")]
pub struct FollowButton<'a> {
    pub(in crate::http::page) page: &'a Layout,
    pub(in crate::http::page) p: &'a PersonView,
    pub(in crate::http::page) in_list: bool,
}

impl askama::filters::HtmlSafe for FollowButton<'_> {}

/// A line about somebody.
#[derive(Clone, Debug, Default)]
pub struct FieldView {
    /// What it is about, as written.
    pub name: String,
    /// What it says, safe HTML.
    pub value_html: String,
    /// When the page behind its link was found to link back.
    pub verified: Option<When>,
}

/// The head of a profile.
#[derive(Clone, Debug, Default)]
pub struct ProfileView {
    /// The person, with note and relation.
    pub person: PersonView,
    /// What the reader has noted about them, for nobody else; may be empty.
    pub note: Field,
    /// URL of the wide picture at the top, if there is one.
    pub header_url: Option<String>,
    /// What they say about themselves in lines of their own.
    pub fields: Vec<FieldView>,
    /// When the account was made.
    pub joined: When,
    /// How many statuses they wrote.
    pub statuses_count: u64,
    /// How many they follow.
    pub following_count: u64,
    /// How many follow them.
    pub followers_count: u64,
    /// With how many they follow each other.
    pub friends_count: u64,
    /// When the reader's mute ends by itself.
    pub muted_until: Option<When>,
    /// Of one's own profile, how many wait to be let in.
    pub requests_count: u64,
}

/// Which of somebody's statuses a profile shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProfileTab {
    /// What is no answer to others.
    #[default]
    Posts,
    /// Answers as well.
    WithReplies,
}

/// `GET /@NAME` and `GET /@NAME/with_replies`. Posts to `/@NAME/follow`, `/unfollow`, `/block`, `/unblock`, `/note` and so
/// on, each with a hidden `return_to`.
#[derive(Template)]
#[template(path = "accounts/profile.html", whitespace = "minimize")]
pub struct ProfilePage {
    /// The page's surroundings.
    pub page: Layout,
    /// Whose profile it is.
    pub profile: ProfileView,
    /// Which list it is.
    pub tab: ProfileTab,
    /// Their statuses that the reader may see, newest first.
    pub statuses: Vec<StatusView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

impl ProfilePage {
    /// What they say about themselves, without markup; may be empty.
    fn description(&self) -> String {
        first_of(&self.profile.person.note_html, 200)
    }
}

/// `GET /@NAME/card`: the person in short.
#[derive(Template)]
#[template(path = "parts/person_card.html", whitespace = "minimize")]
pub struct PersonCardPage {
    /// The surroundings of the page that it stands on.
    pub page: Layout,
    /// Whose card it is.
    pub profile: ProfileView,
}

/// Which list of people a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleTab {
    /// Those who follow the person.
    Followers,
    /// Those whom the person follows.
    Following,
    /// Those of whom both holds.
    Friends,
}

impl PeopleTab {
    /// In the order of the tabs.
    pub(crate) const ALL: [Self; 3] = [Self::Followers, Self::Following, Self::Friends];

    /// The last part of its path, and the first of the keys of its texts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Followers => "followers",
            Self::Following => "following",
            Self::Friends => "friends",
        }
    }

    /// The key of one of its texts.
    pub(crate) fn key(self, text: &str) -> String {
        format!("{}-{text}", self.name())
    }
}

/// `GET /@NAME/followers`, `/following` and `/friends`.
#[derive(Template)]
#[template(path = "graph/people.html", whitespace = "minimize")]
pub struct PeoplePage {
    /// The page's surroundings.
    pub page: Layout,
    /// Whose list it is.
    pub account: AccountView,
    /// Which list it is.
    pub tab: PeopleTab,
    /// Whether its owner keeps it from the reader.
    pub hidden: bool,
    /// Whether it is the reader's own, and kept from others.
    pub is_private: bool,
    /// The people on this page.
    pub people: Vec<PersonView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

impl PeoplePage {
    fn tabs(&self) -> [PeopleTab; 3] {
        PeopleTab::ALL
    }
}

/// `GET /requests`: who has asked the reader to be friends, or to follow. Posts to `/@NAME/accept_friend`,
/// `/decline_friend`, `/authorize` and `/reject`.
#[derive(Template, Default)]
#[template(path = "graph/requests.html", whitespace = "minimize")]
pub struct RequestsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Who has asked to be friends.
    pub friends: Vec<PersonView>,
    /// Who has asked to follow, and not to be friends.
    pub followers: Vec<PersonView>,
    /// Links to the neighbouring pages of the latter.
    pub paging: Paging,
}

impl RequestsPage {
    /// What has the focus once the friend at this place was answered.
    pub(crate) fn after_friend(&self, place: impl Borrow<usize>) -> String {
        self.after(*place.borrow())
    }

    /// The same of a follower.
    pub(crate) fn after_follower(&self, place: impl Borrow<usize>) -> String {
        self.after(self.friends.len() + place.borrow())
    }

    fn after(&self, place: usize) -> String {
        let rows = self.friends.iter().chain(&self.followers);
        focus_after(place, rows.map(|person| format!("person-{}", person.account.id)))
    }
}

/// `GET /search?q=`: people and tags by name.
#[derive(Template)]
#[template(path = "graph/search.html", whitespace = "minimize")]
pub struct SearchPage {
    /// The page's surroundings.
    pub page: Layout,
    /// What was asked for; empty when nothing was yet.
    pub query: Field,
    /// The longest question, in characters.
    pub most: usize,
    /// Which tags were found: the name of each without its sign, and its path.
    pub tags: Vec<(String, String)>,
    /// Who was found.
    pub people: Vec<PersonView>,
}
