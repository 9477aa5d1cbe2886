//! What somebody is told of.
//!
//! *Not here*: the number on the bell (`ViewerView::unread`).

use std::borrow::Borrow;

use askama::Template;

use super::{AccountView, Paging, StatusView, focus_after};
use crate::http::page::{Layout, When};

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationKind {
    /// Somebody follows.
    Follow,
    /// Somebody asks to follow.
    FollowRequest,
    /// Somebody asks to be friends.
    FriendRequest,
    /// Somebody whom the reader asked to be friends is one now.
    FriendAccepted,
    /// Somebody who asked to be friends is one now.
    Befriended,
    /// Somebody mentions the reader.
    Mention,
    /// Somebody favourited a post of the reader.
    Favourite,
    /// Somebody reposted a post of the reader.
    Reblog,
}

impl NotificationKind {
    /// The key of the sentence that says so, with the variable `name`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Follow => "notification-follow",
            Self::FollowRequest => "notification-follow-request",
            Self::FriendRequest => "notification-friend-request",
            Self::FriendAccepted => "notification-friend-accepted",
            Self::Befriended => "notification-befriended",
            Self::Mention => "notification-mention",
            Self::Favourite => "notification-favourite",
            Self::Reblog => "notification-reblog",
        }
    }

    /// The symbol beside it.
    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Follow | Self::FollowRequest => "person",
            Self::FriendRequest | Self::FriendAccepted | Self::Befriended => "people",
            Self::Mention => "at",
            Self::Favourite => "heart",
            Self::Reblog => "boost",
        }
    }

    /// The modifier class of the symbol.
    pub(crate) fn class(self) -> &'static str {
        if self == Self::Favourite { " told__icon--heart" } else { "" }
    }

    /// The ends of the paths below the asker's profile to which yes and no are posted.
    pub(crate) fn answers(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::FollowRequest => Some(("authorize", "reject")),
            Self::FriendRequest => Some(("accept_friend", "decline_friend")),
            _ => None,
        }
    }

    /// Whether the whole post is shown, to be answered.
    pub(crate) fn shows_post(self) -> bool {
        self == Self::Mention
    }
}

/// One notification.
#[derive(Clone, Debug)]
pub struct NotificationView {
    /// Its id.
    pub id: String,
    /// Path and query of the page that begins with it.
    pub path: String,
    /// What has happened.
    pub kind: NotificationKind,
    /// Who did it.
    pub who: AccountView,
    /// When.
    pub when: When,
    /// Whether it was not read before.
    pub is_new: bool,
    /// The post that it is about.
    pub status: Option<StatusView>,
}

/// `GET /notifications`. Posts to `/notifications/ID/dismiss` with a hidden `return_to`, to `/notifications/clear`, and to
/// the answers to requests.
#[derive(Template)]
#[template(path = "notifications/list.html", whitespace = "minimize")]
pub struct NotificationsPage {
    /// The page's surroundings.
    pub page: Layout,
    /// Newest first.
    pub items: Vec<NotificationView>,
    /// Links to the neighbouring pages.
    pub paging: Paging,
}

impl NotificationsPage {
    /// What has the focus once the notification at this place was answered or dismissed.
    pub(crate) fn after(&self, place: impl Borrow<usize>) -> String {
        focus_after(*place.borrow(), self.items.iter().map(|item| format!("notification-{}", item.id)))
    }
}

/// `GET /notifications/unread`: what stands on the bell, by itself; nothing where nobody is signed in.
#[derive(Template)]
#[template(path = "layout/badge.html", whitespace = "minimize")]
pub struct BadgePage {
    /// The page's surroundings, which hold the number.
    pub page: Layout,
}
