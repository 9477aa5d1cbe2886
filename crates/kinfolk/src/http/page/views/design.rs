//! The page that shows every component in every state, in both schemes.
//!
//! *Not here*: what components look like (`assets/css`).

use askama::Template;

use super::{
    AccountView, BoostView, Composer, Field, Friendship, NotificationKind, NotificationView, Paging,
    PartView, PersonView, ProfileView, Relation, ReplyTo, StatusRole, StatusView, VisibilityView,
};
use crate::http::page::{Layout, ViewerView, When};

/// `GET /about/design`. Its examples are made by the same templates as the pages.
#[derive(Template)]
#[template(path = "instance/design.html", whitespace = "minimize")]
pub struct DesignPage {
    /// The page's surroundings, as somebody sees them who is signed in.
    pub page: Layout,
    /// A status as an example.
    pub status: StatusView,
    /// A profile as an example: somebody whom the reader follows and has a note about.
    profile: ProfileView,
    /// A list that goes on at both ends.
    paging: Paging,
    /// The sliders that choose a part of a picture.
    part: PartView,
}

impl DesignPage {
    /// The page, with examples that nobody wrote.
    pub fn new(page: Layout) -> Self {
        let author = AccountView {
            username: "susan".to_owned(),
            acct: "susan".to_owned(),
            display_name: "Susan".to_owned(),
            avatar_url: page.asset("icon.svg").to_owned(),
            url: "/about".to_owned(),
            ..AccountView::default()
        };
        let viewer = ViewerView {
            username: author.username.clone(),
            display_name: author.display_name.clone(),
            avatar_url: author.avatar_url.clone(),
            unread: 0,
        };
        let status = StatusView {
            id: "1".to_owned(),
            url: "/about".to_owned(),
            author: author.clone(),
            created: When::new(page.language, 0, 0),
            content_html: format!("<p>{}</p>", page.t("design-sample")),
            can_boost: true,
            ..StatusView::default()
        };
        let person = PersonView { account: author, relation: Relation::Following, ..PersonView::default() };
        let profile =
            ProfileView { person, note: Field::kept(page.t("design-sample")), ..ProfileView::default() };
        let part = PartView {
            x: ("avatar_x", Field::kept("50")),
            y: ("avatar_y", Field::kept("50")),
            zoom: ("avatar_zoom", Field::kept("1")),
        };
        let there = || Some("#main".to_owned());
        let page = Layout { viewer: Some(viewer), ..page };
        Self { page, status, profile, paging: Paging { newer: there(), older: there() }, part }
    }

    /// The form that writes a post, in each of its states, with the key of what that is.
    fn composers(&self) -> [(&'static str, Composer); 5] {
        let (limit, sample) = (500, self.page.t("design-sample").to_string());
        let empty = Composer { max_characters: limit, language: "en".to_owned(), ..Composer::default() };
        let answer = Some(("1".to_owned(), self.status.author.acct.clone()));
        let error = Some(self.page.t("flash-try-again").to_string());
        let narrow = VisibilityView::Private;
        [
            ("design-rest", empty.clone()),
            (
                "composer-warning",
                Composer {
                    text: sample.clone(),
                    spoiler_text: sample.clone(),
                    visibility: narrow,
                    ..empty.clone()
                },
            ),
            ("status-reply", Composer { text: "@susan ".to_owned(), in_reply_to: answer, ..empty.clone() }),
            ("design-over", Composer { text: sample.clone(), max_characters: 10, ..empty.clone() }),
            ("design-refused", Composer { text: sample, error, ..empty }),
        ]
    }

    /// Posts in each of their states, with the key of what that is and the part that they play.
    fn posts(&self) -> [(&'static str, StatusView, StatusRole); 6] {
        let Self { status, .. } = self;
        let reply_to = Some(ReplyTo { acct: "susan".to_owned(), url: Some("/about".to_owned()), own: false });
        let boosted_by = Some(BoostView { id: "2".to_owned(), account: status.author.clone() });
        let counted =
            StatusView { replies_count: 3, reblogs_count: 2, favourites_count: 12, ..status.clone() };
        let held = StatusView { favourited: true, reblogged: true, bookmarked: true, ..counted.clone() };
        let private = StatusView {
            visibility: VisibilityView::Private,
            can_boost: false,
            can_delete: true,
            ..status.clone()
        };
        [
            ("design-rest", counted.clone(), StatusRole::Feed),
            ("design-on", StatusView { boosted_by, ..held }, StatusRole::Feed),
            ("visibility-private", StatusView { reply_to, ..private }, StatusRole::Feed),
            ("composer-warning", self.warned(), StatusRole::Feed),
            ("thread-ancestors", status.clone(), StatusRole::Ancestor),
            ("thread-heading", counted, StatusRole::Focus),
        ]
    }

    /// A post with a content warning.
    fn warned(&self) -> StatusView {
        StatusView { spoiler_text: self.page.t("composer-warning").to_string(), ..self.status.clone() }
    }

    /// What a notification tells, new and read, answered and not.
    fn told(&self) -> [NotificationView; 4] {
        let told = |kind, is_new, status| NotificationView {
            id: "1".to_owned(),
            path: String::new(),
            kind,
            who: self.status.author.clone(),
            when: self.status.created.clone(),
            is_new,
            status,
        };
        [
            told(NotificationKind::FollowRequest, true, None),
            told(NotificationKind::Befriended, false, None),
            told(NotificationKind::Favourite, false, Some(self.status.clone())),
            told(NotificationKind::Mention, false, Some(self.status.clone())),
        ]
    }

    /// A picture, in the frame that chooses a part of it.
    fn picture(&self) -> String {
        format!("<img src=\"{}\" alt=\"\">", self.status.author.avatar_url)
    }

    /// The classes that show a part of the page in one scheme.
    pub(crate) fn schemes(&self) -> [&'static str; 2] {
        ["scheme-light", "scheme-dark"]
    }

    pub(crate) fn scheme_key(&self, scheme: &str) -> &'static str {
        if scheme == "scheme-light" { "design-light" } else { "design-dark" }
    }

    /// The colours that have a swatch, by their tokens.
    pub(crate) fn colours(&self) -> [&'static str; 22] {
        [
            "bg",
            "surface",
            "surface-hover",
            "surface-sunk",
            "line",
            "edge",
            "text",
            "text-soft",
            "accent",
            "accent-strong",
            "accent-soft",
            "on-accent",
            "good",
            "good-soft",
            "danger",
            "danger-strong",
            "danger-soft",
            "on-danger",
            "heart",
            "heart-soft",
            "shadow",
            "shadow-menu",
        ]
    }

    /// The distances, corners and durations, by their tokens.
    pub(crate) fn measures(&self) -> [(&'static str, &'static [&'static str]); 3] {
        [
            ("space", &["1", "2", "3", "4", "5", "6", "7", "8"]),
            ("radius", &["1", "2", "3", "full", "picture"]),
            ("motion", &["quick", "calm"]),
        ]
    }

    /// The class of a variant of a component.
    pub(crate) fn variant(&self, component: &str, name: &str) -> String {
        format!("{component}--{name}")
    }

    /// The looks of a button, by the ends of their classes.
    pub(crate) fn buttons(&self) -> [&'static str; 5] {
        ["primary", "quiet", "danger", "danger-solid", "bare"]
    }

    /// The states that a component can be forced into: each one's text and class.
    pub(crate) fn states(&self) -> [(&'static str, &'static str); 4] {
        [
            ("design-rest", ""),
            ("design-hover", "is-hover"),
            ("design-focus", "is-focus"),
            ("design-active", "is-active"),
        ]
    }

    /// Somebody in each way that they can stand to the reader.
    pub(crate) fn people(&self) -> Vec<PersonView> {
        let person = |relation, followed_by, friendship| PersonView {
            account: self.status.author.clone(),
            relation,
            followed_by,
            friendship,
            ..PersonView::default()
        };
        vec![
            person(Relation::None, false, Friendship::None),
            person(Relation::None, true, Friendship::None),
            person(Relation::Requested, false, Friendship::None),
            person(Relation::Following, false, Friendship::None),
            person(Relation::Following, false, Friendship::Asked),
            person(Relation::Following, true, Friendship::Friends),
            PersonView { muting: true, ..person(Relation::Following, false, Friendship::None) },
            person(Relation::Blocking, false, Friendship::None),
        ]
    }
}

/// How an example is shown in a state that takes a hand on it: what the templates made, with that state written in. Each
/// fails where the part that it looks for is not there. What they take is the templates' own HTML, in which texts are
/// escaped already.
mod filters {
    use std::fmt::Display;

    use askama::filters::Safe;
    use askama::{Error, Result, Values};

    fn replaced(example: &impl Display, from: &str, to: &str) -> Result<Safe<String>> {
        let html = example.to_string();
        if html.contains(from) {
            Ok(Safe(html.replacen(from, to, 1)))
        } else {
            Err(Error::custom(format!("no {from} here")))
        }
    }

    /// The first element of a class, with another class as well.
    #[askama::filter_fn]
    pub fn forced(example: impl Display, _: &dyn Values, class: &str, state: &str) -> Result<Safe<String>> {
        replaced(&example, &format!(" class=\"{class}"), &format!(" class=\"{state} {class}"))
    }

    /// The first fold of a class that is closed, open.
    #[askama::filter_fn]
    pub fn unfolded(example: impl Display, _: &dyn Values, class: &str) -> Result<Safe<String>> {
        replaced(
            &example,
            &format!("<details class=\"{class}\""),
            &format!("<details open class=\"{class}\""),
        )
    }

    /// The first empty element of a class, with something in it.
    #[askama::filter_fn]
    pub fn filled(example: impl Display, _: &dyn Values, class: &str, with: String) -> Result<Safe<String>> {
        let html = example.to_string();
        let begin =
            html.find(&format!(" class=\"{class}\"")).and_then(|at| Some(at + html[at..].find('>')? + 1));
        let (before, after) =
            begin.and_then(|at| html.split_at_checked(at)).ok_or_else(|| Error::custom(class.to_owned()))?;
        Ok(Safe(format!("{before}{with}{after}")))
    }

    /// The ids, and what leads to them, with a word before them: the same is on the page more than once.
    #[askama::filter_fn]
    pub fn apart(example: impl Display, _: &dyn Values, word: &str) -> Result<Safe<String>> {
        let names = [" id=\"", " for=\"", " aria-describedby=\"", " data-draft=\""];
        Ok(Safe(
            names
                .iter()
                .fold(example.to_string(), |html, name| html.replace(name, &format!("{name}{word}-"))),
        ))
    }
}
