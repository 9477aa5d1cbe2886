//! What every page carries beside its own content: who reads it, where they are, and the words around it.
//!
//! Every view has a field `page: Layout`, and templates take their texts from it: `{{ page.t("key") }}`.
//!
//! *Not here*: how a viewer or a flash message is found in a request.

use std::fmt;

use askama::{Template, filters::HtmlSafe};
use fluent_templates::fluent_bundle::FluentValue;

use super::{
    Appearance, Language, Tally, assets, compact_count, shortened,
    views::{FollowButton, PersonView, StatusCard, StatusRole, StatusView},
};

/// A symbol of the sprite in `layout/sprite.html`, beside a text that says the same.
pub struct Icon<'a>(&'a str);

impl fmt::Display for Icon<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What points along the text is mirrored where text runs from right to left.
        let turns = if matches!(self.0, "back" | "left" | "right" | "reply") { " icon--turns" } else { "" };
        write!(
            f,
            "<svg class=\"icon{turns}\" aria-hidden=\"true\" focusable=\"false\"><use href=\"#i-{}\"/></svg>",
            self.0
        )
    }
}

impl HtmlSafe for Icon<'_> {}

/// What a page knows about its surroundings.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The language of the page's own words.
    pub language: Language,
    /// How the reader wants pages to look.
    pub appearance: Appearance,
    /// The name of this server, shown in titles and beside the logo.
    pub site_name: String,
    /// One or two sentences about this server, plain text; may be empty.
    pub site_description: String,
    /// Who is signed in.
    pub viewer: Option<ViewerView>,
    /// The entry of the navigation that is the current page.
    pub nav: Nav,
    /// A message about what just happened.
    pub flash: Option<Flash>,
    /// Path and query of this page, beginning with `/`: where actions on it return to.
    pub path: String,
    /// Whether strangers can make an account; decides whether "Sign up" is offered.
    pub sign_up_open: bool,
    /// This program's version, shown in the foot.
    pub version: String,
}

/// The signed-in person, as the navigation shows them.
#[derive(Clone, Debug, Default)]
pub struct ViewerView {
    /// Username without `@`.
    pub username: String,
    /// Display name; may be empty, then the username is shown.
    pub display_name: String,
    /// URL of the avatar picture, square, shown at 40 px.
    pub avatar_url: String,
    /// How many notifications wait to be read; what is above 99 stands for more.
    pub unread: u64,
}

impl ViewerView {
    /// The display name, or the username where there is none.
    pub fn name(&self) -> &str {
        if self.display_name.trim().is_empty() { &self.username } else { &self.display_name }
    }

    /// The number of unread notifications as it stands on the bell.
    pub fn badge(&self) -> String {
        if self.unread > 99 { "99+".to_owned() } else { self.unread.to_string() }
    }

    /// The path of their profile.
    pub fn url(&self) -> String {
        format!("/@{}", self.username)
    }
}

/// Entries of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nav {
    /// The page is not in the navigation.
    #[default]
    None,
    /// `/home`.
    Home,
    /// `/public`.
    Public,
    /// `/search`.
    Search,
    /// `/notifications`.
    Notifications,
    /// `/bookmarks` and `/favourites`.
    Kept,
    /// `/lists` and what is below it.
    Lists,
    /// The viewer's own profile.
    Profile,
    /// `/about`.
    About,
}

/// A message at the top of a page about what just happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Whether something went wrong.
    pub is_error: bool,
    /// The text, in the page's language.
    pub text: String,
}

/// The codes that [`Flash::from_code`] knows; each has a message `flash-<code>`.
pub const FLASHES: [&str; 37] = [
    "posted",
    "replied",
    "deleted",
    "blocked",
    "unblocked",
    "muted",
    "unmuted",
    "requested",
    "withdrawn",
    "followed",
    "unfollowed",
    "befriended",
    "unfriended",
    "follower-removed",
    "let-in",
    "declined",
    "request-gone",
    "cleared",
    "saved",
    "list-made",
    "list-added",
    "list-removed",
    "list-deleted",
    "domain-blocked",
    "welcome",
    "signed-out",
    "password-changed",
    "recovery-sent",
    "password-recovered",
    "email-changed",
    "session-ended",
    "sessions-ended",
    "app-removed",
    "profile-saved",
    "privacy-saved",
    "account-deleted",
    "try-again",
];

impl Flash {
    /// The message for a code that travelled through a redirect (in a cookie or the query). Only codes in [`FLASHES`]
    /// exist, so a forged one can show nothing but one of our own sentences.
    pub fn from_code(language: Language, code: &str) -> Option<Self> {
        FLASHES
            .contains(&code)
            .then(|| Self { is_error: code == "try-again", text: language.text(&format!("flash-{code}")) })
    }

    /// An error with a text that is already in the page's language.
    pub fn error(text: impl Into<String>) -> Self {
        Self { is_error: true, text: text.into() }
    }
}

/// The brand, the navigation and the viewer's menu, compiled once for all pages.
#[derive(Template)]
#[template(path = "layout/side.html", whitespace = "minimize")]
pub struct Side<'a> {
    page: &'a Layout,
}

impl HtmlSafe for Side<'_> {}

/// What stands beside the column on wide screens.
#[derive(Template)]
#[template(path = "layout/aside.html", whitespace = "minimize")]
pub struct Aside<'a> {
    page: &'a Layout,
}

impl HtmlSafe for Aside<'_> {}

/// What can fill a variable of a message. Templates pass fields by reference and loop variables by a reference to one,
/// so references of any depth will do.
pub trait TextValue {
    /// The value as Fluent takes it; numbers choose plural forms.
    fn fluent(&self) -> FluentValue<'_>;
}

impl TextValue for str {
    fn fluent(&self) -> FluentValue<'_> {
        self.into()
    }
}

impl TextValue for String {
    fn fluent(&self) -> FluentValue<'_> {
        self.into()
    }
}

impl TextValue for u64 {
    fn fluent(&self) -> FluentValue<'_> {
        self.into()
    }
}

impl TextValue for usize {
    fn fluent(&self) -> FluentValue<'_> {
        self.into()
    }
}

impl<T: TextValue + ?Sized> TextValue for &T {
    fn fluent(&self) -> FluentValue<'_> {
        (**self).fluent()
    }
}

/// What templates call. Texts come back as plain text and are escaped by the template.
impl Layout {
    /// The text of a message.
    pub fn t(&self, key: &str) -> String {
        self.language.text(key)
    }

    /// The text of a message with one variable.
    pub fn t1(&self, key: &str, name: &'static str, value: impl TextValue) -> String {
        self.language.text_with(key, [(name, value.fluent())])
    }

    /// The text of a message with two variables.
    pub fn t2(
        &self,
        key: &str,
        name: &'static str,
        value: impl TextValue,
        other_name: &'static str,
        other: impl TextValue,
    ) -> String {
        self.language.text_with(key, [(name, value.fluent()), (other_name, other.fluent())])
    }

    /// The beginning of what somebody wrote, for the title of a page and within a sentence.
    pub fn short(&self, text: &str) -> String {
        shortened(text, 60)
    }

    /// A count as pages show it; see [`compact_count`].
    pub fn count(&self, count: &u64) -> String {
        compact_count(self.language, *count)
    }

    /// The same as the weighty part of a line, with all of its digits on hover where it is shortened.
    pub fn tally(&self, count: &u64) -> Tally {
        Tally::new(self.language, *count)
    }

    /// The URL of an asset by the name that templates use.
    pub fn asset(&self, logical: &str) -> &'static str {
        assets::url(logical)
    }

    /// The URLs of all scripts.
    pub fn scripts(&self) -> Vec<&'static str> {
        assets::scripts().collect()
    }

    /// A symbol by its name in the sprite.
    pub fn icon<'a>(&self, name: &'a str) -> Icon<'a> {
        Icon(name)
    }

    /// Where the piece of a page at `path` is found again by itself, made as it stands on this page.
    pub fn piece_url(&self, path: &str) -> String {
        let encoded: String = url::form_urlencoded::byte_serialize(self.path.as_bytes()).collect();
        format!("{path}/card?at={encoded}")
    }

    /// Where a visitor signs in to come back to `path`.
    pub fn sign_in_url(&self, path: &str) -> String {
        if path.is_empty() {
            return "/auth/sign_in".to_owned();
        }
        let encoded: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        format!("/auth/sign_in?return_to={encoded}")
    }

    /// Where a visitor makes an account to come back to `path`; empty for nowhere in particular.
    pub fn sign_up_url(&self, path: &str) -> String {
        if path.is_empty() {
            return "/auth/sign_up".to_owned();
        }
        let encoded: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        format!("/auth/sign_up?return_to={encoded}")
    }

    /// Whether this page is at `path` or below it.
    pub fn is_at(&self, path: &str) -> bool {
        let rest = self.path.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }

    /// What an app with this scope may do, in words; empty for a scope that has none.
    pub fn scope_text(&self, scope: &str) -> String {
        let key = format!("scope-{}", scope.replace([':', '_'], "-"));
        self.language.try_text(&key).unwrap_or_default()
    }

    /// The brand, the navigation and the viewer's menu.
    pub fn side(&self) -> Side<'_> {
        Side { page: self }
    }

    /// What stands beside the column on wide screens.
    pub fn aside(&self) -> Aside<'_> {
        Aside { page: self }
    }

    /// How long a mute may last, in seconds and in words; 0 has no end.
    pub fn mute_durations(&self) -> [(u32, String); 5] {
        [
            (0, self.t("mute-for-ever")),
            (3_600, self.t("mute-hour")),
            (21_600, self.t("mute-6-hours")),
            (86_400, self.t("mute-day")),
            (604_800, self.t("mute-week")),
        ]
    }

    /// A status as it stands in a list.
    pub fn status<'a>(&'a self, status: &'a StatusView) -> StatusCard<'a> {
        StatusCard { page: self, s: status, role: StatusRole::Feed }
    }

    /// A status in its thread.
    pub fn status_as<'a>(&'a self, status: &'a StatusView, role: &StatusRole) -> StatusCard<'a> {
        StatusCard { page: self, s: status, role: *role }
    }

    /// The button that follows, unfollows or unblocks a person. In a list its name says whom, for those who do not see
    /// what it stands beside.
    pub fn follow_button<'a>(&'a self, person: &'a PersonView, in_list: bool) -> FollowButton<'a> {
        FollowButton { page: self, p: person, in_list }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flash_code_has_a_text_and_no_other_code_does() {
        for code in FLASHES {
            let flash = Flash::from_code(Language::default(), code).unwrap();
            assert!(!flash.text.starts_with("flash-"), "{code} has no text");
        }
        assert_eq!(Flash::from_code(Language::default(), "title"), None);
    }

    #[test]
    fn a_page_is_at_its_path_and_below_it() {
        let page = Layout { path: "/settings/account?a=b".to_owned(), ..Layout::default() };
        assert!(page.is_at("/settings") && page.is_at("/settings/account"));
        assert!(!page.is_at("/settings/acc") && !page.is_at("/settings/apps"));
    }

    #[test]
    fn signing_in_leads_back_to_the_page_with_its_query() {
        let page = Layout::default();
        assert_eq!(page.sign_in_url("/@bo/1?a=b&c"), "/auth/sign_in?return_to=%2F%40bo%2F1%3Fa%3Db%26c");
    }
}
