//! What people write, turned into what others read: mentions, hashtags and links found in a text, the text as
//! safe HTML, and its length as Mastodon's clients count it.
//!
//! Everything here is a pure function of its arguments and takes time linear in the length of the text.
//! The order of use for a post is [`clean`], [`length`], [`scan`], [`to_html`].
//!
//! Not here: who an account is (the caller answers through [`Links`]), how long a text may be, Markdown, and
//! the cleaning of HTML that others wrote.

mod chars;
mod clean;
mod fold;
mod html;
mod length;
mod link;
#[cfg(test)]
mod properties;
mod scan;

pub use clean::{clean, clean_line};
pub use fold::{fold_case, fold_name, fold_tag};
pub use html::{Links, escape, to_html};
pub use length::{URL_LENGTH, graphemes, length};
pub use link::Link;
pub use scan::{Hashtag, Mention, Parsed, Part, scan};
