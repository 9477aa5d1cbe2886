//! One plain struct per page, each with its template, filled by handlers and rendered by `askama::Template::render`.
//!
//! Fields are what the page shows: ids and URLs as strings, counts as numbers, choices as booleans and small enums.
//! Strings are plain text and escaped by the template; only fields named `…_html` are written as they are, and they
//! must come from the crate `text`.
//!
//! *Not here*: how these are made from rows and entities; that is each module's `pages.rs`.

mod account;
mod auth;
mod design;
mod docs;
mod error;
mod hidden;
mod instance;
mod kept;
mod list;
mod notification;
mod settings;
mod status;
mod thread;
mod timeline;

pub use account::{
    AccountView, FieldView, FollowButton, Friendship, PeoplePage, PeopleTab, PersonCardPage, PersonView,
    ProfilePage, ProfileTab, ProfileView, Relation, RequestsPage, SearchPage,
};
pub use auth::{
    ConsentPage, Field, ForgottenPage, NewPasswordPage, NoticePage, OutOfBandPage, RecoveryMail,
    RecoveryText, SetupPage, SignInPage, SignUpPage,
};
pub use design::DesignPage;
pub use docs::{DocsGroupPage, DocsPage, ErrorView, GroupView, OperationView, ParameterView};
pub use error::ErrorPage;
pub use hidden::{HiddenPage, HiddenPerson, HiddenTab};
pub use instance::{AboutPage, LandingPage, ServerCounts, TextPage};
pub use kept::{KeptPage, KeptTab};
pub use list::{EditListPage, ListPage, ListView, ListsPage, PersonListsPage};
pub use notification::{BadgePage, NotificationKind, NotificationView, NotificationsPage};
pub use settings::{
    AccountSettingsPage, AppView, AppearancePage, AppsPage, Choice, FieldLine, PartView, PrivacyPage,
    ProfileSettingsPage, SessionView, SessionsPage, SettingsPage,
};
pub use status::{BoostView, DeleteStatusPage, ReplyTo, StatusCard, StatusRole, StatusView, VisibilityView};
pub use thread::{StatusPage, ThreadItem};
pub use timeline::{Composer, HomePage, Paging, PublicPage, TagPage};

/// The `id` of what has the focus once a row is gone: the next row, else the one before, else the page's title.
fn focus_after(place: usize, rows: impl Iterator<Item = String>) -> String {
    let beside = rows.enumerate().filter(|(nth, _)| nth.abs_diff(place) == 1);
    beside.last().map_or_else(|| "title".to_owned(), |(_, row)| row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_goes_to_the_next_row_else_the_one_before_else_the_title() {
        let after = |place, rows: usize| focus_after(place, (0..rows).map(|row| row.to_string()));
        assert_eq!(after(1, 3), "2");
        assert_eq!(after(2, 3), "1");
        assert_eq!(after(0, 1), "title");
    }
}
