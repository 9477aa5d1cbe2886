//! Pages on which people look after their account: credentials, what they are logged in with, their profile.
//!
//! A password is never sent back to a page.
//!
//! *Not here*: what the forms do; that is in `auth` and `accounts`.

use askama::Template;

use super::Field;
use super::auth::web_address;
use crate::http::page::{Layout, When, post_languages};

/// `GET /settings`: where to go.
#[derive(Template, Default)]
#[template(path = "settings/index.html", whitespace = "minimize")]
pub struct SettingsPage {
    /// The page's surroundings.
    pub page: Layout,
}

/// `GET /settings/account`. Posts `current_password`, `password` and `password_confirmation` to
/// `/settings/account/password`; `email` and `email_password` to `/settings/account/email`; `delete_username` and
/// `delete_password` to `/settings/account/delete`.
#[derive(Template, Default)]
#[template(path = "settings/account.html", whitespace = "minimize")]
pub struct AccountSettingsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The account's name, without `@`.
    pub username: String,
    /// The address that mail goes to.
    pub current_email: String,
    /// The password that holds; its value is not shown.
    pub current_password: Field,
    /// The new password; its value is not shown.
    pub password: Field,
    /// The new password again; its value is not shown.
    pub password_confirmation: Field,
    /// The new address.
    pub email: Field,
    /// The password, for a new address; its value is not shown.
    pub email_password: Field,
    /// The account's name, typed to delete it.
    pub delete_username: Field,
    /// The password, to delete the account; its value is not shown.
    pub delete_password: Field,
    /// Why the account was not deleted, if that is about no field.
    pub delete_problem: Option<String>,
}

/// One of several, of which somebody chooses one.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub text: String,
    /// The language of that text, where it is another than the page's.
    pub language: Option<String>,
    /// Whether it is the one.
    pub chosen: bool,
}

/// `GET` and `POST /settings/appearance`: `language`, `scheme`, `text_size` and `less_motion`.
#[derive(Template, Default)]
#[template(path = "settings/appearance.html", whitespace = "minimize")]
pub struct AppearancePage {
    /// The page's surroundings.
    pub page: Layout,
    /// Why nothing was kept.
    pub problem: Option<String>,
    /// The languages of pages, with the browser's first.
    pub languages: Vec<Choice>,
    /// Light or dark.
    pub schemes: Vec<Choice>,
    /// How large texts are.
    pub text_sizes: Vec<Choice>,
    /// Whether nothing is to move.
    pub less_motion: bool,
}

/// A browser that somebody is logged in with.
#[derive(Clone, Debug, Default)]
pub struct SessionView {
    /// The session's id, for the form that ends it.
    pub id: String,
    /// The browser in words: `Firefox on Linux`.
    pub device: String,
    /// Whether it is carried in a pocket; decides the symbol.
    pub is_phone: bool,
    /// From where it logged in.
    pub address: Option<String>,
    /// When it logged in.
    pub since: When,
    /// When it was last used, within the hour.
    pub used: When,
    /// Whether it shows this page.
    pub is_this: bool,
}

/// `GET /settings/sessions`. Posts to `/settings/sessions/ID/end` and `/settings/sessions/end_others`.
#[derive(Template, Default)]
#[template(path = "settings/sessions.html", whitespace = "minimize")]
pub struct SessionsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The browsers, the one used last first.
    pub sessions: Vec<SessionView>,
}

/// An app that may act for somebody.
#[derive(Clone, Debug, Default)]
pub struct AppView {
    /// The application's id, for the form that removes it; `0` for the command line.
    pub id: String,
    /// Its name as it gave it.
    pub name: String,
    /// Its website as it gave it.
    pub app_website: Option<String>,
    /// What it may do, as in OAuth.
    pub scopes: Vec<String>,
    /// Since when.
    pub since: When,
    /// When it was last used, within the hour.
    pub used: When,
}

impl AppView {
    /// The website, if it can be linked to safely.
    pub(crate) fn website(&self) -> Option<&str> {
        web_address(self.app_website.as_deref())
    }
}

/// `GET /settings/apps`. Posts to `/settings/apps/ID/remove`.
#[derive(Template, Default)]
#[template(path = "settings/apps.html", whitespace = "minimize")]
pub struct AppsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The apps, the one allowed last first.
    pub apps: Vec<AppView>,
}

/// `GET` and `POST /settings/privacy`: `locked`, `hide_collections`, `indexable` and `visibility`.
#[derive(Template, Default)]
#[template(path = "settings/privacy.html", whitespace = "minimize")]
pub struct PrivacyPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Whether followers need its consent.
    pub locked: bool,
    /// Whether its lists of people are its own affair.
    pub hide_collections: bool,
    /// Whether search engines may show its pages.
    pub indexable: bool,
    /// For whom posts can be.
    pub visibilities: Vec<Choice>,
    /// For whom they are, unless something else is said.
    pub visibility: Field,
}

/// The sliders that choose a part of a picture: each one's name, and its number with what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct PartView {
    /// Per cent from the left.
    pub x: (&'static str, Field),
    /// Per cent from the top.
    pub y: (&'static str, Field),
    /// How many times closer than as much as there is.
    pub zoom: (&'static str, Field),
}

impl PartView {
    /// Each slider: the key of its label, its name, its least and most, its number.
    pub(crate) fn sliders(&self) -> [(&'static str, &'static str, u8, u8, &Field); 3] {
        let Self { x, y, zoom } = self;
        [("crop-x", x.0, 0, 100, &x.1), ("crop-y", y.0, 0, 100, &y.1), ("crop-zoom", zoom.0, 1, 4, &zoom.1)]
    }

    /// Whether one of them was refused.
    pub(crate) fn is_wrong(&self) -> bool {
        self.sliders().iter().any(|slider| slider.4.error.is_some())
    }
}

/// A line of a profile, as typed.
#[derive(Default)]
pub struct FieldLine {
    /// What it is about.
    pub name: String,
    /// What it says.
    pub value: String,
    /// What is wrong with it, in the page's language.
    pub error: Option<String>,
    /// Whether name and value were refused.
    pub faults: [bool; 2],
}

/// `GET` and `POST /settings/profile`: the fields of `update_credentials`, and `remove_avatar` and `remove_header` for
/// pictures of one's own that are to go.
#[derive(Template, Default)]
#[template(path = "settings/profile.html", whitespace = "minimize")]
pub struct ProfileSettingsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// The name that is shown.
    pub display_name: Field,
    /// What the account says about itself, as typed.
    pub note: Field,
    /// As many pairs of name and value as a profile may have.
    pub fields: Vec<FieldLine>,
    /// What is wrong with them.
    pub fields_error: Option<String>,
    /// Whether a program runs the account.
    pub bot: bool,
    /// The language of posts.
    pub language: Field,
    /// The file of a new avatar.
    pub avatar: Field,
    /// The file of a new header.
    pub header: Field,
    /// Which part of the avatar is kept.
    pub avatar_part: PartView,
    /// Which part of the header is kept.
    pub header_part: PartView,
    /// URL of the avatar in force.
    pub avatar_url: String,
    /// Where that was uploaded, whether it is to go.
    pub own_avatar: Option<bool>,
    /// Where the header was uploaded, whether it is to go.
    pub own_header: Option<bool>,
}

impl ProfileSettingsPage {
    /// Code and name of the languages to choose from, the one in force first.
    pub(crate) fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        post_languages(&self.language.value)
    }

    /// Whether what is wrong with the fields, if anything, is wrong with none of them alone.
    pub(crate) fn rows_hold(&self) -> bool {
        self.fields.iter().all(|line| line.faults == [false; 2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_sent_back() {
        let password = Field::kept("hunter2hunter2").with_error("Wrong.");
        let page = AccountSettingsPage {
            current_password: password.clone(),
            password: password.clone(),
            password_confirmation: password.clone(),
            email_password: password.clone(),
            delete_password: password,
            ..AccountSettingsPage::default()
        };
        let html = page.render().unwrap();
        assert!(html.contains("Wrong.") && !html.contains("hunter2"));
    }

    #[test]
    fn a_website_that_is_no_web_address_is_no_link() {
        let app = AppView { app_website: Some("javascript:alert(1)".to_owned()), ..AppView::default() };
        let html = AppsPage { apps: vec![app], ..AppsPage::default() }.render().unwrap();
        assert!(!html.contains("javascript:"), "{html}");
    }
}
