//! A status with its thread: what it answers above, its answers below as a conversation.
//!
//! *Not here*: how a single card looks (`status`).

use std::collections::HashMap;

use askama::Template;

use super::{Composer, StatusRole, StatusView};
use crate::http::page::Layout;

/// An answer in a thread with its distance from the status that the page is about.
pub struct ThreadItem {
    /// The answer.
    pub status: StatusView,
    /// How it is drawn; always `StatusRole::Reply`.
    pub role: StatusRole,
}

impl ThreadItem {
    /// Orders answers as a conversation: each below what it answers, siblings in the order given. The depth of an answer
    /// to `focus_id` is 0. An answer whose parent is not among them (hidden or deleted) counts as a direct one.
    pub fn thread(focus_id: &str, replies: Vec<StatusView>) -> Vec<Self> {
        let known: HashMap<String, usize> =
            replies.iter().enumerate().map(|(index, status)| (status.id.clone(), index)).collect();
        let parents: Vec<Option<usize>> = replies
            .iter()
            .map(|status| {
                status.in_reply_to_id.as_ref().filter(|id| *id != focus_id).and_then(|id| known.get(id))
            })
            .map(Option::<&usize>::copied)
            .collect();
        let mut children: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        for (index, parent) in parents.into_iter().enumerate() {
            children.entry(parent.filter(|p| *p != index)).or_default().push(index);
        }
        let mut replies: Vec<Option<StatusView>> = replies.into_iter().map(Some).collect();
        let mut waiting: Vec<(usize, u8)> = Vec::new();
        let mut thread = Vec::with_capacity(replies.len());
        let push = |waiting: &mut Vec<(usize, u8)>, parent: Option<usize>, depth: u8| {
            waiting.extend(children.get(&parent).into_iter().flatten().rev().map(|child| (*child, depth)));
        };
        push(&mut waiting, None, 0);
        while let Some((index, depth)) = waiting.pop() {
            if let Some(status) = replies.get_mut(index).and_then(Option::take) {
                thread.push(Self { status, role: StatusRole::Reply(depth) });
                push(&mut waiting, Some(index), depth.saturating_add(1));
            }
        }
        thread
    }
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
}

impl StatusView {
    /// The content warning, or else the text, without markup: at most `limit` characters.
    pub(crate) fn summary(&self, limit: usize) -> String {
        if !self.spoiler_text.is_empty() {
            return self.spoiler_text.chars().take(limit).collect();
        }
        let text = plain_text(&self.content_html);
        match text.char_indices().nth(limit) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
            None => text,
        }
    }
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

    fn thread(replies: &[(&str, &str)]) -> Vec<(String, StatusRole)> {
        let replies = replies.iter().map(|(id, to)| reply(id, to)).collect();
        ThreadItem::thread("1", replies).into_iter().map(|item| (item.status.id, item.role)).collect()
    }

    #[test]
    fn a_thread_puts_each_answer_below_what_it_answers() {
        let expected = [("2", 0), ("4", 1), ("5", 2), ("3", 0)];
        let expected = expected.map(|(id, depth)| (id.to_owned(), StatusRole::Reply(depth)));
        assert_eq!(thread(&[("2", "1"), ("3", "1"), ("4", "2"), ("5", "4")]), expected);
    }

    #[test]
    fn an_answer_to_something_hidden_is_still_shown() {
        assert_eq!(thread(&[("7", "6")]), [("7".to_owned(), StatusRole::Reply(0))]);
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
