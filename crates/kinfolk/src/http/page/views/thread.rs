//! A status with its thread: what it answers above, its answers below as a conversation.
//!
//! *Not here*: how a single card looks (`status`).

use std::collections::HashMap;

use askama::Template;

use super::{Composer, StatusRole, StatusView};
use crate::http::page::{Layout, shortened};

/// Answers that are further down stand beside each other: lines of a phone are short, and browsers nest only so far.
const DEEPEST: usize = 4;
/// From this depth on, longer branches are folded at first.
const FOLDED_FROM: usize = 2;
/// A branch of so many answers is never folded.
const SHORT: usize = 3;

/// An answer in a thread, with what opens and closes around it when the answers are written one after the other.
pub struct ThreadItem {
    /// The answer.
    pub status: StatusView,
    /// How far below the status that the page is about: 0 for a direct answer, [`DEEPEST`] at most.
    pub depth: usize,
    /// How many of the answers behind it stand below it.
    pub below: usize,
    /// How many branches end behind it.
    pub closes: usize,
}

impl ThreadItem {
    /// Orders answers as a conversation: each below what it answers, siblings in the order given. An answer whose parent
    /// is not among them (hidden or deleted) counts as a direct one.
    pub fn thread(focus_id: &str, replies: Vec<StatusView>) -> Vec<Self> {
        let ordered = ordered(focus_id, replies);
        let depths: Vec<usize> = ordered.iter().map(|(_, depth)| *depth).collect();
        let anchors: Vec<String> = ordered.iter().map(|(status, _)| status.anchor()).collect();
        let item = |(at, (mut status, depth)): (usize, (StatusView, usize))| {
            let behind = &depths[at + 1..];
            let below = behind.iter().take_while(|other| **other > depth).count();
            let next = anchors.get(at + 1 + below).cloned();
            status.below = Some(next.unwrap_or_else(|| format!("status-{focus_id}")));
            let closes = depth.saturating_sub(behind.first().copied().unwrap_or(0));
            Self { status, depth, below, closes }
        };
        ordered.into_iter().enumerate().map(item).collect()
    }

    /// Whether what stands below it is shown at first.
    pub(crate) fn is_open(&self) -> bool {
        self.depth < FOLDED_FROM || self.below <= SHORT
    }

    /// How its card is drawn.
    pub(crate) fn role(&self) -> StatusRole {
        if self.depth < DEEPEST { StatusRole::Reply } else { StatusRole::DeepReply }
    }
}

/// The answers with their depths, each before those below it.
fn ordered(focus_id: &str, replies: Vec<StatusView>) -> Vec<(StatusView, usize)> {
    let known: HashMap<String, usize> =
        replies.iter().enumerate().map(|(index, status)| (status.id.clone(), index)).collect();
    let mut children: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (index, status) in replies.iter().enumerate() {
        let answered = status.in_reply_to_id.as_ref().filter(|id| *id != focus_id);
        let parent = answered.and_then(|id| known.get(id)).copied();
        children.entry(parent.filter(|parent| *parent != index)).or_default().push(index);
    }
    let mut replies: Vec<Option<StatusView>> = replies.into_iter().map(Some).collect();
    let mut waiting: Vec<(usize, usize)> = Vec::new();
    let mut thread = Vec::with_capacity(replies.len());
    let push = |waiting: &mut Vec<(usize, usize)>, parent: Option<usize>, depth: usize| {
        waiting.extend(children.get(&parent).into_iter().flatten().rev().map(|child| (*child, depth)));
    };
    push(&mut waiting, None, 0);
    while let Some((index, depth)) = waiting.pop() {
        if let Some(status) = replies.get_mut(index).and_then(Option::take) {
            thread.push((status, depth));
            push(&mut waiting, Some(index), DEEPEST.min(depth + 1));
        }
    }
    thread
}

/// `GET /@NAME/ID`: a status with its thread.
#[derive(Template)]
#[template(path = "statuses/show.html", whitespace = "minimize")]
pub struct StatusPage {
    /// The page's surroundings.
    pub page: Layout,
    /// What it answers, the oldest first.
    pub ancestors: Vec<StatusView>,
    /// The status that the page is about.
    pub focus: StatusView,
    /// Its answers as made by [`ThreadItem::thread`].
    pub replies: Vec<ThreadItem>,
    /// The form for an answer; `None` for visitors.
    pub composer: Option<Composer>,
}

impl StatusPage {
    /// The text without markup for the page's title and description, at most `limit` characters.
    pub(crate) fn summary(&self, limit: usize) -> String {
        self.focus.summary(limit)
    }

    /// The part of the status that the page is about. What is wrong with an answer comes before it.
    fn role(&self) -> StatusRole {
        let is_wrong = self.composer.as_ref().is_some_and(|composer| composer.error.is_some());
        if self.ancestors.is_empty() || is_wrong { StatusRole::Focus } else { StatusRole::FocusBelow }
    }
}

impl StatusView {
    /// The content warning, or else the text, without markup: at most `limit` characters.
    pub(crate) fn summary(&self, limit: usize) -> String {
        if !self.spoiler_text.is_empty() {
            return self.spoiler_text.chars().take(limit).collect();
        }
        first_of(&self.content_html, limit)
    }
}

/// The beginning of our own safe HTML as plain text, at most `limit` characters.
pub(super) fn first_of(html: &str, limit: usize) -> String {
    shortened(&plain_text(html), limit)
}

/// The text of our own safe HTML: ends of paragraphs and line breaks become spaces, the entities that `text` writes
/// become characters again.
fn plain_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (index, piece) in html.split('<').enumerate() {
        let (tag, text) = if index == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        if tag.starts_with("/p") || tag.starts_with("br") {
            out.push(' ');
        }
        out.push_str(text);
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(out, |text, (entity, character)| text.replace(entity, character))
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(id: &str, to: &str) -> StatusView {
        StatusView { id: id.to_owned(), in_reply_to_id: Some(to.to_owned()), ..StatusView::default() }
    }

    fn thread(replies: &[(&str, &str)]) -> Vec<(String, usize, usize, usize)> {
        let replies = replies.iter().map(|(id, to)| reply(id, to)).collect();
        let items = ThreadItem::thread("1", replies).into_iter();
        items.map(|item| (item.status.id, item.depth, item.below, item.closes)).collect()
    }

    #[test]
    fn a_thread_puts_each_answer_below_what_it_answers() {
        let expected = [("2", 0, 2, 0), ("4", 1, 1, 0), ("5", 2, 0, 2), ("3", 0, 0, 0)];
        let expected = expected.map(|(id, depth, below, closes)| (id.to_owned(), depth, below, closes));
        assert_eq!(thread(&[("2", "1"), ("3", "1"), ("4", "2"), ("5", "4")]), expected);
    }

    #[test]
    fn every_branch_that_opens_is_closed() {
        let chain: Vec<(String, String)> =
            (2..40).map(|id: u32| (id.to_string(), (id / 3 * 2).max(1).to_string())).collect();
        let chain: Vec<(&str, &str)> = chain.iter().map(|(id, to)| (id.as_str(), to.as_str())).collect();
        let items = thread(&chain);
        assert_eq!(items.len(), chain.len());
        assert!(items.iter().any(|(_, depth, ..)| *depth == DEEPEST), "nothing is deep");
        let opened = items.iter().filter(|(_, _, below, _)| *below > 0).count();
        assert_eq!(opened, items.iter().map(|(.., closes)| closes).sum::<usize>());
    }

    #[test]
    fn an_answer_to_something_hidden_is_still_shown() {
        assert_eq!(thread(&[("7", "6")]), [("7".to_owned(), 0, 0, 0)]);
    }

    #[test]
    fn answers_that_answer_themselves_are_shown_once() {
        assert_eq!(thread(&[("7", "7")]).len(), 1);
    }

    #[test]
    fn the_summary_is_text_and_not_markup() {
        assert_eq!(plain_text("<p>a &lt;b&gt; &amp;amp; <a href=\"x\">c</a></p><p>d</p>"), "a <b> &amp; c d");
    }
}
